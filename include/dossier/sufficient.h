/*
 * What check of who asks suffices (art. 12(6)): the least, by what is held, of templates/law/
 * verification.json, or as the register says for its own rights and categories. Pure.
 */
#ifndef DOSSIER_SUFFICIENT_H
#define DOSSIER_SUFFICIENT_H

#include "dossier/sensitivity.h"

enum check_level {     /* each as good as those before it */
	CHECK_NONE,    /* 7(3), 21(2): nothing has to be shown */
	CHECK_GIVEN,   /* who asks has the address they gave: no more is shown */
	CHECK_ON_FILE, /* by what stood there before: an address, a channel, an account */
	CHECK_STRONG,  /* by another way to them that stood there, or face to face */
	CHECK_EID,
	CHECK_DOCUMENT, /* a masked copy: never the least that suffices */
	CHECK__MAX,
};
extern const char *const check_level_words[CHECK__MAX + 1]; /* "none", "given", ... */

enum sufficient_why {
	SUFFICIENT_ABSOLUTE,
	SUFFICIENT_NOTHING_HELD,
	SUFFICIENT_ORDINARY,
	SUFFICIENT_SENSITIVE, /* of ${category} ${sensitivity} */
	SUFFICIENT_REGISTER,  /* says so of ${category}: ${reason} */
	SUFFICIENT__MAX,
};
extern const char *const sufficient_words[SUFFICIENT__MAX + 1]; /* "absolute", "nothing-held" */

struct sufficient {
	enum check_level least;
	enum sufficient_why why;
	const char *category;         /* the one that asks for it; NULL: none alone */
	unsigned sensitivity;         /* which of it does */
	const char *reason;           /* the register's; NULL: it says nothing */
	const char *article, *source; /* source NULL: the article says it all */
};

struct sufficient_law;
/* sufficient_law_open(err): read and check the file. New; INPUT with FILE:LINE:COLUMN. */
struct sufficient_law *sufficient_law_open(struct err *err);
void sufficient_law_free(struct sufficient_law *l);
DEFINE_DROP(sufficient_law, struct sufficient_law, sufficient_law_free)

struct sufficient_asked {
	enum right right;
	enum absolute about;                /* of all of it that is open (decide_about) */
	const struct category *const *held; /* of what there is anything, or may be; ends by NULL */
	const json_t *rules;                /* organisation.verification.rules; NULL: none */
};
/*
 * sufficient_for: the least that suffices for all that is held: the most that any of it asks for.
 * Strings are borrowed from the law, the register or static.
 */
void sufficient_for(
    const struct sufficient_law *l, const struct sufficient_asked *x, struct sufficient *ret);

#endif
