/* Every known date, each property that must hold on every day, and the derivation as it is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "dossier/deadline.h"

static const char *const names[] = { "nl", "be", "se" };

static struct calendar *
calendar(const char *name)
{
	struct err err = { 0 };
	struct calendar *c = calendar_open(name, &err);
	if (!c)
		fail_msg("%s", err.text);
	return c;
}

static struct date
day(const char *s)
{
	struct date d;
	struct err err = { 0 };
	if (!date_parse(s, &d, &err))
		fail_msg("%s: %s", s, err.text);
	return d;
}

static void
assert_day(struct date d, const char *expected, const char *line)
{
	char text[DATE_LEN];
	if (strcmp(date_format(d, text), expected) != 0)
		fail_msg("got %s, expected %s in: %s", text, expected, line);
}

/*
 * Calls check(columns, line) for each line but the header of a CSV file without quotes; counts
 * them.
 */
static int
each_line(const char *path, int ncolumns, void (*check)(char *const *columns, const char *line))
{
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	char line[512], copy[512], *columns[8];
	int n = 0;
	assert_non_null(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f)) {
		(void)snprintf(copy, sizeof(copy), "%s", line);
		char *rest = copy;
		for (int i = 0; i < ncolumns; i++) {
			columns[i] = strsep(&rest, ",\n");
			assert_non_null(columns[i]);
		}
		check(columns, line);
		n++;
	}
	fclose(f);
	return n;
}

static void
check_vector(char *const *column, const char *line)
{
	auto_drop(calendar) struct calendar *c = calendar(column[0]);
	auto_drop(arena) struct arena *a = arena_new();
	struct deadline d;
	deadline_compute(c, day(column[1]), NULL, a, &d);
	assert_day(d.first, column[2], line);
	assert_day(d.due, column[2], line);
	assert_day(d.extended, column[3], line);
	assert_false(date_is_set(d.promise));
}

static void
vectors(void **state)
{
	(void)state;
	assert_int_equal(each_line("tests/data/deadline_vectors.csv", 5, check_vector), 52);
}

static void
check_promise(char *const *column, const char *line)
{
	auto_drop(calendar) struct calendar *c = calendar("nl");
	auto_drop(arena) struct arena *a = arena_new();
	struct promise promise;
	struct err err = { 0 };
	struct deadline d;
	assert_true(promise_parse("4w", &promise, &err));
	deadline_compute(c, day(column[0]), &promise, a, &d);
	assert_day(d.promise, column[1], line);
	assert_day(d.first, column[2], line);
	assert_day(d.due, column[3], line);
}

static void
promises(void **state)
{
	(void)state;
	assert_int_equal(each_line("tests/data/promise_4weeks.csv", 5, check_promise), 20);
}

static void
check_zone(char *const *column, const char *line)
{
	auto_drop(calendar) struct calendar *c = calendar(column[2]);
	auto_drop(arena) struct arena *a = arena_new();
	struct err err = { 0 };
	usec_t at, expires;
	struct date received;
	struct deadline d;
	char text[INSTANT_LEN];
	assert_true(instant_parse(column[0], &at, &err));
	assert_true(zone_date(column[1], at, &received, &err));
	assert_day(received, column[3], line);
	deadline_compute(c, received, NULL, a, &d);
	assert_day(d.first, column[4], line);
	assert_true(zone_midnight(column[1], date_add_days(d.first, 1), &expires, &err));
	assert_string_equal(instant_format(expires, text), column[5]);
}

static void
zones(void **state)
{
	(void)state;
	assert_int_equal(each_line("tests/data/deadline_zones.csv", 7, check_zone), 8);
}

/*
 * A deadline is a working day that never lies before the month is over, and a later receipt never
 * gives an earlier one.
 */
static void
check_every_day(const struct calendar *c)
{
	struct date last = { calendar_last_year(c), 9, 28 }, first = { 0 }, extended = { 0 };
	for (struct date r = { 2018, 5, 25 }; date_cmp(r, last) <= 0; r = date_add_days(r, 1)) {
		auto_drop(arena) struct arena *a = arena_new();
		struct deadline d;
		deadline_compute(c, r, NULL, a, &d);
		assert_true(calendar_is_working_day(c, d.first));
		assert_true(calendar_is_working_day(c, d.extended));
		assert_true(date_cmp(d.first, first) >= 0);
		assert_true(date_cmp(d.extended, extended) >= 0);
		assert_true(date_to_days(d.first) - date_to_days(r) >= 28);
		assert_true(date_to_days(d.first) - date_to_days(r) <= 37);
		assert_true(date_cmp(d.extended, date_add_months(r, 3)) >= 0);
		assert_null(d.warning);
		first = d.first;
		extended = d.extended;
	}
}

static void
every_day(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_len(names); i++) {
		auto_drop(calendar) struct calendar *c = calendar(names[i]);
		check_every_day(c);
	}
}

/* The longest run of days jumped over: each is named, with the law that makes it a holiday. */
static void
derivation(void **state)
{
	(void)state;
	static const struct {
		const char *date, *rule, *source;
	} expected[] = {
		{ "2027-04-05", "received", "1182/71 art. 3(1)" },
		{ "2027-05-05", "one month from receipt: day 5 of May 2027", "GDPR art. 12(3)" },
		{ "2027-05-06", "2027-05-05 is Bevrijdingsdag, a public holiday",
		    "Algemene termijnenwet art. 3(1)" },
		{ "2027-05-07", "2027-05-06 is Hemelvaartsdag", "art. 3(4)" },
		{ "2027-05-08", "2027-05-07 is gelijkgestelde dag", "Royal Decree" },
		{ "2027-05-09", "2027-05-08 is a Saturday", "art. 3(4)" },
		{ "2027-05-10", "2027-05-09 is a Sunday", "art. 3(4)" },
		{ "2027-05-10", "the latest day to answer", "GDPR art. 12(3)" },
		{ "2027-07-05", "if extended: three months from receipt", "GDPR art. 12(3)" },
		{ "2027-07-05", "the latest day if extended", "GDPR art. 12(3)" },
		{ "2027-05-03", "promised: 4 weeks from receipt", "own promise" },
		{ "2027-05-03", "the day to work towards", "earlier of promise" },
	};
	auto_drop(calendar) struct calendar *c = calendar("nl");
	auto_drop(arena) struct arena *a = arena_new();
	struct deadline d;
	deadline_compute(c, day("2027-04-05"), &(struct promise){ .weeks = 4 }, a, &d);
	assert_int_equal(d.nsteps, array_len(expected));
	for (size_t i = 0; i < d.nsteps; i++) {
		assert_day(d.steps[i].date, expected[i].date, d.steps[i].rule);
		assert_non_null(strstr(d.steps[i].rule, expected[i].rule));
		assert_non_null(strstr(d.steps[i].source, expected[i].source));
	}
}

static void
clamp_is_explained(void **state)
{
	(void)state;
	auto_drop(calendar) struct calendar *c = calendar("nl");
	auto_drop(arena) struct arena *a = arena_new();
	struct deadline d;
	deadline_compute(c, day("2026-01-31"), NULL, a, &d);
	assert_string_equal(d.steps[1].rule,
	    "one month from receipt: February 2026 has no day 31, so its last day");
}

static void
warns_past_the_known_years(void **state)
{
	(void)state;
	auto_drop(calendar) struct calendar *c = calendar("nl");
	auto_drop(arena) struct arena *a = arena_new();
	struct deadline d;
	deadline_compute(c, day("2028-09-29"), NULL, a, &d);
	assert_null(d.warning);
	deadline_compute(c, day("2028-10-02"), NULL, a, &d);
	assert_non_null(strstr(d.warning, "the extended date"));
	deadline_compute(c, day("2029-01-02"), NULL, a, &d);
	assert_non_null(strstr(d.warning, "up to and including 2028: check these dates"));
}

static void
as_json(void **state)
{
	(void)state;
	auto_drop(calendar) struct calendar *c = calendar("nl");
	auto_drop(arena) struct arena *a = arena_new();
	struct deadline d;
	deadline_compute(c, day("2026-01-31"), &(struct promise){ .months = 1 }, a, &d);
	auto_drop(json) json_t *json = deadline_json(c, &d);
	assert_string_equal(json_str(json, "calendar"), "nl");
	assert_string_equal(json_str(json, "received"), "2026-01-31");
	assert_string_equal(json_str(json, "deadline"), "2026-03-02");
	assert_string_equal(json_str(json, "extended"), "2026-04-30");
	assert_string_equal(json_str(json, "promise"), "2026-02-28");
	assert_int_equal(json_array_size(json_get(json, "steps")), d.nsteps);
	assert_null(json_get(json, "warning"));
	deadline_compute(c, day("2029-01-31"), NULL, a, &d);
	auto_drop(json) json_t *late = deadline_json(c, &d);
	assert_true(json_is_null(json_get(late, "promise")));
	assert_string_equal(json_str(late, "warning"), d.warning);
}

static void
promise_forms(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int weeks, months;
	} good[] = { { "4w", 4, 0 }, { "P4W", 4, 0 }, { "1m", 0, 1 }, { "P1M", 0, 1 },
		{ "4W", 4, 0 }, { "", 0, 0 }, { NULL, 0, 0 } };
	static const char *const bad[] = { "4", "w", "4d", "-4w", "0w", "P4w", "4w ", " 4w", "100w",
		"P", "P4", "4wm" };
	for (size_t i = 0; i < array_len(good); i++) {
		struct promise p;
		assert_true(promise_parse(good[i].text, &p, NULL));
		assert_int_equal(p.weeks, good[i].weeks);
		assert_int_equal(p.months, good[i].months);
	}
	for (size_t i = 0; i < array_len(bad); i++) {
		struct promise p;
		struct err err = { 0 };
		assert_false(promise_parse(bad[i], &p, &err));
		assert_int_equal(err.kind, ERR_USAGE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(promises),
		cmocka_unit_test(zones),
		cmocka_unit_test(every_day),
		cmocka_unit_test(derivation),
		cmocka_unit_test(clamp_is_explained),
		cmocka_unit_test(warns_past_the_known_years),
		cmocka_unit_test(as_json),
		cmocka_unit_test(promise_forms),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
