/*
 * The zygote: a process that does nothing but fork slots, each with its broker, when it is asked
 * to. It is made before there is a key or a connection, and is never told anything, so that a slot
 * which takes the place of another is born with as little as the first. It outlives neither the
 * supervisor nor do its slots outlive it.
 */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dossier/child.h"
#include "dossier/net.h"
#include "dossier/pass.h"
#include "dossier/sandbox.h"
#include "worker_private.h"

#define NFDS ((size_t)PAIR__MAX) /* what an answer brings */

/* An answer: an error number, 0 with the descriptors. */
static bool
answer(int to, int bad, const int fds[static NFDS])
{
	return pass_send(to, &bad, sizeof(bad), fds, bad ? 0 : NFDS) == (ssize_t)sizeof(bad);
}

/* The zygote's error number; -1: it is gone. */
static int
receive(int from, int ret_fds[static NFDS])
{
	int bad = -1;
	size_t n = NFDS;
	ssize_t got = pass_receive(from, &bad, sizeof(bad), ret_fds, &n);
	if (got == (ssize_t)sizeof(bad) && n == (bad ? 0 : NFDS))
		return bad;
	pass_close(ret_fds, n);
	return -1;
}

/* In a child: nothing may stay but two sockets, as 3 and 4. */
static void
keep_two(int first, int second)
{
	int high = fcntl(second, F_DUPFD, 5); /* out of the way of the first */
	if (high < 0 || (first != 3 && dup2(first, 3) != 3) || dup2(high, 4) != 4 ||
	    close_range(5, ~0U, 0) != 0)
		_exit(1);
}

struct pairs {
	int work[2], reach[2], broker[2]; /* ours first; the broker's first */
};

static pid_t
fork_slot(const struct pairs *p, struct limiter *limiter)
{
	pid_t zygote = getpid(), pid = fork();
	if (pid != 0)
		return pid;
	child_ends_with(zygote, SIGKILL);
	keep_two(p->work[1], p->broker[1]);
	limiter_free(limiter); /* of other systems too */
	slot_main(3, 4);
}

static pid_t
fork_broker(const struct pairs *p, struct limiter *limiter)
{
	pid_t zygote = getpid(), pid = fork();
	if (pid != 0)
		return pid;
	child_ends_with(zygote, SIGKILL);
	keep_two(p->broker[0], p->reach[1]);
	broker_main(3, 4, limiter);
}

static void
close_pair(const int pair[static 2])
{
	(void)close(pair[0]);
	(void)close(pair[1]);
}

static bool
open_pairs(struct pairs *p)
{
	int *const all[] = { p->work, p->reach, p->broker };
	static const int types[] = { SOCK_STREAM, SOCK_STREAM, SOCK_SEQPACKET };
	for (size_t i = 0; i < array_len(all); i++)
		if (socketpair(AF_UNIX, types[i] | SOCK_CLOEXEC, 0, all[i]) != 0) {
			while (i > 0)
				close_pair(all[--i]);
			return false;
		}
	return true;
}

static void
kill_child(pid_t pid)
{
	if (pid > 0)
		(void)kill(pid, SIGKILL);
}

/* 0, or an error number. */
static int
make_slot(struct limiter *limiter, int ret_fds[static NFDS])
{
	struct pairs p;
	if (!open_pairs(&p))
		return errno;
	pid_t slot = fork_slot(&p, limiter), broker = slot > 0 ? fork_broker(&p, limiter) : -1;
	int of_slot = broker > 0 ? pidfd_open(slot, 0) : -1,
	    of_broker = of_slot >= 0 ? pidfd_open(broker, 0) : -1;
	int bad = of_broker < 0 ? errno : 0;
	(void)close(p.work[1]);
	(void)close(p.reach[1]);
	close_pair(p.broker);
	if (bad) {
		(void)close(p.work[0]);
		(void)close(p.reach[0]);
		fd_drop(&of_slot);
		kill_child(slot);
		kill_child(broker);
		return bad;
	}
	ret_fds[PAIR_WORK] = p.work[0];
	ret_fds[PAIR_REACH] = p.reach[0];
	ret_fds[PAIR_SLOT] = of_slot;
	ret_fds[PAIR_BROKER] = of_broker;
	return 0;
}

/*
 * What a slot would have of its surroundings: the variables and the terminal of whoever started us.
 * libpq asks for the user's name, which a slot could not look up.
 */
static void
forget_surroundings(void)
{
	const struct passwd *me = getpwuid(geteuid());
	const char *name = me ? me->pw_name : NULL;
#ifndef __SANITIZE_ADDRESS__ /* which tells on standard error what it found */
	auto_drop(fd) int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int i = 0; null >= 0 && i < 3; i++)
		(void)dup2(null, i);
#endif
	for (char **variable = environ; variable && *variable; variable++)
		explicit_bzero(*variable, strlen(*variable));
	(void)clearenv();
	if (name)
		(void)setenv("PGUSER", name, 1);
}

/*
 * What every slot has of it, before the first of them: reading the authorities takes longer than a
 * run in which nothing is to be done.
 */
static void
prepare(void)
{
	net_prepare();
	sandbox_prepare();
	forget_surroundings();
}

static void
zygote_main(int fd, struct limiter *limiter, pid_t supervisor)
{
	char asked;
	bool prepared = false;
	child_ends_with(supervisor, SIGKILL); /* there is nobody else to work for */
	/* whatever else whoever started us left open */
	int own = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (own < 0 || (own != 3 && dup2(own, 3) != 3) || close_range(4, ~0U, 0) != 0)
		_exit(1);
	fd = 3;
	/* the supervisor decides: ^C, and how services are stopped, reach the whole group */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN);
	while (recv(fd, &asked, 1, 0) == 1) {
		int fds[NFDS] = { -1, -1, -1, -1 };
		if (!prepared)
			prepare();
		prepared = true;
		/* who ended has been seen through its pidfd; a number is free again only now */
		while (waitpid(-1, NULL, WNOHANG) > 0)
			continue;
		int bad = make_slot(limiter, fds);
		bool sent = answer(fd, bad, fds);
		pass_close(fds, NFDS);
		if (!sent)
			break;
	}
	_exit(0);
}

bool
zygote_start(struct zygote *z, struct limiter *limiter, struct err *err)
{
	int pair[2];
	*z = (struct zygote){ .fd = -1 };
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return err_set(err, ERR_SYSTEM, "cannot make a socketpair: %m");
	pid_t supervisor = getpid();
	z->pid = fork();
	if (z->pid == 0) {
		(void)close(pair[0]);
		zygote_main(pair[1], limiter, supervisor);
	}
	(void)close(pair[1]);
	z->fd = pair[0];
	return z->pid > 0 || err_set(err, ERR_TEMPORARY, "cannot fork: %m");
}

bool
zygote_ask(struct zygote *z, int ret[static PAIR__MAX], struct err *err)
{
	int bad = -1;
	if (send(z->fd, "", 1, MSG_NOSIGNAL) == 1)
		bad = receive(z->fd, ret);
	if (bad < 0)
		return err_set(err, ERR_SYSTEM, "the process that starts slots is gone");
	return bad == 0 || err_set(err, ERR_TEMPORARY, "cannot start a slot: %s", strerror(bad));
}

void
zygote_stop(struct zygote *z)
{
	if (z->fd >= 0)
		(void)close(z->fd);
	while (z->pid > 0 && waitpid(z->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	*z = (struct zygote){ .fd = -1 };
}
