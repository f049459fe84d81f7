/*
 * The supervisor: one turn after another it takes answers in, hands work out, writes down and
 * leases. It alone speaks to our database. It knows no connector and parses nothing from outside
 * but its own slots' JSON. What is wrong with one organisation or one task is told and never
 * stops the others.
 */
#include <signal.h>
#include <sys/random.h>
#include <unistd.h>

#include "dossier/budget.h"
#include "dossier/change.h"
#include "dossier/interrupt.h"
#include "dossier/phrase.h"
#include "dossier/restored.h"
#include "worker_private.h"

/* `work` waits this long for what is only delayed, or leased by a worker that died */
#define SOON_MS 30000
#define BACKOFF_MIN_MS 200
#define BACKOFF_MAX_MS 15000
#define TURN_MS 500
#define IDLE_MS 2000 /* new work comes with a notification; only delayed work waits for the clock */

static volatile sig_atomic_t stopping, leaving;

/* A worker lets what runs finish. */
static void
on_signal(int sig)
{
	stopping = sig;
}

/* Somebody waits for `work`: what runs is given up, and its leases are given back. */
static void
on_signal_once(int sig)
{
	if (sig == SIGINT)
		interrupt_say();
	stopping = leaving = sig;
}

/* Whoever destroys something asks right before it is for good. */
static bool
may_commit(
    struct supervisor *s, const struct task *t, const char *xid, bool *ret_go, struct err *err)
{
	return change_may_commit(s->in, &s->who, t, xid, ret_go, err);
}

/* ---- the loop ---- */

static void
hear_retry(void *arg, int64_t org_id, const char *system)
{
	struct supervisor *s = arg;
	peer_retry(peer_of(&s->peers, org_id, system));
}

static void
wait_for_something(struct supervisor *s, int ms)
{
	struct pollfd fds[SLOTS_MAX + 1];
	int slots[SLOTS_MAX];
	nfds_t n = flow_listen(s, fds, slots);
	fds[n++] = (struct pollfd){ .fd = db_socket(s->in->db), .events = POLLIN };
	(void)poll(fds, n, ms); /* a signal ends it early, and that is what it is for */
	(void)db_wait(s->in->db, 0, hear_retry, s);
}

/* Slots first: whoever has something to do does it while we write down. */
static bool
turn(struct supervisor *s, bool *ret_idle, struct err *err)
{
	int64_t planned = 0;
	bool going = !stopping;
	if (!chores_restored(s, err))
		return false;
	if (going)
		chores_change(s);
	if (!flow_take_in(s, err) || (going && !flow_hand_out(s, err)) ||
	    !flow_write_down(s, !going, err))
		return false;
	if (going && (!lease_more(s, &planned, err) || !flow_hand_out(s, err)))
		return false;
	if (!lease_keep(s, err))
		return false;
	*ret_idle =
	    slots_busy(&s->slots) == 0 && s->backlog.n == 0 && s->finished.n == 0 && planned == 0;
	if (!s->opt->once)
		chores_escalate(s);
	if (*ret_idle) {
		chores_sweep(s);
		chores_watch(s);
	}
	return chores_sequence(s, *ret_idle || !going, err);
}

static void
tell(const struct supervisor *s)
{
	if (!s->opt->progress)
		return;
	const struct slot *at = slots_longest(&s->slots);
	const struct worker_progress p = {
		.requests = s->result->requests,
		.tasks_done = s->result->tasks,
		.ready = (int64_t)s->backlog.n,
		.leased = (int64_t)slots_busy(&s->slots),
		.system = at && at->peer ? at->peer->system : NULL,
		.waited_ms = at ? clock_boot_ms() - at->since_ms : 0,
		.most_ms = budget_usual.silence_ms,
		.next_s = at ? 0 : s->result->next_s,
	};
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
		if (installation_reconnect(s->in, &s->who, err) && db_listen(s->in->db, err))
			return true;
		if (err->kind != ERR_TEMPORARY)
			return false;
	}
	return false;
}

/* `work` ends when nothing is left that runs by itself before long. */
static bool
is_through(struct supervisor *s, int64_t idle_ms, bool *ret, struct err *err)
{
	bool any;
	int next_s;
	if (!lease_next(s, &next_s, &any, err))
		return false;
	s->result->next_s = next_s;
	*ret = s->is_full || (!any && next_s == 0) || idle_ms + next_s * INT64_C(1000) >= SOON_MS;
	if (*ret)
		chores_escalate(s);
	return true;
}

static bool
loop(struct supervisor *s, struct err *err)
{
	int64_t active_ms = clock_boot_ms();
	for (bool idle = false, through = false; !through;) {
		if (!turn(s, &idle, err)) {
			if (!wait_for_database(s, err))
				return false;
			continue;
		}
		tell(s);
		if (!idle)
			active_ms = clock_boot_ms();
		if (leaving || (stopping && slots_busy(&s->slots) == 0 && s->finished.n == 0))
			return true;
		if (idle && s->opt->once &&
		    !is_through(s, clock_boot_ms() - active_ms, &through, err))
			return false;
		/* what a dead worker had leased comes by the clock, without a notification */
		if (!through)
			wait_for_something(
			    s, idle && !s->opt->once ? IDLE_MS : flow_wait_ms(s, TURN_MS));
	}
	return true;
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
	s->in = installation_open(home, now, DB_WORKER, err);
	if (!s->in || !restored_refuse(s->in, err) || !db_listen(s->in->db, err))
		return false;
	s->in->wrote = s->opt->wrote;
	if (!s->who.name)
		s->who = installation_holder(s->in);
	if (!installation_allows(s->in, &s->who, 0, act_roles(ACT_WORK), err))
		return false;
	if (s->opt->began)
		s->opt->began(s->opt->arg);
	/* what goes wrong from here on is written down, for colleagues of any language */
	const char *language = phrase_language_now();
	(void)phrase_language("en");
	bool ok = loop(s, err);
	(void)phrase_language(language);
	if (!ok)
		return false;
	auto_drop(arena) struct arena *a = arena_new();
	return !s->opt->once || s->trouble.kind == ERR_NONE ||
	    err_set(err, s->trouble.kind, "%s", phrase_said(s->trouble.text, a));
}

bool
worker_run(const char *home, const char *now, struct actor who, const struct worker_options *opt,
    struct worker_result *ret, struct err *err)
{
	struct supervisor s = { .opt = opt, .result = ret, .who = who, .may_commit = may_commit };
	struct sigaction act = { .sa_handler = opt->once ? on_signal_once : on_signal };
	*ret = (struct worker_result){ 0 };
	s.extended_at_ms = clock_boot_ms();
	name_worker(&s);

	/* who makes slots first: it is born before there is a key or a connection to inherit */
	int n = opt->slots < 1 ? 1 : opt->slots > SLOTS_MAX ? SLOTS_MAX : opt->slots;
	bool ok = slots_start(&s.slots, n, err) && (s.tries = worker_try_start(err));
	(void)sigaction(SIGTERM, &act, NULL);
	(void)sigaction(SIGINT, &act, NULL);
	ok = ok && open_and_loop(&s, home, now, err);
	slots_stop(&s.slots);
	worker_try_stop(s.tries);
	lease_give_back(&s);
	work_list_release(&s.finished);
	peers_release(&s.peers);
	installation_close(s.in);
	if (leaving)
		interrupt_end(leaving);
	return ok;
}
