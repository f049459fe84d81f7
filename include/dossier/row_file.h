/*
 * Files of rows: a reader for CSV and one for JSON, which give row after row the values of the
 * columns that are wanted. One row is in memory.
 */
#ifndef DOSSIER_ROW_FILE_H
#define DOSSIER_ROW_FILE_H

#include "dossier/large.h"

#define ROW_FILE_BYTES (4u << 20) /* of one row */
#define ROW_FILE_COLUMNS 2000

struct row_file_column {
	const char *name; /* heading, or member */
	const char *path; /* json: "a.b", "a[0]" */
	bool raw;         /* json: the value as JSON text, strings in quotes */
};

/*
 * Texts too large for their rows: a token stands in the cell, and this is where they are in the
 * file.
 */
struct row_file_large {
	struct large_tokens tokens;
	struct row_file_range {
		int64_t begin, end;
		enum large_form form;
	} * items;
	size_t n, cap;
};
/* row_file_large_add: one more; its token to ${out}. */
void row_file_large_add(struct row_file_large *l, int64_t begin, int64_t end, enum large_form form,
    char out[static LARGE_TOKEN_LEN]);
/*
 * One cell a column; no data: absent, null or empty without quotes. The cells live until the visit
 * returns.
 */
typedef bool row_file_visit(void *arg, const struct value *cells, struct err *err);

struct row_file_input {
	int fd; /* borrowed; csv: read from its beginning, wherever whoever holds it too stands */
	const struct row_file_column *columns;
	size_t ncolumns;
	row_file_visit *visit;
	void *arg;
	/* csv: it has the first so many, which another file headed, and no others; 0: any */
	size_t exact;
	int64_t size; /* csv: TEMPORARY when it turns out to be longer or shorter; 0: whatever */
	int64_t row;  /* of data, from 1: where the reader is, for messages */
	struct row_file_large large;
};

/*
 * row_file_csv_read: rows of a CSV file (RFC 4180 with a heading; comma, semicolon or tab). INPUT
 * says what is wrong in which row.
 */
bool row_file_csv_read(struct row_file_input *in, struct err *err) MUSTCHECK;
/* row_file_csv_heading: its headings, in ${a}. */
bool row_file_csv_heading(
    int fd, struct arena *a, const char ***ret, size_t *ret_n, struct err *err) MUSTCHECK;

/*
 * row_file_marks(in, sink, field, v, a, err): the large texts of ${v}, a cell of ${in}, each as a
 * file of the open collection of ${sink}, read once more; in ${v} their marks take the place of
 * their tokens: a JSON value may hold several.
 */
struct row_file_field {
	const struct collection *collection;
	const char *name;
	int64_t *nlarge; /* so many before, for the names of their files */
};
bool row_file_marks(const struct row_file_input *in, struct row_sink *sink,
    const struct row_file_field *field, struct value *v, struct arena *a, struct err *err)
    MUSTCHECK;
/* row_file_has_large: is there one in ${v}? */
bool row_file_has_large(const struct row_file_input *in, struct value v);

/* row_file_json_read: the objects of a JSON array, or of JSON lines. */
bool row_file_json_read(struct row_file_input *in, struct err *err) MUSTCHECK;

#endif
