/*
 * The audit log.
 */
#ifndef DOSSIER_STORE_EVENT_H
#define DOSSIER_STORE_EVENT_H

#include "dossier/store/db.h"

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
