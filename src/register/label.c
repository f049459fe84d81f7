/*
 * What a register calls its collections and columns: which have no name in a language of the pages
 * yet, and a draft of it, by the list of ordinary names and a few rules. What no rule knows is left
 * to a person: a word in another language is worse than none.
 */
#include <ctype.h>

#include "dossier/register.h"
#include "dossier/text.h"

static const char *const languages[] = { "nl", "en" }; /* of the pages */

struct drafting {
	const json_t *list; /* templates/archive/columns.json */
	const char *system, *collection;
	json_t *out; /* reg_labels */
	struct arena *a;
};

static const char *
capital(const char *text, struct arena *a)
{
	char *s = arena_strdup(a, text);
	*s = (char)toupper((unsigned char)*s);
	return s;
}

/* "{} number" of "customer" */
static const char *
filled(const char *pattern, const char *word, struct arena *a)
{
	const char *hole = strstr(pattern, "{}");
	return hole
	    ? capital(
		  arena_printf(a, "%.*s%s%s", (int)(hole - pattern), pattern, word, hole + 2), a)
	    : pattern;
}

/* What is before the ending of a name, in this language; NULL: that is not known. */
static const char *
stem(const struct drafting *d, const char *name, size_t n, const char *language)
{
	const char *word = arena_printf(d->a, "%.*s", (int)n, name);
	const json_t *known = json_get(json_get(d->list, "words"), word);
	if (json_str(known, language))
		return json_str(known, language);
	return strcmp(language, "en") == 0 ? text_readable(word, d->a) : NULL;
}

/* By the first ending that fits: "customer_id" as "Nummer van de klant". */
static const char *
by_ending(const struct drafting *d, const char *name, const char *language)
{
	size_t i, len = strlen(name);
	json_t *e;
	json_array_foreach(json_get(d->list, "endings"), i, e) {
		const char *end = json_str_or(e, "end", "");
		size_t n = strlen(end);
		if (n >= len || strcmp(name + len - n, end) != 0)
			continue;
		const char *word = stem(d, name, len - n, language);
		return word ? filled(json_str_or(e, language, "{}"), word, d->a) : NULL;
	}
	return NULL;
}

static const char *
draft(const struct drafting *d, const char *list, const char *name, const char *language)
{
	const char *known = json_str(json_get(json_get(d->list, list), name), language);
	if (known)
		return known;
	const char *ruled = by_ending(d, name, language);
	return ruled ? ruled : strcmp(language, "en") == 0 ? text_readable(name, d->a) : NULL;
}

static bool
says(const json_t *label, const char *language)
{
	return json_is_string(label) || json_str(label, language);
}

static bool
is_complete(const json_t *named)
{
	for (size_t i = 0; i < array_len(languages); i++)
		if (!says(json_get(named, "label"), languages[i]))
			return false;
	return true;
}

/* What it has, and what can be drafted; *ret: was anything? New. */
static json_t *
label_of(const struct drafting *d, const json_t *named, const char *name, bool *ret)
{
	const char *list = name ? "columns" : "collections";
	json_t *now = json_get(named, "label"), *label = now ? json_copy(now) : json_object();
	*ret = false;
	for (size_t i = 0; i < array_len(languages); i++) {
		const char *text = says(now, languages[i])
		    ? NULL
		    : draft(d, list, name ? name : d->collection, languages[i]);
		if (text)
			json_object_set_new(label, languages[i], json_string(text));
		*ret = *ret || text;
	}
	return label;
}

static void
add_row(const struct drafting *d, const char *name, bool complete, const json_t *label)
{
	json_t *row = json_pack("{s:s, s:s, s:s?, s:s}", "system", d->system, "collection",
	    d->collection, "column", name, "state", complete ? "draft" : "missing");
	for (size_t i = 0; i < array_len(languages); i++) {
		const char *text = json_is_string(label) ? json_string_value(label)
							 : json_str(label, languages[i]);
		json_object_set_new(row, languages[i], text ? json_string(text) : json_null());
	}
	json_array_append_new(d->out, row);
}

/*
 * ${named}: what has the label, or is to have it. ${name}: of the column, or NULL: of the
 * collection itself.
 */
static void
name_it(const struct drafting *d, json_t *named, const char *name)
{
	bool complete = is_complete(named), drafted;
	if (complete && !json_flag(named, "draft"))
		return;
	auto_drop(json) json_t *label = label_of(d, named, name, &drafted);
	if (drafted) {
		json_object_set(named, "label", label);
		json_object_set_new(named, "draft", json_true());
	}
	add_row(d, name, complete, label);
}

/* ---- the columns of a collection, as far as a register knows them ---- */

static void
add_name(json_t *names, const char *name)
{
	if (name)
		json_object_set_new(names, name, json_true());
}

static void
add_names(json_t *names, const json_t *list, const char *member)
{
	size_t i;
	json_t *v;
	json_array_foreach(list, i, v)
		add_name(names, member ? json_str(v, member) : json_string_value(v));
}

/*
 * Those that ${columns} names, and what the rules of the collection speak of where its fields are
 * not listed. In the place of what is never handed over stands NAME_present. New.
 */
static json_t *
unlisted(const json_t *collection, struct arena *a)
{
	json_t *names = json_object(), *v;
	const char *name;
	size_t i;
	json_object_foreach(json_get(collection, "columns"), name, v)
		add_name(names, name);
	if (!json_get(collection, "fields")) {
		add_names(names, json_get(collection, "order"), NULL);
		add_names(names, json_get(collection, "match"), "column");
		add_names(names, json_get(collection, "provided"), NULL);
		add_names(names, json_get(collection, "yields"), "field");
	}
	json_array_foreach(json_get(collection, "never"), i, v) {
		json_object_del(names, json_string_value(v));
		add_name(names, arena_printf(a, "%s_present", json_string_value(v)));
	}
	return names;
}

static void
name_unlisted(struct drafting *d, json_t *collection)
{
	auto_drop(json) json_t *names = unlisted(collection, d->a);
	json_t *columns = json_get(collection, "columns"), *v;
	const char *name;
	columns = columns ? json_incref(columns) : json_object();
	json_object_foreach(names, name, v) {
		if (!json_get(columns, name))
			json_object_set_new(columns, name, json_object());
		name_it(d, json_get(columns, name), name);
	}
	if (json_object_size(columns) > 0)
		json_object_set(collection, "columns", columns);
	json_decref(columns);
}

static void
name_collection(struct drafting *d, json_t *collection)
{
	size_t i;
	json_t *f;
	d->collection = json_str_or(collection, "name", "");
	name_it(d, collection, NULL);
	json_array_foreach(json_get(collection, "fields"), i, f)
		if (!json_has(json_get(collection, "never"), json_str(f, "name")))
			name_it(d, f, json_str(f, "name"));
	name_unlisted(d, collection);
}

json_t *
reg_labels(const json_t *root, const json_t *list, json_t **ret)
{
	auto_drop(arena) struct arena *a = arena_new();
	json_t *copy = json_deep_copy(root), *s, *c;
	struct drafting d = { .list = list, .out = json_array(), .a = a };
	size_t i, k;
	json_array_foreach(json_get(copy, "systems"), i, s) {
		d.system = json_str_or(s, "id", "");
		json_array_foreach(json_get(s, "collections"), k, c)
			name_collection(&d, c);
	}
	if (ret)
		*ret = json_incref(copy);
	json_decref(copy);
	return d.out;
}

struct label_counts
reg_label_counts(const struct reg *r)
{
	struct label_counts n = { 0 };
	auto_drop(json) json_t *labels = reg_labels(r->doc->root, NULL, NULL);
	size_t i;
	json_t *row;
	json_array_foreach(labels, i, row) {
		bool is_draft = strcmp(json_str_or(row, "state", ""), "draft") == 0;
		n.drafts += is_draft;
		n.missing += !is_draft;
	}
	return n;
}
