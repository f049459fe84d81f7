/*
 * Texts: .txt, .csv, .json, .html, .xml, .ics, .vcf, ... A text stays in its encoding.
 */
#include <glib.h>
#include <strings.h>

#include "dossier/text.h"
#include "../undo.h"
#include "text.h"

enum encoding {
	UTF_8,
	MIXED,
	UTF_16LE,
	UTF_16BE,
};

static enum encoding
encoding_of(struct bytes in)
{
	const unsigned char *s = in.p;
	size_t zeros[2] = { 0 };
	if (in.n >= 2 && s[0] == 0xff && s[1] == 0xfe)
		return UTF_16LE;
	if (in.n >= 2 && s[0] == 0xfe && s[1] == 0xff)
		return UTF_16BE;
	for (size_t i = 0; i < in.n && i < 4096; i++)
		zeros[i % 2] += s[i] == 0;
	if (zeros[0] != zeros[1])
		return zeros[0] > zeros[1] ? UTF_16BE : UTF_16LE;
	return text_is_utf8(in.p, in.n) ? UTF_8 : MIXED;
}

static void
add_char(struct buf *ret, gunichar c)
{
	char utf8[8];
	buf_add(ret, utf8, (size_t)g_unichar_to_utf8(g_unichar_validate(c) ? c : 0xfffd, utf8));
}

static void
from_16(struct bytes in, bool big, struct buf *ret)
{
	const unsigned char *s = in.p;
	for (size_t i = 0; i + 1 < in.n; i += 2) {
		gunichar c = (gunichar)(s[i + !big] << 8 | s[i + big]), low = 0;
		if ((c & 0xfc00) == 0xd800 && i + 3 < in.n)
			low = (gunichar)(s[i + 2 + !big] << 8 | s[i + 2 + big]);
		if ((low & 0xfc00) == 0xdc00) {
			c = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
			i += 2;
		}
		add_char(ret, c);
	}
}

/* What is no UTF-8 is Latin-1, byte by byte. */
static void
from_mixed(struct bytes in, struct buf *ret)
{
	const char *s = in.p;
	for (size_t i = 0; i < in.n;) {
		gunichar c = g_utf8_get_char_validated(s + i, (gssize)(in.n - i));
		size_t n = c < 0x110000 ? (size_t)g_utf8_skip[(unsigned char)s[i]] : 1;
		add_char(ret, c < 0x110000 ? c : (unsigned char)s[i]);
		i += n;
	}
}

void
text_utf8(struct bytes in, struct buf *ret)
{
	enum encoding encoding = encoding_of(in);
	if (encoding == UTF_8)
		buf_add(ret, in.p, in.n);
	else if (encoding == MIXED)
		from_mixed(in, ret);
	else
		from_16(in, encoding == UTF_16BE, ret);
}

static void
add_16(struct buf *ret, gunichar unit, bool big)
{
	const char s[] = { (char)(unit >> 8), (char)unit };
	buf_addc(ret, s[!big]);
	buf_addc(ret, s[big]);
}

static void
to_16(const struct buf *text, bool big, struct buf *ret)
{
	for (const char *s = text->data; s < text->data + text->len; s = g_utf8_next_char(s)) {
		gunichar c = g_utf8_get_char(s);
		if (c >= 0x10000) {
			add_16(ret, 0xd800 + ((c - 0x10000) >> 10), big);
			add_16(ret, 0xdc00 + ((c - 0x10000) & 0x3ff), big);
		} else {
			add_16(ret, c, big);
		}
	}
}

/* ---- pages ---- */

/* Where an element that shows nothing ends, which begins at ${s}; 0: none does. */
static size_t
unseen(const char *s, size_t n)
{
	static const char *const elements[] = { "<style", "<script" };
	for (size_t i = 0; i < array_len(elements); i++) {
		size_t len = strlen(elements[i]);
		if (n <= len || strncasecmp(s, elements[i], len) != 0)
			continue;
		for (size_t end = len; end + len + 1 < n; end++)
			if (s[end] == '<' && s[end + 1] == '/' &&
			    strncasecmp(s + end + 2, elements[i] + 1, len - 1) == 0)
				return end;
		return n;
	}
	return 0;
}

void
text_html(const char *s, size_t n, struct buf *ret)
{
	unsigned char shown[UNDO_MAX];
	for (size_t i = 0; i < n;) {
		int len = 0;
		size_t used = s[i] == '<' ? unseen(s + i, n - i) : 0;
		if (used == 0 && s[i] == '<') {
			used = undo_tag(s + i, n - i, shown, &len);
			shown[0] = '\n';
		} else if (used == 0 && s[i] == '&') {
			used = undo_escape(s + i, n - i, shown, &len);
		}
		if (used > 0 && s[i] == '<' && (ret->len == 0 || ret->data[ret->len - 1] == '\n'))
			len = 0;
		if (used > 0)
			buf_add(ret, shown, (size_t)len);
		else
			buf_addc(ret, s[i++]);
		i += used;
	}
}

static bool
is_page(const char *s, size_t n)
{
	size_t i = 0;
	while (i < n && (s[i] == ' ' || (s[i] >= '\t' && s[i] <= '\r')))
		i++;
	return (n - i > 5 && strncasecmp(s + i, "<html", 5) == 0) ||
	    (n - i > 9 && strncasecmp(s + i, "<!doctype", 9) == 0);
}

/* ---- the form ---- */

bool
text_read(struct job *job, const char *name, struct bytes in)
{
	struct buf text = { 0 };
	(void)name;
	text_utf8(in, &text);
	if (job->ask == WIRE_WORDS && is_page(text.data, text.len)) {
		struct buf words = { 0 };
		text_html(text.data, text.len, &words);
		job_text(job, WIRE_IN_TEXT, "", words.data, words.len);
		buf_release(&words);
	} else {
		job_text(job, WIRE_IN_TEXT, "", text.data, text.len);
	}
	buf_release(&text);
	return true;
}

enum part
text_redact(struct job *job, const char *name, struct bytes in, struct buf *ret)
{
	enum encoding encoding = encoding_of(in);
	struct buf text = { 0 }, clean = { 0 };
	(void)name;
	if (encoding == UTF_8 || encoding == MIXED) {
		(void)job_clean(job, in.p, in.n, ret);
		return PART_MADE;
	}
	from_16(in, encoding == UTF_16BE, &text);
	(void)job_clean(job, text.data ? text.data : "", text.len, &clean);
	to_16(&clean, encoding == UTF_16BE, ret);
	buf_release(&text);
	buf_release(&clean);
	return PART_MADE;
}
