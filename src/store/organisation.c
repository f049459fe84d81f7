/*
 * Organisations.
 */
#include "bundle.h"
#include "dossier/store/organisation.h"

static const struct field org_fields[] = {
	COLUMN(struct org, organisation_id, id),
	FIELD(struct org, slug),
	FIELD(struct org, code),
	FIELD(struct org, name),
	FIELD(struct org, zone),
	FIELD(struct org, calendar),
	FIELD(struct org, country),
	FIELD(struct org, register_version),
};
const struct record org_record = RECORD(struct org, org_fields);

/* All of them where nothing is named. */
static bool
find(struct db *db, const char *slug, const char *code, int64_t id, struct arena *a,
    struct org_list *ret, struct err *err)
{
	return DB_LIST(db, &q_organisation_find, ARGS(TEXT(slug), TEXT(code), I64_OR_NULL(id)),
	    &org_record, a, ret, err);
}

/*
 * In another zone tasks fall on other days. Who sums up is waited for: they read the zone before.
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
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(pgresult) PGresult *res = NULL;
	struct org_list old, owner;
	if (!find(db, o->slug, NULL, 0, a, &old, err))
		return false;
	if (old.n > 0) {
		*ret_id = old.items[0].id;
		return update(db, o, &old.items[0], err);
	}
	if (!find(db, NULL, o->code, 0, a, &owner, err))
		return false;
	if (owner.n > 0)
		return err_set(err, ERR_CONFLICT,
		    "the code %s is organisation %s's: references begin with it, so %s needs "
		    "another",
		    o->code, owner.items[0].slug, o->slug);
	if (!db_run(db, &q_organisation_insert,
		ARGS(TEXT(o->slug), TEXT(o->code), TEXT(o->name), TEXT(o->zone), TEXT(o->calendar),
		    TEXT(o->country), USEC(clock_now())),
		&res, err))
		return false;
	*ret_id = col_i64(res, 0, 0);
	return true;
}

static bool
find_one(const struct org_list *found, struct org *ret, struct err *err)
{
	if (found->n == 0)
		return err_set(err, ERR_NOTFOUND, "no such organisation");
	*ret = found->items[0];
	return true;
}

bool
org_by_slug(struct db *db, const char *slug, struct arena *a, struct org *ret, struct err *err)
{
	struct org_list found;
	return find(db, slug, NULL, 0, a, &found, err) && find_one(&found, ret, err);
}

bool
org_by_code(struct db *db, const char *code, struct arena *a, struct org *ret, struct err *err)
{
	struct org_list found;
	return find(db, NULL, code, 0, a, &found, err) && find_one(&found, ret, err);
}

bool
org_by_id(struct db *db, int64_t id, struct arena *a, struct org *ret, struct err *err)
{
	struct org_list found;
	return find(db, NULL, NULL, id ? id : -1, a, &found, err) && find_one(&found, ret, err);
}

bool
org_list(struct db *db, struct arena *a, struct org_list *ret, struct err *err)
{
	return find(db, NULL, NULL, 0, a, ret, err);
}
