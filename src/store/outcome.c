/*
 * What tasks did, per category: it stands in their own rows.
 */
#include "bundle.h"
#include "found.h"

json_t *
outcomes_json(const struct outcome *o, size_t n)
{
	json_t *all = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(all, outcome_json(&o[i]));
	return all;
}

bool
task_outcomes_put(
    struct db *db, const struct task *t, const struct outcome *o, size_t n, struct err *err)
{
	json_t *all = outcomes_json(o, n);
	char *text = json_dumps(all, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(all);
	bool ok = db_run(
	    db, &q_task_outcomes_put, ARGS(I64(t->org_id), I64(t->id), TEXT(text)), NULL, err);
	free(text);
	return ok;
}

struct stored {
	int64_t task_id;
	const char *system;
	json_t *outcome;
	usec_t finished_at;
};
static const struct field stored_fields[] = {
	FIELD(struct stored, task_id),
	FIELD(struct stored, system),
	FIELD(struct stored, outcome),
	FIELD(struct stored, finished_at),
};
const struct record outcome_record = RECORD(struct stored, stored_fields);

bool
outcome_rows(const struct rows *rows, struct arena *a, struct outcome_list *ret, struct err *err)
{
	const struct stored *stored = rows->items;
	bool ok = true;
	*ret = (struct outcome_list){ arena_alloc(a, rows->n * sizeof(*ret->items)), rows->n };
	for (size_t i = 0; i < rows->n; i++) {
		struct outcome_row *row = &ret->items[i];
		*row = (struct outcome_row){ stored[i].task_id, stored[i].system,
			.at = stored[i].finished_at };
		ok = ok && outcome_read(stored[i].outcome, a, &row->o, err);
		json_decref(stored[i].outcome);
	}
	return ok;
}

bool
outcome_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct outcome_list *ret, struct err *err)
{
	struct rows rows;
	return db_rows(db, &q_outcome_list, ARGS(I64(org_id), I64(request_id)), &outcome_record, a,
		   &rows, err) &&
	    outcome_rows(&rows, a, ret, err);
}
