/*
 * Layers below rows that were erased turn clean in the receipt once a look there says so, and stay
 * so: what is gone does not come back. Copies that expire are clean from the day after their last.
 */
#include "dossier/text.h"
#include "change_private.h"

static const char *const below[] = { "statistics", "dead-tuples", "indexes", NULL };

static bool
is_clean(const json_t *layer)
{
	return strcmp(json_str_or(layer, "state", ""), "clean") == 0;
}

/* One that whoever owns the tables makes clean, and is not yet. */
static bool
is_unclean(const json_t *layer)
{
	return text_among(json_str_or(layer, "layer", ""), below, SIZE_MAX) && !is_clean(layer);
}

static bool
any_unclean(const json_t *receipt)
{
	size_t i;
	const json_t *l;
	json_array_foreach(json_get(receipt, "layers"), i, l)
		if (is_unclean(l))
			return true;
	return false;
}

static bool
is_at(const struct erasure *e, const char *system)
{
	return strcmp(e->state, ERASURE_DONE) == 0 && e->receipt && strcmp(e->system, system) == 0;
}

json_t *
change_unclean(const struct erasure_list *ledger, const char *system)
{
	json_t *list = json_array();
	for (size_t i = 0; i < ledger->n; i++) {
		const struct erasure *e = &ledger->items[i];
		if (!is_at(e, system))
			continue;
		auto_drop(json) json_t *r = json_loads(e->receipt, 0, NULL);
		const char *xid = json_str(r, "xid"), *time = json_str(r, "server_time");
		if (xid && time && json_get(r, "files") && any_unclean(r))
			json_array_append_new(list,
			    json_pack("{s:I, s:s, s:s, s:O}", "number", (json_int_t)e->id, "xid",
				xid, "server_time", time, "files", json_get(r, "files")));
	}
	return list;
}

/* ---- what a look said ---- */

/* The layers of ${receipt}, those of ${said} clean; *ret_now, which are so since now; new both. */
static json_t *
cleaned(const json_t *receipt, const json_t *said, json_t **ret_now)
{
	char at[INSTANT_LEN];
	json_t *list = json_array(), *layer;
	size_t i;
	*ret_now = json_array();
	json_array_foreach(json_get(receipt, "layers"), i, layer) {
		const char *name = json_str_or(layer, "layer", "");
		if (!is_unclean(layer) || !json_has(said, name)) {
			json_array_append(list, layer);
			continue;
		}
		json_array_append_new(*ret_now, json_string(name));
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s}", "layer", name, "state", "clean", "why",
			strcmp(name, "statistics") == 0 ? "analysed" : "rewritten", "seen",
			instant_format(clock_now(), at)));
	}
	return list;
}

static bool
keep_one(struct dossier *d, const struct erasure *e, const json_t *said, struct err *err)
{
	auto_drop(json) json_t *receipt = json_loads(e->receipt, 0, NULL), *now = NULL;
	auto_drop(json) json_t *layers = cleaned(receipt, said, &now);
	auto_drop(str) char *text = json_dumps(layers, JSON_COMPACT | JSON_SORT_KEYS);
	if (json_array_size(now) == 0)
		return true;
	return erasure_layers(d->in->db, d->org.id, e->id, text, err) &&
	    dossier_event(d, "erasure.clean",
		json_pack("{s:s, s:I, s:O}", "system", e->system, "number", (json_int_t)e->id,
		    "layers", now),
		err);
}

bool
change_clean(struct dossier *d, const char *system, const json_t *said, struct err *err)
{
	struct erasure_list l;
	size_t i;
	const json_t *one;
	if (json_array_size(said) == 0)
		return true;
	if (!erasure_list(d->in->db, d->org.id, d->request.id, d->a, &l, err))
		return false;
	json_array_foreach((json_t *)(uintptr_t)said, i, one)
		for (size_t k = 0; k < l.n; k++)
			if (l.items[k].id == json_int_or(one, "number", 0) &&
			    is_at(&l.items[k], system) &&
			    !keep_one(d, &l.items[k], json_get(one, "layers"), err))
				return false;
	return true;
}

/* ---- by date ---- */

void
change_expired(json_t *receipt, struct date today)
{
	size_t i;
	json_t *layer;
	json_array_foreach(json_object_get(receipt, "layers"), i, layer) {
		const char *until = json_str(layer, "until");
		struct date day;
		struct err none = { 0 };
		if (!until || is_clean(layer) || !date_parse(until, &day, &none) ||
		    date_cmp(day, today) >= 0)
			continue;
		json_object_set_new(layer, "state", json_string("clean"));
		json_object_set_new(layer, "why", json_string("expired"));
	}
}

/* ---- asked by a person ---- */

bool
change_look(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	int64_t n = 0;
	struct erasure_list l = { 0 };
	struct dossier *d = dossier_begin(in, who, reference, ACT_HOLD, err);
	bool ok = d && erasure_list(in->db, d->org.id, d->request.id, d->a, &l, err);
	const char **systems = ok ? arena_alloc(d->a, (l.n + 1) * sizeof(*systems)) : NULL;
	size_t nsystems = 0;
	for (size_t i = 0; ok && i < l.n; i++) {
		systems[nsystems] = NULL;
		if (is_at(&l.items[i], l.items[i].system) &&
		    !text_among(l.items[i].system, systems, SIZE_MAX))
			systems[nsystems++] = l.items[i].system;
	}
	if (ok) {
		systems[nsystems] = NULL;
		ok = change_ask(d, PREVIEW_LATER, ACTION_ERASE, systems, &n, err);
	}
	if (ok && n == 0)
		ok = err_set(err, ERR_DENIED,
		    "%s: a program erased nothing of it: there is nothing to look at again",
		    d->request.reference);
	return dossier_commit(d, ok, err);
}
