/*
 * Clock facts: append-only, in the order of writing. Computes no date.
 */
#include "db.h"
#include "dossier/store/clock.h"

bool
request_clock(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    struct clock_fact_list *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_request_clock, ARGS(I64(org_id), I64(id)), &res, err))
		return false;
	*ret = (struct clock_fact_list){ .items = rows_alloc(a, res, struct clock_fact),
		.n = (size_t)PQntuples(res) };
	for (int i = 0; i < PQntuples(res); i++)
		ret->items[i] = (struct clock_fact){
			.fact = col_text(res, i, 0, a),
			.at = col_usec(res, i, 1),
			.detail = col_text(res, i, 2, a),
			.by = col_text(res, i, 3, a),
			.recorded_at = col_usec(res, i, 4),
		};
	return true;
}

bool
clock_append(struct db *db, int64_t org_id, int64_t id, const char *fact, usec_t at,
    const char *detail, const char *by, struct err *err)
{
	return db_run(db, &q_clock_append,
	    ARGS(I64(org_id), I64(id), TEXT(fact), USEC(at), TEXT(detail), TEXT(by),
		USEC(clock_now())),
	    NULL, err);
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
