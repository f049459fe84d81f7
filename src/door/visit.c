/*
 * A child of the daemon: one command for one client. It begins with no key and no connection, as
 * the daemon has none, and with the daemon's environment: the client's is not asked for.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "dossier/child.h"
#include "door_private.h"

#define REQUEST_S 10  /* the whole of a request; it comes in one piece */
#define STRANGER_S 60 /* until it is known that who asks has a role */
#define MEMORY (UINT64_C(2) << 30)

void
visit_alone(int keep, int too, pid_t parent)
{
	sigset_t none;
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)setpgid(0, 0);
	int low = keep < too ? keep : too, high = keep < too ? too : keep;
	/* an empty range is refused, and closes nothing */
	(void)close_range(3, (unsigned)low - 1, 0);
	(void)close_range((unsigned)low + 1, (unsigned)high - 1, 0);
	(void)close_range((unsigned)high + 1, ~0U, 0);
	child_ends_with(parent, SIGTERM);
}

static void
take_settings(const struct door_settings *s)
{
	for (size_t i = 0; i < DOOR_SETTINGS; i++)
		(void)unsetenv(door_setting_names[i]);
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

/* The database's server, which a visit may start, is not bound by it (cluster_place.c). */
static void
bound_memory(void)
{
#ifndef __SANITIZE_ADDRESS__
	struct rlimit memory;
	if (getrlimit(RLIMIT_AS, &memory) == 0 && memory.rlim_cur > MEMORY) {
		memory.rlim_cur = MEMORY;
		(void)setrlimit(RLIMIT_AS, &memory);
	}
#endif
}

void
door_stay(int visit)
{
	(void)alarm(0);
	(void)!write(visit, "", 1);
}

void
door_refused(const struct visitor *v, const char *noun, const char *verb, const char *why)
{
	(void)dprintf(v->log, "dossier: refused user %u%s%s%s%s: %s\n", v->uid, noun ? ": " : "",
	    noun ? noun : "", verb ? " " : "", verb ? verb : "", why);
}

void
visit_run(const struct door *door, int conn, struct visitor *v)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct opt_line line;
	struct door_settings set;
	struct err err = { 0 };
	int streams[3];
	bound_memory();
	v->log = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	(void)alarm(REQUEST_S);
	if (!door_receive(conn, a, &line, &set, streams, &err) || !take_streams(streams))
		_exit(VISIT_NO_REQUEST);
	(void)alarm(STRANGER_S);
	(void)close(conn);
	take_settings(&set);
	/* what names it now is written over by the next look into the tables of users */
	v->name = arena_strdup(a, v->name);
	_exit(door->run(&line, v, door->arg));
}
