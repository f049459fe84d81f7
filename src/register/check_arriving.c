/*
 * What is asked of a register that comes in. Its texts come to stand in letters, in lines among
 * others: a name is one line, and nothing in any of them is hidden. And it names no address: who
 * may load one could read through it whatever this program can reach.
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

/* All settings of the other kinds are: they have no more than is needed to find the system. */
bool
reg_is_address(const struct definition *definition, const char *setting)
{
	return !definition || definition_is_address(definition, setting);
}

static bool
check_addresses(const struct check *c, const struct reg *r)
{
	for (size_t i = 0; i < r->inv.nsystems; i++) {
		const struct system *s = &r->inv.systems[i];
		const char *name;
		json_t *v;
		json_object_foreach(json_get(s->json, "settings"), name, v)
			if (json_get(v, "default") && reg_is_address(reg_definition(r, s), name))
				return complain(c,
				    at(c, "/systems/%zu/settings/%s/default", i, name),
				    "a register does not say where a system is: write {\"secret\": "
				    "\"NAME\"}, and the administrator puts the %s in "
				    "secrets/%s/NAME",
				    name, r->slug);
	}
	return true;
}

bool
reg_check_arriving(const struct reg *r, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct check c = { .doc = r->doc, .a = a, .err = err };
	return check_value(&c, r->doc->root, false, "") && check_addresses(&c, r);
}
