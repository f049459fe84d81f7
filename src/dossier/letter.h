/* Letters to the person: what a decision tells them (docs/letters.md). */
#ifndef DOSSIER_LETTER_H
#define DOSSIER_LETTER_H

#include "decide_private.h"

struct telling {
	const char *kind; /* "extension": templates/letters/KIND.LANGUAGE.mustache */
	/* the same number is the same letter, written again; 0: the next of its kind */
	int number;
	/* the variables of this kind besides those of every letter: text is cleaned here */
	json_t *facts;
};
/*
 * letter_tell(x, t, ret, err): the letter of a decision, written aside in the outbox and recorded;
 * dossier_act puts it there once the decision is committed, and removes it when it is not. Steals
 * t->facts. *ret in x->a. INPUT when a template does not say what the law demands of this kind.
 */
struct told {
	const char *message_id; /* NULL: to be printed */
	const char *body;
};
bool letter_tell(struct deciding *x, const struct telling *t, struct told *ret, struct err *err)
    MUSTCHECK;
/*
 * letter_message_id: of the letter of this kind that was written last; *ret NULL: none, or printed.
 */
bool letter_message_id(struct deciding *x, const char *kind, const char **ret, struct err *err)
    MUSTCHECK;

/* ---- words (letter_words.c) ---- */

/*
 * letter_data(x, language, facts, a, err): the variables of every letter (docs/letters.md), with
 * ${facts} among them; steals those. New.
 */
json_t *letter_data(
    struct deciding *x, const char *language, json_t *facts, struct arena *a, struct err *err);
/* letter_right: "inzage (artikel 15 AVG)". */
const char *letter_right(const char *right, const char *language, struct arena *a, struct err *err);
/* letter_money: "€ 12,50" (nl), "€12.50". */
const char *letter_money(int64_t cents, const char *language, struct arena *a);
/* letter_language: that of the request where there are templates in it, else English. */
const char *letter_language(const struct dossier *d, const char *kind);

#endif
