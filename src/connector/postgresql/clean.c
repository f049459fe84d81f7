/*
 * What lay below rows that are gone is gone too once whoever owns the tables wrote their files anew
 * and had them analysed. Every look tells of the erasures before it; it reads alone.
 */
#include "change.h"

bool
pg_is_emptied(struct pg *pg, const char *quoted, struct arena *a, bool *ret, struct err *err)
{
	/*
	 * What is analysed has no statistics of rows that went before, but for a table that is
	 * empty by then: the server leaves those there were, of its columns and of what its
	 * indexes compute.
	 */
	static const char sql[] =
	    "SELECT NOT EXISTS (SELECT FROM %s) AND EXISTS (SELECT FROM pg_stats p"
	    " JOIN pg_namespace n ON n.nspname = p.schemaname"
	    " JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename"
	    " WHERE c.oid = $1::regclass OR c.oid IN ("
	    "  SELECT indexrelid FROM pg_index WHERE indrelid = $1::regclass))";
	auto_drop(pgresult) PGresult *res = NULL;
	if (!pg_run(pg, arena_printf(a, sql, quoted), &quoted, 1, &res, err))
		return false;
	*ret = pg_value(res, 0, 0)[0] == 't';
	return true;
}

/*
 * Of each table whether it was analysed since, and whether its file is another from which the
 * server left out all that was dead: it freezes up to the oldest transaction that could have seen
 * it ($4 is the one that erased). Statistics are rows too: their file is to be the last, as
 * numbers of files go up, and are 32 bits.
 */
static const char sql_tables[] =
    "WITH t AS (SELECT u.name, u.file, c.oid, c.relkind, c.relfrozenxid,"
    "  coalesce(n.nspname = 'pg_catalog', false) AS is_catalogue,"
    "  coalesce(pg_relation_filenode(c.oid), 0)::bigint AS now,"
    "  coalesce(greatest(pg_stat_get_last_analyze_time(c.oid),"
    "   pg_stat_get_last_autoanalyze_time(c.oid)) > $3::timestamptz, false) AS analysed"
    " FROM unnest($1::text[], $2::text[]) AS u(name, file) LEFT JOIN ("
    "  pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace)"
    "  ON format('%I.%I', n.nspname, c.relname) = u.name)"
    " SELECT name, is_catalogue, coalesce(relkind, '-'), analysed, coalesce(file = '0' OR"
    "  (now::text <> file AND age(relfrozenxid) < age(($4::bigint & 4294967295)::text::xid)"
    "   AND (is_catalogue OR (SELECT (s.now - t.now) & 4294967295 BETWEEN 1 AND 2147483647"
    "    FROM t s WHERE s.is_catalogue))), false)"
    " FROM t";

/* Which files it had written to, as $1 and $2. */
static void
files_of(const json_t *receipt, const char **params, struct arena *a)
{
	const json_t *files = json_get(receipt, "files");
	const char **names = arena_alloc(a, (json_object_size(files) + 1) * 2 * sizeof(*names));
	const char *name;
	json_t *file;
	size_t n = 0;
	json_object_foreach((json_t *)(uintptr_t)files, name, file) {
		names[2 * n] = name;
		names[2 * n++ + 1] = json_string_value(file);
	}
	params[0] = pg_array(names, n, 2, a);
	params[1] = pg_array(names + 1, n, 2, a);
}

static bool
read_clean(struct pg *pg, const json_t *receipt, struct arena *a, bool *ret_statistics,
    bool *ret_files, struct err *err)
{
	const char *params[4] = {
		[2] = json_str(receipt, "server_time"), [3] = json_str(receipt, "xid")
	};
	auto_drop(pgresult) PGresult *res = NULL;
	files_of(receipt, params, a);
	if (!pg_run(pg, sql_tables, params, 4, &res, err))
		return false;
	*ret_statistics = *ret_files = PQntuples(res) > 0;
	for (int i = 0; i < PQntuples(res); i++) {
		bool emptied = false, catalogue = pg_value(res, i, 1)[0] == 't';
		if (!catalogue && pg_value(res, i, 2)[0] == 'r' &&
		    !pg_is_emptied(pg, pg_value(res, i, 0), a, &emptied, err))
			return false;
		*ret_statistics =
		    *ret_statistics && !emptied && (catalogue || pg_value(res, i, 3)[0] == 't');
		*ret_files = *ret_files && pg_value(res, i, 4)[0] == 't';
	}
	/* what is not analysed yet leaves dead rows of statistics once it is */
	*ret_files = *ret_files && *ret_statistics;
	return true;
}

json_t *
pg_clean(struct pg *pg, const struct pg_source *s, const json_t *receipts)
{
	json_t *list = json_array();
	const json_t *r;
	size_t i;
	json_array_foreach((json_t *)(uintptr_t)receipts, i, r) {
		struct err ignored = { 0 };
		bool statistics = false, files = false;
		/* a statement that fails ends its transaction, and that of no other */
		if (!pg_begin(pg, s, PG_READ, &ignored) ||
		    !read_clean(pg, r, s->arena, &statistics, &files, &ignored))
			statistics = files = false;
		if (statistics)
			json_array_append_new(list,
			    json_pack("{s:O, s:[s, s*, s*]}", "number", json_get(r, "number"),
				"layers", "statistics", files ? "dead-tuples" : NULL,
				files ? "indexes" : NULL));
		if (!pg_run(pg, "ROLLBACK", NULL, 0, NULL, &ignored))
			break;
	}
	return list;
}
