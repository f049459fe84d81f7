/*
 * Files of office programs (OOXML, OpenDocument), and any other ZIP.
 */
#ifndef REDACT_OFFICE_H
#define REDACT_OFFICE_H

#include "job.h"

bool office_read(struct job *job, const char *name, struct bytes in);
enum part office_redact(struct job *job, const char *name, struct bytes in, struct buf *ret);

#endif
