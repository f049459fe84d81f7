/* The rows of a JSON part, read back one value at a time. */
#ifndef ARCHIVE_JSON_ROWS_H
#define ARCHIVE_JSON_ROWS_H

#include "dossier/vault.h"

#define CELL_MAX 2000       /* bytes that are kept of a value */
#define CELL_JSON_MAX 16384 /* of an array or an object: part of one could not be read */

enum cell_form {
	CELL_NULL,
	CELL_TEXT,  /* unescaped */
	CELL_PLAIN, /* a number, true or false */
	CELL_JSON,  /* an array or an object, as it stands there */
};
struct cell {
	enum cell_form form;
	bool cut; /* there is more of it */
	size_t n;
	char text[CELL_JSON_MAX + 4];
};

struct json_rows;
struct json_rows *json_rows_open(const char *dir, const char *blob,
    const unsigned char identity[static KEY_LEN], struct err *err);
/*
 * json_rows_more: *ret, does another row follow? Then its cells are read, all of them in their
 * order, json_rows_cell(r, ${first}, ...), and the row is ended. INPUT for what is no such part.
 */
bool json_rows_more(struct json_rows *r, bool *ret, struct err *err) MUSTCHECK;
bool json_rows_cell(struct json_rows *r, bool first, struct cell *ret, struct err *err) MUSTCHECK;
bool json_rows_end(struct json_rows *r, struct err *err) MUSTCHECK;
void json_rows_free(struct json_rows *r);
DEFINE_DROP(json_rows, struct json_rows, json_rows_free)

#endif
