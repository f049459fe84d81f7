/*
 * Rows of an answer on their way to the sink: found in the body, held against the exact filter,
 * freed of doubles, put into the columns of the register's collection. A row that fails the filter
 * is somebody else's: it is counted and nothing of it goes anywhere. What no column takes goes to
 * the last one, "other".
 */
#include "dossier/phrase.h"
#include "../answer.h"
#include "http.h"

/* ---- rows in a body ---- */

struct gathering {
	json_t *rows;
	const struct path *take;
	bool ok;
};

/* A row is an object; a value alone becomes {"value": it}. */
static bool
gather(const json_t *found, void *arg)
{
	struct gathering *g = arg;
	json_t *row = path_first(found, g->take);
	if (json_is_object(row))
		json_array_append(g->rows, row);
	else if (!row || json_is_array(row) || json_is_null(row))
		g->ok = false;
	else
		json_array_append_new(g->rows, json_pack("{s:O}", "value", row));
	return !g->ok;
}

static bool
gather_list(struct gathering *g, const json_t *body, const struct path *from)
{
	size_t i;
	json_t *at = path_first(body, from), *member;
	if (from && from->in_list) /* "factors[]": every value there, and none is fine */
		(void)path_walk(body, from, gather, g);
	else if (json_is_array(at))
		json_array_foreach(at, i, member)
			(void)gather(member, g);
	else
		g->ok = json_is_null(at);
	return g->ok;
}

static bool
gather_object(struct gathering *g, const json_t *body, const struct path *from, bool values)
{
	json_t *at = path_first(body, from), *member;
	const char *key;
	if (json_is_object(at) && values)
		json_object_foreach(at, key, member)
			(void)gather(member, g);
	else if (json_object_size(at) > 0) /* an empty object says: none */
		(void)gather(at, g);
	else
		g->ok = json_is_object(at) || json_is_null(at);
	return g->ok;
}

json_t *
http_rows_of(const struct def_op *op, const json_t *body, struct err *err)
{
	static const char *const names[] = {
		[SHAPE_LIST] = "list",
		[SHAPE_OBJECT] = "object",
		[SHAPE_MAP_VALUES] = "map_values",
	};
	const struct def_rows *rows = op->rows;
	struct gathering g = { json_array(), rows->take, true };
	if (rows->shape == SHAPE_LIST
		? gather_list(&g, body, rows->from)
		: gather_object(&g, body, rows->from, rows->shape == SHAPE_MAP_VALUES))
		return g.rows;
	json_decref(g.rows);
	err_set(err, ERR_INPUT, "op %s: expected a %s of rows at %s", op->name, names[rows->shape],
	    rows->from ? rows->from->text : phrase("the top"));
	return NULL;
}

/* ---- one row ---- */

struct row_context {
	struct http_run *run;
	struct http_into *into;
	const struct def_rows *rules;
	const char *op;
	const struct values *values;
	struct arena *arena; /* of this row */
};

static void
leave_out(const struct row_context *c, const char *field, enum reason_code why)
{
	struct http_left_out **at = &c->into->left_out;
	while (*at && !((*at)->why == why && strcmp((*at)->field, field) == 0))
		at = &(*at)->next;
	if (!*at) {
		*at = arena_alloc(c->run->arena, sizeof(**at));
		(*at)->field = arena_strdup(c->run->arena, field);
		(*at)->why = why;
	}
	(*at)->count++;
}

/* Some vendors keep E.164 numbers without the plus sign. */
static void
decode(const struct row_context *c, json_t *row)
{
	for (size_t i = 0; i < c->rules->decode.n; i++) {
		const struct path *path = c->rules->decode.items[i].from;
		const char *s = json_string_value(path_first(row, path));
		if (s && *s >= '1' && *s <= '9')
			path_put(row, path, json_string(arena_printf(c->arena, "+%s", s)));
	}
}

/* False without an error: a double, or somebody else's. */
static bool
is_wanted(const struct row_context *c, const json_t *row, bool *ret, struct err *err)
{
	const struct path *unique = c->into->step->key;
	if (!condition_holds(c->rules->filter, row, c->values, ret, err))
		return err_wrap(err, "op %s: filter", c->op);
	if (!*ret)
		c->run->others++;
	if (!*ret || !unique)
		return true;
	auto_drop(buf) struct buf key = { 0 };
	if (!json_scalar(path_first(row, unique), &key))
		return err_set(err, ERR_INPUT, "op %s: a row without %s", c->op, unique->text);
	enum http_meet met = http_seen_add(&c->into->keys, key.data, key.len);
	*ret = met != HTTP_AGAIN;
	return met != HTTP_FULL || !c->into->several ||
	    err_set(err, ERR_INPUT, "op %s: more than %d rows", c->op, HTTP_KEYS);
}

static bool
carry_and_rename(const struct row_context *c, json_t *row, struct err *err)
{
	for (size_t i = 0; i < c->rules->carry.n; i++) {
		const struct def_carried *carried = &c->rules->carry.items[i];
		json_t *value = tree_render(carried->value, c->values, err);
		if (!value)
			return err_wrap(err, "op %s: carry", c->op);
		json_object_set_new(row, carried->name, value);
	}
	for (size_t i = 0; i < c->rules->rename.n; i++) {
		const struct def_rename *rename = &c->rules->rename.items[i];
		json_t *value = path_take(row, rename->from);
		if (value)
			path_put(row, rename->to, value);
	}
	return true;
}

/* What later steps need is kept under the whole of its path: that is where a path looks first. */
static bool
remember(const struct row_context *c, const json_t *row, struct err *err)
{
	struct http_into *into = c->into;
	if (!into->is_parent)
		return true;
	auto_drop(json) json_t *part = json_object(), *kept = NULL;
	for (size_t i = 0; i < into->keep.n; i++)
		json_object_set(
		    part, into->keep.items[i]->text, path_first(row, into->keep.items[i]));
	kept = json_pack("{s:O, s:O?}", "row", part, "identity", c->values->of[SCOPE_IDENTITY]);
	char *text = json_dumps(kept, JSON_COMPACT);
	buf_add(&into->kept, text, strlen(text) + 1);
	free(text);
	return into->kept.len <= HTTP_KEPT_BYTES ||
	    err_set(err, ERR_INPUT, "op %s: more rows than can be gone into one by one", c->op);
}

static void
take_out(const struct row_context *c, json_t *row, const struct paths *paths, enum reason_code why)
{
	for (size_t i = 0; i < paths->n; i++) {
		json_t *taken = path_take(row, paths->items[i]);
		if (taken && !json_is_null(taken))
			leave_out(c, paths->items[i]->text, why);
		json_decref(taken);
	}
}

static bool
is_kept(const struct names *keep, const char *name)
{
	for (size_t i = 0; i < keep->n; i++)
		if (strcmp(keep->items[i], name) == 0)
			return true;
	return keep->n == 0;
}

/* What the definition itself takes out: other people's data, and what "keep" does not name. */
static void
mask(const struct row_context *c, json_t *row)
{
	const char *name;
	json_t *v;
	void *next;
	take_out(c, row, &c->rules->mask, REASON_OTHERS_DATA);
	take_out(c, row, &c->rules->drop, REASON_TECHNICAL);
	json_object_foreach_safe(row, next, name, v) {
		if (is_kept(&c->rules->keep, name))
			continue;
		leave_out(c, name, REASON_TECHNICAL);
		json_object_del(row, name);
	}
}

static bool
has_large(const struct row_context *c, struct value v)
{
	size_t n;
	return c->run->spill && c->run->spill->n > 0 &&
	    large_token_find(&c->run->tokens_of_large, v, &n);
}

/* Takes the columns out of the row; what is left is the last column. */
static void
fill_columns(const struct row_context *c, json_t *row, struct value *values)
{
	struct http_into *into = c->into;
	const struct field *fields = into->columns.fields;
	for (size_t i = 0; i < into->nnever; i++) {
		json_t *secret = path_take(row, into->never[i]);
		bool there = secret && !json_is_null(secret);
		values[into->ndeclared + i] =
		    there ? (struct value){ "true", 4 } : (struct value){ "false", 5 };
		into->secrets[i] += there;
		json_decref(secret);
	}
	for (size_t i = 0; i < into->ndeclared; i++) {
		const struct path *path = into->paths[i];
		json_t *v =
		    path->in_list ? json_incref(path_first(row, path)) : path_take(row, path);
		bool fits = http_value(fields[i].type, v, c->arena, &values[i]);
		if (fits && !has_large(c, values[i]))
			answer_yield(c->run->call, into->coll, fields[i].name, values[i]);
		else if (!fits && !path->in_list)
			path_put(
			    row, path, json_incref(v)); /* not of its type: to "other", as it is */
		json_decref(v);
	}
	values[into->columns.nfields - 1] = (struct value){ 0 };
	if (json_object_size(row) > 0)
		(void)http_value_json(row, c->arena, &values[into->columns.nfields - 1]);
}

static bool
hand_over(const struct row_context *c, json_t *row, struct err *err)
{
	struct http_into *into = c->into;
	struct row_sink *sink = c->run->call->sink;
	if (!into->coll) {
		into->untaken++;
		return true;
	}
	struct value *values = arena_alloc(c->arena, into->columns.nfields * sizeof(*values));
	fill_columns(c, row, values);
	for (size_t i = 0; i < into->columns.nfields; i++)
		if (has_large(c, values[i]))
			values[i].data =
			    http_spill_mark(c->run->spill, values[i], c->arena, &values[i].len);
	into->taken++;
	return sink->row(sink, values, err);
}

static bool
take_row(const struct row_context *c, json_t *row, struct err *err)
{
	bool wanted;
	decode(c, row);
	if (!is_wanted(c, row, &wanted, err))
		return false;
	if (!wanted)
		return true;
	if (!carry_and_rename(c, row, err) || !remember(c, row, err))
		return false;
	mask(c, row);
	return hand_over(c, row, err);
}

bool
http_rows_take(struct http_run *run, struct http_into *into, const struct def_op *op, json_t *rows,
    const struct values *v, struct err *err)
{
	size_t i;
	json_t *row;
	if (!budget_take(&run->call->budget, BUDGET_ROWS, (int64_t)json_array_size(rows), err))
		return false;
	json_array_foreach(rows, i, row) {
		auto_drop(arena) struct arena *a = arena_new();
		struct row_context c = { run, into, op->rows, op->name, v, a };
		if (!take_row(&c, row, err))
			return false;
	}
	return true;
}
