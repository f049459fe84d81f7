/*
 * Collections of a system: the members their kind has, the names they use, and that each category a
 * system lists is really searched there, since what is not asked must never count as nothing found.
 */
#include "dossier/text.h"
#include "register_private.h"

struct collection_check {
	const struct check *c;
	const json_t *system;
	const struct definition *definition;
	const struct kind *kind;
	const char *pointer; /* of the system */
	json_t *earlier;     /* {name: collection} of the same system, so far */
};

static bool
check_members(const struct collection_check *cc, const json_t *collection, const char *pointer)
{
	static const char *const common[] = { "name", "category", "label", "draft", "columns",
		"fields", "never", "yields", "review", "note" };
	const struct kind *kind = cc->kind;
	const char *name;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)collection, name, v)
		if (!text_among(name, common, array_len(common)) &&
		    !text_among(name, kind->members, array_len(kind->members)))
			return complain(cc->c, at(cc->c, "%s/%s", pointer, name),
			    "a collection of a system of kind %s has no %s", kind->name, name);
	for (size_t i = 0; i < array_len(kind->required) && kind->required[i]; i++)
		if (!json_get(collection, kind->required[i]))
			return complain(cc->c, pointer,
			    "a collection of a system of kind %s needs %s", kind->name,
			    kind->required[i]);
	return true;
}

/*
 * The name makes the file in data/CATEGORY/, so it must be one of a kind there, over all systems.
 */
static bool
check_name(const struct collection_check *cc, const json_t *collection, const char *pointer)
{
	const char *name = json_str(collection, "name"),
		   *category = json_str(collection, "category");
	if (json_get(cc->earlier, name))
		return complain(cc->c, at(cc->c, "%s/name", pointer),
		    "collection %s stands twice in system %s", name, json_str(cc->system, "id"));
	if (!json_has(json_get(cc->system, "categories"), category))
		return complain(cc->c, at(cc->c, "%s/category", pointer),
		    "system %s does not list category %s", json_str(cc->system, "id"), category);
	const char *file = at(cc->c, "%s/%s", category, name);
	const char *other = json_str(json_get(cc->c->index, "files"), file);
	if (other)
		return complain(cc->c, at(cc->c, "%s/name", pointer),
		    "system %s has a collection %s of %s too; give one another name", other, name,
		    category);
	json_t *files = json_get(cc->c->index, "files");
	if (!files)
		json_object_set_new(cc->c->index, "files", files = json_object());
	json_object_set(files, file, json_get(cc->system, "id"));
	json_object_set(cc->earlier, name, (json_t *)(uintptr_t)collection);
	return true;
}

static bool
has_field(const json_t *collection, const char *name)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(collection, "fields"), i, v)
		if (strcmp(json_str(v, "name"), name) == 0)
			return true;
	return false;
}

/* Secrets that the category names must not leave with a collection that lists its fields. */
static bool
check_secret(const struct collection_check *cc, const json_t *collection, const char *field,
    const char *pointer)
{
	const json_t *category = known(cc->c, "categories", json_str(collection, "category"));
	if (!json_has(json_get(category, "never_exported"), field) ||
	    json_has(json_get(collection, "never"), field))
		return true;
	return complain(cc->c, pointer,
	    "category %s never exports %s, but this collection would; add it to never",
	    json_str(category, "id"), field);
}

static bool
check_fields(const struct collection_check *cc, const json_t *collection, const char *pointer)
{
	auto_drop(json) json_t *seen = json_object();
	const bool nested = strcmp(cc->kind->name, "postgresql") != 0 &&
	    strcmp(json_str_or(collection, "format", ""), "csv") != 0;
	size_t i;
	json_t *v;
	json_array_foreach(json_get(collection, "fields"), i, v) {
		const char *name = json_str(v, "name");
		if (json_get(seen, name))
			return complain(cc->c, at(cc->c, "%s/fields/%zu/name", pointer, i),
			    "field %s stands twice", name);
		if (json_get(v, "path") && !nested)
			return complain(cc->c, at(cc->c, "%s/fields/%zu/path", pointer, i),
			    "only JSON rows have a path; name the column itself");
		struct err why = { 0 };
		const char *path = json_str(v, "path");
		if (path && cc->definition && !path_parse(path, cc->c->a, &why))
			return complain(
			    cc->c, at(cc->c, "%s/fields/%zu/path", pointer, i), "%s", why.text);
		if (!check_secret(
			cc, collection, name, at(cc->c, "%s/fields/%zu/name", pointer, i)))
			return false;
		json_object_set(seen, name, v);
	}
	if (json_get(collection, "provided") && json_get(collection, "fields"))
		return complain(cc->c, at(cc->c, "%s/provided", pointer),
		    "with fields, say provided at each field");
	json_array_foreach(json_get(collection, "never"), i, v)
		if (has_field(collection, at(cc->c, "%s_present", json_string_value(v))))
			return complain(cc->c, at(cc->c, "%s/never/%zu", pointer, i),
			    "the field %s_present that takes its place is there already",
			    json_string_value(v));
	return true;
}

static bool
check_yields(const struct collection_check *cc, const json_t *collection, const char *pointer)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(collection, "yields"), i, v) {
		const char *kind = json_str(v, "kind"), *field = json_str(v, "field");
		if (!json_has(json_get(cc->system, "yields"), kind))
			return complain(cc->c, at(cc->c, "%s/yields/%zu/kind", pointer, i),
			    "system %s does not declare that it yields %s; add it to its yields",
			    json_str(cc->system, "id"), kind);
		if (json_get(collection, "fields") && !has_field(collection, field))
			return complain(cc->c, at(cc->c, "%s/yields/%zu/field", pointer, i),
			    "collection %s has no field %s", json_str(collection, "name"), field);
		if (json_has(json_get(collection, "never"), field))
			return complain(cc->c, at(cc->c, "%s/yields/%zu/field", pointer, i),
			    "%s is never handed over, so it cannot be an identifier", field);
	}
	return true;
}

static bool
check_identifier(const struct collection_check *cc, const char *kind, const char *pointer)
{
	return json_has(json_get(cc->system, "needs"), kind) ||
	    complain(cc->c, pointer, "system %s is not given %s: add it to its needs",
		json_str(cc->system, "id"), kind);
}

static bool
check_match_parent(const struct collection_check *cc, const json_t *match, const char *pointer)
{
	const char *name = json_str(match, "collection");
	const json_t *parent = json_get(cc->earlier, name);
	if (!parent) {
		bool later = false;
		size_t i;
		json_t *v;
		json_array_foreach(json_get(cc->system, "collections"), i, v)
			later = later || strcmp(json_str(v, "name"), name) == 0;
		return complain(cc->c, at(cc->c, "%s/collection", pointer),
		    later ? "collection %s comes later: a match leads to one above it"
			  : "system has no collection %s",
		    name);
	}
	return true;
}

static bool
check_match(const struct collection_check *cc, const json_t *match, const char *pointer)
{
	bool sql = strcmp(cc->kind->name, "postgresql") == 0;
	bool column = json_get(match, "column"), field = json_get(match, "field");
	bool parent = json_get(match, "collection"), identifier = json_get(match, "identifier");
	if (sql &&
	    !(column && ((identifier && !parent && !field) || (!identifier && parent && field))))
		return complain(cc->c, pointer,
		    "a match is {column, identifier} or {column, collection, field}");
	if (!sql && !(field && identifier && !column && !parent))
		return complain(cc->c, pointer, "a match in a file is {field, identifier}");
	return identifier ? check_identifier(cc, json_str(match, "identifier"),
				at(cc->c, "%s/identifier", pointer))
			  : check_match_parent(cc, match, pointer);
}

static bool
check_matches(const struct collection_check *cc, const json_t *collection, const char *pointer)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(collection, "match"), i, v) {
		if (!check_match(cc, v, at(cc->c, "%s/match/%zu", pointer, i)))
			return false;
		const char *field = json_get(v, "collection") ? NULL : json_str(v, "field");
		if (field && !has_field(collection, field))
			return complain(cc->c, at(cc->c, "%s/match/%zu/field", pointer, i),
			    "collection %s has no field %s", json_str(collection, "name"), field);
	}
	return true;
}

/*
 * Calls each({kind}) of a Redis key pattern; a pattern without one would hand over everybody's
 * keys.
 */
static bool
check_key(const struct collection_check *cc, const json_t *collection, const char *pointer)
{
	const char *key = json_str(collection, "key");
	const char *where = at(cc->c, "%s/key", pointer);
	bool any = false;
	for (const char *p = key; p && *p;) {
		size_t n = strcspn(p, "{}");
		p += n;
		if (!*p)
			break;
		size_t len = strcspn(p + 1, "{}");
		if (*p != '{' || p[1 + len] != '}')
			return complain(
			    cc->c, where, "a brace is open or closed alone: write session:{email}");
		if (!check_identifier(cc, arena_strndup(cc->c->a, p + 1, len), where))
			return false;
		any = true;
		p += len + 2;
	}
	return !key || any ||
	    complain(cc->c, where,
		"a key needs an identifier, such as session:{email}, or it would give everybody's "
		"data");
}

/*
 * The rows of a definition go to one collection, and only when each of them is proven to be the
 * person's.
 */
static bool
check_rows(const struct collection_check *cc, const json_t *collection, const char *pointer)
{
	const char *rows = json_str(collection, "rows"), *name;
	const char *where = at(cc->c, "%s/rows", pointer);
	if (!rows || !cc->definition)
		return true;
	const struct def_step *step = definition_rows(cc->definition, "collect", rows);
	if (!step)
		return complain(cc->c, where,
		    "neither find nor collect in connector file %s keeps rows as %s (into)",
		    cc->definition->id, rows);
	if (!step->proven)
		return complain(cc->c, where,
		    "nothing in connector file %s proves that rows %s are this person's: each "
		    "operation needs a rows.filter (or ok_if) that compares a member with the "
		    "identifier",
		    cc->definition->id, rows);
	json_t *other;
	json_object_foreach(cc->earlier, name, other)
		if (other != collection && strcmp(json_str_or(other, "rows", ""), rows) == 0)
			return complain(
			    cc->c, where, "rows %s go to collection %s already", rows, name);
	return true;
}

static bool
check_collection(const struct collection_check *cc, const json_t *collection, const char *pointer)
{
	return check_members(cc, collection, pointer) && check_fields(cc, collection, pointer) &&
	    check_yields(cc, collection, pointer) && check_matches(cc, collection, pointer) &&
	    check_key(cc, collection, pointer) && check_rows(cc, collection, pointer) &&
	    check_review(cc->c, json_get(collection, "review"), collection,
		at(cc->c, "%s/review", pointer)) &&
	    check_erase(cc->c, cc->system, collection, pointer) &&
	    check_writes(cc->c, collection, pointer) && check_name(cc, collection, pointer);
}

/* Is this kind of identifier what some collection's rows or keys are found by? */
static bool
is_searched_by(const json_t *collections, const char *kind, struct arena *a)
{
	size_t i, k;
	json_t *v, *match;
	json_array_foreach(collections, i, v) {
		if (strstr(json_str_or(v, "key", ""), arena_printf(a, "{%s}", kind)))
			return true;
		json_array_foreach(json_get(v, "match"), k, match)
			if (strcmp(json_str_or(match, "identifier", ""), kind) == 0)
				return true;
	}
	return false;
}

/*
 * Each kind a system needs must find something, or knowing it would open a system that it cannot
 * search.
 */
static bool
check_needs(const struct collection_check *cc)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(cc->system, "needs"), i, v)
		if (!cc->definition &&
		    !is_searched_by(
			json_get(cc->system, "collections"), json_string_value(v), cc->c->a))
			return complain(cc->c, at(cc->c, "%s/needs/%zu", cc->pointer, i),
			    "no collection of system %s is searched by %s",
			    json_str(cc->system, "id"), json_string_value(v));
	return true;
}

/* Each category listed has a collection, each kind declared is yielded by one. */
static bool
check_covered(const struct collection_check *cc)
{
	const json_t *collections = json_get(cc->system, "collections");
	auto_drop(json) json_t *have = json_object();
	size_t i, k;
	json_t *v, *y;
	json_array_foreach(collections, i, v) {
		json_object_set(have, json_str(v, "category"), v);
		json_array_foreach(json_get(v, "yields"), k, y)
			json_object_set(have, json_str(y, "kind"), v);
	}
	json_array_foreach(json_get(cc->system, "categories"), i, v) {
		const char *id = json_string_value(v);
		bool ours =
		    strcmp(json_str(known(cc->c, "categories", id), "role"), "processor") != 0;
		if (ours && !json_get(have, id))
			return complain(cc->c, at(cc->c, "%s/categories/%zu", cc->pointer, i),
			    "no collection of system %s has category %s: it would count as "
			    "searched",
			    json_str(cc->system, "id"), id);
	}
	json_array_foreach(json_get(cc->system, "yields"), i, v)
		if (!json_get(have, json_string_value(v)))
			return complain(cc->c, at(cc->c, "%s/yields/%zu", cc->pointer, i),
			    "no collection of system %s yields %s", json_str(cc->system, "id"),
			    json_string_value(v));
	return true;
}

bool
check_collections(const struct check *c, const json_t *system, const struct definition *definition,
    const char *pointer)
{
	auto_drop(json) json_t *earlier = json_object();
	const struct collection_check cc = {
		.c = c,
		.system = system,
		.definition = definition,
		.kind = kind_find(json_str(system, "connector")),
		.pointer = pointer,
		.earlier = earlier,
	};
	const json_t *collections = json_get(system, "collections");
	if (!cc.kind->collects)
		return json_array_size(collections) == 0 ||
		    complain(c, at(c, "%s/collections", pointer),
			"a system of kind %s has no collections: what comes back is asked of a "
			"person",
			cc.kind->name);
	size_t i;
	json_t *v;
	json_array_foreach(collections, i, v)
		if (!check_collection(&cc, v, at(c, "%s/collections/%zu", pointer, i)))
			return false;
	return check_covered(&cc) && check_needs(&cc);
}
