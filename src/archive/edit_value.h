/* Texts and patterns taken out of one value. */
#ifndef ARCHIVE_EDIT_VALUE_H
#define ARCHIVE_EDIT_VALUE_H

#include "dossier/edit.h"
#include "dossier/redact.h"

/* One edit, ready to be used. */
struct mark {
	struct edit *edit;
	struct redact_mark words;
	struct redact_set *set; /* NULL: it is no text and no pattern */
};
/* mark_init(m, e, lang, err): edit_check, and made ready; ${m} stays where it is. */
bool mark_init(struct mark *m, struct edit *e, const char *lang, struct err *err) MUSTCHECK;
void mark_release(struct mark *m);

struct editor {
	struct mark *marks;
	const size_t *mine; /* those that may be used */
	size_t nmine;
	const bool *on;      /* which of all of them count for this value */
	const bool *counted; /* which of them are counted, in their edits */
	/* of each text that a pattern matched; or NULL */
	bool (*matched)(void *arg, size_t mark, struct bytes text, struct err *err);
	void *arg;
	struct buf one, other, string, piece; /* of the value at hand */
};
/*
 * editor_text: ${text}, UTF-8, without what counts for it, in ${to}; *ret, was there any? Else
 * ${to} says nothing. editor_json: the same of the strings, names and numbers in a JSON value.
 */
bool editor_text(struct editor *e, struct bytes text, struct buf *to, bool *ret, struct err *err)
    MUSTCHECK;
bool editor_json(struct editor *e, struct bytes value, struct buf *to, bool *ret, struct err *err)
    MUSTCHECK;
void editor_release(struct editor *e);

/* edit_put_json: a text as a JSON string. */
void edit_put_json(struct bytes text, struct buf *to);
/*
 * edit_token_end: of the string, number or word that begins at ${s}, in JSON; ${s} when none does.
 */
const char *edit_token_end(const char *s, const char *end);

#endif
