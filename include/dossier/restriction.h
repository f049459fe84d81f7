/*
 * Restriction (art. 18): on which ground it is asked, what may be done with what is restricted, and
 * what is restricted by the facts of a request. Pure data and pure functions.
 */
#ifndef DOSSIER_RESTRICTION_H
#define DOSSIER_RESTRICTION_H

#include "dossier/fact.h"

enum restriction_ground {
	RESTRICTION_NO_GROUND,
	RESTRICTION_CONTESTED, /* they contest that it is right, while that is checked */
	RESTRICTION_UNLAWFUL,
	RESTRICTION_CLAIM,
	RESTRICTION_OBJECTION,
	RESTRICTION_GROUND__MAX,
};
struct restriction_rule {
	const char *code;       /* "needed-for-claim" */
	const char *article;    /* "GDPR 18(1)(c)" */
	bool kept;              /* the person wants it kept: nothing of it is erased */
	const char *until;      /* the right whose answer it waits for; NULL: none */
	const char *told[2][2]; /* to the person: { "nl", words }, { "en", words } */
};
/* restriction_find: NULL, or a code that is none: RESTRICTION_NO_GROUND. */
enum restriction_ground restriction_find(const char *code);
/* restriction_rule: NULL of none. */
const struct restriction_rule *restriction_rule(enum restriction_ground g);
/* restriction_told: in that language, English where it is not there; NULL of none. */
const char *restriction_told(enum restriction_ground g, const char *language);

/* restricted_uses: what 18(2) permits, codes ended by NULL. */
extern const char *const restricted_uses[];

/* What is restricted: a category, since which fact; ${noticed}: the notice of 18(3), or NULL. */
struct restriction {
	const char *category;
	const struct fact *begun, *noticed;
};
/* restrictions_of: those in force, the oldest first; in ${a}. Returns how many. */
size_t restrictions_of(const struct fact_list *facts, struct arena *a, struct restriction **ret);
/* restriction_on: that of a category; NULL: it is not restricted. */
const struct restriction *restriction_on(
    const struct restriction *list, size_t n, const char *category);

#endif
