/*
 * Who works with this installation, in which roles, and what that allows.
 */
#include "dossier/installation.h"
#include "dossier/store/event.h"
#include "dossier/store/request.h"
#include "dossier/store/user.h"

static bool
refuse(const struct actor *who, const char *roles, struct err *err)
{
	return err_set(err, ERR_DENIED,
	    "%s may not do this: needs %s %s (an admin gives it with `dossier user role`)",
	    who->name, strchr(roles, ',') ? "one of the roles" : "the role", roles);
}

bool
installation_admit(
    struct installation *in, const struct actor *who, const char *roles, struct err *err)
{
	bool held = false;
	return who->holds ||
	    (user_session(in->db, who->name, roles, &held, err) &&
		(held || refuse(who, roles, err)));
}

/* Whose keys these are is asked for no role. */
static bool
has_role(struct installation *in, const struct actor *who, int64_t org_id, const char *roles,
    bool *ret, struct err *err)
{
	*ret = who->holds;
	return who->holds || user_has_role(in->db, who->name, org_id, roles, ret, err);
}

bool
installation_allows(struct installation *in, const struct actor *who, int64_t org_id,
    const char *roles, struct err *err)
{
	bool yes = false;
	return has_role(in, who, org_id, roles, &yes, err) && (yes || refuse(who, roles, err));
}

/* Whether ${who} has any role there, and so may know that it is there. */
static bool
sees(struct installation *in, const struct actor *who, int64_t org_id, bool *ret, struct err *err)
{
	return has_role(in, who, org_id, ANY_ROLE, ret, err);
}

bool
installation_request(struct installation *in, const struct actor *who, const char *reference,
    struct arena *a, struct request *ret, struct err *err)
{
	const char *normal;
	bool seen;
	return reference_normalise(reference, a, &normal, err) &&
	    request_by_reference(in->db, normal, a, ret, err) &&
	    sees(in, who, ret->org_id, &seen, err) && (seen || request_unknown(normal, err));
}

/*
 * Names those that ${who} may know, so that a typing error is seen at once; and not what was typed,
 * which may be a person.
 */
static bool
no_organisation(struct installation *in, const struct actor *who, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list known;
	if (!installation_orgs(in, who, NULL, ANY_ROLE, a, &known, err))
		return false;
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < known.n; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", known.items[i].slug);
	return err_set(err, ERR_NOTFOUND, "no such organisation; there %s%s",
	    b.len ? "are: " : "is none yet: load a register first", b.len ? b.data : "");
}

bool
installation_org(struct installation *in, const struct actor *who, const char *slug,
    const char *roles, struct arena *a, struct org *ret, struct err *err)
{
	struct err none = { 0 };
	bool found = org_by_slug(in->db, slug, a, ret, &none), seen = false;
	if (!found && none.kind != ERR_NOTFOUND)
		return err_set(err, none.kind, "%s", none.text);
	if (found && !sees(in, who, ret->id, &seen, err))
		return false;
	return seen ? installation_allows(in, who, ret->id, roles, err)
		    : no_organisation(in, who, err);
}

bool
installation_orgs(struct installation *in, const struct actor *who, const char *slug,
    const char *roles, struct arena *a, struct org_list *ret, struct err *err)
{
	if (slug) {
		ret->items = arena_alloc(a, sizeof(*ret->items));
		ret->n = 1;
		return installation_org(in, who, slug, roles, a, &ret->items[0], err);
	}
	struct org_list all;
	if (!org_list(in->db, a, &all, err))
		return false;
	*ret = (struct org_list){ .items = all.items };
	for (size_t i = 0; i < all.n; i++) {
		bool mine = false;
		if (!has_role(in, who, all.items[i].id, roles, &mine, err))
			return false;
		if (mine)
			ret->items[ret->n++] = all.items[i];
	}
	return true;
}

/* ---- changing them ---- */

#define IN_ALL (-1) /* an admin of one organisation rules there only */

/* Where a role holds: an organisation's id, or 0 for all; DENIED unless ${who} is admin there. */
static bool
admin_of(struct installation *in, const struct actor *who, const char *slug, struct arena *a,
    int64_t *ret, struct err *err)
{
	struct org org;
	*ret = 0;
	if (!slug)
		return installation_allows(in, who, IN_ALL, "admin", err);
	if (!installation_org(in, who, slug, "admin", a, &org, err))
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
	for (size_t i = 0; i < orgs.n; i++)
		if ((!only || orgs.items[i].id == only) &&
		    !event_append(in->db, orgs.items[i].id, 0, who->name, kind, body, err))
			return false;
	return true;
}

bool
people_add(struct installation *in, const struct actor *who, const char *name, struct err *err)
{
	int64_t id;
	auto_drop(json) json_t *body = json_pack("{s:s, s:n}", "user", name, "role");
	if (!body || !*name)
		return err_set(err, ERR_USAGE, "a user needs a name, in UTF-8");
	/* whoever can open it holds its keys, and acts as its owner whatever is written here */
	if (!conf_is_shared(&in->conf))
		return err_set(err, ERR_DENIED,
		    "this is an installation of one, %s's: set mode = shared in "
		    "%s/dossier.conf and run `dossier daemon`, then others can work here",
		    in->owner, in->conf.home);
	return db_begin(in->db, err) &&
	    installation_commit(in,
		user_add(in->db, name, &id, err) && tell_all(in, who, "user.added", body, 0, err),
		err);
}

bool
people_grant(struct installation *in, const struct actor *who, const char *slug, const char *name,
    const char *role, struct err *err)
{
	static const char *const roles[] = { "admin", "officer", "handler", "approver", "dpo",
		"auditor" };
	auto_drop(arena) struct arena *a = arena_new();
	int64_t org;
	bool known = false;
	for (size_t i = 0; i < array_len(roles); i++)
		known = known || strcmp(role, roles[i]) == 0;
	if (!known)
		return err_set(err, ERR_USAGE,
		    "there is no role %s: admin, officer, handler, approver, dpo or auditor", role);
	if (!admin_of(in, who, slug, a, &org, err) || !db_begin(in->db, err))
		return false;
	auto_drop(json) json_t *body = json_pack("{s:s, s:s}", "user", name, "role", role);
	return installation_commit(in,
	    user_grant(in->db, name, org, role, err) &&
		tell_all(in, who, "user.granted", body, org, err),
	    err);
}

bool
people_disable(struct installation *in, const struct actor *who, const char *name, struct err *err)
{
	if (strcmp(name, who->name) == 0)
		return err_set(err, ERR_DENIED, "you can not shut yourself out");
	if (!installation_allows(in, who, IN_ALL, "admin", err) || !db_begin(in->db, err))
		return false;
	auto_drop(json) json_t *body = json_pack("{s:s, s:n}", "user", name, "role");
	return installation_commit(in,
	    user_disable(in->db, name, err) && tell_all(in, who, "user.disabled", body, 0, err),
	    err);
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
roles_text(const json_t *roles, const struct org_list *orgs)
{
	json_t *out = json_array(), *list, *role;
	const char *where;
	size_t i;
	json_object_foreach((json_t *)(uintptr_t)roles, where, list)
		json_array_foreach(list, i, role) {
			if (strcmp(where, "*") != 0 && !is_among(orgs, where))
				continue;
			struct buf b = { 0 };
			buf_addf(&b, strcmp(where, "*") == 0 ? "%s" : "%s of %s",
			    json_string_value(role), where);
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
	bool all;
	if (!installation_orgs(in, who, NULL, ANY_ROLE, a, &orgs, err) ||
	    !has_role(in, who, IN_ALL, "admin", &all, err) || !user_list(in->db, a, &users, err))
		return NULL;
	json_t *rows = json_array();
	for (size_t i = 0; i < users.n; i++) {
		const struct user *u = &users.items[i];
		json_t *roles = roles_text(u->roles, &orgs);
		if (all || json_array_size(roles) > 0)
			json_array_append_new(rows,
			    json_pack("{s:s, s:O, s:b}", "user", u->name, "roles", roles,
				"disabled", u->disabled));
		json_decref(roles);
	}
	user_list_release(&users);
	return rows;
}
