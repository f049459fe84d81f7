/*
 * Guards: may this be done to this request today? Pure. A no is DENIED and names the article and
 * what is still possible; a word that is none of those expected is USAGE. A guard changes nothing.
 */
#ifndef DOSSIER_GUARD_H
#define DOSSIER_GUARD_H

#include "dossier/objection.h"
#include "dossier/refusal.h"
#include "dossier/representation.h"
#include "dossier/sufficient.h"
#include "dossier/term.h"

/* ---- receipt, and putting it right (art. 5(1)(d)) ---- */

/* guard_received: a day from which a request can be: the GDPR applied, and it is not to come. */
bool guard_received(struct date on, struct date today, struct err *err) MUSTCHECK;

struct guard_receipt {
	const struct fact_list *facts;
	struct date logged; /* the local day on which it was */
	struct date on;     /* the right one */
	const char *why;    /* how that is known */
	const char *proof;  /* what from outside shows it; NULL: nothing */
	struct date today;
};
/*
 * guard_receipt: another day, on which it can have been received: not after it was logged, nor
 * after anything that was done about it. To a later one, which gives more time, with proof.
 */
bool guard_receipt(const struct term *t, const struct guard_receipt *x, struct err *err) MUSTCHECK;

struct guard_correction {
	const char *why;   /* how it is known */
	bool taken_back;   /* of a question: it was before */
	struct date left;  /* and its letter, which was written here, left; no date: it did not */
	bool planned;      /* of a right to be added: it was said whom to ask */
	bool copy, a_copy; /* it is answered by a copy, as another is */
	bool alone;        /* of one to be taken off: no other is open, or was decided */
	bool open;         /* it is */
	bool decided;      /* something of it is */
};
/*
 * guard_not_asked: a question that nobody was asked by is taken back, once. guard_add_right: of a
 * request that is open; not a copy where another was searched for already, which was asked of its
 * systems otherwise. guard_take_off_right: one that is open and undecided, and not the only one.
 */
bool guard_not_asked(const struct guard_correction *x, struct err *err) MUSTCHECK;
bool guard_add_right(const struct term *t, const struct guard_correction *x, struct err *err)
    MUSTCHECK;
bool guard_take_off_right(const struct term *t, const struct guard_correction *x, struct err *err)
    MUSTCHECK;

/* ---- extension (art. 12(3)) ---- */

struct guard_extension {
	enum absolute about; /* of all that is still open; NONE where something else is open too */
	const char *ground;  /* "complexity" or "number" */
	const char *reason;  /* what the person will read */
	struct date today;
};
/*
 * guard_extend: by the first deadline, once, with ground and reason; in force once its notice
 * left.
 */
bool guard_extend(const struct term *t, const struct guard_extension *x, struct err *err) MUSTCHECK;
/* guard_extension_notice: left on ${sent}, from the decision to the first deadline or today. */
bool guard_extension_notice(
    const struct term *t, struct date sent, struct date today, struct err *err) MUSTCHECK;
/* guard_extension_bounce: it came back on ${on}. */
bool guard_extension_bounce(
    const struct term *t, struct date on, struct date today, struct err *err) MUSTCHECK;

/* ---- letters ---- */

struct guard_letter {
	struct date written;       /* the day from which it lay there to be sent */
	struct date sent, bounced; /* what is known of it; no date: nothing */
	const char *proof;         /* what from outside shows what is said; NULL: nothing */
	struct date on, today;
};
/*
 * guard_letter_left: once, from its day on, and after it came back not before that day; said when
 * the day is over, or again after it came back, with its proof. guard_letter_back: it had left;
 * with its proof when the day is over.
 */
bool guard_letter_left(const struct guard_letter *x, struct err *err) MUSTCHECK;
bool guard_letter_back(const struct guard_letter *x, struct err *err) MUSTCHECK;
/* guard_is_late: what happened on ${on} is recorded when that day was over. */
bool guard_is_late(struct date on, struct date today);

/* ---- refusal and fee (art. 12(4), 12(5)) ---- */

/*
 * For so many days after the letter left who is asked may answer, before nothing follows from their
 * silence (art. 12(2), 12(6)): the post comes and goes, and people are away for a week. No source
 * gives a number; a question in the first half of the month leaves time to refuse within it.
 */
#define GUARD_ANSWER_DAYS 14

/* What became of the doubt about who asks (art. 12(6)). */
enum doubt {
	DOUBT_UNASKED,
	DOUBT_UNSENT,   /* a question was written, and has not left */
	DOUBT_RETURNED, /* or came back */
	DOUBT_WAITING,  /* or left, and the person still has time to answer */
	DOUBT_OPEN,     /* asked in vain, or what came did not suffice */
	DOUBT_ANSWERED, /* and not checked yet */
	DOUBT_GONE,     /* the person was checked, and passed */
};

/* guard_doubt: as the facts have it on ${today}. */
enum doubt guard_doubt(const struct term *t, const struct fact_list *facts, struct date today);

/* guard_authority_asked: likewise of the question by what who asks may (method mandate). */
enum doubt guard_authority_asked(const struct fact_list *facts, struct date today);

struct guard_refusal {
	enum right right;
	const struct refusal_ground *ground;
	const char *country;
	const char *facts;     /* what shows that the ground applies here */
	const char *necessity; /* why necessary, why proportionate: where the ground asks */
	const char *proportionality;
	const char *law, *procedure; /* where the ground asks for them */
	struct date until;           /* last day or day of review, where the ground asks for one */
	const char *unannounced;     /* why the person is not told; NULL: they are */
	/* categories of which the register says otherwise than the ground, as words; NULL: none */
	const char *against;
	enum contradiction how; /* it says otherwise */
	const struct purpose *const
	    *purposes;  /* refused of it, ended by NULL; NULL: of no matter */
	bool marketing; /* the objection is to direct marketing */
	bool whole; /* it is all there is of the right, but for parts refused on other grounds */
	bool last;  /* nothing is left of the right: it ends with this */
	enum doubt doubt;     /* where the person is said to be unknown */
	enum mandate mandate; /* where who asks is said to have no authority; */
	enum doubt asked;     /* what became of asking for it */
	bool fee_charged;     /* for the request: art. 12(5)(a), and then not (b) as well */
	struct date today;
};
/* guard_refuse: DENIED unless the ground fits. A late one is allowed: see guard_refusal_is_late. */
bool guard_refuse(const struct term *t, const struct guard_refusal *x,
    const struct refusal_law *law, struct err *err) MUSTCHECK;
/*
 * guard_refusal_is_late: on ${on} is later than art. 12(4) allows, whatever extension is in force.
 */
bool guard_refusal_is_late(const struct term *t, struct date on);

struct guard_fee {
	enum absolute about; /* of all that is still open, as of an extension */
	const char *ground;  /* "excessive-12-5", "unfounded-12-5", "further-copy" (15(3)) */
	const char *facts;
	const char *costs; /* how the amount follows from the costs of this request */
	int64_t amount_cents;
	struct date warned;      /* the person was told of the fee, by a letter that left; or not */
	struct date withdraw_by; /* until when the person could withdraw without costs */
	bool accepted;           /* the person agreed before that day */
	bool first_copy;         /* no copy was handed to this person before */
	struct date today;
};
/*
 * guard_fee_warning: that the person is told of it, on ground, facts, costs and amount; guard_fee:
 * that what they were told of is charged.
 */
bool guard_fee_warning(const struct term *t, const struct guard_fee *x, struct err *err) MUSTCHECK;
bool guard_fee(const struct term *t, const struct guard_fee *x, struct err *err) MUSTCHECK;

/* ---- what was done ---- */

/* Parts of a right were done as asked: by hand, as nothing here does them. */
struct guard_done {
	enum right right;
	const char *proof; /* what shows it */
	const char *by;    /* who did it; NULL: not said */
	/* of a human review: how the person gave their view, and what came of it; NULL: not said */
	const char *heard, *result;
	const char *unauthorised; /* why who asks may not for the person; NULL: they may */
	const char *unidentified; /* why who asks is not established; NULL: they are */
	const char *at_once;      /* how what of it stops at once is recorded; NULL: nothing does */
	const struct right_rule *copy; /* one that the same request asks still; NULL: none */
	bool nothing;                  /* nothing of the person is held there */
	enum absolute about;           /* of all the parts that were done */
	struct date on, today;
};
/*
 * guard_done: DENIED for a copy, which its archive answers, without its proof, for erasure while a
 * copy is to be given still, and for somebody of whom it is not established who they are, or that
 * they may ask for the person, where the right rests on that.
 */
bool guard_done(const struct term *t, const struct guard_done *x, struct err *err) MUSTCHECK;
/* guard_nothing: nothing is held in ${category}; DENIED where the search ${found} data in it. */
bool guard_nothing(enum right right, const char *category, bool found, struct err *err) MUSTCHECK;
/* guard_told: recipients were told of it on ${on} (art. 19). */
bool guard_told(const struct term *t, struct date on, struct date today, struct err *err) MUSTCHECK;

/* Sending what is portable to another controller, as the person wants (art. 20(2)). */
struct guard_transfer {
	enum fact_kind what; /* FACT_TRANSFER_... */
	const struct fact_list *facts;
	bool invoked, open;       /* is portability asked, and not decided yet? */
	const char *text;         /* whom; why not; what shows it; how that is known */
	const char *unauthorised; /* as in struct guard_done */
	const char *unidentified;
	bool built; /* there is an archive that could have been sent */
	struct date on, today;
};
/* guard_transfer: DENIED as docs/deadlines.md says of it. */
bool guard_transfer(const struct term *t, const struct guard_transfer *x, struct err *err)
    MUSTCHECK;

/* ---- answer ---- */

enum answer_kind { ANSWER_GRANTED, ANSWER_PARTLY, ANSWER_REFUSED };
/* guard_answer_demands(right, kind, about): bit set of what must be there. */
unsigned guard_answer_demands(enum right right, enum answer_kind kind, enum absolute about);

struct guard_answer {
	enum right right;
	enum answer_kind kind;
	unsigned met;                   /* bit set 1u << DEMAND_... of what is there */
	const char *lacks[DEMAND__MAX]; /* of what is not: which, by name; NULL: not said */
	enum absolute about;            /* of all of it that is not refused */
	struct date on;                 /* the day it left */
	struct date today;
};
/*
 * guard_answer: one right; the others stay open. Says what is missing, the first with its
 * article.
 */
bool guard_answer(const struct term *t, const struct guard_answer *x, struct err *err) MUSTCHECK;

/* ---- closing, reopening, withdrawing ---- */

#define ENTERED_BY_MISTAKE "entered-by-mistake"

struct guard_close {
	const char *ground;       /* see docs/deadlines.md: "answered", "deceased", ... */
	const char *facts;        /* how that is known */
	const char *duplicate_of; /* the other reference */
	bool seen;                /* a letter about it left */
	struct date letter_left;  /* the one that tells it; no date: none did */
	bool letter;              /* one is written now, or said to have left */
	bool only_letter;         /* it is written now; closed later */
	enum doubt doubt;
	enum absolute about; /* of any right that is open still, as of a refusal */
	int open_rights;     /* rights neither answered, refused, forwarded nor withdrawn */
};
bool guard_close(const struct term *t, const struct guard_close *x, struct err *err) MUSTCHECK;
extern const char *const close_words[]; /* its grounds, ended by NULL */
/* guard_close_article("deceased"): "GDPR recital 27"; NULL for a ground that is none. */
const char *guard_close_article(const char *ground);

/* guard_reopen: it ended, and why it goes on is said. The deadlines stay those of the receipt. */
bool guard_reopen(const struct term *t, const char *reason, struct err *err) MUSTCHECK;

struct guard_withdrawal {
	const char *by;       /* "person", or "representative" where one made the request */
	const char *relation; /* of the request: "self", "parent", "agent", ... */
	const char *how;      /* where the person's words are: the message, the call */
	struct date on, today;
};
bool guard_withdraw(const struct term *t, const struct guard_withdrawal *x, struct err *err)
    MUSTCHECK;

/* ---- who asks for whom (art. 12(2), 12(6); UAVG 5) ---- */

struct guard_authority {
	const struct representative *row; /* NULL: the person asks themselves */
	const struct evidence *evidence;  /* that was seen; NULL: of a name that is none */
	bool advice;                      /* free help and advice is asked about (UAVG 5(5)) */
	struct date born;                 /* no date: not known */
	const char *what;                 /* was seen, and by whom */
	bool scope;                       /* it is said which categories it covers */
	struct date until;                /* its last day; no date: none is known */
	struct date on, today;
};
/* guard_authority: seen, of a kind that shows it, and in force; for a person young enough. */
bool guard_authority(const struct term *t, const struct guard_authority *x, struct err *err)
    MUSTCHECK;
struct guard_authority_end {
	bool stands;     /* one was seen, and did not end yet */
	const char *why; /* how that is known */
	struct date on, today;
};
bool guard_authority_ended(
    const struct term *t, const struct guard_authority_end *x, struct err *err) MUSTCHECK;
struct guard_competence {
	const char *result; /* "capable" or "incapable" */
	const char *facts;  /* what shows it */
	struct date on, today;
};
/* guard_competence: whether the person can decide, judged by who handles it (UAVG 5(4)). */
bool guard_competence(const struct term *t, const struct guard_competence *x, struct err *err)
    MUSTCHECK;

/* ---- questions and verification (art. 12(6), recital 63) ---- */

struct guard_question {
	const char *about;          /* "identity" or "clarification" */
	enum absolute absolute;     /* of all that is still open, as of an extension */
	const char *doubt;          /* what is doubted or unclear, for this question */
	const char *const *earlier; /* the doubts of earlier questions, ended by NULL, or NULL */
	const char *method;         /* identity: how to answer it, one of the methods below */
	bool tried;                 /* another method was asked for before, or failed */
	bool represented;           /* somebody asks for the person */
	bool copy;                  /* the register gives its reason for a masked copy */
	bool large_quantity;        /* clarification: much is processed (recital 63) */
	const char *proof;          /* asked when its day is over: what from outside shows it */
	struct date on, today;
};
bool guard_question(const struct term *t, const struct guard_question *x, struct err *err)
    MUSTCHECK;
struct guard_question_answer {
	struct date asked, left; /* left no date: it has not */
	bool back;               /* its letter came back */
	struct date on, today;
};
/* guard_question_answered: of one that left, not before it did, not after today. */
bool guard_question_answered(const struct guard_question_answer *x, struct err *err) MUSTCHECK;

struct verify_method {
	const char *name;       /* "code-to-address", "login", "eid", ... */
	const char *what;       /* one line for help and list */
	const char *kind;       /* of the contact data it is about; NULL: of any kind, or none */
	bool seen;              /* is there without asking: no question can name it */
	enum check_level level; /* what it shows */
};
const struct verify_method *guard_verify_methods(size_t *ret_n);
extern const char *const verify_words[];        /* their names, and */
extern const char *const verify_result_words[]; /* what a check may come to; each ended by NULL */
/* guard_verify_method: by name; NULL: there is none. */
const struct verify_method *guard_verify_method(const char *name);

struct guard_verification {
	const char *method;
	const char *result; /* "passed" or "failed" */
	bool tried;         /* another method was asked for before, or failed */
	bool copy;          /* the register gives its reason for a masked copy */
	bool doubted;       /* a question asked for it, with its doubt */
	const char
	    *enough;    /* less of which suffices, "login, code-to-address"; NULL: no less does */
	bool copy_kept; /* a copy of an identity document would be kept: never */
	struct date on, today;
};
bool guard_verify(const struct term *t, const struct guard_verification *x, struct err *err)
    MUSTCHECK;
/*
 * guard_verify_by: by contact data of the request. What a method says stood on file, and stood in
 * nothing that was looked at, needs its proof: DENIED without.
 */
struct guard_verified_by {
	const char *method;
	bool nowhere;      /* somebody looked, and it did not */
	bool unlooked;     /* merely given, and nobody looked */
	const char *proof; /* where it stood; NULL */
};
bool guard_verify_by(const struct guard_verified_by *x, struct err *err) MUSTCHECK;

#endif
