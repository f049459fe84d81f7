/*
 * Below the rows: a row that was deleted stays readable in its file, in indexes, in statistics, in
 * the log of the server and in its backups, each for another time. What is told to be clean was
 * seen or done; anything else is not, with the commands that whoever owns the tables runs.
 */
#include "dossier/retention.h"
#include "erase.h"

/* One table that was written, or a part of one; or where the server keeps what it knows of all. */
struct kept_table {
	const char *quoted, *literal;
	const char *file; /* its number; "0" where it has none */
	bool is_catalogue, is_analysed, is_emptied;
};

struct layers {
	struct pg_erasure *e;
	struct kept_table *tables;
	size_t n;
	bool is_written;    /* there are any but the catalogue */
	bool is_maintained; /* by our own VACUUM (ANALYZE), without a word of the server's */
	bool is_read;       /* what they are could be read */
};

/* Tables with all they consist of and are part of: statistics are kept at each level. */
static const char sql_tables[] =
    "WITH t AS (SELECT x.oid FROM unnest($1::regclass[]) AS r(oid), LATERAL ("
    "  SELECT r.oid UNION SELECT relid FROM pg_partition_tree(r.oid)"
    "  UNION SELECT relid FROM pg_partition_ancestors(r.oid) AS a(relid)) AS x(oid)"
    " UNION SELECT 'pg_catalog.pg_statistic'::regclass)"
    " SELECT format('%I.%I', n.nspname, c.relname),"
    "  quote_literal(format('%I.%I', n.nspname, c.relname)),"
    "  coalesce(pg_relation_filenode(c.oid), 0), n.nspname = 'pg_catalog',"
    "  coalesce(greatest(pg_stat_get_last_analyze_time(c.oid),"
    "   pg_stat_get_last_autoanalyze_time(c.oid)) > $2::timestamptz, false), c.relkind"
    " FROM t JOIN pg_class c ON c.oid = t.oid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " ORDER BY n.nspname = 'pg_catalog', 1";

/* The tables in which rows were changed, as a literal of regclass[]; NULL: none. */
static const char *
written_tables(const struct pg_erasure *e)
{
	struct arena *a = e->s.arena;
	const char **names = arena_alloc(a, (e->dooms.n + 1) * sizeof(*names));
	size_t n = 0;
	for (size_t i = 0; i < e->dooms.n; i++) {
		const struct pg_doom *d = &e->dooms.items[i];
		bool known = d->act == PG_LEAVE || d->n == 0;
		for (size_t k = 0; k < n; k++)
			known = known || strcmp(names[k], d->set->table->quoted) == 0;
		if (!known)
			names[n++] = d->set->table->quoted;
	}
	return n ? pg_array(names, n, 1, a) : NULL;
}

/* Which of them are empty, and have statistics still. */
static bool
read_emptied(struct layers *l, const PGresult *tables, struct err *err)
{
	for (size_t i = 0; i < l->n; i++)
		if (!l->tables[i].is_catalogue && pg_value(tables, (int)i, 5)[0] == 'r' &&
		    !pg_is_emptied(l->e->pg, l->tables[i].quoted, l->e->s.arena,
			&l->tables[i].is_emptied, err))
			return false;
	return true;
}

static bool
read_tables(struct layers *l, struct err *err)
{
	struct arena *a = l->e->s.arena;
	auto_drop(pgresult) PGresult *res = NULL;
	const char *const params[] = { written_tables(l->e), l->e->ended };
	l->is_written = params[0] != NULL;
	if (!params[0])
		return true;
	if (!pg_run(l->e->pg, sql_tables, params, 2, &res, err))
		return false;
	l->n = (size_t)PQntuples(res);
	l->tables = arena_alloc(a, (l->n + 1) * sizeof(*l->tables));
	for (int i = 0; i < PQntuples(res); i++)
		l->tables[i] = (struct kept_table){
			.quoted = arena_strdup(a, pg_value(res, i, 0)),
			.literal = arena_strdup(a, pg_value(res, i, 1)),
			.file = arena_strdup(a, pg_value(res, i, 2)),
			.is_catalogue = pg_value(res, i, 3)[0] == 't',
			.is_analysed = pg_value(res, i, 4)[0] == 't',
		};
	return read_emptied(l, res, err);
}

/* ---- by dsn_maintain ---- */

/* Who does not own a table is warned, and nothing is done. */
static void
hear(void *arg, const PGresult *res)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	bool *warned = arg;
	*warned = *warned || !state || strncmp(state, "00", 2) != 0;
}

static bool
vacuum(struct pg *pg, const struct layers *l)
{
	bool warned = false;
	struct err ignored = { 0 };
	(void)PQsetNoticeReceiver(pg->conn, hear, &warned);
	for (size_t i = 0; i < l->n; i++) {
		auto_drop(buf) struct buf sql = { 0 };
		if (l->tables[i].is_catalogue)
			continue;
		buf_addf(&sql, "VACUUM (ANALYZE) %s", l->tables[i].quoted);
		if (!pg_run(pg, sql.data, NULL, 0, NULL, &ignored))
			return false;
	}
	return !warned;
}

static void
maintain(struct layers *l)
{
	struct connector_call *call = l->e->call;
	struct err ignored = { 0 };
	auto_drop(pg) struct pg pg = { 0 };
	if (!l->is_written || !pg_connect(call, "dsn_maintain", &pg, &ignored))
		return;
	l->is_maintained = vacuum(&pg, l);
}

/* ---- what is told ---- */

static json_t *
layer(const char *name, const char *state, const char *why)
{
	return json_pack("{s:s, s:s, s:s*}", "layer", name, "state", state, "why", why);
}

/* ${command} of each of them, the catalogue only where it is of ${all}. */
static json_t *
commands(const struct layers *l, const char *command, bool all)
{
	json_t *list = json_array();
	for (size_t i = 0; i < l->n; i++) {
		auto_drop(buf) struct buf b = { 0 };
		if (l->tables[i].is_catalogue && !all)
			continue;
		buf_addf(&b, "%s %s;", command, l->tables[i].quoted);
		json_array_append_new(list, json_string(b.data));
	}
	return list;
}

/* Who owns a table cannot: these are for an administrator of the server. */
static json_t *
commands_emptied(const struct layers *l)
{
	json_t *list = json_array();
	for (size_t i = 0; i < l->n; i++) {
		auto_drop(buf) struct buf b = { 0 };
		if (!l->tables[i].is_emptied)
			continue;
		buf_addf(&b,
		    "DELETE FROM pg_catalog.pg_statistic WHERE starelid = %s::regclass OR "
		    "starelid IN (SELECT indexrelid FROM pg_index WHERE indrelid = %s::regclass);",
		    l->tables[i].literal, l->tables[i].literal);
		json_array_append_new(list, json_string(b.data));
	}
	return list;
}

static json_t *
tell_rows(const struct pg_erasure *e)
{
	const json_t *after = json_get(e->answer, "after"), *one;
	int64_t left = 0;
	size_t i;
	json_array_foreach(after, i, one)
		left += json_int_or(one, "n", 0);
	return left ? layer("rows", "not-clean", "left") : layer("rows", "clean", NULL);
}

static json_t *
tell_statistics(const struct layers *l)
{
	bool analysed = l->is_read, emptied = false;
	for (size_t i = 0; i < l->n; i++) {
		const struct kept_table *t = &l->tables[i];
		analysed = analysed && (l->is_maintained || t->is_analysed || t->is_catalogue);
		emptied = emptied || t->is_emptied;
	}
	if (analysed && !emptied)
		return layer("statistics", "clean", l->is_written ? "analysed" : NULL);
	json_t *told = layer("statistics", l->is_read ? "not-clean" : "unknown",
	    !l->is_read    ? "not-read"
		: analysed ? "emptied"
			   : "not-analysed");
	json_t *list = analysed ? json_array() : commands(l, "ANALYZE", false);
	auto_drop(json) json_t *more = commands_emptied(l);
	(void)json_array_extend(list, more);
	json_object_set_new(told, "commands", list);
	return told;
}

/*
 * A plain VACUUM frees the room of dead rows and entries, and leaves their bytes in it: only a file
 * that is written anew has none.
 */
static json_t *
tell_file(const struct layers *l, const char *name)
{
	if (l->is_read && !l->is_written)
		return layer(name, "clean", NULL);
	json_t *told = layer(name, l->is_read ? "not-clean" : "unknown",
	    !l->is_read            ? "not-read"
		: l->is_maintained ? "vacuumed"
				   : "not-vacuumed");
	json_object_set_new(told, "commands", commands(l, "VACUUM (FULL, ANALYZE)", true));
	return told;
}

/* The last backup that holds them is of the day on which they went, by the organisation's clock. */
static const char *
backups_end(struct pg_erasure *e, const char *keep)
{
	static const char sql[] = "SELECT ($1::timestamptz AT TIME ZONE $2)::date::text";
	char at[INSTANT_LEN], until[DATE_LEN];
	const char *const params[] = { instant_format(e->committed_at, at),
		json_str_or(e->call->change, "zone", "UTC") };
	auto_drop(pgresult) PGresult *res = NULL;
	struct err ignored = { 0 };
	struct date day;
	int months, days;
	if (!pg_run(e->pg, sql, params, 2, &res, &ignored) ||
	    !date_parse(pg_value(res, 0, 0), &day, &ignored))
		return NULL;
	retention_period_parse(keep, &months, &days);
	day = date_add_days(date_add_months(day, months), days);
	return arena_strdup(e->s.arena, date_format(day, until));
}

static json_t *
until(json_t *layer, const char *day)
{
	if (day)
		json_object_set_new(layer, "until", json_string(day));
	return layer;
}

/* Its archive is one of the backups. */
static void
tell_copies(struct pg_erasure *e, json_t *all)
{
	const json_t *backups = json_get(json_get(e->call->system, "erasure"), "backups");
	const char *keep = json_str(backups, "keep"), *end = keep ? backups_end(e, keep) : NULL;
	auto_drop(pgresult) PGresult *res = NULL;
	struct err ignored = { 0 };
	if (!pg_run(e->pg, "SELECT current_setting('archive_mode')", NULL, 0, &res, &ignored))
		json_array_append_new(all, layer("wal", "unknown", "not-read"));
	else if (strcmp(pg_value(res, 0, 0), "off") == 0)
		json_array_append_new(all, layer("wal", "not-clean", "kept"));
	else
		json_array_append_new(all, until(layer("wal", "not-clean", "archived"), end));
	json_array_append_new(all,
	    end ? until(layer("backups", "not-clean", "kept"), end)
		: layer("backups", "unknown", keep ? "not-read" : "no-retention"));
}

static void
tell(struct layers *l)
{
	json_t *all = json_array(), *files = json_object();
	json_t *besides = pg_written_layer(l->e);
	json_array_append_new(all, tell_rows(l->e));
	if (besides)
		json_array_append_new(all, besides);
	json_array_append_new(all, tell_statistics(l));
	json_array_append_new(all, tell_file(l, "dead-tuples"));
	json_array_append_new(all, tell_file(l, "indexes"));
	tell_copies(l->e, all);
	json_object_set_new(l->e->answer, "layers", all);
	/* who sees another number there later knows that the file was written anew */
	for (size_t i = 0; i < l->n; i++)
		json_object_set_new(files, l->tables[i].quoted, json_string(l->tables[i].file));
	json_object_set_new(l->e->answer, "files", files);
}

static bool
look(struct layers *l)
{
	struct err ignored = { 0 };
	return pg_begin(l->e->pg, &l->e->s, PG_READ, &ignored) && read_tables(l, &ignored);
}

/* Whatever fails here is told as not clean: the rows are gone, and nothing undoes that. */
void
pg_maintain(struct pg_erasure *e)
{
	struct layers l = { .e = e };
	struct err ignored = { 0 };
	l.is_read = look(&l);
	if (json_str(e->call->settings, "dsn_maintain") &&
	    pg_run(e->pg, "COMMIT", NULL, 0, NULL, &ignored)) {
		maintain(&l);
		l.is_read = look(&l);
	}
	tell(&l);
}
