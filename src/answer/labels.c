/*
 * What the register calls collections and their columns, for the pages: {CATEGORY: {COLLECTION:
 * {"label", "columns": {COLUMN: {"label", "unit"}}}}}, with what is said of nothing left out.
 */
#include "answer_private.h"

static void
copy(json_t *to, const json_t *from, const char *key)
{
	if (json_get(from, key))
		json_object_set(to, key, json_get(from, key));
}

static void
put_column(json_t *columns, const char *name, const json_t *said)
{
	json_t *out = json_object();
	copy(out, said, "label");
	copy(out, said, "unit");
	copy(out, said, "draft");
	json_object_set_new(columns, name, out);
}

static json_t *
labels_of(const json_t *collection)
{
	json_t *out = json_object(), *columns = json_object(), *f;
	const char *name;
	size_t i;
	copy(out, collection, "label");
	json_object_foreach(json_get(collection, "columns"), name, f)
		put_column(columns, name, f);
	json_array_foreach(json_get(collection, "fields"), i, f)
		put_column(columns, json_str_or(f, "name", ""), f);
	json_object_set_new(out, "columns", columns);
	return out;
}

json_t *
answer_labels(const struct dossier *d)
{
	json_t *out = json_object(), *s, *c;
	size_t i, k;
	json_array_foreach(json_get(d->reg->doc->root, "systems"), i, s) {
		json_array_foreach(json_get(s, "collections"), k, c) {
			const char *category = json_str_or(c, "category", "");
			if (!json_get(out, category))
				json_object_set_new(out, category, json_object());
			json_object_set_new(
			    json_get(out, category), json_str_or(c, "name", ""), labels_of(c));
		}
	}
	return out;
}
