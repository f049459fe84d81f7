/*
 * Descriptors over a Unix socket: those that were sent arrive, and nothing else stays open.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "dossier/mem.h"
#include "dossier/pass.h"
#include "unit/unit.h"

#define KERNEL_MAX 253 /* SCM_MAX_FD: more than we ever take */

static int pair[2]; /* we send by the first */

static int
open_pair(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
}

static int
close_pair(void **state)
{
	(void)state;
	(void)close(pair[0]);
	(void)close(pair[1]);
	return 0;
}

static size_t
open_now(void)
{
	size_t n = 0;
	DIR *d = opendir("/proc/self/fd");
	assert_non_null(d);
	while (readdir(d))
		n++;
	(void)closedir(d);
	return n;
}

/* ${n} of them, all of one pipe. */
static void
send_raw(size_t n, int fd)
{
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(KERNEL_MAX * sizeof(int))];
	} control = { 0 };
	char byte = 'x';
	struct iovec iov = { &byte, 1 };
	struct msghdr m = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.space,
		.msg_controllen = CMSG_SPACE(n * sizeof(int)) };
	struct cmsghdr *c = &control.align;
	*c = (struct cmsghdr){ CMSG_LEN(n * sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
	for (size_t i = 0; i < n; i++)
		memcpy(CMSG_DATA(c) + i * sizeof(int), &fd, sizeof(int));
	assert_int_equal(sendmsg(pair[0], &m, 0), 1);
}

static void
test_there_and_back(void **state)
{
	static const size_t counts[] = { 0, 1, 2, 3, 4, PASS_MAX };
	int ends[2], sent[PASS_MAX], got[PASS_MAX];
	char text[8];
	struct stat mine, theirs;
	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fstat(ends[0], &mine), 0);
	for (size_t i = 0; i < PASS_MAX; i++)
		sent[i] = ends[0];
	const size_t before = open_now();
	for (size_t i = 0; i < array_len(counts); i++) {
		size_t n = PASS_MAX;
		assert_int_equal(pass_send(pair[0], "hello", 5, sent, counts[i]), 5);
		assert_int_equal(pass_receive(pair[1], text, sizeof(text), got, &n), 5);
		assert_int_equal(n, counts[i]);
		for (size_t k = 0; k < PASS_MAX; k++) {
			if (k >= n) {
				assert_int_equal(got[k], -1);
				continue;
			}
			assert_int_equal(fstat(got[k], &theirs), 0);
			assert_int_equal(mine.st_ino, theirs.st_ino);
			assert_int_equal(fcntl(got[k], F_GETFD), FD_CLOEXEC);
		}
		assert_int_equal(open_now(), before + n);
		pass_close(got, PASS_MAX);
		assert_int_equal(got[0], -1);
		assert_int_equal(open_now(), before);
	}
	(void)close(ends[0]);
	(void)close(ends[1]);
}

/* More than there is room for, by one or by all that the kernel sends. */
static void
test_too_many(void **state)
{
	static const struct {
		size_t room, sent;
	} cases[] = { { 0, 1 }, { 1, 2 }, { 1, 3 }, { 2, 3 }, { 4, 5 }, { 4, KERNEL_MAX },
		{ PASS_MAX, PASS_MAX + 1 }, { PASS_MAX, KERNEL_MAX } };
	int got[PASS_MAX];
	char byte;
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		const size_t before = open_now();
		size_t n = cases[i].room;
		send_raw(cases[i].sent, pair[0]);
		errno = 0;
		if (pass_receive(pair[1], &byte, 1, got, &n) != -1)
			fail_msg("%zu were taken for %zu", cases[i].sent, cases[i].room);
		assert_int_equal(errno, EMSGSIZE);
		assert_int_equal(n, 0);
		assert_int_equal(open_now(), before);
		/* the next one is as good as ever */
		n = 1;
		send_raw(1, pair[0]);
		assert_int_equal(pass_receive(pair[1], &byte, 1, got, &n), 1);
		assert_int_equal(n, 1);
		pass_close(got, 1);
	}
}

/* valgrind keeps this limit itself, and the kernel does not know of it. */
static bool
is_in_force(rlim_t most)
{
	FILE *f = fopen("/proc/self/limits", "r");
	char line[200];
	unsigned long is = 0;
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) && sscanf(line, "Max open files %lu", &is) != 1)
		continue;
	(void)fclose(f);
	return is == most;
}

/* What does not fit into this process does not arrive in part. */
static void
test_no_room_here(void **state)
{
	struct rlimit full, was;
	int got[4];
	char byte;
	size_t n = 4;
	(void)state;
	const size_t before = open_now();
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	send_raw(4, pair[0]);
	int lowest = dup(pair[0]);
	(void)close(lowest);
	full = (struct rlimit){ (rlim_t)lowest + 2, was.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &full), 0);
	const bool known = is_in_force(full.rlim_cur);
	ssize_t took = pass_receive(pair[1], &byte, 1, got, &n);
	int why = errno;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
	assert_int_equal(took, known ? -1 : 1);
	assert_int_equal(n, known ? 0 : 4);
	assert_true(!known || why == EMSGSIZE);
	pass_close(got, n);
	assert_int_equal(open_now(), before);
}

static void
test_the_end(void **state)
{
	int fd = -2;
	size_t n = 1;
	char byte;
	(void)state;
	(void)shutdown(pair[0], SHUT_WR);
	assert_int_equal(pass_receive(pair[1], &byte, 1, &fd, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(fd, -1);
	(void)close(pair[1]);
	errno = 0;
	assert_int_equal(pass_send(pair[0], "x", 1, pair, 1), -1); /* by no signal */
	assert_int_equal(errno, EPIPE);
	pair[1] = -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_there_and_back, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(test_too_many, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(test_no_room_here, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(test_the_end, open_pair, close_pair),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
