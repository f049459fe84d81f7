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
static void (*told)(const char *text);
static bool *was_told; /* of each built-in file */

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

/* *ret_path: where it lies; NULL when it is built in. */
static const char *
find_text(
    const char *name, struct arena *a, size_t *ret_len, const char **ret_path, struct err *err)
{
	*ret_path = NULL;
	if (!name_is_safe(name))
		return err_set(err, ERR_INPUT, "not a name of a template: %.100s", name), NULL;
	if (override_dir) {
		auto_drop(buf) struct buf b = { 0 };
		struct err e = { 0 };
		const char *path = arena_printf(a, "%s/%s", override_dir, name);
		if (file_read(path, OVERRIDE_MAX, &b, &e)) {
			*ret_path = path;
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

const char *
asset_text(const char *name, struct arena *a, size_t *ret_len, struct err *err)
{
	const char *path;
	return find_text(name, a, ret_len, &path, err);
}

/* ---- what an override lacks ---- */

#define NAMED_MAX 5 /* codes that are named when some are lacking; the others are counted */

/* An override beside the file it stands for. */
struct fill {
	const struct json_doc *own;
	struct buf names;
	int n;
	struct arena *arena;
};

static void
lacks(struct fill *f, const char *pointer)
{
	if (f->n++ < NAMED_MAX)
		buf_addf(&f->names, "%s%s", f->n > 1 ? ", " : "", pointer + 1);
}

/* Words: each member, and those of its objects. */
static bool
fill_words(struct fill *f, json_t *own, const json_t *builtin, const char *pointer, struct err *err)
{
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)builtin, key, v) {
		json_t *mine = json_object_get(own, key);
		const char *place = arena_printf(f->arena, "%s/%s", pointer, key);
		if (!mine) {
			json_object_set(own, key, v);
			lacks(f, place);
		} else if (json_typeof(mine) != json_typeof(v)) {
			return err_set(err, ERR_INPUT,
			    "%s: %s of another type than in the built-in file",
			    json_where(f->own, place, f->arena), place + 1);
		} else if (json_is_object(v) && !fill_words(f, mine, v, place, err)) {
			return false;
		}
	}
	return true;
}

static const json_t *
row_find(const json_t *rows, const char *id)
{
	size_t i;
	json_t *row;
	json_array_foreach(rows, i, row)
		if (json_str(row, "id") && strcmp(json_str(row, "id"), id) == 0)
			return row;
	return NULL;
}

/* Rows: after the override's own, so that the places of those stay true. */
static void
fill_rows(struct fill *f, const json_t *builtin)
{
	const char *key;
	json_t *rows, *row;
	size_t i;
	json_object_foreach((json_t *)(uintptr_t)builtin, key, rows) {
		json_t *mine = json_object_get(f->own->root, key);
		json_array_foreach(rows, i, row) {
			const char *id = json_str(row, "id");
			if (!id || !json_is_array(mine) || row_find(mine, id))
				continue;
			json_array_append(mine, row);
			lacks(f, arena_printf(f->arena, "/%s/%s", key, id));
		}
	}
}

static bool
rows_differ(const struct json_doc *doc, struct arena *a, struct err *err)
{
	const char *key;
	json_t *rows, *row;
	size_t i;
	json_object_foreach(doc->root, key, rows)
		json_array_foreach(rows, i, row)
			if (json_str(row, "id") && row_find(rows, json_str(row, "id")) != row)
				return err_set(err, ERR_INPUT, "%s: %.40s is there twice",
				    json_where(doc, arena_printf(a, "/%s/%zu/id", key, i), a),
				    json_str(row, "id"));
	return true;
}

static bool
is_words(const char *name)
{
	static const char end[] = "words.json";
	size_t n = strlen(name);
	return n >= strlen(end) && strcmp(name + n - strlen(end), end) == 0;
}

/* *ret_lacks: in one line, or NULL. */
static bool
fill_in(const struct json_doc *own, const struct asset *builtin, struct arena *a,
    const char **ret_lacks, struct err *err)
{
	struct fill f = { .own = own, .arena = a };
	auto_drop(json_doc) struct json_doc *doc =
	    json_doc_parse(builtin->name, builtin->data, builtin->size, err);
	bool ok = doc != NULL;
	if (ok && is_words(builtin->name))
		ok = fill_words(&f, own->root, doc->root, "", err);
	else if (ok)
		fill_rows(&f, doc->root);
	if (f.n > NAMED_MAX)
		buf_addf(&f.names, " and %d more", f.n - NAMED_MAX);
	*ret_lacks = f.n == 0
	    ? NULL
	    : arena_printf(a, "%s lacks %s: taken from the built-in file", own->name, f.names.data);
	buf_release(&f.names);
	return ok;
}

static struct json_doc *
load(const char *name, struct arena *a, const char **ret_lacks, struct err *err)
{
	size_t len;
	const char *path, *text = find_text(name, a, &len, &path, err);
	*ret_lacks = NULL;
	if (!text)
		return NULL;
	const struct asset *builtin = path ? asset_find(name) : NULL;
	const char *shown = path ? path : arena_printf(a, "templates/%s", name);
	auto_drop(json_doc) struct json_doc *doc = json_doc_parse(shown, text, len, err);
	if (!doc || !rows_differ(doc, a, err) ||
	    (builtin && !fill_in(doc, builtin, a, ret_lacks, err)))
		return NULL;
	return take(doc);
}

struct json_doc *
asset_json(const char *name, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *text;
	struct json_doc *doc = load(name, a, &text, err);
	if (!doc || !text || !told)
		return doc;
	if (!was_told)
		was_told = xcalloc(asset_count, sizeof(*was_told));
	bool *once = &was_told[asset_find(name) - asset_table];
	if (!*once)
		told(text);
	*once = true;
	return doc;
}

const char *
asset_lacks(const char *name, struct arena *a, struct err *err)
{
	const char *text;
	auto_drop(json_doc) struct json_doc *doc = load(name, a, &text, err);
	return doc ? text : NULL;
}

void
asset_tell(void (*tell)(const char *text))
{
	told = tell;
}
