/*
 * A pattern, POSIX extended, in which lines begin and end.
 */
#ifndef REDACT_PATTERN_H
#define REDACT_PATTERN_H

#include <regex.h>

#include "dossier/err.h"
#include "dossier/mem.h"

struct pattern {
	regex_t re, line; /* line: the beginning of one, and what goes before a match in it */
	bool is_set, has_line;
};

/*
 * pattern_init(p, text, err): INPUT when it is none, too long, or matches nothing at all.
 * pattern_release(p): also of one that is not set.
 * pattern_next(p, text, at, ret_from, ret_to): what it matches from ${at} on, as far as
 * REDACT_REACH; nothing: *ret_from is *ret_to. Returns from where to go on.
 */
bool pattern_init(struct pattern *p, const char *text, struct err *err) MUSTCHECK;
void pattern_release(struct pattern *p);
size_t pattern_next(
    const struct pattern *p, const struct buf *text, size_t at, size_t *ret_from, size_t *ret_to);

#endif
