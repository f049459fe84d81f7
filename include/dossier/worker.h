/*
 * The worker: one supervisor that alone uses our database, and N slots. A slot is a process
 * without a database connection or a key of the installation; it gets one task at a time over a
 * socketpair, so a crash costs one lease and a hostile answer meets no keys but its task's.
 */
#ifndef DOSSIER_WORKER_H
#define DOSSIER_WORKER_H

#include "dossier/answer.h"

struct worker_progress { /* told after every batch; for a terminal */
	int64_t requests, tasks_done, ready, leased;
	/* the system that a slot has been at longest, or NULL; */
	const char *system;
	int64_t waited_ms; /* for how long; */
	int64_t most_ms;   /* and how long at most, if nothing comes from it */
	int next_s;        /* nothing runs: the next try is in so many seconds; 0: none waits */
};
struct worker_options {
	int slots;
	bool once;                /* stop when nothing is ready and nothing is leased */
	void (*began)(void *arg); /* NULL, or told that ${who} may do this */
	/* NULL, or told of a system that gets a task now */
	void (*asking)(const char *system, void *arg);
	const struct wrote *wrote; /* NULL, or told of letters */
	/* NULL, or called now and then */
	void (*progress)(const struct worker_progress *p, void *arg);
	/* NULL, or told when a system fell silent, and when it answers again */
	void (*say)(const char *text, void *arg);
	/* NULL, or told what is wrong and stops nothing */
	void (*warn)(const char *text, void *arg);
	/*
	 * NULL, or told of each request whose dates a corrected calendar moved
	 * (dossier_recompute())
	 */
	void (*moved)(const json_t *row, void *arg);
	void *arg;
};
struct worker_result {
	int64_t requests, tasks; /* fanned out; finished */
	/* when something waits for its turn: seconds until then; 0: nothing waits */
	int next_s;
};
/*
 * worker_run(home, now, who, opt, ret, err): in the name of ${who} (without one: of the holder of
 * the installation), who must be allowed to: lease, hand out, write down, until SIGTERM or SIGINT
 * (finishes what runs) or, with once, until nothing is ready. A database that goes away is waited
 * for, unless once. What is wrong with one organisation alone goes to warn and, with once, is the
 * error at the end.
 */
bool worker_run(const char *home, const char *now, struct actor who,
    const struct worker_options *opt, struct worker_result *ret, struct err *err) MUSTCHECK;

/*
 * worker_try_start(err): slots to try systems in, for doctor(); before the installation is opened,
 * so that they are born without a key or a connection. worker_tries: how they are asked, borrowed.
 */
struct worker_try;
struct worker_try *worker_try_start(struct err *err);
struct doctor_tries worker_tries(struct worker_try *t);
void worker_try_stop(struct worker_try *t);
DEFINE_DROP(worker_try, struct worker_try, worker_try_stop)

#endif
