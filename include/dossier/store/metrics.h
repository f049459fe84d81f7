/*
 * What the metrics count.
 */
#ifndef DOSSIER_STORE_METRICS_H
#define DOSSIER_STORE_METRICS_H

#include "dossier/store/db.h"

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

/* Of systems at which tasks failed and are to be tried again: how many, and when the first is. */
struct failing {
	const char *system;
	int64_t tasks;
	usec_t next;
};
struct failing_list {
	struct failing *items;
	size_t n;
};
bool metrics_failing(struct db *db, int64_t org_id, struct arena *a, struct failing_list *ret,
    struct err *err) MUSTCHECK;

#endif
