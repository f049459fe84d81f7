/*
 * The versions of registers. Knows a register as text only.
 */
#include "db.h"
#include "dossier/store/register.h"

struct version {
	int version;
	const char *text;
};
static const struct field version_fields[] = {
	FIELD(struct version, version),
	FIELD(struct version, text),
};
static const struct record version_record = RECORD(struct version, version_fields);

bool
register_put(struct db *db, int64_t org_id, const char *text, size_t len, const char *by,
    int *ret_version, struct err *err)
{
	auto_drop(pgresult) PGresult *put = NULL;
	auto_drop(arena) struct arena *a = arena_new();
	struct version newest = { 0 };
	bool found;
	/* a statement of its own: what counts versions must see those of whom it waited for */
	if (!db_run(db, &q_organisation_lock, ARGS(I64(org_id)), NULL, err) ||
	    !db_run(db, &q_register_put,
		ARGS(I64(org_id), TEXT_LEN(text, len), TEXT(by), USEC(clock_now())), &put, err))
		return false;
	if (PQntuples(put) > 0) {
		*ret_version = col_int(put, 0, 0);
		return true;
	}
	if (!db_row(db, &q_register_get, ARGS(I64(org_id), INT(0)), &version_record, a, &newest,
		&found, err))
		return false;
	*ret_version = newest.version;
	return true;
}

static const struct field told_fields[] = {
	FIELD(struct register_told, version),
	FIELD(struct register_told, stands),
	FIELD(struct register_told, follows),
};
static const struct record told_record = RECORD(struct register_told, told_fields);

bool
register_told(
    struct db *db, int64_t org_id, struct arena *a, struct register_told_list *ret, struct err *err)
{
	return DB_LIST(db, &q_register_told, ARGS(I64(org_id)), &told_record, a, ret, err);
}

bool
register_get(struct db *db, int64_t org_id, int version, struct arena *a, const char **ret_text,
    size_t *ret_len, struct err *err)
{
	struct version v;
	bool found;
	if (!db_row(db, &q_register_get, ARGS(I64(org_id), INT(version)), &version_record, a, &v,
		&found, err))
		return false;
	if (!found && version == 0)
		return err_set(err, ERR_NOTFOUND,
		    "this organisation has no register yet: load one with dossier register load");
	if (!found)
		return err_set(
		    err, ERR_NOTFOUND, "this organisation's register has no version %d", version);
	*ret_text = v.text;
	*ret_len = strlen(v.text);
	return true;
}
