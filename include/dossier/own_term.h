/*
 * How long an organisation keeps what it collected to answer a request, once that has ended (art.
 * 5(1)(c), (e), 25 GDPR). What shows that it was done (art. 5(2)) is not of it. Pure.
 */
#ifndef DOSSIER_OWN_TERM_H
#define DOSSIER_OWN_TERM_H

#include "dossier/date.h"

/* Days are local. */
struct own_term {
	const char *content; /* the register's organisation.dossiers.content: "P1Y"; NULL: none */
	struct date ended;   /* the last of: answered, closed */
	struct date built;   /* the archive that counts; none: no date */
	int archive_days;    /* so long a finished archive stays */
	bool waits;          /* a letter lies unsent, or somebody was asked who has not said */
};
enum own_why {
	OWN_TERM,    /* the register's own term */
	OWN_COURT,   /* the six weeks of UAVG 35(2), from the receipt of the answer */
	OWN_ARCHIVE, /* its archive stays */
	OWN_NO_TERM, /* the register names no term */
	OWN_WAITS,   /* something is still to leave, or to come */
	OWN__MAX
};
/*
 * own_content_goes: the first day on which it goes, and what keeps it longest in *why; no date:
 * nothing is destroyed, for OWN_NO_TERM or OWN_WAITS.
 */
struct date own_content_goes(const struct own_term *x, enum own_why *why);
const char *own_why_name(enum own_why why);

#endif
