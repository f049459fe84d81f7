/*
 * Who works with this installation, and in which roles; changing that.
 */
#include <pwd.h>
#include <unistd.h>

#include "dossier/installation.h"
#include "dossier/phrase.h"
#include "dossier/store/event.h"
#include "dossier/store/user.h"

#define NOBODY 65534 /* whom a file server or a container could not tell */

/* Where a role holds: an organisation's id, or 0 for all; DENIED unless ${who} is admin there. */
static bool
admin_of(struct installation *in, const struct actor *who, const char *slug, struct arena *a,
    int64_t *ret, struct err *err)
{
	struct org org;
	*ret = 0;
	if (!slug)
		return installation_allows(in, who, IN_ALL, act_roles(ACT_RULE), err);
	if (!installation_org(in, who, slug, act_roles(ACT_RULE), a, &org, err))
		return false;
	*ret = org.id;
	return true;
}

/* Installation-wide: every organisation's log tells who may act in it. */
static bool
tell_all(struct installation *in, const struct actor *who, const char *kind, const json_t *body,
    int64_t only, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	if (!org_list(in->db, a, &orgs, err))
		return false;
	event_none(in->db); /* there may be no organisation yet */
	in->changed = true;
	for (size_t i = 0; i < orgs.n; i++)
		if ((!only || orgs.items[i].id == only) &&
		    !event_append(in->db, orgs.items[i].id, 0, who->name, kind, body, err))
			return false;
	return true;
}

bool
people_tell(struct installation *in, const struct actor *who, const char *kind, const json_t *body,
    struct err *err)
{
	return tell_all(in, who, kind, body, 0, err);
}

/* Nobody, who may be anybody, and whoever holds the keys, is nobody's colleague here. */
static bool
find_on_machine(const struct installation *in, const char *name, int64_t *ret_uid, struct err *err)
{
	const struct passwd *pw = getpwnam(name);
	if (!pw)
		return err_set(err, ERR_NOTFOUND,
		    "this machine has no user %s: make one first, by the name they log in with",
		    name);
	if (pw->pw_uid == NOBODY)
		return err_set(
		    err, ERR_DENIED, "user %s may be anybody, and can not be let in", name);
	if (pw->pw_uid == geteuid())
		return err_set(err, ERR_DENIED,
		    "%s holds this installation (%s), and needs no role: let people in", name,
		    in->conf.home);
	*ret_uid = pw->pw_uid;
	return true;
}

/* By what they are known as a person, anywhere. */
static bool
forget_known(struct installation *in, const char *name, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	int64_t n;
	bool ok = org_list(in->db, a, &orgs, err);
	for (size_t i = 0; ok && i < orgs.n; i++)
		ok = user_identifier_forget(
		    in->db, &(struct user_as){ .org_id = orgs.items[i].id, .name = name }, &n, err);
	return ok;
}

/* Of another who had the name: what they were given is not for who has it now. */
static bool
add(struct installation *in, const struct actor *who, const struct user *before, const char *name,
    int64_t uid, enum people_added *ret, struct err *err)
{
	bool had;
	auto_drop(json) json_t *body = json_pack("{s:s, s:n}", "user", name, "role");
	*ret = !before->name                                   ? PEOPLE_NEW
	    : before->uid != UID_UNKNOWN && before->uid != uid ? PEOPLE_ANOTHER
							       : PEOPLE_AGAIN;
	if (*ret == PEOPLE_ANOTHER &&
	    !(user_revoke(in->db, name, 0, NULL, &had, err) && forget_known(in, name, err) &&
		tell_all(in, who, "user.replaced", body, 0, err)))
		return false;
	return user_put(in->db, name, uid, err) && tell_all(in, who, "user.added", body, 0, err);
}

bool
people_add(struct installation *in, const struct actor *who, const char *name,
    enum people_added *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct user before;
	struct err none = { 0 };
	int64_t uid = UID_UNKNOWN;
	/* whoever can open it holds its keys, and acts as its owner whatever is written here */
	if (!conf_is_shared(&in->conf))
		return err_set(err, ERR_DENIED,
		    "this is an installation of one, %s's: set mode = shared in "
		    "%s/dossier.conf and run `dossier daemon`, then others can work here",
		    in->owner, in->conf.home);
	if (!find_on_machine(in, name, &uid, err))
		return false;
	bool was = user_find(in->db, name, a, &before, &none);
	if (!was && none.kind != ERR_NOTFOUND)
		return err_set(err, none.kind, "%s", none.text);
	if (was && !before.disabled && (before.uid == uid || before.uid == UID_UNKNOWN))
		return err_set(err, ERR_CONFLICT, "user %s is there already", name);
	/* who was shut out of all may come back into all: as disabling, for who rules in all */
	return (!was || installation_allows(in, who, IN_ALL, act_roles(ACT_RULE), err)) &&
	    db_begin(in->db, err) &&
	    installation_commit(in, add(in, who, &before, name, uid, ret, err), err);
}

static bool
check_role(const char *role, struct err *err)
{
	static const char *const roles[] = { "admin", "officer", "handler", "approver", "dpo",
		"auditor", NULL };
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; roles[i]; i++) {
		if (strcmp(role, roles[i]) == 0)
			return true;
		buf_addf(&b, "%s%s", i ? ", " : "", roles[i]);
	}
	return err_set(err, ERR_USAGE, "there is no role %s: expected one of %s", role, b.data);
}

bool
people_grant(struct installation *in, const struct actor *who, const char *slug, const char *name,
    const char *role, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct user u;
	int64_t org;
	if (!check_role(role, err) || !admin_of(in, who, slug, a, &org, err) ||
	    !user_find(in->db, name, a, &u, err))
		return false;
	if (u.disabled)
		return err_set(err, ERR_DENIED,
		    "%s was disabled: let them in again first, with `dossier user add %s`", name,
		    name);
	if (!db_begin(in->db, err))
		return false;
	auto_drop(json) json_t *body = json_pack("{s:s, s:s}", "user", name, "role", role);
	return installation_commit(in,
	    user_grant(in->db, name, org, role, err) &&
		tell_all(in, who, "user.granted", body, org, err),
	    err);
}

static bool
rules_in_all(const struct user *u)
{
	const json_t *list = json_object_get(u->roles, "*"), *role;
	size_t i;
	json_array_foreach((json_t *)(uintptr_t)list, i, role)
		if (!u->disabled && strcmp(json_string_value(role), "admin") == 0)
			return true;
	return false;
}

/* Whoever rules in all is the only one who can give that role. */
static bool
check_not_last(struct installation *in, const char *name, struct arena *a, struct err *err)
{
	struct user_list users;
	bool other = false;
	if (!user_list(in->db, a, &users, err))
		return false;
	for (size_t i = 0; i < users.n; i++)
		other = other ||
		    (strcmp(users.items[i].name, name) != 0 && rules_in_all(&users.items[i]));
	user_list_release(&users);
	return other ||
	    err_set(err, ERR_DENIED, "%s is the last admin: give that role to somebody else first",
		name);
}

/* Under the lock: two admins could else take each other's role, or each their own, at once. */
static bool
take_back(struct installation *in, const struct actor *who, const char *slug, const char *name,
    const char *role, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct user u;
	int64_t org;
	bool had;
	if (!user_lock(in->db, err) || !admin_of(in, who, slug, a, &org, err) ||
	    !user_find(in->db, name, a, &u, err) ||
	    (org == 0 && strcmp(role, "admin") == 0 && !check_not_last(in, name, a, err)) ||
	    !user_revoke(in->db, name, org, role, &had, err))
		return false;
	if (!had)
		return err_set(err, ERR_NOTFOUND,
		    "%s is no %s %s%s: `dossier user list` tells what they are", name, role,
		    slug ? phrase("of ") : phrase("of all organisations"), slug ? slug : "");
	auto_drop(json) json_t *body = json_pack("{s:s, s:s}", "user", name, "role", role);
	return tell_all(in, who, "user.revoked", body, org, err);
}

bool
people_revoke(struct installation *in, const struct actor *who, const char *slug, const char *name,
    const char *role, struct err *err)
{
	return check_role(role, err) && db_begin(in->db, err) &&
	    installation_commit(in, take_back(in, who, slug, name, role, err), err);
}

static bool
count_open(struct installation *in, const char *name, int64_t *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	*ret = 0;
	if (!org_list(in->db, a, &orgs, err))
		return false;
	for (size_t i = 0; i < orgs.n; i++) {
		int64_t n;
		if (!user_handles(in->db, orgs.items[i].id, name, &n, err))
			return false;
		*ret += n;
	}
	return true;
}

/* Under the lock, by who is still an admin then: of two who disable each other one is left. */
static bool
shut_out(struct installation *in, const struct actor *who, const char *name, bool *ret_was,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *body = json_pack("{s:s, s:n}", "user", name, "role");
	struct user u;
	if (!user_lock(in->db, err) ||
	    !installation_allows(in, who, IN_ALL, act_roles(ACT_RULE), err) ||
	    !user_find(in->db, name, a, &u, err))
		return false;
	*ret_was = u.disabled;
	return u.disabled ||
	    (user_disable(in->db, name, err) && tell_all(in, who, "user.disabled", body, 0, err));
}

bool
people_disable(struct installation *in, const struct actor *who, const char *name, bool *ret_was,
    int64_t *ret_open, struct err *err)
{
	if (strcmp(name, who->name) == 0)
		return err_set(err, ERR_DENIED, "you can not shut yourself out");
	return db_begin(in->db, err) &&
	    installation_commit(in,
		shut_out(in, who, name, ret_was, err) && count_open(in, name, ret_open, err), err);
}

bool
people_tell_held(struct installation *in, const struct actor *who, int64_t org_id, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct user_list users;
	if (!user_list(in->db, a, &users, err))
		return false;
	bool ok = true;
	for (size_t i = 0; i < users.n; i++) {
		const struct user *u = &users.items[i];
		const json_t *role;
		size_t k;
		json_array_foreach(json_object_get(u->roles, "*"), k, role)
			ok = ok &&
			    installation_event(in, who, org_id, 0, "user.held",
				json_pack("{s:s, s:O, s:b}", "user", u->name, "role", role,
				    "disabled", u->disabled),
				err);
	}
	user_list_release(&users);
	return ok;
}

static bool
is_among(const struct org_list *orgs, const char *slug)
{
	for (size_t i = 0; i < orgs->n; i++)
		if (strcmp(orgs->items[i].slug, slug) == 0)
			return true;
	return false;
}

/* Those that hold in all organisations, or in one of ${orgs}. */
static json_t *
places_text(const json_t *at, const struct org_list *orgs)
{
	json_t *out = json_array(), *list, *what;
	const char *where;
	size_t i;
	json_object_foreach((json_t *)(uintptr_t)at, where, list)
		json_array_foreach(list, i, what) {
			if (strcmp(where, "*") != 0 && !is_among(orgs, where))
				continue;
			struct buf b = { 0 };
			buf_addf(&b, strcmp(where, "*") == 0 ? "%s" : "%s of %s",
			    json_string_value(what), where);
			json_array_append_new(out, json_string(b.data));
			buf_release(&b);
		}
	return out;
}

json_t *
people_list(struct installation *in, const struct actor *who, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct user_list users;
	struct org_list orgs;
	bool all = who->holds;
	if (!installation_orgs(in, who, NULL, act_roles(ACT_ENTER), a, &orgs, err) ||
	    !(all || user_has_role(in->db, who->name, IN_ALL, "admin", &all, err)) ||
	    !user_list(in->db, a, &users, err))
		return NULL;
	json_t *rows = json_array();
	for (size_t i = 0; i < users.n; i++) {
		const struct user *u = &users.items[i];
		json_t *roles = places_text(u->roles, &orgs);
		if (all || json_array_size(roles) > 0)
			json_array_append_new(rows,
			    json_pack("{s:s, s:O, s:o, s:o, s:o, s:s?, s:b}", "user", u->name,
				"roles", roles, "known", places_text(u->known, &orgs), "away_from",
				date_json(u->away_from), "away_until", date_json(u->away_until),
				"deputy", u->deputy, "disabled", u->disabled));
		json_decref(roles);
	}
	user_list_release(&users);
	return rows;
}

bool
people_may(const struct user *u, const char *where, enum act act)
{
	size_t i;
	const json_t *role;
	json_array_foreach(json_object_get(u->roles, where), i, role)
		if (act_may(act, json_string_value(role)))
			return true;
	return false;
}
