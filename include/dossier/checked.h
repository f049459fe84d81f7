/*
 * Of one request: what check of who asks suffices, by what is held of them as far as that is known,
 * and whether those that were recorded do.
 */
#ifndef DOSSIER_CHECKED_H
#define DOSSIER_CHECKED_H

#include "dossier/dossier.h"
#include "dossier/store/lookup.h"

/* ---- what is held (held.c) ---- */

/*
 * dossier_looked: what the newest lookup gave, as it was kept (search/lookup_found.c); new. NULL
 * without ${err}: nobody looked. *ret, unless NULL: its row.
 */
json_t *dossier_looked(const struct dossier *d, struct lookup *ret, struct err *err);
/* lookup_place: under which name it is sealed. */
const char *lookup_place(const struct request *r, struct arena *a);

enum on_file { ON_FILE_UNKNOWN, ON_FILE_NOT, ON_FILE_YES };
/* on_file: did this identifier of the request stand in what was looked at? Unknown where rows may
 * have been found by another, too. */
enum on_file on_file(const json_t *looked, const struct identifier *x);
json_t *on_file_json(enum on_file is); /* true, false or null */

/*
 * dossier_is_empty: nothing was found of them, as far as was searched. dossier_found: something was
 * in this category. held_is_empty: all that may hold it was searched, or looked at, and nothing is
 * there.
 */
bool dossier_found(const struct dossier *d, const char *category);
bool dossier_is_empty(const struct dossier *d);
bool held_is_empty(const struct dossier *d, const char *category, const json_t *looked);

/* ---- what suffices (checked.c) ---- */

/*
 * checked_least: the least that suffices for a right, of what may be held; ${about}: as
 * decide_about() has it. ${looked} NULL: nobody did. checked_lacks: why what was recorded is less,
 * in words; NULL: it is not. checked_enough: the methods of ${least} that are less than ${method}
 * and can be used; NULL: there are none.
 */
bool checked_least(const struct dossier *d, const char *right, enum absolute about,
    const json_t *looked, struct sufficient *ret, struct err *err) MUSTCHECK;
const char *checked_lacks(const struct dossier *d, const char *right, enum absolute about);
const char *checked_enough(
    const json_t *looked, const struct sufficient *least, const char *method, struct arena *a);
/* checked_first: one that suffices, to be named where nothing is recorded yet. */
const char *checked_first(const struct dossier *d, const char *right, enum absolute about);
/* checked_methods: those of a level, "a, b"; with ${more} of those above too, but a document. */
const char *checked_methods(enum check_level level, bool more, struct arena *a);
/* checked_copy_reason: the register's, for a masked copy; NULL: it gives none. */
const char *checked_copy_reason(const struct dossier *d);

/*
 * view_verify: what to do to check them, right by right, and the command that records it:
 * docs/json/verify.schema.json; new.
 */
json_t *view_verify(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);

#endif
