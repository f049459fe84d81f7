/*
 * Between the supervisor's files (supervisor.c, lease.c, flow.c, chores.c, work.c), its processes
 * (slots.c, zygote.c) and the work itself (slot.c).
 */
#ifndef WORKER_PRIVATE_H
#define WORKER_PRIVATE_H

#include <poll.h>
#include <sys/types.h>

#include "dossier/worker.h"

#define MESSAGE_MAX (64u << 20)
#define SLOTS_MAX 64
#define POOL_MAX 128
#define SERVED_MAX 1000 /* tasks in the life of a slot */
#define MESSAGE_S 60    /* who is stopped within a message is taken for dead */

/*
 * message_send, message_receive: one JSON text with its length before it, over a stream socket.
 * NULL at the end of it.
 */
bool message_send(int fd, const json_t *message, struct err *err) MUSTCHECK;
json_t *message_receive(int fd, struct err *err);

/* As much of a message as has come; zero: nothing yet. */
struct inbox {
	uint32_t head;    /* its length, once it is whole */
	char *text;       /* NULL: not yet */
	size_t got;       /* bytes of both */
	int64_t since_ms; /* the first of them */
};
/*
 * inbox_take: some more of it; *ret NULL: not whole yet. With ${flags} MSG_DONTWAIT what is there
 * and no more. False: the other end is gone, or sends what is no message.
 */
bool inbox_take(struct inbox *in, int fd, int flags, json_t **ret, struct err *err) MUSTCHECK;
void inbox_clear(struct inbox *in);

/* ---- a slot (slot.c), and its broker (broker.c) ---- */

/*
 * slot_main(fd, broker): do the jobs that come over ${fd}, one at a time, until it is closed.
 * broker_main(slot, supervisor, limiter): take from the supervisor what the slot may reach, an
 * object as connector_reach's with "owner", of its rate limits, and "blobs", the directory of the
 * blob store, if anything is to be kept; and do what the slot asks within it, until it is gone.
 * Never return.
 */
void slot_main(int fd, int broker) __attribute__((noreturn));
void broker_main(int slot, int supervisor, struct limiter *limiter) __attribute__((noreturn));
/* What a slot keeps from one job to the next. */
struct bench {
	struct blob_store store;
	bool has_blobs;                /* the task at work made some */
	int *supervisor;               /* its socket, to ask it by; NULL: nobody is asked */
	struct definition *definition; /* the last one read, or NULL */
};
/*
 * slot_work(bench, job): one job; new. {"ok":true,"outcomes","yields","parts",...} or
 * {"ok":false,"transient","text","again_s"?}; of the action "count" as count() has it.
 */
json_t *slot_work(struct bench *bench, json_t *job);
/*
 * count(call, c, err): what the system holds of them, counted; nothing is kept (count.c). New:
 * {"ok":true,"found":[{"category","collection","rows"}],"outcomes","yields","again_s"}; of files
 * the collection is "". again_s > 0: it is not ready, and what was found may not be all.
 */
json_t *count(struct connector_call *call, const struct connector *c, struct err *err);

/* ---- the zygote (zygote.c) ---- */

/* What there is of a slot: sockets to give it work, and to tell its broker; pidfds of both. */
enum slot_fd { PAIR_WORK, PAIR_REACH, PAIR_SLOT, PAIR_BROKER, PAIR__MAX };
struct zygote {
	pid_t pid;
	int fd; /* to ask it; -1: none */
};
/*
 * zygote_start(z, limiter, err): fork it, before there is a key or a connection to inherit.
 * zygote_ask: a new slot with its broker: descriptors. TEMPORARY when it can not fork just now,
 * SYSTEM when it is gone.
 * zygote_stop: after its slots, which do not outlive it.
 */
bool zygote_start(struct zygote *z, struct limiter *limiter, struct err *err) MUSTCHECK;
bool zygote_ask(struct zygote *z, int ret[static PAIR__MAX], struct err *err) MUSTCHECK;
void zygote_stop(struct zygote *z);

/* ---- what is known of the systems (peers.c) ---- */

/* One system of one organisation. */
struct peer {
	int64_t org_id;
	const char *system;
	size_t busy;      /* slots at work there */
	int64_t moved_ms; /* when one of them began or ended */
	int failures;     /* temporary ones in a row */
	usec_t since;     /* the first of them */
	int64_t pause_ms; /* > 0: it is silent, and left alone for so long each time */
	int64_t until_ms; /* then one task is tried */
	size_t kept;      /* of its tasks in the backlog, while they are counted */
};
struct peers {
	void *tree;
};
struct peer *peer_of(struct peers *all, int64_t org_id, const char *system);
void peers_release(struct peers *all);
/*
 * peer_may_run: may one of ${slots} slots begin a task there now? At most half of them, at least
 * one, are at one system; of a silent one one task is tried when its time has come.
 * peer_wait_ms: how long its tasks need not be held, as none will run; 0: soon, hold them.
 */
bool peer_may_run(const struct peer *p, int slots);
int64_t peer_wait_ms(const struct peer *p, int slots);
/* peer_retry: a person has a task there tried again: the time to try it has come. */
void peer_retry(struct peer *p);
/* peer_begin, peer_end: a slot is at work there; what came of it, and what that means. */
enum peer_heard { PEER_ANSWERED, PEER_FAILED, PEER_UNKNOWN };
enum peer_news { PEER_NO_NEWS, PEER_IS_SILENT, PEER_IS_BACK };
void peer_begin(struct peer *p);
enum peer_news peer_end(struct peer *p, enum peer_heard heard);

/* ---- work on its way (work.c) ---- */

/* One leased task: waiting for a slot, with one, or with its answer. */
struct work {
	struct work *next;
	struct arena *arena; /* owns the strings of task */
	struct task task;
	struct search_batch *batch; /* holds its dossier */
	struct peer *peer;          /* where it is to be done */
	json_t *answer;             /* NULL: the slot died */
};
/* work_new: with strings of its own; takes over the task's JSON, and uses ${b}. */
struct work *work_new(const struct task *t, struct search_batch *b, struct peer *peer);
void work_free(struct work *w);

struct work_list { /* first in, first out */
	struct work *first, *last;
	size_t n;
};
void work_push(struct work_list *l, struct work *w);
struct work *work_pop(struct work_list *l); /* NULL: empty */
/* work_pop_for: the first that a slot may do now; NULL: none. */
struct work *work_pop_for(struct work_list *l, int slots);
void work_push_first(struct work_list *l, struct work *w); /* back where it was taken from */
void work_list_release(struct work_list *l);

/* ---- the slots' processes (slots.c) ---- */

struct slot {
	int fd[PAIR__MAX];       /* -1: no process */
	const struct peer *peer; /* the only system it ever serves; NULL: none yet */
	json_t *reach;           /* what its broker was told */
	size_t served;           /* tasks in its life */
	struct work *work;       /* NULL: idle */
	int64_t since_ms;        /* when it got its work */
	bool has_asked;          /* whether it may commit that; once a task */
	struct inbox inbox;
};
struct slots {
	struct slot *items;
	int n;    /* so many are at work at once */
	int pool; /* so many items: the others wait for the next task of their system */
	struct zygote zygote;
	struct limiter *limiter;
};
/*
 * slots_start: for ${n} at work, and who makes them; each is made when it is wanted.
 * slots_restart: fresh processes where those of slot ${i} died or have done enough; theirs
 * are killed. slots_stop: close, kill what still works, and wait.
 * slots_choose: an idle one for ${peer}: of that system, else of none yet, else the one that got
 * work longest ago; -1: none is idle.
 * slots_bind: slot ${i}, which is idle, is of ${peer} from now on, and reaches ${reach}: with fresh
 * processes unless it was so before, or of nobody yet.
 */
bool slots_start(struct slots *s, int n, struct err *err) MUSTCHECK;
bool slots_restart(struct slots *s, int i, struct err *err) MUSTCHECK;
int slots_choose(const struct slots *s, const struct peer *peer);
bool slots_bind(struct slots *s, int i, const struct peer *peer, json_t *reach, struct err *err)
    MUSTCHECK;
void slots_stop(struct slots *s);
size_t slots_busy(const struct slots *s);
/* slots_longest: the one that has been at work for longest; NULL: none is. */
const struct slot *slots_longest(const struct slots *s);

/* ---- the supervisor ---- */

struct supervisor {
	const struct worker_options *opt;
	struct worker_result *result;
	struct installation *in;
	struct actor who;
	/* may a slot commit now the transaction in which it destroyed what the task names? */
	bool (*may_commit)(struct supervisor *s, const struct task *t, const char *xid,
	    bool *ret_go, struct err *err);
	struct slots slots;
	struct worker_try *tries; /* for what is of no task */
	struct peers peers;
	struct work_list backlog, finished; /* leased and not handed out; answered, not written */
	char name[32];                      /* of this worker, in leases */
	size_t turn;                        /* organisations are served in turn */
	int64_t finished_at_ms;             /* when the first of those answered was */
	int64_t rate_at_ms;    /* when the second began in which these were handed out */
	size_t rate_now, rate; /* and how many in the one before */
	int64_t extended_at_ms;
	/* 0: not yet */
	int64_t swept_at_ms, escalated_at_ms, changed_at_ms, sequenced_at_ms, restored_at_ms,
	    watched_at_ms;
	int64_t sequenced;  /* tasks whose events had their turn */
	bool is_full;       /* the disk: nothing that collects is leased */
	struct err trouble; /* the last thing told that did not stop us */
};
/* worker_warn: something is wrong that is no reason to stop: said once, not at every turn. */
void worker_warn(struct supervisor *s, const struct err *err);

/*
 * lease_more: plan what is new and lease what is ready, as much as the slots do in about a second;
 * *ret_planned requests were planned. lease_keep: whatever is held is held on to. lease_give_back:
 * what was never handed out may be claimed by others at once. lease_next: *ret_s, seconds until
 * something may run that can not now (0: nothing waits); *ret_any, is anything ready or leased?
 */
bool lease_more(struct supervisor *s, int64_t *ret_planned, struct err *err) MUSTCHECK;
bool lease_keep(struct supervisor *s, struct err *err) MUSTCHECK;
void lease_give_back(struct supervisor *s);
bool lease_next(struct supervisor *s, int *ret_s, bool *ret_any, struct err *err) MUSTCHECK;

/*
 * flow_ask: work that no slot does, to be written down with the answers.
 * flow_hand_out: work to every idle slot. flow_take_in: the answers that are there.
 * flow_listen: what to poll, of each slot at work, and which they are; an idle one that died is
 * found when it is given work.
 * flow_write_down: what was answered, when it is time (${now}: all of it); one transaction an
 * organisation.
 * flow_wait_ms: how long that time is off, at most ${most}.
 */
void flow_ask(struct supervisor *s, struct work *w);
bool flow_hand_out(struct supervisor *s, struct err *err) MUSTCHECK;
size_t flow_listen(const struct supervisor *s, struct pollfd *ret, int *ret_slots);
bool flow_take_in(struct supervisor *s, struct err *err) MUSTCHECK;
bool flow_write_down(struct supervisor *s, bool now, struct err *err) MUSTCHECK;
int flow_wait_ms(const struct supervisor *s, int most);

/*
 * commit_ask: connector_call.may_commit of a slot; ${arg}: its socket, an int. TEMPORARY when its
 * supervisor is gone. commit_is_asked: is this message of a slot a question, and no answer?
 * commit_answer: what the supervisor says to it; false: the slot is to be ended, as it may not
 * ask that (INPUT), or there is nothing that can be said.
 */
bool commit_ask(void *arg, const char *xid, bool *ret_go, struct err *err) MUSTCHECK;
bool commit_is_asked(const json_t *message);
bool commit_answer(struct supervisor *s, struct slot *slot, const json_t *ask, struct err *err)
    MUSTCHECK;

/*
 * chores_sweep, chores_escalate, chores_change (what comes due of changes at systems), chores_watch
 * (who is used again): now and then; what goes wrong with them is told.
 * chores_sequence: events get their places, when there are new ones and (unless ${now}) the last
 * time is a while ago.
 */
/* chores_restored: DENIED when its database was exchanged for an older one. */
bool chores_restored(struct supervisor *s, struct err *err) MUSTCHECK;
void chores_sweep(struct supervisor *s);
void chores_escalate(struct supervisor *s);
void chores_change(struct supervisor *s);
void chores_watch(struct supervisor *s);
bool chores_sequence(struct supervisor *s, bool now, struct err *err) MUSTCHECK;

/*
 * worker_sweep: once a day, remove blobs that no row names (a died or repeated attempt left them)
 * and count ahead for the reports. Cheap when not due.
 */
bool worker_sweep(struct installation *in, struct err *err) MUSTCHECK;

#endif
