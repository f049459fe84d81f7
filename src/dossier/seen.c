/*
 * Who looked at a person's data: an event of its own, written before anything is shown. It says
 * what was looked at and never what was seen.
 */
#include "dossier_private.h"

bool
dossier_seen(struct installation *in, const struct actor *who, const char *reference,
    const char *view, struct err *err)
{
	return dossier_seen_part(in, who, reference, view, json_object(), err);
}

bool
dossier_seen_part(struct installation *in, const struct actor *who, const char *reference,
    const char *view, json_t *which, struct err *err)
{
	auto_drop(json) json_t *body = which;
	auto_drop(arena) struct arena *a = arena_new();
	struct request r;
	if (!db_begin(in->db, err))
		return false;
	bool ok = installation_request(in, who, reference, a, &r, err) &&
	    installation_allows(in, who, r.org_id, act_roles(ACT_SEE), err) &&
	    installation_event(
		in, who, r.org_id, r.id, arena_printf(a, "view.%s", view), json_incref(body), err);
	return installation_commit(in, ok, err);
}

bool
dossier_person_seen(struct installation *in, const struct actor *who, const struct org_list *orgs,
    const char *view, const json_t *found, struct err *err)
{
	bool ok = db_begin(in->db, err);
	for (size_t i = 0; ok && i < orgs->n; i++) {
		const struct org *o = &orgs->items[i];
		json_t *references = json_array();
		const json_t *r;
		size_t k;
		json_array_foreach(found, k, r)
			if (strcmp(json_str_or(r, "organisation", ""), o->slug) == 0 &&
			    !json_has(references, json_str_or(r, "reference", "")))
				json_array_append(references, json_get(r, "reference"));
		ok = (strcmp(view, "view.person") != 0 && json_array_size(references) == 0) ||
		    installation_event(
			in, who, o->id, 0, view, json_pack("{s:O}", "found", references), err);
		json_decref(references);
	}
	return installation_commit(in, ok, err);
}
