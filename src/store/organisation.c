/*
 * Organisations.
 */
#include "db.h"
#include "dossier/store/organisation.h"

static void
read_org(const PGresult *res, int row, struct arena *a, struct org *ret)
{
	*ret = (struct org){
		.id = col_i64(res, row, 0),
		.slug = col_text(res, row, 1, a),
		.code = col_text(res, row, 2, a),
		.name = col_text(res, row, 3, a),
		.zone = col_text(res, row, 4, a),
		.calendar = col_text(res, row, 5, a),
		.country = col_text(res, row, 6, a),
		.register_version = col_int(res, row, 7),
	};
}

static bool
find(struct db *db, const char *slug, const char *code, int64_t id, PGresult **ret, struct err *err)
{
	return db_run(
	    db, &q_organisation_find, ARGS(TEXT(slug), TEXT(code), I64_OR_NULL(id)), ret, err);
}

/*
 * In another zone facts fall on other days. Who sums up is waited for: they read the zone before.
 */
static bool
forget_days(struct db *db, int64_t org_id, struct err *err)
{
	const struct date first = { 1, 1, 1 }, last = { 9999, 12, 31 };
	return db_run(db, &q_report_day_mark_new, ARGS(I64(org_id)), NULL, err) &&
	    db_run(db, &q_report_day_mark_lock, ARGS(I64(org_id)), NULL, err) &&
	    db_run(db, &q_report_day_drop, ARGS(I64(org_id), DATE(first), DATE(last)), NULL, err);
}

static bool
update(struct db *db, const struct org *o, const struct org *old, struct err *err)
{
	if (strcmp(o->code, old->code) != 0)
		return err_set(err, ERR_CONFLICT,
		    "organisation %s has the code %s, not %s: references begin with it, "
		    "so it stays",
		    o->slug, old->code, o->code);
	if (strcmp(o->name, old->name) == 0 && strcmp(o->zone, old->zone) == 0 &&
	    strcmp(o->calendar, old->calendar) == 0 && strcmp(o->country, old->country) == 0)
		return true;
	if (strcmp(o->zone, old->zone) != 0 && !forget_days(db, old->id, err))
		return false;
	return db_run(db, &q_organisation_update,
	    ARGS(I64(old->id), TEXT(o->name), TEXT(o->zone), TEXT(o->calendar), TEXT(o->country)),
	    NULL, err);
}

bool
org_put(struct db *db, const struct org *o, int64_t *ret_id, struct err *err)
{
	auto_drop(pgresult) PGresult *found = NULL, *res = NULL;
	if (!find(db, o->slug, NULL, 0, &found, err))
		return false;
	if (PQntuples(found) > 0) {
		auto_drop(arena) struct arena *a = arena_new();
		struct org old;
		read_org(found, 0, a, &old);
		*ret_id = old.id;
		return update(db, o, &old, err);
	}
	auto_drop(pgresult) PGresult *owner = NULL;
	if (!find(db, NULL, o->code, 0, &owner, err))
		return false;
	if (PQntuples(owner) > 0)
		return err_set(err, ERR_CONFLICT,
		    "the code %s is organisation %s's: references begin with it, "
		    "so %s needs another",
		    o->code, PQgetvalue(owner, 0, 1), o->slug);
	if (!db_run(db, &q_organisation_insert,
		ARGS(TEXT(o->slug), TEXT(o->code), TEXT(o->name), TEXT(o->zone), TEXT(o->calendar),
		    TEXT(o->country), USEC(clock_now())),
		&res, err))
		return false;
	*ret_id = col_i64(res, 0, 0);
	return true;
}

/* Names those there are, so that a typing error is seen at once. */
static bool
not_found(struct db *db, const char *what, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list all;
	if (!org_list(db, a, &all, err))
		return false;
	if (all.n == 0)
		return err_set(err, ERR_NOTFOUND,
		    "no organisation %s; there is none yet: load a register first", what);
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < all.n; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", all.items[i].slug);
	return err_set(err, ERR_NOTFOUND, "no organisation %s; there are: %s", what, b.data);
}

static bool
find_one(struct db *db, PGresult *res, const char *what, struct arena *a, struct org *ret,
    struct err *err)
{
	if (PQntuples(res) == 0)
		return not_found(db, what, err);
	read_org(res, 0, a, ret);
	return true;
}

bool
org_by_slug(struct db *db, const char *slug, struct arena *a, struct org *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	return find(db, slug, NULL, 0, &res, err) && find_one(db, res, slug, a, ret, err);
}

bool
org_by_code(struct db *db, const char *code, struct arena *a, struct org *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	return find(db, NULL, code, 0, &res, err) && find_one(db, res, code, a, ret, err);
}

bool
org_by_id(struct db *db, int64_t id, struct arena *a, struct org *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	return find(db, NULL, NULL, id ? id : -1, &res, err) &&
	    find_one(db, res, "with this key", a, ret, err);
}

bool
org_list(struct db *db, struct arena *a, struct org_list *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!find(db, NULL, NULL, 0, &res, err))
		return false;
	*ret = (struct org_list){ .items = rows_alloc(a, res, struct org),
		.n = (size_t)PQntuples(res) };
	for (size_t i = 0; i < ret->n; i++)
		read_org(res, (int)i, a, &ret->items[i]);
	return true;
}
