/*
 * Rows as a page to read, made when the archive is: a table of the first rows of the JSON part,
 * long values cut, then a plain line that says how many more stand in the CSV, in the language of
 * the answer. The frame is templates/archive/rows-head.mustache and rows-foot.mustache; cells are
 * written here.
 */
#include "cell.h"
#include "json_rows.h"
#include "labels.h"
#include "model.h"
#include "page.h"
#include "rows_page.h"
#include "shown.h"

#define ROWS_MAX 3000
#define PAGE_MAX (8 * 1024 * 1024) /* a browser on a phone must still open it */

static bool
put_frame(struct pack *p, const char *template, const json_t *model, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *text = page_render(template, model, a, err);
	return text && pack_adds(p, text, err);
}

/* A column as the page shows it. */
struct shown {
	const char *label, *type, *unit; /* unit: of money, or NULL */
};

static struct shown *
look_at_fields(const struct rows_page *x, struct arena *a, size_t *ret_n)
{
	const struct part *p = x->rows;
	auto_drop(json) json_t *schema = json_loads(p->schema ? p->schema : "", 0, NULL);
	const json_t *f;
	struct shown *out = arena_alloc(a, (json_array_size(schema) + 1) * sizeof(*out));
	size_t i;
	*ret_n = json_array_size(schema);
	json_array_foreach(schema, i, f) {
		const char *name = json_str_or(f, "name", "");
		out[i] = (struct shown){
			.label = arena_strdup(
			    a, label_column(x->facts, p->category, p->name, name, x->words)),
			.type = arena_strdup(a, json_str_or(f, "type", "")),
			.unit = label_unit(x->facts, p->category, p->name, name),
		};
	}
	return out;
}

static json_t *
model_of(const struct rows_page *x, const struct shown *fields, size_t n)
{
	const struct part *p = x->rows;
	json_t *m = model_frame(x->facts, x->words), *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list,
		    json_pack("{s:s, s:b}", "name", fields[i].label, "number",
			strcmp(fields[i].type, "number") == 0));
	json_object_set_new(m, "category",
	    json_pack("{s:s, s:s?}", "id", p->category, "name",
		model_category_name(x->facts, p->category, x->words)));
	json_object_set_new(
	    m, "title", json_string(label_collection(x->facts, p->category, p->name, x->words)));
	json_object_set_new(m, "name", json_string(p->name));
	json_object_set_new(m, "fields", list);
	json_object_set_new(m, "up", json_string("../../"));
	model_set_flag(m, "is_rows", true);
	model_set_flag(m, "is_card", p->rows == 1);
	return m;
}

/* The value alone; a text that was cut is shown as far as it goes. */
static bool
put_value(
    struct pack *p, struct cell *c, const struct shown *f, const struct words *w, struct err *err)
{
	const char *text = c->text;
	size_t n = c->n;
	bool done = false;
	if (c->form == CELL_NULL)
		return pack_adds(p, "\xe2\x80\x93", err);
	if (c->form == CELL_JSON && !c->cut && !cell_put_json(p, text, n, w, &done, err))
		return false;
	if (done)
		return true;
	if (c->form == CELL_JSON && c->cut)
		n = 0;        /* the half of it says nothing */
	c->text[c->n] = '\0'; /* there is room */
	if (!c->cut && strlen(c->text) == n) {
		text = shown_value(f->type, f->unit, c->text, w);
		n = strlen(text);
	}
	return cell_put_text(p, text, n, err) &&
	    (!c->cut || pack_adds(p, "<b>\xe2\x80\xa6</b>", err));
}

static const char *
opening(const struct cell *c, const struct shown *f)
{
	bool digits = c->form == CELL_PLAIN && strcmp(f->type, "boolean") != 0;
	return c->form == CELL_NULL ? "<td class=\"null\">"
	    : digits                ? "<td class=\"number\">"
				    : "<td>";
}

static bool
put_cell(struct pack *p, const struct rows_page *x, struct cell *c, const struct shown *f,
    const struct words *w, struct err *err)
{
	if (x->rows->rows != 1)
		return pack_adds(p, opening(c, f), err) && put_value(p, c, f, w, err);
	return pack_adds(p, "<dt>", err) && cell_put_text(p, f->label, strlen(f->label), err) &&
	    pack_adds(p, "</dt><dd>", err) && put_value(p, c, f, w, err) &&
	    pack_adds(p, "</dd>\n", err);
}

static bool
put_row(struct pack *p, const struct rows_page *x, struct json_rows *rows,
    const struct shown *fields, size_t nfields, struct err *err)
{
	struct cell c;
	auto_drop(arena) struct arena *a = arena_new();
	struct words w = *x->words;
	w.arena = a; /* of this row */
	bool ok = x->rows->rows == 1 || pack_adds(p, "<tr>", err);
	for (size_t i = 0; ok && i < nfields; i++)
		ok = json_rows_cell(rows, i == 0, &c, err) &&
		    put_cell(p, x, &c, &fields[i], &w, err);
	explicit_bzero(&c, sizeof(c));
	return ok && json_rows_end(rows, err) && pack_adds(p, "\n", err);
}

/* *ret: how many. */
static bool
put_rows(struct pack *p, const struct rows_page *x, const struct shown *fields, size_t nfields,
    int64_t *ret, struct err *err)
{
	auto_drop(json_rows) struct json_rows *rows =
	    json_rows_open(x->dir, x->rows->blob, x->identity, err);
	bool more = true;
	*ret = 0;
	if (!rows)
		return false;
	while (*ret < ROWS_MAX && pack_plain_bytes(p) <= PAGE_MAX) {
		if (!json_rows_more(rows, &more, err))
			return false;
		if (!more)
			return true;
		if (!put_row(p, x, rows, fields, nfields, err))
			return false;
		++*ret;
	}
	return true;
}

bool
rows_page_write(const struct rows_page *x, struct pack *p, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	size_t n;
	const struct shown *fields = look_at_fields(x, a, &n);
	auto_drop(json) json_t *model = model_of(x, fields, n);
	int64_t shown, rows = x->rows->rows;
	if (!model)
		BUG("a part whose names are not UTF-8");
	if (!put_frame(p, "archive/rows-head.mustache", model, err) ||
	    !put_rows(p, x, fields, n, &shown, err))
		return false;
	json_object_set_new(model, "empty", json_boolean(rows == 0));
	json_object_set_new(model, "rows", json_string(words_number(x->words, rows)));
	json_object_set_new(model, "shown", json_string(words_number(x->words, shown)));
	json_object_set_new(model, "more", json_string(words_number(x->words, rows - shown)));
	json_object_set_new(model, "is_cut", json_boolean(rows > shown));
	return put_frame(p, "archive/rows-foot.mustache", model, err);
}
