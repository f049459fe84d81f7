/*
 * What the files that look at a change have in common: what is told, cells and links, settings of
 * the transaction.
 */
#include "look.h"

static void
say(json_t *to, const char *code, const char *table, const char *name, int64_t n)
{
	json_t *p = json_pack("{s:s, s:s}", "code", code, "table", table);
	if (name)
		json_object_set_new(p, "name", json_string(name));
	if (n >= 0)
		json_object_set_new(p, "n", json_integer(n));
	json_array_append_new(to, p);
}

void
look_problem(struct look *l, const char *code, const char *table, const char *name, int64_t n)
{
	say(l->ret->problems, code, table, name, n);
}

/* Of several sets of a table it is one, with their sum. */
void
look_note(struct look *l, const char *code, const char *table, const char *name, int64_t n)
{
	json_t *there;
	size_t i;
	json_array_foreach(l->ret->notes, i, there)
		if (strcmp(json_str(there, "code"), code) == 0 &&
		    strcmp(json_str(there, "table"), table) == 0 &&
		    strcmp(json_str_or(there, "name", ""), name ? name : "") == 0) {
			json_object_set_new(
			    there, "n", json_integer(json_int_or(there, "n", 0) + n));
			return;
		}
	say(l->ret->notes, code, table, name, n);
}

size_t
look_cell(struct look_table *t, const char *column)
{
	for (size_t i = 0; i < t->ncolumns; i++)
		if (strcmp(t->columns[i], column) == 0)
			return i;
	return SIZE_MAX;
}

size_t
look_want(struct look_table *t, const char *column)
{
	size_t there = look_cell(t, column);
	if (there != SIZE_MAX)
		return there;
	t->columns[t->ncolumns] = column;
	return t->ncolumns++;
}

struct look_link *
look_link(const struct look *l, const char *collection, const char *field)
{
	for (size_t i = 0; i < l->s->n; i++) {
		const struct look_collection *c = &l->collections[i];
		if (strcmp(c->c->name, collection) != 0)
			continue;
		for (size_t k = 0; k < c->nlinks; k++)
			if (strcmp(c->links[k].field, field) == 0)
				return &c->links[k];
	}
	return NULL;
}

bool
look_set(struct look *l, const char *const (*pairs)[2], size_t n, struct err *err)
{
	auto_drop(buf) struct buf sql = { 0 };
	if (n == 0)
		return true;
	for (size_t i = 0; i < n; i++)
		buf_addf(&sql, "%sset_config($%zu, $%zu, true) IS NULL", i ? ", " : "SELECT ",
		    2 * i + 1, 2 * i + 2);
	return pg_run(l->pg, sql.data, pairs[0], (int)(2 * n), NULL, err);
}

const char *
look_joined(struct buf *b, const char *const *cells, const size_t *places, size_t n)
{
	buf_reset(b);
	buf_adds(b, "");
	for (size_t i = 0; i < n; i++) {
		const char *text = cells[places ? places[i] : i];
		if (!text)
			return NULL;
		if (n > 1)
			buf_addf(b, "%zu:", strlen(text));
		buf_adds(b, text);
	}
	return b->data;
}

void
look_release(struct look *l)
{
	for (size_t i = 0; l->approved && i < l->cat->ntables; i++)
		texts_release(&l->approved[i]);
	for (size_t i = 0; l->kept && i < l->cat->ntables; i++)
		texts_release(&l->kept[i]);
	for (size_t i = 0; l->tables && i < l->cat->ntables; i++) {
		texts_release(&l->tables[i].by_key);
		free(l->tables[i].rows);
	}
	for (size_t i = 0; l->collections && i < l->s->n; i++) {
		struct look_collection *c = &l->collections[i];
		for (size_t k = 0; k < c->nlinks; k++)
			texts_release(&c->links[k].values), texts_release(&c->links[k].strange);
		for (size_t k = 0; k < c->nyields; k++)
			texts_release(&c->yields[k].values);
		for (size_t k = 0; k < c->nclaims; k++)
			texts_release(&c->claims[k].keys);
		json_decref(c->cache);
		free(c->judged);
	}
	json_decref(l->wrong);
	json_decref(l->merged);
	free(l->joined);
}
