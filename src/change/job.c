/*
 * What a task that finds or changes is given besides: for which action, which day it is, the law,
 * what is held, by which links and keys what is gone was known, and of a change what was approved.
 */
#include "dossier/corrected.h"
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
is_preview(const struct preview *round, enum action action)
{
	return action == ACTION_ERASE && (!round || strcmp(round->purpose, PREVIEW_PREVIEW) == 0);
}

/* Of a change it stands with what was approved. */
static json_t *
wanted_of(const struct dossier *d, const struct preview *round, struct arena *a, struct err *err)
{
	auto_drop(json) json_t *all = wanted_open(d, round, a, err);
	json_t *values = json_object_get(all, "values");
	return !all ? NULL : values ? json_incref(values) : json_null();
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
	struct preview_list rounds;
	auto_drop(change_frozen) struct change_frozen known = { 0 };
	auto_drop(json) json_t *law = law_text(in, err), *holds = NULL;
	auto_drop(json) json_t *grounds = grounds_now(in, d, err);
	if (!law || !grounds || !org_today(&d->org, &today, err) ||
	    !change_frozen(in, d, t, a, &known, err) ||
	    !erasure_list(in->db, t->org_id, t->request_id, a, &ledger, err) ||
	    !preview_list(in->db, t->org_id, t->request_id, a, &rounds, err))
		return NULL;
	const struct preview *round = change_round_of(&rounds, t->system, t->change);
	bool finds = t->action == ACTION_FIND;
	enum action action = finds ? change_find_action(&rounds, t) : t->action;
	bool yields = finds && is_preview(round, action);
	/* what is kept is kept from being erased: it may be restricted and corrected */
	holds = action == ACTION_ERASE ? change_holds(in, d, t->system, err) : json_array();
	auto_drop(json) json_t *wanted = wanted_of(d, round, a, err);
	if (!holds || !wanted)
		return NULL;
	json_t *v = json_pack("{s:s, s:O, s:o, s:s, s:O, s:O, s:b, s:O, s:O, s:O, s:O}", "action",
	    action_name(action), "wanted", wanted, "today", date_json(today), "zone", d->org.zone,
	    "law", law, "categories", t->categories, "yields", yields, "holds", holds, "links",
	    known.links, "keys", known.keys, "grounds", grounds);
	if (v && finds)
		json_object_set_new(v, "receipts", change_unclean(&ledger, t->system));
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
		    "nothing is approved to be changed at %s in this round", t->system);
	if (strcmp(e.state, ERASURE_DONE) == 0 || strcmp(e.state, ERASURE_STOPPED) == 0)
		return err_set(err, ERR_INPUT, "what is changed at %s ended already", t->system);
	if (!e.xid && !check_stands(in, t, &e, err))
		return false;
	auto_drop(json) json_t *approved =
	    change_open(d, change_ledger_place(&d->request, t->system, a), e.sealed, a, err);
	if (!approved)
		return false;
	const struct change_rule *rule = change_rule_named(e.action);
	if (!e.xid && strcmp(e.purpose, ERASURE_REQUEST) == 0 && rule && rule->destroys &&
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
	bool changes = change_rule(t->action) != NULL;
	int64_t holds = 0;
	if (!changes && t->action != ACTION_FIND)
		return true;
	if (changes && !org_holds(in->db, t->org_id, &holds, err))
		return false;
	auto_drop(json) json_t *change = base(in, d, t, a, err);
	if (!change || (changes && !add_approved(in, d, t, holds, change, a, err)))
		return false;
	json_object_set(job, "change", change);
	return true;
}
