/*
 * What refers to what: a row that stays keeps the row it refers to, whatever the foreign key would
 * do when that goes (CASCADE deletes what a hold keeps, SET NULL changes it), and a row of nobody's
 * preview that refers to what is to be deleted forbids it. Nothing here trusts a cascade.
 */
#include "look.h"
#include "statement.h"

/* A foreign key between two tables that were read, and its parents' rows by what is referred to. */
struct edge {
	const struct pg_reference *ref;
	struct look_table *child, *parent;
	size_t *columns, *parent_columns; /* cells */
	struct texts keys;
	size_t *rows; /* of keys: of the parent */
};

struct graph {
	struct look *l;
	struct edge *edges;
	size_t nedges;
	struct look_row **queue; /* rows that stay, and of which it was not followed yet */
	struct look_table **tables;
	size_t n, room;
};

static struct look_table *
table_of(struct look *l, const struct pg_table *t)
{
	return t ? &l->tables[t - l->cat->tables] : NULL;
}

/* ---- the edges ---- */

static void
index_parents(struct look *l, struct edge *e)
{
	auto_drop(buf) struct buf b = { 0 };
	e->rows = arena_alloc(l->a, (e->parent->nrows + 1) * sizeof(*e->rows));
	for (size_t i = 0; i < e->parent->nrows; i++) {
		const char *key =
		    look_joined(&b, e->parent->rows[i].cells, e->parent_columns, e->ref->ncolumns);
		bool is_new;
		size_t at = key ? texts_add(&e->keys, key, l->a, &is_new) : SIZE_MAX;
		if (at != SIZE_MAX && is_new)
			e->rows[at] = i;
	}
}

static void
add_edge(struct graph *g, const struct pg_reference *ref)
{
	struct look *l = g->l;
	struct edge *e = &g->edges[g->nedges++];
	*e = (struct edge){
		.ref = ref,
		.child = table_of(l, ref->child),
		.parent = table_of(l, ref->parent),
		.columns = arena_alloc(l->a, ref->ncolumns * sizeof(size_t)),
		.parent_columns = arena_alloc(l->a, ref->ncolumns * sizeof(size_t)),
	};
	for (size_t i = 0; i < ref->ncolumns; i++) {
		e->columns[i] = look_cell(e->child, ref->columns[i]);
		e->parent_columns[i] = look_cell(e->parent, ref->parent_columns[i]);
	}
	index_parents(l, e);
}

/* ---- which rows stay ---- */

static bool
is_among(const struct look *l, const struct texts *of, const struct look_table *t,
    const struct look_row *row)
{
	auto_drop(buf) struct buf b = { 0 };
	const char *key = t->table->nkey ? look_joined(&b, row->cells, NULL, t->table->nkey) : NULL;
	return key && texts_find(&of[t - l->tables], key) != SIZE_MAX;
}

/* What nobody can tell stays until an officer decides: then all such rows go, or none. */
static bool
is_undecided(const struct look_row *row)
{
	return row->judged && row->judged->verdict.verdict == VERDICT_UNDECIDABLE;
}

static bool
is_done(const struct look *l, const struct look_table *t, const struct look_row *row)
{
	return row->judged && !is_undecided(row) &&
	    (!l->approved || is_among(l, l->approved, t, row));
}

static bool
is_deleted(const struct look_row *row)
{
	return row->judged && row->judged->verdict.act == ERASE_DELETE;
}

static void
queue(struct graph *g, struct look_table *t, struct look_row *row)
{
	if (row->is_queued)
		return;
	if (g->n == g->room) {
		g->room = g->room ? g->room * 2 : 64;
		g->queue = xrealloc(g->queue, g->room * sizeof(struct look_row *));
		g->tables = xrealloc(g->tables, g->room * sizeof(struct look_table *));
	}
	row->is_queued = true;
	g->queue[g->n] = row;
	g->tables[g->n++] = t;
}

static const struct erase_set *
set_of(const struct row_verdict *v, const char *column)
{
	for (size_t i = 0; i < v->nset && v->act == ERASE_ANONYMISE; i++)
		if (strcmp(v->set[i].column, column) == 0)
			return &v->set[i];
	return NULL;
}

/* The row it refers to once its set is written; of what may not be done, as it is now. */
static struct look_row *
referred(const struct graph *g, const struct edge *e, const struct look_row *row, struct buf *b)
{
	bool done = is_done(g->l, e->child, row);
	const char *texts[PG_KEY_MAX];
	for (size_t i = 0; i < e->ref->ncolumns; i++) {
		const struct erase_set *set =
		    done ? set_of(&row->judged->verdict, e->ref->columns[i]) : NULL;
		texts[i] = set ? pg_set_value(set->value, g->l->a) : row->cells[e->columns[i]];
	}
	const char *key = look_joined(b, texts, NULL, e->ref->ncolumns);
	size_t at = key ? texts_find(&e->keys, key) : SIZE_MAX;
	return at == SIZE_MAX ? NULL : &e->parent->rows[e->rows[at]];
}

/* Two of which nobody can tell go together, or stay so. */
static bool
go_together(const struct graph *g, const struct look_table *t, const struct look_row *row,
    const struct look_row *parent)
{
	return !g->l->approved && is_undecided(row) && is_deleted(row) && is_undecided(parent) &&
	    !(g->l->kept && is_among(g->l, g->l->kept, t, row));
}

static void
follow(struct graph *g, struct look_table *t, struct look_row *row, struct buf *b)
{
	for (size_t i = 0; i < g->nedges; i++) {
		struct edge *e = &g->edges[i];
		if (e->child != t)
			continue;
		struct look_row *parent = referred(g, e, row, b);
		if (parent && is_deleted(parent) && !go_together(g, t, row, parent) &&
		    look_refer(g->l, parent))
			queue(g, e->parent, parent);
	}
}

static void
add_keys(struct look *l, struct texts *of, const json_t *set)
{
	auto_drop(buf) struct buf b = { 0 };
	const json_t *key;
	size_t k, n;
	for (size_t t = 0; t < l->cat->ntables; t++) {
		if (strcmp(json_str_or(set, "table", ""), l->cat->tables[t].full) != 0)
			continue;
		json_array_foreach(json_get(set, "keys"), k, key) {
			const char *texts[PG_KEY_MAX];
			for (n = 0; n < json_array_size(key) && n < PG_KEY_MAX; n++)
				texts[n] = json_string_value(json_array_get(key, n));
			const char *joined = look_joined(&b, texts, NULL, n);
			if (joined)
				(void)texts_add(&of[t], joined, l->a, NULL);
		}
	}
}

/*
 * Of a run: where some rows alone are carried out, those, and what is not among them stays; and of
 * what nobody can tell those that an officer keeps.
 */
static void
read_approved(struct look *l)
{
	const json_t *sets = json_get(l->change, "sets"), *set;
	const size_t size = (l->cat->ntables + 1) * sizeof(struct texts);
	size_t i;
	if (json_flag(l->change, "only"))
		l->approved = arena_alloc(l->a, size);
	if (sets)
		l->kept = arena_alloc(l->a, size);
	json_array_foreach(sets, i, set) {
		if (l->approved)
			add_keys(l, l->approved, set);
		if (strcmp(json_str_or(set, "verdict", ""), "undecidable") == 0 &&
		    strcmp(json_str_or(set, "do", ""), "nothing") == 0)
			add_keys(l, l->kept, set);
	}
}

static void
graph_release(struct graph *g)
{
	for (size_t i = 0; i < g->nedges; i++)
		texts_release(&g->edges[i].keys);
	free(g->queue);
	free(g->tables);
}

static void
build(struct graph *g)
{
	struct look *l = g->l;
	g->edges = arena_alloc(l->a, (l->cat->nreferences + 1) * sizeof(*g->edges));
	for (size_t i = 0; i < l->cat->nreferences; i++) {
		const struct pg_reference *ref = &l->cat->references[i];
		if (ref->child && ref->parent && table_of(l, ref->child)->nrows > 0 &&
		    table_of(l, ref->parent)->nrows > 0)
			add_edge(g, ref);
	}
}

void
look_references(struct look *l)
{
	struct graph g = { .l = l };
	auto_drop(buf) struct buf b = { 0 };
	read_approved(l);
	build(&g);
	for (size_t i = 0; i < l->cat->ntables && g.nedges > 0; i++)
		for (size_t k = 0; k < l->tables[i].nrows; k++) {
			struct look_row *row = &l->tables[i].rows[k];
			if (!is_deleted(row) || !is_done(l, &l->tables[i], row))
				queue(&g, &l->tables[i], row);
		}
	while (g.n > 0) {
		struct look_row *row = g.queue[--g.n];
		row->is_queued = false;
		follow(&g, g.tables[g.n], row, &b);
	}
	graph_release(&g);
}

/* ---- who else refers to what goes ---- */

/* What is referred to of the rows that go: column by column. */
struct going {
	const char **cells; /* n * ncolumns */
	size_t n;
	struct texts keys;
};

static void
gather(struct look *l, const struct pg_reference *ref, struct going *ret)
{
	struct look_table *t = table_of(l, ref->parent);
	size_t places[PG_KEY_MAX];
	auto_drop(buf) struct buf b = { 0 };
	ret->cells = NULL;
	if (!t)
		return;
	for (size_t k = 0; k < ref->ncolumns; k++)
		places[k] = look_cell(t, ref->parent_columns[k]);
	for (size_t i = 0; i < t->nrows; i++) {
		const char *key = is_deleted(&t->rows[i]) &&
			(!l->approved || is_among(l, l->approved, t, &t->rows[i]))
		    ? look_joined(&b, t->rows[i].cells, places, ref->ncolumns)
		    : NULL;
		bool is_new = false;
		if (key)
			(void)texts_add(&ret->keys, key, l->a, &is_new);
		if (!is_new)
			continue;
		if (!ret->cells)
			ret->cells =
			    arena_alloc(l->a, (t->nrows - i) * ref->ncolumns * sizeof(*ret->cells));
		for (size_t k = 0; k < ref->ncolumns; k++)
			ret->cells[ret->n * ref->ncolumns + k] = t->rows[i].cells[places[k]];
		ret->n++;
	}
}

/* Rows that were read, and refer to one of these now: they go too, or let go of it. */
static int64_t
known_children(struct look *l, const struct pg_reference *ref, const struct going *going)
{
	struct look_table *t = table_of(l, ref->child);
	size_t places[PG_KEY_MAX];
	auto_drop(buf) struct buf b = { 0 };
	int64_t n = 0;
	for (size_t k = 0; t && k < ref->ncolumns; k++)
		places[k] = look_cell(t, ref->columns[k]);
	for (size_t i = 0; t && i < t->nrows; i++) {
		const char *key = look_joined(&b, t->rows[i].cells, places, ref->ncolumns);
		n += key && texts_find(&going->keys, key) != SIZE_MAX;
	}
	return n;
}

static void
add_count(
    struct pg_statement *s, const struct pg_reference *ref, const struct going *going, size_t i)
{
	buf_addf(&s->sql, "%sSELECT %zu, count(*) FROM %s AS t WHERE ",
	    s->sql.len ? " UNION ALL " : "", i, ref->child_quoted);
	pg_statement_in(s, ref->columns, ref->parent_types, ref->ncolumns, going->cells, going->n);
}

static void
compare(struct look *l, const PGresult *res, const struct going *going)
{
	for (int i = 0; i < PQntuples(res); i++) {
		size_t k = pg_place(res, i, 0, l->cat->nreferences);
		if (k == SIZE_MAX)
			continue;
		const struct pg_reference *ref = &l->cat->references[k];
		int64_t others =
		    strtoll(pg_value(res, i, 1), NULL, 10) - known_children(l, ref, &going[k]);
		if (others > 0)
			look_problem(l, "cascade", ref->child_full, ref->name, others);
	}
}

/* Of all foreign keys in one statement. */
bool
look_outside(struct look *l, struct err *err)
{
	auto_drop(pg_statement) struct pg_statement s = { .a = l->a };
	auto_drop(pgresult) PGresult *res = NULL;
	const size_t n = l->cat->nreferences;
	struct going *going = arena_alloc(l->a, (n + 1) * sizeof(*going));
	for (size_t i = 0; i < n; i++) {
		const struct pg_reference *ref = &l->cat->references[i];
		const struct look_table *parent = table_of(l, ref->parent);
		if (!parent || parent->nrows == 0)
			continue;
		gather(l, ref, &going[i]);
		if (going[i].n > 0 && !ref->child_readable)
			look_problem(l, "no-privilege", ref->child_full,
			    arena_printf(l->a, "SELECT (%s)", ref->columns[0]), -1);
		else if (going[i].n > 0)
			add_count(&s, ref, &going[i], i);
	}
	bool ok = s.n == 0 || pg_run(l->pg, s.sql.data, s.params, s.n, &res, err);
	if (res)
		compare(l, res, going);
	for (size_t i = 0; i < n; i++)
		texts_release(&going[i].keys);
	return ok;
}
