/*
 * Letters: written, listed, recorded as sent; those of the spool handed to whoever publishes them.
 */
#include "found.h"

void
letter_rows_drop(struct letter_rows *r)
{
	array_drop(&r->request);
	array_drop(&r->task);
	array_drop(&r->kind);
	array_drop(&r->recipient_kind);
	array_drop(&r->recipient);
	array_drop(&r->message_id);
	array_drop(&r->file);
	array_drop(&r->sealed);
	array_drop(&r->facts);
}

void
letter_rows_add(struct letter_rows *r, int64_t request_id, int64_t task_id, const struct letter *l)
{
	array_i64_or_null(&r->request, request_id);
	array_i64_or_null(&r->task, task_id);
	array_text(&r->kind, l->kind);
	array_text(&r->recipient_kind, l->recipient_kind);
	array_text(&r->recipient, l->recipient);
	array_text(&r->message_id, l->message_id);
	array_text(&r->file, l->file);
	array_text(&r->sealed, l->sealed);
	array_i64_or_null(&r->facts, l->facts);
}

bool
letter_rows_put(struct db *db, int64_t org_id, const struct letter_rows *r, struct err *err)
{
	return r->request.n == 0 ||
	    db_run(db, &q_letter_insert,
		ARGS(I64(org_id), ARRAY(r->request), ARRAY(r->task), ARRAY(r->kind),
		    ARRAY(r->recipient_kind), ARRAY(r->recipient), ARRAY(r->message_id),
		    ARRAY(r->file), ARRAY(r->sealed), ARRAY(r->facts), USEC(clock_now())),
		NULL, err);
}

bool
letter_insert(struct db *db, int64_t org_id, int64_t request_id, int64_t task_id,
    const struct letter *l, struct err *err)
{
	auto_drop(letter_rows) struct letter_rows r = LETTER_ROWS;
	letter_rows_add(&r, request_id, task_id, l);
	return letter_rows_put(db, org_id, &r, err);
}

const char *
letter_id(const struct letter *l)
{
	return l->message_id ? l->message_id : l->file;
}

static const struct field letter_fields[] = {
	COLUMN(struct letter, letter_id, id),
	FIELD(struct letter, kind),
	FIELD(struct letter, recipient_kind),
	FIELD(struct letter, recipient),
	FIELD(struct letter, state),
	FIELD(struct letter, message_id),
	FIELD(struct letter, file),
	FIELD(struct letter, sealed),
	FIELD(struct letter, at),
	FIELD(struct letter, facts),
	FIELD(struct letter, sent),
	FIELD(struct letter, bounced),
	FIELD(struct letter, proof),
	FIELD(struct letter, bounce_proof),
	FIELD(struct letter, task_id),
};
static const struct record letter_record = RECORD(struct letter, letter_fields);

bool
letter_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct letter_list *ret, struct err *err)
{
	return DB_LIST(
	    db, &q_letter_list, ARGS(I64(org_id), I64(request_id)), &letter_record, a, ret, err);
}

static bool
moved(struct db *db, const struct query *q, const struct arg *args, struct err *err)
{
	int64_t n;
	if (!db_change(db, q, args, &n, err))
		return false;
	if (n != 1)
		BUG("a letter that was looked at under its request's lock is in another state");
	return true;
}

bool
letter_set_sent(
    struct db *db, int64_t org_id, int64_t id, struct date on, const char *proof, struct err *err)
{
	return moved(db, &q_letter_set_sent,
	    ARGS(I64(org_id), I64(id), DATE(on), TEXT(proof), USEC(clock_now())), err);
}

bool
letter_set_bounced(
    struct db *db, int64_t org_id, int64_t id, struct date on, const char *proof, struct err *err)
{
	return moved(db, &q_letter_set_bounced,
	    ARGS(I64(org_id), I64(id), DATE(on), TEXT(proof), USEC(clock_now())), err);
}

static const struct field unsent_fields[] = {
	COLUMN(struct unsent_letter, letter_id, id),
	FIELD(struct unsent_letter, request_id),
	FIELD(struct unsent_letter, reference),
	FIELD(struct unsent_letter, kind),
	FIELD(struct unsent_letter, recipient_kind),
	FIELD(struct unsent_letter, at),
	FIELD(struct unsent_letter, bounced),
	FIELD(struct unsent_letter, ends),
};
static const struct record unsent_record = RECORD(struct unsent_letter, unsent_fields);

static void
array_names(struct array *to, const char *const *names)
{
	for (; *names; names++)
		array_text(to, *names);
}

bool
letter_unsent(struct db *db, int64_t org_id, int64_t request_id, usec_t before, struct date today,
    const struct unsent_kinds *kinds, int limit, struct arena *a, struct unsent_letters *ret,
    struct err *err)
{
	auto_drop(array) struct array lasting = { .type = ARRAY_TEXT };
	auto_drop(array) struct array deciding = { .type = ARRAY_TEXT };
	array_names(&lasting, kinds->lasting);
	array_names(&deciding, kinds->deciding);
	return DB_LIST(db, &q_letter_unsent,
	    ARGS(I64(org_id), I64_OR_NULL(request_id), USEC(before), ARRAY(lasting), I64(limit),
		ARRAY(deciding), DATE(today)),
	    &unsent_record, a, ret, err);
}

static const struct field queued_fields[] = {
	COLUMN(struct queued_letter, letter_id, id),
	FIELD(struct queued_letter, file),
	FIELD(struct queued_letter, sealed),
	FIELD(struct queued_letter, reference),
	FIELD(struct queued_letter, content),
	FIELD(struct queued_letter, ledger),
};
static const struct record queued_record = RECORD(struct queued_letter, queued_fields);

bool
letter_queued(struct db *db, int64_t org_id, int64_t after, int limit, struct arena *a,
    struct queued_letters *ret, struct err *err)
{
	return DB_LIST(db, &q_letter_queued, ARGS(I64(org_id), I64(after), I64(limit)),
	    &queued_record, a, ret, err);
}

bool
letter_written(struct db *db, int64_t org_id, const int64_t *ids, size_t n, struct err *err)
{
	auto_drop(array) struct array list = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		array_i64(&list, ids[i]);
	return n == 0 ||
	    db_run(db, &q_letter_written, ARGS(I64(org_id), ARRAY(list), USEC(clock_now())), NULL,
		err);
}

struct left {
	int64_t n;
};
static const struct field left_fields[] = { FIELD(struct left, n) };
static const struct record left_record = RECORD(struct left, left_fields);

bool
letter_left(struct db *db, int64_t org_id, int64_t request_id, const char *begin, int64_t *ret,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct left left = { 0 };
	bool found;
	if (!db_row(db, &q_letter_left, ARGS(I64(org_id), I64(request_id), TEXT(begin)),
		&left_record, a, &left, &found, err))
		return false;
	*ret = left.n;
	return true;
}
