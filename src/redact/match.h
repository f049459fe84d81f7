/*
 * Where in a text the marks are.
 */
#ifndef REDACT_MATCH_H
#define REDACT_MATCH_H

#include "dossier/redact.h"

/* Bytes that go; what stands in their place stands at the first cut of a passage. */
struct cut {
	size_t start, end;
	unsigned mark;
	bool first;
};

struct cuts {
	struct cut *cut;
	size_t n, cap;
};

/*
 * match_cuts(set, s, n, ret): every place, in order, none that overlaps another. New in ${ret}.
 * match_mark(set, i): the ${i}th mark. match_instead(set, i): what stands in its place.
 */
void match_cuts(struct redact_set *set, const char *s, size_t n, struct cuts *ret);
struct redact_mark *match_mark(struct redact_set *set, size_t i);
const char *match_instead(struct redact_set *set, size_t i);

/*
 * cuts_add(c, cut): one more. cuts_merge(c): in order, those that overlap become one.
 * cuts_drop(c): none is left.
 */
void cuts_add(struct cuts *c, struct cut cut);
void cuts_merge(struct cuts *c);
void cuts_drop(struct cuts *c);

/*
 * match_inside(set, s, n, encoded): a mark in bytes of any kind, or -1; short ones count in texts
 * only. ${encoded}: in what is encoded in them too.
 */
int match_inside(struct redact_set *set, const char *s, size_t n, bool encoded);
/*
 * match_loosely(set, loosely): from now on letters alone count, whatever stands between them, of
 * texts that have a few: what is drawn letter by letter has blanks where nobody sees any.
 */
void match_loosely(struct redact_set *set, bool loosely);

#endif
