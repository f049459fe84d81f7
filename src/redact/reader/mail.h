/*
 * Mail: a message, or a file of many.
 */
#ifndef REDACT_MAIL_H
#define REDACT_MAIL_H

#include "job.h"

bool mail_read(struct job *job, const char *name, struct bytes in);
enum part mail_redact(struct job *job, const char *name, struct bytes in, struct buf *ret);

#endif
