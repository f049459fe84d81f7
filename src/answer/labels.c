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

static json_t *
labels_of(const json_t *collection)
{
	json_t *out = json_object(), *columns = json_object(), *f;
	size_t i;
	copy(out, collection, "label");
	if (json_get(collection, "columns"))
		json_object_update(columns, json_get(collection, "columns"));
	json_array_foreach(json_get(collection, "fields"), i, f) {
		json_t *said = json_object();
		copy(said, f, "label");
		copy(said, f, "unit");
		json_object_set_new(columns, json_str_or(f, "name", ""), said);
	}
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
