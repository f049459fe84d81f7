/*
 * What work on leased tasks takes of their requests. Never sees a key or a value in clear.
 */
#include "db.h"
#include "dossier/store/work.h"

static const struct field work_fields[] = {
	FIELD(struct work_row, request_id),
	FIELD(struct work_row, rights),
	FIELD(struct work_row, states),
	FIELD(struct work_row, kinds),
	FIELD(struct work_row, sealed),
	FIELD(struct work_row, blinds),
	FIELD(struct work_row, content),
	FIELD(struct work_row, ledger),
};
static const struct record work_record = RECORD(struct work_row, work_fields);

bool
work_list(struct db *db, int64_t org_id, const int64_t *request_ids, size_t n, struct arena *a,
    struct work_rows *ret, struct err *err)
{
	auto_drop(array) struct array ids = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		array_i64(&ids, request_ids[i]);
	return DB_LIST(db, &q_work_list, ARGS(I64(org_id), ARRAY(ids)), &work_record, a, ret, err);
}
