/*
 * The ledger of what is erased. Does not decide what is: change/start.c alone inserts.
 */
#include "bundle.h"
#include "dossier/store/erasure.h"

bool
erasure_insert(struct db *db, const struct request *r, const struct erasure *e, struct err *err)
{
	return db_run(db, &q_erasure_insert,
	    ARGS(I64(r->org_id), I64(r->id), TEXT(e->system), INT(e->change), TEXT(e->purpose),
		I64(e->holds), TEXT(e->sealed), USEC(clock_now()), TEXT(e->by), TEXT(e->action)),
	    NULL, err);
}

static const struct field erasure_fields[] = {
	COLUMN(struct erasure, erasure_id, id),
	FIELD(struct erasure, request_id),
	FIELD(struct erasure, reference),
	FIELD(struct erasure, system),
	FIELD(struct erasure, action),
	FIELD(struct erasure, change),
	FIELD(struct erasure, purpose),
	FIELD(struct erasure, state),
	FIELD(struct erasure, holds),
	FIELD(struct erasure, xid),
	FIELD(struct erasure, epoch),
	FIELD(struct erasure, sealed),
	FIELD(struct erasure, receipt),
	FIELD(struct erasure, planned_at),
	FIELD(struct erasure, by),
	FIELD(struct erasure, ended_at),
};
static const struct record erasure_record = RECORD(struct erasure, erasure_fields);

bool
erasure_of(struct db *db, int64_t org_id, int64_t request_id, const char *system, int change,
    struct arena *a, struct erasure *ret, bool *ret_found, struct err *err)
{
	return db_row(db, &q_erasure_of,
	    ARGS(I64(org_id), I64(request_id), TEXT(system), INT(change)), &erasure_record, a, ret,
	    ret_found, err);
}

bool
erasure_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct erasure_list *ret, struct err *err)
{
	return DB_LIST(db, &q_erasure_list, ARGS(I64(org_id), I64_OR_NULL(request_id)),
	    &erasure_record, a, ret, err);
}

bool
erasure_since(struct db *db, int64_t org_id, usec_t since, struct arena *a,
    struct erasure_list *ret, struct err *err)
{
	return DB_LIST(
	    db, &q_erasure_since, ARGS(I64(org_id), USEC(since)), &erasure_record, a, ret, err);
}

static const struct field instructed_fields[] = {
	FIELD(struct instructed, reference),
	FIELD(struct instructed, categories),
	FIELD(struct instructed, change),
	FIELD(struct instructed, at),
};
static const struct record instructed_record = RECORD(struct instructed, instructed_fields);

bool
erasure_instructed(struct db *db, int64_t org_id, const char *system, usec_t since, struct arena *a,
    struct instructed_list *ret, struct err *err)
{
	return DB_LIST(db, &q_erasure_instructed, ARGS(I64(org_id), TEXT(system), USEC(since)),
	    &instructed_record, a, ret, err);
}

bool
erasure_epoch(struct db *db, int64_t org_id, const char *system, int64_t *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_erasure_epoch, ARGS(I64(org_id), TEXT(system)), &res, err))
		return false;
	*ret = PQntuples(res) ? col_i64(res, 0, 0) : -1;
	return true;
}

bool
erasure_known(struct db *db, int64_t org_id, const char *reference, const char *system, int change,
    bool *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_erasure_known,
		ARGS(I64(org_id), TEXT(reference), TEXT(system), INT(change)), &res, err))
		return false;
	*ret = col_bool(res, 0, 0);
	return true;
}

bool
erasure_approved(struct db *db, int64_t org_id, usec_t since, bool unattended, struct arena *a,
    struct request_list *ret, struct err *err)
{
	return DB_LIST(db, &q_erasure_approved, ARGS(I64(org_id), USEC(since), BOOL(unattended)),
	    &request_record, a, ret, err);
}

bool
erasure_unlooked(struct db *db, int64_t org_id, usec_t before, usec_t after, struct arena *a,
    struct erasure_list *ret, struct err *err)
{
	return DB_LIST(db, &q_erasure_unlooked, ARGS(I64(org_id), USEC(before), USEC(after)),
	    &erasure_record, a, ret, err);
}

bool
erasure_abandoned(
    struct db *db, int64_t org_id, struct arena *a, struct erasure_list *ret, struct err *err)
{
	return DB_LIST(db, &q_erasure_abandoned, ARGS(I64(org_id)), &erasure_record, a, ret, err);
}

static const struct field look_fields[] = {
	COLUMN(struct erasure_look, erasure_id, id),
	FIELD(struct erasure_look, request_id),
	FIELD(struct erasure_look, system),
	FIELD(struct erasure_look, action),
	FIELD(struct erasure_look, at),
	FIELD(struct erasure_look, counts),
};
static const struct record look_record = RECORD(struct erasure_look, look_fields);

bool
erasure_looked(
    struct db *db, int64_t org_id, struct arena *a, struct erasure_looks *ret, struct err *err)
{
	return DB_LIST(db, &q_erasure_looked, ARGS(I64(org_id)), &look_record, a, ret, err);
}

bool
erasure_look(struct db *db, int64_t org_id, int64_t id, const char *later, struct err *err)
{
	return db_run(db, &q_erasure_look, ARGS(I64(org_id), I64(id), TEXT(later)), NULL, err);
}

bool
erasure_layers(struct db *db, int64_t org_id, int64_t id, const char *layers, struct err *err)
{
	return db_run(db, &q_erasure_layers, ARGS(I64(org_id), I64(id), TEXT(layers)), NULL, err);
}

bool
erasure_run(struct db *db, int64_t org_id, int64_t id, int64_t holds, struct err *err)
{
	return db_run(db, &q_erasure_run, ARGS(I64(org_id), I64(id), I64(holds)), NULL, err);
}

bool
erasure_commit(
    struct db *db, int64_t org_id, int64_t id, const char *xid, bool *ret_go, struct err *err)
{
	int64_t n;
	if (!db_change(db, &q_erasure_commit, ARGS(I64(org_id), I64(id), TEXT(xid)), &n, err))
		return false;
	*ret_go = n == 1;
	return true;
}

bool
erasure_end(struct db *db, int64_t org_id, const struct erasure *e, struct err *err)
{
	int64_t n;
	if (!db_change(db, &q_erasure_end,
		ARGS(I64(org_id), I64(e->id), TEXT(e->state), TEXT(e->receipt),
		    { .type = ARG_I64, .i = e->epoch, .null = e->epoch < 0 }, USEC(clock_now())),
		&n, err))
		return false;
	return n == 1 ||
	    err_set(err, ERR_CONFLICT, "what is changed at %s ended already", e->system);
}

static bool
counter(struct db *db, const struct query *q, int64_t org_id, int64_t *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, q, ARGS(I64(org_id)), &res, err))
		return false;
	if (PQntuples(res) == 0)
		return err_set(err, ERR_NOTFOUND, "there is no such organisation any more");
	*ret = col_i64(res, 0, 0);
	return true;
}

bool
org_holds(struct db *db, int64_t org_id, int64_t *ret, struct err *err)
{
	return counter(db, &q_organisation_holds, org_id, ret, err);
}

bool
org_holds_lock(struct db *db, int64_t org_id, int64_t *ret, struct err *err)
{
	return counter(db, &q_organisation_holds_lock, org_id, ret, err);
}

bool
org_holds_raise(struct db *db, int64_t org_id, struct err *err)
{
	return db_run(db, &q_organisation_holds_raise, ARGS(I64(org_id)), NULL, err);
}

bool
task_is_held(
    struct db *db, int64_t org_id, int64_t task_id, int64_t fence, bool *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_task_is_held, ARGS(I64(org_id), I64(task_id), I64(fence)), &res, err))
		return false;
	*ret = PQntuples(res) == 1;
	return true;
}

static const struct field recent_fields[] = {
	COLUMN(struct erasure, erasure_id, id),
	FIELD(struct erasure, request_id),
	FIELD(struct erasure, reference),
	FIELD(struct erasure, receipt),
	FIELD(struct erasure, ended_at),
};
static const struct record recent_record = RECORD(struct erasure, recent_fields);

bool
erasure_recent(struct db *db, int64_t org_id, const char *system, usec_t since, struct arena *a,
    struct erasure_list *ret, struct err *err)
{
	return DB_LIST(db, &q_erasure_recent, ARGS(I64(org_id), TEXT(system), USEC(since)),
	    &recent_record, a, ret, err);
}
