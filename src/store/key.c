/*
 * The keys of a request, or of an organisation, wrapped. Never sees one in clear.
 */
#include "bundle.h"

static bool
insert(struct db *db, int64_t org_id, int64_t request_id, const struct wrapped_keys *k,
    struct err *err)
{
	int64_t n;
	if (!db_change(db, &q_sealing_key_insert,
		ARGS(I64(org_id), I64_OR_NULL(request_id), TEXT(k->content),
		    TEXT(k->content_public), TEXT(k->ledger), USEC(clock_now())),
		&n, err))
		return false;
	return n == 1 || key_rotated(err);
}

bool
key_rotated(struct err *err)
{
	return err_set(err, ERR_TEMPORARY, "a newer installation key came in between: try again");
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
	FIELD(struct wrapped_keys, content_ended),
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

static const struct field stale_fields[] = {
	FIELD(struct stale_key, key_id),
	FIELD(struct stale_key, content),
	FIELD(struct stale_key, ledger),
	FIELD(struct stale_key, reference),
};
static const struct record stale_record = RECORD(struct stale_key, stale_fields);

bool
key_stale(struct db *db, int64_t org_id, const char *newest, int64_t after, struct arena *a,
    struct stale_keys *ret, struct err *err)
{
	return DB_LIST(db, &q_key_stale, ARGS(I64(org_id), TEXT(newest), I64(after)), &stale_record,
	    a, ret, err);
}

bool
key_rewrap(struct db *db, int64_t org_id, const struct stale_keys *l, struct err *err)
{
	auto_drop(array) struct array ids = { .type = ARRAY_I64 };
	auto_drop(array) struct array contents = { .type = ARRAY_TEXT };
	auto_drop(array) struct array ledgers = { .type = ARRAY_TEXT };
	for (size_t i = 0; i < l->n; i++) {
		array_i64(&ids, l->items[i].key_id);
		array_text(&contents, l->items[i].content);
		array_text(&ledgers, l->items[i].ledger);
	}
	return db_run(db, &q_key_rewrap,
	    ARGS(I64(org_id), ARRAY(ids), ARRAY(contents), ARRAY(ledgers)), NULL, err);
}

static const struct field count_fields[] = {
	FIELD(struct key_count, key),
	FIELD(struct key_count, n),
};
static const struct record count_record = RECORD(struct key_count, count_fields);

bool
key_count(struct db *db, int64_t org_id, struct arena *a, struct key_counts *ret, struct err *err)
{
	return DB_LIST(db, &q_key_count, ARGS(I64(org_id)), &count_record, a, ret, err);
}

bool
installation_key_put(struct db *db, const char *id, struct err *err)
{
	return db_run(db, &q_installation_key_put, ARGS(TEXT(id)), NULL, err);
}
