/*
 * What the report reads, counted in SQL by what tells one request from another. What the facts mean
 * is the law's.
 */
#include "report_private.h"

static struct array
names(const char *const *facts)
{
	struct array a = { .type = ARRAY_TEXT };
	for (; *facts; facts++)
		array_text(&a, *facts);
	return a;
}

static const struct field group_fields[] = {
	FIELD(struct report_group, received),
	FIELD(struct report_group, register_version),
	FIELD(struct report_group, processor),
	FIELD(struct report_group, facts),
	FIELD(struct report_group, endings),
};
static const struct record group_record = RECORD(struct report_group, group_fields);

bool
report_count_groups(struct db *db, int64_t org_id, struct report_days days,
    const struct report_when *when, const char *const *facts, struct arena *a,
    struct report_groups *ret, struct err *err)
{
	auto_drop(array) struct array f = names(facts);
	return DB_LIST(db, &q_report_groups,
	    ARGS(I64(org_id), DATE(days.from), DATE(days.next), USEC(when->known),
		DATE(when->as_of), ARRAY(f)),
	    &group_record, a, ret, err);
}

bool
report_groups(struct db *db, int64_t org_id, struct report_days days,
    const struct report_when *when, const char *const *facts, struct arena *a,
    struct report_groups *ret, struct err *err)
{
	if (!when->summed)
		return report_count_groups(db, org_id, days, when, facts, a, ret, err);
	return DB_LIST(db, &q_report_day_cases, ARGS(I64(org_id), DATE(days.from), DATE(days.next)),
	    &group_record, a, ret, err);
}

static const struct field task_fields[] = {
	FIELD(struct report_task, is_category),
	FIELD(struct report_task, name),
	FIELD(struct report_task, received),
	FIELD(struct report_task, created),
	FIELD(struct report_task, finished),
	FIELD(struct report_task, ended),
	FIELD(struct report_task, is_last),
	FIELD(struct report_task, tasks),
};
static const struct record task_record = RECORD(struct report_task, task_fields);

bool
report_count_tasks(struct db *db, int64_t org_id, struct report_days days,
    const struct report_when *when, struct arena *a, struct report_tasks *ret, struct err *err)
{
	return DB_LIST(db, &q_report_tasks,
	    ARGS(I64(org_id), DATE(days.from), DATE(days.next), USEC(when->known)), &task_record, a,
	    ret, err);
}

bool
report_tasks(struct db *db, int64_t org_id, struct report_days days, const struct report_when *when,
    struct arena *a, struct report_tasks *ret, struct err *err)
{
	if (!when->summed)
		return report_count_tasks(db, org_id, days, when, a, ret, err);
	return DB_LIST(db, &q_report_day_tasks, ARGS(I64(org_id), DATE(days.from), DATE(days.next)),
	    &task_record, a, ret, err);
}

static const struct field case_fields[] = {
	FIELD(struct report_case, reference),
	COLUMN(struct report_case, received, group.received),
	COLUMN(struct report_case, register_version, group.register_version),
	COLUMN(struct report_case, processor, group.processor),
	COLUMN(struct report_case, facts, group.facts),
	COLUMN(struct report_case, endings, group.endings),
	FIELD(struct report_case, unfinished),
	FIELD(struct report_case, is_planned),
	COLUMN(struct report_case, at_once, group.at_once),
};
static const struct record case_record = RECORD(struct report_case, case_fields);

/* The requests whose keys the rows of ${ids} name. */
static bool
read_cases(struct db *db, int64_t org_id, const PGresult *ids, const struct report_when *when,
    const char *const *facts, struct arena *a, struct report_cases *ret, struct err *err)
{
	auto_drop(array) struct array f = names(facts), keys = { .type = ARRAY_I64 };
	for (int i = 0; i < PQntuples(ids); i++)
		array_i64(&keys, col_i64(ids, i, 0));
	return DB_LIST(db, &q_report_cases,
	    ARGS(I64(org_id), ARRAY(keys), USEC(when->known), DATE(when->as_of), ARRAY(f)),
	    &case_record, a, ret, err);
}

bool
report_ended(struct db *db, int64_t org_id, struct date received_before,
    const struct report_when *when, const char *const *facts, struct arena *a,
    struct report_cases *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	return db_run(db, &q_report_ended,
		   ARGS(I64(org_id), DATE(received_before), USEC(when->known)), &res, err) &&
	    read_cases(db, org_id, res, when, facts, a, ret, err);
}

bool
report_open(struct db *db, int64_t org_id, struct date due_by, int limit,
    const struct report_when *when, const char *const *facts, struct arena *a,
    struct report_cases *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	/* of a past day neither the due date nor the state of today tells anything */
	const struct date whenever = { 0 };
	struct date bound = when->known ? whenever : due_by;
	return db_run(db, &q_report_open,
		   ARGS(I64(org_id), DATE(bound), USEC(when->known),
		       I64(when->known ? INT64_MAX : limit)),
		   &res, err) &&
	    read_cases(db, org_id, res, when, facts, a, ret, err);
}

static const struct field now_fields[] = {
	FIELD(struct report_now, late),
	FIELD(struct report_now, at_risk),
};
static const struct record now_record = RECORD(struct report_now, now_fields);

bool
report_now(struct db *db, int64_t org_id, struct date today, struct date due_by,
    struct report_now *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	bool found;
	return db_row(db, &q_report_now, ARGS(I64(org_id), DATE(today), DATE(due_by)), &now_record,
	    a, ret, &found, err);
}

static const struct field held_fields[] = {
	FIELD(struct report_held, kind),
	FIELD(struct report_held, placed),
	FIELD(struct report_held, running),
	FIELD(struct report_held, ended),
	FIELD(struct report_held, past_maximum),
};
static const struct record held_record = RECORD(struct report_held, held_fields);

bool
report_held(struct db *db, int64_t org_id, const char *zone, struct date first, struct date last,
    struct arena *a, struct report_held_list *ret, struct err *err)
{
	return DB_LIST(db, &q_report_holds, ARGS(I64(org_id), TEXT(zone), DATE(first), DATE(last)),
	    &held_record, a, ret, err);
}

static const struct field kept_fields[] = {
	FIELD(struct report_kept, basis),
	FIELD(struct report_kept, holds),
	FIELD(struct report_kept, records),
	FIELD(struct report_kept, until),
};
static const struct record kept_record = RECORD(struct report_kept, kept_fields);

bool
report_kept(struct db *db, int64_t org_id, const char *zone, struct date day, struct arena *a,
    struct report_kept_list *ret, struct err *err)
{
	return DB_LIST(db, &q_report_kept, ARGS(I64(org_id), TEXT(zone), DATE(day)), &kept_record,
	    a, ret, err);
}

static const struct field erased_fields[] = {
	FIELD(struct report_erased, system),
	FIELD(struct report_erased, requests),
	FIELD(struct report_erased, erased),
	FIELD(struct report_erased, anonymised),
	FIELD(struct report_erased, held),
	FIELD(struct report_erased, kept),
	FIELD(struct report_erased, reappeared),
	FIELD(struct report_erased, waiting),
	FIELD(struct report_erased, backups_until),
};
static const struct record erased_record = RECORD(struct report_erased, erased_fields);

bool
report_erased(struct db *db, int64_t org_id, const char *zone, struct date first, struct date last,
    struct arena *a, struct report_erased_list *ret, struct err *err)
{
	return DB_LIST(db, &q_report_erasures,
	    ARGS(I64(org_id), TEXT(zone), DATE(first), DATE(last)), &erased_record, a, ret, err);
}

bool
report_begin(struct db *db, int64_t org_id, usec_t *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_report_session, ARGS(), NULL, err) ||
	    !db_run(db, &q_report_installed, ARGS(I64(org_id)), &res, err))
		return false;
	*ret = PQntuples(res) > 0 ? col_usec(res, 0, 0) : 0;
	return true;
}
