/*
 * What tasks did, per category.
 */
#ifndef DOSSIER_STORE_OUTCOME_H
#define DOSSIER_STORE_OUTCOME_H

#include "dossier/store/task.h"

/* count -1: none */
struct outcome {
	const char *category, *result;
	int64_t count;
	const char *detail;
};

bool task_outcomes_put(struct db *db, const struct task *t, const struct outcome *o, size_t n,
    struct err *err) MUSTCHECK;

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

#endif
