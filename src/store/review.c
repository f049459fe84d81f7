/*
 * What a person said of what leaves. Never sees it in clear.
 */
#include "db.h"
#include "dossier/store/review.h"

bool
review_insert(struct db *db, const struct request *r, const struct review_row *of,
    const char *const *sealed, size_t n, struct err *err)
{
	auto_drop(array) struct array all = { .type = ARRAY_TEXT };
	for (size_t i = 0; i < n; i++)
		array_text(&all, sealed[i]);
	return db_run(db, &q_review_insert,
	    ARGS(I64(r->org_id), I64(r->id), TEXT(of->kind), I64_OR_NULL(of->takes_back),
		TEXT(of->ground), ARRAY(all), TEXT(of->by), USEC(clock_now())),
	    NULL, err);
}

static const struct field review_fields[] = {
	COLUMN(struct review_row, review_id, id),
	FIELD(struct review_row, kind),
	FIELD(struct review_row, takes_back),
	FIELD(struct review_row, ground),
	FIELD(struct review_row, sealed),
	FIELD(struct review_row, by),
	FIELD(struct review_row, at),
};
static const struct record review_record = RECORD(struct review_row, review_fields);

bool
review_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct review_rows *ret, struct err *err)
{
	return DB_LIST(
	    db, &q_review_list, ARGS(I64(org_id), I64(request_id)), &review_record, a, ret, err);
}

static const struct field seen_fields[] = {
	COLUMN(struct review_rows_seen, first_row, first),
	COLUMN(struct review_rows_seen, last_row, last),
};
static const struct record seen_record = RECORD(struct review_rows_seen, seen_fields);

bool
review_opened(struct db *db, const struct request *r, int64_t item, struct arena *a,
    struct review_seen_list *ret, struct err *err)
{
	return DB_LIST(db, &q_review_opened, ARGS(I64(r->org_id), I64(r->id), I64(item)),
	    &seen_record, a, ret, err);
}
