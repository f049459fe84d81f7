/*
 * Casework's decisions about time and outcome: questions, extension, refusal, closing. Each goes
 * through its guard of law/guard, is written as an append-only clock fact with its event, and
 * recomputes the dates. What the person must be told lies as a letter in the outbox afterwards:
 * see in->told.
 */
#ifndef DOSSIER_DECIDE_H
#define DOSSIER_DECIDE_H

#include "dossier/casework.h"
#include "dossier/guard.h"

/*
 * Dates left unset mean today in the organisation's zone. Texts are kept sealed; grounds are not
 * personal.
 */
bool case_extend(struct installation *in, const char *reference, const char *ground,
    const char *reason, struct err *err) MUSTCHECK;
/* ${proof} NULL: the Message-ID of the letter that case_extend wrote. */
bool case_extension_notice(struct installation *in, const char *reference, struct date sent,
    const char *proof, struct err *err) MUSTCHECK;
bool case_extension_bounce(
    struct installation *in, const char *reference, struct date on, struct err *err) MUSTCHECK;

struct case_refusal {
	const char *const *rights; /* none: the only open one */
	size_t nrights;
	const char *const *categories; /* none: all of the right */
	size_t ncategories;
	const char *ground, *facts, *necessity, *proportionality;
	bool direct_marketing;
};
/*
 * case_refuse: what was refused and the words the person must get: ground, facts, complaint and
 * court; in the shape of docs/json/refuse.schema.json; new. A refusal of categories leaves their
 * right open for the rest.
 */
json_t *case_refuse(
    struct installation *in, const char *reference, const struct case_refusal *x, struct err *err);

/*
 * ${letter}: only write the letter that tells it (not-identified, misdirected); closed once it is
 * recorded as sent, by default with the same facts.
 */
struct case_closing {
	const char *ground, *facts, *duplicate_of;
	bool letter, letter_sent;
};
bool case_close(struct installation *in, const char *reference, const struct case_closing *x,
    struct err *err) MUSTCHECK;
bool case_reopen(
    struct installation *in, const char *reference, const char *reason, struct err *err) MUSTCHECK;
bool case_withdraw(struct installation *in, const char *reference, const char *by, const char *how,
    struct date on, struct err *err) MUSTCHECK;

/* A fee (art. 12(5)(a), 15(3)): first the warning, later the charge of what was warned of. */
struct case_fee {
	int64_t amount_cents;
	const char *ground, *facts;
	struct date withdraw_by, on;
};
bool case_fee_warn(struct installation *in, const char *reference, const struct case_fee *x,
    struct err *err) MUSTCHECK;
bool case_fee_charge(struct installation *in, const char *reference, bool accepted, struct err *err)
    MUSTCHECK;

/* case_cause: why it is late, or will be; a word of dossier/late_cause.h. */
bool case_cause(struct installation *in, const char *reference, const char *cause, const char *note,
    struct err *err) MUSTCHECK;

struct case_question {
	const char *about, *doubt, *method;
	bool large_quantity;
	struct date on;
};
bool case_question(struct installation *in, const char *reference, const struct case_question *x,
    struct err *err) MUSTCHECK;
/* case_question_answered: the latest open question about that is answered, or else the latest. */
bool case_question_answered(struct installation *in, const char *reference, const char *about,
    struct date on, struct err *err) MUSTCHECK;
bool case_verify(struct installation *in, const char *reference, const char *method,
    const char *result, struct date on, struct err *err) MUSTCHECK;

/* view_term: the dates of a request as of a day (no date: today) with their derivation; new. */
json_t *view_term(
    struct installation *in, const char *reference, struct date as_of, struct err *err);

/*
 * case_recompute: the open requests whose calendar was corrected;
 * [{"reference","deadline":{"from","to"},...}], new.
 */
json_t *case_recompute(struct installation *in, struct err *err);

/*
 * case_escalate: look at what is due and tell who must know: an event and a file in HOME/spool/
 * for each rung, once. Cheap when nothing is due. *ret_told: how many.
 */
bool case_escalate(struct installation *in, int64_t *ret_told, struct err *err) MUSTCHECK;

/* metrics_text: Prometheus text form. */
bool metrics_text(struct installation *in, struct buf *ret, struct err *err) MUSTCHECK;

#endif
