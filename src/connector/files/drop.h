/*
 * One collection of the files connector on its way to the sink.
 */
#ifndef CONNECTOR_FILES_DROP_H
#define CONNECTOR_FILES_DROP_H

#include "files.h"

struct match {
	size_t column;
	const char *kind;
};

/* The columns asked of a reader: the fields, then those to match on. */
struct drop {
	struct connector_call *call;
	const json_t *collection;
	const char *name, *country;
	struct arena *a;
	int dir;
	const char **file;
	size_t nfiles, room, at;
	struct row_file_column *column;
	size_t ncolumns, nfields;
	struct field *field; /* as the register declares them */
	struct field *out;   /* as the sink sees them */
	int64_t *omitted;    /* of field i; -1: it may be handed over */
	struct match *match;
	size_t nmatch;
	int64_t rows;
	struct row_file_input *input; /* the file at hand */
	int64_t nlarge;               /* values that left as files */
};

/* ---- drop.c ---- */

/* drop_open: the directory of ${settings}. */
bool drop_open(const json_t *settings, int *ret, struct err *err) MUSTCHECK;
/* drop_list: the files that fit, by name. */
bool drop_list(struct drop *d, struct err *err) MUSTCHECK;
/* drop_file: open the one at hand. drop_wrap: which it is, before an error; returns false. */
bool drop_file(const struct drop *d, int *ret, struct err *err) MUSTCHECK;
bool drop_wrap(const struct drop *d, struct err *err);
/* drop_shape: fields and matches; an undeclared CSV takes its fields from the first file. */
bool drop_shape(struct drop *d, struct err *err) MUSTCHECK;
bool drop_is_json(const struct drop *d);

/* ---- row.c ---- */

row_file_visit row_visit; /* with a struct drop */

#endif
