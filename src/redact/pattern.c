/*
 * Patterns, in time that grows with the text alone.
 */
#include <ctype.h>

#include "dossier/redact.h"
#include "pattern.h"

#define PATTERN_MAX 1024

/* It counts groups, and one more changes what it says. */
static bool
has_back_reference(const char *pattern)
{
	for (const char *c = pattern; (c = strchr(c, '\\')) && c[1]; c += 2)
		if (isdigit((unsigned char)c[1]))
			return true;
	return false;
}

bool
pattern_init(struct pattern *p, const char *text, struct err *err)
{
	regmatch_t m;
	if (strlen(text) > PATTERN_MAX)
		return err_set(err, ERR_INPUT, "a pattern of at most %d bytes", PATTERN_MAX);
	int bad = regcomp(&p->re, text, REG_EXTENDED | REG_NEWLINE);
	if (bad) {
		char why[100];
		(void)regerror(bad, NULL, why, sizeof(why));
		return err_set(err, ERR_INPUT, "a pattern that is none: %s", why);
	}
	p->is_set = true;
	auto_drop(buf) struct buf line = { 0 };
	buf_addf(&line, "^.*(%s)", text);
	p->has_line = !has_back_reference(text) &&
	    regcomp(&p->line, line.data, REG_EXTENDED | REG_NEWLINE | REG_NOSUB) == 0;
	return regexec(&p->re, "", 1, &m, 0) != 0 ||
	    err_set(err, ERR_INPUT, "a pattern that takes nothing for something");
}

void
pattern_release(struct pattern *p)
{
	if (p->is_set)
		regfree(&p->re);
	if (p->has_line)
		regfree(&p->line);
	*p = (struct pattern){ 0 };
}

/* At most ${n} bytes on from ${at}, where a character begins. */
static size_t
bytes_on(const struct buf *text, size_t at, size_t n)
{
	size_t to = at + n;
	if (text->len - at <= n)
		return text->len;
	while (((unsigned char)text->data[to] & 0xc0) == 0x80)
		to--;
	return to;
}

/* Where the character before ${at} begins: what stands there says whether a word begins. */
static size_t
one_back(const struct buf *text, size_t at)
{
	size_t from = at;
	while (from > 0 && ((unsigned char)text->data[--from] & 0xc0) == 0x80)
		continue;
	return from;
}

/*
 * Is there any match from ${at} to ${end}, or one that begins a character before? A line that
 * begins where text->data does is none in its middle, so that it is given from there.
 */
static bool
may_match(const struct pattern *p, const struct buf *text, size_t at, size_t end, int ends)
{
	size_t from = one_back(text, at);
	regmatch_t all = { 0, (regoff_t)(end - from) };
	return !p->has_line ||
	    regexec(&p->line, text->data + from, 1, &all, REG_STARTEND | ends) == 0;
}

/*
 * The C library tries each place where a match may begin anew, and looks as far as there is text:
 * it is given little, and is asked first, in one go, whether there is any.
 */
static bool
next_match(const struct pattern *p, const struct buf *text, size_t at, regmatch_t *ret)
{
	size_t end = bytes_on(text, at, 2 * (size_t)REDACT_REACH);
	int begins = at > 0 && text->data[at - 1] != '\n' ? REG_NOTBOL : 0,
	    ends = end < text->len && text->data[end] != '\n' ? REG_NOTEOL : 0;
	*ret = (regmatch_t){ (regoff_t)at, (regoff_t)end };
	return may_match(p, text, at, end, ends) &&
	    regexec(&p->re, text->data, 1, ret, REG_STARTEND | begins | ends) == 0;
}

size_t
pattern_next(
    const struct pattern *p, const struct buf *text, size_t at, size_t *ret_from, size_t *ret_to)
{
	regmatch_t m;
	size_t next = bytes_on(text, at, REDACT_REACH);
	*ret_from = *ret_to = next;
	if (!next_match(p, text, at, &m) || (size_t)m.rm_so >= next)
		return next;
	*ret_from = (size_t)m.rm_so;
	*ret_to = (size_t)m.rm_eo;
	return *ret_to + (*ret_to == *ret_from);
}
