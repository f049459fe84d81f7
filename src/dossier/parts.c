/*
 * What a right is about, in the parts it is decided in: a category each, or for an objection and a
 * withdrawal of consent each use of a category; and what of it an archive gives. Decides nothing.
 */
#include "dossier/objection.h"
#include "dossier/text.h"
#include "decide_private.h"

/* Is the right asked, and neither refused nor withdrawn? */
static bool
is_served(const struct dossier *d, enum right right, bool *ret_asked)
{
	const struct request_right *r = right_asked(d, right_name(right));
	*ret_asked = r != NULL;
	return r && (right_is_open(r) || strcmp(r->state, "answered") == 0);
}

struct given
category_given(const struct dossier *d, const char *category)
{
	const struct right_part whole = { category, "" };
	bool access_asked, portability_asked;
	bool access = is_served(d, RIGHT_ACCESS, &access_asked) &&
	    !decision_refused(&d->decisions, right_name(RIGHT_ACCESS), whole);
	bool portability = is_served(d, RIGHT_PORTABILITY, &portability_asked) &&
	    !decision_refused(&d->decisions, right_name(RIGHT_PORTABILITY), whole);
	return (struct given){
		.data = access_asked ? access : portability,
		.portable = portability_asked ? portability : access,
	};
}

/* Is it collected for this request? One that is not planned yet has its ${plan} all the same. */
static bool
is_planned(const struct dossier *d, const struct plan *plan, const char *category)
{
	for (size_t i = 0; i < d->tasks.n; i++)
		if (d->tasks.items[i].action == ACTION_COLLECT &&
		    json_has(d->tasks.items[i].categories, category))
			return true;
	for (size_t i = 0; i < plan->ntasks; i++)
		for (const char *const *c = plan->tasks[i].categories; *c; c++)
			if (plan->tasks[i].action == ACTION_COLLECT && strcmp(*c, category) == 0)
				return true;
	return false;
}

/*
 * What we process for a customer is not ours to refuse (art. 28(3)(e)): it is no part of a right
 * here, nor is what was settled to be a customer's of this person; on its instruction it is all
 * there is. What is asked besides a copy has no plan yet.
 */
const char *const *
right_categories(const struct dossier *d, const char *right, struct arena *a)
{
	const struct inventory *inv = &d->reg->inv;
	bool instructed = d->request.instructed_by != NULL;
	bool copy = right_is_copy(right);
	const char **out = arena_alloc(a, (inv->ncategories + 1) * sizeof(*out));
	size_t n = 0;
	struct plan plan = { 0 };
	if (copy && d->tasks.n == 0)
		dossier_plan(d, NULL, a, &plan);
	for (size_t i = 0; i < inv->ncategories; i++) {
		const struct category *c = &inv->categories[i];
		const char *settled = fact_role_settled(&d->facts, c->id);
		bool theirs = settled ? strcmp(settled, role_name(ROLE_PROCESSOR)) == 0
				      : c->role == ROLE_PROCESSOR;
		if (copy ? is_planned(d, &plan, c->id) : theirs == instructed)
			out[n++] = c->id;
	}
	return out;
}

/*
 * Art. 16 is about what is inaccurate: once it was said what that is no other category is meant,
 * unless something was decided of it.
 */
static bool
is_meant(const struct dossier *d, const char *right, const char *category)
{
	bool said = false;
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		if (f->kind != FACT_CORRECTION_DECIDED || strcmp(f->right, right) != 0)
			continue;
		if (text_among(category, f->scope, SIZE_MAX))
			return true;
		said = true;
	}
	const struct right_part whole = { category, "" };
	return !said || decision_of(&d->decisions, right, whole);
}

static void
add_part(struct right_part_list *to, const char *category, const char *purpose)
{
	to->items[to->n++] = (struct right_part){ category, purpose };
}

void
right_parts_all(
    const struct dossier *d, const char *right, struct arena *a, struct right_part_list *ret)
{
	const struct request_right *r = right_asked(d, right);
	size_t n = 0;
	if (r && r->purposes[0]) {
		const struct use *uses = uses_of(&d->reg->inv, right_purposes(d, r, a), a, &n);
		*ret = (struct right_part_list){ arena_alloc(a, (n + 1) * sizeof(*ret->items)), 0 };
		for (size_t i = 0; i < n; i++)
			add_part(ret, uses[i].category, uses[i].purpose->id);
		return;
	}
	const char *const *ids = right_categories(d, right, a);
	while (ids[n])
		n++;
	*ret = (struct right_part_list){ arena_alloc(a, (n + 1) * sizeof(*ret->items)), 0 };
	for (; *ids; ids++)
		add_part(ret, *ids, "");
}

void
right_parts(
    const struct dossier *d, const char *right, struct arena *a, struct right_part_list *ret)
{
	size_t n = 0;
	right_parts_all(d, right, a, ret);
	for (size_t i = 0; i < ret->n; i++)
		if (is_meant(d, right, ret->items[i].category))
			ret->items[n++] = ret->items[i];
	ret->n = n;
}
