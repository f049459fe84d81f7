/*
 * The information that goes with a copy (art. 15(1)(a)-(h), 15(2)): what of a register tells each
 * item of a category, what is blank, and whether a person's data went to a recipient (15(1)(c),
 * C-154/21). Pure.
 */
#ifndef DOSSIER_INFORMATION_H
#define DOSSIER_INFORMATION_H

#include "dossier/plan.h"

enum info {
	INFO_PURPOSES,
	INFO_CATEGORIES,
	INFO_RECIPIENTS, /* of the category as a whole; each of them is a matter of enum reach */
	INFO_PERIOD,
	INFO_RIGHTS,
	INFO_COMPLAINT,
	INFO_SOURCE,
	INFO_DECISIONS,
	INFO_TRANSFERS,
	INFO__MAX,
};
extern const char *const info_words[INFO__MAX + 1]; /* "a", ..., "h", "15-2"; then NULL */
/* info_said: other names of them and the item that is meant, ended by NULL. */
extern const char *const info_said[][2];
enum info info_find(const char *item); /* INFO__MAX: none */
const char *info_article(enum info i); /* "15(1)(a)" */
const char *info_title(enum info i);   /* "the purposes" */
/* info_instead: what the law wants told where that is said to be impossible; NULL: why it is. */
const char *info_instead(enum info i);

/* A category whose data the person is told of. */
struct info_about {
	const json_t *category, *organisation; /* the register's objects */
	/* those that its data went to, or may have, ended by NULL: the register's objects */
	const json_t *const *recipients;
};
enum info_state {
	INFO_NOT_DUE,    /* the law does not ask it of this category */
	INFO_ALWAYS,     /* every archive tells it */
	INFO_REGISTER,   /* the register tells it */
	INFO_PERSON,     /* somebody said it for this request */
	INFO_IMPOSSIBLE, /* or why it cannot be told */
	INFO_BLANK,
	INFO_STATE__MAX,
};
const char *info_state_name(enum info_state s); /* "blank" */
/* info_state: what the register makes of it: one of NOT_DUE, ALWAYS, REGISTER and BLANK. */
enum info_state info_state(enum info i, const struct info_about *x);

/* Did data of this person, of one category, go to a recipient? */
enum reach {
	REACH_FOUND,     /* they were found at its system */
	REACH_TOLD,      /* it was told of what was done with them, as it had them (art. 19) */
	REACH_YES,       /* a person says so */
	REACH_EVERYONE,  /* the register says so, of everybody's */
	REACH_PROCESSOR, /* it works for us with this category */
	REACH_UNKNOWN,   /* a person says why that cannot be established */
	REACH_SEARCHED,  /* its system was searched: nothing is there now */
	REACH_NO,        /* a person says that they did not, */
	REACH_NOBODY,    /* or the register, of everybody's */
	REACH_BLANK,     /* a person has to say */
	REACH__MAX,
};
const char *reach_name(enum reach r);  /* "found" */
bool reach_is_recipient(enum reach r); /* did they go there, or may they have? */
struct reach_known {
	const struct recipient *recipient;
	bool found, told, searched;
	const char *said; /* "yes", "no", "unknown"; NULL: nobody said */
};
enum reach reach_of(const struct reach_known *k);
extern const char *const reach_words[4]; /* what can be said, ended by NULL */
/*
 * reach_check: may this be said of it? DENIED: with no that they went where they were found, or
 * none, or unknown, without a ${text}; of one without a name that is who it is.
 */
bool reach_check(const struct reach_known *k, const char *text, struct err *err) MUSTCHECK;

/* recipient_holds: does the register, or a system of it, say that it gets the category? */
bool recipient_holds(const struct inventory *inv, const struct recipient *r, const char *category);
/* recipient_is_placed: that of any category? */
bool recipient_is_placed(const struct inventory *inv, const struct recipient *r);

#endif
