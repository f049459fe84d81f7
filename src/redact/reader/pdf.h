/*
 * PDF.
 */
#ifndef REDACT_PDF_H
#define REDACT_PDF_H

#include "job.h"

bool pdf_read(struct job *job, const char *name, struct bytes in);
enum part pdf_redact(struct job *job, const char *name, struct bytes in, struct buf *ret);

#endif
