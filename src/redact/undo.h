/*
 * What escapes stand for.
 */
#ifndef REDACT_UNDO_H
#define REDACT_UNDO_H

#include <stdbool.h>
#include <stddef.h>

#define UNDO_MAX 8 /* bytes that one stands for */

/* undo_may(s, n): is there anything in ${s} that the next might take for an escape? */
bool undo_may(const char *s, size_t n);
/*
 * undo_escape(s, n, ret, ret_len): how many bytes of ${s} are an escape, and what it stands for; 0:
 * none begins there.
 * undo_tag(s, n, ret, ret_len): the same of a tag, which is nothing, or a space between words.
 * undo_break(s, n): of a hyphen at the end of a line, with it and what the next begins with.
 * undo_breaks(s, n): is there one?
 */
size_t undo_escape(const char *s, size_t n, unsigned char ret[static UNDO_MAX], int *ret_len);
size_t undo_tag(const char *s, size_t n, unsigned char ret[static UNDO_MAX], int *ret_len);
size_t undo_break(const char *s, size_t n);
bool undo_breaks(const char *s, size_t n);

#endif
