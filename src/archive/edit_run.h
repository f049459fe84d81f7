/* One copy of a table on its way, and what its files share. */
#ifndef ARCHIVE_EDIT_RUN_H
#define ARCHIVE_EDIT_RUN_H

#include "edit_table.h"

struct cell {
	struct bytes json, csv;             /* as it is written */
	struct buf text, json_new, csv_new; /* what it says; what stands there instead */
	bool changed;
};
struct edit_column {
	const char *name, *key; /* the key as it is written, with its colon */
	bool kept, odd;         /* odd: something stands in it that is not of its type */
};
struct run { /* one copy on its way */
	struct edit_table *t;
	struct copy *copy;
	struct arena *arena;
	json_t *schema;
	struct edit_column *columns;
	struct cell *cells;
	size_t n, kept;
	bool *on, *row_on, *cell_on;  /* which edits: here, in this row, in this cell */
	bool *counted;                /* which are counted here */
	size_t *column_of, *where_of; /* of each edit, or SIZE_MAX */
	bool always;                  /* every row has to be looked at */
	bool writes;                  /* it is made, not only looked at */
	struct editor editor;
	struct buf line;
	size_t *mine, nmine;       /* the edits that are on, by their numbers */
	struct redact_mark *words; /* their texts */
	struct redact_set *texts;  /* NULL: they have none */
	size_t ahead; /* rows from this one on that were asked together whether they hold a text */
	bool clear;   /* none of them does */
	int64_t row, rows; /* read, written */
};

/* edit_run_begin: which edits concern it, and its columns; INPUT: a column that is none. */
bool edit_run_begin(struct run *r, struct err *err) MUSTCHECK;
/* edit_run_schema: of what it became, in the arena of the table. */
const char *edit_run_schema(struct run *r);
void edit_run_end(struct run *r);

bool edit_cell_is_null(const struct cell *c);
/* edit_cell_text: what it says, if it is no array and no object; until it is asked again. */
struct bytes edit_cell_text(struct cell *c);
/*
 * edit_cell: the cell of this column in the row at hand, if anything of it does not leave.
 * edit_cell_note: what becomes of its values; ${by}: the edit by which they are to be sought.
 */
#define STAYS SIZE_MAX
#define GOES (SIZE_MAX - 1)
bool edit_cell(struct run *r, size_t column, struct err *err) MUSTCHECK;
bool edit_cell_note(struct run *r, struct cell *c, size_t by, struct err *err) MUSTCHECK;
/* edit_run_matched: of an editor; ${arg} is a run. */
bool edit_run_matched(void *arg, size_t mark, struct bytes text, struct err *err) MUSTCHECK;

#endif
