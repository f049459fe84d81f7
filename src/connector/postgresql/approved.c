/*
 * What was approved, held against what is there now. A row is destroyed only where the same was
 * approved of the same row; where one is new, or is held by now, nothing of the system is touched,
 * unless single rows were approved to begin with: then those that may not go stay.
 */
#include "approved.h"
#include "dossier/plan.h"
#include "dossier/verdict.h"

/* By table, not by collection: a row that two collections find is one row. */
const char *
pg_row_name(const char *table, const char *const *key, size_t n, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	buf_adds(&b, table);
	for (size_t i = 0; i < n; i++) {
		buf_addc(&b, '\x1f');
		buf_adds(&b, key[i]);
	}
	return arena_strndup(a, b.data, b.len);
}

const char *const *
pg_key_texts(const json_t *key, struct arena *a)
{
	const char **texts = arena_alloc(a, (json_array_size(key) + 1) * sizeof(*texts));
	size_t i;
	json_t *v;
	json_array_foreach(key, i, v)
		texts[i] = json_is_string(v) ? json_string_value(v) : "";
	return texts;
}

const char *
pg_blocked_column(const json_t *system, const char *collection)
{
	const json_t *c = system_collection(system, collection);
	return json_str(json_get(json_get(c, "erase"), "blocked"), "column");
}

/* ---- one row ---- */

enum judgement { SAME, HELD, CHANGED };

static bool
is(const json_t *set, const char *name, const char *value)
{
	return strcmp(json_str_or(set, name, ""), value) == 0;
}

static bool
is_equal(const json_t *x, const json_t *y, const char *name)
{
	const json_t *in_x = json_get(x, name), *in_y = json_get(y, name);
	bool none_x = !in_x || json_is_null(in_x), none_y = !in_y || json_is_null(in_y);
	return none_x || none_y ? none_x == none_y : json_equal(in_x, in_y) != 0;
}

/*
 * What cannot be told was decided by an officer: it is left, whatever would be done with it, or
 * that is done.
 */
static enum judgement
judge(const json_t *now, const json_t *then)
{
	bool told = !is(then, "verdict", "undecidable");
	bool same = told == !is(now, "verdict", "undecidable") &&
	    ((!told && is(then, "do", "nothing")) ||
		(is_equal(now, then, "do") && is_equal(now, then, "set") &&
		    is_equal(now, then, "was") && is_equal(now, then, "kept")));
	return same ? SAME : is(now, "verdict", "hold") ? HELD : CHANGED;
}

/* Where single rows were approved, more may be allowed by now: no more is done for that. */
static bool
allows(const json_t *now)
{
	return is(now, "verdict", "erase") && is(now, "do", "delete");
}

/* ---- gathering ---- */

struct gathering {
	struct arena *a;
	const json_t *then, *system; /* the approved sets */
	json_t *rows;                /* {NAME: index in it}: those not met yet */
	json_t *dooms;               /* {"NOW:THEN": index in ret->items} */
	bool only;
	size_t room; /* of ret->items */
	struct pg_dooms *ret;
};

static void
gather_rows(struct gathering *g)
{
	const json_t *set, *key;
	size_t i, k;
	json_array_foreach(g->then, i, set)
		json_array_foreach(json_get(set, "keys"), k, key) {
			const char *const *texts = pg_key_texts(key, g->a);
			json_object_set_new(g->rows,
			    pg_row_name(
				json_str_or(set, "table", ""), texts, json_array_size(key), g->a),
			    json_integer((json_int_t)i));
		}
}

/* What is held is told before what is new, and that before what else changed. */
static void
stop(struct gathering *g, const char *why, const char *collection)
{
	static const char *const order[] = { "changed", "new", "held" };
	struct pg_dooms *d = g->ret;
	size_t was = 0, now = 0;
	for (size_t i = 0; i < array_len(order); i++) {
		was = d->why && strcmp(order[i], d->why) == 0 ? i + 1 : was;
		now = strcmp(order[i], why) == 0 ? i + 1 : now;
	}
	if (now > was) {
		d->why = order[now - 1];
		d->collection = collection;
		d->n_why = 0;
	}
	if (now >= was && strcmp(d->collection, collection) == 0)
		d->n_why++;
}

/* What is held says until when, where the register names a column for it; ${now}: as it is now. */
static void
settle_act(struct pg_doom *d, const json_t *system, const json_t *now, struct arena *a)
{
	const char *last = json_str(now, "blocked_until");
	if (last && is(now, "verdict", "hold"))
		d->blocked = pg_blocked_column(system, json_str_or(now, "collection", ""));
	d->last = d->blocked ? arena_strdup(a, last) : NULL;
	d->act = is(d->doing, "do", "delete")                               ? PG_DELETE
	    : verdict_writes(json_str_or(d->doing, "do", "")) || d->blocked ? PG_UPDATE
									    : PG_LEAVE;
}

/* Of the look's set ${now}, with what was approved as ${i_then}. */
static struct pg_doom *
doom_of(
    struct gathering *g, size_t i_now, const struct pg_set *now, const json_t *json, size_t i_then)
{
	const char *name = arena_printf(g->a, "%zu:%zu", i_now, i_then);
	const json_t *at = json_get(g->dooms, name), *then = json_array_get(g->then, i_then);
	if (at)
		return &g->ret->items[json_integer_value(at)];
	if (g->ret->n == g->room) {
		size_t room = g->room * 2 + 16;
		struct pg_doom *more = arena_alloc(g->a, room * sizeof(*more));
		if (g->room > 0)
			memcpy(more, g->ret->items, g->room * sizeof(*more));
		g->ret->items = more;
		g->room = room;
	}
	struct pg_doom *d = &g->ret->items[g->ret->n];
	*d = (struct pg_doom){
		.set = now,
		.doing = then,
		.keys = arena_alloc(g->a, now->n * now->table->nkey * sizeof(char *)),
	};
	settle_act(d, g->system, json, g->a);
	json_object_set_new(g->dooms, name, json_integer((json_int_t)g->ret->n++));
	return d;
}

static void
take_row(struct gathering *g, size_t i_now, const struct pg_set *now, const json_t *json,
    const char *const *key)
{
	size_t nkey = now->table->nkey;
	const char *name = pg_row_name(now->table->full, key, nkey, g->a);
	const json_t *at = json_get(g->rows, name);
	if (!at) {
		if (!g->only)
			stop(g, "new", now->collection->name);
		return;
	}
	size_t i_then = (size_t)json_integer_value(at);
	(void)json_object_del(g->rows, name);
	enum judgement j = judge(json, json_array_get(g->then, i_then));
	if (j == SAME || (g->only && allows(json))) {
		struct pg_doom *d = doom_of(g, i_now, now, json, i_then);
		memcpy(&d->keys[d->n++ * nkey], key, nkey * sizeof(*key));
	} else if (g->only)
		g->ret->skipped++;
	else
		stop(g, j == HELD ? "held" : "changed", now->collection->name);
}

/*
 * Rows of a table without a key can be told from nothing: where they stay they are counted, else
 * they are new.
 */
static void
take_nameless(struct gathering *g, size_t i_now, const struct pg_set *now, const json_t *json)
{
	const json_t *then;
	size_t i;
	if (now->verdict->act != ERASE_NOTHING && !g->only)
		stop(g, "new", now->collection->name);
	json_array_foreach(g->then, i, then)
		if (is_equal(then, json, "collection") && is(then, "do", "nothing") &&
		    judge(json, then) == SAME && json_array_size(json_get(then, "keys")) == 0) {
			struct pg_doom *d = doom_of(g, i_now, now, json, i);
			d->n = now->n;
			d->act = PG_LEAVE;
			return;
		}
}

static void
take_set(struct gathering *g, size_t i, const struct pg_set *now)
{
	auto_drop(json) json_t *json = pg_set_json(now, false);
	if (!now->keys)
		take_nameless(g, i, now, json);
	for (size_t k = 0; now->keys && k < now->n; k++)
		take_row(g, i, now, json, &now->keys[k * now->table->nkey]);
}

void
pg_approved(const json_t *change, const json_t *system, const struct pg_change *look,
    struct arena *a, struct pg_dooms *ret)
{
	auto_drop(json) json_t *rows = json_object(), *dooms = json_object();
	struct gathering g = { .a = a,
		.then = json_get(change, "sets"),
		.system = system,
		.rows = rows,
		.dooms = dooms,
		.only = json_flag(change, "only"),
		.ret = ret };
	*ret = (struct pg_dooms){ 0 };
	gather_rows(&g);
	for (size_t i = 0; i < look->nsets; i++)
		take_set(&g, i, &look->sets[i]);
	ret->vanished = (int64_t)json_object_size(rows);
}

/* One approved set, with its rows as they were. */
static bool
take_all(
    const json_t *then, struct pg_source *s, const struct pg_catalogue *cat, struct pg_doom *ret)
{
	const json_t *list = json_get(then, "keys"), *key;
	const struct pg_collection *c = pg_source_find(s, json_str_or(then, "collection", ""));
	const struct pg_table *t = c ? cat->of[c - s->all] : NULL;
	size_t i;
	if (!t || t->nkey != json_array_size(json_get(then, "key")))
		return false;
	struct pg_set *set = arena_alloc(s->arena, sizeof(*set));
	*set = (struct pg_set){ .collection = c, .table = t, .n = json_array_size(list) };
	*ret = (struct pg_doom){
		.set = set,
		.doing = then,
		.keys = arena_alloc(s->arena, (set->n + 1) * t->nkey * sizeof(char *)),
		.n = set->n,
	};
	json_array_foreach(list, i, key)
		memcpy(
		    &ret->keys[i * t->nkey], pg_key_texts(key, s->arena), t->nkey * sizeof(char *));
	return true;
}

bool
pg_approved_all(const json_t *change, const json_t *system, struct pg_source *s,
    const struct pg_catalogue *cat, struct pg_dooms *ret)
{
	const json_t *sets = json_get(change, "sets"), *then;
	size_t i;
	*ret = (struct pg_dooms){
		.items = arena_alloc(s->arena, (json_array_size(sets) + 1) * sizeof(*ret->items)),
	};
	json_array_foreach(sets, i, then) {
		struct pg_doom *d = &ret->items[ret->n++];
		if (!take_all(then, s, cat, d))
			return false;
		settle_act(d, system, then, s->arena);
		if (d->set->table->nkey == 0) {
			d->act = PG_LEAVE;
			d->n = (size_t)json_int_or(then, "n", 0);
		}
	}
	return true;
}
