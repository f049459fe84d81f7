/*
 * What is stored only, as it is shown and told (art. 18), and the notice that comes before it ends.
 * Decides nothing, sends nothing.
 */
#include "dossier/restriction.h"
#include "tell.h"

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

/* ---- before it ends (18(3)) ---- */

static json_t *
lifted_told(const struct dossier *d, const struct restriction *list, size_t n, const char *language)
{
	json_t *out = json_array();
	for (size_t i = 0; i < n; i++) {
		const struct right_part whole = { list[i].category, "" };
		auto_drop(json) json_t *line = json_array();
		tell_part(d, &whole, language, line);
		json_t *part = json_array_get(line, 0);
		json_object_set_new(
		    part, "on", json_string(date_words(list[i].begun->on, language, d->a)));
		json_array_append(out, part);
	}
	return out;
}

bool
restriction_tell(struct dossier *d, const struct restriction *list, size_t n, const char *why,
    struct arena *a, struct letter_told *ret, struct err *err)
{
	const char *language = tell_language(d, LETTER_LIFTING);
	const char **ids = arena_alloc(d->a, (n + 1) * sizeof(*ids));
	for (size_t i = 0; i < n; i++)
		ids[i] = list[i].category;
	ids[n] = NULL;
	bool kept = false;
	for (size_t i = 0; i < n; i++)
		kept = kept || restriction_rule(restriction_find(list[i].begun->ground))->kept;
	const struct telling t = { .kind = LETTER_LIFTING,
		.again = true,
		.facts = json_pack("{s:s, s:o, s:b}", "facts", why, "lifted",
		    lifted_told(d, list, n, language), "kept", kept) };
	return tell_person(d, &t, a, ret, err) &&
	    decide_append(d,
		&(struct fact){ .kind = FACT_LIFT_NOTICE,
		    .on = d->today,
		    .right = right_name(RIGHT_RESTRICTION),
		    .scope = ids,
		    .letter = ret->id },
		why, err);
}

bool
restriction_untold(const struct dossier *d, const struct restriction *list, size_t n,
    const struct restriction **ret, int64_t *ret_letter, struct err *err)
{
	size_t i = 0;
	struct letter_list all;
	while (i < n && list[i].noticed &&
	    date_is_set(fact_told(d->facts.items, d->facts.n, list[i].noticed)))
		i++;
	*ret = i < n ? &list[i] : NULL;
	*ret_letter = 0;
	if (i == n || !list[i].noticed)
		return true;
	if (!post_letters(d, d->a, &all, err))
		return false;
	for (size_t k = 0; k < all.n; k++)
		if (strcmp(letter_id(&all.items[k]), list[i].noticed->letter) == 0)
			*ret_letter = all.items[k].id;
	return true;
}
