/*
 * The filters of placeholders: those of this table are all there are, and each is what runs.
 */
#include <ctype.h>

#include "definition_private.h"

static void
text_lower(const char *in, const char *arg, struct buf *out)
{
	(void)arg;
	for (; *in; in++)
		buf_addc(out, *in >= 'A' && *in <= 'Z' ? (char)(*in + 'a' - 'A') : *in);
}

static void
text_upper(const char *in, const char *arg, struct buf *out)
{
	(void)arg;
	for (; *in; in++)
		buf_addc(out, *in >= 'a' && *in <= 'z' ? (char)(*in - 'a' + 'A') : *in);
}

static void
text_trim(const char *in, const char *arg, struct buf *out)
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
text_digits(const char *in, const char *arg, struct buf *out)
{
	(void)arg;
	for (; *in; in++)
		if (isdigit((unsigned char)*in))
			buf_addc(out, *in);
}

/* Every character of ${arg} gets a backslash before it. */
static void
text_backslash(const char *in, const char *arg, struct buf *out)
{
	for (; *in; in++) {
		if (strchr(arg, *in))
			buf_addc(out, '\\');
		buf_addc(out, *in);
	}
}

/* Every character of ${arg} is doubled. */
static void
text_double(const char *in, const char *arg, struct buf *out)
{
	for (; *in; in++) {
		if (strchr(arg, *in))
			buf_addc(out, *in);
		buf_addc(out, *in);
	}
}

static json_t *
value_join(const json_t *list, const char *separator)
{
	auto_drop(buf) struct buf b = { 0 };
	if (!json_is_array(list))
		return NULL;
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (i > 0)
			buf_adds(&b, separator);
		if (!json_scalar(json_array_get(list, i), &b))
			return NULL;
	}
	return json_stringn(b.data ? b.data : "", b.len);
}

static json_t *
value_first(const json_t *list, const char *arg)
{
	(void)arg;
	return json_incref(json_array_get(list, 0));
}

static const struct filter filters[] = {
	{ .name = "lower", .text = text_lower, .normalises = true },
	{ .name = "upper", .text = text_upper, .normalises = true },
	{ .name = "trim", .text = text_trim, .normalises = true },
	{ .name = "digits", .text = text_digits, .normalises = true, .plain = true },
	{ .name = "sq", .text = text_backslash, .arg = "'\\", .quotes = true },
	{ .name = "dq", .text = text_backslash, .arg = "\"\\", .quotes = true },
	{ .name = "kql", .text = text_backslash, .arg = "\"\\", .quotes = true },
	{ .name = "like", .text = text_backslash, .arg = "%_\\", .quotes = true },
	{ .name = "odata", .text = text_double, .arg = "'", .quotes = true },
	{ .name = "join", .value = value_join, .takes_arg = true },
	{ .name = "first", .value = value_first },
	{ .name = "omit", .omits = true },
};

const struct filter *
filter_find(const char *name, size_t n)
{
	for (size_t i = 0; i < array_len(filters); i++)
		if (strlen(filters[i].name) == n && memcmp(filters[i].name, name, n) == 0)
			return &filters[i];
	return NULL;
}

const char *
filter_names(struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < array_len(filters); i++)
		buf_addf(&b, "%s%s", i ? ", " : "", filters[i].name);
	return arena_strdup(a, b.data);
}

json_t *
filter_run(const struct filter *f, const char *arg, json_t *v)
{
	json_t *out = NULL;
	auto_drop(buf) struct buf text = { 0 }, result = { 0 };
	if (f->omits)
		return v;
	if (f->value)
		out = f->value(v, arg);
	else if (json_scalar(v, &text)) {
		f->text(text.data, arg, &result);
		out = json_stringn(result.data ? result.data : "", result.len);
	}
	json_decref(v);
	return out;
}
