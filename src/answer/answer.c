/*
 * The answer: nothing is answered before everything is accounted for, and each right ends by
 * itself.
 */
#include "answer_private.h"

/* Who has not answered yet: a partial answer would be silent about it. */
static bool
check_accounted(const struct dossier *d, struct err *err)
{
	const char *ref = d->request.reference;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (strcmp(t->state, "done") != 0 && strcmp(t->state, "skipped") != 0)
			return err_set(err, ERR_DENIED,
			    "%s: %s has not %s; finish it with `dossier task done %s %s ...` or "
			    "account for it with `dossier task skip %s %s --ground TEXT` (art. "
			    "12(3), 15(1))",
			    ref, t->system,
			    strcmp(t->state, "asked") == 0 ? "answered" : "been searched", ref,
			    t->system, ref, t->system);
	}
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *id = &d->identifiers.items[i];
		if (strcmp(id->state, "proposed") == 0)
			return err_set(err, ERR_DENIED,
			    "%s: identifier %" PRId64 " waits for a person: `dossier plan %s "
			    "--confirm %" PRId64 "` or --reject",
			    ref, id->id, ref, id->id);
	}
	return true;
}

/* What came in later is not in it, and its pages say that it is still awaited. */
static bool
check_archive_is_current(const struct dossier *d, const struct release *r, struct err *err)
{
	return r->changes == d->request.changes ||
	    err_set(err, ERR_DENIED,
		"%s: the archive was built before the last change: `dossier archive build %s` "
		"again (art. 15(3))",
		d->request.reference, d->request.reference);
}

/*
 * The rights an archive answers and that are still open; the others stay open (a partial answer).
 */
static bool
is_served(const struct request_right *right)
{
	return (right_bit(right->right) & rights_needing(ACTION_COLLECT)) &&
	    strcmp(right->state, "open") == 0;
}

static bool
check_rights_served(const struct dossier *d, struct err *err)
{
	for (size_t i = 0; i < d->rights.n; i++)
		if (is_served(&d->rights.items[i]))
			return true;
	return err_set(err, ERR_DENIED,
	    "%s: no right is open that an archive answers (art. 15, 20); see `dossier show %s`, "
	    "and "
	    "`dossier refuse` or `dossier close`",
	    d->request.reference, d->request.reference);
}

/* What art. 12(3) and the right demand. */
static bool
check_demands(const struct dossier *d, const struct release *copy, const char *how, struct err *err)
{
	for (size_t i = 0; i < d->rights.n; i++) {
		const char *right = d->rights.items[i].right;
		struct guard_answer g = {
			.kind = decisions_any(&d->decisions, right, true) ? ANSWER_PARTLY
									  : ANSWER_GRANTED,
			.on = d->today,
			.today = d->today,
		};
		if (is_served(&d->rights.items[i]) &&
		    (!right_parse(right, &g.right, err) ||
			!answer_demands_met(d, right, copy, how, &g.met, err) ||
			!guard_answer(&d->term, &g, err)))
			return false;
	}
	return true;
}

/* In the order in which an officer can mend it. */
static bool
check_answer(const struct dossier *d, struct release *ret_copy, struct err *err)
{
	return dossier_check_unanswered(d, err) && answer_check_ready(d, err) &&
	    check_rights_served(d, err) && check_accounted(d, err) &&
	    answer_newest_release(d, ERR_DENIED, ret_copy, err) &&
	    check_archive_is_current(d, ret_copy, err);
}

/*
 * Each right served, decided; while another is open each has its own fact, for its end is its own.
 */
static bool
decide_served(struct dossier *d, bool last, struct err *err)
{
	for (size_t i = 0; i < d->rights.n; i++) {
		const char *right = d->rights.items[i].right;
		const struct fact f = {
			.kind = FACT_ANSWERED_IN_PART, .on = d->today, .right = right
		};
		if (!is_served(&d->rights.items[i]))
			continue;
		const char *decided =
		    decisions_any(&d->decisions, right, true) ? "partly" : "granted";
		if (!decide_right(d, right, "answered", decided, d->today, err) ||
		    (!last && !decide_append(d, &f, NULL, err)))
			return false;
	}
	return true;
}

/* A copy is done when it is handed over. */
static bool
end_answered(struct dossier *d, struct err *err)
{
	const struct fact answered = { .kind = FACT_ANSWERED, .on = d->today },
			  done = { .kind = FACT_DONE, .on = d->today };
	return decide_append(d, &answered, NULL, err) && decide_append(d, &done, NULL, err) &&
	    dossier_advance(d, err);
}

static bool
is_last(const struct dossier *d)
{
	for (size_t i = 0; i < d->rights.n; i++)
		if (strcmp(d->rights.items[i].state, "open") == 0 &&
		    !is_served(&d->rights.items[i]))
			return false;
	return true;
}

static json_t *
answered_json(const struct dossier *d, const char *how)
{
	json_t *rights = json_array();
	for (size_t i = 0; i < d->rights.n; i++)
		if (is_served(&d->rights.items[i]))
			json_array_append_new(rights, json_string(d->rights.items[i].right));
	/* on a controller's instruction it goes to them: it is theirs to answer (art. 28(3)(e)) */
	return json_pack("{s:s, s:s?, s:o, s:o, s:b, s:b}", "how", how, "to",
	    d->request.instructed_by, "rights", rights, "on", date_json(d->today), "in_time",
	    date_cmp(d->today, d->term.in_force) <= 0, "promise_kept",
	    !date_is_set(d->term.promise) || date_cmp(d->today, d->term.promise) <= 0);
}

static bool
answer(struct dossier *d, const char *how, struct err *err)
{
	bool last = is_last(d);
	struct release copy;
	if (!check_answer(d, &copy, err) || !check_demands(d, &copy, how, err))
		return false;
	auto_drop(json) json_t *told = answered_json(d, how);
	return decide_served(d, last, err) && (!last || end_answered(d, err)) &&
	    dossier_event(
		d, last ? "request.answered" : "request.answered-in-part", json_incref(told), err);
}

bool
answer_record(struct installation *in, const struct actor *who, const char *reference,
    const char *how, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	return dossier_commit(d, d && answer(d, how, err), err);
}
