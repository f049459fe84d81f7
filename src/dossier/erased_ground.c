/*
 * On which ground of art. 17(1) a category goes: the one that was said when it was decided, else
 * the one that follows from what else the person asked here. Decides nothing.
 */
#include "dossier/erased.h"
#include "dossier/objection.h"
#include "dossier/text.h"

/* Against marketing and of consent nothing is weighed: it is so as it is asked. */
static bool
is_absolute(const struct dossier *d, const struct request_right *r, const struct purpose *p)
{
	const struct purpose *const one[] = { p, NULL };
	const struct purpose *const *asked = right_purposes(d, r, d->a);
	while (*asked && *asked != p)
		asked++;
	return *asked && absolute_of(right_of(r->right), one) != ABSOLUTE_NONE;
}

/* Has the person stopped this use of it (${p} NULL: it is used for nothing that is named)? */
static enum erasure_ground
stopped(const struct dossier *d, const char *category, const struct purpose *p)
{
	static const struct {
		enum right right;
		enum erasure_ground ground;
	} rights[] = {
		{ RIGHT_OBJECTION, ERASURE_OBJECTED },
		{ RIGHT_CONSENT_WITHDRAWAL, ERASURE_WITHDRAWN },
	};
	for (size_t i = 0; i < array_len(rights); i++) {
		const char *name = right_name(rights[i].right);
		const struct request_right *r = right_asked(d, name);
		if (!r || !(right_is_open(r) || strcmp(r->state, "answered") == 0))
			continue;
		const struct decision *x = decision_of(
		    &d->decisions, name, (struct right_part){ category, p ? p->id : "" });
		if (x ? !x->refused && !x->nothing : p && is_absolute(d, r, p))
			return rights[i].ground;
	}
	return ERASURE_NO_GROUND;
}

/*
 * What has another purpose still goes on that ground for none (art. 17(1)(b), (c)): a contract
 * beside it, and it is the marketing alone that stops.
 */
static enum erasure_ground
follows(const struct dossier *d, const char *id)
{
	const struct category *c = reg_category(d->reg, id);
	enum erasure_ground first = ERASURE_NO_GROUND;
	if (!c || !c->purposes[0])
		return c ? stopped(d, id, NULL) : ERASURE_NO_GROUND;
	for (const struct purpose *const *p = c->purposes; *p; p++) {
		enum erasure_ground g = stopped(d, id, *p);
		if (g == ERASURE_NO_GROUND)
			return g;
		first = first == ERASURE_NO_GROUND ? g : first;
	}
	return first;
}

enum erasure_ground
erased_ground(const struct dossier *d, const char *category)
{
	const char *said = NULL;
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		if (f->kind == FACT_CHANGE_DECIDED && f->scope &&
		    text_among(category, f->scope, SIZE_MAX))
			said = f->ground;
	}
	return said ? erasure_ground_find(said) : follows(d, category);
}
