/*
 * By what the rows of a person are known once they are gone, or hold what was written over them:
 * the values others hang on, and their keys, as the rounds froze them in which something was done.
 */
#include "change_private.h"

/* Both lists of values, each once; ${into} is changed. */
static void
merge_list(json_t *into, const json_t *from)
{
	auto_drop(json) json_t *seen = json_object();
	size_t i;
	json_t *v;
	json_array_foreach(into, i, v) {
		auto_drop(str) char *key = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
		json_object_set_new(seen, key, json_true());
	}
	json_array_foreach((json_t *)(uintptr_t)from, i, v) {
		auto_drop(str) char *key = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
		if (!json_get(seen, key)) {
			json_object_set_new(seen, key, json_true());
			json_array_append(into, v);
		}
	}
}

static json_t *
member(json_t *object, const char *name, json_t *(*make)(void))
{
	json_t *v = json_object_get(object, name);
	if (!v)
		json_object_set_new(object, name, v = make());
	return v;
}

/* {COLLECTION:[KEY]} */
static void
merge_keys(json_t *into, const json_t *from)
{
	const char *collection;
	json_t *list;
	json_object_foreach((json_t *)(uintptr_t)from, collection, list)
		merge_list(member(into, collection, json_array), list);
}

/* {COLLECTION:{FIELD:[VALUE]}} */
static void
merge_links(json_t *into, const json_t *from)
{
	const char *collection;
	json_t *of;
	json_object_foreach((json_t *)(uintptr_t)from, collection, of)
		merge_keys(member(into, collection, json_object), of);
}

void
change_freeze(struct change_frozen *f, const json_t *found)
{
	size_t i;
	const json_t *s;
	merge_links(f->links, json_get(found, "links"));
	json_array_foreach(json_get(found, "sets"), i, s)
		merge_list(member(f->keys, json_str_or(s, "collection", ""), json_array),
		    json_get(s, "keys"));
}

/* Something was done by it, or may have been, or is repeated. */
static bool
was_carried_out(const struct erasure_list *l, const struct preview *p)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct erasure *e = &l->items[i];
		if (strcmp(e->system, p->system) == 0 && e->change == p->change &&
		    (strcmp(e->state, ERASURE_DONE) == 0 || e->xid ||
			strcmp(e->purpose, ERASURE_REPLAY) == 0))
			return true;
	}
	return false;
}

bool
change_frozen(struct installation *in, const struct dossier *d, const struct task *t,
    struct arena *a, struct change_frozen *ret, struct err *err)
{
	struct change_found_list found;
	struct erasure_list ledger;
	*ret = (struct change_frozen){ json_object(), json_object() };
	if (!erasure_list(in->db, t->org_id, t->request_id, a, &ledger, err) ||
	    !change_found_in(in, d, a, &found, err))
		return false;
	for (size_t i = 0; i < found.n; i++) {
		const struct change_found *f = &found.items[i];
		bool ours = strcmp(f->row.system, t->system) == 0;
		if (ours && was_carried_out(&ledger, &f->row)) {
			merge_links(ret->links, f->links);
			merge_keys(ret->keys, f->keys);
		} else if (ours && t->action == ACTION_ERASE && f->row.change == t->change)
			merge_links(ret->links, f->links);
	}
	change_found_drop(&found);
	return true;
}

void
change_frozen_drop(struct change_frozen *f)
{
	json_decref(f->links);
	json_decref(f->keys);
	*f = (struct change_frozen){ 0 };
}
