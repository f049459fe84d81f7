/* The page to read of one table. */
#ifndef ARCHIVE_ROWS_PAGE_H
#define ARCHIVE_ROWS_PAGE_H

#include "dossier/archive.h"

#include "pack.h"
#include "words.h"

struct rows_page {
	const char *dir; /* blob store */
	const unsigned char *identity;
	const struct part *rows; /* JSON */
	const json_t *facts;
	const struct words *words;
};
/* rows_page_write: as much of it as a page holds. INPUT when the part is not what was written. */
bool rows_page_write(const struct rows_page *x, struct pack *p, struct err *err) MUSTCHECK;

#endif
