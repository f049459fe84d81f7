/*
 * Every version of the registers that were loaded, as text.
 */
#ifndef DOSSIER_STORE_REGISTER_H
#define DOSSIER_STORE_REGISTER_H

#include "dossier/store/db.h"

/* the same text again: the old version number */
bool register_put(struct db *db, int64_t org_id, const char *text, size_t len, const char *by,
    int *ret_version, struct err *err) MUSTCHECK;
/* version 0: newest */
bool register_get(struct db *db, int64_t org_id, int version, struct arena *a,
    const char **ret_text, size_t *ret_len, struct err *err) MUSTCHECK;

#endif
