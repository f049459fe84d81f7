/* Between the supervisor (supervisor.c), its processes (slots.c) and the work itself (slot.c). */
#ifndef WORKER_PRIVATE_H
#define WORKER_PRIVATE_H

#include <sys/types.h>

#include "dossier/worker.h"

#define MESSAGE_MAX (64u << 20)
#define SLOTS_MAX 64

/*
 * message_send, message_receive: one JSON text with its length before it, over a stream socket.
 * NULL at the end of it.
 */
bool message_send(int fd, const json_t *message, struct err *err) MUSTCHECK;
json_t *message_receive(int fd, struct err *err);

/*
 * slot_main(fd, limiter): do the jobs that come over ${fd}, one at a time, until it is closed.
 * Never returns.
 */
void slot_main(int fd, struct limiter *limiter) __attribute__((noreturn));
/* What a slot keeps from one job to the next. */
struct bench {
	struct limiter *limiter;
	struct definition *definition; /* the last one read, or NULL */
};
/*
 * slot_work(bench, job): one job; new. {"ok":true,"outcomes","yields","parts","omitted",...} or
 * {"ok":false,"transient","text","again_s"?}
 */
json_t *slot_work(struct bench *bench, json_t *job);

/* One leased task on its way: waiting for a slot, with one, or with its answer. */
struct work {
	struct work *next;
	struct arena *arena; /* owns the strings of task */
	struct task task;
	json_t *answer; /* NULL: the slot died */
};
void work_free(struct work *w);

struct slot {
	pid_t pid;
	int fd;            /* -1: no process */
	struct work *work; /* NULL: idle */
	int64_t since_s;   /* when it got its work */
};
struct slots {
	struct slot *items;
	int n;
	struct limiter *limiter;
	struct vault *vault; /* dropped in every child */
};
/*
 * slots_start: fork ${n} of them; slots_restart: a fresh process where slot ${i} died;
 * slots_stop: close and wait.
 */
bool slots_start(struct slots *s, int n, struct err *err) MUSTCHECK;
bool slots_restart(struct slots *s, int i, struct err *err) MUSTCHECK;
void slots_stop(struct slots *s);
/* slots_now_s: seconds of a clock that nobody sets. */
int64_t slots_now_s(void);

/*
 * worker_sweep: once a day, remove blobs that no row names (a died or repeated attempt left them)
 * and count ahead for the reports. Cheap when not due.
 */
bool worker_sweep(struct installation *in, struct err *err) MUSTCHECK;

#endif
