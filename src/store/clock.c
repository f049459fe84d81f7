/*
 * The clock's side of the store: dates that follow from facts, what the ladder told, metrics.
 * Computes no date.
 */
#include "db.h"
#include "dossier/store_clock.h"

bool
request_term_set(struct db *db, const struct request *r, bool is_extended, struct date due,
    struct date deadline, struct date extended, const char *calendar_version, struct err *err)
{
	return db_run(db, &q_request_term_set,
	    ARGS(I64(r->org_id), I64(r->id), BOOL(is_extended), DATE(due), DATE(deadline),
		DATE(extended), TEXT(calendar_version)),
	    NULL, err);
}

bool
request_look(struct db *db, int64_t org_id, struct date today, int limit, struct arena *a,
    struct look_list *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_request_look, ARGS(I64(org_id), DATE(today), INT(limit)), &res, err))
		return false;
	*ret = (struct look_list){ .items = rows_alloc(a, res, struct look),
		.n = (size_t)PQntuples(res) };
	for (int i = 0; i < PQntuples(res); i++)
		ret->items[i] = (struct look){
			.request_id = col_i64(res, i, 0),
			.reference = col_text(res, i, 1, a),
			.due = col_date(res, i, 2),
			.handler = col_text(res, i, 3, a),
			.told_rung = col_null(res, i, 4) ? -1 : col_int(res, i, 4),
		};
	return true;
}

bool
task_look(struct db *db, int64_t org_id, const char *zone, struct date today, int limit,
    struct arena *a, struct look_list *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_task_look, ARGS(I64(org_id), DATE(today), INT(limit)), &res, err))
		return false;
	*ret = (struct look_list){ .items = rows_alloc(a, res, struct look),
		.n = (size_t)PQntuples(res) };
	for (int i = 0; i < PQntuples(res); i++) {
		struct look *l = &ret->items[i];
		*l = (struct look){
			.task_id = col_i64(res, i, 0),
			.request_id = col_i64(res, i, 1),
			.reference = col_text(res, i, 2, a),
			.system = col_text(res, i, 3, a),
			.asked_at = col_usec(res, i, 4),
			.due = col_date(res, i, 5),
			.told_rung = col_null(res, i, 6) ? -1 : col_int(res, i, 6),
			.ended = col_bool(res, i, 7),
			.instruction = col_text(res, i, 8, a),
			.handler = col_text(res, i, 9, a),
		};
		if (!zone_date(zone, l->asked_at, &l->asked, err))
			return false;
	}
	return true;
}

bool
look_again(struct db *db, int64_t org_id, const struct look *l, struct date on, struct err *err)
{
	return db_run(db, &q_look_again,
	    ARGS(I64(org_id), I64(l->request_id), I64_OR_NULL(l->task_id), DATE(on)), NULL, err);
}

bool
escalation_insert(struct db *db, int64_t org_id, const struct look *l, const struct escalation *e,
    usec_t at, bool *ret_new, struct err *err)
{
	int64_t n = 0;
	bool ok = db_change(db, &q_escalation_insert,
	    ARGS(I64(org_id), I64(l->request_id), I64_OR_NULL(l->task_id), INT(e->rung),
		TEXT(e->name), TEXT(e->roles), DATE(e->due), DATE(e->reached), USEC(at),
		USEC(l->asked_at)),
	    &n, err);
	*ret_new = n > 0;
	return ok;
}

bool
request_calendar_old(struct db *db, int64_t org_id, const char *version, int limit, struct arena *a,
    const char *const **ret, size_t *ret_n, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_request_calendar_old, ARGS(I64(org_id), TEXT(version), INT(limit)), &res,
		err))
		return false;
	const char **references = rows_alloc(a, res, const char *);
	for (int i = 0; i < PQntuples(res); i++)
		references[i] = col_text(res, i, 0, a);
	*ret = references;
	*ret_n = (size_t)PQntuples(res);
	return true;
}

bool
clock_explained(
    struct db *db, int64_t org_id, const int64_t *ids, size_t n, bool *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	auto_drop(array) struct array keys = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		array_i64(&keys, ids[i]);
	if (n > 0 && !db_run(db, &q_clock_explained, ARGS(I64(org_id), ARRAY(keys)), &res, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		ret[i] = false;
		for (int k = 0; k < PQntuples(res) && !ret[i]; k++)
			ret[i] = col_i64(res, k, 0) == ids[i];
	}
	return true;
}

bool
metrics_of(struct db *db, int64_t org_id, struct date today, struct arena *a,
    struct metric_list *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_metrics, ARGS(I64(org_id), DATE(today)), &res, err))
		return false;
	*ret = (struct metric_list){ .items = rows_alloc(a, res, struct metric),
		.n = (size_t)PQntuples(res) };
	for (int i = 0; i < PQntuples(res); i++)
		ret->items[i] = (struct metric){
			.right = col_text(res, i, 0, a),
			.open = col_i64(res, i, 1),
			.due_soon = col_i64(res, i, 2),
			.late = col_i64(res, i, 3),
			.oldest = col_date(res, i, 4),
		};
	return true;
}

bool
metrics_queue(struct db *db, int64_t org_id, usec_t now, int64_t *ret_ready, int64_t *ret_age_s,
    struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_metrics_queue, ARGS(I64(org_id), USEC(now)), &res, err))
		return false;
	*ret_ready = col_i64(res, 0, 0);
	*ret_age_s = col_i64(res, 0, 1);
	return true;
}
