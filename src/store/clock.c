/*
 * Clock facts: append-only, in the order of writing. Computes no date.
 */
#include "db.h"
#include "dossier/store/clock.h"

static const struct field fact_fields[] = {
	FIELD(struct clock_fact, fact),
	FIELD(struct clock_fact, at),
	FIELD(struct clock_fact, detail),
	FIELD(struct clock_fact, by),
	FIELD(struct clock_fact, recorded_at),
};
static const struct record fact_record = RECORD(struct clock_fact, fact_fields);

bool
request_clock(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    struct clock_fact_list *ret, struct err *err)
{
	return DB_LIST(db, &q_request_clock, ARGS(I64(org_id), I64(id)), &fact_record, a, ret, err);
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
