/*
 * What the monthly report reads. Counts in SQL; words and percentages are the report room's.
 */
#include "db.h"

bool
report_month(struct db *db, int64_t org_id, struct date first_day, struct date today, struct arena *a,
    struct report_rows *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_report_month, ARGS(I64(org_id), DATE(first_day), DATE(today)), &res, err))
		return false;
	*ret = (struct report_rows){ .items = rows_alloc(a, res, struct report_row), .n = (size_t)PQntuples(res) };
	for (int i = 0; i < PQntuples(res); i++)
		ret->items[i] = (struct report_row){
			.right = col_text(res, i, 0, a),
			.received = col_i64(res, i, 1),
			.closed_in_time = col_i64(res, i, 2),
			.closed_late = col_i64(res, i, 3),
			.open_in_time = col_i64(res, i, 4),
			.open_late = col_i64(res, i, 5),
			.extended = col_i64(res, i, 6),
			.refused = col_i64(res, i, 7),
		};
	return true;
}
