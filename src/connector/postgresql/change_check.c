/*
 * Before anybody asks to be erased: what would keep a program from doing it, as lines for who mends
 * the register or the database. Made of the same proofs as a preview, for no person.
 */
#include "../answer.h"
#include "look.h"

/* pg_type oids */
#define DATEOID 1082
#define TIMESTAMPOID 1114
#define TIMESTAMPTZOID 1184

static void
say_privilege(const char *what, const char *table, const char *role, json_t *out)
{
	if (strcmp(what, "BYPASSRLS") == 0)
		answer_problem(out,
		    "erasing: row-level security hides rows of %s from dsn_change: ALTER ROLE %s "
		    "BYPASSRLS",
		    table, role);
	else
		answer_problem(out, "erasing: dsn_change may not do it: GRANT %s ON %s TO %s", what,
		    table, role);
}

static void
say(const json_t *p, const char *role, json_t *out)
{
	const char *code = json_str(p, "code"), *table = json_str_or(p, "table", ""),
		   *name = json_str_or(p, "name", "");
	if (strcmp(code, "no-privilege") == 0)
		say_privilege(name, table, role, out);
	else if (strcmp(code, "no-key") == 0 && *name)
		answer_problem(out,
		    "erasing: %s is no table: no program erases rows of a view or of a foreign "
		    "table",
		    table);
	else if (strcmp(code, "no-key") == 0)
		answer_problem(out,
		    "erasing: %s has no primary key, nor a unique index of columns that are never "
		    "null: no program erases rows of it",
		    table);
	else if (strcmp(code, "set") == 0)
		answer_problem(out,
		    "erasing: column %s of %s does not take what the register writes there: it is "
		    "gone, of another type, too short, generated, never null, or part of a key",
		    name, table);
	else if (strcmp(code, "view") == 0)
		answer_problem(out,
		    "erasing: there is no view %s with the key of %s that dsn_change may read",
		    name, table);
	else
		answer_problem(out,
		    "erasing: %s must be a table of one row, with a column epoch that dsn_change "
		    "may read and update",
		    table);
}

/* ---- what a preview tells only once there are rows ---- */

static void
check_day(const struct look *l, const struct look_collection *c, const struct erase_date *from,
    json_t *out)
{
	const struct look_collection *of = c;
	for (size_t i = 0; from->collection && i < l->s->n; i++)
		if (strcmp(l->s->all[i].name, from->collection) == 0)
			of = &l->collections[i];
	const char *column = from->collection ? from->date : from->column;
	const struct pg_attribute *x = pg_attribute_find(of->t->table, column);
	if (!x || x->base_oid == DATEOID || x->base_oid == TIMESTAMPTZOID)
		return;
	if (x->base_oid == TIMESTAMPOID && from->zone)
		return;
	if (x->base_oid == TIMESTAMPOID)
		answer_problem(out,
		    "erasing: column %s of %s is a timestamp without a zone: say in which zone it "
		    "is written, \"zone\"",
		    column, of->t->table->full);
	else
		answer_problem(out,
		    "erasing: column %s of %s is of type %s, which has no day: expected date, "
		    "timestamp or timestamptz",
		    column, of->t->table->full, x->type);
}

static void
check_days(const struct look *l, json_t *out)
{
	for (size_t i = 0; i < l->s->n; i++)
		for (size_t k = 0; k < l->collections[i].rule.nkeeps; k++)
			check_day(
			    l, &l->collections[i], &l->collections[i].rule.keeps[k].from, out);
}

static void
check_references(const struct look *l, const char *role, json_t *out)
{
	for (size_t i = 0; i < l->cat->nreferences; i++) {
		const struct pg_reference *ref = &l->cat->references[i];
		if (!ref->parent || !ref->parent->is_changed)
			continue;
		if (!ref->child)
			answer_problem(out,
			    "erasing: %s is no collection, and refers to %s by the foreign key %s: "
			    "rows to which it refers are not erased",
			    ref->child_full, ref->parent->full, ref->name);
		if (!ref->child_readable)
			say_privilege(arena_printf(l->a, "SELECT (%s)", ref->columns[0]),
			    ref->child_full, role, out);
	}
}

static bool
check_epoch(struct look *l, struct err *err)
{
	const char *table = json_str(json_get(l->s->system, "erasure"), "epoch");
	bool has;
	int64_t epoch;
	if (!pg_epoch(l->pg, l->s, l->s->system, &has, &epoch, err))
		return false;
	if (table && !has)
		look_problem(l, "epoch", table, NULL, -1);
	return true;
}

static bool
check_database(struct connector_call *call, struct look *l, json_t *out, struct err *err)
{
	bool same;
	if (!pg_same_database(call, l->pg, &same, err))
		return false;
	if (!same)
		answer_problem(out,
		    "erasing: settings dsn and dsn_change lead to two databases: what is read by "
		    "the one would not be what is erased by the other");
	return true;
}

/* ---- all of it ---- */

static bool
check(struct connector_call *call, struct look *l, json_t *out, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	struct err wrong = { 0 };
	const json_t *p;
	size_t i;
	if (!pg_run(l->pg, "SELECT quote_ident(current_user)", NULL, 0, &res, err))
		return false;
	const char *role = pg_value(res, 0, 0);
	if (!look_prepare(l, &wrong)) {
		if (json_array_size(l->wrong) == 0)
			answer_problem(out, "%s", wrong.text);
		json_array_extend(out, l->wrong);
		return true;
	}
	if (!check_database(call, l, out, err) || !check_epoch(l, err) || !look_prove_rules(l, err))
		return false;
	json_array_extend(out, l->wrong);
	json_array_foreach(l->ret->problems, i, p)
		say(p, role, out);
	check_days(l, out);
	check_references(l, role, out);
	return true;
}

bool
pg_change_check(struct connector_call *call, json_t *ret_problems, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *circles = json_array();
	auto_drop(pg_catalogue) struct pg_catalogue cat = { 0 };
	auto_drop(pg_change) struct pg_change found = { .problems = json_array() };
	auto_drop(pg) struct pg pg = { 0 };
	struct pg_source s = { .arena = a };
	pg_source_read(&s, call->system, circles);
	if (!pg_connect(call, "dsn_change", &pg, err))
		return err_wrap(err, "setting %s", "dsn_change");
	if (!pg_begin(&pg, &s, PG_READ, err) || !pg_catalogue_read(&pg, &s, &cat, err))
		return err_wrap(err, "setting %s", "dsn_change");
	struct look l = { .pg = &pg,
		.s = &s,
		.cat = &cat,
		.ret = &found,
		.a = a,
		.wrong = json_array(),
		.merged = json_object() };
	bool ok = check(call, &l, ret_problems, err);
	look_release(&l);
	return ok;
}
