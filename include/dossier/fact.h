/*
 * What happened to a request: append-only facts, as the store keeps them, the clock (term.h)
 * counts with them, and history and report tell them. "As of" a day means: without what was
 * recorded later.
 */
#ifndef DOSSIER_FACT_H
#define DOSSIER_FACT_H

#include "dossier/json.h"

enum fact_kind {
	FACT_RECEIVED,
	FACT_RECEIPT_CORRECTED, /* to its day; result: "proven"; sealed: why, and the proof */
	FACT_EXTENSION_DECIDED, /* ground: complexity, number; sealed: the reason */
	FACT_EXTENSION_NOTICE_SENT,
	FACT_EXTENSION_NOTICE_BOUNCED, /* voids the notice it refers to */
	FACT_QUESTION_ASKED,           /* ground: identity, clarification; sealed: the doubt */
	FACT_QUESTION_SENT,            /* its letter left; sealed: the proof, if any */
	FACT_QUESTION_BOUNCED,         /* and came back: nobody was asked by it */
	FACT_QUESTION_ANSWERED,
	FACT_QUESTION_TAKEN_BACK, /* entered by mistake; letter: that asked it; sealed: why */
	FACT_REFUSED,             /* a right was refused: that right has ended, not the request */
	FACT_REFUSED_IN_PART,     /* of a right some categories: the right goes on without them */
	FACT_ANSWERED_IN_PART,    /* a right was answered: that right has ended, not the request */
	FACT_WITHDRAWN_IN_PART,   /* the person withdrew a right: that right has ended */
	FACT_RIGHT_TAKEN_OFF, /* nobody asked it: that right has ended; sealed: how that is known */
	FACT_STOPPED,         /* of a right all that was due at once is decided (objection.h) */
	FACT_ANSWERED,        /* every right is answered or refused, and that left */
	FACT_DONE,            /* nothing is left to do: what a promise "done" measures */
	FACT_CLOSED,          /* closed without an answer; ground: see guard.h; letter: its own */
	FACT_WITHDRAWN,
	FACT_REOPENED, /* undoes the end; the month is still that of receipt */
	/* one to the person left; ground: its kind; sealed: the proof, if any */
	FACT_LETTER_SENT,
	/* the clock does not look at these */
	/* parts of a right were done as asked, or (result "nothing") hold nothing of the person;
	 * sealed: proof and receipt */
	FACT_CARRIED_OUT,
	FACT_RECIPIENTS_TOLD,    /* of what was done of a right (art. 19); sealed: why others not */
	FACT_RECIPIENTS_BOUNCED, /* what told them came back: they were not */
	FACT_VERIFIED, /* the person was checked: method, result, identifier; sealed: its proof */
	FACT_CLOSE_LETTER, /* who is closed was told why; ground: that of the closing to come */
	FACT_LETTER_BOUNCED,
	FACT_FEE_WARNED, /* amount, ground, withdraw_by; sealed: what shows the ground */
	FACT_FEE_CHARGED,
	FACT_LATE_CAUSE,            /* cause: of late_cause.h */
	FACT_LATE_CAUSE_TAKEN_BACK, /* cause; it was none; sealed: how that is known */
	FACT_RIGHT_ADDED, /* it was asked too, from the start; sealed: how that is known */
	/* who asks for another may: method, what shows it; right, scope, until; sealed: what was
	 * seen */
	FACT_AUTHORITY_SEEN,
	FACT_AUTHORITY_ENDED, /* and may no more; sealed: how that is known */
	/* art. 20(2): the person wants what is portable sent to another controller; sealed: whose
	 * name, why that is not feasible, what shows that it left, how it is known that they want
	 * it no more */
	FACT_TRANSFER_ASKED,
	FACT_TRANSFER_INFEASIBLE,
	FACT_TRANSFER_SENT,
	FACT_TRANSFER_DROPPED,
	FACT_COMPETENCE_JUDGED, /* result: "capable", "incapable" of deciding; right; sealed: why */
	/*
	 * what goes with the copy (information.h), by its number ${ref}: of the categories ${scope}
	 * an item ${ground}, result: "told", "impossible"; or whether recipients got data, result:
	 * "yes", "no", "unknown"; sealed: the words
	 */
	FACT_INFORMED,
	FACT_INFORM_TAKEN_BACK, /* and is not: that of this number */
	/* of a right the categories ${scope} are changed at the systems as previewed; ground: of
	 * art. 17(1), where one is known; method: "erase", "keep" what cannot be told */
	FACT_CHANGE_DECIDED,
	/* of this person the categories ${scope} are ours, or a customer's, to answer for; result:
	 * "controller", "processor" */
	FACT_ROLE_SETTLED,
	/* the categories ${scope} are stored only; right; ground: of art. 18(1) */
	FACT_RESTRICTED,
	FACT_LIFT_NOTICE, /* that of ${scope} ends is told first (18(3)), by letter; sealed: why */
	FACT_LIFTED,      /* and these are stored only no more */
	/* what is restricted was used; ground: what 18(2) permits; scope; sealed: what was done */
	FACT_RESTRICTED_USED,
	/* of a right (art. 16) the categories ${scope} are corrected as was said: no others are
	 * meant; result: "undone", it was taken back; sealed: what shows it */
	FACT_CORRECTION_DECIDED,
	FACT_MEANING_CLEAR, /* what is asked is clear, and nobody has to ask; right; sealed: why */
	FACT__MAX,
};
/* fact_name: as the store keeps it: "extension-notice-sent". */
const char *fact_name(enum fact_kind k);
/* fact_find(name): FACT__MAX for a name that is none. */
enum fact_kind fact_find(const char *name);

/* fact_decides: what it decides of its parts: "refused", "done"; NULL: nothing. */
const char *fact_decides(enum fact_kind k);
/* fact_alters_answer: does what an archive rests on change with it? */
bool fact_alters_answer(enum fact_kind k);

/* What of a right is decided together: a category, for one purpose or ("") whole. */
struct right_part {
	const char *category, *purpose;
};
struct right_part_list {
	struct right_part *items;
	size_t n;
};

/* Whatever a kind does not say above is unset: 0, false, NULL. */
struct fact {
	enum fact_kind kind;
	struct date on; /* the organisation's local day on which it happened */
	usec_t at, recorded_at;
	struct date recorded; /* the local day of that; no date: as ${on} */
	const char *by;       /* who recorded it */
	/* the question or notice it belongs to, 0: the latest one open; told by a letter: how many
	 * facts there were when that was written */
	int64_t ref;
	const char *ground; /* free of personal data, as all but ${sealed} */
	const char *right;  /* decided, answered in part: which right; NULL: all of them */
	const struct right_part *parts; /* decided: which; none: all of the right */
	size_t nparts;
	/* question, check; done: "nothing"; withdrawn: "proven", its day is shown from outside;
	 * answered in part: "withheld", the review left something out of its copy */
	const char *method, *result;
	int64_t identifier; /* verified: by which of the request's; 0: by none of them */
	const char *cause;
	const char *duplicate_of; /* closed: the reference that goes on */
	const char *withdrawn_by; /* "person", "representative" */
	int64_t amount_cents;
	struct date withdraw_by;
	struct date
	    until; /* refused: the last day, or that of a review, where the ground has one */
	bool large_quantity; /* clarification: much is processed about the person (recital 63) */
	bool accepted;       /* the person agreed to the fee */
	/* refused: after the first month (art. 12(4)); all else: recorded when its day was over */
	bool late;
	bool unannounced;              /* refused, and not told (art. 23(2)(h)) */
	const char *const *recipients; /* told: ids, ended by NULL; NULL: none */
	const char *const *scope;      /* authority: categories, ended by NULL; NULL: all */
	const char *letter; /* that told it: its Message-ID, or its file where it is on paper */
	struct date told;   /* that left; no date: a fact of its own says so, or nobody yet */
	const char *sealed; /* the words the law asks for, sealed with the ledger key */
};
struct fact_list {
	struct fact *items;
	size_t n;
};

/*
 * fact_receipt: the day of receipt, as it was corrected last; the first is FACT_RECEIVED.
 */
const struct fact *fact_receipt(const struct fact *facts, size_t n);

/*
 * fact_question_left(list, asked, ret_back): the day on which the letter of a question left last,
 * when it did not come back since; no date: nobody was asked. *ret_back: it came back.
 */
struct date fact_question_left(const struct fact_list *list, size_t asked, bool *ret_back);

/* fact_taken_back: was it, of a question or its answer, entered by mistake? */
bool fact_taken_back(const struct fact_list *list, const struct fact *f);
/* fact_is_question: is it one that stands, about this ("identity"; NULL: whatever)? */
bool fact_is_question(const struct fact_list *list, const struct fact *f, const char *about);
/* fact_question_answered: was it, by its number? */
bool fact_question_answered(const struct fact_list *list, const struct fact *asked);
/*
 * fact_is_transfer: is it of FACT_TRANSFER_...? fact_transfer: the last of them, which says how it
 * stands with the transfer that was asked by *ret_asked; NULL: none is asked.
 */
bool fact_is_transfer(enum fact_kind k);
const struct fact *fact_transfer(const struct fact_list *list, const struct fact **ret_asked);
/*
 * fact_corrected_back: was what was corrected of this category taken back, and nothing else said to
 * be corrected of it since?
 */
bool fact_corrected_back(const struct fact_list *list, const char *category);
/*
 * fact_role_settled: as what we hold this category of this person, "controller" or "processor",
 * where the register leaves it open; NULL: that was not said.
 */
const char *fact_role_settled(const struct fact_list *list, const char *category);
/* fact_cause_stands: was this cause of lateness recorded, and not taken back since? */
bool fact_cause_stands(const struct fact_list *list, const char *cause);
/*
 * fact_counted: the day from which it counts: what is said of a day that was over is believed if
 * something from outside shows it (art. 5(2)), else it counts when it was said. fact_told: the day
 * on which the person was told of what it decides: that on which its letter left, if that did not
 * come back since. No date: it lies there.
 */
struct date fact_counted(const struct fact *f);
struct date fact_told(const struct fact *facts, size_t n, const struct fact *f);
/* fact_json(f): {"on", ...}: what is set of it, but who, when recorded and the words. New. */
json_t *fact_json(const struct fact *f);
/* fact_amount(cents, a): "12.50". */
const char *fact_amount(int64_t cents, struct arena *a);

#endif
