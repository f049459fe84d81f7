/*
 * What is told of the rows: those of which the same is to be said, as one set with their keys; and
 * the values by which what is left of them is found once they are gone.
 */
#include "look.h"

const char *
pg_set_value(const json_t *value, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	if (!value || json_is_null(value))
		return NULL;
	if (json_is_string(value))
		return arena_strdup(a, json_string_value(value));
	if (!json_scalar(value, &b))
		json_put(value, &b);
	return arena_strndup(a, b.data, b.len);
}

/* Sets by the collection and what is said, while they are gathered. */
struct gathering {
	struct look *l;
	struct texts names; /* "COLLECTION:TABLE VERDICT" */
	struct pg_set *sets;
	size_t room;
};

static size_t
set_of(struct gathering *g, struct judged *j, const struct look_table *t)
{
	auto_drop(buf) struct buf b = { 0 };
	bool is_new;
	if (j->set)
		return j->set - 1;
	auto_drop(json) json_t *said = verdict_json(&j->verdict);
	buf_addf(&b, "%08zu %d ", j->collection->at, (int)j->verdict.verdict);
	json_put(said, &b);
	size_t at = texts_add(&g->names, b.data, g->l->a, &is_new);
	j->set = at + 1;
	if (!is_new)
		return at;
	if (at == g->room) {
		g->room = g->room ? g->room * 2 : 16;
		g->sets = xrealloc(g->sets, g->room * sizeof(*g->sets));
	}
	g->sets[at] = (struct pg_set){
		.collection = j->collection->c, .table = t->table, .verdict = &j->verdict
	};
	return at;
}

/* ---- their keys ---- */

static int
compare_keys(const void *x, const void *y, void *arg)
{
	const char *const *v = *(const char *const *const *)x;
	const char *const *w = *(const char *const *const *)y;
	for (size_t i = 0; i < *(size_t *)arg; i++) {
		int order = strcmp(v[i], w[i]);
		if (order)
			return order;
	}
	return 0;
}

static size_t
put_keys(struct look *l, struct pg_set *set, const char *const **rows)
{
	size_t nkey = set->table->nkey, bytes = 0;
	if (nkey == 0)
		return 0;
	const char **keys = arena_alloc(l->a, (set->n * nkey + 1) * sizeof(*keys));
	qsort_r(rows, set->n, sizeof(*rows), compare_keys, &nkey);
	for (size_t i = 0; i < set->n; i++)
		for (size_t k = 0; k < nkey; k++) {
			keys[i * nkey + k] = rows[i][k];
			bytes += strlen(rows[i][k]) + 4;
		}
	set->keys = keys;
	return bytes;
}

static size_t
put_all_keys(struct gathering *g)
{
	struct look *l = g->l;
	const char *const ***lists = arena_alloc(l->a, (g->names.n + 1) * sizeof(*lists));
	size_t *filled = arena_alloc(l->a, (g->names.n + 1) * sizeof(*filled)), bytes = 0;
	for (size_t i = 0; i < g->names.n; i++)
		lists[i] = arena_alloc(l->a, (g->sets[i].n + 1) * sizeof(**lists));
	for (size_t i = 0; i < l->cat->ntables; i++)
		for (size_t k = 0; k < l->tables[i].nrows; k++) {
			const struct look_row *row = &l->tables[i].rows[k];
			if (row->judged)
				lists[row->judged->set - 1][filled[row->judged->set - 1]++] =
				    row->cells;
		}
	for (size_t i = 0; i < g->names.n; i++)
		bytes += put_keys(l, &g->sets[i], lists[i]);
	return bytes;
}

static int
compare_sets(const void *x, const void *y, void *names)
{
	const struct texts *t = names;
	return strcmp(t->items[*(const size_t *)x], t->items[*(const size_t *)y]);
}

/* In an order that hangs on nothing but what is told: it is a part of what is approved. */
static void
put_in_order(struct gathering *g)
{
	struct look *l = g->l;
	size_t n = g->names.n, *order = arena_alloc(l->a, (n + 1) * sizeof(*order));
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof(*order), compare_sets, &g->names);
	l->ret->sets = arena_alloc(l->a, (n + 1) * sizeof(*l->ret->sets));
	for (size_t i = 0; i < n; i++)
		l->ret->sets[i] = g->sets[order[i]];
	l->ret->nsets = n;
}

/* ---- links ---- */

static int
compare_texts(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static size_t
put_link(struct look *l, const struct look_collection *c, struct look_link *link)
{
	json_t *values = json_array(), *fields = json_get(l->ret->links, c->c->name);
	size_t bytes = 0;
	if (link->values.n > 0)
		qsort(
		    link->values.items, link->values.n, sizeof(*link->values.items), compare_texts);
	for (size_t i = 0; i < link->values.n; i++) {
		json_array_append_new(values, json_string(link->values.items[i]));
		bytes += strlen(link->values.items[i]) + 4;
	}
	if (!fields) {
		fields = json_object();
		json_object_set_new(l->ret->links, c->c->name, fields);
	}
	json_object_set_new(fields, link->field, values);
	return bytes;
}

/* The last that is done with the values: they are put in order where they lie. */
static size_t
put_links(struct look *l)
{
	size_t bytes = 0;
	for (size_t i = 0; i < l->s->n; i++)
		for (size_t k = 0; k < l->collections[i].nlinks; k++)
			bytes += put_link(l, &l->collections[i], &l->collections[i].links[k]);
	return bytes;
}

void
look_sets(struct look *l)
{
	struct gathering g = { .l = l };
	for (size_t i = 0; i < l->cat->ntables; i++)
		for (size_t k = 0; k < l->tables[i].nrows; k++) {
			struct judged *j = l->tables[i].rows[k].judged;
			size_t at = j ? set_of(&g, j, &l->tables[i]) : 0;
			if (j)
				g.sets[at].n++;
		}
	size_t bytes = put_all_keys(&g) + put_links(l);
	put_in_order(&g);
	texts_release(&g.names);
	free(g.sets);
	if (bytes > PG_ANSWER_BYTES) {
		look_problem(l, "too-much", "", NULL, (int64_t)l->nrows);
		l->ret->nsets = 0;
		json_object_clear(l->ret->links);
	}
}

json_t *
pg_set_json(const struct pg_set *set, bool keys)
{
	json_t *j = verdict_json(set->verdict), *columns = json_array();
	const size_t nkey = set->table->nkey;
	for (size_t k = 0; k < nkey; k++)
		json_array_append_new(columns, json_string(set->table->key[k]->name));
	json_object_set_new(j, "collection", json_string(set->collection->name));
	json_object_set_new(j, "category", json_string(set->collection->category));
	json_object_set_new(j, "table", json_string(set->table->full));
	json_object_set_new(j, "key", columns);
	json_object_set_new(j, "n", json_integer((json_int_t)set->n));
	if (!keys)
		return j;
	json_t *list = json_array();
	for (size_t i = 0; i < set->n && set->keys; i++)
		json_array_append_new(list, json_strings(set->keys + i * nkey, nkey));
	json_object_set_new(j, "keys", list);
	return j;
}
