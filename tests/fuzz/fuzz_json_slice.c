/*
 * Looking into JSON text: whatever jansson finds valid is walked without leaving it, and what is
 * cut out is a value of the same meaning as jansson's own.
 */
#include "dossier/json_slice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A value of the tree by the same path, objects only. */
static const json_t *
member(const json_t *root, const char *path)
{
	char name[64];
	while (root && *path) {
		path += *path == '.';
		size_t n = strcspn(path, ".[");
		if (n >= sizeof(name) || path[n] == '[')
			return NULL;
		memcpy(name, path, n);
		name[n] = '\0';
		root = json_object_get(root, name);
		path += n;
	}
	return root;
}

static void
compare(struct value text, const json_t *root, const char *path)
{
	struct value slice = json_slice(text, path);
	const json_t *wanted = strchr(path, '[') ? NULL : member(root, path);
	if (!slice.data) {
		if (wanted)
			BUG("a member is not found");
		return;
	}
	if (slice.data < text.data || slice.data + slice.len > text.data + text.len)
		BUG("a slice leaves the text");
	json_t *got = json_loadb(slice.data, slice.len,
	    JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_REJECT_DUPLICATES, NULL);
	if (!got || (wanted && !json_equal(got, wanted)))
		BUG("a slice is another value");
	json_decref(got);
	struct arena *a = arena_new();
	(void)json_slice_text(slice, a);
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const paths[] = { "a", "a.b", "a[0]", "a[1].b", "b[0][1]", "a.a.a",
		"\xc3\xa9" };
	if (memchr(data, '\0', size)) /* which row_file_json.c refuses */
		return 0;
	json_t *root = json_loadb((const char *)data, size,
	    JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_REJECT_DUPLICATES, NULL);
	if (!root)
		return 0;
	for (size_t i = 0; i < array_len(paths); i++)
		compare((struct value){ (const char *)data, size }, root, paths[i]);
	json_decref(root);
	return 0;
}
