/*
 * pg_dump and pg_restore, as children that read or write a pipe. Where the database is, and a
 * password, they are told by their environment: everybody sees the words of a command.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cluster_place.h"
#include "db.h"
#include "dossier/child.h"
#include "dossier/dsn.h"
#include "dossier/phrase.h"
#include "dossier/store/dump.h"
#include "dossier/store/migrate.h"

#define PIECE 65536

extern char **environ;

struct tool {
	const char *name;
	pid_t pid;
	int fd;      /* what we write to it, or read of it */
	int said_fd; /* what it says went wrong */
};

struct dump {
	struct db *db;
	struct moment moment;
	struct flow *blobs;
	struct tool tool;
	struct arena *arena;
	const struct dump_place *place;
	char blob[64];
};

/* ---- children ---- */

static void
forget_settings(void)
{
	char name[64];
	for (char **e = environ; *e;) {
		size_t n = strcspn(*e, "=");
		if (strncmp(*e, "PG", 2) != 0 || n >= sizeof(name)) {
			e++;
			continue;
		}
		memcpy(name, *e, n);
		name[n] = '\0';
		(void)unsetenv(name); /* moves the rest up */
	}
}

/* Whatever ${uri} says that libpq takes from its environment too, which is all that we need. */
static bool
set_environment(const char *uri)
{
	char *wrong = NULL;
	PQconninfoOption *all = PQconninfoParse(uri, &wrong);
	PQfreemem(wrong);
	forget_settings();
	for (const PQconninfoOption *o = all; o && o->keyword; o++)
		if (o->val && o->envvar && setenv(o->envvar, o->val, 1) != 0)
			return false;
	PQconninfoFree(all);
	return all && setenv("LC_ALL", "C", 1) == 0;
}

static bool
tool_start(struct tool *t, const char *path, const char *const *argv, const char *uri, bool writes,
    struct err *err)
{
	int ends[2];
	*t = (struct tool){
		.name = argv[0], .fd = -1, .said_fd = memfd_create("said", MFD_CLOEXEC)
	};
	if (t->said_fd < 0 || pipe2(ends, O_CLOEXEC) != 0)
		return err_set(err, ERR_TEMPORARY, "cannot start %s: %m", argv[0]);
	pid_t us = getpid();
	t->fd = ends[writes ? 0 : 1];
	int theirs = ends[writes ? 1 : 0];
	t->pid = fork();
	if (t->pid == 0) {
		child_ends_with(us, SIGKILL);
		int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (nothing < 0 || dup2(writes ? nothing : theirs, 0) < 0 ||
		    dup2(writes ? theirs : nothing, 1) < 0 || dup2(t->said_fd, 2) < 0 ||
		    !set_environment(uri))
			_exit(126);
		(void)close_range(3, ~0U, 0);
		(void)signal(SIGPIPE, SIG_DFL);
		execv(path, (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	(void)close(theirs);
	return t->pid > 0 || err_set(err, ERR_TEMPORARY, "cannot start %s: %m", argv[0]);
}

/* Its first line: names of ours and of the server, never what stands in a row. */
static const char *
first_words(const struct tool *t, struct arena *a)
{
	char line[500];
	ssize_t n = pread(t->said_fd, line, sizeof(line) - 1, 0);
	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	const char *words = strstr(line, "error: ");
	return n > 0 ? arena_strdup(a, words ? words + 7 : line) : phrase("it does not say why");
}

/* Nothing more is read of it, or written to it: did it end well? */
static bool
tool_end(struct tool *t, struct err *err)
{
	int status = 0;
	auto_drop(arena) struct arena *a = arena_new();
	if (t->fd >= 0)
		(void)close(t->fd);
	t->fd = -1;
	while (t->pid > 0 && waitpid(t->pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_set(err, ERR_SYSTEM, "cannot wait for %s: %m", t->name);
	t->pid = 0;
	return status == 0 || err_set(err, ERR_SYSTEM, "%s failed: %s", t->name, first_words(t, a));
}

/* It is of no use any more, whatever it does. */
static void
tool_drop(struct tool *t)
{
	struct err ignored = { 0 };
	if (t->pid > 0)
		(void)kill(t->pid, SIGKILL);
	(void)!tool_end(t, &ignored);
	if (t->said_fd > 0)
		(void)close(t->said_fd);
	t->said_fd = -1;
}

/* As whom and where: of a private one by its socket. */
static const char *
place_uri(const struct dump_place *p, enum db_role role, struct arena *a)
{
	return p->uri ? p->uri : cluster_uri_as(p->home, role, a);
}

/* That of the server's version, or the newest there is. */
static const char *
find_tool(const struct dump_place *p, const char *name, struct arena *a, struct err *err)
{
	struct place place = { 0 };
	if (p->home && !p->uri && !place_find(p->home, a, &place, err))
		return NULL;
	return place_program(&place, name, a, err);
}

/* ---- out ---- */

static struct db *
open_place(const struct dump_place *p, enum db_role role, struct err *err)
{
	if (p->uri)
		return db_open(p->uri, role, err);
	return cluster_start(p->home, err) ? cluster_open(p->home, role, err) : NULL;
}

struct dump *
dump_begin(const struct dump_place *place, struct err *err)
{
	auto_drop(dump) struct dump *d = xcalloc(1, sizeof(*d));
	d->arena = arena_new();
	d->tool.fd = d->tool.said_fd = -1;
	d->place = place;
	d->db = open_place(place, DB_BACKUP, err);
	if (!d->db || !db_begin(d->db, err) || !db_moment(d->db, d->arena, &d->moment, err))
		return NULL;
	return migrate_check(d->db, err) ? take(d) : NULL;
}

static bool
start_dump(struct dump *d, struct err *err)
{
	const char *path = find_tool(d->place, "pg_dump", d->arena, err);
	const char *const argv[] = { "pg_dump", "--format=custom", "--compress=6",
		"--enable-row-security", "--role=dossier_backup", "--no-password", "--snapshot",
		d->moment.snapshot, NULL };
	return path &&
	    tool_start(&d->tool, path, argv, place_uri(d->place, DB_BACKUP, d->arena), true, err);
}

ssize_t
dump_read(struct dump *d, void *p, size_t n, struct err *err)
{
	if (!d->tool.pid && !start_dump(d, err))
		return -1;
	ssize_t got;
	do
		got = read(d->tool.fd, p, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		err_set(err, ERR_SYSTEM, "cannot read what pg_dump writes: %m");
	return got != 0 ? got : tool_end(&d->tool, err) ? 0 : -1;
}

const char *
dump_blob(struct dump *d, struct err *err)
{
	if (!d->blobs && !(d->blobs = flow_open(&d->moment, &q_blob_names, 0, err)))
		return NULL;
	const struct bytes *cells = flow_next(d->blobs, err);
	if (!cells)
		return NULL;
	(void)snprintf(d->blob, sizeof(d->blob), "%.*s", (int)cells[0].n, (const char *)cells[0].p);
	return d->blob;
}

void
dump_free(struct dump *d)
{
	if (!d)
		return;
	tool_drop(&d->tool);
	flow_free(d->blobs);
	db_close(d->db);
	arena_free(d->arena);
	free(d);
}

/* ---- in ---- */

/* Where it reads no more it says why itself. */
static bool
feed(struct tool *t, dump_next *next, void *arg, struct err *err)
{
	auto_drop(str) char *piece = xmalloc(PIECE);
	for (ssize_t n; (n = next(arg, piece, PIECE, err)) != 0;) {
		if (n < 0)
			return false;
		if (!fd_write(t->fd, piece, (size_t)n))
			break;
	}
	return tool_end(t, err);
}

/* It names it all the same: without a name it prints what it would do. */
static const char *
database_of(const char *uri, struct arena *a)
{
	const char *name = dsn_value(uri, "dbname", a), *user = dsn_value(uri, "user", a);
	return name ? name : user ? user : "postgres";
}

static bool
run_restore(const struct dump_place *place, dump_next *next, void *arg, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *path = find_tool(place, "pg_restore", a, err);
	const char *uri = place_uri(place, DB_OWNER, a);
	const char *name = place->uri ? database_of(uri, a) : "postgres";
	const char *const argv[] = { "pg_restore", "--exit-on-error", "--single-transaction",
		"--no-password", "--dbname", name, NULL };
	struct tool t;
	if (!path)
		return false;
	void (*was)(int) = signal(SIGPIPE, SIG_IGN);
	bool ok = tool_start(&t, path, argv, uri, false, err) && feed(&t, next, arg, err);
	tool_drop(&t);
	(void)signal(SIGPIPE, was);
	return ok;
}

bool
dump_restore(
    const struct dump_place *place, dump_next *next, void *arg, int *ret_applied, struct err *err)
{
	auto_drop(db) struct db *db = open_place(place, DB_OWNER, err);
	return db && migrate_roles(db, err) && run_restore(place, next, arg, err) &&
	    migrate(db, ret_applied, err) && migrate_complete(db, err);
}
