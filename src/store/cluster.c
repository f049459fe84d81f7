/*
 * The private PostgreSQL: made once, started by whichever command needs it first, left running.
 * Reached through a socket in a directory that only its user can enter, never over a network. Where
 * it lies is cluster_place.c's matter.
 */
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cluster_place.h"
#include "db.h"
#include "dossier/text.h"

#define START_TIMEOUT_S 60
#define PORT "5432" /* part of the socket's name */

/*
 * Whatever could put a value into the server's log is off: errors stay between it and the program
 * that made them.
 */
static const char settings[] = "\n# Written by dossier.\n"
			       "listen_addresses = ''\n"
			       "port = " PORT "\n"
			       "unix_socket_permissions = 0700\n"
			       "max_connections = 100\n"
			       "shared_buffers = 128MB\n"
			       "random_page_cost = 1.1\n"
			       "jit = off\n"
			       "timezone = 'UTC'\n"
			       "log_timezone = 'UTC'\n"
			       "lc_messages = 'C'\n"
			       "log_destination = 'stderr'\n"
			       "logging_collector = off\n"
			       "log_min_messages = log\n"
			       "log_min_error_statement = panic\n"
			       "log_statement = none\n"
			       "log_duration = off\n"
			       "log_min_duration_statement = -1\n"
			       "log_min_duration_sample = -1\n"
			       "log_transaction_sample_rate = 0\n"
			       "log_parameter_max_length = 0\n"
			       "log_parameter_max_length_on_error = 0\n"
			       "log_error_verbosity = terse\n"
			       "log_lock_waits = off\n"
			       "log_autovacuum_min_duration = -1\n"
			       "log_checkpoints = off\n";

/*
 * A running server's socket directory stands in its lock file; who starts it may have another idea
 * of where it belongs.
 */
static const char *
running_sockets(const struct place *p, struct arena *a)
{
	FILE *f = fopen(arena_printf(a, "%s/postmaster.pid", p->cluster), "re");
	if (!f)
		return p->sockets;
	char line[4096];
	const char *dir = p->sockets;
	for (int i = 1; fgets(line, sizeof(line), f); i++)
		if (i == 5 && line[0] == '/')
			dir = arena_strndup(a, line, strcspn(line, "\n"));
	fclose(f);
	return dir;
}

/*
 * While the server is down anybody may put another one where its socket was, in /tmp above all:
 * nothing is said to one that does not run as the owner of the cluster.
 */
static const char *
uri_of(const struct place *p, enum db_role role, struct arena *a)
{
	const struct passwd *owner = getpwuid(p->uid);
	const char *sockets = running_sockets(p, a), *user = db_role_name(role);
	auto_drop(buf) struct buf uri = { 0 };
	buf_adds(&uri, "postgresql:///postgres?host=");
	text_percent(sockets, strlen(sockets), &uri);
	buf_addf(&uri, "&port=" PORT "&connect_timeout=10&user=%s", user ? user : SUPERUSER);
	if (owner) {
		buf_adds(&uri, "&requirepeer=");
		text_percent(owner->pw_name, strlen(owner->pw_name), &uri);
	}
	return arena_strdup(a, uri.data);
}

const char *
cluster_uri_as(const char *datadir, enum db_role role, struct arena *a)
{
	struct err ignored = {
		0
	}; /* a directory that is not there gives a URI that does not answer */
	struct place p;
	if (!place_find(datadir, a, &p, &ignored))
		return "postgresql:///postgres?host=%2Fnowhere&user=" SUPERUSER;
	return uri_of(&p, role, a);
}

const char *
cluster_uri(const char *datadir, struct arena *a)
{
	return cluster_uri_as(datadir, DB_OWNER, a);
}

const char *
cluster_directory(const char *datadir, struct arena *a)
{
	struct err ignored = { 0 };
	struct place p;
	return place_find(datadir, a, &p, &ignored) ? p.cluster : NULL;
}

const char *
cluster_sockets(const char *datadir, struct arena *a)
{
	struct err ignored = { 0 };
	struct place p;
	return place_find(datadir, a, &p, &ignored) ? running_sockets(&p, a) : NULL;
}

struct db *
cluster_open(const char *datadir, enum db_role role, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct place p;
	if (!place_find(datadir, a, &p, err) || !place_is_ours(&p, running_sockets(&p, a), err))
		return NULL;
	return db_open(uri_of(&p, role, a), role, err);
}

/* Whoever has a directory where ours belongs is not asked either. */
static PGPing
ping(const struct place *p, struct arena *a)
{
	struct err ignored = { 0 };
	return p->exists && place_is_ours(p, running_sockets(p, a), &ignored)
	    ? PQping(uri_of(p, DB_APP, a))
	    : PQPING_NO_RESPONSE;
}

bool
cluster_running(const char *datadir)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err ignored = { 0 };
	struct place p;
	return place_find(datadir, a, &p, &ignored) && ping(&p, a) == PQPING_OK;
}

/* One start or stop at a time. The server does not inherit the lock: it would hold it for ever. */
static int
lock(const struct place *p, struct arena *a, struct err *err)
{
	const char *path = arena_printf(a, "%s/pg.lock", p->home);
	auto_drop(fd) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int r;
	do
		r = fd < 0 ? -1 : flock(fd, LOCK_EX);
	while (r < 0 && fd >= 0 && errno == EINTR);
	if (r < 0) {
		(void)err_set(err, ERR_SYSTEM, "cannot lock %s: %m", path);
		return -1;
	}
	int locked = fd;
	fd = -1;
	return locked;
}

static bool
write_settings(const char *dir, struct arena *a, struct err *err)
{
	const char *path = arena_printf(a, "%s/postgresql.conf", dir);
	FILE *f = fopen(path, "ae");
	if (!f)
		return err_set(err, ERR_SYSTEM, "cannot write %s: %m", path);
	bool ok = fputs(settings, f) >= 0;
	return (fclose(f) == 0 && ok) || err_set(err, ERR_SYSTEM, "cannot write %s: %m", path);
}

/* Made aside and renamed, so that a cluster is whole or not there. */
static bool
make(const struct place *p, struct arena *a, struct err *err)
{
	const char *aside = arena_printf(a, "%s.new", p->cluster);
	const char *initdb = place_program(p, "initdb", a, err);
	if (!initdb || !place_forget(aside, err))
		return false;
	if (mkdir(aside, 0700) != 0 || (geteuid() == 0 && chown(aside, p->uid, p->gid) != 0))
		return err_set(err, ERR_SYSTEM, "cannot make directory %s: %m", aside);
	const char *const argv[] = { initdb, "--pgdata", aside, "--username", SUPERUSER, "--auth",
		"peer", "--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums", NULL };
	bool is_new;
	if (!place_run(p, argv, err) || !write_settings(aside, a, err) ||
	    !access_write(p, aside, &is_new, a, err))
		return false;
	return rename(aside, p->cluster) == 0 ||
	    err_set(err, ERR_SYSTEM, "cannot rename %s: %m", aside);
}

/* A server that is starting or recovering refuses at first. */
static bool
wait_until_ready(const struct place *p, struct arena *a)
{
	for (int i = 0; i < START_TIMEOUT_S * 20; i++) {
		PGPing r = ping(p, a);
		if (r != PQPING_REJECT)
			return r == PQPING_OK;
		(void)nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	}
	return false;
}

static bool
start(const struct place *p, struct arena *a, struct err *err)
{
	const char *pg_ctl = place_program(p, "pg_ctl", a, err);
	bool is_new;
	if (!pg_ctl || !place_make_sockets(p, err) || !access_write(p, p->cluster, &is_new, a, err))
		return false;
	const char *options = arena_printf(a, "-c unix_socket_directories=%s", p->sockets);
	const char *const argv[] = { pg_ctl, "start", "--pgdata", p->cluster, "--wait", "--silent",
		"--timeout", "60", "--options", options, NULL };
	return place_run(p, argv, err) || err_wrap(err, "the database did not start");
}

bool
cluster_start(const char *datadir, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct place p;
	if (!place_find(datadir, a, &p, err))
		return false;
	if (!p.exists)
		return err_set(err, ERR_NOTFOUND,
		    "there is no database in %s: restore it from its backup, "
		    "or name the right one in dossier.conf",
		    datadir);
	if (ping(&p, a) == PQPING_OK)
		return true;
	auto_drop(fd) int fd = lock(&p, a, err);
	if (fd < 0)
		return false;
	return wait_until_ready(&p, a) || start(&p, a, err);
}

bool
cluster_stop(const char *datadir, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct place p;
	if (!place_find(datadir, a, &p, err))
		return false;
	auto_drop(fd) int fd = lock(&p, a, err);
	if (fd < 0)
		return false;
	if (!p.exists || ping(&p, a) == PQPING_NO_RESPONSE)
		return true;
	const char *pg_ctl = place_program(&p, "pg_ctl", a, err);
	if (!pg_ctl)
		return false;
	const char *sockets = running_sockets(&p, a);
	const char *const argv[] = { pg_ctl, "stop", "--pgdata", p.cluster, "--mode", "fast",
		"--wait", "--silent", "--timeout", "60", NULL };
	if (!place_run(&p, argv, err))
		return err_wrap(err, "the database did not stop");
	(void)rmdir(sockets); /* made again by the next start */
	return true;
}

bool
cluster_remove(const char *datadir, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct place p;
	if (!place_find(datadir, a, &p, err) || !cluster_stop(datadir, err))
		return false;
	const char *aside = arena_printf(a, "%s.new", p.cluster);
	return place_forget(p.cluster, err) && place_forget(aside, err) &&
	    place_forget(arena_printf(a, "%s.old", p.cluster), err);
}

bool
cluster_create(const char *datadir, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct place p;
	if (!place_find(datadir, a, &p, err))
		return false;
	auto_drop(fd) int fd = lock(&p, a, err);
	if (fd < 0 ||
	    !place_find(datadir, a, &p, err)) /* another may have made it while we waited */
		return false;
	if (p.exists)
		return err_set(err, ERR_CONFLICT, "there is a database in %s already", p.cluster);
	if (!place_choose(&p, a, err) || !make(&p, a, err))
		return false;
	p.exists = true;
	return start(&p, a, err);
}

/* One that runs reads its files again; what was let in by the older ones stays until it goes. */
static bool
renew_access(const struct place *p, struct arena *a, struct err *err)
{
	bool is_new;
	if (!access_write(p, p->cluster, &is_new, a, err))
		return false;
	const char *pg_ctl = is_new ? place_program(p, "pg_ctl", a, err) : NULL;
	const char *const argv[] = { pg_ctl, "reload", "--pgdata", p->cluster, "--silent", NULL };
	return !is_new || (pg_ctl && place_run(p, argv, err));
}

bool
cluster_prepare(const char *datadir, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct place p;
	if (!cluster_start(datadir, err) || !place_find(datadir, a, &p, err) ||
	    !renew_access(&p, a, err))
		return false;
	auto_drop(db) struct db *db = cluster_open(datadir, DB_OWNER, err);
	return db && db_run(db, &q_role_make, ARGS(), NULL, err) &&
	    db_run(db, &q_role_login, ARGS(), NULL, err);
}
