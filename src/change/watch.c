/*
 * The watch: who objected and would be used again, and who was erased and is there again. A hit is
 * a finding, for a person to look at, and never an erasure: a customer may have come back.
 */
#include "dossier/definition.h"
#include "watch_private.h"

/* ---- what is read of which collection ---- */

/* As PostgreSQL and JSON write it. */
static const char *
text_of(const json_t *v, struct arena *a)
{
	if (json_is_boolean(v))
		return json_is_true(v) ? "t" : "f";
	if (json_is_integer(v))
		return arena_printf(a, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
	return json_is_string(v) ? json_string_value(v) : "";
}

static json_t *
matched_by(const json_t *collection)
{
	json_t *out = json_object();
	const json_t *m;
	size_t i;
	json_array_foreach(json_get(collection, "match"), i, m)
		if (json_str(m, "identifier") && json_str(m, "column"))
			json_object_set_new(
			    out, json_str(m, "column"), json_string(json_str(m, "identifier")));
	return out;
}

/* The first column that a rule sets says whether the row is used; of several rules the first. */
static json_t *
rules_of(const struct system *s)
{
	auto_drop(arena) struct arena *a = arena_new();
	json_t *out = json_object();
	const json_t *c;
	size_t i;
	json_array_foreach(json_get(s->json, "collections"), i, c) {
		json_t *set = json_get(json_array_get(json_get(c, "suppress"), 0), "set");
		const char *column = json_object_iter_key(json_object_iter(set));
		json_object_set_new(out, json_str_or(c, "name", ""),
		    json_pack("{s:o, s:s?, s:s?}", "match", matched_by(c), "column", column,
			"value", column ? text_of(json_get(set, column), a) : NULL));
	}
	return out;
}

/* ---- what becomes of it ---- */

static bool
keep_hit(struct watch *w, const json_t *hit, int64_t *new, struct err *err)
{
	bool is_new;
	const struct watch_finding f = { .request_id = json_int_or(hit, "request", 0),
		.system = w->s->id,
		.collection = json_str_or(hit, "collection", ""),
		.why = json_str_or(hit, "why", ""),
		.purpose = json_str(hit, "purpose"),
		.records = json_int_or(hit, "records", 0) };
	if (!watch_finding_put(w->in->db, w->org->id, &f, w->at, &is_new, err))
		return false;
	*new += is_new;
	return !is_new ||
	    installation_event(w->in, w->who, w->org->id, f.request_id, "watch.found",
		json_pack("{s:s, s:s, s:s, s:s?, s:I}", "system", f.system, "collection",
		    f.collection, "why", f.why, "purpose", f.purpose, "records",
		    (json_int_t)f.records),
		err);
}

static bool
keep(struct watch *w, json_t **ret, struct err *err)
{
	const json_t *hit;
	size_t i;
	int64_t new = 0, gone = 0;
	json_array_foreach(w->hits, i, hit)
		if (!keep_hit(w, hit, &new, err))
			return false;
	json_t *told =
	    json_pack("{s:s, s:I, s:I, s:I}", "system", w->s->id, "asked", (json_int_t)w->asked,
		"found", (json_int_t)json_array_size(w->hits), "new", (json_int_t) new);
	*ret = told;
	return watch_finding_gone(w->in->db, w->org->id, w->s->id, w->at, &gone, err) &&
	    json_object_set_new(told, "gone", json_integer((json_int_t)gone)) == 0 &&
	    watch_put(w->in->db, w->org->id, w->s->id, w->at, w->asked, err) &&
	    installation_event(
		w->in, w->who, w->org->id, 0, "watch.scanned", json_incref(told), err);
}

static bool
look_for_all(struct watch *w, struct err *err)
{
	for (int64_t after = 0; after >= 0;)
		if (!watch_listed(w, &after, err) || !watch_ask(w, err))
			return false;
	return watch_erased(w, err) && watch_ask(w, err);
}

static bool
check_system(const struct watch *w, struct err *err)
{
	const struct connector *c = connector_find(w->s->connector);
	return (c && c->act[ACTION_COLLECT] &&
		   !search_asks_people(&(struct task){ .connector = w->s->connector })) ||
	    err_set(err, ERR_DENIED,
		"no program reads %s: who is there again a person looks for, in the list of "
		"`dossier suppressed list`",
		w->s->id);
}

static json_t *
scan(struct installation *in, const struct actor *who, const struct org *org, const char *system,
    const struct doctor_tries *tries, struct err *err)
{
	const struct reg *reg = register_of(in, org, 0, err);
	const struct system *s = reg ? reg_system(reg, system) : NULL;
	json_t *told = NULL;
	if (reg && !s)
		err_set(
		    err, ERR_NOTFOUND, "the register of %s has no system %.40s", org->slug, system);
	if (!s)
		return NULL;
	auto_drop(json) json_t *rules = rules_of(s), *hits = json_array();
	struct watch w = { .in = in,
		.who = who,
		.org = org,
		.reg = reg,
		.s = s,
		.tries = tries,
		.rules = rules,
		.hits = hits,
		.at = clock_now() };
	bool ok = check_system(&w, err) && look_for_all(&w, err);
	watch_forget(&w);
	ok = ok && db_begin(in->db, err) && installation_commit(in, keep(&w, &told, err), err);
	if (ok)
		return told;
	json_decref(told);
	return NULL;
}

json_t *
suppressed_scan(struct installation *in, const struct actor *who, const char *slug,
    const char *system, const struct doctor_tries *tries, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org org;
	if (!installation_org(in, who, slug, act_roles(ACT_WATCH), a, &org, err))
		return NULL;
	return scan(in, who, &org, system, tries, err);
}

/* ---- what stands ---- */

json_t *
view_findings(struct installation *in, const struct actor *who, const char *slug, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *out = json_array();
	struct org_list orgs;
	if (!installation_orgs(in, who, slug, act_roles(ACT_SUPPRESSED), a, &orgs, err))
		return NULL;
	for (size_t i = 0; i < orgs.n; i++) {
		struct watch_finding_list l;
		if (!watch_finding_list(in->db, orgs.items[i].id, NULL, a, &l, err))
			return NULL;
		for (size_t k = 0; k < l.n; k++) {
			const struct watch_finding *f = &l.items[k];
			json_array_append_new(out,
			    json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s?, s:I, s:o, s:o}",
				"finding", (json_int_t)f->id, "organisation", orgs.items[i].slug,
				"reference", f->reference, "system", f->system, "collection",
				f->collection, "why", f->why, "purpose", f->purpose, "records",
				(json_int_t)f->records, "first_at", instant_json(f->first_at),
				"last_at", instant_json(f->last_at)));
		}
	}
	return take(out);
}

/* ---- by itself ---- */

/* Is its time? Where the register asks for it, and not while it lies in the future. */
static bool
is_due(struct installation *in, const struct org *org, const struct system *s, bool *ret,
    struct err *err)
{
	const char *every = json_str(json_get(s->json, "watch"), "every");
	int months, days;
	usec_t at;
	*ret = false;
	if (!every)
		return true;
	if (!watch_at(in->db, org->id, s->id, &at, err))
		return false;
	retention_period_parse(every, &months, &days);
	*ret = at + (months * 30 + days) * INT64_C(86400) * USEC_PER_SEC <= clock_now();
	return true;
}

bool
suppressed_sweep(struct installation *in, const struct actor *who, const struct org *org,
    const struct doctor_tries *tries, struct err *err)
{
	const struct reg *reg = register_of(in, org, 0, err);
	struct err first = { 0 };
	for (size_t i = 0; reg && i < reg->inv.nsystems; i++) {
		const struct system *s = &reg->inv.systems[i];
		struct err bad = { 0 };
		bool due;
		if (!is_due(in, org, s, &due, err))
			return false;
		if (!due)
			continue;
		auto_drop(json) json_t *told = scan(in, who, org, s->id, tries, &bad);
		/* one that is silent is due the next time too */
		if (!told && first.kind == ERR_NONE)
			first = bad;
	}
	return reg &&
	    (first.kind == ERR_NONE ||
		err_set(err, first.kind, "watching %s: %s", org->slug, first.text));
}
