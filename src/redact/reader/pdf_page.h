/*
 * Pages of a PDF, by Poppler.
 */
#ifndef REDACT_PDF_PAGE_H
#define REDACT_PDF_PAGE_H

#include <poppler.h>

#include "gobject.h"
#include "job.h"

/*
 * pdf_open(in): it borrows from ${in}; NULL: encrypted, or none.
 * pdf_page_text(page): of a page, in the order of reading; freed by g_free. pdf_page_said(doc, i):
 * the same of the ${i}th page; "" where there is none.
 * pdf_page_has_picture(page): one so large that it may be a page of text itself.
 * pdf_field_text(field): what is filled in, or chosen; freed by g_free; NULL: nothing.
 */
PopplerDocument *pdf_open(struct bytes in);
char *pdf_page_text(PopplerPage *page);
char *pdf_page_said(PopplerDocument *doc, int i);
bool pdf_page_has_picture(PopplerPage *page);
char *pdf_field_text(PopplerFormField *field);

#endif
