/*
 * Requests with what they follow from, read together: a query for each kind of row, whose rows come
 * in the order of the requests.
 */
#include "bundle.h"
#include "dossier/store/standing.h"

struct right_row {
	int64_t request_id;
	struct request_right right;
};
static const struct field right_fields[] = {
	FIELD(struct right_row, request_id),
	COLUMN(struct right_row, name, right.right),
	COLUMN(struct right_row, state, right.state),
	COLUMN(struct right_row, decided, right.decided),
	COLUMN(struct right_row, decision, right.decision),
	COLUMN(struct right_row, at_once, right.at_once),
	COLUMN(struct right_row, due, right.due),
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
	COLUMN(struct ended_row, change, task.change),
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

/* Rows of one kind: the key of its request, and what each is. next: which of them come next. */
struct pile {
	struct rows rows;
	size_t row_size, next;
};

/* All of a page. */
struct page {
	struct pile rights, tasks, outcomes, approvals, events;
	struct fact_list facts;
	const int64_t *fact_requests;
	size_t fact;
};

static void
give_facts(struct page *p, struct standing *s)
{
	size_t from = p->fact;
	while (p->fact < p->facts.n && p->fact_requests[p->fact] == s->request.id)
		p->fact++;
	s->facts = (struct fact_list){ p->facts.items + from, p->fact - from };
}

/*
 * The next rows of this request, without their keys: each moves up, over keys that were read.
 */
static void *
give(struct pile *p, int64_t request_id, size_t *ret_n)
{
	char *items = p->rows.items;
	size_t size = p->row_size - sizeof(request_id), from = p->next;
	for (; p->next < p->rows.n; p->next++) {
		const char *row = items + p->next * p->row_size;
		if (memcmp(row, &request_id, sizeof(request_id)) != 0)
			break;
		memmove(items + p->next * size, row + sizeof(request_id), size);
	}
	*ret_n = p->next - from;
	return items + from * size;
}

static bool
read_pile(struct db *db, const struct query *q, const struct arg *args, const struct record *of,
    struct arena *a, struct pile *ret, struct err *err)
{
	*ret = (struct pile){ .row_size = of->size };
	return db_rows(db, q, args, of, a, &ret->rows, err);
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
	    !read_pile(db, &q_standing_rights, args, &standing_right_record, a, &p.rights, err) ||
	    !read_pile(db, &q_standing_tasks, args, &standing_task_record, a, &p.tasks, err) ||
	    !read_pile(
		db, &q_standing_outcomes, args, &standing_ended_record, a, &p.outcomes, err) ||
	    !read_pile(
		db, &q_standing_approvals, args, &standing_approval_record, a, &p.approvals, err) ||
	    !read_pile(db, &q_standing_events, args, &standing_event_record, a, &p.events, err))
		return false;
	*ret = (struct standing_list){ arena_alloc(a, (requests.n + 1) * sizeof(*ret->items)),
		requests.n };
	for (size_t i = 0, n; i < requests.n; i++) {
		struct standing *s = &ret->items[i];
		s->request = requests.items[i];
		give_facts(&p, s);
		s->rights.items = give(&p.rights, s->request.id, &s->rights.n);
		s->tasks = give(&p.outcomes, s->request.id, &s->ntasks);
		s->approvals = give(&p.approvals, s->request.id, &s->napprovals);
		s->events = give(&p.events, s->request.id, &s->nevents);
		const bool *running = give(&p.tasks, s->request.id, &n);
		s->has_tasks = n > 0;
		s->running = n > 0 && *running;
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
