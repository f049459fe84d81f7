/*
 * Rows as a JSON array, one object a line, exact: numbers and JSON values keep their digits, NULL
 * is null, what is not UTF-8 becomes U+FFFD, one for each broken sequence. Whitespace between the
 * tokens of a JSON value goes, so that a row stays on its line.
 */
#include "table.h"

#define STEP 16 /* the most one step of a loop writes */

/* Per byte: 0 copy, 1 \u00XX, 2 look at it as UTF-8, else the letter behind the backslash. */
enum { COPY = 0, HEX = 1, WIDE = 2 };
static const unsigned char escapes[256] = {
	[0 ... 7] = HEX,
	'b',
	't',
	'n',
	HEX,
	'f',
	'r',
	[14 ... 31] = HEX,
	['"'] = '"',
	['\\'] = '\\',
	[128 ... 255] = WIDE,
};

/* One byte or character that cannot be copied blindly; returns how much of ${s} it took. */
static size_t
put_special(struct pack *p, const char *s, size_t n)
{
	unsigned char c = (unsigned char)*s, how = escapes[c];
	if (how == WIDE) {
		bool ok;
		size_t len = json_scan_char(s, n, &ok);
		size_t out = ok ? len : 3;
		memcpy(p->at, ok ? s : "\xef\xbf\xbd", out);
		p->at += out;
		return len;
	}
	*p->at++ = '\\';
	if (how != HEX) {
		*p->at++ = (char)how;
		return 1;
	}
	memcpy(p->at, "u00", 3);
	p->at[3] = (char)('0' + (c >> 4));
	p->at[4] = "0123456789abcdef"[c & 15];
	p->at += 5;
	return 1;
}

static bool
put_string(struct pack *p, const char *s, size_t n, struct err *err)
{
	const char *end = s + n;
	if (!pack_room(p, STEP, err))
		return false;
	*p->at++ = '"';
	while (s < end) {
		if (!pack_room(p, STEP, err))
			return false;
		if (end - s >= 8) {
			uint64_t w = word_load(s);
			uint64_t hits =
			    (word_below(w, 0x20) | word_is(w, '"') | word_is(w, '\\') | w) &
			    WORD_TOPS;
			unsigned good = hits ? word_first(hits) : 8;
			memcpy(p->at, s, 8);
			p->at += good;
			s += good;
			if (!hits)
				continue;
		} else if (escapes[(unsigned char)*s] == COPY) {
			*p->at++ = *s++;
			continue;
		}
		s += put_special(p, s, (size_t)(end - s));
	}
	if (!pack_room(p, STEP, err))
		return false;
	*p->at++ = '"';
	return true;
}

/* A checked JSON value without the whitespace between its tokens. */
static bool
put_value(struct pack *p, const char *s, size_t n, struct err *err)
{
	bool string = false;
	for (const char *end = s + n; s < end; s++) {
		if (!pack_room(p, STEP, err))
			return false;
		if (!string && (*s == ' ' || *s == '\n' || *s == '\t' || *s == '\r'))
			continue;
		if (*s == '"')
			string = !string;
		else if (string && *s == '\\')
			*p->at++ = *s++;
		*p->at++ = *s;
	}
	return true;
}

bool
encode_json_head(struct pack *p, struct err *err)
{
	return pack_adds(p, "[\n", err);
}

bool
encode_json_row(struct pack *p, const struct table *t, const struct value *values,
    bool provided_only, struct err *err)
{
	bool ok = t->rows == 1 || pack_adds(p, ",\n", err), first = true;
	for (size_t i = 0; ok && i < t->n; i++) {
		const struct column *c = &t->columns[i];
		if (provided_only && !c->provided)
			continue;
		ok = (!first || pack_add(p, "{", 1, err)) &&
		    pack_add(p, c->key + first, c->key_len - first, err);
		first = false;
		const struct value *v = &values[i];
		if (!ok || t->forms[i] == FORM_NULL)
			ok = ok && pack_add(p, "null", 4, err);
		else if (t->forms[i] == FORM_TEXT)
			ok = put_string(p, v->data, v->len, err);
		else if (t->forms[i] == FORM_JSON)
			ok = put_value(p, v->data, v->len, err);
		else
			ok = pack_add(p, v->data, v->len, err);
	}
	return ok && pack_add(p, "}", 1, err);
}

bool
encode_json_foot(struct pack *p, const struct table *t, struct err *err)
{
	return pack_adds(p, t->rows ? "\n]\n" : "]\n", err);
}
