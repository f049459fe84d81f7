/*
 * What is asked of the process that reads files, and what it answers: two files in memory. Neither
 * side trusts a length the other wrote.
 */
#ifndef REDACT_WIRE_H
#define REDACT_WIRE_H

#include "dossier/redact.h"

enum wire_ask {
	WIRE_REDACT,
	WIRE_HOLDS,
	WIRE_WORDS,
	WIRE_PEOPLE,
};

struct wire_question {
	enum wire_ask ask;
	const char *name;
	struct bytes data;
	struct redact_mark *marks;
	size_t nmarks;
};

/* Records of an answer, each with a number and bytes. */
enum wire_kind {
	WIRE_DATA,    /* of the file made */
	WIRE_NAME,    /* its name */
	WIRE_COUNT,   /* number: of the mark; an int64_t */
	WIRE_FOUND,   /* number: of the mark or -1; enum wire_where */
	WIRE_BLIND,   /* something could not be searched */
	WIRE_SECTION, /* number: 1, or 0 for what cannot be read; heading, NUL, text */
	WIRE_PERSON,  /* number: 0 "email", 1 "phone"; value, NUL, name */
	WIRE_REFUSED, /* number: enum wire_refusal */
	WIRE_DONE,    /* the last */
};

enum wire_refusal {
	WIRE_NO_FORM,    /* nothing can be taken out of such a file */
	WIRE_BROKEN,     /* it cannot be read */
	WIRE_STILL_HOLDS /* what was made holds a mark yet */
};

enum wire_where {
	WIRE_IN_NAME,
	WIRE_IN_TEXT,
	WIRE_IN_HEADER,
	WIRE_IN_METADATA,
	WIRE_IN_ATTACHMENT,
	WIRE_IN_BYTES,
	WIRE__WHERES,
};

struct wire_record {
	enum wire_kind kind;
	int number;
	struct bytes bytes;
};

void wire_ask_put(const struct wire_question *q, struct buf *ret);
/* wire_ask_get(in, ret, a): it borrows from ${in}, and marks are new in ${a}. */
bool wire_ask_get(struct bytes in, struct wire_question *ret, struct arena *a) MUSTCHECK;

void wire_put(struct buf *ret, struct wire_record r);
/* wire_get(in, ret): the next of ${in}, which goes on behind it; false: it ends, or is none. */
bool wire_get(struct bytes *in, struct wire_record *ret);

#endif
