/*
 * Days of receipt whose requests and tasks were counted before. What is kept are facts, not
 * judgements, so that neither the law nor today matters to it; a fact or an event of a request
 * makes its day stale. All of it can be thrown away.
 *
 * What is kept is right up to a fact and an event, the mark. Keys are handed out before they are
 * committed: so that none with a lower key appears later, who writes is waited for while the mark
 * moves, and for no longer. Who counts holds the mark's lock, so that it does not move past what is
 * being counted. Who reads does so as of one moment: meanwhile days may go stale, and their sums
 * are gone until somebody counts them anew.
 */
#include "dossier/store/event.h"
#include "report_private.h"

struct newest {
	int64_t clock_id, event_id, clock_mark, event_mark;
	bool is_marked;
};

static const struct field newest_fields[] = {
	FIELD(struct newest, clock_id),
	FIELD(struct newest, event_id),
	FIELD(struct newest, clock_mark),
	FIELD(struct newest, event_mark),
	FIELD(struct newest, is_marked),
};
static const struct record newest_record = RECORD(struct newest, newest_fields);

static bool
newest(struct db *db, int64_t org_id, struct newest *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	bool found;
	return db_row(
	    db, &q_report_day_newest, ARGS(I64(org_id)), &newest_record, a, ret, &found, err);
}

typedef bool marked(struct db *db, int64_t org_id, const void *arg, struct err *err);

/*
 * Does something while the mark is locked. Nothing happened by it: what is known was only
 * added up.
 */
static bool
with_mark(struct db *db, int64_t org_id, marked *fn, const void *arg, struct err *err)
{
	if (!db_begin(db, err))
		return false;
	if (db_run(db, &q_report_day_wait, ARGS(), NULL, err) &&
	    db_run(db, &q_report_day_mark_lock, ARGS(I64(org_id)), NULL, err) &&
	    fn(db, org_id, arg, err)) {
		event_none(db);
		return db_commit(db, err);
	}
	db_rollback(db);
	return false;
}

static bool
make_mark(struct db *db, int64_t org_id, const void *arg, struct err *err)
{
	(void)arg;
	return db_run(db, &q_report_day_mark_new, ARGS(I64(org_id)), NULL, err);
}

static bool
move_mark(struct db *db, int64_t org_id, const void *arg, struct err *err)
{
	struct newest n;
	(void)arg;
	return db_run(db, &q_report_day_lock, ARGS(), NULL, err) && newest(db, org_id, &n, err) &&
	    db_run(db, &q_report_day_forget,
		ARGS(I64(org_id), I64(n.clock_mark), I64(n.event_mark)), NULL, err) &&
	    db_run(db, &q_report_day_mark_put, ARGS(I64(org_id), I64(n.clock_id), I64(n.event_id)),
		NULL, err);
}

bool
report_stale(struct db *db, int64_t org_id, struct report_days days, struct arena *a,
    struct date **ret, size_t *ret_n, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	struct newest n;
	int row = 0;
	if (!newest(db, org_id, &n, err) ||
	    (!n.is_marked && !with_mark(db, org_id, make_mark, NULL, err)))
		return false;
	if ((n.clock_id != n.clock_mark || n.event_id != n.event_mark) &&
	    !with_mark(db, org_id, move_mark, NULL, err))
		return false;
	if (!db_run(db, &q_report_day_list, ARGS(I64(org_id), DATE(days.from), DATE(days.next)),
		&res, err))
		return false;
	*ret = arena_alloc(
	    a, (size_t)(date_to_days(days.next) - date_to_days(days.from)) * sizeof(**ret));
	*ret_n = 0;
	for (struct date d = days.from; date_cmp(d, days.next) < 0; d = date_add_days(d, 1)) {
		if (row < PQntuples(res) && date_cmp(col_date(res, row, 0), d) == 0)
			row++;
		else
			(*ret)[(*ret_n)++] = d;
	}
	return true;
}

bool
report_snapshot(
    struct db *db, int64_t org_id, struct report_days days, bool *ret_summed, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_begin(db, err))
		return false;
	if (db_run(db, &q_report_snapshot, ARGS(), NULL, err) &&
	    db_run(db, &q_report_day_list, ARGS(I64(org_id), DATE(days.from), DATE(days.next)),
		&res, err)) {
		*ret_summed = PQntuples(res) == date_to_days(days.next) - date_to_days(days.from);
		return true;
	}
	db_rollback(db);
	return false;
}

/* ---- filling ---- */

static bool
put_days(struct db *db, int64_t org_id, struct report_days days, struct err *err)
{
	auto_drop(array) struct array received = { .type = ARRAY_DATE };
	for (struct date d = days.from; date_cmp(d, days.next) < 0; d = date_add_days(d, 1))
		array_date(&received, d);
	/* somebody else may have been quicker */
	return db_run(db, &q_report_day_drop, ARGS(I64(org_id), DATE(days.from), DATE(days.next)),
		   NULL, err) &&
	    db_run(db, &q_report_day_put, ARGS(I64(org_id), ARRAY(received)), NULL, err);
}

static bool
put_cases(struct db *db, int64_t org_id, const struct report_groups *g, struct err *err)
{
	auto_drop(array) struct array received = { .type = ARRAY_DATE },
				      version = { .type = ARRAY_I64 },
				      processor = { .type = ARRAY_I64 },
				      facts = { .type = ARRAY_TEXT },
				      endings = { .type = ARRAY_TEXT };
	for (size_t i = 0; i < g->n; i++) {
		const struct report_group *x = &g->items[i];
		array_date(&received, x->received);
		array_i64_or_null(&version, x->register_version);
		array_i64(&processor, x->processor);
		array_text(&facts, x->facts);
		array_text(&endings, x->endings);
	}
	return db_run(db, &q_report_day_put_cases,
	    ARGS(I64(org_id), ARRAY(received), ARRAY(version), ARRAY(processor), ARRAY(facts),
		ARRAY(endings)),
	    NULL, err);
}

static bool
put_tasks(struct db *db, int64_t org_id, const struct report_tasks *t, struct err *err)
{
	auto_drop(array) struct array flags = { .type = ARRAY_I64 }, name = { .type = ARRAY_TEXT },
				      received = { .type = ARRAY_DATE },
				      created = { .type = ARRAY_DATE },
				      finished = { .type = ARRAY_DATE },
				      tasks = { .type = ARRAY_I64 };
	for (size_t i = 0; i < t->n; i++) {
		const struct report_task *x = &t->items[i];
		array_i64(&flags, x->is_category | x->ended << 1 | x->is_last << 2);
		array_text(&name, x->name);
		array_date(&received, x->received);
		array_date(&created, x->created);
		array_date(&finished, x->finished);
		array_i64(&tasks, x->tasks);
	}
	return db_run(db, &q_report_day_put_tasks,
	    ARGS(I64(org_id), ARRAY(flags), ARRAY(name), ARRAY(received), ARRAY(created),
		ARRAY(finished), ARRAY(tasks)),
	    NULL, err);
}

struct summing {
	struct report_days days;
	const char *const *facts;
};

static bool
sum_up(struct db *db, int64_t org_id, const void *arg, struct err *err)
{
	static const struct report_when now = { 0 };
	const struct summing *s = arg;
	auto_drop(arena) struct arena *a = arena_new();
	struct report_groups groups;
	struct report_tasks tasks;
	return report_count_groups(db, org_id, s->days, &now, s->facts, a, &groups, err) &&
	    report_count_tasks(db, org_id, s->days, &now, a, &tasks, err) &&
	    put_days(db, org_id, s->days, err) && put_cases(db, org_id, &groups, err) &&
	    put_tasks(db, org_id, &tasks, err);
}

bool
report_sum_up(struct db *db, int64_t org_id, struct report_days days, const char *const *facts,
    struct err *err)
{
	const struct summing s = { days, facts };
	return with_mark(db, org_id, sum_up, &s, err);
}
