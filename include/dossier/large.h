/*
 * Values too large for a row: they leave as files (docs/archive.md), so that no process holds one
 * whole, and in the row stands their mark.
 */
#ifndef DOSSIER_LARGE_H
#define DOSSIER_LARGE_H

#include "dossier/row.h"

#define LARGE_BYTES (1u << 20) /* a longer value is too large */

/*
 * large_name(c, field, tag, a): the name of its file: "COLLECTION-FIELD-TAG.txt", .json or .bin by
 * the type of the field; a name that the sink takes as it is.
 */
const char *large_name(
    const struct collection *c, const struct field *field, const char *tag, struct arena *a);
/* large_mark(name, type, a): "[file NAME]", as JSON text for a field of type json. */
struct value large_mark(const char *name, enum field_type type, struct arena *a);

/*
 * Text on its way into the open file of ${sink}, out of the form it is written in. What is not
 * UTF-8, or no such form, is INPUT.
 */
enum large_form {
	LARGE_PLAIN,
	LARGE_CSV,  /* quotes are doubled */
	LARGE_JSON, /* the inside of a JSON string */
};
struct large_text {
	struct row_sink *sink;
	enum large_form form;
	struct buf raw, text; /* what is not decoded yet; what is */
};
bool large_text_write(struct large_text *t, const void *p, size_t n, struct err *err) MUSTCHECK;
bool large_text_end(struct large_text *t, struct err *err) MUSTCHECK; /* nothing is left over */
void large_text_release(struct large_text *t);

/*
 * While the text around large values is read, tokens stand for them, which nothing that is read can
 * know.
 */
#define LARGE_TOKEN_LEN 44 /* with its NUL */
struct large_tokens {
	char tag[33]; /* random; "": none yet */
};
/* large_token(t, n, out): that of the ${n}th value. */
void large_token(struct large_tokens *t, size_t n, char out[static LARGE_TOKEN_LEN]);
/* large_token_find: the first one in ${text}; *ret_n is which. NULL: none. */
const char *large_token_find(const struct large_tokens *t, struct value text, size_t *ret_n);

#endif
