/*
 * What a schema can ask of one value without looking into it: its type, its text, its size. Knows
 * no keyword that leads to another schema.
 */
#include <regex.h>

#include "dossier/phrase.h"
#include "json_schema.h"

#define PATTERN_MAX 100000 /* bytes of a string that a pattern is tried on */

/* Compiled once for a document: a register asks the same few of hundreds of strings. */
struct pattern {
	const char *text; /* the schema's own */
	regex_t re;
	struct pattern *next;
};

bool
json_schema_violation(struct check *c, const char *fmt, ...)
{
	char text[250];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), phrase(fmt), ap);
	va_end(ap);
	c->bad = (struct violation){ arena_strdup(c->a, c->path.data), arena_strdup(c->a, text) };
	return false;
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

bool
json_schema_matches(struct check *c, const char *pattern, const char *s)
{
	return regexec(compiled(c, pattern), s, 0, NULL, 0) == 0;
}

void
json_schema_release(struct check *c)
{
	for (struct pattern *p = c->patterns; p; p = p->next)
		regfree(&p->re);
	buf_release(&c->path);
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
		buf_addf(&b, "%s%s", i == 0 ? "" : i + 1 == n ? phrase(" or ") : ", ", s ? s : "?");
	}
	return arena_strdup(a, b.data ? b.data : "");
}

bool
json_schema_type(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	if (json_is_string(arg))
		return is_of_type(v, json_string_value(arg)) ||
		    json_schema_violation(
			c, "expected a value of type \"%s\"", json_string_value(arg));
	for (size_t i = 0; i < json_array_size(arg); i++)
		if (is_of_type(v, json_string_value(json_array_get(arg, i))))
			return true;
	return json_schema_violation(c, "expected a value of type %s", alternatives(arg, c->a));
}

bool
json_schema_enum(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	for (size_t i = 0; i < json_array_size(arg); i++)
		if (json_equal(json_array_get(arg, i), v))
			return true;
	return json_schema_violation(c, "expected %s", alternatives(arg, c->a));
}

bool
json_schema_const(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	if (json_equal(arg, v))
		return true;
	auto_drop(str) char *s = json_dumps(arg, JSON_ENCODE_ANY | JSON_COMPACT);
	return json_schema_violation(c, "expected %s", s ? s : phrase("another value"));
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

bool
json_schema_min_length(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	if (!json_is_string(v) || characters(v) >= json_integer_value(arg))
		return true;
	if (json_integer_value(arg) == 1)
		return json_schema_violation(c, "expected a text that is not empty");
	return json_schema_violation(
	    c, "expected at least %lld characters", (long long)json_integer_value(arg));
}

bool
json_schema_max_length(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	return !json_is_string(v) || characters(v) <= json_integer_value(arg) ||
	    json_schema_violation(
		c, "expected at most %lld characters", (long long)json_integer_value(arg));
}

bool
json_schema_pattern(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	if (!json_is_string(v))
		return true;
	if (json_string_length(v) > PATTERN_MAX)
		return json_schema_violation(c, "the text is too long");
	return json_schema_matches(c, json_string_value(arg), json_string_value(v)) ||
	    json_schema_violation(c, "expected a text of the form %s", json_string_value(arg));
}

bool
json_schema_minimum(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	return !json_is_number(v) || json_number_value(v) >= json_number_value(arg) ||
	    json_schema_violation(c, "expected a number of at least %.15g", json_number_value(arg));
}

bool
json_schema_maximum(struct check *c, json_t *arg, json_t *schema, json_t *v)
{
	(void)schema;
	return !json_is_number(v) || json_number_value(v) <= json_number_value(arg) ||
	    json_schema_violation(c, "expected a number of at most %.15g", json_number_value(arg));
}
