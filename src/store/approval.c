/*
 * What was approved, and who may. Does not decide what needs it.
 */
#include "db.h"
#include "dossier/store/approval.h"

bool
approval_insert(
    struct db *db, int64_t org_id, int64_t request_id, const struct approval *of, struct err *err)
{
	return db_run(db, &q_approval_insert,
	    ARGS(I64(org_id), I64(request_id), TEXT(of->kind), TEXT(of->digest), I64(of->changes),
		TEXT(of->by), USEC(of->at ? of->at : clock_now())),
	    NULL, err);
}

static const struct field approval_fields[] = {
	FIELD(struct approval, kind),
	FIELD(struct approval, digest),
	FIELD(struct approval, changes),
	FIELD(struct approval, by),
	FIELD(struct approval, at),
};
static const struct record approval_record = RECORD(struct approval, approval_fields);

bool
approval_standing(struct db *db, int64_t org_id, int64_t request_id, const struct approval *of,
    struct arena *a, struct approval *ret, bool *ret_found, struct err *err)
{
	return db_row(db, &q_approval_standing,
	    ARGS(I64(org_id), I64(request_id), TEXT(of->kind), TEXT(of->digest), I64(of->changes)),
	    &approval_record, a, ret, ret_found, err);
}

bool
approval_of_change(struct db *db, int64_t org_id, int64_t request_id, usec_t planned, usec_t after,
    struct arena *a, struct approval *ret, bool *ret_found, struct err *err)
{
	return db_row(db, &q_approval_of_change,
	    ARGS(I64(org_id), I64(request_id), USEC(planned), USEC(after)), &approval_record, a,
	    ret, ret_found, err);
}

static const struct field approver_fields[] = {
	FIELD(struct approver, name),
	FIELD(struct approver, hand),
};
static const struct record approver_record = RECORD(struct approver, approver_fields);

bool
approval_people(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct approver_list *ret, struct err *err)
{
	return DB_LIST(db, &q_approval_people, ARGS(I64(org_id), I64(request_id)), &approver_record,
	    a, ret, err);
}
