/*
 * What the roles of who acts allow, and where.
 */
#include "dossier/installation.h"
#include "dossier/phrase.h"
#include "dossier/store/request.h"
#include "dossier/store/user.h"

static bool
refuse(const struct actor *who, const char *roles, struct err *err)
{
	return err_set(err, ERR_DENIED,
	    "%s may not do this: needs %s %s (an admin gives it with `dossier user role`)",
	    who->name, phrase(strchr(roles, ',') ? "one of the roles" : "the role"), roles);
}

static int64_t
uid_of(const struct actor *who)
{
	return who->asked ? (int64_t)who->uid : UID_UNKNOWN;
}

static bool
is_another(const struct actor *who, const struct user *u)
{
	return who->asked && u->uid != UID_UNKNOWN && u->uid != uid_of(who);
}

bool
people_refused(
    struct installation *in, const struct actor *who, const char **ret_why, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct user u;
	struct err none = { 0 };
	bool known = user_find(in->db, who->name, a, &u, &none);
	if (!known && none.kind != ERR_NOTFOUND)
		return err_set(err, none.kind, "%s", none.text);
	*ret_why = !known         ? "unknown"
	    : u.disabled          ? "disabled"
	    : is_another(who, &u) ? "another-number"
				  : "no-role";
	return true;
}

/* Whoever may do nothing here is told why: what an admin would have to do differs. */
static bool
refuse_entry(struct installation *in, const struct actor *who, const char *roles, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct user u;
	struct err none = { 0 };
	if (!user_find(in->db, who->name, a, &u, &none))
		return none.kind == ERR_NOTFOUND ? refuse(who, roles, err)
						 : err_set(err, none.kind, "%s", none.text);
	if (u.disabled)
		return err_set(err, ERR_DENIED,
		    "%s may not do this: was disabled here; an admin undoes it with `dossier user "
		    "add %s`",
		    who->name, who->name);
	if (is_another(who, &u))
		return err_set(err, ERR_DENIED,
		    "%s may not do this: is user %u of this machine, and who was let in by that "
		    "name was %lld; an admin lets in who has it now with `dossier user add %s`",
		    who->name, who->uid, (long long)u.uid, who->name);
	return refuse(who, roles, err);
}

bool
installation_admit(
    struct installation *in, const struct actor *who, const char *roles, struct err *err)
{
	bool held = false;
	if (who->holds)
		return in->role == DB_WORKER || user_session_all(in->db, err);
	return user_session(in->db, who->name, uid_of(who), roles, &held, err) &&
	    (held || refuse_entry(in, who, roles, err));
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
	if (!has_role(in, who, org_id, roles, &yes, err))
		return false;
	if (!yes)
		in->refused = (struct refusal){ "no-role", org_id > 0 ? org_id : 0 };
	return yes || refuse(who, roles, err);
}

/* Whether ${who} has any role there, and so may know that it is there. */
bool
installation_sees(
    struct installation *in, const struct actor *who, int64_t org_id, bool *ret, struct err *err)
{
	return has_role(in, who, org_id, act_roles(ACT_ENTER), ret, err);
}

/* One as the other, here too: their log does not tell what there is elsewhere. */
void
installation_not_there(struct installation *in)
{
	in->refused = (struct refusal){ "not-there", 0 };
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
	if (!installation_orgs(in, who, NULL, act_roles(ACT_ENTER), a, &known, err))
		return false;
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < known.n; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", known.items[i].slug);
	return err_set(err, ERR_NOTFOUND, "no such organisation; there %s%s",
	    phrase(b.len ? "are: " : "is none yet: load a register first"), b.len ? b.data : "");
}

bool
installation_org(struct installation *in, const struct actor *who, const char *slug,
    const char *roles, struct arena *a, struct org *ret, struct err *err)
{
	struct err none = { 0 };
	bool found = org_by_slug(in->db, slug, a, ret, &none), seen = false;
	if (!found && none.kind != ERR_NOTFOUND)
		return err_set(err, none.kind, "%s", none.text);
	if (found && !installation_sees(in, who, ret->id, &seen, err))
		return false;
	if (!seen)
		installation_not_there(in);
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
