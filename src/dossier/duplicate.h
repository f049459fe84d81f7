/* May a request be closed as a duplicate of another, and what becomes of it when that one ends. */
#ifndef DOSSIER_DUPLICATE_H
#define DOSSIER_DUPLICATE_H

#include "decide_private.h"

/*
 * duplicate_check(d, of, ret, err): only where somebody answers all of it: the other is an earlier
 * open request of the same person to the same organisation, with every right that is open here.
 * Locks it: it can not be closed meanwhile. *ret: its reference as it is written; in d->a.
 */
bool duplicate_check(const struct dossier *d, const char *of, const char **ret, struct err *err)
    MUSTCHECK;

/*
 * duplicate_check_alone: DENIED where the same was logged anew for this person: one that was
 * entered by mistake names it, so that its month is no later one.
 */
bool duplicate_check_alone(const struct dossier *d, struct err *err) MUSTCHECK;

/*
 * duplicate_check_day: may it have been received on that day? DENIED where it is closed as a
 * duplicate of one that came later than that, or another, which came earlier, as one of it: the
 * earliest receipt counts. Locks the one it is closed for.
 */
bool duplicate_check_day(const struct dossier *d, struct date on, struct err *err) MUSTCHECK;

/*
 * duplicate_resume(d, rights, a, ret, err): these rights ended here without an answer, and with
 * them what closed the duplicates that ask for them: they are opened again, in this transaction, so
 * that none is lost. Also where the person withdrew it: whether their words are about the other one
 * too is for somebody to read, and then it takes one `withdraw` more; where they are not, it would
 * be answered by nobody. *ret: their references, ended by NULL; in ${a}.
 */
bool duplicate_resume(const struct dossier *d, const struct rights_chosen *rights, struct arena *a,
    const char *const **ret, struct err *err) MUSTCHECK;

/*
 * duplicate_replacement: *ret: the reference of the request, of whatever organisation they may act
 * for, that was logged instead of one that was entered by mistake; DENIED for itself, and for one
 * that was received later: it is the same message.
 */
bool duplicate_replacement(
    const struct dossier *d, const char *by, const char **ret, struct err *err) MUSTCHECK;

#endif
