/*
 * The approved rows are locked, and then it is looked again, as for the preview: what is destroyed
 * is what was previewed, and nothing changes it meanwhile. Nothing is written here.
 */
#include "erase.h"
#include "statement.h"

static const struct pg_table *
table_of(const struct pg_erasure *e, const json_t *set)
{
	const struct pg_collection *c = pg_erasure_collection(e, set);
	return c ? e->cat.of[c - e->s.all] : NULL;
}

/* All approved keys of one table. */
static size_t
gather_keys(const struct pg_erasure *e, const struct pg_table *t, const char ***ret)
{
	const json_t *sets = json_get(e->call->change, "sets"), *set, *key, *v;
	size_t i, k, j, n = 0, most = 0;
	json_array_foreach(sets, i, set)
		if (table_of(e, set) == t)
			most += json_array_size(json_get(set, "keys"));
	*ret = arena_alloc(e->s.arena, (most + 1) * t->nkey * sizeof(**ret));
	json_array_foreach(sets, i, set) {
		if (table_of(e, set) != t)
			continue;
		json_array_foreach(json_get(set, "keys"), k, key) {
			if (json_array_size(key) != t->nkey)
				continue;
			json_array_foreach(key, j, v)
				(*ret)[n * t->nkey + j] = json_string_value(v);
			n++;
		}
	}
	return n;
}

/* In the order of their keys, as everybody should who locks more than one. */
static void
add_locks(
    struct pg_statement *s, const struct pg_table *t, const char *const *texts, size_t n, size_t i)
{
	buf_addf(&s->sql, "%sl%zu AS (SELECT ", s->sql.len ? ", " : "WITH ", i);
	for (size_t k = 0; k < t->nkey; k++) {
		buf_adds(&s->sql, k ? ", t." : "t.");
		pg_name(&s->sql, t->key[k]->name);
		buf_addf(&s->sql, "::text AS k%zu", k);
	}
	buf_addf(&s->sql, " FROM %s AS t WHERE ", t->quoted);
	pg_statement_among(s, t, texts, n);
	buf_adds(&s->sql, " ORDER BY ");
	pg_statement_key(s, t, "");
	buf_adds(&s->sql, " FOR UPDATE OF t)");
}

/* The keys of all of them, as rows (which table, k0, k1, ...). */
static void
select_locked(struct pg_statement *s, const struct pg_erasure *e, const bool *locks, size_t most)
{
	const char *between = " ";
	for (size_t i = 0; i < e->cat.ntables; i++) {
		if (!locks[i])
			continue;
		buf_addf(&s->sql, "%sSELECT %zu", between, i);
		for (size_t k = 0; k < most; k++)
			buf_addf(&s->sql, k < e->cat.tables[i].nkey ? ", k%zu" : ", NULL::text", k);
		buf_addf(&s->sql, " FROM l%zu", i);
		between = " UNION ALL ";
	}
}

/*
 * A row that stays as it is need not be ours to lock; where it is, no new row refers to it. All in
 * one statement, one table after another.
 */
static bool
lock_rows(struct pg_erasure *e, json_t *locked, struct err *err)
{
	auto_drop(pg_statement) struct pg_statement s = { .a = e->s.arena };
	auto_drop(pgresult) PGresult *res = NULL;
	bool *locks = arena_alloc(s.a, (e->cat.ntables + 1) * sizeof(*locks));
	size_t most = 0;
	for (size_t i = 0; i < e->cat.ntables; i++) {
		const struct pg_table *t = &e->cat.tables[i];
		const char **texts = NULL;
		size_t n = t->may_lock && t->nkey > 0 ? gather_keys(e, t, &texts) : 0;
		locks[i] = n > 0;
		if (n == 0)
			continue;
		add_locks(&s, t, texts, n, i);
		most = t->nkey > most ? t->nkey : most;
	}
	if (s.n == 0)
		return true;
	select_locked(&s, e, locks, most);
	if (!pg_run(e->pg, s.sql.data, s.params, s.n, &res, err))
		return false;
	const char **key = arena_alloc(s.a, (most + 1) * sizeof(*key));
	for (int i = 0; i < PQntuples(res); i++) {
		size_t place = pg_place(res, i, 0, e->cat.ntables);
		if (place == SIZE_MAX || e->cat.tables[place].nkey > most)
			continue;
		const struct pg_table *t = &e->cat.tables[place];
		for (size_t k = 0; k < t->nkey; k++)
			key[k] = pg_value(res, i, (int)k + 1);
		json_object_set_new(locked, pg_row_name(t->full, key, t->nkey, s.a), json_true());
	}
	return true;
}

/* What keeps a preview from being carried out keeps this too: rows that came since, or tables. */
static bool
stop_for_problem(struct pg_erasure *e)
{
	const json_t *p = json_array_get(e->look.problems, 0);
	const char *code = json_str_or(p, "code", "");
	bool of_rows = strcmp(code, "cascade") == 0 || strcmp(code, "refers") == 0;
	return pg_erasure_stop(e, of_rows ? "new" : "schema", NULL, json_int_or(p, "n", 0));
}

/* Each row that is written must be locked, and each that is locked must still be the person's. */
static bool
compare_locked(struct pg_erasure *e, json_t *locked, bool *ret_again)
{
	for (size_t i = 0; i < e->dooms.n; i++) {
		const struct pg_doom *d = &e->dooms.items[i];
		size_t nkey = d->set->table->nkey;
		for (size_t k = 0; k < d->n; k++) {
			const char *name =
			    pg_row_name(d->set->table->full, &d->keys[k * nkey], nkey, e->s.arena);
			bool is_locked = json_object_del(locked, name) == 0;
			if (!is_locked && d->act != PG_LEAVE)
				*ret_again = true; /* it came back in between */
		}
	}
	size_t left = json_object_size(locked);
	if (left > 0 && !json_flag(e->call->change, "only"))
		return pg_erasure_stop(e, "changed", NULL, (int64_t)left);
	return true;
}

/* ---- where single rows go: what refers to them and stays ---- */

/* The keys of all rows of ${t} that are deleted. */
static size_t
doomed_keys(const struct pg_erasure *e, const struct pg_table *t, const char ***ret)
{
	size_t n = 0, most = 0;
	for (size_t i = 0; i < e->dooms.n; i++)
		most += e->dooms.items[i].n;
	if (!t || t->nkey == 0)
		return 0;
	*ret = arena_alloc(e->s.arena, (most + 1) * t->nkey * sizeof(**ret));
	for (size_t i = 0; i < e->dooms.n; i++) {
		const struct pg_doom *d = &e->dooms.items[i];
		if (d->set->table != t || d->act != PG_DELETE)
			continue;
		memcpy(*ret + n * t->nkey, d->keys, d->n * t->nkey * sizeof(**ret));
		n += d->n;
	}
	return n;
}

/* One row stays after all. */
static void
spare_row(struct pg_erasure *e, const struct pg_table *t, const char *const *key)
{
	for (size_t i = 0; i < e->dooms.n; i++) {
		struct pg_doom *d = &e->dooms.items[i];
		for (size_t k = 0; d->set->table == t && d->act == PG_DELETE && k < d->n; k++) {
			size_t same = 0;
			while (
			    same < t->nkey && strcmp(d->keys[k * t->nkey + same], key[same]) == 0)
				same++;
			if (same < t->nkey)
				continue;
			memmove(&d->keys[k * t->nkey], &d->keys[(k + 1) * t->nkey],
			    (d->n - k - 1) * t->nkey * sizeof(*d->keys));
			d->n--;
			e->dooms.skipped++;
			return;
		}
	}
}

/* Rows of the parent that are to be deleted, and to which a row refers that is not. */
static bool
spare_parents(struct pg_erasure *e, const struct pg_reference *r, bool *ret_spared, struct err *err)
{
	auto_drop(pg_statement) struct pg_statement s = { .a = e->s.arena };
	auto_drop(pgresult) PGresult *res = NULL;
	const struct pg_table *t = r->parent;
	const char **texts = NULL, **children = NULL;
	size_t n = doomed_keys(e, t, &texts), nchildren = doomed_keys(e, r->child, &children);
	if (n == 0)
		return true;
	buf_adds(&s.sql, "SELECT DISTINCT ");
	pg_statement_key(&s, t, "::text");
	buf_addf(&s.sql, " FROM %s AS t JOIN ", t->quoted);
	pg_statement_keys(&s, "k", t, texts, n);
	buf_adds(&s.sql, " ON ");
	pg_statement_is_key(&s, "k", t);
	buf_addf(&s.sql, " JOIN %s AS c ON ", r->child_quoted);
	for (size_t i = 0; i < r->ncolumns; i++) {
		buf_adds(&s.sql, i ? " AND c." : "c.");
		pg_name(&s.sql, r->columns[i]);
		buf_adds(&s.sql, " = t.");
		pg_name(&s.sql, r->parent_columns[i]);
	}
	if (nchildren > 0) {
		buf_adds(&s.sql, " WHERE NOT EXISTS (SELECT FROM ");
		pg_statement_keys(&s, "h", r->child, children, nchildren);
		buf_adds(&s.sql, " WHERE ");
		for (size_t i = 0; i < r->child->nkey; i++) {
			buf_adds(&s.sql, i ? " AND c." : "c.");
			pg_name(&s.sql, r->child->key[i]->name);
			buf_addf(&s.sql, " = h.k%zu", i);
		}
		buf_adds(&s.sql, ")");
	}
	if (!pg_run(e->pg, s.sql.data, s.params, s.n, &res, err))
		return false;
	const char **key = arena_alloc(e->s.arena, (t->nkey + 1) * sizeof(*key));
	for (int i = 0; i < PQntuples(res); i++) {
		for (size_t k = 0; k < t->nkey; k++)
			key[k] = pg_value(res, i, (int)k);
		spare_row(e, t, key);
		*ret_spared = true;
	}
	return true;
}

/*
 * Where all of a person's rows go a row that stays keeps what it refers to, and the look has seen
 * to it. Where single rows go, others of them stay that are no less the person's: what they refer
 * to stays with them, lest it takes them along.
 */
static bool
spare(struct pg_erasure *e, struct err *err)
{
	bool spared = json_flag(e->call->change, "only");
	while (spared) {
		spared = false;
		for (size_t i = 0; i < e->cat.nreferences; i++)
			if (e->cat.references[i].parent &&
			    !spare_parents(e, &e->cat.references[i], &spared, err))
				return false;
	}
	return true;
}

/* ---- where nothing is left to do ---- */

static bool
is_idle(const struct pg_erasure *e)
{
	for (size_t i = 0; i < e->dooms.n; i++)
		if (e->dooms.items[i].act != PG_LEAVE && e->dooms.items[i].n > 0)
			return false;
	return e->dooms.vanished > 0;
}

/* How many of the approved rows whoever reads by dsn still sees. */
static bool
count_by_dsn(struct pg_erasure *e, int64_t *ret, struct err *err)
{
	auto_drop(pg) struct pg reading = { 0 };
	struct pg_erasure r = { .call = e->call, .pg = &reading, .s = e->s };
	if (!pg_approved_all(e->call->change, e->call->system, &r.s, &e->cat, &r.dooms) ||
	    !pg_connect(e->call, "dsn", &reading, err) ||
	    !pg_begin(&reading, &e->s, PG_READ, err) || !pg_count_left(&r, err))
		return err->kind != ERR_NONE && err_wrap(err, "setting %s", "dsn");
	for (size_t i = 0; i < r.dooms.n; i++)
		*ret += r.dooms.items[i].left;
	return true;
}

/* Nothing of all that was approved is there: before that is told, the other side is asked. */
static bool
compare_vanished(struct pg_erasure *e, struct err *err)
{
	int64_t n = 0;
	if (!is_idle(e))
		return true;
	return count_by_dsn(e, &n, err) && (n == 0 || pg_erasure_stop(e, "vanished", NULL, n));
}

bool
pg_look_again(struct pg_erasure *e, bool *ret_again, struct err *err)
{
	auto_drop(json) json_t *locked = json_object();
	if (!lock_rows(e, locked, err))
		return false;
	if (e->answer)
		return true;
	if (!pg_change_look(e->pg, &e->s, &e->cat, e->call->change, &e->look, err))
		return false;
	if (json_array_size(e->look.problems) > 0)
		return stop_for_problem(e);
	pg_approved(e->call->change, e->call->system, &e->look, e->s.arena, &e->dooms);
	if (e->dooms.why)
		return pg_erasure_stop(e, e->dooms.why, e->dooms.collection, e->dooms.n_why);
	if (!compare_locked(e, locked, ret_again) || !spare(e, err))
		return false;
	return e->answer || *ret_again || compare_vanished(e, err);
}
