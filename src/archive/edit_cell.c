/*
 * Cells: what they say, what stands there instead, and what becomes of the values that do not
 * leave: they are sought in the archive afterwards.
 */
#include "edit_run.h"
#include "lines.h"

bool
edit_cell_is_null(const struct cell *c)
{
	return c->json.n == 4 && memcmp(c->json.p, "null", 4) == 0;
}

static bool
is_structure(const struct cell *c)
{
	return *(const char *)c->json.p == '{' || *(const char *)c->json.p == '[';
}

struct bytes
edit_cell_text(struct cell *c)
{
	return *(const char *)c->json.p == '"' ? lines_json_text(c->json, &c->text) : c->json;
}

/* A string in a column of JSON stands in its CSV as JSON. */
static bool
csv_is_json(const struct cell *c, struct bytes text)
{
	auto_drop(buf) struct buf csv = { 0 };
	struct bytes own = lines_csv_text(c->csv, &csv);
	return is_structure(c) || own.n != text.n || memcmp(own.p, text.p, own.n) != 0;
}

/* ${json}: it is JSON; ${csv_json}: its text is, in the CSV. */
static void
change(struct run *r, size_t i, struct bytes to, bool json, bool csv_json)
{
	struct cell *c = &r->cells[i];
	buf_reset(&c->json_new);
	buf_reset(&c->csv_new);
	if (json)
		buf_add(&c->json_new, to.p, to.n);
	else
		edit_put_json(to, &c->json_new);
	if (csv_json)
		buf_add(&c->csv_new, c->json_new.data, c->json_new.len);
	else
		buf_add(&c->csv_new, to.p, to.n);
	c->changed = true;
	r->columns[i].odd = true;
}

/* ---- values that do not leave ---- */

/* "[file NAME]" */
static void
note_file(json_t *names, struct bytes text)
{
	static const char mark[] = "[file ";
	const char *s = text.p, *end = s + text.n, *to;
	while ((s = memmem(s, (size_t)(end - s), mark, sizeof(mark) - 1))) {
		s += sizeof(mark) - 1;
		to = memchr(s, ']', (size_t)(end - s));
		if (!to)
			return;
		json_object_setn_new(names, s, (size_t)(to - s), json_true());
	}
}

static bool
note_value(struct run *r, struct bytes text, size_t by, struct err *err)
{
	struct edit_table *t = r->t;
	if (r->copy == &t->data)
		note_file(by == STAYS ? t->files_stay : t->files_gone, text);
	return by >= GOES || t->job->count_only || t->job->edits[by].elsewhere_known ||
	    !r->counted[by] || seek_add(t->gone, text, (uint32_t)by, err);
}

/* Each text and number of a cell. */
bool
edit_cell_note(struct run *r, struct cell *c, size_t by, struct err *err)
{
	if (edit_cell_is_null(c))
		return true;
	if (!is_structure(c))
		return note_value(r, edit_cell_text(c), by, err);
	const char *s = c->json.p, *end = s + c->json.n;
	while (s < end) {
		const char *from = s;
		s = edit_token_end(s, end);
		struct bytes token = { from, (size_t)(s - from) };
		if (s == from)
			s++;
		else if (!note_value(
			     r, *from == '"' ? lines_json_text(token, &c->text) : token, by, err))
			return false;
	}
	return true;
}

bool
edit_run_matched(void *arg, size_t mark, struct bytes text, struct err *err)
{
	struct run *r = arg;
	const struct edit *e = &r->t->job->edits[mark];
	return e->elsewhere_known || r->t->job->count_only || !r->counted[mark] ||
	    seek_add(r->t->gone, text, (uint32_t)mark, err);
}

/* ---- a cell ---- */

/* The edit by which this cell is left out, first of all one that lets it stand elsewhere; STAYS. */
static size_t
withheld_by(struct run *r, size_t column)
{
	size_t by = STAYS;
	for (size_t k = 0; k < r->nmine; k++) {
		const size_t i = r->mine[k];
		const struct edit *e = &r->t->job->edits[i];
		if (r->row_on[i] && e->kind == EDIT_WITHHOLD && e->column &&
		    r->column_of[i] == column && (by == STAYS || e->elsewhere_known))
			by = i;
	}
	return by;
}

static bool
redact_cell(struct run *r, size_t column, struct err *err)
{
	struct cell *c = &r->cells[column];
	auto_drop(buf) struct buf out = { 0 };
	bool any = false, changed, ok = true;
	for (size_t k = 0; k < r->nmine; k++) {
		const size_t i = r->mine[k];
		const struct edit *e = &r->t->job->edits[i];
		r->cell_on[i] = r->row_on[i] && e->kind == EDIT_REDACT &&
		    (!e->column || r->column_of[i] == column);
		any |= r->cell_on[i];
	}
	if (!any || edit_cell_is_null(c) || *(const char *)c->json.p == 't' ||
	    *(const char *)c->json.p == 'f')
		return true;
	ok = is_structure(c) ? editor_json(&r->editor, c->json, &out, &changed, err)
			     : editor_text(&r->editor, edit_cell_text(c), &out, &changed, err);
	if (ok && changed)
		change(r, column, (struct bytes){ out.data, out.len }, is_structure(c),
		    csv_is_json(c, edit_cell_text(c)));
	return ok;
}

bool
edit_cell(struct run *r, size_t column, struct err *err)
{
	struct cell *c = &r->cells[column];
	size_t by = withheld_by(r, column);
	if (by == STAYS)
		return !r->columns[column].kept ||
		    (redact_cell(r, column, err) &&
			(!r->always || edit_cell_note(r, c, STAYS, err)));
	if (edit_cell_is_null(c))
		return true;
	r->t->job->edits[by].count += r->counted[by];
	if (!edit_cell_note(r, c, by, err))
		return false;
	const char *instead = r->t->marks[by].words.instead;
	if (r->columns[column].kept)
		change(r, column, (struct bytes){ instead, strlen(instead) }, false, false);
	return true;
}
