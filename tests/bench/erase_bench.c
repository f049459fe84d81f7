/*
 * One person's rows over many tables, erased by the connector, beside the same by SQL that somebody
 * wrote for it, in one transaction; and the preview of a person in a large table that no index
 * helps with, beside the look-up alone.
 *
 * erase_bench rows DSN ROWS TABLES: prints {"ours","commit","hand","locked"}, each {"s","cpu"}:
 * seconds, and those of processors, of the server's and of ours; commit is ours until it asks
 * whether to commit, locked by hand with the locks and counts that ours takes. erase_bench large
 * DSN ROWS: {"find","lookup"}. BENCH_SERVER: the server's process. Used by tests/bench/erase.sh.
 */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "dossier/connector.h"
#include "dossier/retention.h"

#include "bench.h"

static PGconn *db;

static void PRINTF(1, 2) sql(const char *fmt, ...)
{
	char text[4096];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	PGresult *res = PQexec(db, text);
	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK) {
		fprintf(stderr, "bench: %s: %s", text, PQerrorMessage(db));
		exit(1);
	}
	PQclear(res);
}

/* ---- what it took ---- */

struct cost {
	double s, cpu;
};

/* All of a process, and of those of its children that ended: in ticks. */
static double
ticks_of(long pid)
{
	char path[64], text[1024];
	unsigned long n[4] = { 0 };
	(void)snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	FILE *f = fopen(path, "r");
	size_t len = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	if (f)
		fclose(f);
	text[len] = '\0';
	const char *at = strrchr(text, ')');
	if (at)
		(void)sscanf(at, ") %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lu %lu %lu %lu",
		    &n[0], &n[1], &n[2], &n[3]);
	return (double)(n[0] + n[1] + n[2] + n[3]);
}

/* Now; where processors are busy with others, seconds tell little. */
static struct cost
now(void)
{
	const char *server = getenv("BENCH_SERVER");
	char path[64];
	long pid = server ? strtol(server, NULL, 10) : 0, child;
	struct cost c = { seconds(), (double)clock() / CLOCKS_PER_SEC };
	(void)snprintf(path, sizeof(path), "/proc/%ld/task/%ld/children", pid, pid);
	FILE *f = pid ? fopen(path, "r") : NULL;
	double ticks = pid ? ticks_of(pid) : 0;
	while (f && fscanf(f, "%ld", &child) == 1)
		ticks += ticks_of(child);
	if (f)
		fclose(f);
	c.cpu += ticks / (double)sysconf(_SC_CLK_TCK);
	return c;
}

static json_t *
since(struct cost from, struct cost to)
{
	return json_pack("{s:f, s:f}", "s", to.s - from.s, "cpu", to.cpu - from.cpu);
}

static void
print(json_t *told)
{
	(void)json_dumpf(told, stdout, JSON_COMPACT | JSON_REAL_PRECISION(5));
	puts("");
	json_decref(told);
}

/* ---- the connector ---- */

static struct cost asked_at;

static bool
may_commit(void *arg, const char *xid, bool *ret_go, struct err *err)
{
	(void)arg;
	(void)xid;
	(void)err;
	asked_at = now();
	*ret_go = true;
	return true;
}

static json_t *
act(enum action action, const json_t *system, const char *dsn, const json_t *change)
{
	struct err err = { 0 };
	auto_drop(json) json_t *settings = json_pack("{s:s, s:s}", "dsn", dsn, "dsn_change", dsn),
			       *request = json_object();
	const struct identifier_value id = { "email", "me@x.nl" };
	struct connector_call call = {
		.action = action,
		.system = system,
		.settings = settings,
		.request = request,
		.ids = &id,
		.nids = 1,
		.change = change,
		.outcomes = json_array(),
		.yields = json_array(),
		.state = json_object(),
		.may_commit = may_commit,
	};
	check(connector_postgresql.act[action](&call, &err), &err);
	json_decref(call.outcomes);
	json_decref(call.yields);
	json_decref(call.state);
	return call.found ? call.found : call.erased;
}

static json_t *
change_of(const json_t *found)
{
	struct err err = { 0 };
	auto_drop(retention_law) struct retention_law *law = retention_law_open(&err);
	auto_drop(buf) struct buf text = { 0 };
	check(law != NULL, &err);
	retention_law_text(law, &text);
	json_t *c =
	    json_pack("{s:s, s:s, s:s, s:[s], s:[], s:{}, s:{}}", "today", "2026-12-01", "zone",
		"Europe/Amsterdam", "law", text.data, "categories", "C1", "holds", "links", "keys");
	static const char *const same[] = { "links", "fingerprint", "epoch", "sets" };
	for (size_t i = 0; found && i < array_len(same); i++)
		json_object_set(c, same[i], json_get(found, same[i]));
	return c;
}

/* ---- many rows ---- */

/*
 * t0: people. Every other table refers to them and to two tables before it, as orders, invoices and
 * payments do, with an index of each; ten others have as many rows each.
 */
static int
other_of(int i, int which)
{
	return i < 3 ? 0 : 1 + (i * (which ? 7 : 5) + which) % (i - 1);
}

static void
make_tables(int rows, int tables)
{
	int each = rows / (tables - 1);
	sql("DROP SCHEMA IF EXISTS b CASCADE; CREATE SCHEMA b; CREATE TABLE b.t0 (id int PRIMARY "
	    "KEY, email text); INSERT INTO b.t0 SELECT g, CASE g WHEN 1 THEN 'me@x.nl' ELSE "
	    "'other'||g||'@x.nl' END FROM generate_series(1, 11) g; CREATE INDEX ON b.t0 "
	    "(lower(email))");
	for (int i = 1; i < tables; i++) {
		int a = other_of(i, 0), b = other_of(i, 1);
		sql("CREATE TABLE b.t%d (id int PRIMARY KEY, of_id int NOT NULL REFERENCES b.t0, "
		    "a_id int REFERENCES b.t%d, b_id int REFERENCES b.t%d, note text, at "
		    "timestamptz "
		    "DEFAULT now()); INSERT INTO b.t%d SELECT (p - 1) * %d + g, p, CASE %d WHEN 0 "
		    "THEN p ELSE (p - 1) * %d + 1 + g %% %d END, CASE %d WHEN 0 THEN p ELSE "
		    "(p - 1) "
		    "* %d + 1 + g * 3 %% %d END, repeat('x', 100) FROM generate_series(1, 11) p, "
		    "generate_series(1, %d) g; CREATE INDEX ON b.t%d (of_id); CREATE INDEX ON "
		    "b.t%d "
		    "(a_id); CREATE INDEX ON b.t%d (b_id)",
		    i, a, b, i, each, a, each, each, b, each, each, each, i, i, i);
	}
	sql("VACUUM ANALYZE");
	sql("CHECKPOINT");
}

static json_t *
register_of(int tables)
{
	json_t *all = json_array();
	char name[16], table[16];
	for (int i = 0; i < tables; i++) {
		(void)snprintf(name, sizeof(name), "t%d", i);
		(void)snprintf(table, sizeof(table), "b.t%d", i);
		json_t *match = i == 0
		    ? json_pack("{s:s, s:s}", "column", "email", "identifier", "email")
		    : json_pack(
			  "{s:s, s:s, s:s}", "column", "of_id", "collection", "t0", "field", "id");
		json_array_append_new(all,
		    json_pack("{s:s, s:s, s:s, s:[o], s:{s:s}}", "name", name, "category", "C1",
			"table", table, "match", match, "erase", "do", "delete"));
	}
	return json_pack("{s:s, s:o}", "id", "bench", "collections", all);
}

/* As somebody writes it for these tables; ${locks}: as careful as the connector is. */
static json_t *
by_hand(const char *dsn, int tables, bool locks)
{
	const char *mine = "(SELECT id FROM b.t0 WHERE lower(email) = lower('me@x.nl'))";
	struct cost began = now();
	PGconn *own = db;
	db = PQconnectdb(dsn);
	sql("BEGIN");
	for (int i = 0; locks && i < tables; i++)
		sql("LOCK TABLE b.t%d IN ROW EXCLUSIVE MODE", i);
	if (locks)
		sql("SELECT id FROM b.t0 WHERE id = %s FOR UPDATE", mine);
	for (int i = 1; locks && i < tables; i++)
		sql("SELECT id FROM b.t%d WHERE of_id = %s ORDER BY id FOR UPDATE", i, mine);
	for (int i = tables - 1; i > 0; i--)
		sql("DELETE FROM b.t%d WHERE of_id = %s", i, mine);
	sql("DELETE FROM b.t0 WHERE lower(email) = lower('me@x.nl')");
	sql("COMMIT");
	PQfinish(db);
	db = own;
	return since(began, now());
}

static int
bench_rows(const char *dsn, int rows, int tables)
{
	auto_drop(json) json_t *system = register_of(tables), *change = change_of(NULL);
	make_tables(rows, tables);
	json_t *hand = by_hand(dsn, tables, false);
	make_tables(rows, tables);
	json_t *locked = by_hand(dsn, tables, true);
	make_tables(rows, tables);
	auto_drop(json) json_t *found = act(ACTION_FIND, system, dsn, change);
	auto_drop(json) json_t *approved = change_of(found);
	struct cost began = now();
	auto_drop(json) json_t *erased = act(ACTION_ERASE, system, dsn, approved);
	struct cost ended = now();
	int64_t n = 0;
	size_t i;
	json_t *s;
	json_array_foreach(json_get(erased, "sets"), i, s)
		n += json_int_or(s, "n", 0);
	print(json_pack("{s:o, s:o, s:o, s:o, s:I}", "ours", since(began, ended), "commit",
	    since(began, asked_at), "hand", hand, "locked", locked, "rows", (json_int_t)n));
	return 0;
}

/* ---- a large table ---- */

static int
bench_large(const char *dsn, int rows)
{
	auto_drop(json) json_t *change = change_of(NULL);
	auto_drop(json) json_t *system =
	    json_pack("{s:s, s:[{s:s, s:s, s:s, s:[{s:s, s:s}], s:{s:s}}]}", "id", "bench",
		"collections", "name", "mails", "category", "C1", "table", "b.large", "match",
		"column", "email", "identifier", "email", "erase", "do", "delete");
	sql("CREATE SCHEMA IF NOT EXISTS b");
	PGresult *there = PQexec(db, "SELECT FROM pg_class WHERE oid = to_regclass('b.large')");
	if (PQntuples(there) == 0) {
		sql("CREATE TABLE b.large AS SELECT g AS id, CASE g %% 100000 WHEN 7 THEN "
		    "'me@x.nl' "
		    "ELSE 'other'||g||'@x.nl' END AS email, repeat('x', 60) AS note FROM "
		    "generate_series(1, %d) g",
		    rows);
		sql("ALTER TABLE b.large ADD PRIMARY KEY (id)");
		sql("VACUUM ANALYZE b.large");
	}
	PQclear(there);
	struct cost began = now();
	PGconn *own = db;
	db = PQconnectdb(dsn);
	sql("SELECT * FROM b.large WHERE lower(email::text) = lower('Me@x.nl')");
	PQfinish(db);
	db = own;
	json_t *lookup = since(began, now());
	began = now();
	auto_drop(json) json_t *found = act(ACTION_FIND, system, dsn, change);
	print(json_pack("{s:o, s:o}", "find", since(began, now()), "lookup", lookup));
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: erase_bench rows DSN ROWS TABLES | large DSN ROWS\n");
		return 2;
	}
	db = PQconnectdb(argv[2]);
	int rows = (int)strtol(argv[3], NULL, 10);
	sql("SET client_min_messages = error");
	int status = argc == 5 ? bench_rows(argv[2], rows, (int)strtol(argv[4], NULL, 10))
			       : bench_large(argv[2], rows);
	PQfinish(db);
	return status;
}
