/*
 * Files built into the program (the table is made by assets.awk), and the installation's own files
 * of the same names, which go before them. Read only; nothing is cached.
 */
#include "dossier/asset.h"
#include "file.h"

#define OVERRIDE_MAX (4u << 20)

extern const struct asset asset_table[];
extern const size_t asset_count;

static const char *override_dir;

void
asset_override_dir(const char *dir)
{
	override_dir = dir;
}

const struct asset *
asset_find(const char *name)
{
	for (size_t i = 0; i < asset_count; i++)
		if (strcmp(asset_table[i].name, name) == 0)
			return &asset_table[i];
	return NULL;
}

const struct asset *
asset_next(const struct asset *prev, const char *prefix)
{
	size_t len = strlen(prefix);
	for (size_t i = prev ? (size_t)(prev - asset_table) + 1 : 0; i < asset_count; i++)
		if (strncmp(asset_table[i].name, prefix, len) == 0)
			return &asset_table[i];
	return NULL;
}

/* Registers give names too ("definition": "stripe"), so one must not lead out of the directory. */
static bool
name_is_safe(const char *name)
{
	for (const char *p = name;; p++) {
		size_t n = strcspn(p, "/");
		if (n == 0 || *p == '.')
			return false;
		p += n;
		if (!*p)
			return true;
	}
}

const char *
asset_text(const char *name, struct arena *a, size_t *ret_len, struct err *err)
{
	if (!name_is_safe(name))
		return err_set(err, ERR_INPUT, "not a name of a template: %.100s", name), NULL;
	if (override_dir) {
		auto_drop(buf) struct buf b = { 0 };
		struct err e = { 0 };
		if (file_read(arena_printf(a, "%s/%s", override_dir, name), OVERRIDE_MAX, &b, &e)) {
			*ret_len = b.len;
			return arena_strndup(a, b.data, b.len);
		}
		if (e.kind != ERR_NOTFOUND)
			return err_set(err, e.kind, "%s", e.text), NULL;
	}
	const struct asset *builtin = asset_find(name);
	if (!builtin)
		return err_set(err, ERR_NOTFOUND, "there is no template %.100s", name), NULL;
	*ret_len = builtin->size;
	return builtin->data;
}
