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
	return check_others(in, who, t, a, err) &&
	    erasure_commit(in->db, t->org_id, e.id, xid, ret_go, err) &&
	    (!*ret_go || change_ledger_begin(in, t, &e, a, err)) &&
	    installation_event(in, who, t->org_id, t->request_id,
		*ret_go ? "erasure.committing" : "erasure.not-committing",
		json_pack("{s:s, s:i, s:I}", "system", t->system, "change", t->change, "number",
		    (json_int_t)e.id),
		err);
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
