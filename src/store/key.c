/*
 * The keys of a request, or of an organisation, wrapped. Never sees one in clear.
 */
#include "bundle.h"

static bool
insert(struct db *db, int64_t org_id, int64_t request_id, const struct wrapped_keys *k,
    struct err *err)
{
	return db_run(db, &q_sealing_key_insert,
	    ARGS(I64(org_id), I64_OR_NULL(request_id), TEXT(k->content), TEXT(k->content_public),
		TEXT(k->ledger), USEC(clock_now())),
	    NULL, err);
}

bool
request_key_insert(
    struct db *db, const struct request *r, const struct wrapped_keys *k, struct err *err)
{
	return insert(db, r->org_id, r->id, k, err);
}

bool
org_key_insert(struct db *db, int64_t org_id, const struct wrapped_keys *k, struct err *err)
{
	return insert(db, org_id, 0, k, err);
}

static const struct field key_fields[] = {
	FIELD(struct wrapped_keys, content),
	FIELD(struct wrapped_keys, content_public),
	FIELD(struct wrapped_keys, ledger),
};
const struct record key_record = RECORD(struct wrapped_keys, key_fields);

bool
key_row(const struct rows *rows, struct wrapped_keys *ret, struct err *err)
{
	if (rows->n == 0)
		return err_set(err, ERR_NOTFOUND,
		    "the keys of this request were destroyed: what they sealed is gone");
	*ret = *(struct wrapped_keys *)rows->items;
	return true;
}

bool
request_key_get(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    struct wrapped_keys *ret, struct err *err)
{
	struct rows rows;
	return db_rows(db, &q_request_key_get, ARGS(I64(org_id), I64(id)), &key_record, a, &rows,
		   err) &&
	    key_row(&rows, ret, err);
}

bool
org_key_get(
    struct db *db, int64_t org_id, struct arena *a, struct wrapped_keys *ret, struct err *err)
{
	struct rows rows;
	if (!db_rows(db, &q_org_key_get, ARGS(I64(org_id)), &key_record, a, &rows, err))
		return false;
	if (rows.n == 0)
		return err_set(err, ERR_NOTFOUND, "the keys of this organisation are gone");
	*ret = *(struct wrapped_keys *)rows.items;
	return true;
}
