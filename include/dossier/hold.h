/*
 * May something be kept though its erasure was asked? By a statute that covers it, or for a claim
 * that is one (art. 17(3)(b), (e) GDPR): nothing else keeps anything. Pure.
 */
#ifndef DOSSIER_HOLD_H
#define DOSSIER_HOLD_H

#include "dossier/plan.h"
#include "dossier/retention.h"

/*
 * hold_check_dispute: DENIED for words that name no dispute: too few of them, or only such as "you
 * never know". hold_check_review: DENIED for a day that is not ahead, or more than a year away.
 */
#define HOLD_DISPUTE_MAX 2000
bool hold_check_dispute(const char *dispute, struct err *err) MUSTCHECK;
bool hold_check_review(struct date review, struct date today, struct err *err) MUSTCHECK;
/*
 * hold_statute: by its id, or as that country's law is called: "AWR 52". USAGE for one there is
 * not; DENIED for a norm, which keeps nothing, for another country's, and for one that yields to
 * whose data it is.
 */
const struct retention_basis *hold_statute(
    const struct retention_law *l, const char *name, const char *country, struct err *err);
/*
 * hold_check_covers: DENIED unless the register says of a category, or of a collection of it, that
 * this statute has it kept.
 */
bool hold_check_covers(const struct retention_basis *b, const struct inventory *inv,
    const struct category *c, struct err *err) MUSTCHECK;
/* hold_check_runs: DENIED for a statute whose last day is over. */
bool hold_check_runs(const struct retention *r, struct date today, struct err *err) MUSTCHECK;

#endif
