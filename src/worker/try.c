/*
 * Trying systems from the command line: in slots, as their tasks run.
 */
#include <poll.h>
#include <sys/socket.h>

#include "dossier/net.h"
#include "worker_private.h"

#define ANSWER_MS 40000 /* a little more than a slot has for it */

struct worker_try {
	struct slots slots;
	struct peers peers; /* a name each: no two of them share a process */
};

struct worker_try *
worker_try_start(struct err *err)
{
	struct worker_try *t = xcalloc(1, sizeof(*t));
	if (slots_start(&t->slots, 1, err))
		return t;
	worker_try_stop(t);
	return NULL;
}

static json_t *
wait_for_answer(struct slot *slot, struct err *err)
{
	const int64_t until = clock_boot_ms() + ANSWER_MS;
	json_t *answer = NULL;
	while (!answer) {
		struct pollfd p = { .fd = slot->fd[PAIR_WORK], .events = POLLIN };
		int64_t left = until - clock_boot_ms();
		if (left <= 0)
			return err_set(err, ERR_TEMPORARY, "it did not answer in time"), NULL;
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		if (!inbox_take(&slot->inbox, slot->fd[PAIR_WORK], MSG_DONTWAIT, &answer, err))
			return err_set(err, ERR_TEMPORARY, "the process that tried it died"), NULL;
	}
	return answer;
}

static json_t *
ask(void *arg, const char *name, const json_t *job, json_t *reach, struct err *err)
{
	struct worker_try *t = arg;
	struct slot *slot = &t->slots.items[0];
	struct err ignored = { 0 };
	if (!slots_bind(&t->slots, 0, peer_of(&t->peers, 0, name), reach, err) ||
	    !message_send(slot->fd[PAIR_WORK], job, err))
		return NULL;
	json_t *answer = wait_for_answer(slot, err);
	if (!answer && !slots_restart(&t->slots, 0, &ignored))
		err_clear(&ignored); /* the next one says so */
	return answer;
}

struct doctor_tries
worker_tries(struct worker_try *t)
{
	return (struct doctor_tries){ ask, t };
}

void
worker_try_stop(struct worker_try *t)
{
	if (!t)
		return;
	slots_stop(&t->slots);
	peers_release(&t->peers);
	free(t);
}
