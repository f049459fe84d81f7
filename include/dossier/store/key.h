/*
 * The two keys of a request, or of an organisation for what belongs to no request, wrapped by an
 * installation key. Who destroys them destroys what they sealed.
 */
#ifndef DOSSIER_STORE_KEY_H
#define DOSSIER_STORE_KEY_H

#include "dossier/store/request.h"

struct wrapped_keys {
	const char *content;        /* the secret half, wrapped */
	const char *content_public; /* hex */
	const char *ledger;         /* wrapped */
};
bool request_key_insert(struct db *db, const struct request *r, const struct wrapped_keys *k,
    struct err *err) MUSTCHECK;
/* org_key_insert: once; CONFLICT when it has them. */
bool org_key_insert(struct db *db, int64_t org_id, const struct wrapped_keys *k, struct err *err)
    MUSTCHECK;
/* org_key_get: NOTFOUND when it has none. request_key_get: when destroyed. */
bool org_key_get(struct db *db, int64_t org_id, struct arena *a, struct wrapped_keys *ret,
    struct err *err) MUSTCHECK;
bool request_key_get(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    struct wrapped_keys *ret, struct err *err) MUSTCHECK;

#endif
