/*
 * The clock of a request: its append-only facts read for law/term, and the dates that follow
 * written back.
 */
#include "dossier/store/event.h"
#include "dossier/store/installation.h"
#include "decide_private.h"

json_t *
clock_fact_detail(const struct clock_fact *f)
{
	return f->detail ? json_loads(f->detail, 0, NULL) : NULL;
}

static struct term_fact
fact_of(const struct clock_fact *c, struct date on, struct arena *a)
{
	json_t *detail = clock_fact_detail(c);
	const struct term_fact f = {
		.kind = term_fact_find(c->fact),
		.on = on,
		.ref = json_int_or(detail, "ref", 0),
		.ground = arena_strdup(a, json_str(detail, "ground")),
		.right = arena_strdup(a, json_str(detail, "right")),
		.has_text = json_str(detail, "text") != NULL,
		.large_quantity = json_flag(detail, "large_quantity"),
	};
	json_decref(detail);
	return f;
}

bool
dossier_fact_known(const struct clock_fact *c, const struct org *org, struct date as_of,
    struct date *ret_on, bool *ret, struct err *err)
{
	struct date recorded;
	*ret = true;
	if (!zone_date(org->zone, c->at, ret_on, err) ||
	    !zone_date(org->zone, c->recorded_at, &recorded, err))
		return false;
	if (term_fact_find(c->fact) == FACT_RECEIVED)
		recorded = *ret_on;
	if (date_is_set(as_of))
		*ret = date_cmp(*ret_on, as_of) <= 0 && date_cmp(recorded, as_of) <= 0;
	return true;
}

bool
dossier_term(struct installation *in, const struct dossier *d, struct date as_of,
    struct calendar **ret_calendar, struct arena *a, struct term *ret, struct err *err)
{
	const struct request *r = &d->request;
	struct clock_fact_list facts;
	struct date today, on;
	bool ok = true, known = false;

	if (!org_today(&d->org, &today, err) ||
	    !request_clock(in->db, r->org_id, r->id, a, &facts, err))
		return false;
	struct term_fact *out = arena_alloc(a, (facts.n + 1) * sizeof(*out));
	size_t n = 0;
	for (size_t i = 0; i < facts.n && ok; i++) {
		ok = dossier_fact_known(&facts.items[i], &d->org, as_of, &on, &known, err);
		out[n] = fact_of(&facts.items[i], on, a);
		n += known && out[n].kind != FACT__MAX;
	}
	struct calendar *calendar = ok ? calendar_open(d->org.calendar, err) : NULL;
	if (!calendar)
		return false;
	if (n == 0 || out[0].kind != FACT_RECEIVED) {
		calendar_free(calendar);
		return err_set(
		    err, ERR_DENIED, "%s was not received yet on that day", r->reference);
	}
	const struct term_input input = {
		.calendar = calendar,
		.promise = d->reg->promise,
		.promise_is_done = d->reg->promise_is_done,
		.at_once = rights_at_once(d, a),
		.facts = out,
		.nfacts = n,
		.as_of = date_is_set(as_of) ? as_of : today,
	};
	term_compute(&input, a, ret);
	*ret_calendar = calendar;
	return true;
}

bool
dossier_term_update(
    struct installation *in, const struct dossier *d, struct arena *a, struct err *err)
{
	struct term t;
	auto_drop(calendar) struct calendar *c = NULL;
	const struct date now = { 0 };
	return dossier_term(in, d, now, &c, a, &t, err) &&
	    request_term_set(in->db, &d->request, t.is_extended, t.due, t.first, t.extended,
		calendar_version(c), err);
}

json_t *
term_view(struct installation *in, const struct dossier *d, struct date as_of, struct arena *a,
    struct err *err)
{
	struct term t;
	auto_drop(calendar) struct calendar *c = NULL;
	if (!dossier_term(in, d, as_of, &c, a, &t, err))
		return NULL;
	json_t *v = term_json(c, &t);
	json_object_set_new(v, "calendar_version", json_string(calendar_version(c)));
	json_object_set_new(v, "logged_calendar_version", json_string(d->request.calendar_version));
	return v;
}

/* ---- a corrected calendar ---- */

/* Under its lock: a fact that somebody writes meanwhile would have its dates undone. */
static bool
open_locked(struct installation *in, const struct actor *who, const char *reference,
    struct arena *a, struct dossier *d, struct err *err)
{
	return dossier_open(in, who, reference, a, d, err) &&
	    request_lock(in->db, &d->request, a, err) &&
	    request_by_reference(in->db, reference, a, &d->request, err);
}

static json_t *
recompute_one(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct dossier d = { 0 };
	struct request after;
	if (!db_begin(in->db, err))
		return NULL;
	const struct request *r = &d.request;
	bool ok = open_locked(in, who, reference, a, &d, err) &&
	    dossier_term_update(in, &d, a, err) &&
	    request_by_reference(in->db, reference, a, &after, err);
	bool changed = ok &&
	    (date_cmp(r->deadline, after.deadline) != 0 ||
		date_cmp(r->extended, after.extended) != 0);
	json_t *row = ok
	    ? json_pack("{s:s, s:{s:o, s:o}, s:{s:o, s:o}, s:b}", "reference", reference,
		  "deadline", "from", date_json(r->deadline), "to", date_json(after.deadline),
		  "extended", "from", date_json(r->extended), "to", date_json(after.extended),
		  "changed", changed)
	    : NULL;
	ok =
	    ok && event_append(in->db, r->org_id, r->id, who->name, "request.recomputed", row, err);
	if (!installation_commit(in, ok, err)) {
		json_decref(row);
		row = NULL;
	}
	dossier_release(&d);
	return row;
}

static bool
recompute_org(struct installation *in, const struct actor *who, const struct org *org, json_t *out,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(calendar) struct calendar *c = calendar_open(org->calendar, err);
	const char *const *references;
	size_t n;
	if (!c ||
	    !request_calendar_old(
		in->db, org->id, calendar_version(c), 10000, a, &references, &n, err))
		return false;
	if (n > 0 &&
	    !calendar_put(in->db, calendar_name(c), calendar_version(c), calendar_text(c), err))
		return false;
	for (size_t i = 0; i < n; i++) {
		json_t *row = recompute_one(in, who, references[i], err);
		if (!row)
			return false;
		json_array_append_new(out, row);
	}
	return true;
}

json_t *
dossier_recompute(struct installation *in, const struct actor *who, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	if (!org_list(in->db, a, &orgs, err))
		return NULL;
	json_t *out = json_array();
	bool ok = true;
	for (size_t i = 0; i < orgs.n; i++) {
		struct err bad = { 0 };
		/* what is wrong with one organisation stops no other */
		if (!recompute_org(in, who, &orgs.items[i], out, &bad))
			ok = err_set(
			    err, bad.kind, "recompute for %s: %s", orgs.items[i].slug, bad.text);
	}
	if (!ok)
		json_decref(out);
	return ok ? out : NULL;
}
