/*
 * The answer: nothing is answered before everything is accounted for, and each right ends by
 * itself.
 */
#include "dossier/store/clock.h"
#include "dossier/store/event.h"
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

/*
 * What came in later is not in it, and its pages say that it is still awaited. The order of the log
 * tells, which no clock can turn round: whatever changes what is found is written under the lock of
 * the request.
 */
static bool
check_archive_is_current(
    struct installation *in, const struct dossier *d, struct arena *a, struct err *err)
{
	const struct request *r = &d->request;
	struct event_list events;
	const char *since = NULL;
	if (!event_list(in->db, r->org_id, r->id, 0, 0, a, &events, err))
		return false;
	for (size_t i = 0; i < events.n; i++) {
		const char *kind = events.items[i].kind;
		if (strcmp(kind, "archive.built") == 0)
			since = NULL;
		else if (strncmp(kind, "task.", 5) == 0 || strncmp(kind, "identifier.", 11) == 0 ||
		    strncmp(kind, "clock.refused", 13) == 0)
			since = kind;
	}
	return !since ||
	    err_set(err, ERR_DENIED,
		"%s: the archive was built before the last change (%s): `dossier archive "
		"build %s` again (art. 15(3))",
		r->reference, since, r->reference);
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

static bool
is_refused_in_part(const struct refused_parts *refused, const char *right)
{
	for (size_t i = 0; i < refused->n; i++)
		if (strcmp(refused->items[i].right, right) == 0)
			return true;
	return false;
}

/*
 * What art. 12(3) and the right demand: the checks before this one found the archive and everything
 * accounted for. Its letter has ground and article of each part refused, and the remedies; the
 * facts are recorded with the refusal.
 */
static bool
check_demands(const struct dossier *d, const struct term *t, const struct refused_parts *refused,
    struct date today, struct err *err)
{
	const unsigned by_archive = 1u << DEMAND_ACCOUNTED | 1u << DEMAND_COPY |
	    1u << DEMAND_INFORMATION | 1u << DEMAND_MACHINE | 1u << DEMAND_DECIDED |
	    1u << DEMAND_SENT | 1u << DEMAND_REASONS | 1u << DEMAND_REMEDIES;
	for (size_t i = 0; i < d->rights.n; i++) {
		struct guard_answer g = {
			.kind = is_refused_in_part(refused, d->rights.items[i].right)
			    ? ANSWER_PARTLY
			    : ANSWER_GRANTED,
			.on = today,
			.today = today,
			.met = by_archive | (t->identity_open ? 0 : 1u << DEMAND_IDENTITY),
		};
		if (is_served(&d->rights.items[i]) &&
		    (!right_parse(d->rights.items[i].right, &g.right, err) ||
			!guard_answer(t, &g, err)))
			return false;
	}
	return true;
}

static bool
check_answer(struct installation *in, const struct dossier *d, struct arena *a, struct err *err)
{
	struct release rel;
	return dossier_check_unanswered(d, err) && answer_check_ready(d, err) &&
	    check_rights_served(d, err) && check_accounted(d, err) &&
	    answer_newest_release(in, &d->request, ERR_DENIED, a, &rel, err) &&
	    check_archive_is_current(in, d, a, err);
}

struct answering {
	const char *how;
	struct refused_parts refused;
	struct date today;
	struct term term;
	bool all; /* no right is open any more */
};

/*
 * Each right served, decided; while another is open each has its own fact, for its end is its own.
 */
static bool
decide_served(struct installation *in, const struct dossier *d, const struct answering *x,
    struct arena *a, struct err *err)
{
	const struct request *r = &d->request;
	for (size_t i = 0; i < d->rights.n; i++) {
		const char *right = d->rights.items[i].right;
		if (!is_served(&d->rights.items[i]))
			continue;
		const char *decided = is_refused_in_part(&x->refused, right) ? "partly" : "granted";
		if (!request_right_decide(in->db, r, right, "answered", decided, x->today, err) ||
		    (!x->all &&
			!clock_append(in->db, r->org_id, r->id,
			    term_fact_name(FACT_ANSWERED_IN_PART), clock_now(),
			    arena_printf(a, "{\"right\":\"%s\"}", right), d->who->name, err)))
			return false;
	}
	return true;
}

static bool
end_answered(struct installation *in, const struct dossier *d, struct err *err)
{
	const struct request *r = &d->request;
	return request_advance(in->db, r, "collected", "answered", clock_now(), err) &&
	    clock_append(in->db, r->org_id, r->id, term_fact_name(FACT_ANSWERED), clock_now(), NULL,
		d->who->name, err) &&
	    /* a copy is done when it is handed over */
	    clock_append(in->db, r->org_id, r->id, term_fact_name(FACT_DONE), clock_now(), NULL,
		d->who->name, err);
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
answered_json(const struct dossier *d, const struct answering *x)
{
	json_t *rights = json_array();
	for (size_t i = 0; i < d->rights.n; i++)
		if (is_served(&d->rights.items[i]))
			json_array_append_new(rights, json_string(d->rights.items[i].right));
	return json_pack("{s:s, s:o, s:o, s:b, s:b}", "how", x->how, "rights", rights, "on",
	    date_json(x->today), "in_time", date_cmp(x->today, x->term.in_force) <= 0,
	    "promise_kept",
	    !date_is_set(x->term.promise) || date_cmp(x->today, x->term.promise) <= 0);
}

static bool
answer(
    struct installation *in, struct dossier *d, const void *arg, struct arena *a, struct err *err)
{
	struct answering x = { .how = arg, .all = is_last(d) };
	const struct date now = { 0 };
	auto_drop(calendar) struct calendar *calendar = NULL;
	if (!check_answer(in, d, a, err) || !org_today(&d->org, &x.today, err) ||
	    !dossier_term(in, d, now, &calendar, a, &x.term, err) ||
	    !refused_parts_read(in, d, a, &x.refused, err) ||
	    !check_demands(d, &x.term, &x.refused, x.today, err) ||
	    !decide_served(in, d, &x, a, err) || (x.all && !end_answered(in, d, err)))
		return false;
	return dossier_event(in, d, x.all ? "request.answered" : "request.answered-in-part",
	    answered_json(d, &x), err);
}

bool
answer_record(struct installation *in, const struct actor *who, const char *reference,
    const char *how, struct err *err)
{
	return dossier_act(in, who, reference, MAY_ACT, answer, how, err);
}
