/*
 * Agents who ask for many people, and which requests are theirs.
 */
#ifndef DOSSIER_STORE_AGENT_H
#define DOSSIER_STORE_AGENT_H

#include "dossier/store/request.h"

struct agent {
	int64_t id;
	const char *label, *evidence;
	bool bulk;                 /* the mandates of all it asks for were seen together */
	const char *const *rights; /* ended by NULL; none: all */
	const char *email;         /* NULL: not said */
	struct date since, until, ended;
	const char *by;
};
struct agent_list {
	struct agent *items;
	size_t n;
};
/* agent_insert: CONFLICT when there is one of this label. */
bool agent_insert(struct db *db, int64_t org_id, const struct agent *x, struct err *err) MUSTCHECK;
/* agent_end: CONFLICT when it ended already. */
bool agent_end(struct db *db, int64_t org_id, const struct agent *x, struct date on,
    struct err *err) MUSTCHECK;
/* agent_list: all of them, or the one of ${label}, or of a request (0: of none). */
bool agent_list(struct db *db, int64_t org_id, const char *label, int64_t request_id,
    struct arena *a, struct agent_list *ret, struct err *err) MUSTCHECK;
bool agent_request_insert(struct db *db, const struct request *r, int64_t agent_id, struct err *err)
    MUSTCHECK;
/* agent_requests: references of its open requests, ended by NULL. */
bool agent_requests(struct db *db, int64_t org_id, int64_t agent_id, struct arena *a,
    const char *const **ret, struct err *err) MUSTCHECK;

#endif
