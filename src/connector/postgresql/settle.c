/*
 * A commit of which nobody knows: an earlier run got its go, and its answer was lost.
 */
#include "erase.h"

/* Of another database neither the number nor the rows tell anything. */
static bool
is_there(struct pg_erasure *e, struct err *err)
{
	bool same;
	if (!pg_begin(e->pg, &e->s, PG_READ, err) ||
	    !pg_same_database(e->call, e->pg, &same, err) ||
	    !pg_run(e->pg, "ROLLBACK", NULL, 0, NULL, err))
		return false;
	return same ||
	    err_set(err, ERR_INPUT,
		"settings dsn and dsn_change lead to two databases, and an earlier run may have "
		"committed: have both lead to the one it was, and it is settled");
}

static bool
read_fate(struct pg_erasure *e, const char *xid, const char **ret, struct err *err)
{
	const char *sql = PQserverVersion(e->pg->conn) >= 130000
	    ? "SELECT pg_catalog.pg_xact_status($1::xid8)"
	    : "SELECT pg_catalog.txid_status($1::bigint)";
	const char *const params[] = { xid };
	auto_drop(pgresult) PGresult *res = NULL;
	*ret = "";
	if (pg_run(e->pg, sql, params, 1, &res, err)) {
		*ret = arena_strdup(e->s.arena, pg_value(res, 0, 0)); /* "" of one long ago */
		return true;
	}
	/* there never was one: the system was restored from before */
	if (strcmp(e->pg->refusal.state, "22023") != 0)
		return false;
	err_clear(err);
	return true;
}

/* How many approved rows are there in spite of it, or do not hold what was written over them. */
static int64_t
count_left(const struct pg_erasure *e)
{
	int64_t left = 0;
	for (size_t i = 0; i < e->dooms.n; i++)
		left += e->dooms.items[i].act != PG_LEAVE ? e->dooms.items[i].left : 0;
	return left;
}

/*
 * An earlier run got its go, and was never heard of again: it committed, or it is done anew. Where
 * rows are not as it would have left them, the system was restored since, and its number is
 * another's.
 */
bool
pg_settle(struct pg_erasure *e, struct err *err)
{
	const char *xid = json_str(e->call->change, "xid"), *fate;
	if (!xid)
		return true;
	if (!is_there(e, err) || !read_fate(e, xid, &fate, err))
		return false;
	if (strcmp(fate, "in progress") == 0)
		return err_set(err, ERR_TEMPORARY,
		    "the transaction of an earlier run has not ended yet: tried again later");
	if (strcmp(fate, "committed") != 0)
		return true;
	if (!pg_begin(e->pg, &e->s, PG_READ, err) || !pg_catalogue_read(e->pg, &e->s, &e->cat, err))
		return false;
	if (!pg_approved_all(e->call->change, e->call->system, &e->s, &e->cat, &e->dooms))
		return err_set(err, ERR_INPUT,
		    "the rows of an earlier run went, but their tables have changed since: look "
		    "there by hand");
	if (!pg_count_left(e, err) || !pg_run(e->pg, "ROLLBACK", NULL, 0, NULL, err))
		return false;
	e->is_settled = count_left(e) == 0;
	if (e->is_settled) {
		e->xid = xid;
		e->committed_at = clock_now();
	} else
		pg_erasure_forget(e);
	return true;
}
