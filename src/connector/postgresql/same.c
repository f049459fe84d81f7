/*
 * What is read by dsn and what is written by dsn_change must be one database. A copy of it has the
 * same schema, the same names, even the same number of its own: it would be emptied, and what was
 * asked for would stand untouched.
 */
#include <stdlib.h>

#include "change.h"

/* Held by the one, and seen by the other: only within one database of one running server. */
static const char sql_lock[] = "SELECT pg_catalog.pg_advisory_xact_lock_shared($1::bigint)";
static const char sql_seen[] =
    "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
    " WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.objsubid = 1"
    " AND l.granted AND l.classid::bigint << 32 | l.objid::bigint = $1::bigint),"
    " pg_is_in_recovery()";
/* A replica sees no locks of its primary, but is of the same beginning, and has its numbers. */
static const char sql_number[] =
    "SELECT s.system_identifier, d.oid FROM pg_catalog.pg_control_system() AS s,"
    " pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()";

static bool
begin(struct pg *pg, struct err *err)
{
	static const char set[] = "SELECT set_config('search_path', '', true),"
				  " set_config('statement_timeout', '1min', true)";
	return pg_run(pg, "BEGIN READ ONLY", NULL, 0, NULL, err) &&
	    pg_run(pg, set, NULL, 0, NULL, err);
}

static bool
is_replica_of(struct pg *pg, struct pg *reading, bool *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *x = NULL, *y = NULL;
	if (!pg_run(pg, sql_number, NULL, 0, &x, err) ||
	    !pg_run(reading, sql_number, NULL, 0, &y, err))
		return false;
	*ret = strcmp(pg_value(x, 0, 0), pg_value(y, 0, 0)) == 0 &&
	    strcmp(pg_value(x, 0, 1), pg_value(y, 0, 1)) == 0;
	return true;
}

static bool
compare(struct pg *pg, struct pg *reading, bool *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	char key[32];
	uint64_t random;
	arc4random_buf(&random, sizeof(random));
	(void)snprintf(key, sizeof(key), "%lld", (long long)(random >> 1));
	const char *const params[] = { key };
	if (!pg_run(pg, sql_lock, params, 1, NULL, err) || !begin(reading, err) ||
	    !pg_run(reading, sql_seen, params, 1, &res, err))
		return false;
	*ret = pg_value(res, 0, 0)[0] == 't';
	return *ret || pg_value(res, 0, 1)[0] != 't' || is_replica_of(pg, reading, ret, err);
}

bool
pg_same_database(struct connector_call *call, struct pg *pg, bool *ret, struct err *err)
{
	auto_drop(pg) struct pg reading = { 0 };
	return (pg_connect(call, "dsn", &reading, err) && compare(pg, &reading, ret, err)) ||
	    err_wrap(err, "setting %s", "dsn");
}
