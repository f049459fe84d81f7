/*
 * Escalation: who is told when, before and after a day. Two ladders, each a table: that of a
 * request runs towards its due date, that of a written instruction or manual task away from the
 * day it was asked. Pure: the caller keeps what was told (ladder_told) and when to look again
 * (next).
 */
#ifndef DOSSIER_LADDER_H
#define DOSSIER_LADDER_H

#include "dossier/date.h"

/* Days before it is due from which a request is at risk: the first rung, and the report's list. */
#define AT_RISK_DAYS 14

enum ladder_role {          /* bits */
	LADDER_HANDLER = 1, /* nobody assigned: the officer */
	LADDER_OFFICER = 2,
	LADDER_SUPERIOR = 4, /* whom the organisation named */
	LADDER_ASKED = 8,    /* the recipient or colleague who was asked */
};
/* ladder_roles(roles, a): "handler, officer". */
const char *ladder_roles(unsigned roles, struct arena *a);

/*
 * What was told last. On the ladder of a request a rung counts for the due date it was told for:
 * when that moves, the ladder starts anew. On that of a task it counts until it is asked again.
 */
struct ladder_told {
	int rung;        /* -1: nothing yet */
	struct date due; /* the due date then */
};

struct ladder_news {
	int rung;         /* the highest rung reached that was not told yet; -1: nothing new */
	const char *name; /* "T-7", "today", "late", "late by 2 weeks"; "chase", "escalate" */
	struct date day;  /* on which it was reached; the program may have been off since */
	unsigned roles;
	const char *skipped; /* rungs passed without being told, "T-14, T-7"; NULL: none */
	struct date next;    /* the first day on which there can be more to tell; no date: never */
};

/* ladder_request: T-14, T-7, T-3, T-1, the day itself, late, then each week. */
void ladder_request(struct date due, struct date today, struct ladder_told told, struct arena *a,
    struct ladder_news *ret);

/*
 * ladder_task(asked, due, today, told, a, ret):
 * Chase 7 and 12 days after ${asked}, escalate after 14; earlier when ${due} of the request is
 * near: 7, 4 and 3 days before it, but never on the day it was asked.
 */
void ladder_task(struct date asked, struct date due, struct date today, struct ladder_told told,
    struct arena *a, struct ladder_news *ret);

/*
 * ladder_stop(from, today, told, a, ret):
 * Of what was to stop at once (art. 21(3), 7(3)): chase on ${from} and two days later, escalate
 * after four.
 */
void ladder_stop(struct date from, struct date today, struct ladder_told told, struct arena *a,
    struct ladder_news *ret);

#endif
