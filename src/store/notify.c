/*
 * What listening workers hear of after a commit; db_wait() is the other end.
 */
#include "db.h"
#include "queries.h"

bool
notify_work(struct db *db, struct err *err)
{
	return db_run(db, &q_notify, ARGS(TEXT("")), NULL, err);
}

bool
notify_retry(struct db *db, int64_t org_id, const char *system, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *which = arena_printf(a, "%lld %s", (long long)org_id, system);
	return db_run(db, &q_notify, ARGS(TEXT(which)), NULL, err);
}
