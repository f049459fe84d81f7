/*
 * What a task that finds or erases is given besides: which day it is, the law, what is held, by
 * which links and keys what is gone was known, and of an erasure what was approved.
 */
#include "dossier/installation.h"
#include "dossier/retention.h"
#include "change_private.h"

/* A slot has no files: the law comes along. */
static json_t *
law_text(struct installation *in, struct err *err)
{
	const struct retention_law *law = laws_retention(in, err);
	auto_drop(buf) struct buf text = { 0 };
	if (!law)
		return NULL;
	retention_law_text(law, &text);
	return json_stringn(text.data, text.len);
}

/*
 * Before anything is gone the identifiers in it are taken down, for those who are asked by them;
 * who looks later looks by these, and opens no question anew.
 */
static bool
is_preview(const struct change_found_list *l, const struct task *t)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].row.change == t->change &&
		    strcmp(l->items[i].row.system, t->system) == 0)
			return strcmp(l->items[i].row.purpose, PREVIEW_PREVIEW) == 0;
	return true;
}

/* As it is decided now: a dossier of the worker has no facts. */
static json_t *
grounds_now(struct installation *in, const struct dossier *d, struct err *err)
{
	const struct actor holder = installation_holder(in);
	if (!db_begin(in->db, err))
		return NULL;
	struct dossier *whole = dossier_join(in, &holder, &d->request, err);
	json_t *grounds = whole ? change_grounds(whole) : NULL;
	dossier_free(whole);
	db_rollback(in->db);
	return grounds;
}

static json_t *
base(struct installation *in, const struct dossier *d, const struct task *t, struct arena *a,
    struct err *err)
{
	struct erasure_list ledger;
	struct date today;
	struct change_found_list found = { 0 };
	auto_drop(change_frozen) struct change_frozen known = { 0 };
	auto_drop(json) json_t *law = law_text(in, err), *holds = NULL;
	auto_drop(json) json_t *grounds = grounds_now(in, d, err);
	if (!law || !grounds || !org_today(&d->org, &today, err) ||
	    !change_frozen(in, d, t, a, &known, err) ||
	    !erasure_list(in->db, t->org_id, t->request_id, a, &ledger, err) ||
	    !change_found_in(in, d, a, &found, err))
		return NULL;
	bool finds = t->action == ACTION_FIND, yields = finds && is_preview(&found, t);
	holds = change_holds(in, d, t->system, err);
	json_t *v = holds
	    ? json_pack("{s:o, s:s, s:O, s:O, s:b, s:O, s:O, s:O, s:O}", "today", date_json(today),
		  "zone", d->org.zone, "law", law, "categories", t->categories, "yields", yields,
		  "holds", holds, "links", known.links, "keys", known.keys, "grounds", grounds)
	    : NULL;
	if (v && finds)
		json_object_set_new(v, "receipts", change_unclean(&ledger, t->system));
	change_found_drop(&found);
	return v;
}

/* Between its approval and its run a check may have failed, or a copy may have been asked. */
static bool
check_stands(
    struct installation *in, const struct task *t, const struct erasure *e, struct err *err)
{
	const struct actor holder = installation_holder(in);
	const char *why = NULL;
	if (!db_begin(in->db, err))
		return false;
	bool ok = change_stands(in, &holder, t, e, &why, err);
	db_rollback(in->db);
	return ok &&
	    (!why ||
		err_set(err, ERR_INPUT,
		    "nothing was erased at %s: since it was approved something came in between "
		    "(%s): `dossier next %s` says what; then `dossier task retry %s %s --action "
		    "erase`, or `dossier plan %s --again` and an approval anew",
		    t->system, why, t->reference, t->reference, t->system, t->reference));
}

/*
 * What was approved. Its run goes by the holds that it is given: the counter is read before them,
 * so that one that is placed in between shows. Nothing runs whose events are in no checkpoint.
 */
static bool
add_approved(struct installation *in, const struct dossier *d, const struct task *t, int64_t holds,
    json_t *change, struct arena *a, struct err *err)
{
	struct erasure e;
	bool there;
	if (!erasure_of(in->db, t->org_id, t->request_id, t->system, t->change, a, &e, &there, err))
		return false;
	if (!there)
		return err_set(err, ERR_INPUT,
		    "nothing is approved to be erased at %s in this round", t->system);
	if (strcmp(e.state, ERASURE_DONE) == 0 || strcmp(e.state, ERASURE_STOPPED) == 0)
		return err_set(err, ERR_INPUT, "what is erased at %s ended already", t->system);
	if (!e.xid && !check_stands(in, t, &e, err))
		return false;
	auto_drop(json) json_t *approved =
	    change_open(d, change_ledger_place(&d->request, t->system, a), e.sealed, a, err);
	if (!approved)
		return false;
	if (!e.xid && strcmp(e.purpose, ERASURE_REQUEST) == 0 &&
	    !change_weighed(
		&(struct change_found){ .grounds = json_object_get(approved, "grounds") },
		json_get(change, "grounds")))
		return err_set(err, ERR_INPUT,
		    "nothing was erased at %s: since it was approved it was decided on another "
		    "ground of art. 17(1): `dossier plan %s --again` and an approval anew",
		    t->system, t->reference);
	if (!installation_checkpoint(in, t->org_id, err) ||
	    !erasure_run(in->db, t->org_id, e.id, holds, err))
		return false;
	json_object_update(change, approved);
	if (!change_epoch_asked(in, t, &e, change, err))
		return false;
	json_object_set_new(change, "number", json_integer(e.id));
	if (e.xid)
		json_object_set_new(change, "xid", json_string(e.xid));
	return true;
}

bool
change_job(struct installation *in, const struct dossier *d, const struct task *t, json_t *job,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	bool erases = t->action == ACTION_ERASE;
	int64_t holds = 0;
	if (!erases && t->action != ACTION_FIND)
		return true;
	if (erases && !org_holds(in->db, t->org_id, &holds, err))
		return false;
	auto_drop(json) json_t *change = base(in, d, t, a, err);
	if (!change || (erases && !add_approved(in, d, t, holds, change, a, err)))
		return false;
	json_object_set(job, "change", change);
	return true;
}
