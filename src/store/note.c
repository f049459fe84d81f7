/*
 * The notes of handlers, and the request as it came, sealed. Never sees one in clear.
 */
#include "db.h"
#include "dossier/store/note.h"

bool
note_insert(struct db *db, const struct request *r, const struct note *n, struct err *err)
{
	return db_run(db, &q_note_insert,
	    ARGS(I64(r->org_id), I64(r->id), TEXT(n->kind), TEXT(n->sealed), TEXT(n->by),
		USEC(n->at ? n->at : clock_now())),
	    NULL, err);
}

static const struct field note_fields[] = {
	COLUMN(struct note, note_id, id),
	FIELD(struct note, kind),
	FIELD(struct note, at),
	FIELD(struct note, by),
	FIELD(struct note, sealed),
};
static const struct record note_record = RECORD(struct note, note_fields);

bool
note_list(struct db *db, int64_t org_id, int64_t id, struct arena *a, struct note_list *ret,
    struct err *err)
{
	return DB_LIST(db, &q_note_list, ARGS(I64(org_id), I64(id)), &note_record, a, ret, err);
}

bool
original_insert(struct db *db, const struct request *r, const char *sealed, size_t bytes,
    const char *by, struct err *err)
{
	return db_run(db, &q_original_insert,
	    ARGS(I64(r->org_id), I64(r->id), TEXT(sealed), I64((int64_t)bytes), TEXT(by),
		USEC(clock_now())),
	    NULL, err);
}

bool
original_get(struct db *db, int64_t org_id, int64_t id, struct arena *a, const char **ret_sealed,
    struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_original_get, ARGS(I64(org_id), I64(id)), &res, err))
		return false;
	*ret_sealed = PQntuples(res) ? arena_strdup(a, PQgetvalue(res, 0, 0)) : NULL;
	return true;
}

bool
original_size(struct db *db, int64_t org_id, int64_t id, int64_t *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_original_size, ARGS(I64(org_id), I64(id)), &res, err))
		return false;
	*ret = PQntuples(res) ? col_i64(res, 0, 0) : 0;
	return true;
}
