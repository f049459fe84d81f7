/*
 * Letters as they are listed: what they say is in the outbox.
 */
#include "found.h"

void
letter_rows_drop(struct letter_rows *r)
{
	array_drop(&r->request);
	array_drop(&r->task);
	array_drop(&r->kind);
	array_drop(&r->recipient);
	array_drop(&r->state);
	array_drop(&r->message_id);
	array_drop(&r->file);
}

void
letter_rows_add(struct letter_rows *r, int64_t request_id, int64_t task_id, const struct letter *l)
{
	array_i64(&r->request, request_id);
	array_i64_or_null(&r->task, task_id);
	array_text(&r->kind, l->kind);
	array_text(&r->recipient, l->recipient);
	array_text(&r->state, l->state);
	array_text(&r->message_id, l->message_id);
	array_text(&r->file, l->file);
}

bool
letter_rows_put(
    struct db *db, int64_t org_id, const struct letter_rows *r, usec_t at, struct err *err)
{
	return r->request.n == 0 ||
	    db_run(db, &q_letter_insert,
		ARGS(I64(org_id), ARRAY(r->request), ARRAY(r->task), ARRAY(r->kind),
		    ARRAY(r->recipient), ARRAY(r->state), ARRAY(r->message_id), ARRAY(r->file),
		    USEC(at)),
		NULL, err);
}

bool
letter_insert(
    struct db *db, int64_t org_id, int64_t request_id, const struct letter *l, struct err *err)
{
	auto_drop(letter_rows) struct letter_rows r = LETTER_ROWS;
	letter_rows_add(&r, request_id, 0, l);
	return letter_rows_put(db, org_id, &r, l->at ? l->at : clock_now(), err);
}

bool
letter_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct letter_list *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_letter_list, ARGS(I64(org_id), I64(request_id)), &res, err))
		return false;
	*ret = (struct letter_list){ .items = rows_alloc(a, res, struct letter),
		.n = (size_t)PQntuples(res) };
	for (int i = 0; i < PQntuples(res); i++)
		ret->items[i] = (struct letter){
			.id = col_i64(res, i, 0),
			.kind = col_text(res, i, 1, a),
			.recipient = col_text(res, i, 2, a),
			.state = col_text(res, i, 3, a),
			.message_id = col_text(res, i, 4, a),
			.file = col_text(res, i, 5, a),
			.at = col_usec(res, i, 6),
		};
	return true;
}
