/*
 * The part of the model that tells what is there: the rows and files of a category, and where was
 * searched.
 */
#include <ctype.h>

#include "dossier/coverage.h"
#include "dossier/rights.h"

#include "labels.h"
#include "model.h"

#define LISTED_MAX 100 /* files named on a page; all of them are in the folder */

void
model_set_flag(json_t *o, const char *name, bool value)
{
	json_object_set_new(o, name, json_boolean(value));
}

void
model_set_list(json_t *o, const char *name, json_t *list)
{
	char any[64];
	(void)snprintf(any, sizeof(any), "any_%s", name);
	model_set_flag(o, any, json_array_size(list) > 0);
	json_object_set_new(o, name, list);
}

const char *
model_name_of(const json_t *object, const struct words *w)
{
	const char *name = json_text_in(json_get(object, "name"), w->lang);
	return name ? name : json_str_or(object, "id", "?");
}

/* A path as a link: everything but letters, digits and -._~/ as %XX. */
static const char *
href(const char *path, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	for (const unsigned char *s = (const unsigned char *)path; *s; s++) {
		if (*s < 0x80 && (isalnum(*s) || strchr("-._~/", *s)))
			buf_addc(&b, (char)*s);
		else
			buf_addf(&b, "%%%02X", *s);
	}
	return arena_strdup(a, b.data);
}

/* "data/X/name.json" -> "data/X/name" and an ending. */
static json_t *
sibling(const char *path, const char *ending, struct arena *a)
{
	return json_string(
	    href(arena_printf(a, "%.*s.%s", (int)(strrchr(path, '.') - path), path, ending), a));
}

static json_t *
model_table(const struct entry *e, const json_t *category, const struct words *w)
{
	return json_pack("{s:s, s:s?, s:s, s:b, s:o, s:o, s:o, s:n}", "label",
	    label_collection(w->facts, e->part->category, e->part->name, w), "category",
	    json_str(category, "name"), "rows", words_number(w, e->rows), "one", e->rows == 1,
	    "html", sibling(e->path, "html", w->arena), "csv", sibling(e->path, "csv", w->arena),
	    "json", sibling(e->path, "json", w->arena), "href");
}

static json_t *
model_file(const struct entry *e, const json_t *category, const struct words *w)
{
	return json_pack("{s:s, s:s?, s:s, s:s, s:n, s:n}", "label", e->part->name, "category",
	    json_str(category, "name"), "href", href(e->path, w->arena), "size",
	    words_bytes(w, e->sums.plain_bytes), "csv", "json");
}

static void
set_more(json_t *m, const char *name, int64_t n, const struct words *w)
{
	json_object_set_new(
	    m, name, n > LISTED_MAX ? json_string(words_number(w, n - LISTED_MAX)) : json_null());
}

void
model_holdings(json_t *m, const struct holdings *h, const struct words *w)
{
	const char *id = json_str_or(m, "id", "");
	json_t *tables = json_array(), *files = json_array(), *portable = json_array();
	int64_t nfiles = 0, nportable = 0, rows = 0;
	for (size_t i = 0; i < h->n; i++) {
		const struct entry *e = &h->entries[i];
		bool file = strcmp(e->part->format, "file") == 0,
		     table = strcmp(e->part->format, "json") == 0;
		if (strcmp(e->part->category, id) != 0 || (!file && !table))
			continue;
		if (e->is_portable && nportable++ < LISTED_MAX)
			json_array_append_new(
			    portable, table ? model_table(e, m, w) : model_file(e, m, w));
		else if (!e->is_portable && table)
			json_array_append_new(tables, model_table(e, m, w));
		else if (!e->is_portable && nfiles++ < LISTED_MAX)
			json_array_append_new(files, model_file(e, m, w));
		rows += !e->is_portable && table ? e->rows : 0;
	}
	model_set_flag(m, "has_data", json_array_size(tables) + json_array_size(files) > 0);
	model_set_list(m, "tables", tables);
	model_set_list(m, "files", files);
	model_set_list(m, "portable", portable);
	set_more(m, "more_files", nfiles, w);
	set_more(m, "more_portable", nportable, w);
	json_object_set_new(m, "held", json_integer(rows + nfiles));
}

/* ---- where was searched ---- */

/* How a result weighs when one line must say how a category fared: the higher goes first. */
enum weight { NOTHING, FORWARDED, MISSING, PENDING, FOUND };

static const enum weight weights[] = {
	[OUTCOME_FOUND] = FOUND,
	[OUTCOME_HANDED] = FOUND,
	[OUTCOME_NOTHING] = NOTHING,
	[OUTCOME_NOT_SEARCHED] = MISSING,
	[OUTCOME_ASKED] = PENDING,
	[OUTCOME_WRITTEN] = PENDING,
	[OUTCOME_FORWARDED] = FORWARDED,
	[OUTCOME_UNREACHABLE] = MISSING,
	[OUTCOME_WITHHELD] = FOUND,
	[OUTCOME_IGNORED] = NOTHING,
	/* decided, with its ground: not something that is still to come */
	[OUTCOME_REFUSED] = FORWARDED,
	/* of a change, which no archive tells */
	[OUTCOME_ERASED] = NOTHING,
	[OUTCOME_ANONYMISED] = NOTHING,
	[OUTCOME_HELD... OUTCOME_BY_HAND] = FOUND,
};
_Static_assert(array_len(weights) == OUTCOME__MAX, "a weight for every outcome");

static enum weight
weigh_state(const char *state)
{
	bool stuck = strcmp(state, "failed") == 0 || strcmp(state, "skipped") == 0 ||
	    strcmp(state, "waiting") == 0;
	return strcmp(state, "done") == 0 ? NOTHING : stuck ? MISSING : PENDING;
}

const char *
model_recipient_name(const json_t *facts, const char *id)
{
	size_t i;
	json_t *r;
	json_array_foreach(json_get(facts, "recipients"), i, r) {
		if (id && strcmp(json_str_or(r, "id", ""), id) == 0)
			return json_str_or(r, "name", json_str(r, "described_as"));
	}
	return NULL;
}

const char *
model_source_name(const json_t *facts, const json_t *source, const struct words *w)
{
	const char *name = json_text_in(json_get(source, "name"), w->lang);
	if (!name)
		name = model_recipient_name(facts, json_str(source, "recipient"));
	bool forward = strcmp(json_str_or(source, "action", ""), action_name(ACTION_FORWARD)) == 0;
	return name ? name : words_get(w, "source", forward ? "forward" : "other");
}

/* Facts are made by the program: one that cannot be read is not there. */
static bool
read_outcome(const json_t *j, const struct words *w, struct outcome *ret)
{
	return outcome_read(j, w->arena, ret, NULL);
}

/* How far a source is: where nobody was asked, that. */
static const char *
state_words(const json_t *source, const struct words *w)
{
	const char *state = json_str_or(source, "state", "done"),
		   *kind = json_str_or(source, "kind", "");
	const char *unasked = json_str(json_get(w->root, "state"), kind);
	return strcmp(state, "asked") == 0 && unasked ? unasked : words_get(w, "state", state);
}

/* How a category fared so far. */
struct fared {
	int best; /* the weight of ${text}; -1: no source yet */
	const char *text;
	const char *handed; /* what was handed over another way; NULL: nothing */
	bool any_nothing;   /* searched somewhere, and nothing there */
};

static void
fare(struct fared *f, enum weight weight, const char *text)
{
	f->any_nothing = f->any_nothing || weight == NOTHING;
	if ((int)weight <= f->best)
		return;
	f->best = (int)weight;
	f->text = text;
}

/* What came of it; of one that nobody was asked yet it is not said that an answer comes. */
static const char *
result_words(const json_t *source, const struct outcome *o, const struct words *w)
{
	const char *kind = json_str_or(source, "kind", "");
	const char *state = json_str_or(json_get(w->root, "state"), kind, NULL);
	return covered_by(o->code) == COVERED_LATER && state ? state : words_outcome(w, o);
}

/* The lines of one source on one category, and what they come to. */
static void
add_searched(json_t *out, const json_t *source, const char *name, const char *id,
    const struct words *w, struct fared *f)
{
	const char *state = json_str_or(source, "state", "done");
	bool told = false;
	size_t i;
	json_t *o;
	json_array_foreach(json_get(source, "outcomes"), i, o) {
		struct outcome outcome;
		if (!read_outcome(o, w, &outcome) || strcmp(outcome.category, id) != 0)
			continue;
		const char *result = result_words(source, &outcome, w);
		json_array_append_new(
		    out, json_pack("{s:s, s:s}", "source", name, "result", result));
		fare(f, weights[outcome.code], result);
		if (outcome.code == OUTCOME_HANDED)
			f->handed = f->handed ? arena_printf(w->arena, "%s; %s", f->handed, result)
					      : result;
		told = true;
	}
	if (told)
		return;
	const char *result = state_words(source, w);
	json_array_append_new(out, json_pack("{s:s, s:s}", "source", name, "result", result));
	fare(f, weigh_state(state), result);
}

static const char *
left_out_reason(const json_t *facts, const char *id, const struct words *w)
{
	size_t i;
	json_t *l;
	json_array_foreach(json_get(facts, "left_out"), i, l) {
		if (strcmp(json_str_or(l, "category", ""), id) == 0)
			return words_reason(w, l);
	}
	return NULL;
}

/* Is something of it left out, or of all there is? Then not all that is not here was given. */
static bool
is_omitted(const json_t *facts, const char *id)
{
	size_t i;
	json_t *o;
	json_array_foreach(json_get(facts, "omitted"), i, o) {
		const char *category = json_str(o, "category");
		if (!category || strcmp(category, id) == 0)
			return true;
	}
	return false;
}

void
model_searched(json_t *m, const json_t *facts, const struct words *w)
{
	const char *id = json_str_or(m, "id", "");
	struct fared f = { .best = -1 };
	int64_t held = json_int_or(m, "held", 0);
	json_t *out = json_array(), *s;
	size_t i;
	json_array_foreach(json_get(facts, "completeness"), i, s) {
		if (json_has(json_get(s, "categories"), id))
			add_searched(out, s, model_source_name(facts, s, w), id, w, &f);
	}
	/* handed over another way, as a person told us before there was a code for it */
	bool known = f.handed || f.best != FOUND || held > 0 || is_omitted(facts, id);
	const char *elsewhere = known ? f.handed : f.text;
	const char *text = f.text ? f.text : left_out_reason(facts, id, w);
	if (f.best == MISSING && f.any_nothing)
		text = words_get(w, "status", "partly");
	const struct outcome found = { .code = OUTCOME_FOUND, .count = held };
	if (held > 0)
		text = words_outcome(w, &found);
	if (held > 0 && f.handed)
		text = arena_printf(w->arena, "%s; %s", text, f.handed);
	model_set_list(m, "searched", out);
	model_set_flag(m, "is_found", held > 0 || f.best == FOUND);
	if (!text)
		text = words_get(w, "status", "unsearched");
	json_object_set_new(m, "status", json_string(text));
	json_object_set_new(m, "counted", elsewhere ? json_string(elsewhere) : json_null());
}

const char *
model_category_name(const json_t *facts, const char *id, const struct words *w)
{
	size_t i;
	json_t *c;
	json_array_foreach(json_get(facts, "categories"), i, c) {
		if (id && strcmp(json_str_or(c, "id", ""), id) == 0)
			return model_name_of(c, w);
	}
	return id;
}

static json_t *
model_outcomes(const json_t *facts, const json_t *source, const struct words *w)
{
	json_t *out = json_array(), *o;
	size_t i;
	json_array_foreach(json_get(source, "outcomes"), i, o) {
		struct outcome outcome;
		if (read_outcome(o, w, &outcome))
			json_array_append_new(out,
			    json_pack("{s:s?, s:s}", "category",
				model_category_name(facts, outcome.category, w), "result",
				result_words(source, &outcome, w)));
	}
	return out;
}

static json_t *
model_source(const json_t *facts, const json_t *s, const struct words *w)
{
	const char *state = json_str_or(s, "state", "done"), *ground = json_str(s, "ground");
	const char *answered = words_instant(w, json_str(s, "answered_at"));
	return json_pack("{s:s, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:o}", "name",
	    model_source_name(facts, s, w), "recipient",
	    model_recipient_name(facts, json_str(s, "recipient")), "kind",
	    words_get(w, "kind", json_str(s, "kind")), "asked",
	    words_instant(w, json_str(s, "asked_at")), "answered", answered, "state",
	    strcmp(state, "done") == 0 ? NULL : state_words(s, w), "ground", ground, "outcomes",
	    model_outcomes(facts, s, w));
}

/* The worst that a source tells of what it was asked. */
static enum covered
covered_worst(const json_t *source, const struct words *w)
{
	enum covered worst = covered_by_state(json_str_or(source, "state", "done"));
	size_t i;
	json_t *o;
	json_array_foreach(json_get(source, "outcomes"), i, o) {
		struct outcome outcome;
		if (read_outcome(o, w, &outcome) && covered_by(outcome.code) != COVERED)
			worst = covered_by(outcome.code);
	}
	return worst;
}

/* Who is asked to forward is none. */
static bool
is_source(const json_t *s)
{
	return strcmp(json_str_or(s, "action", ""), action_name(ACTION_COLLECT)) == 0;
}

/* As law/coverage counts. */
static void
add_coverage(struct coverage *c, const json_t *source, const struct words *w)
{
	const json_t *list = json_get(source, "outcomes"), *o;
	struct outcome *outcomes =
	    arena_alloc(w->arena, (json_array_size(list) + 1) * sizeof(*outcomes));
	size_t i, n = 0;
	json_array_foreach(list, i, o)
		n += read_outcome(o, w, &outcomes[n]);
	if (is_source(source))
		coverage_add(c, json_str_or(source, "state", "done"), outcomes, n);
}

/* The name of the system that was searched; NULL: it has none. */
static const char *
system_name(const json_t *facts, const char *id, const struct words *w)
{
	json_t *s;
	size_t i;
	json_array_foreach(json_get(facts, "completeness"), i, s) {
		if (strcmp(json_str_or(s, "system", ""), id) == 0)
			return model_source_name(facts, s, w);
	}
	return NULL;
}

static json_t *
model_identifiers(const json_t *facts, const struct words *w)
{
	json_t *out = json_array(), *id;
	size_t i;
	json_array_foreach(json_get(facts, "searched_with"), i, id) {
		const char *from = json_str(id, "source");
		bool given = !from || strcmp(from, "request") == 0;
		json_array_append_new(out,
		    json_pack("{s:s?, s:s?, s:s?}", "kind",
			identifier_words(w->codes, json_str_or(id, "kind", ""), w->lang, w->arena),
			"value", json_str(id, "value"), "from",
			given ? NULL : system_name(facts, from, w)));
	}
	return out;
}

static json_t *
model_left_out(const json_t *facts, const struct words *w)
{
	json_t *out = json_array(), *l;
	size_t i;
	json_array_foreach(json_get(facts, "left_out"), i, l) {
		const char *category = model_category_name(facts, json_str(l, "category"), w);
		const char *what =
		    category ? category : model_recipient_name(facts, json_str(l, "recipient"));
		json_array_append_new(out,
		    json_pack("{s:s, s:s?}", "what", what ? what : "\xe2\x80\x93", "reason",
			words_reason(w, l)));
	}
	return out;
}

static json_t *
model_omitted(const json_t *facts, const struct words *w)
{
	json_t *out = json_array(), *o;
	size_t i;
	json_array_foreach(json_get(facts, "omitted"), i, o) {
		const char *category = json_str_or(o, "category", ""), *name = json_str(o, "field");
		const char *set = json_str(o, "collection"), *copy = json_str(o, "copy");
		const char *collection = set ? label_collection(facts, category, set, w) : NULL;
		const char *field =
		    name ? label_column(facts, category, set ? set : "", name, w) : NULL;
		const char *what = collection && field
		    ? arena_printf(w->arena, "%s: %s", collection, field)
		    : collection;
		json_array_append_new(out,
		    json_pack("{s:s?, s:s?, s:s?, s:s?, s:s}", "category",
			*category ? model_category_name(facts, category, w)
				  : words_get(w, "state", "everywhere"),
			"what", what ? what : field, "copy",
			copy ? words_get(w, "right", copy) : NULL, "ground", words_reason(w, o),
			"count",
			json_int_or(o, "count", 0) ? words_number(w, json_int_or(o, "count", 0))
						   : ""));
	}
	return out;
}

/* From the copy, or from what is portable alone? */
static void
set_omitted(json_t *m, json_t *omitted)
{
	size_t i, unportable = 0;
	json_t *o;
	json_array_foreach(omitted, i, o)
		unportable += json_str(o, "copy") != NULL;
	model_set_flag(m, "any_kept", unportable < json_array_size(omitted));
	model_set_flag(m, "any_unportable", unportable > 0);
	model_set_list(m, "omitted", omitted);
}

/* {{n}}, null when zero, and {{one_n}}. */
static void
set_count(json_t *m, const char *name, int64_t n, const struct words *w)
{
	json_object_set_new(m, name, n ? json_string(words_number(w, n)) : json_null());
	model_set_flag(m, arena_printf(w->arena, "one_%s", name), n == 1);
}

void
model_sources(json_t *m, const json_t *facts, const struct words *w)
{
	json_t *out = json_array(), *s;
	size_t i;
	int64_t later = 0, missing = 0;
	struct coverage c = { 0 };
	json_array_foreach(json_get(facts, "completeness"), i, s) {
		enum covered worst = covered_worst(s, w);
		json_t *source = model_source(facts, s, w);
		model_set_flag(source, "is_missing", worst == COVERED_NOT);
		json_array_append_new(out, source);
		later += worst == COVERED_LATER && is_source(s);
		missing += worst == COVERED_NOT;
		add_coverage(&c, s, w);
	}
	model_set_list(m, "sources", out);
	model_set_list(m, "identifiers", model_identifiers(facts, w));
	model_set_list(m, "left_out", model_left_out(facts, w));
	set_omitted(m, model_omitted(facts, w));
	set_count(m, "later", later, w);
	set_count(m, "missing", missing, w);
	set_count(m, "searched", c.searched, w);
	set_count(m, "searchable", c.searched + c.later + c.not, w);
	model_set_flag(m, "little", coverage_is_little(&c));
	model_set_flag(m, "none_searched", coverage_is_little(&c) && c.searched == 0);
}
