/*
 * The preview of an erasure against a private server: which rows, what would become of each, what
 * forbids it, and that nothing is written. Random cases beside a model are tests/erasures.py.
 */
#include <glob.h>
#include <libpq-fe.h>
#include <unistd.h>

#include "dossier/retention.h"
#include "sink.h"
#include "unit.h"

static char dir[64], bin[256];
static PGconn *db;

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

static const char *
as_server(void)
{
	return geteuid() == 0 ? "runuser -u postgres --" : "";
}

static void
sql(const char *text)
{
	PGresult *res = PQexec(db, text);
	ExecStatusType status = PQresultStatus(res);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		fail_msg("%s: %s", text, PQerrorMessage(db));
	PQclear(res);
}

static int
start(void **state)
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
			       "listen_addresses= -F\" start",
			     as_server(), bin, dir, dir, dir),
	    0);
	assert_int_equal(shell("%s/createdb -h %s -U tester app", bin, dir), 0);
	char dsn[128];
	(void)snprintf(dsn, sizeof(dsn), "host=%s user=tester dbname=app", dir);
	db = PQconnectdb(dsn);
	assert_int_equal(PQstatus(db), CONNECTION_OK);
	sql("SET client_min_messages = warning; CREATE ROLE changer LOGIN");
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	PQfinish(db);
	(void)shell(
	    "cd / && %s %s/pg_ctl -s -w -D %s/data -m immediate stop", as_server(), bin, dir);
	return shell("rm -rf %s", dir);
}

/* Every test has a schema of its own. */
static int
fresh(void **state)
{
	(void)state;
	sql("DROP SCHEMA IF EXISTS app CASCADE; CREATE SCHEMA app;"
	    "GRANT USAGE ON SCHEMA app TO changer");
	return 0;
}

/* ---- a preview ---- */

struct look {
	const char *user;   /* NULL: the owner */
	const char *system; /* members of the system beside its collections */
	const char *read;   /* NULL: dsn is of the same database */
	const char *change; /* members of the change beside the usual */
	json_t *found, *yields;
	struct err err;
};

static void
look_drop(struct look *l)
{
	json_decref(l->found);
	json_decref(l->yields);
}

static json_t *
change_of(const char *more)
{
	struct err err = { 0 };
	auto_drop(retention_law) struct retention_law *law = retention_law_open(&err);
	auto_drop(buf) struct buf b = { 0 };
	assert_ok(law, &err);
	retention_law_text(law, &b);
	json_t *c = json_pack("{s:s, s:s, s:s#, s:[s, s], s:[], s:{}, s:{}}", "today", "2026-12-01",
	    "zone", "Europe/Amsterdam", "law", b.data, (int)b.len, "categories", "C1", "C2",
	    "holds", "links", "keys");
	auto_drop(json) json_t *other = json_loads(more ? more : "{}", 0, NULL);
	assert_non_null(other);
	json_object_update(c, other);
	return c;
}

static bool
try(struct look *l, const char *collections)
{
	static const struct identifier_value ids[] = { { "email", "me@x.nl" } };
	auto_drop(arena) struct arena *a = arena_new();
	struct sink sink;
	struct connector_call call;
	const char *user = l->user ? l->user : "tester";
	auto_drop(json) json_t *change = change_of(l->change);
	sink_init(&sink);
	call_init(&call, &sink,
	    arena_printf(a, "{\"id\":\"app\",\"collections\":[%s]%s}", collections,
		l->system ? l->system : ""),
	    arena_printf(a,
		"{\"dsn\":\"host=%s user=%s dbname=%s\",\"dsn_change\":\"host=%s "
		"user=%s dbname=app\"}",
		dir, user, l->read ? l->read : "app", dir, user));
	call.action = ACTION_FIND;
	call.ids = ids;
	call.nids = 1;
	call.change = change;
	bool ok = connector_postgresql.act[ACTION_FIND](&call, &l->err);
	json_decref(l->found);
	l->found = take(call.found);
	json_decref(l->yields);
	l->yields = json_incref(call.yields);
	sink_release(&sink);
	call_release(&call);
	return ok;
}

/* "COLLECTION VERDICT DO [SET] KEPT KEYS REASON UNTIL\n", set by set. */
static char *
told(const struct look *l)
{
	struct buf b = { 0 };
	size_t i;
	json_t *set;
	json_array_foreach(json_get(l->found, "sets"), i, set) {
		const json_t *why = json_array_get(json_get(set, "why"), 0);
		buf_addf(&b, "%s %s %s ", json_str(set, "collection"), json_str(set, "verdict"),
		    json_str(set, "do"));
		json_put(json_get(set, "set"), &b);
		buf_addc(&b, ' ');
		json_put(json_get(set, "kept"), &b);
		buf_addc(&b, ' ');
		json_put(json_get(set, "keys"), &b);
		buf_addf(
		    &b, " %s %s\n", json_str(why, "code"), json_str_or(set, "blocked_until", "-"));
	}
	return b.data ? b.data : xstrdup("");
}

static void
look(struct look *l, const char *collections, const char *expected)
{
	if (!try(l, collections))
		fail_msg("%s", l->err.text);
	auto_drop(str) char *got = told(l);
	assert_string_equal(got, expected);
}

/* ${member} of the answer is this JSON. */
static void
says(const struct look *l, const char *member, const char *expected)
{
	auto_drop(buf) struct buf b = { 0 };
	json_put(json_get(l->found, member), &b);
	assert_string_equal(b.data, expected);
}

#define BY_MAIL "\"match\":[{\"column\":\"mail\",\"identifier\":\"email\"}]"
#define OF_PEOPLE "\"match\":[{\"column\":\"person\",\"collection\":\"people\",\"field\":\"id\"}]"
#define PEOPLE(erase)                                                                              \
	"{\"name\":\"people\",\"category\":\"C1\",\"table\":\"app.people\"," BY_MAIL               \
	",\"erase\":{" erase "}}"
#define DELETE "\"do\":\"delete\""
#define TABLE(name, erase)                                                                         \
	"{\"name\":\"" name "\",\"category\":\"C2\",\"table\":\"app." name "\"," OF_PEOPLE         \
	",\"erase\":{" erase "}}"
#define PEOPLE_TABLE                                                                               \
	"CREATE TABLE app.people (id bigint PRIMARY KEY, mail text, name text, phone "             \
	"varchar(9));"                                                                             \
	"INSERT INTO app.people VALUES (1, 'me@x.nl', 'Me', '06'), (2, 'you@x.nl', 'You', '07');"

/* ---- which rows ---- */

static void
keys_of_every_kind(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { 0 };
	sql(PEOPLE_TABLE
	    "CREATE TABLE app.notes (person bigint, place text, n int, UNIQUE (place, n));"
	    "ALTER TABLE app.notes ALTER place SET NOT NULL, ALTER n SET NOT NULL;"
	    "INSERT INTO app.notes VALUES (1, E'a\"b\\\\c\\t{,}''é', 2), (1, 'NULL', 10), (1, '', "
	    "3), (2, 'x', 1);"
	    "CREATE TABLE app.uids (id uuid PRIMARY KEY, person bigint);"
	    "INSERT INTO app.uids VALUES ('00000000-0000-4000-8000-00000000000A', 1)");
	look(&l, PEOPLE(DELETE) "," TABLE("notes", DELETE) "," TABLE("uids", DELETE),
	    "people erase delete {} [] [[\"1\"]] rule -\n"
	    "notes erase delete {} [] [[\"\",\"3\"],[\"NULL\",\"10\"],[\"a\\\"b\\\\c\\t{,}'é\","
	    "\"2\"]] rule -\n"
	    "uids erase delete {} [] [[\"00000000-0000-4000-8000-00000000000a\"]] rule -\n");
	says(&l, "problems", "[]");
	says(&l, "links", "{\"people\":{\"id\":[\"1\"]}}");
	/* and by these keys alone, once who they belong to is gone: found, and nobody's for sure */
	sql("UPDATE app.people SET mail = NULL");
	l.change = "{\"keys\":{\"notes\":[[\"a\\\"b\\\\c\\t{,}'é\",\"2\"],[\"\",\"3\"],[\"no\"]]}}";
	look(&l, PEOPLE(DELETE) "," TABLE("notes", DELETE),
	    "notes keep nothing {} null [[\"\",\"3\"],[\"a\\\"b\\\\c\\t{,}'é\",\"2\"]] "
	    "not-ours -\n");
	l.change = "{\"links\":{\"people\":{\"id\":[\"1\"]}}}";
	look(&l, PEOPLE(DELETE) "," TABLE("uids", DELETE),
	    "uids erase delete {} [] [[\"00000000-0000-4000-8000-00000000000a\"]] rule -\n");
	says(&l, "links", "{\"people\":{\"id\":[\"1\"]}}");
}

static void
partitions(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { 0 };
	sql(PEOPLE_TABLE
	    "CREATE TABLE app.log (person bigint REFERENCES app.people, d date, id int, PRIMARY "
	    "KEY (d, id)) PARTITION BY RANGE (d);"
	    "CREATE TABLE app.log_1 PARTITION OF app.log FOR VALUES FROM ('2025-01-01') TO "
	    "('2026-01-01');"
	    "CREATE TABLE app.log_2 PARTITION OF app.log FOR VALUES FROM ('2026-01-01') TO "
	    "('2027-01-01');"
	    "INSERT INTO app.log VALUES (1, '2025-05-05', 1), (1, '2026-05-05', 1), (2, "
	    "'2026-05-05', 2)");
	look(&l, PEOPLE(DELETE) "," TABLE("log", DELETE),
	    "people erase delete {} [] [[\"1\"]] rule -\n"
	    "log erase delete {} [] [[\"2025-05-05\",\"1\"],[\"2026-05-05\",\"1\"]] rule -\n");
	says(&l, "problems", "[]");
	auto_drop(str) char *before = xstrdup(json_str(l.found, "fingerprint"));
	sql("CREATE TABLE app.log_3 PARTITION OF app.log FOR VALUES FROM ('2027-01-01') TO "
	    "('2028-01-01')");
	assert_true(try(&l, PEOPLE(DELETE) "," TABLE("log", DELETE)));
	assert_string_equal(json_str(l.found, "fingerprint"), before);
}

/* ---- what becomes of them ---- */

#define HELD(from) "\"holds\":[{\"basis\":\"NL-AWR52\",\"from\":{" from "}}]"

/* 31 December at 23:30 in London is the new year here. */
static void
days_around_new_year(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { 0 };
	sql(PEOPLE_TABLE
	    "CREATE TABLE app.bills (id int PRIMARY KEY, person bigint, d date, t timestamp, z "
	    "timestamptz);"
	    "INSERT INTO app.bills VALUES (1, 1, '2018-12-31', '2018-12-31 23:30', '2018-12-31 "
	    "23:30+00'), (2, 1, '2019-12-31', '2019-12-31 23:30', '2019-12-31 22:59+00'), (3, 1, "
	    "NULL, 'infinity', NULL), (4, 1, '-infinity', '-infinity', '-infinity'), (5, 1, "
	    "'0044-03-15 BC', '0044-03-15 BC', '0044-03-15 BC')");
#define LASTS(one, two) "people erase delete {} [] [[\"1\"]] rule -\n" one two
	look(&l, PEOPLE(DELETE) "," TABLE("bills", DELETE "," HELD("\"column\":\"d\"")),
	    LASTS("bills erase delete {} [] [[\"1\"]] rule -\n",
		"bills hold nothing {} null [[\"2\"]] statute 2026-12-31\n"
		"bills hold nothing {} null [[\"3\"]] statute infinity\n"
		"bills undecidable delete {} [] [[\"4\"],[\"5\"]] date -\n"));
	look(&l,
	    PEOPLE(DELETE) "," TABLE("bills", DELETE "," HELD("\"column\":\"t\",\"zone\":\"UTC\"")),
	    LASTS("bills hold nothing {} null [[\"1\"]] statute 2026-12-31\n",
		"bills hold nothing {} null [[\"2\"]] statute 2027-12-31\n"
		"bills hold nothing {} null [[\"3\"]] statute infinity\n"
		"bills undecidable delete {} [] [[\"4\"],[\"5\"]] date -\n"));
	look(&l, PEOPLE(DELETE) "," TABLE("bills", DELETE "," HELD("\"column\":\"z\"")),
	    LASTS("bills hold nothing {} null [[\"1\"],[\"2\"]] statute 2026-12-31\n",
		"bills hold nothing {} null [[\"3\"]] statute infinity\n"
		"bills undecidable delete {} [] [[\"4\"],[\"5\"]] date -\n"));
	look(&l, PEOPLE(DELETE) "," TABLE("bills", DELETE "," HELD("\"column\":\"person\"")),
	    LASTS(
		"bills undecidable delete {} [] [[\"1\"],[\"2\"],[\"3\"],[\"4\"],[\"5\"]] date -\n",
		""));
}

static void
inherited_days(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { 0 };
	sql(PEOPLE_TABLE
	    "CREATE TABLE app.bills (id int PRIMARY KEY, person bigint, d date);"
	    "CREATE TABLE app.lines (id int PRIMARY KEY, person bigint, bill int);"
	    "INSERT INTO app.bills VALUES (1, 1, '2015-01-01'), (2, 1, '2022-01-01'), (3, 1, "
	    "NULL);"
	    "INSERT INTO app.lines VALUES (1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 1, 99), (5, 1, "
	    "NULL)");
	look(&l,
	    PEOPLE(DELETE) "," TABLE("bills", DELETE) "," TABLE("lines",
		DELETE "," HELD("\"column\":\"bill\",\"collection\":\"bills\",\"field\":\"id\","
				"\"date\":\"d\"")),
	    "people erase delete {} [] [[\"1\"]] rule -\n"
	    "bills erase delete {} [] [[\"1\"],[\"2\"],[\"3\"]] rule -\n"
	    "lines erase delete {} [] [[\"1\"]] rule -\n"
	    "lines hold nothing {} null [[\"2\"]] statute 2029-12-31\n"
	    "lines hold nothing {} null [[\"3\"]] statute infinity\n"
	    "lines undecidable delete {} [] [[\"4\"],[\"5\"]] date -\n");
}

/* Of two persons: the guest's own view goes, the sender's copy is the sender's. */
static void
rows_of_two(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { 0 };
	static const char collections[] = PEOPLE(
	    DELETE) ",{\"name\":\"mails\",\"category\":\"C2\",\"table\":\"app.mails\",\"match\":[{"
		    "\"column\":\"sender\",\"collection\":\"people\",\"field\":\"id\"},{\"column\":"
		    "\"guest\",\"collection\":\"people\",\"field\":\"id\"}],\"erase\":{" DELETE
		    ",\"set\":{\"text\":null},\"persons\":[{\"column\":\"sender\",\"collection\":"
		    "\"people\",\"field\":\"id\",\"shared\":\"anonymise\"},{\"column\":\"guest\","
		    "\"collection\":\"people\",\"field\":\"id\",\"shared\":\"anonymise\",\"set\":{"
		    "\"guest\":null}},{\"column\":\"cc\",\"identifier\":\"email\",\"shared\":"
		    "\"keep\"}]}}";
	sql(PEOPLE_TABLE
	    "CREATE TABLE app.mails (id int PRIMARY KEY, sender bigint, guest bigint, cc text, "
	    "text text);"
	    "INSERT INTO app.mails VALUES (1, 1, 2, NULL, 'a'), (2, 2, 1, NULL, 'b'), (3, 1, 1, "
	    "'ME@x.nl', 'c'), (4, 1, NULL, 'z@x.nl', 'd'), (5, 2, 2, 'me@x.nl', 'e')");
	look(&l, collections,
	    "people erase delete {} [] [[\"1\"]] rule -\n"
	    "mails erase delete {} [] [[\"3\"]] rule -\n"
	    "mails anonymise anonymise {\"guest\":null} [] [[\"2\"]] shared -\n"
	    "mails anonymise anonymise {\"text\":null} [] [[\"1\"],[\"4\"]] shared -\n");
	/* what was theirs in it has gone: by its key alone it is the others' */
	sql("UPDATE app.mails SET guest = NULL WHERE id = 2");
	l.change = "{\"keys\":{\"mails\":[[\"2\"]]}}";
	look(&l, collections,
	    "people erase delete {} [] [[\"1\"]] rule -\n"
	    "mails erase delete {} [] [[\"3\"]] rule -\n"
	    "mails anonymise anonymise {\"text\":null} [] [[\"1\"],[\"4\"]] shared -\n"
	    "mails keep nothing {} null [[\"2\"]] not-ours -\n");
}

static void
two_collections_of_a_table(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { 0 };
	sql(PEOPLE_TABLE
	    "CREATE TABLE app.t (id int PRIMARY KEY, a bigint, b bigint, x text, y text);"
	    "INSERT INTO app.t VALUES (1, 1, NULL), (2, NULL, 1), (3, 1, 1)");
	look(&l,
	    PEOPLE(DELETE) ",{\"name\":\"as\",\"category\":\"C1\",\"table\":\"app.t\",\"match\":[{"
			   "\"column\":\"a\",\"collection\":\"people\",\"field\":\"id\"}],"
			   "\"erase\":{" DELETE
			   "}},{\"name\":\"bs\",\"category\":\"C2\",\"table\":\"app.t\",\"match\":["
			   "{\"column\":\"b\",\"collection\":\"people\",\"field\":\"id\"}],"
			   "\"erase\":{\"do\":\"anonymise\",\"why\":\"w\",\"set\":{\"x\":null}}}",
	    "people erase delete {} [] [[\"1\"]] rule -\n"
	    "as erase delete {} [] [[\"1\"]] rule -\n"
	    "bs anonymise anonymise {\"x\":null} [] [[\"3\"]] rule -\n"
	    "bs anonymise anonymise {\"x\":null} [] [[\"2\"]] rule -\n");
}

/* A key is a value, however whoever placed the hold wrote it; what is no row's is said. */
static void
keys_of_claims(void **state)
{
	(void)state;
	static const struct {
		const char *type, *value, *other, *asked, *notes;
	} cases[] = {
		{ "bigint", "9", "10", "[[\"09\"]]", "[]" },
		{ "bigint", "9", "10", "[[\" +9 \"]]", "[]" },
		{ "numeric", "10.00", "9", "[[\"10\"]]", "[]" },
		{ "uuid", "0e7d1c2b-0000-4000-8000-00000000000f",
		    "0e7d1c2b-0000-4000-8000-000000000001",
		    "[[\"0E7D1C2B-0000-4000-8000-00000000000F\"]]", "[]" },
		{ "date", "2015-05-01", "2015-01-05", "[[\"1 May 2015\"]]", "[]" },
		{ "char(6)", "ab", "ac", "[[\"ab    \"]]", "[]" },
		{ "text", "09", "9", "[[\"09\"]]", "[]" },
		/* one that is no value, and one of no row, take nothing from the third */
		{ "int", "9", "10", "[[\"abc\"],[\"09\"],[\"999\"],[\"1\",\"2\"]]",
		    "[{\"code\":\"hold-unmatched\",\"n\":3,\"name\":\"7\",\"table\":\"app.t\"}]" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(look) struct look l = { 0 };
		auto_drop(arena) struct arena *a = arena_new();
		(void)fresh(NULL);
		sql(PEOPLE_TABLE);
		sql(arena_printf(a,
		    "CREATE TABLE app.t (k %s PRIMARY KEY, person bigint);"
		    "INSERT INTO app.t VALUES ('%s', 1), ('%s', 1)",
		    cases[i].type, cases[i].value, cases[i].other));
		l.change = arena_printf(a,
		    "{\"holds\":[{\"id\":7,\"collection\":\"t\",\"keys\":%s,\"columns\":null,"
		    "\"review\":\"2027-01-01\"}]}",
		    cases[i].asked);
		look(&l, PEOPLE(DELETE) "," TABLE("t", DELETE),
		    arena_printf(a,
			"people erase delete {} [] [[\"1\"]] rule -\n"
			"t erase delete {} [] [[\"%s\"]] rule -\n"
			"t hold nothing {} null [[\"%s\"]] claim infinity\n",
			cases[i].other, cases[i].value));
		says(&l, "notes", cases[i].notes);
	}
}

static void
claims(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { 0 };
	sql(PEOPLE_TABLE);
	l.change = "{\"holds\":[{\"id\":7,\"collection\":\"people\",\"keys\":[[\"1\"]],"
		   "\"columns\":[\"name\"],\"review\":\"2027-01-01\"},{\"id\":8,\"collection\":"
		   "\"people\",\"keys\":[[\"2\"]],\"columns\":null,\"review\":\"2027-01-01\"}]}";
	look(&l, PEOPLE(DELETE ",\"set\":{\"name\":null,\"phone\":\"-\"}"),
	    "people hold anonymise {\"phone\":\"-\"} [\"name\"] [[\"1\"]] claim infinity\n");
	l.change = "{\"holds\":[{\"id\":7,\"collection\":null,\"keys\":null,\"columns\":null,"
		   "\"review\":\"2027-01-01\"}]}";
	look(&l, PEOPLE(DELETE ",\"set\":{\"name\":null}"),
	    "people hold nothing {} null [[\"1\"]] claim infinity\n");
}

/* Lines of a bill of which somebody disputes the whole; of a column of it they do not. */
static void
claims_on_parts(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { 0 };
	sql(PEOPLE_TABLE
	    "CREATE TABLE app.bills (id int PRIMARY KEY, person bigint, x text);"
	    "CREATE TABLE app.lines (id int PRIMARY KEY, bill int, up int);"
	    "CREATE TABLE app.notes (id int PRIMARY KEY, line int);"
	    "INSERT INTO app.bills VALUES (1, 1), (2, 1); INSERT INTO app.lines VALUES (11, 1), "
	    "(12, 1), (21, 2), (99, NULL); INSERT INTO app.notes VALUES (111, 11), (211, 21)");
#define PART(name, category, of, column)                                                           \
	",{\"name\":\"" name "\",\"category\":\"" category "\",\"table\":\"app." name              \
	"\",\"match\":[{\"column\":\"" column "\",\"collection\":\"" of                            \
	"\",\"field\":\"id\"}],\"erase\":{\"do\":\"delete\"}}"
#define CLAIM(columns)                                                                             \
	"{\"holds\":[{\"id\":7,\"collection\":\"bills\",\"keys\":[[\"1\"]],\"columns\":" columns   \
	",\"review\":\"2027-01-01\"}]}"
	l.change = CLAIM("null");
	look(&l,
	    PEOPLE(DELETE) "," TABLE("bills", DELETE) PART("lines", "C2", "bills", "bill")
		PART("notes", "C2", "lines", "line"),
	    "people erase delete {} [] [[\"1\"]] rule -\n"
	    "bills erase delete {} [] [[\"2\"]] rule -\n"
	    "bills hold nothing {} null [[\"1\"]] claim infinity\n"
	    "lines erase delete {} [] [[\"21\"]] rule -\n"
	    "lines hold nothing {} null [[\"11\"],[\"12\"]] claim infinity\n"
	    "notes erase delete {} [] [[\"211\"]] rule -\n"
	    "notes hold nothing {} null [[\"111\"]] claim infinity\n");
	/* of another category they are no part of it, nor of a column */
	look(&l, PEOPLE(DELETE) "," TABLE("bills", DELETE) PART("lines", "C1", "bills", "bill"),
	    "people erase delete {} [] [[\"1\"]] rule -\n"
	    "bills erase delete {} [] [[\"2\"]] rule -\n"
	    "bills hold nothing {} null [[\"1\"]] claim infinity\n"
	    "lines erase delete {} [] [[\"11\"],[\"12\"],[\"21\"]] rule -\n");
	l.change = CLAIM("[\"x\"]");
	look(&l,
	    PEOPLE(DELETE) "," TABLE("bills", DELETE ",\"set\":{\"x\":null}")
		PART("lines", "C2", "bills", "bill"),
	    "people erase delete {} [] [[\"1\"]] rule -\n"
	    "bills erase delete {} [] [[\"2\"]] rule -\n"
	    "bills hold nothing {} null [[\"1\"]] claim infinity\n"
	    "lines erase delete {} [] [[\"11\"],[\"12\"],[\"21\"]] rule -\n");
}

/* ---- what refers to what ---- */

static void
what_stays_keeps_what_it_refers_to(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { 0 };
	sql(PEOPLE_TABLE
	    "CREATE TABLE app.orders (id int PRIMARY KEY, person bigint REFERENCES app.people ON "
	    "DELETE CASCADE, d date, up int REFERENCES app.orders ON DELETE SET NULL);"
	    "INSERT INTO app.orders VALUES (1, 1, '2015-01-01', NULL), (2, 1, '2015-01-01', 1), "
	    "(3, 1, '2025-01-01', 2), (4, 1, '2015-01-01', 4)");
#define ORDERS(more) TABLE("orders", DELETE "," HELD("\"column\":\"d\"") more)
	look(&l, PEOPLE(DELETE ",\"set\":{\"name\":null}") "," ORDERS(""),
	    "people anonymise anonymise {\"name\":null} [] [[\"1\"]] referred -\n"
	    "orders erase delete {} [] [[\"4\"]] rule -\n"
	    "orders hold nothing {} null [[\"3\"]] statute 2032-12-31\n"
	    "orders keep nothing {} null [[\"1\"],[\"2\"]] referred -\n");
	says(&l, "problems", "[]");
	/* what lets go of it when it is written over keeps nothing */
	sql("UPDATE app.orders SET d = '2015-01-01'");
	look(&l,
	    PEOPLE(DELETE) "," TABLE(
		"orders", "\"do\":\"anonymise\",\"why\":\"w\",\"set\":{\"person\":null}"),
	    "people erase delete {} [] [[\"1\"]] rule -\n"
	    "orders anonymise anonymise {\"person\":null} [] [[\"1\"],[\"2\"],[\"3\"],[\"4\"]] "
	    "rule -\n");
	says(&l, "problems", "[]");
	/* rows of a category that is not asked for stay */
	l.change = "{\"categories\":[\"C1\"]}";
	look(&l, PEOPLE(DELETE) "," ORDERS(""),
	    "people keep nothing {} null [[\"1\"]] referred -\n");
}

static void
cycles(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { 0 };
	sql(PEOPLE_TABLE
	    "CREATE TABLE app.a (x int, y text, person bigint, d date, bx int, PRIMARY KEY (x, y));"
	    "CREATE TABLE app.b (id int PRIMARY KEY, person bigint, ax int, ay text, FOREIGN KEY "
	    "(ax, ay) REFERENCES app.a);"
	    "ALTER TABLE app.a ADD FOREIGN KEY (bx) REFERENCES app.b;"
	    "INSERT INTO app.a (x, y, person, d) VALUES (1, 'p', 1, '2010-01-01'), (2, 'q', "
	    "1, '2010-01-01'), (3, 'r', 1, "
	    "'2025-01-01');"
	    "INSERT INTO app.b VALUES (1, 1, 1, 'p'), (2, 1, 2, 'q'), (3, 1, 2, NULL);"
	    "UPDATE app.a SET bx = 2 WHERE x = 1; UPDATE app.a SET bx = 1 WHERE x IN (2, 3)");
	look(&l,
	    PEOPLE(DELETE) "," TABLE("a",
		DELETE ",\"kept\":[{\"period\":\"P5Y\",\"from\":{"
		       "\"column\":\"d\"},\"why\":\"w\"}]") "," TABLE("b", DELETE),
	    "people erase delete {} [] [[\"1\"]] rule -\n"
	    "a keep nothing {} null [[\"3\",\"r\"]] retention -\n"
	    "a keep nothing {} null [[\"1\",\"p\"],[\"2\",\"q\"]] referred -\n"
	    "b erase delete {} [] [[\"3\"]] rule -\n"
	    "b keep nothing {} null [[\"1\"],[\"2\"]] referred -\n");
	sql("UPDATE app.a SET d = '2010-01-01'");
	look(&l,
	    PEOPLE(DELETE) "," TABLE("a",
		DELETE ",\"kept\":[{\"period\":\"P5Y\",\"from\":{"
		       "\"column\":\"d\"},\"why\":\"w\"}]") "," TABLE("b", DELETE),
	    "people erase delete {} [] [[\"1\"]] rule -\n"
	    "a erase delete {} [] [[\"1\",\"p\"],[\"2\",\"q\"],[\"3\",\"r\"]] rule -\n"
	    "b erase delete {} [] [[\"1\"],[\"2\"],[\"3\"]] rule -\n");
	says(&l, "problems", "[]");
}

/* A cascade into rows that nobody looked at: of others, or in a table that is not listed. */
static void
cascades(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { 0 };
	sql(PEOPLE_TABLE
	    "CREATE TABLE app.mine (id int PRIMARY KEY, person bigint, friend bigint CONSTRAINT "
	    "friend REFERENCES app.people ON DELETE CASCADE);"
	    "CREATE TABLE app.unlisted (n int, p bigint CONSTRAINT unseen REFERENCES app.people ON "
	    "DELETE SET NULL);"
	    "INSERT INTO app.mine VALUES (1, 1, 1), (2, 2, 1), (3, 2, 2);"
	    "INSERT INTO app.unlisted VALUES (1, 1), (2, 1), (3, 2), (4, NULL)");
	assert_true(try(&l, PEOPLE(DELETE) "," TABLE("mine", DELETE)));
	says(&l, "problems",
	    "[{\"code\":\"cascade\",\"n\":1,\"name\":\"friend\",\"table\":\"app.mine\"},"
	    "{\"code\":\"cascade\",\"n\":2,\"name\":\"unseen\",\"table\":\"app.unlisted\"}]");
	/* who may not count them cannot say that there are none */
	sql("GRANT SELECT, UPDATE, DELETE ON app.people, app.mine TO changer;"
	    "DELETE FROM app.unlisted; DELETE FROM app.mine WHERE person = 2");
	l.user = "changer";
	assert_true(try(&l, PEOPLE(DELETE) "," TABLE("mine", DELETE)));
	says(&l, "problems",
	    "[{\"code\":\"no-privilege\",\"name\":\"SELECT (p)\",\"table\":\"app.unlisted\"}]");
	sql("GRANT SELECT (p) ON app.unlisted TO changer");
	assert_true(try(&l, PEOPLE(DELETE) "," TABLE("mine", DELETE)));
	says(&l, "problems", "[]");
}

/* ---- what forbids it ---- */

static void
problems(const char *ddl, const char *collections, const char *expected)
{
	auto_drop(look) struct look l = { .user = "changer" };
	(void)fresh(NULL);
	sql(PEOPLE_TABLE);
	sql("GRANT SELECT, UPDATE, DELETE ON app.people TO changer");
	sql(ddl);
	if (!try(&l, collections))
		fail_msg("%s", l.err.text);
	says(&l, "problems", expected);
}

#define ANONYMOUS(set) PEOPLE("\"do\":\"anonymise\",\"why\":\"w\",\"set\":{" set "}")
#define PROBLEM(code, name)                                                                        \
	"[{\"code\":\"" code "\",\"name\":\"" name "\",\"table\":\"app.people\"}]"

static void
what_forbids_it(void **state)
{
	(void)state;
	problems("SELECT 1", PEOPLE(DELETE), "[]");
	problems("ALTER TABLE app.people DROP CONSTRAINT people_pkey", PEOPLE(DELETE),
	    "[{\"code\":\"no-key\",\"n\":1,\"table\":\"app.people\"}]");
	problems("CREATE TABLE app.more () INHERITS (app.people); GRANT SELECT ON app.more TO "
		 "changer",
	    PEOPLE(DELETE), "[{\"code\":\"no-key\",\"n\":1,\"table\":\"app.people\"}]");
	problems("ALTER TABLE app.people RENAME TO who; CREATE VIEW app.people AS SELECT * FROM "
		 "app.who; GRANT SELECT, UPDATE, DELETE ON app.people TO changer",
	    PEOPLE(DELETE),
	    "[{\"code\":\"no-key\",\"n\":1,\"name\":\"view\",\"table\":\"app.people\"}]");
	problems("REVOKE DELETE ON app.people FROM changer", PEOPLE(DELETE),
	    PROBLEM("no-privilege", "DELETE"));
	problems("REVOKE UPDATE ON app.people FROM changer", PEOPLE(DELETE),
	    PROBLEM("no-privilege", "UPDATE"));
	problems("REVOKE SELECT ON app.people FROM changer; GRANT SELECT (id) ON app.people TO "
		 "changer",
	    PEOPLE(DELETE), PROBLEM("no-privilege", "SELECT (mail)"));
	problems("REVOKE UPDATE ON app.people FROM changer; GRANT UPDATE (phone) ON app.people TO "
		 "changer",
	    ANONYMOUS("\"name\":null"), PROBLEM("no-privilege", "UPDATE (name)"));
	problems("ALTER TABLE app.people ENABLE ROW LEVEL SECURITY", PEOPLE(DELETE),
	    PROBLEM("no-privilege", "BYPASSRLS"));
}

static void
what_a_column_takes(void **state)
{
	(void)state;
	static const char *const good[] = { "\"name\":null", "\"phone\":\"123456789\"",
		"\"phone\":\"ééééééééé\"", "\"n\":7", "\"n\":\"7\"", "\"b\":true", "\"m\":1.5" };
	static const char *const bad[][2] = { { "\"id\":7", "id" }, { "\"gone\":null", "gone" },
		{ "\"phone\":\"1234567890\"", "phone" }, { "\"n\":\"seven\"", "n" },
		{ "\"n\":true", "n" }, { "\"need\":null", "need" }, { "\"twice\":null", "twice" },
		{ "\"small\":9", "small" }, { "\"code\":null", "code" } };
	static const char ddl[] =
	    "CREATE DOMAIN app.tiny AS int CHECK (VALUE < 5);"
	    "ALTER TABLE app.people ADD n int, ADD b bool, ADD m numeric(5,2), ADD need text NOT "
	    "NULL DEFAULT '', ADD twice text GENERATED ALWAYS AS (name || name) STORED, ADD small "
	    "app.tiny, ADD code int UNIQUE;"
	    "CREATE TABLE app.codes (c int REFERENCES app.people (code));"
	    "GRANT USAGE ON TYPE app.tiny TO changer";
	for (size_t i = 0; i < array_len(good); i++) {
		auto_drop(buf) struct buf c = { 0 };
		buf_addf(&c, ANONYMOUS("%s"), good[i]);
		problems(ddl, c.data, "[]");
	}
	for (size_t i = 0; i < array_len(bad); i++) {
		auto_drop(buf) struct buf c = { 0 }, p = { 0 };
		buf_addf(&c, ANONYMOUS("%s"), bad[i][0]);
		buf_addf(&p, PROBLEM("set", "%s"), bad[i][1]);
		problems(ddl, c.data, p.data);
	}
}

static void
what_is_blocked(void **state)
{
	(void)state;
#define BLOCKED(how) PEOPLE(DELETE "," HELD("\"column\":\"d\"") ",\"blocked\":{" how "}")
	static const char ddl[] =
	    "ALTER TABLE app.people ADD d date DEFAULT '2025-01-01', ADD until date;"
	    "CREATE VIEW app.shown AS SELECT id FROM app.people WHERE until IS NULL;"
	    "CREATE VIEW app.other AS SELECT 1 AS x; GRANT SELECT ON app.shown, app.other TO "
	    "changer";
	/* a row that stays as it is, and is told until when, must be one that can be named */
	problems("ALTER TABLE app.people DROP CONSTRAINT people_pkey, ADD d date DEFAULT "
		 "'2025-01-01', ADD until date",
	    PEOPLE("\"do\":\"keep\",\"why\":\"w\"," HELD(
		"\"column\":\"d\"") ",\"blocked\":{\"column\":\"until\"}"),
	    "[{\"code\":\"no-key\",\"n\":1,\"table\":\"app.people\"}]");
	problems(ddl, BLOCKED("\"column\":\"until\",\"view\":\"app.shown\""), "[]");
	problems(ddl, BLOCKED("\"column\":\"nothing\""), PROBLEM("set", "nothing"));
	problems(ddl, BLOCKED("\"column\":\"id\""), PROBLEM("set", "id"));
	problems(ddl, BLOCKED("\"view\":\"app.no\""), PROBLEM("view", "app.no"));
	problems(ddl, BLOCKED("\"view\":\"app.other\""), PROBLEM("view", "app.other"));
	auto_drop(look) struct look l = { 0 };
	look(&l, BLOCKED("\"view\":\"app.shown\""),
	    "people hold nothing {} null [[\"1\"]] statute 2032-12-31\n");
	says(&l, "notes",
	    "[{\"code\":\"view\",\"n\":1,\"name\":\"app.shown\",\"table\":\"app.people\"}]");
	sql("UPDATE app.people SET until = '2032-12-31'");
	assert_true(try(&l, BLOCKED("\"view\":\"app.shown\"")));
	says(&l, "notes", "[]");
}

static void
the_epoch(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { .system = ",\"erasure\":{\"epoch\":\"app.epochs\"}" };
	sql(PEOPLE_TABLE);
	assert_true(try(&l, PEOPLE(DELETE)));
	says(&l, "problems", "[{\"code\":\"epoch\",\"table\":\"app.epochs\"}]");
	sql("CREATE TABLE app.epochs (epoch bigint)");
	assert_true(try(&l, PEOPLE(DELETE)));
	says(&l, "problems", "[{\"code\":\"epoch\",\"table\":\"app.epochs\"}]");
	sql("INSERT INTO app.epochs VALUES (41)");
	assert_true(try(&l, PEOPLE(DELETE)));
	says(&l, "problems", "[]");
	assert_int_equal(json_int_or(l.found, "epoch", 0), 41);
}

/* What is not there ends it; what cannot be searched is said. */
static void
what_is_not_there(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { 0 };
	sql(PEOPLE_TABLE);
	assert_false(try(&l, PEOPLE(DELETE "," HELD("\"column\":\"dated\""))));
	assert_err(&l.err, ERR_INPUT, "no column dated in app.people, which its erase names");
	l.err = (struct err){ 0 };
	assert_false(try(&l, TABLE("gone", DELETE)));
	assert_err(&l.err, ERR_INPUT, "no collection people in this system");
	l.err = (struct err){ 0 };
	look(&l,
	    "{\"name\":\"calls\",\"category\":\"C1\",\"table\":\"app.people\",\"match\":[{"
	    "\"column\":\"phone\",\"identifier\":\"phone\"}]}",
	    "");
	says(&l, "not_searched",
	    "[{\"category\":\"C1\",\"collection\":\"calls\",\"kinds\":[\"phone\"]}]");
}

/* Keys that no message holds: nothing is told of them but that. */
static void
too_much_of_it(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { 0 };
	sql(PEOPLE_TABLE
	    "CREATE UNLOGGED TABLE app.t (k text PRIMARY KEY, person bigint);"
	    "INSERT INTO app.t SELECT repeat('x', 4000) || g, 1 FROM generate_series(1, 11000) g");
	look(&l, PEOPLE(DELETE) "," TABLE("t", DELETE), "");
	says(&l, "problems", "[{\"code\":\"too-much\",\"n\":11001,\"table\":\"\"}]");
	says(&l, "links", "{}");
}

/* ---- connector check ---- */

/* A copy of the database has the same schema, and whoever is asked for stands in the other one. */
static void
another_database(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { .read = "postgres" };
	sql(PEOPLE_TABLE);
	assert_true(try(&l, PEOPLE(DELETE)));
	says(&l, "problems", "[{\"code\":\"another-database\"}]");
	l.read = "nowhere";
	assert_false(try(&l, PEOPLE(DELETE)));
	assert_err(&l.err, ERR_TEMPORARY, "setting dsn: ");
}

static const char *read_at = "app";

static void
checked(const char *collections, const char *more, const char *const *expected)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *got = json_array();
	struct sink sink;
	struct connector_call call;
	struct err err = { 0 };
	size_t n = 0;
	sink_init(&sink);
	call_init(&call, &sink,
	    arena_printf(a, "{\"id\":\"app\",\"collections\":[%s]%s}", collections, more),
	    arena_printf(a,
		"{\"dsn\":\"host=%s user=tester dbname=%s\",\"dsn_change\":\"host=%s "
		"user=changer dbname=app\"}",
		dir, read_at, dir));
	assert_ok(connector_postgresql.check(&call, got, &err), &err);
	for (; expected[n]; n++) {
		const char *line = json_string_value(json_array_get(got, n));
		if (!line || !strstr(line, expected[n]))
			fail_msg("line %zu: \"%s\" and not \"%s\"", n, line ? line : "none",
			    expected[n]);
	}
	if (json_array_size(got) != n)
		fail_msg("a line more: %s", json_string_value(json_array_get(got, n)));
	sink_release(&sink);
	call_release(&call);
}
#define LINES(...)                                                                                 \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}
#define NO_LINES                                                                                   \
	(const char *const[])                                                                      \
	{                                                                                          \
		NULL                                                                               \
	}

static void
what_check_says(void **state)
{
	(void)state;
	sql(PEOPLE_TABLE
	    "CREATE TABLE app.bills (person bigint REFERENCES app.people, d date, t timestamp);"
	    "GRANT SELECT ON app.people, app.bills TO changer");
	checked(PEOPLE("\"do\":\"keep\",\"why\":\"w\""), "", NO_LINES);
	checked(PEOPLE(DELETE ",\"set\":{\"name\":7}"), "",
	    LINES("GRANT UPDATE ON app.people TO changer", "GRANT DELETE ON app.people TO changer",
		"GRANT UPDATE (name) ON app.people TO changer",
		"app.bills is no collection, and refers to app.people by the foreign key "
		"bills_person_fkey"));
	sql("GRANT UPDATE, DELETE ON app.people, app.bills TO changer");
	checked(
	    PEOPLE(DELETE ",\"blocked\":{\"view\":\"app.no\"}") "," TABLE("bills",
		DELETE ",\"set\":{\"d\":\"never\"},\"holds\":[{\"basis\":\"NL-AWR52\",\"from\":{"
		       "\"column\":\"t\"}},{\"basis\":\"NL-AWR52\",\"from\":{\"column\":"
		       "\"person\"}}]"),
	    ",\"erasure\":{\"epoch\":\"app.epochs\"}",
	    LINES("app.epochs must be a table of one row",
		"there is no view app.no with the key of app.people",
		"app.bills has no primary key", "column d of app.bills does not take",
		"column t of app.bills is a timestamp without a zone",
		"column person of app.bills is of type bigint, which has no day"));
	checked(PEOPLE(DELETE ",\"persons\":[{\"column\":\"who\",\"identifier\":\"email\","
			      "\"shared\":\"keep\"}]"),
	    "", LINES("no column who in app.people, which its erase names"));
	sql("CREATE TABLE app.epochs (epoch bigint); INSERT INTO app.epochs VALUES (1);"
	    "GRANT SELECT, UPDATE ON app.epochs TO changer;"
	    "ALTER TABLE app.bills ADD id int PRIMARY KEY");
	checked(PEOPLE(DELETE) "," TABLE("bills", DELETE "," HELD("\"column\":\"d\"")),
	    ",\"erasure\":{\"epoch\":\"app.epochs\"}", NO_LINES);
	read_at = "copy";
	assert_int_equal(shell("%s/createdb -h %s -U tester copy && %s/pg_dump -h %s -U tester app "
			       "| %s/psql -q -h %s -U tester copy >/dev/null",
			     bin, dir, bin, dir, bin, dir),
	    0);
	checked(PEOPLE(DELETE) "," TABLE("bills", DELETE), "",
	    LINES("dsn and dsn_change lead to two databases"));
	read_at = "app";
}

/* ---- the fingerprint ---- */

/* Before and after, for rows and for statements, deferred ones: what runs on what is written. */
static void
what_runs_is_told(void **state)
{
	(void)state;
	static const struct {
		const char *trigger;
		bool told;
	} cases[] = {
		{ "TRIGGER x AFTER DELETE ON app.people FOR EACH ROW", true },
		{ "TRIGGER x AFTER INSERT OR UPDATE ON app.people FOR EACH STATEMENT", true },
		{ "TRIGGER x BEFORE UPDATE OF name ON app.people FOR EACH ROW", true },
		{ "CONSTRAINT TRIGGER x AFTER DELETE ON app.people DEFERRABLE INITIALLY DEFERRED "
		  "FOR EACH ROW",
		    true },
		{ "TRIGGER x BEFORE INSERT ON app.people FOR EACH ROW", false },
		{ "TRIGGER x AFTER TRUNCATE ON app.people", false },
	};
	auto_drop(look) struct look l = { 0 };
	sql(PEOPLE_TABLE
	    "CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'");
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		sql(arena_printf(a, "CREATE %s EXECUTE FUNCTION app.f()", cases[i].trigger));
		assert_true(try(&l, PEOPLE(DELETE)));
		says(&l, "notes",
		    cases[i].told
			? "[{\"code\":\"trigger\",\"name\":\"x\",\"table\":\"app.people\"}]"
			: "[]");
		sql("DROP TRIGGER x ON app.people");
	}
}

static void
every_change_of_the_schema_shows(void **state)
{
	(void)state;
	static const char *const changes[] = {
		"ALTER TABLE app.people ADD x int",
		"ALTER TABLE app.people ALTER name SET NOT NULL",
		"ALTER TABLE app.people ALTER name SET DEFAULT 'x'",
		"CREATE TABLE app.far (p bigint CONSTRAINT far REFERENCES app.people)",
		"ALTER TABLE app.far DROP CONSTRAINT far, ADD CONSTRAINT far FOREIGN KEY (p) "
		"REFERENCES app.people ON DELETE CASCADE",
		"CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; "
		"END'; CREATE TRIGGER t BEFORE DELETE ON app.people FOR EACH ROW EXECUTE FUNCTION "
		"app.f()",
		"CREATE OR REPLACE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN "
		"RETURN NULL; END'",
		"ALTER TABLE app.people DISABLE TRIGGER t",
		"CREATE RULE r AS ON DELETE TO app.people DO ALSO SELECT 1",
		"CREATE POLICY p ON app.people USING (true)",
		"ALTER TABLE app.people ENABLE ROW LEVEL SECURITY",
		"ALTER TABLE app.people ADD UNIQUE (mail)",
	};
	auto_drop(look) struct look l = { 0 };
	sql(PEOPLE_TABLE);
	assert_true(try(&l, PEOPLE(DELETE)));
	for (size_t i = 0; i < array_len(changes); i++) {
		auto_drop(str) char *before = xstrdup(json_str(l.found, "fingerprint"));
		assert_int_equal(strlen(before), 64);
		sql(changes[i]);
		if (!try(&l, PEOPLE(DELETE)))
			fail_msg("%s", l.err.text);
		if (strcmp(json_str(l.found, "fingerprint"), before) == 0)
			fail_msg("it does not show: %s", changes[i]);
		sql("INSERT INTO app.people (id, mail, name) SELECT max(id) + 1, 'a' || max(id), "
		    "'n' FROM app.people");
		auto_drop(str) char *same = xstrdup(json_str(l.found, "fingerprint"));
		assert_true(try(&l, PEOPLE(DELETE)));
		assert_string_equal(json_str(l.found, "fingerprint"), same);
	}
	says(&l, "notes", "[{\"code\":\"trigger\",\"name\":\"r\",\"table\":\"app.people\"}]");
	sql("ALTER TABLE app.people ENABLE TRIGGER t");
	assert_true(try(&l, PEOPLE(DELETE)));
	says(&l, "notes",
	    "[{\"code\":\"trigger\",\"name\":\"r\",\"table\":\"app.people\"},"
	    "{\"code\":\"trigger\",\"name\":\"t\",\"table\":\"app.people\"}]");
}

/* ---- what leads on ---- */

static void
yielded(const struct look *l, const char *expected)
{
	auto_drop(buf) struct buf b = { 0 };
	json_put(l->yields, &b);
	assert_string_equal(b.data, expected);
}

#define YIELDS(...) ",\"yields\":[" __VA_ARGS__ "]}"
#define YIELD(kind, field) "{\"kind\":\"" kind "\",\"field\":\"" field "\"}"
#define WITH_YIELDS                                                                                \
	"{\"name\":\"people\",\"category\":\"C1\",\"table\":\"app.people\"," BY_MAIL               \
	",\"erase\":{" DELETE "}" YIELDS(YIELD("phone", "phone") "," YIELD("customer_id",          \
	    "id")) ",{\"name\":\"calls\",\"category\":\"C9\",\"table\":\"app.calls\"," OF_PEOPLE   \
	YIELDS(YIELD("phone", "number"))

/* As those who collect have them; also where nobody was asked for the category. */
static void
what_leads_on(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { .change = "{\"yields\":true}" };
	sql(PEOPLE_TABLE "INSERT INTO app.people VALUES (3, 'me@x.nl', NULL, ''),"
			 "(4, 'me@x.nl', NULL, NULL), (5, 'me@x.nl', NULL, '06');"
			 "CREATE TABLE app.calls (id bigint PRIMARY KEY, person bigint, number "
			 "text);"
			 "INSERT INTO app.calls VALUES (1, 1, '08'), (2, 1, '08'), (3, 2, '09')");
	assert_ok(try(&l, WITH_YIELDS), &l.err);
	yielded(&l,
	    "[{\"field\":\"phone\",\"kind\":\"phone\",\"source\":\"people\",\"value\":\"06\"},"
	    "{\"field\":\"id\",\"kind\":\"customer_id\",\"source\":\"people\",\"value\":\"1\"},"
	    "{\"field\":\"id\",\"kind\":\"customer_id\",\"source\":\"people\",\"value\":\"3\"},"
	    "{\"field\":\"id\",\"kind\":\"customer_id\",\"source\":\"people\",\"value\":\"4\"},"
	    "{\"field\":\"id\",\"kind\":\"customer_id\",\"source\":\"people\",\"value\":\"5\"},"
	    "{\"field\":\"number\",\"kind\":\"phone\",\"source\":\"calls\",\"value\":\"08\"}]");
	/* found by its key alone it may be another's by now; and who looks later asks for none */
	l.change = "{\"yields\":true,\"keys\":{\"people\":[[\"2\"]]}}";
	sql("DELETE FROM app.people WHERE id <> 2; DELETE FROM app.calls");
	assert_ok(try(&l, WITH_YIELDS), &l.err);
	yielded(&l, "[]");
	assert_int_equal(json_array_size(json_get(l.found, "sets")), 1);
	l.change = NULL;
	sql("UPDATE app.people SET mail = 'me@x.nl'");
	assert_ok(try(&l, WITH_YIELDS), &l.err);
	yielded(&l, "[]");
}

/* Nor are there fewer than there are, silently. */
static void
what_leads_nowhere(void **state)
{
	(void)state;
	auto_drop(look) struct look l = { .change = "{\"yields\":true}" };
	sql(PEOPLE_TABLE "INSERT INTO app.people SELECT 100 + i, 'me@x.nl', NULL, i::text FROM "
			 "generate_series(1, 199) i;"
			 "CREATE TABLE app.calls (id bigint PRIMARY KEY, person bigint, number "
			 "text);"
			 "GRANT SELECT ON app.calls TO changer;"
			 "GRANT SELECT (id, mail), DELETE ON app.people TO changer");
	assert_ok(try(&l, WITH_YIELDS), &l.err);
	assert_int_equal(json_array_size(l.yields), 400);
	l.user = "changer";
	assert_ok(try(&l, WITH_YIELDS), &l.err);
	says(&l, "problems",
	    "[{\"code\":\"no-privilege\",\"name\":\"SELECT (phone)\",\"table\":\"app.people\"}]");
	l.user = NULL;
	sql("INSERT INTO app.people VALUES (300, 'me@x.nl', NULL, 'one more')");
	assert_false(try(&l, WITH_YIELDS));
	assert_string_equal(l.err.text,
	    "collection people yields more than 200 values of phone from people.phone: no person "
	    "has so many; narrow its match");
	l.err = (struct err){ 0 };
	assert_false(try(&l,
	    "{\"name\":\"people\",\"category\":\"C1\",\"table\":\"app.people\"," BY_MAIL YIELDS(
		YIELD("phone", "mobile"))));
	assert_non_null(
	    strstr(l.err.text, "no column mobile in app.people, which its yields names"));
}

#define EACH(test) cmocka_unit_test_setup(test, fresh)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(keys_of_every_kind),
		EACH(partitions),
		EACH(days_around_new_year),
		EACH(inherited_days),
		EACH(rows_of_two),
		EACH(two_collections_of_a_table),
		EACH(claims),
		EACH(keys_of_claims),
		EACH(claims_on_parts),
		EACH(what_stays_keeps_what_it_refers_to),
		EACH(cycles),
		EACH(cascades),
		EACH(what_forbids_it),
		EACH(what_a_column_takes),
		EACH(what_is_blocked),
		EACH(the_epoch),
		EACH(what_is_not_there),
		EACH(too_much_of_it),
		EACH(another_database),
		EACH(what_check_says),
		EACH(what_runs_is_told),
		EACH(every_change_of_the_schema_shows),
		EACH(what_leads_on),
		EACH(what_leads_nowhere),
	};
	return cmocka_run_group_tests_name("connector/postgresql_find", tests, start, stop);
}
