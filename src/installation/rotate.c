/*
 * Rotation. From its first transaction on nothing new is wrapped by an older key: who wrapped
 * something meanwhile has not committed it, or is told to try again (store/key.h). So what is found
 * wrapped by an older one gets less, and when none of it is left the older one goes, after that
 * stands in a signed log.
 */
#include "dossier/progress.h"
#include "dossier/restored.h"
#include "dossier/rotate.h"
#include "dossier/store/event.h"
#include "dossier/store/key.h"
#include "dossier/store/restored.h"

struct rotating {
	struct installation *in;
	const struct progress *progress;
	struct org_list orgs;
	const char *newest;
	int64_t wrapped;
	struct arena *a;
};

/* ---- what stands in the database ---- */

static bool
rewrap_some(struct rotating *r, const struct org *org, int64_t *after, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct stale_keys l;
	if (!key_stale(r->in->db, org->id, r->newest, *after, a, &l, err))
		return false;
	*after = l.n ? l.items[l.n - 1].key_id : -1;
	event_none(r->in->db); /* they are the same keys */
	for (size_t i = 0; i < l.n; i++) {
		struct stale_key *k = &l.items[i];
		const char *of = k->reference ? k->reference : organisation_keys_place(org, a);
		if (!vault_rewrap(r->in->vault, of, &k->content, &k->ledger, a, err))
			return err_wrap(err, "the keys of %s", of);
	}
	r->wrapped += (int64_t)l.n;
	return l.n == 0 || key_rewrap(r->in->db, org->id, &l, err);
}

static bool
reseal_some(struct rotating *r, const struct org *org, size_t *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct stale_excuses l;
	if (!replayed_stale(r->in->db, org->id, r->newest, a, &l, err))
		return false;
	*ret = l.n;
	event_none(r->in->db);
	for (size_t i = 0; i < l.n; i++) {
		struct stale_excuse *x = &l.items[i];
		const char *place = replayed_place(org, x->system, a);
		const char *plain = vault_unseal(r->in->vault, place, x->sealed, a, err);
		if (!plain)
			return false;
		x->sealed = vault_seal(r->in->vault, place, plain, a);
		if (!replayed_reseal(r->in->db, org->id, x, err))
			return false;
	}
	r->wrapped += (int64_t)l.n;
	return true;
}

/* ---- what stands in the ledger files ---- */

/* What was destroyed stays so: no installation key wraps it. */
static bool
rewrap_entry(void *arg, json_t *entry, struct err *err)
{
	struct rotating *r = arg;
	auto_drop(arena) struct arena *a = arena_new();
	json_t *keys = json_get(entry, "keys");
	const char *ledger = json_str(keys, "ledger"), *content = json_str(keys, "content");
	if (!ledger)
		return true;
	if (content && vault_is_blank(content))
		content = NULL;
	if (vault_is_blank(ledger))
		return true;
	if (!vault_rewrap(
		r->in->vault, json_str_or(entry, "reference", ""), &content, &ledger, a, err))
		return false;
	if (content)
		json_object_set_new(keys, "content", json_string(content));
	json_object_set_new(keys, "ledger", json_string(ledger));
	r->wrapped++;
	return true;
}

static bool
rotate_org(struct rotating *r, const struct org *org, struct err *err)
{
	size_t n = 1;
	for (int64_t after = 0; after >= 0;) {
		progress_tell(r->progress, "wrapping keys anew", r->wrapped, 0);
		if (!db_begin(r->in->db, err) ||
		    !installation_commit(r->in, rewrap_some(r, org, &after, err), err))
			return false;
	}
	while (n > 0)
		if (!db_begin(r->in->db, err) ||
		    !installation_commit(r->in, reseal_some(r, org, &n, err), err))
			return false;
	return installation_ledger_anew(r->in, org, rewrap_entry, r, err);
}

/* ---- all of it ---- */

static bool
tell(struct rotating *r, const struct actor *who, const char *kind, json_t *body, struct err *err)
{
	bool ok = db_begin(r->in->db, err) &&
	    installation_commit(r->in,
		installation_key_put(r->in->db, r->newest, err) &&
		    people_tell(r->in, who, kind, body, err),
		err);
	json_decref(body);
	return ok;
}

/* Nothing that an older one wraps may be left, of anybody. */
static bool
check_none_left(struct rotating *r, struct err *err)
{
	for (size_t i = 0; i < r->orgs.n; i++) {
		struct key_counts l;
		if (!key_count(r->in->db, r->orgs.items[i].id, r->a, &l, err))
			return false;
		for (size_t k = 0; k < l.n; k++)
			if (strcmp(l.items[k].key, r->newest) != 0)
				return err_set(err, ERR_CONFLICT,
				    "%s: %lld keys are wrapped by %s still: it is kept",
				    r->orgs.items[i].slug, (long long)l.items[k].n, l.items[k].key);
	}
	return true;
}

static bool
sign_all(struct rotating *r, struct err *err)
{
	for (size_t i = 0; i < r->orgs.n; i++)
		if (!installation_checkpoint(r->in, r->orgs.items[i].id, err))
			return false;
	return true;
}

static bool
destroy_old(struct rotating *r, const char *const *keys, struct err *err)
{
	for (; *keys; keys++)
		if (strcmp(*keys, r->newest) != 0 && !vault_key_destroy(r->in->vault, *keys, err))
			return false;
	return true;
}

static json_t *
old_ones(const char *const *keys, const char *newest)
{
	json_t *list = json_array();
	for (; *keys; keys++)
		if (strcmp(*keys, newest) != 0)
			json_array_append_new(list, json_string(*keys));
	return list;
}

static bool
rotate(struct rotating *r, const struct actor *who, const char *const *keys, struct err *err)
{
	if (!tell(r, who, "key.rotating", json_pack("{s:s}", "key", r->newest), err) ||
	    !org_list(r->in->db, r->a, &r->orgs, err))
		return false;
	for (size_t i = 0; i < r->orgs.n; i++)
		if (!rotate_org(r, &r->orgs.items[i], err))
			return err_wrap(err, "%s", r->orgs.items[i].slug);
	return check_none_left(r, err) &&
	    tell(r, who, "key.rotated",
		json_pack("{s:s, s:o, s:I}", "key", r->newest, "destroyed",
		    old_ones(keys, r->newest), "wrapped", (json_int_t)r->wrapped),
		err) &&
	    sign_all(r, err) && destroy_old(r, keys, err);
}

json_t *
key_rotate(struct installation *in, const struct actor *who, const struct progress *progress,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct rotating r = { .in = in, .progress = progress, .a = a };
	if (!installation_allows(in, who, IN_ALL, act_roles(ACT_RULE), err))
		return NULL;
	auto_drop(fd) int lock = vault_lock(in->conf.home, true, err);
	if (lock < 0)
		return NULL;
	bool resumed = vault_keys(in->vault, a)[1] != NULL;
	r.newest = vault_key_id(in->vault);
	if (!resumed && !vault_key_add(in->vault, a, &r.newest, err))
		return NULL;
	const char *const *keys = vault_keys(in->vault, a);
	if (!rotate(&r, who, keys, err))
		return NULL;
	return json_pack("{s:s, s:s%, s:o, s:I, s:b}", "key", r.newest, "made", r.newest,
	    (size_t)DATE_LEN - 1, "destroyed", old_ones(keys, r.newest), "wrapped",
	    (json_int_t)r.wrapped, "resumed", resumed);
}

/* ---- what there is ---- */

static int64_t
wraps(const struct key_counts *l, const char *key)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->items[i].key, key) == 0)
			return l->items[i].n;
	return 0;
}

json_t *
key_list(struct installation *in, const struct actor *who, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	if (!installation_allows(in, who, IN_ALL, act_roles(ACT_RULE), err) ||
	    !org_list(in->db, a, &orgs, err))
		return NULL;
	struct key_counts *counts = arena_alloc(a, (orgs.n + 1) * sizeof(*counts));
	for (size_t i = 0; i < orgs.n; i++)
		if (!key_count(in->db, orgs.items[i].id, a, &counts[i], err))
			return NULL;
	json_t *out = json_array();
	for (const char *const *k = vault_keys(in->vault, a); *k; k++) {
		int64_t n = 0;
		for (size_t i = 0; i < orgs.n; i++)
			n += wraps(&counts[i], *k);
		json_array_append_new(out,
		    json_pack("{s:s, s:s%, s:I, s:b}", "key", *k, "made", *k, (size_t)DATE_LEN - 1,
			"wraps", (json_int_t)n, "newest", !k[1]));
	}
	return out;
}
