/*
 * What of the parts does not leave: columns and rows that are withheld, passages and pages that are
 * redacted. Only the parts that an edit concerns are made anew, all others stay what they are; and
 * archive_build proves that nothing of it stands anywhere in the archive.
 *
 * What counts as a text, and what a pattern looks at, redact.h says: a table loses the same as a
 * file. Values are looked at one by one, and the strings, names and numbers within a JSON value;
 * NULL, true and false are no texts. Rows of a table are numbered as they were collected, and all
 * edits look at them as they were then. What is made is, to the byte, what collecting the edited
 * values would have made; a column that lost something has type "any", unless it holds text.
 */
#ifndef DOSSIER_EDIT_H
#define DOSSIER_EDIT_H

#include "dossier/archive.h"

enum edit_kind {
	EDIT_WITHHOLD, /* a column, rows, or a column in rows; a whole item is not passed at all */
	EDIT_REDACT,   /* a text or what a pattern matches; pages of a PDF */
};
struct edit {
	enum edit_kind kind;
	const char *blob;            /* of the item it is about; NULL: every item (redact only) */
	int64_t first_row, last_row; /* from 1; 0: all */
	const char *column;          /* NULL: whole rows; of EDIT_REDACT: any column */
	const char *where, *is;      /* rows of which the column ${where} is that text; NULL */
	const char *text;            /* as it reads, UTF-8; NULL */
	const char *pattern;         /* NULL */
	int first_page, last_page;   /* 0 */
	const char *instead;         /* what then stands there; NULL: edit_mark() of the language */
	const char *ground;          /* code */
	bool only_portable;          /* leaves data/ and files/ alone: art. 20(1) */
	bool elsewhere_known;        /* that it stands in other places too was seen, and is meant */
	int64_t count;               /* out: values, rows, passages or pages it took away */
};

/* "[weggelaten]", "[left out]" */
const char *edit_mark(const char *lang);

/*
 * edit_item(parts, n, i): the index of the item that part ${i} belongs to: of a table its JSON, to
 * which its CSV and the reduced copies for portability/ belong; a file is its own, and so is a
 * table that is for portability/ alone. Parts stand in the order in which a sink made them, or
 * sorted by category, name and format with those of one name and format in that order. ${n}: it
 * belongs to none. An item that is withheld whole is left out with all that belongs to it.
 */
size_t edit_item(const struct part *parts, size_t n, size_t i);

/*
 * edit_check(e, err): can it be done? INPUT says what is wrong: a pattern that does not compile, is
 * longer than EDIT_PATTERN_MAX or matches the empty text; a text of nothing but blanks and quotes,
 * or one that stands in what would take its place; rows from 5 to 3.
 */
#define EDIT_PATTERN_MAX 1000
bool edit_check(const struct edit *e, struct err *err) MUSTCHECK;

/*
 * edit_parts(job, err): the parts as they leave; sets the counts of the edits. Made ones lie sealed
 * in the store until edited_free, and no row names them. Of each table a row is in memory.
 * With ${count_only} nothing is made: for who wants to know what an edit would take away.
 * INPUT: edit_check, a column that is none. DENIED: a file that cannot be redacted, a row of more
 * than EDIT_ROW_MAX: what is left is to withhold the item.
 */
#define EDIT_ROW_MAX (64u << 20)
struct edit_job {
	const char *dir; /* blob store */
	const struct request_keys *keys;
	const char *lang; /* of the marks */
	const struct part *parts;
	size_t nparts;
	struct edit *edits; /* borrowed until edited_free */
	size_t nedits;
	bool count_only;
	/* or NULL: told of each item that an edit took something of,; with ${arg} */
	void (*took)(void *arg, size_t edit, const struct part *item);
	void *arg;
	const struct progress *progress; /* or NULL */
};
struct edited;
struct edited *edit_parts(const struct edit_job *job, struct err *err);
const struct part *edited_parts(const struct edited *e, size_t *ret_n); /* until edited_free */
void edited_free(struct edited *e);
DEFINE_DROP(edited, struct edited, edited_free)

#endif
