/*
 * A right that was asked from the start, and was not logged: it is added, and whoever it takes is
 * asked too. Its dates are those of the request; what was asked later is another request.
 */
#include "dossier/about.h"
#include "dossier/decide.h"
#include "dossier/guard.h"
#include "dossier/objection.h"
#include "dossier/suppress.h"
#include "search_private.h"

/* ${d} knows it from then on; about no purpose in particular: about all of them. */
static bool
insert(struct dossier *d, const struct about_said *x, struct err *err)
{
	const char *right = x->rights[0];
	const struct purpose *const *about = about_of(d->reg, x, right_of(right), d->a);
	const char *const *ids = about_ids(about, d->a);
	struct request_right_list *all = &d->rights;
	struct request_right *more = arena_alloc(d->a, (all->n + 1) * sizeof(*more));
	bool at_once = objection_at_once(right_of(right), about);
	memcpy(more, all->items, all->n * sizeof(*more));
	more[all->n] = (struct request_right){
		.right = right, .state = "open", .purposes = ids, .at_once = at_once
	};
	*all = (struct request_right_list){ more, all->n + 1 };
	return request_right_add(d->in->db, &d->request, right, at_once, err) &&
	    (!ids[0] || request_right_about(d->in->db, &d->request, right, ids, at_once, err)) &&
	    suppress_right(d, right, err);
}

static bool
add(struct dossier *d, const struct about_said *x, const char *why, struct err *err)
{
	const char *right = x->rights[0];
	bool planned = strcmp(d->request.state, "logged") != 0;
	const struct guard_correction g = { .why = why,
		.planned = planned,
		.copy = right_is_copy(right),
		.a_copy = rights_ask_copy(&d->rights) };
	const struct fact f = { .kind = FACT_RIGHT_ADDED, .on = d->today, .right = right };
	if (right_asked(d, right))
		return err_set(err, ERR_CONFLICT, "%s invokes the right %s already",
		    d->request.reference, right);
	return about_check(d->reg, x, err) && guard_add_right(&d->term, &g, err) &&
	    insert(d, x, err) && decide_append(d, &f, why, err) &&
	    (!planned || (fan_out_more(d, err) && dossier_advance(d, err)));
}

bool
search_right_add(struct installation *in, const struct actor *who, const char *reference,
    const struct about_said *x, const char *why, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_CHANGE, err);
	return dossier_commit(d, d && add(d, x, why, err), err);
}
