/*
 * Rows on their way from a system to the archive: what a value is, and the sink that takes them.
 */
#ifndef DOSSIER_ROW_H
#define DOSSIER_ROW_H

#include "dossier/json.h"

enum field_type {
	FIELD_TEXT,
	FIELD_NUMBER, /* the text is a JSON number, of any precision */
	FIELD_BOOL,   /* "true" or "false" */
	FIELD_JSON,   /* the text is a JSON value */
	FIELD_DATE,   /* YYYY-MM-DD */
	FIELD_TIME,   /* RFC 3339 instant, or a local timestamp without offset */
	FIELD_BINARY, /* the text is base64 */
};
struct field {
	const char *name;
	enum field_type type;
	/*
	 * the person gave it, actively or by use: goes into portability/ when the category
	 * qualifies
	 */
	bool provided;
	bool assumed; /* by its category; nobody said it of the column, so it is read */
};
/* One table of rows of one category. Borrowed until end(). */
struct collection {
	const char *category; /* id */
	const char *name;     /* file name part: [a-z0-9_-]+, unique within the category */
	const struct field *fields;
	size_t nfields;
};
struct value {
	const char *data; /* not NUL-terminated; NULL: SQL NULL, JSON null */
	size_t len;
};

/*
 * Where rows go. Calls come in order: begin, row*, end, for one collection after another; files
 * between collections. A failed call ends the task: the rows of this attempt are dropped.
 */
struct row_sink {
	bool (*begin)(struct row_sink *s, const struct collection *c, struct err *err);
	/* c->nfields values */
	bool (*row)(struct row_sink *s, const struct value *values, struct err *err);
	bool (*end)(struct row_sink *s, struct err *err);
	/*
	 * a thing found as a file, in pieces: open, write*, close; the name is made safe by the
	 * sink
	 */
	bool (*file_open)(
	    struct row_sink *s, const char *category, const char *name, struct err *err);
	bool (*file_write)(struct row_sink *s, const void *p, size_t n, struct err *err);
	bool (*file_close)(struct row_sink *s, struct err *err);
	/*
	 * a value too large for its row, in pieces as a file is; between the rows of a collection
	 * too. In the row stands its mark instead. file_forget: one that was closed is removed, as
	 * if it had never been; the name as it was opened.
	 */
	bool (*value_open)(
	    struct row_sink *s, const char *category, const char *name, struct err *err);
	bool (*file_forget)(struct row_sink *s, const char *name, struct err *err);
};

#endif
