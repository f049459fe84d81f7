/*
 * What the report reads, counted in SQL by what tells one request from another. What the facts mean
 * is the law's.
 */
#include "report_private.h"

static struct array
names(const char *const *facts)
{
	struct array a = { .type = ARRAY_TEXT };
	for (; *facts; facts++)
		array_text(&a, *facts);
	return a;
}

/* Columns received, register_version, processor, facts, endings from ${col} on. */
static struct report_group
read_group(const PGresult *res, int row, int col, struct arena *a)
{
	return (struct report_group){
		.received = col_date(res, row, col),
		.register_version = col_int(res, row, col + 1),
		.processor = col_bool(res, row, col + 2),
		.facts = col_text(res, row, col + 3, a),
		.endings = col_text(res, row, col + 4, a),
	};
}

static void
groups_of(const PGresult *res, struct arena *a, struct report_groups *ret)
{
	*ret = (struct report_groups){ .items = rows_alloc(a, res, struct report_group),
		.n = (size_t)PQntuples(res) };
	for (int i = 0; i < PQntuples(res); i++)
		ret->items[i] = read_group(res, i, 0, a);
}

bool
report_count_groups(struct db *db, int64_t org_id, struct report_days days,
    const struct report_when *when, const char *const *facts, struct arena *a,
    struct report_groups *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	auto_drop(array) struct array f = names(facts);
	if (!db_run(db, &q_report_groups,
		ARGS(I64(org_id), DATE(days.from), DATE(days.next), USEC(when->known),
		    DATE(when->as_of), ARRAY(f)),
		&res, err))
		return false;
	groups_of(res, a, ret);
	return true;
}

bool
report_groups(struct db *db, int64_t org_id, struct report_days days,
    const struct report_when *when, const char *const *facts, struct arena *a,
    struct report_groups *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!when->summed)
		return report_count_groups(db, org_id, days, when, facts, a, ret, err);
	if (!db_run(db, &q_report_day_cases, ARGS(I64(org_id), DATE(days.from), DATE(days.next)),
		&res, err))
		return false;
	groups_of(res, a, ret);
	return true;
}

static void
tasks_of(const PGresult *res, struct arena *a, struct report_tasks *ret)
{
	*ret = (struct report_tasks){ .items = rows_alloc(a, res, struct report_task),
		.n = (size_t)PQntuples(res) };
	for (int i = 0; i < PQntuples(res); i++)
		ret->items[i] = (struct report_task){
			.is_category = col_bool(res, i, 0),
			.name = col_text(res, i, 1, a),
			.received = col_date(res, i, 2),
			.created = col_date(res, i, 3),
			.finished = col_date(res, i, 4),
			.ended = col_bool(res, i, 5),
			.is_last = col_bool(res, i, 6),
			.tasks = col_i64(res, i, 7),
		};
}

bool
report_count_tasks(struct db *db, int64_t org_id, struct report_days days,
    const struct report_when *when, struct arena *a, struct report_tasks *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_report_tasks,
		ARGS(I64(org_id), DATE(days.from), DATE(days.next), USEC(when->known)), &res, err))
		return false;
	tasks_of(res, a, ret);
	return true;
}

bool
report_tasks(struct db *db, int64_t org_id, struct report_days days, const struct report_when *when,
    struct arena *a, struct report_tasks *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!when->summed)
		return report_count_tasks(db, org_id, days, when, a, ret, err);
	if (!db_run(db, &q_report_day_tasks, ARGS(I64(org_id), DATE(days.from), DATE(days.next)),
		&res, err))
		return false;
	tasks_of(res, a, ret);
	return true;
}

/* The requests whose keys the rows of ${ids} name. */
static bool
read_cases(struct db *db, int64_t org_id, const PGresult *ids, const struct report_when *when,
    const char *const *facts, struct arena *a, struct report_cases *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	auto_drop(array) struct array f = names(facts), keys = { .type = ARRAY_I64 };
	for (int i = 0; i < PQntuples(ids); i++)
		array_i64(&keys, col_i64(ids, i, 0));
	if (!db_run(db, &q_report_cases,
		ARGS(I64(org_id), ARRAY(keys), USEC(when->known), DATE(when->as_of), ARRAY(f)),
		&res, err))
		return false;
	*ret = (struct report_cases){ .items = rows_alloc(a, res, struct report_case),
		.n = (size_t)PQntuples(res) };
	for (int i = 0; i < PQntuples(res); i++)
		ret->items[i] = (struct report_case){
			.reference = col_text(res, i, 0, a),
			.group = read_group(res, i, 1, a),
			.unfinished = col_text(res, i, 6, a),
			.is_planned = col_bool(res, i, 7),
		};
	return true;
}

bool
report_ended(struct db *db, int64_t org_id, struct date received_before,
    const struct report_when *when, const char *const *facts, struct arena *a,
    struct report_cases *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	return db_run(db, &q_report_ended,
		   ARGS(I64(org_id), DATE(received_before), USEC(when->known)), &res, err) &&
	    read_cases(db, org_id, res, when, facts, a, ret, err);
}

bool
report_open(struct db *db, int64_t org_id, struct date due_by, int limit,
    const struct report_when *when, const char *const *facts, struct arena *a,
    struct report_cases *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	/* of a past day neither the due date nor the state of today tells anything */
	const struct date whenever = { 0 };
	struct date bound = when->known ? whenever : due_by;
	return db_run(db, &q_report_open,
		   ARGS(I64(org_id), DATE(bound), USEC(when->known),
		       I64(when->known ? INT64_MAX : limit)),
		   &res, err) &&
	    read_cases(db, org_id, res, when, facts, a, ret, err);
}

bool
report_begin(struct db *db, int64_t org_id, usec_t *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_report_session, ARGS(), NULL, err) ||
	    !db_run(db, &q_report_installed, ARGS(I64(org_id)), &res, err))
		return false;
	*ret = PQntuples(res) > 0 ? col_usec(res, 0, 0) : 0;
	return true;
}
