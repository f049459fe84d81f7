/*
 * The rows of a table part as they were written: of JSON an object a line, of CSV a record. They
 * can be copied without being understood, so that what is not changed stays what it is.
 */
#ifndef ARCHIVE_LINES_H
#define ARCHIVE_LINES_H

#include "dossier/edit.h"

enum line_form { LINE_JSON, LINE_CSV };
struct lines;
struct lines *lines_open(
    const char *dir, const struct part *p, const struct request_keys *keys, struct err *err);
/*
 * lines_next: the next row, without what ends it and what parts it from the next; no data: there
 * is none. Borrowed until the next one. Of CSV the first is the heading. INPUT for what is no such
 * part, DENIED for more than EDIT_ROW_MAX.
 */
bool lines_next(struct lines *l, struct bytes *ret, struct err *err) MUSTCHECK;
/* lines_ahead: the last row and those behind it that are read already, whole; *ret_n: how many. */
struct bytes lines_ahead(const struct lines *l, struct bytes last, size_t *ret_n);
void lines_free(struct lines *l);
DEFINE_DROP(lines, struct lines, lines_free)

/* lines_split: the ${n} cells of a row, as they are written; INPUT when it has more or fewer. */
bool lines_split(enum line_form form, struct bytes line, struct bytes *cells, size_t n,
    struct err *err) MUSTCHECK;

/*
 * lines_json_text: a JSON string, with its quotes, as what it says; in ${to} when it has escapes,
 * else where it stands. lines_csv_text: the same of a cell of CSV.
 */
struct bytes lines_json_text(struct bytes string, struct buf *to);
struct bytes lines_csv_text(struct bytes cell, struct buf *to);
/*
 * lines_undo_json, lines_undo_csv: the same of any piece of such a file. False: there is nothing to
 * undo.
 */
bool lines_undo_json(struct bytes piece, struct buf *to);
bool lines_undo_csv(struct bytes piece, struct buf *to);
/* lines_string_end: of the JSON string at ${s}, behind its closing quote; ${end} if it has none. */
const char *lines_string_end(const char *s, const char *end);

#endif
