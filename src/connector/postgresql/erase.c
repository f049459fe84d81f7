/*
 * The one function that destroys anything at a postgresql system: what was approved, in one
 * transaction, which is committed only when the supervisor says so at its end. Locks first, then a
 * fresh look, so that what is destroyed is what was previewed; one statement for all tables, whose
 * counts must be those of the look. Anything else rolls back, and nothing is half done.
 */
#include <poll.h>

#include "dossier/change_rule.h"
#include "dossier/verdict.h"
#include "erase.h"
#include "statement.h"

#define TRIES 5 /* from BEGIN, when it met another transaction */
#define PAUSE_MS 40

/* ---- locks ---- */

/* What of it would be written: the first column, where its rows stay; NULL: they go, or nothing. */
static const char *
written_column(const struct pg_erasure *e, const json_t *set)
{
	const char *column = json_object_iter_key(json_object_iter(json_get(set, "set")));
	if (verdict_writes(json_str_or(set, "do", "")) && column)
		return column;
	return strcmp(json_str_or(set, "verdict", ""), "hold") == 0
	    ? pg_blocked_column(e->call->system, json_str_or(set, "collection", ""))
	    : NULL;
}

/* A table and, where no row of it goes, a column that is written. */
struct locking {
	const char *full, *column;
	const struct pg_collection *c;
};

static int
by_table(const void *x, const void *y)
{
	const struct locking *a = x, *b = y;
	int order = strcmp(a->full, b->full);
	return order ? order : (a->column != NULL) - (b->column != NULL);
}

/*
 * ROW EXCLUSIVE, which writing takes as well, but now, before anything is read of the tables: no
 * foreign key, trigger or column changes from here on. Who may write no more than some columns may
 * not LOCK, but plan such a statement.
 */
static bool
lock_table(struct pg_erasure *e, const struct locking *l, struct err *err)
{
	auto_drop(buf) struct buf sql = { 0 };
	buf_adds(&sql, l->column ? "EXPLAIN UPDATE " : "LOCK TABLE ");
	pg_name(&sql, l->c->schema);
	buf_adds(&sql, ".");
	pg_name(&sql, l->c->table);
	if (l->column) {
		buf_adds(&sql, " SET ");
		pg_name(&sql, l->column);
		buf_adds(&sql, " = NULL WHERE false");
	} else
		buf_adds(&sql, " IN ROW EXCLUSIVE MODE");
	if (pg_run(e->pg, sql.data, NULL, 0, NULL, err))
		return true;
	/* no such table, column or schema any more */
	static const char *const gone[] = { "42P01", "42703", "3F000" };
	for (size_t i = 0; i < array_len(gone); i++)
		if (strcmp(e->pg->refusal.state, gone[i]) == 0) {
			err_clear(err);
			return pg_erasure_stop(e, "schema", l->c->name, 0);
		}
	return err_wrap(err, "table %s", l->full);
}

static bool
lock_tables(struct pg_erasure *e, struct err *err)
{
	const json_t *sets = json_get(e->call->change, "sets"), *set;
	struct locking *all = arena_alloc(e->s.arena, (json_array_size(sets) + 1) * sizeof(*all));
	size_t i, n = 0;
	json_array_foreach(sets, i, set) {
		bool goes = strcmp(json_str_or(set, "do", ""), "delete") == 0;
		struct locking l = { json_str_or(set, "table", ""),
			goes ? NULL : written_column(e, set), pg_erasure_collection(e, set) };
		if (!l.c)
			return err_set(err, ERR_INPUT,
			    "no collection %s in this system, of which rows were approved",
			    json_str_or(set, "collection", "?"));
		if (goes || l.column)
			all[n++] = l;
	}
	qsort(all, n, sizeof(*all), by_table);
	for (i = 0; i < n && !e->answer; i++)
		if ((i == 0 || strcmp(all[i - 1].full, all[i].full) != 0) &&
		    !lock_table(e, &all[i], err))
			return false;
	return true;
}

/* ---- the same system still? ---- */

static bool
compare_system(struct pg_erasure *e, struct err *err)
{
	const json_t *change = e->call->change, *then = json_get(change, "epoch");
	bool has = false;
	int64_t epoch = 0;
	if (e->answer)
		return true;
	if (!pg_catalogue_read(e->pg, &e->s, &e->cat, err))
		return false;
	if (strcmp(e->cat.fingerprint, json_str_or(change, "fingerprint", "")) != 0)
		return pg_erasure_stop(e, "schema", NULL, 0);
	if (!pg_epoch(e->pg, &e->s, e->call->system, &has, &epoch, err))
		return false;
	/* each erasure raises it: one that is lower was restored from before */
	if (json_is_integer(then) && (!has || epoch < json_integer_value(then)))
		return pg_erasure_stop(e, "epoch", NULL, 0);
	return true;
}

/* ---- the statement ---- */

/* Must none of these be touched by what is done to ${doom}? */
static bool
is_kept(const struct pg_set *set, const struct pg_doom *doom)
{
	enum verdict v = set->verdict->verdict;
	if (set == doom->set || set->table != doom->set->table || !set->keys)
		return false;
	return doom->act == PG_DELETE ? v == VERDICT_HOLD || v == VERDICT_KEEP
				      : set->verdict->act == ERASE_NOTHING;
}

/* Whatever went wrong before: keys of its table that are held stand in the statement itself. */
static void
kept_keys(struct pg_statement *s, const struct pg_erasure *e, const struct pg_doom *doom)
{
	const struct pg_table *t = doom->set->table;
	size_t n = 0, most = 0;
	for (size_t i = 0; i < e->look.nsets; i++)
		most += is_kept(&e->look.sets[i], doom) ? e->look.sets[i].n : 0;
	if (most == 0)
		return;
	const char **texts = arena_alloc(s->a, most * t->nkey * sizeof(*texts));
	for (size_t i = 0; i < e->look.nsets; i++) {
		const struct pg_set *set = &e->look.sets[i];
		if (!is_kept(set, doom))
			continue;
		memcpy(&texts[n * t->nkey], set->keys, set->n * t->nkey * sizeof(*texts));
		n += set->n;
	}
	buf_adds(&s->sql, " AND NOT EXISTS (SELECT FROM ");
	pg_statement_keys(s, "h", t, texts, n);
	buf_adds(&s->sql, " WHERE ");
	pg_statement_is_key(s, "h", t);
	buf_adds(&s->sql, ")");
}

/* What a column becomes, and, into ${check}, that it did. */
static void
set_column(struct pg_statement *s, const struct pg_table *t, const char *column, const char *value,
    struct buf *check)
{
	const struct pg_attribute *at = pg_attribute_find(t, column);
	const char *base = at ? at->base : "text", *type = at ? at->type : "text";
	buf_adds(&s->sql, check->len ? ", " : " SET ");
	pg_name(&s->sql, column);
	buf_adds(&s->sql, " = ");
	pg_statement_param(s, value);
	buf_addf(&s->sql, "::%s", base);
	buf_adds(check, check->len ? " AND t." : "t.");
	pg_name(check, column);
	buf_addf(check, "::text IS NOT DISTINCT FROM ($%d::%s::%s)::text", s->n, base, type);
}

static void
set_columns(struct pg_statement *s, const struct pg_doom *d, struct buf *check)
{
	bool writes = verdict_writes(json_str_or(d->doing, "do", ""));
	const char *column;
	json_t *value;
	if (writes)
		json_object_foreach(json_get(d->doing, "set"), column, value)
			set_column(s, d->set->table, column, pg_set_value(value, s->a), check);
	if (d->blocked)
		set_column(s, d->set->table, d->blocked, d->last, check);
}

/*
 * Each row is in one of them alone: of two on one row the server leaves the second undone and says
 * nothing. What counts is what the row is in the end, whatever a trigger made of it.
 */
static void
destroy_set(struct pg_statement *s, const struct pg_erasure *e, const struct pg_doom *d, int i)
{
	const struct pg_table *t = d->set->table;
	auto_drop(buf) struct buf check = { 0 };
	bool goes = d->act == PG_DELETE;
	buf_addf(&s->sql, "%sd%d AS (%s %s AS t", i ? ", " : "WITH ", i,
	    goes ? "DELETE FROM" : "UPDATE", t->quoted);
	if (!goes)
		set_columns(s, d, &check);
	buf_adds(&s->sql, " WHERE ");
	pg_statement_among(s, t, d->keys, d->n);
	kept_keys(s, e, d);
	buf_addf(&s->sql, " RETURNING %s AS done)", check.len ? check.data : "true");
}

static bool
compare_counts(struct pg_erasure *e, const PGresult *res, struct err *err)
{
	int at = 0;
	for (size_t i = 0; i < e->dooms.n; i++) {
		const struct pg_doom *d = &e->dooms.items[i];
		if (d->act == PG_LEAVE)
			continue;
		const char *n = pg_value(res, at++, 1);
		if (strtoull(n, NULL, 10) != d->n)
			return pg_erasure_miscounted(e, d, n, err);
	}
	return true;
}

static bool
destroy(struct pg_erasure *e, struct err *err)
{
	auto_drop(pg_statement) struct pg_statement s = { .a = e->s.arena };
	auto_drop(pgresult) PGresult *res = NULL;
	int n = 0;
	for (size_t i = 0; i < e->dooms.n; i++)
		if (e->dooms.items[i].act != PG_LEAVE)
			destroy_set(&s, e, &e->dooms.items[i], n++);
	if (n == 0)
		return true;
	for (int i = 0; i < n; i++)
		buf_addf(&s.sql, "%s SELECT %d, count(*) FILTER (WHERE done) FROM d%d",
		    i ? " UNION ALL" : "", i, i);
	buf_adds(&s.sql, " ORDER BY 1");
	/* what is deferred is checked here, before anybody is asked whether to commit */
	return (pg_run(e->pg, s.sql.data, s.params, s.n, &res, err) ||
		   pg_erasure_refused(e, err)) &&
	    compare_counts(e, res, err) &&
	    (pg_run(e->pg, "SET CONSTRAINTS ALL IMMEDIATE", NULL, 0, NULL, err) ||
		pg_erasure_refused(e, err));
}

/* ---- the end ---- */

/* Where the register names a row that counts erasures: a system that is restored tells by it. */
static bool
raise_epoch(struct pg_erasure *e, struct err *err)
{
	const char *name = json_str(json_get(e->call->system, "erasure"), "epoch");
	const char *dot = name ? strchr(name, '.') : NULL;
	auto_drop(buf) struct buf sql = { 0 };
	auto_drop(pgresult) PGresult *res = NULL;
	if (!name)
		return true;
	buf_adds(&sql, "UPDATE ");
	pg_name(&sql, dot ? arena_strndup(e->s.arena, name, (size_t)(dot - name)) : "public");
	buf_adds(&sql, ".");
	pg_name(&sql, dot ? dot + 1 : name);
	buf_adds(&sql, " SET epoch = epoch + 1 RETURNING epoch");
	if (!pg_run(e->pg, sql.data, NULL, 0, &res, err))
		return pg_erasure_refused(e, err);
	if (PQntuples(res) != 1)
		return err_set(err, ERR_INPUT,
		    "table %s must hold one row, whose epoch counts erasures: nothing was changed",
		    name);
	e->look.epoch = strtoll(pg_value(res, 0, 0), NULL, 10);
	e->look.has_epoch = true;
	return true;
}

static bool
read_xid(struct pg_erasure *e, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	const char *sql = PQserverVersion(e->pg->conn) >= 130000
	    ? "SELECT pg_catalog.pg_current_xact_id()::text"
	    : "SELECT pg_catalog.txid_current()::text";
	if (!pg_run(e->pg, sql, NULL, 0, &res, err))
		return false;
	e->xid = arena_strdup(e->s.arena, pg_value(res, 0, 0));
	return true;
}

/* Whoever holds something by now has said so to the supervisor: until this, and not after. */
static bool
ask(struct pg_erasure *e, struct err *err)
{
	bool go = false;
	if (!e->call->may_commit)
		return err_set(err, ERR_DENIED, "nobody is there who says whether to commit");
	e->has_asked = true;
	if (!e->call->may_commit(e->call->may_commit_arg, e->xid, &go, err))
		return false;
	return go || pg_erasure_stop(e, "held", NULL, 0);
}

static bool
commit(struct pg_erasure *e, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!read_xid(e, err) || !ask(e, err))
		return false;
	if (e->answer)
		return true;
	if (!pg_run(e->pg, "COMMIT", NULL, 0, &res, err))
		return pg_erasure_refused(e, err);
	if (strcmp(PQcmdStatus(res), "COMMIT") != 0)
		return err_set(
		    err, ERR_TEMPORARY, "the database rolled back what was to be committed");
	e->committed_at = clock_now();
	return true;
}

/* ---- one try ---- */

static bool
begin(struct pg_erasure *e, struct err *err)
{
	/* what is told as gone must be so after a crash as well */
	static const char sure[] =
	    "SELECT set_config('synchronous_commit', 'on', true)"
	    " WHERE current_setting('synchronous_commit') IN ('off', 'local')";
	bool same;
	if (!pg_begin(e->pg, &e->s, PG_CHANGE, err) || !pg_run(e->pg, sure, NULL, 0, NULL, err) ||
	    !pg_same_database(e->call, e->pg, &same, err))
		return false;
	if (!same)
		return pg_erasure_stop(e, "another-database", NULL, 0);
	return lock_tables(e, err) && compare_system(e, err);
}

static bool
try_once(struct pg_erasure *e, bool *ret_again, struct err *err)
{
	if (!begin(e, err) || (!e->answer && !pg_look_again(e, ret_again, err)))
		return false;
	if (e->answer || *ret_again)
		return true;
	return pg_written_before(e, err) && destroy(e, err) && pg_written_since(e, err) &&
	    raise_epoch(e, err) && commit(e, err);
}

static bool
roll_back(struct pg_erasure *e, struct err *err)
{
	return pg_run(e->pg, "ROLLBACK", NULL, 0, NULL, err);
}

/* A deadlock, or rows that were changed under it: nothing is wrong, and it is begun anew. */
static bool
met_another(const struct pg_erasure *e)
{
	static const char *const states[] = { "40001", "40P01" };
	for (size_t i = 0; i < array_len(states); i++)
		if (strcmp(e->pg->refusal.state, states[i]) == 0)
			return !e->has_asked;
	return false;
}

static bool
erase(struct pg_erasure *e, struct err *err)
{
	for (int i = 1;; i++) {
		bool again = false, ok = try_once(e, &again, err);
		if (e->committed_at)
			return true;
		if (ok && !again)
			return roll_back(e, err); /* stopped */
		if (!ok && !met_another(e))
			return false;
		if (i == TRIES)
			return err_set(err, ERR_TEMPORARY,
			    "rows that were to go were busy %d times: tried again later", TRIES);
		err_clear(err);
		pg_erasure_forget(e);
		if (!roll_back(e, err))
			return false;
		(void)poll(NULL, 0, PAUSE_MS << i);
	}
}

/* ---- what is told ---- */

static json_t *
told_set(const struct pg_erasure *e, const struct pg_doom *d)
{
	static const char *const decided[] = { "do", "set", "was", "kept" };
	json_t *set;
	if (e->is_settled) {
		set = json_copy((json_t *)(uintptr_t)d->doing);
		(void)json_object_del(set, "keys");
	} else
		set = pg_set_json(d->set, false);
	for (size_t i = 0; i < array_len(decided); i++)
		if (json_get(d->doing, decided[i]))
			json_object_set(set, decided[i], json_get(d->doing, decided[i]));
	json_object_set_new(set, "n", json_integer((json_int_t)d->n - d->left));
	return set;
}

static json_t *
told(const struct pg_erasure *e)
{
	json_t *sets = json_array();
	for (size_t i = 0; i < e->dooms.n; i++)
		json_array_append_new(sets, told_set(e, &e->dooms.items[i]));
	json_t *answer = json_pack("{s:o, s:s, s:s, s:o, s:I, s:I}", "committed_at",
	    instant_json(e->committed_at), "xid", e->xid, "server_time", e->ended, "sets", sets,
	    "vanished", (json_int_t)e->dooms.vanished, "skipped", (json_int_t)e->dooms.skipped);
	json_object_set_new(
	    answer, "epoch", e->look.has_epoch ? json_integer(e->look.epoch) : json_null());
	if (e->is_settled)
		json_object_set_new(answer, "settled", json_true());
	return answer;
}

/* The rows are gone: how it can be seen, and what is below them. */
static bool
prove(struct pg_erasure *e, struct err *err)
{
	static const char now[] = "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',"
				  " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
	auto_drop(pgresult) PGresult *res = NULL;
	if (!pg_begin(e->pg, &e->s, PG_READ, err) || !pg_run(e->pg, now, NULL, 0, &res, err))
		return false;
	e->ended = arena_strdup(e->s.arena, pg_value(res, 0, 0));
	if (e->is_settled &&
	    !pg_epoch(e->pg, &e->s, e->call->system, &e->look.has_epoch, &e->look.epoch, err))
		return false;
	e->answer = told(e);
	if (!pg_after(e, err) || !pg_run(e->pg, "COMMIT", NULL, 0, NULL, err))
		return false;
	/* of what only writes the old value is kept elsewhere anyway: nothing is made clean */
	if (change_rule(e->call->action)->destroys)
		pg_maintain(e);
	return true;
}

/* ---- the action ---- */

static bool
run(struct pg_erasure *e, struct err *err)
{
	bool ok = pg_settle(e, err) && (e->is_settled || erase(e, err)) &&
	    (e->committed_at == 0 || prove(e, err));
	pg_erasure_forget(e);
	if (ok)
		e->call->erased = json_incref(e->answer);
	json_decref(e->answer);
	return ok;
}

bool
pg_erase(struct connector_call *call, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *problems = json_array();
	auto_drop(pg) struct pg pg = { 0 };
	struct pg_erasure e = {
		.call = call,
		.pg = &pg,
		.s = { .arena = a, .ids = call->ids, .nids = call->nids },
	};
	if (!call->change)
		return err_set(err, ERR_INPUT, "nothing was approved that could be erased");
	pg_source_read(&e.s, call->system, problems);
	return pg_first_problem(problems, err) && pg_connect(call, "dsn_change", &pg, err) &&
	    run(&e, err);
}
