/*
 * What systems said that they hold of a person. Never sees it in clear.
 */
#include "db.h"
#include "dossier/store/preview.h"

bool
preview_plan(struct db *db, const struct request *r, const struct preview *p, struct err *err)
{
	return db_run(db, &q_preview_plan,
	    ARGS(I64(r->org_id), I64(r->id), TEXT(p->system), INT(p->change), TEXT(p->purpose),
		INT(p->register_version), USEC(clock_now()), TEXT(p->action), TEXT(p->wanted)),
	    NULL, err);
}

bool
preview_put(struct db *db, const struct request *r, const struct preview *p, struct err *err)
{
	return db_run(db, &q_preview_put,
	    ARGS(I64(r->org_id), I64(r->id), TEXT(p->system), INT(p->change), TEXT(p->purpose),
		TEXT(p->digest), TEXT(p->counts), TEXT(p->sealed), INT(p->register_version),
		USEC(p->at ? p->at : clock_now()), TEXT(p->action)),
	    NULL, err);
}

static const struct field preview_fields[] = {
	FIELD(struct preview, system),
	FIELD(struct preview, action),
	FIELD(struct preview, wanted),
	FIELD(struct preview, change),
	FIELD(struct preview, purpose),
	FIELD(struct preview, digest),
	FIELD(struct preview, counts),
	FIELD(struct preview, sealed),
	FIELD(struct preview, register_version),
	FIELD(struct preview, at),
};
static const struct record preview_record = RECORD(struct preview, preview_fields);

bool
preview_idle(
    struct db *db, const struct request *r, const char *system, int change, struct err *err)
{
	return db_run(db, &q_preview_idle,
	    ARGS(I64(r->org_id), I64(r->id), TEXT(system), INT(change)), NULL, err);
}

static const struct field newest_fields[] = {
	FIELD(struct preview_last, request_id),
	FIELD(struct preview_last, system),
	FIELD(struct preview_last, at),
	FIELD(struct preview_last, counts),
};
static const struct record newest_record = RECORD(struct preview_last, newest_fields);

bool
preview_newest(
    struct db *db, int64_t org_id, struct arena *a, struct preview_lasts *ret, struct err *err)
{
	return DB_LIST(db, &q_preview_newest, ARGS(I64(org_id)), &newest_record, a, ret, err);
}

bool
preview_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct preview_list *ret, struct err *err)
{
	return DB_LIST(
	    db, &q_preview_list, ARGS(I64(org_id), I64(request_id)), &preview_record, a, ret, err);
}
