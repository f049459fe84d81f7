/*
 * The supervisor: leases tasks in batches, hands them to slots, writes the answers down in batches. It alone
 * speaks to our database. It knows no connector and parses nothing from outside but its own slots' JSON.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "dossier/audit.h"
#include "worker_private.h"

#define SOON_S 30        /* `work` waits this long for what is only delayed, or leased by a worker that died */
#define BACKOFF_MAX_MS 15000
#define TURN_MS 500

#define SLOTS_MAX 64

static volatile sig_atomic_t stopping;

static void
on_signal(int sig)
{
	(void)sig;
	stopping = 1;
}

struct supervisor {
	const char *home, *now;
	const struct worker_options *opt;
	struct worker_result *result;
	struct installation *in;
	struct slots slots;
	struct work *backlog, *finished; /* leased and not handed out; answered and not written */
	size_t nbacklog, nfinished;
	char name[64];                   /* of this worker, in leases */
	time_t extended_at, active_at;
	size_t turn;                     /* organisations are served in turn */
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

/* A claim names one organisation; they take turns, so that a large one can not starve a small one. */
static bool
claim(struct supervisor *s, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	int64_t requests, tasks;
	const size_t want = (size_t)s->slots.n * 4;

	if (s->nbacklog > 0)
		return true;
	if (!case_fan_out(s->in, &requests, &tasks, err) || !org_list(s->in->db, a, &orgs, err))
		return false;
	s->result->requests += requests;
	for (size_t i = 0; i < orgs.n && s->nbacklog < want; i++)
		if (!claim_org(s, orgs.items[s->turn++ % orgs.n].id, (int)(want - s->nbacklog), err))
			return false;
	return true;
}

/* Every lease we hold, from now on for ${lease_s} seconds; 0 gives them back. */
static bool
hold_for(struct supervisor *s, int lease_s, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	if (!org_list(s->in->db, a, &orgs, err))
		return false;
	int64_t *ids = arena_alloc(a, (s->nbacklog + s->nfinished + (size_t)s->slots.n + 1) * sizeof(*ids));
	for (size_t o = 0; o < orgs.n; o++) {
		size_t n = 0;
		for (const struct work *w = s->backlog; w; w = w->next)
			if (w->task.org_id == orgs.items[o].id)
				ids[n++] = w->task.id;
		for (int i = 0; i < s->slots.n; i++)
			if (s->slots.items[i].work && s->slots.items[i].work->task.org_id == orgs.items[o].id)
				ids[n++] = s->slots.items[i].work->task.id;
		if (n > 0 && !task_extend(s->in->db, orgs.items[o].id, s->name, ids, n, lease_s, err))
			return false;
	}
	return true;
}

/* Whatever we hold is held on to, three times a lease, so that one lost turn loses nothing. */
static bool
extend(struct supervisor *s, struct err *err)
{
	time_t now = time(NULL);
	if (now - s->extended_at < s->in->conf.lease_s / 3 + 1)
		return true;
	s->extended_at = now;
	return hold_for(s, s->in->conf.lease_s, err);
}

/* ---- handing out and taking in ---- */

static json_t *
failed_answer(const struct err *err)
{
	return json_pack("{s:b, s:b, s:s}", "ok", 0, "transient", err_is_transient(err->kind), "text", err->text);
}

static bool
hand_out_one(struct supervisor *s, int i, struct err *err)
{
	struct work *w = pop(&s->backlog, &s->nbacklog);
	struct slot *slot = &s->slots.items[i];
	struct err job_err = { 0 };
	json_t *job = case_job(s->in, &w->task, &job_err);
	if (!job && job_err.kind == ERR_TEMPORARY) {
		push(&s->backlog, &s->nbacklog, w);
		return err_set(err, job_err.kind, "%s", job_err.text);
	}
	if (!job) {
		w->answer = failed_answer(&job_err);
		push(&s->finished, &s->nfinished, w);
		return true;
	}
	struct err send_err = { 0 };
	slot->work = w;
	if (slot->fd < 0 || !message_send(slot->fd, job, &send_err)) {
		/* an idle slot that is gone has lost nothing */
		slot->work = NULL;
		push(&s->backlog, &s->nbacklog, w);
		json_decref(job);
		return slots_restart(&s->slots, i, err);
	}
	json_decref(job);
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

static bool
take_in(struct supervisor *s, int i, struct err *err)
{
	struct slot *slot = &s->slots.items[i];
	struct err dead = { 0 };
	json_t *answer = message_receive(slot->fd, &dead);
	struct work *w = slot->work;
	slot->work = NULL;
	if (w) {
		w->answer = answer;
		push(&s->finished, &s->nfinished, w);
	} else {
		json_decref(answer);
	}
	return answer || slots_restart(&s->slots, i, err);
}

/* Answers of one organisation at a time, as every query that writes names one. */
static bool
write_down(struct supervisor *s, struct err *err)
{
	while (s->finished) {
		auto_drop(arena) struct arena *a = arena_new();
		int64_t org_id = s->finished->task.org_id, sequenced;
		struct task *tasks = arena_alloc(a, s->nfinished * sizeof(*tasks));
		json_t **answers = arena_alloc(a, s->nfinished * sizeof(*answers));
		size_t n = 0;
		for (struct work *w = s->finished; w; w = w->next)
			if (w->task.org_id == org_id) {
				tasks[n] = w->task;
				answers[n++] = w->answer;
			}
		if (!case_accept(s->in, org_id, tasks, answers, n, err))
			return false;
		struct work **at = &s->finished;
		while (*at) {
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
		struct err later = { 0 }; /* somebody else sequences just now, or the next batch will */
		if (!audit_sequence(s->in->db, org_id, &sequenced, &later) && later.kind != ERR_TEMPORARY)
			return err_set(err, later.kind, "%s", later.text);
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
	if (s->in->db)
		fds[n++] = (struct pollfd){ .fd = db_socket(s->in->db), .events = POLLIN };
	(void)poll(fds, n, ms); /* a signal ends it early, and that is what it is for */
	if (s->in->db)
		(void)db_wait(s->in->db, 0);
}

static bool
take_in_all(struct supervisor *s, struct err *err)
{
	for (int i = 0; i < s->slots.n; i++) {
		struct pollfd p = { .fd = s->slots.items[i].fd, .events = POLLIN };
		if (p.fd >= 0 && poll(&p, 1, 0) > 0 && !take_in(s, i, err))
			return false;
	}
	return true;
}

/* Does anything run only because it was delayed a moment? */
static bool
next_run(struct supervisor *s, int *ret_s, bool *ret_soon, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	int64_t leased_by_others = 0;
	*ret_s = 0;
	if (!org_list(s->in->db, a, &orgs, err))
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
	*ret_soon = (leased_by_others > 0 || *ret_s > 0) && time(NULL) + *ret_s < s->active_at + SOON_S;
	return true;
}

static bool
turn(struct supervisor *s, bool *ret_idle, struct err *err)
{
	if (!take_in_all(s, err) || !write_down(s, err) || (!stopping && (!claim(s, err) || !hand_out(s, err))) || !extend(s, err))
		return false;
	*ret_idle = busy(s) == 0 && !s->backlog && !s->finished;
	return !*ret_idle || case_sweep(s->in, err);
}

static void
tell(const struct supervisor *s)
{
	if (!s->opt->progress)
		return;
	struct worker_progress p = {
		.requests = s->result->requests, .tasks_done = s->result->tasks,
		.ready = (int64_t)s->nbacklog, .leased = (int64_t)busy(s),
	};
	(void)s->opt->progress(&p, s->opt->arg);
}

/* The database is away: hold on to what was answered and come back. `work` says so and exits. */
static bool
wait_for_database(struct supervisor *s, struct err *err)
{
	if (s->opt->once || err->kind != ERR_TEMPORARY)
		return false;
	for (int ms = 200; !stopping; ms = ms * 2 > BACKOFF_MAX_MS ? BACKOFF_MAX_MS : ms * 2) {
		err_clear(err);
		db_rollback(s->in->db);
		if (installation_reconnect(s->in, err) && db_listen(s->in->db, err))
			return true;
		if (err->kind != ERR_TEMPORARY)
			return false;
		(void)poll(NULL, 0, ms);
	}
	return false;
}

static bool
loop(struct supervisor *s, struct err *err)
{
	for (;;) {
		bool idle = false;
		if (!turn(s, &idle, err)) {
			if (!wait_for_database(s, err))
				return false;
			continue;
		}
		tell(s);
		if (!idle)
			s->active_at = time(NULL);
		if (stopping && busy(s) == 0 && !s->finished)
			return true;
		if (idle && s->opt->once) {
			bool soon;
			if (!next_run(s, &s->result->next_s, &soon, err))
				return false;
			if (!soon)
				return true;
		}
		/* tasks left because the lease of a dead worker must first run out also come by the clock */
		wait_for_something(s, TURN_MS);
	}
}

static void
give_back(struct supervisor *s)
{
	struct work *w;
	struct err away = { 0 }; /* with the database away the leases run out by themselves */
	if (s->in && s->backlog)
		(void)!hold_for(s, 0, &away);
	while ((w = pop(&s->backlog, &s->nbacklog)))
		work_free(w);
	while ((w = pop(&s->finished, &s->nfinished)))
		work_free(w);
}

bool
worker_run(const char *home, const char *now, const struct worker_options *opt, struct worker_result *ret, struct err *err)
{
	struct supervisor s = { .home = home, .now = now, .opt = opt, .result = ret, .extended_at = time(NULL), .active_at = time(NULL) };
	struct sigaction act = { .sa_handler = on_signal };
	*ret = (struct worker_result){ 0 };
	(void)snprintf(s.name, sizeof(s.name), "%d@%ld", (int)getpid(), (long)time(NULL));

	/* slots first: they are born before there is a key or a connection to inherit */
	int n = opt->slots < 1 ? 1 : opt->slots > SLOTS_MAX ? SLOTS_MAX : opt->slots;
	bool ok = slots_start(&s.slots, n, err);
	(void)sigaction(SIGTERM, &act, NULL);
	(void)sigaction(SIGINT, &act, NULL);
	if (ok) {
		s.in = installation_open(home, now, err);
		ok = s.in != NULL && db_listen(s.in->db, err);
	}
	if (ok) {
		s.slots.vault = s.in->vault;
		ok = installation_allows(s.in, 0, "officer,handler,admin", err) && loop(&s, err);
	}
	slots_stop(&s.slots);
	give_back(&s);
	installation_close(s.in);
	return ok;
}
