/*
 * Rows as a page to read, made when the archive is: a table of the first rows of the JSON part,
 * long values cut, then a plain line that says how many more stand in the CSV, in the language of
 * the answer. The frame is templates/archive/rows-head.mustache and rows-foot.mustache; cells are
 * written here.
 */
#include "json_rows.h"
#include "model.h"
#include "page.h"
#include "rows_page.h"
#include "table.h"

#define ROWS_MAX 3000
#define PAGE_MAX (8 * 1024 * 1024) /* a browser on a phone must still open it */
#define STEP 16                    /* the most one step of a loop writes */

static bool
put_frame(struct pack *p, const char *template, const json_t *model, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *text = page_render(template, model, a, err);
	return text && pack_adds(p, text, err);
}

static json_t *
model_of(const struct rows_page *x)
{
	const struct part *p = x->rows;
	json_t *m = model_frame(x->facts, x->words), *fields = json_array(), *f;
	auto_drop(json) json_t *schema = json_loads(p->schema ? p->schema : "", 0, NULL);
	size_t i;
	json_array_foreach(schema, i, f)
		json_array_append_new(fields,
		    json_pack("{s:s, s:b}", "name", json_str_or(f, "name", ""), "number",
			strcmp(json_str_or(f, "type", ""), "number") == 0));
	json_object_set_new(m, "category",
	    json_pack("{s:s, s:s?}", "id", p->category, "name",
		model_category_name(x->facts, p->category, x->words)));
	json_object_set_new(m, "title", json_string(p->name));
	json_object_set_new(m, "name", json_string(p->name));
	json_object_set_new(m, "fields", fields);
	json_object_set_new(m, "up", json_string("../../"));
	model_set_flag(m, "is_rows", true);
	return m;
}

/*
 * One character; returns how much of ${s} it took. Controls are shown by their pictures, U+2400 and
 * on.
 */
static size_t
put_char(struct pack *p, const char *s, size_t n)
{
	static const char *const entities[128] = {
		['&'] = "&amp;",
		['<'] = "&lt;",
		['>'] = "&gt;",
		['"'] = "&quot;",
		['\r'] = "",
		[0x7f] = "\xe2\x90\xa1",
	};
	bool ok;
	size_t len = json_scan_char(s, n, &ok);
	unsigned char c = (unsigned char)*s;
	char picture[] = { '\xe2', '\x90', (char)(0x80 + c), '\0' };
	const char *text = !ok ? "\xef\xbf\xbd" : c >= 0x80 ? NULL : entities[c];
	if (!text && c < 0x20 && c != '\n' && c != '\t')
		text = picture;
	size_t out = text ? strlen(text) : len;
	memcpy(p->at, text ? text : s, out);
	p->at += out;
	return len;
}

static bool
put_text(struct pack *p, const char *s, size_t n, struct err *err)
{
	const char *end = s + n;
	while (s < end) {
		if (!pack_room(p, STEP, err))
			return false;
		s += put_char(p, s, (size_t)(end - s));
	}
	return true;
}

static bool
put_cell(struct pack *p, const struct cell *c, struct err *err)
{
	if (c->form == CELL_NULL)
		return pack_adds(p, "<td class=\"null\">\xe2\x80\x93", err);
	return pack_adds(p, c->form == CELL_PLAIN ? "<td class=\"number\">" : "<td>", err) &&
	    put_text(p, c->text, c->n, err) &&
	    (!c->cut || pack_adds(p, "<b>\xe2\x80\xa6</b>", err));
}

static bool
put_row(struct pack *p, struct json_rows *rows, size_t nfields, struct err *err)
{
	struct cell c;
	bool ok = pack_adds(p, "<tr>", err);
	for (size_t i = 0; ok && i < nfields; i++)
		ok = json_rows_cell(rows, i == 0, &c, err) && put_cell(p, &c, err);
	explicit_bzero(&c, sizeof(c));
	return ok && json_rows_end(rows, err) && pack_adds(p, "\n", err);
}

/* *ret: how many. */
static bool
put_rows(struct pack *p, const struct rows_page *x, size_t nfields, int64_t *ret, struct err *err)
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
		if (!put_row(p, rows, nfields, err))
			return false;
		++*ret;
	}
	return true;
}

bool
rows_page_write(const struct rows_page *x, struct pack *p, struct err *err)
{
	auto_drop(json) json_t *model = model_of(x);
	int64_t shown, rows = x->rows->rows;
	if (!model)
		BUG("a part whose names are not UTF-8");
	if (!put_frame(p, "archive/rows-head.mustache", model, err) ||
	    !put_rows(p, x, json_array_size(json_get(model, "fields")), &shown, err))
		return false;
	json_object_set_new(model, "empty", json_boolean(rows == 0));
	json_object_set_new(model, "rows", json_integer(rows));
	json_object_set_new(model, "shown", json_integer(shown));
	json_object_set_new(model, "more", json_integer(rows - shown));
	json_object_set_new(model, "is_cut", json_boolean(rows > shown));
	return put_frame(p, "archive/rows-foot.mustache", model, err);
}
