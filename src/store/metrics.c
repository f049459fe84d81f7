/*
 * What the metrics count: open requests per right, and the queue.
 */
#include "db.h"
#include "dossier/store/metrics.h"

static const struct field metric_fields[] = {
	COLUMN(struct metric, name, right),
	FIELD(struct metric, open),
	FIELD(struct metric, due_soon),
	FIELD(struct metric, late),
	FIELD(struct metric, oldest),
};
static const struct record metric_record = RECORD(struct metric, metric_fields);

bool
metrics_of(struct db *db, int64_t org_id, struct date today, struct arena *a,
    struct metric_list *ret, struct err *err)
{
	return DB_LIST(db, &q_metrics, ARGS(I64(org_id), DATE(today)), &metric_record, a, ret, err);
}

struct queue {
	int64_t ready, age_s;
};
static const struct field queue_fields[] = {
	FIELD(struct queue, ready),
	FIELD(struct queue, age_s),
};
static const struct record queue_record = RECORD(struct queue, queue_fields);

bool
metrics_queue(struct db *db, int64_t org_id, usec_t now, int64_t *ret_ready, int64_t *ret_age_s,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct queue q;
	bool found;
	if (!db_row(db, &q_metrics_queue, ARGS(I64(org_id), USEC(now)), &queue_record, a, &q,
		&found, err))
		return false;
	*ret_ready = q.ready;
	*ret_age_s = q.age_s;
	return true;
}

static const struct field failing_fields[] = {
	FIELD(struct failing, system),
	FIELD(struct failing, tasks),
	FIELD(struct failing, next),
};
static const struct record failing_record = RECORD(struct failing, failing_fields);

bool
metrics_failing(
    struct db *db, int64_t org_id, struct arena *a, struct failing_list *ret, struct err *err)
{
	return DB_LIST(db, &q_metrics_failing, ARGS(I64(org_id)), &failing_record, a, ret, err);
}
