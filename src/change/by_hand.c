/*
 * May it be said that a category was erased by hand, or that there is nothing of it? Not while a
 * hold keeps it, not while a program still sees records of it, and not before it is known whose it
 * is: what is told to the person has to be so (art. 5(1)(a), 12(1), 17 GDPR).
 */
#include "dossier/decide.h"
#include "hold_private.h"

static bool
is_on(const struct hold *h, const char *category, const struct dossier *d)
{
	/* one of another request that names records may be another person's */
	return strcmp(h->category, category) == 0 &&
	    (h->request_id == d->request.id || h->records == 0);
}

/* Until when, in words; of a claim the day on which it is looked at again. */
static const char *
until_of(const struct hold *h, struct arena *a)
{
	char day[DATE_LEN];
	if (date_is_set(h->last))
		return arena_printf(a, "through %s", date_format(h->last, day));
	if (date_is_set(h->review))
		return arena_printf(a, "looked at again on %s", date_format(h->review, day));
	if (!hold_is_dated(h))
		return "until it is lifted";
	return "until what it counts from has come";
}

static bool
check_hold(const struct dossier *d, const char *category, const struct hold *h, struct err *err)
{
	const char *ref = d->request.reference;
	return err_set(err, ERR_DENIED,
	    "%s: hold %lld keeps %s%s%s (%s, %s): it is not erased by hand; what stays is told "
	    "with `dossier refuse %s --right erasure --category %s`",
	    ref, (long long)h->id, category, h->system ? " at " : "", h->system ? h->system : "",
	    h->basis ? h->basis : h->article, until_of(h, d->a), ref, category);
}

/* Of any system, of a person's hand or left by an erasure of this request. */
static bool
check_holds(const struct dossier *d, const char *category, struct err *err)
{
	const struct hold_of w = hold_whose(d);
	const struct hold_filter f = { .org_id = d->org.id, .request_id = d->request.id };
	struct hold_list lists[2];
	if (!hold_of_person(d->in->db, &d->request, hold_blinds(&w), NULL, d->a, &lists[0], err) ||
	    !hold_list(d->in->db, &f, d->a, &lists[1], err))
		return false;
	for (size_t i = 0; i < array_len(lists); i++)
		for (size_t k = 0; k < lists[i].n; k++)
			if (is_on(&lists[i].items[k], category, d) &&
			    !hold_is_over(&lists[i].items[k], d->today))
				return check_hold(d, category, &lists[i].items[k], err);
	return true;
}

static bool
check_role(const struct change_state *s, const struct change_category *c, struct err *err)
{
	const char *ref = s->d->request.reference;
	return !c->asks_role ||
	    err_set(err, ERR_DENIED,
		"%s: whether %s of this person is ours to answer for was not said: `dossier "
		"decide %s --category %s --role controller` or `processor`",
		ref, c->id, ref, c->id);
}

/* Records of a category that a system said last it holds; *ret_collection: of which, one. */
static int64_t
seen_of(const struct change_system *x, const char *category, const char **ret_collection)
{
	int64_t n = 0;
	size_t i;
	const json_t *set;
	json_array_foreach(json_get(x->newest->found, "sets"), i, set)
		if (strcmp(json_str_or(set, "category", ""), category) == 0) {
			n += json_int_or(set, "n", 0);
			*ret_collection = json_str_or(set, "collection", "");
		}
	return n;
}

static bool
is_begun(const struct change_state *s, const struct change_system *x)
{
	for (size_t i = 0; i < s->ledger.n; i++)
		if (strcmp(s->ledger.items[i].system, x->system) == 0 &&
		    s->ledger.items[i].change == x->newest->row.change &&
		    strcmp(s->ledger.items[i].state, ERASURE_DONE) == 0)
			return false;
	return x->started;
}

static bool
check_system(const struct change_state *s, const struct change_system *x,
    const struct change_category *c, struct err *err)
{
	const char *ref = s->d->request.reference, *collection = "";
	const struct system *in_register = reg_system(s->d->reg, x->system);
	if (!in_register || !json_has(json_get(in_register->json, "categories"), c->id))
		return true;
	if (x->searching || (x->newest && is_begun(s, x)))
		return err_set(err, ERR_DENIED,
		    "%s: of %s a program is at work at %s: `dossier work`, and then `dossier plan "
		    "%s` shows what is there; where it cannot look, `dossier task skip`",
		    ref, c->id, x->system, ref);
	int64_t n = x->newest && !x->started ? seen_of(x, c->id, &collection) : 0;
	return n == 0 ||
	    err_set(err, ERR_DENIED,
		"%s: %s still holds %lld records of %s (%s): `dossier decide %s --right erasure "
		"--erase --category %s` and `dossier approve`, or `dossier refuse`; where they "
		"were erased by hand, `dossier plan %s --again` shows it",
		ref, x->system, (long long)n, c->id, collection, ref, c->id, ref);
}

static bool
check_category(struct change_state *s, const char *id, struct err *err)
{
	for (size_t i = 0; i < s->ncategories; i++) {
		const struct change_category *c = &s->categories[i];
		if (strcmp(c->id, id) != 0)
			continue;
		if (!check_role(s, c, err) || !check_holds(s->d, id, err))
			return false;
		for (size_t k = 0; k < s->nsystems; k++)
			if (!check_system(s, &s->systems[k], c, err))
				return false;
	}
	return true;
}

bool
change_check_by_hand(
    struct dossier *d, const char *right, const struct right_part_list *parts, struct err *err)
{
	struct change_state s;
	if (right_of(right) != RIGHT_ERASURE)
		return true;
	if (!change_state_read(d, &s, err))
		return false;
	bool ok = true;
	for (size_t i = 0; ok && i < parts->n; i++)
		ok = check_category(&s, parts->items[i].category, err);
	change_state_drop(&s);
	return ok;
}
