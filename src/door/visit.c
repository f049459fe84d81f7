/*
 * A child of the daemon: one command for one client. It begins with no key and no connection, as
 * the daemon has none, and with the daemon's environment: the client's is not asked for.
 */
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "door_private.h"

#define REQUEST_S 10 /* the whole of a request; it comes in one piece */
#define NAME_BYTES 16384

static const char *const theirs[] = { "TERM", "NO_COLOR", "COLUMNS", "LANG" };

void
visit_alone(int keep, pid_t parent)
{
	sigset_t none;
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)setpgid(0, 0);
	if (keep > 3)
		(void)close_range(3, (unsigned)keep - 1, 0);
	(void)close_range(keep < 3 ? 3 : (unsigned)keep + 1, ~0U, 0);
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent)
		_exit(1);
}

static void
take_settings(const struct door_settings *s)
{
	for (size_t i = 0; i < array_len(theirs); i++)
		(void)unsetenv(theirs[i]);
	for (size_t i = 0; i < s->n; i++)
		(void)putenv(xstrdup(s->items[i])); /* "NAME=VALUE" of the list, as unpacked */
}

static bool
take_streams(const int fds[static 3])
{
	for (int i = 0; i < 3; i++)
		if (dup2(fds[i], i) != i)
			return false;
	for (int i = 0; i < 3; i++)
		(void)close(fds[i]);
	return true;
}

/* By our own tables of users: what the client's libraries make of it is nothing to us. */
static const char *
name_of(uid_t uid, struct arena *a)
{
	struct passwd pw, *found = NULL;
	char *text = arena_alloc(a, NAME_BYTES);
	return getpwuid_r(uid, &pw, text, NAME_BYTES, &found) == 0 && found ? found->pw_name : NULL;
}

void
visit_run(const struct door *door, int conn, uid_t uid)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct opt_line line;
	struct door_settings set;
	struct err err = { 0 };
	int streams[3];
	(void)alarm(REQUEST_S);
	if (!door_receive(conn, a, &line, &set, streams, &err) || !take_streams(streams))
		_exit(VISIT_NO_REQUEST);
	(void)alarm(0);
	(void)close(conn);
	take_settings(&set);
	const char *who = name_of(uid, a);
	if (!who) {
		(void)fprintf(
		    stderr, "dossier: user %u of this machine has no name here\n", (unsigned)uid);
		_exit(4);
	}
	_exit(door->run(&line, who, door->arg));
}
