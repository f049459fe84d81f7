/*
 * Taking logged requests in hand for fanning out. What is asked of whom is law/plan's to say and
 * the room search to insert.
 */
#include "db.h"
#include "dossier/store/fanout.h"

static const struct field row_fields[] = {
	FIELD(struct fan_out_row, request_id),
	FIELD(struct fan_out_row, register_version),
	FIELD(struct fan_out_row, instructed_by),
	FIELD(struct fan_out_row, rights),
	FIELD(struct fan_out_row, kinds),
	FIELD(struct fan_out_row, objected),
	FIELD(struct fan_out_row, withdrawn),
	FIELD(struct fan_out_row, due),
	FIELD(struct fan_out_row, logged_at),
};
static const struct record row_record = RECORD(struct fan_out_row, row_fields);

bool
fan_out_claim(struct db *db, int64_t org_id, int limit, struct arena *a, struct fan_out_list *ret,
    struct err *err)
{
	return DB_LIST(
	    db, &q_fan_out_claim, ARGS(I64(org_id), I64(limit)), &row_record, a, ret, err);
}

bool
fan_out_done(struct db *db, int64_t org_id, const int64_t *request_ids, size_t n, struct err *err)
{
	auto_drop(array) struct array ids = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		array_i64(&ids, request_ids[i]);
	int64_t moved;
	if (!db_change(db, &q_fan_out_done, ARGS(I64(org_id), ARRAY(ids)), &moved, err))
		return false;
	return moved == (int64_t)n ||
	    err_set(err, ERR_CONFLICT, "some of these requests were fanned out already");
}
