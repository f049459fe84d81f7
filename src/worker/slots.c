/*
 * The processes of the slots: forking, replacing one that died, ending them.
 */
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker_private.h"

/* Who is stopped within a message is taken for dead: the supervisor has leases to mind. */
#define MESSAGE_S 60

int64_t
slots_now_s(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec;
}

void
work_free(struct work *w)
{
	if (!w)
		return;
	json_decref(w->task.needs);
	json_decref(w->task.categories);
	json_decref(w->answer);
	arena_free(w->arena);
	free(w);
}

/* In the child: nothing of the supervisor's may stay but the one socket. */
static void
child(const struct slots *s, int fd)
{
	if (fd != 3 && dup2(fd, 3) != 3)
		_exit(1);
	/*
	 * the shared limits are memory, not a descriptor; the database's socket is closed without
	 * a farewell
	 */
	if (close_range(4, ~0U, 0) != 0)
		_exit(1);
	vault_free(s->vault);
	slot_main(3, s->limiter);
}

static void
reap(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

bool
slots_restart(struct slots *s, int i, struct err *err)
{
	struct slot *slot = &s->items[i];
	int pair[2];
	if (slot->fd >= 0)
		(void)close(slot->fd);
	slot->fd = -1;
	if (slot->pid > 0) {
		(void)kill(slot->pid, SIGKILL);
		reap(slot->pid);
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return err_set(err, ERR_SYSTEM, "cannot make a socketpair: %m");
	const struct timeval limit = { .tv_sec = MESSAGE_S };
	(void)setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	(void)setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	slot->pid = fork();
	if (slot->pid == 0)
		child(s, pair[1]);
	(void)close(pair[1]);
	slot->fd = pair[0];
	if (slot->pid < 0) {
		(void)close(pair[0]);
		slot->fd = -1;
		return err_set(err, ERR_TEMPORARY, "cannot fork: %m");
	}
	return true;
}

bool
slots_start(struct slots *s, int n, struct err *err)
{
	s->items = xcalloc((size_t)n, sizeof(*s->items));
	s->n = n;
	s->limiter = limiter_new();
	for (int i = 0; i < n; i++)
		s->items[i].fd = -1;
	for (int i = 0; i < n; i++)
		if (!slots_restart(s, i, err))
			return false;
	return true;
}

void
slots_stop(struct slots *s)
{
	for (int i = 0; i < s->n; i++) {
		struct slot *slot = &s->items[i];
		if (slot->fd >= 0)
			(void)close(slot->fd);
		if (slot->pid > 0 && slot->work)
			(void)kill(
			    slot->pid, SIGKILL); /* its lease runs out and somebody else does it */
		if (slot->pid > 0)
			reap(slot->pid);
		work_free(slot->work);
	}
	free(s->items);
	limiter_free(s->limiter);
	*s = (struct slots){ 0 };
}
