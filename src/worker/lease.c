/*
 * Leases: which tasks this worker holds. It takes about as many as its slots do in a second, so
 * that what becomes urgent, and other workers, need not wait; and gives back what it did not use.
 */
#include "worker_private.h"

#define BATCH_MIN 4   /* for each slot */
#define BATCH_MAX 500 /* tasks */

/* When the dossiers can not be read the leases run out by themselves. */
static bool
claim(struct supervisor *s, int64_t org_id, size_t max, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct task_list list;
	if (!task_claim(s->in->db, org_id, s->name, (int)max, s->in->conf.lease_s, !s->is_full, a,
		&list, err))
		return false;
	auto_drop(search_batch) struct search_batch *b =
	    list.n > 0 ? search_batch_open(s->in, org_id, &list, err) : NULL;
	for (size_t i = 0; b && i < list.n; i++)
		if (search_asks_people(&list.items[i]))
			flow_ask(s, work_new(&list.items[i], b, NULL));
		else
			work_push(&s->backlog,
			    work_new(&list.items[i], b,
				peer_of(&s->peers, org_id, list.items[i].system)));
	if (!b)
		task_list_release(&list);
	return b || err->kind == ERR_NONE;
}

/* What is collected needs room, and the database, the letters and the log need it more. */
static void
look_at_disk(struct supervisor *s)
{
	int64_t mib;
	struct err full = { 0 };
	bool was = s->is_full;
	s->is_full = !installation_has_room(s->in, &mib);
	if (s->is_full == was)
		return;
	if (s->is_full) {
		(void)err_set(&full, ERR_TEMPORARY,
		    "less than 1 GiB is free in %s: nothing is collected until there is",
		    s->in->conf.home);
		worker_warn(s, &full);
		return;
	}
	err_clear(&s->trouble);
	if (s->opt->say)
		s->opt->say("there is room on the disk: collecting goes on", s->opt->arg);
}

/* One batch of each organisation: leases must be prolonged between two of them. */
static bool
fan_out(struct supervisor *s, const struct org_list *orgs, int64_t *ret_requests, struct err *err)
{
	*ret_requests = 0;
	for (size_t i = 0; i < orgs->n; i++) {
		struct err bad = { 0 };
		int64_t n = 0;
		if (!search_fan_out(s->in, &s->who, &orgs->items[i], &n, &bad)) {
			if (bad.kind == ERR_TEMPORARY)
				return err_set(err, bad.kind, "%s", bad.text);
			worker_warn(s, &bad);
		}
		*ret_requests += n;
	}
	s->result->requests += *ret_requests;
	return true;
}

static size_t
wanted(const struct supervisor *s)
{
	size_t least = (size_t)s->slots.n * BATCH_MIN;
	size_t most = s->rate > s->rate_now ? s->rate : s->rate_now; /* or this second's so far */
	return most < least ? least : most > BATCH_MAX ? BATCH_MAX : most;
}

/* Its system will not take it soon; a few of one that is only slow are kept at hand. */
static bool
is_put_off(struct work *w, int slots)
{
	return peer_wait_ms(w->peer, slots) > 0 &&
	    (w->peer->pause_ms > 0 || w->peer->kept++ >= (size_t)slots);
}

/* Those of the first one's system, and so of one organisation. */
static bool
put_off_some(struct supervisor *s, struct work_list *off, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct peer *p = off->first->peer;
	int64_t *ids = arena_alloc(a, off->n * sizeof(*ids)),
		*requests = arena_alloc(a, off->n * sizeof(*requests));
	struct work_list left = { 0 }, some = { 0 };
	for (struct work *w; (w = work_pop(off));) {
		if (w->peer == p) {
			ids[some.n] = w->task.id;
			requests[some.n] = w->task.request_id;
		}
		work_push(w->peer == p ? &some : &left, w);
	}
	*off = left;
	int seconds = (int)(peer_wait_ms(p, s->slots.n) / 1000) + 1;
	bool ok = task_put_off(s->in->db, p->org_id, s->name, ids, requests, some.n, seconds, err);
	work_list_release(&some); /* of those that were not put off the leases run out */
	return ok;
}

/*
 * What can not run for a while holds no lease, and is not in the way of what can: it goes back
 * until its system is tried again. *ret_kept: how many wait for a slow one.
 */
static bool
put_off(struct supervisor *s, size_t *ret_kept, struct err *err)
{
	struct work_list kept = { 0 }, off = { 0 };
	bool ok = true;
	*ret_kept = 0;
	for (struct work *w = s->backlog.first; w; w = w->next)
		w->peer->kept = 0;
	for (struct work *w; (w = work_pop(&s->backlog));) {
		bool away = is_put_off(w, s->slots.n);
		*ret_kept += !away && w->peer->kept > 0;
		work_push(away ? &off : &kept, w);
	}
	s->backlog = kept;
	while (ok && off.n > 0)
		ok = put_off_some(s, &off, err);
	work_list_release(&off);
	return ok;
}

/*
 * A claim names one organisation; they take turns, so that a large one can not starve a small
 * one. Only organisations in which we may act: the tasks of another would fail for want of a
 * role.
 */
bool
lease_more(struct supervisor *s, int64_t *ret_planned, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	size_t kept, want = wanted(s);

	*ret_planned = 0;
	if (!put_off(s, &kept, err))
		return false;
	/* what every slot has next is there already: a claim keeps none of them waiting */
	if (s->backlog.n > (size_t)s->slots.n + kept)
		return true;
	want += kept;
	look_at_disk(s);
	if (!installation_orgs(s->in, &s->who, NULL, act_roles(ACT_WORK), a, &orgs, err) ||
	    !fan_out(s, &orgs, ret_planned, err))
		return false;
	for (size_t i = 0; i < orgs.n && s->backlog.n < want; i++)
		if (!claim(s, orgs.items[s->turn++ % orgs.n].id, want - s->backlog.n, err))
			return false;
	return put_off(s, &kept, err);
}

/* Whatever we hold a lease of and is not answered yet. */
static size_t
held(const struct supervisor *s, const struct work **ret)
{
	size_t n = 0;
	for (const struct work *w = s->backlog.first; w; w = w->next)
		ret[n++] = w;
	for (int i = 0; i < s->slots.pool; i++)
		if (s->slots.items[i].work)
			ret[n++] = s->slots.items[i].work;
	return n;
}

/*
 * Every lease we hold is prolonged or, with ${lease_s} 0, given back: a statement for each
 * organisation.
 */
static bool
hold_for(struct supervisor *s, int lease_s, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	size_t most = s->backlog.n + (size_t)s->slots.n + 1, n, left;
	const struct work **work = arena_alloc(a, most * sizeof(*work));
	int64_t *ids = arena_alloc(a, most * sizeof(*ids));

	for (n = held(s, work); n > 0; n = left) {
		int64_t org_id = work[0]->task.org_id;
		size_t nids = 0;
		left = 0;
		for (size_t i = 0; i < n; i++) {
			if (work[i]->task.org_id == org_id)
				ids[nids++] = work[i]->task.id;
			else
				work[left++] = work[i];
		}
		if (!(lease_s ? task_extend(s->in->db, org_id, s->name, ids, nids, lease_s, err)
			      : task_give_back(s->in->db, org_id, s->name, ids, nids, err)))
			return false;
	}
	return true;
}

/* Three times a lease, so that one lost turn loses nothing. */
bool
lease_keep(struct supervisor *s, struct err *err)
{
	int64_t now = clock_boot_ms();
	if (now - s->extended_at_ms < s->in->conf.lease_s * INT64_C(1000) / 3)
		return true;
	s->extended_at_ms = now;
	return hold_for(s, s->in->conf.lease_s, err);
}

void
lease_give_back(struct supervisor *s)
{
	struct err away = { 0 }; /* with the database away the leases run out by themselves */
	if (s->in && s->in->db && s->backlog.n > 0 && !hold_for(s, 0, &away))
		db_rollback(s->in->db);
	work_list_release(&s->backlog);
}

bool
lease_next(struct supervisor *s, int *ret_s, bool *ret_any, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	int64_t ready, leased;
	*ret_s = 0;
	*ret_any = false;
	if (!installation_orgs(s->in, &s->who, NULL, act_roles(ACT_WORK), a, &orgs, err))
		return false;
	for (size_t i = 0; i < orgs.n; i++) {
		int next = 0;
		if (!task_counts(s->in->db, orgs.items[i].id, &ready, &leased, &next, err))
			return false;
		/* ready: a lease that ran out since we looked */
		*ret_any = *ret_any || ready > 0 || leased > 0;
		if (next > 0 && (*ret_s == 0 || next < *ret_s))
			*ret_s = next;
	}
	return true;
}
