/* What the guards share (private to src/law). */
#ifndef LAW_GUARD_PRIVATE_H
#define LAW_GUARD_PRIVATE_H

#include "dossier/guard.h"

/* A text of dates, for as long as an error is written: DAY(d). */
#define DAY(d) date_format((d), (char[DATE_LEN]){ 0 })

/* guard_said(s): is there more than white space? */
bool guard_said(const char *s);
/* guard_day(t, what, on, today, err): a day from receipt to today. */
bool guard_day(const struct term *t, const char *what, struct date on, struct date today,
    struct err *err) MUSTCHECK;
/*
 * guard_proven(what, on, today, proof, err): what is said of a day that is over is shown (art.
 * 5(2)).
 */
bool guard_proven(const char *what, struct date on, struct date today, const char *proof,
    struct err *err) MUSTCHECK;
/* guard_open(t, what, err): the request has not ended. */
bool guard_open(const struct term *t, const char *what, struct err *err) MUSTCHECK;
/* guard_own_name(t, what, err): it is ours to decide, not a controller's who instructs us. */
bool guard_own_name(const struct term *t, const char *what, struct err *err) MUSTCHECK;
/* guard_doubt_lacks(doubt): what has to come first; NULL: who asks was asked in vain (12(6)). */
const char *guard_doubt_lacks(enum doubt doubt);
/* guard_weighed(about, what, err): ${what} is possible: something can be weighed against it. */
bool guard_weighed(enum absolute about, const char *what, struct err *err) MUSTCHECK;

#endif
