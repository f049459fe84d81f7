/*
 * Rows as CSV: RFC 4180, UTF-8 without a mark, a heading, CRLF. Four rules of our own, told in
 * README.html:
 * - a text that begins with = + - @ ' tab, CR or LF gets one ' before it, so that no spreadsheet
 *   takes it for a formula. So does what follows a ; tab, CR or LF within it and begins with = + -
 *   @ ' or ": Excel in our languages splits a line at ; and heeds no quotes of ours inside it.
 *   Whoever strips one ' from the beginning of every cell, and after every ; tab, CR and LF in it,
 *   has the text back. JSON numbers stay as they are;
 * - NULL is an empty cell, the empty text is "" (in a file of one column both are "", or the line
 *   would be lost);
 * - what is not UTF-8 becomes U+FFFD, one for each broken sequence;
 * - a JSON value is its text.
 */
#include "table.h"

#define STEP 16 /* the most one step of a loop writes */

/* Where a cell, or a line, may begin for whoever reads the text by other rules than ours. */
static bool
is_break(char c)
{
	return c == ';' || c == '\t' || c == '\r' || c == '\n';
}

static uint64_t
break_hits(uint64_t w)
{
	return word_is(w, ';') | word_is(w, '\t') | word_is(w, '\r') | word_is(w, '\n');
}

static uint64_t
quote_hits(uint64_t w)
{
	return (word_is(w, '"') | word_is(w, ',') | break_hits(w) | w) & WORD_TOPS;
}

/* Can it stand without quotes? Text beyond ASCII can too, but is left to the careful loop. */
static bool
is_bare(const char *s, size_t n)
{
	for (; n >= 8; s += 8, n -= 8)
		if (quote_hits(word_load(s)))
			return false;
	for (; n > 0; s++, n--)
		if (*s == '"' || *s == ',' || is_break(*s) || (unsigned char)*s >= 0x80)
			return false;
	return true;
}

static bool
is_risky(char c)
{
	return c == '=' || c == '+' || c == '-' || c == '@' || c == '\'';
}

/* One quote, break or character beyond ASCII; returns how much of ${s} it took. */
static size_t
put_special(struct pack *p, const char *s, size_t n)
{
	if (*s == '"') {
		*p->at++ = '"';
		*p->at++ = '"';
		return 1;
	}
	if (is_break(*s)) {
		*p->at++ = *s;
		if (n > 1 && (is_risky(s[1]) || s[1] == '"'))
			*p->at++ = '\'';
		return 1;
	}
	bool ok;
	size_t len = json_scan_char(s, n, &ok), out = ok ? len : 3;
	memcpy(p->at, ok ? s : "\xef\xbf\xbd", out);
	p->at += out;
	return len;
}

static bool
put_inside(struct pack *p, const char *s, size_t n, struct err *err)
{
	for (const char *end = s + n; s < end;) {
		if (!pack_room(p, STEP, err))
			return false;
		if (end - s >= 8) {
			uint64_t w = word_load(s);
			uint64_t hits = (word_is(w, '"') | break_hits(w) | w) & WORD_TOPS;
			unsigned good = hits ? word_first(hits) : 8;
			memcpy(p->at, s, 8);
			p->at += good;
			s += good;
			if (!hits)
				continue;
		} else if (*s != '"' && !is_break(*s) && (unsigned char)*s < 0x80) {
			*p->at++ = *s++;
			continue;
		}
		s += put_special(p, s, (size_t)(end - s));
	}
	return true;
}

bool
encode_csv_text(struct pack *p, const char *s, size_t n, struct err *err)
{
	const char *guard = n > 0 && (is_risky(*s) || strchr("\t\r\n", *s)) ? "'" : "";
	if (n > 0 && is_bare(s, n))
		return pack_adds(p, guard, err) && pack_add(p, s, n, err);
	return pack_adds(p, "\"", err) && pack_adds(p, guard, err) && put_inside(p, s, n, err) &&
	    pack_adds(p, "\"", err);
}

bool
encode_csv_head(struct pack *p, const struct table *t, bool provided_only, struct err *err)
{
	bool ok = true, first = true;
	for (size_t i = 0; ok && i < t->n; i++) {
		const struct column *c = &t->columns[i];
		if (provided_only && !c->provided)
			continue;
		ok = (first || pack_add(p, ",", 1, err)) &&
		    encode_csv_text(p, c->name, strlen(c->name), err);
		first = false;
	}
	return ok && pack_add(p, "\r\n", 2, err);
}

bool
encode_csv_row(struct pack *p, const struct table *t, const struct value *values,
    bool provided_only, struct err *err)
{
	bool ok = true, first = true, lone = (provided_only ? t->provided : t->n) == 1;
	for (size_t i = 0; ok && i < t->n; i++) {
		if (provided_only && !t->columns[i].provided)
			continue;
		const struct value *v = &values[i];
		ok = first || pack_add(p, ",", 1, err);
		first = false;
		if (ok && t->forms[i] == FORM_PLAIN)
			ok = pack_add(p, v->data, v->len, err);
		else if (ok && t->forms[i] != FORM_NULL)
			ok = encode_csv_text(p, v->data, v->len, err);
		else if (ok && lone)
			ok = encode_csv_text(p, "", 0, err);
	}
	return ok && pack_add(p, "\r\n", 2, err);
}
