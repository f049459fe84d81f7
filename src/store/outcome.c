/*
 * What tasks did, per category: it stands in their own rows.
 */
#include "found.h"

json_t *
outcomes_json(const struct outcome *o, size_t n)
{
	json_t *all = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *one = json_object();
		(void)json_object_set_new(one, "category", json_string(o[i].category));
		(void)json_object_set_new(one, "result", json_string(o[i].result));
		if (o[i].count >= 0)
			(void)json_object_set_new(one, "count", json_integer(o[i].count));
		if (o[i].detail)
			(void)json_object_set_new(one, "detail", json_string(o[i].detail));
		(void)json_array_append_new(all, one);
	}
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

static const struct field outcome_fields[] = {
	FIELD(struct outcome_row, system),
	FIELD(struct outcome_row, action),
	FIELD(struct outcome_row, category),
	FIELD(struct outcome_row, result),
	FIELD(struct outcome_row, count),
	FIELD(struct outcome_row, detail),
	COLUMN(struct outcome_row, finished_at, at),
};
static const struct record outcome_record = RECORD(struct outcome_row, outcome_fields);

bool
outcome_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct outcome_list *ret, struct err *err)
{
	return DB_LIST(
	    db, &q_outcome_list, ARGS(I64(org_id), I64(request_id)), &outcome_record, a, ret, err);
}
