/*
 * Requests with what they follow from, read together: a query for each kind of row, whose rows come
 * in the order of the requests.
 */
#include "bundle.h"
#include "dossier/store/standing.h"

struct right_row {
	int64_t request_id;
	const char *name, *state, *decision;
	struct date decided;
	bool at_once;
};
static const struct field right_fields[] = {
	FIELD(struct right_row, request_id),
	FIELD(struct right_row, name),
	FIELD(struct right_row, state),
	FIELD(struct right_row, decided),
	FIELD(struct right_row, decision),
	FIELD(struct right_row, at_once),
};
static const struct record standing_right_record = RECORD(struct right_row, right_fields);

struct ended_row {
	int64_t request_id;
	struct standing_task task;
};
static const struct field ended_fields[] = {
	FIELD(struct ended_row, request_id),
	COLUMN(struct ended_row, system, task.system),
	COLUMN(struct ended_row, action, task.action),
	COLUMN(struct ended_row, state, task.state),
	COLUMN(struct ended_row, outcomes, task.outcomes),
};
static const struct record standing_ended_record = RECORD(struct ended_row, ended_fields);

struct task_row {
	int64_t request_id;
	bool running;
};
static const struct field task_fields[] = {
	FIELD(struct task_row, request_id),
	FIELD(struct task_row, running),
};
static const struct record standing_task_record = RECORD(struct task_row, task_fields);

struct event_row {
	int64_t request_id;
	const char *body;
};
static const struct field event_fields[] = {
	FIELD(struct event_row, request_id),
	FIELD(struct event_row, body),
};
static const struct record standing_event_record = RECORD(struct event_row, event_fields);

struct approval_row {
	int64_t request_id;
	struct approval approval;
};
static const struct field approval_fields[] = {
	FIELD(struct approval_row, request_id),
	COLUMN(struct approval_row, kind, approval.kind),
	COLUMN(struct approval_row, digest, approval.digest),
	COLUMN(struct approval_row, changes, approval.changes),
	COLUMN(struct approval_row, by, approval.by),
	COLUMN(struct approval_row, at, approval.at),
};
static const struct record standing_approval_record = RECORD(struct approval_row, approval_fields);

/* All rows of a page; from: which of them come next. */
struct page {
	struct rows rights, tasks, outcomes, approvals, events;
	struct fact_list facts;
	const int64_t *fact_requests;
	size_t right, task, outcome, approval, event, fact;
};

static void
give_facts(struct page *p, struct standing *s)
{
	size_t from = p->fact;
	while (p->fact < p->facts.n && p->fact_requests[p->fact] == s->request.id)
		p->fact++;
	s->facts = (struct fact_list){ p->facts.items + from, p->fact - from };
}

static void
give_rights(struct page *p, struct standing *s, struct arena *a)
{
	const struct right_row *row = p->rights.items;
	size_t from = p->right;
	while (p->right < p->rights.n && row[p->right].request_id == s->request.id)
		p->right++;
	s->rights.n = p->right - from;
	s->rights.items = arena_alloc(a, (s->rights.n + 1) * sizeof(*s->rights.items));
	for (size_t i = 0; i < s->rights.n; i++)
		s->rights.items[i] = (struct request_right){ .right = row[from + i].name,
			.state = row[from + i].state,
			.decided = row[from + i].decided,
			.decision = row[from + i].decision,
			.at_once = row[from + i].at_once };
}

static void
give_outcomes(struct page *p, struct standing *s, struct arena *a)
{
	const struct ended_row *row = p->outcomes.items;
	size_t from = p->outcome;
	while (p->outcome < p->outcomes.n && row[p->outcome].request_id == s->request.id)
		p->outcome++;
	s->ntasks = p->outcome - from;
	struct standing_task *tasks = arena_alloc(a, (s->ntasks + 1) * sizeof(*tasks));
	for (size_t i = 0; i < s->ntasks; i++)
		tasks[i] = row[from + i].task;
	s->tasks = tasks;
}

static void
give_approvals(struct page *p, struct standing *s, struct arena *a)
{
	const struct approval_row *row = p->approvals.items;
	size_t from = p->approval;
	while (p->approval < p->approvals.n && row[p->approval].request_id == s->request.id)
		p->approval++;
	s->napprovals = p->approval - from;
	struct approval *approvals = arena_alloc(a, (s->napprovals + 1) * sizeof(*approvals));
	for (size_t i = 0; i < s->napprovals; i++)
		approvals[i] = row[from + i].approval;
	s->approvals = approvals;
}

static void
give_tasks(struct page *p, struct standing *s)
{
	const struct task_row *row = p->tasks.items;
	if (p->task == p->tasks.n || row[p->task].request_id != s->request.id)
		return;
	s->has_tasks = true;
	s->running = row[p->task++].running;
}

static void
give_events(struct page *p, struct standing *s, struct arena *a)
{
	const struct event_row *row = p->events.items;
	size_t from = p->event;
	while (p->event < p->events.n && row[p->event].request_id == s->request.id)
		p->event++;
	s->nevents = p->event - from;
	const char **bodies = arena_alloc(a, (s->nevents + 1) * sizeof(*bodies));
	for (size_t i = 0; i < s->nevents; i++)
		bodies[i] = row[from + i].body;
	s->events = bodies;
}

static bool
read_page(struct db *db, int64_t org_id, int64_t after, int limit, struct arena *a,
    struct standing_list *ret, struct err *err)
{
	struct request_list requests;
	struct page p = { 0 };
	auto_drop(array) struct array ids = { .type = ARRAY_I64 };
	if (!db_run(db, &q_report_snapshot, ARGS(), NULL, err) ||
	    !DB_LIST(db, &q_standing_requests, ARGS(I64(org_id), I64(after), I64(limit)),
		&request_record, a, &requests, err))
		return false;
	for (size_t i = 0; i < requests.n; i++)
		array_i64(&ids, requests.items[i].id);
	const struct arg *args = ARGS(I64(org_id), ARRAY(ids));
	if (!facts_of(db, org_id, &ids, a, &p.facts, &p.fact_requests, err) ||
	    !db_rows(db, &q_standing_rights, args, &standing_right_record, a, &p.rights, err) ||
	    !db_rows(db, &q_standing_tasks, args, &standing_task_record, a, &p.tasks, err) ||
	    !db_rows(db, &q_standing_outcomes, args, &standing_ended_record, a, &p.outcomes, err) ||
	    !db_rows(
		db, &q_standing_approvals, args, &standing_approval_record, a, &p.approvals, err) ||
	    !db_rows(db, &q_standing_events, args, &standing_event_record, a, &p.events, err))
		return false;
	*ret = (struct standing_list){ arena_alloc(a, (requests.n + 1) * sizeof(*ret->items)),
		requests.n };
	for (size_t i = 0; i < requests.n; i++) {
		struct standing *s = &ret->items[i];
		s->request = requests.items[i];
		give_facts(&p, s);
		give_rights(&p, s, a);
		give_tasks(&p, s);
		give_outcomes(&p, s, a);
		give_approvals(&p, s, a);
		give_events(&p, s, a);
	}
	return true;
}

bool
standing_page(struct db *db, int64_t org_id, int64_t after, int limit, struct arena *a,
    struct standing_list *ret, struct err *err)
{
	if (!db_begin(db, err))
		return false;
	bool ok = read_page(db, org_id, after, limit, a, ret, err);
	db_rollback(db);
	return ok;
}
