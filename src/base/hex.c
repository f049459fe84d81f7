/*
 * Bytes as hexadecimal digits and back.
 */
#include "dossier/digest.h"

static char
digit(unsigned v)
{
	return (char)('0' + v + (((9 - v) >> 8) & ('a' - '0' - 10)));
}

int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 'a' ^ 'A';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *
hex_put(const void *p, size_t n, char *ret)
{
	const unsigned char *from = p;
	for (size_t i = 0; i < n; i++) {
		ret[2 * i] = digit(from[i] >> 4);
		ret[2 * i + 1] = digit(from[i] & 15);
	}
	ret[2 * n] = '\0';
	return ret;
}

char *
hex_encode(const void *p, size_t n, struct arena *a)
{
	return hex_put(p, n, arena_alloc(a, HEX_SIZE(n)));
}

bool
hex_decode(const char *s, void *ret, size_t n)
{
	unsigned char *to = ret;
	for (size_t i = 0; i < n; i++) {
		int high = hex_digit(s[2 * i]), low = high < 0 ? -1 : hex_digit(s[2 * i + 1]);
		if (low < 0)
			return false;
		to[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}
