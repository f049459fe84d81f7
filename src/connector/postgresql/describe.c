/*
 * What a register's collections mean for the tables that are there: which columns, in which form,
 * what they yield. Names only; no statement is made here and no server asked.
 */
#include "dossier/phrase.h"
#include "postgresql.h"

/* By oid of pg_type; what is not here goes over as text. */
static const struct pg_type {
	uint32_t oid;
	enum field_type type;
	enum pg_form form;
} types[] = {
	{ 16, FIELD_BOOL, PG_BOOL }, { 17, FIELD_BINARY, PG_BASE64 },
	{ 20, FIELD_NUMBER, PG_NUMBER },                                /* int8 */
	{ 21, FIELD_NUMBER, PG_NUMBER },                                /* int2 */
	{ 23, FIELD_NUMBER, PG_NUMBER },                                /* int4 */
	{ 26, FIELD_NUMBER, PG_NUMBER },                                /* oid */
	{ 114, FIELD_JSON, PG_JSON }, { 700, FIELD_NUMBER, PG_NUMBER }, /* float4 */
	{ 701, FIELD_NUMBER, PG_NUMBER },                               /* float8 */
	{ 1082, FIELD_DATE, PG_DATE }, { 1114, FIELD_TIME, PG_LOCAL },  /* timestamp */
	{ 1184, FIELD_TIME, PG_INSTANT },                               /* timestamptz */
	{ 1700, FIELD_NUMBER, PG_NUMBER },                              /* numeric */
	{ 3802, FIELD_JSON, PG_AS_IS }, /* jsonb, on one line already */
};

void
pg_problem(json_t *problems, const struct pg_collection *c, const char *fmt, ...)
{
	auto_drop(buf) struct buf b = { 0 };
	char text[300];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), phrase(fmt), ap);
	va_end(ap);
	buf_addf(&b, phrase("collection %s: %s"), c->name, text);
	json_array_append_new(problems, json_string(b.data));
}

bool
pg_first_problem(const json_t *problems, struct err *err)
{
	if (json_array_size(problems) == 0)
		return true;
	return err_set(err, ERR_INPUT, "%s", json_string_value(json_array_get(problems, 0)));
}

struct pg_collection *
pg_source_find(const struct pg_source *s, const char *wanted)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->all[i].name, wanted) == 0)
			return &s->all[i];
	return NULL;
}

const struct pg_column *
pg_column_find(const struct pg_collection *c, const char *wanted)
{
	for (size_t i = 0; i < c->ncolumns; i++)
		if (strcmp(c->columns[i].name, wanted) == 0)
			return &c->columns[i];
	return NULL;
}

static void
collection_read(struct pg_source *s, struct pg_collection *c, const json_t *json)
{
	const char *table = json_str_or(json, "table", ""), *dot = strchr(table, '.');
	*c = (struct pg_collection){
		.json = json,
		.name = json_str_or(json, "name", ""),
		.category = json_str_or(json, "category", ""),
		.schema = dot ? arena_strndup(s->arena, table, (size_t)(dot - table)) : "public",
		.table = dot ? dot + 1 : table,
	};
}

/* Depth first, so that a collection comes after those it matches on. */
static void
put_in_order(struct pg_source *s, struct pg_collection *c, size_t *n, int depth, json_t *problems)
{
	const json_t *match;
	size_t i;
	c->visited = 1;
	json_array_foreach(json_get(c->json, "match"), i, match) {
		const char *name = json_str(match, "collection");
		struct pg_collection *parent = name ? pg_source_find(s, name) : NULL;
		if (name && !parent)
			pg_problem(problems, c,
			    "no collection %s in this system, which its match names", name);
		else if (parent && parent->visited == 1)
			pg_problem(problems, c,
			    "its match on %s leads back to itself: use an identifier somewhere",
			    name);
		else if (depth == PG_DEPTH_MAX)
			pg_problem(problems, c, "its match leads through more than %d collections",
			    PG_DEPTH_MAX);
		else if (parent && !parent->visited)
			put_in_order(s, parent, n, depth + 1, problems);
	}
	c->visited = 2;
	s->order[(*n)++] = c;
}

void
pg_source_read(struct pg_source *s, const json_t *system, json_t *problems)
{
	const json_t *list = json_get(system, "collections"), *json;
	size_t i, n = 0;
	s->system = system;
	s->n = json_array_size(list);
	s->all = arena_alloc(s->arena, (s->n + 1) * sizeof(*s->all));
	s->order = arena_alloc(s->arena, (s->n + 1) * sizeof(struct pg_collection *));
	json_array_foreach(list, i, json)
		collection_read(s, &s->all[i], json);
	for (i = 0; i < s->n; i++)
		if (!s->all[i].visited)
			put_in_order(s, &s->all[i], &n, 0, problems);
}

/* A column that is there and may be read; else a problem that says for what it was wanted. */
static const struct pg_column *
need(const struct pg_collection *c, const char *column, const char *for_what, json_t *problems)
{
	const struct pg_column *col = column ? pg_column_find(c, column) : NULL;
	if (!col)
		pg_problem(problems, c, "no column %s in %s.%s, which its %s names",
		    column ? column : phrase("(none)"), c->schema, c->table, for_what);
	else if (!col->readable)
		pg_problem(problems, c,
		    "no permission to read column %s of %s.%s (%s): grant it, or do not list it",
		    column, c->schema, c->table, for_what);
	return col;
}

static void
check_match(const struct pg_source *s, const struct pg_collection *c, json_t *problems)
{
	const json_t *match;
	size_t i;
	if (json_array_size(json_get(c->json, "match")) == 0)
		pg_problem(problems, c, "no match: say which rows are the person's");
	json_array_foreach(json_get(c->json, "match"), i, match) {
		const char *parent_name = json_str(match, "collection");
		const struct pg_collection *parent =
		    parent_name ? pg_source_find(s, parent_name) : NULL;
		(void)need(c, json_str(match, "column"), "match", problems);
		if (parent && parent->ncolumns > 0 &&
		    !pg_column_find(parent, json_str_or(match, "field", "")))
			pg_problem(problems, c,
			    "no column %s in %s.%s, which its match on %s names",
			    json_str_or(match, "field", phrase("(none)")), parent->schema,
			    parent->table, parent_name);
		else if (!parent && !json_str(match, "identifier"))
			pg_problem(problems, c, "a match needs an identifier or a collection");
	}
}

static void
add_present(const struct pg_source *s, struct pg_collection *c, const struct pg_column *col)
{
	c->items[c->nitems] = (struct pg_item){ .column = col, .form = PG_PRESENT };
	c->fields[c->nitems++] = (struct field){
		.name = arena_printf(s->arena, "%s_present", col->name),
		.type = FIELD_BOOL,
	};
}

/* Numbers, dates and the like are short, whatever stands in them. */
static enum pg_measure
measure_of(const struct pg_item *it)
{
	static const uint32_t by_length[] = { 17, 25, 1042, 1043 }; /* bytea, text, char, varchar */
	for (size_t i = 0; i < array_len(by_length); i++)
		if (it->column->type == by_length[i])
			return PG_BY_LENGTH;
	return it->form == PG_AS_IS || it->form == PG_JSON ? PG_BY_TEXT : PG_SMALL;
}

static void
add_item(
    const struct pg_source *s, struct pg_collection *c, const struct pg_column *col, bool provided)
{
	const bool as_text = json_has(c->as_text, col->name);
	struct pg_item it = { .column = col };
	struct field f = { .name = col->name, .type = FIELD_TEXT, .provided = provided };
	if (json_has(json_get(c->json, "never"), col->name)) {
		add_present(s, c, col);
		return;
	}
	for (size_t i = 0; i < array_len(types) && !as_text; i++)
		if (types[i].oid == col->type) {
			f.type = types[i].type;
			it.form = types[i].form;
		}
	if (col->category == 'A' || col->category == 'C') {
		f.type = FIELD_JSON;
		it.form = PG_JSON;
		it.to_json = true;
	}
	it.measure = measure_of(&it);
	c->items[c->nitems] = it;
	c->fields[c->nitems++] = f;
}

static void
select_columns(const struct pg_source *s, struct pg_collection *c, json_t *problems)
{
	const json_t *fields = json_get(c->json, "fields"), *never = json_get(c->json, "never"), *v;
	const json_t *provided = json_get(c->json, "provided");
	size_t i, most = c->ncolumns + json_array_size(fields) + json_array_size(never);
	c->items = arena_alloc(s->arena, most * sizeof(*c->items));
	c->fields = arena_alloc(s->arena, most * sizeof(*c->fields));
	json_array_foreach(fields, i, v) {
		const struct pg_column *col = need(c, json_str(v, "name"), "fields", problems);
		if (col)
			add_item(s, c, col, json_flag(v, "provided"));
	}
	for (i = 0; !fields && i < c->ncolumns; i++)
		if (need(c, c->columns[i].name, "table", problems))
			add_item(s, c, &c->columns[i],
			    json_is_true(provided) || json_has(provided, c->columns[i].name));
	for (i = 0; i < json_array_size(provided); i++)
		(void)need(c, json_string_value(json_array_get(provided, i)), "provided", problems);
	json_array_foreach(never, i, v) {
		const struct pg_column *col = need(c, json_string_value(v), "never", problems);
		bool there = false;
		for (size_t k = 0; k < c->nitems; k++)
			there = there || c->items[k].column == col;
		if (col && !there)
			add_present(s, c, col);
	}
}

static void
select_yields(const struct pg_source *s, struct pg_collection *c, json_t *problems)
{
	const json_t *list = json_get(c->json, "yields"), *v;
	size_t i;
	c->yields = arena_alloc(s->arena, (json_array_size(list) + 1) * sizeof(*c->yields));
	json_array_foreach(list, i, v) {
		struct pg_yield *y = &c->yields[c->nyields];
		*y = (struct pg_yield){
			.kind = json_str_or(v, "kind", ""),
			.field = json_str_or(v, "field", ""),
			.item = SIZE_MAX,
		};
		for (size_t k = 0; k < c->nitems; k++)
			if (c->items[k].form != PG_PRESENT &&
			    strcmp(c->fields[k].name, y->field) == 0)
				y->item = k;
		if (y->item == SIZE_MAX)
			pg_problem(problems, c, "no field %s, which its yields names", y->field);
		else
			c->nyields++;
	}
}

void
pg_describe(
    const struct pg_source *s, struct pg_collection *c, const json_t *as_text, json_t *problems)
{
	const json_t *v;
	size_t i;
	c->as_text = json_get(as_text, c->name);
	if (c->ncolumns == 0) {
		pg_problem(problems, c,
		    "no table or view %s.%s that the role may see; names are case-sensitive",
		    c->schema, c->table);
		return;
	}
	check_match(s, c, problems);
	json_array_foreach(json_get(c->json, "order"), i, v)
		(void)need(c, json_string_value(v), "order", problems);
	select_columns(s, c, problems);
	select_yields(s, c, problems);
}
