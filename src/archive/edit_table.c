/*
 * Row by row from the JSON and the CSV of a table, which say the same: what no edit concerns is
 * copied as it was written, and only cells that change are written anew.
 */
#include "dossier/progress.h"

#include "edit_run.h"
#include "lines.h"
#include "table.h"

/* ---- a row ---- */

static bool
row_is(struct run *r, size_t i)
{
	const struct edit *e = &r->t->job->edits[i];
	if (!r->on[i] || (e->first_row && (r->row < e->first_row || r->row > e->last_row)))
		return false;
	if (!e->where)
		return true;
	struct cell *c = &r->cells[r->where_of[i]];
	if (edit_cell_is_null(c))
		return false;
	struct bytes text = edit_cell_text(c);
	return text.n == strlen(e->is) && memcmp(text.p, e->is, text.n) == 0;
}

/* The edit by which this row is left out whole: first of all one that lets it stand elsewhere. */
static size_t
leave_row(struct run *r)
{
	size_t by = STAYS;
	for (size_t k = 0; k < r->nmine; k++) {
		const size_t i = r->mine[k];
		struct edit *e = &r->t->job->edits[i];
		r->row_on[i] = row_is(r, i);
		if (!r->row_on[i] || e->kind != EDIT_WITHHOLD || e->column)
			continue;
		e->count += r->counted[i];
		if (by == STAYS || e->elsewhere_known)
			by = i;
	}
	return by;
}

/* ---- writing ---- */

static bool
write_json(struct run *r, struct bytes line, bool cells, struct err *err)
{
	struct pack *p = &r->t->out[0].pack;
	if (!pack_adds(p, r->rows == 0 ? "" : ",\n", err))
		return false;
	if (!cells)
		return pack_add(p, line.p, line.n, err);
	const char *before = "{";
	for (size_t i = 0; i < r->n; i++) {
		const struct cell *c = &r->cells[i];
		if (!r->columns[i].kept)
			continue;
		if (!pack_adds(p, before, err) || !pack_adds(p, r->columns[i].key, err) ||
		    !pack_add(p, c->changed ? c->json_new.data : c->json.p,
			c->changed ? c->json_new.len : c->json.n, err))
			return false;
		before = ",";
	}
	return pack_adds(p, "}", err);
}

/* Where one column is left an empty line would be lost. */
static bool
write_csv_cell(struct run *r, const struct cell *c, struct err *err)
{
	struct pack *p = &r->t->out[1].pack;
	if (c->changed)
		return encode_csv_text(p, c->csv_new.data, c->csv_new.len, err);
	return c->csv.n == 0 && r->kept == 1 ? pack_adds(p, "\"\"", err)
					     : pack_add(p, c->csv.p, c->csv.n, err);
}

static bool
write_csv(struct run *r, struct bytes line, bool cells, struct err *err)
{
	struct pack *p = &r->t->out[1].pack;
	const char *before = "";
	if (!cells)
		return pack_add(p, line.p, line.n, err) && pack_adds(p, "\r\n", err);
	for (size_t i = 0; i < r->n; i++) {
		if (!r->columns[i].kept)
			continue;
		if (!pack_adds(p, before, err) || !write_csv_cell(r, &r->cells[i], err))
			return false;
		before = ",";
	}
	return pack_adds(p, "\r\n", err);
}

static bool
write_row(struct run *r, struct bytes json, struct bytes csv, bool cells, struct err *err)
{
	if (r->writes && (!write_json(r, json, cells, err) || !write_csv(r, csv, cells, err)))
		return false;
	r->rows++;
	return true;
}

/* ---- a table ---- */

/* Do they hold a text of any edit? Escapes of JSON are undone first, as they are in a cell. */
static bool
hold_text(struct run *r, struct bytes rows)
{
	if (lines_undo_json(rows, &r->line))
		rows = (struct bytes){ r->line.data, r->line.len };
	return redact_set_find(r->texts, rows.p, rows.n) >= 0;
}

/* Most rows hold none, and many of them are asked at once. */
static bool
may_concern(struct run *r, const struct lines *json, struct bytes line)
{
	if (r->always || !r->texts)
		return r->always;
	if (r->ahead == 0) {
		const struct bytes rows = lines_ahead(json, line, &r->ahead);
		r->clear = !hold_text(r, rows);
	}
	r->ahead--;
	return !r->clear && hold_text(r, line);
}

static bool
split(struct run *r, enum line_form form, struct bytes line, struct err *err)
{
	struct bytes *cells = xmalloc(r->n * sizeof(*cells));
	bool ok = lines_split(form, line, cells, r->n, err);
	for (size_t i = 0; ok && i < r->n; i++)
		*(form == LINE_JSON ? &r->cells[i].json : &r->cells[i].csv) = cells[i];
	free(cells);
	return ok;
}

static bool
edit_row(struct run *r, bool concerned, struct bytes json, struct bytes csv, struct err *err)
{
	bool changed = r->kept < r->n;
	size_t by;
	r->row++;
	if (!concerned && !changed)
		return write_row(r, json, csv, false, err);
	if (!split(r, LINE_JSON, json, err) || !split(r, LINE_CSV, csv, err))
		return false;
	if (concerned && (by = leave_row(r)) != STAYS) {
		/* what leaves portability/ alone is told them in data/ */
		by = r->t->job->edits[by].only_portable ? GOES : by;
		for (size_t i = 0; i < r->n; i++)
			if (!edit_cell_note(r, &r->cells[i], by, err))
				return false;
		return true;
	}
	for (size_t i = 0; i < r->n; i++) {
		r->cells[i].changed = false;
		if (concerned && !edit_cell(r, i, err))
			return false;
		changed |= r->cells[i].changed;
	}
	return write_row(r, json, csv, changed, err);
}

static bool
edit_rows(struct run *r, struct lines *json, struct lines *csv, struct err *err)
{
	struct bytes line, record;
	if (!lines_next(csv, &record, err) || !record.p || !split(r, LINE_CSV, record, err))
		return err_set(err, ERR_INPUT, "a CSV has no heading");
	if (r->writes &&
	    (!pack_adds(&r->t->out[0].pack, "[\n", err) || !write_csv(r, record, true, err)))
		return false;
	for (;;) {
		if (!lines_next(json, &line, err) || !lines_next(csv, &record, err))
			return false;
		if (!line.p != !record.p)
			return err_set(err, ERR_INPUT, "a JSON and its CSV have not the same rows");
		if (!line.p)
			break;
		progress_tell(r->t->job->progress, "rows edited", r->row, r->t->json->rows);
		if (!edit_row(r, may_concern(r, json, line), line, record, err))
			return false;
	}
	return !r->writes || pack_adds(&r->t->out[0].pack, r->rows ? "\n]\n" : "]\n", err);
}

static bool
finish(struct run *r, struct err *err)
{
	struct copy *c = r->copy;
	struct edit_table *t = r->t;
	if (!r->writes)
		return true;
	c->json.rows = c->csv.rows = r->rows;
	c->json.schema = c->csv.schema = edit_run_schema(r);
	return sealed_end(&t->out[0], t->arena, &c->json, err) &&
	    sealed_end(&t->out[1], t->arena, &c->csv, err);
}

static bool
edit_copy(struct edit_table *t, struct copy *copy, struct err *err)
{
	const struct edit_job *job = t->job;
	struct run r = { .t = t, .copy = copy };
	bool ok = edit_run_begin(&r, err);
	r.editor = (struct editor){ .marks = t->marks,
		.mine = r.mine,
		.nmine = r.nmine,
		.on = r.cell_on,
		.counted = r.counted,
		.matched = edit_run_matched,
		.arg = &r };
	auto_drop(lines) struct lines *json =
	    ok ? lines_open(job->dir, t->json, job->keys, err) : NULL;
	auto_drop(lines) struct lines *csv =
	    json ? lines_open(job->dir, t->csv, job->keys, err) : NULL;
	ok = csv &&
	    (!r.writes ||
		(sealed_begin(&t->out[0], job->dir, job->keys, err) &&
		    sealed_begin(&t->out[1], job->dir, job->keys, err))) &&
	    edit_rows(&r, json, csv, err) && finish(&r, err);
	edit_run_end(&r);
	return ok || err_wrap(err, "%s/%s", t->json->category, t->json->name);
}

bool
edit_table(struct edit_table *t, struct err *err)
{
	return (!t->data.wanted || edit_copy(t, &t->data, err)) &&
	    (!t->portability.wanted || edit_copy(t, &t->portability, err));
}
