/*
 * Descriptors over a Unix socket (SCM_RIGHTS). Whoever sends them may mean no good: what comes
 * beside what was asked for is closed.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dossier/mem.h"
#include "dossier/pass.h"

union control {
	struct cmsghdr align;
	char space[CMSG_SPACE(PASS_MAX * sizeof(int))];
};

void
pass_close(int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (fds[i] >= 0)
			(void)close(fds[i]);
		fds[i] = -1;
	}
}

ssize_t
pass_send(int to, const void *p, size_t len, const int *fds, size_t n)
{
	union control control = { 0 };
	struct iovec iov = { (void *)(uintptr_t)p, len };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t sent;
	if (n > PASS_MAX)
		BUG("%zu descriptors with one message", n);
	if (n > 0) {
		m.msg_control = control.space;
		m.msg_controllen = CMSG_SPACE(n * sizeof(int));
		control.align =
		    (struct cmsghdr){ CMSG_LEN(n * sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
		memcpy(CMSG_DATA(&control.align), fds, n * sizeof(int));
	}
	do
		sent = sendmsg(to, &m, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent;
}

/* All that came; how many there is room for. False: there were more. */
static bool
take_all(struct msghdr *m, int *fds, size_t *n)
{
	const size_t room = *n;
	bool all = !(m->msg_flags & MSG_CTRUNC);
	*n = 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		const size_t some = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < some; i++) {
			int fd;
			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(int));
			all = all && *n < room;
			if (*n < room)
				fds[(*n)++] = fd;
			else
				(void)close(fd);
		}
	}
	return all;
}

ssize_t
pass_receive(int from, void *p, size_t room, int *fds, size_t *n)
{
	union control control = { 0 };
	struct iovec iov = { p, room };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t got;
	if (*n > PASS_MAX)
		BUG("%zu descriptors with one message", *n);
	for (size_t i = 0; i < *n; i++)
		fds[i] = -1;
	if (*n > 0) {
		m.msg_control = control.space;
		m.msg_controllen = CMSG_LEN(*n * sizeof(int));
	}
	do
		got = recvmsg(from, &m, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got < 0) {
		*n = 0;
		return -1;
	}
	if (take_all(&m, fds, n))
		return got;
	pass_close(fds, *n);
	*n = 0;
	errno = EMSGSIZE;
	return -1;
}
