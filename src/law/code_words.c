/*
 * Outcomes and reasons in words: templates/words/codes.json, read and checked against the codes. An
 * organisation's own file goes first, text by text; what it lacks is in the program's.
 */
#include "dossier/asset.h"
#include "dossier/phrase.h"
#include "dossier/refusal.h"
#include "dossier/text.h"

#define FILE_NAME "words/codes.json"

struct code_words {
	struct arena *arena;
	struct json_doc *own, *built_in; /* own: NULL unless there is one */
};

static const char *
name_of_outcome(size_t i)
{
	return i < OUTCOME__MAX ? outcome_name((enum outcome_code)i) : NULL;
}

static const char *
name_of_reason(size_t i)
{
	return i + 1 < REASON__MAX ? reason_name((enum reason_code)(i + 1)) : NULL;
}

/* The groups of the file that have a text for every code, and no other. */
static const struct group {
	const char *name;
	const char *(*code)(size_t i); /* NULL behind the last one */
} groups[] = { { "outcome", name_of_outcome }, { "reason", name_of_reason } };

static bool
is_code(const struct group *g, const char *name)
{
	const char *code;
	for (size_t i = 0; (code = g->code(i)); i++)
		if (strcmp(code, name) == 0)
			return true;
	return false;
}

static bool
check_codes(const struct json_doc *doc, const struct group *g, struct arena *a, struct err *err)
{
	const char *name;
	json_t *v;
	json_object_foreach(json_get(doc->root, g->name), name, v)
		if (!is_code(g, name) || !json_is_object(v))
			return err_set(err, ERR_INPUT, "%s: \"%.40s\" is no %s there are words for",
			    json_where(doc, arena_printf(a, "/%s/%s", g->name, name), a), name,
			    g->name);
	return true;
}

static bool
check_complete(const struct json_doc *doc, const struct group *g, struct err *err)
{
	const char *code;
	for (size_t i = 0; (code = g->code(i)); i++)
		if (!json_str(json_get(json_get(doc->root, g->name), code), "en"))
			return err_set(err, ERR_INPUT, "%s: no English words for the %s \"%s\"",
			    doc->name, g->name, code);
	return true;
}

static bool
check(const struct json_doc *doc, bool whole, struct arena *a, struct err *err)
{
	for (size_t i = 0; i < array_len(groups); i++)
		if (!check_codes(doc, &groups[i], a, err) ||
		    (whole && !check_complete(doc, &groups[i], err)))
			return false;
	return true;
}

static struct json_doc *
parse(const char *text, size_t len, struct err *err)
{
	return json_doc_parse("templates/" FILE_NAME, text, len, err);
}

struct code_words *
code_words_open(struct err *err)
{
	auto_drop(code_words) struct code_words *w = xcalloc(1, sizeof(*w));
	const struct asset *asset = asset_find(FILE_NAME);
	size_t len;
	w->arena = arena_new();
	const char *text = asset_text(FILE_NAME, w->arena, &len, err);
	if (!text)
		return NULL;
	if (text != asset->data &&
	    (!(w->own = parse(text, len, err)) || !check(w->own, false, w->arena, err)))
		return NULL;
	w->built_in = parse(asset->data, asset->size, err);
	return w->built_in && check(w->built_in, true, w->arena, err) ? take(w) : NULL;
}

void
code_words_free(struct code_words *w)
{
	if (!w)
		return;
	json_doc_free(w->own);
	json_doc_free(w->built_in);
	arena_free(w->arena);
	free(w);
}

/* Of a group with codes, or of one that is a text itself (${code} NULL). */
static const char *
in_doc(const struct json_doc *doc, const char *group, const char *code, const char *lang)
{
	const json_t *texts = json_get(doc ? doc->root : NULL, group);
	return json_str(code ? json_get(texts, code) : texts, lang);
}

static const char *
text_of(const struct code_words *w, const char *group, const char *code, const char *lang)
{
	const char *text = in_doc(w->own, group, code, lang);
	text = text ? text : in_doc(w->built_in, group, code, lang);
	return text || strcmp(lang, "en") == 0 ? text : text_of(w, group, code, "en");
}

/* Steals ${data}. A template that cannot be filled stands as it is: words never stop a letter. */
static const char *
fill(const char *template, json_t *data, struct arena *a)
{
	struct err ignored = { 0 };
	const char *text = text_mustache(template, data, NULL, NULL, a, &ignored);
	json_decref(data);
	return text ? text : template;
}

const char *
identifier_words(const struct code_words *w, const char *kind, const char *lang, struct arena *a)
{
	const char *text = text_of(w, "identifier", kind, lang);
	if (text)
		return text;
	char *own = arena_strdup(a, kind);
	for (char *c = own; *c; c++)
		if (*c == '_')
			*c = ' ';
	return own;
}

static const char *
any_of(const struct code_words *w, const char *const *kinds, const char *lang, struct arena *a)
{
	const char *list = NULL, * or = text_of(w, "or", NULL, lang);
	for (; kinds && *kinds; kinds++) {
		const char *name = identifier_words(w, *kinds, lang, a);
		list = list ? arena_printf(a, "%s %s %s", list, or, name) : name;
	}
	return list;
}

const char *
reason_words(const struct code_words *w, const struct reason *r, const char *lang, struct arena *a)
{
	const char *article = r->article;
	if (r->code == REASON_NONE)
		return NULL;
	if (r->code == REASON_GROUND)
		article = article_words(article, lang, a);
	else if (r->code == REASON_STATUTE)
		article = article_short(article, lang, a);
	return fill(text_of(w, "reason", reason_name(r->code), lang),
	    json_pack("{s:s?, s:s?, s:s?}", "missing", any_of(w, r->missing, lang, a), "article",
		article, "text", r->text),
	    a);
}

const char *
outcome_words(
    const struct code_words *w, const struct outcome *o, const char *lang, struct arena *a)
{
	return fill(text_of(w, "outcome", outcome_name(o->code), lang),
	    json_pack("{s:s?, s:s?, s:s?, s:s?, s:b}", "why", reason_words(w, &o->why, lang, a),
		"to", o->to, "first", date_is_set(o->first) ? date_words(o->first, lang, a) : NULL,
		"until", date_is_set(o->until) ? date_words(o->until, lang, a) : NULL, "ahead",
		o->ahead),
	    a);
}

/* "orders.password_hash": where it was. */
static const char *
place(const struct outcome *o, struct arena *a)
{
	return o->collection && o->field ? arena_printf(a, "%s.%s", o->collection, o->field)
	    : o->collection              ? o->collection
					 : o->field;
}

const char *
outcome_detail(
    const struct code_words *w, const struct outcome *o, const char *lang, struct arena *a)
{
	const char *where = place(o, a), *why = reason_words(w, &o->why, lang, a);
	if (o->to)
		return fill(text_of(w, "to", NULL, lang), json_pack("{s:s}", "to", o->to), a);
	if (o->code != OUTCOME_WITHHELD || !why)
		return where;
	return where ? arena_printf(a, "%s: %s", where, why) : why;
}

/* Names for an interface in another language, where the code is not such a word by itself. */
static const char *const names[] = {
	[OUTCOME_FOUND] = "found",
	[OUTCOME_HANDED] = "handed over another way",
	[OUTCOME_NOTHING] = "nothing",
	[OUTCOME_NOT_SEARCHED] = "not searched",
	[OUTCOME_ASKED] = "asked",
	[OUTCOME_WRITTEN] = "asked in writing",
	[OUTCOME_FORWARDED] = "forwarded",
	[OUTCOME_UNREACHABLE] = "unreachable",
	[OUTCOME_WITHHELD] = "withheld",
	[OUTCOME_IGNORED] = "somebody else's",
	[OUTCOME_REFUSED] = "refused",
	[OUTCOME_ERASED] = "erased",
	[OUTCOME_ANONYMISED] = "made anonymous",
	[OUTCOME_HELD] = "held",
	[OUTCOME_KEPT] = "kept",
	[OUTCOME_RESTRICTED] = "restricted",
	[OUTCOME_LIFTED] = "restriction lifted",
	[OUTCOME_RECTIFIED] = "corrected",
	[OUTCOME_STOPPED] = "use stopped",
	[OUTCOME_BY_HAND] = "for people to do",
};
_Static_assert(array_len(names) == OUTCOME__MAX, "a name for every outcome");

/* "not searched: no telephone number known": the name of the code as words, and why. */
static const char *
result(const struct code_words *w, const struct outcome *o, const char *lang, struct arena *a)
{
	bool english = strcmp(lang, "en") == 0;
	char *name = arena_strdup(a, english ? outcome_name(o->code) : phrase(names[o->code]));
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = ' ';
	const char *why = o->code == OUTCOME_WITHHELD || o->code == OUTCOME_ASKED
	    ? NULL
	    : reason_words(w, &o->why, lang, a);
	if (date_is_set(o->first)) {
		char first[DATE_LEN], last[DATE_LEN];
		date_format(o->first, first);
		date_format(o->until, last);
		name = arena_printf(a,
		    english ? "%s until %s at the earliest, %s at the latest"
			    : phrase("%s until %s at the earliest, %s at the latest"),
		    name, first, last);
	} else if (date_is_set(o->until)) {
		char day[DATE_LEN];
		date_format(o->until, day);
		name = arena_printf(a, english ? "%s until %s" : phrase("%s until %s"), name, day);
	}
	return why ? arena_printf(a, "%s: %s", name, why) : name;
}

json_t *
outcome_view(const struct code_words *w, const struct outcome *o, const char *lang, struct arena *a)
{
	json_t *j = outcome_json(o);
	const char *detail = outcome_detail(w, o, lang, a);
	json_object_set_new(j, "result", json_string(result(w, o, lang, a)));
	json_object_set_new(j, "count", o->count >= 0 ? json_integer(o->count) : json_null());
	json_object_set_new(j, "detail", detail ? json_string(detail) : json_null());
	return j;
}
