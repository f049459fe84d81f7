/*
 * The audit log.
 */
#ifndef DOSSIER_STORE_EVENT_H
#define DOSSIER_STORE_EVENT_H

#include "dossier/store/db.h"

struct event {
	int64_t id, request_id; /* request_id 0: of none */
	usec_t at;
	const char *actor, *kind, *reference, *body;
};
struct event_list {
	struct event *items;
	size_t n;
};
/*
 * event_append: one line of the audit log in the transaction it describes. ${body} is a JSON
 * object with nothing of the person in it, borrowed; stored canonically (sorted keys, no spaces)
 * together with at, actor, kind and reference, so that the stored text alone is what gets hashed.
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
/* event_about: *ret, how many are like ${e}: the body has all members of e->body. */
bool event_about(struct db *db, int64_t org_id, const struct new_event *e, int64_t *ret,
    struct err *err) MUSTCHECK;
/* event_leaf: the hash of its leaf (RFC 6962: a first byte of its own, so that no node passes). */
void event_leaf(const void *body, size_t len, unsigned char ret[static 32]);

/* ---- for audit: giving events their places, and reading all of a log (event_log.c) ---- */

/* An event and the hash of its leaf. */
struct leaf {
	int64_t event_id;
	unsigned char hash[32];
};
struct leaf_list {
	struct leaf *items;
	size_t n;
};
/*
 * event_unsequenced(db, org_id, limit, a, ret, err): take out events that wait, in the order of
 * their ids; some more than ${limit} where they were written together. Takes the sequencer's lock
 * of the organisation in the current transaction; TEMPORARY when another holds it. Only events
 * whose transaction is over for everybody.
 */
bool event_unsequenced(struct db *db, int64_t org_id, int limit, struct arena *a,
    struct leaf_list *ret, struct err *err) MUSTCHECK;
/* event_leaf_insert: the leaves of these events, from ${position} on; CONFLICT: that is taken. */
bool event_leaf_insert(struct db *db, int64_t org_id, int64_t position, const struct leaf *leaves,
    size_t n, struct err *err) MUSTCHECK;
/* event_tree_get: how far the tree has grown: nodes in hex; NULL: nobody wrote it down. */
bool event_tree_get(struct db *db, int64_t org_id, struct arena *a, int64_t *ret_size,
    const char **ret_nodes, struct err *err) MUSTCHECK;
bool event_tree_put(struct db *db, int64_t org_id, int64_t size, const char *nodes, struct err *err)
    MUSTCHECK;

/*
 * A whole log in constant memory and as of one moment: its events by number, and its leaves by
 * place. log_scan_open begins a transaction that only reads, log_scan_free ends it. Each next one
 * is borrowed until the next; NULL: that was all, or see err.
 */
struct log_event {
	int64_t event_id, request_id; /* 0: of no request */
	const char *reference;        /* of that request; NULL: none, or no such request */
	const char *body;
	size_t len;
};
struct log_leaf {
	int64_t position, event_id;
	const unsigned char *hash; /* 32 bytes */
};
struct log_scan;
struct log_scan *log_scan_open(struct db *db, int64_t org_id, struct err *err);
void log_scan_free(struct log_scan *s);
DEFINE_DROP(log_scan, struct log_scan, log_scan_free)
const struct log_event *log_next_event(struct log_scan *s, struct err *err);
const struct log_leaf *log_next_leaf(struct log_scan *s, struct err *err);
/* log_waiting: the events that wait then, by number. */
bool log_waiting(struct log_scan *s, struct arena *a, struct leaf_list *ret, struct err *err)
    MUSTCHECK;
/*
 * event_find: an event by its number, with its place; -1: it waits for one. NOTFOUND.
 */
bool event_find(struct db *db, int64_t org_id, int64_t event_id, struct arena *a,
    const char **ret_body, int64_t *ret_position, struct err *err) MUSTCHECK;

/* event_bodies: those from one place up to another, in the order of the tree; NULL: it is gone. */
struct placed_body {
	int64_t position;
	const char *body;
};
struct placed_list {
	struct placed_body *items;
	size_t n;
};
bool event_bodies(struct db *db, int64_t org_id, int64_t from, int64_t before, struct arena *a,
    struct placed_list *ret, struct err *err) MUSTCHECK;

#endif
