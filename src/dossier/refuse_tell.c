/*
 * Deciding: the letter of a refusal. Decides nothing, sends nothing.
 */
#include "refuse.h"

/* Each part once, in whichever of the rights. */
static json_t *
parts_told(struct dossier *d, const struct refusing *f, const char *language)
{
	json_t *out = json_array();
	for (size_t i = 0; i < f->rights.n; i++)
		for (size_t k = 0; f->listed[i] && k < f->parts[i].n; k++)
			tell_part(d, &f->parts[i].items[k], language, out);
	return out;
}

static bool
leaves_rest(const struct refusing *f)
{
	size_t i = 0;
	while (i < f->rights.n && f->whole[i])
		i++;
	return i < f->rights.n;
}

static const char *
until_words(const struct dossier *d, const struct refusing *f, enum ask ask, const char *language)
{
	return date_is_set(f->c->until) && (f->ground->asks & 1u << ask)
	    ? date_words(f->c->until, language, d->a)
	    : NULL;
}

/* What the ground names, and on what it rests. */
static json_t *
ground_facts(const struct dossier *d, const struct refusing *f, const char *language)
{
	const struct refusal_ground *g = f->ground;
	return json_pack("{s:s, s:s, s:s, s:s*, s:s*, s:s*, s:s*}", "ground",
	    json_text_in(g->text, language), "article", article_words(g->article, language, d->a),
	    "facts", f->c->facts, "law", g->asks & 1u << ASK_LAW ? f->c->law : NULL, "procedure",
	    g->asks & 1u << ASK_PROCEDURE ? f->c->procedure : NULL, "kept_until",
	    until_words(d, f, ASK_UNTIL, language), "review_on",
	    until_words(d, f, ASK_REVIEW, language));
}

bool
refuse_tell(struct dossier *d, struct refusing *f, struct err *err)
{
	static const struct rights_chosen none = { 0 };
	const char *language = tell_language(d, LETTER_REFUSAL);
	const char *right = tell_rights(f->rights.names, f->rights.n, language, d->a, err);
	const char *others = right ? tell_other_rights(d, &f->rights, language, err) : NULL;
	if (!others)
		return false;
	json_t *facts = ground_facts(d, f, language), *parts = parts_told(d, f, language);
	auto_drop(json) json_t *more =
	    json_pack("{s:s, s:s, s:s, s:b, s:b, s:b, s:o}", "right", right, "others", others,
		"first", date_words(d->term.first, language, d->a), "refused_late", f->late, "rest",
		leaves_rest(f), "some", json_array_size(parts) > 0, "categories", parts);
	json_object_update(facts, more);
	if (f->c->statement)
		json_object_set_new(facts, "statement", json_string(f->c->statement));
	const struct remedy_case about = { remedy_about(d, f->ground->id, f->rights.names[0]),
		NULL };
	const struct telling t = { .kind = LETTER_REFUSAL,
		.ended = leaves_rest(f) ? &none : &f->rights,
		.to_origin = f->ground->unidentified ||
		    f->ground->unauthorised, /* whom else could it go to */
		.cases = &about,
		.ncases = 1,
		.facts = facts };
	return tell_person(d, &t, f->a, f->told, err);
}
