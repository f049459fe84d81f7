/*
 * Nobody handles a dossier about themselves, nor reads it: by what is kept of who works here,
 * blinded as what is kept of whose data it is. Every request is opened here for who acts.
 */
#include "dossier/installation.h"
#include "dossier/store/request.h"
#include "dossier/store/user.h"
#include "dossier/text.h"

/* Where the newest register has them told (escalation), as an identifier; NULL: nowhere. */
static const char *
told_at(struct installation *in, const struct org *org, const char *name, struct arena *a)
{
	struct err none = { 0 };
	const struct reg *reg = org->register_version ? register_of(in, org, 0, &none) : NULL;
	const json_t *escalation = reg ? json_get(reg->organisation, "escalation") : NULL;
	const char *address = json_str(json_get(escalation, "addresses"), name);
	const char *plain =
	    address ? text_identifier("email", address, org->country, a, &none) : NULL;
	return plain ? vault_blind(in->vault, org->slug, "email", plain, a) : NULL;
}

bool
themselves_among(struct installation *in, const struct org *org, const char *name,
    const struct request_ids *among, struct arena *a, struct request_ids *ret, struct err *err)
{
	const struct user_as as = {
		.org_id = org->id, .name = name, .blind = told_at(in, org, name, a)
	};
	*ret = (struct request_ids){ 0 };
	return !conf_is_shared(&in->conf) || user_themselves(in->db, &as, among, a, ret, err);
}

bool
themselves_is(
    struct installation *in, const char *name, const struct request *r, bool *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	int64_t id = r->id;
	struct request_ids theirs;
	struct org org;
	*ret = false;
	if (!conf_is_shared(&in->conf))
		return true;
	if (!org_by_id(in->db, r->org_id, a, &org, err) ||
	    !themselves_among(in, &org, name, &(struct request_ids){ &id, 1 }, a, &theirs, err))
		return false;
	*ret = theirs.n > 0;
	return true;
}

bool
themselves_check(
    struct installation *in, const struct actor *who, const struct request *r, struct err *err)
{
	bool is = false;
	if (!who->holds && !themselves_is(in, who->name, r, &is, err))
		return false;
	if (is)
		in->refused = (struct refusal){ "about-them", r->org_id };
	return !is ||
	    err_set(err, ERR_DENIED,
		"%s is about you, by what you are known by here (`dossier user known`): nobody "
		"handles or reads a dossier about themselves (art. 5(1)(f)); somebody else does",
		r->reference);
}

bool
themselves_unknown(struct installation *in, const struct org *org, struct arena *a,
    const char **ret, struct err *err)
{
	struct user_list users;
	*ret = NULL;
	if (!user_list(in->db, a, &users, err))
		return false;
	for (size_t i = 0; i < users.n; i++) {
		const struct user *u = &users.items[i];
		bool sees = !u->disabled &&
		    (people_may(u, "*", ACT_SEE) || people_may(u, org->slug, ACT_SEE));
		if (sees && !json_object_get(u->known, org->slug) && !told_at(in, org, u->name, a))
			*ret = *ret ? arena_printf(a, "%s, %s", *ret, u->name) : u->name;
	}
	user_list_release(&users);
	return true;
}

bool
installation_request(struct installation *in, const struct actor *who, const char *reference,
    struct arena *a, struct request *ret, struct err *err)
{
	const char *normal;
	bool seen = false;
	if (!reference_normalise(reference, a, &normal, err))
		return false;
	bool found = request_by_reference(in->db, normal, a, ret, err);
	if (found ? !installation_sees(in, who, ret->org_id, &seen, err)
		  : err->kind != ERR_NOTFOUND)
		return false;
	if (!seen)
		installation_not_there(in);
	return seen ? themselves_check(in, who, ret, err) : found && request_unknown(normal, err);
}
