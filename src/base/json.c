/*
 * JSON documents with their source, and getters that never fail. What jansson's complaints quote of
 * the text is left out: a document may hold personal data, its place is enough.
 */
#include "dossier/json.h"
#include "file.h"

static bool
doc_parse(struct json_doc *doc, struct err *err)
{
	json_error_t e;
	if (strlen(doc->text) != doc->len) /* jansson lets some pass */
		return err_set(err, ERR_INPUT, "%s:%zu: not JSON: it holds a NUL byte", doc->name,
		    doc->before + 1);
	doc->root = json_loadb(doc->text, doc->len, JSON_REJECT_DUPLICATES, &e);
	if (doc->root)
		return true;
	char *quote = strstr(e.text, " near '");
	if (quote)
		*quote = '\0';
	return err_set(err, ERR_INPUT, "%s:%zu:%d: not JSON: %s", doc->name,
	    doc->before + (size_t)e.line, e.column, e.text);
}

struct json_doc *
json_doc_parse(const char *name, const char *text, size_t len, struct err *err)
{
	return json_doc_line(name, 1, text, len, err);
}

struct json_doc *
json_doc_line(const char *name, size_t n, const char *text, size_t len, struct err *err)
{
	auto_drop(json_doc) struct json_doc *doc = xcalloc(1, sizeof(*doc));
	doc->before = n - 1;
	doc->name = xstrdup(name);
	doc->text = xmalloc(len + 1);
	doc->len = len;
	memcpy(doc->text, text, len);
	doc->text[len] = '\0';
	return doc_parse(doc, err) ? take(doc) : NULL;
}

struct json_doc *
json_doc_load(const char *path, size_t max, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	if (!file_read(path, max, &b, err))
		return NULL;
	return json_doc_parse(path, b.data, b.len, err);
}

struct json_doc *
json_doc_read(const struct named_file *file, size_t max, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	if (!named_file_read(file, max, &b, err))
		return NULL;
	return json_doc_parse(file->name, b.data, b.len, err);
}

void
json_doc_free(struct json_doc *doc)
{
	if (!doc)
		return;
	json_decref(doc->root);
	if (doc->text)
		explicit_bzero(doc->text, doc->len);
	free(doc->text);
	free(doc->name);
	free(doc);
}

json_t *
json_get(const json_t *object, const char *key)
{
	return object && key ? json_object_get(object, key) : NULL;
}

bool
json_has(const json_t *array, const char *text)
{
	size_t i;
	json_t *v;
	json_array_foreach(array, i, v)
		if (json_is_string(v) && strcmp(json_string_value(v), text) == 0)
			return true;
	return false;
}

json_t *
json_strings(const char *const *items, size_t n)
{
	json_t *out = json_array();
	for (size_t i = 0; i < n && items[i]; i++)
		json_array_append_new(out, json_string(items[i]));
	return out;
}

const char *const *
json_texts(const json_t *list, struct arena *a)
{
	const char **texts = arena_alloc(a, (json_array_size(list) + 1) * sizeof(*texts));
	size_t i;
	json_t *v;
	json_array_foreach((json_t *)(uintptr_t)list, i, v)
		texts[i] = arena_strdup(a, json_string_value(v));
	return texts;
}

const char *
json_str(const json_t *object, const char *key)
{
	return json_string_value(json_get(object, key));
}

const char *
json_str_or(const json_t *object, const char *key, const char *otherwise)
{
	const char *s = json_str(object, key);
	return s ? s : otherwise;
}

int64_t
json_int_or(const json_t *object, const char *key, int64_t otherwise)
{
	const json_t *v = json_get(object, key);
	return json_is_integer(v) ? json_integer_value(v) : otherwise;
}

bool
json_flag(const json_t *object, const char *key)
{
	return json_is_true(json_get(object, key));
}

const char *
json_text_in(const json_t *names, const char *lang)
{
	if (!json_is_object(names))
		return json_string_value(names);
	const char *const order[] = { lang, "nl", "en" };
	for (size_t i = 0; i < array_len(order); i++) {
		const char *s = json_str(names, order[i]);
		if (s)
			return s;
	}
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)names, key, v)
		if (json_is_string(v))
			return json_string_value(v);
	return NULL;
}

json_t *
date_json(struct date d)
{
	char text[DATE_LEN];
	return date_is_set(d) ? json_string(date_format(d, text)) : json_null();
}

json_t *
instant_json(usec_t t)
{
	char text[INSTANT_LEN];
	return t ? json_string(instant_format(t, text)) : json_null();
}

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

static int
add_to_buf(const char *p, size_t n, void *out)
{
	buf_add(out, p, n);
	return 0;
}

void
json_put(const json_t *v, struct buf *out)
{
	if (!v)
		buf_adds(out, "null");
	else if (json_dump_callback(
		     v, add_to_buf, out, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY) != 0)
		BUG("a value that is no JSON");
}

bool
json_scalar(const json_t *v, struct buf *out)
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
	return true;
}
