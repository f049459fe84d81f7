/*
 * The queue: one task is one piece of work at one system for one request.
 */
#ifndef DOSSIER_STORE_TASK_H
#define DOSSIER_STORE_TASK_H

#include "dossier/rights.h"
#include "dossier/store/request.h"

/*
 * Task states: waiting (an identifier it needs is not known), ready, leased, asked (handed to a
 * person or a recipient, the answer comes later), done, failed (parked: needs a person), skipped
 * (with a ground).
 */
struct task {
	int64_t org_id, id, request_id;
	const char *reference; /* of the request; filled by lists and claims */
	const char *system;
	enum action action;
	int change; /* which time this is done there for this request: 0, 1, ... */
	const char *state, *connector;
	json_t *needs;        /* ["phone"]; new */
	json_t *categories;   /* ["JBS-C01", ...]; new */
	const json_t *yields; /* task_insert: ["customer_id"], what it may find; NULL: nothing */
	usec_t purge_at;      /* 0: none; the data asked for is gone after this */
	struct date due;
	usec_t not_before; /* by the database's clock; 0: now */
	int attempts;
	int64_t fence;
	const char *job_state; /* sealed, or NULL */
	const char *error;     /* the last failure, sealed, or a TASK_ code; or NULL */
	usec_t created_at, finished_at;
	usec_t asked_at; /* of a recipient or colleague, the last time; 0: never */
};
struct task_list {
	struct task *items;
	size_t n;
};
void task_list_release(struct task_list *l); /* the JSON in the tasks */

/*
 * task_insert: all of them in one statement; ids are not returned. A task that is there already
 * (same request, system, action, change) is left.
 */
bool task_insert(struct db *db, const struct task *tasks, size_t n, struct err *err) MUSTCHECK;
/*
 * task_claim: lease up to ${max} ready tasks of one organisation to ${worker} for ${lease_s}
 * seconds of the database's clock: soonest purged first, then the earliest deadline. Tasks whose
 * lease ran out count as ready. Each claim raises the fence. Unless ${collects} those that would
 * bring data are left.
 */
bool task_claim(struct db *db, int64_t org_id, const char *worker, int max, int lease_s,
    bool collects, struct arena *a, struct task_list *ret, struct err *err) MUSTCHECK;
bool task_extend(struct db *db, int64_t org_id, const char *worker, const int64_t *ids, size_t n,
    int lease_s, struct err *err) MUSTCHECK;

/*
 * task_put_off: those that can not run for ${s} seconds, each of requests[i]; in a transaction of
 * its own. Nor do these claims count.
 */
bool task_put_off(struct db *db, int64_t org_id, const char *worker, const int64_t *ids,
    const int64_t *requests, size_t n, int s, struct err *err) MUSTCHECK;
/*
 * task_hasten: ${system} answers again: what was put off there before it was asked is ready, and
 * other workers try it too. What failed there, or waits for a vendor's job, keeps its time.
 */
bool task_hasten(struct db *db, int64_t org_id, const char *system, struct err *err) MUSTCHECK;
/* task_give_back: leases that were never used; the claims do not count as tries. */
bool task_give_back(struct db *db, int64_t org_id, const char *worker, const int64_t *ids, size_t n,
    struct err *err) MUSTCHECK;

/*
 * task_move: by a person: asked|failed|waiting, or put off -> ready (retry), asked|failed|waiting
 * -> done or, in part, asked; done|skipped -> asked (reopened); any unfinished -> skipped. Its
 * failure is forgotten. CONFLICT otherwise.
 */
bool task_move(struct db *db, const struct task *t, const char *to, struct err *err) MUSTCHECK;
/* What may stand as its error unsealed. */
#define TASK_ENDED "ended"       /* the request did */
#define TASK_NO_COPY "no-copy"   /* is asked for any more */
#define TASK_UNOPENED "unopened" /* the request could not be opened */
/*
 * task_stop: a request ended; its unfinished tasks are skipped with that code, but for those that
 * wait for an identifier. task_go_on: it was reopened; they are asked anew.
 */
bool task_stop(struct db *db, const struct request *r, const char *code, struct err *err) MUSTCHECK;
bool task_go_on(struct db *db, const struct request *r, struct err *err) MUSTCHECK;
/* task_reconnect: a task that is tried again is done by this connector from now on. */
bool task_reconnect(struct db *db, const struct task *t, const char *connector, struct err *err)
    MUSTCHECK;

bool task_of_request(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct task_list *ret, struct err *err) MUSTCHECK;
/*
 * task_unlooked: erasures that people said were done between these times, for a request that ended,
 * after which nobody was asked to look there (preview.h: PREVIEW_LATER).
 */
bool task_unlooked(struct db *db, int64_t org_id, usec_t before, usec_t after, struct arena *a,
    struct task_list *ret, struct err *err) MUSTCHECK;
/*
 * task_list: of one organisation, by state (NULL: whatever waits for a person: asked and failed),
 * most urgent first.
 */
bool task_list(struct db *db, int64_t org_id, const char *state, int limit, struct arena *a,
    struct task_list *ret, struct err *err) MUSTCHECK;
/*
 * task_counts: how many ready/leased/delayed tasks there are and when the next one is due to run
 * (0: none), for `work` and `worker`.
 */
bool task_counts(struct db *db, int64_t org_id, int64_t *ret_ready, int64_t *ret_leased,
    int *ret_next_s, struct err *err) MUSTCHECK;

#endif
