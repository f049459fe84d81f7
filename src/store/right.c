/*
 * The rights a request invokes.
 */
#include "db.h"
#include "dossier/store/right.h"

static const struct field right_fields[] = {
	COLUMN(struct request_right, name, right),
	FIELD(struct request_right, state),
	FIELD(struct request_right, decided),
	FIELD(struct request_right, decision),
};
static const struct record right_record = RECORD(struct request_right, right_fields);

bool
request_rights(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    struct request_right_list *ret, struct err *err)
{
	return DB_LIST(
	    db, &q_request_rights, ARGS(I64(org_id), I64(id)), &right_record, a, ret, err);
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
	return n == 1 ||
	    err_set(err, ERR_NOTFOUND, "%s does not invoke the right %s", r->reference, right);
}
