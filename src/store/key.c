/*
 * The keys of a request, wrapped. Never sees one in clear.
 */
#include "db.h"
#include "dossier/store/key.h"

bool
request_key_insert(struct db *db, const struct request *r, const char *content,
    const char *content_public_hex, const char *ledger, struct err *err)
{
	return db_run(db, &q_request_key_insert,
	    ARGS(I64(r->org_id), I64(r->id), TEXT(content), TEXT(content_public_hex), TEXT(ledger),
		USEC(clock_now())),
	    NULL, err);
}

struct keys {
	const char *content, *content_public, *ledger;
};
static const struct field keys_fields[] = {
	FIELD(struct keys, content),
	FIELD(struct keys, content_public),
	FIELD(struct keys, ledger),
};
static const struct record keys_record = RECORD(struct keys, keys_fields);

bool
request_key_get(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    const char **ret_content, const char **ret_public_hex, const char **ret_ledger, struct err *err)
{
	struct keys k;
	bool found;
	if (!db_row(db, &q_request_key_get, ARGS(I64(org_id), I64(id)), &keys_record, a, &k, &found,
		err))
		return false;
	if (!found)
		return err_set(err, ERR_NOTFOUND,
		    "the keys of this request were destroyed: what they sealed is gone");
	*ret_content = k.content;
	*ret_public_hex = k.content_public;
	*ret_ledger = k.ledger;
	return true;
}
