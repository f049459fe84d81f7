/*
 * A request with the rows that belong to it, read together.
 */
#ifndef DOSSIER_STORE_BUNDLE_H
#define DOSSIER_STORE_BUNDLE_H

#include "dossier/store/clock.h"
#include "dossier/store/identifier.h"
#include "dossier/store/key.h"
#include "dossier/store/organisation.h"
#include "dossier/store/outcome.h"
#include "dossier/store/right.h"

struct bundle {
	struct request request;
	struct org org;
	struct request_right_list rights;
	struct identifier_list identifiers;
	struct task_list tasks; /* their JSON is new: task_list_release */
	struct outcome_list outcomes;
	struct fact_list facts;
	struct wrapped_keys keys;
};
/*
 * bundle_read(db, org_id, id, lock, a, ret, err): all of it. With ${lock}, in a transaction: nobody
 * else changes the request or its tasks until its end, and what was read is so.
 *
 * Errors  NOTFOUND when its keys were destroyed.
 * Cost    one round trip.
 */
bool bundle_read(struct db *db, int64_t org_id, int64_t id, bool lock, struct arena *a,
    struct bundle *ret, struct err *err) MUSTCHECK;

#endif
