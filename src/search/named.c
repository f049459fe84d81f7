/*
 * Tasks as people name them: by their system, and by the action where there are more.
 */
#include "dossier/phrase.h"
#include "search_private.h"

/* Is it what ${name} says? */
static bool
is_named(const struct task *t, const struct task_name *name)
{
	return strcmp(t->system, name->system) == 0 &&
	    (!name->action || strcmp(action_name(t->action), name->action) == 0);
}

/* Each that fits ${name}, or with NULL each there is: "crm (collect), crm (erase)". */
static const char *
list_tasks(const struct dossier *d, const struct task_name *name)
{
	const char *list = NULL;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (t->change == 0 && (!name || is_named(t, name)))
			list = arena_printf(d->a, "%s%s%s (%s)", list ? list : "", list ? ", " : "",
			    t->system, action_name(t->action));
	}
	return list ? list : phrase("none yet (`dossier work` makes them)");
}

/* Tasks come in the order in which they were made: the last time is the last. */
const struct task *
task_named(const struct dossier *d, const struct task_name *name, struct err *err)
{
	const struct task *found = NULL;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (!is_named(t, name))
			continue;
		if (found && found->action != t->action) {
			err_set(err, ERR_USAGE, "say which with --action: %s", list_tasks(d, name));
			return NULL;
		}
		found = t;
	}
	if (!found)
		err_set(err, ERR_NOTFOUND, "%s has no task at %s%s%s; it has: %s",
		    d->request.reference, name->system, name->action ? " to " : "",
		    name->action ? name->action : "", list_tasks(d, NULL));
	return found;
}

json_t *
task_round(const struct task *t)
{
	return t->change ? json_integer(t->change) : NULL;
}
