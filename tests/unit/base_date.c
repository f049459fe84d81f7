/*
 * Dates, instants and zones.
 */
#include "dossier/date.h"
#include "unit/unit.h"

static struct date
day(const char *s)
{
	struct err err = { 0 };
	struct date d = { 0 };
	assert_ok(date_parse(s, &d, &err), &err);
	return d;
}

static void
assert_day(struct date d, const char *want)
{
	char got[DATE_LEN];
	assert_string_equal(date_format(d, got), want);
}

/* Every day of three centuries against counting them one by one. */
static void
test_every_day(void **state)
{
	int days = -25567, weekday = 0; /* 1900-01-01 was a Monday */
	char s[DATE_LEN];
	(void)state;
	for (int year = 1900; year < 2200; year++)
		for (int month = 1; month <= 12; month++)
			for (int dom = 1; dom <= date_days_in_month(year, month); dom++, days++) {
				struct date d = { year, month, dom };
				assert_int_equal(date_to_days(d), days);
				assert_int_equal(date_cmp(date_from_days(days), d), 0);
				assert_int_equal(date_weekday(d), weekday);
				assert_int_equal(date_cmp(day(date_format(d, s)), d), 0);
				weekday = (weekday + 1) % 7;
			}
	assert_int_equal(days, 84006);
	assert_int_equal(date_days_in_month(1900, 2), 28);
	assert_int_equal(date_days_in_month(2000, 2), 29);
	assert_int_equal(date_days_in_month(2024, 2), 29);
	assert_int_equal(date_days_in_month(2100, 2), 28);
}

static void
test_far_days(void **state)
{
	(void)state;
	for (int days = -2000000; days < 3000000; days += 997)
		assert_int_equal(date_to_days(date_from_days(days)), days);
	assert_day(date_from_days(-719162), "0001-01-01");
	assert_day((struct date){ 0 }, "");
	assert_false(date_is_set((struct date){ 0 }));
	assert_true(date_is_set(date_from_days(0)));
}

static void
test_parse_refuses(void **state)
{
	static const char *const bad[] = { "", "2026", "2026-2-3", "2026-02-29", "2026-13-01",
		"2026-00-10", "2026-01-00", "2026-04-31", "1899-12-31", "2200-01-01", "2026-01-01 ",
		" 2026-01-01", "2026/01/01", "20260101", "2o26-01-01", "2026-01-0x", "+026-01-01",
		"2026-01--1", "31-01-2026" };
	(void)state;
	for (size_t i = 0; i < array_len(bad); i++) {
		struct err err = { 0 };
		struct date d = { 1, 1, 1 };
		assert_false(date_parse(bad[i], &d, &err));
		assert_int_equal(err.kind, ERR_INPUT);
		assert_int_equal(d.year, 1);
	}
}

static void
test_months(void **state)
{
	static const struct {
		const char *from;
		int n;
		const char *to;
	} cases[] = {
		{ "2026-01-31", 1, "2026-02-28" },
		{ "2024-01-31", 1, "2024-02-29" },
		{ "2026-08-31", 1, "2026-09-30" },
		{ "2025-11-30", 3, "2026-02-28" },
		{ "2026-12-15", 1, "2027-01-15" },
		{ "2026-01-15", -1, "2025-12-15" },
		{ "2026-03-31", -1, "2026-02-28" },
		{ "2026-05-05", 0, "2026-05-05" },
		{ "2024-02-29", 12, "2025-02-28" },
		{ "2026-01-31", -25, "2023-12-31" },
		{ "2026-02-28", 1, "2026-03-28" },
		{ "2026-06-30", 84, "2033-06-30" },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++)
		assert_day(date_add_months(day(cases[i].from), cases[i].n), cases[i].to);
	assert_day(date_add_days(day("2026-12-31"), 1), "2027-01-01");
	assert_day(date_add_days(day("2026-03-01"), -1), "2026-02-28");
}

static void
test_easter(void **state)
{
	/*
	 * as printed in almanacs; 1954, 1981, 2049 and 2076 are the exceptions of the rule, 1943
	 * and 2038 the latest
	 */
	static const char *const known[] = { "1900-04-15", "1943-04-25", "1954-04-18", "1961-04-02",
		"1981-04-19", "2000-04-23", "2008-03-23", "2011-04-24", "2018-04-01", "2019-04-21",
		"2020-04-12", "2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20",
		"2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2035-03-25",
		"2038-04-25", "2049-04-18", "2076-04-19", "2100-03-28", "2160-03-23",
		"2199-04-14" };
	(void)state;
	for (size_t i = 0; i < array_len(known); i++)
		assert_day(date_easter(day(known[i]).year), known[i]);
	for (int year = 1900; year < 2200; year++)
		assert_int_equal(date_weekday(date_easter(year)), 6);
}

static void
test_instants(void **state)
{
	static const struct {
		const char *from, *to;
	} good[] = {
		{ "2026-03-05T10:00:00+01:00", "2026-03-05T09:00:00Z" },
		{ "2026-03-05T09:00:00Z", "2026-03-05T09:00:00Z" },
		{ "2026-03-05t09:00:00.25z", "2026-03-05T09:00:00.250000Z" },
		{ "1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500000Z" },
		{ "2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z" },
		{ "2026-01-01 00:00:00-05:30", "2026-01-01T05:30:00Z" },
		{ "2026-01-01T00:00:00.1234567Z", "2026-01-01T00:00:00.123456Z" },
	};
	static const char *const bad[] = { "", "2026-03-05", "2026-03-05T10:00:00",
		"2026-03-05T10:00Z", "2026-03-05T24:00:00Z", "2026-03-05T10:60:00Z",
		"2026-03-05T10:00:60Z", "2026-03-05T10:00:00.Z", "2026-03-05T10:00:00+1:00",
		"2026-03-05T10:00:00+0100", "2026-03-05T10:00:00Zz", "2026-02-30T10:00:00Z",
		"2026-03-05T10:00:00+01:00Z", "2026-03-05T1" };
	char s[INSTANT_LEN];
	usec_t t;
	(void)state;
	for (size_t i = 0; i < array_len(good); i++) {
		struct err err = { 0 };
		assert_ok(instant_parse(good[i].from, &t, &err), &err);
		assert_string_equal(instant_format(t, s), good[i].to);
	}
	for (size_t i = 0; i < array_len(bad); i++) {
		struct err err = { 0 };
		print_message("# %s\n", bad[i]);
		assert_false(instant_parse(bad[i], &t, &err));
		assert_int_equal(err.kind, ERR_INPUT);
	}
}

static usec_t
instant(const char *s)
{
	struct err err = { 0 };
	usec_t t = 0;
	assert_ok(instant_parse(s, &t, &err), &err);
	return t;
}

static void
test_zones(void **state)
{
	/*
	 * from the instant to the local date, and from the last local day of a term to the instant
	 * it expires
	 */
	static const struct {
		const char *zone, *at, *date, *last, *expires;
	} cases[] = {
		{ "Europe/Amsterdam", "2025-10-05T21:59:59Z", "2025-10-05", "2025-11-05",
		    "2025-11-05T23:00:00Z" },
		{ "Europe/Amsterdam", "2025-10-05T22:30:00Z", "2025-10-06", "2025-11-06",
		    "2025-11-06T23:00:00Z" },
		{ "Europe/Amsterdam", "2025-03-04T22:59:59Z", "2025-03-04", "2025-04-04",
		    "2025-04-04T22:00:00Z" },
		{ "Europe/Amsterdam", "2025-03-04T23:30:00Z", "2025-03-05", "2025-04-07",
		    "2025-04-07T22:00:00Z" },
		{ "Europe/Brussels", "2025-06-30T22:00:00Z", "2025-07-01", "2025-08-01",
		    "2025-08-01T22:00:00Z" },
		{ "Europe/Stockholm", "2025-02-28T23:00:00Z", "2025-03-01", "2025-04-01",
		    "2025-04-01T22:00:00Z" },
		{ "Europe/Amsterdam", "2025-09-26T12:00:00Z", "2025-09-26", "2025-10-27",
		    "2025-10-27T23:00:00Z" },
		{ "Europe/Amsterdam", "2025-12-31T23:30:00Z", "2026-01-01", "2026-02-02",
		    "2026-02-02T23:00:00Z" },
		/* past the end of the zone's table, by its rule; the days the clock changes; other
		   offsets */
		{ "Europe/Amsterdam", "2060-06-30T22:30:00Z", "2060-07-01", "2060-07-31",
		    "2060-07-31T22:00:00Z" },
		{ "Europe/Amsterdam", "2026-03-28T23:00:00Z", "2026-03-29", "2026-03-28",
		    "2026-03-28T23:00:00Z" },
		{ "Europe/Amsterdam", "2026-10-25T22:59:59Z", "2026-10-25", "2026-10-25",
		    "2026-10-25T23:00:00Z" },
		{ "Asia/Kolkata", "2026-01-01T18:29:59Z", "2026-01-01", "2026-01-01",
		    "2026-01-01T18:30:00Z" },
		{ "America/New_York", "2026-01-01T04:59:59Z", "2025-12-31", "2025-12-31",
		    "2026-01-01T05:00:00Z" },
		{ "UTC", "1969-12-31T23:59:59.9Z", "1969-12-31", "1969-12-31",
		    "1970-01-01T00:00:00Z" },
		/* midnight skipped (the day begins at one), and had twice (the later counts) */
		{ "America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04", "2018-11-03",
		    "2018-11-04T03:00:00Z" },
		{ "America/Sao_Paulo", "2018-02-18T02:30:00Z", "2018-02-17", "2018-02-17",
		    "2018-02-18T03:00:00Z" },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		struct date d;
		usec_t t;
		assert_ok(zone_date(cases[i].zone, instant(cases[i].at), &d, &err), &err);
		assert_day(d, cases[i].date);
		assert_ok(
		    zone_midnight(cases[i].zone, date_add_days(day(cases[i].last), 1), &t, &err),
		    &err);
		assert_int_equal(t, instant(cases[i].expires));
	}
}

static void
test_unknown_zones(void **state)
{
	static const char *const bad[] = { "", "Europe/Atlantis", "../../../etc/passwd",
		"/etc/passwd", "Europe", "tzdata.zi", "Europe/Amsterdam\n", ":UTC",
		"CET-1CEST,M3.5.0,M10.5.0/3" };
	(void)state;
	for (size_t i = 0; i < array_len(bad); i++) {
		struct err err = { 0 };
		struct date d;
		usec_t t;
		assert_false(zone_date(bad[i], 0, &d, &err));
		assert_int_equal(err.kind, ERR_NOTFOUND);
		assert_false(zone_midnight(bad[i], day("2026-01-01"), &t, &err));
	}
}

static void
test_tz_is_put_back(void **state)
{
	struct err err = { 0 };
	struct date d;
	(void)state;
	assert_int_equal(setenv("TZ", "Asia/Tokyo", 1), 0);
	assert_ok(zone_date("Europe/Amsterdam", 0, &d, &err), &err);
	assert_string_equal(getenv("TZ"), "Asia/Tokyo");
	assert_int_equal(unsetenv("TZ"), 0);
	assert_ok(zone_date("Europe/Amsterdam", 0, &d, &err), &err);
	assert_null(getenv("TZ"));
}

static void
test_clock(void **state)
{
	(void)state;
	assert_false(clock_is_moved());
	assert_true(clock_now() > instant("2024-01-01T00:00:00Z"));
	clock_move(instant("2026-03-05T10:00:00+01:00"));
	assert_true(clock_is_moved());
	assert_int_equal(clock_now(), instant("2026-03-05T09:00:00Z"));
}

/* On Wednesday 4 November 2026. */
static void
test_said(void **state)
{
	static const struct {
		const char *said, *want; /* NULL: refused, with */
		const char *why;
	} cases[] = {
		{ "2026-11-02", "2026-11-02", NULL },
		{ "2-11-2026", "2026-11-02", NULL },
		{ "02-11-2026", "2026-11-02", NULL },
		{ "2.11.2026", "2026-11-02", NULL },
		{ "2 nov", "2026-11-02", NULL },
		{ "2 Nov 2025", "2025-11-02", NULL },
		{ "2 november 2026", "2026-11-02", NULL },
		{ "2-november-2026", "2026-11-02", NULL },
		{ "5 mei", "2026-05-05", NULL },
		{ "5 May", "2026-05-05", NULL },
		{ "1 mrt 2026", "2026-03-01", NULL },
		{ "1 maart", "2026-03-01", NULL },
		{ "1 okt", "2026-10-01", NULL },
		{ "1 oct", "2026-10-01", NULL },
		{ "30 sept", "2026-09-30", NULL },
		{ "4 november", "2026-11-04", NULL },
		{ "5 november", "2025-11-05", NULL },
		{ "31 december", "2025-12-31", NULL },
		{ "29 februari", "2024-02-29", NULL },
		{ "today", "2026-11-04", NULL },
		{ "Vandaag", "2026-11-04", NULL },
		{ "yesterday", "2026-11-03", NULL },
		{ "gisteren", "2026-11-03", NULL },
		{ "eergisteren", "2026-11-02", NULL },
		{ "monday", "2026-11-02", NULL },
		{ "maandag", "2026-11-02", NULL },
		{ "dinsdag", "2026-11-03", NULL },
		{ "Wednesday", "2026-10-28", NULL },
		{ "donderdag", "2026-10-29", NULL },
		{ "2/11/2026", NULL, "two days" },
		{ "11/2/2026", NULL, "two days" },
		{ "11-2-26", NULL, "two days" },
		{ "2 nov 26", NULL, "two days" },
		{ "2-11", NULL, "two days" },
		{ "2026-11-31", NULL, "does not exist" },
		{ "31-11-2026", NULL, "does not exist" },
		{ "31 november", NULL, "does not exist" },
		{ "30-2-2026", NULL, "does not exist" },
		{ "0-1-2026", NULL, "does not exist" },
		{ "2-13-2026", NULL, "does not exist" },
		{ "2-11-1826", NULL, "1900" },
		{ "2 foo 2026", NULL, "expected a day" },
		{ "2 november 2026 x", NULL, "expected a day" },
		{ "2-11.2026", NULL, "expected a day" },
		{ "2 111 2026", NULL, "expected a day" },
		{ "2 j 2026", NULL, "expected a day" },
		{ "tomorrow", NULL, "expected a day" },
		{ "mon", NULL, "expected a day" },
		{ "", NULL, "expected a day" },
		{ " 2 nov", NULL, "expected a day" },
		{ "2 nov ", NULL, "expected a day" },
		{ "2 november 2026 and a good deal more than that", NULL, "expected a day" },
	};
	const struct date today = { 2026, 11, 4 };
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		struct date d;
		char got[DATE_LEN];
		bool ok = date_said(cases[i].said, today, &d, &err);
		if (ok != (cases[i].want != NULL) ||
		    (ok ? strcmp(date_format(d, got), cases[i].want) != 0
			: !strstr(err.text, cases[i].why)))
			fail_msg("\"%s\": %s", cases[i].said, ok ? got : err.text);
	}
}

static void
test_in_full(void **state)
{
	auto_drop(arena) struct arena *a = arena_new();
	(void)state;
	assert_string_equal(
	    date_in_full((struct date){ 2026, 11, 2 }, "nl", a), "maandag 2 november 2026");
	assert_string_equal(
	    date_in_full((struct date){ 2026, 11, 1 }, "en", a), "Sunday 1 November 2026");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_said),
		cmocka_unit_test(test_in_full),
		cmocka_unit_test(test_far_days),
		cmocka_unit_test(test_parse_refuses),
		cmocka_unit_test(test_months),
		cmocka_unit_test(test_easter),
		cmocka_unit_test(test_instants),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_unknown_zones),
		cmocka_unit_test(test_tz_is_put_back),
		cmocka_unit_test(test_clock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
