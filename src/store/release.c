/*
 * Archives that were built. Knows the names of their blobs, not the blobs.
 */
#include "db.h"
#include "dossier/store/release.h"

bool
release_insert(
    struct db *db, int64_t org_id, int64_t request_id, const struct release *r, struct err *err)
{
	return db_run(db, &q_release_insert,
	    ARGS(I64(org_id), I64(request_id), TEXT(r->blob), TEXT(r->sha256), I64(r->bytes),
		TEXT(r->contents), USEC(r->built_at ? r->built_at : clock_now())),
	    NULL, err);
}

bool
release_newest(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct release *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_release_newest, ARGS(I64(org_id), I64(request_id)), &res, err))
		return false;
	if (PQntuples(res) == 0)
		return err_set(err, ERR_NOTFOUND, "no archive was built for this request yet");
	*ret = (struct release){
		.id = col_i64(res, 0, 0),
		.blob = col_text(res, 0, 1, a),
		.sha256 = col_text(res, 0, 2, a),
		.bytes = col_i64(res, 0, 3),
		.built_at = col_usec(res, 0, 4),
		.contents = col_text(res, 0, 5, a),
	};
	return true;
}
