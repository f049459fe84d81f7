/*
 * What was collected for requests that ended, and its end. A row is destroyed only after it was
 * marked: that it goes is written down first.
 */
#ifndef DOSSIER_STORE_OWN_H
#define DOSSIER_STORE_OWN_H

#include "dossier/store/db.h"

struct own_due {
	int64_t request_id;
	const char *reference;
	usec_t ended, built; /* built: of its archive; 0: none */
	bool waits;          /* something is still to leave, or to come */
};
struct own_dues {
	struct own_due *items;
	size_t n;
};
/*
 * own_due: some that ended before ${before}, behind ${after}, locked. own_mark: it goes; *ret
 * false: it was marked already, or is gone.
 */
bool own_due(struct db *db, int64_t org_id, usec_t before, int64_t after, struct arena *a,
    struct own_dues *ret, struct err *err) MUSTCHECK;
bool own_mark(struct db *db, int64_t org_id, int64_t request_id, bool *ret, struct err *err)
    MUSTCHECK;
/* own_marked: some that were marked, and are not destroyed (request_id and reference). */
bool own_marked(struct db *db, int64_t org_id, struct arena *a, struct own_dues *ret,
    struct err *err) MUSTCHECK;

struct own_blob {
	const char *blob;
};
struct own_blobs {
	struct own_blob *items;
	size_t n;
};
bool own_blobs(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct own_blobs *ret, struct err *err) MUSTCHECK;
struct own_gone {
	int64_t letters, parts, archives;
};
/* own_destroy: of one that was marked; CONFLICT when it was not, or was destroyed. */
bool own_destroy(struct db *db, int64_t org_id, int64_t request_id, struct own_gone *ret,
    struct err *err) MUSTCHECK;
/* own_last: of how many it was destroyed, and when the last time (0: never). */
bool own_last(struct db *db, int64_t org_id, int64_t *ret_n, usec_t *ret_last, struct err *err)
    MUSTCHECK;

#endif
