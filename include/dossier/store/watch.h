/*
 * Findings of the watch: who is on the stop list and would be used again, or was erased and is
 * there again; and when each system was asked.
 */
#ifndef DOSSIER_STORE_WATCH_H
#define DOSSIER_STORE_WATCH_H

#include "dossier/store/request.h"

#define FINDING_SUPPRESSED "suppressed"
#define FINDING_ERASED "erased"
struct watch_finding {
	int64_t id, request_id;
	const char *reference; /* of the request; filled by lists */
	const char *system, *collection, *why;
	const char *purpose; /* NULL: erased */
	int64_t records;
	usec_t first_at, last_at;
};
struct watch_finding_list {
	struct watch_finding *items;
	size_t n;
};
/* watch_finding_put: it is seen at that time; *ret_new: it was not standing before. */
bool watch_finding_put(struct db *db, int64_t org_id, const struct watch_finding *f, usec_t at,
    bool *ret_new, struct err *err) MUSTCHECK;
/* watch_finding_gone: what stood at that system and was not seen at that time does not any more. */
bool watch_finding_gone(struct db *db, int64_t org_id, const char *system, usec_t at,
    int64_t *ret_n, struct err *err) MUSTCHECK;
/* watch_finding_list: what stands; ${system} NULL: of each. */
bool watch_finding_list(struct db *db, int64_t org_id, const char *system, struct arena *a,
    struct watch_finding_list *ret, struct err *err) MUSTCHECK;
struct watch_finding_system {
	const char *system;
	int64_t n;
	usec_t first_at;
};
struct watch_finding_systems {
	struct watch_finding_system *items;
	size_t n;
};
bool watch_finding_systems(struct db *db, int64_t org_id, struct arena *a,
    struct watch_finding_systems *ret, struct err *err) MUSTCHECK;
/* watch_put: a system was asked about so many; watch_at: *ret, when last; 0: never. */
bool watch_put(struct db *db, int64_t org_id, const char *system, usec_t at, int64_t asked,
    struct err *err) MUSTCHECK;
bool watch_at(struct db *db, int64_t org_id, const char *system, usec_t *ret, struct err *err)
    MUSTCHECK;

#endif
