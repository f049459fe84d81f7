/*
 * Characters as a terminal shows them: which it may see, and how many cells they take, by the C
 * library's table of widths. The process itself keeps its locale.
 */
#include <locale.h>
#include <wchar.h>

#include "dossier/text.h"
#include "table.h"

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
table_safe(const char *text, const char *allowed, struct buf *out)
{
	for (const char *s = text; *s;) {
		size_t n = character_at(s);
		if (!text_is_hidden(s, n) || (n == 1 && strchr(allowed, *s)))
			buf_add(out, s, n);
		else
			buf_addc(out, '?');
		s += n;
	}
}

/* The number of a character that text_is_utf8() finds good. */
static uint32_t
character_code(const char *s, size_t n)
{
	static const unsigned char lead[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t code = (unsigned char)*s & lead[n];
	for (size_t i = 1; i < n; i++)
		code = code << 6 | ((unsigned char)s[i] & 0x3f);
	return code;
}

void
table_escape(const char *text, struct buf *out)
{
	for (const char *s = text; *s;) {
		size_t n = character_at(s);
		uint32_t code = character_code(s, n);
		if (*s == '\n' || !text_is_hidden(s, n))
			buf_add(out, s, n);
		else if (code < 0x10000)
			buf_addf(out, "\\u%04x", code);
		else
			buf_addf(out, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
			    0xdc00 + ((code - 0x10000) & 0x3ff));
		s += n;
	}
}

static int
character_cells(const char *s, size_t n)
{
	static locale_t widths;
	if (n == 1)
		return 1;
	if (!widths)
		widths = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (!widths)
		return 1;
	locale_t before = uselocale(widths);
	int cells = wcwidth((wchar_t)character_code(s, n));
	(void)uselocale(before);
	return cells < 0 ? 1 : cells;
}

int
table_cells(const char *text, size_t n)
{
	int cells = 0;
	for (const char *s = text; s < text + n;) {
		size_t one = character_at(s);
		cells += character_cells(s, one);
		s += one;
	}
	return cells;
}

int
table_all_cells(const char *text)
{
	return table_cells(text, strlen(text));
}

int
table_word_cells(const char *s)
{
	int most = 0;
	while (*s) {
		size_t n = strcspn(s, " ");
		int cells = table_cells(s, n);
		most = cells > most ? cells : most;
		s += n + (s[n] == ' ');
	}
	return most;
}

size_t
table_line(const char *s, int width)
{
	size_t n = 0, space = 0;
	for (int cells = 0; s[n];) {
		size_t one = character_at(s + n);
		cells += character_cells(s + n, one);
		if (cells > width && n > 0)
			return s[n] == ' ' ? n : space ? space : n;
		if (s[n] == ' ')
			space = n;
		n += one;
	}
	return n;
}
