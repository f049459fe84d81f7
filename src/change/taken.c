/*
 * What becomes of what a slot found or changed, once it was checked: its row, its event with
 * numbers and codes alone, and what follows from it, in the transaction that finishes the task.
 */
#include "dossier/erased.h"
#include "dossier/store/task_finish.h"
#include "change_private.h"
#include "dossier/holds.h"

static const json_t *
said(const struct search_answer *from)
{
	return json_get(from->json, from->task->action == ACTION_FIND ? "found" : "erased");
}

/* ---- what was done, as outcomes of the task ---- */

/* Of a category of which there was never anything: nothing; that is no erasure. */
static void
add_nothing(const struct task *t, struct task_done *d, struct outcome *out)
{
	size_t i;
	json_t *c;
	json_array_foreach(t->categories, i, c) {
		const char *id = json_string_value(c);
		size_t k = 0;
		while (k < d->noutcomes && strcmp(out[k].category, id) != 0)
			k++;
		if (k == d->noutcomes)
			out[d->noutcomes++] = (struct outcome){
				.category = id, .code = OUTCOME_NOTHING, .count = -1
			};
	}
}

/* Sets that differ in their last day, or in what is written over, are one outcome. */
static void
add_outcome(struct task_done *d, struct outcome *out, const struct outcome *o)
{
	for (size_t i = 0; i < d->noutcomes; i++)
		if (outcome_add(&out[i], o))
			return;
	out[d->noutcomes++] = *o;
}

static void
add_outcomes(const struct task *t, const json_t *erased, struct arena *a, struct task_done *d)
{
	const json_t *sets = json_get(erased, "sets"), *s;
	size_t i;
	struct outcome *out = arena_alloc(
	    a, (json_array_size(sets) + json_array_size(t->categories) + 1) * sizeof(*out));
	d->noutcomes = 0;
	json_array_foreach(sets, i, s) {
		const struct outcome o = erased_outcome(s, t->action, a);
		if (o.count > 0)
			add_outcome(d, out, &o);
	}
	if (!json_get(erased, "stopped"))
		add_nothing(t, d, out);
	d->outcomes = out;
}

/* Its row of the ledger, and what is kept of what was said; NULL: see err. New. */
static json_t *
receipt_of(struct installation *in, const struct search_answer *from, struct arena *a,
    struct erasure *e, struct err *err)
{
	const struct task *t = from->task;
	bool there;
	if (!erasure_of(in->db, t->org_id, t->request_id, t->system, t->change, a, e, &there, err))
		return NULL;
	if (!there)
		err_set(err, ERR_SYSTEM,
		    "%s changed what stands in no ledger: look at it before anything else",
		    t->system);
	if (!there)
		return NULL;
	auto_drop(json) json_t *approved = change_open(from->dossier,
	    change_ledger_place(&from->dossier->request, t->system, a), e->sealed, a, err);
	return approved ? change_receipt(json_get(approved, "sets"), said(from), a) : NULL;
}

static bool
check(struct installation *in, const struct search_answer *from, struct arena *a,
    struct task_done *d, struct err *err)
{
	const struct task *t = from->task;
	const json_t *v = said(from);
	struct erasure e;
	d->outcomes = NULL;
	d->noutcomes = d->nparts = 0;
	if (t->action == ACTION_FIND)
		return change_check_found(from->dossier, t, v, err);
	d->nids = 0;
	if (!change_check_erased(from->dossier, t, v, err))
		return false;
	auto_drop(json) json_t *receipt = receipt_of(in, from, a, &e, err);
	if (!receipt)
		return false;
	add_outcomes(t, receipt, a, d);
	return true;
}

/* ---- what was found ---- */

static json_t *
problem_codes(const json_t *found)
{
	json_t *codes = json_array();
	size_t i;
	const json_t *p;
	json_array_foreach(json_get(found, "problems"), i, p)
		json_array_append(codes, json_get(p, "code"));
	return codes;
}

/*
 * A duty to keep is over: what follows follows by itself, as far as the register lets it; and so
 * does what begins at once.
 */
static bool
after_found(struct installation *in, const struct actor *who, const struct search_answer *from,
    bool for_erasure, struct err *err)
{
	auto_drop(dossier) struct dossier *d = NULL;
	const struct task *t = from->task;
	if (t->change == 0 && for_erasure) /* of the first round nothing was erased yet */
		return true;
	d = dossier_join(in, who, &from->dossier->request, err);
	return d && change_clean(d, t->system, json_get(said(from), "clean"), err) &&
	    (for_erasure ? change_hold_looked(d, t->system, t->change, err)
			 : change_begin_found(d, t->system, t->change, err));
}

/* [{"view","n"}]: in which views of normal reads records stand that are held. */
static json_t *
views_of(const json_t *found)
{
	json_t *list = json_array();
	size_t i;
	const json_t *p;
	json_array_foreach(json_get(found, "notes"), i, p)
		if (strcmp(json_str_or(p, "code", ""), "view") == 0)
			json_array_append_new(list,
			    json_pack("{s:s, s:I}", "view", json_str_or(p, "name", ""), "n",
				json_int_or(p, "n", 0)));
	return list;
}

static bool
keep_found(struct installation *in, const struct actor *who, const struct search_answer *from,
    struct arena *a, struct err *err)
{
	const struct task *t = from->task;
	const struct dossier *d = from->dossier;
	auto_drop(json) json_t *found = change_epoch_found(in, d, t, said(from), err);
	auto_drop(json) json_t *all = NULL, *counts = NULL;
	auto_drop(change_frozen) struct change_frozen f = { 0 };
	auto_drop(dossier) struct dossier *whole = dossier_join(in, who, &d->request, err);
	struct preview_list rounds;
	if (!found || !whole || !preview_list(in->db, t->org_id, t->request_id, a, &rounds, err) ||
	    !change_frozen(in, d, t, a, &f, err))
		return false;
	(void)json_object_del(found, "clean"); /* is of what went before: nothing rests on it */
	change_freeze(&f, found);
	/* who weighed by other grounds is stopped as it runs: then a row becomes something else */
	all = json_pack("{s:O, s:O, s:O, s:o}", "found", found, "links", f.links, "keys", f.keys,
	    "grounds", change_grounds(whole));
	counts = json_pack("{s:o, s:o, s:o}", "sets", change_counts(json_get(found, "sets")),
	    "problems", problem_codes(found), "views", views_of(found));
	auto_drop(str) char *text = json_dumps(counts, JSON_COMPACT | JSON_SORT_KEYS);
	enum action action = change_find_action(&rounds, t);
	const struct preview p = {
		.system = t->system,
		.action = action_name(action),
		.change = t->change,
		.purpose = PREVIEW_PREVIEW,
		.digest = change_digest(found, a),
		.counts = text,
		.sealed = change_seal(d, change_found_place(&d->request, t->system, a), all, a),
		.register_version = d->request.register_version,
	};
	return preview_put(in->db, &d->request, &p, err) &&
	    installation_event(in, who, t->org_id, t->request_id, "change.found",
		json_pack("{s:s, s:s, s:i, s:s, s:O}", "system", t->system, "action", p.action,
		    "change", t->change, "digest", p.digest, "counts", counts),
		err) &&
	    after_found(in, who, from, action == ACTION_ERASE, err);
}

/* ---- what was done ---- */

/* What was approved is not what is there any more: it is looked at anew. */
static bool
after_stopped(struct installation *in, const struct actor *who, const struct search_answer *from,
    struct err *err)
{
	const char *const systems[] = { from->task->system, NULL };
	auto_drop(dossier) struct dossier *d = dossier_join(in, who, &from->dossier->request, err);
	int64_t n;
	return d && change_ask(d, PREVIEW_PREVIEW, from->task->action, systems, &n, err);
}

static bool
after_done(struct installation *in, const struct actor *who, const struct search_answer *from,
    const struct erasure *e, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_join(in, who, &from->dossier->request, err);
	bool erased = from->task->action == ACTION_ERASE;
	return d && (!erased || change_hold_kept(d, e, err)) && change_settle(d, err);
}

static json_t *
ended_event(const struct task *t, const struct erasure *e, const json_t *erased)
{
	const json_t *stopped = json_get(erased, "stopped");
	json_t *v = json_pack("{s:s, s:s, s:i, s:I}", "system", t->system, "action", e->action,
	    "change", t->change, "number", (json_int_t)e->id);
	if (stopped)
		json_object_set(v, "stopped", (json_t *)(uintptr_t)stopped);
	else
		json_object_set_new(v, "sets", change_counts(json_get(erased, "sets")));
	return v;
}

static bool
keep_erased(struct installation *in, const struct actor *who, const struct search_answer *from,
    struct arena *a, struct err *err)
{
	const struct task *t = from->task;
	struct erasure e;
	auto_drop(json) json_t *erased = receipt_of(in, from, a, &e, err);
	if (!erased)
		return false;
	bool stopped = json_get(erased, "stopped") != NULL;
	auto_drop(str) char *receipt = json_dumps(erased, JSON_COMPACT | JSON_SORT_KEYS);
	e.state = stopped ? ERASURE_STOPPED : ERASURE_DONE;
	e.receipt = receipt;
	e.epoch = json_int_or(erased, "epoch", -1);
	return erasure_end(in->db, t->org_id, &e, err) && change_ledger_end(in, t, &e, err) &&
	    installation_event(in, who, t->org_id, t->request_id,
		change_event_kind(e.action, stopped ? "stopped" : "done", a),
		ended_event(t, &e, erased), err) &&
	    (stopped ? after_stopped(in, who, from, err) : after_done(in, who, from, &e, err));
}

static bool
keep(struct installation *in, const struct actor *who, const struct search_answer *from,
    const struct task_done *d, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	(void)d;
	return from->task->action == ACTION_FIND ? keep_found(in, who, from, a, err)
						 : keep_erased(in, who, from, a, err);
}

const struct search_hook change_hook = { check, keep };
