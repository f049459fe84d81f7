/*
 * Rows as text: layout, in cells of a terminal (cells.c), and the forms for programs.
 */
#include <ctype.h>

#include "dossier/date.h"
#include "dossier/phrase.h"
#include "dossier/refusal.h"
#include "dossier/text.h"
#include "table.h"

#define GAP 2          /* between columns */
#define INSTANT_MIN 20 /* 2026-03-05T10:00:00Z */
#define WORD_MAX 24    /* cells of a word that is not broken for others' sake */

/* ---- what stands in a cell ---- */

/* One line of a cell: its own line ends would end the row. */
static const char *
safe_line(const char *text, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	table_safe(text, "\n\r\t", &b);
	char *line = arena_strndup(a, b.data ? b.data : "", b.len);
	for (char *s = line; *s; s++)
		if (strchr("\n\r\t", *s))
			*s = ' ';
	return line;
}

static const char *
dumped(const json_t *v, struct arena *a)
{
	char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
	const char *kept = arena_strdup(a, text ? text : "");
	free(text);
	return kept;
}

/* For who reads on by program: nothing is "", a text itself, and the rest its JSON. */
static const char *
raw(const json_t *row, const struct column *c, struct arena *a)
{
	const json_t *v = json_get(row, c->key);
	if (!v || json_is_null(v))
		return "";
	return json_is_string(v) ? json_string_value(v) : dumped(v, a);
}

static const char *
listed(const json_t *list, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	size_t i;
	json_t *item;
	json_array_foreach(list, i, item)
		buf_addf(&b, "%s%s", i ? ", " : "",
		    json_is_string(item) ? json_string_value(item) : dumped(item, a));
	return b.len ? arena_strdup(a, b.data) : "-";
}

/* Members whose values are words of ours, which a person reads in their own language. */
static bool
is_ours(const char *key)
{
	static const char *const keys[] = { "state", "status", "statute", "decision", "text",
		"reason", "source", "rule", "detail", "remedy", "check", "what", "error", "proof",
		"for", "article", "action" };
	return text_among(key, keys, array_len(keys));
}

/* A word or a text of ours; an article of a law is written as the language does. */
static const char *
in_words(const char *key, const char *text, struct arena *a)
{
	bool law = strcmp(key, "article") == 0 || strcmp(key, "source") == 0;
	text = phrase(text);
	return law ? article_short(text, phrase_language_now(), a) : text;
}

const char *
table_instant(const char *text, struct arena *a)
{
	usec_t at;
	struct tm local;
	struct err none = { 0 };
	if (strlen(text) < INSTANT_MIN || text[10] != 'T' || !instant_parse(text, &at, &none))
		return text;
	const time_t seconds = at / USEC_PER_SEC;
	char *out = arena_alloc(a, INSTANT_LEN);
	if (!localtime_r(&seconds, &local) ||
	    strftime(out, INSTANT_LEN, "%Y-%m-%d %H:%M:%S", &local) == 0)
		return text;
	return out;
}

static bool
is_late(const json_t *row, const char *key)
{
	return strcmp(key, "days_left") == 0 && json_int_or(row, key, 0) < 0;
}

static const char *
shown(const json_t *row, const struct column *c, struct arena *a)
{
	const json_t *v = json_get(row, c->key);
	if (json_is_string(v) && (c->words || is_ours(c->key)))
		return safe_line(in_words(c->key, json_string_value(v), a), a);
	if (json_is_string(v))
		return safe_line(table_instant(json_string_value(v), a), a);
	if (is_late(row, c->key))
		return arena_printf(a, phrase("%lld late"), -(long long)json_integer_value(v));
	if (json_is_real(v))
		return arena_printf(a, "%.1f", json_real_value(v));
	if (json_is_boolean(v))
		return phrase(json_is_true(v) ? "yes" : "no");
	if (json_is_array(v))
		return safe_line(listed(v, a), a);
	return v && !json_is_null(v) ? safe_line(dumped(v, a), a) : "-";
}

/* A colour only repeats what a word says. */
static const char *
colour_of(const json_t *row, const char *key)
{
	static const char red[] = "\033[31m", yellow[] = "\033[33m";
	const char *word = json_str_or(row, key, "");
	if (is_late(row, key) || (is_ours(key) && strcmp(word, "failed") == 0))
		return red;
	return is_ours(key) && strcmp(word, "warning") == 0 ? yellow : "";
}

/* ---- the table ---- */

struct layout {
	const struct column *columns;
	size_t n, rows;
	const char **cells, **colours; /* n a row */
	int *widths, *least;
	bool *right;
	bool colour;
	struct buf *out;
};

static void
put_spaces(struct buf *out, int n)
{
	for (; n > 0; n--)
		buf_addc(out, ' ');
}

static void
put_coloured(const struct layout *l, const char *text, size_t n, const char *colour)
{
	buf_adds(l->out, colour);
	buf_add(l->out, text, n);
	buf_adds(l->out, *colour ? "\033[0m" : "");
}

/* One line of a row; the rest of each cell stays in ${cells}. False when there was none. */
static bool
put_line(const struct layout *l, const char **cells, const char *const *colours)
{
	bool more = false;
	int blanks = 0; /* not yet put: a line ends where its last text ends */
	for (size_t c = 0; c < l->n; c++)
		more = more || *cells[c];
	for (size_t c = 0; more && c < l->n; c++) {
		size_t n = table_line(cells[c], l->widths[c]);
		int pad = l->widths[c] - table_cells(cells[c], n);
		if (n > 0) {
			put_spaces(l->out, blanks + (l->right[c] ? pad : 0));
			put_coloured(l, cells[c], n, colours ? colours[c] : "");
			blanks = l->right[c] ? 0 : pad;
		} else {
			blanks += pad;
		}
		blanks += GAP;
		cells[c] += n;
		cells[c] += strspn(cells[c], " ");
	}
	if (more)
		buf_addc(l->out, '\n');
	return more;
}

static void
put_row(const struct layout *l, const char *const *row, const char *const *colours, struct arena *a)
{
	const char **left = arena_alloc(a, l->n * sizeof(*left));
	memcpy(left, row, l->n * sizeof(*left));
	if (!put_line(l, left, colours))
		buf_addc(l->out, '\n');
	while (put_line(l, left, colours))
		;
}

/*
 * Too narrow for columns: a line a member, and what is long goes on below itself. What is empty has
 * none, and a row that begins with it goes on with what stands above.
 */
static void
put_blocks(struct layout *l, int width)
{
	int head = 0;
	for (size_t c = 0; c < l->n; c++) {
		int cells = table_all_cells(phrase(l->columns[c].heading));
		head = cells > head ? cells : head;
	}
	int room = width > head + GAP + 8 ? width - head - GAP : 8;
	for (size_t i = 0; i < l->rows * l->n; i++) {
		size_t c = i % l->n;
		const char *text = l->cells[i], *colour = l->colour ? l->colours[i] : "";
		const char *heading = phrase(l->columns[c].heading);
		if (!*text)
			continue;
		if (c == 0 && i > 0)
			buf_addc(l->out, '\n');
		buf_adds(l->out, heading);
		put_spaces(l->out, head - table_all_cells(heading) + GAP);
		while (*text) {
			size_t n = table_line(text, room);
			put_coloured(l, text, n, colour);
			text += n;
			text += strspn(text, " ");
			buf_addc(l->out, '\n');
			put_spaces(l->out, *text ? head + GAP : 0);
		}
	}
}

static void
measure(struct layout *l, const json_t *rows, struct arena *a)
{
	size_t i;
	const json_t *row;
	for (size_t c = 0; c < l->n; c++)
		l->widths[c] = l->least[c] = table_all_cells(phrase(l->columns[c].heading));
	json_array_foreach(rows, i, row) {
		for (size_t c = 0; c < l->n; c++) {
			const char *text = l->cells[i * l->n + c] = shown(row, &l->columns[c], a);
			l->colours[i * l->n + c] = colour_of(row, l->columns[c].key);
			bool number = json_is_number(json_get(row, l->columns[c].key));
			int cells = table_all_cells(text),
			    word = number ? cells : table_word_cells(text);
			word = !number && word > WORD_MAX ? WORD_MAX : word;
			l->right[c] = l->right[c] || number;
			l->widths[c] = cells > l->widths[c] ? cells : l->widths[c];
			l->least[c] = word > l->least[c] ? word : l->least[c];
		}
	}
}

/* The widest gives way, down to its longest word. False when that is not enough. */
static bool
fit(struct layout *l, int width)
{
	int all = -GAP;
	for (size_t c = 0; c < l->n; c++) {
		l->widths[c] = l->widths[c] > width && l->least[c] <= width ? width : l->widths[c];
		all += l->widths[c] + GAP;
	}
	for (; all > width; all--) {
		size_t widest = l->n;
		for (size_t c = 0; c < l->n; c++)
			if (l->widths[c] > l->least[c] &&
			    (widest == l->n || l->widths[c] > l->widths[widest]))
				widest = c;
		if (widest == l->n)
			return false;
		l->widths[widest]--;
	}
	return true;
}

static size_t
count(const struct column *columns)
{
	size_t n = 0;
	while (columns[n].key)
		n++;
	return n;
}

void
table_text(
    const json_t *rows, const struct column *columns, int width, bool colour, struct buf *out)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct layout l = { columns, count(columns), json_array_size(rows), .colour = colour,
		.out = out };
	l.cells = arena_alloc(a, (l.rows * l.n + 1) * sizeof(*l.cells));
	l.colours = arena_alloc(a, (l.rows * l.n + 1) * sizeof(*l.colours));
	l.widths = arena_alloc(a, l.n * sizeof(*l.widths));
	l.least = arena_alloc(a, l.n * sizeof(*l.least));
	l.right = arena_alloc(a, l.n * sizeof(*l.right));
	const char **headings = arena_alloc(a, l.n * sizeof(*headings));
	measure(&l, rows, a);
	if (width > 0 && !fit(&l, width)) {
		put_blocks(&l, width);
		return;
	}
	for (size_t c = 0; c < l.n; c++)
		headings[c] = phrase(columns[c].heading);
	put_row(&l, headings, NULL, a);
	for (size_t i = 0; i < l.rows; i++)
		put_row(&l, l.cells + i * l.n, colour ? l.colours + i * l.n : NULL, a);
}

/* ---- for programs ---- */

void
table_plain(const json_t *rows, const struct column *columns, struct buf *out)
{
	auto_drop(arena) struct arena *a = arena_new();
	size_t i, n = count(columns);
	const json_t *row;
	json_array_foreach(rows, i, row)
		for (size_t c = 0; c < n; c++) {
			buf_adds(out, safe_line(raw(row, &columns[c], a), a));
			buf_addc(out, c + 1 < n ? '\t' : '\n');
		}
}

/* As the archive's (archive/encode_csv.c): no spreadsheet takes a text for a formula. */
static void
csv_text(const char *s, struct buf *out)
{
	static const char risky[] = "=+-@'", breaks[] = ";\t\r\n";
	bool quote = s[strcspn(s, "\",;\t\r\n")] != '\0';
	buf_adds(out, quote ? "\"" : "");
	if (*s && strchr("=+-@'\t\r\n", *s))
		buf_addc(out, '\'');
	for (; *s; s++) {
		buf_adds(out, *s == '"' ? "\"\"" : "");
		if (*s != '"')
			buf_addc(out, *s);
		if (strchr(breaks, *s) && s[1] && (strchr(risky, s[1]) || s[1] == '"'))
			buf_addc(out, '\'');
	}
	buf_adds(out, quote ? "\"" : "");
}

void
table_csv(const json_t *rows, const struct column *columns, struct buf *out)
{
	auto_drop(arena) struct arena *a = arena_new();
	size_t i, n = count(columns);
	const json_t *row;
	for (size_t c = 0; c < n; c++)
		buf_addf(out, "%s%s", columns[c].key, c + 1 < n ? "," : "\r\n");
	json_array_foreach(rows, i, row)
		for (size_t c = 0; c < n; c++) {
			const char *text = raw(row, &columns[c], a);
			auto_drop(buf) struct buf safe = { 0 };
			table_safe(text, "\n\r\t", &safe);
			if (json_is_number(json_get(row, columns[c].key)))
				buf_adds(out, text);
			else if (safe.len || n == 1) /* an empty line would be none */
				safe.len ? csv_text(safe.data, out) : buf_adds(out, "\"\"");
			buf_adds(out, c + 1 < n ? "," : "\r\n");
		}
}

/* ---- choosing ---- */

static bool
has_member(const json_t *rows, const char *key)
{
	size_t i;
	const json_t *row;
	json_array_foreach(rows, i, row)
		if (json_object_get(row, key))
			return true;
	return false;
}

static const char *
heading_for(const char *key, struct arena *a)
{
	char *heading = arena_strdup(a, key);
	for (char *s = heading; *s; s++)
		*s = *s == '_' ? ' ' : (char)toupper((unsigned char)*s);
	return heading;
}

static bool
unknown(const json_t *rows, const struct column *columns, struct err *err)
{
	auto_drop(buf) struct buf known = { 0 };
	auto_drop(json) json_t *seen = json_object();
	size_t i;
	const json_t *row;
	const char *key;
	json_t *v;
	for (const struct column *c = columns; c->key; c++)
		json_object_set_new(seen, c->key, json_true());
	json_array_foreach(rows, i, row)
		json_object_foreach((json_t *)(uintptr_t)row, key, v)
			json_object_set_new(seen, key, json_true());
	json_object_foreach(seen, key, v)
		buf_addf(&known, "%s%s", known.len ? ", " : "", key);
	return err_set(err, ERR_USAGE, "--fields takes some of %s", known.data);
}

const struct column *
table_pick(const json_t *rows, const struct column *columns, const char *fields, struct arena *a,
    struct err *err)
{
	struct column *picked = arena_alloc(a, (strlen(fields) + 2) * sizeof(*picked));
	size_t n = 0;
	for (const char *s = fields; s; s = *s ? s + 1 : NULL) {
		size_t len = strcspn(s, ","), c = 0;
		const char *key = arena_strndup(a, s, len);
		while (columns[c].key && strcmp(columns[c].key, key) != 0)
			c++;
		if (columns[c].key)
			picked[n++] = columns[c];
		else if (has_member(rows, key))
			picked[n++] = (struct column){ key, heading_for(key, a) };
		else if (!unknown(rows, columns, err))
			return NULL;
		s += len;
	}
	picked[n] = (struct column){ 0 };
	return picked;
}
