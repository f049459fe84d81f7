/*
 * Would something end that still runs? Then who asks is asked once whether that is meant (art.
 * 12(2), 17 GDPR), unless it is clear. It stops nothing: silence neither closes nor delays.
 */
#include "dossier/verdict.h"
#include "change_private.h"

/* What erasing there does besides, as who decides reads it; NULL: nothing is said. */
json_t *
change_effects(const struct change_state *s, const char *system)
{
	const struct system *x = reg_system(s->d->reg, system);
	return json_object_get(json_object_get(x ? x->json : NULL, "erasure"), "side_effects");
}

static bool
is_settled(const struct dossier *d)
{
	for (size_t i = 0; i < d->facts.n; i++)
		if (fact_is_question(&d->facts, &d->facts.items[i], "clarification") ||
		    d->facts.items[i].kind == FACT_MEANING_CLEAR)
			return true;
	return false;
}

/* Something is to go, or stays for a contract that runs. */
static bool
ends_there(const struct change_state *s, const struct change_system *x)
{
	bool effects = change_effects(s, x->system) != NULL;
	size_t i, k;
	const json_t *set, *why;
	json_array_foreach(json_get(x->newest->found, "sets"), i, set) {
		const struct change_category *c =
		    change_category(s, json_str_or(set, "category", ""));
		if (!c || (c->fate != FATE_OPEN && c->fate != FATE_ERASE))
			continue;
		if (effects && strcmp(json_str_or(set, "do", ""), "nothing") != 0)
			return true;
		json_array_foreach(json_get(set, "why"), k, why)
			if (strcmp(json_str_or(why, "code", ""), verdict_why_words[WHY_CONTRACT]) ==
			    0)
				return true;
	}
	return false;
}

static bool
is_anything_open(const struct change_state *s)
{
	for (size_t i = 0; i < s->ncategories; i++)
		if (s->categories[i].fate == FATE_OPEN &&
		    (s->categories[i].previewed || s->categories[i].people))
			return true;
	return false;
}

json_t *
change_ends(const struct change_state *s)
{
	json_t *list = json_array();
	bool seen = false; /* a program tells whether there is anything */
	if (!is_anything_open(s) || is_settled(s->d))
		return list;
	for (size_t i = 0; i < s->nsystems; i++) {
		const struct change_system *x = &s->systems[i];
		seen = seen || x->newest;
		if (x->newest && !x->started && ends_there(s, x))
			json_array_append_new(list, json_string(x->system));
	}
	for (size_t i = 0; !seen && i < s->npeople; i++)
		if (!s->people[i].missing && change_effects(s, s->people[i].system))
			json_array_append_new(list, json_string(s->people[i].system));
	return list;
}
