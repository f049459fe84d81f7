/*
 * Findings of the watch, and when systems were asked. Judges nothing.
 */
#include "db.h"
#include "dossier/store/watch.h"

bool
watch_finding_put(struct db *db, int64_t org_id, const struct watch_finding *f, usec_t at,
    bool *ret_new, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_finding_put,
		ARGS(I64(org_id), I64(f->request_id), TEXT(f->system), TEXT(f->collection),
		    TEXT(f->why), TEXT(f->purpose), I64(f->records), USEC(at)),
		&res, err))
		return false;
	*ret_new = col_bool(res, 0, 0);
	return true;
}

bool
watch_finding_gone(
    struct db *db, int64_t org_id, const char *system, usec_t at, int64_t *ret_n, struct err *err)
{
	return db_change(
	    db, &q_finding_gone, ARGS(I64(org_id), TEXT(system), USEC(at)), ret_n, err);
}

static const struct field finding_fields[] = {
	COLUMN(struct watch_finding, finding_id, id),
	FIELD(struct watch_finding, request_id),
	FIELD(struct watch_finding, reference),
	FIELD(struct watch_finding, system),
	FIELD(struct watch_finding, collection),
	FIELD(struct watch_finding, why),
	FIELD(struct watch_finding, purpose),
	FIELD(struct watch_finding, records),
	FIELD(struct watch_finding, first_at),
	FIELD(struct watch_finding, last_at),
};
static const struct record finding_record = RECORD(struct watch_finding, finding_fields);

bool
watch_finding_list(struct db *db, int64_t org_id, const char *system, struct arena *a,
    struct watch_finding_list *ret, struct err *err)
{
	return DB_LIST(
	    db, &q_finding_list, ARGS(I64(org_id), TEXT(system)), &finding_record, a, ret, err);
}

static const struct field system_fields[] = {
	FIELD(struct watch_finding_system, system),
	FIELD(struct watch_finding_system, n),
	FIELD(struct watch_finding_system, first_at),
};
static const struct record system_record = RECORD(struct watch_finding_system, system_fields);

bool
watch_finding_systems(struct db *db, int64_t org_id, struct arena *a,
    struct watch_finding_systems *ret, struct err *err)
{
	return DB_LIST(db, &q_finding_systems, ARGS(I64(org_id)), &system_record, a, ret, err);
}

bool
watch_put(
    struct db *db, int64_t org_id, const char *system, usec_t at, int64_t asked, struct err *err)
{
	return db_run(
	    db, &q_watch_put, ARGS(I64(org_id), TEXT(system), USEC(at), I64(asked)), NULL, err);
}

bool
watch_at(struct db *db, int64_t org_id, const char *system, usec_t *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_watch_get, ARGS(I64(org_id), TEXT(system)), &res, err))
		return false;
	*ret = PQntuples(res) > 0 ? col_usec(res, 0, 0) : 0;
	return true;
}
