/*
 * Texts that are encoded within a text.
 */
#ifndef REDACT_ENCODED_H
#define REDACT_ENCODED_H

#include "dossier/mem.h"

/* What stands for other bytes, if it begins where these do. */
struct encoded {
	size_t start, end;
	const char *data;
	size_t n;
};

/*
 * encoded_each(s, n, least, each, arg): each text in base64 or hexadecimal digits that stands for
 * ${least} bytes or more, as every place where it may begin would have it, until ${each} says that
 * it was the one.
 */
typedef bool encoded_fn(const struct encoded *e, void *arg);
void encoded_each(const char *s, size_t n, size_t least, encoded_fn *each, void *arg);

#endif
