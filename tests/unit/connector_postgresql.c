/*
 * The postgresql connector against a private server: awkward values, matches through other
 * collections, identifiers that try to break out, secrets, and every complaint about a table that
 * is not as declared.
 */
#include <glob.h>
#include <unistd.h>

#include "sink.h"

static char dir[64], bin[256];

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

static void
sql(const char *text)
{
	char command[400];
	(void)snprintf(command, sizeof(command),
	    "%s/psql -qX -v ON_ERROR_STOP=1 -h %s -U tester -d app >/dev/null", bin, dir);
	FILE *p = popen(command, "w");
	assert_non_null(p);
	assert_true(fputs(text, p) >= 0);
	assert_int_equal(pclose(p), 0);
}

static const char TABLES[] =
    "CREATE SCHEMA app;\n"
    "CREATE DOMAIN app.amount AS numeric(12,2);\n"
    "CREATE TABLE app.customers (id bigint PRIMARY KEY, email varchar(254), mobile text, number "
    "int, uid uuid, password_hash text);\n"
    "INSERT INTO app.customers VALUES\n"
    " (1, 'Sanne.DeVries@Bakkerij.example', '+31 (0)6 1234-5678', 10042, "
    "'00000000-0000-4000-8000-000000000001', 'secret-1'),\n"
    " (2, 'o''brien%_\\x@example.org', '0031 6 99999999', 7, "
    "'00000000-0000-4000-8000-000000000002', NULL),\n"
    " (3, 'SANNE@other.example', '31612345678', 8, NULL, 'secret-3'),\n"
    " (4, NULL, NULL, NULL, NULL, NULL);\n"
    "CREATE TABLE app.orders (id int PRIMARY KEY, customer_id bigint REFERENCES app.customers, "
    "buyer_email text, total app.amount, \"Odd \"\"Name\" text);\n"
    "INSERT INTO app.orders SELECT g, 1 + g % 3, CASE WHEN g % 5 = 0 THEN "
    "'sanne.devries@bakkerij.example' END, g * 1.10, 'x'\n"
    " FROM generate_series(1, 30) g;\n"
    "CREATE TABLE app.lines (order_id int, position int, text text);\n"
    "INSERT INTO app.lines SELECT o.id, p, 'line ' || p FROM app.orders o, generate_series(1, 2) "
    "p;\n"
    "CREATE TABLE app.nasty (id int, email text, t text, n numeric, f float8, b bool, j json, jb "
    "jsonb, d date, ts timestamptz, ever timestamptz, lt timestamp,\n"
    " by bytea, arr text[], iv interval, odd float8);\n"
    "INSERT INTO app.nasty VALUES\n"
    " (1, 'a@b.nl', E'tab\\t newline\\n return\\r \\x0b\\f\\b back\\\\slash \"quote\" ''single'' "
    "\\\\N \\\\. é€😀', 12345678901234567890.123456789, 0.1, true,\n"
    "  E'{\"a\":\\n [1,\\t2]}', '{\"b\": \"\\u00e9\"}', '2026-03-05', '2026-03-05 "
    "10:00:00.123+01', '2026-03-05 09:00+00', '2026-03-05 10:00:00', '\\x00ff68690a', ARRAY['x,y', "
    "NULL, '\"'], '1 day 2 hours', 1),\n"
    " (2, 'A@B.NL', '', -0.0, 1e300, false, 'null', '1', '1999-12-31', '2026-07-01 00:00+00', "
    "NULL, NULL, '', '{}', NULL, 'NaN'),\n"
    " (3, 'a@b.nl', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'infinity', NULL, NULL, NULL, "
    "NULL, '-Infinity'),\n"
    " (4, 'x@b.nl', 'not hers', 0, 0, true, '0', '0', '2026-01-01', now(), now(), now(), 'x', "
    "'{}', '0', 0),\n"
    " (5, 'a@b.nl', E'\\\\', 1, 1, true, '1', '1', '2026-01-01', now(), '0044-03-15 12:00:00+00 "
    "BC', '2026-01-01 00:00:00.5', 'ab', '{}', '0', 0);\n"
    "CREATE TABLE app.big (n int, email text, t text, j jsonb, b bytea, l int[], secret text);\n"
    "INSERT INTO app.big SELECT g, 'a@b.nl', "
    "repeat(E'0123456789\\t\\n\\\\\\\\é', 700000), NULL, NULL, "
    "NULL, repeat('s', 3000000) FROM generate_series(1, 2) g;\n"
    "INSERT INTO app.big VALUES (3, 'A@b.nl', 'short', jsonb_build_object('a', "
    "repeat('é', 1000000)), "
    "decode(repeat('78', 1500000), 'hex'), '{1}', NULL), (4, 'a@b.nl', NULL, '{}', 'x', (SELECT "
    "array_agg(1000000 + g) FROM generate_series(1, 300000) g), NULL), (5, 'z@b.nl', repeat('z', "
    "2000000), NULL, NULL, NULL, NULL);\n"
    "CREATE TABLE app.many (email text, phone text);\n"
    "INSERT INTO app.many SELECT 'a@b.nl', '+3161' || g FROM generate_series(1000000, 1000199) g;\n"
    "CREATE TABLE app.hidden (email text); ALTER TABLE app.hidden ENABLE ROW LEVEL SECURITY;\n"
    "CREATE TABLE app.closed (email text, secret text);\n"
    "CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA app TO reader; GRANT SELECT ON app.hidden, "
    "app.customers TO reader;\n"
    "GRANT SELECT (email) ON app.closed TO reader;\n";

static int
start(void **state)
{
	(void)state;
	glob_t found;
	if (glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) != 0)
		return 0;
	(void)snprintf(bin, sizeof(bin), "%.*s",
	    (int)(strrchr(found.gl_pathv[found.gl_pathc - 1], '/') -
		found.gl_pathv[found.gl_pathc - 1]),
	    found.gl_pathv[found.gl_pathc - 1]);
	globfree(&found);
	(void)snprintf(dir, sizeof(dir), "/tmp/dossier-pg.XXXXXX");
	assert_non_null(mkdtemp(dir));
	const char *as = geteuid() == 0 ? "runuser -u postgres --" : "";
	if (*as)
		assert_int_equal(shell("chown postgres %s", dir), 0);
	assert_int_equal(shell("cd / && %s %s/initdb -D %s/data -U tester -A trust -E UTF8 "
			       "--locale=C.UTF-8 --no-sync >%s/log 2>&1",
			     as, bin, dir, dir),
	    0);
	assert_int_equal(shell("cd / && %s %s/pg_ctl -s -w -D %s/data -l %s/data/log -o \"-k %s -c "
			       "listen_addresses= -F\" start",
			     as, bin, dir, dir, dir),
	    0);
	assert_int_equal(shell("%s/createdb -h %s -U tester app", bin, dir), 0);
	sql(TABLES);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	if (!*dir)
		return 0;
	(void)shell("cd / && %s %s/pg_ctl -s -w -D %s/data -m immediate stop",
	    geteuid() == 0 ? "runuser -u postgres --" : "", bin, dir);
	return shell("rm -rf %s", dir);
}

/* One run of the connector over the collections given as JSON. */
struct run {
	struct sink sink;
	struct connector_call call;
	struct err err;
};

static void
prepare(struct run *r, const char *user, const char *collections,
    const struct identifier_value *ids, size_t nids)
{
	if (!*dir) {
		print_message("initdb is not installed: skipped\n");
		return;
	}
	auto_drop(buf) struct buf system = { 0 }, settings = { 0 };
	buf_addf(&system, "{\"id\":\"app\",\"collections\":[%s]}", collections);
	buf_addf(&settings, "{\"dsn\":\"host=%s user=%s dbname=app\"}", dir, user);
	*r = (struct run){ 0 };
	sink_init(&r->sink);
	call_init(&r->call, &r->sink, system.data, settings.data);
	r->call.ids = ids;
	r->call.nids = nids;
}

static void
run_drop(struct run *r)
{
	sink_release(&r->sink);
	call_release(&r->call);
}

#define IDS(...)                                                                                   \
	(const struct identifier_value[]){ __VA_ARGS__ },                                          \
	    array_len(((const struct identifier_value[]){ __VA_ARGS__ }))
#define SANNE                                                                                      \
	{                                                                                          \
		"email", "sanne.devries@bakkerij.example"                                          \
	}

static void
collect(struct run *r, const char *collections, const struct identifier_value *ids, size_t nids)
{
	prepare(r, "tester", collections, ids, nids);
	if (!connector_postgresql.act[ACTION_COLLECT](&r->call, &r->err))
		fail_msg("%s", r->err.text);
}

/* The run that follows with the state this one left, as the worker does it. */
static void
again(struct run *r)
{
	sink_release(&r->sink);
	sink_init(&r->sink);
	r->call.again_s = 0;
	if (!connector_postgresql.act[ACTION_COLLECT](&r->call, &r->err))
		fail_msg("%s", r->err.text);
}

static void
refuse(const char *collections, const struct identifier_value *ids, size_t nids, enum err_kind kind,
    const char *expected)
{
	auto_drop(run) struct run r;
	prepare(&r, "tester", collections, ids, nids);
	assert_false(connector_postgresql.act[ACTION_COLLECT](&r.call, &r.err));
	if (r.err.kind != kind || !strstr(r.err.text, expected))
		fail_msg("got \"%s\" (%d), expected \"%s\"", r.err.text, r.err.kind, expected);
}

#define CUSTOMERS(match)                                                                           \
	"{\"name\":\"customers\",\"category\":\"C1\",\"table\":\"app.customers\",\"order\":["      \
	"\"id\"],"                                                                                 \
	"\"never\":[\"password_hash\"],\"provided\":[\"email\"],\"match\":[" match "],"            \
	"\"yields\":[{\"kind\":\"phone\",\"field\":\"mobile\"},{\"kind\":\"number\",\"field\":"    \
	"\"number\",\"confirm\":true}]}"
#define BY_EMAIL "{\"column\":\"email\",\"identifier\":\"email\"}"
#define BY_PHONE "{\"column\":\"mobile\",\"identifier\":\"phone\"}"
#define BY_NUMBER "{\"column\":\"number\",\"identifier\":\"number\"}"
#define BY_UID "{\"column\":\"uid\",\"identifier\":\"uid\"}"
#define ORDERS                                                                                     \
	"{\"name\":\"orders\",\"category\":\"C2\",\"table\":\"app.orders\",\"order\":[\"id\"],"    \
	"\"fields\":[{\"name\":\"Odd \\\"Name\"},{\"name\":\"total\",\"provided\":true}],"         \
	"\"match\":[{\"column\":\"customer_id\",\"collection\":\"customers\",\"field\":\"id\"},{"  \
	"\"column\":\"buyer_email\",\"identifier\":\"email\"}]}"
#define LINES                                                                                      \
	"{\"name\":\"lines\",\"category\":\"C2\",\"table\":\"app.lines\",\"order\":[\"order_id\"," \
	"\"position\"],"                                                                           \
	"\"match\":[{\"column\":\"order_id\",\"collection\":\"orders\",\"field\":\"id\"}]}"

static const char *
field_type(const struct run *r, const char *collection, const char *name)
{
	size_t i;
	json_t *f;
	json_array_foreach(json_get(sink_collection(&r->sink, collection), "fields"), i, f)
		if (strcmp(json_str(f, "name"), name) == 0)
			return json_str(f, "type");
	fail_msg("no field %s", name);
	return NULL;
}

static void
through_other_collections(void **state)
{
	(void)state;
	auto_drop(run) struct run r;
	collect(&r, LINES "," ORDERS "," CUSTOMERS(BY_EMAIL), IDS(SANNE));
	assert_int_equal(sink_count(&r.sink, "customers"), 1);
	assert_string_equal(
	    sink_text(&r.sink, "customers", 0, "email"), "Sanne.DeVries@Bakkerij.example");
	/*
	 * customer 1 has ids 3, 6, ..., 30; her address stands at 5, 10, ..., 30; 15 and 30 are
	 * both
	 */
	assert_int_equal(sink_count(&r.sink, "orders"), 14);
	assert_int_equal(sink_count(&r.sink, "lines"), 28);
	assert_string_equal(sink_text(&r.sink, "orders", 0, "total"), "3.30");
	assert_string_equal(sink_text(&r.sink, "orders", 1, "total"), "5.50");
	assert_string_equal(sink_text(&r.sink, "lines", 0, "order_id"), "3");
	assert_string_equal(field_type(&r, "orders", "total"), "number");
	assert_string_equal(json_str(json_array_get(r.sink.collections, 0), "name"), "customers");
}

static void
secrets_and_yields(void **state)
{
	(void)state;
	auto_drop(run) struct run r;
	collect(&r, CUSTOMERS(BY_EMAIL), IDS(SANNE));
	assert_string_equal(sink_text(&r.sink, "customers", 0, "password_hash_present"), "true");
	assert_null(
	    json_get(json_array_get(json_get(sink_collection(&r.sink, "customers"), "rows"), 0),
		"password_hash"));
	assert_int_equal(call_outcomes(&r.call, "withheld"), 1);
	json_t *o = call_outcome(&r.call, "withheld", 0);
	assert_string_equal(json_str(o, "category"), "C1");
	assert_string_equal(json_str(o, "field"), "password_hash");
	assert_string_equal(json_str(o, "why"), "secret");
	assert_int_equal(json_int_or(o, "count", 0), 1);
	assert_int_equal(json_array_size(r.call.yields), 2);
	json_t *phone = json_array_get(r.call.yields, 0),
	       *number = json_array_get(r.call.yields, 1);
	assert_string_equal(json_str(phone, "kind"), "phone");
	assert_string_equal(json_str(phone, "value"), "+31 (0)6 1234-5678");
	assert_string_equal(json_str(phone, "source"), "customers");
	assert_string_equal(json_str_or(phone, "field", ""), "mobile");
	assert_string_equal(json_str(number, "value"), "10042");
	assert_string_equal(json_str_or(number, "field", ""), "number");
	json_t *fields = json_get(sink_collection(&r.sink, "customers"), "fields");
	assert_false(json_flag(json_array_get(fields, 0), "provided"));
	assert_true(json_flag(json_array_get(fields, 1), "provided"));
}

static void
identifiers_of_every_kind(void **state)
{
	(void)state;
	static const struct {
		const char *match, *kind, *value;
		size_t rows;
		const char *first;
	} cases[] = {
		{ CUSTOMERS(BY_PHONE), "phone", "+31612345678", 2, "1" },
		{ CUSTOMERS(BY_PHONE), "phone", "+31699999999", 1, "2" },
		{ CUSTOMERS(BY_PHONE), "phone", "+3161234567", 0, NULL },
		{ CUSTOMERS(BY_NUMBER), "number", "7", 1, "2" },
		{ CUSTOMERS(BY_NUMBER), "number", "K7", 0, NULL },
		{ CUSTOMERS(BY_NUMBER), "number", "99999999999999999999", 0, NULL },
		{ CUSTOMERS(BY_NUMBER), "number", "7 OR 1=1", 0, NULL },
		{ CUSTOMERS(BY_UID), "uid", "00000000-0000-4000-8000-000000000002", 1, "2" },
		{ CUSTOMERS(BY_UID), "uid", "nonsense", 0, NULL },
		{ CUSTOMERS(BY_EMAIL), "email", "o'brien%_\\x@example.org", 1, "2" },
		{ CUSTOMERS(BY_EMAIL), "email", "%", 0, NULL },
		{ CUSTOMERS(BY_EMAIL), "email", "' OR true --", 0, NULL },
		{ CUSTOMERS(BY_EMAIL), "email", "\\'; SELECT 1; --", 0, NULL },
		{ CUSTOMERS(BY_EMAIL), "email", "", 0, NULL },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(run) struct run r;
		collect(&r, cases[i].match, IDS({ cases[i].kind, cases[i].value }));
		if (sink_count(&r.sink, "customers") != cases[i].rows)
			fail_msg("%s %s: %zu rows", cases[i].kind, cases[i].value,
			    sink_count(&r.sink, "customers"));
		if (cases[i].first)
			assert_string_equal(
			    sink_text(&r.sink, "customers", 0, "id"), cases[i].first);
	}
}

static void
several_identifiers(void **state)
{
	(void)state;
	auto_drop(run) struct run r;
	collect(&r, CUSTOMERS(BY_EMAIL "," BY_PHONE "," BY_NUMBER),
	    IDS(SANNE, { "email", "o'brien%_\\x@example.org" }, { "phone", "+31612345678" },
		{ "born", "1980-01-01" }));
	assert_int_equal(sink_count(&r.sink, "customers"), 3);
}

/* Nothing known that opens a collection: it says so, and is not begun. */
static void
not_searched(void **state)
{
	(void)state;
	auto_drop(run) struct run r;
	collect(&r, CUSTOMERS(BY_EMAIL "," BY_PHONE) "," LINES "," ORDERS, IDS({ "number", "7" }));
	assert_int_equal(json_array_size(r.sink.collections), 0);
	assert_int_equal(json_array_size(r.call.outcomes), 3);
	json_t *o = json_array_get(r.call.outcomes, 0);
	assert_missing(o, "email phone");
	assert_string_equal(json_str(o, "category"), "C1");
	assert_string_equal(json_str(o, "collection"), "customers");
}

static void
only_what_is_asked(void **state)
{
	(void)state;
	auto_drop(run) struct run r;
	prepare(&r, "tester", CUSTOMERS(BY_EMAIL) "," ORDERS, IDS(SANNE));
	auto_drop(json) json_t *request = json_loads("{\"categories\":[{\"id\":\"C2\"}]}", 0, NULL);
	json_decref((json_t *)(uintptr_t)r.call.request);
	r.call.request = json_incref(request);
	assert_true(connector_postgresql.act[ACTION_COLLECT](&r.call, &r.err));
	assert_int_equal(json_array_size(r.sink.collections), 1);
	assert_int_equal(sink_count(&r.sink, "orders"), 14);
}

#define NASTY                                                                                      \
	"{\"name\":\"nasty\",\"category\":\"C1\",\"table\":\"app.nasty\",\"order\":[\"id\"],"      \
	"\"provided\":true,\"match\":[" BY_EMAIL "]}"

static void
nasty_values(void **state)
{
	(void)state;
	static const char *const first[][3] = {
		{ "t", "text",
		    "tab\t newline\n return\r \v\f\b back\\slash \"quote\" 'single' \\N \\. é€😀" },
		{ "n", "number", "12345678901234567890.123456789" },
		{ "f", "number", "0.1" },
		{ "b", "bool", "true" },
		{ "j", "json", "{\"a\":  [1, 2]}" },
		{ "jb", "json", "{\"b\": \"é\"}" },
		{ "d", "date", "2026-03-05" },
		{ "ts", "time", "2026-03-05T09:00:00.123Z" },
		{ "ever", "text", "2026-03-05 09:00:00+00" },
		{ "lt", "time", "2026-03-05T10:00:00" },
		{ "by", "binary", "AP9oaQo=" },
		{ "arr", "json", "[\"x,y\",null,\"\\\"\"]" },
		{ "iv", "text", "P1DT2H" },
		{ "odd", "text", "1" },
	};
	auto_drop(run) struct run r;
	collect(&r, NASTY, IDS({ "email", "a@b.nl" }));
	assert_int_equal(r.call.again_s, 1);
	assert_null(sink_text(&r.sink, "nasty", 1, "odd"));
	again(&r);
	assert_int_equal(r.call.again_s, 0);
	assert_int_equal(sink_count(&r.sink, "nasty"), 4);
	for (size_t i = 0; i < array_len(first); i++) {
		assert_string_equal(field_type(&r, "nasty", first[i][0]), first[i][1]);
		assert_string_equal(sink_text(&r.sink, "nasty", 0, first[i][0]), first[i][2]);
	}
	assert_string_equal(sink_text(&r.sink, "nasty", 1, "t"), "");
	assert_string_equal(sink_text(&r.sink, "nasty", 1, "by"), "");
	assert_string_equal(sink_text(&r.sink, "nasty", 1, "f"), "1e+300");
	assert_string_equal(sink_text(&r.sink, "nasty", 1, "b"), "false");
	assert_string_equal(sink_text(&r.sink, "nasty", 1, "odd"), "NaN");
	assert_null(sink_text(&r.sink, "nasty", 2, "t"));
	assert_null(sink_text(&r.sink, "nasty", 2, "by"));
	assert_string_equal(sink_text(&r.sink, "nasty", 2, "odd"), "-Infinity");
	assert_string_equal(sink_text(&r.sink, "nasty", 2, "ever"), "infinity");
	assert_string_equal(sink_text(&r.sink, "nasty", 3, "t"), "\\");
	assert_string_equal(sink_text(&r.sink, "nasty", 3, "by"), "YWI=");
	assert_string_equal(sink_text(&r.sink, "nasty", 3, "lt"), "2026-01-01T00:00:00.5");
	assert_string_equal(sink_text(&r.sink, "nasty", 3, "ever"), "0044-03-15 12:00:00+00 BC");
}

#define BIG                                                                                        \
	"{\"name\":\"big\",\"category\":\"C1\",\"table\":\"app.big\",\"order\":[\"n\"],"           \
	"\"never\":[\"secret\"],\"match\":[" BY_EMAIL "]}"

static const json_t *
file_of(const struct sink *s, const char *mark)
{
	size_t i;
	const json_t *file;
	json_array_foreach(s->files, i, file)
		if (strstr(mark, json_str(file, "name")))
			return file;
	fail_msg("no file for %s", mark);
	return NULL;
}

/* What is too large for a row is a file, byte for byte; the row has its mark, and nothing else. */
static void
big_fields(void **state)
{
	(void)state;
	auto_drop(run) struct run r;
	collect(&r, BIG, IDS({ "email", "a@b.nl" }));
	assert_int_equal(sink_count(&r.sink, "big"), 4);
	const char *mark = sink_text(&r.sink, "big", 0, "t");
	assert_memory_equal(mark, "[file big-t-", 12);
	assert_non_null(strstr(mark, ".txt]"));
	const json_t *file = file_of(&r.sink, mark);
	assert_true(json_is_true(json_get(file, "closed")));
	const char *t = json_str(file, "text");
	static const char unit[] = "0123456789\t\n\\\\é";
	assert_int_equal(strlen(t), 700000 * (sizeof(unit) - 1));
	for (size_t i = 0; i < 700000; i++)
		assert_memory_equal(t + i * (sizeof(unit) - 1), unit, sizeof(unit) - 1);
	/* the same content is one file; what fits stays where it is */
	assert_string_equal(sink_text(&r.sink, "big", 1, "t"), mark);
	assert_string_equal(sink_text(&r.sink, "big", 2, "t"), "short");
	assert_null(sink_text(&r.sink, "big", 3, "t"));
	assert_int_equal(json_array_size(r.sink.files), 4);
	const json_t *j = file_of(&r.sink, sink_text(&r.sink, "big", 2, "j")),
		     *b = file_of(&r.sink, sink_text(&r.sink, "big", 2, "b")),
		     *l = file_of(&r.sink, sink_text(&r.sink, "big", 3, "l"));
	assert_memory_equal(sink_text(&r.sink, "big", 2, "j"), "\"[file big-j-", 13);
	auto_drop(json) json_t *whole = json_loads(json_str(j, "text"), 0, NULL);
	assert_int_equal(json_string_length(json_get(whole, "a")), 2000000);
	assert_int_equal(strlen(json_str(b, "text")), 1500000);
	assert_int_equal(strspn(json_str(b, "text"), "x"), 1500000);
	auto_drop(json) json_t *list = json_loads(json_str(l, "text"), 0, NULL);
	assert_int_equal(json_array_size(list), 300000);
	/* a secret is none of them */
	assert_string_equal(sink_text(&r.sink, "big", 0, "secret_present"), "true");
}

#define MANY                                                                                       \
	"{\"name\":\"many\",\"category\":\"C1\",\"table\":\"app.many\",\"match\":[" BY_EMAIL       \
	"],\"yields\":[{\"kind\":\"phone\",\"field\":\"phone\"}]}"

static void
too_many_yields(void **state)
{
	(void)state;
	auto_drop(run) struct run r;
	collect(&r, MANY, IDS({ "email", "a@b.nl" }));
	assert_int_equal(json_array_size(r.call.yields), 200);
	sql("INSERT INTO app.many VALUES ('a@b.nl', '+31699999999'), ('a@b.nl', '+31699999999')");
	refuse(MANY, IDS({ "email", "a@b.nl" }), ERR_INPUT,
	    "collection many yields more than 200 values of phone");
	sql("DELETE FROM app.many WHERE phone = '+31699999999'");
}

static void
a_full_sink_ends_the_task(void **state)
{
	(void)state;
	auto_drop(run) struct run r;
	prepare(&r, "tester", CUSTOMERS(BY_EMAIL) "," ORDERS, IDS(SANNE));
	r.sink.fail_after = 5;
	assert_false(connector_postgresql.act[ACTION_COLLECT](&r.call, &r.err));
	assert_int_equal(r.err.kind, ERR_TEMPORARY);
	assert_string_equal(r.err.text, "no space left, says the test");
}

static void
assert_problems(const char *user, const char *collections, const char *const *expected)
{
	auto_drop(run) struct run r;
	prepare(&r, user, collections, NULL, 0);
	auto_drop(json) json_t *problems = json_array();
	if (!connector_postgresql.check(&r.call, problems, &r.err))
		fail_msg("%s", r.err.text);
	size_t n = 0;
	for (; expected[n]; n++) {
		const char *got = json_string_value(json_array_get(problems, n));
		if (!got || !strstr(got, expected[n]))
			fail_msg("problem %zu: got \"%s\", expected \"%s\"", n, got ? got : "none",
			    expected[n]);
	}
	if (json_array_size(problems) != n)
		fail_msg("one problem more: %s", json_string_value(json_array_get(problems, n)));
}
#define PROBLEMS(...)                                                                              \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}

static void
check_finds_nothing_wrong(void **state)
{
	(void)state;
	assert_problems("tester",
	    CUSTOMERS(BY_EMAIL "," BY_PHONE "," BY_NUMBER "," BY_UID) "," ORDERS "," LINES "," NASTY
								      "," MANY,
	    (const char *const[]){ NULL });
}

static void
check_names_what_is_wrong(void **state)
{
	(void)state;
	assert_problems("tester",
	    "{\"name\":\"c\",\"category\":\"C1\",\"table\":\"app.Customers\",\"match\":[" BY_EMAIL
	    "]}",
	    PROBLEMS("collection c: no table or view app.Customers"));
	assert_problems("tester",
	    "{\"name\":\"c\",\"category\":\"C1\",\"table\":\"customers\",\"match\":[" BY_EMAIL "]}",
	    PROBLEMS("collection c: no table or view public.customers"));
	assert_problems("tester",
	    "{\"name\":\"c\",\"category\":\"C1\",\"table\":\"app.customers\",\"match\":[{"
	    "\"column\":\"mail\",\"identifier\":\"email\"}],"
	    "\"order\":[\"nr\"],\"fields\":[{\"name\":\"x\"}],\"never\":[\"hash\"],\"yields\":[{"
	    "\"kind\":\"phone\",\"field\":\"tel\"}]}",
	    PROBLEMS("no column mail in app.customers, which its match names",
		"no column nr in app.customers, which its order names",
		"no column x in app.customers, which its fields names",
		"no column hash in app.customers, which its never names",
		"no field tel, which its yields names"));
	assert_problems("tester",
	    CUSTOMERS(BY_EMAIL) ",{\"name\":\"o\",\"category\":\"C1\",\"table\":\"app.orders\","
				"\"match\":[{\"column\":\"customer_id\",\"collection\":"
				"\"customers\",\"field\":\"nr\"}]}",
	    PROBLEMS(
		"collection o: no column nr in app.customers, which its match on customers names"));
	assert_problems("tester",
	    CUSTOMERS(BY_EMAIL) ",{\"name\":\"o\",\"category\":\"C1\",\"table\":\"app.orders\","
				"\"match\":[{\"column\":\"buyer_email\",\"collection\":"
				"\"customers\",\"field\":\"id\"}]}",
	    PROBLEMS("collection o: the database refuses: the type of a column does not fit"));
	assert_problems("tester", ORDERS,
	    PROBLEMS("collection orders: no collection customers in this system"));
	assert_problems("tester",
	    "{\"name\":\"a\",\"category\":\"C1\",\"table\":\"app.lines\",\"match\":[{\"column\":"
	    "\"order_id\",\"collection\":\"b\",\"field\":\"id\"}]},"
	    "{\"name\":\"b\",\"category\":\"C1\",\"table\":\"app.orders\",\"match\":[{\"column\":"
	    "\"id\",\"collection\":\"a\",\"field\":\"order_id\"}]}",
	    PROBLEMS("collection b: its match on a leads back to itself"));
	assert_problems("tester",
	    "{\"name\":\"a\",\"category\":\"C1\",\"table\":\"app.lines\",\"match\":[{\"column\":"
	    "\"order_id\",\"collection\":\"a\",\"field\":\"order_id\"}]}",
	    PROBLEMS("collection a: its match on a leads back to itself"));
}

static void
check_permissions(void **state)
{
	(void)state;
	assert_problems("reader",
	    "{\"name\":\"h\",\"category\":\"C1\",\"table\":\"app.hidden\",\"match\":[" BY_EMAIL
	    "]}",
	    PROBLEMS("collection h: the database refuses: no permission to read it all"));
	assert_problems("reader",
	    "{\"name\":\"c\",\"category\":\"C1\",\"table\":\"app.closed\",\"match\":[" BY_EMAIL
	    "]}",
	    PROBLEMS("collection c: no permission to read column secret of app.closed"));
	assert_problems("reader",
	    "{\"name\":\"c\",\"category\":\"C1\",\"table\":\"app.closed\",\"fields\":[{\"name\":"
	    "\"email\"}],\"match\":[" BY_EMAIL "]}",
	    (const char *const[]){ NULL });
}

static void
collect_refuses_what_check_would(void **state)
{
	(void)state;
	refuse("{\"name\":\"c\",\"category\":\"C1\",\"table\":\"app.gone\",\"match\":[" BY_EMAIL
	       "]}",
	    IDS(SANNE), ERR_INPUT, "collection c: no table or view app.gone");
	refuse("{\"name\":\"a\",\"category\":\"C1\",\"table\":\"app.lines\",\"match\":[{\"column\":"
	       "\"order_id\",\"collection\":\"a\",\"field\":\"order_id\"}]}",
	    IDS(SANNE), ERR_INPUT, "leads back to itself");
}

/* The message of a failed cast quotes the value, so it is not repeated. */
static void
no_personal_data_in_errors(void **state)
{
	(void)state;
	sql("CREATE VIEW app.failing AS SELECT email, mobile::int AS n FROM app.customers WHERE id "
	    "= 1");
	auto_drop(run) struct run r;
	prepare(&r, "tester",
	    "{\"name\":\"f\",\"category\":\"C1\",\"table\":\"app.failing\",\"match\":[" BY_EMAIL
	    "]}",
	    IDS(SANNE));
	assert_false(connector_postgresql.act[ACTION_COLLECT](&r.call, &r.err));
	assert_int_equal(r.err.kind, ERR_INPUT);
	assert_non_null(strstr(r.err.text, "22P02"));
	assert_null(strstr(r.err.text, "1234"));
	sql("DROP VIEW app.failing");
}

static void
servers_away(void **state)
{
	(void)state;
	static const struct {
		const char *settings;
		enum err_kind kind;
		const char *text;
	} cases[] = {
		{ "{}", ERR_INPUT, "setting dsn has no value" },
		{ "{\"dsn\":\"postgresql://u:hunter2@[x/app\"}", ERR_INPUT,
		    "setting dsn is no libpq connection string or URI" },
		{ "{\"dsn\":\"host=/nonexistent dbname=app\"}", ERR_TEMPORARY,
		    "cannot reach the database" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(run) struct run r = { 0 };
		sink_init(&r.sink);
		call_init(
		    &r.call, &r.sink, "{\"id\":\"app\",\"collections\":[]}", cases[i].settings);
		assert_false(connector_postgresql.act[ACTION_COLLECT](&r.call, &r.err));
		assert_int_equal(r.err.kind, cases[i].kind);
		assert_non_null(strstr(r.err.text, cases[i].text));
		assert_null(strstr(r.err.text, "hunter2"));
	}
}

/* A view may call what writes; the transaction does not let it. */
static void
nothing_is_written(void **state)
{
	(void)state;
	auto_drop(run) struct run r;
	prepare(&r, "tester",
	    "{\"name\":\"w\",\"category\":\"C1\",\"table\":\"app.writing\",\"match\":[" BY_EMAIL
	    "]}",
	    IDS(SANNE));
	sql("CREATE FUNCTION app.sneak() RETURNS text LANGUAGE sql AS 'INSERT INTO app.many VALUES "
	    "(NULL, NULL) RETURNING phone';\n"
	    "CREATE VIEW app.writing AS SELECT email, app.sneak() AS s FROM app.customers");
	assert_false(connector_postgresql.act[ACTION_COLLECT](&r.call, &r.err));
	assert_non_null(strstr(r.err.text, "read-only transaction"));
	sql("DROP VIEW app.writing; DROP FUNCTION app.sneak()");
}

/* A row sink that lets something happen at the first row, then takes everything. */
static const char *at_first_row;

static bool
meddling_row(struct row_sink *rows, const struct value *values, struct err *err)
{
	if (at_first_row)
		sql(at_first_row);
	at_first_row = NULL;
	return sink_row(rows, values, err);
}

static void
all_collections_show_one_moment(void **state)
{
	(void)state;
	auto_drop(run) struct run r;
	prepare(&r, "tester", CUSTOMERS(BY_EMAIL) "," ORDERS, IDS(SANNE));
	at_first_row = "INSERT INTO app.orders VALUES (1000, 1, NULL, 1, 'late')";
	r.sink.rows.row = meddling_row;
	assert_true(connector_postgresql.act[ACTION_COLLECT](&r.call, &r.err));
	assert_int_equal(sink_count(&r.sink, "orders"), 14);
	sql("DELETE FROM app.orders WHERE id = 1000");
}

static void
a_server_that_goes_away(void **state)
{
	(void)state;
	auto_drop(run) struct run r;
	prepare(&r, "tester",
	    "{\"name\":\"much\",\"category\":\"C1\",\"table\":\"app.much\",\"match\":[" BY_EMAIL
	    "]}",
	    IDS(SANNE));
	sql("CREATE VIEW app.much AS SELECT c.email, repeat('x', 1000) AS t"
	    " FROM app.customers c, generate_series(1, 100000)");
	at_first_row = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
		       "WHERE application_name = 'dossier'";
	r.sink.rows.row = meddling_row;
	r.sink.count_only = true;
	assert_false(connector_postgresql.act[ACTION_COLLECT](&r.call, &r.err));
	assert_int_equal(r.err.kind, ERR_TEMPORARY);
	assert_true(r.sink.nrows < 100000);
	sql("DROP VIEW app.much");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(through_other_collections),
		cmocka_unit_test(secrets_and_yields),
		cmocka_unit_test(identifiers_of_every_kind),
		cmocka_unit_test(several_identifiers),
		cmocka_unit_test(not_searched),
		cmocka_unit_test(only_what_is_asked),
		cmocka_unit_test(nasty_values),
		cmocka_unit_test(big_fields),
		cmocka_unit_test(too_many_yields),
		cmocka_unit_test(a_full_sink_ends_the_task),
		cmocka_unit_test(check_finds_nothing_wrong),
		cmocka_unit_test(check_names_what_is_wrong),
		cmocka_unit_test(check_permissions),
		cmocka_unit_test(collect_refuses_what_check_would),
		cmocka_unit_test(no_personal_data_in_errors),
		cmocka_unit_test(servers_away),
		cmocka_unit_test(nothing_is_written),
		cmocka_unit_test(all_collections_show_one_moment),
		cmocka_unit_test(a_server_that_goes_away),
	};
	return cmocka_run_group_tests_name("connector/postgresql", tests, start, stop);
}
