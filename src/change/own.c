/*
 * Our own dossiers: what was collected for a request is destroyed after the organisation's term.
 * This is the one way to it. First it is written down, in a transaction, from which on it opens
 * nothing; then that is signed; then its key is taken out of the ledger file, and a line says so;
 * then its rows go, and the blobs that they named. Who dies in between leaves a mark by which it is
 * finished. What shows that the request was handled stays (art. 5(2)).
 */
#include "dossier/ledger_file.h"
#include "dossier/own_term.h"
#include "dossier/restored.h"
#include "dossier/retention.h"
#include "dossier/store/event.h"
#include "dossier/store/own.h"
#include "change_private.h"

#define SHORTEST_DAYS 49 /* none goes before (law/own_term) */

/* ---- finishing what was written down ---- */

static bool
blank(void *arg, json_t *entry, struct err *err)
{
	const struct own_dues *l = arg;
	json_t *keys = json_get(entry, "keys");
	const char *content = json_str(keys, "content");
	(void)err;
	for (size_t i = 0; content && i < l->n; i++) {
		auto_drop(arena) struct arena *a = arena_new();
		if (strcmp(l->items[i].reference, json_str_or(entry, "reference", "")) == 0)
			json_object_set_new(keys, "content", json_string(vault_blank(content, a)));
	}
	return true;
}

static bool
destroy(struct installation *in, const struct actor *who, const struct org *org,
    const struct own_due *x, struct err *err)
{
	struct own_gone gone;
	char at[INSTANT_LEN];
	auto_drop(json) json_t *entry = json_pack("{s:s, s:s, s:s}", "kind", LEDGER_DESTROYED,
	    "reference", x->reference, "at", instant_format(clock_now(), at));
	return installation_ledger(in, org->id, entry, err) &&
	    own_destroy(in->db, org->id, x->request_id, &gone, err) &&
	    installation_event(in, who, org->id, x->request_id, "request.minimised",
		json_pack("{s:I, s:I, s:I}", "letters", (json_int_t)gone.letters, "parts",
		    (json_int_t)gone.parts, "archives", (json_int_t)gone.archives),
		err);
}

/* The blobs are named before their rows go; those that are not removed now are swept. */
static bool
destroy_one(struct installation *in, const struct actor *who, const struct org *org,
    const struct own_due *x, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct own_blobs blobs;
	if (!own_blobs(in->db, org->id, x->request_id, a, &blobs, err) || !db_begin(in->db, err) ||
	    !installation_commit(in, destroy(in, who, org, x, err), err))
		return false;
	for (size_t i = 0; i < blobs.n; i++) {
		struct err gone = { 0 };
		if (!blob_remove(in->conf.home, blobs.items[i].blob, &gone) &&
		    gone.kind != ERR_NOTFOUND)
			return err_set(err, gone.kind, "%s", gone.text);
	}
	return true;
}

bool
change_own_finish(
    struct installation *in, const struct actor *who, const struct org *org, struct err *err)
{
	for (;;) {
		auto_drop(arena) struct arena *a = arena_new();
		struct own_dues l;
		if (!own_marked(in->db, org->id, a, &l, err))
			return false;
		if (l.n == 0)
			return true;
		if (!installation_checkpoint(in, org->id, err) ||
		    !installation_ledger_anew(in, org, blank, &l, err))
			return false;
		for (size_t i = 0; i < l.n; i++)
			if (!destroy_one(in, who, org, &l.items[i], err))
				return err_wrap(err, "%s", l.items[i].reference);
	}
}

/* ---- what is due ---- */

static bool
mark(struct installation *in, const struct actor *who, const struct org *org,
    const struct own_due *x, const json_t *why, struct err *err)
{
	bool marked;
	if (!own_mark(in->db, org->id, x->request_id, &marked, err))
		return false;
	event_none(in->db); /* of one that was marked already */
	return !marked ||
	    installation_event(in, who, org->id, x->request_id, "request.minimising",
		json_copy((json_t *)(uintptr_t)why), err);
}

struct due {
	struct installation *in;
	const struct actor *who;
	const struct org *org;
	struct date today;
	const char *term;
};

static bool
mark_if_due(const struct due *s, const struct own_due *x, struct err *err)
{
	enum own_why why;
	struct own_term t = {
		.content = s->term, .archive_days = s->in->conf.archive_days, .waits = x->waits
	};
	if (!zone_date(s->org->zone, x->ended, &t.ended, err) ||
	    (x->built && !zone_date(s->org->zone, x->built, &t.built, err)))
		return false;
	const struct date goes = own_content_goes(&t, &why);
	if (!date_is_set(goes) || date_cmp(s->today, goes) < 0)
		return true;
	auto_drop(json) json_t *body =
	    json_pack("{s:s, s:s}", "term", s->term, "why", own_why_name(why));
	return mark(s->in, s->who, s->org, x, body, err);
}

static bool
mark_some(const struct due *s, usec_t before, int64_t *after, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct own_dues l;
	if (!own_due(s->in->db, s->org->id, before, *after, a, &l, err))
		return false;
	*after = l.n ? l.items[l.n - 1].request_id : -1;
	event_none(s->in->db); /* each that is marked has its own */
	for (size_t i = 0; i < l.n; i++)
		if (!mark_if_due(s, &l.items[i], err))
			return err_wrap(err, "%s", l.items[i].reference);
	return true;
}

/* A month has 28 days at least, and a day of the organisation may begin before ours. */
static usec_t
ended_before(const char *term)
{
	int months, days;
	retention_period_parse(term, &months, &days);
	days += months * 28;
	return clock_now() - ((days > SHORTEST_DAYS ? days : SHORTEST_DAYS) - 1) * USEC_PER_DAY;
}

bool
change_own_sweep(struct installation *in, const struct actor *who, const struct org *org,
    const struct reg *reg, struct err *err)
{
	struct due s = { .in = in, .who = who, .org = org, .term = reg->content_term };
	if (!org_today(org, &s.today, err))
		return false;
	for (int64_t after = s.term ? 0 : -1; after >= 0;)
		if (!db_begin(in->db, err) ||
		    !installation_commit(in, mark_some(&s, ended_before(s.term), &after, err), err))
			return false;
	return change_own_finish(in, who, org, err);
}

/* ---- after this Dossier was restored ---- */

struct again {
	struct installation *in;
	const struct actor *who;
	const struct org *org;
};

static bool
mark_again(void *arg, const json_t *entry, struct err *err)
{
	const struct again *x = arg;
	auto_drop(arena) struct arena *a = arena_new();
	struct request r;
	struct err none = { 0 };
	if (strcmp(json_str_or(entry, "kind", ""), LEDGER_DESTROYED) != 0)
		return true;
	if (!request_by_reference(x->in->db, json_str_or(entry, "reference", ""), a, &r, &none))
		return none.kind == ERR_NOTFOUND || err_set(err, none.kind, "%s", none.text);
	const struct own_due due = { .request_id = r.id, .reference = r.reference };
	auto_drop(json) json_t *body = json_pack("{s:s}", "why", "replayed");
	return db_begin(x->in->db, err) &&
	    installation_commit(x->in, mark(x->in, x->who, x->org, &due, body, err), err);
}

bool
change_own_again(
    struct installation *in, const struct actor *who, const struct org *org, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct ledger_file f = installation_ledger_file(in, org->slug, a);
	struct again x = { in, who, org };
	struct ledger_end end;
	return ledger_walk(&f, 0, mark_again, &x, &end, err);
}
