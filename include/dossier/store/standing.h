/*
 * Requests as they stand, with what they should follow from: their facts, their tasks, and what the
 * log says. For who checks all of them.
 */
#ifndef DOSSIER_STORE_STANDING_H
#define DOSSIER_STORE_STANDING_H

#include "dossier/store/approval.h"
#include "dossier/store/clock.h"
#include "dossier/store/right.h"

struct standing {
	struct request request;
	struct fact_list facts;
	struct request_right_list rights; /* without their purposes */
	bool has_tasks, running;          /* running: one is ready or leased */
	const struct standing_task {
		const char *system, *action, *state, *outcomes; /* outcomes: JSON */
		int change;                                     /* which round */
	} * tasks;                                              /* those that are done or failed */
	size_t ntasks;
	const struct approval *approvals; /* in the order of writing */
	size_t napprovals;
	/* bodies: at least those of its clock, tasks and approvals, and about it as a whole */
	const char *const *events;
	size_t nevents;
};
struct standing_list {
	struct standing *items;
	size_t n;
};
/*
 * standing_page(db, org_id, after, limit, a, ret, err): up to ${limit} requests whose keys are
 * larger than ${after}, in order, all as of one moment; a transaction of its own.
 */
bool standing_page(struct db *db, int64_t org_id, int64_t after, int limit, struct arena *a,
    struct standing_list *ret, struct err *err) MUSTCHECK;

#endif
