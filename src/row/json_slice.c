/*
 * A walker over JSON text that jansson has already found valid: it skips values by their brackets
 * and quotes and decodes nothing but the names it compares.
 */
#include "dossier/json_slice.h"

struct walk {
	const char *p, *end;
};

static void
skip_space(struct walk *w)
{
	while (w->p < w->end && (*w->p == ' ' || *w->p == '\t' || *w->p == '\n' || *w->p == '\r'))
		w->p++;
}

static void
skip_string(struct walk *w)
{
	for (w->p++; w->p < w->end && *w->p != '"'; w->p++)
		if (*w->p == '\\')
			w->p++;
	if (w->p < w->end)
		w->p++;
}

static struct value
skip_value(struct walk *w)
{
	skip_space(w);
	const char *begin = w->p;
	int depth = 0;
	do {
		if (w->p >= w->end)
			break;
		if (*w->p == '"') {
			skip_string(w);
			continue;
		}
		if (depth == 0 && strchr(",]} \t\n\r", *w->p))
			break;
		depth += (*w->p == '{' || *w->p == '[') - (*w->p == '}' || *w->p == ']');
		w->p++;
	} while (depth > 0 || (*begin != '"' && *begin != '{' && *begin != '['));
	return (struct value){ begin, (size_t)(w->p - begin) };
}

/* A name in quotes against ${name} of ${n} bytes. */
static bool
same_name(struct value quoted, const char *name, size_t n)
{
	if (!memchr(quoted.data, '\\', quoted.len))
		return quoted.len == n + 2 && memcmp(quoted.data + 1, name, n) == 0;
	auto_drop(json) json_t *decoded =
	    json_loadb(quoted.data, quoted.len, JSON_DECODE_ANY, NULL);
	return json_string_length(decoded) == n && memcmp(json_string_value(decoded), name, n) == 0;
}

static bool
into_member(struct walk *w, const char *name, size_t n)
{
	skip_space(w);
	if (w->p >= w->end || *w->p != '{')
		return false;
	for (w->p++;;) {
		skip_space(w);
		if (w->p >= w->end || *w->p != '"')
			return false;
		struct value found = skip_value(w);
		skip_space(w);
		w->p++; /* the colon */
		if (same_name(found, name, n))
			return true;
		(void)skip_value(w);
		skip_space(w);
		if (w->p >= w->end || *w->p++ != ',')
			return false;
	}
}

static bool
into_element(struct walk *w, unsigned long index)
{
	skip_space(w);
	if (w->p >= w->end || *w->p != '[')
		return false;
	w->p++;
	skip_space(w);
	if (w->p < w->end && *w->p == ']')
		return false;
	for (; index; index--) {
		(void)skip_value(w);
		skip_space(w);
		if (w->p >= w->end || *w->p++ != ',')
			return false;
	}
	return true;
}

struct value
json_slice(struct value text, const char *path)
{
	static const struct value none = { NULL, 0 };
	struct walk w = { text.data, text.data + text.len };
	while (*path) {
		if (*path == '[') {
			char *end;
			unsigned long index = strtoul(path + 1, &end, 10);
			if (*end != ']' || !into_element(&w, index))
				return none;
			path = end + 1;
			continue;
		}
		path += *path == '.';
		size_t n = strcspn(path, ".[");
		if (!into_member(&w, path, n))
			return none;
		path += n;
	}
	return skip_value(&w);
}

struct value
json_slice_text(struct value slice, struct arena *a)
{
	if (!slice.data || (slice.len == 4 && memcmp(slice.data, "null", 4) == 0))
		return (struct value){ NULL, 0 };
	if (slice.data[0] != '"')
		return slice;
	auto_drop(json) json_t *decoded =
	    json_loadb(slice.data, slice.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	size_t n = json_string_length(decoded);
	return (struct value){ arena_strndup(a, json_string_value(decoded), n), n };
}
