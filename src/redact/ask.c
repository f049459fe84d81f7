/*
 * The process that reads files: started when the first is to be read, and again by whoever forked
 * since; it ends with whoever started it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dossier/child.h"
#include "dossier/pass.h"
#include "ask.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x10U /* Linux 6.3 */
#endif

static struct {
	pid_t owner, pid;
	int fd;
} reader = { .fd = -1 };

static bool
failed(const char *what, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "files cannot be read: %s: %m", what);
}

/* ---- the process ---- */

/* In a child: the program, which has nothing of ours but its socket. */
static void
become_reader(int image, int socket, pid_t parent)
{
	static char name[] = "dossier-reader";
	char *argv[] = { name, NULL }, *env[] = { NULL };
	int high = fcntl(socket, F_DUPFD_CLOEXEC, 10), null = open("/dev/null", O_RDWR);
	int program = fcntl(image, F_DUPFD_CLOEXEC, 10);
	child_ends_with(parent, SIGKILL);
	if (high < 0 || null < 0 || program < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
	    dup2(null, 2) < 0 || dup2(high, ASK_FD) != ASK_FD)
		_exit(1);
	(void)close_range(ASK_FD + 1, ~0U, CLOSE_RANGE_CLOEXEC);
	(void)fexecve(program, argv, env);
	_exit(1);
}

/* An older kernel knows no file in memory that is no program. */
static int
open_image(void)
{
	int fd = memfd_create("dossier-reader", MFD_CLOEXEC | MFD_EXEC);
	return fd < 0 && errno == EINVAL ? memfd_create("dossier-reader", MFD_CLOEXEC) : fd;
}

static bool
start(struct err *err)
{
	int pair[2];
	auto_drop(fd) int image = open_image();
	if (image < 0 || !fd_write(image, ask_image, (size_t)(ask_image_end - ask_image)))
		return failed("its program", err);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return failed("a socket", err);
	pid_t us = getpid(), pid = fork();
	if (pid == 0)
		become_reader(image, pair[1], us);
	int bad = errno;
	(void)close(pair[1]);
	if (pid < 0) {
		(void)close(pair[0]);
		errno = bad;
		return failed("a process", err);
	}
	reader.owner = us;
	reader.pid = pid;
	reader.fd = pair[0];
	return true;
}

static void
stop(void)
{
	fd_drop(&reader.fd);
	reader.fd = -1;
	if (reader.owner == getpid() && reader.pid > 0)
		while (waitpid(reader.pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	reader.pid = 0;
}

static bool
have_reader(struct err *err)
{
	if (reader.fd >= 0 && reader.owner != getpid())
		stop();
	return reader.fd >= 0 || start(err);
}

/* ---- a question ---- */

static bool
put_question(int fd, const struct wire_question *q)
{
	struct buf b = { 0 };
	wire_ask_put(q, &b);
	bool ok = fd_write(fd, b.data, b.len);
	buf_release(&b);
	return ok;
}

static bool
get_answer(int fd, struct buf *ret, struct err *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return failed("its answer", err);
	if (st.st_size > ASK_ANSWER_MAX)
		return err_set(err, ERR_INPUT, "the file cannot be read: it is too much");
	size_t n = (size_t)st.st_size;
	buf_reset(ret);
	buf_reserve(ret, n);
	for (size_t at = 0; at < n;) {
		ssize_t some = pread(fd, ret->data + at, n - at, (off_t)at);
		if (some <= 0)
			return failed("its answer", err);
		at += (size_t)some;
	}
	ret->len = n;
	return true;
}

/* A byte there, and one back. */
static bool
converse(const int fds[static 2], char *ret)
{
	size_t none = 0;
	char c = ASK_DONE;
	if (pass_send(reader.fd, &c, 1, fds, 2) != 1)
		return false;
	ssize_t n;
	do
		n = pass_receive(reader.fd, ret, 1, NULL, &none);
	while (n < 0 && errno == EINTR);
	return n == 1;
}

bool
ask_reader(const struct wire_question *q, struct buf *ret, struct err *err)
{
	auto_drop(fd) int in = memfd_create("file", MFD_CLOEXEC);
	auto_drop(fd) int out = memfd_create("answer", MFD_CLOEXEC);
	const int fds[] = { in, out };
	char how = ASK_DIED;
	if (in < 0 || out < 0 || !put_question(in, q))
		return failed("memory", err);
	if (!have_reader(err))
		return false;
	if (!converse(fds, &how)) {
		stop();
		return err_set(err, ERR_SYSTEM, "files cannot be read: who reads them ended");
	}
	return how == ASK_DONE
	    ? get_answer(out, ret, err)
	    : err_set(err, ERR_INPUT, "the file cannot be read: its reader ended in it");
}
