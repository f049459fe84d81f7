/*
 * What the files of the files connector share: a reader per format, which gives row after row the
 * values of the columns that are wanted.
 */
#ifndef CONNECTOR_FILES_H
#define CONNECTOR_FILES_H

#include "../large.h"

#define FILES_ROW_BYTES (4u << 20) /* of one row */
#define FILES_COLUMNS 2000

struct files_column {
	const char *name; /* heading, or member */
	const char *path; /* json: "a.b", "a[0]" */
	bool raw;         /* json: the value as JSON text, strings in quotes */
};

/*
 * Texts too large for their rows: a token stands in the cell, and this is where they are in the
 * file.
 */
struct files_large {
	struct large_tokens tokens;
	struct files_range {
		int64_t begin, end;
		enum large_form form;
	} * items;
	size_t n, cap;
};
/* files_large_add: one more; its token to ${out}. */
void files_large_add(struct files_large *l, int64_t begin, int64_t end, enum large_form form,
    char out[static LARGE_TOKEN_LEN]);
/* files_large_write: the ${n}th, read once more from ${fd}, into the open file of ${sink}. */
bool files_large_write(const struct files_large *l, size_t n, int fd, struct row_sink *sink,
    struct err *err) MUSTCHECK;

/*
 * One cell a column; no data: absent, null or empty without quotes. The cells live until the visit
 * returns.
 */
typedef bool files_visit(void *arg, const struct value *cells, struct err *err);

struct files_input {
	int fd; /* borrowed, at the beginning */
	const struct files_column *columns;
	size_t ncolumns;
	files_visit *visit;
	void *arg;
	size_t
	    exact; /* csv: the file has so many columns and no others; 0: others are passed over */
	int64_t row; /* of data, from 1: where the reader is, for messages */
	struct files_large large;
};

/*
 * files_csv_read: rows of a CSV file (RFC 4180 with a heading; comma, semicolon or tab). INPUT says
 * what is wrong in which row.
 */
bool files_csv_read(struct files_input *in, struct err *err) MUSTCHECK;
/* files_csv_heading: its headings, in ${a}. */
bool files_csv_heading(int fd, struct arena *a, const char ***ret, size_t *ret_n, struct err *err)
    MUSTCHECK;

/* files_json_read: the objects of a JSON array, or of JSON lines. */
bool files_json_read(struct files_input *in, struct err *err) MUSTCHECK;

/* files_type(field): the type the register gives it; text when none. */
enum field_type files_type(const json_t *field);

/*
 * files_convert(f, v, a, err): the value as the sink wants it for the field's type; empty text is
 * null for every type but text. INPUT names the field.
 */
bool files_convert(const struct field *f, struct value *v, struct arena *a, struct err *err)
    MUSTCHECK;

#endif
