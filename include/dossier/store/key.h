/*
 * The two keys of a request, wrapped by an installation key. Who destroys them destroys what they
 * sealed.
 */
#ifndef DOSSIER_STORE_KEY_H
#define DOSSIER_STORE_KEY_H

#include "dossier/store/request.h"

bool request_key_insert(struct db *db, const struct request *r, const char *content,
    const char *content_public_hex, const char *ledger, struct err *err) MUSTCHECK;
/* NOTFOUND when destroyed */
bool request_key_get(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    const char **ret_content, const char **ret_public_hex, const char **ret_ledger, struct err *err)
    MUSTCHECK;

#endif
