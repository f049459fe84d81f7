/* Letters to the person: what a decision tells them (docs/letters.md). */
#ifndef DOSSIER_TELL_H
#define DOSSIER_TELL_H

#include "decide_private.h"
#include "dossier/letter.h"
#include "dossier/post.h"

struct telling {
	enum letter_kind kind;
	/* the same number is the same letter, written again; 0: the next of its kind */
	int number;
	bool again;                        /* or the last one of its kind, unless that left */
	const struct rights_chosen *ended; /* the deadline it names is of the others; or NULL */
	bool to_origin; /* it tells nothing we hold: it goes where the request came from */
	const struct remedy_case *cases; /* what complaint and court are about; none: anything */
	size_t ncases;
	/* the variables of this kind besides those of every letter: text is cleaned here */
	json_t *facts;
};
/*
 * tell_person(d, t, a, ret, err): the letter of a decision, in its transaction; *ret in ${a}.
 * Steals t->facts. INPUT when a template does not say what the law demands of this kind.
 */
bool tell_person(struct dossier *d, const struct telling *t, struct arena *a,
    struct letter_told *ret, struct err *err) MUSTCHECK;

/* ---- letters that are there (post.c) ---- */

/* post_latest: the last of this kind; *ret_found: is there one? */
bool post_latest(const struct dossier *d, enum letter_kind kind, struct letter *ret,
    bool *ret_found, struct err *err) MUSTCHECK;
/* post_left, post_back: as post_sent() and post_bounced(), in an open transaction. */
bool post_left(struct dossier *d, const struct letter *l, const struct post_news *n,
    struct err *err) MUSTCHECK;
bool post_back(struct dossier *d, const struct letter *l, const struct post_news *n,
    struct err *err) MUSTCHECK;

/*
 * notice_term: the dates that the notice of an extension is about: of the right it tells of, or of
 * all of the request. notice_append: the facts that it left, or came back, one for each
 * right it tells of (notice.c).
 */
struct term notice_term(const struct dossier *d, const struct letter *l);
bool notice_append(struct dossier *d, const struct letter *l, bool left,
    const struct guard_letter *g, struct err *err) MUSTCHECK;

/* ---- words (tell_words.c) ---- */

/*
 * tell_data(d, language, t, a, err): the variables of every letter (docs/letters.md), with t->facts
 * among them; steals those. New.
 */
json_t *tell_data(struct dossier *d, const char *language, const struct telling *t, struct arena *a,
    struct err *err);
/*
 * tell_part: a part of a right as a letter names it, {"id","name"[,"purpose"]}, unless it is in
 * ${list} already.
 */
void tell_part(
    const struct dossier *d, const struct right_part *p, const char *language, json_t *list);
/*
 * tell_rights: rights as a letter names them, "" for none; tell_other_rights: those that are open
 * and not among ${told}.
 */
const char *tell_rights(
    const char *const *rights, size_t n, const char *language, struct arena *a, struct err *err);
const char *tell_other_rights(
    struct dossier *d, const struct rights_chosen *told, const char *language, struct err *err);
/* tell_language: that of the request where there are templates in it, else English. */
const char *tell_language(const struct dossier *d, enum letter_kind kind);

#endif
