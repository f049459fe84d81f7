/*
 * A private server, and erasures there without an installation: preview, what was approved, the
 * run, and who is asked before it commits.
 */
#ifndef TESTS_ERASE_HELP_H
#define TESTS_ERASE_HELP_H

#include <glob.h>
#include <libpq-fe.h>
#include <unistd.h>

#include "dossier/retention.h"
#include "sink.h"

static char dir[64], bin[256];
static PGconn *db; /* of the server's owner */

static int PRINTF(1, 2) shell(const char *fmt, ...)
{
	char command[2048];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(command, sizeof(command), fmt, ap);
	va_end(ap);
	assert_true(n > 0 && n < (int)sizeof(command));
	return system(command);
}

static inline PGconn *
connect_as(const char *user)
{
	char dsn[128];
	(void)snprintf(dsn, sizeof(dsn), "host=%s user=%s dbname=app", dir, user);
	PGconn *c = PQconnectdb(dsn);
	if (PQstatus(c) != CONNECTION_OK)
		fail_msg("%s", PQerrorMessage(c));
	return c;
}

/* The first value of ${text}, new; "" when it has none. */
static inline char *
ask_in(PGconn *c, const char *text)
{
	PGresult *res = PQexec(c, text);
	if (PQresultStatus(res) != PGRES_TUPLES_OK && PQresultStatus(res) != PGRES_COMMAND_OK)
		fail_msg("%s: %s", text, PQerrorMessage(c));
	char *value = xstrdup(PQntuples(res) > 0 ? PQgetvalue(res, 0, 0) : "");
	PQclear(res);
	return value;
}

static inline void PRINTF(1, 2) sql(const char *fmt, ...)
{
	char text[8192];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	assert_true(n > 0 && n < (int)sizeof(text));
	free(ask_in(db, text));
}

static inline long
number(const char *text)
{
	auto_drop(str) char *value = ask_in(db, text);
	return strtol(value, NULL, 10);
}

/* ---- the server ---- */

static inline const char *
as_server(void)
{
	return geteuid() == 0 ? "runuser -u postgres --" : "";
}

static inline int
server_start(void **state)
{
	(void)state;
	glob_t found;
	if (glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) != 0)
		fail_msg("initdb is not installed");
	const char *last = found.gl_pathv[found.gl_pathc - 1];
	(void)snprintf(bin, sizeof(bin), "%.*s", (int)(strrchr(last, '/') - last), last);
	globfree(&found);
	(void)snprintf(dir, sizeof(dir), "/tmp/dossier-pg.XXXXXX");
	assert_non_null(mkdtemp(dir));
	if (geteuid() == 0)
		assert_int_equal(shell("chown postgres %s", dir), 0);
	assert_int_equal(shell("cd / && %s %s/initdb -D %s/data -U tester -A trust -E UTF8 "
			       "--locale=C.UTF-8 --no-sync >%s/log 2>&1",
			     as_server(), bin, dir, dir),
	    0);
	assert_int_equal(shell("cd / && %s %s/pg_ctl -s -w -D %s/data -l %s/data/log -o \"-k %s -c "
			       "listen_addresses= -F -c autovacuum=off\" start",
			     as_server(), bin, dir, dir, dir),
	    0);
	assert_int_equal(shell("%s/createdb -h %s -U tester app", bin, dir), 0);
	db = connect_as("tester");
	sql("SET client_min_messages = warning");
	return 0;
}

static inline int
server_stop(void **state)
{
	(void)state;
	PQfinish(db);
	(void)shell(
	    "cd / && %s %s/pg_ctl -s -w -D %s/data -m immediate stop", as_server(), bin, dir);
	return shell("rm -rf %s", dir);
}

/* ---- a job ---- */

struct job {
	const char *system; /* JSON of the register */
	const char *user, *maintainer;
	const char *host, *read; /* where dsn leads to; NULL: as dsn_change */
	json_t *found;           /* of the preview, once there was one */
	json_t *approved;        /* {"sets","only",...} beside it, may be altered; new */
	json_t *erased;
	struct err err;
	int asked;
	bool no;                    /* what is said when asked whether to commit: no */
	void (*asks)(struct job *); /* NULL, or called when it is asked */
	char xid[24];
};

static inline void
job_drop(struct job *j)
{
	json_decref(j->found);
	json_decref(j->approved);
	json_decref(j->erased);
}

static inline bool
job_may_commit(void *arg, const char *xid, bool *ret_go, struct err *err)
{
	struct job *j = arg;
	(void)err;
	j->asked++;
	(void)snprintf(j->xid, sizeof(j->xid), "%s", xid);
	if (j->asks)
		j->asks(j);
	*ret_go = !j->no;
	return true;
}

static inline json_t *
law_text(void)
{
	struct err err = { 0 };
	auto_drop(retention_law) struct retention_law *law = retention_law_open(&err);
	auto_drop(buf) struct buf b = { 0 };
	assert_ok(law, &err);
	retention_law_text(law, &b);
	return json_stringn(b.data, b.len);
}

static inline json_t *
job_change(const struct job *j)
{
	json_t *c = json_pack("{s:s, s:s, s:o, s:[s, s], s:[], s:{}, s:{}}", "today", "2026-12-01",
	    "zone", "Europe/Amsterdam", "law", law_text(), "categories", "C1", "C2", "holds",
	    "links", "keys");
	assert_non_null(c);
	if (j->found) {
		json_object_set(c, "links", json_get(j->found, "links"));
		json_object_set(c, "fingerprint", json_get(j->found, "fingerprint"));
		json_object_set(c, "epoch", json_get(j->found, "epoch"));
		json_object_set(c, "sets", json_get(j->found, "sets"));
	}
	if (j->approved)
		json_object_update(c, j->approved);
	if (j->erased)
		json_object_set_new(c, "receipts",
		    json_pack("[{s:i, s:O*, s:O*, s:O*}]", "number", 7, "xid",
			json_get(j->erased, "xid"), "server_time",
			json_get(j->erased, "server_time"), "files", json_get(j->erased, "files")));
	return c;
}

static inline bool
job_act(struct job *j, enum action action, json_t **ret)
{
	struct sink sink;
	struct connector_call call;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *change = job_change(j);
	const struct identifier_value id = { "email", "me@x.nl" };
	const char *user = j->user ? j->user : "tester";
	sink_init(&sink);
	call_init(&call, &sink, j->system,
	    arena_printf(a,
		"{\"dsn\":\"host=%s user=%s dbname=%s\","
		"\"dsn_change\":\"host=%s user=%s dbname=app\"}",
		j->host ? j->host : dir, user, j->read ? j->read : "app", dir, user));
	if (j->maintainer)
		json_object_set_new((json_t *)(uintptr_t)call.settings, "dsn_maintain",
		    json_string(arena_printf(a, "host=%s user=%s dbname=app", dir, j->maintainer)));
	call.action = action;
	call.ids = &id;
	call.nids = 1;
	call.change = change;
	call.may_commit = job_may_commit;
	call.may_commit_arg = j;
	err_clear(&j->err);
	bool ok = connector_postgresql.act[action](&call, &j->err);
	json_decref(*ret);
	*ret = json_incref(action == ACTION_FIND ? call.found : call.erased);
	json_decref(call.found);
	json_decref(call.erased);
	sink_release(&sink);
	call_release(&call);
	return ok;
}

static inline void
preview(struct job *j)
{
	if (!job_act(j, ACTION_FIND, &j->found))
		fail_msg("%s", j->err.text);
	auto_drop(buf) struct buf b = { 0 };
	json_put(json_get(j->found, "problems"), &b);
	assert_string_equal(b.data, "[]");
}

static inline void
erase(struct job *j)
{
	if (!job_act(j, ACTION_ERASE, &j->erased))
		fail_msg("%s", j->err.text);
}

static inline void
assert_gone(const struct job *j)
{
	size_t i;
	json_t *n;
	if (json_get(j->erased, "stopped"))
		fail_msg("stopped: %s %s", json_str(json_get(j->erased, "stopped"), "why"),
		    json_str_or(json_get(j->erased, "stopped"), "collection", "-"));
	json_array_foreach(json_get(j->erased, "after"), i, n)
		if (json_int_or(n, "n", -1) != 0)
			fail_msg(
			    "%s: %d left", json_str(n, "collection"), (int)json_int_or(n, "n", -1));
}

static inline void
assert_stopped(const struct job *j, const char *why)
{
	assert_string_equal(json_str_or(json_get(j->erased, "stopped"), "why", "(it ran)"), why);
	assert_null(json_get(j->erased, "committed_at"));
}

/* How many rows of ${collection} the answer tells of, with this verdict. */
static inline int
told(const struct job *j, const char *collection, const char *verdict)
{
	size_t i;
	json_t *s;
	int n = 0;
	json_array_foreach(json_get(j->erased, "sets"), i, s) {
		assert_null(json_get(s, "keys"));
		if (strcmp(json_str_or(s, "collection", ""), collection) == 0 &&
		    strcmp(json_str_or(s, "verdict", ""), verdict) == 0)
			n += (int)json_int_or(s, "n", 0);
	}
	return n;
}

/* Of every row in every table of app that ${where} picks ("true": all): one number. */
static inline char *
checksum(const char *where)
{
	auto_drop(buf) struct buf b = { 0 };
	PGresult *tables = PQexec(db,
	    "SELECT c.oid::regclass FROM pg_class c WHERE relnamespace = 'app'::regnamespace AND "
	    "relkind = 'r' ORDER BY 1");
	buf_adds(&b, "SELECT md5(concat(''");
	for (int i = 0; i < PQntuples(tables); i++)
		buf_addf(&b,
		    ", (SELECT string_agg(md5(t::text), '' ORDER BY t::text) FROM %s t WHERE %s)",
		    PQgetvalue(tables, i, 0), where);
	buf_adds(&b, "))");
	PQclear(tables);
	return ask_in(db, b.data);
}

/* That nothing at all was changed by what came in between. */
struct unchanged {
	char *was;
};
static inline struct unchanged
as_now(void)
{
	return (struct unchanged){ checksum("true") };
}
static inline void
assert_unchanged(struct unchanged *u)
{
	auto_drop(str) char *now = checksum("true");
	assert_string_equal(u->was, now);
	free(u->was);
	u->was = NULL;
}

#endif
