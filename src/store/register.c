/*
 * The versions of registers. Knows a register as text only.
 */
#include "db.h"
#include "dossier/store/register.h"

bool
register_put(struct db *db, int64_t org_id, const char *text, size_t len, const char *by,
    int *ret_version, struct err *err)
{
	auto_drop(pgresult) PGresult *put = NULL, *newest = NULL;
	/* a statement of its own: what counts versions must see those of whom it waited for */
	if (!db_run(db, &q_organisation_lock, ARGS(I64(org_id)), NULL, err) ||
	    !db_run(db, &q_register_put,
		ARGS(I64(org_id), TEXT_LEN(text, len), TEXT(by), USEC(clock_now())), &put, err))
		return false;
	if (PQntuples(put) > 0) {
		*ret_version = col_int(put, 0, 0);
		return true;
	}
	if (!db_run(db, &q_register_get, ARGS(I64(org_id), INT(0)), &newest, err))
		return false;
	*ret_version = col_int(newest, 0, 0);
	return true;
}

bool
register_get(struct db *db, int64_t org_id, int version, struct arena *a, const char **ret_text,
    size_t *ret_len, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_register_get, ARGS(I64(org_id), INT(version)), &res, err))
		return false;
	if (PQntuples(res) == 0 && version == 0)
		return err_set(err, ERR_NOTFOUND,
		    "this organisation has no register yet: load one with dossier register load");
	if (PQntuples(res) == 0)
		return err_set(
		    err, ERR_NOTFOUND, "this organisation's register has no version %d", version);
	*ret_text = col_text(res, 0, 1, a);
	*ret_len = (size_t)PQgetlength(res, 0, 1);
	return true;
}
