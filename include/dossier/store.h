/*
 * The store: the only user of libpq for our own database. One file per aggregate; all SQL in
 * sql/, one statement a file. Results live in the caller's arena. A lost server is TEMPORARY; a
 * row count that is not what a state change expects is CONFLICT.
 *
 * A transaction that changes state without an event is a BUG(): queries whose file says
 * "-- changes state" mark the transaction, event_append clears the mark, db_commit looks.
 */
#ifndef DOSSIER_STORE_H
#define DOSSIER_STORE_H

#include "dossier/date.h"
#include "dossier/json.h"

/* ---- connection, cluster, schema (db.c, cluster.c, migrate.c) ---- */

struct db;
struct db *db_open(const char *uri, struct err *err);
void db_close(struct db *db);
DEFINE_DROP(db, struct db, db_close)
int db_socket(const struct db *db); /* for poll(2) */
bool db_begin(struct db *db, struct err *err) MUSTCHECK;
bool db_commit(struct db *db, struct err *err) MUSTCHECK;
void db_rollback(struct db *db); /* harmless when no transaction is open */
/* db_wait(db, ms): wait for a notification of new work, at most ${ms}; true when there was one. */
bool db_listen(struct db *db, struct err *err) MUSTCHECK;
bool db_wait(struct db *db, int ms);

/*
 * The private PostgreSQL: DATADIR/pg, socket only, in a short runtime directory, started under a
 * lock the server does not inherit; as root under the user postgres. cluster_uri: how to reach
 * it.
 */
bool cluster_create(const char *datadir, struct err *err) MUSTCHECK;
bool cluster_start(const char *datadir, struct err *err) MUSTCHECK; /* nothing to do when it runs */
bool cluster_stop(const char *datadir, struct err *err) MUSTCHECK;
bool cluster_running(const char *datadir);
const char *cluster_uri(const char *datadir, struct arena *a);

/*
 * migrate(db, ret_applied, err): bring the schema up to date; a landed file that changed, or a
 * newer schema, is refused.
 */
bool migrate(struct db *db, int *ret_applied, struct err *err) MUSTCHECK;
bool migrate_is_current(struct db *db, bool *ret, struct err *err) MUSTCHECK;

/* ---- installation, organisations, people (installation.c, organisation.c, user.c) ---- */

bool installation_put(struct db *db, bool rehearsal, struct err *err) MUSTCHECK;
bool installation_get(struct db *db, bool *ret_rehearsal, struct err *err) MUSTCHECK;

struct org {
	int64_t id;
	const char *slug, *code, *name, *zone, *calendar, *country;
	int register_version; /* the newest; 0: none */
};
struct org_list {
	struct org *items;
	size_t n;
};
/* org_put: insert, or update what a newer register says; *ret_id. */
bool org_put(struct db *db, const struct org *o, int64_t *ret_id, struct err *err) MUSTCHECK;
/* NOTFOUND lists those there are */
bool org_by_slug(struct db *db, const char *slug, struct arena *a, struct org *ret, struct err *err)
    MUSTCHECK;
bool org_by_id(struct db *db, int64_t id, struct arena *a, struct org *ret, struct err *err)
    MUSTCHECK;
bool org_by_code(struct db *db, const char *code, struct arena *a, struct org *ret, struct err *err)
    MUSTCHECK;
bool org_list(struct db *db, struct arena *a, struct org_list *ret, struct err *err) MUSTCHECK;

struct user {
	int64_t id;
	const char *name; /* Unix user */
	bool disabled;
	/* {"ORG or *": ["officer", ...]}; new, owned by the arena's user: json_decref */
	json_t *roles;
};
struct user_list {
	struct user *items;
	size_t n;
};
void user_list_release(struct user_list *l); /* the roles */
/* CONFLICT when there */
bool user_add(struct db *db, const char *name, int64_t *ret_id, struct err *err) MUSTCHECK;
/*
 * user_grant: org_id 0 means every organisation. roles: admin officer handler approver dpo
 * auditor.
 */
bool user_grant(struct db *db, const char *name, int64_t org_id, const char *role, struct err *err)
    MUSTCHECK;
bool user_disable(struct db *db, const char *name, struct err *err) MUSTCHECK;
bool user_list(struct db *db, struct arena *a, struct user_list *ret, struct err *err) MUSTCHECK;
/*
 * user_has_role: does the enabled user hold one of ${roles} ("officer,handler") in this
 * organisation (0: anywhere)?
 */
bool user_has_role(struct db *db, const char *name, int64_t org_id, const char *roles, bool *ret,
    struct err *err) MUSTCHECK;

/* the same text again: the old version number */
bool register_put(struct db *db, int64_t org_id, const char *text, size_t len, const char *by,
    int *ret_version, struct err *err) MUSTCHECK;
/* version 0: newest */
bool register_get(struct db *db, int64_t org_id, int version, struct arena *a,
    const char **ret_text, size_t *ret_len, struct err *err) MUSTCHECK;
bool calendar_put(struct db *db, const char *name, const char *version, const char *text,
    struct err *err) MUSTCHECK;

/* ---- requests (request.c, identifier.c, note.c) ---- */

/* States: logged -> searching -> collected -> answered -> closed. */
struct request {
	int64_t org_id, id;
	const char *reference, *state, *channel, *language, *handler; /* handler NULL: nobody */
	const char *subject_relation; /* "self", "parent", "agent", ... */
	const char *instructed_by, *answer_by;
	usec_t received_at;
	/* computed by law/deadline; due: the earlier of promise and what is in force */
	struct date received, deadline, extended, promise, due;
	bool is_extended;
	const char *calendar, *calendar_version;
	int register_version;
	usec_t logged_at, answered_at, closed_at; /* 0: not yet */
};
struct request_list {
	struct request *items;
	size_t n;
};
struct request_right {
	const char *right, *state;
	struct date decided;
	const char *decision;
};
struct request_right_list {
	struct request_right *items;
	size_t n;
};
struct clock_fact {
	const char *fact;
	usec_t at;
	const char *detail, *by;
	usec_t recorded_at;
};
struct clock_fact_list {
	struct clock_fact *items;
	size_t n;
};

/*
 * request_insert(db, r, rights, a, err): a new request in state "logged" with its rights and the
 * clock fact "received". Makes the reference (CODE-YEAR-XXXXXC, five random Crockford characters
 * and a check character) and sets r->id, r->reference.
 */
bool request_insert(struct db *db, struct request *r, const char *org_code,
    const char *const *rights, const char *by, struct arena *a, struct err *err) MUSTCHECK;
/*
 * reference_check(s): is the check character right? Lower case and the look-alikes I L O are read
 * as Crockford says.
 */
bool reference_normalise(const char *s, struct arena *a, const char **ret, struct err *err)
    MUSTCHECK;
bool request_by_reference(struct db *db, const char *reference, struct arena *a,
    struct request *ret, struct err *err) MUSTCHECK;
bool request_by_id(struct db *db, int64_t org_id, int64_t id, struct arena *a, struct request *ret,
    struct err *err) MUSTCHECK;
/*
 * request_lock: nobody else changes the request or its tasks until the end of the transaction;
 * r->state is read anew.
 */
bool request_lock(struct db *db, struct request *r, struct arena *a, struct err *err) MUSTCHECK;
bool request_rights(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    struct request_right_list *ret, struct err *err) MUSTCHECK;
bool request_clock(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    struct clock_fact_list *ret, struct err *err) MUSTCHECK;
bool clock_append(struct db *db, int64_t org_id, int64_t id, const char *fact, usec_t at,
    const char *detail, const char *by, struct err *err) MUSTCHECK;
/*
 * request_advance: from one state to another; CONFLICT "JBS-...: is searching, not collected"
 * when it is elsewhere. answered/closed stamp ${at}.
 */
bool request_advance(struct db *db, const struct request *r, const char *from, const char *to,
    usec_t at, struct err *err) MUSTCHECK;
bool request_right_decide(struct db *db, const struct request *r, const char *right,
    const char *state, const char *decision, struct date on, struct err *err) MUSTCHECK;
/* NULL handler: nobody */
bool request_assign(struct db *db, const struct request *r, const char *handler, struct err *err)
    MUSTCHECK;

struct request_filter {
	int64_t org_id; /* one organisation; the caller walks them */
	/* one state; NULL: all but closed; "open": neither answered nor closed; "all" */
	const char *state;
	const char *handler; /* NULL: any */
	/* NULL, or the blind index of an identifier: requests of this person */
	const char *blind;
	struct date due_by; /* set: due on or before */
	const char *after;  /* NULL, or the reference after which to go on */
	int limit;
};
/*
 * request_list: most urgent first (due, then reference). Indexed: no sequential scan for any
 * filter.
 */
bool request_list(struct db *db, const struct request_filter *f, struct arena *a,
    struct request_list *ret, struct err *err) MUSTCHECK;

bool request_key_insert(struct db *db, const struct request *r, const char *content,
    const char *content_public_hex, const char *ledger, struct err *err) MUSTCHECK;
/* NOTFOUND when destroyed */
bool request_key_get(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    const char **ret_content, const char **ret_public_hex, const char **ret_ledger, struct err *err)
    MUSTCHECK;

bool note_insert(struct db *db, const struct request *r, const char *sealed, const char *by,
    struct err *err) MUSTCHECK;
struct note {
	int64_t id;
	usec_t at;
	const char *by, *sealed;
};
struct note_list {
	struct note *items;
	size_t n;
};
bool note_list(struct db *db, int64_t org_id, int64_t id, struct arena *a, struct note_list *ret,
    struct err *err) MUSTCHECK;

/*
 * Identifiers: state usable, proposed (a person must confirm), rejected. source: "given",
 * "SYSTEM/COLLECTION", "confirmed".
 */
struct identifier {
	int64_t id;
	const char *kind, *blind, *sealed, *source, *state;
};
struct identifier_list {
	struct identifier *items;
	size_t n;
};
/* identifier_insert: *ret_new false when this request has it already. */
bool identifier_insert(struct db *db, int64_t org_id, int64_t request_id,
    const struct identifier *i, bool *ret_new, struct err *err) MUSTCHECK;
bool identifier_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct identifier_list *ret, struct err *err) MUSTCHECK;
bool identifier_set_state(struct db *db, int64_t org_id, int64_t request_id, int64_t id,
    const char *from, const char *to, struct err *err) MUSTCHECK;

/* ---- fanning out (fanout.c) ---- */

struct fan_out_row {
	int64_t request_id;
	int register_version;
	/* rights asked, kinds of usable identifiers; ended by NULL */
	const char *const *rights, *const *kinds;
	struct date due;
	usec_t logged_at;
};
struct fan_out_list {
	struct fan_out_row *items;
	size_t n;
};
/*
 * fan_out_claim: up to ${limit} requests in state logged, locked for this transaction (locked
 * ones are skipped).
 */
bool fan_out_claim(struct db *db, int64_t org_id, int limit, struct arena *a,
    struct fan_out_list *ret, struct err *err) MUSTCHECK;
/* fan_out_done: these go from logged to searching; one statement. */
bool fan_out_done(
    struct db *db, int64_t org_id, const int64_t *request_ids, size_t n, struct err *err) MUSTCHECK;

/* ---- the queue (task.c, task_finish.c) ---- */

/*
 * Task states: waiting (an identifier it needs is not known), ready, leased, asked (handed to a
 * person or a recipient, the answer comes later), done, failed (parked: needs a person), skipped
 * (with a ground).
 */
struct task {
	int64_t org_id, id, request_id;
	const char *reference; /* of the request; filled by lists and claims */
	const char *system, *action, *state, *connector;
	json_t *needs;      /* ["phone"]; new */
	json_t *categories; /* ["JBS-C01", ...]; new */
	usec_t purge_at;    /* 0: none; the data asked for is gone after this */
	struct date due;
	usec_t not_before; /* by the database's clock; 0: now */
	int attempts;
	int64_t fence;
	const char *job_state; /* sealed, or NULL */
	const char *error;     /* the last failure, without personal data, or NULL */
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
 * (same request, system, action) is left.
 */
bool task_insert(struct db *db, const struct task *tasks, size_t n, struct err *err) MUSTCHECK;
/*
 * task_claim: lease up to ${max} ready tasks of one organisation to ${worker} for ${lease_s}
 * seconds of the database's clock: soonest purged first, then the earliest deadline. Tasks whose
 * lease ran out count as ready. Each claim raises the fence.
 */
bool task_claim(struct db *db, int64_t org_id, const char *worker, int max, int lease_s,
    struct arena *a, struct task_list *ret, struct err *err) MUSTCHECK;
bool task_extend(struct db *db, int64_t org_id, const char *worker, const int64_t *ids, size_t n,
    int lease_s, struct err *err) MUSTCHECK;

/* task_give_back: leases that were never used; the claims do not count as tries. */
bool task_give_back(struct db *db, int64_t org_id, const char *worker, const int64_t *ids, size_t n,
    struct err *err) MUSTCHECK;

/* count -1: none */
struct outcome {
	const char *category, *result;
	int64_t count;
	const char *detail;
};
/* json: part_json of archive.h */
struct stored_part {
	const char *category, *name, *format, *blob, *json;
};
struct new_identifier {
	const char *kind, *blind, *sealed, *source, *state;
};
struct stored_letter {
	const char *kind, *recipient, *message_id, *file;
};
struct task_done {
	int64_t org_id, id, request_id, fence;
	const char *state; /* done, asked, failed, or ready (again) */
	int again_s;       /* ready again after so many seconds of the database's clock */
	const char *job_state, *error;
	const struct outcome *outcomes;
	size_t noutcomes;
	const struct stored_part *parts;
	size_t nparts;
	const struct new_identifier *ids;
	size_t nids;
	const struct stored_letter *letters;
	size_t nletters;
};
/*
 * task_finish: complete a batch in a few statements of one transaction (the caller's). A task
 * whose fence is not the one given, or that is not leased, is left alone: ret_accepted[i] says
 * which counted. What a task found replaces what an earlier run of it found. New usable
 * identifiers wake the waiting tasks of their request that need that kind, and send its done
 * tasks that need it round again (a leased one goes round when it finishes).
 */
bool task_finish(struct db *db, const struct task_done *done, size_t n, bool *ret_accepted,
    struct err *err) MUSTCHECK;
/*
 * task_settle: for each of these requests in which nothing is ready or leased any more: its
 * waiting tasks become done with outcome "not searched: no phone known" per category, and the
 * request goes from searching to collected. Returns the ids of the requests that are now
 * collected.
 */
bool task_settle(struct db *db, int64_t org_id, const int64_t *request_ids, size_t n, usec_t now,
    struct arena *a, int64_t **ret_collected, size_t *ret_n, struct err *err) MUSTCHECK;
/* task_wake: as task_finish does for identifiers confirmed by a person. */
bool task_wake(struct db *db, int64_t org_id, int64_t request_id, const char *kind, struct err *err)
    MUSTCHECK;
/*
 * task_move: by a person: asked|failed|waiting -> ready (retry), asked|failed|waiting -> done,
 * any unfinished -> skipped with ${error} as its ground. CONFLICT otherwise.
 */
bool task_move(struct db *db, const struct task *t, const char *to, const char *error,
    struct err *err) MUSTCHECK;
/*
 * task_stop: a request ended; its unfinished tasks are skipped with ${ground}, but for those that
 * wait for an identifier. task_go_on: it was reopened; they are asked anew.
 */
bool task_stop(struct db *db, const struct request *r, const char *ground, struct err *err)
    MUSTCHECK;
bool task_go_on(struct db *db, const struct request *r, struct err *err) MUSTCHECK;
/* task_reconnect: a task that is tried again is done by this connector from now on. */
bool task_reconnect(struct db *db, const struct task *t, const char *connector, struct err *err)
    MUSTCHECK;
bool task_outcomes_put(struct db *db, const struct task *t, const struct outcome *o, size_t n,
    struct err *err) MUSTCHECK;
bool task_part_put(
    struct db *db, const struct task *t, const struct stored_part *p, struct err *err) MUSTCHECK;
bool task_of_request(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
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

struct outcome_row {
	const char *system, *action, *category, *result;
	int64_t count;
	const char *detail;
	usec_t at;
};
struct outcome_list {
	struct outcome_row *items;
	size_t n;
};
bool outcome_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct outcome_list *ret, struct err *err) MUSTCHECK;
struct part_list {
	struct stored_part *items;
	size_t n;
};
bool part_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct part_list *ret, struct err *err) MUSTCHECK;
/* blob_is_known: does any part, letter or release name this blob? For sweeping. */
bool blob_is_known(struct db *db, int64_t org_id, const char *blob, bool *ret, struct err *err)
    MUSTCHECK;

/* ---- letters, releases (letter.c, release.c) ---- */

struct letter {
	int64_t id;
	const char *kind, *recipient, *state, *message_id, *file;
	usec_t at;
};
struct letter_list {
	struct letter *items;
	size_t n;
};
bool letter_insert(struct db *db, int64_t org_id, int64_t request_id, const struct letter *l,
    struct err *err) MUSTCHECK;
bool letter_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct letter_list *ret, struct err *err) MUSTCHECK;

struct release {
	int64_t id;
	const char *blob, *sha256;
	int64_t bytes;
	usec_t built_at;
	const char *contents;
};
bool release_insert(struct db *db, int64_t org_id, int64_t request_id, const struct release *r,
    struct err *err) MUSTCHECK;
/* NOTFOUND */
bool release_newest(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct release *ret, struct err *err) MUSTCHECK;

/* ---- events (event.c) ---- */

struct event {
	int64_t id;
	usec_t at;
	const char *actor, *kind, *reference, *body;
};
struct event_list {
	struct event *items;
	size_t n;
};
/*
 * event_append: one line of the audit log in the transaction it describes. ${body} is a JSON
 * object free of personal data, borrowed; stored canonically (sorted keys, no spaces) together
 * with at, actor, kind and reference, so that the stored text alone is what gets hashed.
 * request_id 0: none. org_id 0 is not allowed: installation-wide events go to every organisation
 * they concern, or to none and then `event_none` clears the mark.
 */
bool event_append(struct db *db, int64_t org_id, int64_t request_id, const char *actor,
    const char *kind, const json_t *body, struct err *err) MUSTCHECK;
struct new_event {
	int64_t request_id;
	const char *kind;
	const json_t *body;
};
bool event_append_many(struct db *db, int64_t org_id, const char *actor,
    const struct new_event *events, size_t n, struct err *err) MUSTCHECK;
void event_none(struct db *db);
/* request 0: all */
bool event_list(struct db *db, int64_t org_id, int64_t request_id, int64_t after, int limit,
    struct arena *a, struct event_list *ret, struct err *err) MUSTCHECK;
/*
 * For audit: events without a leaf (in the order of their ids), appending leaves, reading them
 * back with their bodies.
 */
struct leaf {
	int64_t position, event_id;
	unsigned char hash[32];
	const char *body;
};
struct leaf_list {
	struct leaf *items;
	size_t n;
};
/*
 * takes the sequencer's lock of the organisation in the current transaction; TEMPORARY when
 * another holds it; body filled in, only events whose transaction is over for everybody
 */
bool event_unsequenced(struct db *db, int64_t org_id, int limit, struct arena *a,
    struct leaf_list *ret, struct err *err) MUSTCHECK;
bool event_leaf_insert(
    struct db *db, int64_t org_id, const struct leaf *leaves, size_t n, struct err *err) MUSTCHECK;
/* by position; body NULL when the event is missing */
bool event_leaves(struct db *db, int64_t org_id, int64_t from, int limit, struct arena *a,
    struct leaf_list *ret, struct err *err) MUSTCHECK;
bool event_count(struct db *db, int64_t org_id, int64_t *ret_events, int64_t *ret_leaves,
    struct err *err) MUSTCHECK;

#endif
