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
		TEXT(r->contents), USEC(r->built_at ? r->built_at : clock_now()), I64(r->changes),
		TEXT(r->built_by), TEXT(r->left_out ? r->left_out : "[]")),
	    NULL, err);
}

static const struct field release_fields[] = {
	COLUMN(struct release, release_id, id),
	FIELD(struct release, blob),
	FIELD(struct release, sha256),
	FIELD(struct release, bytes),
	FIELD(struct release, built_at),
	FIELD(struct release, contents),
	FIELD(struct release, changes),
	FIELD(struct release, built_by),
	FIELD(struct release, left_out),
};
static const struct record release_record = RECORD(struct release, release_fields);

bool
release_newest(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct release *ret, struct err *err)
{
	bool found;
	return db_row(db, &q_release_newest, ARGS(I64(org_id), I64(request_id)), &release_record, a,
		   ret, &found, err) &&
	    (found || err_set(err, ERR_NOTFOUND, "no archive was built for this request yet"));
}

bool
release_answered(struct db *db, int64_t org_id, int64_t request_id, const char *right,
    struct arena *a, struct release *ret, bool *ret_found, struct err *err)
{
	return db_row(db, &q_release_answered, ARGS(I64(org_id), I64(request_id), TEXT(right)),
	    &release_record, a, ret, ret_found, err);
}
