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

bool
request_key_get(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    const char **ret_content, const char **ret_public_hex, const char **ret_ledger, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_request_key_get, ARGS(I64(org_id), I64(id)), &res, err))
		return false;
	if (PQntuples(res) == 0)
		return err_set(err, ERR_NOTFOUND,
		    "the keys of this request were destroyed: what they sealed is gone");
	*ret_content = col_text(res, 0, 0, a);
	*ret_public_hex = col_text(res, 0, 1, a);
	*ret_ledger = col_text(res, 0, 2, a);
	return true;
}
