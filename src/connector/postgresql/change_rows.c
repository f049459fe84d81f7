/*
 * Looking at what a change would do: the rows of the person are read, and all that is made of them
 * is asked for in order. It reads alone.
 */
#include "look.h"

/* ---- rows ---- */

static struct look_row *
new_row(struct look_table *t)
{
	if (t->nrows == t->room) {
		t->room = t->room ? t->room * 2 : 64;
		t->rows = xrealloc(t->rows, t->room * sizeof(*t->rows));
	}
	t->rows[t->nrows] = (struct look_row){ 0 };
	return &t->rows[t->nrows++];
}

/* The row that is found; of what has no key and no place, one of its own. */
static struct look_row *
row_of(struct look *l, struct look_collection *c, const char *place, const char *const *cells,
    struct buf *b)
{
	struct look_table *t = c->t;
	const char *key = place ? place
	    : t->table->nkey    ? look_joined(b, cells, NULL, t->table->nkey)
				: arena_printf(l->a, "%zu", t->nrows);
	bool is_new;
	size_t at = key ? texts_add(&t->by_key, key, l->a, &is_new) : SIZE_MAX;
	if (at == SIZE_MAX)
		return NULL; /* a key is never null */
	if (!is_new)
		return &t->rows[at];
	struct look_row *row = new_row(t);
	row->cells = cells;
	l->nrows++;
	return row;
}

static struct look_part *
part_of(const struct look_row *row, const struct look_collection *c)
{
	for (struct look_part *p = row->parts; p; p = p->next)
		if (p->collection == c)
			return p;
	return NULL;
}

static void
remember_links(struct look *l, struct look_collection *c, const char *const *cells)
{
	for (size_t i = 0; i < c->nlinks; i++)
		if (cells[c->links[i].cell])
			(void)texts_add(&c->links[i].values, cells[c->links[i].cell], l->a, NULL);
}

/* A row of a frozen key is somebody else's by now, and so is what refers to it. */
static void
suspect_links(struct look *l, struct look_collection *c, const char *const *cells)
{
	for (size_t i = 0; i < c->nlinks && !c->lets_go; i++)
		if (cells[c->links[i].cell])
			(void)texts_add(&c->links[i].strange, cells[c->links[i].cell], l->a, NULL);
}

/* Unless a row of theirs has the same. */
static void
drop_strange(struct look *l, struct look_collection *c, struct look_link *link)
{
	struct texts was = link->values;
	if (link->strange.n == 0)
		return;
	link->values = (struct texts){ 0 };
	for (size_t i = 0; i < was.n; i++)
		if (texts_find(&link->strange, was.items[i]) == SIZE_MAX)
			(void)texts_add(&link->values, was.items[i], l->a, NULL);
	texts_release(&was);
	for (size_t i = 0; i < c->t->nrows; i++) {
		const struct look_row *row = &c->t->rows[i];
		const char *value = row->cells[link->cell];
		if (row->is_theirs && value && texts_find(&link->strange, value) != SIZE_MAX)
			(void)texts_add(&link->values, value, l->a, NULL);
	}
}

static bool
take_row(struct look *l, struct look_collection *c, char *line, size_t len, struct buf *b,
    struct err *err)
{
	bool place = look_has_place(c->t);
	size_t ncells = c->t->ncolumns ? c->t->ncolumns : 1,
	       said = c->is_asked ? c->rule.nkeeps + c->rule.npersons : 0,
	       n = place + ncells + said + 1;
	const char **texts = arena_alloc(l->a, n * sizeof(*texts));
	char *own = arena_strndup(l->a, line, len);
	if (!pg_line_read(own, len, n, texts))
		return err_set(err, ERR_INPUT, "collection %s: cannot read a row of %s.%s",
		    c->c->name, c->c->schema, c->c->table);
	struct look_row *row = row_of(l, c, place ? texts[0] : NULL, texts + place, b);
	if (!row)
		return true;
	bool is_matched = strcmp(texts[n - 1], LOOK_BY_MATCH) == 0;
	if (strcmp(texts[n - 1], LOOK_BY_KEY) == 0)
		suspect_links(l, c, texts + place);
	else {
		row->is_theirs = true;
		remember_links(l, c, texts + place);
	}
	if (is_matched && !look_yields(l, c, texts + place, err))
		return false;
	if (!c->is_asked)
		return true;
	struct look_part *part = part_of(row, c);
	if (part) {
		part->is_matched = part->is_matched || is_matched;
		return true;
	}
	part = arena_alloc(l->a, sizeof(*part));
	*part = (struct look_part){ .is_matched = is_matched,
		.next = row->parts,
		.collection = c,
		.said = texts + place + ncells };
	row->parts = part;
	return true;
}

static bool
take_rows(struct look *l, struct look_collection *c, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	for (;;) {
		char *line;
		size_t len;
		if (!pg_copy_line(l->pg, &line, &len, err))
			return false;
		if (!line)
			return true;
		bool ok = l->nrows > PG_ROWS_MAX || take_row(l, c, line, len, &b, err);
		PQfreemem(line);
		if (!ok)
			return false;
	}
}

static void
tell_unsearched(struct look *l, const struct look_collection *c)
{
	auto_drop(json) json_t *kinds = json_strings(pg_kinds_wanted(l->s, c->c), SIZE_MAX);
	if (c->is_asked)
		json_array_append_new(l->ret->not_searched,
		    json_pack("{s:s, s:s, s:O}", "collection", c->c->name, "category",
			c->c->category, "kinds", kinds));
}

static bool
search(struct look *l, struct look_collection *c, struct err *err)
{
	if (!look_settings(l, c, err))
		return false;
	const char *sql = look_statement(l, c);
	c->is_searched = true;
	if (!sql || !pg_reachable(l->s, c->c))
		tell_unsearched(l, c);
	if (sql &&
	    ((!pg_copy(l->pg, sql, l->a, err) && !err_wrap(err, "collection %s", c->c->name)) ||
		!take_rows(l, c, err)))
		return false;
	for (size_t i = 0; i < c->nlinks; i++)
		drop_strange(l, c, &c->links[i]);
	return true;
}

static bool
search_all(struct look *l, struct err *err)
{
	const char *const zone[][2] = { { "dossier.z", l->zone } };
	if (!look_set(l, zone, 1, err))
		return false;
	for (size_t i = 0; i < l->s->n; i++) {
		struct look_collection *c = &l->collections[l->s->order[i] - l->s->all];
		if (!search(l, c, err))
			return false;
		if (l->nrows > PG_ROWS_MAX) {
			look_problem(l, "too-much", c->t->table->full, NULL, (int64_t)l->nrows);
			return true;
		}
	}
	return true;
}

/* ---- all of it ---- */

/* Where something forbids it, what was found so far tells nothing. */
static bool
look(struct look *l, struct err *err)
{
	const json_t *problems = l->ret->problems;
	const char *epoch = json_str(json_get(l->s->system, "erasure"), "epoch");
	if (!look_prepare(l, err) ||
	    !pg_epoch(l->pg, l->s, l->s->system, &l->ret->has_epoch, &l->ret->epoch, err))
		return false;
	if (epoch && !l->ret->has_epoch)
		look_problem(l, "epoch", epoch, NULL, -1);
	if (json_array_size(problems) > 0)
		return true;
	if (!search_all(l, err))
		return false;
	if (json_array_size(problems) > 0)
		return true;
	if (!look_judge(l, err))
		return false;
	look_references(l);
	if (!look_outside(l, err))
		return false;
	look_sets(l);
	look_tell_yields(l);
	return look_proofs(l, err);
}

static bool
begin(struct look *l, struct err *err)
{
	const char *law = json_str(l->change, "law");
	l->zone = json_str_or(l->change, "zone", "UTC");
	if (!law || !date_parse(json_str_or(l->change, "today", ""), &l->today, err))
		return err->kind != ERR_NONE ||
		    err_set(err, ERR_INPUT, "a change without its law, or its day");
	l->ret->law = retention_law_read(law, strlen(law), err);
	return l->ret->law != NULL;
}

bool
pg_change_look(struct pg *pg, struct pg_source *s, const struct pg_catalogue *cat,
    const json_t *change, struct pg_change *ret, struct err *err)
{
	*ret = (struct pg_change){
		.yields = json_array(),
		.links = json_object(),
		.problems = json_array(),
		.notes = json_array(),
		.not_searched = json_array(),
	};
	struct look l = { .pg = pg,
		.s = s,
		.cat = cat,
		.change = change,
		.ret = ret,
		.a = s->arena,
		.wrong = json_array(),
		.merged = json_object() };
	json_array_extend(ret->notes, cat->notes);
	bool ok = begin(&l, err) && look(&l, err);
	look_release(&l);
	return ok;
}

void
pg_change_release(struct pg_change *c)
{
	json_decref(c->yields);
	json_decref(c->links);
	json_decref(c->problems);
	json_decref(c->notes);
	json_decref(c->not_searched);
	retention_law_free(c->law);
	*c = (struct pg_change){ 0 };
}
