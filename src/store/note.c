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

static const struct field note_fields[] = {
	COLUMN(struct note, note_id, id),
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
