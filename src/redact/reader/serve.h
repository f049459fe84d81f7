/*
 * A question and its answer.
 */
#ifndef REDACT_SERVE_H
#define REDACT_SERVE_H

#include "../wire.h"

/* serve(question, ret): its answer, without the last record when the question was none. */
void serve_answer(struct bytes question, struct buf *ret);

#endif
