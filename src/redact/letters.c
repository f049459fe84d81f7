/*
 * The letters and digits of a text, and nothing else: what no passage can be found without. Most
 * texts hold none, and this says so many times faster than looking for it properly.
 */
#include <glib.h>

#include "dossier/redact.h"
#include "undo.h"

static void
end_word(struct buf *ret)
{
	if (ret->len == 0 || ret->data[ret->len - 1] != ' ')
		buf_addc(ret, ' ');
}

static void
add_wide(gunichar c, bool words, struct buf *ret)
{
	gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
	char utf8[8];
	if (c == 0xdf || c == 0x1e9e) { /* sharp s */
		buf_adds(ret, "ss");
		return;
	}
	size_t n = g_unichar_fully_decompose(c, TRUE, parts, array_len(parts));
	for (size_t i = 0; i < n && i < array_len(parts); i++)
		if (g_unichar_isalnum(parts[i]))
			buf_add(ret, utf8,
			    (size_t)g_unichar_to_utf8(g_unichar_tolower(parts[i]), utf8));
		else if (words && !g_unichar_ismark(parts[i]) &&
		    g_unichar_type(parts[i]) != G_UNICODE_FORMAT)
			end_word(ret);
}

/* As views read it: what is no UTF-8 is Latin-1. */
static size_t
add_char(const char *s, size_t n, bool words, struct buf *ret)
{
	gunichar c = g_utf8_get_char_validated(s, (gssize)n);
	bool ok = c < 0x110000;
	add_wide(ok ? c : (unsigned char)*s, words, ret);
	return ok ? (size_t)g_utf8_skip[(unsigned char)*s] : 1;
}

/* 0: neither a letter nor a digit */
static char
lower(char c)
{
	char small = (char)(c | 0x20);
	return c >= '0' && c <= '9' ? c : small >= 'a' && small <= 'z' ? small : '\0';
}

/* A run of ASCII; returns where it ends in ${to}. Without branches: letters come as they come. */
static char *
put_letters(const char *s, size_t n, char *to)
{
	for (size_t i = 0; i < n; i++) {
		char small = (char)(s[i] | 0x20);
		bool letter = (unsigned char)(small - 'a') < 26;
		*to = letter ? small : s[i];
		to += letter | ((unsigned char)(s[i] - '0') < 10);
	}
	return to;
}

static char *
put_words(const char *s, size_t n, char last, char *to)
{
	for (size_t i = 0; i < n; i++) {
		char c = lower(s[i]);
		if (c || (last != ' ' && s[i] != '\0'))
			*to++ = last = c ? c : ' ';
	}
	return to;
}

static void
add_letters(const char *s, size_t n, bool words, struct buf *ret)
{
	for (size_t i = 0, ascii; i < n; i += ascii) {
		buf_reserve(ret, n - i + 1);
		char *to = ret->data + ret->len, last = ret->len > 0 ? to[-1] : '\0';
		for (ascii = 0; i + ascii < n && (unsigned char)s[i + ascii] < 0x80;)
			ascii++;
		to = words ? put_words(s + i, ascii, last, to) : put_letters(s + i, ascii, to);
		ret->len = (size_t)(to - ret->data);
		*to = '\0';
		if (i + ascii < n)
			ascii += add_char(s + i + ascii, n - i - ascii, words, ret);
	}
}

/* What may begin something to be undone. */
enum { ESCAPE = 1, TAG = 2 };
static const unsigned char begins[256] = {
	['&'] = ESCAPE,
	['%'] = ESCAPE,
	['='] = ESCAPE,
	['\\'] = ESCAPE,
	['<'] = TAG,
};

static size_t
until_escape(const char *s, size_t n, bool tags)
{
	size_t i = 0;
	while (i < n && !(begins[(unsigned char)s[i]] & (tags ? ESCAPE | TAG : ESCAPE)))
		i++;
	return i;
}

/* False: there is nothing to undo. */
static bool
undo(const char *s, size_t n, bool tags, struct buf *ret)
{
	unsigned char meant[UNDO_MAX];
	size_t some;
	if (n == 0 || (tags ? !memchr(s, '<', n) : until_escape(s, n, false) == n))
		return false;
	for (size_t i = 0; i < n; i += some) {
		some = until_escape(s + i, n - i, tags);
		buf_add(ret, s + i, some);
		i += some;
		if (i == n)
			break;
		int len = 0;
		some = undo_escape(s + i, n - i, meant, &len);
		if (some == 0 && tags)
			some = undo_tag(s + i, n - i, meant, &len);
		if (some == 0)
			buf_add(ret, s + i, some = 1);
		else
			buf_add(ret, meant, (size_t)len);
	}
	return true;
}

bool
redact_letters(enum redact_way way, bool words, struct bytes text, struct buf *ret)
{
	auto_drop(buf) struct buf undone = { 0 };
	buf_reset(ret);
	if (way == REDACT_AS_IT_STANDS)
		add_letters(text.p, text.n, words, ret);
	else if (undo(text.p, text.n, way == REDACT_WITHOUT_TAGS, &undone))
		add_letters(undone.data ? undone.data : "", undone.len, words, ret);
	else
		return false;
	return true;
}
