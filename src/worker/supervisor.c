/*
 * The supervisor: leases tasks in batches, hands them to slots, writes the answers down in
 * batches. It alone speaks to our database. It knows no connector and parses nothing from outside
 * but its own slots' JSON. What is wrong with one organisation or one task is told and never
 * stops the others.
 */
#include <poll.h>
#include <signal.h>
#include <sys/random.h>
#include <unistd.h>

#include "dossier/audit.h"
#include "dossier/decide.h"
#include "worker_private.h"

#define SOON_S                                                                                     \
	30 /* `work` waits this long for what is only delayed, or leased by a worker that died */
#define BACKOFF_MIN_MS 200
#define BACKOFF_MAX_MS 15000
#define TURN_MS 500
#define IDLE_MS 2000 /* new work comes with a notification; only delayed work waits for the clock */
#define RUN_MAX_S                                                                                  \
	(12 * 3600) /* one run of one task; the sweep relies on it being less than a day */
#define SWEEP_S 3600
#define ESCALATE_S 60

static volatile sig_atomic_t stopping;

static void
on_signal(int sig)
{
	(void)sig;
	stopping = 1;
}

struct supervisor {
	const struct worker_options *opt;
	struct worker_result *result;
	struct installation *in;
	struct actor who;
	struct slots slots;
	struct work *backlog, *finished; /* leased and not handed out; answered and not written */
	size_t nbacklog, nfinished;
	char name[32]; /* of this worker, in leases */
	int64_t extended_at, active_at, swept_at, escalated_at, sequenced_at;
	int64_t sequenced;  /* tasks whose events had their turn */
	size_t turn;        /* organisations are served in turn */
	struct err trouble; /* the last thing told that did not stop us */
};

static struct work *
work_new(const struct task *t)
{
	struct work *w = xcalloc(1, sizeof(*w));
	w->arena = arena_new();
	w->task = *t;
	w->task.reference = arena_strdup(w->arena, t->reference);
	w->task.system = arena_strdup(w->arena, t->system);
	w->task.action = arena_strdup(w->arena, t->action);
	w->task.state = arena_strdup(w->arena, t->state);
	w->task.connector = arena_strdup(w->arena, t->connector);
	w->task.job_state = arena_strdup(w->arena, t->job_state);
	w->task.error = NULL;
	return w;
}

static void
push(struct work **list, size_t *n, struct work *w)
{
	struct work **end = list;
	while (*end)
		end = &(*end)->next;
	w->next = NULL;
	*end = w;
	(*n)++;
}

static struct work *
pop(struct work **list, size_t *n)
{
	struct work *w = *list;
	if (w) {
		*list = w->next;
		w->next = NULL;
		(*n)--;
	}
	return w;
}

static size_t
busy(const struct supervisor *s)
{
	size_t n = 0;
	for (int i = 0; i < s->slots.n; i++)
		n += s->slots.items[i].work != NULL;
	return n;
}

/* Something is wrong that is no reason to stop: said once, not at every turn. */
static void
warn(struct supervisor *s, const struct err *err)
{
	if (strcmp(s->trouble.text, err->text) == 0)
		return;
	s->trouble = *err;
	if (s->opt->warn)
		s->opt->warn(err->text, s->opt->arg);
}

/* ---- leasing ---- */

static bool
claim_org(struct supervisor *s, int64_t org_id, int max, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct task_list list;
	if (!task_claim(s->in->db, org_id, s->name, max, s->in->conf.lease_s, a, &list, err))
		return false;
	for (size_t i = 0; i < list.n; i++)
		push(&s->backlog, &s->nbacklog, work_new(&list.items[i]));
	return true;
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
			warn(s, &bad);
		}
		*ret_requests += n;
	}
	s->result->requests += *ret_requests;
	return true;
}

/*
 * A claim names one organisation; they take turns, so that a large one can not starve a small
 * one. Only organisations in which we may act: the tasks of another would fail for want of a
 * role.
 */
static bool
claim(struct supervisor *s, int64_t *ret_planned, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	const size_t want = (size_t)s->slots.n * 4;

	if (s->nbacklog > 0)
		return true;
	if (!installation_orgs(s->in, &s->who, NULL, MAY_WORK, a, &orgs, err) ||
	    !fan_out(s, &orgs, ret_planned, err))
		return false;
	for (size_t i = 0; i < orgs.n && s->nbacklog < want; i++)
		if (!claim_org(
			s, orgs.items[s->turn++ % orgs.n].id, (int)(want - s->nbacklog), err))
			return false;
	return true;
}

/* Whatever we hold a lease of and is not answered yet. */
static size_t
held(const struct supervisor *s, const struct work **ret)
{
	size_t n = 0;
	for (const struct work *w = s->backlog; w; w = w->next)
		ret[n++] = w;
	for (int i = 0; i < s->slots.n; i++)
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
	size_t most = s->nbacklog + (size_t)s->slots.n + 1, n, left;
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

/* Whatever we hold is held on to, three times a lease, so that one lost turn loses nothing. */
static bool
extend(struct supervisor *s, struct err *err)
{
	int64_t now = slots_now_s();
	if (now - s->extended_at < s->in->conf.lease_s / 3)
		return true;
	s->extended_at = now;
	return hold_for(s, s->in->conf.lease_s, err);
}

/* ---- handing out and taking in ---- */

static void
finished(struct supervisor *s, struct work *w, json_t *answer)
{
	w->answer = answer;
	push(&s->finished, &s->nfinished, w);
}

static json_t *
failed_answer(const struct err *err)
{
	return json_pack("{s:b, s:b, s:s}", "ok", 0, "transient", err_is_transient(err->kind),
	    "text", err->text);
}

/* To an idle slot, which does nothing but read: the message can not get stuck. */
static bool
hand_out_one(struct supervisor *s, int i, struct err *err)
{
	struct work *w = pop(&s->backlog, &s->nbacklog);
	struct slot *slot = &s->slots.items[i];
	struct err bad = { 0 };
	auto_drop(json) json_t *job = search_job(s->in, &w->task, &bad);
	if (!job && bad.kind == ERR_TEMPORARY) {
		push(&s->backlog, &s->nbacklog, w);
		return err_set(err, bad.kind, "%s", bad.text);
	}
	if (job && slot->fd >= 0 && message_send(slot->fd, job, &bad)) {
		slot->work = w;
		slot->since_s = slots_now_s();
		return true;
	}
	if (job && (slot->fd < 0 || bad.kind == ERR_TEMPORARY)) {
		/* an idle slot that is gone has lost nothing */
		push(&s->backlog, &s->nbacklog, w);
		return slots_restart(&s->slots, i, err);
	}
	finished(s, w, failed_answer(&bad));
	return true;
}

static bool
hand_out(struct supervisor *s, struct err *err)
{
	for (int i = 0; i < s->slots.n && s->backlog; i++)
		if (!s->slots.items[i].work && !hand_out_one(s, i, err))
			return false;
	return true;
}

/* Its answer, or NULL when it died or must: then a fresh process takes its place. */
static bool
take_in(struct supervisor *s, int i, json_t *answer, struct err *err)
{
	struct slot *slot = &s->slots.items[i];
	struct work *w = slot->work;
	bool alive = answer != NULL;
	slot->work = NULL;
	if (w)
		finished(s, w, answer);
	else
		json_decref(answer);
	return alive || slots_restart(&s->slots, i, err);
}

static bool
take_in_all(struct supervisor *s, struct err *err)
{
	int64_t now = slots_now_s();
	for (int i = 0; i < s->slots.n; i++) {
		struct slot *slot = &s->slots.items[i];
		struct pollfd p = { .fd = slot->fd, .events = POLLIN };
		struct err dead = { 0 };
		bool ready = p.fd >= 0 && poll(&p, 1, 0) > 0;
		bool stuck = !ready && slot->work && now - slot->since_s > RUN_MAX_S;
		json_t *answer = ready ? message_receive(slot->fd, &dead) : NULL;
		if ((ready || stuck) && !take_in(s, i, answer, err))
			return false;
	}
	return true;
}

/* Answers of one organisation at a time, as every query that writes names one. */
static bool
write_down_org(struct supervisor *s, int64_t org_id, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct task *tasks = arena_alloc(a, s->nfinished * sizeof(*tasks));
	json_t **answers = arena_alloc(a, s->nfinished * sizeof(*answers));
	size_t n = 0;
	for (struct work *w = s->finished; w; w = w->next)
		if (w->task.org_id == org_id) {
			tasks[n] = w->task;
			answers[n++] = w->answer;
		}
	/*
	 * kept until it is known to be written: a commit in doubt is tried again, and the fence
	 * tells
	 */
	if (!search_accept(s->in, &s->who, org_id, tasks, answers, n, err))
		return false;
	for (struct work **at = &s->finished; *at;) {
		struct work *w = *at;
		if (w->task.org_id != org_id) {
			at = &w->next;
			continue;
		}
		*at = w->next;
		s->nfinished--;
		work_free(w);
	}
	s->result->tasks += (int64_t)n;
	return true;
}

static bool
write_down(struct supervisor *s, struct err *err)
{
	while (s->finished)
		if (!write_down_org(s, s->finished->task.org_id, err))
			return false;
	return true;
}

/*
 * Events get their places now and then, not in every batch; before anything leaves casework sees
 * to it.
 */
static bool
sequence(struct supervisor *s, bool idle, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	int64_t n;
	if (s->sequenced == s->result->tasks || (!idle && slots_now_s() == s->sequenced_at))
		return true;
	if (!installation_orgs(s->in, &s->who, NULL, MAY_WORK, a, &orgs, err))
		return false;
	s->sequenced_at = slots_now_s();
	s->sequenced = s->result->tasks;
	for (size_t i = 0; i < orgs.n; i++) {
		struct err later = {
			0
		}; /* somebody else sequences just now, or the next time will do */
		if (!audit_sequence(s->in->db, orgs.items[i].id, &n, &later) &&
		    later.kind != ERR_TEMPORARY)
			warn(s, &later);
	}
	return true;
}

/* ---- the loop ---- */

static void
wait_for_something(struct supervisor *s, int ms)
{
	struct pollfd fds[SLOTS_MAX + 1];
	nfds_t n = 0;
	for (int i = 0; i < s->slots.n; i++)
		fds[n++] = (struct pollfd){ .fd = s->slots.items[i].fd, .events = POLLIN };
	fds[n++] = (struct pollfd){ .fd = db_socket(s->in->db), .events = POLLIN };
	(void)poll(fds, n, ms); /* a signal ends it early, and that is what it is for */
	(void)db_wait(s->in->db, 0);
}

/* Does anything run only because it was delayed a moment? */
static bool
next_run(struct supervisor *s, int *ret_s, bool *ret_soon, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	int64_t leased_by_others = 0;
	*ret_s = 0;
	if (!installation_orgs(s->in, &s->who, NULL, MAY_WORK, a, &orgs, err))
		return false;
	for (size_t i = 0; i < orgs.n; i++) {
		int64_t ready, leased;
		int next = 0;
		if (!task_counts(s->in->db, orgs.items[i].id, &ready, &leased, &next, err))
			return false;
		leased_by_others += leased;
		if (next > 0 && (*ret_s == 0 || next < *ret_s))
			*ret_s = next;
	}
	*ret_soon =
	    (leased_by_others > 0 || *ret_s > 0) && slots_now_s() + *ret_s < s->active_at + SOON_S;
	return true;
}

/* Blobs nobody names, and dates that a corrected calendar moved: now and then is soon enough. */
static void
sweep(struct supervisor *s)
{
	struct err bad = { 0 };
	if (s->swept_at && slots_now_s() - s->swept_at < SWEEP_S)
		return;
	s->swept_at = slots_now_s();
	if (!worker_sweep(s->in, &bad))
		warn(s, &bad);
	err_clear(&bad);
	auto_drop(json) json_t *moved = dossier_recompute(s->in, &s->who, &bad);
	if (!moved)
		warn(s, &bad);
	size_t i;
	const json_t *row;
	json_array_foreach(moved, i, row)
		if (json_flag(row, "changed") && s->opt->moved)
			s->opt->moved(row, s->opt->arg);
}

/* The ladder: busy or not, nobody may miss a day. */
static void
escalate(struct supervisor *s)
{
	struct err bad = { 0 };
	int64_t told;
	if (s->escalated_at && slots_now_s() - s->escalated_at < ESCALATE_S)
		return;
	s->escalated_at = slots_now_s();
	if (!dossier_escalate(s->in, &s->who, &told, &bad))
		warn(s, &bad);
}

static bool
turn(struct supervisor *s, bool *ret_idle, struct err *err)
{
	int64_t planned = 0;
	if (!take_in_all(s, err) || !write_down(s, err))
		return false;
	if (!stopping && (!claim(s, &planned, err) || !hand_out(s, err)))
		return false;
	if (!extend(s, err))
		return false;
	*ret_idle = busy(s) == 0 && !s->backlog && !s->finished && planned == 0;
	if (!s->opt->once)
		escalate(s);
	if (*ret_idle)
		sweep(s);
	else
		s->active_at = slots_now_s();
	return sequence(s, *ret_idle || stopping, err);
}

static void
tell(const struct supervisor *s)
{
	const struct worker_progress p = {
		.requests = s->result->requests,
		.tasks_done = s->result->tasks,
		.ready = (int64_t)s->nbacklog,
		.leased = (int64_t)busy(s),
	};
	if (s->opt->progress)
		s->opt->progress(&p, s->opt->arg);
}

/* The database is away: hold on to what was answered and come back. `work` says so and exits. */
static bool
wait_for_database(struct supervisor *s, struct err *err)
{
	if (s->opt->once || err->kind != ERR_TEMPORARY)
		return false;
	for (int ms = BACKOFF_MIN_MS; !stopping;
	     ms = ms * 2 > BACKOFF_MAX_MS ? BACKOFF_MAX_MS : ms * 2) {
		(void)poll(NULL, 0, ms);
		err_clear(err);
		if (installation_reconnect(s->in, err) && db_listen(s->in->db, err))
			return true;
		if (err->kind != ERR_TEMPORARY)
			return false;
	}
	return false;
}

static bool
loop(struct supervisor *s, struct err *err)
{
	for (;;) {
		bool idle = false, soon = false;
		if (!turn(s, &idle, err)) {
			if (!wait_for_database(s, err))
				return false;
			continue;
		}
		tell(s);
		if (stopping && busy(s) == 0 && !s->finished)
			return true;
		if (idle && s->opt->once) {
			if (!next_run(s, &s->result->next_s, &soon, err))
				return false;
			if (!soon) {
				escalate(s);
				return true;
			}
		}
		/* what a dead worker had leased comes by the clock, without a notification */
		wait_for_something(s, idle && !s->opt->once ? IDLE_MS : TURN_MS);
	}
}

static void
give_back(struct supervisor *s)
{
	struct work *w;
	struct err away = { 0 }; /* with the database away the leases run out by themselves */
	if (s->in && s->in->db && s->backlog && !hold_for(s, 0, &away))
		db_rollback(s->in->db);
	while ((w = pop(&s->backlog, &s->nbacklog)))
		work_free(w);
	while ((w = pop(&s->finished, &s->nfinished)))
		work_free(w);
}

static void
name_worker(struct supervisor *s)
{
	uint64_t random = 0; /* process numbers repeat, on other machines above all */
	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		random = (uint64_t)clock_now();
	(void)snprintf(
	    s->name, sizeof(s->name), "%d-%016llx", (int)getpid(), (unsigned long long)random);
}

static bool
open_and_loop(struct supervisor *s, const char *home, const char *now, struct err *err)
{
	s->in = installation_open(home, now, err);
	if (!s->in || !db_listen(s->in->db, err))
		return false;
	s->slots.vault = s->in->vault;
	s->who = actor_of_process(s->in->arena);
	if (!installation_allows(s->in, &s->who, 0, MAY_WORK, err) || !loop(s, err))
		return false;
	return !s->opt->once || s->trouble.kind == ERR_NONE ||
	    err_set(err, s->trouble.kind, "%s", s->trouble.text);
}

bool
worker_run(const char *home, const char *now, const struct worker_options *opt,
    struct worker_result *ret, struct err *err)
{
	struct supervisor s = { .opt = opt, .result = ret };
	struct sigaction act = { .sa_handler = on_signal };
	*ret = (struct worker_result){ 0 };
	s.extended_at = s.active_at = slots_now_s();
	name_worker(&s);

	/* slots first: they are born before there is a key or a connection to inherit */
	int n = opt->slots < 1 ? 1 : opt->slots > SLOTS_MAX ? SLOTS_MAX : opt->slots;
	bool ok = slots_start(&s.slots, n, err);
	(void)sigaction(SIGTERM, &act, NULL);
	(void)sigaction(SIGINT, &act, NULL);
	ok = ok && open_and_loop(&s, home, now, err);
	slots_stop(&s.slots);
	give_back(&s);
	installation_close(s.in);
	return ok;
}
