/*
 * The remedies that the pages of an archive name: whom to complain to and which court.
 */
#include "answer_private.h"
#include "dossier/refusal.h"

/* The court for each thing that was decided, with what it is about where there are several. */
static json_t *
facts_courts(
    const struct dossier *d, const struct refusal_law *law, struct arena *a, struct err *err)
{
	size_t n;
	const char *own = d->request.language;
	const char *language = letter_speaks(LETTER_DONE, own) ? own : "en";
	struct rights_chosen all = { 0 };
	for (size_t i = 0; i < d->rights.n; i++)
		all.names[all.n++] = d->rights.items[i].right;
	const struct remedy_case *cases = remedy_decided(d, &all, language, a, &n, err);
	json_t *out = cases ? json_array() : NULL;
	for (size_t i = 0; out && i < n; i++)
		json_array_append_new(out,
		    json_pack("{s:s?, s:s}", "about", cases[i].words, "text",
			json_text_in(remedy_find(law, &cases[i].about)->court, language)));
	return out;
}

bool
answer_remedies(const struct dossier *d, const struct refusal_law *law, json_t *facts,
    struct arena *a, struct err *err)
{
	const char *lang = d->request.language, *country = d->org.country;
	const json_t *ids = json_get(d->reg->organisation, "authorities"), *id;
	json_t *list = json_array();
	size_t i;
	json_array_foreach(ids, i, id) {
		const struct authority *one = authority_find(law, json_string_value(id));
		if (one)
			json_array_append_new(list, authority_json(one, lang));
	}
	const struct authority *own = authority_of(law, country);
	if (json_array_size(list) == 0 && own)
		json_array_append_new(list, authority_json(own, lang));
	json_t *courts = facts_courts(d, law, a, err);
	json_object_set_new(facts, "authorities", list);
	json_object_set(facts, "court", json_get(json_array_get(courts, 0), "text"));
	json_object_set_new(facts, "courts", courts);
	return courts != NULL;
}
