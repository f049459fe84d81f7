/*
 * What keeps rows from being erased: foreign keys, other constraints, triggers. They are told by
 * name; what the server says itself quotes the person's values, and is never passed on.
 */
#include "dossier/phrase.h"
#include "erase.h"

/* Triggers of ${t} that act on what is done, as "a, b"; "" when there is none. */
static const char *
triggers_of(struct pg_erasure *e, const struct pg_table *t)
{
	static const char sql[] =
	    "SELECT string_agg(g.tgname, ', ' ORDER BY g.tgname) FROM pg_catalog.pg_trigger g"
	    " WHERE g.tgrelid = $1::regclass AND NOT g.tgisinternal AND g.tgenabled IN ('O', 'A')"
	    " AND g.tgtype & 24 > 0"; /* where rows go, or are written */
	const char *const params[] = { t->quoted };
	auto_drop(pgresult) PGresult *res = NULL;
	struct err ignored = { 0 };
	return pg_run(e->pg, sql, params, 1, &res, &ignored) && PQntuples(res) == 1
	    ? arena_strdup(e->s.arena, pg_value(res, 0, 0))
	    : "";
}

/* "app.orders (a, b); app.lines (c)": tables that are written and have triggers. */
static const char *
all_triggers(struct pg_erasure *e)
{
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < e->cat.ntables; i++) {
		const struct pg_table *t = &e->cat.tables[i];
		bool writes = false;
		for (size_t k = 0; k < e->dooms.n; k++)
			writes =
			    writes || (e->dooms.items[k].set->table == t && e->dooms.items[k].act);
		const char *names = writes ? triggers_of(e, t) : "";
		if (*names)
			buf_addf(&b, "%s%s (%s)", b.len ? "; " : "", t->full, names);
	}
	return b.len ? arena_strndup(e->s.arena, b.data, b.len) : "";
}

/* Of the table that a constraint is of, after the transaction was given up. */
static const char *
triggers_beside(struct pg_erasure *e, const struct pg_refusal *r)
{
	struct err ignored = { 0 };
	for (size_t i = 0; i < e->cat.ntables; i++)
		if (strcmp(e->cat.tables[i].schema, r->schema) == 0 &&
		    strcmp(e->cat.tables[i].name, r->table) == 0)
			return pg_run(e->pg, "ROLLBACK", NULL, 0, NULL, &ignored)
			    ? triggers_of(e, &e->cat.tables[i])
			    : "";
	return "";
}

/* Whoever raises an error says in it what they like: a name is told where the catalogue has it. */
static const char *
known_name(const struct pg_erasure *e, const struct pg_refusal *r, const char *full)
{
	for (size_t i = 0; i < e->cat.nreferences; i++)
		if (strcmp(e->cat.references[i].name, r->name) == 0 &&
		    strcmp(e->cat.references[i].child_full, full) == 0)
			return e->cat.references[i].name;
	return phrase("(without a known name)");
}

static const char *
known_table(const struct pg_erasure *e, const char *full)
{
	for (size_t i = 0; i < e->cat.ntables; i++)
		if (strcmp(e->cat.tables[i].full, full) == 0)
			return e->cat.tables[i].full;
	for (size_t i = 0; i < e->cat.nreferences; i++)
		if (strcmp(e->cat.references[i].child_full, full) == 0)
			return e->cat.references[i].child_full;
	return phrase("a table that is in no register");
}

static bool
refused_by_constraint(struct pg_erasure *e, const struct pg_refusal *r, struct err *err)
{
	const char *full = arena_printf(e->s.arena, "%s.%s", r->schema, r->table);
	const char *table = known_table(e, full);
	if (strcmp(r->state, "23503") != 0)
		return err_set(err, ERR_INPUT,
		    "a constraint of %s refuses: nothing was changed; have the register set what "
		    "it allows",
		    table);
	const char *name = known_name(e, r, full), *triggers = triggers_beside(e, r);
	return *triggers
	    ? err_set(err, ERR_INPUT,
		  "foreign key %s of %s keeps a row that was to go, or a trigger there kept what "
		  "refers to it (%s): nothing was changed",
		  name, table, triggers)
	    : err_set(err, ERR_INPUT,
		  "foreign key %s of %s keeps a row that was to go: nothing was changed; have its "
		  "table in the register, or the rows erased by hand",
		  name, table);
}

/* In our words, by names alone: what the server says quotes the person's values. False always. */
bool
pg_erasure_refused(struct pg_erasure *e, struct err *err)
{
	const struct pg_refusal was = e->pg->refusal, *r = &was;
	struct err said = *err, ignored = { 0 };
	if (strncmp(r->state, "23", 2) == 0 && *r->name) {
		err_clear(err);
		return refused_by_constraint(e, r, err);
	}
	if (err_is_transient(said.kind) || strcmp(r->state, "42501") == 0 ||
	    !pg_run(e->pg, "ROLLBACK", NULL, 0, NULL, &ignored))
		return false;
	const char *triggers = all_triggers(e);
	if (!*triggers)
		return false;
	err_clear(err);
	return err_set(err, ERR_INPUT,
	    "a trigger may have refused, of: %s (SQLSTATE %s): nothing was changed", triggers,
	    r->state);
}

bool
pg_erasure_miscounted(struct pg_erasure *e, const struct pg_doom *d, const char *n, struct err *err)
{
	const char *triggers = triggers_of(e, d->set->table);
	return err_set(err, ERR_INPUT,
	    "%s: %s of %zu rows would be as they should: a trigger or a rule may have kept the "
	    "others (triggers: %s); nothing was changed",
	    d->set->table->full, n, d->n, *triggers ? triggers : phrase("none"));
}
