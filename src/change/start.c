/*
 * The one place that has anything changed: the ledger is written, and a task for each system, in
 * one transaction. Nothing runs whose events are in no checkpoint (job.c).
 */
#include "dossier/store/event.h"
#include "dossier/store/task.h"
#include "change_private.h"

static bool
add_ledger(struct dossier *d, const struct change_round *what, const struct change_target *t,
    int64_t holds, struct err *err)
{
	auto_drop(json) json_t *approved = json_pack("{s:O, s:O?, s:O, s:O, s:b, s:O*, s:O*, s:O*}",
	    "fingerprint", json_get(t->found, "fingerprint"), "epoch", json_get(t->found, "epoch"),
	    "sets", json_get(t->found, "sets"), "categories", t->categories, "only", what->only,
	    "grounds", json_get(t->found, "grounds"), "right", json_get(t->found, "right"),
	    "wanted", json_get(t->found, "wanted"));
	if (!approved)
		return err_set(err, ERR_SYSTEM, "what was found at %s is not whole", t->system);
	const struct erasure e = {
		.system = t->system,
		.action = action_name(what->action),
		.change = t->change,
		.purpose = what->purpose,
		.holds = holds,
		.sealed = change_seal(
		    d, change_ledger_place(&d->request, t->system, d->a), approved, d->a),
		.by = d->who->name,
	};
	return erasure_insert(d->in->db, &d->request, &e, err);
}

static struct task
task_of(const struct dossier *d, enum action action, const struct change_target *t)
{
	const struct system *s = reg_system(d->reg, t->system);
	return (struct task){
		.org_id = d->request.org_id,
		.request_id = d->request.id,
		.system = t->system,
		.action = action,
		.change = t->change,
		/* who finds people by what is not known of this one has nothing to change by */
		.state = !t->found && change_missing(d, s) ? "waiting" : "ready",
		.connector =
		    t->found && s ? s->connector : change_people_connector(d, t->system, action),
		.needs = s ? json_strings(s->needs, SIZE_MAX) : json_array(),
		.categories = json_incref((json_t *)(uintptr_t)t->categories),
		.due = d->request.due,
	};
}

static bool
add_tasks(struct dossier *d, const struct change_round *what, struct err *err)
{
	struct task_list list = { arena_alloc(d->a, (what->n + 1) * sizeof(*list.items)), 0 };
	for (; list.n < what->n; list.n++)
		list.items[list.n] = task_of(d, what->action, &what->targets[list.n]);
	bool ok = task_insert(d->in->db, list.items, list.n, err);
	task_list_release(&list);
	return ok;
}

static json_t *
planned_event(const struct change_round *what)
{
	json_t *systems = json_array();
	for (size_t i = 0; i < what->n; i++) {
		const struct change_target *t = &what->targets[i];
		json_array_append_new(systems,
		    json_pack("{s:s, s:i, s:b, s:o}", "system", t->system, "change", t->change,
			"program", t->found != NULL, "sets",
			change_counts(json_get(t->found, "sets"))));
	}
	return json_pack("{s:s, s:s, s:o}", "purpose", what->purpose, "action",
	    action_name(what->action), "systems", systems);
}

const char *
change_event_kind(const char *action, const char *what, struct arena *a)
{
	const struct change_rule *rule = change_rule_named(action);
	return arena_printf(a, "%s.%s", !rule || rule->destroys ? "erasure" : "change", what);
}

bool
change_start(struct dossier *d, const struct change_round *what, struct err *err)
{
	int64_t holds;
	bool ok = org_holds(d->in->db, d->request.org_id, &holds, err);
	for (size_t i = 0; ok && i < what->n; i++)
		ok = !what->targets[i].found || add_ledger(d, what, &what->targets[i], holds, err);
	return ok && add_tasks(d, what, err) &&
	    dossier_event(d, change_event_kind(action_name(what->action), "planned", d->a),
		planned_event(what), err) &&
	    dossier_go_on(d, err);
}
