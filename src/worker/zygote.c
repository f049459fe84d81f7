/*
 * The zygote: a process that does nothing but fork slots when it is asked to. It is made before
 * there is a key or a connection, so that a slot which takes the place of one that died is born
 * with as little as the first. It outlives neither the supervisor nor do its slots outlive it.
 */
#include <errno.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker_private.h"

#define NFDS 2 /* what an answer brings: the slot's socket and its pidfd */

/* An answer: an error number, 0 with the descriptors. */
union control {
	struct cmsghdr align;
	char space[CMSG_SPACE(NFDS * sizeof(int))];
};

static bool
answer(int to, int bad, const int fds[static NFDS])
{
	union control control = { 0 };
	struct iovec iov = { &bad, sizeof(bad) };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	if (!bad) {
		m.msg_control = control.space;
		m.msg_controllen = sizeof(control.space);
		struct cmsghdr *c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(NFDS * sizeof(int));
		memcpy(CMSG_DATA(c), fds, NFDS * sizeof(int));
	}
	return sendmsg(to, &m, MSG_NOSIGNAL) == (ssize_t)sizeof(bad);
}

/* The zygote's error number; -1: it is gone. */
static int
receive(int from, int ret_fds[static NFDS])
{
	int bad = -1;
	union control control = { 0 };
	struct iovec iov = { &bad, sizeof(bad) };
	struct msghdr m = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.space,
		.msg_controllen = sizeof(control.space) };
	ssize_t n;
	do
		n = recvmsg(from, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(bad))
		return -1;
	const struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	if (bad == 0 && (!c || c->cmsg_len != CMSG_LEN(NFDS * sizeof(int))))
		return -1;
	if (bad == 0)
		memcpy(ret_fds, CMSG_DATA(c), NFDS * sizeof(int));
	return bad;
}

/* In a slot: nothing may stay but the one socket. The shared limits are memory. */
static void
begin_slot(int fd, struct limiter *limiter)
{
	if ((fd != 3 && dup2(fd, 3) != 3) || close_range(4, ~0U, 0) != 0)
		_exit(1);
	slot_main(3, limiter);
}

/* 0, or an error number. */
static int
make_slot(struct limiter *limiter, int ret_fds[static NFDS])
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return errno;
	pid_t pid = fork();
	if (pid == 0)
		begin_slot(pair[1], limiter);
	int process = pid < 0 ? -1 : pidfd_open(pid, 0), bad = process < 0 ? errno : 0;
	(void)close(pair[1]);
	if (bad) {
		(void)close(pair[0]);
		if (pid > 0)
			(void)kill(pid, SIGKILL);
		return bad;
	}
	ret_fds[0] = pair[0];
	ret_fds[1] = process;
	return 0;
}

static void
zygote_main(int fd, struct limiter *limiter)
{
	char asked;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* the supervisor decides: ^C, and how services are stopped, reach the whole group */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN);
	while (recv(fd, &asked, 1, 0) == 1) {
		int fds[NFDS] = { -1, -1 };
		/* who ended has been seen through its pidfd; a number is free again only now */
		while (waitpid(-1, NULL, WNOHANG) > 0)
			continue;
		int bad = make_slot(limiter, fds);
		bool sent = answer(fd, bad, fds);
		for (int i = 0; i < NFDS; i++)
			if (fds[i] >= 0)
				(void)close(fds[i]);
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
	z->pid = fork();
	if (z->pid == 0) {
		(void)close(pair[0]);
		zygote_main(pair[1], limiter);
	}
	(void)close(pair[1]);
	z->fd = pair[0];
	return z->pid > 0 || err_set(err, ERR_TEMPORARY, "cannot fork: %m");
}

bool
zygote_ask(struct zygote *z, int *ret_fd, int *ret_process, struct err *err)
{
	int fds[NFDS], bad = -1;
	if (send(z->fd, "", 1, MSG_NOSIGNAL) == 1)
		bad = receive(z->fd, fds);
	if (bad < 0)
		return err_set(err, ERR_SYSTEM, "the process that starts slots is gone");
	if (bad > 0)
		return err_set(err, ERR_TEMPORARY, "cannot start a slot: %s", strerror(bad));
	*ret_fd = fds[0];
	*ret_process = fds[1];
	return true;
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
