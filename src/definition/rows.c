/*
 * How an answer becomes rows, and what may be seen of them.
 */
#include "definition_private.h"

static const struct words shapes = WORDS("a shape", "list", "object", "map_values");

/* {"FROM": "TO"} */
static bool
read_rename(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_rename *one = out;
	auto_drop(json) json_t *from = json_string(one->name);
	(void)how;
	return read_path(r, from, at, &no_list, &one->from) &&
	    read_path(r, v, at, &no_list, &one->to);
}
static const struct many renames = { .read = read_rename, .size = sizeof(struct def_rename) };

static const struct words codes = WORDS("a way of writing", "e164");

/* {"PATH": "e164"} */
static bool
read_decode(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	unsigned code;
	struct def_rename *one = out;
	auto_drop(json) json_t *path = json_string(one->name);
	(void)how;
	return read_word(r, v, at, &codes, &code) && read_path(r, path, at, &no_list, &one->from);
}
static const struct many decodes = { .read = read_decode, .size = sizeof(struct def_rename) };

static const struct many carried = { .read = read_tree,
	.how = &place_row,
	.size = sizeof(struct def_carried),
	.offset = offsetof(struct def_carried, value) };

#define AT(field) offsetof(struct def_rows, field)
static const struct member items[] = {
	{ "from", read_path, AT(from), NULL, false },
	{ "shape", read_word, AT(shape), &shapes, false },
	{ "take", read_path, AT(take), NULL, false },
	{ "key", read_path, AT(key), NULL, false },
	{ "decode", read_map, AT(decode), &decodes, false },
	{ "filter", read_condition, AT(filter), "", false },
	{ "carry", read_map, AT(carry), &carried, false },
	{ "rename", read_map, AT(rename), &renames, false },
	{ "mask", read_list, AT(mask), &many_paths, false },
	{ "drop", read_list, AT(drop), &many_paths, false },
	{ "keep", read_list, AT(keep), &many_texts, false },
};
static const struct members members = { items, array_len(items) };

bool
read_rows(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_rows *rows = arena_alloc(r->a, sizeof(*rows));
	(void)how;
	*(const struct def_rows **)out = rows;
	return read_members(r, v, at, &members, rows);
}
