/*
 * The rights of a person, one row each: what has to be done at the systems, what an answer must
 * rest on, who is checked first, what may take longer or cost a fee, which letters tell of it.
 * Planning, searching, casework and help read this table and no other. Pure data.
 */
#ifndef DOSSIER_RIGHTS_H
#define DOSSIER_RIGHTS_H

#include "dossier/err.h"
#include "dossier/letter_kind.h"

enum right {
	RIGHT_ACCESS,             /* art. 15 */
	RIGHT_RECTIFICATION,      /* art. 16 */
	RIGHT_ERASURE,            /* art. 17 */
	RIGHT_RESTRICTION,        /* art. 18 */
	RIGHT_PORTABILITY,        /* art. 20 */
	RIGHT_OBJECTION,          /* art. 21 */
	RIGHT_HUMAN_REVIEW,       /* art. 22(3) */
	RIGHT_CONSENT_WITHDRAWAL, /* art. 7(3) */
	RIGHT__MAX,
};

enum action {            /* what is done at a system */
	ACTION_COLLECT,  /* a copy of what is there */
	ACTION_FIND,     /* which records are this person's */
	ACTION_ERASE,    /* or make anonymous */
	ACTION_RESTRICT, /* store only: art. 18(2) */
	ACTION_LIFT,     /* the end of that: art. 18(3) */
	ACTION_RECTIFY,  /* correct, or add a statement */
	ACTION_SUPPRESS, /* stop using, and keep what keeps it stopped */
	ACTION_NOTIFY,   /* tell a recipient: art. 19 */
	ACTION_FORWARD,  /* hand to the controller it concerns: art. 28(3)(e) */
	ACTION__MAX,
};
/* The names of both, each list ended by NULL: all that can be said where one is asked for. */
extern const char *const right_words[RIGHT__MAX + 1], *const action_words[ACTION__MAX + 1];
/* right_said: Dutch names of rights and the word that is meant, ended by NULL; none is taken. */
extern const char *const right_said[][2];
const char *action_name(enum action a); /* "collect" */
/* action_parse: false when there is none of this name. */
bool action_parse(const char *name, enum action *ret) MUSTCHECK;

enum demand {               /* what an answer must rest on; each right has its own set */
	DEMAND_ACCOUNTED,   /* every category and recipient of the plan has its outcome */
	DEMAND_AUTHORITY,   /* who asks may ask for the person; as DEMAND_IDENTITY */
	DEMAND_IDENTITY,    /* who asks was checked, and is known; see enum verification */
	DEMAND_REVIEWED,    /* a person looked at what rules can not judge (15(4), 20(4)) */
	DEMAND_COPY,        /* a copy of the data as they are now (15(3)) */
	DEMAND_INFORMATION, /* 15(1)(a)-(h) and 15(2) */
	DEMAND_MACHINE,     /* structured, commonly used, machine-readable (20(1)) */
	DEMAND_TRANSFER,    /* sent to another controller, or why that is not feasible (20(2)) */
	DEMAND_DECIDED,     /* a decision for each category concerned */
	DEMAND_DONE,        /* what was granted has been done, with a receipt for each system */
	DEMAND_RECIPIENTS,  /* every recipient told, or why that is impossible (19) */
	DEMAND_STOPPED,     /* the processing objected to or consented to has stopped */
	DEMAND_HUMAN,       /* somebody who may change it looked, and heard them (22(3)) */
	DEMAND_REASONS,     /* ground and facts of each part refused (12(4)) */
	DEMAND_REMEDIES,    /* complaint and court (12(4)) */
	DEMAND_SENT,        /* it left: how, and on which day */
	DEMAND__MAX,
};

enum verification {
	VERIFY_FIRST, /* it waits until it is recorded who asks (12(2), 12(6)); not the absolute */
	VERIFY_NEVER, /* it is complied with unproven: nobody is harmed by what stops */
};

/* What of a right is complied with at once and free of charge, come what may. */
enum absolute {
	ABSOLUTE_NONE,
	ABSOLUTE_MARKETING, /* direct marketing (art. 21(2), (3)) */
	ABSOLUTE_CONSENT,   /* consent withdrawn (art. 7(3)), whatever it is about */
};

enum fee_ground {      /* on what a fee may be charged */
	FEE_EXCESSIVE, /* 12(5)(a) */
	FEE_UNFOUNDED,
	FEE_FURTHER_COPY, /* 15(3) */
	FEE__MAX,
};
extern const char *const fee_ground_words[FEE__MAX + 1]; /* likewise */
const char *fee_ground_name(enum fee_ground g);          /* "excessive-12-5" */

struct right_rule {
	const char *name, *article; /* "access", "15" */
	unsigned actions;           /* what it needs at a system: 1u << ACTION_... */
	unsigned rests_on;          /* what granting it must rest on: 1u << DEMAND_... */
	enum verification verification;
	/* art. 11(2) sets it aside for whom we cannot identify; of the others there is 12(2) */
	bool by_article_11;
	enum absolute absolute; /* that part of it is neither extended, charged nor refused */
	bool extended;          /* its month may become three (12(3)) */
	unsigned fees;          /* on which grounds it may be charged for: 1u << FEE_... */
	unsigned letters;       /* that are its own: 1u << LETTER_..., see right_letters() */
};
const struct right_rule *right_rule(enum right r);
/*
 * right_wants_check: must be recorded how who asks was checked before ${about} of it is carried
 * out? The absence of a question is no check; direct marketing and use on consent stop without.
 */
bool right_wants_check(enum right r, enum absolute about);
/*
 * right_letters: which letters to the person, or to a recipient, can be about it, as 1u <<
 * LETTER_...: its own, those that follow from its row (extension, fee, identity), and those that
 * any right can get. Where all that it is about is ${about}, those alone that refuse, delay and ask
 * nothing.
 */
unsigned right_letters(enum right r, enum absolute about);
/* rights_charged: the rights, as 1u << RIGHT_..., for which a fee may be charged on that ground. */
unsigned rights_charged(enum fee_ground g);
const char *right_name(enum right r);
const char *right_article(enum right r);
/* right_parse: USAGE lists the rights. */
bool right_parse(const char *s, enum right *ret, struct err *err) MUSTCHECK;
/* rights_needing: the rights, as 1u << RIGHT_..., that need this done at a system. */
unsigned rights_needing(enum action a);

#endif
