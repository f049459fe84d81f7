/*
 * Rows of an answer on their way to the sink: found in the body, held against the exact filter,
 * freed of doubles, put into the columns of the register's collection. A row that fails the filter
 * is somebody else's: it is counted and nothing of it goes anywhere. What no column takes goes to
 * the last one, "other".
 */
#include "../answer.h"
#include "dossier/date.h"
#include "dossier/digest.h"
#include "http.h"

/* ---- what a collection wants ---- */

static const struct {
	const char *name;
	enum field_type type;
} types[] = { { "text", FIELD_TEXT }, { "number", FIELD_NUMBER }, { "bool", FIELD_BOOL },
	{ "json", FIELD_JSON }, { "date", FIELD_DATE }, { "time", FIELD_TIME },
	{ "binary", FIELD_BINARY } };

static bool
type_of(const json_t *field, enum field_type *ret, struct err *err)
{
	const char *name = json_str_or(field, "type", "text");
	for (size_t i = 0; i < array_len(types); i++)
		if (strcmp(types[i].name, name) == 0) {
			*ret = types[i].type;
			return true;
		}
	return err_set(
	    err, ERR_INPUT, "field %s: type %s is none", json_str_or(field, "name", "?"), name);
}

static const char *
field_path(const json_t *coll, const char *name)
{
	const json_t *fields = json_get(coll, "fields");
	for (size_t i = 0; i < json_array_size(fields); i++) {
		const json_t *f = json_array_get(fields, i);
		if (strcmp(json_str_or(f, "name", ""), name) == 0)
			return json_str_or(f, "path", name);
	}
	return name;
}

static const char *
present_name(const char *never, struct arena *a)
{
	char *name = arena_printf(a, "%s_present", never);
	for (char *p = name; *p; p++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_", *p))
			*p = '_';
	return name;
}

/* Columns: the declared fields, then NAME_present for what never leaves, then "other". */
static bool
columns_init(struct http_into *into, const struct http_run *run, struct err *err)
{
	const json_t *fields = json_get(into->coll, "fields"),
		     *never = json_get(into->coll, "never");
	const json_t *provided = json_get(into->coll, "provided");
	size_t n = json_array_size(fields), most = n + json_array_size(never) + 1, k = 0;
	struct field *out = arena_alloc(run->arena, most * sizeof(*out));
	into->paths = arena_alloc(run->arena, most * sizeof(*into->paths));
	into->never = arena_alloc(run->arena, most * sizeof(*into->never));
	into->secret_names = arena_alloc(run->arena, most * sizeof(*into->secret_names));
	into->secrets = arena_alloc(run->arena, most * sizeof(*into->secrets));
	for (size_t i = 0; i < n; i++) {
		const json_t *f = json_array_get(fields, i);
		const char *name = json_str_or(f, "name", "");
		if (json_has(never, name))
			continue;
		if (!type_of(f, &out[k].type, err))
			return err_wrap(err, "collection %s", into->columns.name);
		out[k].name = name;
		out[k].provided =
		    json_flag(f, "provided") || json_is_true(provided) || json_has(provided, name);
		into->paths[k++] = json_str_or(f, "path", name);
	}
	into->ndeclared = k;
	for (size_t i = 0; i < json_array_size(never); i++) {
		const char *name = json_string_value(json_array_get(never, i));
		into->secret_names[into->nnever] = name;
		into->never[into->nnever++] = field_path(into->coll, name);
		out[k++] =
		    (struct field){ .name = present_name(name, run->arena), .type = FIELD_BOOL };
	}
	out[k++] = (struct field){ .name = "other", .type = FIELD_JSON };
	into->columns.fields = out;
	into->columns.nfields = k;
	return true;
}

/* ---- what later steps want ---- */

static void
want_path(struct http_into *into, const char *path, size_t n, struct arena *a)
{
	char *copy = arena_strndup(a, path, n);
	for (size_t i = 0; i < into->nkeep; i++)
		if (strcmp(into->keep[i], copy) == 0)
			return;
	const char **grown = arena_alloc(a, (into->nkeep + 1) * sizeof(*grown));
	if (into->nkeep)
		memcpy(grown, into->keep, into->nkeep * sizeof(*grown));
	grown[into->nkeep++] = copy;
	into->keep = grown;
}

/* Every {row.x} in an operation, and every "at": "row.x" of a condition. */
static void
want_all(struct http_into *into, const json_t *v, struct arena *a)
{
	const char *key, *cursor = json_string_value(v);
	json_t *member;
	size_t i;
	struct http_placeholder p;
	bool found = false;
	json_object_foreach((json_t *)(uintptr_t)v, key, member) {
		const char *at = strcmp(key, "at") == 0 ? json_string_value(member) : NULL;
		if (at && strncmp(at, "row.", 4) == 0)
			want_path(into, at + 4, strlen(at + 4), a);
		want_all(into, member, a);
	}
	json_array_foreach((json_t *)(uintptr_t)v, i, member)
		want_all(into, member, a);
	while (cursor && http_placeholder_next(&cursor, &p, &found, NULL) && found)
		if (http_placeholder_in(&p, "row"))
			want_path(into, p.name, p.name_len, a);
}

static void
keep_init(struct http_into *into, const struct http_run *run)
{
	size_t i, k;
	json_t *step, *op;
	json_array_foreach((json_t *)(uintptr_t)run->steps, i, step) {
		if (strcmp(json_str_or(step, "each", ""), into->name) != 0)
			continue;
		const json_t *names = json_get(step, "do");
		want_all(into, json_get(step, "when"), run->arena);
		if (json_is_string(names))
			want_all(into,
			    json_get(json_get(run->definition, "ops"), json_string_value(names)),
			    run->arena);
		json_array_foreach((json_t *)(uintptr_t)names, k, op)
			want_all(into,
			    json_get(json_get(run->definition, "ops"), json_string_value(op)),
			    run->arena);
		into->is_parent = true;
	}
}

bool
http_into_init(
    struct http_into *into, const struct http_run *run, const char *name, struct err *err)
{
	*into =
	    (struct http_into){ .name = name, .coll = http_collection_of(run->call->system, name) };
	into->columns.category = json_str_or(into->coll, "category", "");
	into->columns.name = json_str_or(into->coll, "name", name);
	keep_init(into, run);
	return !into->coll || columns_init(into, run, err);
}

void
http_into_release(struct http_into *into)
{
	buf_release(&into->kept);
	http_seen_release(&into->keys);
}

/* ---- rows in a body ---- */

/* A row is an object; a value alone becomes {"value": it}. */
static bool
add_row(json_t *out, json_t *found, const char *take)
{
	json_t *row = take ? http_path(found, take) : found;
	if (json_is_object(row))
		json_array_append(out, row);
	else if (!row || json_is_array(row) || json_is_null(row))
		return false;
	else
		json_array_append_new(out, json_pack("{s:O}", "value", row));
	return true;
}

struct gathering {
	json_t *rows;
	const char *take;
	bool ok;
};

static bool
gather(const json_t *value, void *arg)
{
	struct gathering *g = arg;
	g->ok = g->ok && add_row(g->rows, (json_t *)(uintptr_t)value, g->take);
	return !g->ok;
}

static bool
add_list(struct gathering *g, const json_t *body, const char *from)
{
	size_t i;
	json_t *at = http_path(body, from), *member;
	if (strchr(from, '[')) /* "factors[]": every value there, and none is fine */
		(void)http_path_walk(body, from, gather, g);
	else if (json_is_array(at))
		json_array_foreach(at, i, member)
			(void)gather(member, g);
	else
		g->ok = json_is_null(at);
	return g->ok;
}

static bool
add_object(struct gathering *g, const json_t *body, const char *from, bool values)
{
	json_t *at = http_path(body, from), *member;
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
http_rows_of(const struct http_op *op, const json_t *body, struct err *err)
{
	const json_t *rows = json_get(op->json, "rows");
	const char *from = json_str_or(rows, "from", ""),
		   *shape = json_str_or(rows, "shape", "list");
	struct gathering g = { json_array(), json_str(rows, "take"), true };
	bool list = strcmp(shape, "list") == 0;
	if (list ? add_list(&g, body, from)
		 : add_object(&g, body, from, strcmp(shape, "map_values") == 0))
		return g.rows;
	json_decref(g.rows);
	return err_set(err, ERR_INPUT, "op %s: expected a %s of rows at %s", op->name,
		   list ? "list" : shape, *from ? from : "the top"),
	       NULL;
}

/* ---- values ---- */

static bool
dump(const json_t *v, struct arena *a, struct value *out)
{
	char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
	if (!text)
		return false;
	*out = (struct value){ arena_strdup(a, text), strlen(text) };
	free(text);
	return true;
}

static bool
text_value(const json_t *v, struct arena *a, struct value *out)
{
	auto_drop(buf) struct buf b = { 0 };
	if (!http_scalar_text(v, &b))
		return dump(v, a, out);
	*out = (struct value){ arena_strndup(a, b.data, b.len), b.len };
	return true;
}

static bool
time_value(const json_t *v, struct arena *a, struct value *out)
{
	usec_t t;
	struct err no = { 0 };
	if (json_is_integer(v)) {
		int64_t s = json_integer_value(v);
		if (s < 0 || s > INT64_C(100000000000))
			return false;
		char *text = arena_alloc(a, INSTANT_LEN);
		*out = (struct value){ instant_format(s * USEC_PER_SEC, text), 0 };
		out->len = strlen(out->data);
		return true;
	}
	if (!json_is_string(v) || json_string_length(v) > 40)
		return false;
	const char *s = json_string_value(v);
	return (instant_parse(s, &t, &no) || instant_parse(arena_printf(a, "%sZ", s), &t, &no)) &&
	    text_value(v, a, out);
}

/* False: the value is not of this type, so it goes to "other" as it is. */
static bool
to_value(enum field_type type, const json_t *v, struct arena *a, struct value *out)
{
	struct date d;
	struct err no = { 0 };
	*out = (struct value){ 0 };
	if (!v || json_is_null(v))
		return true;
	switch (type) {
	case FIELD_TEXT:
		return text_value(v, a, out);
	case FIELD_NUMBER:
		return json_is_number(v) && text_value(v, a, out);
	case FIELD_BOOL:
		return json_is_boolean(v) && text_value(v, a, out);
	case FIELD_DATE:
		return json_is_string(v) && date_parse(json_string_value(v), &d, &no) &&
		    text_value(v, a, out);
	case FIELD_TIME:
		return time_value(v, a, out);
	case FIELD_BINARY:
		return json_is_string(v) && base64_is(json_string_value(v)) &&
		    text_value(v, a, out);
	case FIELD_JSON:
		return dump(v, a, out);
	}
	return false;
}

/* ---- one row ---- */

struct row_context {
	struct http_run *run;
	struct http_into *into;
	const json_t *rules; /* the operation's rows */
	const char *op;
	const struct http_scope *scope;
	struct arena *arena; /* of this page */
};

static void
leave_out(const struct row_context *c, const char *field, const char *ground)
{
	const char *key = arena_printf(c->arena, "%s\t%s\t%s\t%s", c->into->columns.category,
	    c->into->columns.name, field, ground);
	json_t *n = json_object_get(c->run->left_out, key);
	if (n)
		json_integer_set(n, json_integer_value(n) + 1);
	else
		json_object_set_new(c->run->left_out, key, json_integer(1));
}

/* Some vendors keep E.164 numbers without the plus sign. */
static void
decode(const struct row_context *c, json_t *row)
{
	const char *path;
	json_t *how;
	json_object_foreach(json_get(c->rules, "decode"), path, how) {
		const char *s = json_string_value(http_path(row, path));
		if (s && *s >= '1' && *s <= '9')
			http_path_put(row, path, json_string(arena_printf(c->arena, "+%s", s)));
	}
}

/* False without an error: a double, or somebody else's. */
static bool
is_wanted(const struct row_context *c, const json_t *row, bool *ret, struct err *err)
{
	const json_t *filter = json_get(c->rules, "filter");
	*ret = true;
	if (filter && !http_cond(filter, row, c->scope, ret, err))
		return err_wrap(err, "op %s: filter", c->op);
	if (!*ret)
		c->run->others++;
	if (!*ret || !c->into->key)
		return true;
	auto_drop(buf) struct buf key = { 0 };
	if (!http_scalar_text(http_path(row, c->into->key), &key))
		return err_set(err, ERR_INPUT, "op %s: a row without %s", c->op, c->into->key);
	enum http_meet met = http_seen_add(&c->into->keys, key.data, key.len);
	*ret = met != HTTP_AGAIN;
	return met != HTTP_FULL || !c->into->several ||
	    err_set(err, ERR_INPUT, "op %s: more than %d rows", c->op, HTTP_KEYS);
}

static bool
carry_and_rename(const struct row_context *c, json_t *row, struct err *err)
{
	const char *name;
	json_t *v;
	json_object_foreach(json_get(c->rules, "carry"), name, v) {
		json_t *value = http_render_json(v, c->scope, err);
		if (!value)
			return err_wrap(err, "op %s: carry", c->op);
		json_object_set_new(row, name, value);
	}
	json_object_foreach(json_get(c->rules, "rename"), name, v) {
		json_t *value = http_path_take(row, name);
		if (value)
			http_path_put(row, json_string_value(v), value);
	}
	return true;
}

static bool
remember(const struct row_context *c, const json_t *row, struct err *err)
{
	struct http_into *into = c->into;
	if (!into->is_parent)
		return true;
	auto_drop(json) json_t *part = json_object(), *kept = NULL;
	for (size_t i = 0; i < into->nkeep; i++) {
		json_t *v = http_path(row, into->keep[i]);
		if (v)
			http_path_put(part, into->keep[i], json_incref(v));
	}
	kept = json_pack("{s:O, s:O?}", "row", part, "identity", c->scope->identity);
	char *text = json_dumps(kept, JSON_COMPACT);
	buf_add(&into->kept, text, strlen(text) + 1);
	free(text);
	return into->kept.len <= HTTP_KEPT_BYTES ||
	    err_set(err, ERR_INPUT, "op %s: more rows than can be gone into one by one", c->op);
}

/* What the definition itself takes out: other people's data, and what "keep" does not name. */
static void
mask(const struct row_context *c, json_t *row)
{
	static const struct {
		const char *rule, *ground;
	} rules[] = {
		{ "mask", "data of others (GDPR 15(4))" },
		{ "drop", "technical field of the vendor" },
	};
	for (size_t k = 0; k < array_len(rules); k++) {
		const json_t *paths = json_get(c->rules, rules[k].rule);
		for (size_t i = 0; i < json_array_size(paths); i++) {
			const char *path = json_string_value(json_array_get(paths, i));
			json_t *taken = http_path_take(row, path);
			if (taken && !json_is_null(taken))
				leave_out(c, path, rules[k].ground);
			json_decref(taken);
		}
	}
	const json_t *keep = json_get(c->rules, "keep");
	const char *name;
	json_t *v;
	void *next;
	if (keep)
		json_object_foreach_safe(row, next, name, v) {
			if (json_has(keep, name))
				continue;
			leave_out(c, name, rules[1].ground);
			json_object_del(row, name);
		}
}

/* Takes the columns out of the row; what is left is the last column. */
static void
fill_columns(const struct row_context *c, json_t *row, struct value *values)
{
	struct http_into *into = c->into;
	const struct field *fields = into->columns.fields;
	for (size_t i = 0; i < into->nnever; i++) {
		json_t *secret = http_path_take(row, into->never[i]);
		bool there = secret && !json_is_null(secret);
		values[into->ndeclared + i] =
		    there ? (struct value){ "true", 4 } : (struct value){ "false", 5 };
		into->secrets[i] += there;
		json_decref(secret);
	}
	for (size_t i = 0; i < into->ndeclared; i++) {
		const char *path = into->paths[i];
		bool in_list = strchr(path, '[');
		json_t *v = in_list ? json_incref(http_path(row, path)) : http_path_take(row, path);
		if (to_value(fields[i].type, v, c->arena, &values[i]))
			answer_yield(c->run->call, into->coll, fields[i].name, values[i]);
		else if (!in_list)
			http_path_put(
			    row, path, json_incref(v)); /* not of its type: to "other", as it is */
		json_decref(v);
	}
	values[into->columns.nfields - 1] = (struct value){ 0 };
	if (json_object_size(row) > 0)
		(void)dump(row, c->arena, &values[into->columns.nfields - 1]);
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
http_rows_take(struct http_run *run, struct http_into *into, const struct http_op *op, json_t *rows,
    const struct http_scope *s, struct err *err)
{
	size_t i;
	json_t *row;
	json_array_foreach(rows, i, row) {
		auto_drop(arena) struct arena *a = arena_new();
		struct row_context c = { run, into, json_get(op->json, "rows"), op->name, s, a };
		if (!take_row(&c, row, err))
			return false;
	}
	return true;
}
