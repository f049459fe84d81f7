/*
 * The queue: planning, claiming and watching tasks. How a batch is finished stands in
 * task_finish.c. A task may run more than once; the fence decides whose result counts.
 */
#include "bundle.h"
#include "dossier/phrase.h"
#include "dossier/store/task.h"
#include "found.h"

struct row {
	const char *action;
	struct task task;
};
static const struct field task_fields[] = {
	COLUMN(struct row, organisation_id, task.org_id),
	COLUMN(struct row, task_id, task.id),
	COLUMN(struct row, request_id, task.request_id),
	COLUMN(struct row, reference, task.reference),
	COLUMN(struct row, system, task.system),
	FIELD(struct row, action),
	COLUMN(struct row, change, task.change),
	COLUMN(struct row, state, task.state),
	COLUMN(struct row, connector, task.connector),
	COLUMN(struct row, needs, task.needs),
	COLUMN(struct row, categories, task.categories),
	COLUMN(struct row, purge_at, task.purge_at),
	COLUMN(struct row, due, task.due),
	COLUMN(struct row, not_before, task.not_before),
	COLUMN(struct row, attempts, task.attempts),
	COLUMN(struct row, fence, task.fence),
	COLUMN(struct row, job_state, task.job_state),
	COLUMN(struct row, error, task.error),
	COLUMN(struct row, created_at, task.created_at),
	COLUMN(struct row, finished_at, task.finished_at),
	COLUMN(struct row, asked_at, task.asked_at),
};
const struct record task_record = RECORD(struct row, task_fields);

void
task_rows(const struct rows *rows, struct arena *a, struct task_list *ret)
{
	const struct row *row = rows->items;
	*ret = (struct task_list){ arena_alloc(a, rows->n * sizeof(*ret->items)), rows->n };
	for (size_t i = 0; i < rows->n; i++) {
		ret->items[i] = row[i].task;
		if (!action_parse(row[i].action, &ret->items[i].action))
			BUG("a task of the action %s", row[i].action);
	}
}

static bool
run_list(struct db *db, const struct query *q, const struct arg *args, struct arena *a,
    struct task_list *ret, struct err *err)
{
	struct rows rows;
	if (!db_rows(db, q, args, &task_record, a, &rows, err))
		return false;
	task_rows(&rows, a, ret);
	return true;
}

void
task_list_release(struct task_list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		json_decref(l->items[i].needs);
		json_decref(l->items[i].categories);
	}
	l->n = 0;
}

bool
queue_requests(struct db *db, int64_t org_id, const struct array *request_ids, struct err *err)
{
	return db_run(db, &q_task_queue, ARGS(I64(org_id), ARRAY(*request_ids)), NULL, err);
}

static bool
queue_request(struct db *db, int64_t org_id, int64_t request_id, struct err *err)
{
	auto_drop(array) struct array ids = { .type = ARRAY_I64 };
	array_i64(&ids, request_id);
	return queue_requests(db, org_id, &ids, err);
}

/* The tasks of one organisation, from the first on: every statement names one. */
static bool
insert_for(
    struct db *db, int64_t org_id, const struct task *t, size_t n, int64_t *ret_n, struct err *err)
{
	auto_drop(
	    array) struct array request = { .type = ARRAY_I64 },
				distinct = { .type = ARRAY_I64 }, system = { .type = ARRAY_TEXT },
				action = { .type = ARRAY_TEXT }, connector = { .type = ARRAY_TEXT },
				state = { .type = ARRAY_TEXT }, needs = { .type = ARRAY_TEXT },
				categories = { .type = ARRAY_TEXT },
				yields = { .type = ARRAY_TEXT }, purge_at = { .type = ARRAY_USEC },
				due = { .type = ARRAY_DATE }, not_before = { .type = ARRAY_USEC },
				change = { .type = ARRAY_I64 };
	int64_t last = 0;
	for (size_t i = 0; i < n; i++) {
		if (t[i].org_id != org_id)
			continue;
		if (t[i].request_id != last)
			array_i64(&distinct, last = t[i].request_id);
		array_i64(&request, t[i].request_id);
		array_text(&system, t[i].system);
		array_text(&action, action_name(t[i].action));
		array_i64(&change, t[i].change);
		array_text(&connector, t[i].connector);
		array_text(&state, t[i].state);
		array_json(&needs, t[i].needs);
		array_json(&yields, t[i].yields);
		array_json(&categories, t[i].categories);
		array_usec(&purge_at, t[i].purge_at);
		array_date(&due, t[i].due);
		array_usec(&not_before, t[i].not_before);
	}
	return db_change(db, &q_task_insert,
		   ARGS(I64(org_id), ARRAY(request), ARRAY(system), ARRAY(action), ARRAY(connector),
		       ARRAY(state), ARRAY(needs), ARRAY(categories), ARRAY(purge_at), ARRAY(due),
		       ARRAY(not_before), ARRAY(yields), ARRAY(change), USEC(clock_now())),
		   ret_n, err) &&
	    queue_requests(db, org_id, &distinct, err);
}

static bool
org_is_new(const struct task *t, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (t[j].org_id == t[i].org_id)
			return false;
	return true;
}

bool
task_insert(struct db *db, const struct task *tasks, size_t n, struct err *err)
{
	int64_t inserted = 0, any = 0;
	for (size_t i = 0; i < n; any += inserted, i++) {
		inserted = 0;
		if (org_is_new(tasks, i) &&
		    !insert_for(db, tasks[i].org_id, &tasks[i], n - i, &inserted, err))
			return false;
	}
	return any == 0 || notify_work(db, err);
}

/* As they are claimed: soonest purged first (never: last), then the earliest deadline. */
static int
by_urgency(const void *a, const void *b)
{
	const struct task *x = a, *y = b;
	int64_t xkey[] = { x->purge_at ? x->purge_at : INT64_MAX, date_to_days(x->due), x->id },
		ykey[] = { y->purge_at ? y->purge_at : INT64_MAX, date_to_days(y->due), y->id };
	size_t i = 0;
	while (i + 1 < array_len(xkey) && xkey[i] == ykey[i])
		i++;
	return (xkey[i] > ykey[i]) - (xkey[i] < ykey[i]);
}

bool
task_claim(struct db *db, int64_t org_id, const char *worker, int max, int lease_s, bool collects,
    struct arena *a, struct task_list *ret, struct err *err)
{
	if (!db_run(db, &q_task_mature, ARGS(I64(org_id), I64(max)), NULL, err) ||
	    !run_list(db, &q_task_claim,
		ARGS(I64(org_id), TEXT(worker), I64(max), INT(lease_s), BOOL(collects)), a, ret,
		err))
		return false;
	qsort(ret->items, ret->n, sizeof(*ret->items), by_urgency);
	return true;
}

bool
task_extend(struct db *db, int64_t org_id, const char *worker, const int64_t *ids, size_t n,
    int lease_s, struct err *err)
{
	auto_drop(array) struct array a = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		array_i64(&a, ids[i]);
	return db_run(
	    db, &q_task_extend, ARGS(I64(org_id), TEXT(worker), ARRAY(a), INT(lease_s)), NULL, err);
}

bool
task_give_back(struct db *db, int64_t org_id, const char *worker, const int64_t *ids, size_t n,
    struct err *err)
{
	auto_drop(array) struct array a = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		array_i64(&a, ids[i]);
	return db_run(db, &q_task_give_back, ARGS(I64(org_id), TEXT(worker), ARRAY(a)), NULL, err);
}

static bool
put_off(struct db *db, int64_t org_id, const char *worker, const struct array *ids,
    const struct array *requests, int s, struct err *err)
{
	return db_run(db, &q_task_finish_lock, ARGS(I64(org_id), ARRAY(*requests)), NULL, err) &&
	    db_run(db, &q_task_put_off, ARGS(I64(org_id), TEXT(worker), ARRAY(*ids), INT(s)), NULL,
		err) &&
	    queue_requests(db, org_id, requests, err);
}

bool
task_put_off(struct db *db, int64_t org_id, const char *worker, const int64_t *ids,
    const int64_t *request_ids, size_t n, int s, struct err *err)
{
	auto_drop(array) struct array a = { .type = ARRAY_I64 }, requests = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++) {
		array_i64(&a, ids[i]);
		array_i64(&requests, request_ids[i]);
	}
	if (!db_begin(db, err))
		return false;
	if (put_off(db, org_id, worker, &a, &requests, s, err))
		return db_commit(db, err);
	db_rollback(db);
	return false;
}

bool
task_hasten(struct db *db, int64_t org_id, const char *system, struct err *err)
{
	return db_run(db, &q_task_hasten, ARGS(I64(org_id), TEXT(system)), NULL, err) &&
	    notify_retry(db, org_id, system, err);
}

bool
task_reconnect(struct db *db, const struct task *t, const char *connector, struct err *err)
{
	return db_run(
	    db, &q_task_connector, ARGS(I64(t->org_id), I64(t->id), TEXT(connector)), NULL, err);
}

bool
task_move(struct db *db, const struct task *t, const char *to, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_task_move, ARGS(I64(t->org_id), I64(t->id), TEXT(to), USEC(clock_now())),
		&res, err))
		return false;
	if (PQntuples(res) == 0)
		return err_set(err, ERR_CONFLICT, "the task at %s is %s and can not become %s%s",
		    t->system, t->state, to,
		    strcmp(t->state, "ready") == 0 ? phrase(" before `dossier work` has asked")
						   : "");
	return queue_request(db, t->org_id, t->request_id, err) &&
	    (strcmp(to, "ready") != 0 || notify_retry(db, t->org_id, t->system, err));
}

bool
task_stop(struct db *db, const struct request *r, const char *code, struct err *err)
{
	return db_run(db, &q_task_stop, ARGS(I64(r->org_id), I64(r->id), TEXT(code)), NULL, err) &&
	    queue_request(db, r->org_id, r->id, err);
}

bool
task_go_on(struct db *db, const struct request *r, struct err *err)
{
	return db_run(db, &q_task_go_on, ARGS(I64(r->org_id), I64(r->id)), NULL, err) &&
	    queue_request(db, r->org_id, r->id, err) && notify_work(db, err);
}

bool
task_of_request(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct task_list *ret, struct err *err)
{
	return run_list(db, &q_task_of_request, ARGS(I64(org_id), I64(request_id)), a, ret, err);
}

bool
task_unlooked(struct db *db, int64_t org_id, usec_t before, usec_t after, struct arena *a,
    struct task_list *ret, struct err *err)
{
	return run_list(
	    db, &q_task_unlooked, ARGS(I64(org_id), USEC(before), USEC(after)), a, ret, err);
}

bool
task_list(struct db *db, int64_t org_id, const char *state, int limit, struct arena *a,
    struct task_list *ret, struct err *err)
{
	static const struct {
		const char *state;
		const struct query *q;
	} queries[] = { { "ready", &q_task_list_ready }, { "leased", &q_task_list_leased },
		{ "done", &q_task_list_done }, { "failing", &q_task_list_failing } };
	int64_t max = limit > 0 ? limit : INT64_MAX;
	if (!state)
		return run_list(db, &q_task_list_person, ARGS(I64(org_id), I64(max)), a, ret, err);
	for (size_t i = 0; i < array_len(queries); i++)
		if (strcmp(queries[i].state, state) == 0)
			return run_list(db, queries[i].q, ARGS(I64(org_id), I64(max)), a, ret, err);
	return run_list(
	    db, &q_task_list_idle, ARGS(I64(org_id), I64(max), TEXT(state)), a, ret, err);
}

struct counts {
	int64_t ready, leased, next_s;
};
static const struct field counts_fields[] = {
	FIELD(struct counts, ready),
	FIELD(struct counts, leased),
	FIELD(struct counts, next_s),
};
static const struct record counts_record = RECORD(struct counts, counts_fields);

bool
task_counts(struct db *db, int64_t org_id, int64_t *ret_ready, int64_t *ret_leased, int *ret_next_s,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct counts c = { 0 };
	bool found;
	if (!db_row(db, &q_task_counts, ARGS(I64(org_id)), &counts_record, a, &c, &found, err))
		return false;
	*ret_ready = c.ready;
	*ret_leased = c.leased;
	*ret_next_s = c.next_s > INT32_MAX ? INT32_MAX : (int)c.next_s;
	return true;
}
