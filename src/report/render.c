/*
 * The report as text, CSV and JSON; as a page it is html.c's. Nothing is computed here: all print
 * the same.
 */
#include "report_private.h"

#define WIDTH 100
#define NAME_MAX_WIDTH 34

/* ---- text ---- */

/* Characters, not bytes: those of UTF-8 that begin one. */
static int
width(const char *s)
{
	int n = 0;
	for (; *s; s++)
		n += (*s & 0xC0) != 0x80;
	return n;
}

static void
pad(struct buf *b, int n)
{
	for (; n > 0; n--)
		buf_addc(b, ' ');
}

/* How much of ${s} fits ${room} characters, cut at a space where there is one. */
static size_t
fits(const char *s, int room)
{
	size_t n = 0, space = 0;
	for (int used = 0; s[n]; n++) {
		if ((s[n] & 0xC0) != 0x80 && used++ == room)
			return space ? space : n;
		if (s[n] == ' ')
			space = n;
	}
	return n;
}

/* Words from column ${at} on, going on below themselves. */
static void
wrapped(struct buf *b, const char *s, int at)
{
	for (;;) {
		size_t n = fits(s, WIDTH - at);
		buf_add(b, s, n);
		s += n;
		s += strspn(s, " ");
		if (!*s)
			return;
		buf_addc(b, '\n');
		pad(b, at);
	}
}

struct layout {
	const json_t *table;
	int name, widths[20];
	size_t from, to;
};

static int
column_width(const json_t *table, size_t column)
{
	size_t i;
	const json_t *row;
	int most = width(json_str(json_array_get(json_get(table, "columns"), column), "short"));
	json_array_foreach(json_get(table, "rows"), i, row) {
		int n = width(json_str(json_array_get(json_get(row, "cells"), column), "text"));
		most = n > most ? n : most;
	}
	return most + 1;
}

static void
text_line(struct buf *b, const struct layout *l, const char *name, const json_t *cells,
    const char *member)
{
	int at = l->name;
	auto_drop(buf) struct buf cut = { 0 };
	buf_add(&cut, name, fits(name, l->name));
	buf_adds(b, cut.data);
	pad(b, l->name - width(cut.data));
	for (size_t i = l->from; i < l->to; i++) {
		const char *s = json_str(json_array_get(cells, i), member);
		if (json_flag(json_array_get(json_get(l->table, "columns"), i), "words")) {
			buf_adds(b, "  ");
			wrapped(b, s, at + 2);
			break;
		}
		pad(b, l->widths[i] - width(s));
		buf_adds(b, s);
		at += l->widths[i];
	}
	buf_addc(b, '\n');
}

/* As many columns as a line holds; the others come below with the names once more. */
static void
text_columns(struct buf *b, struct layout *l, size_t ncolumns)
{
	size_t i;
	const json_t *row;
	int at = l->name;
	for (l->to = l->from; l->to < ncolumns; l->to++) {
		at += json_flag(json_array_get(json_get(l->table, "columns"), l->to), "words")
		    ? 2
		    : l->widths[l->to];
		if (at > WIDTH && l->to > l->from)
			break;
	}
	text_line(b, l, json_str(l->table, "head"), json_get(l->table, "columns"), "short");
	json_array_foreach(json_get(l->table, "rows"), i, row)
		text_line(b, l, json_str(row, "name"), json_get(row, "cells"), "text");
}

static void
text_table(struct buf *b, const json_t *table, const json_t *words)
{
	struct layout l = { .table = table };
	size_t i, n = json_array_size(json_get(table, "columns"));
	const json_t *row;
	buf_addf(b, "\n%s\n", json_str(table, "title"));
	if (json_str(table, "note"))
		wrapped(b, json_str(table, "note"), 0);
	buf_adds(b, json_str(table, "note") ? "\n" : "");
	if (json_array_size(json_get(table, "rows")) == 0) {
		buf_addf(b, "%s\n", report_word(words, "page", "none"));
		return;
	}
	l.name = width(json_str(table, "head"));
	json_array_foreach(json_get(table, "rows"), i, row)
		if (width(json_str(row, "name")) > l.name)
			l.name = width(json_str(row, "name"));
	if (l.name > NAME_MAX_WIDTH)
		l.name = NAME_MAX_WIDTH;
	for (i = 0; i < n && i < array_len(l.widths); i++)
		l.widths[i] = column_width(table, i);
	for (l.from = 0; l.from < i; l.from = l.to)
		text_columns(b, &l, i);
}

static bool
text(const json_t *report, const json_t *words, struct buf *b, struct err *err)
{
	size_t i, j;
	const json_t *o, *table;
	auto_drop(json) json_t *now = table_of_now(report, words);
	const char *next = json_str(json_get(report, "now"), "next");
	(void)err;
	buf_addf(b, "%s: %s %s\n", report_word(words, "page", "title"),
	    report_word(words, "page", "month"), json_str(report, "period"));
	text_table(b, now, words);
	if (next)
		buf_addf(b, "\n%s: %s. %s: dossier due.\n", report_word(words, "page", "todo"),
		    next, report_word(words, "page", "todo_all"));
	json_array_foreach(json_get(report, "organisations"), i, o) {
		auto_drop(json) json_t *tables = tables_of(o, words);
		buf_addf(b, "\n%s (%s), %s %s\n", json_str(o, "name"), json_str(o, "organisation"),
		    report_word(words, "page", "as_of"), json_str(o, "as_of"));
		json_array_foreach(tables, j, table) {
			text_table(b, table, words);
			if (json_flag(o, "risk_more") && strcmp(json_str(table, "id"), "risk") == 0)
				buf_addf(b, "%s\n", report_word(words, "page", "more"));
		}
	}
	buf_addc(b, '\n');
	if (json_flag(report, "of_one")) {
		wrapped(b, report_word(words, "page", "of_one"), 0);
		buf_addc(b, '\n');
	}
	wrapped(b, report_word(words, "page", "footer"), 0);
	buf_addc(b, '\n');
	return true;
}

/* ---- CSV: RFC 4180, a line for each number ---- */

static void
csv_field(struct buf *b, const char *s)
{
	if (!s[strcspn(s, ",\"\r\n")]) {
		buf_adds(b, s);
		return;
	}
	buf_addc(b, '"');
	for (; *s; s++) {
		buf_addc(b, *s);
		if (*s == '"')
			buf_addc(b, '"');
	}
	buf_addc(b, '"');
}

static void
csv_table(struct buf *b, const char *begin, const json_t *table)
{
	size_t i, j;
	const json_t *row, *cell;
	json_array_foreach(json_get(table, "rows"), i, row) {
		json_array_foreach(json_get(row, "cells"), j, cell) {
			const json_t *column = json_array_get(json_get(table, "columns"), j);
			const char *const fields[] = { json_str(table, "id"), json_str(row, "key"),
				json_str(column, "key"), json_str_or(cell, "value", "") };
			buf_adds(b, begin);
			for (size_t k = 0; k < array_len(fields); k++) {
				buf_addc(b, ',');
				csv_field(b, fields[k]);
			}
			buf_adds(b, "\r\n");
		}
	}
}

static bool
csv(const json_t *report, const json_t *words, struct buf *b, struct err *err)
{
	size_t i, j;
	const json_t *o, *table;
	auto_drop(json) json_t *now = table_of_now(report, words);
	auto_drop(buf) struct buf all = { 0 };
	(void)err;
	buf_adds(b, "period,organisation,as_of,table,row,column,value\r\n");
	buf_addf(&all, "%s,,", json_str(report, "period")); /* its rows name theirs */
	csv_table(b, all.data, now);
	json_array_foreach(json_get(report, "organisations"), i, o) {
		auto_drop(json) json_t *tables = tables_of(o, words);
		/* slugs and days need no quotes */
		auto_drop(buf) struct buf begin = { 0 };
		buf_addf(&begin, "%s,%s,%s", json_str(report, "period"),
		    json_str(o, "organisation"), json_str(o, "as_of"));
		json_array_foreach(tables, j, table)
			csv_table(b, begin.data, table);
	}
	return true;
}

static bool
json(const json_t *report, const json_t *words, struct buf *b, struct err *err)
{
	(void)words;
	(void)err;
	/* six digits print a tenth of a per cent as it was meant: 66.6 */
	auto_drop(str) char *s = json_dumps(report, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	if (!s)
		BUG("a report that is no JSON");
	buf_addf(b, "%s\n", s);
	return true;
}

bool
report_render(
    const json_t *figures, const char *format, const char *lang, struct buf *ret, struct err *err)
{
	static const struct {
		const char *name;
		bool (*render)(
		    const json_t *report, const json_t *words, struct buf *b, struct err *err);
	} formats[] = { { "text", text }, { "html", render_html }, { "csv", csv },
		{ "json", json } };
	for (size_t i = 0; i < array_len(formats); i++) {
		if (strcmp(formats[i].name, format) != 0)
			continue;
		auto_drop(json) json_t *words = report_words(lang, err);
		return words && formats[i].render(figures, words, ret, err);
	}
	return err_set(
	    err, ERR_USAGE, "there is no format %.20s: take text, html, csv or json", format);
}
