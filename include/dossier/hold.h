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
bool hold_check_against(const char *against, struct err *err) MUSTCHECK;
bool hold_check_review(struct date review, struct date today, struct err *err) MUSTCHECK;
/*
 * hold_statute: by its id, or as that country's law is called: "AWR 52". USAGE for one there is
 * not; DENIED for a norm, which keeps nothing, for another country's, and for one that yields to
 * whose data it is.
 */
const struct retention_basis *hold_statute(
    const struct retention_law *l, const char *name, const char *country, struct err *err);
/*
 * hold_check_until: DENIED for a day that this law gives nothing that happened until today.
 * hold_check_law: what somebody says in their own words that a law has kept there: DENIED where no
 * law and article are named, for a period of limitation, and for a day that a law we know does not
 * give.
 */
bool hold_check_until(const struct retention_basis *b, struct date until, struct date today,
    struct err *err) MUSTCHECK;
bool hold_check_law(const struct retention_law *l, const char *text, struct date until,
    struct date today, struct err *err) MUSTCHECK;
/* On what a hold is to be; what is not said is NULL. */
struct hold_scope {
	const struct inventory *inv;
	const struct category *category;
	const char *system, *collection;
	const char *const *columns; /* ended by NULL */
};
/*
 * hold_rule: does the rule of erasure of a collection name that basis? *ret_columns: which it has
 * kept, new; NULL: the whole record.
 * hold_check_covers: DENIED unless the register has just that kept by the statute: the rule of the
 * collection, and of it its columns (*ret_columns, as of hold_rule); or, where no rule is, the
 * retention of the category, as a whole. *ret_rule: a rule finds the day.
 */
bool hold_rule(const json_t *collection, const char *basis, json_t **ret_columns);
bool hold_check_covers(const struct retention_basis *b, const struct hold_scope *x,
    json_t **ret_columns, bool *ret_rule, struct err *err) MUSTCHECK;
/*
 * hold_covers: the statutes of ${country} by which the register has that category kept at that
 * system: by a rule of erasure of a collection there; else as its retention names it, all of it
 * (${whole}), or a part of which no system has a rule. At most so many; how many.
 */
#define HOLD_COVERS_MAX 8
struct hold_cover {
	const struct retention_basis *basis;
	bool whole;
};
size_t hold_covers(const struct retention_law *l, const struct hold_scope *x, const char *country,
    struct hold_cover *ret, size_t most);
/* hold_check_runs: DENIED for one whose last day is over, or lies ahead where no rule finds it. */
bool hold_check_runs(const struct retention *r, struct date today, bool rule, struct err *err)
    MUSTCHECK;

#endif
