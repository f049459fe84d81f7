/*
 * By what somebody who works here is known as a person, blinded for each organisation, so that
 * themselves.c can tell.
 */
#include "dossier/connector.h"
#include "dossier/installation.h"
#include "dossier/store/event.h"
#include "dossier/store/user.h"
#include "dossier/text.h"

static bool
keep(struct installation *in, const struct user_as *u, bool take_back, struct err *err)
{
	int64_t n = 1;
	if (!(take_back ? user_identifier_forget(in->db, u, &n, err)
			: user_identifier_put(in->db, u, err)))
		return false;
	if (n > 0)
		return true;
	return u->kind ? err_set(err, ERR_NOTFOUND, "%s is not known by that %s", u->name, u->kind)
		       : err_set(err, ERR_NOTFOUND, "%s is known by nothing there", u->name);
}

/* What is many people's, or is never asked with, would keep nobody from their own. */
static bool
keep_one(struct installation *in, const struct known_as *k, const struct org *org,
    const struct identifier_value *v, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err bad = { 0 };
	bool contact = strcmp(v->kind, "email") == 0 || strcmp(v->kind, "phone") == 0;
	const struct reg *reg = register_of(in, org, 0, err);
	if (!reg)
		return false;
	if (strcmp(v->kind, "name") == 0 || strcmp(v->kind, "born") == 0)
		return err_set(err, ERR_USAGE,
		    "--id %s: many people have it, and it tells nobody from all others", v->kind);
	if (!contact && !reg_check_searched(reg, v->kind, err))
		return false;
	const char *plain = text_identifier(v->kind, v->value, org->country, a, &bad);
	if (!plain)
		return err_set(err, ERR_USAGE, "--%s: %s", contact ? v->kind : "id", bad.text);
	const struct user_as u = { org->id, k->name, v->kind,
		vault_blind(in->vault, org->slug, v->kind, plain, a) };
	return keep(in, &u, k->take_back, err);
}

static json_t *
kinds_of(const struct known_as *k)
{
	json_t *kinds = json_array();
	for (size_t i = 0; i < k->n; i++)
		json_array_append_new(kinds, json_string(k->ids[i].kind));
	return kinds;
}

static bool
keep_all(struct installation *in, const struct actor *who, const struct known_as *k,
    const struct org *org, struct err *err)
{
	for (size_t i = 0; i < k->n; i++)
		if (!keep_one(in, k, org, &k->ids[i], err))
			return false;
	if (k->n == 0 &&
	    !keep(in, &(struct user_as){ .org_id = org->id, .name = k->name }, true, err))
		return false;
	return installation_event(in, who, org->id, 0,
	    k->take_back ? "user.forgotten" : "user.known",
	    json_pack("{s:s, s:o}", "user", k->name, "kinds", kinds_of(k)), err);
}

bool
people_known(
    struct installation *in, const struct actor *who, const struct known_as *k, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct user u;
	struct org org;
	if (!conf_is_shared(&in->conf))
		return err_set(err, ERR_DENIED,
		    "nobody can be kept from a dossier about themselves: " INSTALLATION_OF_ONE);
	if (!installation_org(in, who, k->slug, act_roles(ACT_RULE), a, &org, err) ||
	    !user_find(in->db, k->name, a, &u, err))
		return false;
	if (k->take_back && !who->holds && strcmp(k->name, who->name) == 0)
		return err_set(err, ERR_DENIED,
		    "by what you are known somebody else takes back: an admin who is not you");
	return db_begin(in->db, err) &&
	    installation_commit(in, keep_all(in, who, k, &org, err), err);
}
