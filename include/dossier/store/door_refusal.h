/*
 * How often somebody was refused entry, so that the log tells it and is not flooded.
 */
#ifndef DOSSIER_STORE_DOOR_REFUSAL_H
#define DOSSIER_STORE_DOOR_REFUSAL_H

#include "dossier/store/db.h"

/*
 * door_refusal_see: until the transaction ends ${db} sees all organisations. door_refusal_put: once
 * more within this hour by ${command} ("": whichever); *ret_times: how often, 0 for more than a
 * thousand times.
 */
bool door_refusal_see(struct db *db, struct err *err) MUSTCHECK;
bool door_refusal_put(struct db *db, int64_t org_id, int64_t uid, const char *why,
    const char *command, int *ret_times, struct err *err) MUSTCHECK;

#endif
