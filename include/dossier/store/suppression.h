/*
 * The stop list: who is not used any more for which purpose (art. 21(3), 7(3) GDPR). A row survives
 * the erasure of what it is about, and is never changed but for its end.
 */
#ifndef DOSSIER_STORE_SUPPRESSION_H
#define DOSSIER_STORE_SUPPRESSION_H

#include "dossier/store/request.h"

struct suppression {
	int64_t id, request_id;
	const char *reference;    /* of the request; filled by lists */
	const char *kind, *blind; /* of the identifier */
	const char *sealed;       /* the identifier, by the organisation's key */
	const char *purpose;      /* of the register */
	const char *channel;      /* "email", "phone", "post"; NULL: any */
	usec_t since;
	const char *by;
	usec_t ended_at;               /* 0: it runs */
	const char *ended_by, *reason; /* sealed */
};
struct suppression_list {
	struct suppression *items;
	size_t n;
};
/*
 * suppression_insert: each of these identifiers (kind, blind, sealed) for each of these purposes
 * (ended by NULL), by that channel, from now; not where one as wide runs. *ret_new: how many.
 */
struct suppressing {
	const char *const *purposes;
	const char *channel, *by;
	const struct suppression *ids;
	size_t n;
};
bool suppression_insert(struct db *db, const struct request *r, const struct suppressing *s,
    int64_t *ret_new, struct err *err) MUSTCHECK;
/*
 * suppression_asked: the entries that run on these identifiers, for ${purpose} and by ${channel};
 * NULL: any. An index look-up an identifier.
 */
struct suppression_question {
	int64_t org_id;
	const char *const *kinds, *const *blinds; /* ended by NULL */
	const char *purpose, *channel;
};
bool suppression_asked(struct db *db, const struct suppression_question *q, struct arena *a,
    struct suppression_list *ret, struct err *err) MUSTCHECK;
/* suppression_list: the oldest first, after that number; request_id, id 0: any. */
struct suppression_filter {
	int64_t org_id, request_id, id, after, limit;
	bool ended;
};
bool suppression_list(struct db *db, const struct suppression_filter *f, struct arena *a,
    struct suppression_list *ret, struct err *err) MUSTCHECK;
struct suppression_count {
	const char *purpose, *channel, *kind;
	int64_t running, ended;
	usec_t first;
};
struct suppression_count_list {
	struct suppression_count *items;
	size_t n;
};
bool suppression_counts(struct db *db, int64_t org_id, struct arena *a,
    struct suppression_count_list *ret, struct err *err) MUSTCHECK;
/* suppression_end: of those that run; *ret_n: how many did. */
bool suppression_end(struct db *db, int64_t org_id, const struct suppression_list *l,
    const char *by, const char *reason, int64_t *ret_n, struct err *err) MUSTCHECK;

#endif
