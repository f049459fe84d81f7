/*
 * A check of JSON documents against the subset of JSON Schema 2020-12 that our own schemas use. The
 * first violation is told with its place; values are not quoted, the names of members are. Schemas
 * are ours: what is wrong in one is a bug.
 */
#include "json_schema.h"

#define DEPTH_MAX 100 /* schemas inside each other, $ref included */

static bool check_value(struct check *c, json_t *schema, json_t *v);

static size_t
path_push(struct check *c, const char *step)
{
	size_t before = c->path.len;
	buf_addc(&c->path, '/');
	for (; *step; step++) {
		if (*step == '~' || *step == '/')
			buf_adds(&c->path, *step == '~' ? "~0" : "~1");
		else
			buf_addc(&c->path, *step);
	}
	return before;
}

static void
path_pop(struct check *c, size_t before)
{
	c->path.len = before;
	c->path.data[before] = '\0';
}

static bool
check_member(struct check *c, const char *key, json_t *schema, json_t *v)
{
	size_t before = path_push(c, key);
	bool ok = check_value(c, schema, v);
	path_pop(c, before);
	return ok;
}

/* ---- objects ---- */

static bool
kw_required(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	for (size_t i = 0; json_is_object(v) && i < json_array_size(arg); i++) {
		const char *key = json_string_value(json_array_get(arg, i));
		if (!json_object_get(v, key))
			return json_schema_violation(c, "the member \"%s\" is missing", key);
	}
	return true;
}

static bool
kw_properties(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	const char *key;
	json_t *member;
	(void)schema;
	json_object_foreach(v, key, member) {
		json_t *sub = json_object_get(arg, key);
		if (sub && !check_member(c, key, sub, member))
			return false;
	}
	return true;
}

static bool
kw_pattern_properties(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	const char *key, *pattern;
	json_t *member, *sub;
	(void)schema;
	json_object_foreach(v, key, member)
		json_object_foreach(arg, pattern, sub)
			if (json_schema_matches(c, pattern, key) &&
			    !check_member(c, key, sub, member))
				return false;
	return true;
}

static bool
is_additional(struct check *c, json_t *schema, const char *key)
{
	const char *pattern;
	json_t *sub, *patterns = json_object_get(schema, "patternProperties");
	if (json_object_get(json_object_get(schema, "properties"), key))
		return false;
	json_object_foreach(patterns, pattern, sub)
		if (json_schema_matches(c, pattern, key))
			return false;
	return true;
}

static bool
kw_additional_properties(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	const char *key;
	json_t *member;
	json_object_foreach(v, key, member) {
		if (!is_additional(c, schema, key))
			continue;
		size_t before = path_push(c, key);
		bool ok = json_is_false(arg)
		    ? json_schema_violation(c, "there is no member \"%.80s\" here", key)
		    : check_value(c, arg, member);
		path_pop(c, before);
		if (!ok)
			return false;
	}
	return true;
}

static bool
kw_property_names(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	const char *key;
	json_t *member;
	(void)schema;
	json_object_foreach(v, key, member) {
		auto_drop(json) json_t *name = json_string(key);
		size_t before = path_push(c, key);
		bool ok = check_value(c, arg, name) ||
		    json_schema_violation(c, "the name of this member: %s", c->bad.text);
		path_pop(c, before);
		if (!ok)
			return false;
	}
	return true;
}

/* ---- arrays ---- */

static bool
kw_items(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	char index[24];
	(void)schema;
	for (size_t i = 0; i < json_array_size(v); i++) {
		(void)snprintf(index, sizeof(index), "%zu", i);
		if (!check_member(c, index, arg, json_array_get(v, i)))
			return false;
	}
	return true;
}

static bool
kw_min_items(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	return !json_is_array(v) || (json_int_t)json_array_size(v) >= json_integer_value(arg) ||
	    json_schema_violation(
		c, "expected at least %lld items", (long long)json_integer_value(arg));
}

static bool
kw_unique_items(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	auto_drop(json) json_t *seen = json_object();
	(void)schema;
	for (size_t i = 0; json_is_true(arg) && i < json_array_size(v); i++) {
		auto_drop(str) char *s =
		    json_dumps(json_array_get(v, i), JSON_ENCODE_ANY | JSON_SORT_KEYS);
		if (s && json_object_get(seen, s))
			return json_schema_violation(c, "item %zu is there twice", i + 1);
		if (!s || json_object_set_new(seen, s, json_true()) != 0)
			return json_schema_violation(c, "item %zu cannot be compared", i + 1);
	}
	return true;
}

/* ---- schemas of schemas ---- */

static bool
kw_ref(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	static const char defs[] = "#/$defs/";
	const char *ref = json_string_value(arg);
	(void)schema;
	if (!ref || strncmp(ref, defs, sizeof(defs) - 1) != 0)
		BUG("schema: $ref %s is not to #/$defs", ref ? ref : "");
	json_t *target = json_object_get(json_object_get(c->root, "$defs"), ref + sizeof(defs) - 1);
	if (!target)
		BUG("schema: there is no %s", ref);
	return check_value(c, target, v);
}

static bool
kw_all_of(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	for (size_t i = 0; i < json_array_size(arg); i++)
		if (!check_value(c, json_array_get(arg, i), v))
			return false;
	return true;
}

/*
 * Of several forms that do not fit, the one that fitted furthest into the value is probably the one
 * meant; forms that failed at once are all told.
 */
static void
keep_best(struct check *c, struct violation *best)
{
	size_t now = strlen(c->bad.pointer), before = best->text ? strlen(best->pointer) : 0;
	if (!best->text || now > before)
		*best = c->bad;
	else if (now == before && strcmp(best->text, c->bad.text) != 0)
		best->text = arena_printf(c->a, "%s, or %s", best->text, c->bad.text);
}

static size_t
count_matching(struct check *c, json_t *forms, json_t *v, size_t enough)
{
	struct violation best = { 0 };
	size_t matching = 0;
	for (size_t i = 0; i < json_array_size(forms) && matching < enough; i++) {
		if (check_value(c, json_array_get(forms, i), v))
			matching++;
		else
			keep_best(c, &best);
	}
	c->bad = best;
	return matching;
}

static bool
kw_any_of(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	return count_matching(c, arg, v, 1) == 1;
}

static bool
kw_one_of(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	size_t n = count_matching(c, arg, v, 2);
	return n == 1 ||
	    (n == 2 &&
		json_schema_violation(c, "more than one of the forms fits, expected exactly one"));
}

static bool
kw_if(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	json_t *then = json_object_get(schema, check_value(c, arg, v) ? "then" : "else");
	return !then || check_value(c, then, v);
}

/* ---- the table ---- */

static const struct keyword {
	const char *name;
	keyword_check *check; /* NULL: says nothing about a value by itself */
} keywords[] = {
	{ "type", json_schema_type },
	{ "enum", json_schema_enum },
	{ "const", json_schema_const },
	{ "$ref", kw_ref },
	{ "required", kw_required },
	{ "properties", kw_properties },
	{ "patternProperties", kw_pattern_properties },
	{ "additionalProperties", kw_additional_properties },
	{ "propertyNames", kw_property_names },
	{ "items", kw_items },
	{ "minItems", kw_min_items },
	{ "uniqueItems", kw_unique_items },
	{ "minLength", json_schema_min_length },
	{ "maxLength", json_schema_max_length },
	{ "pattern", json_schema_pattern },
	{ "minimum", json_schema_minimum },
	{ "maximum", json_schema_maximum },
	{ "allOf", kw_all_of },
	{ "anyOf", kw_any_of },
	{ "oneOf", kw_one_of },
	{ "if", kw_if },
	{ "then", NULL },
	{ "else", NULL },
	{ "$defs", NULL },
	{ "$schema", NULL },
	{ "$id", NULL },
	{ "$comment", NULL },
	{ "title", NULL },
	{ "description", NULL },
	{ "default", NULL },
	{ "examples", NULL },
};

static const struct keyword *
keyword_by_name(const char *name)
{
	for (size_t i = 0; i < array_len(keywords); i++)
		if (strcmp(keywords[i].name, name) == 0)
			return &keywords[i];
	BUG("schema: the keyword %s is not one we check", name);
}

static bool
check_keywords(struct check *c, json_t *schema, json_t *v)
{
	const char *name;
	json_t *arg;
	json_object_foreach(schema, name, arg) {
		const struct keyword *k = keyword_by_name(name);
		if (k->check && !k->check(c, arg, schema, v))
			return false;
	}
	return true;
}

static bool
check_value(struct check *c, json_t *schema, json_t *v)
{
	if (json_is_true(schema))
		return true;
	if (json_is_false(schema))
		return json_schema_violation(c, "nothing may stand here");
	if (c->depth == DEPTH_MAX)
		return json_schema_violation(c, "this is nested too deeply");
	c->depth++;
	bool ok = check_keywords(c, schema, v);
	c->depth--;
	return ok;
}

bool
json_schema_check(const json_t *schema, const struct json_doc *doc, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	/* jansson iterates over const objects only through a cast */
	struct check c = { .root = (json_t *)(uintptr_t)schema, .a = a };
	buf_adds(&c.path, "");
	bool ok = check_value(&c, c.root, doc->root);
	json_schema_release(&c);
	return ok ||
	    err_set(err, ERR_INPUT, "%s: %s", json_where(doc, c.bad.pointer, a), c.bad.text);
}
