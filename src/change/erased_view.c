/*
 * What programs erased lately, in numbers, for who ran them.
 */
#include "dossier/erased.h"
#include "dossier/store/user.h"
#include "change_private.h"

static json_t *
counts_of(const struct erasure *e, struct arena *a)
{
	auto_drop(json) json_t *receipt = e->receipt ? json_loads(e->receipt, 0, NULL) : NULL;
	json_t *v = json_pack(
	    "{s:s, s:s, s:s}", "reference", e->reference, "system", e->system, "state", e->state);
	size_t i;
	const json_t *set;
	json_array_foreach(json_get(receipt, "sets"), i, set) {
		const struct outcome o =
		    erased_outcome(set, change_rule_named(e->action)->action, a);
		const char *what = outcome_name(o.code);
		if (o.count > 0)
			json_object_set_new(
			    v, what, json_integer(json_int_or(v, what, 0) + o.count));
	}
	return v;
}

json_t *
view_erased(struct installation *in, const struct actor *who, usec_t since, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	auto_drop(json) json_t *out = json_array();
	if (!installation_orgs(in, who, NULL, act_roles(ACT_SEE), a, &orgs, err))
		return NULL;
	for (size_t i = 0; i < orgs.n; i++) {
		struct request_ids all = { NULL, 0 }, theirs;
		struct erasure_list l;
		if (!erasure_since(in->db, orgs.items[i].id, since, a, &l, err))
			return NULL;
		all.items = arena_alloc(a, (l.n + 1) * sizeof(int64_t));
		for (; all.n < l.n; all.n++)
			all.items[all.n] = l.items[all.n].request_id;
		if (!themselves_among(in, &orgs.items[i], who->name, &all, a, &theirs, err))
			return NULL;
		for (size_t k = 0; k < l.n; k++)
			if (!request_ids_have(&theirs, l.items[k].request_id))
				json_array_append_new(out, counts_of(&l.items[k], a));
	}
	return take(out);
}
