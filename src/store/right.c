/*
 * The rights a request invokes.
 */
#include "db.h"
#include "dossier/store/right.h"

bool
request_rights(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    struct request_right_list *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_request_rights, ARGS(I64(org_id), I64(id)), &res, err))
		return false;
	*ret = (struct request_right_list){ .items = rows_alloc(a, res, struct request_right),
		.n = (size_t)PQntuples(res) };
	for (int i = 0; i < PQntuples(res); i++)
		ret->items[i] = (struct request_right){
			.right = col_text(res, i, 0, a),
			.state = col_text(res, i, 1, a),
			.decided = col_date(res, i, 2),
			.decision = col_text(res, i, 3, a),
		};
	return true;
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
