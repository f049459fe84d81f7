/*
 * A check of JSON documents against the subset of JSON Schema 2020-12 that our own schemas use. The
 * first violation is told with its place; values are not quoted, the names of members are. Schemas
 * are ours: what is wrong in one is a bug.
 */
#include <regex.h>

#include "dossier/json.h"

#define DEPTH_MAX 100      /* schemas inside each other, $ref included */
#define PATTERN_MAX 100000 /* bytes of a string that a pattern is tried on */

struct violation {
	const char *pointer, *text; /* NULL: none */
};

/* Compiled once for a document: a register asks the same few of hundreds of strings. */
struct pattern {
	const char *text; /* the schema's own */
	regex_t re;
	struct pattern *next;
};

struct check {
	json_t *root;
	struct pattern *patterns;
	struct buf path; /* JSON pointer of the value being looked at */
	int depth;
	struct violation bad;
	struct arena *a;
};

/* A keyword with its argument, the schema it stands in, and the value it is asked about. */
typedef bool keyword_check(struct check *c, json_t *arg, json_t *schema, json_t *v);

static bool check_value(struct check *c, json_t *schema, json_t *v);

static bool PRINTF(2, 3) violation(struct check *c, const char *fmt, ...)
{
	char text[250];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	c->bad = (struct violation){ arena_strdup(c->a, c->path.data), arena_strdup(c->a, text) };
	return false;
}

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

/* ---- any value ---- */

static bool
is_of_type(const json_t *v, const char *type)
{
	static const struct {
		const char *name;
		json_type type;
	} types[] = {
		{ "object", JSON_OBJECT },
		{ "array", JSON_ARRAY },
		{ "string", JSON_STRING },
		{ "integer", JSON_INTEGER },
		{ "number", JSON_INTEGER },
		{ "number", JSON_REAL },
		{ "boolean", JSON_TRUE },
		{ "boolean", JSON_FALSE },
		{ "null", JSON_NULL },
	};
	bool known = false;
	for (size_t i = 0; i < array_len(types); i++) {
		if (strcmp(types[i].name, type) != 0)
			continue;
		if (json_typeof(v) == types[i].type)
			return true;
		known = true;
	}
	if (!known)
		BUG("schema: there is no type %s", type);
	return false;
}

/* The scalars of an array, for people: "a, b or c". */
static const char *
alternatives(const json_t *list, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	size_t n = json_array_size(list);
	for (size_t i = 0; i < n; i++) {
		auto_drop(str) char *s =
		    json_dumps(json_array_get(list, i), JSON_ENCODE_ANY | JSON_COMPACT);
		buf_addf(&b, "%s%s", i == 0 ? "" : i + 1 == n ? " or " : ", ", s ? s : "?");
	}
	return arena_strdup(a, b.data ? b.data : "");
}

static bool
kw_type(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	if (json_is_string(arg))
		return is_of_type(v, json_string_value(arg)) ||
		    violation(c, "expected a value of type \"%s\"", json_string_value(arg));
	for (size_t i = 0; i < json_array_size(arg); i++)
		if (is_of_type(v, json_string_value(json_array_get(arg, i))))
			return true;
	return violation(c, "expected a value of type %s", alternatives(arg, c->a));
}

static bool
kw_enum(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	for (size_t i = 0; i < json_array_size(arg); i++)
		if (json_equal(json_array_get(arg, i), v))
			return true;
	return violation(c, "expected %s", alternatives(arg, c->a));
}

static bool
kw_const(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	if (json_equal(arg, v))
		return true;
	auto_drop(str) char *s = json_dumps(arg, JSON_ENCODE_ANY | JSON_COMPACT);
	return violation(c, "expected %s", s ? s : "another value");
}

/* ---- objects ---- */

static bool
kw_required(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	for (size_t i = 0; json_is_object(v) && i < json_array_size(arg); i++) {
		const char *key = json_string_value(json_array_get(arg, i));
		if (!json_object_get(v, key))
			return violation(c, "the member \"%s\" is missing", key);
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

static const regex_t *
compiled(struct check *c, const char *pattern)
{
	struct pattern *p = c->patterns;
	while (p && p->text != pattern)
		p = p->next;
	if (p)
		return &p->re;
	p = arena_alloc(c->a, sizeof(*p));
	*p = (struct pattern){ .text = pattern, .next = c->patterns };
	if (strstr(pattern, "\\d") || strstr(pattern, "(?") ||
	    regcomp(&p->re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		BUG("schema: not a POSIX extended pattern: %s", pattern);
	c->patterns = p;
	return &p->re;
}

static bool
matches(struct check *c, const char *pattern, const char *s)
{
	return regexec(compiled(c, pattern), s, 0, NULL, 0) == 0;
}

static bool
kw_pattern_properties(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	const char *key, *pattern;
	json_t *member, *sub;
	(void)schema;
	json_object_foreach(v, key, member)
		json_object_foreach(arg, pattern, sub)
			if (matches(c, pattern, key) && !check_member(c, key, sub, member))
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
		if (matches(c, pattern, key))
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
		    ? violation(c, "there is no member \"%.80s\" here", key)
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
		    violation(c, "the name of this member: %s", c->bad.text);
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
	    violation(c, "expected at least %lld items", (long long)json_integer_value(arg));
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
			return violation(c, "item %zu is there twice", i + 1);
		if (!s || json_object_set_new(seen, s, json_true()) != 0)
			return violation(c, "item %zu cannot be compared", i + 1);
	}
	return true;
}

/* ---- strings and numbers ---- */

static json_int_t
characters(const json_t *string)
{
	json_int_t n = 0;
	for (const char *p = json_string_value(string); *p; p++)
		n += ((unsigned char)*p & 0xc0) != 0x80;
	return n;
}

static bool
kw_min_length(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	if (!json_is_string(v) || characters(v) >= json_integer_value(arg))
		return true;
	if (json_integer_value(arg) == 1)
		return violation(c, "expected a text that is not empty");
	return violation(
	    c, "expected at least %lld characters", (long long)json_integer_value(arg));
}

static bool
kw_max_length(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	return !json_is_string(v) || characters(v) <= json_integer_value(arg) ||
	    violation(c, "expected at most %lld characters", (long long)json_integer_value(arg));
}

static bool
kw_pattern(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	if (!json_is_string(v))
		return true;
	if (json_string_length(v) > PATTERN_MAX)
		return violation(c, "the text is too long");
	return matches(c, json_string_value(arg), json_string_value(v)) ||
	    violation(c, "expected a text of the form %s", json_string_value(arg));
}

static bool
kw_minimum(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	return !json_is_number(v) || json_number_value(v) >= json_number_value(arg) ||
	    violation(c, "expected a number of at least %.15g", json_number_value(arg));
}

static bool
kw_maximum(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	return !json_is_number(v) || json_number_value(v) <= json_number_value(arg) ||
	    violation(c, "expected a number of at most %.15g", json_number_value(arg));
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
	    (n == 2 && violation(c, "more than one of the forms fits, expected exactly one"));
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
	{ "type", kw_type },
	{ "enum", kw_enum },
	{ "const", kw_const },
	{ "$ref", kw_ref },
	{ "required", kw_required },
	{ "properties", kw_properties },
	{ "patternProperties", kw_pattern_properties },
	{ "additionalProperties", kw_additional_properties },
	{ "propertyNames", kw_property_names },
	{ "items", kw_items },
	{ "minItems", kw_min_items },
	{ "uniqueItems", kw_unique_items },
	{ "minLength", kw_min_length },
	{ "maxLength", kw_max_length },
	{ "pattern", kw_pattern },
	{ "minimum", kw_minimum },
	{ "maximum", kw_maximum },
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
		return violation(c, "nothing may stand here");
	if (c->depth == DEPTH_MAX)
		return violation(c, "this is nested too deeply");
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
	buf_release(&c.path);
	for (struct pattern *p = c.patterns; p; p = p->next)
		regfree(&p->re);
	return ok ||
	    err_set(err, ERR_INPUT, "%s: %s", json_where(doc, c.bad.pointer, a), c.bad.text);
}
