/*
 * The postgresql connector. Reads everything about a person out of an organisation's own database:
 * one COPY a collection, all in one read-only snapshot, rows streamed to the sink. Writes nothing
 * there and asks for no more than the register names.
 */
#include "../answer.h"
#include "change.h"

static const char sql_columns[] =
    "SELECT a.attname, b.oid, b.typcategory, has_column_privilege(a.attrelid, a.attnum, 'SELECT')"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " CROSS JOIN LATERAL (WITH RECURSIVE d AS ("
    "  SELECT t.oid, t.typtype, t.typbasetype, t.typcategory FROM pg_type t"
    "  WHERE t.oid = a.atttypid UNION ALL"
    "  SELECT t.oid, t.typtype, t.typbasetype, t.typcategory FROM d"
    "  JOIN pg_type t ON d.typtype = 'd' AND t.oid = d.typbasetype)"
    " SELECT oid, typcategory FROM d WHERE typtype <> 'd') b"
    " WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'v', 'm', 'p', 'f')"
    " ORDER BY a.attnum";

static bool
read_columns(struct pg *pg, const struct pg_source *s, struct pg_collection *c, struct err *err)
{
	const char *const params[] = { c->schema, c->table };
	auto_drop(pgresult) PGresult *res = NULL;
	if (!pg_run(pg, sql_columns, params, 2, &res, err))
		return false;
	c->ncolumns = (size_t)PQntuples(res);
	c->columns = arena_alloc(s->arena, (c->ncolumns + 1) * sizeof(*c->columns));
	for (int i = 0; i < PQntuples(res); i++)
		c->columns[i] = (struct pg_column){
			.name = arena_strdup(s->arena, pg_value(res, i, 0)),
			.type = (uint32_t)strtoul(pg_value(res, i, 1), NULL, 10),
			.category = pg_value(res, i, 2)[0],
			.readable = pg_value(res, i, 3)[0] == 't',
		};
	return true;
}

/* Everything up to the rows: a snapshot, and what its tables are. */
static bool
open_source(
    struct pg *pg, struct pg_source *s, const json_t *as_text, json_t *problems, struct err *err)
{
	if (!pg_begin(pg, s, PG_READ, err))
		return false;
	for (size_t i = 0; i < s->n; i++)
		if (!read_columns(pg, s, &s->all[i], err))
			return false;
	for (size_t i = 0; i < s->n; i++)
		pg_describe(s, s->order[i], as_text, problems);
	return true;
}

/* ---- check ---- */

/* One made-up identifier of each kind that a match names, so that all can be planned. */
static void
make_up_identifiers(struct pg_source *s)
{
	auto_drop(json) json_t *seen = json_object();
	const json_t *match;
	size_t most = 0, k;
	for (size_t i = 0; i < s->n; i++)
		most += json_array_size(json_get(s->all[i].json, "match"));
	struct identifier_value *ids = arena_alloc(s->arena, (most + 1) * sizeof(*ids));
	for (size_t i = 0; i < s->n; i++)
		json_array_foreach(json_get(s->all[i].json, "match"), k, match) {
			const char *kind = json_str(match, "identifier");
			if (!kind || json_get(seen, kind))
				continue;
			json_object_set_new(seen, kind, json_true());
			ids[s->nids++] =
			    (struct identifier_value){ kind, "nobody@example.invalid" };
		}
	s->ids = ids;
}

/* Planning finds what names alone do not show: columns that cannot be compared, row security. */
static bool
try_plan(struct pg *pg, const struct pg_source *s, const struct pg_collection *c, json_t *problems,
    struct err *err)
{
	struct err e = { 0 };
	if (!pg_run(pg, "SAVEPOINT plan", NULL, 0, NULL, err))
		return false;
	if (pg_run(pg, arena_printf(s->arena, "EXPLAIN %s", pg_select(s, c)), NULL, 0, NULL, &e))
		return true;
	if (err_is_transient(e.kind))
		return err_set(err, e.kind, "%s", e.text);
	pg_problem(problems, c, "%s", e.text);
	return pg_run(pg, "ROLLBACK TO SAVEPOINT plan", NULL, 0, NULL, err);
}

static bool
postgresql_check(struct connector_call *call, json_t *ret_problems, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct pg_source s = { .arena = a };
	auto_drop(pg) struct pg pg = { 0 };
	if (!pg_connect(call, "dsn", &pg, err))
		return false;
	pg_source_read(&s, call->system, ret_problems);
	if (json_array_size(ret_problems) > 0)
		return true;
	make_up_identifiers(&s);
	if (!open_source(&pg, &s, NULL, ret_problems, err))
		return false;
	if (json_array_size(ret_problems) > 0)
		return true;
	for (size_t i = 0; i < s.n; i++)
		if (!try_plan(&pg, &s, s.order[i], ret_problems, err))
			return false;
	return !json_str(call->settings, "dsn_change") || pg_change_check(call, ret_problems, err);
}

/* ---- collect ---- */

static bool
copy_rows(struct pg *pg, const struct pg_source *s, struct pg_collection *c, struct row_sink *sink,
    struct err *err)
{
	struct value *values = arena_alloc(s->arena, c->nitems * sizeof(*values));
	for (;;) {
		char *line;
		size_t len;
		if (!pg_copy_line(pg, &line, &len, err))
			return false;
		if (!line)
			return true;
		bool ok = pg_row_read(c, line, len, s->arena, values, err) &&
		    pg_row_yields(c, values, s->arena, err) && sink->row(sink, values, err);
		PQfreemem(line);
		if (!ok)
			return false;
	}
}

static void
tell_yields(struct connector_call *call, const struct pg_collection *c)
{
	for (size_t i = 0; i < c->nyields; i++) {
		const struct pg_yield *y = &c->yields[i];
		for (size_t k = 0; k < y->n; k++)
			json_array_append_new(call->yields,
			    json_pack("{s:s, s:s#, s:s, s:s}", "kind", y->kind, "value",
				y->values[k].data, (int)y->values[k].len, "field", y->field,
				"source", c->name));
	}
}

static void
tell_omitted(struct connector_call *call, const struct pg_collection *c)
{
	for (size_t i = 0; i < c->nitems; i++)
		answer_withheld(
		    call, c->json, c->items[i].column->name, REASON_SECRET, c->items[i].present);
}

static bool
collect_one(struct pg *pg, const struct pg_source *s, struct pg_collection *c,
    struct connector_call *call, struct err *err)
{
	struct row_sink *sink = call->sink;
	const struct collection out = {
		.category = c->category, .name = c->name, .fields = c->fields, .nfields = c->nitems
	};
	c->large = json_object();
	bool ok = (pg_copy(pg, pg_select(s, c), s->arena, err) ||
		      err_wrap(err, "collection %s", c->name)) &&
	    sink->begin(sink, &out, err) && copy_rows(pg, s, c, sink, err) &&
	    sink->end(sink, err) && pg_slices_take(pg, s, c, sink, err);
	json_decref(take(c->large));
	if (!ok)
		return false;
	tell_yields(call, c);
	tell_omitted(call, c);
	return true;
}

/*
 * Is the collection's category one of those this task is about? A call that names none is about
 * all.
 */
static bool
is_asked(const struct connector_call *call, const struct pg_collection *c)
{
	const json_t *list = json_get(call->request, "categories"), *v;
	size_t i;
	json_array_foreach(list, i, v) {
		if (strcmp(json_str_or(v, "id", ""), c->category) == 0)
			return true;
	}
	return !list;
}

/*
 * A column in which a value is NaN or infinite, or a date before Christ, cannot go over as what it
 * is. That is known only once it is met, and a look beforehand would cost every run a scan; so such
 * a run is done again, once, with the column as text.
 */
static void
note_odd(struct connector_call *call, const struct pg_source *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct pg_collection *c = &s->all[i];
		for (size_t k = 0; k < c->nitems; k++) {
			if (!c->items[k].odd)
				continue;
			if (!json_is_object(json_get(call->state, "as_text")))
				json_object_set_new(call->state, "as_text", json_object());
			json_t *all = json_get(call->state, "as_text");
			if (!json_get(all, c->name))
				json_object_set_new(all, c->name, json_array());
			json_array_append_new(
			    json_get(all, c->name), json_string(c->items[k].column->name));
			call->again_s = 1;
		}
	}
}

static bool
postgresql_collect(struct connector_call *call, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *problems = json_array();
	struct pg_source s = { .arena = a, .ids = call->ids, .nids = call->nids };
	pg_source_read(&s, call->system, problems);
	if (!pg_first_problem(problems, err))
		return false;
	auto_drop(pg) struct pg pg = { 0 };
	const json_t *as_text = json_get(call->state, "as_text");
	if (!pg_connect(call, "dsn", &pg, err) || !open_source(&pg, &s, as_text, problems, err) ||
	    !pg_first_problem(problems, err))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		struct pg_collection *c = s.order[i];
		if (!is_asked(call, c))
			continue;
		if (!pg_reachable(&s, c)) /* never reported as nothing found */
			answer_unsearched(call, c->json, pg_kinds_wanted(&s, c));
		else if (!collect_one(&pg, &s, c, call, err))
			return false;
	}
	note_odd(call, &s);
	return pg_run(&pg, "COMMIT", NULL, 0, NULL, err);
}

const struct connector connector_postgresql = {
	.kind = "postgresql",
	.reach = pg_reach,
	.check = postgresql_check,
	.act = { [ACTION_COLLECT] = postgresql_collect,
	    [ACTION_FIND] = pg_find,
	    [ACTION_ERASE] = pg_erase,
	    [ACTION_RESTRICT] = pg_erase,
	    [ACTION_LIFT] = pg_erase,
	    [ACTION_RECTIFY] = pg_erase,
	    [ACTION_SUPPRESS] = pg_erase },
};
