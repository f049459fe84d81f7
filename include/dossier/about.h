/*
 * What is said of an objection (art. 21) or a withdrawal of consent (art. 7(3)): which purposes of
 * the register it is about, by who logs it or adds it later (about.c).
 */
#ifndef DOSSIER_ABOUT_H
#define DOSSIER_ABOUT_H

#include "dossier/register.h"

struct about_said {
	const char *const *rights; /* asked for at once */
	size_t nrights;
	const char *const *purposes; /* ids */
	size_t npurposes;
	bool marketing; /* every marketing purpose */
};
/*
 * about_check: USAGE or NOTFOUND where what was said of purposes does not fit. DENIED for an
 * objection that names none where the register has several: ABOUT_ALL is all of them.
 */
#define ABOUT_ALL "all"
bool about_check(const struct reg *reg, const struct about_said *x, struct err *err) MUSTCHECK;
/* about_of: what ${right} of these is about, ended by NULL; none: not said. In ${a}. */
const struct purpose *const *about_of(
    const struct reg *reg, const struct about_said *x, enum right right, struct arena *a);
/*
 * about_stops: of the purposes (ids, ended by NULL) that an objection and a withdrawal of consent
 * are about those that stop by being asked (objection.h); in ${a}.
 */
const char *const *about_stops(const struct reg *reg, const char *const *objected,
    const char *const *withdrawn, struct arena *a);
/* about_ids: their ids, ended by NULL, in ${a}. */
const char *const *about_ids(const struct purpose *const *about, struct arena *a);

#endif
