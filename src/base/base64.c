/*
 * Base64 (RFC 4648 section 4). Digits are computed, not looked up: which line of a table was read
 * would tell of a key.
 */
#include "dossier/digest.h"

/* All ones where a < b; both are small. */
static unsigned
below(unsigned a, unsigned b)
{
	return 0U - ((a - b) >> 31);
}

/* A-Z, a-z, 0-9, + and /: each range begins at another distance from its value. */
static char
digit(unsigned v)
{
	return (char)(v + 'A' + (~below(v, 26) & ('a' - 'A' - 26)) -
	    (~below(v, 52) & ('a' - '0' + 26)) - (~below(v, 62) & ('0' + 10 - '+')) +
	    (~below(v, 63) & ('/' - '+' - 1)));
}

/* The value of one digit; 64 when it is none. */
static unsigned
value(unsigned char c)
{
	static const struct {
		unsigned char from, to;
		unsigned value;
	} ranges[] = { { 'A', 'Z', 0 }, { 'a', 'z', 26 }, { '0', '9', 52 }, { '+', '+', 62 },
		{ '/', '/', 63 } };
	unsigned v = 64;
	for (size_t i = 0; i < array_len(ranges); i++) {
		unsigned inside = ~below(c, ranges[i].from) & ~below(ranges[i].to, c);
		v ^= inside & (v ^ (c - ranges[i].from + ranges[i].value));
	}
	return v;
}

size_t
base64_put(const void *p, size_t n, char *ret)
{
	const unsigned char *from = p;
	char *to = ret;
	for (size_t i = 0; i < n; i += 3) {
		unsigned second = i + 1 < n ? from[i + 1] : 0, third = i + 2 < n ? from[i + 2] : 0,
			 bits = (unsigned)from[i] << 16 | second << 8 | third;
		*to++ = digit(bits >> 18);
		*to++ = digit(bits >> 12 & 63);
		*to++ = i + 1 < n ? digit(bits >> 6 & 63) : '=';
		*to++ = i + 2 < n ? digit(bits & 63) : '=';
	}
	return (size_t)(to - ret);
}

char *
base64_encode(const void *p, size_t n, bool padded, struct arena *a)
{
	char *text = arena_alloc(a, BASE64_LEN(n) + 1);
	size_t len = base64_put(p, n, text);
	while (!padded && len > 0 && text[len - 1] == '=')
		text[--len] = '\0';
	return text;
}

/* The digits before the padding; -1 when they and it are no whole number of bytes. */
static ssize_t
digits(struct bytes text, bool padded)
{
	const char *s = text.p;
	size_t n = text.n;
	if (padded && n % 4)
		return -1;
	for (int i = 0; padded && i < 2 && n > 0 && s[n - 1] == '='; i++)
		n--;
	return n % 4 == 1 ? -1 : (ssize_t)n;
}

ssize_t
base64_decode(struct bytes text, bool padded, void *ret, size_t max)
{
	const unsigned char *s = text.p;
	unsigned char *to = ret;
	ssize_t n = digits(text, padded);
	if (n < 0 || (size_t)n * 3 / 4 > max)
		return -1;
	unsigned bits = 0, wrong = 0;
	for (ssize_t i = 0; i < n; i++) {
		unsigned v = value(s[i]);
		wrong |= v & 64;
		bits = bits << 6 | v;
		if (i % 4 > 0)
			*to++ = (unsigned char)(bits >> (6 - 2 * (i % 4)));
	}
	unsigned spare = n % 4 == 2 ? bits & 15 : n % 4 == 3 ? bits & 3 : 0;
	return wrong || spare ? -1 : n * 3 / 4;
}

bool
base64_is(const char *s)
{
	ssize_t n = digits((struct bytes){ s, strlen(s) }, true);
	for (ssize_t i = 0; i < n; i++)
		if (value((unsigned char)s[i]) == 64)
			return false;
	return n >= 0;
}
