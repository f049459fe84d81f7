/* May a request be closed as a duplicate of another? */
#ifndef DOSSIER_DUPLICATE_H
#define DOSSIER_DUPLICATE_H

#include "decide_private.h"

/*
 * duplicate_check(d, of, err): only where somebody answers all of it: the other is an earlier open
 * request of the same person to the same organisation, with every right that is open here. Locks
 * it: it can not be closed meanwhile.
 */
bool duplicate_check(const struct dossier *d, const char *of, struct err *err) MUSTCHECK;

#endif
