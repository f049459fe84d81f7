/*
 * Placeholders: "text {scope.name|filter:arg}". Every value is escaped for the place it stands in,
 * so that a value can never become syntax; query languages need a quoting filter on top (the check
 * insists). Errors name the placeholder, never the value.
 */
#include <ctype.h>

#include "http.h"

bool
http_placeholder_next(
    const char **cursor, struct http_placeholder *ret, bool *ret_found, struct err *err)
{
	const char *start = strpbrk(*cursor, "{}");
	*ret_found = false;
	if (!start)
		return true;
	const char *end = *start == '{' ? strpbrk(start + 1, "{}") : NULL;
	size_t scope = end ? strcspn(start + 1, ".|{}") : 0;
	if (!end || *end != '}' || start[1 + scope] != '.')
		return err_set(
		    err, ERR_INPUT, "a brace that makes no placeholder such as {identity.email}");
	const char *name = start + 1 + scope + 1;
	size_t len = strcspn(name, "|}");
	const char *filters = name + len;
	*ret = (struct http_placeholder){ .start = start,
		.end = end + 1,
		.scope = start + 1,
		.scope_len = scope,
		.name = name,
		.name_len = len,
		.filters = filters,
		.filters_len = (size_t)(end - filters),
		.in_quotes = start > *cursor && strchr("'\"", start[-1]) };
	*cursor = end + 1;
	*ret_found = true;
	return true;
}

bool
http_placeholder_in(const struct http_placeholder *p, const char *scope)
{
	return strlen(scope) == p->scope_len && memcmp(scope, p->scope, p->scope_len) == 0;
}

/* ---- filters ---- */

static void
filter_lower(const char *in, const char *arg, struct buf *out)
{
	(void)arg;
	for (; *in; in++)
		buf_addc(out, *in >= 'A' && *in <= 'Z' ? (char)(*in + 'a' - 'A') : *in);
}

static void
filter_upper(const char *in, const char *arg, struct buf *out)
{
	(void)arg;
	for (; *in; in++)
		buf_addc(out, *in >= 'a' && *in <= 'z' ? (char)(*in - 'a' + 'A') : *in);
}

static void
filter_trim(const char *in, const char *arg, struct buf *out)
{
	(void)arg;
	while (isspace((unsigned char)*in))
		in++;
	size_t n = strlen(in);
	while (n > 0 && isspace((unsigned char)in[n - 1]))
		n--;
	buf_add(out, in, n);
}

static void
filter_digits(const char *in, const char *arg, struct buf *out)
{
	(void)arg;
	for (; *in; in++)
		if (isdigit((unsigned char)*in))
			buf_addc(out, *in);
}

/* Every character of ${arg} gets a backslash before it. */
static void
filter_backslash(const char *in, const char *arg, struct buf *out)
{
	for (; *in; in++) {
		if (strchr(arg, *in))
			buf_addc(out, '\\');
		buf_addc(out, *in);
	}
}

static void
filter_odata(const char *in, const char *arg, struct buf *out)
{
	(void)arg;
	for (; *in; in++) {
		if (*in == '\'')
			buf_addc(out, '\'');
		buf_addc(out, *in);
	}
}

/* join, first and omit work on the value before it is text: see apply(). */
static const struct filter {
	const char *name;
	void (*run)(const char *in, const char *arg, struct buf *out);
	const char *fixed; /* the argument, where the file gives none */
	bool quoting;
} filters[] = {
	{ "lower", filter_lower, "", false },
	{ "upper", filter_upper, "", false },
	{ "trim", filter_trim, "", false },
	{ "digits", filter_digits, "", false },
	{ "sq", filter_backslash, "'\\", true },
	{ "dq", filter_backslash, "\"\\", true },
	{ "like", filter_backslash, "%_\\", true },
	{ "odata", filter_odata, "", true },
	{ "join", NULL, ",", false },
	{ "first", NULL, "", false },
	{ "omit", NULL, "", false },
};

struct filter_use {
	const struct filter *filter;
	char *arg;
};

/* The ${n}th filter of a placeholder; *ret_use.filter NULL behind the last one. */
static bool
filter_at(const struct http_placeholder *p, size_t n, struct arena *a, struct filter_use *ret_use,
    struct err *err)
{
	const char *s = p->filters, *end = s + p->filters_len;
	ret_use->filter = NULL;
	for (; s < end && n > 0; n--)
		s += 1 + strcspn(s + 1, "|}");
	if (s >= end)
		return true;
	size_t len = strcspn(++s, "|}"), name = strcspn(s, ":|}");
	for (size_t i = 0; i < array_len(filters); i++)
		if (strlen(filters[i].name) == name && memcmp(filters[i].name, s, name) == 0)
			ret_use->filter = &filters[i];
	if (!ret_use->filter)
		return err_set(err, ERR_INPUT, "the filter %.*s is not there (yet)", (int)name, s);
	ret_use->arg = name < len ? arena_strndup(a, s + name + 1, len - name - 1)
				  : arena_strdup(a, ret_use->filter->fixed);
	return true;
}

bool
http_filters_check(const struct http_placeholder *p, bool *ret_quoting, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct filter_use use;
	*ret_quoting = false;
	for (size_t n = 0;; n++) {
		if (!filter_at(p, n, a, &use, err))
			return false;
		if (!use.filter)
			return true;
		*ret_quoting |= use.filter->quoting;
	}
}

static json_t *
join(const json_t *list, const char *separator)
{
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (i > 0)
			buf_adds(&b, separator);
		if (!http_scalar_text(json_array_get(list, i), &b))
			return NULL;
	}
	return json_stringn(b.data ? b.data : "", b.len);
}

/* One filter over a value; steals it. NULL: the value is not of a kind this filter takes. */
static json_t *
apply(const struct filter_use *use, json_t *value)
{
	json_t *out = NULL;
	auto_drop(buf) struct buf text = { 0 }, result = { 0 };
	if (strcmp(use->filter->name, "omit") == 0)
		return value;
	if (strcmp(use->filter->name, "join") == 0)
		out = join(value, use->arg);
	else if (strcmp(use->filter->name, "first") == 0)
		out = json_incref(json_array_get(value, 0));
	else if (http_scalar_text(value, &text)) {
		use->filter->run(text.data, use->arg, &result);
		out = json_stringn(result.data ? result.data : "", result.len);
	}
	json_decref(value);
	return out;
}

/* ---- values ---- */

static const json_t *
lookup(const struct http_placeholder *p, const struct http_scope *s, struct arena *a)
{
	const char *name = arena_strndup(a, p->name, p->name_len);
	if (http_placeholder_in(p, "param") || http_placeholder_in(p, "secret"))
		return json_get(s->param, name);
	if (http_placeholder_in(p, "identity"))
		return json_get(s->identity, name);
	if (http_placeholder_in(p, "row") && s->row)
		return http_path(s->row, name);
	return NULL;
}

/* The value with its filters; *ret NULL: there is none and the placeholder says omit. New. */
static bool
resolve(const struct http_placeholder *p, const struct http_scope *s, json_t **ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const json_t *found = lookup(p, s, a);
	bool missing = !found || json_is_null(found), omit = false;
	json_t *value = missing ? NULL : json_deep_copy(found);
	for (size_t n = 0;; n++) {
		struct filter_use use;
		if (!filter_at(p, n, a, &use, err)) {
			json_decref(value);
			return false;
		}
		if (!use.filter)
			break;
		omit |= strcmp(use.filter->name, "omit") == 0;
		if (value && !(value = apply(&use, value)))
			return err_set(err, ERR_INPUT,
			    "{%.*s}: its value is not one for the filter %s",
			    (int)(p->end - p->start - 2), p->start + 1, use.filter->name);
	}
	if (!value && !omit)
		return err_set(err, ERR_INPUT, "{%.*s} has no value", (int)(p->end - p->start - 2),
		    p->start + 1);
	*ret = value;
	return true;
}

/* ---- places ---- */

void
http_percent(const char *s, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (isascii(c) && (isalnum(c) || strchr("-._~", c)))
			buf_addc(out, (char)c);
		else
			buf_addf(out, "%%%02X", c);
	}
}

/*
 * A path takes one segment's worth: nothing empty and no dots, which would climb. A header takes no
 * controls, which would begin another header.
 */
static bool
escape(const struct buf *value, enum http_place place, struct buf *out)
{
	const char *s = value->data ? value->data : "";
	if (memchr(s, '\0', value->len))
		return false;
	if (place == HTTP_PATH && (value->len == 0 || strcmp(s, ".") == 0 || strcmp(s, "..") == 0))
		return false;
	if (place == HTTP_HEADER)
		for (size_t i = 0; i < value->len; i++)
			if (iscntrl((unsigned char)s[i]))
				return false;
	if (place == HTTP_PATH || place == HTTP_QUERY)
		http_percent(s, value->len, out);
	else
		buf_add(out, s, value->len);
	return true;
}

static bool
render_one(const struct http_placeholder *p, const struct http_scope *s, enum http_place place,
    struct buf *out, struct err *err)
{
	json_t *value = NULL;
	if (!resolve(p, s, &value, err))
		return false;
	auto_drop(buf) struct buf text = { 0 };
	bool ok = !value || (http_scalar_text(value, &text) && escape(&text, place, out));
	json_decref(value);
	return ok ||
	    err_set(err, ERR_INPUT, "{%.*s}: its value can not stand here",
		(int)(p->end - p->start - 2), p->start + 1);
}

static void
add_literal(const char *s, size_t n, enum http_place place, struct buf *out)
{
	if (place == HTTP_QUERY)
		http_percent(s, n, out);
	else
		buf_add(out, s, n);
}

bool
http_render(const char *template, const struct http_scope *s, enum http_place place,
    struct buf *out, struct err *err)
{
	const char *at = template, *behind = template;
	struct http_placeholder p;
	bool found;
	for (;;) {
		if (!http_placeholder_next(&at, &p, &found, err))
			return false;
		if (!found)
			break;
		add_literal(behind, (size_t)(p.start - behind), place, out);
		if (!render_one(&p, s, place, out, err))
			return false;
		behind = p.end;
	}
	add_literal(behind, strlen(behind), place, out);
	return true;
}

/* ---- trees ---- */

/* *ret NULL: left out. */
static bool
render_string(const char *text, const struct http_scope *s, json_t **ret, struct err *err)
{
	const char *cursor = text;
	struct http_placeholder p;
	bool found;
	if (!http_placeholder_next(&cursor, &p, &found, err))
		return false;
	if (found && p.start == text && *p.end == '\0')
		return resolve(&p, s, ret, err);
	auto_drop(buf) struct buf b = { 0 };
	if (!http_render(text, s, HTTP_TEXT, &b, err))
		return false;
	*ret = json_stringn(b.data ? b.data : "", b.len);
	return *ret || err_set(err, ERR_INPUT, "a value that is not UTF-8");
}

static bool render_tree(
    const json_t *tree, const struct http_scope *s, json_t **ret, struct err *err);

static bool
render_members(const json_t *tree, const struct http_scope *s, json_t *out, struct err *err)
{
	const char *key;
	json_t *v, *rendered;
	json_object_foreach((json_t *)(uintptr_t)tree, key, v) {
		rendered = NULL;
		if (!render_tree(v, s, &rendered, err))
			return false;
		if (rendered)
			json_object_set_new_nocheck(out, key, rendered);
	}
	return true;
}

static bool
render_items(const json_t *tree, const struct http_scope *s, json_t *out, struct err *err)
{
	for (size_t i = 0; i < json_array_size(tree); i++) {
		json_t *rendered = NULL;
		if (!render_tree(json_array_get(tree, i), s, &rendered, err))
			return false;
		if (rendered)
			json_array_append_new(out, rendered);
	}
	return true;
}

static bool
render_tree(const json_t *tree, const struct http_scope *s, json_t **ret, struct err *err)
{
	if (json_is_string(tree))
		return render_string(json_string_value(tree), s, ret, err);
	if (!json_is_object(tree) && !json_is_array(tree)) {
		*ret = json_deep_copy(tree);
		return true;
	}
	bool object = json_is_object(tree);
	json_t *out = object ? json_object() : json_array();
	if (!(object ? render_members(tree, s, out, err) : render_items(tree, s, out, err))) {
		json_decref(out);
		return false;
	}
	*ret = out;
	return true;
}

json_t *
http_render_json(const json_t *tree, const struct http_scope *s, struct err *err)
{
	json_t *out = NULL;
	if (!render_tree(tree, s, &out, err))
		return NULL;
	return out ? out : json_null();
}
