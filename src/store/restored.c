/*
 * What the database knows of what lies outside of it.
 */
#include "db.h"
#include "dossier/store/key.h"
#include "dossier/store/restored.h"

static const struct field fields[] = {
	COLUMN(struct standing_outside, organisation_id, org_id),
	FIELD(struct standing_outside, slug),
	FIELD(struct standing_outside, size),
	FIELD(struct standing_outside, bytes),
	FIELD(struct standing_outside, lines),
	FIELD(struct standing_outside, hash),
	FIELD(struct standing_outside, made_at),
	FIELD(struct standing_outside, marked),
};
static const struct record record = RECORD(struct standing_outside, fields);

bool
restored_standing(struct db *db, struct arena *a, struct standings_outside *ret, struct err *err)
{
	return db_run(db, &q_restored_look, ARGS(), NULL, err) &&
	    DB_LIST(db, &q_restored_standing, ARGS(), &record, a, ret, err);
}

bool
restored_put(struct db *db, usec_t made_at, struct err *err)
{
	return db_run(db, &q_restored_put, ARGS(USEC(made_at), USEC(clock_now())), NULL, err);
}

bool
restored_forget(struct db *db, struct err *err)
{
	return db_run(db, &q_restored_forget, ARGS(), NULL, err);
}

bool
ledger_file_put(struct db *db, int64_t org_id, const struct standing_outside *s, struct err *err)
{
	return db_run(db, &q_ledger_file_put,
	    ARGS(I64(org_id), I64(s->bytes), I64(s->lines), TEXT(s->hash)), NULL, err);
}

bool
ledger_file_lock(struct db *db, int64_t org_id, struct err *err)
{
	return db_run(db, &q_ledger_file_lock, ARGS(I64(org_id)), NULL, err);
}

bool
ledger_file_anew(struct db *db, int64_t org_id, const struct standing_outside *s, struct err *err)
{
	return db_run(db, &q_ledger_file_anew,
	    ARGS(I64(org_id), I64(s->bytes), I64(s->lines), TEXT(s->hash)), NULL, err);
}

bool
ledger_file_get(
    struct db *db, int64_t org_id, struct arena *a, struct standing_outside *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	*ret = (struct standing_outside){ .org_id = org_id };
	if (!db_run(db, &q_ledger_file_get, ARGS(I64(org_id)), &res, err))
		return false;
	if (PQntuples(res) == 1) {
		ret->bytes = col_i64(res, 0, 0);
		ret->hash = arena_strdup(a, PQgetvalue(res, 0, 1));
	}
	return true;
}

bool
replayed_insert(struct db *db, int64_t org_id, const struct replayed *r, struct err *err)
{
	int64_t n;
	if (!db_change(db, &q_replayed_insert,
		ARGS(I64(org_id), TEXT(r->system), USEC(r->since), I64(r->erasures),
		    TEXT(r->sealed), TEXT(r->by), USEC(clock_now())),
		&n, err))
		return false;
	return n == 1 || key_rotated(err);
}

static const struct field stale_fields[] = {
	FIELD(struct stale_excuse, replayed_id),
	FIELD(struct stale_excuse, system),
	FIELD(struct stale_excuse, sealed),
};
static const struct record stale_record = RECORD(struct stale_excuse, stale_fields);

bool
replayed_stale(struct db *db, int64_t org_id, const char *newest, struct arena *a,
    struct stale_excuses *ret, struct err *err)
{
	return DB_LIST(
	    db, &q_replayed_stale, ARGS(I64(org_id), TEXT(newest)), &stale_record, a, ret, err);
}

bool
replayed_reseal(struct db *db, int64_t org_id, const struct stale_excuse *x, struct err *err)
{
	return db_run(db, &q_replayed_reseal,
	    ARGS(I64(org_id), I64(x->replayed_id), TEXT(x->sealed)), NULL, err);
}

static const struct field replayed_fields[] = {
	FIELD(struct replayed_system, system),
	FIELD(struct replayed_system, at),
	FIELD(struct replayed_system, since),
	FIELD(struct replayed_system, restored),
};
static const struct record replayed_record = RECORD(struct replayed_system, replayed_fields);

bool
replayed_list(
    struct db *db, int64_t org_id, struct arena *a, struct replayed_list *ret, struct err *err)
{
	return DB_LIST(db, &q_replayed_list, ARGS(I64(org_id)), &replayed_record, a, ret, err);
}

bool
backup_put(struct db *db, usec_t at, struct err *err)
{
	return db_run(db, &q_backup_put, ARGS(USEC(at)), NULL, err);
}

bool
backup_get(struct db *db, usec_t *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_backup_get, ARGS(), &res, err))
		return false;
	*ret = PQntuples(res) ? col_usec(res, 0, 0) : 0;
	return true;
}
