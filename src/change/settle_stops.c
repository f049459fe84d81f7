/*
 * What stops by being asked (art. 21(3), 7(3)) is carried out when everybody who was asked to stop
 * it said so: by itself, with what they said as what shows it.
 */
#include "dossier/decide.h"
#include "dossier/objection.h"
#include "change_private.h"

/* Was somebody asked for that category, and said each of them what came of it? */
static bool
is_said(const struct dossier *d, const char *category)
{
	bool any = false;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (t->action != ACTION_SUPPRESS || !json_has(t->categories, category))
			continue;
		if (strcmp(t->state, "done") != 0)
			return false;
		any = true;
	}
	return any;
}

/* Of every category that is used for it; what nobody was asked for an officer decides. */
static bool
is_stopped(const struct dossier *d, const char *right, const struct right_part_list *all,
    const struct purpose *p)
{
	bool open = false;
	for (size_t i = 0; i < all->n; i++) {
		if (strcmp(all->items[i].purpose, p->id) != 0 ||
		    decision_of(&d->decisions, right, all->items[i]))
			continue;
		if (!is_said(d, all->items[i].category))
			return false;
		open = true;
	}
	return open;
}

static bool
settle(struct dossier *d, const char *right, const struct purpose *p, struct err *err)
{
	struct err refused = { 0 };
	const char *const ids[] = { p->id };
	const struct decide_done x = {
		.right = right,
		.purposes = ids,
		.npurposes = 1,
		.done = true,
		.proof = "said of each system that was asked",
		.by = d->who->name,
	};
	/* an officer decides then; what was said stands with the tasks */
	return decide_done(d, &x, &refused) || refused.kind == ERR_DENIED ||
	    refused.kind == ERR_CONFLICT || err_set(err, refused.kind, "%s", refused.text);
}

bool
change_settle_all(struct dossier *d, struct err *err)
{
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		struct right_part_list all;
		if (!right_is_open(r) ||
		    !(right_rule(right_of(r->right))->actions & 1u << ACTION_SUPPRESS))
			continue;
		right_parts(d, r->right, d->a, &all);
		for (const struct purpose *const *p = right_purposes(d, r, d->a); *p; p++)
			if (stops_at_once(right_of(r->right), *p) &&
			    is_stopped(d, r->right, &all, *p) && !settle(d, r->right, *p, err))
				return false;
	}
	return change_settle(d, err);
}
