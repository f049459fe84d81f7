/*
 * The stop list. Never sees an identifier in clear.
 */
#include "db.h"
#include "dossier/store/suppression.h"

static void
array_all(struct array *to, const char *const *texts)
{
	for (; texts && *texts; texts++)
		array_text(to, *texts);
}

bool
suppression_insert(struct db *db, const struct request *r, const struct suppressing *s,
    int64_t *ret_new, struct err *err)
{
	auto_drop(array) struct array kinds = { .type = ARRAY_TEXT };
	auto_drop(array) struct array blinds = { .type = ARRAY_TEXT };
	auto_drop(array) struct array sealed = { .type = ARRAY_TEXT };
	auto_drop(array) struct array purposes = { .type = ARRAY_TEXT };
	for (size_t i = 0; i < s->n; i++) {
		array_text(&kinds, s->ids[i].kind);
		array_text(&blinds, s->ids[i].blind);
		array_text(&sealed, s->ids[i].sealed);
	}
	array_all(&purposes, s->purposes);
	return db_change(db, &q_suppression_insert,
	    ARGS(I64(r->org_id), I64(r->id), ARRAY(kinds), ARRAY(blinds), ARRAY(sealed),
		ARRAY(purposes), TEXT(s->channel), USEC(clock_now()), TEXT(s->by)),
	    ret_new, err);
}

static const struct field suppression_fields[] = {
	COLUMN(struct suppression, suppression_id, id),
	FIELD(struct suppression, request_id),
	FIELD(struct suppression, reference),
	FIELD(struct suppression, kind),
	FIELD(struct suppression, blind),
	FIELD(struct suppression, sealed),
	FIELD(struct suppression, purpose),
	FIELD(struct suppression, channel),
	FIELD(struct suppression, since),
	FIELD(struct suppression, by),
	FIELD(struct suppression, ended_at),
	FIELD(struct suppression, ended_by),
	FIELD(struct suppression, reason),
};
static const struct record suppression_record = RECORD(struct suppression, suppression_fields);

bool
suppression_asked(struct db *db, const struct suppression_question *q, struct arena *a,
    struct suppression_list *ret, struct err *err)
{
	auto_drop(array) struct array kinds = { .type = ARRAY_TEXT };
	auto_drop(array) struct array blinds = { .type = ARRAY_TEXT };
	array_all(&kinds, q->kinds);
	array_all(&blinds, q->blinds);
	return DB_LIST(db, &q_suppression_asked,
	    ARGS(I64(q->org_id), ARRAY(kinds), ARRAY(blinds), TEXT(q->purpose), TEXT(q->channel)),
	    &suppression_record, a, ret, err);
}

bool
suppression_list(struct db *db, const struct suppression_filter *f, struct arena *a,
    struct suppression_list *ret, struct err *err)
{
	return DB_LIST(db, &q_suppression_list,
	    ARGS(I64(f->org_id), I64_OR_NULL(f->request_id), I64_OR_NULL(f->id), BOOL(f->ended),
		I64(f->after), I64(f->limit)),
	    &suppression_record, a, ret, err);
}

static const struct field count_fields[] = {
	FIELD(struct suppression_count, purpose),
	FIELD(struct suppression_count, channel),
	FIELD(struct suppression_count, kind),
	FIELD(struct suppression_count, running),
	FIELD(struct suppression_count, ended),
	FIELD(struct suppression_count, first),
};
static const struct record count_record = RECORD(struct suppression_count, count_fields);

bool
suppression_counts(struct db *db, int64_t org_id, struct arena *a,
    struct suppression_count_list *ret, struct err *err)
{
	return DB_LIST(db, &q_suppression_counts, ARGS(I64(org_id)), &count_record, a, ret, err);
}

bool
suppression_end(struct db *db, int64_t org_id, const struct suppression_list *l, const char *by,
    const char *reason, int64_t *ret_n, struct err *err)
{
	auto_drop(array) struct array ids = { .type = ARRAY_I64 };
	for (size_t i = 0; i < l->n; i++)
		array_i64(&ids, l->items[i].id);
	return db_change(db, &q_suppression_end,
	    ARGS(I64(org_id), ARRAY(ids), TEXT(by), TEXT(reason), USEC(clock_now())), ret_n, err);
}
