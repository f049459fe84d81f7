/*
 * Rows as text: how they stand, and nothing of where they go (print.c). What comes from outside
 * steers no terminal: what text_is_hidden() finds becomes a question mark, the end of a line and a
 * tab a space.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include "cli.h"

/*
 * table_text(rows, columns, width, colour, out): aligned, at most ${width} cells of a terminal wide
 * (0: as wide as it becomes, a line a row). What is too wide goes on below itself, broken between
 * words; where the columns do not fit beside each other at all, each row is a block of lines. Words
 * that say what is wrong have a ${colour}.
 */
void table_text(
    const json_t *rows, const struct column *columns, int width, bool colour, struct buf *out);
/* table_plain: a line a row and no heading, cells between tabs. */
void table_plain(const json_t *rows, const struct column *columns, struct buf *out);
/* table_csv: RFC 4180, headed by the members' names; no cell is a formula (as archive's). */
void table_csv(const json_t *rows, const struct column *columns, struct buf *out);

/*
 * table_pick(rows, columns, fields, a, err): the columns that "a,b,c" of ${fields} names, in ${a};
 * NULL with USAGE for one that is none. Those there are: ${columns}, and what the rows have beside.
 */
const struct column *table_pick(const json_t *rows, const struct column *columns,
    const char *fields, struct arena *a, struct err *err);

/* table_instant: an instant by the clock of this machine; what is none as it is. */
const char *table_instant(const char *text, struct arena *a);
/* table_safe: add ${text} as a person may see it; those ${allowed} stay what they are. */
void table_safe(const char *text, const char *allowed, struct buf *out);
/* table_escape: add a text of JSON, what steers a terminal in it as \u escapes. */
void table_escape(const char *text, struct buf *out);
/* table_cells: how many cells of a terminal the first ${n} bytes take. */
int table_cells(const char *text, size_t n);
int table_all_cells(const char *text);  /* of the whole */
int table_word_cells(const char *text); /* of its longest word */
/* table_line: how many bytes stand in a line of ${width} cells: to a space where there is one. */
size_t table_line(const char *text, int width);

#endif
