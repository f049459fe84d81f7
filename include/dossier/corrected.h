/*
 * What was decided to be corrected of a person (art. 16), as it stands sealed with the rounds in
 * which it is done.
 */
#ifndef DOSSIER_CORRECTED_H
#define DOSSIER_CORRECTED_H

#include "dossier/dossier.h"
#include "dossier/store/preview.h"

/* wanted_place: under which name it is sealed what a round at ${system} is to write. */
const char *wanted_place(const struct request *r, const char *system, struct arena *a);
/*
 * wanted_open: what was asked with a round: {"right","values"?}, new; json null where nothing was,
 * or ${p} is NULL; NULL: see err.
 */
json_t *wanted_open(
    const struct dossier *d, const struct preview *p, struct arena *a, struct err *err);
/*
 * corrected_fields: what is to stand now, as was decided of it last, of these categories (NULL: of
 * each): [{"collection","column","category","label","value"}], value null where it is blanked, the
 * label in ${language}; new; NULL: see err. corrected_of: of the one task, also in a dossier of the
 * worker. For the officer, for whom the task is, and in the letter to the person; nobody else.
 */
json_t *corrected_fields(
    const struct dossier *d, const char *const *categories, const char *language, struct err *err);
/* corrected_category: of which category that collection is, in the register of the request. */
const char *corrected_category(const struct dossier *d, const char *collection);
json_t *corrected_of(struct installation *in, const struct dossier *d, const struct task *t,
    const char *language, struct arena *a, struct err *err);

#endif
