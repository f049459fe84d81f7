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

static const struct field letter_fields[] = {
	COLUMN(struct letter, letter_id, id),
	FIELD(struct letter, kind),
	FIELD(struct letter, recipient),
	FIELD(struct letter, state),
	FIELD(struct letter, message_id),
	FIELD(struct letter, file),
	FIELD(struct letter, at),
};
static const struct record letter_record = RECORD(struct letter, letter_fields);

bool
letter_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct letter_list *ret, struct err *err)
{
	return DB_LIST(
	    db, &q_letter_list, ARGS(I64(org_id), I64(request_id)), &letter_record, a, ret, err);
}
