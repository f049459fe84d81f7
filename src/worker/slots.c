/*
 * The processes of the slots: starting, binding to one system, replacing, ending them.
 */
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "dossier/net.h"
#include "worker_private.h"

#define END_MS 5000
#define POOL_OF_EACH 8 /* systems that take turns without a fresh process each time */

/* True: it is gone. */
static bool
is_gone(int process)
{
	struct pollfd p = { .fd = process, .events = POLLIN };
	const int64_t until = clock_boot_ms() + END_MS;
	int64_t left;
	while ((left = until - clock_boot_ms()) > 0) {
		int n = poll(&p, 1, (int)left);
		if (n >= 0)
			return n > 0;
	}
	return false;
}

static void
close_fd(int *fd)
{
	fd_drop(fd);
	*fd = -1;
}

static void
kill_both(const struct slot *slot)
{
	for (int i = PAIR_SLOT; i <= PAIR_BROKER; i++)
		if (slot->fd[i] >= 0)
			(void)pidfd_send_signal(slot->fd[i], SIGKILL, NULL, 0);
}

static void
forget(struct slot *slot)
{
	for (int i = 0; i < PAIR__MAX; i++)
		close_fd(&slot->fd[i]);
	inbox_clear(&slot->inbox);
	json_decref(slot->reach);
	slot->reach = NULL;
	slot->peer = NULL;
	slot->served = 0;
}

/*
 * Its sockets are closed: an idle one ends by itself, or is made to. One that the kernel holds (a
 * file system that does not answer) is left behind: it has nobody to tell what it does.
 */
static void
end(struct slot *slot)
{
	close_fd(&slot->fd[PAIR_WORK]);
	close_fd(&slot->fd[PAIR_REACH]);
	if (slot->work || (slot->fd[PAIR_SLOT] >= 0 && !is_gone(slot->fd[PAIR_SLOT])))
		kill_both(slot);
	for (int i = PAIR_SLOT; i <= PAIR_BROKER; i++)
		if (slot->fd[i] >= 0 && !is_gone(slot->fd[i]))
			kill_both(slot);
	forget(slot);
}

bool
slots_restart(struct slots *s, int i, struct err *err)
{
	static const struct timeval limit = { .tv_sec = MESSAGE_S };
	struct slot *slot = &s->items[i];
	kill_both(slot);
	forget(slot);
	if (!zygote_ask(&s->zygote, slot->fd, err))
		return false;
	for (int k = PAIR_WORK; k <= PAIR_REACH; k++)
		(void)setsockopt(slot->fd[k], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	return true;
}

int
slots_choose(const struct slots *s, const struct peer *peer)
{
	const struct slot *all = s->items;
	int best = -1;
	for (int i = 0; i < s->pool; i++) {
		if (all[i].work)
			continue;
		if (all[i].peer == peer)
			return i;
		if (best < 0 || (all[best].peer && !all[i].peer) ||
		    (all[best].peer && all[i].since_ms < all[best].since_ms))
			best = i;
	}
	return best;
}

bool
slots_bind(struct slots *s, int i, const struct peer *peer, json_t *reach, struct err *err)
{
	struct slot *slot = &s->items[i];
	bool same = slot->peer == peer && slot->served < SERVED_MAX && slot->fd[PAIR_WORK] >= 0 &&
	    json_equal(slot->reach, reach);
	if (same)
		return true;
	if ((slot->peer || slot->fd[PAIR_WORK] < 0) && !slots_restart(s, i, err))
		return false;
	if (!message_send(slot->fd[PAIR_REACH], reach, err))
		return false;
	close_fd(&slot->fd[PAIR_REACH]);
	slot->peer = peer;
	slot->reach = json_incref(reach);
	return true;
}

bool
slots_start(struct slots *s, int n, struct err *err)
{
	s->n = n;
	s->pool = n * POOL_OF_EACH < POOL_MAX ? n * POOL_OF_EACH : POOL_MAX;
	s->items = xcalloc((size_t)s->pool, sizeof(*s->items));
	s->limiter = limiter_new();
	for (int i = 0; i < s->pool; i++)
		for (int k = 0; k < PAIR__MAX; k++)
			s->items[i].fd[k] = -1;
	return zygote_start(&s->zygote, s->limiter, err);
}

void
slots_stop(struct slots *s)
{
	/* all of them are told before one is waited for */
	for (int i = 0; i < s->pool; i++)
		for (int k = PAIR_WORK; k <= PAIR_REACH; k++)
			close_fd(&s->items[i].fd[k]);
	for (int i = 0; i < s->pool; i++) {
		/* of one that works the lease runs out, and somebody else does it */
		end(&s->items[i]);
		work_free(s->items[i].work);
	}
	zygote_stop(&s->zygote);
	free(s->items);
	limiter_free(s->limiter);
	*s = (struct slots){ .zygote.fd = -1 };
}

size_t
slots_busy(const struct slots *s)
{
	size_t n = 0;
	for (int i = 0; i < s->pool; i++)
		n += s->items[i].work != NULL;
	return n;
}

const struct slot *
slots_longest(const struct slots *s)
{
	const struct slot *longest = NULL;
	for (int i = 0; i < s->pool; i++) {
		const struct slot *one = &s->items[i];
		if (one->work && (!longest || one->since_ms < longest->since_ms))
			longest = one;
	}
	return longest;
}
