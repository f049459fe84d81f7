/*
 * A system that will not be asked, with the ground for that, and one that failed and is tried
 * again. What was found there is for done.c.
 */
#include "search_private.h"

/* As it is planned now; by a person where what the system yielded was somebody else's. */
static const char *
connector_now(const struct dossier *d, const struct task *t)
{
	struct plan plan;
	if (identifier_is_doubtful(d, t->system))
		return "manual";
	dossier_plan(d, NULL, d->a, &plan);
	for (size_t i = 0; i < plan.ntasks; i++)
		if (strcmp(plan.tasks[i].system, t->system) == 0 &&
		    plan.tasks[i].action == t->action)
			return search_planned(d->in, &d->org, d->reg, &plan.tasks[i], d->a);
	return search_connector(d->in, &d->org, d->reg, t->system, t->action, d->a);
}

/* Credentials may have come, or gone, since the task was planned. */
static bool
retry(struct dossier *d, const struct task_name *name, struct err *err)
{
	struct installation *in = d->in;
	const struct task *t = task_named(d, name, err);
	if (!t)
		return false;
	if (strcmp(t->state, "waiting") == 0)
		return err_set(err, ERR_DENIED,
		    "%s waits for an identifier it can search by; one that was found "
		    "may wait for you in `dossier plan %s`",
		    t->system, d->request.reference);
	if (done_in_part(d, t))
		return err_set(err, ERR_CONFLICT,
		    "part of what %s holds was handed in: say the rest with `dossier task done %s "
		    "%s`, or have it said anew with `task reopen`",
		    t->system, d->request.reference, t->system);
	return task_reconnect(in->db, t, connector_now(d, t), err) &&
	    task_move(in->db, t, "ready", err) && request_changed(in->db, &d->request, err) &&
	    dossier_advance(d, err) &&
	    dossier_event(d, "task.retried",
		json_pack("{s:s, s:s, s:o*, s:s}", "system", t->system, "action",
		    action_name(t->action), "change", task_round(t), "state", t->state),
		err);
}

bool
search_task_retry(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_TASK, err);
	return dossier_commit(d, d && retry(d, name, err), err);
}

static bool
skip(struct dossier *d, const struct task_name *name, const char *ground, struct err *err)
{
	const struct task *t = task_named(d, name, err);
	return t && task_move(d->in->db, t, "skipped", err) &&
	    request_changed(d->in->db, &d->request, err) && done_skip(d, t, ground, err) &&
	    dossier_event(d, "task.skipped",
		json_pack("{s:s, s:s, s:o*}", "system", t->system, "action", action_name(t->action),
		    "change", task_round(t)),
		err) &&
	    dossier_advance(d, err);
}

bool
search_task_skip(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, const char *ground, struct err *err)
{
	if (!ground || !*ground)
		return err_set(err, ERR_USAGE,
		    "say why %s is not asked: --ground TEXT; the answer will tell "
		    "the person",
		    name->system);
	if (!note_check(ground, err))
		return false;
	struct dossier *d = dossier_begin(in, who, reference, ACT_TASK, err);
	return dossier_commit(d, d && skip(d, name, ground, err), err);
}
