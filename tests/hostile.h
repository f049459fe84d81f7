/*
 * A server on a Unix socket that misbehaves by a script, each test's own; and what becomes of a
 * collect at it: an error of ours.
 */
#ifndef TESTS_HOSTILE_H
#define TESTS_HOSTILE_H

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sink.h"

struct script;

/* In the server: all of it, or its end when nobody listens any more. */
static inline void
hostile_send(int fd, const void *p, size_t n)
{
	if (send(fd, p, n, MSG_NOSIGNAL) != (ssize_t)n)
		_exit(0);
}

/* A process that does ${play} to the one who connects, and never returns from it. */
static inline pid_t
hostile_serve(
    const char *path, void (*play)(int fd, const struct script *s), const struct script *s)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	(void)unlink(a.sun_path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 1), 0);
	pid_t pid = fork();
	if (pid == 0)
		play(accept(fd, NULL, NULL), s);
	(void)close(fd);
	return pid;
}

static inline void
hostile_end(pid_t pid)
{
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}

/* ${system} is searched for this one ${id}, within ${limits} (NULL: the usual). */
static inline void
hostile_collect(const struct connector *c, const char *system, const char *settings,
    const struct identifier_value *id, const struct budget_limits *limits, enum err_kind kind,
    const char *text)
{
	struct connector_call call;
	struct sink sink;
	struct err err = { 0 };
	sink_init(&sink);
	call_init(&call, &sink, system, settings);
	call.ids = id;
	call.nids = 1;
	call.budget.limits = limits;
	assert_false(c->act[ACTION_COLLECT](&call, &err));
	if (err.kind != kind || !strstr(err.text, text))
		fail_msg("%d %s", (int)err.kind, err.text);
	call_release(&call);
	sink_release(&sink);
}

#endif
