/*
 * Files of ours with a few values changed: bytes that are no JSON get lost in the parser, so the
 * input of these targets says which values of a good file to drop or to replace, and by what.
 */
#ifndef TESTS_FUZZ_MUTATE_H
#define TESTS_FUZZ_MUTATE_H

#include "dossier/asset.h"
#include "dossier/json.h"

/* The ${n}th value of a tree, counted from its top; its container and place in *ret. */
struct mutate_spot {
	json_t *container, *value;
	const char *key;
	size_t index;
};

static inline bool
mutate_find(json_t *tree, size_t *n, struct mutate_spot *ret)
{
	const char *key;
	size_t i;
	json_t *v;
	json_object_foreach(tree, key, v) {
		*ret = (struct mutate_spot){ tree, v, key, 0 };
		if ((*n)-- == 0 || mutate_find(v, n, ret))
			return true;
	}
	json_array_foreach(tree, i, v) {
		*ret = (struct mutate_spot){ tree, v, NULL, i };
		if ((*n)-- == 0 || mutate_find(v, n, ret))
			return true;
	}
	return false;
}

/* Replace a spot by ${value} (stolen), or drop it when that is NULL. */
static inline void
mutate_put(const struct mutate_spot *at, json_t *value)
{
	if (at->key && value)
		json_object_set_new(at->container, at->key, value);
	else if (at->key)
		json_object_del(at->container, at->key);
	else if (value)
		json_array_set_new(at->container, at->index, value);
	else
		json_array_remove(at->container, at->index);
}

/* One edit: two bytes which spot, one what to do, one with what. */
static inline void
mutate_edit(json_t *tree, const uint8_t edit[static 4])
{
	static const char *const pool[] = { "null", "true", "[]", "{}", "0", "-1", "\"\"", "\"x\"",
		"\"{identity.email}\"", "\"{\"", "\"{a.b|c:d}\"", "\"P1D\"", "\"email\"",
		"[\"email\"]", "\"not-stated\"", "\"processor\"", "{\"at\":\"a\",\"eq\":1}" };
	size_t n = (size_t)edit[0] << 8 | edit[1], other = (size_t)edit[3] * 7;
	struct mutate_spot at, from;
	if (!mutate_find(tree, &n, &at))
		return;
	if (edit[2] % 4 == 0)
		mutate_put(&at, NULL);
	else if (edit[2] % 4 == 1)
		mutate_put(&at, json_loads(pool[edit[3] % array_len(pool)], JSON_DECODE_ANY, NULL));
	else if (mutate_find(tree, &other, &from) && at.container != from.value &&
	    at.value != from.value)
		mutate_put(&at,
		    json_deep_copy(
			from.value)); /* a value that stands elsewhere: ids, names, lists */
}

/*
 * The file at ${small} seven times of eight, as little is soon read; else a built-in one under
 * ${prefix} that is no schema, or the last.
 */
static inline json_t *
mutate_good(const char *small, const char *prefix, unsigned n)
{
	const struct asset *file = NULL, *chosen = NULL;
	if (n % 8 < 7)
		return json_load_file(small, 0, NULL);
	n /= 32;
	while ((file = asset_next(file, prefix))) {
		if (strstr(file->name, ".schema."))
			continue;
		chosen = file;
		if (n-- == 0)
			break;
	}
	return chosen ? json_loadb(chosen->data, chosen->size, 0, NULL) : NULL;
}

/*
 * A good file, chosen and changed by the input; or the input itself when it begins like JSON. New.
 */
static inline struct json_doc *
mutate_file(const char *small, const char *prefix, const uint8_t *data, size_t size)
{
	struct err err = { 0 };
	if (size == 0 || data[0] == '{')
		return json_doc_parse("x", (const char *)data, size, &err);
	json_t *tree = mutate_good(small, prefix, data[0]);
	if (!tree)
		BUG("no good file to change: run in the top directory");
	for (size_t i = 1; i + 4 <= size && i < 64; i += 4)
		mutate_edit(tree, data + i);
	char *text = json_dumps(tree, JSON_INDENT(1));
	json_decref(tree);
	struct json_doc *doc = json_doc_parse("x", text, strlen(text), &err);
	free(text);
	return doc;
}

#endif
