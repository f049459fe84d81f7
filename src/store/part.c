/*
 * What tasks collected. Knows the names of blobs, not the blobs.
 */
#include "found.h"

void
part_rows_drop(struct part_rows *r)
{
	array_drop(&r->task);
	array_drop(&r->request);
	array_drop(&r->category);
	array_drop(&r->name);
	array_drop(&r->format);
	array_drop(&r->blob);
	array_drop(&r->description);
}

void
part_rows_add(struct part_rows *r, int64_t request_id, int64_t task_id, const struct stored_part *p)
{
	array_i64(&r->request, request_id);
	array_i64(&r->task, task_id);
	array_text(&r->category, p->category);
	array_text(&r->name, p->name);
	array_text(&r->format, p->format);
	array_text(&r->blob, p->blob);
	array_text(&r->description, p->json);
}

bool
part_rows_put(struct db *db, int64_t org_id, const struct part_rows *r, struct err *err)
{
	return r->task.n == 0 ||
	    db_run(db, &q_part_insert,
		ARGS(I64(org_id), ARRAY(r->request), ARRAY(r->task), ARRAY(r->category),
		    ARRAY(r->name), ARRAY(r->format), ARRAY(r->blob), ARRAY(r->description)),
		NULL, err);
}

bool
task_part_put(struct db *db, const struct task *t, const struct stored_part *p, struct err *err)
{
	auto_drop(part_rows) struct part_rows r = PART_ROWS;
	part_rows_add(&r, t->request_id, t->id, p);
	return part_rows_put(db, t->org_id, &r, err);
}

bool
task_parts_forget(
    struct db *db, const struct task *t, const char *const *categories, struct err *err)
{
	auto_drop(array) struct array all = { .type = ARRAY_TEXT };
	for (; *categories; categories++)
		array_text(&all, *categories);
	return all.n == 0 ||
	    db_run(
		db, &q_task_parts_forget, ARGS(I64(t->org_id), I64(t->id), ARRAY(all)), NULL, err);
}

static const struct field part_fields[] = {
	COLUMN(struct stored_part, part_id, id),
	FIELD(struct stored_part, category),
	FIELD(struct stored_part, name),
	FIELD(struct stored_part, format),
	FIELD(struct stored_part, blob),
	COLUMN(struct stored_part, description, json),
};
static const struct record part_record = RECORD(struct stored_part, part_fields);

bool
part_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a, struct part_list *ret,
    struct err *err)
{
	return DB_LIST(
	    db, &q_part_list, ARGS(I64(org_id), I64(request_id)), &part_record, a, ret, err);
}

bool
blob_is_known(struct db *db, int64_t org_id, const char *blob, bool *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_blob_is_known, ARGS(I64(org_id), TEXT(blob)), &res, err))
		return false;
	*ret = col_bool(res, 0, 0);
	return true;
}
