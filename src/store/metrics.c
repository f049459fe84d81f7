/*
 * What the metrics count: open requests per right, and the queue.
 */
#include "db.h"
#include "dossier/store/metrics.h"

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
