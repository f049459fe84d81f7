/*
 * Findings of the watch: who is on the stop list and would be used again, or was erased and is
 * there again; and when each system was asked.
 */
#ifndef DOSSIER_STORE_FINDING_H
#define DOSSIER_STORE_FINDING_H

#include "dossier/store/request.h"

#define FINDING_SUPPRESSED "suppressed"
#define FINDING_ERASED "erased"
struct finding {
	int64_t id, request_id;
	const char *reference; /* of the request; filled by lists */
	const char *system, *collection, *why;
	const char *purpose; /* NULL: erased */
	int64_t records;
	usec_t first_at, last_at;
};
struct finding_list {
	struct finding *items;
	size_t n;
};
/* finding_put: it is seen at that time; *ret_new: it was not standing before. */
bool finding_put(struct db *db, int64_t org_id, const struct finding *f, usec_t at, bool *ret_new,
    struct err *err) MUSTCHECK;
/* finding_gone: what stood at that system and was not seen at that time does not any more. */
bool finding_gone(struct db *db, int64_t org_id, const char *system, usec_t at, int64_t *ret_n,
    struct err *err) MUSTCHECK;
/* finding_list: what stands; ${system} NULL: of each. */
bool finding_list(struct db *db, int64_t org_id, const char *system, struct arena *a,
    struct finding_list *ret, struct err *err) MUSTCHECK;
struct finding_system {
	const char *system;
	int64_t n;
	usec_t first_at;
};
struct finding_systems {
	struct finding_system *items;
	size_t n;
};
bool finding_systems(struct db *db, int64_t org_id, struct arena *a, struct finding_systems *ret,
    struct err *err) MUSTCHECK;
/* watch_put: a system was asked about so many; watch_at: *ret, when last; 0: never. */
bool watch_put(struct db *db, int64_t org_id, const char *system, usec_t at, int64_t asked,
    struct err *err) MUSTCHECK;
bool watch_at(struct db *db, int64_t org_id, const char *system, usec_t *ret, struct err *err)
    MUSTCHECK;

#endif
