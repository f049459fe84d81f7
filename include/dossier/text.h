/*
 * Text from people and for people: normal forms of identifiers, escaping, templates.
 */
#ifndef DOSSIER_TEXT_H
#define DOSSIER_TEXT_H

#include "dossier/json.h"

/*
 * text_email(s, a, err): the normal form of an e-mail address (trimmed, domain and local part in
 * lower case, one @, no spaces or controls, at most 254 bytes) or INPUT. The text is never
 * echoed.
 */
const char *text_email(const char *s, struct arena *a, struct err *err);
/*
 * text_phone(s, country, a, err): E.164 ("+31612345678"); a national number is read in ${country}
 * ("NL", "BE", "SE").
 */
const char *text_phone(const char *s, const char *country, struct arena *a, struct err *err);
/*
 * text_identifier(kind, s, country, a, err): the normal form for a kind of identifier; kinds
 * without a rule are trimmed.
 */
const char *text_identifier(
    const char *kind, const char *s, const char *country, struct arena *a, struct err *err);

/* text_among(s, list, n): is ${s} one of the first ${n}, or of those before a NULL? */
bool text_among(const char *s, const char *const *list, size_t n);
/*
 * text_told(texts, n, language): of ${n} {language, words} that of ${language}; the last where it
 * is not there.
 */
const char *text_told(const char *const texts[][2], size_t n, const char *language);
/*
 * text_nearer(word, candidate, best): *best becomes ${candidate} when ${word} is a slip of it, at
 * most two letters away, and closer than *best (NULL: none yet).
 */
void text_nearer(const char *word, const char *candidate, const char **best);
bool text_is_utf8(const char *s, size_t len);
/*
 * text_is_hidden(s, n): is the one character of ${n} bytes at ${s}, which is UTF-8, a control or
 * one that prints as nothing, such as those that turn the direction of what follows? Not the
 * joiners and the spaces of a script.
 */
bool text_is_hidden(const char *s, size_t n);
bool text_says(const char *s); /* something that can be seen; NULL says nothing */
/*
 * text_flaw(s, lines): what keeps ${s} from standing in a letter as it was meant, in words: a line
 * break (not with ${lines}, nor the tabs of a text), a character that is hidden, a byte that is no
 * UTF-8; NULL: nothing does.
 */
const char *text_flaw(const char *s, bool lines);
/*
 * text_clean(s, lines, max, a): words from outside, safe to stand between ours: controls, what
 * cannot be seen and what is no UTF-8 become spaces, runs of spaces one, and the ends go. With
 * ${lines} the ends of lines stay. Cut after ${max} bytes, at the end of a character.
 */
const char *text_clean(const char *s, bool lines, size_t max, struct arena *a);

/* text_percent(s, n, out): percent-encoded, all but unreserved characters (RFC 3986, 2.3). */
void text_percent(const char *s, size_t n, struct buf *out);
/* text_one_line(text): controls become blanks, in place. Returns ${text}. */
char *text_one_line(char *text);

/* text_pattern_check(pattern, err): before it is compiled: does that end, in some memory? INPUT. */
bool text_pattern_check(const char *pattern, struct err *err) MUSTCHECK;

/* text_readable(name, a): "last_seen" as "Last seen". */
const char *text_readable(const char *name, struct arena *a);

/*
 * text_mustache(template, data, partial, arg, a, err):
 * Render a Mustache template (variables escaped for HTML, {{{x}}} and {{&x}} raw, sections,
 * inverted sections, comments, partials, set delimiters; no lambdas, no inheritance) over
 * ${data}. False, null, "", [] and what is absent count as false. A full stop right behind a
 * value that ends in one is left out: a sentence ends once, also with "B.V.". ${partial} gives the
 * text of a named partial or NULL and may be NULL itself. New text in ${a}; INPUT with the line of
 * the template when it is malformed.
 */
typedef const char *text_partial(const char *name, void *arg);
const char *text_mustache(const char *template, const json_t *data, text_partial *partial,
    void *arg, struct arena *a, struct err *err);

#endif
