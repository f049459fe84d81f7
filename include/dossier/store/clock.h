/*
 * The clock facts of a request: append-only, in the order of writing.
 */
#ifndef DOSSIER_STORE_CLOCK_H
#define DOSSIER_STORE_CLOCK_H

#include "dossier/fact.h"
#include "dossier/store/request.h"

bool request_clock(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    struct fact_list *ret, struct err *err) MUSTCHECK;
/* clock_append: recorded now. */
bool clock_append(struct db *db, int64_t org_id, int64_t id, const struct fact *f, struct err *err)
    MUSTCHECK;

/* clock_explained: *ret[i], has request ids[i] a cause of lateness recorded? */
bool clock_explained(struct db *db, int64_t org_id, const int64_t *ids, size_t n, bool *ret,
    struct err *err) MUSTCHECK;

/* What a request waits for, and what there is of its answer. */
struct request_waits {
	int64_t request_id;
	bool unauthorised;            /* nobody saw that who asks for another may */
	bool born;                    /* the person asks, and gave a day of birth: a child may */
	bool unverified, identifiers; /* who asks; whether an identifier is theirs */
	int64_t contact;              /* to be named where they gave several; 0: none */
	const char *system, *action;  /* the first task that waits for somebody; NULL: none */
	bool failed, written;         /* it failed; a recipient was asked in writing */
	bool sources;                 /* a task is not accounted for */
	const char *const *rights;    /* all of it */
	const char *const *dues;      /* "NAME DAY" of the open ones due on another day than it */
	bool copies;                  /* one that is answered by a copy is open */
	const char *other;            /* an open one that is not; NULL: none */
	bool begun, built; /* of ${other} something is decided; its archive is up to date */
	bool approved;     /* which a second person approved; */
	bool second;       /* as is asked for: not known here, false */
};
struct request_waits_list {
	struct request_waits *items;
	size_t n;
};
/*
 * request_waits: by request; names, ended by NULL: ${checked} of the rights that want a check of
 * who asks, ${copied} of those that are answered by a copy.
 */
bool request_waits(struct db *db, int64_t org_id, const int64_t *ids, size_t n,
    const char *const *checked, const char *const *copied, struct arena *a,
    struct request_waits_list *ret, struct err *err) MUSTCHECK;

#endif
