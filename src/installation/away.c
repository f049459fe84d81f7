/*
 * Who is away, and who deputises for them. A deputy is there on all of these days, so that what
 * waits for somebody waits for one who is there, and for one only.
 */
#include "dossier/installation.h"
#include "dossier/store/event.h"
#include "dossier/store/user.h"

#define ZONE "Europe/Amsterdam" /* the Netherlands, Belgium and Sweden have the same time */

static const struct user *
named(const struct user_list *users, const char *name)
{
	for (size_t i = 0; name && i < users->n; i++)
		if (strcmp(users->items[i].name, name) == 0)
			return &users->items[i];
	return NULL;
}

static bool
overlaps(const struct user *u, struct date from, struct date until)
{
	return date_is_set(u->away_from) && date_cmp(u->away_from, until) <= 0 &&
	    date_cmp(from, u->away_until) <= 0;
}

/* ---- asking ---- */

bool
people_deputy(struct installation *in, const char *name, struct date today, struct arena *a,
    const char **ret, struct date *ret_until, struct err *err)
{
	struct user_list users;
	*ret = NULL;
	*ret_until = (struct date){ 0 };
	if (!user_list(in->db, a, &users, err))
		return false;
	const struct user *u = named(&users, name), *deputy = u ? named(&users, u->deputy) : NULL;
	if (deputy && !deputy->disabled && overlaps(u, today, today)) {
		*ret = deputy->name;
		*ret_until = u->away_until;
	}
	user_list_release(&users);
	return true;
}

bool
people_stand_in(struct installation *in, const char *name, struct date today, struct arena *a,
    const char **ret, struct err *err)
{
	struct user_list users;
	*ret = name;
	if (!user_list(in->db, a, &users, err))
		return false;
	for (size_t i = 0; i < users.n; i++) {
		const struct user *u = &users.items[i];
		if (u->deputy && strcmp(u->deputy, name) == 0 && overlaps(u, today, today))
			*ret = arena_printf(a, "%s,%s", *ret, u->name);
	}
	user_list_release(&users);
	return true;
}

bool
people_named(const char *names, const char *name)
{
	size_t n = name ? strlen(name) : 0;
	for (const char *s = name ? names : NULL; s; s = strchr(s, ',') ? strchr(s, ',') + 1 : NULL)
		if (strncmp(s, name, n) == 0 && (s[n] == ',' || s[n] == '\0'))
			return true;
	return false;
}

/* ---- saying so ---- */

/* Wherever they handle requests, so may who deputises. */
static bool
check_roles(const struct user *u, const struct user *deputy, struct err *err)
{
	const char *where;
	json_t *roles;
	json_object_foreach(u->roles, where, roles)
		if (people_may(u, where, ACT_HANDLE) && !people_may(deputy, "*", ACT_HANDLE) &&
		    !people_may(deputy, where, ACT_HANDLE))
			return err_set(err, ERR_DENIED,
			    strcmp(where, "*") == 0
				? "%s is no handler or officer of all organisations, as %s is: "
				  "name another deputy"
				: "%s is no handler or officer everywhere that %s is: name another "
				  "deputy",
			    deputy->name, u->name);
	return true;
}

static bool
check_deputy(
    const struct user_list *users, const struct user *u, const struct absence *x, struct err *err)
{
	const struct user *deputy = named(users, x->deputy);
	if (!deputy)
		return err_set(err, ERR_NOTFOUND, "no user %s: `dossier user list`", x->deputy);
	if (deputy == u)
		return err_set(err, ERR_DENIED, "%s can not deputise for themselves", u->name);
	if (deputy->disabled)
		return err_set(err, ERR_DENIED, "%s is disabled: name another deputy", x->deputy);
	if (overlaps(deputy, x->from, x->until))
		return err_set(err, ERR_DENIED,
		    "%s is away too, until %s: name a deputy who is there on all of these days",
		    x->deputy, date_format(deputy->away_until, (char[DATE_LEN]){ 0 }));
	for (size_t i = 0; i < users->n; i++) {
		const struct user *other = &users->items[i];
		if (other->deputy && strcmp(other->deputy, u->name) == 0 &&
		    overlaps(other, x->from, x->until))
			return err_set(err, ERR_DENIED,
			    "%s deputises for %s until %s: somebody else does so first (`dossier "
			    "user away %s`)",
			    u->name, other->name,
			    date_format(other->away_until, (char[DATE_LEN]){ 0 }), other->name);
	}
	return check_roles(u, deputy, err);
}

static bool
check_days(struct absence *x, struct date today, struct err *err)
{
	if (!date_is_set(x->from))
		x->from = today;
	if (date_cmp(x->until, x->from) < 0)
		return err_set(err, ERR_USAGE, "--until is a day before --from");
	return date_cmp(x->until, today) >= 0 ||
	    err_set(err, ERR_USAGE, "--until is a day that is over");
}

/* Under the lock, so that of two who name each other one is refused. */
static bool
keep(struct installation *in, const struct actor *who, struct absence *x, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct user_list users = { 0 };
	struct date today;
	if (!user_lock(in->db, err) || !zone_date(ZONE, clock_now(), &today, err) ||
	    !user_list(in->db, a, &users, err))
		return false;
	const struct user *u = named(&users, x->name);
	bool ok = false;
	if (!u)
		err_set(err, ERR_NOTFOUND, "no user %s: `dossier user list`", x->name);
	else if (x->back)
		ok = date_is_set(u->away_from) ||
		    err_set(err, ERR_NOTFOUND, "%s is not away", x->name);
	else
		ok = check_days(x, today, err) && check_deputy(&users, u, x, err);
	const struct user now = { .name = x->name,
		.away_from = x->from,
		.away_until = x->until,
		.deputy = x->back ? NULL : x->deputy };
	auto_drop(json) json_t *body = x->back
	    ? json_pack("{s:s}", "user", x->name)
	    : json_pack("{s:s, s:o, s:o, s:s}", "user", x->name, "from", date_json(x->from),
		  "until", date_json(x->until), "deputy", x->deputy);
	user_list_release(&users);
	return ok && user_away(in->db, &now, err) &&
	    people_tell(in, who, x->back ? "user.back" : "user.away", body, err);
}

bool
people_away(
    struct installation *in, const struct actor *who, const struct absence *x, struct err *err)
{
	struct absence said = *x;
	if (x->back)
		said.from = said.until = (struct date){ 0 };
	if (strcmp(x->name, who->name) != 0 &&
	    !installation_allows(in, who, IN_ALL, act_roles(ACT_RULE), err))
		return false;
	return db_begin(in->db, err) && installation_commit(in, keep(in, who, &said, err), err);
}
