/*
 * A PDF laid open.
 */
#ifndef REDACT_PDF_PLAIN_H
#define REDACT_PDF_PLAIN_H

#include "dossier/mem.h"

enum pdf_part {
	PDF_ALL,
	PDF_SHOWN, /* what hides text on a page is gone: edges, and layers that are turned off */
	PDF_FORMS, /* nothing but what is drawn over pages, and what that uses */
	PDF_PAGES, /* nothing but pages, with their pictures */
};

/*
 * pdf_plain(in, part, ret): ${in} with nothing compressed, and without pictures but for PDF_PAGES.
 * False: it is encrypted, broken or too large.
 */
bool pdf_plain(struct bytes in, enum pdf_part part, struct buf *ret);

#endif
