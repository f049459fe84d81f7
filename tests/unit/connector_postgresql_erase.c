/*
 * What is erased at a private server, and what is not: against writers, holds, triggers, foreign
 * keys, tables that changed and connections that broke. Whatever happens, rows of others stay as
 * they were, and nothing is half done.
 */
#include <pthread.h>

#include "unit/unit.h"

#include "erase_help.h"

/* Each table says whose a row is; customer 1 is the person. */
static void
fresh_tables(void)
{
	sql("DROP SCHEMA IF EXISTS app CASCADE; CREATE SCHEMA app;"
	    "CREATE TABLE app.customers (id bigint PRIMARY KEY, owner text, email varchar(80), "
	    "phone text, blocked date);"
	    "CREATE TABLE app.orders (id int PRIMARY KEY, owner text, customer_id bigint "
	    "REFERENCES "
	    "app.customers, total numeric(9,2));"
	    "CREATE TABLE app.lines (order_id int REFERENCES app.orders, position int, owner text, "
	    "note text, PRIMARY KEY (order_id, position));"
	    "CREATE TABLE app.invoices (id int PRIMARY KEY, owner text, customer_id bigint "
	    "REFERENCES app.customers, issued date, amount numeric(9,2), phone text, blocked date);"
	    "INSERT INTO app.customers SELECT g, CASE g WHEN 1 THEN 'me' ELSE 'o' END, CASE g "
	    "WHEN 1 "
	    "THEN 'Me@x.nl' ELSE 'other'||g||'@x.nl' END, '06'||g FROM generate_series(1, 20) g;"
	    "INSERT INTO app.orders SELECT g, CASE g %% 20 WHEN 0 THEN 'me' ELSE 'o' END, 1 + g %% "
	    "20, g FROM generate_series(1, 100) g;"
	    "INSERT INTO app.lines SELECT o.id, p, o.owner, 'it''s \"'||p FROM app.orders o, "
	    "generate_series(1, 2) p;"
	    "INSERT INTO app.invoices SELECT g, CASE g %% 20 WHEN 0 THEN 'me' ELSE 'o' END, 1 "
	    "+ g %% "
	    "20, date '2009-05-01' + g * 60, g, '06'||g FROM generate_series(1, 100) g");
}

#define CUSTOMERS                                                                                  \
	"{\"name\":\"customers\",\"category\":\"C1\",\"table\":\"app.customers\",\"match\":[{"     \
	"\"column\":\"email\",\"identifier\":\"email\"}],\"erase\":{\"do\":\"delete\",\"set\":{"   \
	"\"email\":null,\"phone\":\"-\"}}}"
#define OF_CUSTOMER                                                                                \
	"\"match\":[{\"column\":\"customer_id\",\"collection\":\"customers\",\"field\":\"id\"}]"
#define ORDERS                                                                                     \
	"{\"name\":\"orders\",\"category\":\"C1\",\"table\":\"app.orders\"," OF_CUSTOMER           \
	",\"erase\":{\"do\":\"delete\"}}"
#define LINES                                                                                      \
	"{\"name\":\"lines\",\"category\":\"C1\",\"table\":\"app.lines\",\"match\":[{\"column\":"  \
	"\"order_id\",\"collection\":\"orders\",\"field\":\"id\"}],\"erase\":{\"do\":\"delete\"}}"
#define INVOICES(more)                                                                             \
	"{\"name\":\"invoices\",\"category\":\"C2\",\"table\":\"app.invoices\"," OF_CUSTOMER       \
	",\"erase\":{\"do\":\"delete\"" more "}}"
#define FISCAL                                                                                     \
	",\"set\":{\"phone\":null},\"holds\":[{\"basis\":\"NL-AWR52\",\"from\":{\"column\":"       \
	"\"issued\"},\"columns\":[\"id\",\"customer_id\",\"issued\",\"amount\"]}],\"blocked\":{"   \
	"\"column\":\"blocked\"}"
#define SYSTEM(...) "{\"id\":\"app\",\"collections\":[" __VA_ARGS__ "]}"
#define ALL SYSTEM(CUSTOMERS "," ORDERS "," LINES "," INVOICES(""))
#define HELD SYSTEM(CUSTOMERS "," ORDERS "," LINES "," INVOICES(FISCAL))

static int
setup(void **state)
{
	(void)state;
	fresh_tables();
	return 0;
}

/* ---- what goes ---- */

static void
test_all(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = ALL };
	auto_drop(str) char *others = checksum("owner = 'o'");
	preview(&j);
	erase(&j);
	assert_gone(&j);
	auto_drop(str) char *now = checksum("owner = 'o'");
	assert_string_equal(others, now);
	assert_int_equal(j.asked, 1);
	assert_int_equal(told(&j, "customers", "erase"), 1);
	assert_int_equal(told(&j, "orders", "erase"), 5);
	assert_int_equal(told(&j, "lines", "erase"), 10);
	assert_int_equal(told(&j, "invoices", "erase"), 5);
	assert_int_equal(json_int_or(j.erased, "vanished", -1), 0);
	assert_int_equal(json_array_size(json_get(j.erased, "after")), 4);
	assert_string_equal(json_str(j.erased, "xid"), j.xid);
	assert_int_equal(number("SELECT count(*) FROM app.customers"), 19);
	assert_int_equal(number("SELECT count(*) FROM app.lines WHERE owner = 'me'"), 0);
	sql("DO $$ BEGIN ASSERT pg_xact_status('%s') = 'committed'; END $$", j.xid);
}

/* Seven years of them, without what they do not need; and their customer, without a name. */
static void
test_held(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = HELD };
	auto_drop(str) char *others = checksum("owner = 'o'");
	long held = number("SELECT count(*) FROM app.invoices WHERE owner = 'me' AND issued >= "
			   "'2019-01-01'");
	preview(&j);
	erase(&j);
	assert_gone(&j);
	auto_drop(str) char *now = checksum("owner = 'o'");
	assert_string_equal(others, now);
	assert_true(held > 0 && held < 5);
	assert_int_equal(told(&j, "invoices", "hold"), held);
	assert_int_equal(told(&j, "invoices", "erase"), 5 - held);
	assert_int_equal(told(&j, "customers", "anonymise"), 1);
	assert_int_equal(number("SELECT count(*) FROM app.invoices WHERE owner = 'me' AND phone IS "
				"NULL AND amount > 0 AND blocked = make_date(extract(year FROM "
				"issued)::int + 7, 12, 31)"),
	    held);
	assert_int_equal(number("SELECT count(*) FROM app.invoices WHERE owner = 'me'"), held);
	assert_int_equal(number("SELECT count(*) FROM app.customers WHERE id = 1 AND email IS NULL "
				"AND phone = '-' AND blocked IS NULL"),
	    1);
	assert_int_equal(number("SELECT count(*) FROM app.orders WHERE owner = 'me'"), 0);
}

/* ---- what came in between ---- */

static void
check_stopped(const char *system, const char *between, const char *why)
{
	fresh_tables();
	auto_drop(job) struct job j = { .system = system };
	preview(&j);
	sql("%s", between);
	struct unchanged u = as_now();
	erase(&j);
	assert_stopped(&j, why);
	assert_int_equal(j.asked, 0);
	assert_unchanged(&u);
}

static void
test_between(void **state)
{
	(void)state;
	static const struct {
		const char *between, *why;
	} cases[] = {
		{ "INSERT INTO app.orders VALUES (1000, 'me', 1, 1)", "new" },
		{ "INSERT INTO app.lines VALUES (20, 3, 'me', 'new')", "new" },
		{ "INSERT INTO app.customers VALUES (1000, 'me', 'me@x.nl')", "new" },
		{ "UPDATE app.orders SET customer_id = 1 WHERE id = 1", "new" },
		{ "UPDATE app.invoices SET issued = '2026-01-01' WHERE id = 20", "held" },
		{ "UPDATE app.invoices SET issued = '2010-01-01' WHERE owner = 'me'", "changed" },
		{ "UPDATE app.customers SET email = 'you@x.nl' WHERE id = 1", "changed" },
		{ "UPDATE app.orders SET customer_id = 2 WHERE id = 20", "changed" },
		{ "ALTER TABLE app.orders ADD COLUMN more text", "schema" },
		{ "ALTER TABLE app.orders DROP COLUMN total", "schema" },
		{ "DROP TABLE app.lines", "schema" },
		{ "ALTER TABLE app.orders RENAME TO old_orders", "schema" },
		{ "CREATE TABLE app.gifts (owner text, order_id int REFERENCES app.orders)",
		    "schema" },
		{ "ALTER TABLE app.lines DROP CONSTRAINT lines_order_id_fkey; ALTER TABLE "
		  "app.lines "
		  "ADD FOREIGN KEY (order_id) REFERENCES app.orders ON DELETE CASCADE",
		    "schema" },
		{ "CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN "
		  "NULL; "
		  "END$$; CREATE TRIGGER t BEFORE DELETE ON app.orders FOR EACH ROW EXECUTE "
		  "FUNCTION app.f()",
		    "schema" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		print_message("# %s\n", cases[i].between);
		check_stopped(HELD, cases[i].between, cases[i].why);
	}
}

/* Others' rows are none of it, and what went by itself is gone. */
static void
test_between_harmless(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = HELD };
	preview(&j);
	sql("INSERT INTO app.orders VALUES (1000, 'o', 2, 1); DELETE FROM app.lines WHERE "
	    "order_id = "
	    "20; DELETE FROM app.orders WHERE id = 20; UPDATE app.orders SET total = 7 WHERE id = "
	    "40");
	auto_drop(str) char *others = checksum("owner = 'o'");
	erase(&j);
	assert_gone(&j);
	auto_drop(str) char *now = checksum("owner = 'o'");
	assert_string_equal(others, now);
	assert_int_equal(json_int_or(j.erased, "vanished", -1), 3);
	assert_int_equal(told(&j, "orders", "erase"), 4);
	assert_int_equal(told(&j, "lines", "erase"), 8);
}

/* The last that is said counts: a hold that came while it worked. */
static void
test_held_when_asked(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = HELD, .no = true };
	preview(&j);
	struct unchanged u = as_now();
	erase(&j);
	assert_stopped(&j, "held");
	assert_int_equal(j.asked, 1);
	assert_unchanged(&u);
}

static void
test_nobody_to_ask(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = ALL };
	struct unchanged u = as_now();
	preview(&j);
	struct sink sink;
	struct connector_call call;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *change = job_change(&j);
	const struct identifier_value id = { "email", "me@x.nl" };
	sink_init(&sink);
	call_init(&call, &sink, ALL,
	    arena_printf(a,
		"{\"dsn\":\"host=%s user=tester dbname=app\",\"dsn_change\":\"host=%s "
		"user=tester dbname=app\"}",
		dir, dir));
	call.ids = &id;
	call.nids = 1;
	call.change = change;
	assert_false(connector_postgresql.act[ACTION_ERASE](&call, &j.err));
	assert_int_equal(j.err.kind, ERR_DENIED);
	call.change = NULL;
	err_clear(&j.err);
	assert_false(connector_postgresql.act[ACTION_ERASE](&call, &j.err));
	assert_err(&j.err, ERR_INPUT, "approved");
	sink_release(&sink);
	call_release(&call);
	assert_unchanged(&u);
}

/* Holds given with the job, as the supervisor does it. */
static void
test_held_by_hand(void **state)
{
	(void)state;
	static const char *const holds[] = {
		"[{\"id\":1,\"collection\":\"orders\",\"keys\":[[\"40\"]],\"columns\":null,"
		"\"review\":\"2027-01-01\"}]",
		"[{\"id\":2,\"collection\":null,\"keys\":null,\"columns\":null,\"review\":"
		"\"2027-01-01\"}]",
	};
	auto_drop(job) struct job j = { .system = ALL };
	preview(&j);
	struct unchanged u = as_now();
	for (size_t i = 0; i < array_len(holds); i++) {
		json_decref(j.approved);
		j.approved = json_pack("{s:o}", "holds", json_loads(holds[i], 0, NULL));
		erase(&j);
		assert_stopped(&j, "held");
	}
	assert_unchanged(&u);
}

/* ---- single rows ---- */

static json_t *
keys_of(const struct job *j, const char *collection)
{
	size_t i;
	json_t *s;
	json_array_foreach(json_get(j->found, "sets"), i, s)
		if (strcmp(json_str_or(s, "collection", ""), collection) == 0)
			return s;
	fail_msg("no rows of %s were found", collection);
	return NULL;
}

/* Of what was approved nothing but this; what is there besides is no matter. */
static void
test_only(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = ALL };
	preview(&j);
	j.approved = json_pack("{s:b, s:[O]}", "only", 1, "sets", keys_of(&j, "invoices"));
	sql("INSERT INTO app.orders VALUES (1000, 'me', 1, 1); DELETE FROM app.invoices WHERE id = "
	    "20; UPDATE app.invoices SET customer_id = 2 WHERE id = 40");
	erase(&j);
	assert_gone(&j);
	assert_int_equal(told(&j, "invoices", "erase"), 3);
	assert_int_equal(json_int_or(j.erased, "vanished", -1), 2);
	assert_int_equal(number("SELECT count(*) FROM app.invoices WHERE owner = 'me'"), 1);
	assert_int_equal(number("SELECT count(*) FROM app.orders WHERE owner = 'me'"), 6);
	/* once more: nothing is there any more, and nothing is done */
	erase(&j);
	assert_int_equal(told(&j, "invoices", "erase"), 0);
	assert_int_equal(number("SELECT count(*) FROM app.invoices WHERE owner = 'me'"), 1);
}

/* Nothing that was not approved goes along with what it refers to. */
static void
test_only_referred(void **state)
{
	(void)state;
	static const char *const kinds[] = { "", "ON DELETE CASCADE", "ON DELETE SET NULL" };
	for (size_t i = 0; i < array_len(kinds); i++) {
		fresh_tables();
		sql("ALTER TABLE app.lines DROP CONSTRAINT lines_order_id_fkey, ADD FOREIGN KEY "
		    "(order_id) REFERENCES app.orders ON DELETE CASCADE; ALTER TABLE "
		    "app.orders DROP "
		    "CONSTRAINT orders_customer_id_fkey, ADD FOREIGN KEY (customer_id) REFERENCES "
		    "app.customers %s; DELETE FROM app.lines WHERE order_id = 40; DELETE FROM "
		    "app.invoices WHERE owner = 'me'",
		    kinds[i]);
		auto_drop(job) struct job j = { .system = ALL };
		preview(&j);
		j.approved = json_pack("{s:b, s:[O, O]}", "only", 1, "sets",
		    keys_of(&j, "customers"), keys_of(&j, "orders"));
		auto_drop(str) char *others = checksum("owner = 'o'");
		erase(&j);
		assert_gone(&j);
		auto_drop(str) char *now = checksum("owner = 'o'");
		assert_string_equal(others, now);
		/* each order but one has lines that stay; so it stays, and so does its customer */
		assert_int_equal(told(&j, "orders", "erase"), 1);
		assert_int_equal(told(&j, "customers", "erase"), 0);
		assert_int_equal(json_int_or(j.erased, "skipped", -1), 5);
		assert_int_equal(number("SELECT count(*) FROM app.lines WHERE owner = 'me'"), 8);
		assert_int_equal(
		    number("SELECT count(*) FROM app.orders WHERE customer_id = 1"), 4);
	}
}

/* Held by now: it stays, and the others go. */
static void
test_only_held(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = ALL };
	preview(&j);
	j.system = HELD;
	j.approved = json_pack("{s:b, s:[O]}", "only", 1, "sets", keys_of(&j, "invoices"));
	auto_drop(job) struct job now = { .system = HELD }; /* the register's fingerprint */
	preview(&now);
	json_object_set(j.approved, "fingerprint", json_get(now.found, "fingerprint"));
	long held = number("SELECT count(*) FROM app.invoices WHERE owner = 'me' AND issued >= "
			   "'2019-01-01'");
	erase(&j);
	assert_gone(&j);
	assert_int_equal(json_int_or(j.erased, "skipped", -1), held);
	assert_int_equal(number("SELECT count(*) FROM app.invoices WHERE owner = 'me'"), held);
}

/* ---- foreign keys ---- */

static void
test_foreign_keys(void **state)
{
	(void)state;
	static const char *const kinds[] = { "", "ON DELETE RESTRICT", "ON DELETE CASCADE",
		"ON DELETE SET NULL", "ON DELETE SET DEFAULT", "DEFERRABLE",
		"DEFERRABLE INITIALLY DEFERRED",
		"ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED" };
	for (size_t i = 0; i < array_len(kinds); i++) {
		fresh_tables();
		print_message("# %s\n", kinds[i]);
		sql("ALTER TABLE app.orders DROP CONSTRAINT orders_customer_id_fkey, ADD "
		    "FOREIGN KEY "
		    "(customer_id) REFERENCES app.customers %s",
		    kinds[i]);
		auto_drop(job) struct job j = { .system = ALL };
		auto_drop(str) char *others = checksum("owner = 'o'");
		preview(&j);
		erase(&j);
		assert_gone(&j);
		auto_drop(str) char *now = checksum("owner = 'o'");
		assert_string_equal(others, now);
		assert_int_equal(told(&j, "orders", "erase"), 5);
		assert_int_equal(number("SELECT count(*) FROM app.orders WHERE owner = 'me'"), 0);
	}
}

/* A customer's last order, and an order's customer: neither can go first. */
static void
test_cycle(void **state)
{
	(void)state;
	sql("ALTER TABLE app.customers ADD COLUMN last_order int REFERENCES app.orders; UPDATE "
	    "app.customers c SET last_order = (SELECT max(id) FROM app.orders WHERE customer_id = "
	    "c.id); ALTER TABLE app.customers ALTER COLUMN last_order SET NOT NULL");
	auto_drop(job) struct job j = { .system = ALL };
	preview(&j);
	erase(&j);
	assert_gone(&j);
	assert_int_equal(number("SELECT count(*) FROM app.customers"), 19);
	assert_int_equal(number("SELECT count(*) FROM app.orders WHERE owner = 'me'"), 0);
}

/* A held row keeps what it refers to, whatever its foreign key would do. */
static void
test_held_cascade(void **state)
{
	(void)state;
	sql("ALTER TABLE app.invoices DROP CONSTRAINT invoices_customer_id_fkey, ADD FOREIGN KEY "
	    "(customer_id) REFERENCES app.customers ON DELETE CASCADE");
	test_held(state);
}

/* ---- triggers and other refusals ---- */

/* It fails for good and names this; nothing is changed. */
static void
check_refused(const char *system, const char *before, const char *named)
{
	fresh_tables();
	sql("%s", before);
	auto_drop(job) struct job j = { .system = system };
	preview(&j);
	struct unchanged u = as_now();
	assert_false(job_act(&j, ACTION_ERASE, &j.erased));
	assert_err(&j.err, ERR_INPUT, named);
	if (strstr(j.err.text, "x.nl") || strstr(j.err.text, "it's"))
		fail_msg("it quotes a value: %s", j.err.text);
	assert_null(j.erased);
	assert_unchanged(&u);
}

#define TRIGGER(body, when)                                                                        \
	"CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN " body "END$$; "      \
	"CREATE TRIGGER \"stay here\" " when " FOR EACH ROW EXECUTE FUNCTION app.f()"
#define CONSTRAINT_TRIGGER(body)                                                                   \
	"CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN " body "END$$; "      \
	"CREATE CONSTRAINT TRIGGER \"stay here\" AFTER DELETE ON app.lines DEFERRABLE INITIALLY "  \
	"DEFERRED FOR EACH ROW EXECUTE FUNCTION app.f()"

static void
test_triggers(void **state)
{
	(void)state;
	check_refused(ALL, TRIGGER("RETURN NULL; ", "BEFORE DELETE ON app.orders"), "stay here");
	check_refused(ALL,
	    TRIGGER("IF old.id = 40 THEN RETURN NULL; END IF; RETURN old; ",
		"BEFORE DELETE ON app.orders"),
	    "app.orders");
	check_refused(
	    HELD, TRIGGER("RETURN NULL; ", "BEFORE UPDATE ON app.customers"), "app.customers");
	check_refused(
	    HELD, TRIGGER("RETURN old; ", "BEFORE UPDATE ON app.customers"), "app.customers");
	check_refused(
	    ALL, TRIGGER("RETURN NULL; ", "BEFORE DELETE ON app.invoices"), "app.invoices");
	check_refused(ALL,
	    TRIGGER("RAISE EXCEPTION 'it''s %', old.note; ", "BEFORE DELETE ON app.lines"),
	    "app.lines (stay here)");
	check_refused(ALL, CONSTRAINT_TRIGGER("RAISE EXCEPTION 'it''s %', old.note; "),
	    "app.lines (stay here)");
	check_refused(HELD,
	    TRIGGER("new.phone = 'x'; RETURN new; ",
		"BEFORE UPDATE ON app.customers") "; ALTER "
						  "TABLE app.customers ADD CONSTRAINT no_x "
						  "CHECK (phone <> 'x')",
	    "a constraint of app.customers refuses");
}

static const char *
layer(const struct job *j, const char *name, const char *member)
{
	size_t i;
	json_t *l;
	json_array_foreach(json_get(j->erased, "layers"), i, l)
		if (strcmp(json_str_or(l, "layer", ""), name) == 0)
			return json_str_or(l, member, "-");
	return "(none)";
}

/* A trigger that does something else besides is no reason to stop. */
static void
test_trigger_besides(void **state)
{
	(void)state;
	sql("CREATE TABLE app.journal (owner text, at timestamptz);" TRIGGER(
	    "INSERT INTO app.journal VALUES ('me', now()); RETURN old; ",
	    "BEFORE DELETE ON app.orders"));
	auto_drop(job) struct job j = { .system = ALL };
	preview(&j);
	erase(&j);
	assert_gone(&j);
	assert_int_equal(number("SELECT count(*) FROM app.journal"), 5);
	const json_t *layer = json_array_get(json_get(j.erased, "layers"), 1);
	assert_string_equal(json_str(layer, "layer"), "triggers");
	assert_string_equal(json_str(layer, "why"), "rows-written");
	assert_string_equal(
	    json_string_value(json_array_get(json_get(layer, "rows"), 0)), "app.journal: +5 ~0");
	assert_int_equal(json_array_size(json_get(layer, "rows")), 1);
}

/* But what takes rows of others along is: be their table one of the register, or none. */
static void
test_trigger_takes(void **state)
{
	(void)state;
	static const char *const when[] = { "BEFORE DELETE ON app.orders",
		"AFTER DELETE ON app.orders" };
	for (size_t i = 0; i < array_len(when); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		check_refused(ALL,
		    arena_printf(a,
			TRIGGER("DELETE FROM app.invoices WHERE id = 1; RETURN old; ", "%s"),
			when[i]),
		    "1 rows of app.invoices would go");
		check_refused(ALL,
		    arena_printf(a,
			"CREATE TABLE app.index (owner text); INSERT INTO app.index VALUES ('o'), "
			"('o');" TRIGGER("DELETE FROM app.index; RETURN old; ", "%s"),
			when[i]),
		    "2 rows of app.index would go");
	}
}

/* A server that counts nothing: that is said, and no trigger is trusted. */
static void
test_uncounted(void **state)
{
	(void)state;
	static const char *const unknown[] = { "triggers", "dead-tuples", "indexes" };
	sql("ALTER DATABASE app SET track_counts = off");
	auto_drop(job) struct job j = { .system = ALL };
	preview(&j);
	erase(&j);
	assert_gone(&j);
	assert_string_equal(layer(&j, "triggers", "why"), "not-counted");
	for (size_t i = 0; i < array_len(unknown); i++)
		assert_string_not_equal(layer(&j, unknown[i], "state"), "clean");
	check_refused(ALL,
	    TRIGGER("DELETE FROM app.invoices WHERE id = 1; RETURN old; ",
		"AFTER DELETE ON app.orders"),
	    "track_counts");
	sql("ALTER DATABASE app RESET track_counts");
}

/* What is deferred is seen before anybody is asked. */
static void
test_deferred(void **state)
{
	(void)state;
	sql(CONSTRAINT_TRIGGER("RAISE EXCEPTION 'no'; "));
	auto_drop(job) struct job j = { .system = ALL };
	preview(&j);
	assert_false(job_act(&j, ACTION_ERASE, &j.erased));
	assert_int_equal(j.asked, 0);
}

/* ---- who may ---- */

static void
test_privileges(void **state)
{
	(void)state;
	sql("DROP ROLE IF EXISTS changer; DROP ROLE IF EXISTS reader; CREATE ROLE changer LOGIN; "
	    "CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA app TO changer, reader; GRANT SELECT "
	    "ON ALL TABLES IN SCHEMA app TO changer, reader; GRANT DELETE ON app.orders, "
	    "app.lines, "
	    "app.invoices TO changer; GRANT UPDATE (phone, blocked) ON app.invoices TO changer; "
	    "GRANT UPDATE (email, phone) ON app.customers TO changer; GRANT UPDATE (owner) ON "
	    "app.orders, app.lines TO changer; UPDATE app.invoices SET issued = '2025-01-01'");
	auto_drop(job) struct job j = { .system = HELD };
	preview(&j);
	struct unchanged u = as_now();
	j.user = "reader";
	assert_false(job_act(&j, ACTION_ERASE, &j.erased));
	assert_err(&j.err, ERR_INPUT, "permission");
	assert_unchanged(&u);
	j.user = "changer"; /* some columns of customers, and no more */
	erase(&j);
	assert_gone(&j);
	assert_int_equal(told(&j, "customers", "anonymise"), 1);
	sql("DROP OWNED BY changer, reader");
}

/* ---- others at work ---- */

static bool
is_waiting(PGconn *c)
{
	auto_drop(str) char *n = ask_in(c,
	    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'dossier' AND "
	    "wait_event_type = 'Lock'");
	return strcmp(n, "0") != 0;
}

static void
until_waiting(PGconn *c)
{
	for (int i = 0; i < 3000 && !is_waiting(c); i++)
		(void)usleep(10000);
	if (!is_waiting(c))
		abort();
}

/* Holds a row until the erasure waits for it; then it gets what it waits for. */
static void *
hold_row(void *arg)
{
	PGconn *c = connect_as("tester"), *watch = connect_as("tester");
	bool *locked = arg;
	free(ask_in(c, "BEGIN"));
	free(ask_in(c, "UPDATE app.invoices SET amount = amount + 1 WHERE id = 20"));
	__atomic_store_n(locked, true, __ATOMIC_SEQ_CST);
	until_waiting(watch);
	free(ask_in(c, "COMMIT"));
	PQfinish(c);
	PQfinish(watch);
	return NULL;
}

static pthread_t
besides(void *(*what)(void *))
{
	static bool ready;
	pthread_t t;
	__atomic_store_n(&ready, false, __ATOMIC_SEQ_CST);
	assert_int_equal(pthread_create(&t, NULL, what, &ready), 0);
	while (!__atomic_load_n(&ready, __ATOMIC_SEQ_CST))
		(void)usleep(1000);
	return t;
}

static void
test_busy_row(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = ALL };
	preview(&j);
	pthread_t t = besides(hold_row);
	erase(&j);
	assert_int_equal(pthread_join(t, NULL), 0);
	assert_gone(&j);
	assert_int_equal(j.asked, 1);
	assert_int_equal(number("SELECT count(*) FROM app.invoices WHERE owner = 'me'"), 0);
}

/*
 * Locked the other way round: the erasure is the one that looks for a deadlock first, so it is the
 * one that must begin anew.
 */
static void *
deadlock(void *arg)
{
	PGconn *c = connect_as("tester"), *watch = connect_as("tester");
	bool *locked = arg;
	free(ask_in(c, "SET deadlock_timeout = '5min'"));
	free(ask_in(c, "BEGIN"));
	free(ask_in(c, "UPDATE app.invoices SET amount = amount + 1 WHERE id = 20"));
	__atomic_store_n(locked, true, __ATOMIC_SEQ_CST);
	until_waiting(watch);
	free(ask_in(c, "UPDATE app.customers SET phone = '07' WHERE id = 1"));
	free(ask_in(c, "COMMIT"));
	PQfinish(c);
	PQfinish(watch);
	return NULL;
}

static void
test_deadlock(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = ALL };
	preview(&j);
	pthread_t t = besides(deadlock);
	erase(&j);
	assert_int_equal(pthread_join(t, NULL), 0);
	assert_gone(&j);
	assert_int_equal(j.asked, 1);
	assert_int_equal(shell("grep -q 'deadlock detected' %s/data/log", dir), 0);
	assert_int_equal(number("SELECT count(*) FROM app.customers WHERE id = 1"), 0);
}

/* Rows that somebody writes without end: the erasure has its turn. */
static bool writing;
static void *
write_on(void *arg)
{
	PGconn *c = connect_as("tester");
	bool *ready = arg;
	while (__atomic_load_n(&writing, __ATOMIC_SEQ_CST)) {
		PQclear(
		    PQexec(c, "UPDATE app.invoices SET amount = amount + 1 WHERE owner = 'me'"));
		PQclear(PQexec(c, "UPDATE app.customers SET phone = '07' WHERE id < 3"));
		__atomic_store_n(ready, true, __ATOMIC_SEQ_CST);
	}
	PQfinish(c);
	return NULL;
}

static void
test_writer(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = HELD };
	preview(&j);
	__atomic_store_n(&writing, true, __ATOMIC_SEQ_CST);
	pthread_t t = besides(write_on);
	bool ok = job_act(&j, ACTION_ERASE, &j.erased);
	__atomic_store_n(&writing, false, __ATOMIC_SEQ_CST);
	assert_int_equal(pthread_join(t, NULL), 0);
	assert_ok(ok, &j.err);
	assert_int_equal(told(&j, "customers", "anonymise"), 1);
	assert_int_equal(number("SELECT count(*) FROM app.orders WHERE owner = 'me'"), 0);
}

/* ---- connections that break, commits that nobody heard of ---- */

static void
break_it(struct job *j)
{
	(void)j;
	sql("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE "
	    "application_name = "
	    "'dossier'");
}

static void
test_broken_before(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = HELD, .asks = break_it };
	preview(&j);
	struct unchanged u = as_now();
	assert_false(job_act(&j, ACTION_ERASE, &j.erased));
	assert_int_equal(j.err.kind, ERR_TEMPORARY);
	assert_unchanged(&u);
	/* its number is known, and that it came to nothing: it is done now */
	j.approved = json_pack("{s:s}", "xid", j.xid);
	j.asks = NULL;
	erase(&j);
	assert_gone(&j);
	assert_int_equal(j.asked, 2);
	assert_null(json_get(j.erased, "settled"));
	assert_int_equal(number("SELECT count(*) FROM app.orders WHERE owner = 'me'"), 0);
}

static json_t *
numbers(const struct job *j)
{
	json_t *all = json_array(), *s;
	size_t i;
	json_array_foreach(json_get(j->erased, "sets"), i, s)
		json_array_append_new(all,
		    json_pack("[O, O, O]", json_get(s, "collection"), json_get(s, "verdict"),
			json_get(s, "n")));
	return json_pack("[o, O]", all, json_get(j->erased, "after"));
}

static void
test_broken_after(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = HELD };
	preview(&j);
	erase(&j);
	auto_drop(json) json_t *first = numbers(&j);
	struct unchanged u = as_now();
	j.approved = json_pack("{s:s}", "xid", j.xid);
	erase(&j);
	assert_gone(&j);
	assert_int_equal(j.asked, 1); /* what is done is not asked for again */
	assert_true(json_flag(j.erased, "settled"));
	assert_string_equal(json_str(j.erased, "xid"), j.xid);
	auto_drop(json) json_t *then = numbers(&j);
	assert_true(json_equal(first, then));
	assert_unchanged(&u);
}

/* A system that was restored knows nothing of it, or gave the number to somebody else. */
static void
test_restored(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = ALL };
	auto_drop(str) char *other = NULL;
	sql("CREATE TABLE IF NOT EXISTS public.elsewhere (n int)");
	static const char *const which[] = { "1000000000",
		"INSERT INTO public.elsewhere VALUES (1) RETURNING pg_current_xact_id()" };
	preview(&j);
	for (size_t i = 0; i < array_len(which); i++) {
		str_drop(&other);
		other = i ? ask_in(db, which[i]) : xstrdup(which[i]);
		json_decref(j.approved);
		j.approved = json_pack("{s:s}", "xid", other);
		erase(&j);
		assert_gone(&j);
		assert_null(json_get(j.erased, "settled"));
		assert_int_equal(told(&j, "orders", "erase"), 5);
		fresh_tables();
	}
}

/* It goes on still: nobody can tell. */
static void
again_meanwhile(struct job *j)
{
	struct job second = { .system = j->system, .found = json_incref(j->found) };
	second.approved = json_pack("{s:s}", "xid", j->xid);
	assert_false(job_act(&second, ACTION_ERASE, &second.erased));
	assert_err(&second.err, ERR_TEMPORARY, "not ended");
	assert_int_equal(second.asked, 0);
	job_drop(&second);
}

static void
test_in_progress(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = ALL, .asks = again_meanwhile };
	preview(&j);
	erase(&j);
	assert_gone(&j);
}

/* ---- a system that was restored since the preview ---- */

static void
test_epoch(void **state)
{
	(void)state;
	static const char system[] = "{\"id\":\"app\",\"collections\":[" CUSTOMERS "," ORDERS
				     "," LINES "," INVOICES("") "],\"erasure\":{\"epoch\":"
								"\"public.dossier_epoch\"}}";
	sql("DROP TABLE IF EXISTS public.dossier_epoch; CREATE TABLE public.dossier_epoch (epoch "
	    "bigint NOT NULL); INSERT INTO public.dossier_epoch VALUES (7)");
	auto_drop(job) struct job j = { .system = system };
	preview(&j);
	assert_int_equal(json_int_or(j.found, "epoch", -1), 7);
	sql("UPDATE public.dossier_epoch SET epoch = 6");
	struct unchanged u = as_now();
	erase(&j);
	assert_stopped(&j, "epoch");
	assert_unchanged(&u);
	sql("UPDATE public.dossier_epoch SET epoch = 9"); /* others were erased meanwhile */
	j.no = true;
	erase(&j);
	assert_stopped(&j, "held");
	assert_int_equal(number("SELECT epoch FROM public.dossier_epoch"), 9);
	j.no = false;
	erase(&j);
	assert_gone(&j);
	assert_int_equal(json_int_or(j.erased, "epoch", -1), 10);
	assert_int_equal(number("SELECT epoch FROM public.dossier_epoch"), 10);
}

/* ---- two settings, one database ---- */

static void
test_another_database(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = ALL };
	preview(&j);
	struct unchanged u = as_now();
	j.read = "postgres";
	erase(&j);
	assert_stopped(&j, "another-database");
	assert_int_equal(j.asked, 0);
	assert_unchanged(&u);
	/* nor is it said of another one what became of an earlier run */
	j.approved = json_pack("{s:s}", "xid", "3");
	assert_false(job_act(&j, ACTION_ERASE, &j.erased));
	assert_err(&j.err, ERR_INPUT, "lead to two databases");
}

/* It is one with its primary; what it still has, though it went there, is told as no erasure. */
static void
test_replica(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = ALL };
	char place[100];
	(void)snprintf(place, sizeof(place), "%s/replica", dir);
	assert_int_equal(shell("cd / && %s %s/pg_basebackup -h %s -U tester -D %s -R -X stream -c "
			       "fast --no-sync >%s/data/copied 2>&1",
			     as_server(), bin, dir, place, dir),
	    0);
	assert_int_equal(shell("cd / && %s %s/pg_ctl -s -w -D %s -l %s/replica.log -o \"-k %s -c "
			       "listen_addresses= -F -c recovery_min_apply_delay=1h\" start",
			     as_server(), bin, place, place, place),
	    0);
	preview(&j);
	j.host = place;
	sql("DELETE FROM app.lines WHERE owner = 'me'; DELETE FROM app.orders WHERE owner = 'me'; "
	    "DELETE FROM app.invoices WHERE owner = 'me'; DELETE FROM app.customers WHERE id = 1");
	erase(&j);
	assert_stopped(&j, "vanished");
	assert_int_equal(json_int_or(json_get(j.erased, "stopped"), "n", 0), 21);
	assert_int_equal(j.asked, 0);
	j.host = NULL;
	erase(&j);
	assert_gone(&j);
	assert_int_equal(json_int_or(j.erased, "vanished", -1), 21);
	assert_int_equal(
	    shell("cd / && %s %s/pg_ctl -s -w -D %s -m immediate stop", as_server(), bin, place),
	    0);
}

#define TEST(f) cmocka_unit_test_setup(f, setup)
int
main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_all), TEST(test_held), TEST(test_between),
		TEST(test_between_harmless), TEST(test_held_when_asked), TEST(test_nobody_to_ask),
		TEST(test_held_by_hand), TEST(test_only), TEST(test_only_referred),
		TEST(test_only_held), TEST(test_foreign_keys), TEST(test_cycle),
		TEST(test_held_cascade), TEST(test_triggers), TEST(test_trigger_besides),
		TEST(test_trigger_takes), TEST(test_uncounted), TEST(test_deferred),
		TEST(test_privileges), TEST(test_busy_row), TEST(test_deadlock), TEST(test_writer),
		TEST(test_broken_before), TEST(test_broken_after), TEST(test_restored),
		TEST(test_in_progress), TEST(test_epoch), TEST(test_another_database),
		TEST(test_replica) };
	return cmocka_run_group_tests(tests, server_start, server_stop);
}
