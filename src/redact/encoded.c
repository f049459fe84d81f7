/*
 * Texts in base64 and in hexadecimal digits, wherever they stand: they are undone and searched, at
 * every place where they may begin.
 */
#include <ctype.h>

#include "dossier/digest.h"
#include "encoded.h"

#define SHORTEST 12 /* digits */

/* Which alphabets a byte is of, and what may stand between digits. */
enum { DIGIT_64 = 1, DIGIT_16 = 2, BLANK = 4, LINE_END = 8 };
static const unsigned char kinds[256] = {
	['0' ... '9'] = DIGIT_64 | DIGIT_16,
	['A' ... 'F'] = DIGIT_64 | DIGIT_16,
	['a' ... 'f'] = DIGIT_64 | DIGIT_16,
	['G' ... 'Z'] = DIGIT_64,
	['g' ... 'z'] = DIGIT_64,
	['+'] = DIGIT_64,
	['/'] = DIGIT_64,
	['-'] = DIGIT_64, /* of the alphabet that URLs have */
	['_'] = DIGIT_64,
	[' '] = BLANK,
	['\t'] = BLANK,
	['\r'] = LINE_END,
	['\n'] = LINE_END,
};

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
	int (*digit)(char c); /* -1: none */
	unsigned char kind;
	unsigned bits, places; /* of a digit; where it may begin */
} encodings[] = {
	{ digit_64, DIGIT_64, 6, 4 },
	{ digit_16, DIGIT_16, 4, 2 },
};

/*
 * How far one goes that begins at ${s}; *ret_digits of it are digits. Its lines may end, and begin
 * with blanks; between hexadecimal digits they stand anywhere.
 */
static size_t
run_length(const struct encoding *e, const char *s, size_t n, size_t *ret_digits)
{
	size_t end = 0;
	*ret_digits = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char kind = kinds[(unsigned char)s[i]];
		if (kind & e->kind) {
			(*ret_digits)++;
			end = i + 1;
		} else if (!(kind & (BLANK | LINE_END)) ||
		    (kind == BLANK && e->bits == 6 && i == end)) {
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

/* Does any run that came to ${at} end there? */
static bool
ends_run(const struct encoding *e, const char *s, size_t at)
{
	unsigned char kind = kinds[(unsigned char)s[at]];
	if (!(kind & (e->kind | BLANK | LINE_END)))
		return true;
	return kind == BLANK && e->bits == 6 && at > 0 &&
	    (kinds[(unsigned char)s[at - 1]] & e->kind);
}

/*
 * Where the next one begins that may have ${least} digits, from ${at} on: none reaches over a byte
 * that ends it, and of any ${least} bytes the last such one says how far to go on.
 */
static size_t
next_run(const struct encoding *e, const char *s, size_t n, size_t at, size_t least)
{
	while (at + least <= n) {
		size_t k = at + least;
		while (k > at && !ends_run(e, s, k - 1))
			k--;
		if (k == at)
			return at;
		at = k;
	}
	return n;
}

void
encoded_each(const char *s, size_t n, size_t least, encoded_fn *each, void *arg)
{
	for (size_t i = 0; i < array_len(encodings); i++) {
		const struct encoding *e = &encodings[i];
		size_t needed = (8 * least + e->bits - 1) / e->bits,
		       shortest = needed > SHORTEST ? needed : SHORTEST, digits;
		for (size_t at = 0; (at = next_run(e, s, n, at, shortest)) < n; at++) {
			while (at < n && !(kinds[(unsigned char)s[at]] & e->kind))
				at++;
			size_t len = run_length(e, s + at, n - at, &digits);
			if (digits >= shortest)
				(void)try_run(e, (struct bytes){ s + at, len }, at, each, arg);
			at += len;
		}
	}
}
