/*
 * Who was refused entry, counted by the hour. What of it stands in the log is decided elsewhere.
 */
#include "db.h"
#include "dossier/store/door_refusal.h"

bool
door_refusal_see(struct db *db, struct err *err)
{
	return db_run(db, &q_session_all, ARGS(), NULL, err);
}

bool
door_refusal_put(struct db *db, int64_t org_id, int64_t uid, const char *why, const char *command,
    int *ret_times, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_door_refusal_put,
		ARGS(I64(org_id), I64(uid), TEXT(why), USEC(clock_now()), TEXT(command)), &res,
		err))
		return false;
	*ret_times = PQntuples(res) > 0 ? col_int(res, 0, 0) : 0;
	return true;
}
