/*
 * Rows as a page to read: a table of the first rows, long values cut, then a plain line that says
 * how many more stand in the CSV. The frame is templates/archive/rows-head.mustache and
 * rows-foot.mustache; cells are written here. It is made before the language of the answer is
 * known, so its few words are in Dutch and English.
 */
#include "page.h"
#include "table.h"

#define PAGE_MAX (8 * 1024 * 1024) /* a browser on a phone must still open it */
#define CELL_MAX 2000
#define STEP 16 /* the most one step of a loop writes */

static bool
put_frame(struct pack *p, const char *template, const json_t *model, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *text = page_render(template, model, a, err);
	return text && pack_adds(p, text, err);
}

static json_t *
model_of(const struct table *t)
{
	json_t *fields = json_array();
	for (size_t i = 0; i < t->n; i++)
		json_array_append_new(fields,
		    json_pack("{s:s, s:b}", "name", t->columns[i].name, "number",
			t->columns[i].type == FIELD_NUMBER));
	return json_pack(
	    "{s:s, s:s, s:o}", "category", t->category, "name", t->name, "fields", fields);
}

bool
encode_html_head(struct pack *p, const struct table *t, struct err *err)
{
	auto_drop(json) json_t *model = model_of(t);
	return put_frame(p, "archive/rows-head.mustache", model, err);
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

/* Not more than CELL_MAX bytes, and not half a character. */
static size_t
cut(const struct value *v)
{
	if (v->len <= CELL_MAX)
		return v->len;
	size_t n = CELL_MAX;
	while (n > CELL_MAX - 4 && ((unsigned char)v->data[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static bool
put_cell(struct pack *p, enum form form, const struct value *v, struct err *err)
{
	if (form == FORM_NULL)
		return pack_adds(p, "<td class=\"null\">\xe2\x80\x93", err);
	size_t n = cut(v);
	return pack_adds(p, form == FORM_PLAIN ? "<td class=\"number\">" : "<td>", err) &&
	    put_text(p, v->data, n, err) &&
	    (n == v->len || pack_adds(p, "<b>\xe2\x80\xa6</b>", err));
}

/* Rows past the limits are only counted: table_look() did. */
bool
encode_html_row(struct pack *p, struct table *t, const struct value *values, struct err *err)
{
	if (t->shown == HTML_ROWS_MAX || pack_plain_bytes(p) > PAGE_MAX)
		return true;
	t->shown++;
	bool ok = pack_adds(p, "<tr>", err);
	for (size_t i = 0; ok && i < t->n; i++)
		ok = put_cell(p, t->forms[i], &values[i], err);
	return ok && pack_adds(p, "\n", err);
}

bool
encode_html_foot(struct pack *p, const struct table *t, struct err *err)
{
	auto_drop(json) json_t *model = model_of(t);
	json_object_set_new(model, "empty", json_boolean(t->rows == 0));
	json_object_set_new(model, "rows", json_integer(t->rows));
	json_object_set_new(model, "shown", json_integer(t->shown));
	json_object_set_new(model, "more", json_integer(t->rows - t->shown));
	json_object_set_new(model, "is_cut", json_boolean(t->rows > t->shown));
	return put_frame(p, "archive/rows-foot.mustache", model, err);
}
