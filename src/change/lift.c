/*
 * What may be taken back. By a lift: a row that a restriction of ours marked, and that no other
 * request of the organisation has restricted still. A mark that was there before is somebody
 * else's, and stays. By an undo: what the last rectification wrote, and nobody changed since.
 */
#include "dossier/verdict.h"
#include "change_private.h"
#include "hold_private.h"

/* {"TABLE KEY": {"ours": bool, "by": {REFERENCE: true}}}, as the ledger left each row. */
struct marks {
	const struct dossier *d;
	const struct system *system;
	json_t *rows;
};

static const char *
name_of(const struct marks *m, const json_t *set, const json_t *key)
{
	auto_drop(str) char *text = json_dumps(key, JSON_COMPACT);
	return arena_printf(m->d->a, "%s %s", json_str_or(set, "table", ""), text);
}

static json_t *
row_of(const struct marks *m, const char *name)
{
	json_t *row = json_object_get(m->rows, name);
	if (!row)
		json_object_set_new(
		    m->rows, name, row = json_pack("{s:b, s:{}}", "ours", false, "by"));
	return row;
}

/* Did it write over what nobody had marked? */
static bool
is_marking(const struct marks *m, const json_t *set)
{
	const json_t *was = json_get(set, "was"),
		     *c = system_collection(m->system->json, json_str_or(set, "collection", "")),
		     *lift = json_get(json_get(c, "restrict"), "lift");
	const char *column;
	json_t *value;
	json_object_foreach((json_t *)(uintptr_t)was, column, value)
		if (!verdict_reads(json_string_value(value), json_get(lift, column)))
			return false;
	return verdict_writes(json_str_or(set, "do", "")) && json_object_size(was) > 0;
}

static void
take_run(struct marks *m, const struct erasure *e, bool lifts, const json_t *sets)
{
	size_t i, k;
	const json_t *set, *key;
	json_array_foreach((json_t *)(uintptr_t)sets, i, set) {
		bool writes = verdict_writes(json_str_or(set, "do", ""));
		bool marks = !lifts && is_marking(m, set);
		json_array_foreach(json_get(set, "keys"), k, key) {
			json_t *row = row_of(m, name_of(m, set, key));
			json_t *by = json_object_get(row, "by");
			if (marks || (lifts && writes))
				json_object_set_new(row, "ours", json_boolean(marks));
			if (lifts)
				(void)json_object_del(by, e->reference);
			else
				json_object_set_new(by, e->reference, json_true());
		}
	}
}

/* One row of the ledger, of whichever request; whose keys were destroyed is known no more. */
static bool
read_run(struct marks *m, const struct erasure *e, bool lifts, struct err *err)
{
	struct err why = { 0 };
	auto_drop(json) json_t *sets = hold_approved(m->d, e, &why);
	if (sets)
		take_run(m, e, lifts, sets);
	return sets || why.kind == ERR_NOTFOUND || err_set(err, why.kind, "%s", why.text);
}

static bool
read_ledger(struct marks *m, struct err *err)
{
	struct erasure_list l;
	if (!erasure_list(m->d->in->db, m->d->org.id, 0, m->d->a, &l, err))
		return false;
	for (size_t i = 0; i < l.n; i++) {
		const struct erasure *e = &l.items[i];
		bool lifts = strcmp(e->action, action_name(ACTION_LIFT)) == 0;
		bool is_of = lifts || strcmp(e->action, action_name(ACTION_RESTRICT)) == 0;
		if (is_of && strcmp(e->state, ERASURE_DONE) == 0 &&
		    strcmp(e->system, m->system->id) == 0 && !read_run(m, e, lifts, err))
			return false;
	}
	return true;
}

static void
add_set(const struct marks *m, const json_t *set, json_t *out)
{
	json_t *now = json_array(), *left = json_array(), *key;
	size_t i;
	json_array_foreach(json_get(set, "keys"), i, key) {
		const json_t *row = json_get(m->rows, name_of(m, set, key));
		const json_t *by = json_get(row, "by");
		if (json_get(by, m->d->request.reference))
			json_array_append(
			    json_flag(row, "ours") && json_object_size(by) == 1 ? now : left, key);
	}
	change_add_part(out, set, now, json_str_or(set, "do", ""));
	change_add_part(out, set, left, "nothing");
}

json_t *
change_lifted(const struct dossier *d, const struct change_found *now, struct err *err)
{
	auto_drop(json) json_t *rows = json_object();
	struct marks m = { d, reg_system(d->reg, now->row.system), rows };
	size_t i;
	const json_t *set;
	if (!m.system || !read_ledger(&m, err))
		return m.system ? NULL : json_array();
	json_t *out = json_array();
	json_array_foreach(json_get(now->found, "sets"), i, set)
		add_set(&m, set, out);
	return out;
}

/* ---- a rectification ---- */

json_t *
change_was(const struct dossier *d, const char *system, enum action action, struct err *err)
{
	static const char *const members[] = { "collection", "table", "key", "keys", "was", "set" };
	auto_drop(json) json_t *runs = change_runs(d, system, action, err);
	json_t *list = runs ? json_array() : NULL;
	for (size_t i = json_array_size(runs); i-- > 0;) {
		const json_t *run = json_array_get(runs, i), *set;
		size_t k;
		json_array_foreach(json_get(run, "sets"), k, set) {
			if (!json_get(set, "was"))
				continue;
			json_t *one = json_pack("{s:O}", "change", json_get(run, "change"));
			for (size_t m = 0; m < array_len(members); m++)
				json_object_set(one, members[m], json_get(set, members[m]));
			json_array_append_new(list, one);
		}
	}
	return list;
}

json_t *
change_was_last(const struct dossier *d, const char *system, struct err *err)
{
	json_t *list = change_was(d, system, ACTION_RECTIFY, err);
	json_int_t last = json_int_or(json_array_get(list, 0), "change", 0);
	for (size_t i = json_array_size(list); i-- > 0;)
		if (json_int_or(json_array_get(list, i), "change", 0) != last)
			(void)json_array_remove(list, i);
	return list;
}

/* {"TABLE KEY": what was written there}, of the last run at that system. */
static json_t *
last_written(const struct marks *m, struct err *err)
{
	auto_drop(json) json_t *runs = change_was_last(m->d, m->system->id, err);
	json_t *rows = json_object();
	size_t i, k;
	const json_t *run, *key;
	json_array_foreach(runs, i, run)
		json_array_foreach(json_get(run, "keys"), k, key)
			json_object_set(rows, name_of(m, run, key), json_get(run, "set"));
	return runs ? rows : (json_decref(rows), NULL);
}

static bool
reads_so(const json_t *set, const json_t *written)
{
	const char *column;
	json_t *value;
	json_object_foreach(json_get(set, "was"), column, value)
		if (!verdict_reads(json_string_value(value), json_get(written, column)))
			return false;
	return true;
}

static void
add_back(const struct marks *m, const json_t *set, json_t *out)
{
	json_t *now = json_array(), *changed = json_array(), *key;
	size_t i;
	json_array_foreach(json_get(set, "keys"), i, key) {
		const json_t *written = json_get(m->rows, name_of(m, set, key));
		if (written)
			json_array_append(reads_so(set, written) ? now : changed, key);
	}
	auto_drop(json) json_t *other = json_copy((json_t *)(uintptr_t)set);
	json_object_set_new(other, "verdict", json_string("undecidable"));
	change_add_part(out, set, now, json_str_or(set, "do", ""));
	change_add_part(out, other, changed, "nothing");
}

json_t *
change_written_back(const struct dossier *d, const struct change_found *now, struct err *err)
{
	struct marks m = { d, reg_system(d->reg, now->row.system), NULL };
	if (!m.system)
		return json_array();
	auto_drop(json) json_t *rows = m.rows = last_written(&m, err);
	json_t *out = rows ? json_array() : NULL;
	size_t i;
	const json_t *set;
	json_array_foreach(rows ? json_get(now->found, "sets") : NULL, i, set)
		add_back(&m, set, out);
	return out;
}
