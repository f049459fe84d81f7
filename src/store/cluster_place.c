/*
 * Where a private PostgreSQL lies and whom it runs as. PostgreSQL refuses to run as root, so root's
 * cluster belongs to the user postgres, who often can not enter the directory it would lie in: then
 * it lies under /var/lib/dossier and DATADIR/pg.path says where. Starts nothing by itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dossier/phrase.h"
#include "cluster_place.h"
#include "dossier/child.h"

#define SERVER_USER "postgres"
#define OUTSIDE "/var/lib/dossier"
#define FORGET_TRIES 50
#define FORGET_MS 100
#define SOCKET_DIR_MAX 80 /* a socket's path has room for 107 characters */

extern char **environ;

/* FNV-1a: a name for a directory, not a secret. */
static const char *
path_hash(const char *path, struct arena *a)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (; *path; path++)
		h = (h ^ (unsigned char)*path) * UINT64_C(0x100000001b3);
	return arena_printf(a, "%012llx", (unsigned long long)(h >> 16));
}

static const char *
read_line(const char *path, struct arena *a)
{
	FILE *f = fopen(path, "re");
	if (!f)
		return NULL;
	char line[PATH_MAX];
	char *got = fgets(line, sizeof(line), f);
	fclose(f);
	return got ? arena_strndup(a, line, strcspn(line, "\n")) : NULL;
}

/* A socket's path has so much room, and goes through the shell that pg_ctl starts it with. */
static bool
is_fit(const char *dir)
{
	return strlen(dir) <= SOCKET_DIR_MAX &&
	    strspn(dir, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-") ==
	    strlen(dir);
}

/* Where nobody else can make it first; in /tmp, the last resort, they can. */
static const char *
sockets_for(const struct place *p, struct arena *a)
{
	const char *hash = path_hash(p->home, a);
	if (geteuid() == 0)
		return arena_printf(a, "/run/dossier-%s", hash);
	const char *runtime = getenv("XDG_RUNTIME_DIR"),
		   *ours = arena_printf(a, "%s/sock", p->home);
	if (is_fit(ours))
		return ours;
	ours = arena_printf(a, "%s/dossier-%s", runtime ? runtime : "", hash);
	if (runtime && runtime[0] == '/' && access(runtime, W_OK | X_OK) == 0 && is_fit(ours))
		return ours;
	return arena_printf(a, "/tmp/dossier-%u-%s", (unsigned)geteuid(), hash);
}

static bool
new_owner(struct place *p, struct err *err)
{
	p->uid = geteuid();
	p->gid = getegid();
	if (p->uid != 0)
		return true;
	const struct passwd *pw = getpwnam(SERVER_USER);
	if (!pw)
		return err_set(err, ERR_SYSTEM,
		    "there is no user " SERVER_USER
		    " to run the database as: install postgresql, or use --database");
	p->uid = pw->pw_uid;
	p->gid = pw->pw_gid;
	return true;
}

bool
place_find(const char *datadir, struct arena *a, struct place *ret, struct err *err)
{
	char resolved[PATH_MAX];
	if (!realpath(datadir, resolved))
		return err_set(err, errno == ENOENT ? ERR_NOTFOUND : ERR_SYSTEM,
		    "cannot open directory %s: %m", datadir);
	*ret = (struct place){ .home = arena_strdup(a, resolved) };
	const char *elsewhere = read_line(arena_printf(a, "%s/pg.path", ret->home), a);
	ret->cluster = elsewhere ? elsewhere : arena_printf(a, "%s/pg", ret->home);
	ret->log = arena_printf(a, "%s/pg.log", ret->home);
	ret->sockets = sockets_for(ret, a);
	struct stat st;
	ret->exists = stat(arena_printf(a, "%s/PG_VERSION", ret->cluster), &st) == 0;
	if (!ret->exists && stat(ret->cluster, &st) == 0 && access(ret->cluster, X_OK) != 0)
		return err_set(
		    err, ERR_DENIED, "the database in %s belongs to another user", ret->cluster);
	if (!ret->exists)
		return new_owner(ret, err);
	ret->uid = st.st_uid;
	ret->gid = st.st_gid;
	return ret->uid == geteuid() || geteuid() == 0 ||
	    err_set(err, ERR_DENIED, "the database in %s belongs to another user", ret->cluster);
}

/*
 * In a child: become the server's user, with nothing of ours open and no setting of ours in the
 * environment.
 */
static void
become(const struct place *p)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	(void)setsid();
	(void)umask(077);
	struct rlimit memory; /* that of whoever starts the server is not the server's */
	if (getrlimit(RLIMIT_AS, &memory) == 0) {
		memory.rlim_cur = memory.rlim_max;
		(void)setrlimit(RLIMIT_AS, &memory);
	}
	if (geteuid() == 0 &&
	    (setgroups(1, &p->gid) != 0 || setresgid(p->gid, p->gid, p->gid) != 0 ||
		setresuid(p->uid, p->uid, p->uid) != 0))
		_exit(126);
}

static bool
wait_for(pid_t pid, int *ret_status, struct err *err)
{
	while (waitpid(pid, ret_status, 0) < 0)
		if (errno != EINTR)
			return err_set(err, ERR_SYSTEM, "cannot wait for a child: %m");
	return true;
}

static bool
can_enter(const struct place *p, const char *dir, bool *ret, struct err *err)
{
	pid_t pid = fork();
	if (pid < 0)
		return err_set(err, ERR_TEMPORARY, "cannot fork: %m");
	if (pid == 0) {
		become(p);
		_exit(chdir(dir) == 0 ? 0 : 1);
	}
	int status;
	if (!wait_for(pid, &status, err))
		return false;
	*ret = status == 0;
	return true;
}

/*
 * A connection is a process, and what it plans its first queries in came in small pages, which
 * took as long as the planning. Where the machine lends large ones, it is a few of those.
 */
#define LARGE_PAGES                                                                                \
	"glibc.malloc.hugetlb=1:glibc.malloc.top_pad=8388608:"                                     \
	"glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=1073741824"

static void
set_environment(void)
{
	for (char **e = environ; *e;) {
		char name[64];
		size_t n = strcspn(*e, "=");
		if (strncmp(*e, "PG", 2) != 0 || n >= sizeof(name)) {
			e++;
			continue;
		}
		memcpy(name, *e, n);
		name[n] = '\0';
		unsetenv(name); /* moves the rest up */
	}
	setenv("LC_ALL", "C", 1);
	setenv("GLIBC_TUNABLES", LARGE_PAGES, 0); /* of another C library: nothing */
}

bool
place_run(const struct place *p, const char *const *argv, struct err *err)
{
	auto_drop(fd) int log = open(p->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (log < 0)
		return err_set(err, ERR_SYSTEM, "cannot open %s: %m", p->log);
	pid_t us = getpid(), pid = fork();
	if (pid < 0)
		return err_set(err, ERR_TEMPORARY, "cannot fork: %m");
	if (pid == 0) {
		int nothing = open("/dev/null", O_RDONLY);
		if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 ||
		    chdir("/") != 0)
			_exit(126);
		(void)close_range(3, ~0U, 0);
		become(p);
		/*
		 * Half a cluster is nobody's: who makes the next one must not meet initdb still at
		 * work. Asked for after the change of user, which forgets it; a server that pg_ctl
		 * started does not inherit it.
		 */
		child_ends_with(us, SIGKILL);
		set_environment();
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	int status;
	if (!wait_for(pid, &status, err))
		return false;
	return status == 0 ||
	    err_set(err, ERR_TEMPORARY, "%s failed; its last words stand in %s", argv[0], p->log);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path) == 0 || errno == ENOENT ? 0 : -1;
}

bool
place_forget(const char *dir, struct err *err)
{
	/*
	 * what a killed initdb had started notices within a moment, and may write into it until
	 * then
	 */
	for (int tries = 0; access(dir, F_OK) == 0; tries++) {
		if (nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0)
			continue;
		if ((errno != ENOENT && errno != ENOTEMPTY && errno != EEXIST) ||
		    tries == FORGET_TRIES)
			return err_set(err, ERR_SYSTEM, "cannot remove %s: %m", dir);
		(void)poll(NULL, 0, FORGET_MS);
	}
	return true;
}

/*
 * A cluster under the name we want, that no DATADIR points to any more: its installation was
 * removed without it, keys and all. The last such is kept aside.
 */
static bool
put_aside(const char *dir, struct arena *a, struct err *err)
{
	if (access(dir, F_OK) != 0)
		return true;
	const char *old = arena_printf(a, "%s.old", dir);
	const char *pid = read_line(arena_printf(a, "%s/postmaster.pid", dir), a);
	char cwd[PATH_MAX] = "";
	if (pid && readlink(arena_printf(a, "/proc/%s/cwd", pid), cwd, sizeof(cwd) - 1) > 0 &&
	    strcmp(cwd, dir) == 0)
		(void)kill((pid_t)strtol(pid, NULL, 10),
		    SIGQUIT); /* its data is given up: no need to be gentle */
	if (!place_forget(old, err))
		return false;
	return rename(dir, old) == 0 || err_set(err, ERR_SYSTEM, "cannot rename %s: %m", dir);
}

static bool
write_pointer(const struct place *p, struct arena *a, struct err *err)
{
	const char *path = arena_printf(a, "%s/pg.path", p->home);
	FILE *f = fopen(path, "we");
	if (!f)
		return err_set(err, ERR_SYSTEM, "cannot write %s: %m", path);
	bool ok = fprintf(f, "%s\n", p->cluster) > 0;
	return (fclose(f) == 0 && ok) || err_set(err, ERR_SYSTEM, "cannot write %s: %m", path);
}

bool
place_choose(struct place *p, struct arena *a, struct err *err)
{
	bool enter = true;
	if (geteuid() == 0 && !can_enter(p, p->home, &enter, err))
		return false;
	if (enter)
		return true;
	if (mkdir(OUTSIDE, 0755) != 0 && errno != EEXIST)
		return err_set(err, ERR_SYSTEM, "cannot make directory " OUTSIDE ": %m");
	p->cluster = arena_printf(a, OUTSIDE "/%s", path_hash(p->home, a));
	return put_aside(p->cluster, a, err) && write_pointer(p, a, err);
}

bool
place_is_ours(const struct place *p, const char *sockets, struct err *err)
{
	struct stat st;
	if (lstat(sockets, &st) != 0)
		return err_set(err, ERR_TEMPORARY, "the database does not run: %s: %m", sockets);
	return (S_ISDIR(st.st_mode) && st.st_uid == p->uid && (st.st_mode & 077) == 0) ||
	    err_set(err, ERR_DENIED,
		"%s is not a directory of the database's user alone: remove it", sockets);
}

bool
place_make_sockets(const struct place *p, struct err *err)
{
	if (mkdir(p->sockets, 0700) == 0 && geteuid() == 0 &&
	    lchown(p->sockets, p->uid, p->gid) != 0)
		return err_set(
		    err, ERR_SYSTEM, "cannot give %s to the database's user: %m", p->sockets);
	/* somebody else may have made it first, in /tmp */
	return place_is_ours(p, p->sockets, err);
}

/* The newest version's directory that has the program, or the one whose version the cluster has. */
static const char *
newest(const char *name, const char *version, struct arena *a)
{
	static const char *const patterns[] = { "/usr/lib/postgresql/*/bin/", "/usr/pgsql-*/bin/" };
	const char *best = NULL;
	double best_version = 15; /* the least that will do */
	for (size_t i = 0; i < array_len(patterns); i++) {
		glob_t g;
		if (glob(arena_printf(a, "%s%s", patterns[i], name), 0, NULL, &g) != 0)
			continue;
		for (size_t j = 0; j < g.gl_pathc; j++) {
			double v =
			    strtod(g.gl_pathv[j] + strcspn(g.gl_pathv[j], "0123456789"), NULL);
			if (version ? v != strtod(version, NULL) : v < best_version)
				continue;
			best_version = v;
			best = arena_strdup(a, g.gl_pathv[j]);
		}
		globfree(&g);
	}
	return best;
}

static const char *
in_path(const char *name, struct arena *a)
{
	const char *path = getenv("PATH");
	for (const char *p = path ? path : "/usr/bin"; *p;) {
		size_t n = strcspn(p, ":");
		char resolved[PATH_MAX];
		/* beside a link to the program the server itself may be missing */
		if (n > 0 && realpath(arena_printf(a, "%.*s/%s", (int)n, p, name), resolved) &&
		    access(resolved, X_OK) == 0)
			return arena_strdup(a, resolved);
		p += n + (p[n] == ':');
	}
	return NULL;
}

const char *
place_program(const struct place *p, const char *name, struct arena *a, struct err *err)
{
	const char *version =
	    p->exists ? read_line(arena_printf(a, "%s/PG_VERSION", p->cluster), a) : NULL;
	const char *found = newest(name, version, a);
	if (!found)
		found = in_path(name, a);
	if (!found)
		(void)err_set(err, ERR_SYSTEM,
		    "cannot find PostgreSQL's %s%s%s: install postgresql, or use --database", name,
		    version ? phrase(" of version ") : "", version ? version : "");
	return found;
}
