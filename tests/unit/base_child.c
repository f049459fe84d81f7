/*
 * A child ends with its parent, also with one that ended before the child could ask for it.
 */
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "dossier/child.h"
#include "unit/unit.h"

#define PATIENCE_S 60

static void
parent_is_gone(pid_t parent)
{
	while (getppid() == parent)
		(void)usleep(1000);
}

static void
asks_in_time(int fd, pid_t parent)
{
	child_ends_with(parent, SIGKILL);
	(void)alarm(2 * PATIENCE_S); /* not for ever, where it does not */
	(void)!write(fd, "", 1);
	for (;;)
		(void)pause();
}

static void
asks_too_late(int fd, pid_t parent)
{
	parent_is_gone(parent);
	child_ends_with(parent, SIGKILL);
	(void)!write(fd, "x", 1); /* nobody would ever end it */
	_exit(0);
}

/* A parent that makes a child, hears (unless ${deaf}) a byte from it, and dies. */
static char
what_is_said(void (*child)(int, pid_t), bool deaf)
{
	int pair[2];
	char said = '-', heard;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	pid_t pid = fork();
	if (pid == 0) {
		pid_t us = getpid();
		(void)close(pair[0]);
		if (fork() == 0)
			child(pair[1], us);
		/* what the child says is read by us before the parent's end, which comes of it */
		(void)!(deaf || read(pair[1], &heard, 1));
		_exit(0);
	}
	(void)close(pair[1]);
	if (!deaf) {
		assert_int_equal(read(pair[0], &heard, 1), 1);
		assert_int_equal(write(pair[0], "", 1), 1);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	(void)alarm(PATIENCE_S); /* a child that lives keeps its end open */
	(void)!read(pair[0], &said, 1);
	(void)alarm(0);
	(void)close(pair[0]);
	return said;
}

static void
test_asked_in_time(void **state)
{
	(void)state;
	assert_int_equal(what_is_said(asks_in_time, false), '-');
}

static void
test_asked_too_late(void **state)
{
	(void)state;
	assert_int_equal(what_is_said(asks_too_late, true), '-');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_asked_in_time),
		cmocka_unit_test(test_asked_too_late),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
