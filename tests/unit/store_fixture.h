/*
 * For the tests of the store: a private PostgreSQL of the test's own under /tmp, without fsync,
 * with the schema of today, and a few things to fill it with. Included by each test, not compiled
 * alone.
 */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "dossier/store/cluster.h"
#include "dossier/store/event.h"
#include "dossier/store/migrate.h"
#include "dossier/store/organisation.h"
#include "dossier/store/request.h"
#include "dossier/store/user.h"

#define UNUSED __attribute__((unused))
#define ok(call)                                                                                   \
	do {                                                                                       \
		struct err err = { 0 };                                                            \
		if (!(call))                                                                       \
			fail_msg("%s: %s", #call, err.text);                                       \
	} while (0)
#define refused(expected, call)                                                                    \
	do {                                                                                       \
		struct err err = { 0 };                                                            \
		assert_false(call);                                                                \
		if (err.kind != (expected))                                                        \
			fail_msg("%s: kind %d: %s", #call, err.kind, err.text);                    \
	} while (0)

static struct fixture {
	char dir[64];
	const char *uri;
	struct arena *arena;
	struct db *db;
	int64_t org;
} fix;

UNUSED static void
fixture_shell(const char *command)
{
	int status = system(command);
	if (status != 0)
		fail_msg("%s: status %d", command, status);
}

UNUSED static int
fixture_stop(void **state)
{
	(void)state;
	struct err err = { 0 };
	db_close(fix.db);
	bool stopped = cluster_stop(fix.dir, &err);
	if (!fix.uri)
		return 1;
	/* the socket directory, with %2F for each slash, as the URI has it */
	auto_drop(buf) struct buf command = { 0 };
	buf_addf(&command, "rm -rf '%s' '", fix.dir);
	for (const char *p = strstr(fix.uri, "host=") + 5; *p && *p != '&'; p++) {
		bool slash = strncmp(p, "%2F", 3) == 0;
		buf_addc(&command, slash ? '/' : *p);
		p += slash ? 2 : 0;
	}
	buf_adds(&command, "'");
	if (system(command.data) != 0)
		fprintf(stderr, "# could not clean up %s\n", fix.dir);
	arena_free(fix.arena);
	return stopped ? 0 : 1;
}

/* A session of the command line's, of somebody who sees every organisation. */
UNUSED static struct db *
fixture_open(struct err *err)
{
	bool held;
	struct db *db = cluster_open(fix.dir, DB_APP, err);
	if (db && user_session(db, "the fixture", UID_UNKNOWN, "auditor", &held, err))
		return db;
	db_close(db);
	return NULL;
}

UNUSED static int
fixture_start(void **state)
{
	(void)state;
	struct err err = { 0 };
	int applied;
	fix.arena = arena_new();
	snprintf(fix.dir, sizeof(fix.dir), "/tmp/dossier-store-XXXXXX");
	if (!mkdtemp(fix.dir) || chmod(fix.dir, 0755) != 0 || !cluster_create(fix.dir, &err)) {
		fprintf(stderr, "# %s\n", err.text);
		return 1;
	}
	fix.uri = cluster_uri(fix.dir, fix.arena);
	fixture_shell(arena_printf(fix.arena,
	    "psql -qX -d '%s' -c 'ALTER SYSTEM SET fsync = off' -c 'SELECT pg_reload_conf()' > "
	    "/dev/null",
	    fix.uri));
	struct db *owner =
	    cluster_prepare(fix.dir, &err) ? cluster_open(fix.dir, DB_OWNER, &err) : NULL;
	bool made = owner && migrate(owner, &applied, &err) && applied > 0;
	db_close(owner);
	fixture_shell(arena_printf(fix.arena,
	    "psql -qX -d '%s' -c \"WITH u AS (INSERT INTO app_user (user_id, name, created_at) "
	    "OVERRIDING SYSTEM VALUE VALUES (1000000, 'the fixture', now()) RETURNING user_id) "
	    "INSERT INTO user_role (user_id, role) SELECT user_id, 'auditor' FROM u\"",
	    fix.uri));
	fix.db = made ? fixture_open(&err) : NULL;
	if (!fix.db) {
		fprintf(stderr, "# %s\n", err.text);
		(void)fixture_stop(state);
		return 1;
	}
	return 0;
}

/* One SQL statement of the test's own. */
UNUSED static const char *
fixture_sql(const char *sql)
{
	auto_drop(buf) struct buf command = { 0 };
	buf_addf(
	    &command, "psql -qAtX -v ON_ERROR_STOP=1 -d '%s' <<'END'\n%s\nEND\n", fix.uri, sql);
	FILE *f = popen(command.data, "r");
	assert_non_null(f);
	auto_drop(buf) struct buf out = { 0 };
	char piece[4096];
	for (size_t n; (n = fread(piece, 1, sizeof(piece), f)) > 0;)
		buf_add(&out, piece, n);
	buf_adds(&out, "");
	if (pclose(f) != 0)
		fail_msg("%s", sql);
	while (out.len > 0 && out.data[out.len - 1] == '\n')
		out.data[--out.len] = '\0';
	return arena_strdup(fix.arena, out.data);
}

UNUSED static int64_t
fixture_count(const char *sql)
{
	return strtoll(fixture_sql(sql), NULL, 10);
}

#define QUEUE_OF_TASKS                                                                             \
	"SELECT DISTINCT organisation_id, request_id, purge_at, due FROM task "                    \
	"WHERE state = 'ready' AND not_before IS NULL"

/* Rows that the queue has too many or too few. */
UNUSED static int64_t
fixture_queue_wrong(void)
{
	return fixture_count("SELECT count(*) FROM ((TABLE queue EXCEPT " QUEUE_OF_TASKS
			     ") UNION ALL (" QUEUE_OF_TASKS " EXCEPT TABLE queue)) d");
}

/* After tasks were changed without the store: the queue follows them. */
UNUSED static void
fixture_queue(void)
{
	fixture_sql("DELETE FROM queue; INSERT INTO queue " QUEUE_OF_TASKS);
}

UNUSED static int64_t
fixture_org(const char *slug, const char *code)
{
	struct org o = { .slug = slug,
		.code = code,
		.name = "Test B.V.",
		.zone = "Europe/Amsterdam",
		.calendar = "nl",
		.country = "NL" };
	int64_t id = 0;
	ok(db_begin(fix.db, &err));
	ok(org_put(fix.db, &o, &id, &err));
	ok(event_append(fix.db, id, 0, "tester", "organisation.loaded", NULL, &err));
	ok(db_commit(fix.db, &err));
	return id;
}

UNUSED static struct request
fixture_request(int64_t org, const char *code, const char *const *rights)
{
	struct request r = {
		.org_id = org,
		.channel = "email",
		.language = "nl",
		.subject_relation = "self",
		.received_at = INT64_C(1772701200000000),
		.received = { 2026, 3, 5 },
		.deadline = { 2026, 4, 7 },
		.extended = { 2026, 6, 5 },
		.due = { 2026, 4, 7 },
		.calendar = "nl",
		.calendar_version = "0123456789ab",
	};
	ok(db_begin(fix.db, &err));
	ok(request_insert(fix.db, &r, code, rights, "tester", fix.arena, &err));
	ok(event_append(fix.db, org, r.id, "tester", "request.logged", NULL, &err));
	ok(db_commit(fix.db, &err));
	return r;
}

/* The request as it is now; false when there is none. */
UNUSED static bool
fixture_read(int64_t org, int64_t id, struct request *ret)
{
	struct request_list l;
	ok(request_by_ids(fix.db, org, &id, 1, fix.arena, &l, &err));
	if (l.n == 1)
		*ret = l.items[0];
	return l.n == 1;
}

#endif
