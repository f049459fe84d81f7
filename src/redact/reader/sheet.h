/*
 * Sheets of a workbook, as a reader sees them: cells name texts that stand in another part.
 */
#ifndef REDACT_SHEET_H
#define REDACT_SHEET_H

#include "container.h"
#include "xml.h"

/*
 * sheet_open(job, c): of its texts and names; never NULL.
 * sheet_words(b, name, doc, heading, ret): of the part ${name}: a row a line, cells with tabs, and
 * what it is called: "sheet Blad1, hidden". False: it is no sheet.
 */
struct book;
struct book *sheet_open(struct job *job, struct container *c);
void book_free(struct book *b);
DEFINE_DROP(book, struct book, book_free)
bool sheet_words(
    const struct book *b, const char *name, xmlDoc *doc, struct buf *heading, struct buf *ret);

#endif
