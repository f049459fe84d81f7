/*
 * The rights a request invokes.
 */
#include "bundle.h"
#include "dossier/store/right.h"

static const struct field right_fields[] = {
	COLUMN(struct request_right, name, right),
	FIELD(struct request_right, state),
	FIELD(struct request_right, decided),
	FIELD(struct request_right, decision),
	FIELD(struct request_right, purposes),
	FIELD(struct request_right, at_once),
	FIELD(struct request_right, due),
};
const struct record right_record = RECORD(struct request_right, right_fields);

bool
request_rights(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    struct request_right_list *ret, struct err *err)
{
	return DB_LIST(
	    db, &q_request_rights, ARGS(I64(org_id), I64(id)), &right_record, a, ret, err);
}

static bool
no_such_right(const struct request *r, const char *right, struct err *err)
{
	return err_set(err, ERR_NOTFOUND, "%s does not invoke the right %s", r->reference, right);
}

bool
request_right_about(struct db *db, const struct request *r, const char *right,
    const char *const *purposes, bool at_once, struct err *err)
{
	auto_drop(array) struct array names = { .type = ARRAY_TEXT };
	for (; *purposes; purposes++)
		array_text(&names, *purposes);
	int64_t n;
	if (!db_change(db, &q_request_right_about,
		ARGS(I64(r->org_id), I64(r->id), TEXT(right), ARRAY(names), I64(at_once)), &n, err))
		return false;
	return n == 1 || no_such_right(r, right, err);
}

bool
request_right_add(
    struct db *db, const struct request *r, const char *right, bool at_once, struct err *err)
{
	return db_run(db, &q_request_right_add,
	    ARGS(I64(r->org_id), I64(r->id), TEXT(right), I64(at_once)), NULL, err);
}

bool
request_right_due(
    struct db *db, const struct request *r, const char *right, struct date due, struct err *err)
{
	return db_run(db, &q_request_right_due,
	    ARGS(I64(r->org_id), I64(r->id), TEXT(right), DATE(due)), NULL, err);
}

bool
request_right_decide(struct db *db, const struct request *r, const char *right, const char *state,
    const char *decision, struct date on, struct err *err)
{
	int64_t n;
	if (!db_change(db, &q_request_right_decide,
		ARGS(
		    I64(r->org_id), I64(r->id), TEXT(right), TEXT(state), TEXT(decision), DATE(on)),
		&n, err))
		return false;
	return n == 1 || no_such_right(r, right, err);
}
