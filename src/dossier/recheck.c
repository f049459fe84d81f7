/*
 * Does what stands of each request follow? Its facts from the events that told them, in their order
 * and to the word; its state and its dates from the facts, by the same law that set them. Says
 * what stands and what follows; changes nothing.
 */
#include "decide_private.h"
#include "dossier/decision.h"
#include "dossier/digest.h"
#include "dossier/progress.h"
#include "dossier/request_state.h"
#include "dossier/store/register.h"
#include "dossier/store/standing.h"

#define PAGE 200
#define SAME_ACT_US (INT64_C(3600) * USEC_PER_SEC) /* a fact and its event: one transaction */

/* One request, and what the log says of it, read so far. */
struct recheck {
	struct dossier d;
	const struct standing *s;
	struct audit_findings *f;
	size_t told;     /* facts the log told */
	size_t approved; /* approvals the log told */
	bool planned;    /* since it was reopened last */
	bool differs;    /* a fact does: those after it would all */
	bool unapproved; /* an approval does */
	json_t *did;     /* {"SYSTEM ACTION ROUND": outcomes}: what the log told last of a task */
	const char *calendar; /* the version named last */
};

static void
differs(
    struct recheck *r, const char *what, const char *of, const char *stands, const char *follows)
{
	audit_find(r->f,
	    json_pack("{s:s, s:s, s:s, s:s, s:s}", "what", what, "reference",
		r->d.request.reference, "of", of, "stands", stands, "follows", follows));
}

/* ---- facts from events ---- */

static int
by_text(const void *pa, const void *pb)
{
	const json_t *const *a = pa, *const *b = pb;
	return strcmp(json_string_value(*a), json_string_value(*b));
}

/* What a fact is about is a set, and comes back in another order. */
static void
sort_member(json_t *body, const char *key, struct arena *a)
{
	json_t *list = json_object_get(body, key);
	size_t n = json_array_size(list);
	json_t **items = arena_alloc(a, (n + 1) * sizeof(*items));
	for (size_t i = 0; i < n; i++)
		if (!json_is_string(items[i] = json_array_get(list, i)))
			return;
	if (n < 2)
		return;
	qsort(items, n, sizeof(*items), by_text);
	json_t *sorted = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append(sorted, items[i]);
	json_object_set_new(body, key, sorted);
}

static const char *
comparable(json_t *body, struct arena *a)
{
	static const char *const sets[] = { "categories", "purposes", "recipients", "scope" };
	for (size_t i = 0; i < array_len(sets); i++)
		sort_member(body, sets[i], a);
	char *text = json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS);
	const char *kept = arena_strdup(a, text);
	free(text);
	return kept;
}

const char *
fact_words(const struct fact *f, struct arena *a)
{
	unsigned char digest[SHA256_LEN];
	if (!f->sealed)
		return NULL;
	digest_of(&(struct bytes){ f->sealed, strlen(f->sealed) }, 1, digest);
	return hex_encode(digest, 8, a);
}

/* As an event would tell it; of words only what it told of them. */
static const char *
fact_text(const struct recheck *r, const struct fact *f, const json_t *told)
{
	auto_drop(json) json_t *v = f->kind == FACT_RECEIVED
	    ? json_pack("{s:o}", "received", date_json(f->on))
	    : fact_json(f);
	const char *words = fact_words(f, r->d.a);
	if (json_get(told, "words"))
		json_object_set_new(v, "words", words ? json_string(words) : json_null());
	return arena_printf(
	    r->d.a, "%s %s by %s", fact_name(f->kind), comparable(v, r->d.a), f->by);
}

static const char *
told_text(const struct recheck *r, const char *name, const json_t *event)
{
	auto_drop(json) json_t *v = json_deep_copy(json_get(event, "body"));
	if (strcmp(name, fact_name(FACT_RECEIVED)) == 0) {
		json_t *day = json_incref(json_object_get(v, "received"));
		json_object_clear(v);
		json_object_set_new(v, "received", day);
	}
	json_object_del(v, "calendar");
	json_object_del(v, "advised");
	return arena_printf(
	    r->d.a, "%s %s by %s", name, comparable(v, r->d.a), json_str_or(event, "actor", "?"));
}

static bool
one_act(usec_t recorded, const json_t *event)
{
	usec_t at;
	struct err bad = { 0 };
	return instant_parse(json_str_or(event, "at", ""), &at, &bad) &&
	    llabs(at - recorded) < SAME_ACT_US;
}

/* The next fact that the log tells is the next one there is. */
static void
told(struct recheck *r, const char *name, const json_t *event)
{
	const struct fact *f = r->told < r->s->facts.n ? &r->s->facts.items[r->told] : NULL;
	r->told++;
	if (r->differs)
		return;
	const char *follows = told_text(r, name, event),
		   *stands = f ? fact_text(r, f, json_get(event, "body")) : "nothing";
	r->differs = !f || strcmp(stands, follows) != 0 || !one_act(f->recorded_at, event);
	if (f && r->differs && strcmp(stands, follows) == 0)
		stands = arena_printf(r->d.a, "%s, recorded another day", stands);
	if (r->differs)
		differs(r, "fact-differs", name, stands, follows);
}

static const char *
approval_text(
    const struct recheck *r, const char *kind, const char *digest, int64_t changes, const char *by)
{
	return arena_printf(r->d.a, "%s %s %lld by %s", kind, digest, (long long)changes, by);
}

/* As with facts: the next one that the log tells is the next one there is. */
static void
told_approval(struct recheck *r, const char *kind, const json_t *event)
{
	const struct approval *p =
	    r->approved < r->s->napprovals ? &r->s->approvals[r->approved] : NULL;
	const json_t *body = json_get(event, "body");
	r->approved++;
	if (r->unapproved)
		return;
	const char *follows = approval_text(r, kind, json_str_or(body, "sha256", "?"),
	    json_int_or(body, "changes", -1), json_str_or(event, "actor", "?"));
	const char *stands =
	    p ? approval_text(r, p->kind, p->digest, p->changes, p->by) : "nothing";
	r->unapproved = !p || strcmp(stands, follows) != 0 || !one_act(p->at, event);
	if (p && r->unapproved && strcmp(stands, follows) == 0)
		stands = arena_printf(r->d.a, "%s, recorded another day", stands);
	if (r->unapproved)
		differs(r, "approval-differs", kind, stands, follows);
}

static void
check_approvals(struct recheck *r)
{
	if (r->unapproved || r->approved >= r->s->napprovals)
		return;
	const struct approval *p = &r->s->approvals[r->approved];
	differs(r, "approval-differs", p->kind,
	    approval_text(r, p->kind, p->digest, p->changes, p->by), "nothing");
}

/* A person's words about a task, and what waits to be done again, tell nothing of outcomes. */
static void
told_task(struct recheck *r, const char *kind, const json_t *body)
{
	const char *key = arena_printf(r->d.a, "%s %s %lld", json_str_or(body, "system", ""),
	    json_str_or(body, "action", ""), (long long)json_int_or(body, "change", 0));
	json_t *outcomes = json_object_get(body, "outcomes");
	bool ended = strcmp(json_str_or(body, "state", ""), "ready") != 0;
	if (strcmp(kind, "task.finished") == 0 && ended)
		json_object_set(r->did, key, outcomes);
	else if (strcmp(kind, "task.chased") != 0)
		(void)json_object_del(r->did, key);
}

static void
read_event(struct recheck *r, const char *text)
{
	auto_drop(json) json_t *event = json_loads(text, 0, NULL);
	const char *kind = json_str_or(event, "kind", "");
	if (strncmp(kind, "task.", 5) == 0)
		told_task(r, kind, json_get(event, "body"));
	if (strcmp(kind, "identifier.rejected") == 0)
		json_object_clear(r->did); /* what was found with it is taken back */
	const char *calendar = json_str(json_get(event, "body"), "calendar");
	if (calendar)
		r->calendar = arena_strdup(r->d.a, calendar);
	if (strcmp(kind, "answer.approved") == 0)
		told_approval(r, APPROVAL_ANSWER, event);
	if (strcmp(kind, "review.approved") == 0)
		told_approval(r, APPROVAL_REVIEW, event);
	if (strcmp(kind, "change.approved") == 0)
		told_approval(r, APPROVAL_CHANGE, event);
	if (strcmp(kind, "request.planned") == 0)
		r->planned = true;
	if (strcmp(kind, "request.logged") == 0)
		told(r, fact_name(FACT_RECEIVED), event);
	if (strncmp(kind, "clock.", 6) != 0)
		return;
	if (strcmp(kind + 6, fact_name(FACT_REOPENED)) == 0)
		r->planned = false;
	told(r, kind + 6, event);
}

static void
check_facts(struct recheck *r)
{
	for (size_t i = 0; i < r->s->nevents; i++)
		read_event(r, r->s->events[i]);
	if (r->differs || r->told >= r->s->facts.n)
		return;
	const struct fact *f = &r->s->facts.items[r->told];
	differs(r, "fact-differs", fact_name(f->kind), fact_text(r, f, NULL), "nothing");
}

/* ---- state and dates from facts ---- */

static void
check_day(struct recheck *r, const char *column, struct date stands, struct date follows)
{
	char one[DATE_LEN], other[DATE_LEN];
	if (date_cmp(stands, follows) != 0)
		differs(r, "request-differs", column, date_format(stands, one),
		    date_format(follows, other));
}

static void
check_text(struct recheck *r, const char *column, const char *stands, const char *follows)
{
	if (strcmp(stands, follows) != 0)
		differs(r, "request-differs", column, stands, follows);
}

static void
check_instant(struct recheck *r, const char *column, usec_t stands, usec_t follows)
{
	char one[INSTANT_LEN], other[INSTANT_LEN];
	if (llabs(stands - follows) >= SAME_ACT_US)
		differs(r, "request-differs", column, instant_format(stands, one),
		    instant_format(follows, other));
}

static void
check_state(struct recheck *r)
{
	const struct request *q = &r->d.request;
	enum request_state s =
	    request_state_of(&r->s->facts, r->s->has_tasks || r->planned, r->s->running);
	check_text(r, "state", q->state, request_state_name(s));
	for (size_t i = r->s->facts.n; i-- > 0;) {
		const struct fact *f = &r->s->facts.items[i];
		if (s == STATE_ANSWERED && f->kind == FACT_ANSWERED) {
			check_instant(r, "answered_at", q->answered_at, f->recorded_at);
			return;
		}
		if (s == STATE_CLOSED && (f->kind == FACT_CLOSED || f->kind == FACT_WITHDRAWN)) {
			check_instant(r, "closed_at", q->closed_at, f->recorded_at);
			return;
		}
	}
}

/* {"CATEGORY CODE COUNT": times}: of an outcome what its event told, in no order. */
static const char *
outcomes_text(const json_t *list, struct arena *a)
{
	auto_drop(json) json_t *lines = json_object();
	size_t i;
	json_t *o;
	json_array_foreach(list, i, o) {
		const char *line = arena_printf(a, "%s %s %lld", json_str_or(o, "category", "-"),
		    json_str_or(o, "code", "-"), (long long)json_int_or(o, "count", -1));
		int64_t n = json_int_or(lines, line, 0);
		json_object_set_new(lines, line, json_integer(n + 1));
	}
	char *text = json_dumps(lines, JSON_COMPACT | JSON_SORT_KEYS);
	const char *kept = arena_strdup(a, text);
	free(text);
	return kept;
}

static void
check_tasks(struct recheck *r)
{
	for (size_t i = 0; i < r->s->ntasks; i++) {
		const struct standing_task *t = &r->s->tasks[i];
		const char *key = arena_printf(r->d.a, "%s %s %d", t->system, t->action, t->change);
		const json_t *told = json_get(r->did, key);
		auto_drop(json) json_t *outcomes = json_loads(t->outcomes, 0, NULL);
		if (told && strcmp(outcomes_text(outcomes, r->d.a), outcomes_text(told, r->d.a)))
			differs(r, "task-differs",
			    arena_printf(r->d.a, "%s %s", t->system, t->action),
			    outcomes_text(outcomes, r->d.a), outcomes_text(told, r->d.a));
	}
}

static const char *
standing_text(const char *state, const char *decision, struct date on, struct arena *a)
{
	char day[DATE_LEN];
	return arena_printf(a, "%s %s %s", state, decision ? decision : "-",
	    date_is_set(on) ? date_format(on, day) : "-");
}

static void
check_rights(struct recheck *r)
{
	for (size_t i = 0; i < r->s->rights.n && !r->differs; i++) {
		const struct request_right *right = &r->s->rights.items[i];
		const struct right_standing s = right_standing_of(&r->s->facts, right->right);
		const char *follows = standing_text(s.state, s.decision, s.on, r->d.a);
		const char *stands =
		    standing_text(right->state, right->decision, right->decided, r->d.a);
		if (strcmp(stands, follows) != 0)
			differs(r, "right-differs", right->right, stands, follows);
	}
}

static bool
check_dates(struct recheck *r, struct err *err)
{
	struct dossier *d = &r->d;
	const struct request *q = &d->request;
	if (d->facts.n == 0 || d->facts.items[0].kind != FACT_RECEIVED)
		return true; /* which was found already */
	check_text(r, "calendar_version", q->calendar_version,
	    r->calendar ? r->calendar : q->calendar_version);
	if (!dossier_term(d, d->today, &d->term, err))
		return false;
	check_day(r, "received", q->received, d->term.received);
	check_instant(
	    r, "received_at", q->received_at, fact_receipt(d->facts.items, d->facts.n)->at);
	check_day(r, "deadline", q->deadline, d->term.first);
	check_day(r, "extended", q->extended, d->term.extended);
	check_day(r, "promise", q->promise, d->term.promise);
	check_day(r, "due", q->due, d->term.due);
	for (size_t i = 0; i < d->rights.n; i++)
		check_day(r, arena_printf(d->a, "due of %s", d->rights.items[i].right),
		    d->rights.items[i].due, dossier_right_due(d, d->rights.items[i].right));
	check_text(r, "is_extended", q->is_extended ? "true" : "false",
	    d->term.is_extended ? "true" : "false");
	return true;
}

/* ---- all of them ---- */

static bool
recheck_one(struct installation *in, const struct org *org, const struct standing *s,
    struct date today, struct arena *a, struct audit_findings *f, struct err *err)
{
	const struct request *q = &s->request;
	struct err bad = { 0 };
	struct recheck r = {
		.d = { .in = in,
		    .a = a,
		    .request = *q,
		    .org = *org,
		    .rights = s->rights,
		    .facts = s->facts,
		    .today = today },
		.s = s,
		.f = f,
	};
	auto_drop(json) json_t *did = r.did = json_object();
	check_facts(&r);
	check_approvals(&r);
	check_state(&r);
	check_rights(&r);
	check_tasks(&r);
	r.d.reg = register_of(in, org, q->register_version, &bad);
	r.d.calendar =
	    r.d.reg ? laws_calendar_of(in, q->calendar, q->calendar_version, &bad) : NULL;
	if (r.d.calendar)
		return check_dates(&r, err);
	if (bad.kind == ERR_TEMPORARY)
		return err_set(err, bad.kind, "%s", bad.text);
	/* by what its dates were made can not be read, so nothing follows */
	differs(&r, "request-differs", r.d.reg ? "calendar" : "register", q->calendar_version,
	    bad.text);
	return true;
}

/* A register as the log told its hash when it was loaded. */
static bool
check_registers(
    struct installation *in, const struct org *org, struct audit_findings *f, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct register_told_list list;
	if (!register_told(in->db, org->id, a, &list, err))
		return false;
	for (size_t i = 0; i < list.n; i++) {
		const struct register_told *v = &list.items[i];
		const char *follows = v->follows ? v->follows : "nothing";
		if (strcmp(v->stands, follows) != 0)
			audit_find(f,
			    json_pack("{s:s, s:s, s:s, s:s}", "what", "register-differs", "of",
				arena_printf(a, "version %d", v->version), "stands", v->stands,
				"follows", follows));
	}
	return true;
}

bool
dossier_recheck(struct installation *in, const struct org *org, struct audit_findings *f,
    int64_t *ret_n, struct err *err)
{
	struct date today;
	int64_t after = 0;
	*ret_n = 0;
	if (!org_today(org, &today, err) || !check_registers(in, org, f, err))
		return false;
	for (size_t n = PAGE; n == PAGE;) {
		auto_drop(arena) struct arena *a = arena_new();
		struct standing_list page;
		if (!standing_page(in->db, org->id, after, PAGE, a, &page, err))
			return false;
		n = page.n;
		for (size_t i = 0; i < n; i++)
			if (!recheck_one(in, org, &page.items[i], today, a, f, err))
				return false;
		if (n > 0)
			after = page.items[n - 1].request.id;
		*ret_n += (int64_t)n;
		progress_tell(in->progress, "requests derived again", *ret_n, 0);
	}
	return true;
}
