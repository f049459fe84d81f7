/* The page to read of one table. */
#ifndef ARCHIVE_ROWS_PAGE_H
#define ARCHIVE_ROWS_PAGE_H

#include "dossier/archive.h"

#include "pack.h"

struct rows_page {
	const char *dir; /* blob store */
	const unsigned char *identity;
	const struct part *rows; /* JSON */
	const char *lang;        /* "nl", "en" */
	bool rehearsal;
};
/* rows_page_write: as much of it as a page holds. INPUT when the part is not what was written. */
bool rows_page_write(const struct rows_page *x, struct pack *p, struct err *err) MUSTCHECK;

#endif
