/*
 * What kind of installation this is, and the calendars it has used. Not its configuration: that is
 * a file.
 */
#include "db.h"
#include "dossier/store/installation.h"

bool
installation_put(struct db *db, bool rehearsal, struct err *err)
{
	return db_run(db, &q_installation_put, ARGS(BOOL(rehearsal), USEC(clock_now())), NULL, err);
}

bool
installation_get(
    struct db *db, struct arena *a, bool *ret_rehearsal, const char **ret_owner, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_installation_get, ARGS(), &res, err))
		return false;
	if (PQntuples(res) == 0)
		return err_set(err, ERR_NOTFOUND,
		    "the database holds no installation: restore it from its backup");
	*ret_rehearsal = col_bool(res, 0, 0);
	*ret_owner = col_text(res, 0, 1, a);
	return true;
}

bool
calendar_put(
    struct db *db, const char *name, const char *version, const char *text, struct err *err)
{
	return db_run(db, &q_calendar_put,
	    ARGS(TEXT(name), TEXT(version), TEXT(text), USEC(clock_now())), NULL, err);
}

bool
calendar_get(struct db *db, const char *name, const char *version, struct arena *a,
    const char **ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_calendar_get, ARGS(TEXT(name), TEXT(version)), &res, err))
		return false;
	*ret = PQntuples(res) ? col_text(res, 0, 0, a) : NULL;
	return true;
}
