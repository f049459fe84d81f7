/*
 * The report of a month from a real database: which requests are in which cohort, and where each is
 * counted. Every number here was counted by hand.
 */
#include "unit/report_help.h"

static const char *const access_only[] = { "access", NULL };
static const char *const both[] = { "access", "erasure", NULL };

static void
test_month(void **state)
{
	(void)state;
	clock_move(noon("2025-12-01"));
	fix.org = fixture_org("jbsync", "JBS");
	struct request r;
	r = put("2026-02-28", both, NULL, 0); /* another cohort */
	end(&r, "answered", "2026-03-01", NULL);
	usec_t last;
	ok(instant_parse("2026-04-01T21:59:59Z", &last, &err)); /* the last second in Amsterdam */
	r = put("2026-03-01", access_only, NULL, 0);
	fact_at(&r, "answered", last, NULL);
	advance(&r, "answered", "2026-04-01");
	ok(instant_parse(
	    "2026-04-02T22:00:00Z", &last, &err)); /* a second later than the last: late */
	r = put("2026-03-02", access_only, NULL, 0);
	fact_at(&r, "answered", last, NULL);
	advance(&r, "answered", "2026-04-02");
	put("2026-03-31", access_only, NULL, 0);
	r = put("2026-03-10", both, NULL, 0);
	fact(&r, "refused", "2026-03-10",
	    "{\"ground\":\"erasure-17-3-b\",\"late\":false,\"right\":\"erasure\","
	    "\"text\":\"sealed\"}");
	put("2026-04-01", both, NULL, 0);

	auto_drop(json) json_t *before = report("2026-03", NULL, "2026-04-10T21:59:59Z");
	assert_string_equal(json_str(before, "cohort"), "requests received in 2026-03");
	assert_string_equal(json_str(before, "month"), "2026-03");
	assert_string_equal(json_str(first(before), "as_of"), "2026-04-10");
	assert_figures(json_get(first(before), "total"),
	    "received 4, in_time 1, late 1, open_in_time 2, refused 1, statute_missed 1, "
	    "within_one_month 1, within_one_month_of 2");
	const json_t *rights = json_get(first(before), "rights");
	assert_int_equal(json_array_size(rights), 2);
	assert_figures(json_array_get(rights, 0),
	    "received 4, in_time 1, late 1, open_in_time 2, statute_missed 1, within_one_month 1, "
	    "within_one_month_of 2");
	/* a right that was refused has ended, though the other one is open */
	assert_figures(json_array_get(rights, 1),
	    "received 1, in_time 1, refused 1, within_one_month 1, within_one_month_of 1");
	assert_compact(
	    json_get(json_array_get(rights, 1), "refused_by_ground"), "{\"erasure-17-3-b\":1}");

	/* midnight in Amsterdam: one is late now */
	auto_drop(json) json_t *after = report("2026-03", NULL, "2026-04-10T22:00:00Z");
	assert_figures(json_get(first(after), "total"),
	    "received 4, in_time 1, late 1, open_in_time 1, open_late 1, refused 1, "
	    "statute_missed 2, within_one_month 1, within_one_month_of 3");
	assert_true(json_number_value(
			json_get(json_get(first(after), "total"), "on_time_percent")) == 33.3);
	assert_true(
	    json_number_value(json_get(json_get(first(after), "total"), "best_percent")) == 50.0);
	assert_true(report_is_late(after));

	auto_drop(json) json_t *none = report("2026-01", NULL, "2026-04-10T22:00:00Z");
	assert_figures(json_get(first(none), "total"), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_month) };
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
