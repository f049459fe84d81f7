/*
 * What is to be corrected (art. 16), as it is said: [COLLECTION.]COLUMN=VALUE, of columns that the
 * register lets be corrected. What a value means is for who decides. Pure.
 */
#ifndef DOSSIER_CORRECTION_H
#define DOSSIER_CORRECTION_H

#include "dossier/plan.h"

#define CORRECTION_MAX 1000 /* bytes of one value */
struct correction {
	json_t *values;     /* {COLLECTION:{COLUMN:VALUE}}; VALUE "" is null: it is blanked */
	json_t *categories; /* of these collections: [ID] */
};
/*
 * correction_read(inv, said, n, categories, ret, err): ${said} as collections of these categories
 * (ids, ended by NULL; none: any) have it in `rectify`. USAGE for what says no column and value, a
 * value that is too long, of more lines or holds a control, a column said twice, or of more than
 * one collection; DENIED, naming those that may be, for a column that may not. No error holds what
 * was said. *ret is dropped by correction_drop().
 */
bool correction_read(const struct inventory *inv, const char *const *said, size_t n,
    const char *const *categories, struct correction *ret, struct err *err) MUSTCHECK;
void correction_drop(struct correction *c);
/*
 * correction_label: what the person reads that column called, in the register; its own name where
 * that has none. In ${a}.
 */
const char *correction_label(const struct inventory *inv, const char *collection,
    const char *column, const char *language, struct arena *a);

#endif
