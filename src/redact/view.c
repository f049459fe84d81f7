/*
 * Views: bytes, then what escapes stand for, then characters, then what counts as the same. What
 * is no UTF-8 is taken for Latin-1, and a zero byte for nothing, so that most of UTF-16 reads
 * plainly too.
 */
#include <ctype.h>
#include <glib.h>

#include "dossier/digest.h"
#include "undo.h"
#include "view.h"

struct reader {
	enum view_kind kind;
	const unsigned char *s;
	size_t n, at;
	unsigned char queue[UNDO_MAX]; /* what an escape stood for */
	int queued, taken;
	struct view_extent from;
	size_t gap; /* bytes before the next that stand for nothing, and go with it */
};

/* ---- bytes ---- */

static void
queue_char(struct reader *r, gunichar c, size_t len)
{
	r->taken = 0;
	r->queued = g_unichar_to_utf8(c, (char *)r->queue);
	r->from = (struct view_extent){ (uint32_t)r->at, (uint32_t)(r->at + len) };
	r->at += len;
}

/* Two bytes a character, or four. */
static bool
read_16(struct reader *r)
{
	bool big = r->kind == VIEW_16BE;
	if (r->n - r->at < 2)
		return false;
	const unsigned char *s = r->s + r->at;
	gunichar c = (gunichar)(big ? s[0] << 8 | s[1] : s[1] << 8 | s[0]);
	size_t len = 2;
	if ((c & 0xfc00) == 0xd800 && r->n - r->at >= 4) {
		gunichar low = (gunichar)(big ? s[2] << 8 | s[3] : s[3] << 8 | s[2]);
		if ((low & 0xfc00) == 0xdc00) {
			c = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
			len = 4;
		}
	}
	queue_char(r, g_unichar_validate(c) ? c : 0xfffd, len);
	return true;
}

/*
 * What stands at the next byte in its place, in the queue; false: itself. A tag is no part of what
 * stands around it.
 */
static bool
read_escape(struct reader *r)
{
	const char *s = (const char *)r->s + r->at;
	size_t n = r->n - r->at, used = 0;
	int len = 0;
	bool tag = false;
	if (r->kind == VIEW_UNDONE || r->kind == VIEW_BARE)
		used = undo_escape(s, n, r->queue, &len);
	if (used == 0 && r->kind == VIEW_BARE) {
		used = undo_tag(s, n, r->queue, &len);
		tag = used > 0;
	}
	if (r->kind == VIEW_JOINED || r->kind == VIEW_DASHED) {
		used = undo_break(s, n);
		len = r->kind == VIEW_DASHED;
		r->queue[0] = '-';
	}
	if (used == 0)
		return false;
	r->taken = 0;
	r->queued = len;
	r->gap = tag ? 0 : len == 0 ? r->gap + used : r->gap;
	r->at += used;
	r->from = (struct view_extent){ (uint32_t)(tag ? r->at : r->at - used), (uint32_t)r->at };
	return true;
}

/* The next byte, or -1. */
static int
next_byte(struct reader *r, struct view_extent *from)
{
	while (r->taken == r->queued) {
		if (r->at == r->n)
			return -1;
		if (r->kind == VIEW_16LE || r->kind == VIEW_16BE) {
			if (!read_16(r))
				return -1;
		} else if (!read_escape(r)) {
			r->queue[0] = r->s[r->at];
			r->taken = 0;
			r->queued = 1;
			r->from = (struct view_extent){ (uint32_t)r->at, (uint32_t)(r->at + 1) };
			r->at++;
		}
	}
	*from = r->from;
	from->start -= (uint32_t)r->gap;
	r->gap = 0;
	return r->queue[r->taken++];
}

/* ---- characters ---- */

/* The next character, or -1. One that is broken off is read again as Latin-1. */
static int64_t
next_char(struct reader *r, struct view_extent *ret_from)
{
	int first = next_byte(r, ret_from);
	if (first < 0xc2 || first > 0xf4)
		return first;
	struct reader before = *r;
	unsigned more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
	gunichar c = (gunichar)first & (0x3fu >> more);
	struct view_extent from = *ret_from;
	for (unsigned i = 0; i < more; i++) {
		struct view_extent here;
		int b = next_byte(r, &here);
		if (b < 0x80 || b > 0xbf) {
			*r = before;
			return first;
		}
		c = c << 6 | ((gunichar)b & 0x3f);
		from.end = here.end;
	}
	if (!g_unichar_validate(c) || (more == 2 && c < 0x800) || (more == 3 && c < 0x10000)) {
		*r = before;
		return first;
	}
	*ret_from = from;
	return c;
}

/* ---- what counts as the same ---- */

static void
add_bytes(struct view *v, gunichar c, struct view_extent from)
{
	char utf8[8];
	size_t n = c < 0x80 ? (utf8[0] = (char)c, 1) : (size_t)g_unichar_to_utf8(c, utf8);
	if (v->text.len + n > v->cap) {
		v->cap = v->cap ? v->cap * 2 : 512;
		v->from = xrealloc(v->from, v->cap * sizeof(v->from[0]));
	}
	for (size_t i = 0; i < n; i++)
		v->from[v->text.len + i] = from;
	buf_add(&v->text, utf8, n);
}

/* What prints as nothing goes with what stands before it. */
static void
add_nothing(struct view *v, struct view_extent from)
{
	if (v->text.len > 0 && v->from[v->text.len - 1].end == from.start)
		v->from[v->text.len - 1].end = from.end;
}

static bool
prints_nothing(gunichar c)
{
	if (c < 0x80)
		return (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') || c == 0x7f;
	return c == 0x34f || (c >= 0xfe00 && c <= 0xfe0f) || c == 0x115f || c == 0x1160 ||
	    c == 0x3164 || g_unichar_type(c) == G_UNICODE_FORMAT || (c >= 0x80 && c < 0xa0);
}

static gunichar
alike(gunichar c)
{
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	if (c == 0x2018 || c == 0x2019 || c == 0x201b || c == 0x2032 || c == '`' || c == 0xb4)
		return '\'';
	if (c >= 0x201c && c <= 0x201f)
		return '"';
	return g_unichar_tolower(c);
}

/* An accent; those of scripts in which they are letters are none. */
static bool
is_accent(gunichar c)
{
	return c >= 0x300 && c <= 0x36f;
}

static bool
is_space(gunichar c)
{
	return c == ' ' || c == '_' || c == '+' || (c >= '\t' && c <= '\r') ||
	    (c >= 0x80 && g_unichar_isspace(c));
}

static void
add_folded(struct view *v, gunichar c, struct view_extent from)
{
	gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
	size_t n = 1;
	if (is_space(c)) {
		if (v->text.len == 0 || v->text.data[v->text.len - 1] != ' ')
			add_bytes(v, ' ', from);
		else if (from.start < from.end)
			v->from[v->text.len - 1].end = from.end;
		return;
	}
	if (c < 0x80) {
		add_bytes(v, c == '`' ? '\'' : (gunichar)g_ascii_tolower((char)c), from);
		return;
	}
	parts[0] = c;
	if (c == 0xdf || c == 0x1e9e) { /* sharp s */
		add_bytes(v, 's', from);
		parts[0] = 's';
	} else if (alike(c) == g_unichar_tolower(c)) {
		n = g_unichar_fully_decompose(c, TRUE, parts, array_len(parts));
	}
	for (size_t i = 0; i < n && i < array_len(parts); i++)
		if (is_accent(parts[i]))
			add_nothing(v, from);
		else
			add_bytes(v, is_space(parts[i]) ? ' ' : alike(parts[i]), from);
}

/* As redact_letters() has them. */
static void
add_letter(struct view *v, gunichar c, struct view_extent from)
{
	gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
	if (c == 0xdf || c == 0x1e9e) {
		add_bytes(v, 's', from);
		add_bytes(v, 's', from);
		return;
	}
	size_t n = g_unichar_fully_decompose(c, TRUE, parts, array_len(parts));
	for (size_t i = 0; i < n && i < array_len(parts); i++)
		if (g_unichar_isalnum(parts[i]))
			add_bytes(v, g_unichar_tolower(parts[i]), from);
}

/* ---- a view ---- */

/* UTF-16 begins where its zero bytes say; and what has none is not taken for it. */
static bool
find_16(struct reader *r)
{
	const unsigned char *zero = memchr(r->s, 0, r->n);
	if (!zero)
		return false;
	size_t at = (size_t)(zero - r->s);
	r->at = (r->kind == VIEW_16LE ? at + 1 : at) % 2;
	return r->at <= r->n;
}

static bool
is_other(struct reader *r)
{
	const char *s = (const char *)r->s;
	switch (r->kind) {
	case VIEW_UNDONE:
		return undo_may(s, r->n);
	case VIEW_BARE:
		return memchr(s, '<', r->n);
	case VIEW_JOINED:
	case VIEW_DASHED:
		return undo_breaks(s, r->n);
	case VIEW_16LE:
	case VIEW_16BE:
		return find_16(r);
	case VIEW_PLAIN:
	case VIEW_LETTERS:
	case VIEW__MAX:
		break;
	}
	return true;
}

bool
view_make(struct view *v, enum view_kind kind, bool folded, const char *s, size_t n)
{
	struct reader r = { .kind = kind, .s = (const unsigned char *)s, .n = n };
	struct view_extent from = { 0 };
	buf_reset(&v->text);
	if (n == 0 || !is_other(&r))
		return false;
	for (int64_t c; (c = next_char(&r, &from)) >= 0;) {
		gunichar u = (gunichar)c;
		if (prints_nothing(u))
			add_nothing(v, from);
		else if (kind == VIEW_LETTERS)
			add_letter(v, u, from);
		else if (folded)
			add_folded(v, u, from);
		else
			add_bytes(v, u == 0xa0 ? ' ' : u, from);
	}
	return v->text.len > 0;
}

void
view_drop(struct view *v)
{
	buf_release(&v->text);
	free(v->from);
	*v = (struct view){ 0 };
}
