/*
 * Finishing tasks in batches, and what follows: tasks wake, requests settle.
 */
#ifndef DOSSIER_STORE_TASK_FINISH_H
#define DOSSIER_STORE_TASK_FINISH_H

#include "dossier/store/identifier.h"
#include "dossier/store/letter.h"
#include "dossier/store/outcome.h"
#include "dossier/store/part.h"

struct task_done {
	int64_t org_id, id, request_id, fence;
	const char *state; /* done, asked, failed, or ready (again) */
	int again_s;       /* ready again after so many seconds of the database's clock */
	const char *job_state, *error;
	const struct outcome *outcomes;
	size_t noutcomes;
	const struct stored_part *parts;
	size_t nparts;
	const struct identifier *ids;
	size_t nids;
	const struct letter *letters;
	size_t nletters;
};
/*
 * task_finish: complete a batch in a few statements of one transaction (the caller's). A task
 * whose fence is not the one given, or that is not leased, is left alone: ret_accepted[i] says
 * which counted. What a task found replaces what an earlier run of it found, but for identifiers:
 * what one run yielded stays though the rows are gone when the next one looks. New usable
 * identifiers wake the waiting tasks of their request that need that kind, and send its done
 * tasks that need it round again (a leased one goes round when it finishes); never one by which a
 * program erased: what is there by them is found anew, in a round of its own where it has to be.
 */
bool task_finish(struct db *db, const struct task_done *done, size_t n, bool *ret_accepted,
    struct err *err) MUSTCHECK;
/* task_runs: is anything of it ready or leased? */
bool task_runs(struct db *db, int64_t org_id, int64_t request_id, bool *ret, struct err *err)
    MUSTCHECK;
/* task_settle_waiting: the first half of task_settle, for one request. */
bool task_settle_waiting(
    struct db *db, int64_t org_id, int64_t request_id, usec_t now, struct err *err) MUSTCHECK;
/*
 * task_settle: for each of these requests in which nothing is ready or leased any more: its
 * waiting tasks become done, not searched for want of an identifier, and the request goes from
 * searching to collected, as request_state_of has it. Returns the ids of those now collected.
 */
bool task_settle(struct db *db, int64_t org_id, const int64_t *request_ids, size_t n, usec_t now,
    struct arena *a, int64_t **ret_collected, size_t *ret_n, struct err *err) MUSTCHECK;
/* task_wake: as task_finish does for identifiers confirmed by a person. */
bool task_wake(struct db *db, int64_t org_id, int64_t request_id, const char *kind, struct err *err)
    MUSTCHECK;
/*
 * task_redo: an identifier was somebody else's. With kinds in ${lost} (names, ended by NULL) all
 * that systems searched is dropped and searched again by what is ${known}, and people are asked
 * again for what they were asked by those. ${system}, or NULL: it is dropped there in any case, and
 * a colleague looks instead. What was found to erase is dropped, too, unless it was erased.
 */
bool task_redo(struct db *db, const struct request *r, const char *const *known,
    const char *const *lost, const char *system, struct err *err) MUSTCHECK;

#endif
