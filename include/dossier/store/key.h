/*
 * The two keys of a request, or of an organisation for what belongs to no request, wrapped by an
 * installation key. Who destroys them destroys what they sealed.
 */
#ifndef DOSSIER_STORE_KEY_H
#define DOSSIER_STORE_KEY_H

#include "dossier/store/request.h"

struct wrapped_keys {
	const char *content;        /* the secret half, wrapped; NULL: destroyed */
	const char *content_public; /* hex; NULL: likewise */
	const char *ledger;         /* wrapped */
	usec_t content_ended;       /* since when content is destroyed; 0: it is not */
};
bool request_key_insert(struct db *db, const struct request *r, const struct wrapped_keys *k,
    struct err *err) MUSTCHECK;
/* org_key_insert: once; CONFLICT when it has them. */
bool org_key_insert(struct db *db, int64_t org_id, const struct wrapped_keys *k, struct err *err)
    MUSTCHECK;
/*
 * Neither is made when an older installation key than the newest wraps them, which somebody else
 * made meanwhile: key_rotated(), TEMPORARY, says so.
 */
bool key_rotated(struct err *err);
/* org_key_get: NOTFOUND when it has none. request_key_get: when destroyed. */
bool org_key_get(struct db *db, int64_t org_id, struct arena *a, struct wrapped_keys *ret,
    struct err *err) MUSTCHECK;
bool request_key_get(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    struct wrapped_keys *ret, struct err *err) MUSTCHECK;

/* ---- rotation: what the newest installation key does not wrap yet ---- */

struct stale_key {
	int64_t key_id;
	const char *content; /* NULL: destroyed */
	const char *ledger;
	const char *reference; /* NULL: the organisation's own */
};
struct stale_keys {
	struct stale_key *items;
	size_t n;
};
/* key_stale: some of them behind ${after}, locked. key_rewrap: as they are in ${l} now. */
bool key_stale(struct db *db, int64_t org_id, const char *newest, int64_t after, struct arena *a,
    struct stale_keys *ret, struct err *err) MUSTCHECK;
bool key_rewrap(struct db *db, int64_t org_id, const struct stale_keys *l, struct err *err)
    MUSTCHECK;
struct key_count {
	const char *key; /* an installation key */
	int64_t n;       /* so much is wrapped or sealed by it */
};
struct key_counts {
	struct key_count *items;
	size_t n;
};
bool key_count(struct db *db, int64_t org_id, struct arena *a, struct key_counts *ret,
    struct err *err) MUSTCHECK;
/* installation_key_put: nothing new is wrapped by an older one than this. */
bool installation_key_put(struct db *db, const char *id, struct err *err) MUSTCHECK;

#endif
