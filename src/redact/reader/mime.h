/*
 * What reading mail and making it anew have in common.
 */
#ifndef REDACT_MIME_H
#define REDACT_MIME_H

#include <gmime/gmime.h>

#include "gobject.h"
#include "job.h"

/*
 * mime_each(in, each, arg): each message of ${in}, with the line before it or NULL; false: none, or
 * one that is none, or ${each} said false.
 * mime_value(header): what it says, decoded; freed by g_free.
 * mime_content(part, ret): its bytes, decoded; false: more than may be unpacked.
 * mime_text(job, part, in, ret): these as UTF-8, if it is a text; false: it is none. One whose
 * letters nobody knows is blind.
 * mime_name(part): of its file, or "".
 */
typedef bool mime_message_fn(GMimeMessage *message, const char *marker, void *arg);
bool mime_each(struct bytes in, mime_message_fn *each, void *arg);
char *mime_value(GMimeHeader *header);
bool mime_content(struct job *job, GMimePart *part, struct buf *ret);
bool mime_text(struct job *job, GMimePart *part, const struct buf *in, struct buf *ret);
const char *mime_name(GMimePart *part);

#endif
