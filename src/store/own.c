/*
 * What was collected for requests that ended.
 */
#include "db.h"
#include "dossier/store/own.h"

static const struct field due_fields[] = {
	FIELD(struct own_due, request_id),
	FIELD(struct own_due, reference),
	FIELD(struct own_due, ended),
	FIELD(struct own_due, built),
	FIELD(struct own_due, waits),
};
static const struct record due_record = RECORD(struct own_due, due_fields);
static const struct field marked_fields[] = {
	FIELD(struct own_due, request_id),
	FIELD(struct own_due, reference),
};
static const struct record marked_record = RECORD(struct own_due, marked_fields);

bool
own_due(struct db *db, int64_t org_id, usec_t before, int64_t after, struct arena *a,
    struct own_dues *ret, struct err *err)
{
	return DB_LIST(
	    db, &q_own_due, ARGS(I64(org_id), USEC(before), I64(after)), &due_record, a, ret, err);
}

bool
own_mark(struct db *db, int64_t org_id, int64_t request_id, bool *ret, struct err *err)
{
	int64_t n = 0;
	bool ok = db_change(
	    db, &q_own_mark, ARGS(I64(org_id), I64(request_id), USEC(clock_now())), &n, err);
	*ret = n == 1;
	return ok;
}

bool
own_marked(struct db *db, int64_t org_id, struct arena *a, struct own_dues *ret, struct err *err)
{
	return DB_LIST(db, &q_own_marked, ARGS(I64(org_id)), &marked_record, a, ret, err);
}

static const struct field blob_fields[] = { FIELD(struct own_blob, blob) };
static const struct record blob_record = RECORD(struct own_blob, blob_fields);

bool
own_blobs(struct db *db, int64_t org_id, int64_t request_id, struct arena *a, struct own_blobs *ret,
    struct err *err)
{
	return DB_LIST(
	    db, &q_own_blobs, ARGS(I64(org_id), I64(request_id)), &blob_record, a, ret, err);
}

static const struct field gone_fields[] = {
	FIELD(struct own_gone, letters),
	FIELD(struct own_gone, parts),
	FIELD(struct own_gone, archives),
};
static const struct record gone_record = RECORD(struct own_gone, gone_fields);

bool
own_destroy(
    struct db *db, int64_t org_id, int64_t request_id, struct own_gone *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	bool found;
	return db_row(db, &q_own_destroy, ARGS(I64(org_id), I64(request_id), USEC(clock_now())),
		   &gone_record, a, ret, &found, err) &&
	    (found || err_set(err, ERR_CONFLICT, "it was destroyed already"));
}

bool
own_last(struct db *db, int64_t org_id, int64_t *ret_n, usec_t *ret_last, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_own_last, ARGS(I64(org_id)), &res, err))
		return false;
	*ret_n = col_i64(res, 0, 0);
	*ret_last = col_usec(res, 0, 1);
	return true;
}
