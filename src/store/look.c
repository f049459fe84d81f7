/*
 * What is due to be looked at by the ladders, and what they told. Decides nothing.
 */
#include "db.h"
#include "dossier/store/look.h"

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
