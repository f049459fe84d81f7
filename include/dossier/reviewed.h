/*
 * Which of what people said of what leaves counts still.
 */
#ifndef DOSSIER_REVIEWED_H
#define DOSSIER_REVIEWED_H

#include "dossier/dossier.h"
#include "dossier/store/review.h"

/*
 * reviewed_place: under which name what was said is sealed.
 *
 * reviewed_taken_back(d, rows, ret, err): *ret, in d->a: of each of ${rows}, in their order, by
 * which other it does not count any more; 0: it counts. What somebody passed while something of it
 * (or of everything) was left out or blacked out is taken back together with that: as it leaves
 * then nobody saw it.
 */
const char *reviewed_place(const struct dossier *d, struct arena *a);
bool reviewed_taken_back(const struct dossier *d, const struct review_rows *rows,
    const int64_t **ret, struct err *err) MUSTCHECK;

#endif
