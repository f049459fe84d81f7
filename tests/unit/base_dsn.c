/*
 * Where a connection string may lead: here, or over TLS with the name verified; and what is not
 * told by the string itself is what libpq would take instead.
 */
#include <stdlib.h>

#include "unit.h"

#include "dossier/dsn.h"
#include "dossier/mem.h"

static void
strings(void **state)
{
	(void)state;
	static const struct {
		const char *dsn, *refused; /* NULL: fine */
	} rows[] = {
		{ "dbname=app", NULL },
		{ "", NULL },
		{ "postgresql:///app?host=/run/postgresql", NULL },
		{ "host=@abstract", NULL },
		{ "host='' dbname=app", NULL },
		{ "host=localhost", NULL },
		{ "postgresql://u:p@127.0.0.1:6432/app?sslmode=disable", NULL },
		{ "host=::1", NULL },
		{ "host=db.example hostaddr=127.8.8.8", NULL },
		{ "host=db.example sslmode=verify-full", NULL },
		{ "postgresql://a.example,b.example/app?sslmode=verify-full", NULL },
		{ "host=db.example password=hush", "verified TLS" },
		{ "host=db.example sslmode=prefer", "verified TLS" },
		{ "host=db.example sslmode=require", "verified TLS" },
		{ "host=db.example sslmode=verify-ca", "verified TLS" },
		{ "postgresql://db.example/app?sslmode=VERIFY-FULL", "verified TLS" },
		{ "host=/run/postgresql hostaddr=192.0.2.1", "verified TLS" },
		{ "host=localhost,db.example", "verified TLS" },
		{ "host=/run/a,db.example", "verified TLS" },
		{ "hostaddr=127.0.0.1,192.0.2.1", "verified TLS" },
		{ "host=localhost.example", "verified TLS" },
		{ "host=127.0.0.1.example", "verified TLS" },
		{ "host=::ffff:192.0.2.1", "verified TLS" },
		{ "host=0.0.0.0", "verified TLS" },
		{ "service=app", "service" },
		{ "service=app sslmode=verify-full host=db.example", "service" },
		{ "hush hush", "no libpq connection string" },
		{ "http://db.example", "no libpq connection string" },
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		struct err err = { 0 };
		bool ok = dsn_check(rows[i].dsn, "setting dsn", &err);
		if (ok != !rows[i].refused)
			fail_msg("%s: %s", rows[i].dsn, err.text);
		if (!ok)
			assert_err(&err, ERR_INPUT, rows[i].refused);
		assert_null(strstr(err.text, "hush"));
	}
}

static void
environment(void **state)
{
	(void)state;
	struct err err = { 0 };
	(void)setenv("PGHOST", "db.example", 1);
	assert_false(dsn_check("dbname=app", "x", &err));
	err_clear(&err);
	assert_ok(dsn_check("dbname=app host=/run", "x", &err), &err);
	(void)setenv("PGSSLMODE", "verify-full", 1);
	assert_ok(dsn_check("dbname=app", "x", &err), &err);
	assert_false(dsn_check("dbname=app sslmode=prefer", "x", &err));
	err_clear(&err);
	(void)unsetenv("PGHOST");
	(void)setenv("PGHOSTADDR", "192.0.2.1", 1);
	assert_false(dsn_check("host=/run sslmode=prefer", "x", &err));
	err_clear(&err);
	(void)unsetenv("PGHOSTADDR");
	(void)setenv("PGSERVICE", "app", 1);
	assert_false(dsn_check("host=/run", "x", &err));
	assert_err(&err, ERR_INPUT, "PGSERVICE");
	(void)unsetenv("PGSERVICE");
}

/* Ours is opened with what the environment says, a system's in a slot, which has none. */
static void
environment_is_ours(void **state)
{
	(void)state;
	(void)setenv("PGHOST", "db.example", 1);
	(void)setenv("PGPORT", "5433", 1);
	(void)setenv("PGDATABASE", "dossier", 1);
	assert_true(dsn_meets("host=localhost dbname=d", "host=/run port=5432 dbname=d", false));
	assert_true(dsn_meets("dbname=d", "host=localhost port=5432 dbname=d", false));
	assert_false(dsn_meets("dbname=d", "host=localhost dbname=d", false));
	assert_true(dsn_meets("host=db.example port=5433 dbname=dossier", "", false));
	assert_false(dsn_meets("dbname=dossier", "", false));
	assert_true(dsn_meets("host=localhost", "host=/run port=5432 dbname=d", false));
	(void)unsetenv("PGHOST");
	(void)unsetenv("PGPORT");
	(void)unsetenv("PGDATABASE");
}

static void
ours(void **state)
{
	(void)state;
	static const struct {
		const char *dsn, *ours;
		bool any, meets;
	} rows[] = {
		/* a private server: behind its socket everything is ours */
		{ "host=/tmp/. dbname=x user=u", "postgresql:///postgres?host=%2Ftmp&port=5432",
		    true, true },
		{ "host=/tmp,/nowhere dbname=x", "host=/tmp port=5432 dbname=postgres", true,
		    true },
		{ "host=db.example,/tmp port=1,5432", "host=/tmp dbname=postgres", true, true },
		{ "host=/tmp port=5433 dbname=x", "host=/tmp dbname=postgres", true, false },
		{ "host=/run dbname=postgres", "host=/tmp dbname=postgres", true, false },
		{ "host=localhost dbname=postgres", "host=/tmp dbname=postgres", true, false },
		/* an address counts for the host of its place only */
		{ "host=/tmp,/tmp hostaddr=, sslmode=verify-full", "host=/tmp dbname=postgres",
		    true, true },
		{ "host=nowhere,/tmp hostaddr=127.0.0.1, port=1,5432", "host=/tmp dbname=postgres",
		    true, true },
		{ "host=/tmp hostaddr=127.0.0.1", "host=/tmp dbname=postgres", true, false },
		{ "host='' dbname=x", "host=/var/run/postgresql", true, true },
		/* one of the configuration: its database */
		{ "postgresql://u@DB.example/dossier", "host=db.example dbname=dossier", false,
		    true },
		{ "postgresql://u@db.example/other", "host=db.example dbname=dossier", false,
		    false },
		{ "host=127.0.0.1 user=dossier", "host=localhost dbname=dossier", false, true },
		{ "host=::1 dbname=dossier", "host=/run/postgresql dbname=dossier", false, true },
		{ "dbname=dossier", "host=localhost dbname=dossier", false, true },
		{ "dbname=dossier port=5433", "host=localhost dbname=dossier", false, false },
		{ "hostaddr=192.0.2.1 host=x dbname=d", "hostaddr=192.0.2.1 dbname=d", false,
		    true },
		{ "hush hush", "dbname=d", false, false },
	};
	for (size_t i = 0; i < array_len(rows); i++)
		if (dsn_meets(rows[i].dsn, rows[i].ours, rows[i].any) != rows[i].meets)
			fail_msg("%s: %s", rows[i].dsn, rows[i].meets ? "missed" : "refused");
}

static void
places(void **state)
{
	(void)state;
	static const struct {
		const char *dsn, *places;
	} rows[] = {
		{ "dbname=x", "/var/run/postgresql:5432 " },
		{ "postgresql://a.example,b.example:6/x", "a.example:5432 b.example:6 " },
		{ "host=a,/b,c hostaddr=,,192.0.2.1 port=7", "a:7 /b:7 192.0.2.1:7 " },
		{ "host=a,b hostaddr=, port=,9", "a:5432 b:9 " },
	};
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < array_len(rows); i++) {
		const char *got = "";
		struct dsn_places p;
		assert_true(dsn_places(rows[i].dsn, a, &p));
		for (size_t k = 0; k < p.n; k++)
			got = arena_printf(a, "%s%s:%s ", got, p.items[k].host, p.items[k].port);
		assert_string_equal(got, rows[i].places);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings),
		cmocka_unit_test(environment),
		cmocka_unit_test(environment_is_ours),
		cmocka_unit_test(ours),
		cmocka_unit_test(places),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
