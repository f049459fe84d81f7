/*
 * What left or may leave: parts, letters and archives as they are listed. Knows names of blobs, not
 * blobs.
 */
#include "db.h"

bool
part_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a, struct part_list *ret,
    struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_part_list, ARGS(I64(org_id), I64(request_id)), &res, err))
		return false;
	*ret = (struct part_list){ .items = rows_alloc(a, res, struct stored_part),
		.n = (size_t)PQntuples(res) };
	for (int i = 0; i < PQntuples(res); i++)
		ret->items[i] = (struct stored_part){
			.category = col_text(res, i, 0, a),
			.name = col_text(res, i, 1, a),
			.format = col_text(res, i, 2, a),
			.blob = col_text(res, i, 3, a),
			.json = col_text(res, i, 4, a),
		};
	return true;
}

bool
blob_is_known(struct db *db, int64_t org_id, const char *blob, bool *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_blob_is_known, ARGS(I64(org_id), TEXT(blob)), &res, err))
		return false;
	*ret = col_bool(res, 0, 0);
	return true;
}

bool
letter_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct letter_list *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_letter_list, ARGS(I64(org_id), I64(request_id)), &res, err))
		return false;
	*ret = (struct letter_list){ .items = rows_alloc(a, res, struct letter),
		.n = (size_t)PQntuples(res) };
	for (int i = 0; i < PQntuples(res); i++)
		ret->items[i] = (struct letter){
			.id = col_i64(res, i, 0),
			.kind = col_text(res, i, 1, a),
			.recipient = col_text(res, i, 2, a),
			.state = col_text(res, i, 3, a),
			.message_id = col_text(res, i, 4, a),
			.file = col_text(res, i, 5, a),
			.at = col_usec(res, i, 6),
		};
	return true;
}

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
