/*
 * The ledger: what is erased by program, a row for each system and round, there before anything is
 * gone. And the counter of holds, which a run must go by.
 */
#ifndef DOSSIER_STORE_ERASURE_H
#define DOSSIER_STORE_ERASURE_H

#include "dossier/store/request.h"

#define ERASURE_PLANNED "planned"
#define ERASURE_COMMITTING "committing" /* its system was told to commit */
#define ERASURE_DONE "done"
#define ERASURE_STOPPED "stopped" /* nothing was changed */
#define ERASURE_REQUEST "request" /* purposes */
#define ERASURE_HOLD_ENDED "hold-ended"
#define ERASURE_REPLAY "replay"
struct erasure {
	int64_t id, request_id;
	const char *reference; /* of the request */
	const char *system;
	const char *action; /* "erase", "restrict": of change_rule.h */
	int change;
	const char *purpose, *state;
	int64_t holds;   /* the organisation's counter that its run goes by */
	const char *xid; /* NULL: none was begun */
	int64_t epoch;   /* -1: its system keeps none */
	const char *sealed;
	const char *receipt; /* JSON; NULL: none yet */
	usec_t planned_at;
	const char *by;
	usec_t ended_at; /* 0: it runs */
};
struct erasure_list {
	struct erasure *items;
	size_t n;
};
/*
 * erasure_insert: CONFLICT when that round has one there. erasure_of: *ret_found, is there one?
 * erasure_list: of one request (0: of all of the organisation), in the order of planning.
 */
bool erasure_insert(
    struct db *db, const struct request *r, const struct erasure *e, struct err *err) MUSTCHECK;
bool erasure_of(struct db *db, int64_t org_id, int64_t request_id, const char *system, int change,
    struct arena *a, struct erasure *ret, bool *ret_found, struct err *err) MUSTCHECK;
bool erasure_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct erasure_list *ret, struct err *err) MUSTCHECK;
/* erasure_since: what ended from then on, done or stopped. */
bool erasure_since(struct db *db, int64_t org_id, usec_t since, struct arena *a,
    struct erasure_list *ret, struct err *err) MUSTCHECK;
/* erasure_epoch: of a system when the last erasure there was done; -1: none is known. */
bool erasure_epoch(struct db *db, int64_t org_id, const char *system, int64_t *ret, struct err *err)
    MUSTCHECK;
/* Who was asked to erase what, and when. */
struct instructed {
	const char *reference;
	json_t *categories; /* new */
	int change;
	usec_t at;
};
struct instructed_list {
	struct instructed *items;
	size_t n;
};
/* erasure_instructed: at ${system} since then, in writing or of a colleague: the last a request. */
bool erasure_instructed(struct db *db, int64_t org_id, const char *system, usec_t since,
    struct arena *a, struct instructed_list *ret, struct err *err) MUSTCHECK;
/*
 * erasure_recent: done at ${system} since then, the last of each request: its id, request,
 * reference, receipt and when it ended.
 */
bool erasure_recent(struct db *db, int64_t org_id, const char *system, usec_t since,
    struct arena *a, struct erasure_list *ret, struct err *err) MUSTCHECK;
/* erasure_known: by the reference of its request. */
bool erasure_known(struct db *db, int64_t org_id, const char *reference, const char *system,
    int change, bool *ret, struct err *err) MUSTCHECK;
/*
 * erasure_run: a run that has not committed goes by this counter of holds. erasure_commit: its
 * system may commit ${xid}: *ret_go, unless it ended. erasure_end: ${e->state}, receipt and epoch.
 */
bool erasure_run(struct db *db, int64_t org_id, int64_t id, int64_t holds, struct err *err)
    MUSTCHECK;
bool erasure_commit(struct db *db, int64_t org_id, int64_t id, const char *xid, bool *ret_go,
    struct err *err) MUSTCHECK;
bool erasure_end(struct db *db, int64_t org_id, const struct erasure *e, struct err *err) MUSTCHECK;
/* erasure_abandoned: planned, and its request ended before it ran. */
bool erasure_abandoned(struct db *db, int64_t org_id, struct arena *a, struct erasure_list *ret,
    struct err *err) MUSTCHECK;
/*
 * What a sweep looks for. erasure_approved: the requests of which a change was approved since then
 * and has not begun everywhere; with ${unattended} those too where a duty to keep is over.
 * erasure_unlooked: done in between, and its system was not asked
 * again since. erasure_looked: second looks that no receipt has yet; erasure_look: it stands there,
 * as "later", ${later} (JSON). erasure_layers: so do its "layers", as they are by now.
 */
struct request_list;
bool erasure_approved(struct db *db, int64_t org_id, usec_t since, bool unattended, struct arena *a,
    struct request_list *ret, struct err *err) MUSTCHECK;
bool erasure_unlooked(struct db *db, int64_t org_id, usec_t before, usec_t after, struct arena *a,
    struct erasure_list *ret, struct err *err) MUSTCHECK;
struct erasure_look {
	int64_t id, request_id; /* of which change */
	const char *system, *action;
	usec_t at;
	const char *counts; /* JSON, as of struct preview */
};
struct erasure_looks {
	struct erasure_look *items;
	size_t n;
};
bool erasure_looked(struct db *db, int64_t org_id, struct arena *a, struct erasure_looks *ret,
    struct err *err) MUSTCHECK;
bool erasure_look(struct db *db, int64_t org_id, int64_t id, const char *later, struct err *err)
    MUSTCHECK;
bool erasure_layers(struct db *db, int64_t org_id, int64_t id, const char *layers, struct err *err)
    MUSTCHECK;
/*
 * org_holds: the counter. org_holds_lock: likewise, held until the end of the transaction, so that
 * a hold is placed before a commit or after it; org_holds_raise: one more, under that lock.
 */
bool org_holds(struct db *db, int64_t org_id, int64_t *ret, struct err *err) MUSTCHECK;
bool org_holds_lock(struct db *db, int64_t org_id, int64_t *ret, struct err *err) MUSTCHECK;
bool org_holds_raise(struct db *db, int64_t org_id, struct err *err) MUSTCHECK;
/* task_is_held: is it leased, with this fence, and the lease not over? Locked until the end. */
bool task_is_held(struct db *db, int64_t org_id, int64_t task_id, int64_t fence, bool *ret,
    struct err *err) MUSTCHECK;

#endif
