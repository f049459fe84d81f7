/*
 * What is stored only, as it is told (art. 18). Decides nothing.
 */
#include "dossier/restriction.h"
#include "decide_private.h"

size_t
restrictions_in_force(const struct dossier *d, struct restriction **ret)
{
	struct restriction *list;
	size_t n = 0, all = restrictions_of(&d->facts, d->a, &list);
	for (size_t i = 0; i < all; i++) {
		const struct right_part whole = { list[i].category, "" };
		const struct decision *x =
		    decision_of(&d->decisions, right_name(RIGHT_RESTRICTION), whole);
		if (!x || !x->nothing)
			list[n++] = list[i];
	}
	*ret = list;
	return n;
}

json_t *
view_restrictions(const struct dossier *d)
{
	struct restriction *list;
	size_t n = restrictions_in_force(d, &list);
	json_t *out = json_array();
	for (size_t i = 0; i < n; i++) {
		const struct restriction *x = &list[i];
		const struct restriction_rule *rule =
		    restriction_rule(restriction_find(x->begun->ground));
		const struct date told = x->noticed
		    ? fact_told(d->facts.items, d->facts.n, x->noticed)
		    : (struct date){ 0 };
		json_array_append_new(out,
		    json_pack("{s:s, s:s, s:s?, s:o, s:b, s:o}", "category", x->category, "ground",
			x->begun->ground, "article", rule ? rule->article : NULL, "since",
			date_json(x->begun->on), "noticed", x->noticed != NULL, "told",
			date_json(told)));
	}
	return out;
}
