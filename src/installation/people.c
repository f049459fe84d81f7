/*
 * Who works with this installation, in which roles, and what that allows.
 */
#include <pwd.h>
#include <unistd.h>

#include "dossier/installation.h"
#include "dossier/store/event.h"
#include "dossier/store/user.h"

struct actor
actor_of_process(struct arena *a)
{
	const struct passwd *pw = getpwuid(geteuid());
	return (struct actor){
		.name = pw ? arena_strdup(a, pw->pw_name)
			   : arena_printf(a, "uid%u", (unsigned)geteuid()),
	};
}

bool
installation_allows(struct installation *in, const struct actor *who, int64_t org_id,
    const char *roles, struct err *err)
{
	bool yes = false;
	if (!user_has_role(in->db, who->name, org_id, roles, &yes, err))
		return false;
	return yes ||
	    err_set(err, ERR_DENIED,
		"%s may not do this: needs the role %s (an admin gives it with "
		"`dossier user role`)",
		who->name, roles);
}

bool
installation_orgs(struct installation *in, const struct actor *who, const char *slug,
    const char *roles, struct arena *a, struct org_list *ret, struct err *err)
{
	if (slug) {
		ret->items = arena_alloc(a, sizeof(*ret->items));
		ret->n = 1;
		return org_by_slug(in->db, slug, a, &ret->items[0], err) &&
		    installation_allows(in, who, ret->items[0].id, roles, err);
	}
	struct org_list all;
	if (!org_list(in->db, a, &all, err))
		return false;
	*ret = (struct org_list){ .items = all.items };
	for (size_t i = 0; i < all.n; i++) {
		bool mine = false;
		if (!user_has_role(in->db, who->name, all.items[i].id, roles, &mine, err))
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
	if (!org_by_slug(in->db, slug, a, &org, err))
		return false;
	*ret = org.id;
	return installation_allows(in, who, org.id, "admin", err);
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

static json_t *
roles_text(const json_t *roles)
{
	json_t *out = json_array(), *list, *role;
	const char *where;
	size_t i;
	json_object_foreach((json_t *)(uintptr_t)roles, where, list)
		json_array_foreach(list, i, role) {
			struct buf b = { 0 };
			buf_addf(&b, strcmp(where, "*") == 0 ? "%s" : "%s of %s",
			    json_string_value(role), where);
			json_array_append_new(out, json_string(b.data));
			buf_release(&b);
		}
	return out;
}

json_t *
people_list(struct installation *in, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct user_list users;
	if (!user_list(in->db, a, &users, err))
		return NULL;
	json_t *rows = json_array();
	for (size_t i = 0; i < users.n; i++)
		json_array_append_new(rows,
		    json_pack("{s:s, s:o, s:b}", "user", users.items[i].name, "roles",
			roles_text(users.items[i].roles), "disabled", users.items[i].disabled));
	user_list_release(&users);
	return rows;
}
