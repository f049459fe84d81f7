/*
 * The rights of a person, one row each: what has to be done at the systems, and what an answer must
 * rest on. Planning, searching, casework and help read this table and no other. Pure data.
 */
#ifndef DOSSIER_RIGHTS_H
#define DOSSIER_RIGHTS_H

#include "dossier/err.h"

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
const char *action_name(enum action a); /* "collect" */
/* action_parse: false when there is none of this name. */
bool action_parse(const char *name, enum action *ret) MUSTCHECK;

enum demand {               /* what an answer must rest on; each right has its own set */
	DEMAND_ACCOUNTED,   /* every category and recipient of the plan has its outcome */
	DEMAND_IDENTITY,    /* no question about identity is open */
	DEMAND_COPY,        /* a copy of the data as they are now, reviewed (15(3)) */
	DEMAND_INFORMATION, /* 15(1)(a)-(h) and 15(2) */
	DEMAND_MACHINE,     /* structured, commonly used, machine-readable (20(1)) */
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

struct right_rule {
	const char *name, *article; /* "access", "15" */
	unsigned actions;           /* what it needs at a system: 1u << ACTION_... */
	unsigned rests_on;          /* what granting it must rest on: 1u << DEMAND_... */
	/* complied with at once and free of charge: no extension, no fee, nothing weighed */
	bool absolute;
};
const struct right_rule *right_rule(enum right r);
const char *right_name(enum right r);
const char *right_article(enum right r);
/* right_parse: USAGE lists the rights. */
bool right_parse(const char *s, enum right *ret, struct err *err) MUSTCHECK;
/* rights_needing: the rights, as 1u << RIGHT_..., that need this done at a system. */
unsigned rights_needing(enum action a);

#endif
