/*
 * The private PostgreSQL: made, started by two commands at once, stopped, found again after a
 * crash, out of reach of others, and lying elsewhere when its user can not enter the installation's
 * directory.
 */
#include "dossier/store/cluster.h"
#include "dossier/store/installation.h"
#include "dossier/store/key.h"
#include "dossier/store/migrate.h"
#include "unit/store_fixture.h"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

static void
test_runs(void **state)
{
	(void)state;
	assert_true(cluster_running(fix.dir));
	ok(cluster_start(fix.dir, &err));
	refused(ERR_CONFLICT, cluster_create(fix.dir, &err));
	assert_string_equal(fixture_sql("SHOW server_encoding"), "UTF8");
	assert_string_equal(fixture_sql("SHOW lc_collate"), "C.UTF-8");
	assert_string_equal(fixture_sql("SHOW TimeZone"), "UTC");
	assert_string_equal(fixture_sql("SHOW listen_addresses"), "");
	assert_string_equal(fixture_sql("SHOW data_checksums"), "on");
	assert_string_equal(fixture_sql("SHOW log_parameter_max_length_on_error"), "0");
	struct stat st;
	assert_int_equal(stat(fixture_sql("SHOW unix_socket_directories"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	/* it asks for large pages where they are lent to who asks */
	fixture_shell(arena_printf(fix.arena,
	    "! grep -qF '[madvise]' /sys/kernel/mm/transparent_hugepage/enabled || "
	    "grep -q '^VmFlags:.* hg' /proc/$(head -1 %s/pg/postmaster.pid)/smaps",
	    fix.dir));
}

/* Whatever goes wrong with a value, the server's log does not have it. */
static void
test_log_is_silent(void **state)
{
	(void)state;
	fixture_shell(arena_printf(fix.arena,
	    "psql -qX -d '%s' > /dev/null 2>&1 <<'END' || true\n"
	    "SELECT 'canary-4711'::integer;\n"
	    "INSERT INTO calendar VALUES ('canary-4711', 'canary-4711', 'canary-4711', now()), "
	    "('canary-4711', 'canary-4711', 'x', now());\n"
	    "DO $x$ BEGIN RAISE EXCEPTION 'canary-4711'; END $x$;\n"
	    "END\n",
	    fix.uri));
	fixture_shell(arena_printf(fix.arena, "! grep -r canary-4711 %s/pg.log", fix.dir));
	/*
	 * nor do our own errors: of a duplicate key the constraint is named, of a malformed value
	 * nothing
	 */
	static const char *const rights[] = { "access", NULL };
	struct request r = fixture_request(fixture_org("acme", "ACM"), "ACM", rights);
	struct err why = { 0 };
	ok(db_begin(fix.db, &err));
	const struct wrapped_keys keys = { "canary-4712", "canary-4712", "canary-4712" };
	ok(request_key_insert(fix.db, &r, &keys, &err));
	assert_false(request_key_insert(fix.db, &r, &keys, &why));
	assert_int_equal(why.kind, ERR_CONFLICT);
	assert_null(strstr(why.text, "canary"));
	db_rollback(fix.db);
	why = (struct err){ 0 };
	assert_false(calendar_put(fix.db, "canary-\xff", "x", "y", &why));
	assert_null(strstr(why.text, "canary"));
}

static void
test_start_twice_at_once(void **state)
{
	(void)state;
	ok(cluster_stop(fix.dir, &err));
	assert_false(cluster_running(fix.dir));
	ok(cluster_stop(fix.dir, &err)); /* nothing to do */
	pid_t children[4];
	for (size_t i = 0; i < array_len(children); i++) {
		children[i] = fork();
		if (children[i] == 0) {
			struct err why = { 0 };
			struct db *db = cluster_start(fix.dir, &why)
			    ? cluster_open(fix.dir, DB_APP, &why)
			    : NULL;
			if (!db)
				fprintf(stderr, "# %s\n", why.text);
			bool opened = db != NULL;
			db_close(db);
			_exit(opened ? 0 : 1);
		}
	}
	for (size_t i = 0; i < array_len(children); i++) {
		int status;
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	assert_true(cluster_running(fix.dir)); /* it outlives who started it */
	struct err why = { 0 };
	db_close(fix.db);
	fix.db = fixture_open(&why);
	assert_non_null(fix.db);
}

static void
test_crash(void **state)
{
	(void)state;
	/* kill -9 leaves a pid file behind */
	fixture_shell(arena_printf(fix.arena, "kill -9 $(head -1 %s/pg/postmaster.pid)", fix.dir));
	for (int i = 0; i < 100 && cluster_running(fix.dir); i++)
		usleep(50000);
	/* its children notice and go, then it can be started again */
	struct err why = { 0 };
	bool started = false;
	for (int i = 0; i < 100 && !started; i++, usleep(100000)) {
		why = (struct err){ 0 };
		started = cluster_start(fix.dir, &why);
	}
	if (!started)
		fail_msg("%s", why.text);
	db_close(fix.db);
	fix.db = fixture_open(&why);
	assert_non_null(fix.db);
	ok(migrate_check(fix.db, &err));
}

/* Another user's server where ours was: what it is told is written down in ${heard}. */
static pid_t
squat(const char *sockets, const char *heard)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s/.s.PGSQL.5432", sockets);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	pid_t pid = fork();
	if (pid == 0) {
		char said[256];
		int to = open(heard, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		if (setresuid(65534, 65534, 65534) != 0 ||
		    bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 || listen(fd, 1) != 0)
			_exit(1);
		for (int client; (client = accept(fd, NULL, NULL)) >= 0; (void)close(client))
			if (recv(client, said, sizeof(said), 0) > 0)
				(void)!write(to, "x", 1);
		_exit(0);
	}
	(void)close(fd);
	for (int i = 0; i < 100 && access(a.sun_path, F_OK) != 0; i++)
		usleep(20000);
	return pid;
}

/* Nothing is said, and not even a connection made, to who made a directory where ours belongs. */
static void
test_squatter(void **state)
{
	(void)state;
	if (geteuid() != 0) {
		print_message("# not root: nobody else can be tried\n");
		return;
	}
	const char *sockets = arena_strdup(fix.arena, fixture_sql("SHOW unix_socket_directories"));
	const char *heard = arena_printf(fix.arena, "%s/heard", fix.dir);
	struct err theirs = { 0 }, alone = { 0 }, link = { 0 }, wide = { 0 }, peer = { 0 };
	struct stat st;
	ok(cluster_stop(fix.dir, &err));
	assert_int_equal(mkdir(sockets, 0755), 0);
	assert_int_equal(chown(sockets, 65534, 65534), 0);
	pid_t pid = squat(sockets, heard);
	/* theirs; a link to it; ours that others may enter; ours with their socket in it */
	bool opened = cluster_open(fix.dir, DB_APP, &theirs) || cluster_running(fix.dir);
	bool started = cluster_start(fix.dir, &alone);
	const char *aside = arena_printf(fix.arena, "%s.aside", sockets);
	bool moved = rename(sockets, aside) == 0 && symlink(aside, sockets) == 0;
	opened = opened || cluster_open(fix.dir, DB_APP, &link);
	moved = moved && unlink(sockets) == 0 && rename(aside, sockets) == 0 &&
	    chown(sockets, getpwnam("postgres")->pw_uid, (gid_t)-1) == 0;
	opened = opened || cluster_open(fix.dir, DB_APP, &wide);
	moved = moved && chmod(sockets, 0700) == 0;
	opened = opened || cluster_open(fix.dir, DB_APP, &peer);
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	assert_true(moved);
	assert_false(opened || started);
	assert_int_equal(theirs.kind, ERR_DENIED);
	assert_int_equal(alone.kind, ERR_DENIED);
	assert_int_equal(link.kind, ERR_DENIED);
	assert_int_equal(wide.kind, ERR_DENIED);
	assert_non_null(strstr(peer.text, "requirepeer"));
	assert_int_equal(stat(heard, &st), 0);
	assert_int_equal(st.st_size, 0);
	fixture_shell(arena_printf(fix.arena, "rm -rf %s", sockets));
	ok(cluster_start(fix.dir, &err));
	db_close(fix.db);
	struct err why = { 0 };
	fix.db = fixture_open(&why);
	assert_non_null(fix.db);
}

static void
test_nothing_there(void **state)
{
	(void)state;
	char dir[] = "/tmp/dossier-none-XXXXXX";
	assert_non_null(mkdtemp(dir));
	refused(ERR_NOTFOUND, cluster_start(dir, &err));
	assert_false(cluster_running(dir));
	assert_false(cluster_running("/nowhere/at/all"));
	refused(ERR_NOTFOUND, cluster_start("/nowhere/at/all", &err));
	fixture_shell(arena_printf(fix.arena, "rm -rf %s", dir));
}

/*
 * As root in a directory that the user postgres can not enter; also made anew after the directory
 * was removed.
 */
static void
test_elsewhere(void **state)
{
	(void)state;
	if (geteuid() != 0) {
		print_message("# not root: a home that postgres can not enter is not tried\n");
		return;
	}
	char dir[] = "/tmp/dossier-root-XXXXXX";
	assert_non_null(mkdtemp(dir)); /* 0700, ours */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(mkdir(dir, 0700) == 0 || i == 0, true);
		ok(cluster_create(dir, &err));
		const char *uri = cluster_uri(dir, fix.arena);
		struct err why = { 0 };
		struct db *db = db_open(uri, DB_OWNER, &why);
		assert_non_null(db);
		db_close(db);
		assert_int_not_equal(access(arena_printf(fix.arena, "%s/pg", dir), F_OK), 0);
		assert_int_equal(access(arena_printf(fix.arena, "%s/pg.path", dir), F_OK), 0);
		if (i == 1)
			fixture_shell(
			    arena_printf(fix.arena, "cp %s/pg.path %s.path", dir, fix.dir));
		if (i == 1)
			ok(cluster_stop(dir, &err));
		fixture_shell(arena_printf(
		    fix.arena, "rm -rf %s", dir)); /* with the server running, the first time */
	}
	fixture_shell(arena_printf(fix.arena,
	    "d=$(cat %s.path); rm -rf \"$d\" \"$d.old\" /run/dossier-\"${d##*/}\" %s.path", fix.dir,
	    fix.dir));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_log_is_silent),
		cmocka_unit_test(test_start_twice_at_once),
		cmocka_unit_test(test_crash),
		cmocka_unit_test(test_squatter),
		cmocka_unit_test(test_nothing_there),
		cmocka_unit_test(test_elsewhere),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
