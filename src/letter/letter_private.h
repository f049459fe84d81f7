/* Between the files that make a letter and those that publish it. */
#ifndef LETTER_PRIVATE_H
#define LETTER_PRIVATE_H

#include "dossier/letter.h"

/* ---- words.c ---- */

/*
 * letter_fill(template, language, data, a, ret_subject, ret_body, err): that template, whose first
 * line is "Subject: ...", rendered over ${data}. In ${a}. INPUT names the template.
 */
bool letter_fill(const char *template, const char *language, const json_t *data, struct arena *a,
    const char **ret_subject, const char **ret_body, struct err *err) MUSTCHECK;
/* letter_word: letters/words.json, ${group} in this language; INPUT when it is not there. */
const char *letter_word(
    const char *group, const char *language, const char *name, struct arena *a, struct err *err);

/* ---- kinds.c ---- */

/*
 * letter_says_all(kind, text, data, err): INPUT, with the name of the variable, when ${text} leaves
 * out what the law wants said. A variable that ${data} lacks is a bug.
 */
bool letter_says_all(enum letter_kind kind, const char *text, const json_t *data, struct err *err)
    MUSTCHECK;

/* ---- a message as an RFC 5322 file, or a text to print (mime.c) ---- */

struct mail {
	const char *from_name, *from; /* display name (or NULL) and address */
	const char *to_name, *to;     /* to NULL: whoever sends it fills it in */
	const char *subject;
	const char *message_id;  /* "local@domain", without brackets */
	const char *in_reply_to; /* Message-ID of the first letter of the thread; NULL: none */
	const char *language;    /* "nl" */
	usec_t date;
	const char *body; /* text with plain newlines */
	bool print;       /* the body alone, as text to print: no headers */
};
/*
 * mime_compose: the bytes of the file. INPUT when a header or the body holds a control character or
 * is not UTF-8: nothing from outside can begin another header.
 */
bool mime_compose(const struct mail *m, struct buf *b, struct err *err) MUSTCHECK;

/* ---- what is sealed (content.c) ---- */

/*
 * The content of a letter's row: a message to a mail program (${message}), or else ${mail}.
 * content_seal binds it to the name of its file. content_open: everything in ${a}; *ret_message is
 * new, or NULL.
 */
const char *content_seal(const unsigned char ledger[static KEY_LEN], const char *file,
    const struct mail *mail, const json_t *message, struct arena *a);
bool content_open(const unsigned char ledger[static KEY_LEN], const char *file, const char *sealed,
    struct arena *a, struct mail *ret_mail, json_t **ret_message, struct err *err) MUSTCHECK;

#endif
