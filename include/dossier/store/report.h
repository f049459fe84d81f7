/*
 * What the report reads from the store: requests and tasks counted by their facts. Computes no date
 * and judges nothing.
 */
#ifndef DOSSIER_STORE_REPORT_H
#define DOSSIER_STORE_REPORT_H

#include "dossier/store/db.h"

/*
 * What was known then: facts recorded before an instant that happened on or before a day. Zeros:
 * all of today's.
 */
struct report_when {
	usec_t known;
	struct date as_of;
	bool summed; /* read the sums of each day, which report_stale and report_sum_up brought up
			to date */
};

/* A range of days of receipt: ${next} is not in it. */
struct report_days {
	struct date from, next;
};

/*
 * report_stale(db, org_id, days, a, ret, ret_n, err): which days of a range are not summed up, or
 * not any more. Waits a second at most for who writes, else TEMPORARY.
 */
bool report_stale(struct db *db, int64_t org_id, struct report_days days, struct arena *a,
    struct date **ret, size_t *ret_n, struct err *err) MUSTCHECK;
/*
 * report_sum_up: count the requests of one range anew and keep the sums. Memory as
 * report_groups().
 */
bool report_sum_up(struct db *db, int64_t org_id, struct report_days days, const char *const *facts,
    struct err *err) MUSTCHECK;

/*
 * report_snapshot(db, org_id, days, ret_summed, err): begin a transaction that reads everything as
 * of one moment; commit it or roll it back. *ret_summed: are the days all summed up in it? Somebody
 * else may have found one stale since.
 */
bool report_snapshot(struct db *db, int64_t org_id, struct report_days days, bool *ret_summed,
    struct err *err) MUSTCHECK;

/* Requests received on one day whose dates moved in the same way. */
struct report_group {
	struct date received;
	int register_version; /* holds the promise; 0: none */
	bool processor;       /* on the instruction of a controller */
	/*
	 * What moves dates, extension and questions, a line each: "FACT DAY [DETAIL]": day since
	 * 1970, detail JSON. Where more of that happened after an end, or a request was reopened,
	 * all of its facts. NULL: nothing.
	 */
	const char *facts;
	/*
	 * How many ask for what and how they ended, a line each: "12 access erasure", then the
	 * other facts, each after a tab.
	 */
	const char *endings;
	/*
	 * rights due at once until they have ended, by NULL; no group has them: they move no
	 * legal date
	 */
	const char *const *at_once;
};
struct report_groups {
	struct report_group *items;
	size_t n;
};
/*
 * report_groups(db, org_id, days, when, facts, a, ret, err): those received in a range of days,
 * with these ${facts} (names, ended by NULL). As many as there are different clocks: a range is
 * held in memory, so make it a month.
 */
bool report_groups(struct db *db, int64_t org_id, struct report_days days,
    const struct report_when *when, const char *const *facts, struct arena *a,
    struct report_groups *ret, struct err *err) MUSTCHECK;

/* How long tasks of one system or category took, for requests received on one day. */
struct report_task {
	bool is_category;
	const char *name;
	struct date received, created, finished; /* finished: no date: not yet */
	bool ended;                              /* their requests have ended */
	bool is_last; /* no other task of their requests finished later */
	int64_t tasks;
};
struct report_tasks {
	struct report_task *items;
	size_t n;
};
bool report_tasks(struct db *db, int64_t org_id, struct report_days days,
    const struct report_when *when, struct arena *a, struct report_tasks *ret, struct err *err)
    MUSTCHECK;

/* One request. */
struct report_case {
	const char *reference;
	struct report_group group;
	const char *unfinished; /* systems whose tasks are not finished, "app stripe", or NULL */
	bool is_planned;        /* it was known whom to ask, be it nobody */
};
struct report_cases {
	struct report_case *items;
	size_t n;
};
/* report_ended: received before a day, and perhaps ended eleven months after it or later. */
bool report_ended(struct db *db, int64_t org_id, struct date received_before,
    const struct report_when *when, const char *const *facts, struct arena *a,
    struct report_cases *ret, struct err *err) MUSTCHECK;
/*
 * report_open: what may be open then, or have ended with nobody told; without ${when} of those open
 * the ${limit} most urgent due by ${due_by}, and the one longest late by law.
 */
bool report_open(struct db *db, int64_t org_id, struct date due_by, int limit,
    const struct report_when *when, const char *const *facts, struct arena *a,
    struct report_cases *ret, struct err *err) MUSTCHECK;

/* Open requests, today: past their last day by law, and due by a day but not past that. */
struct report_now {
	int64_t late, at_risk;
};
bool report_now(struct db *db, int64_t org_id, struct date today, struct date due_by,
    struct report_now *ret, struct err *err) MUSTCHECK;

/*
 * report_held: of holds of each kind, how many were placed from ${first} to ${last}, run on that
 * day, ended in between, and are kept then past what a statute permits.
 */
struct report_held {
	const char *kind;
	int64_t placed, running, ended, past_maximum;
};
struct report_held_list {
	struct report_held *items;
	size_t n;
};
bool report_held(struct db *db, int64_t org_id, const char *zone, struct date first,
    struct date last, struct arena *a, struct report_held_list *ret, struct err *err) MUSTCHECK;

/* report_kept: what holds keep that run on that day, by basis. */
struct report_kept {
	const char *basis; /* its id, "other-law", "claim" or "retention" */
	int64_t holds, records;
	struct date until; /* none: none has a day */
};
struct report_kept_list {
	struct report_kept *items;
	size_t n;
};
bool report_kept(struct db *db, int64_t org_id, const char *zone, struct date day, struct arena *a,
    struct report_kept_list *ret, struct err *err) MUSTCHECK;
/*
 * report_erased: of a period, of all systems ("*") and of each: requests of which something went,
 * records by what became of them, requests of which a later look found something again, or that
 * wait for approval on the last day, and the last day on which a backup holds what went.
 */
struct report_erased {
	const char *system;
	int64_t requests, erased, anonymised, held, kept, reappeared, waiting;
	struct date backups_until; /* none: not known, or nothing went */
};
struct report_erased_list {
	struct report_erased *items;
	size_t n;
};
bool report_erased(struct db *db, int64_t org_id, const char *zone, struct date first,
    struct date last, struct arena *a, struct report_erased_list *ret, struct err *err) MUSTCHECK;

/* report_begin: before anything else; since when there is something to report on. */
bool report_begin(struct db *db, int64_t org_id, usec_t *ret, struct err *err) MUSTCHECK;

#endif
