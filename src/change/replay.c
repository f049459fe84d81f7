/*
 * Replay, from the list of what was erased to a Dossier that is not restored any more.
 */
#include "dossier/store/restored.h"
#include "dossier/text.h"
#include "replay_private.h"

/* ---- telling ---- */

static const char *
state_of(const struct replay_item *x, bool begun)
{
	return x->repeated ? "repeated" : begun ? "begun" : "to-repeat";
}

static json_t *
row_of(const struct replay_item *x, bool begun)
{
	char at[INSTANT_LEN];
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "organisation", x->org->slug,
	    "reference", x->reference, "system", x->system, "at", instant_format(x->at, at), "from",
	    x->asked     ? "people"
		: x->row ? "ledger"
			 : "ledger-file",
	    "state", state_of(x, begun));
}

static json_t *
view(const struct replay_list *l, bool begun, int64_t remaining, bool ended)
{
	json_t *rows = json_array();
	for (size_t i = 0; i < l->n; i++)
		json_array_append_new(rows, row_of(&l->items[i], begun));
	return json_pack("{s:s?, s:o, s:b, s:I, s:b}", "restored", l->why, "erasures", rows,
	    "begun", begun, "remaining", (json_int_t)remaining, "ended", ended);
}

/* ---- what is said of a system ---- */

static bool
say_of_system(struct installation *in, const struct actor *who, const struct org *org,
    const struct replayed *r, struct err *err)
{
	char at[INSTANT_LEN];
	return replayed_insert(in->db, org->id, r, err) &&
	    installation_event(in, who, org->id, 0, "system.replayed",
		json_pack("{s:s, s:s, s:I, s:b}", "system", r->system, "since",
		    instant_format(r->since, at), "erasures", (json_int_t)r->erasures, "excused",
		    r->sealed != NULL),
		err);
}

/* How many of it were begun now; -1: it is not among them. */
static int64_t
begun_at(const struct replay_list *l, const struct org *org, const char *system)
{
	int64_t n = -1;
	for (size_t i = 0; i < l->n; i++) {
		const struct replay_item *x = &l->items[i];
		if (x->org == org && strcmp(x->system, system) == 0)
			n = (n < 0 ? 0 : n) + !x->repeated;
	}
	return n;
}

/* One row a system; also where nothing was left to do there, if it was asked for by name. */
static bool
say_of_all(struct installation *in, const struct actor *who, const struct replaying *x,
    const struct replay_list *l, size_t org, struct err *err)
{
	const struct org *o = &l->orgs.items[org];
	const struct reg *reg = register_of(in, o, 0, err);
	if (!reg)
		return false;
	for (size_t i = 0; i < reg->inv.nsystems; i++) {
		const char *id = reg->inv.systems[i].id;
		int64_t n = begun_at(l, o, id);
		bool named = x->system && strcmp(x->system, id) == 0;
		const struct replayed r = { .system = id,
			.since = l->since[org],
			.erasures = n < 0 ? 0 : n,
			.by = who->name };
		if ((n >= 0 || named) && !say_of_system(in, who, o, &r, err))
			return false;
	}
	return true;
}

static bool
say_all(struct installation *in, const struct actor *who, const struct replaying *x,
    const struct replay_list *l, struct err *err)
{
	if (!db_begin(in->db, err))
		return false;
	bool ok = true;
	for (size_t i = 0; ok && i < l->orgs.n; i++)
		ok = say_of_all(in, who, x, l, i, err);
	return installation_commit(in, ok, err);
}

static bool
excuse(struct installation *in, const struct actor *who, const struct replaying *x,
    const struct replay_list *l, struct err *err)
{
	const struct org *o = &l->orgs.items[0];
	if (begun_at(l, o, x->system) < 0)
		return err_set(err, ERR_DENIED,
		    "%s: nothing was erased at %s since then, so that there is nothing to excuse",
		    o->slug, x->system);
	const struct replayed r = { .system = x->system,
		.sealed =
		    vault_seal(in->vault, replayed_place(o, x->system, l->a), x->excuse, l->a),
		.since = l->since[0],
		.by = who->name };
	return db_begin(in->db, err) &&
	    installation_commit(in, say_of_system(in, who, o, &r, err), err);
}

/* ---- one request after another ---- */

static bool
again(struct installation *in, const struct actor *who, struct replay_list *l, struct err *err)
{
	struct replay_item **mine = arena_alloc(l->a, (l->n + 1) * sizeof(*mine));
	bool *done = arena_alloc(l->a, (l->n + 1) * sizeof(*done));
	for (size_t i = 0; i < l->n; i++) {
		size_t n = 0;
		for (size_t k = i; k < l->n; k++) {
			struct replay_item *x = &l->items[k];
			if (done[k] || x->repeated || x->org != l->items[i].org ||
			    strcmp(x->reference, l->items[i].reference) != 0)
				continue;
			done[k] = true;
			mine[n++] = x;
		}
		if (n > 0 && !replay_again(in, who, mine, n, err))
			return err_wrap(err, "%s", l->items[i].reference);
	}
	return true;
}

/* ---- not restored any more ---- */

/* Systems of which the ledger lacks what the files have, and nothing was said since. */
static bool
count_remaining(struct installation *in, const struct replay_list *l, int64_t *ret, struct err *err)
{
	*ret = 0;
	for (size_t i = 0; i < l->outside.n; i++) {
		const struct outside *o = &l->outside.items[i];
		bool mine = false;
		for (size_t k = 0; k < l->orgs.n; k++)
			mine = mine || l->orgs.items[k].id == o->org_id;
		*ret += o->unknown > 0 && !mine; /* somebody else's to replay */
	}
	for (size_t i = 0; i < l->n; i++) {
		const struct replay_item *x = &l->items[i];
		bool said = false;
		struct replayed_list all;
		if (!x->entry)
			continue;
		if (!replayed_list(in->db, x->org->id, l->a, &all, err))
			return false;
		for (size_t k = 0; k < all.n; k++)
			said = said ||
			    (all.items[k].restored && strcmp(all.items[k].system, x->system) == 0);
		*ret += !said;
	}
	return true;
}

static bool
end_it(
    struct installation *in, const struct actor *who, const struct replay_list *l, struct err *err)
{
	int64_t aside;
	if (!db_begin(in->db, err))
		return false;
	auto_drop(json) json_t *body = json_pack("{s:s}", "why", "replayed");
	bool ok = restored_end(in, &aside, err) &&
	    json_object_set_new(body, "checkpoints_aside", json_integer(aside)) == 0 &&
	    people_tell(in, who, "installation.replayed", body, err);
	if (!installation_commit(in, ok, err))
		return false;
	for (size_t i = 0; i < l->orgs.n; i++)
		if (!installation_checkpoint(in, l->orgs.items[i].id, err))
			return false;
	return true;
}

/* What was destroyed of our own dossiers since the backup. */
static bool
own_dossiers(struct installation *in, const struct actor *who, const struct replay_list *l,
    bool (*step)(struct installation *, const struct actor *, const struct org *, struct err *),
    struct err *err)
{
	for (size_t i = 0; i < l->orgs.n; i++)
		if (!step(in, who, &l->orgs.items[i], err))
			return false;
	return true;
}

/* All of it is looked at anew, whatever part of it was asked for. */
static bool
end_if_all(struct installation *in, const struct actor *who, const struct replay_list *l,
    int64_t *ret_remaining, bool *ret_ended, struct err *err)
{
	const struct replaying all = { .since = { 0 } };
	struct replay_list whole = { 0 };
	*ret_remaining = 0;
	*ret_ended = false;
	if (!l->why)
		return true;
	bool ok = replay_collect(in, who, &all, &whole, err) &&
	    count_remaining(in, &whole, ret_remaining, err);
	*ret_ended = ok && *ret_remaining == 0;
	ok = ok &&
	    (!*ret_ended ||
		(own_dossiers(in, who, &whole, change_own_again, err) &&
		    end_it(in, who, &whole, err) &&
		    own_dossiers(in, who, &whole, change_own_finish, err)));
	replay_release(&whole);
	return ok;
}

/* ---- all of it ---- */

static bool
mark(struct installation *in, const struct replay_list *l, struct err *err)
{
	return !l->why || l->outside.marked || restored_put(in->db, 0, err);
}

static bool
check(struct installation *in, const struct replaying *x, const struct replay_list *l,
    struct err *err)
{
	bool there = !x->system;
	for (size_t i = 0; !there && i < l->orgs.n; i++) {
		const struct reg *reg = register_of(in, &l->orgs.items[i], 0, err);
		if (!reg)
			return false;
		there = reg_system(reg, x->system) != NULL;
	}
	if (!there)
		return err_set(err, ERR_NOTFOUND, "no register has a system %s", x->system);
	return !x->excuse || (x->system && x->org) ||
	    err_set(err, ERR_USAGE,
		"--excuse WHY goes with --org ORG and --system SYSTEM: one system is excused");
}

json_t *
change_replay(
    struct installation *in, const struct actor *who, const struct replaying *x, struct err *err)
{
	struct replay_list l = { 0 };
	int64_t remaining = 0;
	bool ended = false;
	bool ok = replay_collect(in, who, x, &l, err) && check(in, x, &l, err);
	if (ok && x->confirm)
		ok = mark(in, &l, err) &&
		    (x->excuse ? excuse(in, who, x, &l, err)
			       : again(in, who, &l, err) && say_all(in, who, x, &l, err)) &&
		    end_if_all(in, who, &l, &remaining, &ended, err);
	else if (ok)
		ok = count_remaining(in, &l, &remaining, err);
	json_t *v = ok ? view(&l, x->confirm && !x->excuse, remaining, ended) : NULL;
	replay_release(&l);
	return v;
}

const char *
change_epoch_ddl(struct installation *in, const struct actor *who, const char *org,
    const char *system, struct arena *a, struct err *err)
{
	struct org o;
	if (!installation_org(in, who, org, act_roles(ACT_CHECK), a, &o, err))
		return NULL;
	const struct reg *reg = register_of(in, &o, 0, err);
	const struct system *s = reg ? reg_system(reg, system) : NULL;
	const char *table = s ? json_str(json_get(s->json, "erasure"), "epoch") : NULL;
	if (reg && !s)
		err_set(err, ERR_NOTFOUND, "the register of %s has no system %s", org, system);
	else if (reg && !table)
		err_set(err, ERR_DENIED,
		    "the register of %s names no table for the epoch of %s: \"erasure\": "
		    "{\"epoch\": \"app.dossier_epoch\"}",
		    org, system);
	return table ? arena_printf(a,
			   "CREATE TABLE %s (epoch bigint NOT NULL);\n"
			   "INSERT INTO %s VALUES (0);\n"
			   "GRANT SELECT ON %s TO ...;          -- the login of dsn\n"
			   "GRANT SELECT, UPDATE ON %s TO ...;  -- the login of dsn_change\n",
			   table, table, table, table)
		     : NULL;
}
