/*
 * Which categories of which right were refused: read from the clock's append-only facts, which are
 * the only place where that stands. Decides nothing.
 */
#include "decide_private.h"

void
refused_parts_of(const struct dossier *d, struct refused_parts *ret)
{
	*ret = (struct refused_parts){ 0 };
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		if (f->kind == FACT_REOPENED)
			ret->n = 0; /* every right is open again, whole */
		if ((f->kind != FACT_REFUSED && f->kind != FACT_REFUSED_IN_PART) || !f->categories)
			continue;
		if (!ret->items)
			ret->items = arena_alloc(d->a, REFUSED_PARTS_MAX * sizeof(*ret->items));
		for (const char *const *c = f->categories; *c && ret->n < REFUSED_PARTS_MAX; c++)
			ret->items[ret->n++] =
			    (struct refused_part){ f->right, *c, f->ground, f->on };
	}
}

const struct refused_part *
refused_part(const struct refused_parts *parts, const char *right, const char *category)
{
	for (size_t i = 0; i < parts->n; i++)
		if (strcmp(parts->items[i].right, right) == 0 &&
		    strcmp(parts->items[i].category, category) == 0)
			return &parts->items[i];
	return NULL;
}

/* Is the right asked, and neither refused nor withdrawn? */
static bool
is_served(const struct dossier *d, enum right right, bool *ret_asked)
{
	*ret_asked = false;
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		if (right_bit(r->right) != 1u << right)
			continue;
		*ret_asked = true;
		return strcmp(r->state, "open") == 0 || strcmp(r->state, "answered") == 0;
	}
	return false;
}

struct given
category_given(const struct dossier *d, const struct refused_parts *refused, const char *category)
{
	bool access_asked, portability_asked;
	bool access = is_served(d, RIGHT_ACCESS, &access_asked) &&
	    !refused_part(refused, right_name(RIGHT_ACCESS), category);
	bool portability = is_served(d, RIGHT_PORTABILITY, &portability_asked) &&
	    !refused_part(refused, right_name(RIGHT_PORTABILITY), category);
	return (struct given){
		.data = access_asked ? access : portability,
		.portable = portability_asked ? portability : access,
	};
}

/* Is it collected for this request? A request that is not planned yet has its plan all the same. */
static bool
is_planned(const struct dossier *d, const struct plan *plan, const char *category)
{
	for (size_t i = 0; i < d->tasks.n; i++)
		if (d->tasks.items[i].action == ACTION_COLLECT &&
		    json_has(d->tasks.items[i].categories, category))
			return true;
	for (size_t i = 0; d->tasks.n == 0 && i < plan->ntasks; i++)
		for (const char *const *c = plan->tasks[i].categories; *c; c++)
			if (plan->tasks[i].action == ACTION_COLLECT && strcmp(*c, category) == 0)
				return true;
	return false;
}

/*
 * What we process for a customer is not ours to refuse (art. 28(3)(e)): it is no part of a right
 * here. What is asked besides a copy has no plan yet: it is about every category that is ours.
 */
const char *const *
right_categories(const struct dossier *d, const char *right, struct arena *a)
{
	const struct inventory *inv = &d->reg->inv;
	bool copy = (right_bit(right) & rights_needing(ACTION_COLLECT)) != 0;
	const char **out = arena_alloc(a, (inv->ncategories + 1) * sizeof(*out));
	size_t n = 0;
	struct plan plan;
	dossier_plan(d, a, &plan);
	for (size_t i = 0; i < inv->ncategories; i++) {
		const struct category *c = &inv->categories[i];
		if (copy ? is_planned(d, &plan, c->id) : c->role != ROLE_PROCESSOR)
			out[n++] = c->id;
	}
	return out;
}
