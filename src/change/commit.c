/*
 * Right before a slot commits: a hold that was placed since it was given its task wins, and so does
 * whoever took the task over. Nobody's worker erases what its own user asked to have erased.
 */
#include "change_private.h"

static bool
check_others(struct installation *in, const struct actor *who, const struct task *t,
    struct arena *a, struct err *err)
{
	struct request_list l;
	return request_by_ids(in->db, t->org_id, &t->request_id, 1, a, &l, err) &&
	    (l.n == 0 || themselves_check(in, who, &l.items[0], err));
}

bool
change_stands(struct installation *in, const struct actor *who, const struct task *t,
    const struct erasure *e, const char **ret_why, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct request_list l;
	size_t i;
	const json_t *c;
	*ret_why = NULL;
	/* what can be taken back stands as it was decided, also once it was answered */
	if (strcmp(e->purpose, ERASURE_REQUEST) != 0 || !change_rule_named(e->action)->destroys)
		return true;
	if (!request_by_ids(in->db, t->org_id, &t->request_id, 1, a, &l, err))
		return false;
	struct dossier *d = l.n == 1 ? dossier_join(in, who, &l.items[0], err) : NULL;
	if (!d)
		return l.n != 1 &&
		    err_set(err, ERR_NOTFOUND, "the request of what is to be erased is not there");
	const struct request_right *r = right_asked(d, right_name(RIGHT_ERASURE));
	const char *unfit[CHANGE_UNFIT_MAX] = { NULL };
	(void)change_unfit(d, unfit);
	*ret_why = r && right_is_open(r) ? unfit[0] : "ended";
	json_array_foreach(t->categories, i, c)
		if (!*ret_why && change_spares(d, json_string_value(c)))
			*ret_why = "spared";
	dossier_free(d);
	return true;
}

static bool
tell(struct installation *in, const struct actor *who, const struct task *t,
    const struct erasure *e, const char *why, struct arena *a, struct err *err)
{
	return installation_event(in, who, t->org_id, t->request_id,
	    change_event_kind(e->action, why ? "not-committing" : "committing", a),
	    json_pack("{s:s, s:s, s:i, s:I, s:s*}", "system", t->system, "action", e->action,
		"change", t->change, "number", (json_int_t)e->id, "why", why),
	    err);
}

static bool
decide(struct installation *in, const struct actor *who, const struct task *t, const char *xid,
    struct arena *a, bool *ret_go, struct err *err)
{
	struct erasure e;
	int64_t holds;
	bool held = false, there = false;
	if (!org_holds_lock(in->db, t->org_id, &holds, err) ||
	    !task_is_held(in->db, t->org_id, t->id, t->fence, &held, err) ||
	    !erasure_of(in->db, t->org_id, t->request_id, t->system, t->change, a, &e, &there, err))
		return false;
	if (!held || !there || holds != e.holds)
		return true;
	const char *why;
	if (!check_others(in, who, t, a, err) || !change_stands(in, who, t, &e, &why, err))
		return false;
	if (!why && !erasure_commit(in->db, t->org_id, e.id, xid, ret_go, err))
		return false;
	if (*ret_go && !change_ledger_begin(in, t, &e, a, err))
		return false;
	return tell(in, who, t, &e, *ret_go ? NULL : why ? why : "over", a, err);
}

bool
change_may_commit(struct installation *in, const struct actor *who, const struct task *t,
    const char *xid, bool *ret_go, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	*ret_go = false;
	if (!db_begin(in->db, err))
		return false;
	if (installation_commit(in, decide(in, who, t, xid, a, ret_go, err), err))
		return true;
	*ret_go = false;
	return false;
}
