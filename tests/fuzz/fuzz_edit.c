/*
 * Input: a byte that says how many cells and of what, then a row of a table as it was written, or
 * as a hostile slot wrote it. It is refused in one line, or its cells lie within it, what they say
 * is no longer than what is written, and what stood in a JSON value is JSON still when a passage
 * was taken out of it, and holds the passage no more.
 */
#include "../../src/archive/edit_value.h"
#include "../../src/archive/lines.h"
#include "dossier/text.h"
#include "fuzz/fuzz.h"

#define CELLS 4

static struct mark mark;

static bool
is_json(const char *s, size_t n)
{
	auto_drop(json) json_t *j = json_loadb(s, n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	return j != NULL;
}

static void
check_value(struct editor *e, struct bytes cell)
{
	auto_drop(buf) struct buf out = { 0 }, json = { 0 };
	struct err err = { 0 };
	bool changed;
	MUST(editor_json(e, cell, &out, &changed, &err));
	if (changed && is_json(cell.p, cell.n))
		MUST(is_json(out.data, out.len));
	if (!changed)
		MUST(out.len == cell.n && memcmp(out.data, cell.p, cell.n) == 0);
	if (*(const char *)cell.p != '"')
		return;
	struct bytes text = lines_json_text(cell, &e->string);
	MUST(text.n <= cell.n && text_is_utf8(text.p, text.n));
	MUST(editor_text(e, text, &out, &changed, &err));
	if (changed) {
		MUST(redact_set_find(mark.set, out.data, out.len) < 0);
		edit_put_json((struct bytes){ out.data, out.len }, &json);
		MUST(is_json(json.data, json.len));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct edit edit = { .kind = EDIT_REDACT, .text = "abc d", .instead = "[-]" };
	static const bool on = true;
	static const size_t mine = 0;
	struct bytes cells[CELLS];
	struct err err = { 0 };
	if (!mark.set)
		MUST(mark_init(&mark, &edit, "en", &err));
	if (size < 2)
		return 0;
	size_t n = 1 + data[0] % CELLS;
	enum line_form form = data[0] & 0x80 ? LINE_CSV : LINE_JSON;
	auto_drop(str) char *copy = xmalloc(size - 1); /* its end is watched */
	struct bytes line = { copy, size - 1 };
	memcpy(copy, data + 1, size - 1);
	struct editor e = { .marks = &mark, .mine = &mine, .nmine = 1, .on = &on, .counted = &on };
	if (!lines_split(form, line, cells, n, &err)) {
		MUST(err.kind == ERR_INPUT && *err.text && !strchr(err.text, '\n'));
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		const char *s = cells[i].p;
		MUST(s >= copy && s + cells[i].n <= copy + size - 1);
		if (form == LINE_JSON)
			check_value(&e, cells[i]);
		else
			MUST(lines_csv_text(cells[i], &e.string).n <= cells[i].n);
	}
	editor_release(&e);
	return 0;
}
