/*
 * The store's part of the clock: the dates that follow from facts, what the ladder told, metrics.
 * See store.h.
 */
#ifndef DOSSIER_STORE_CLOCK_H
#define DOSSIER_STORE_CLOCK_H

#include "dossier/store.h"

/* request_term_set: the dates law/term computed. */
bool request_term_set(struct db *db, const struct request *r, bool is_extended, struct date due,
    struct date deadline, struct date extended, const char *calendar_version, struct err *err)
    MUSTCHECK;

/* Something open at which the ladder must look today. told_rung -1: nothing was told. */
struct look {
	int64_t request_id, task_id; /* task_id 0: the request itself */
	const char *reference, *system, *handler;
	struct date asked, due; /* asked: of a task */
	usec_t asked_at;
	int told_rung; /* for that due date; of a task since it was asked */
	const char
	    *instruction; /* Message-ID of the letter that asked a recipient; NULL: none did */
	bool ended;       /* of a task: nobody needs its answer any more */
};
struct look_list {
	struct look *items;
	size_t n;
};
bool request_look(struct db *db, int64_t org_id, struct date today, int limit, struct arena *a,
    struct look_list *ret, struct err *err) MUSTCHECK;
bool task_look(struct db *db, int64_t org_id, const char *zone, struct date today, int limit,
    struct arena *a, struct look_list *ret, struct err *err) MUSTCHECK;
bool look_again(
    struct db *db, int64_t org_id, const struct look *l, struct date on, struct err *err) MUSTCHECK;
struct escalation {
	int rung;
	const char *name, *roles;
	struct date due, reached;
};
/* escalation_insert: *ret_new false: that was told already. */
bool escalation_insert(struct db *db, int64_t org_id, const struct look *l,
    const struct escalation *e, usec_t at, bool *ret_new, struct err *err) MUSTCHECK;

/*
 * request_calendar_old: references of open requests computed with another version of their
 * calendar.
 */
bool request_calendar_old(struct db *db, int64_t org_id, const char *version, int limit,
    struct arena *a, const char *const **ret, size_t *ret_n, struct err *err) MUSTCHECK;

/* clock_explained: *ret[i], has request ids[i] a cause of lateness recorded? */
bool clock_explained(struct db *db, int64_t org_id, const int64_t *ids, size_t n, bool *ret,
    struct err *err) MUSTCHECK;

struct metric {
	const char *right;
	int64_t open, due_soon, late;
	struct date oldest;
};
struct metric_list {
	struct metric *items;
	size_t n;
};
bool metrics_of(struct db *db, int64_t org_id, struct date today, struct arena *a,
    struct metric_list *ret, struct err *err) MUSTCHECK;
bool metrics_queue(struct db *db, int64_t org_id, usec_t now, int64_t *ret_ready,
    int64_t *ret_age_s, struct err *err) MUSTCHECK;

#endif
