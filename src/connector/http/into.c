/*
 * Where the rows of a step go: the columns of the register's collection, and what later steps need.
 */
#include "../answer.h"
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
path_of(const json_t *coll, const char *name)
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

/* The declared fields that may leave; false with ${err}. */
static bool
add_declared(struct http_into *into, struct field *out, struct arena *a, struct err *err)
{
	const json_t *fields = json_get(into->coll, "fields"),
		     *never = json_get(into->coll, "never");
	for (size_t i = 0; i < json_array_size(fields); i++) {
		const json_t *f = json_array_get(fields, i);
		const char *name = json_str_or(f, "name", "");
		struct field *column = &out[into->ndeclared];
		const struct path **path = &into->paths[into->ndeclared];
		if (json_has(never, name))
			continue;
		if (!type_of(f, &column->type, err) ||
		    !(*path = path_parse(json_str_or(f, "path", name), a, err)))
			return err_wrap(err, "collection %s", into->columns.name);
		column->name = name;
		column->provided = json_flag(f, "provided") || answer_provided(into->coll, name);
		into->ndeclared++;
	}
	return true;
}

/* NAME_present for what never leaves. */
static bool
add_never(struct http_into *into, struct field *out, struct arena *a, struct err *err)
{
	const json_t *never = json_get(into->coll, "never");
	for (size_t i = 0; i < json_array_size(never); i++, into->nnever++) {
		const char *name = json_string_value(json_array_get(never, i));
		into->secret_names[i] = name;
		into->never[i] = path_parse(path_of(into->coll, name), a, err);
		if (!into->never[i])
			return err_wrap(err, "collection %s", into->columns.name);
		out[into->ndeclared + i] =
		    (struct field){ .name = present_name(name, a), .type = FIELD_BOOL };
	}
	return true;
}

/* Columns: the declared fields, then NAME_present for what never leaves, then "other". */
static bool
columns_init(struct http_into *into, struct arena *a, struct err *err)
{
	size_t n = json_array_size(json_get(into->coll, "fields")),
	       nnever = json_array_size(json_get(into->coll, "never"));
	struct field *out = arena_alloc(a, (n + nnever + 1) * sizeof(*out));
	into->paths = arena_alloc(a, (n + 1) * sizeof(*into->paths));
	into->never = arena_alloc(a, (nnever + 1) * sizeof(*into->never));
	into->secret_names = arena_alloc(a, (nnever + 1) * sizeof(*into->secret_names));
	into->secrets = arena_alloc(a, (nnever + 1) * sizeof(*into->secrets));
	if (!add_declared(into, out, a, err) || !add_never(into, out, a, err))
		return false;
	out[into->ndeclared + into->nnever] = (struct field){ .name = "other", .type = FIELD_JSON };
	into->columns.fields = out;
	into->columns.nfields = into->ndeclared + into->nnever + 1;
	return true;
}

/* ---- what later steps want ---- */

static void
want(struct http_into *into, const struct paths *paths, struct arena *a)
{
	const struct path **grown = arena_alloc(a, (into->keep.n + paths->n + 1) * sizeof(*grown));
	size_t n = into->keep.n;
	if (n)
		memcpy(grown, into->keep.items, n * sizeof(*grown));
	for (size_t i = 0; i < paths->n; i++)
		grown[n++] = paths->items[i];
	into->keep = (struct paths){ grown, n };
}

static void
keep_init(struct http_into *into, const struct http_run *run)
{
	for (size_t i = 0; i < run->nsteps; i++) {
		const struct def_step *s = run->steps[i];
		if (s->each != into->step)
			continue;
		into->is_parent = true;
		want(into, &s->uses.rows, run->arena);
		for (size_t k = 0; k < s->nops; k++)
			want(into, &s->ops[k]->uses.rows, run->arena);
	}
}

const json_t *
http_collection_of(const json_t *system, const char *rows)
{
	size_t i;
	json_t *coll;
	json_array_foreach(json_get(system, "collections"), i, coll)
		if (strcmp(json_str_or(coll, "rows", ""), rows) == 0)
			return coll;
	return NULL;
}

struct http_into *
http_into_of(const struct http_run *run, const struct def_step *step)
{
	for (size_t i = 0; step && i < run->nintos; i++)
		if (run->intos[i].step == step)
			return &run->intos[i];
	return NULL;
}

bool
http_into_init(struct http_into *into, const struct http_run *run, const struct def_step *step,
    struct err *err)
{
	*into = (struct http_into){ .step = step,
		.coll = http_collection_of(run->call->system, step->into) };
	into->columns.category = json_str_or(into->coll, "category", "");
	into->columns.name = json_str_or(into->coll, "name", step->into);
	keep_init(into, run);
	/*
	 * the register refuses such a collection; nothing of somebody else leaves, whoever wrote it
	 */
	if (into->coll && !step->proven)
		return err_set(err, ERR_INPUT,
		    "collection %s: nothing proves that rows %s are this person's",
		    into->columns.name, step->into);
	return !into->coll || columns_init(into, run->arena, err);
}

void
http_into_release(struct http_into *into)
{
	buf_release(&into->kept);
	http_seen_release(&into->keys);
}
