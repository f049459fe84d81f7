/*
 * Escapes, of whatever kind of text: XML and HTML, JSON, URLs, quoted-printable, RTF, and the lines
 * that calendars, cards and headers fold.
 */
#include <ctype.h>
#include <glib.h>

#include "dossier/digest.h"
#include "dossier/mem.h"
#include "undo.h"

#define TAG_MAX 4096
#define NESTED_MAX 7 /* backslashes before that of an escape */

static int
put_char(gunichar c, unsigned char ret[static UNDO_MAX])
{
	return g_unichar_to_utf8(g_unichar_validate(c) ? c : 0xfffd, (char *)ret);
}

/* ---- of one byte ---- */

/* "=E9" and "%e9". */
static size_t
undo_hex(const char *s, size_t n, unsigned char ret[static UNDO_MAX], int *ret_len)
{
	if (n < 3 || hex_digit(s[1]) < 0 || hex_digit(s[2]) < 0)
		return 0;
	ret[0] = (unsigned char)(hex_digit(s[1]) << 4 | hex_digit(s[2]));
	*ret_len = 1;
	return 3;
}

/* The end of a line, and what stands before it and is no text. */
static size_t
line_end(const char *s, size_t n)
{
	size_t i = 0;
	while (i < n && (s[i] == ' ' || s[i] == '\t'))
		i++;
	if (i < n && s[i] == '\r')
		i++;
	return i < n && s[i] == '\n' ? i + 1 : 0;
}

static size_t
undo_equals(const char *s, size_t n, unsigned char ret[static UNDO_MAX], int *ret_len)
{
	size_t end = line_end(s + 1, n - 1);
	*ret_len = 0;
	return end ? 1 + end : undo_hex(s, n, ret, ret_len);
}

/* A line that goes on in the next, which begins with a space. */
static size_t
undo_fold(const char *s, size_t n)
{
	size_t end = s[0] == '\r' && n > 1 && s[1] == '\n' ? 2 : s[0] == '\n' ? 1 : 0;
	return end && n > end && (s[end] == ' ' || s[end] == '\t') ? end + 1 : 0;
}

/* ---- backslashes ---- */

static int64_t
four_digits(const char *s, size_t n)
{
	int64_t c = 0;
	if (n < 6 || s[0] != '\\' || (s[1] != 'u' && s[1] != 'U'))
		return -1;
	for (int i = 2; i < 6; i++) {
		if (hex_digit(s[i]) < 0)
			return -1;
		c = c << 4 | hex_digit(s[i]);
	}
	return c;
}

static bool
is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* "\u233?" of RTF: a number in decimals, and what a reader shows who knows it not. */
static size_t
undo_rtf(const char *s, size_t n, unsigned char ret[static UNDO_MAX], int *ret_len)
{
	long c = 0;
	size_t i = 2;
	bool minus = n > 2 && s[2] == '-';
	for (i += minus; i < n && i < 9 && isdigit((unsigned char)s[i]); i++)
		c = c * 10 + (s[i] - '0');
	if (i == 2 + (size_t)minus)
		return 0;
	*ret_len = put_char((gunichar)(minus ? 65536 - c : c), ret);
	return i < n && (s[i] == '?' || s[i] == ' ') ? i + 1 : i;
}

/* Of JSON that stands in JSON: each level doubled the backslash of "\u00e9". */
static size_t
more_backslashes(const char *s, size_t n)
{
	size_t i = 0;
	while (i + 1 < n && i < NESTED_MAX && s[i + 1] == '\\')
		i++;
	return i > 0 && four_digits(s + i, n - i) >= 0 ? i : 0;
}

static size_t
undo_backslash(const char *s, size_t n, unsigned char ret[static UNDO_MAX], int *ret_len)
{
	size_t more = more_backslashes(s, n);
	if (more > 0)
		return more + undo_backslash(s + more, n - more, ret, ret_len);
	int64_t c = four_digits(s, n), low;
	if (c >= 0) {
		size_t used = 6;
		low = (c & 0xfc00) == 0xd800 ? four_digits(s + 6, n - 6) : -1;
		if (low >= 0 && (low & 0xfc00) == 0xdc00) {
			c = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
			used = 12;
		}
		*ret_len = put_char((gunichar)c, ret);
		return used;
	}
	if (n < 2)
		return 0;
	*ret_len = 1;
	if (n >= 4 && s[1] <= '3' && is_octal(s[1]) && is_octal(s[2]) && is_octal(s[3])) {
		ret[0] = (unsigned char)((s[1] - '0') << 6 | (s[2] - '0') << 3 | (s[3] - '0'));
		return 4;
	}
	switch (s[1]) {
	case 'u':
		return undo_rtf(s, n, ret, ret_len);
	case '\'':
	case 'x':
		if (n >= 4 && undo_hex(s + 1, n - 1, ret, ret_len))
			return 4;
		break;
	case 'n':
	case 't':
	case 'r':
	case '\n':
		ret[0] = ' ';
		return 2;
	case '\r':
		return 0;
	default:
		break;
	}
	if (isalnum((unsigned char)s[1]))
		return 0;
	ret[0] = (unsigned char)s[1];
	return 2;
}

/* ---- entities ---- */

/* Latin-1 from 160 on, as HTML names it. */
static const char latin[] =
    "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn "
    "sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave "
    "Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml "
    "ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN "
    "szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave "
    "iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute "
    "ucirc uuml yacute thorn yuml ";

static const struct {
	const char *name;
	gunichar c;
} others[] = {
	{ "amp", '&' },
	{ "lt", '<' },
	{ "gt", '>' },
	{ "quot", '"' },
	{ "apos", '\'' },
	{ "Scaron", 0x160 },
	{ "scaron", 0x161 },
	{ "Zcaron", 0x17d },
	{ "zcaron", 0x17e },
	{ "Yuml", 0x178 },
	{ "OElig", 0x152 },
	{ "oelig", 0x153 },
	{ "ensp", ' ' },
	{ "emsp", ' ' },
	{ "thinsp", ' ' },
	{ "zwnj", 0x200c },
	{ "zwj", 0x200d },
	{ "lrm", 0x200e },
	{ "rlm", 0x200f },
	{ "ndash", '-' },
	{ "mdash", '-' },
	{ "hyphen", '-' },
	{ "dash", '-' },
	{ "lsquo", '\'' },
	{ "rsquo", '\'' },
	{ "ldquo", '"' },
	{ "rdquo", '"' },
	{ "commat", '@' },
	{ "period", '.' },
	{ "comma", ',' },
	{ "lowbar", '_' },
	{ "plus", '+' },
	{ "colon", ':' },
	{ "sol", '/' },
	{ "Tab", ' ' },
	{ "NewLine", ' ' },
	{ "NoBreak", 0x2060 },
	{ "ZeroWidthSpace", 0x200b },
};

static gunichar
entity_named(const char *name, size_t n)
{
	gunichar c = 160;
	for (size_t i = 0; i < array_len(others); i++)
		if (strlen(others[i].name) == n && memcmp(others[i].name, name, n) == 0)
			return others[i].c;
	for (const char *s = latin; *s; s = strchr(s, ' ') + 1, c++)
		if (strncmp(s, name, n) == 0 && s[n] == ' ')
			return c;
	return 0;
}

static gunichar
entity_number(const char *s, size_t n)
{
	uint64_t c = 0;
	bool hex = n > 0 && (s[0] == 'x' || s[0] == 'X');
	for (size_t i = hex; i < n && c < 0x110000; i++) {
		int digit = hex_digit(s[i]);
		if (digit < 0 || (!hex && digit > 9))
			return 0;
		c = c * (hex ? 16 : 10) + (unsigned)digit;
	}
	return n > (size_t)hex && c < 0x110000 ? (gunichar)c : 0;
}

static size_t
undo_entity(const char *s, size_t n, unsigned char ret[static UNDO_MAX], int *ret_len)
{
	size_t i = 1;
	while (i < n && i < 32 && (isalnum((unsigned char)s[i]) || s[i] == '#'))
		i++;
	gunichar c =
	    i > 2 && s[1] == '#' ? entity_number(s + 2, i - 2) : entity_named(s + 1, i - 1);
	if (c == 0)
		return 0;
	*ret_len = put_char(c, ret);
	return i < n && s[i] == ';' ? i + 1 : i;
}

/* ---- any ---- */

bool
undo_may(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		switch (s[i]) {
		case '&':
		case '%':
		case '=':
		case '\\':
			return true;
		case '\n':
			if (i + 1 < n && (s[i + 1] == ' ' || s[i + 1] == '\t'))
				return true;
			break;
		default:
			break;
		}
	return false;
}

size_t
undo_escape(const char *s, size_t n, unsigned char ret[static UNDO_MAX], int *ret_len)
{
	*ret_len = 0;
	switch (s[0]) {
	case '&':
		return undo_entity(s, n, ret, ret_len);
	case '%':
		return undo_hex(s, n, ret, ret_len);
	case '=':
		return undo_equals(s, n, ret, ret_len);
	case '\\':
		return undo_backslash(s, n, ret, ret_len);
	case '\r':
	case '\n':
		return undo_fold(s, n);
	default:
		return 0;
	}
}

/* ---- tags ---- */

/* Those that stand within a word. */
static bool
is_inline(const char *name, size_t n)
{
	static const char names[] =
	    " b i u s a em strong span font small big sub sup mark wbr code tt ins del strike abbr "
	    "q cite label bdi bdo acronym nobr kbd var samp data time ruby tspan ";
	char key[16] = " ";
	if (n == 0 || n > sizeof(key) - 3)
		return false;
	for (size_t i = 0; i < n; i++)
		key[i + 1] = g_ascii_tolower(name[i]);
	key[n + 1] = ' ';
	key[n + 2] = '\0';
	return strstr(names, key);
}

static size_t
tag_end(const char *s, size_t n)
{
	static const char comment[] = "<!--", close[] = "-->";
	if (n > TAG_MAX)
		n = TAG_MAX;
	if (n >= 7 && memcmp(s, comment, 4) == 0) {
		const char *end = memmem(s + 4, n - 4, close, 3);
		return end ? (size_t)(end - s) + 3 : 0;
	}
	const char *end = memchr(s, '>', n);
	return end ? (size_t)(end - s) + 1 : 0;
}

size_t
undo_tag(const char *s, size_t n, unsigned char ret[static UNDO_MAX], int *ret_len)
{
	*ret_len = 0;
	if (n < 3 || s[0] != '<' || !(isalpha((unsigned char)s[1]) || strchr("/!?", s[1])))
		return 0;
	size_t end = tag_end(s, n), from = s[1] == '/' ? 2 : 1, to = from;
	while (to < end && isalnum((unsigned char)s[to]))
		to++;
	if (end && s[1] != '!' && !is_inline(s + from, to - from)) {
		ret[0] = ' ';
		*ret_len = 1;
	}
	return end;
}

size_t
undo_break(const char *s, size_t n)
{
	size_t i;
	if (s[0] == '-')
		i = 1;
	else if (n >= 2 && memcmp(s, "\xc2\xad", 2) == 0)
		i = 2;
	else if (n >= 3 && memcmp(s, "\xe2\x80\x90", 3) == 0)
		i = 3;
	else
		return 0;
	size_t end = line_end(s + i, n - i);
	if (end == 0)
		return 0;
	for (i += end; i < n && (s[i] == ' ' || s[i] == '\t' || s[i] == '>');)
		i++;
	return i;
}

bool
undo_breaks(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (undo_break(s + i, n - i))
			return true;
	return false;
}
