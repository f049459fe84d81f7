/*
 * Paths into JSON ("a.b", "a[0]", "a[]") and conditions over them. A member whose own name has dots
 * ("@odata.nextLink") is found by its whole name first.
 */
#include <math.h>
#include <strings.h>

#include "http.h"

/* Reals in the shortest form that reads back the same. */
static void
add_real(double d, struct buf *out)
{
	char text[40];
	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(text, sizeof(text), "%.*g", digits, d);
		if (strtod(text, NULL) == d)
			break;
	}
	buf_adds(out, text);
}

bool
http_scalar_text(const json_t *v, struct buf *out)
{
	if (json_is_string(v))
		buf_add(out, json_string_value(v), json_string_length(v));
	else if (json_is_integer(v))
		buf_addf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
	else if (json_is_real(v))
		add_real(json_real_value(v), out);
	else if (json_is_boolean(v))
		buf_adds(out, json_is_true(v) ? "true" : "false");
	else
		return false;
	if (!out->data)
		buf_add(out, "", 0);
	return true;
}

/* ---- paths ---- */

static bool walk_index(const json_t *v, const char *path, http_visit *visit, void *arg);

static bool
walk(const json_t *v, const char *path, http_visit *visit, void *arg)
{
	if (!v)
		return false;
	if (!*path)
		return visit(v, arg);
	if (*path == '[')
		return walk_index(v, path, visit, arg);
	const json_t *whole = json_object_get(v, path);
	if (whole)
		return visit(whole, arg);
	size_t n = strcspn(path, ".[");
	const char *rest = path + n;
	return walk(json_object_getn(v, path, n), *rest == '.' ? rest + 1 : rest, visit, arg);
}

static bool
walk_index(const json_t *v, const char *path, http_visit *visit, void *arg)
{
	const char *close = strchr(path, ']');
	if (!close || !json_is_array(v))
		return false;
	const char *rest = close[1] == '.' ? close + 2 : close + 1;
	if (close != path + 1)
		return walk(json_array_get(v, strtoul(path + 1, NULL, 10)), rest, visit, arg);
	for (size_t i = 0; i < json_array_size(v); i++)
		if (walk(json_array_get(v, i), rest, visit, arg))
			return true;
	return false;
}

bool
http_path_walk(const json_t *root, const char *path, http_visit *visit, void *arg)
{
	return walk(root, path, visit, arg);
}

static bool
first(const json_t *value, void *arg)
{
	*(const json_t **)arg = value;
	return true;
}

json_t *
http_path(const json_t *root, const char *path)
{
	const json_t *found = NULL;
	(void)walk(root, path, first, &found);
	return (json_t *)(uintptr_t)found;
}

/* Only members of objects can be taken out; what lies in a list stays. */
json_t *
http_path_take(json_t *root, const char *path)
{
	json_t *parent = root;
	const char *name = path;
	if (!json_object_get(root, path)) {
		const char *dot = strrchr(path, '.');
		if (dot) {
			char *above = strndup(path, (size_t)(dot - path));
			parent = above ? http_path(root, above) : NULL;
			free(above);
			name = dot + 1;
		}
	}
	json_t *value = json_incref(json_object_get(parent, name));
	(void)json_object_del(parent, name);
	return value;
}

void
http_path_put(json_t *root, const char *path, json_t *value)
{
	json_t *at = root;
	for (size_t n; path[n = strcspn(path, ".")] == '.'; path += n + 1) {
		json_t *below = json_object_getn(at, path, n);
		if (!json_is_object(below)) {
			below = json_object();
			json_object_setn_new_nocheck(at, path, n, below);
		}
		at = below;
	}
	json_object_set_new_nocheck(at, path, value);
}

/* ---- conditions ---- */

static int
compare_text(const json_t *a, const json_t *b, bool fold, bool *ret_equal)
{
	auto_drop(buf) struct buf x = { 0 }, y = { 0 };
	if (!http_scalar_text(a, &x) || !http_scalar_text(b, &y))
		return -1;
	*ret_equal = x.len == y.len &&
	    (fold ? strncasecmp(x.data, y.data, x.len) == 0 : memcmp(x.data, y.data, x.len) == 0);
	return 0;
}

static bool
is_equal(const json_t *v, const json_t *want)
{
	bool equal = false;
	return compare_text(v, want, false, &equal) == 0 ? equal : json_equal(v, want) == 1;
}

static bool
is_equal_folded(const json_t *v, const json_t *want)
{
	bool equal = false;
	return compare_text(v, want, true, &equal) == 0 && equal;
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
	return json_is_number(v) && json_is_number(want) &&
	    json_number_value(v) > json_number_value(want);
}

static bool
is_less(const json_t *v, const json_t *want)
{
	return json_is_number(v) && json_is_number(want) &&
	    json_number_value(v) < json_number_value(want);
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

/* any: true when some value at the path passes; the others turn the answer of the test around. */
static const struct operator
{
	const char *name;
	bool (*test)(const json_t *v, const json_t *want);
	enum { IS, IS_NOT, AS_WANTED, AS_NOT_WANTED } sense;
}
operators[] = {
	{ "eq", is_equal, IS },
	{ "ne", is_equal, IS_NOT },
	{ "eq_ci", is_equal_folded, IS },
	{ "in", is_in, IS },
	{ "contains", does_contain, IS },
	{ "gt", is_greater, IS },
	{ "lt", is_less, IS },
	{ "exists", is_there, AS_WANTED },
	{ "empty", has_something, AS_NOT_WANTED },
};

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

static const struct operator* operator_of(const json_t *cond)
{
	if (json_object_size(cond) != 2 || !json_str(cond, "at"))
		return NULL;
	for (size_t i = 0; i < array_len(operators); i++)
		if (json_get(cond, operators[i].name))
			return &operators[i];
	return NULL;
}

static bool
cond_simple(
    const json_t *cond, const json_t *root, const struct http_scope *s, bool *ret, struct err *err)
{
	const struct operator* op = operator_of(cond);
	if (!op)
		return err_set(err, ERR_INPUT, "a condition that is none");
	json_t *want = http_render_json(json_get(cond, op->name), s, err);
	if (!want)
		return false;
	struct look l = { op, want };
	bool hit = walk(root, json_str(cond, "at"), look_at, &l);
	if (op->sense == IS_NOT)
		hit = !hit;
	else if (op->sense == AS_WANTED)
		hit = hit == json_is_true(want);
	else if (op->sense == AS_NOT_WANTED)
		hit = hit != json_is_true(want);
	json_decref(want);
	*ret = hit;
	return true;
}

/* all: one that fails decides; any: one that holds does. */
static bool
cond_list(const json_t *list, bool decides, const json_t *root, const struct http_scope *s,
    bool *ret, struct err *err)
{
	*ret = !decides;
	for (size_t i = 0; i < json_array_size(list) && *ret != decides; i++)
		if (!http_cond(json_array_get(list, i), root, s, ret, err))
			return false;
	return true;
}

bool
http_cond(
    const json_t *cond, const json_t *root, const struct http_scope *s, bool *ret, struct err *err)
{
	if (json_get(cond, "all"))
		return cond_list(json_get(cond, "all"), false, root, s, ret, err);
	if (json_get(cond, "any"))
		return cond_list(json_get(cond, "any"), true, root, s, ret, err);
	if (!json_get(cond, "not"))
		return cond_simple(cond, root, s, ret, err);
	if (!http_cond(json_get(cond, "not"), root, s, ret, err))
		return false;
	*ret = !*ret;
	return true;
}

static bool
check_list(const json_t *list, struct err *err)
{
	if (json_array_size(list) == 0)
		return err_set(err, ERR_INPUT, "all and any need a list of conditions");
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!http_cond_check(json_array_get(list, i), err))
			return false;
	return true;
}

bool
http_cond_check(const json_t *cond, struct err *err)
{
	static const char *const lists[] = { "all", "any" };
	for (size_t i = 0; i < array_len(lists); i++)
		if (json_get(cond, lists[i]))
			return check_list(json_get(cond, lists[i]), err);
	if (json_get(cond, "not"))
		return http_cond_check(json_get(cond, "not"), err);
	return operator_of(cond) ||
	    err_set(err, ERR_INPUT,
		"a condition needs at and one of eq, ne, eq_ci, in, contains, gt, lt, exists, empty (the others are not there yet)");
}
