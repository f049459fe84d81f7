/*
 * Conditions: one comparison at a path, or all, any, not of others. Above all they decide whose row
 * it is, so what cannot be compared (a placeholder without a value) ends the run and lets nothing
 * through.
 */
#include <strings.h>

#include "dossier/date.h"
#include "dossier/phrase.h"
#include "definition_private.h"

struct condition {
	enum { TEST, ALL, ANY, NOT } kind;
	const struct condition **parts;
	size_t n;
	const struct operator* op;
	const struct path *at;
	const struct tree *want;
};

/* ---- comparisons ---- */

static bool
is_same_text(const json_t *a, const json_t *b, bool fold)
{
	auto_drop(buf) struct buf x = { 0 }, y = { 0 };
	return json_scalar(a, &x) && json_scalar(b, &y) && x.len == y.len &&
	    (fold ? strncasecmp(x.data, y.data, x.len) == 0 : memcmp(x.data, y.data, x.len) == 0);
}

static bool
is_equal(const json_t *v, const json_t *want)
{
	return is_same_text(v, want, false) || json_equal(v, want) == 1;
}

static bool
is_equal_folded(const json_t *v, const json_t *want)
{
	return is_same_text(v, want, true);
}

static bool
is_in(const json_t *v, const json_t *want)
{
	for (size_t i = 0; i < json_array_size(want); i++)
		if (is_equal(v, json_array_get(want, i)))
			return true;
	return false;
}

static bool
does_contain(const json_t *v, const json_t *want)
{
	if (json_is_string(v) && json_is_string(want))
		return strstr(json_string_value(v), json_string_value(want));
	for (size_t i = 0; i < json_array_size(v); i++)
		if (is_equal(json_array_get(v, i), want))
			return true;
	return false;
}

static bool
is_greater(const json_t *v, const json_t *want)
{
	return json_is_number(v) && json_number_value(v) > json_number_value(want);
}

static bool
is_less(const json_t *v, const json_t *want)
{
	return json_is_number(v) && json_number_value(v) < json_number_value(want);
}

static bool
has_something(const json_t *v, const json_t *want)
{
	(void)want;
	if (json_is_string(v))
		return json_string_length(v) > 0;
	return !json_is_null(v) && !(json_is_array(v) && json_array_size(v) == 0) &&
	    !(json_is_object(v) && json_object_size(v) == 0);
}

static bool
is_there(const json_t *v, const json_t *want)
{
	(void)want;
	return !json_is_null(v);
}

/*
 * Seconds since 1970, an instant or a day. What is none of these may be new: it is held, not lost.
 */
static bool
is_newer(const json_t *v, const json_t *want)
{
	double span;
	usec_t at;
	struct date day;
	struct err none = { 0 };
	if (!json_is_string(want) || !span_parse(json_string_value(want), &span))
		return true;
	double since = (double)clock_now() / USEC_PER_SEC - span;
	if (json_is_number(v))
		return json_number_value(v) > since;
	const char *text = json_is_string(v) ? json_string_value(v) : "";
	if (instant_parse(text, &at, &none))
		return (double)at / USEC_PER_SEC > since;
	return !date_parse(text, &day, &none) || (double)date_to_days(day) * 86400 > since;
}

/* What an operator compares with. */
enum want { ANYTHING, TEXT, LIST, NUMBER, FLAG, SPAN };
/* any: true when some value at the path passes; the others turn the answer of the test around. */
static const struct operator
{
	const char *name;
	bool (*test)(const json_t *v, const json_t *want);
	enum want want;
	enum { IS, IS_NOT, AS_WANTED, AS_NOT_WANTED } sense;
	bool pins; /* a row that passes names what it is compared with */
}
operators[] = {
	{ "eq", is_equal, ANYTHING, IS, true },
	{ "eq_ci", is_equal_folded, TEXT, IS, true },
	{ "ne", is_equal, ANYTHING, IS_NOT, false },
	{ "in", is_in, LIST, IS, false },
	{ "contains", does_contain, TEXT, IS, false },
	{ "gt", is_greater, NUMBER, IS, false },
	{ "lt", is_less, NUMBER, IS, false },
	{ "exists", is_there, FLAG, AS_WANTED, false },
	{ "empty", has_something, FLAG, AS_NOT_WANTED, false },
	{ "newer_than", is_newer, SPAN, IS, false },
};

/* ---- reading ---- */

static bool
check_want(struct reader *r, const struct operator* op, const json_t *v, const char *at)
{
	double s;
	switch (op->want) {
	case ANYTHING:
		return true;
	case TEXT:
		return json_is_string(v) || complain(r, at, "%s needs a text", op->name);
	case LIST:
		return json_is_array(v) || complain(r, at, "%s needs a list", op->name);
	case NUMBER:
		return json_is_number(v) || complain(r, at, "%s needs a number", op->name);
	case FLAG:
		return json_is_boolean(v) || complain(r, at, "%s is true or false", op->name);
	case SPAN: /* a placeholder gives its number only later */
		return (json_is_string(v) &&
			   (strchr(json_string_value(v), '{') ||
			       span_parse(json_string_value(v), &s))) ||
		    complain(r, at, "%s needs a time such as 7y or P30D", op->name);
	}
	return false;
}

static bool
refuse(struct reader *r, const char *at)
{
	auto_drop(buf) struct buf list = { 0 };
	for (size_t i = 0; i < array_len(operators); i++)
		buf_addf(&list, "%s%s", i ? ", " : "", operators[i].name);
	return complain(r, at,
	    "a condition is {\"all\": [...]}, {\"any\": [...]}, {\"not\": {...}} or has at and one "
	    "of %s",
	    list.data);
}

/* "row.email" in a `when`, "body.ok" in an `ok_if`, "email" in a filter */
static bool
read_at(struct reader *r, const json_t *v, const char *at, const char *begins, struct condition *c)
{
	const char *text = json_string_value(v);
	size_t n = strlen(begins);
	if (!text || strncmp(text, begins, n) != 0)
		return complain(r, at, "a path here begins with %s", n ? begins : phrase("a name"));
	auto_drop(json) json_t *rest = json_string(text + n);
	if (!read_path(r, rest, at, NULL, &c->at))
		return false;
	if (strcmp(begins, "row.") == 0)
		template_note_row(r, c->at);
	return true;
}

static bool
read_test(
    struct reader *r, const json_t *v, const char *at, const char *begins, struct condition *c)
{
	for (size_t i = 0; i < array_len(operators) && !c->op; i++)
		if (json_get(v, operators[i].name))
			c->op = &operators[i];
	if (!c->op || !json_get(v, "at") || json_object_size(v) != 2)
		return refuse(r, at);
	const char *where = below(r, at, c->op->name);
	const json_t *want = json_get(v, c->op->name);
	return read_at(r, json_get(v, "at"), below(r, at, "at"), begins, c) &&
	    check_want(r, c->op, want, where) &&
	    read_tree(r, want, where, &place_condition, &c->want);
}

static bool
read_parts(
    struct reader *r, const json_t *list, const char *at, const char *begins, struct condition *c)
{
	size_t n = json_array_size(list);
	if (n == 0)
		return complain(r, at, "a list of conditions is expected");
	c->parts = arena_alloc(r->a, n * sizeof(*c->parts));
	for (; c->n < n; c->n++)
		if (!read_condition(r, json_array_get(list, c->n),
			arena_printf(r->a, "%s/%zu", at, c->n), begins, &c->parts[c->n]))
			return false;
	return true;
}

bool
read_condition(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	static const struct {
		const char *name;
		int kind;
	} lists[] = { { "all", ALL }, { "any", ANY } };
	struct condition *c = arena_alloc(r->a, sizeof(*c));
	*(const struct condition **)out = c;
	for (size_t i = 0; i < array_len(lists); i++) {
		c->kind = lists[i].kind;
		if (json_get(v, lists[i].name))
			return json_object_size(v) == 1 ? read_parts(r, json_get(v, lists[i].name),
							      below(r, at, lists[i].name), how, c)
							: refuse(r, at);
	}
	c->kind = json_get(v, "not") ? NOT : TEST;
	if (c->kind == TEST)
		return read_test(r, v, at, how, c);
	c->parts = arena_alloc(r->a, sizeof(*c->parts));
	c->n = 1;
	return json_object_size(v) == 1
	    ? read_condition(r, json_get(v, "not"), below(r, at, "not"), how, &c->parts[0])
	    : refuse(r, at);
}

/* Equality with one whole placeholder: {identity.email}, {row.id|lower}. */
static unsigned
test_pins(const struct condition *c)
{
	const struct template *t = tree_template(c->want);
	enum scope scope = c->op->pins && t ? template_scope(t) : SCOPE__MAX;
	return scope == SCOPE__MAX ? 0 : 1u << scope;
}

unsigned
condition_pins(const struct condition *c)
{
	if (!c || c->kind == NOT)
		return 0;
	if (c->kind == TEST)
		return test_pins(c);
	unsigned pins = condition_pins(c->parts[0]);
	for (size_t i = 1; i < c->n; i++)
		pins = c->kind == ALL ? pins | condition_pins(c->parts[i])
				      : pins & condition_pins(c->parts[i]);
	return pins;
}

/* ---- holding ---- */

struct look {
	const struct operator* op;
	const json_t *want;
};

static bool
look_at(const json_t *value, void *arg)
{
	const struct look *l = arg;
	return l->op->test(value, l->want);
}

static bool
test_holds(const struct condition *c, const json_t *root, const struct values *v, bool *ret,
    struct err *err)
{
	json_t *want = tree_render(c->want, v, err);
	if (!want)
		return false;
	struct look l = { c->op, want };
	bool hit = path_walk(root, c->at, look_at, &l);
	if (c->op->sense == IS_NOT)
		hit = !hit;
	else if (c->op->sense == AS_WANTED)
		hit = hit == json_is_true(want);
	else if (c->op->sense == AS_NOT_WANTED)
		hit = hit != json_is_true(want);
	json_decref(want);
	*ret = hit;
	return true;
}

bool
condition_holds(const struct condition *c, const json_t *root, const struct values *v, bool *ret,
    struct err *err)
{
	*ret = true;
	if (!c)
		return true;
	if (c->kind == TEST)
		return test_holds(c, root, v, ret, err);
	/* all: one that fails decides; any: one that holds does */
	bool decides = c->kind == ANY;
	*ret = !decides;
	for (size_t i = 0; i < c->n && *ret != decides; i++)
		if (!condition_holds(c->parts[i], root, v, ret, err))
			return false;
	if (c->kind == NOT)
		*ret = !*ret;
	return true;
}
