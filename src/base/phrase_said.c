/*
 * Texts that were written down in English, for who reads them in another language: the format each
 * was made of is looked for, and filled with what stands in its place. Nothing is lost when none
 * fits: then the text stays.
 */
#include <ctype.h>
#include <string.h>

#include "dossier/mem.h"
#include "dossier/phrase.h"
#include "phrase_table.h"

#define GIVEN_MAX 8
#define DEPTH_MAX 8
/* "op %s" is one; "%s: %s" says nothing, and "%s at %s" stands in what others say too */
#define LETTERS_MIN 2
#define LETTERS_LATER 6 /* of a format that begins with a conversion */

struct given {
	const char *text;
	size_t n;
	bool is_text; /* and may be one of ours itself: a word alone is a name */
};
struct fit {
	const struct phrase *of;
	struct given given[GIVEN_MAX], reason; /* reason: of %m */
	size_t n;
	int letters; /* of the format, that the text has too */
};

/* A conversion: behind it; which it is, and which argument it names (0: the next). */
static const char *
conversion(const char *f, char *ret_kind, size_t *ret_place, bool *ret_hidden)
{
	const char *digits = f + 1;
	size_t n = strspn(digits, "0123456789");
	*ret_place = n == 1 && digits[n] == '$' ? (size_t)(*digits - '0') : 0;
	f = *ret_place ? digits + 2 : digits;
	*ret_hidden = strncmp(f, ".0s", 3) == 0;
	f += strspn(f, "-+ #0123456789.*hlz");
	*ret_kind = *f;
	return *f ? f + 1 : f;
}

/* What stands for a conversion: a number is one. */
static bool
take_given(struct fit *fit, char kind, const char *text, size_t n)
{
	struct given g = { text, n, kind == 's' && memchr(text, ' ', n) };
	if (kind == 'm')
		fit->reason = g;
	else if (fit->n == GIVEN_MAX || (kind != 's' && strspn(text, "-0123456789") < n))
		return false;
	else
		fit->given[fit->n++] = g;
	return true;
}

static int
letters(const char *s, size_t n)
{
	int count = 0;
	for (size_t i = 0; i < n; i++)
		count += isalpha((unsigned char)s[i]) != 0;
	return count;
}

/*
 * Does the text come of this format? What stands between its conversions is looked for once, from
 * the left: a text that could be read in more ways is read in one.
 */
static bool
fits(const struct phrase *of, const char *text, size_t len, struct fit *ret)
{
	const char *f = of->english, *s = text, *end = text + len;
	char kind = '\0';
	size_t place;
	bool hidden;
	*ret = (struct fit){ .of = of };
	for (;;) {
		size_t n = strcspn(f, "%");
		bool last = f[n] == '\0';
		const char *at = s;
		if (kind && last)
			at = (size_t)(end - s) >= n ? end - n : NULL;
		else if (kind)
			at = n > 0 ? memmem(s, (size_t)(end - s), f, n) : NULL;
		if (!at || (size_t)(end - at) < n || memcmp(at, f, n) != 0 ||
		    (kind && !take_given(ret, kind, s, (size_t)(at - s))))
			return false;
		ret->letters += letters(f, n);
		s = at + n;
		if (last)
			return s == end &&
			    ret->letters >= (*of->english == '%' ? LETTERS_LATER : LETTERS_MIN);
		f = conversion(f + n, &kind, &place, &hidden);
	}
}

static void say(const char *text, size_t len, int depth, struct buf *out);

static void
fill(const struct fit *fit, int depth, struct buf *out)
{
	size_t next = 0, place;
	bool hidden;
	char kind;
	for (const char *f = fit->of->other; *f;) {
		size_t n = strcspn(f, "%");
		buf_add(out, f, n);
		f += n;
		if (!*f)
			break;
		f = conversion(f, &kind, &place, &hidden);
		size_t i = kind == 'm' ? 0 : place ? place - 1 : next++;
		const struct given *g = kind == 'm' ? &fit->reason : &fit->given[i];
		if (hidden || i >= fit->n + (kind == 'm'))
			continue;
		if (g->is_text && depth < DEPTH_MAX)
			say(g->text, g->n, depth + 1, out);
		else
			buf_add(out, g->text, g->n);
	}
}

/* By the format that has most of the text, if there is one. */
static bool
say_known(const char *text, size_t len, int depth, struct buf *out)
{
	struct fit best = { 0 }, one;
	for (size_t i = 0; i < phrase_count; i++)
		if (fits(&phrase_table[i], text, len, &one) && one.letters > best.letters)
			best = one;
	if (best.of)
		fill(&best, depth, out);
	return best.of;
}

static void
say(const char *text, size_t len, int depth, struct buf *out)
{
	const char *end = text + len, *colon = memmem(text, len, ": ", 2);
	if (depth < DEPTH_MAX && say_known(text, len, depth, out))
		return;
	if (depth == DEPTH_MAX || !colon) {
		buf_add(out, text, len);
		return;
	}
	say(text, (size_t)(colon - text), depth + 1, out);
	buf_adds(out, ": ");
	say(colon + 2, (size_t)(end - colon - 2), depth + 1, out);
}

const char *
phrase_said(const char *english, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	if (!english || strcmp(phrase_language_now(), "en") == 0)
		return english;
	say(english, strlen(english), 0, &b);
	return arena_strdup(a, b.data ? b.data : "");
}
