/*
 * How the process that reads files is reached.
 */
#ifndef REDACT_ASK_H
#define REDACT_ASK_H

#include "wire.h"

#define ASK_FD 3 /* its socket: a byte with two files in memory; a byte in return */
#define ASK_DONE 'y'
#define ASK_DIED 'n'
#define ASK_ANSWER_MAX (256 << 20)

/* The program itself (image.S). */
extern const char ask_image[], ask_image_end[];

/*
 * ask_reader(question, ret, err): its answer, whole. INPUT when the file is too much for whoever
 * reads it; SYSTEM when there is nobody.
 */
bool ask_reader(const struct wire_question *q, struct buf *ret, struct err *err) MUSTCHECK;

#endif
