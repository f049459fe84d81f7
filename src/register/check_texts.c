/*
 * The texts of a register come to stand in letters, in lines among others: a name is one line, and
 * nothing in any of them is hidden.
 */
#include "register_private.h"

#include "dossier/text.h"

/* The literal words of a statement, an address, a remark: these may have lines. */
static const char *const prose[] = { "address", "examples", "instruction", "interest", "note",
	"post", "purpose", "sources", "text" };

static bool check_value(const struct check *c, const json_t *v, bool lines, const char *pointer);

static bool
check_members(const struct check *c, const json_t *object, bool lines, const char *pointer)
{
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)object, key, v)
		if (!check_value(c, v, lines || text_among(key, prose, array_len(prose)),
			at(c, "%s/%s", pointer, key)))
			return false;
	return true;
}

static bool
check_value(const struct check *c, const json_t *v, bool lines, const char *pointer)
{
	const char *flaw = json_is_string(v) ? text_flaw(json_string_value(v), lines) : NULL;
	if (flaw)
		return complain(c, pointer, "it holds %s", flaw);
	size_t i;
	json_t *item;
	json_array_foreach(v, i, item)
		if (!check_value(c, item, lines, at(c, "%s/%zu", pointer, i)))
			return false;
	return !json_is_object(v) || check_members(c, v, lines, pointer);
}

bool
reg_check_texts(const struct json_doc *doc, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct check c = { .doc = doc, .a = a, .err = err };
	return check_value(&c, doc->root, false, "");
}
