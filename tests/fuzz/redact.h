/*
 * What the targets of files that are looked into share: one file is read for its words and people,
 * searched, and made anew, as a process of its own would.
 */
#ifndef TESTS_FUZZ_REDACT_H
#define TESTS_FUZZ_REDACT_H

#include "../../src/redact/reader/part.h"
#include "fuzz/fuzz.h"

static inline enum part
redact_one(enum wire_ask ask, const char *name, struct bytes in, struct buf *ret, int *ret_found)
{
	struct redact_mark marks[] = { { .text = "Jan de Vries" }, { .pattern = "[0-9]{9}" },
		{ .first_page = 2, .last_page = 2 } };
	struct wire_question q = { ask, name, in, marks, array_len(marks) };
	struct buf out = { 0 };
	struct job *job = part_job(&q, &out);
	enum part made = PART_SAME;
	MUST(job);
	if (ask == WIRE_REDACT)
		made = part_redact(job, name, in, ret);
	else
		(void)part_read(job, name, in);
	*ret_found = job->found;
	part_job_free(job);
	buf_release(&out);
	return made;
}

/* What is made may hold one yet, of what reads in two ways: serve.c refuses it then. */
static inline void
redact_all(const char *name, struct bytes in)
{
	struct buf made = { 0 };
	int found;
	(void)redact_one(WIRE_WORDS, name, in, NULL, &found);
	(void)redact_one(WIRE_PEOPLE, name, in, NULL, &found);
	(void)redact_one(WIRE_HOLDS, name, in, NULL, &found);
	enum part part = redact_one(WIRE_REDACT, name, in, &made, &found);
	if (part == PART_MADE) {
		const struct bytes again = { made.data ? made.data : "", made.len };
		(void)redact_one(WIRE_HOLDS, name, again, NULL, &found);
	}
	buf_release(&made);
}

#endif
