/*
 * Casework's decisions about time and outcome: questions, extension, refusal, closing. Each goes
 * through its guard of law/guard, is written as an append-only clock fact with its event, and
 * recomputes the dates. What the person must be told lies as a letter in the outbox afterwards.
 */
#ifndef DOSSIER_DECIDE_H
#define DOSSIER_DECIDE_H

#include "dossier/dossier.h"
#include "dossier/guard.h"

/* A letter to the person that a decision left in the outbox: ${ret_told}, in ${a}. */
struct letter_told {
	const char *kind;       /* "extension"; NULL: none was written */
	const char *file;       /* where it is */
	const char *message_id; /* NULL: a text to print */
	/*
	 * "email"; "nobody": no address to send it to is known; to be printed: "post", as they
	 * want it so, "no-sender", as the register has no contact.email
	 */
	const char *to;
	const char *body; /* what it says */
};

/*
 * Dates left unset mean today in the organisation's zone. Texts are kept sealed; grounds are not
 * personal.
 */
struct decide_extension {
	const char *ground, *reason;
};
bool decide_extend(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_extension *x, struct arena *a, struct letter_told *ret_told,
    struct err *err) MUSTCHECK;
/* What post_sent() and post_bounced() say of the letter that decide_extend wrote. */
bool decide_extension_notice(struct installation *in, const struct actor *who,
    const char *reference, struct date sent, const char *proof, struct err *err) MUSTCHECK;
bool decide_extension_bounce(struct installation *in, const struct actor *who,
    const char *reference, struct date on, struct err *err) MUSTCHECK;

struct decide_refusal {
	const char *const *rights; /* none: the only open one */
	size_t nrights;
	const char *const *categories; /* none: all of the right */
	size_t ncategories;
	const char *const *purposes; /* of an objection or a withdrawal of consent; none: all */
	size_t npurposes;
	const char *ground, *facts, *necessity, *proportionality;
	const char *law, *procedure; /* where the ground asks for them, as until */
	struct date until;
	bool direct_marketing;
};
/*
 * decide_refuse: what was refused and the words the person must get: ground, facts, complaint and
 * court; in the shape of docs/json/refuse.schema.json; new. A refusal of categories leaves their
 * right open for the rest.
 */
json_t *decide_refuse(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_refusal *x, struct arena *a, struct letter_told *ret_told, struct err *err);

/*
 * ${letter}: only write the letter that tells it (not-identified, misdirected); closed once it is
 * recorded as sent, by default with the same facts.
 */
struct decide_closing {
	const char *ground, *facts, *duplicate_of;
	bool letter, letter_sent;
};
bool decide_close(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_closing *x, struct arena *a, struct letter_told *ret_told, struct err *err)
    MUSTCHECK;
bool decide_reopen(struct installation *in, const struct actor *who, const char *reference,
    const char *reason, struct err *err) MUSTCHECK;
bool decide_withdraw(struct installation *in, const struct actor *who, const char *reference,
    const char *by, const char *how, struct date on, struct err *err) MUSTCHECK;

/* A fee (art. 12(5)(a), 15(3)): first the warning, later the charge of what was warned of. */
struct decide_fee {
	int64_t amount_cents;
	const char *ground, *facts, *costs;
	struct date withdraw_by, on;
};
bool decide_fee_warn(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_fee *x, struct arena *a, struct letter_told *ret_told, struct err *err)
    MUSTCHECK;
bool decide_fee_charge(struct installation *in, const struct actor *who, const char *reference,
    bool accepted, struct err *err) MUSTCHECK;

/* decide_cause: why it is late, or will be; a word of dossier/late_cause.h. */
bool decide_cause(struct installation *in, const struct actor *who, const char *reference,
    const char *cause, const char *note, struct err *err) MUSTCHECK;

struct decide_question {
	const char *about, *doubt, *method;
	bool large_quantity;
	struct date on;
};
bool decide_question(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_question *x, struct arena *a, struct letter_told *ret_told, struct err *err)
    MUSTCHECK;
/* decide_question_answered: the latest open question about that is answered, or else the latest. */
bool decide_question_answered(struct installation *in, const struct actor *who,
    const char *reference, const char *about, struct date on, struct err *err) MUSTCHECK;
bool decide_verify(struct installation *in, const struct actor *who, const char *reference,
    const char *method, const char *result, struct date on, struct err *err) MUSTCHECK;

/* view_term: the dates of a request as of a day (no date: today) with their derivation; new. */
json_t *view_term(struct installation *in, const struct actor *who, const char *reference,
    struct date as_of, struct err *err);

/*
 * dossier_recompute: the open requests whose calendar was corrected;
 * [{"reference","deadline":{"from","to"},...}], new.
 */
json_t *dossier_recompute(struct installation *in, const struct actor *who, struct err *err);

/*
 * dossier_escalate: look at what is due and tell who must know: an event and a file in HOME/spool/
 * for each rung, once. Cheap when nothing is due. *ret_told: how many.
 */
bool dossier_escalate(
    struct installation *in, const struct actor *who, int64_t *ret_told, struct err *err) MUSTCHECK;

/* ---- the one way of deciding (decide.c) ---- */

/*
 * decide_append(d, f, text, err): a clock fact by who acts, with its words sealed, its event, which
 * tells the same but for the words, and the dates that follow. ${d} knows it afterwards. ${text}
 * NULL or "": no words.
 */
bool decide_append(struct dossier *d, const struct fact *f, const char *text, struct err *err)
    MUSTCHECK;

/* decide_right: the state of a right whole, and what was decided; ${d} knows it afterwards. */
bool decide_right(struct dossier *d, const char *right, const char *state, const char *decision,
    struct date on, struct err *err) MUSTCHECK;

/* ---- the clock of an open dossier (clock.c) ---- */

/* dossier_term: the clock as of a day, in d->a; DENIED for one before the receipt. */
bool dossier_term(const struct dossier *d, struct date as_of, struct term *ret, struct err *err)
    MUSTCHECK;
/* ---- what a right is about (parts.c) ---- */

/* right_categories: ids of those a right is about, ended by NULL; in ${a}. */
const char *const *right_categories(const struct dossier *d, const char *right, struct arena *a);
/*
 * right_parts: what it is decided in: the same categories whole; or, where it was said which
 * purposes an objection or a withdrawal of consent is about, each use of a category for one.
 */
void right_parts(
    const struct dossier *d, const char *right, struct arena *a, struct right_part_list *ret);
/*
 * category_given: is a category handed over as a copy (data/, files/), and for portability? What
 * was refused, whole or in part, is not.
 */
struct given {
	bool data, portable;
};
struct given category_given(const struct dossier *d, const char *category);

/* letter_told_json: {"kind","file","message_id","to"}, or null where none was written; new. */
json_t *letter_told_json(const struct letter_told *l);

#endif
