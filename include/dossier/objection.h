/*
 * What an objection (art. 21) or a withdrawal of consent (art. 7(3)) is about: which use of which
 * category, and whether anything may be weighed against it. Pure.
 */
#ifndef DOSSIER_OBJECTION_H
#define DOSSIER_OBJECTION_H

#include "dossier/plan.h"

/*
 * absolute_of(right, purposes): what of all these purposes is absolute alike; NONE where one of
 * them is not, or none is named. A withdrawal of consent is, whatever it is about.
 */
enum absolute absolute_of(enum right right, const struct purpose *const *purposes);
/*
 * absolute_told(right, purposes, kind): why such a letter (extension, fee) can not be about what is
 * left of the right; NONE: it can, or the table knows no reason (right_letters()).
 */
enum absolute absolute_told(
    enum right right, const struct purpose *const *purposes, enum letter_kind kind);

/* objection_at_once(right, purposes): is any of it due at once, beside what may take its month? */
bool objection_at_once(enum right right, const struct purpose *const *purposes);

/*
 * stops_at_once(right, p): does ${p} stop by being asked, whoever asks, so that it goes on the stop
 * list when it is logged? An objection to direct marketing, and consent withdrawn where there is
 * some. Whatever else is objected to goes there once that is decided.
 */
bool stops_at_once(enum right right, const struct purpose *p);

/* One thing that is decided: this use of this category. */
struct use {
	const char *category;
	const struct purpose *purpose;
};
/*
 * uses_of(inv, purposes, a, ret_n): each use of a category that is answered as our own for one of
 * the purposes (ended by NULL), in the order of the register. What is a customer's is for the
 * customer to stop. In ${a}.
 */
const struct use *uses_of(const struct inventory *inv, const struct purpose *const *purposes,
    struct arena *a, size_t *ret_n);

#endif
