/*
 * The processes of the slots: starting, replacing one that died, ending them.
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

/* True: it is gone. */
static bool
is_gone(const struct slot *slot)
{
	struct pollfd p = { .fd = slot->process, .events = POLLIN };
	const int64_t until = clock_boot_ms() + END_MS;
	int64_t left;
	while ((left = until - clock_boot_ms()) > 0) {
		int n = poll(&p, 1, (int)left);
		if (n >= 0)
			return n > 0;
	}
	return false;
}

/*
 * Its socket was closed: an idle one ends by itself, or is made to. One that the kernel holds (a
 * file system that does not answer) is left behind: it has nobody to tell what it does.
 */
static void
end(struct slot *slot, bool kill_it)
{
	if (slot->fd >= 0)
		(void)close(slot->fd);
	if (slot->process >= 0) {
		if (kill_it || !is_gone(slot)) {
			(void)pidfd_send_signal(slot->process, SIGKILL, NULL, 0);
			(void)is_gone(slot);
		}
		(void)close(slot->process);
	}
	inbox_clear(&slot->inbox);
	slot->fd = slot->process = -1;
}

bool
slots_restart(struct slots *s, int i, struct err *err)
{
	static const struct timeval limit = { .tv_sec = MESSAGE_S };
	struct slot *slot = &s->items[i];
	end(slot, true);
	if (!zygote_ask(&s->zygote, &slot->fd, &slot->process, err))
		return false;
	(void)setsockopt(slot->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	return true;
}

bool
slots_start(struct slots *s, int n, struct err *err)
{
	s->items = xcalloc((size_t)n, sizeof(*s->items));
	s->n = n;
	s->limiter = limiter_new();
	for (int i = 0; i < n; i++)
		s->items[i].fd = s->items[i].process = -1;
	if (!zygote_start(&s->zygote, s->limiter, err))
		return false;
	for (int i = 0; i < n; i++)
		if (!slots_restart(s, i, err))
			return false;
	return true;
}

void
slots_stop(struct slots *s)
{
	for (int i = 0; i < s->n; i++) {
		/* of one that works the lease runs out, and somebody else does it */
		end(&s->items[i], s->items[i].work != NULL);
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
	for (int i = 0; i < s->n; i++)
		n += s->items[i].work != NULL;
	return n;
}
