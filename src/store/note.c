/*
 * The notes of handlers, sealed. Never sees one in clear.
 */
#include "db.h"
#include "dossier/store/note.h"

bool
note_insert(
    struct db *db, const struct request *r, const char *sealed, const char *by, struct err *err)
{
	return db_run(db, &q_note_insert,
	    ARGS(I64(r->org_id), I64(r->id), TEXT(sealed), TEXT(by), USEC(clock_now())), NULL, err);
}

bool
note_list(struct db *db, int64_t org_id, int64_t id, struct arena *a, struct note_list *ret,
    struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_note_list, ARGS(I64(org_id), I64(id)), &res, err))
		return false;
	*ret = (struct note_list){ .items = rows_alloc(a, res, struct note),
		.n = (size_t)PQntuples(res) };
	for (int i = 0; i < PQntuples(res); i++)
		ret->items[i] = (struct note){
			.id = col_i64(res, i, 0),
			.at = col_usec(res, i, 1),
			.by = col_text(res, i, 2, a),
			.sealed = col_text(res, i, 3, a),
		};
	return true;
}
