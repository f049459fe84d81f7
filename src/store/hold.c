/*
 * What is kept though its erasure was asked. Never sees what is sealed in clear, and
 * judges nothing.
 */
#include "db.h"
#include "dossier/store/hold.h"

static const struct field hold_fields[] = {
	COLUMN(struct hold, hold_id, id),
	FIELD(struct hold, request_id),
	FIELD(struct hold, reference),
	FIELD(struct hold, kind),
	FIELD(struct hold, system),
	FIELD(struct hold, category),
	FIELD(struct hold, collection),
	FIELD(struct hold, columns),
	FIELD(struct hold, erasure_id),
	FIELD(struct hold, task_id),
	FIELD(struct hold, basis),
	FIELD(struct hold, article),
	COLUMN(struct hold, last_day, last),
	FIELD(struct hold, must_go),
	FIELD(struct hold, review),
	FIELD(struct hold, owner),
	FIELD(struct hold, records),
	FIELD(struct hold, sealed),
	FIELD(struct hold, by),
	FIELD(struct hold, at),
	COLUMN(struct hold, looked_on, looked),
	COLUMN(struct hold, told_on, told),
	FIELD(struct hold, released_at),
	FIELD(struct hold, released_by),
	FIELD(struct hold, reason),
	FIELD(struct hold, ended_at),
};
static const struct record hold_record = RECORD(struct hold, hold_fields);

bool
hold_insert(struct db *db, int64_t org_id, const struct hold *h, int64_t *ret_id, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	auto_drop(array) struct array columns = { .type = ARRAY_TEXT };
	for (const char *const *c = h->columns; c && *c; c++)
		array_text(&columns, *c);
	if (!db_run(db, &q_hold_insert,
		ARGS(I64(org_id), TEXT(h->kind), I64(h->request_id), TEXT(h->system),
		    TEXT(h->category), TEXT(h->collection), ARRAY_OR_NULL(columns),
		    I64_OR_NULL(h->erasure_id), TEXT(h->basis), TEXT(h->article), DATE(h->last),
		    DATE(h->must_go), DATE(h->review), TEXT(h->owner), I64_OR_NULL(h->records),
		    TEXT(h->sealed), TEXT(h->by), USEC(clock_now()), I64_OR_NULL(h->task_id)),
		&res, err))
		return false;
	*ret_id = col_i64(res, 0, 0);
	return true;
}

bool
hold_list(struct db *db, const struct hold_filter *f, struct arena *a, struct hold_list *ret,
    struct err *err)
{
	return DB_LIST(db, &q_hold_list,
	    ARGS(I64(f->org_id), I64_OR_NULL(f->request_id), I64_OR_NULL(f->id), BOOL(f->over)),
	    &hold_record, a, ret, err);
}

bool
hold_due(struct db *db, int64_t org_id, struct date today, struct arena *a, struct hold_list *ret,
    struct err *err)
{
	return DB_LIST(db, &q_hold_due, ARGS(I64(org_id), DATE(today)), &hold_record, a, ret, err);
}

static const struct field waiting_fields[] = {
	COLUMN(struct hold_waiting, hold_id, id),
	FIELD(struct hold_waiting, reference),
	FIELD(struct hold_waiting, owner),
	FIELD(struct hold_waiting, day),
	FIELD(struct hold_waiting, system),
	FIELD(struct hold_waiting, action),
	FIELD(struct hold_waiting, written),
};
static const struct record waiting_record = RECORD(struct hold_waiting, waiting_fields);

bool
hold_wait(struct db *db, int64_t org_id, struct date today, struct arena *a,
    struct holds_waiting *ret, struct err *err)
{
	return DB_LIST(
	    db, &q_hold_waiting, ARGS(I64(org_id), DATE(today)), &waiting_record, a, ret, err);
}

bool
hold_of_person(struct db *db, const struct request *r, const char *const *blinds,
    const char *system, struct arena *a, struct hold_list *ret, struct err *err)
{
	auto_drop(array) struct array all = { .type = ARRAY_TEXT };
	for (const char *const *b = blinds; *b; b++)
		array_text(&all, *b);
	return DB_LIST(db, &q_hold_of_person,
	    ARGS(I64(r->org_id), I64(r->id), ARRAY(all), TEXT(system)), &hold_record, a, ret, err);
}

bool
hold_release(
    struct db *db, int64_t org_id, int64_t id, const char *by, const char *reason, struct err *err)
{
	int64_t n = 0;
	if (!db_change(db, &q_hold_release,
		ARGS(I64(org_id), I64(id), TEXT(by), TEXT(reason), USEC(clock_now())), &n, err))
		return false;
	return n == 1 ||
	    err_set(err, ERR_CONFLICT, "hold %lld was released or is over", (long long)id);
}

bool
hold_mark(struct db *db, int64_t org_id, const int64_t *ids, size_t n, const struct hold_mark *m,
    struct err *err)
{
	auto_drop(array) struct array all = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		array_i64(&all, ids[i]);
	return n == 0 ||
	    db_run(db, &q_hold_mark,
		ARGS(I64(org_id), ARRAY(all), DATE(m->looked), DATE(m->told),
		    USEC(m->ended ? clock_now() : 0)),
		NULL, err);
}
