/*
 * A file or a part of one, by its form.
 */
#ifndef REDACT_PART_H
#define REDACT_PART_H

#include "job.h"

/*
 * part_job(question, out): a job for it; NULL: a mark that is none.
 * part_read(job, name, in): all that is found in it, and in its bytes; false: it cannot be read.
 * part_pages(job): does a mark name pages?
 * part_redact(job, name, in, ret): as enum part has it.
 */
struct job *part_job(const struct wire_question *q, struct buf *out);
void part_job_free(struct job *job);
bool part_read(struct job *job, const char *name, struct bytes in);
bool part_pages(const struct job *job);
enum part part_redact(struct job *job, const char *name, struct bytes in, struct buf *ret);

#endif
