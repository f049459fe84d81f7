/*
 * People and their roles. Does not decide what a role may do.
 */
#include "db.h"
#include "dossier/store/user.h"

static const struct field one_fields[] = {
	COLUMN(struct user, user_id, id),
	FIELD(struct user, name),
	FIELD(struct user, disabled),
	FIELD(struct user, uid),
};
static const struct record one_record = RECORD(struct user, one_fields);

bool
user_find(struct db *db, const char *name, struct arena *a, struct user *ret, struct err *err)
{
	bool found;
	*ret = (struct user){ 0 };
	return db_row(db, &q_user_find, ARGS(TEXT(name)), &one_record, a, ret, &found, err) &&
	    (found ||
		err_set(
		    err, ERR_NOTFOUND, "no user %s: add the person with `dossier user add`", name));
}

bool
user_put(struct db *db, const char *name, int64_t uid, struct err *err)
{
	return db_run(db, &q_user_put, ARGS(TEXT(name), I64(uid), USEC(clock_now())), NULL, err);
}

bool
user_grant(struct db *db, const char *name, int64_t org_id, const char *role, struct err *err)
{
	return db_run(
	    db, &q_user_grant, ARGS(TEXT(name), I64_OR_NULL(org_id), TEXT(role)), NULL, err);
}

bool
user_revoke(struct db *db, const char *name, int64_t org_id, const char *role, bool *ret_had,
    struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(
		db, &q_user_revoke, ARGS(TEXT(name), I64_OR_NULL(org_id), TEXT(role)), &res, err))
		return false;
	*ret_had = PQntuples(res) > 0;
	return true;
}

bool
user_lock(struct db *db, struct err *err)
{
	return db_run(db, &q_user_lock, ARGS(), NULL, err);
}

bool
user_disable(struct db *db, const char *name, struct err *err)
{
	return db_run(db, &q_user_disable, ARGS(TEXT(name)), NULL, err);
}

bool
user_away(struct db *db, const struct user *u, struct err *err)
{
	return db_run(db, &q_user_away,
	    ARGS(TEXT(u->name), DATE(u->away_from), DATE(u->away_until), TEXT(u->deputy)), NULL,
	    err);
}

bool
user_handles(struct db *db, int64_t org_id, const char *name, int64_t *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_user_handles, ARGS(I64(org_id), TEXT(name)), &res, err))
		return false;
	*ret = col_i64(res, 0, 0);
	return true;
}

static const struct field user_fields[] = {
	COLUMN(struct user, user_id, id),
	FIELD(struct user, name),
	FIELD(struct user, disabled),
	FIELD(struct user, roles),
	FIELD(struct user, known),
	FIELD(struct user, away_from),
	FIELD(struct user, away_until),
	FIELD(struct user, deputy),
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
	for (size_t i = 0; i < l->n; i++) {
		json_decref(l->items[i].roles);
		json_decref(l->items[i].known);
	}
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
user_session(struct db *db, const char *name, int64_t uid, const char *roles, bool *ret_held,
    struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_session_act, ARGS(TEXT(name), TEXT(roles), I64(uid)), &res, err))
		return false;
	*ret_held = col_bool(res, 0, 0);
	return true;
}

bool
user_session_all(struct db *db, struct err *err)
{
	return db_run(db, &q_session_all, ARGS(), NULL, err);
}

bool
request_ids_have(const struct request_ids *ids, int64_t id)
{
	size_t i = 0;
	while (i < ids->n && ids->items[i] != id)
		i++;
	return i < ids->n;
}

bool
user_identifier_put(struct db *db, const struct user_as *u, struct err *err)
{
	return db_run(db, &q_user_identifier_put,
	    ARGS(I64(u->org_id), TEXT(u->name), TEXT(u->kind), TEXT(u->blind)), NULL, err);
}

bool
user_identifier_forget(struct db *db, const struct user_as *u, int64_t *ret, struct err *err)
{
	return db_change(db, &q_user_identifier_forget,
	    ARGS(I64(u->org_id), TEXT(u->name), TEXT(u->kind), TEXT(u->blind)), ret, err);
}

bool
user_themselves(struct db *db, const struct user_as *u, const struct request_ids *among,
    struct arena *a, struct request_ids *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	auto_drop(array) struct array keys = { .type = ARRAY_I64 };
	for (size_t i = 0; i < among->n; i++)
		array_i64(&keys, among->items[i]);
	if (!db_run(db, &q_user_themselves,
		ARGS(I64(u->org_id), TEXT(u->name), TEXT(u->blind), ARRAY(keys)), &res, err))
		return false;
	ret->n = (size_t)PQntuples(res);
	ret->items = arena_alloc(a, (ret->n + 1) * sizeof(*ret->items));
	for (size_t i = 0; i < ret->n; i++)
		ret->items[i] = col_i64(res, (int)i, 0);
	return true;
}
