/* What is asked of a copy of a table, and what its columns are afterwards. */
#include "edit_run.h"

static size_t
find_column(const struct run *r, const char *name)
{
	size_t i = 0;
	while (name && i < r->n && strcmp(r->columns[i].name, name) != 0)
		i++;
	return name && i < r->n ? i : SIZE_MAX;
}

static bool
in_all_rows(const struct edit *e)
{
	return !e->first_row && !e->where;
}

static bool
take_edit(struct run *r, size_t i, struct err *err)
{
	const struct edit *e = &r->t->job->edits[i];
	const struct part *p = r->t->json;
	bool second = r->copy == &r->t->portability, portable = second || p->only_portable;
	/* once, and where it leaves from first of all */
	r->counted[i] = p->only_portable || e->only_portable == second;
	if ((e->blob && strcmp(e->blob, p->blob) != 0) || (e->only_portable && !portable))
		return true;
	r->column_of[i] = find_column(r, e->column);
	r->where_of[i] = find_column(r, e->where);
	bool lacks =
	    (e->column && r->column_of[i] == SIZE_MAX) || (e->where && r->where_of[i] == SIZE_MAX);
	if (lacks)
		return !e->blob ||
		    err_set(err, ERR_INPUT, "%s/%s has no column %s", p->category, p->name,
			r->column_of[i] == SIZE_MAX && e->column ? e->column : e->where);
	if (e->first_page)
		return !e->blob ||
		    err_set(
			err, ERR_INPUT, "%s/%s is a table and has no pages", p->category, p->name);
	r->on[i] = true;
	r->mine[r->nmine++] = i;
	r->always |= e->kind == EDIT_WITHHOLD || e->pattern;
	if (e->kind == EDIT_WITHHOLD && e->column && in_all_rows(e))
		r->columns[r->column_of[i]].kept = false;
	return true;
}

static bool
schema_has(const json_t *schema, const char *name)
{
	size_t i;
	json_t *f;
	json_array_foreach(schema, i, f)
		if (strcmp(json_str_or(f, "name", ""), name) == 0)
			return true;
	return false;
}

static bool
take_columns(struct run *r, struct err *err)
{
	const struct part *p = r->t->json;
	auto_drop(json) json_t *all = p->schema ? json_loads(p->schema, 0, NULL) : NULL;
	const char *own = r->copy->schema_of->schema;
	r->schema = own ? json_loads(own, 0, NULL) : NULL;
	r->n = json_array_size(all);
	if (r->n == 0 || !json_is_array(r->schema))
		return err_set(
		    err, ERR_INPUT, "%s/%s does not say its columns", p->category, p->name);
	r->columns = arena_alloc(r->arena, r->n * sizeof(*r->columns));
	r->cells = arena_alloc(r->arena, r->n * sizeof(*r->cells));
	for (size_t i = 0; i < r->n; i++) {
		const char *name = json_str_or(json_array_get(all, i), "name", "");
		auto_drop(buf) struct buf key = { 0 };
		edit_put_json((struct bytes){ name, strlen(name) }, &key);
		r->columns[i] = (struct edit_column){ .name = arena_strdup(r->arena, name),
			.key = arena_printf(r->arena, "%s:", key.data),
			.kept = schema_has(r->schema, name) };
	}
	return true;
}

static bool
take_texts(struct run *r, struct err *err)
{
	size_t n = 0;
	for (size_t k = 0; k < r->nmine; k++)
		if (r->t->job->edits[r->mine[k]].text)
			r->words[n++].text = r->t->job->edits[r->mine[k]].text;
	r->texts = n > 0 ? redact_set_new(r->words, n, err) : NULL;
	return n == 0 || r->texts;
}

bool
edit_run_begin(struct run *r, struct err *err)
{
	size_t n = r->t->job->nedits + 1;
	r->arena = arena_new();
	r->on = arena_alloc(r->arena, n * sizeof(*r->on));
	r->row_on = arena_alloc(r->arena, n * sizeof(*r->row_on));
	r->cell_on = arena_alloc(r->arena, n * sizeof(*r->cell_on));
	r->counted = arena_alloc(r->arena, n * sizeof(*r->counted));
	r->mine = arena_alloc(r->arena, n * sizeof(*r->mine));
	r->words = arena_alloc(r->arena, n * sizeof(*r->words));
	r->column_of = arena_alloc(r->arena, n * sizeof(*r->column_of));
	r->where_of = arena_alloc(r->arena, n * sizeof(*r->where_of));
	if (!take_columns(r, err))
		return false;
	for (size_t i = 0; i + 1 < n; i++)
		if (!take_edit(r, i, err))
			return false;
	for (size_t i = 0; i < r->n; i++)
		r->kept += r->columns[i].kept;
	r->writes = !r->t->job->count_only && r->kept > 0;
	return take_texts(r, err);
}

/* A changed column promises nothing more of its type. */
const char *
edit_run_schema(struct run *r)
{
	for (size_t i = json_array_size(r->schema); i-- > 0;) {
		json_t *f = json_array_get(r->schema, i);
		size_t c = find_column(r, json_str(f, "name"));
		if (c == SIZE_MAX || !r->columns[c].kept) {
			json_array_remove(r->schema, i);
		} else if (r->columns[c].odd &&
		    (json_get(f, "format") || strcmp(json_str_or(f, "type", ""), "string") != 0)) {
			json_object_set_new(f, "type", json_string("any"));
			json_object_del(f, "format");
		}
	}
	auto_drop(str) char *text = json_dumps(r->schema, JSON_COMPACT);
	return arena_strdup(r->t->arena, text);
}

void
edit_run_end(struct run *r)
{
	for (size_t i = 0; r->cells && i < r->n; i++) {
		buf_release(&r->cells[i].text);
		buf_release(&r->cells[i].json_new);
		buf_release(&r->cells[i].csv_new);
	}
	editor_release(&r->editor);
	buf_release(&r->line);
	redact_set_free(r->texts);
	json_decref(r->schema);
	arena_free(r->arena);
}
