/* The texts of a cell of a page: as they stand, and JSON as words. */
#ifndef ARCHIVE_CELL_H
#define ARCHIVE_CELL_H

#include "pack.h"
#include "words.h"

/*
 * cell_put_text: a text for a page, whatever it holds: markup is escaped, controls are shown by
 * their pictures (U+2400 and on).
 */
bool cell_put_text(struct pack *p, const char *s, size_t n, struct err *err) MUSTCHECK;

/*
 * cell_put_json: an array or an object as a list of what is in it, with names as people say them.
 * *ret, was it JSON? Then it is shown, of a long or deep one the beginning, and "..." where it
 * breaks off.
 */
bool cell_put_json(struct pack *p, const char *text, size_t n, const struct words *w, bool *ret,
    struct err *err) MUSTCHECK;

#endif
