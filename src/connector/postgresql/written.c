/*
 * What else was written in the transaction that destroyed: triggers and rules do more than they
 * were asked. The server counts the rows of each table that a transaction writes, whoever of its
 * functions does it; those beyond what was approved are somebody's.
 */
#include "erase.h"

/* A connection that was used before has counts of then, until the server takes them over. */
static const char sql_before[] =
    "SELECT set_config('dossier.written', coalesce(jsonb_object_agg(relid,"
    " jsonb_build_array(n_tup_ins, n_tup_upd, n_tup_del))::text, '{}'), true) IS NULL"
    " FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0";

/* Of a partition by the table of the register that it is part of. $1 tables, $2 deleted, $3 set. */
static const char sql_since[] =
    "WITH RECURSIVE done AS (SELECT x.t::oid AS oid, sum(x.d) AS d, sum(x.u) AS u"
    " FROM unnest($1::regclass[], $2::bigint[], $3::bigint[]) AS x(t, d, u) GROUP BY 1),"
    " family AS (SELECT oid AS top, oid, 0 AS depth FROM done UNION ALL"
    " SELECT f.top, i.inhrelid, f.depth + 1 FROM family f JOIN pg_inherits i"
    " ON i.inhparent = f.oid),"
    " tops AS (SELECT DISTINCT ON (oid) oid, top FROM family ORDER BY oid, depth DESC),"
    " due AS (SELECT tops.top AS oid, sum(d) AS d, sum(u) AS u FROM done JOIN tops USING (oid)"
    " GROUP BY 1),"
    " base AS (SELECT current_setting('dossier.written')::jsonb AS j),"
    " now AS (SELECT coalesce(tops.top, s.relid) AS oid,"
    " sum(n_tup_ins - coalesce((j -> s.relid::text ->> 0)::bigint, 0)) AS i,"
    " sum(n_tup_upd - coalesce((j -> s.relid::text ->> 1)::bigint, 0)) AS u,"
    " sum(n_tup_del - coalesce((j -> s.relid::text ->> 2)::bigint, 0)) AS d"
    " FROM pg_stat_xact_user_tables s CROSS JOIN base LEFT JOIN tops ON tops.oid = s.relid"
    " GROUP BY 1)"
    " SELECT format('%s.%s', n.nspname, c.relname), x.i, x.u, x.d FROM (SELECT oid,"
    " coalesce(now.i, 0) AS i, coalesce(now.u, 0) - coalesce(due.u, 0) AS u,"
    " coalesce(now.d, 0) - coalesce(due.d, 0) AS d FROM now FULL JOIN due USING (oid)) AS x"
    " JOIN pg_class c ON c.oid = x.oid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE (x.i, x.u, x.d) <> (0, 0, 0) ORDER BY 1";

bool
pg_written_before(struct pg_erasure *e, struct err *err)
{
	return pg_run(e->pg, sql_before, NULL, 0, NULL, err);
}

static bool
ask(struct pg_erasure *e, PGresult **ret, struct err *err)
{
	struct arena *a = e->s.arena;
	const char **texts[3];
	for (size_t i = 0; i < array_len(texts); i++)
		texts[i] = arena_alloc(a, (e->dooms.n + 1) * sizeof(**texts));
	size_t n = 0;
	for (size_t i = 0; i < e->dooms.n; i++) {
		const struct pg_doom *d = &e->dooms.items[i];
		if (d->act == PG_LEAVE)
			continue;
		const char *count = arena_printf(a, "%zu", d->n);
		texts[0][n] = d->set->table->quoted;
		texts[1][n] = d->act == PG_DELETE ? count : "0";
		texts[2][n++] = d->act == PG_UPDATE ? count : "0";
	}
	const char *const params[] = { pg_array(texts[0], n, 1, a), pg_array(texts[1], n, 1, a),
		pg_array(texts[2], n, 1, a) };
	return pg_run(e->pg, sql_since, params, 3, ret, err);
}

/* Where the server counts nothing nobody can tell what a trigger took along. */
static bool
nothing_runs(const struct pg_erasure *e, struct err *err)
{
	const json_t *first = json_array_get(e->cat.notes, 0);
	return !first ||
	    err_set(err, ERR_INPUT,
		"%s of %s runs, and this server counts no rows, so that nobody can tell whether "
		"others go with them: nothing was changed; set track_counts = on there",
		json_str_or(first, "name", "a trigger"), json_str_or(first, "table", "a table"));
}

bool
pg_written_since(struct pg_erasure *e, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!ask(e, &res, err))
		return false;
	json_decref(e->besides);
	e->besides = json_array();
	for (int i = 0; i < PQntuples(res); i++) {
		const char *table = pg_value(res, i, 0);
		long long n[3];
		for (int k = 0; k < 3; k++)
			n[k] = strtoll(pg_value(res, i, k + 1), NULL, 10);
		if (n[2] > 0)
			return err_set(err, ERR_INPUT,
			    "%lld rows of %s would go that nobody approved, by a trigger or a "
			    "rule: nothing was changed; mend that, or erase by hand",
			    n[2], table);
		e->is_uncounted = e->is_uncounted || n[1] < 0 || n[2] < 0;
		json_array_append_new(e->besides,
		    json_string(arena_printf(
			e->s.arena, "%s: +%lld ~%lld", table, n[0], n[1] > 0 ? n[1] : 0)));
	}
	return !e->is_uncounted || nothing_runs(e, err);
}

/* What else the transaction wrote: a copy of what went may be among it. NULL: nothing. */
json_t *
pg_written_layer(const struct pg_erasure *e)
{
	const char *why = !e->besides || e->is_uncounted ? "not-counted" : "rows-written";
	if (e->besides && json_array_size(e->besides) == 0)
		return NULL;
	json_t *v =
	    json_pack("{s:s, s:s, s:s}", "layer", "triggers", "state", "unknown", "why", why);
	if (strcmp(why, "rows-written") == 0)
		json_object_set(v, "rows", e->besides);
	return v;
}
