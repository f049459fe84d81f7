/*
 * What the report reads from the store: requests and tasks counted by their facts. Computes no date and judges nothing.
 */
#ifndef DOSSIER_STORE_REPORT_H
#define DOSSIER_STORE_REPORT_H

#include "dossier/store.h"

/* What was known then: facts recorded before an instant that happened on or before a day. Zeros: all of today's. */
struct report_when {
	usec_t known;
	struct date as_of;
	bool summed; /* read the sums of each month, which report_sums and report_sum_up brought up to date */
};

/* Up to which fact and event sums may claim to be, and which months of a range have none that are. */
struct report_sums { int64_t clock_id, event_id; struct date *stale; size_t nstale; };
#define REPORT_MONTHS_MAX 64
/* report_sums: what is stale from one month up to another; waits a second at most for who writes, else TEMPORARY. */
bool report_sums(struct db *db, int64_t org_id, struct date from, struct date next, struct arena *a, struct report_sums *ret,
    struct err *err) MUSTCHECK;
bool report_is_summed(const struct report_sums *s, struct date month);
/* report_sum_up: count a month and keep the sums. */
bool report_sum_up(struct db *db, int64_t org_id, struct date month, const struct report_sums *s, const char *const *facts,
    struct err *err) MUSTCHECK;

/* Requests with the same day of receipt, rights and facts. */
struct report_group {
	struct date received;
	int register_version;  /* holds the promise; 0: none */
	bool processor;        /* on the instruction of a controller */
	const char *rights;    /* "access erasure", or NULL */
	const char *facts;     /* a line each, "FACT DAY [DETAIL]": day since 1970, detail JSON; NULL: received, nothing since */
	int64_t requests;
};
struct report_groups { struct report_group *items; size_t n; };
/*
 * report_groups(db, org_id, month, when, facts, a, ret, err): those received in the month that begins on ${month}, with
 * these ${facts} (names, ended by NULL).
 */
bool report_groups(struct db *db, int64_t org_id, struct date month, const struct report_when *when, const char *const *facts,
    struct arena *a, struct report_groups *ret, struct err *err) MUSTCHECK;

/* How long tasks of one system or category took, for requests received on one day. */
struct report_task {
	bool is_category;
	const char *name;
	struct date received, created, finished; /* finished: no date: not yet */
	bool ended;   /* their requests have ended */
	bool is_last; /* no other task of their requests finished later */
	int64_t tasks;
};
struct report_tasks { struct report_task *items; size_t n; };
bool report_tasks(struct db *db, int64_t org_id, struct date month, const struct report_when *when, struct arena *a,
    struct report_tasks *ret, struct err *err) MUSTCHECK;

/* One request. */
struct report_case {
	const char *reference;
	struct report_group group; /* requests: 1 */
	const char *unfinished;    /* systems whose tasks are not finished, "app stripe", or NULL */
	bool is_planned;           /* it has tasks */
};
struct report_cases { struct report_case *items; size_t n; };
/* report_ended: received before a day, and perhaps ended eleven months after it or later. */
bool report_ended(struct db *db, int64_t org_id, struct date received_before, const struct report_when *when,
    const char *const *facts, struct arena *a, struct report_cases *ret, struct err *err) MUSTCHECK;
/* report_open: what may be open then; without ${when} at most ${limit}, due by ${due_by}, most urgent first. */
bool report_open(struct db *db, int64_t org_id, struct date due_by, int limit, const struct report_when *when,
    const char *const *facts, struct arena *a, struct report_cases *ret, struct err *err) MUSTCHECK;

/*
 * report_kept(db, org_id, period, key, a, ret, err): the figures kept under this key, or NULL: none, or a fact or an event came
 * since. report_keep: keep those that hold everything up to ${s}.
 */
bool report_kept(struct db *db, int64_t org_id, const char *period, const char *key, struct arena *a, const char **ret,
    struct err *err) MUSTCHECK;
bool report_keep(struct db *db, int64_t org_id, const char *period, const char *key, const struct report_sums *s, const char *figures,
    struct err *err) MUSTCHECK;

/* report_begin: before anything else; since when there is something to report on. */
bool report_begin(struct db *db, int64_t org_id, usec_t *ret, struct err *err) MUSTCHECK;

#endif
