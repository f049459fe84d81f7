/*
 * Settings of systems: values from files, addresses from nowhere else, and none that leads back
 * into the installation.
 */
#include <stdlib.h>
#include <sys/stat.h>

#include "unit/register_help.h"
#include "unit/unit.h"

#include "dossier/installation.h"
#include "dossier/store/cluster.h"

static char dir[] = "/tmp/dossier-settings-XXXXXX";

/* HOME/NAME, made when it is a directory that ends in a slash, or a file of this text. */
static const char *
put(const char *name, const char *text)
{
	static char path[300];
	snprintf(path, sizeof(path), "%s/home/%s", dir, name);
	if (!text) {
		assert_int_equal(mkdir(path, 0700), 0);
		return path;
	}
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
	return path;
}

static int
setup(void **state)
{
	static const char *const dirs[] = { "", "secrets", "secrets/bakker", "secrets/other",
		"pg" };
	if (help_templates(state) != 0 || !mkdtemp(dir))
		return -1;
	for (size_t i = 0; i < array_len(dirs); i++)
		(void)put(dirs[i], NULL);
	(void)put("secrets/other/stripe-key", "sk_live\n");
	(void)put("secrets/bakker/till-key", "k");
	return 0;
}

static int
teardown(void **state)
{
	char command[100];
	snprintf(command, sizeof(command), "rm -r %s", dir);
	return help_templates_gone(state) + system(command);
}

/* The settings of one system of the small register after a replacement. */
static bool
look(bool rehearsal, const char *database, const char *system, const char *from, const char *to,
    struct system_settings *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(str) char *good = help_read(REGISTER_SMALL);
	auto_drop(str) char *text = from ? help_replace(good, from, to) : xstrdup(good);
	auto_drop(reg) struct reg *r = help_reg(text);
	struct installation in = {
		.conf = { .home = arena_printf(a, "%s/home", dir),
		    .database = database,
		    .checkpoints = "checkpoints" },
		.rehearsal = rehearsal,
	};
	const struct org org = { .slug = "bakker" };
	auto_drop(json) json_t *closed = in.closed = installation_closed(&in.conf);
	return system_settings(&in, &org, r, reg_system(r, system), a, ret, err);
}

static void
refused(const char *database, const char *system, const char *why)
{
	struct system_settings s;
	struct err err = { 0 };
	if (look(true, database, system, NULL, NULL, &s, &err))
		fail_msg("%s is not refused", system);
	assert_err(&err, ERR_DENIED, why);
	assert_null(strstr(err.text, "hush"));
}

static void
values(void **state)
{
	(void)state;
	auto_drop(system_settings) struct system_settings s = { 0 }, till = { 0 }, none = { 0 };
	struct err err = { 0 };
	(void)put("secrets/bakker/redis-url", "redis://localhost\n");
	assert_ok(look(true, "private", "sessions", NULL, NULL, &s, &err), &err);
	assert_string_equal(json_str(s.values, "url"), "redis://localhost");
	assert_int_equal(json_array_size(s.missing), 0);

	/* what the connector file has itself is not missing, and what is no address may stand */
	assert_ok(look(true, "private", "till", "\"key\": { \"secret\": \"till-key\" }",
		      "\"key\": { \"secret\": \"till-key\" }, \"region\": { \"default\": \"be\" }",
		      &till, &err),
	    &err);
	assert_null(json_get(till.values, "url"));
	assert_string_equal(json_str(till.values, "region"), "be");
	assert_int_equal(json_array_size(till.missing), 0);

	/* one of a register that was loaded when it might still name an address */
	assert_ok(look(true, "private", "leads", "{ \"secret\": \"leads-directory\" }",
		      "{ \"default\": \"/srv/leads\" }", &none, &err),
	    &err);
	assert_int_equal(json_object_size(none.values), 0);
	assert_string_equal(json_string_value(json_array_get(none.missing, 0)), "directory");
}

static void
directories(void **state)
{
	(void)state;
	char path[200], link[200], outside[200];
	static const char *const ours[] = { "home", "home/secrets/other", "home/../home/pg", "",
		"home/secrets/bakker" };
	auto_drop(system_settings) struct system_settings s = { 0 };
	struct err err = { 0 };
	for (size_t i = 0; i < array_len(ours); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, ours[i]);
		(void)put("secrets/bakker/leads-directory", path);
		refused("private", "leads", "a directory of this installation");
	}
	snprintf(path, sizeof(path), "%s/home/secrets/other", dir);
	snprintf(link, sizeof(link), "%s/link", dir);
	assert_int_equal(symlink(path, link), 0);
	(void)put("secrets/bakker/leads-directory", link);
	refused("private", "leads", "a directory of this installation");
	(void)put("secrets/bakker/leads-directory", "/");
	refused("private", "leads", "a directory of this installation");
	snprintf(outside, sizeof(outside), "%s/home2", dir);
	assert_int_equal(mkdir(outside, 0700), 0);
	(void)put("secrets/bakker/leads-directory", outside);
	assert_ok(look(true, "private", "leads", NULL, NULL, &s, &err), &err);
}

static void
databases(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(system_settings) struct system_settings s = { 0 }, t = { 0 };
	struct err err = { 0 };
	const char *home = arena_printf(a, "%s/home", dir), *sockets = cluster_sockets(home, a);
	(void)put("secrets/bakker/shop-dsn",
	    arena_printf(a, "host=%s dbname=shop user=u password=hush", sockets));
	refused("private", "shop", "the database of this installation");
	(void)put("secrets/bakker/shop-dsn", "postgresql://u:hush@127.0.0.1/dossier");
	refused("postgresql://d@localhost/dossier", "shop", "the database of this installation");
	assert_ok(look(true, "private", "shop", NULL, NULL, &s, &err), &err);
	assert_ok(look(true, "host=localhost dbname=d", "shop", NULL, NULL, &t, &err), &err);
}

/* Whatever a setting names beside an address is held against what is ours as well. */
static void
files_and_sockets(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(system_settings) struct system_settings s = { 0 }, t = { 0 };
	struct err err = { 0 };
	const char *key = arena_printf(a, "%s/home/secrets/other/stripe-key", dir),
		   *door = arena_printf(a, "%s/home/door.socket", dir);
	static const char *const words[] = { "sslkey", "sslcert", "sslrootcert", "sslcrl" };
	for (size_t i = 0; i < array_len(words); i++) {
		(void)put("secrets/bakker/shop-dsn",
		    arena_printf(a, "host=/run/x password=hush %s=%s", words[i], key));
		refused("private", "shop", "a file it names lies in a directory of this");
	}
	(void)put("secrets/bakker/shop-dsn", arena_printf(a, "host=/run/x passfile=%s", key));
	refused("private", "shop", "a passfile");
	(void)put("secrets/bakker/shop-dsn", "host=/run/x password=hush passfile=/etc/hush");
	refused("private", "shop", "a passfile");
	(void)put("secrets/bakker/shop-dsn", "host=/run/x password=hush service=app");
	refused("private", "shop", "a service");
	(void)put("secrets/bakker/shop-dsn", "host=/run/x password=hush sslkey=/etc/hostname");
	assert_ok(look(true, "private", "shop", NULL, NULL, &s, &err), &err);

	(void)put("door.socket", "");
	(void)put("secrets/bakker/redis-url", arena_printf(a, "unix://:hush@%s", door));
	refused("private", "sessions", "the socket it leads to lies in a directory of this");
	(void)put("secrets/bakker/redis-url", "unix://:hush@/run/redis.sock");
	assert_ok(look(true, "private", "sessions", NULL, NULL, &t, &err), &err);
}

#define WAYS                                                                                       \
	"\"dsn\": { \"secret\": \"shop-dsn\" }, "                                                  \
	"\"dsn_change\": { \"secret\": \"shop-change\" }, "                                        \
	"\"dsn_maintain\": { \"secret\": \"shop-maintain\" }"

/* What erasing needs may be left out, and leads nowhere that reading could not. */
static void
ways_to_change(void **state)
{
	(void)state;
	static const char from[] = "\"dsn\": { \"secret\": \"shop-dsn\" }";
	static const struct {
		const char *file, *setting;
	} ways[] = { { "shop-change", "dsn_change" }, { "shop-maintain", "dsn_maintain" } };
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(system_settings) struct system_settings s = { 0 }, t = { 0 };
	struct err err = { 0 };
	(void)put("secrets/bakker/shop-dsn", "host=/run/x password=hush");
	assert_ok(look(true, "private", "shop", from, WAYS, &s, &err), &err);
	assert_int_equal(json_array_size(s.missing), 0);
	assert_null(json_get(s.values, "dsn_change"));
	for (size_t i = 0; i < array_len(ways); i++) {
		const char *const refused[] = {
			arena_printf(a, "host=%s dbname=shop user=u password=hush",
			    cluster_sockets(arena_printf(a, "%s/home", dir), a)),
			arena_printf(a, "host=/run/x sslkey=%s/home/secrets/bakker/shop-dsn", dir),
			"host=/run/x password=hush service=app",
		};
		const char *path = arena_printf(a, "secrets/bakker/%s", ways[i].file);
		for (size_t k = 0; k < array_len(refused); k++) {
			struct system_settings no;
			struct err denied = { 0 };
			(void)put(path, refused[k]);
			assert_false(look(true, "private", "shop", from, WAYS, &no, &denied));
			assert_err(&denied, ERR_DENIED,
			    arena_printf(a, "setting %s of shop is refused", ways[i].setting));
		}
		(void)put(path, "host=/run/x user=eraser password=hush");
	}
	assert_ok(look(true, "private", "shop", from, WAYS, &t, &err), &err);
	assert_string_equal(
	    json_str(t.values, "dsn_change"), "host=/run/x user=eraser password=hush");
}

static void
in_clear(void **state)
{
	(void)state;
	auto_drop(system_settings) struct system_settings s = { 0 }, t = { 0 };
	struct system_settings no;
	struct err err = { 0 }, refused_err = { 0 };
	(void)put("secrets/bakker/till-url", "HTTP://127.0.0.1:8080");
	assert_ok(look(true, "private", "till", NULL, NULL, &s, &err), &err);
	assert_false(look(false, "private", "till", NULL, NULL, &no, &refused_err));
	assert_err(&refused_err, ERR_DENIED, "for a rehearsal");
	(void)put("secrets/bakker/till-url", "https://till.example");
	assert_ok(look(false, "private", "till", NULL, NULL, &t, &err), &err);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
		cmocka_unit_test(directories),
		cmocka_unit_test(databases),
		cmocka_unit_test(files_and_sockets),
		cmocka_unit_test(ways_to_change),
		cmocka_unit_test(in_clear),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
