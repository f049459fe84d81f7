/*
 * Plain texts of whatever encoding.
 */
#ifndef REDACT_TEXT_H
#define REDACT_TEXT_H

#include "job.h"

/*
 * text_utf8(in, ret): ${in} as UTF-8, added to ${ret}: from UTF-16 when its mark or its zero bytes
 * say so, from Latin-1 when it is not UTF-8.
 * text_html(s, n, ret): what a page says, without tags.
 */
void text_utf8(struct bytes in, struct buf *ret);
void text_html(const char *s, size_t n, struct buf *ret);

bool text_read(struct job *job, const char *name, struct bytes in);
enum part text_redact(struct job *job, const char *name, struct bytes in, struct buf *ret);

#endif
