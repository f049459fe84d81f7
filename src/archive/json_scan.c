/*
 * Is a text one JSON number, one JSON value? A scanner without memory but a bit a level, for values
 * that go into the archive as they are. Builds nothing: a row is never a tree.
 */
#include "table.h"

#define DEPTH_MAX 512

struct scan {
	const char *s, *end;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
digits(struct scan *in)
{
	const char *from = in->s;
	while (in->s < in->end && is_digit(*in->s))
		in->s++;
	return (size_t)(in->s - from);
}

static bool
skip(struct scan *in, char c)
{
	if (in->s == in->end || *in->s != c)
		return false;
	in->s++;
	return true;
}

static bool
scan_number(struct scan *in)
{
	(void)skip(in, '-');
	if (!skip(in, '0') && digits(in) == 0)
		return false;
	if (skip(in, '.') && digits(in) == 0)
		return false;
	if (!skip(in, 'e') && !skip(in, 'E'))
		return true;
	if (!skip(in, '+'))
		(void)skip(in, '-');
	return digits(in) > 0;
}

bool
json_scan_number(const char *s, size_t n)
{
	struct scan in = { s, s + n };
	return scan_number(&in) && in.s == in.end;
}

static bool
scan_escape(struct scan *in)
{
	static const char hex[] = "0123456789abcdefABCDEF";
	if (in->s == in->end || !memchr("\"\\/bfnrtu", *in->s, 9))
		return false;
	if (*in->s++ != 'u')
		return true;
	for (int i = 0; i < 4; i++, in->s++)
		if (in->s == in->end || !memchr(hex, *in->s, sizeof(hex) - 1))
			return false;
	return true;
}

/* After the opening quote. */
static bool
scan_string(struct scan *in)
{
	bool ok = true;
	while (ok && in->s < in->end) {
		unsigned char c = (unsigned char)*in->s;
		if (c >= 0x80) {
			in->s += json_scan_char(in->s, (size_t)(in->end - in->s), &ok);
			continue;
		}
		in->s++;
		if (c == '"')
			return true;
		ok = c >= 0x20 && (c != '\\' || scan_escape(in));
	}
	return false;
}

static void
skip_space(struct scan *in)
{
	while (in->s < in->end &&
	    (*in->s == ' ' || *in->s == '\t' || *in->s == '\n' || *in->s == '\r'))
		in->s++;
}

static bool
scan_word(struct scan *in, const char *word)
{
	size_t n = strlen(word);
	if ((size_t)(in->end - in->s) < n || memcmp(in->s, word, n) != 0)
		return false;
	in->s += n;
	return true;
}

static bool
scan_scalar(struct scan *in)
{
	return skip(in, '"') ? scan_string(in)
			     : scan_word(in, "true") || scan_word(in, "false") ||
		scan_word(in, "null") || scan_number(in);
}

static bool
scan_key(struct scan *in)
{
	skip_space(in);
	if (!skip(in, '"') || !scan_string(in))
		return false;
	skip_space(in);
	return skip(in, ':');
}

/*
 * One value. The objects and arrays it is in are bits of ${kinds}, so that hostile nesting costs
 * nothing: a level is opened, or a value ends, closing as many levels as end there.
 */
static bool
scan_value(struct scan *in)
{
	bool object[DEPTH_MAX];
	size_t depth = 0;
	for (;;) {
		skip_space(in);
		if (in->s < in->end && (*in->s == '{' || *in->s == '[')) {
			if (depth == DEPTH_MAX)
				return false;
			bool is_object = *in->s++ == '{';
			skip_space(in);
			if (!skip(in, is_object ? '}' : ']')) {
				object[depth++] = is_object;
				if (is_object && !scan_key(in))
					return false;
				continue;
			}
		} else if (!scan_scalar(in)) {
			return false;
		}
		skip_space(in);
		while (depth > 0 && skip(in, object[depth - 1] ? '}' : ']')) {
			depth--;
			skip_space(in);
		}
		if (depth == 0)
			return true;
		if (!skip(in, ',') || (object[depth - 1] && !scan_key(in)))
			return false;
	}
}

bool
json_scan_value(const char *s, size_t n)
{
	struct scan in = { s, s + n };
	return scan_value(&in) && in.s == in.end;
}

size_t
json_scan_char(const char *s, size_t n, bool *ret_ok)
{
	/*
	 * RFC 3629: what may follow a leading byte; the second byte's range excludes long forms and
	 * surrogates
	 */
	static const struct {
		unsigned char from, to, second_from, second_to, len;
	} leads[] = {
		{ 0x00, 0x7f, 0, 0, 1 },
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	const unsigned char *u = (const unsigned char *)s;
	size_t i = 0;
	while (i < array_len(leads) && (u[0] < leads[i].from || u[0] > leads[i].to))
		i++;
	*ret_ok = i < array_len(leads);
	if (!*ret_ok || leads[i].len == 1)
		return 1;
	size_t len = 1;
	if (n > 1 && u[1] >= leads[i].second_from && u[1] <= leads[i].second_to)
		for (len = 2; len < leads[i].len && len < n && (u[len] & 0xc0) == 0x80;)
			len++;
	*ret_ok = len == leads[i].len;
	return len;
}
