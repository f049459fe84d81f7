/*
 * The clock of one request, from its append-only facts: which deadline is in force on a day and
 * why, and what became of it. (Named term, since clock_now() is the hour.) Pure: facts in, dates
 * with their derivation out; "as of" means that the caller leaves out what was recorded later.
 *
 * Art. 12(3) GDPR knows one month and one extension; no question to the person moves the legal
 * date. The suspension that EDPB Guidelines 01/2022 par. 159 allow is documented beside it.
 */
#ifndef DOSSIER_TERM_H
#define DOSSIER_TERM_H

#include "dossier/deadline.h"
#include "dossier/fact.h"
#include "dossier/plan.h"

#define TERM_ASK_WITHIN_DAYS 3 /* default of ask_within_days; no source gives a number */

struct term_input {
	const struct calendar *calendar;
	struct promise promise;   /* zeros: none */
	bool promise_is_done;     /* met when the thing is done, not when answered */
	unsigned rights;          /* bit set of the rights asked; 0: not known, or one */
	unsigned at_once;         /* bit set of the rights that are due at once (objection.h) */
	const char *controller;   /* on whose instruction, a name; NULL: in our own name */
	int ask_within_days;      /* in working days after receipt; 0: the default */
	const struct fact *facts; /* in the order of recording, received first */
	size_t nfacts;
	struct date as_of;
};

enum term_extension {
	EXTENSION_NONE,
	EXTENSION_DECIDED,  /* not in force: its notice has not left */
	EXTENSION_IN_FORCE, /* lawful: the notice left in the first month, with the reason */
	EXTENSION_BOUNCED,  /* void: the notice came back */
	EXTENSION_LATE,     /* void: decided or told after the first deadline */
	EXTENSION_UNLAWFUL, /* void: no ground, no reason, or dates before the request */
	EXTENSION_NEEDLESS, /* it ended in the first month: nobody had to be told of more */
};
extern const char *const extension_words[]; /* grounds to extend, ended by NULL */
bool term_extends_for(const char *ground);  /* it is one of these; NULL is not */
/* term_extension_name: "none", "decided", "in-force", "bounced", "late", "unlawful", "needless". */
const char *term_extension_name(enum term_extension e);

enum term_state {
	TERM_NONE,   /* no such term: nothing was promised */
	TERM_OPEN,   /* open, or nobody was told how it ended; and in time */
	TERM_LATE,   /* the same, and too late */
	TERM_MET,    /* answered (or done) in time */
	TERM_MISSED, /* ended too late, however it ended; also before it was opened again */
	TERM_ENDED,  /* closed or withdrawn in time, without an answer */
	/*
	 * refused, also in part, or closed after the first month under an extension in force:
	 * art. 12(4) has no extension clause, an open point of law
	 */
	TERM_AFTER_MONTH,
};
/* term_state_name: "none", "open", "late", "met", "missed", "ended", "after-first-month". */
const char *term_state_name(enum term_state s);
/* term_is_late: is it, or may it be by the law? */
bool term_is_late(enum term_state s);

/* How a request as a whole, or one of its rights, ended: a request with the last of its rights. */
struct term_end {
	struct date on;    /* answered, closed or withdrawn; no date: open */
	enum fact_kind by; /* answered (be it a refusal), closed, withdrawn; FACT__MAX: open */
	/*
	 * the day on which it counts: the last letter that tells it left and did not come back
	 * (art. 12(3), 12(4)); where none tells it, ${on}; what was recorded when its day was over,
	 * and shown by nothing, when it was recorded. No date: open, or that letter lies there
	 */
	struct date told;
	struct date done;         /* nothing was left to do; no date: something is */
	enum term_state statute;  /* what became of in_force; while open on the day as_of */
	enum term_state promised; /* what became of the promise */
	/* the worst end before it was opened again: missed, after-first-month, or none: in time */
	enum term_state before;
	bool refused_late; /* something was, after the first deadline: art. 12(4) has no other */
};

/* By when a request, or one of its rights, is to be answered. */
struct term_clock {
	enum term_extension extension;
	struct date decided;     /* the extension; no date: never */
	struct date notice_sent; /* the one that counts, else the last; no date: none */
	struct date in_force;    /* first or extended */
	const char *why;         /* why that one */
};

/*
 * Where a right was extended by itself each has its own clock (${apart}). What is said of the
 * request as a whole is then that of the open right whose deadline comes first, or of the last one
 * where none is open; and the worst of their extensions.
 */
struct term {
	struct date received, first, extended; /* as in struct deadline */
	const char *controller;                /* as in struct term_input */
	bool is_extended;
	struct date in_force; /* the legal deadline on as_of: first or extended */
	const char *why;      /* why that one */
	enum term_extension extension;
	struct date extension_decided; /* no date: never */
	struct date notice_sent;       /* the one that counts, else the last; no date: none */
	struct date promise;           /* no date: none */
	bool promise_is_done;
	struct date at_once; /* by when it has stopped; no date: nothing of that kind is open */
	struct date due;     /* the earliest of promise, in_force and at_once */
	unsigned stops;      /* bit set of the rights that have to stop still, by at_once */
	bool apart;
	struct term_clock clocks[RIGHT__MAX]; /* apart: of each right asked */
	struct date suspended;                /* documented beside in_force; no date: no days */
	int suspension_days;
	bool suspended_now; /* a question that counts is unanswered */
	/* one about who asks is unanswered, whether it counts or not, and no check passed since */
	bool identity_open;
	struct term_end end;
	const struct deadline_step *steps;
	size_t nsteps;
	const char *const *warnings;
	size_t nwarnings;
	const char *calendar_warning; /* one of them, or NULL: its last known year is past */
};

/*
 * term_compute(in, a, ret):
 * Strings, steps and warnings live in ${a}. Facts without FACT_RECEIVED first are a BUG().
 */
void term_compute(const struct term_input *in, struct arena *a, struct term *ret);

/*
 * term_begin(in, a, ret), term_finish(in, a, t):
 * The two steps of term_compute(), for who has many requests that differ in how they ended: the
 * dates follow from the receipt and from facts of the kinds FACT_EXTENSION_... alone, and what is
 * begun with these can be copied and finished with all facts of each request.
 */
void term_begin(const struct term_input *in, struct arena *a, struct term *ret);
void term_finish(const struct term_input *in, struct arena *a, struct term *t);

/*
 * term_right(t, right): the same as it is of this right alone: extension, in_force, why, at_once,
 * due. Its end is that of the request. NULL: as it is.
 */
struct term term_right(const struct term *t, const char *right);

/*
 * term_end_of(in, t, right, ret): how a right of it ended, or (NULL) all of it. ${t} is that of
 * ${in}.
 */
void term_end_of(
    const struct term_input *in, const struct term *t, const char *right, struct term_end *ret);

/*
 * term_json(c, t):
 * deadline_json()'s members, and "at_once", "in_force", "why", "extension", "notice_sent", "due",
 * "suspended", "suspension_days", "suspended_now", "statute", "promised", "promise_measures",
 * "before", "refused_late", "warnings", "ended", "told", "done", "ended_by". New.
 */
json_t *term_json(const struct calendar *c, const struct term *t);

#endif
