/* Between the files of casework that decide: the clock of an open dossier. */
#ifndef DECIDE_PRIVATE_H
#define DECIDE_PRIVATE_H

#include "casework_private.h"
#include "dossier/decide.h"
#include "dossier/store_clock.h"

/* case_term: the clock as of a day (no date: today). The calendar is new: drop it. */
bool case_term(struct installation *in, const struct dossier *d, struct date as_of, struct calendar **ret_calendar,
    struct arena *a, struct term *ret, struct err *err) MUSTCHECK;
/* case_term_update: write the dates that follow from the facts now, in the open transaction. */
bool case_term_update(struct installation *in, const struct dossier *d, struct arena *a, struct err *err) MUSTCHECK;

#endif
