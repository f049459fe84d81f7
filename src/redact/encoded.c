/*
 * Texts in base64 and in hexadecimal digits, wherever they stand: they are undone and searched, at
 * every place where they may begin.
 */
#include <ctype.h>

#include "dossier/digest.h"
#include "encoded.h"

#define SHORTEST 12 /* digits */

/* Of base64, or of the alphabet that URLs have; -1: no digit. */
static int
digit_64(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

static int
digit_16(char c)
{
	return hex_digit(c);
}

static const struct encoding {
	int (*digit)(char c);
	unsigned bits, places; /* of a digit; where it may begin */
} encodings[] = {
	{ digit_64, 6, 4 },
	{ digit_16, 4, 2 },
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Its lines may end, and begin with blanks; between hexadecimal digits they stand anywhere. */
static bool
is_between(char c)
{
	return c == '\r' || c == '\n' || is_blank(c);
}

/* How far one goes that begins at ${s}; *ret_digits of it are digits. */
static size_t
run_length(const struct encoding *e, const char *s, size_t n, size_t *ret_digits)
{
	size_t end = 0;
	*ret_digits = 0;
	for (size_t i = 0; i < n; i++) {
		if (e->digit(s[i]) >= 0) {
			(*ret_digits)++;
			end = i + 1;
		} else if (!is_between(s[i]) || (is_blank(s[i]) && e->bits == 6 && i == end)) {
			break;
		}
	}
	return end;
}

/* From the digit ${skip} on. */
static void
decode(const struct encoding *e, const char *s, size_t n, unsigned skip, struct buf *ret)
{
	uint32_t bits = 0;
	unsigned have = 0;
	buf_reset(ret);
	for (size_t i = 0; i < n; i++) {
		int digit = e->digit(s[i]);
		if (digit < 0 || (skip > 0 && skip--))
			continue;
		bits = bits << e->bits | (uint32_t)digit;
		have += e->bits;
		if (have >= 8) {
			have -= 8;
			buf_addc(ret, (char)(bits >> have));
		}
	}
}

static bool
try_run(const struct encoding *e, struct bytes run, size_t at, encoded_fn *each, void *arg)
{
	struct buf decoded = { 0 };
	bool taken = false;
	for (unsigned skip = 0; skip < e->places && !taken; skip++) {
		decode(e, run.p, run.n, skip, &decoded);
		taken = decoded.len > 0 &&
		    each(&(const struct encoded){ at, at + run.n, decoded.data, decoded.len }, arg);
	}
	buf_release(&decoded);
	return taken;
}

void
encoded_each(const char *s, size_t n, encoded_fn *each, void *arg)
{
	for (size_t i = 0; i < array_len(encodings); i++)
		for (size_t at = 0, digits; at < n; at++) {
			if (encodings[i].digit(s[at]) < 0)
				continue;
			size_t len = run_length(&encodings[i], s + at, n - at, &digits);
			if (digits >= SHORTEST)
				(void)try_run(
				    &encodings[i], (struct bytes){ s + at, len }, at, each, arg);
			at += len;
		}
}
