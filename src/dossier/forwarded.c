/*
 * To which controllers a request was handed (art. 28(3)(e)): the letters of that kind say so, and
 * when they left.
 */
#include "dossier/post.h"
#include "tell.h"

bool
post_forwarded(
    const struct dossier *d, struct arena *a, struct forwarded_list *ret, struct err *err)
{
	struct letter_list letters;
	if (!letter_list(d->in->db, d->request.org_id, d->request.id, a, &letters, err))
		return false;
	*ret = (struct forwarded_list){ arena_alloc(a, (letters.n + 1) * sizeof(*ret->items)), 0 };
	for (size_t i = 0; i < letters.n; i++) {
		const struct letter *l = &letters.items[i];
		const struct reg_controller *c = letter_kind_find(l->kind) == LETTER_FORWARD
		    ? reg_controller(d->reg, l->recipient)
		    : NULL;
		bool back = date_is_set(l->bounced);
		if (c)
			ret->items[ret->n++] = (struct forwarded){ c->id, c->name,
				back ? (struct date){ 0 } : l->sent };
	}
	return true;
}

bool
post_check_forwarded(const struct dossier *d, const char *article, struct err *err)
{
	const char *ref = d->request.reference;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (t->action == ACTION_FORWARD && strcmp(t->state, "done") != 0 &&
		    strcmp(t->state, "skipped") != 0)
			return err_set(err, ERR_DENIED,
			    "%s: what we process for customers is not forwarded yet: `dossier task "
			    "done %s forward --to CONTROLLER`, or say why to none with `dossier "
			    "task skip %s forward --ground TEXT` (art. 28(3)(e), %s)",
			    ref, ref, ref, article);
	}
	return true;
}
