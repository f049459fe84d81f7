/*
 * Four eyes: what a second person approved. A row is never changed: it counts while what it rested
 * on is as it was.
 */
#ifndef DOSSIER_STORE_APPROVAL_H
#define DOSSIER_STORE_APPROVAL_H

#include "dossier/store/db.h"

#define APPROVAL_ANSWER "answer" /* by an archive, which may leave; its digest is the ZIP's */
#define APPROVAL_REVIEW "review" /* what it came to, by its digest alone: its changes are 0 */
#define APPROVAL_CHANGE "change" /* of what is done at the systems; likewise */
struct approval {
	const char *kind, *digest; /* of what; SHA-256 in hex */
	int64_t changes;           /* the request's counter then */
	const char *by;
	usec_t at; /* of approval_insert(): 0, now */
};
/*
 * approval_insert: CONFLICT when just this was approved already. approval_standing: the one of what
 * ${of} says (kind, digest, changes); *ret_found: there is one.
 */
bool approval_insert(struct db *db, int64_t org_id, int64_t request_id, const struct approval *of,
    struct err *err) MUSTCHECK;
bool approval_standing(struct db *db, int64_t org_id, int64_t request_id, const struct approval *of,
    struct arena *a, struct approval *ret, bool *ret_found, struct err *err) MUSTCHECK;
/* approval_of_change: by which a round that was planned then began; of those after ${after}. */
bool approval_of_change(struct db *db, int64_t org_id, int64_t request_id, usec_t planned,
    usec_t after, struct arena *a, struct approval *ret, bool *ret_found, struct err *err)
    MUSTCHECK;

/* Who has the role of approver where a request is. */
struct approver {
	const char *name;
	const char *hand; /* the event of what they did to it, "archive.built"; NULL: nothing */
};
struct approver_list {
	struct approver *items;
	size_t n;
};
bool approval_people(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct approver_list *ret, struct err *err) MUSTCHECK;

#endif
