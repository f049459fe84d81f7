/*
 * Printing: JSON, aligned tables, talk.
 */
#include <unistd.h>

#include "dossier/phrase.h"
#include "dossier/text.h"
#include "cli.h"

/* How many bytes the character takes; one at a time of what is no UTF-8. */
static size_t
character_at(const char *s)
{
	size_t n = 1;
	while (n < 4 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	return text_is_utf8(s, n) ? n : 1;
}

void
print_safe(FILE *to, const char *text, const char *allowed)
{
	for (const char *s = text; *s;) {
		size_t n = character_at(s);
		if (text_is_hidden(s, n) && !(n == 1 && strchr(allowed, *s)))
			(void)fputc('?', to);
		else
			(void)fwrite(s, 1, n, to);
		s += n;
	}
}

static void
put_va(FILE *to, const char *fmt, va_list ap)
{
	char *text = NULL;
	if (vasprintf(&text, phrase(fmt), ap) < 0)
		BUG("cannot format %s", fmt);
	print_safe(to, text, "\n");
	free(text);
}

void
print_text(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	put_va(stdout, fmt, ap);
	va_end(ap);
}

void
print_json(json_t *v)
{
	if (!v)
		BUG("a view that is no JSON");
	(void)json_dumpf(v, stdout, JSON_INDENT(2));
	(void)fputc('\n', stdout);
	json_decref(v);
}

/* Members whose values are words of ours, which a person reads in their own language. */
static bool
is_ours(const char *key)
{
	static const char *const keys[] = { "state", "status", "decision", "text", "reason",
		"source", "rule" };
	for (size_t i = 0; i < array_len(keys); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

static const char *
cell(const json_t *row, const struct column *column, struct arena *a)
{
	const json_t *v = json_get(row, column->key);
	if (json_is_string(v) && is_ours(column->key))
		return phrase(json_string_value(v));
	if (json_is_string(v))
		return json_string_value(v);
	if (json_is_integer(v))
		return arena_printf(a, "%lld", (long long)json_integer_value(v));
	if (json_is_real(v))
		return arena_printf(a, "%.1f", json_real_value(v));
	if (json_is_boolean(v))
		return phrase(json_is_true(v) ? "yes" : "no");
	if (!json_is_array(v))
		return "-";
	struct buf b = { 0 };
	size_t i;
	json_t *item;
	json_array_foreach(v, i, item)
		if (json_is_string(item))
			buf_addf(&b, "%s%s", i ? ", " : "", json_string_value(item));
	const char *text = b.len ? arena_strdup(a, b.data) : "-";
	buf_release(&b);
	return text;
}

/* Columns a terminal uses for a UTF-8 text as put_safe shows it. */
static int
width(const char *s)
{
	int n = 0;
	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static void
put_cell(const char *text, int want, bool right, bool last)
{
	int pad = want - width(text);
	for (int i = 0; right && i < pad; i++)
		(void)fputc(' ', stdout);
	print_safe(stdout, text, "");
	for (int i = 0; !right && !last && i < pad; i++)
		(void)fputc(' ', stdout);
	(void)fputs(last ? "\n" : "  ", stdout);
}

void
print_table(const json_t *rows, const struct column *columns, const char *empty)
{
	auto_drop(arena) struct arena *a = arena_new();
	size_t n = 0, i;
	json_t *row;
	if (json_array_size(rows) == 0) {
		(void)puts(phrase(empty));
		return;
	}
	while (columns[n].key)
		n++;
	int *widths = arena_alloc(a, n * sizeof(*widths));
	bool *right = arena_alloc(a, n * sizeof(*right));
	for (size_t c = 0; c < n; c++) {
		widths[c] = width(phrase(columns[c].heading));
		json_array_foreach(rows, i, row) {
			right[c] = right[c] || json_is_number(json_get(row, columns[c].key));
			int w = width(cell(row, &columns[c], a));
			widths[c] = w > widths[c] ? w : widths[c];
		}
	}
	for (size_t c = 0; c < n; c++)
		put_cell(phrase(columns[c].heading), widths[c], right[c], c + 1 == n);
	json_array_foreach(rows, i, row)
		for (size_t c = 0; c < n; c++)
			put_cell(cell(row, &columns[c], a), widths[c], right[c], c + 1 == n);
}

bool
print_rows(const struct cli *cli, json_t *rows, const struct column *columns, const char *empty)
{
	if (!rows)
		return false;
	if (cli->json) {
		print_json(rows);
		return true;
	}
	print_table(rows, columns, empty);
	json_decref(rows);
	return true;
}

void
print_talk(const struct cli *cli, const char *fmt, ...)
{
	if (cli->json)
		return;
	va_list ap;
	(void)fflush(stdout); /* both may be one pipe; that it failed is told at the end */
	va_start(ap, fmt);
	put_va(stderr, fmt, ap);
	va_end(ap);
	(void)fputc('\n', stderr);
}

void
print_warning(const struct cli *cli, json_t *v, const char *fmt, ...)
{
	va_list ap;
	char *text = NULL;
	va_start(ap, fmt);
	if (vasprintf(&text, phrase(fmt), ap) < 0)
		BUG("cannot format %s", fmt);
	va_end(ap);
	if (cli->json && !json_get(v, "warnings"))
		json_object_set_new(v, "warnings", json_array());
	if (cli->json)
		json_array_append_new(json_object_get(v, "warnings"), json_string(text));
	else
		print_talk(cli, "warning: %s", text);
	free(text);
}

bool
print_is_terminal(int fd)
{
	const char *term = getenv("TERM");
	return isatty(fd) && !getenv("NO_COLOR") && term && strcmp(term, "dumb") != 0;
}
