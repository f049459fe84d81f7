/*
 * Fifty values of one person, planted in rows, indexes, long texts and statistics, and sought in
 * the files of the server: where the receipt says that a layer is clean there are none, and where
 * there are some it does not say so.
 */
#include <inttypes.h>
#include <sys/random.h>

#include "unit/unit.h"

#include "erase_help.h"

#define PLANTED 50
static char planted[PLANTED][24];

#define SYSTEM                                                                                     \
	"{\"id\":\"app\",\"collections\":[{\"name\":\"people\",\"category\":\"C1\",\"table\":"     \
	"\"app.people\",\"match\":[{\"column\":\"owner\",\"identifier\":\"email\"}],\"erase\":{"   \
	"\"do\":\"delete\"}},{\"name\":\"cards\",\"category\":\"C1\",\"table\":\"app.cards\","     \
	"\"match\":[{\"column\":\"owner\",\"identifier\":\"email\"}],\"erase\":{\"do\":"           \
	"\"anonymise\",\"set\":{\"number\":null},\"why\":\"x\"}}],\"erasure\":{\"backups\":{"      \
	"\"keep\":\"P35D\"}}}"
#define WITHOUT_BACKUPS                                                                            \
	"{\"id\":\"app\",\"collections\":[{\"name\":\"people\",\"category\":\"C1\",\"table\":"     \
	"\"app.people\",\"match\":[{\"column\":\"owner\",\"identifier\":\"email\"}],\"erase\":{"   \
	"\"do\":\"delete\"}}]}"

/* Half of them in a table of which rows go, half where they are written over. */
static int
plant(void **state)
{
	(void)state;
	sql("DROP SCHEMA IF EXISTS app CASCADE; CREATE SCHEMA app;"
	    "CREATE TABLE app.people (id int PRIMARY KEY, owner text, email text UNIQUE, note "
	    "text);"
	    "ALTER TABLE app.people ALTER COLUMN note SET STORAGE EXTERNAL;"
	    "CREATE TABLE app.cards (id int PRIMARY KEY, owner text, number text);"
	    "CREATE INDEX ON app.cards (number);"
	    "INSERT INTO app.people SELECT g, 'o', 'other'||g, repeat('x', 4000) FROM "
	    "generate_series(1000, 1100) g;"
	    "INSERT INTO app.cards SELECT g, 'o', 'other'||g FROM generate_series(1000, 1100) g");
	for (int i = 0; i < PLANTED; i++) {
		uint64_t r = 0;
		assert_int_equal(getrandom(&r, sizeof(r), 0), sizeof(r));
		(void)snprintf(planted[i], sizeof(planted[i]), "pl%016" PRIx64, r);
		if (i % 2 == 0)
			sql("INSERT INTO app.people VALUES (%d, 'me@x.nl', '%s', repeat('y', "
			    "3000)||"
			    "'%s')",
			    i, planted[i], planted[i]);
		else
			sql("INSERT INTO app.cards VALUES (%d, 'me@x.nl', '%s')", i, planted[i]);
	}
	sql("ANALYZE app.people; ANALYZE app.cards; CHECKPOINT");
	return 0;
}

/* How many of them stand in files below ${where} of the server. */
static int
sought(const char *where)
{
	auto_drop(buf) struct buf command = { 0 };
	int n = -1;
	sql("CHECKPOINT");
	buf_adds(&command, "grep -rahoF");
	for (int i = 0; i < PLANTED; i++)
		buf_addf(&command, " -e %s", planted[i]);
	buf_addf(&command, " %s/data/%s | sort -u | wc -l", dir, where);
	FILE *p = popen(command.data, "r");
	assert_non_null(p);
	assert_int_equal(fscanf(p, "%d", &n), 1);
	assert_int_equal(pclose(p), 0);
	return n;
}

static long
in_statistics(void)
{
	return number("SELECT count(*) FROM pg_stats WHERE schemaname = 'app' AND "
		      "histogram_bounds::text || coalesce(most_common_vals::text, '') LIKE "
		      "'%pl%'");
}

/* "not-clean vacuumed", and its commands, of one layer. */
static const char *
state_of(const struct job *j, const char *name, struct arena *a)
{
	size_t i;
	json_t *l;
	json_array_foreach(json_get(j->erased, "layers"), i, l)
		if (strcmp(json_str_or(l, "layer", ""), name) == 0)
			return arena_printf(
			    a, "%s %s", json_str_or(l, "state", "?"), json_str_or(l, "why", "-"));
	return "(none)";
}

static void
assert_layers(const struct job *j, const char *statistics, const char *files)
{
	auto_drop(arena) struct arena *a = arena_new();
	assert_string_equal(state_of(j, "rows", a), "clean -");
	assert_string_equal(state_of(j, "statistics", a), statistics);
	assert_string_equal(state_of(j, "dead-tuples", a), files);
	assert_string_equal(state_of(j, "indexes", a), files);
	assert_string_equal(state_of(j, "wal", a), "not-clean kept");
}

/* Whoever owns the tables runs what they were told to. */
static void
run_commands(const struct job *j, const char *name)
{
	size_t i, k;
	json_t *l, *command;
	json_array_foreach(json_get(j->erased, "layers"), i, l)
		if (strcmp(json_str_or(l, "layer", ""), name) == 0)
			json_array_foreach(json_get(l, "commands"), k, command)
				sql("%s", json_string_value(command));
}

/* What a look says of it by now. */
static void
assert_clean(struct job *j, const char *layers)
{
	auto_drop(buf) struct buf b = { 0 };
	preview(j);
	json_put(json_get(j->found, "clean"), &b);
	assert_string_equal(b.data, layers);
}
#define CLEAN_NONE "[]"
#define CLEAN_STATISTICS "[{\"layers\":[\"statistics\"],\"number\":7}]"
#define CLEAN_ALL "[{\"layers\":[\"statistics\",\"dead-tuples\",\"indexes\"],\"number\":7}]"

static void
test_told(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = SYSTEM };
	auto_drop(arena) struct arena *a = arena_new();
	assert_int_equal(sought("base"), PLANTED);
	assert_true(in_statistics() > 0);
	preview(&j);
	erase(&j);
	assert_gone(&j);
	assert_layers(&j, "not-clean not-analysed", "not-clean not-vacuumed");
	assert_int_equal(sought("base"), PLANTED); /* and so it is */
	assert_true(in_statistics() > 0);
	assert_true(sought("pg_wal") > 0);
	assert_string_equal(state_of(&j, "backups", a), "not-clean kept");
	assert_clean(&j, CLEAN_NONE);
	run_commands(&j, "statistics");
	assert_int_equal(in_statistics(), 0);
	assert_clean(&j, CLEAN_STATISTICS);
	sql("VACUUM (FREEZE) app.people");
	sql("VACUUM (FREEZE) app.cards"); /* leaves their bytes */
	assert_clean(&j, CLEAN_STATISTICS);
	run_commands(&j, "dead-tuples");
	assert_int_equal(sought("base"), 0);
	assert_clean(&j, CLEAN_ALL);
	assert_true(sought("pg_wal") > 0);
}

/* Who could see the rows still has the server keep them, also where it writes a file anew. */
static void
test_seen_still(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = SYSTEM };
	PGconn *other = connect_as("tester");
	preview(&j);
	free(ask_in(other, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1"));
	erase(&j);
	run_commands(&j, "dead-tuples");
	assert_int_equal(sought("base"), PLANTED);
	assert_clean(&j, CLEAN_STATISTICS);
	free(ask_in(other, "ROLLBACK"));
	PQfinish(other);
	run_commands(&j, "dead-tuples");
	assert_int_equal(sought("base"), 0);
	assert_clean(&j, CLEAN_ALL);
}

/* Statistics are rows: what ANALYZE takes out of them stays in their file until that is new. */
static void
test_statistics_first(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = SYSTEM };
	preview(&j);
	erase(&j);
	sql("VACUUM (FULL, ANALYZE) pg_catalog.pg_statistic");
	sql("VACUUM (FULL, ANALYZE) app.people");
	assert_clean(&j, CLEAN_NONE); /* one of two */
	sql("VACUUM (FULL, ANALYZE) app.cards");
	assert_true(sought("base") > 0);
	assert_clean(&j, CLEAN_STATISTICS);
	sql("VACUUM (FULL, ANALYZE) pg_catalog.pg_statistic");
	assert_int_equal(sought("base"), 0);
	assert_clean(&j, CLEAN_ALL);
}

/* By the day on which the last backup that holds them goes; unknown is unknown. */
static void
test_backups(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(job) struct job j = { .system = SYSTEM }, other = { .system = WITHOUT_BACKUPS };
	usec_t at;
	struct err err = { 0 };
	assert_ok(instant_parse("2026-12-31T23:30:00Z", &at, &err), &err);
	clock_move(at); /* where they are it is the new year */
	preview(&j);
	erase(&j);
	size_t i;
	json_t *l;
	json_array_foreach(json_get(j.erased, "layers"), i, l)
		if (strcmp(json_str(l, "layer"), "backups") == 0)
			assert_string_equal(json_str_or(l, "until", "-"), "2027-02-05");
	plant(state);
	preview(&other);
	erase(&other);
	assert_string_equal(state_of(&other, "backups", a), "unknown no-retention");
}

/* Our own VACUUM (ANALYZE): statistics are clean, the files are not. */
static void
test_maintained(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = SYSTEM, .maintainer = "tester" };
	preview(&j);
	erase(&j);
	assert_gone(&j);
	assert_layers(&j, "clean analysed", "not-clean vacuumed");
	assert_int_equal(in_statistics(), 0);
	assert_true(sought("base") > 0);
}

/* Who does not own the tables is warned by the server, and does nothing. */
static void
test_not_owner(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = SYSTEM, .maintainer = "stranger" };
	sql("DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN");
	preview(&j);
	erase(&j);
	assert_gone(&j);
	assert_layers(&j, "not-clean not-analysed", "not-clean not-vacuumed");
	assert_true(in_statistics() > 0);
	j.maintainer = "nobody-of-this-name";
	plant(state);
	auto_drop(job) struct job again = { .system = SYSTEM, .maintainer = j.maintainer };
	preview(&again);
	erase(&again);
	assert_gone(&again); /* what cannot be maintained is erased all the same */
	assert_layers(&again, "not-clean not-analysed", "not-clean not-vacuumed");
}

/* ANALYZE leaves the statistics of a table that is empty by now. */
static void
test_emptied(void **state)
{
	(void)state;
	auto_drop(job) struct job j = { .system = SYSTEM, .maintainer = "tester" };
	sql("DELETE FROM app.people WHERE owner = 'o'; ANALYZE app.people");
	preview(&j);
	erase(&j);
	assert_gone(&j);
	assert_layers(&j, "not-clean emptied", "not-clean vacuumed");
	assert_true(in_statistics() > 0);
	assert_clean(&j, CLEAN_NONE);
	run_commands(&j, "statistics");
	assert_int_equal(in_statistics(), 0);
	run_commands(&j, "dead-tuples");
	assert_int_equal(sought("base"), 0);
	assert_clean(&j, CLEAN_ALL);
	sql("DROP TABLE app.cards; CREATE TABLE app.cards (id int PRIMARY KEY, owner text, number "
	    "text)"); /* none of its files is known */
	assert_clean(&j, CLEAN_NONE);
}

#define TEST(f) cmocka_unit_test_setup(f, plant)
int
main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_told), TEST(test_seen_still),
		TEST(test_statistics_first), TEST(test_backups), TEST(test_maintained),
		TEST(test_not_owner), TEST(test_emptied) };
	return cmocka_run_group_tests(tests, server_start, server_stop);
}
