/*
 * Several queries that only read, in one round trip.
 */
#include "db.h"
#include "values.h"

static bool
send_all(struct db *db, const struct reading *r, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct query *q = r[i].q;
		if (q->changes_state)
			BUG("query %s changes state in a pipeline", q->name);
		auto_drop(params) struct params p;
		params_init(&p, r[i].args);
		if (p.n != q->nparams)
			BUG("query %s takes %d parameters, not %d", q->name, q->nparams, p.n);
		if (!PQsendQueryParams(
			db_conn(db), q->text, p.n, p.types, p.values, p.lengths, p.formats, 1))
			return db_error(db, NULL, err);
	}
	return PQpipelineSync(db_conn(db)) || db_error(db, NULL, err);
}

/* The result of each query, followed by none. After the first that failed none has rows. */
static bool
receive_one(struct db *db, struct reading *r, struct arena *a, struct err *err)
{
	auto_drop(pgresult) PGresult *res = db_result(db), *end = NULL;
	bool ok = PQresultStatus(res) == PGRES_TUPLES_OK;
	if (ok)
		rows_read(res, r->record, a, &r->rows);
	else if (err->kind == ERR_NONE)
		(void)db_error(db, res, err);
	end = res ? db_result(db) : NULL;
	return ok && !end;
}

bool
db_pipeline(struct db *db, struct reading *r, size_t n, struct arena *a, struct err *err)
{
	if (!PQenterPipelineMode(db_conn(db)))
		return db_error(db, NULL, err);
	bool ok = send_all(db, r, n, err);
	for (size_t i = 0; i < n && PQstatus(db_conn(db)) == CONNECTION_OK; i++)
		ok = receive_one(db, &r[i], a, err) && ok;
	auto_drop(pgresult) PGresult *sync = db_result(db);
	ok = ok && PQresultStatus(sync) == PGRES_PIPELINE_SYNC;
	return PQexitPipelineMode(db_conn(db)) && ok ? true
	    : err->kind == ERR_NONE                  ? db_error(db, NULL, err)
						     : false;
}
