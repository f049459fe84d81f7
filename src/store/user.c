/*
 * People and their roles. Does not decide what a role may do.
 */
#include "db.h"
#include "dossier/store/user.h"

bool
user_add(struct db *db, const char *name, int64_t *ret_id, struct err *err)
{
	auto_drop(pgresult) PGresult *found = NULL, *res = NULL;
	if (!db_run(db, &q_user_exists, ARGS(TEXT(name)), &found, err))
		return false;
	if (PQntuples(found) > 0)
		return err_set(err, ERR_CONFLICT, "user %s is there already", name);
	if (!db_run(db, &q_user_add, ARGS(TEXT(name), USEC(clock_now())), &res, err))
		return false;
	*ret_id = col_i64(res, 0, 0);
	return true;
}

static bool
check_exists(struct db *db, const char *name, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_user_exists, ARGS(TEXT(name)), &res, err))
		return false;
	return PQntuples(res) > 0 ||
	    err_set(err, ERR_NOTFOUND, "no user %s: add the person with dossier user add", name);
}

bool
user_grant(struct db *db, const char *name, int64_t org_id, const char *role, struct err *err)
{
	return check_exists(db, name, err) &&
	    db_run(db, &q_user_grant, ARGS(TEXT(name), I64_OR_NULL(org_id), TEXT(role)), NULL, err);
}

bool
user_disable(struct db *db, const char *name, struct err *err)
{
	return check_exists(db, name, err) &&
	    db_run(db, &q_user_disable, ARGS(TEXT(name)), NULL, err);
}

static const struct field user_fields[] = {
	COLUMN(struct user, user_id, id),
	FIELD(struct user, name),
	FIELD(struct user, disabled),
	FIELD(struct user, roles),
};
static const struct record user_record = RECORD(struct user, user_fields);

bool
user_list(struct db *db, struct arena *a, struct user_list *ret, struct err *err)
{
	return DB_LIST(db, &q_user_list, ARGS(), &user_record, a, ret, err);
}

void
user_list_release(struct user_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		json_decref(l->items[i].roles);
	l->n = 0;
}

bool
user_has_role(
    struct db *db, const char *name, int64_t org_id, const char *roles, bool *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_user_has_role, ARGS(TEXT(name), I64(org_id), TEXT(roles)), &res, err))
		return false;
	*ret = col_bool(res, 0, 0);
	return true;
}

bool
user_session(struct db *db, const char *name, const char *roles, bool *ret_held, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_session_act, ARGS(TEXT(name), TEXT(roles)), &res, err))
		return false;
	*ret_held = col_bool(res, 0, 0);
	return true;
}
