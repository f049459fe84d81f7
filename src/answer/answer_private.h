/* What the files of this room share and nobody else needs. */
#ifndef ANSWER_PRIVATE_H
#define ANSWER_PRIVATE_H

#include <inttypes.h>

#include "dossier/answer.h"
#include "dossier/coverage.h"
#include "dossier/decide.h"

/* answer_check_ready: DENIED while something is still to be searched, or when it is closed. */
bool answer_check_ready(const struct dossier *d, struct err *err) MUSTCHECK;
/* answer_newest_release: the archive built last; ${none} when there is none. */
bool answer_newest_release(
    const struct dossier *d, enum err_kind none, struct release *ret, struct err *err) MUSTCHECK;

/*
 * answer_demands_met: which demands of law/guard an answer by this archive, sent like that, meets:
 * *ret, 1u << DEMAND_...
 */
bool answer_demands_met(const struct dossier *d, const char *right, const struct release *copy,
    const char *how, unsigned *ret, struct err *err) MUSTCHECK;

/* answer_coverage: how many of the request's sources were searched. */
struct coverage answer_coverage(const struct dossier *d, struct arena *a);

#endif
