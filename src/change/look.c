/*
 * A second look by people: where somebody said that something was erased, a colleague is asked a
 * while after whether it stands there still. What they see is a row of what was found and an event;
 * whatever stands there is asked for anew, by what was approved.
 */
#include "dossier/retention.h"
#include "dossier/store/event.h"
#include "dossier/store/task.h"
#include "change_private.h"

usec_t
change_period(const char *period)
{
	int months, days;
	retention_period_parse(period, &months, &days);
	return (usec_t)(months * 30 + days) * USEC_PER_DAY;
}

/* Of which something was said to be gone: the rest was not there, or has to stay. */
static json_t *
gone(const struct dossier *d, const struct task *t)
{
	json_t *ids = json_array();
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome *o = &d->outcomes.items[i].o;
		if (d->outcomes.items[i].task_id == t->id && outcome_went(o->code) &&
		    !json_has(ids, o->category))
			json_array_append_new(ids, json_string(o->category));
	}
	return ids;
}

usec_t
change_look_at(const struct reg *r, const struct task *erased)
{
	const struct system *x = reg_system(r, erased->system);
	const char *after = json_str(x ? json_get(x->json, "erasure") : NULL, "again_after");
	return after && erased->finished_at ? erased->finished_at + change_period(after) : 0;
}

bool
change_look_by_people(struct dossier *d, const struct task *erased, struct err *err)
{
	auto_drop(json) json_t *categories = gone(d, erased);
	const struct task t = {
		.org_id = d->org.id,
		.request_id = d->request.id,
		.system = erased->system,
		.action = ACTION_FIND,
		.change = change_next(d),
		.state = "ready",
		.connector = "manual", /* who erased it does not look whether it is gone */
		.needs = erased->needs,
		.categories = categories,
		.due = d->request.due,
	};
	const struct preview p = { .system = t.system,
		.action = action_name(ACTION_ERASE),
		.change = t.change,
		.purpose = PREVIEW_LATER,
		.register_version = d->request.register_version };
	return task_insert(d->in->db, &t, 1, err) &&
	    preview_plan(d->in->db, &d->request, &p, err) &&
	    dossier_event(d, "change.asked",
		json_pack("{s:s, s:i, s:[s]}", "purpose", p.purpose, "round", t.change, "systems",
		    t.system),
		err);
}

/* ---- what they saw ---- */

/* As sets of records that would go; none of what is not there. */
static json_t *
sets_of(const json_t *said)
{
	json_t *sets = json_array();
	size_t i;
	const json_t *s;
	json_array_foreach((json_t *)(uintptr_t)said, i, s)
		if (json_int_or(s, "seen", 0) > 0)
			json_array_append_new(sets,
			    json_pack("{s:s, s:s, s:s, s:I, s:[]}", "category",
				json_str_or(s, "category", ""), "verdict", "erase", "do", "delete",
				"n", json_int_or(s, "seen", 0), "why"));
	return sets;
}

static bool
put_seen(const struct dossier *d, const struct task *t, const json_t *sets, struct err *err)
{
	auto_drop(json) json_t *all = json_pack("{s:{s:O, s:[], s:[], s:s}}", "found", "sets", sets,
	    "problems", "notes", "by", d->who->name);
	auto_drop(json) json_t *counts =
	    json_pack("{s:o, s:[], s:[]}", "sets", change_counts(sets), "problems", "views");
	auto_drop(str) char *text = json_dumps(counts, JSON_COMPACT | JSON_SORT_KEYS);
	const char *place = change_found_place(&d->request, t->system, d->a);
	const struct preview p = {
		.system = t->system,
		.action = action_name(ACTION_ERASE),
		.change = t->change,
		.purpose = PREVIEW_LATER,
		.digest = change_digest(json_get(all, "found"), d->a),
		.counts = text,
		.sealed = change_seal(d, place, all, d->a),
		.register_version = d->request.register_version,
	};
	return preview_put(d->in->db, &d->request, &p, err);
}

/* It was approved, and said to be gone: whoever erases there is asked for what stands there. */
static bool
ask_again(struct dossier *d, const struct task *t, const json_t *sets, struct err *err)
{
	auto_drop(json) json_t *categories = json_array();
	size_t i;
	const json_t *s;
	json_array_foreach((json_t *)(uintptr_t)sets, i, s)
		json_array_append(categories, json_get(s, "category"));
	const struct change_target to = { t->system, change_next(d), categories, NULL };
	const struct change_round round = { .action = ACTION_ERASE,
		.purpose = ERASURE_REQUEST,
		.only = true,
		.targets = &to,
		.n = 1 };
	return json_array_size(categories) == 0 || change_start(d, &round, err);
}

static bool
seen(struct dossier *d, const struct task *t, const json_t *said, struct err *err)
{
	auto_drop(json) json_t *sets = sets_of(said);
	return put_seen(d, t, sets, err) &&
	    dossier_event(d, "erasure.looked",
		json_pack("{s:s, s:i, s:I}", "system", t->system, "round", t->change, "reappeared",
		    (json_int_t)change_reappeared(sets)),
		err) &&
	    ask_again(d, t, sets, err);
}

bool
change_said(struct dossier *d, const struct task *t, const json_t *said, struct err *err)
{
	return t->action == ACTION_FIND ? seen(d, t, said, err) : change_settle_all(d, err);
}
