/*
 * What tasks did, per category.
 */
#ifndef DOSSIER_STORE_OUTCOME_H
#define DOSSIER_STORE_OUTCOME_H

#include "dossier/outcome.h"
#include "dossier/store/task.h"

bool task_outcomes_put(struct db *db, const struct task *t, const struct outcome *o, size_t n,
    struct err *err) MUSTCHECK;

struct outcome_row {
	int64_t task_id;
	const char *system;
	struct outcome o; /* its text is sealed */
	usec_t at;
};
struct outcome_list {
	struct outcome_row *items;
	size_t n;
};
bool outcome_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct outcome_list *ret, struct err *err) MUSTCHECK;

#endif
