/*
 * What kind of installation this is, and the calendars its dates were computed with.
 */
#ifndef DOSSIER_STORE_INSTALLATION_H
#define DOSSIER_STORE_INSTALLATION_H

#include "dossier/store/db.h"

bool installation_put(struct db *db, bool rehearsal, struct err *err) MUSTCHECK;
/* installation_get: *ret_owner, in ${a}: the first user, whom init recorded. */
bool installation_get(struct db *db, struct arena *a, bool *ret_rehearsal, const char **ret_owner,
    struct err *err) MUSTCHECK;

bool calendar_put(struct db *db, const char *name, const char *version, const char *text,
    struct err *err) MUSTCHECK;

/* calendar_get: its text; NULL: no date was ever computed with such a one. */
bool calendar_get(struct db *db, const char *name, const char *version, struct arena *a,
    const char **ret, struct err *err) MUSTCHECK;

#endif
