/*
 * A request with what belongs to it, in one round trip. Under its lock every query sees what was
 * there when the lock was had, since each begins after the one before it.
 */
#include "bundle.h"

enum { LOCK, REQUEST, ORG, RIGHTS, IDENTIFIERS, TASKS, OUTCOMES, FACTS, KEYS, READINGS };

static const struct record nothing;

#define ITEMS(list, rows) (*(list) = (__typeof__(*(list))){ (rows).items, (rows).n })

bool
bundle_read(struct db *db, int64_t org_id, int64_t id, bool lock, struct arena *a,
    struct bundle *ret, struct err *err)
{
	auto_drop(array) struct array ids = { .type = ARRAY_I64 };
	array_i64(&ids, id);
	const struct arg *args = ARGS(I64(org_id), I64(id));
	struct reading r[READINGS] = {
		[LOCK] = { &q_request_lock, args, &nothing, { 0 } },
		[REQUEST] = { &q_request_by_ids, ARGS(I64(org_id), ARRAY(ids)), &request_record,
		    { 0 } },
		[ORG] = { &q_organisation_find, ARGS(TEXT(NULL), TEXT(NULL), I64(org_id)),
		    &org_record, { 0 } },
		[RIGHTS] = { &q_request_rights, args, &right_record, { 0 } },
		[IDENTIFIERS] = { &q_identifier_list, args, &identifier_record, { 0 } },
		[TASKS] = { &q_task_of_request, args, &task_record, { 0 } },
		[OUTCOMES] = { &q_outcome_list, args, &outcome_record, { 0 } },
		[FACTS] = { &q_request_clock, args, &fact_record, { 0 } },
		[KEYS] = { &q_request_key_get, args, &key_record, { 0 } },
	};
	size_t first = lock ? LOCK : REQUEST;
	if (lock && !db_in_transaction(db))
		BUG("a lock outside a transaction");
	if (!db_pipeline(db, r + first, READINGS - first, a, err))
		return false;
	if (r[REQUEST].rows.n == 0 || r[ORG].rows.n == 0)
		return err_set(err, ERR_NOTFOUND, "no request with the key %lld", (long long)id);
	ret->request = *(struct request *)r[REQUEST].rows.items;
	ret->org = *(struct org *)r[ORG].rows.items;
	ITEMS(&ret->rights, r[RIGHTS].rows);
	ITEMS(&ret->identifiers, r[IDENTIFIERS].rows);
	task_rows(&r[TASKS].rows, a, &ret->tasks);
	fact_rows(&r[FACTS].rows, a, &ret->facts);
	return outcome_rows(&r[OUTCOMES].rows, a, &ret->outcomes, err) &&
	    key_row(&r[KEYS].rows, &ret->keys, err);
}
