/*
 * What a command prints, by way of a pager where it is more than the screen holds. Whoever was
 * asked becomes two: a child that is, or asks, the command, and who holds its output back until it
 * ends or the screen is full. So what is short simply appears, in whichever pager, and a daemon
 * never starts one: it writes into a pipe of its client's.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dossier/child.h"
#include "dossier/phrase.h"
#include "dossier/text.h"
#include "table.h"

#define SILENT_MS 100 /* then it says that it works */
#define AGAIN_MS 1000
#define NO_PAGER 127 /* a shell's status for what is not there */

/* What asks, runs long or writes for another program is not held back. */
static bool
is_read(const struct command *c)
{
	static const char *const names[] = { "help", "list", "due", "show", "plan", "deadline",
		"report", "refuse", "cause", "task list", "task show", "letter list", "letter show",
		"user list", "register show", "register check", "register diff", "connector list",
		"audit list", "retention" };
	char name[80];
	(void)snprintf(
	    name, sizeof(name), "%s%s%s", c->noun, c->verb ? " " : "", c->verb ? c->verb : "");
	return text_among(name, names, array_len(names));
}

static const char *
pager_command(void)
{
	const char *said = getenv("PAGER");
	if (!said)
		return "command -v less >/dev/null || exec cat; exec less -FIRX";
	return *said && strcmp(said, "cat") != 0 ? said : NULL;
}

struct screen {
	int from; /* what the command prints */
	int lines, width;
	int shown;  /* lines of the screen that ${held} takes */
	bool talks; /* it said that it works */
	bool quiet;
	struct buf held; /* not printed yet */
	pid_t pager;     /* 0: none */
	int to;          /* what it reads */
};

static void
put_all(int fd, const char *data, size_t n)
{
	for (ssize_t wrote; n > 0; data += wrote, n -= (size_t)wrote) {
		wrote = write(fd, data, n);
		if (wrote < 0 && errno == EINTR)
			wrote = 0;
		else if (wrote < 0)
			return; /* whoever read it has seen enough; the command ends all the same */
	}
}

static void
begin_pager(struct screen *s)
{
	int ends[2];
	if (pipe(ends) != 0)
		return;
	pid_t pid = fork();
	if (pid == 0) {
		(void)signal(SIGINT, SIG_DFL);
		(void)signal(SIGPIPE, SIG_DFL);
		(void)dup2(ends[0], STDIN_FILENO);
		(void)close_range(3, ~0U, 0);
		(void)setenv("LESS", "FIRX", 0);
		(void)execl("/bin/sh", "sh", "-c", pager_command(), (char *)NULL);
		_exit(NO_PAGER);
	}
	(void)close(ends[0]);
	if (pid < 0) {
		(void)close(ends[1]);
		return;
	}
	s->pager = pid;
	s->to = ends[1];
}

static void
flush_held(struct screen *s)
{
	put_all(s->to, s->held.data, s->held.len);
	buf_reset(&s->held);
}

static void
say_working(struct screen *s, int seconds)
{
	if (s->quiet || s->held.len || s->pager)
		return;
	(void)fprintf(stderr, "\r\033[K");
	(void)fprintf(stderr, phrase("working, %d s"), seconds);
	s->talks = true;
}

static void
say_nothing(struct screen *s)
{
	if (s->talks)
		(void)fprintf(stderr, "\r\033[K");
	s->talks = false;
}

/* A line of the screen is one of text, or part of a long one. */
static void
hold(struct screen *s, const char *data, size_t n)
{
	say_nothing(s);
	buf_add(&s->held, data, n);
	for (size_t i = 0; i < n; i++)
		s->shown += data[i] == '\n';
	int most = table_cells(s->held.data, s->held.len) / s->width;
	if (!s->pager && (s->shown >= s->lines || most >= s->lines))
		begin_pager(s);
	if (s->pager)
		flush_held(s);
}

static void
pump(struct screen *s)
{
	char data[4096];
	int waited = 0;
	for (;;) {
		struct pollfd p = { .fd = s->from, .events = POLLIN };
		int ready = poll(&p, 1, waited ? AGAIN_MS : SILENT_MS);
		if (ready == 0)
			say_working(s, waited++);
		if (ready <= 0)
			continue;
		ssize_t n = read(s->from, data, sizeof(data));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		hold(s, data, (size_t)n);
	}
	say_nothing(s);
	flush_held(s);
}

static int
status_of(pid_t pid)
{
	int status = 0;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* In the child: from here on this process prints into the pipe, also what it says of itself. */
static void
print_into(int pipe_end, const struct winsize *size, pid_t screen)
{
	char width[20];
	bool talks = isatty(STDERR_FILENO);
	child_ends_with(screen, SIGTERM);
	(void)dup2(pipe_end, STDOUT_FILENO);
	if (talks)
		(void)dup2(pipe_end, STDERR_FILENO);
	(void)close(pipe_end);
	(void)snprintf(width, sizeof(width), "%d", size->ws_col);
	(void)setenv(PRINT_TERMINAL, width, 1);
}

bool
pager_parent(const struct cli *cli, bool quiet, int *ret_status)
{
	struct winsize size;
	int ends[2];
	const char *term = getenv("TERM");
	if (!is_read(cli->command) || !isatty(STDOUT_FILENO) || !term ||
	    strcmp(term, "dumb") == 0 || !pager_command() ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row < 2 || size.ws_col < 2 ||
	    pipe(ends) != 0)
		return false;
	(void)fflush(NULL);
	pid_t us = getpid(), child = fork();
	if (child <= 0) {
		(void)close(ends[0]);
		if (child == 0)
			print_into(ends[1], &size, us);
		else
			(void)close(ends[1]);
		return false;
	}
	(void)close(ends[1]);
	struct screen s = { .from = ends[0],
		.lines = size.ws_row - 1,
		.width = size.ws_col,
		.quiet = quiet || !isatty(STDERR_FILENO),
		.to = STDOUT_FILENO };
	(void)signal(SIGINT, SIG_IGN); /* it is for the command; what it printed is shown */
	(void)signal(SIGPIPE, SIG_IGN);
	pump(&s);
	if (s.pager) {
		(void)close(s.to);
		(void)status_of(s.pager);
	}
	int status = status_of(child);
	buf_release(&s.held);
	(void)signal(SIGINT, SIG_DFL);
	if (WIFSIGNALED(status))
		(void)raise(WTERMSIG(status));
	*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
	return true;
}
