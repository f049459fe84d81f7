/*
 * The configuration file, secrets and settings.
 */
#include <sys/stat.h>

#include "dossier/conf.h"
#include "unit/unit.h"

static char home[] = "/tmp/base_conf_XXXXXX";

static int
make_home(void **state)
{
	(void)state;
	return mkdtemp(home) ? 0 : -1;
}

static int
remove_home(void **state)
{
	char command[100];
	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", home);
	return system(command);
}

static void
put(const char *name, const char *text, mode_t mode)
{
	char path[200];
	(void)snprintf(path, sizeof(path), "%s/%s", home, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void
test_no_installation(void **state)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct conf c;
	struct err err = { 0 };
	(void)state;
	assert_false(conf_load(home, a, &c, &err));
	assert_err(&err, ERR_NOTFOUND, "run dossier init");
	assert_non_null(strstr(err.text, home));
}

static void
test_written_is_read(void **state)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct conf c = { home, "postgresql://u:p=w#x@h/d", "shared", 7, 90, 30, 14, "signed", 60 },
		    got = { 0 };
	struct err err = { 0 }, lines = { 0 };
	struct stat st;
	(void)state;
	c.database = "x\nslots = 9";
	assert_false(conf_write(&c, &lines));
	assert_err(&lines, ERR_INPUT, "one line");
	c.database = "postgresql://u:p=w#x@h/d";
	assert_ok(conf_write(&c, &err), &err);
	assert_ok(conf_load(home, a, &got, &err), &err);
	assert_string_equal(got.home, home);
	assert_string_equal(got.database, c.database);
	assert_int_equal(got.slots, 7);
	assert_int_equal(got.lease_s, 90);
	assert_int_equal(got.archive_days, 14);
	assert_string_equal(got.checkpoints, "signed");
	assert_true(conf_is_shared(&got));
	assert_int_equal(got.command_s, 60);
	assert_int_equal(stat(conf_path(&got, "dossier.conf", a), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_false(conf_write(&c, &err));
	assert_err(&err, ERR_CONFLICT, "exists");
}

static void
test_lines(void **state)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{ "slots = 2\n\nspeed = 9\n",
		    "dossier.conf:3: there is no key speed; the keys are database, mode" },
		{ "slots = 0", "dossier.conf:1: slots must be a whole number from 1 to 256" },
		{ "slots = 257", ":1: slots" },
		{ "slots = 2x", ":1: slots" },
		{ "slots = 99999999999999999999", ":1: slots" },
		{ "slots =", ":1: slots needs a value" },
		{ "# x\nslots\n", ":2: expected" },
		{ "slots = 2\nslots = 3", ":2: slots is there twice" },
		{ " = 2", ":1: there is no key" },
		{ "lease_s = 4", ":1: lease_s" },
		{ "archive_days = -1", ":1: archive_days" },
		{ "mode = Shared", ":1: mode is one or shared" },
	};
	auto_drop(arena) struct arena *a = arena_new();
	struct conf c = { 0 };
	struct err err = { 0 };
	(void)state;
	put("dossier.conf", "# comment\n\n\t slots=3 \r\n  # more\ndatabase =  postgresql:///a b",
	    0600);
	assert_ok(conf_load(home, a, &c, &err), &err);
	assert_int_equal(c.slots, 3);
	assert_int_equal(c.lease_s, 60);
	assert_string_equal(c.database, "postgresql:///a b");
	for (size_t i = 0; i < array_len(bad); i++) {
		struct err e = { 0 };
		put("dossier.conf", bad[i].text, 0600);
		assert_false(conf_load(home, a, &c, &e));
		assert_err(&e, ERR_INPUT, bad[i].says);
	}
	assert_int_equal(c.slots, 3);
}

static void
test_home(void **state)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err err = { 0 };
	char cwd[1000], want[1100];
	(void)state;
	assert_non_null(getcwd(cwd, sizeof(cwd)));
	(void)snprintf(want, sizeof(want), "%s/x", cwd);
	assert_int_equal(setenv("DOSSIER_HOME", "/srv/d", 1), 0);
	assert_string_equal(conf_home("/opt/d", a, &err), "/opt/d");
	assert_string_equal(conf_home("x", a, &err), want);
	assert_string_equal(conf_home(NULL, a, &err), "/srv/d");
	assert_int_equal(unsetenv("DOSSIER_HOME"), 0);
	assert_int_equal(setenv("HOME", "/home/u", 1), 0);
	assert_string_equal(conf_home(NULL, a, &err), "/home/u/.dossier");
	assert_int_equal(unsetenv("HOME"), 0);
	assert_null(conf_home(NULL, a, &err));
	assert_err(&err, ERR_USAGE, "--home");
}

static void
make_secrets(void)
{
	char path[200];
	(void)snprintf(path, sizeof(path), "%s/secrets", home);
	(void)mkdir(path, 0700);
	(void)snprintf(path, sizeof(path), "%s/secrets/jbsync", home);
	(void)mkdir(path, 0700);
	(void)snprintf(path, sizeof(path), "%s/secrets/other", home);
	(void)mkdir(path, 0700);
}

static void
test_secrets(void **state)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err err = { 0 }, bad = { 0 }, empty = { 0 }, away = { 0 };
	const char *s;
	(void)state;
	make_secrets();
	put("secrets/jbsync/app-dsn", "dbname=x\n", 0600);
	put("secrets/jbsync/open", "x\n", 0640);
	put("secrets/jbsync/empty", "\n", 0600);
	assert_ok(conf_secret(home, "jbsync", "app-dsn", a, &s, &err), &err);
	assert_string_equal(s, "dbname=x");
	assert_ok(conf_secret(home, "jbsync", "none", a, &s, &err), &err);
	assert_null(s);
	assert_ok(conf_secret(home, "nobody", "none", a, &s, &err), &err);
	assert_null(s);
	assert_false(conf_secret(home, "jbsync", "open", a, &s, &err));
	assert_err(&err, ERR_DENIED, "chmod 600");
	assert_false(conf_secret(home, "jbsync", "../jbsync/app-dsn", a, &s, &bad));
	assert_err(&bad, ERR_INPUT, "not a name");
	assert_false(conf_secret(home, "..", "app-dsn", a, &s, NULL));
	assert_false(conf_secret(home, "jbsync", "empty", a, &s, &empty));
	assert_err(&empty, ERR_INPUT, "empty");

	/* a link beside it is followed, one to another organisation is not */
	assert_int_equal(symlink("app-dsn", arena_printf(a, "%s/secrets/jbsync/beside", home)), 0);
	assert_int_equal(
	    symlink("../jbsync/app-dsn", arena_printf(a, "%s/secrets/other/theirs", home)), 0);
	err_clear(&err);
	assert_ok(conf_secret(home, "jbsync", "beside", a, &s, &err), &err);
	assert_string_equal(s, "dbname=x");
	assert_false(conf_secret(home, "other", "theirs", a, &s, &away));
	assert_err(&away, ERR_DENIED, "leads out of its directory");
}

/* What root put there for the user who runs the installation, and left its own. */
static void
test_secret_of_another(void **state)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err closed = { 0 }, file = { 0 };
	const char *s, *dir = arena_printf(a, "%s/secrets/jbsync", home);
	bool root = geteuid() == 0;
	(void)state;
	make_secrets();
	put("secrets/jbsync/theirs", "x\n", 0);
	assert_true(!root || (chmod(home, 0755) == 0 && seteuid(65534) == 0));
	bool read = conf_secret(home, "jbsync", "theirs", a, &s, root ? &closed : &file);
	assert_true(!root || seteuid(0) == 0);
	assert_false(read);
	if (!root) {
		assert_int_equal(chmod(dir, 0), 0);
		assert_false(conf_secret(home, "jbsync", "theirs", a, &s, &closed));
		assert_int_equal(chmod(dir, 0700), 0);
	}
	const struct err *said = root ? &closed : &file;
	assert_err(said, ERR_DENIED,
	    arena_printf(a, "secrets/jbsync/theirs: run, as root, cd %s && chown -R ", home));
	assert_non_null(strstr(said->text, " secrets && chmod -R u=rwX,go= secrets"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_installation),
		cmocka_unit_test(test_written_is_read),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_home),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_secret_of_another),
	};
	return cmocka_run_group_tests(tests, make_home, remove_home);
}
