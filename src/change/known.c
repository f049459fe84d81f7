/*
 * The day after a hold: what was known of the person when the rest was erased, and no more. Who
 * came back since as a customer is another matter, and their new records are no part of it.
 */
#include "dossier/verdict.h"
#include "change_private.h"

/* What is written over a row, as text. */
static char *
written(const json_t *set)
{
	json_t *v = json_get(set, "set");
	return json_dumps(v ? v : json_null(), JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
}

/* What a row of ${done} says: that of an earlier round stays where this one writes nothing. */
static void
add_keys(json_t *of, const json_t *set)
{
	bool writes = verdict_writes(json_str_or(set, "do", ""));
	auto_drop(str) char *what = written(set);
	size_t i;
	const json_t *key;
	json_array_foreach(json_get(set, "keys"), i, key) {
		auto_drop(str) char *text = json_dumps(key, JSON_COMPACT);
		if (writes || !json_object_get(of, text))
			json_object_set_new(of, text, json_string(writes ? what : ""));
	}
}

void
change_add_known(json_t *known, const json_t *sets)
{
	size_t i;
	const json_t *set;
	json_array_foreach((json_t *)(uintptr_t)sets, i, set) {
		const char *collection = json_str_or(set, "collection", "");
		json_t *of = json_object_get(known, collection);
		if (!of)
			json_object_set_new(known, collection, of = json_object());
		add_keys(of, set);
	}
}

/* Some keys of ${set}: those to be done, or those of which that was done already. */
struct split {
	json_t *now, *before;
};

static struct split
split_keys(const json_t *set, const json_t *known)
{
	struct split s = { json_array(), json_array() };
	bool writes = verdict_writes(json_str_or(set, "do", ""));
	auto_drop(str) char *what = written(set);
	size_t i;
	json_t *key;
	json_array_foreach(json_get(set, "keys"), i, key) {
		auto_drop(str) char *text = json_dumps(key, JSON_COMPACT);
		const char *was = json_str(known, text);
		if (was)
			json_array_append(writes && strcmp(was, what) == 0 ? s.before : s.now, key);
	}
	return s;
}

void
change_add_part(json_t *out, const json_t *set, json_t *keys, const char *act)
{
	size_t n = json_array_size(keys);
	if (n == 0) {
		json_decref(keys);
		return;
	}
	json_t *copy = json_copy((json_t *)(uintptr_t)set);
	json_object_set_new(copy, "n", json_integer((json_int_t)n));
	json_object_set_new(copy, "keys", keys);
	json_object_set_new(copy, "do", json_string(act));
	json_array_append_new(out, copy);
}

json_t *
change_known(const struct change_found *now, const json_t *known)
{
	json_t *out = json_array();
	size_t i;
	const json_t *set;
	json_array_foreach(json_get(now->found, "sets"), i, set) {
		struct split s =
		    split_keys(set, json_get(known, json_str_or(set, "collection", "")));
		change_add_part(out, set, s.now, json_str_or(set, "do", ""));
		/* what is still held of it is told, and not written a second time */
		change_add_part(out, set, s.before, "nothing");
	}
	return out;
}

json_t *
change_runs(const struct dossier *d, const char *system, enum action action, struct err *err)
{
	const char *place = change_ledger_place(&d->request, system, d->a);
	struct erasure_list l;
	if (!erasure_list(d->in->db, d->request.org_id, d->request.id, d->a, &l, err))
		return NULL;
	json_t *runs = json_array();
	for (size_t i = 0; i < l.n; i++) {
		const struct erasure *e = &l.items[i];
		if (strcmp(e->system, system) != 0 || strcmp(e->state, ERASURE_DONE) != 0 ||
		    strcmp(e->action, action_name(action)) != 0)
			continue;
		auto_drop(json) json_t *v = change_open(d, place, e->sealed, d->a, err);
		if (!v) {
			json_decref(runs);
			return NULL;
		}
		json_array_append_new(runs,
		    json_pack("{s:i, s:O*}", "change", e->change, "sets", json_get(v, "sets")));
	}
	return runs;
}

json_t *
change_known_of(const struct dossier *d, const char *system, struct err *err)
{
	auto_drop(json) json_t *runs = change_runs(d, system, ACTION_ERASE, err);
	json_t *known = runs ? json_object() : NULL;
	size_t i;
	const json_t *run;
	json_array_foreach(runs, i, run)
		change_add_known(known, json_get(run, "sets"));
	return known;
}

bool
change_is_idle(const struct change_found *f)
{
	auto_drop(json) json_t *counts = f->row.counts ? json_loads(f->row.counts, 0, NULL) : NULL;
	return json_flag(counts, "idle");
}

bool
change_does_anything(const json_t *sets)
{
	size_t i;
	const json_t *set;
	json_array_foreach((json_t *)(uintptr_t)sets, i, set)
		if (strcmp(json_str_or(set, "do", ""), "nothing") != 0)
			return true;
	return false;
}
