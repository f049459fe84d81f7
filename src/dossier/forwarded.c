/*
 * To which controllers a request was handed (art. 28(3)(e)): the letters of that kind say so, and
 * when they left.
 */
#include "dossier/post.h"
#include "dossier/request_state.h"
#include "tell.h"

static bool
is_forward(const struct letter *l)
{
	return letter_kind_find(l->kind) == LETTER_FORWARD;
}

bool
post_forwarded(
    const struct dossier *d, struct arena *a, struct forwarded_list *ret, struct err *err)
{
	struct letter_list letters;
	if (!post_letters(d, a, &letters, err))
		return false;
	*ret = (struct forwarded_list){ arena_alloc(a, (letters.n + 1) * sizeof(*ret->items)), 0 };
	for (size_t i = 0; i < letters.n; i++) {
		const struct letter *l = &letters.items[i];
		const struct reg_controller *c =
		    is_forward(l) ? contact_controller(d, l->recipient) : NULL;
		bool back = date_is_set(l->bounced);
		if (c)
			ret->items[ret->n++] = (struct forwarded){ c->id, c->name,
				back ? (struct date){ 0 } : l->sent, back };
	}
	return true;
}

/* Was one to another written, or said to have left, since this one came back? */
static bool
is_followed(const struct letter *back, const struct letter_list *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct letter *l = &all->items[i];
		bool since = l->at > back->at || (l->at == back->at && l->id > back->id);
		if (is_forward(l) && !date_is_set(l->bounced) && since)
			return true;
	}
	return false;
}

/* The first that came back and was followed by none; NULL: there is none such. */
static const struct letter *
lost(const struct letter_list *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct letter *l = &all->items[i];
		if (is_forward(l) && date_is_set(l->bounced) && !is_followed(l, all))
			return l;
	}
	return NULL;
}

/* A letter that came back handed the request to nobody. */
static bool
check_none_back(const struct dossier *d, const char *article, struct err *err)
{
	const char *ref = d->request.reference;
	struct letter_list all;
	if (!post_letters(d, d->a, &all, err))
		return false;
	const struct letter *l = lost(&all);
	return !l ||
	    err_set(err, ERR_DENIED,
		"%s: the letter that forwards it to %s came back: send it another way and say so "
		"with `dossier letter sent %s %" PRId64 " --proof TEXT`, or forward it anew "
		"with `dossier task done %s forward --to CONTROLLER` (art. 28(3)(e), %s)",
		ref, l->recipient, ref, l->id, ref, article);
}

/* Not planned yet, and somebody is to forward it then. */
static bool
is_to_come(const struct dossier *d)
{
	struct plan plan = { 0 };
	if (strcmp(d->request.state, request_state_name(STATE_LOGGED)) == 0)
		dossier_plan(d, NULL, d->a, &plan);
	size_t i = 0;
	while (i < plan.ntasks && plan.tasks[i].action != ACTION_FORWARD)
		i++;
	return i < plan.ntasks;
}

bool
post_check_forwarded(const struct dossier *d, const char *article, struct err *err)
{
	const char *ref = d->request.reference;
	if (is_to_come(d))
		return err_set(err, ERR_DENIED,
		    "%s: what we process for customers is not forwarded yet, nor planned: "
		    "`dossier work` plans it; then `dossier task done %s forward --to "
		    "CONTROLLER`, or `task skip` (art. 28(3)(e), %s)",
		    ref, ref, article);
	if (dossier_task_awaited(d, 1u << ACTION_FORWARD))
		return err_set(err, ERR_DENIED,
		    "%s: what we process for customers is not forwarded yet: `dossier task "
		    "done %s forward --to CONTROLLER`, or say why to none with `dossier "
		    "task skip %s forward --ground TEXT` (art. 28(3)(e), %s)",
		    ref, ref, ref, article);
	return check_none_back(d, article, err);
}
