/*
 * What is due to be looked at by the ladders, and what they told. Decides nothing.
 */
#include "db.h"
#include "dossier/store/look.h"

static const struct field request_fields[] = {
	FIELD(struct look, request_id),
	FIELD(struct look, reference),
	FIELD(struct look, due),
	FIELD(struct look, handler),
	FIELD(struct look, told_rung),
};
static const struct record request_record = RECORD(struct look, request_fields);

bool
request_look(struct db *db, int64_t org_id, struct date today, int limit, struct arena *a,
    struct look_list *ret, struct err *err)
{
	return DB_LIST(db, &q_request_look, ARGS(I64(org_id), DATE(today), INT(limit)),
	    &request_record, a, ret, err);
}

static const struct field task_fields[] = {
	FIELD(struct look, task_id),
	FIELD(struct look, request_id),
	FIELD(struct look, reference),
	FIELD(struct look, system),
	FIELD(struct look, asked_at),
	FIELD(struct look, due),
	FIELD(struct look, told_rung),
	FIELD(struct look, erases),
	FIELD(struct look, stops),
	FIELD(struct look, ended),
	FIELD(struct look, instruction),
	FIELD(struct look, handler),
};
static const struct record task_record = RECORD(struct look, task_fields);

bool
task_look(struct db *db, int64_t org_id, const char *zone, struct date today, int limit,
    struct arena *a, struct look_list *ret, struct err *err)
{
	if (!DB_LIST(db, &q_task_look, ARGS(I64(org_id), DATE(today), INT(limit)), &task_record, a,
		ret, err))
		return false;
	for (size_t i = 0; i < ret->n; i++)
		if (!zone_date(zone, ret->items[i].asked_at, &ret->items[i].asked, err))
			return false;
	return true;
}

bool
look_again(struct db *db, int64_t org_id, const struct look *l, struct date on, struct err *err)
{
	return db_run(db, &q_look_again,
	    ARGS(I64(org_id), I64(l->request_id), I64_OR_NULL(l->task_id), DATE(on)), NULL, err);
}

bool
escalation_insert(struct db *db, int64_t org_id, const struct look *l, const struct escalation *e,
    usec_t at, bool *ret_new, struct err *err)
{
	int64_t n = 0;
	bool ok = db_change(db, &q_escalation_insert,
	    ARGS(I64(org_id), I64(l->request_id), I64_OR_NULL(l->task_id), INT(e->rung),
		TEXT(e->name), TEXT(e->roles), DATE(e->due), DATE(e->reached), USEC(at),
		USEC(l->asked_at)),
	    &n, err);
	*ret_new = n > 0;
	return ok;
}
