/*
 * What is there once the rows are gone: the approved ones by their keys, and what else would be
 * erased, by the links that were frozen when their parents were still there. It reads alone.
 */
#include "dossier/verdict.h"
#include "erase.h"
#include "statement.h"

/* A column that was to be written over, and is not so: compared as text, as some types are not. */
static void
add_unset(struct pg_statement *s, const struct pg_doom *d, const char *column, const char *value,
    const char **between)
{
	const struct pg_attribute *at = pg_attribute_find(d->set->table, column);
	buf_addf(&s->sql, "%st.", *between);
	pg_name(&s->sql, column);
	buf_adds(&s->sql, "::text IS DISTINCT FROM (");
	pg_statement_param(s, value);
	buf_addf(&s->sql, "::%s)::text", at ? at->type : "text");
	*between = " OR ";
}

static void
add_set(struct pg_statement *s, const struct pg_doom *d, size_t i)
{
	const char *between = " AND (", *column;
	json_t *value;
	buf_addf(&s->sql, "%sSELECT %zu, count(*) FROM %s AS t WHERE ",
	    s->sql.len ? " UNION ALL " : "", i, d->set->table->quoted);
	pg_statement_among(s, d->set->table, d->keys, d->n);
	if (d->act != PG_UPDATE)
		return;
	if (verdict_writes(json_str_or(d->doing, "do", "")))
		json_object_foreach(json_get(d->doing, "set"), column, value)
			add_unset(s, d, column, pg_set_value(value, s->a), &between);
	if (d->blocked)
		add_unset(s, d, d->blocked, d->last, &between);
	buf_adds(&s->sql, strcmp(between, " OR ") == 0 ? ")" : "");
}

bool
pg_count_left(struct pg_erasure *e, struct err *err)
{
	auto_drop(pg_statement) struct pg_statement s = { .a = e->s.arena };
	auto_drop(pgresult) PGresult *res = NULL;
	for (size_t i = 0; i < e->dooms.n; i++)
		if (e->dooms.items[i].act != PG_LEAVE)
			add_set(&s, &e->dooms.items[i], i);
	if (s.sql.len == 0)
		return true;
	if (!pg_run(e->pg, s.sql.data, s.params, s.n, &res, err))
		return false;
	for (int i = 0; i < PQntuples(res); i++) {
		size_t doom = pg_place(res, i, 0, e->dooms.n);
		if (doom != SIZE_MAX)
			e->dooms.items[doom].left = strtoll(pg_value(res, i, 1), NULL, 10);
	}
	return true;
}

/* ---- what else ---- */

static void
add(json_t *counts, const char *collection, int64_t n)
{
	json_object_set_new(
	    counts, collection, json_integer(json_int_or(counts, collection, 0) + n));
}

/* The rows that were dealt with: they are counted by their keys. */
static json_t *
known_rows(const struct pg_erasure *e)
{
	json_t *known = json_object();
	for (size_t i = 0; i < e->dooms.n; i++) {
		const struct pg_doom *d = &e->dooms.items[i];
		size_t nkey = d->set->table->nkey;
		for (size_t k = 0; k < d->n; k++)
			json_object_set_new(known,
			    pg_row_name(d->set->table->full, &d->keys[k * nkey], nkey, e->s.arena),
			    json_true());
	}
	return known;
}

/* As the change was given, with the links that its own look froze, and no keys. */
static json_t *
change_after(const struct pg_erasure *e)
{
	json_t *change = json_copy((json_t *)(uintptr_t)e->call->change);
	if (e->look.links)
		json_object_set(change, "links", e->look.links);
	(void)json_object_del(change, "keys");
	return change;
}

static bool
count_by_links(struct pg_erasure *e, json_t *counts, struct err *err)
{
	auto_drop(json) json_t *change = change_after(e), *known = known_rows(e);
	auto_drop(pg_change) struct pg_change look = { 0 };
	if (!pg_change_look(e->pg, &e->s, &e->cat, change, &look, err))
		return false;
	for (size_t i = 0; i < look.nsets; i++) {
		const struct pg_set *set = &look.sets[i];
		bool goes = set->verdict->act != ERASE_NOTHING &&
		    set->verdict->verdict != VERDICT_UNDECIDABLE;
		size_t nkey = set->table->nkey;
		for (size_t k = 0; goes && set->keys && k < set->n; k++)
			if (!json_get(known,
				pg_row_name(
				    set->table->full, &set->keys[k * nkey], nkey, e->s.arena)))
				add(counts, set->collection->name, 1);
	}
	return true;
}

static void
tell(struct pg_erasure *e, json_t *counts)
{
	json_t *after = json_array(), *n;
	const char *collection;
	for (size_t i = 0; i < e->dooms.n; i++)
		add(counts, json_str_or(e->dooms.items[i].doing, "collection", ""),
		    e->dooms.items[i].left);
	json_object_foreach(counts, collection, n)
		json_array_append_new(
		    after, json_pack("{s:s, s:O}", "collection", collection, "n", n));
	json_object_set_new(e->answer, "after", after);
}

/* Where single rows were to go, what else there is was never asked. */
bool
pg_after(struct pg_erasure *e, struct err *err)
{
	auto_drop(json) json_t *counts = json_object();
	if (!pg_count_left(e, err) ||
	    (!json_flag(e->call->change, "only") && !count_by_links(e, counts, err)))
		return false;
	tell(e, counts);
	return true;
}
