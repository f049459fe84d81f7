/*
 * Rights of one request that end on days of their own: answered while another is open, refused in
 * part or whole.
 */
#include "unit/report_help.h"

static const char *const both[] = { "access", "erasure", NULL };

static int
start(void **state)
{
	if (fixture_start(state) != 0)
		return 1;
	clock_move(noon("2026-01-01"));
	fix.org = fixture_org("jbsync", "JBS");
	/*
	 * 1: first deadline 2 March; access answered on day 8, a part of erasure refused, the rest
	 * open
	 */
	struct request r = put("2026-02-02", both, NULL, 0);
	fact(&r, "answered-in-part", "2026-02-10", "{\"right\":\"access\"}");
	fact(&r, "refused-in-part", "2026-02-11",
	    "{\"categories\":[\"C01\"],\"ground\":\"erasure-17-3-b\",\"right\":\"erasure\","
	    "\"text\":\"s\"}");
	/* 2: the same, and erasure answered too late */
	r = put("2026-02-02", both, NULL, 0);
	fact(&r, "answered-in-part", "2026-02-10", "{\"right\":\"access\"}");
	fact(&r, "refused-in-part", "2026-02-11",
	    "{\"categories\":[\"C01\"],\"ground\":\"erasure-17-3-b\",\"right\":\"erasure\","
	    "\"text\":\"s\"}");
	fact(&r, "refused-in-part", "2026-03-04",
	    "{\"categories\":[\"C02\"],\"ground\":\"erasure-17-3-b\",\"right\":\"erasure\","
	    "\"text\":\"s\"}");
	end(&r, "answered", "2026-03-05", "{}");
	/* 3: access answered, then all of erasure refused: the request ends with it */
	r = put("2026-02-02", both, NULL, 0);
	fact(&r, "answered-in-part", "2026-02-10", "{\"right\":\"access\"}");
	fact(&r, "refused", "2026-02-20",
	    "{\"ground\":\"unfounded-12-5\",\"right\":\"erasure\",\"text\":\"s\"}");
	end(&r, "answered", "2026-02-20", "{}");
	/* 4: answered in part and opened again: every right is open, and late */
	r = put("2026-02-02", both, NULL, 0);
	fact(&r, "answered-in-part", "2026-02-10", "{\"right\":\"access\"}");
	end(&r, "withdrawn", "2026-02-12", "{}");
	fact(&r, "reopened", "2026-02-13", "{\"text\":\"s\"}");
	advance(&r, "searching", "2026-02-13");
	/*
	 * 5: closed as not identified, opened again, and then withdrawn: only that is how it ended
	 */
	r = put("2026-03-02", both, NULL, 0);
	end(&r, "closed", "2026-03-05", "{\"ground\":\"not-identified\",\"text\":\"s\"}");
	fact(&r, "reopened", "2026-03-06", "{\"text\":\"s\"}");
	advance(&r, "searching", "2026-03-06");
	end(&r, "withdrawn", "2026-03-09", "{}");
	return 0;
}

static void
test_each_right_ends_on_its_own_day(void **state)
{
	(void)state;
	auto_drop(json) json_t *r = report("2026-02", NULL, "2026-03-20T10:00:00Z");
	const json_t *rights = json_get(first(r), "rights");
	assert_figures(json_get(first(r), "total"),
	    "received 4, in_time 1, late 1, open_late 2, refused 3, refused_late 1, statute_missed "
	    "3, "
	    "within_one_month 1, within_one_month_of 4");
	assert_figures(json_array_get(rights, 0),
	    "received 4, in_time 3, open_late 1, statute_missed 1, "
	    "within_one_month 3, within_one_month_of 4");
	assert_figures(json_array_get(rights, 1),
	    "received 4, in_time 1, late 1, open_late 2, refused 3, "
	    "refused_late 1, statute_missed 3, within_one_month 1, within_one_month_of 4");
	assert_compact(json_get(json_get(first(r), "total"), "refused_by_ground"),
	    "{\"erasure-17-3-b\":2,\"unfounded-12-5\":1}");
}

static void
test_as_of(void **state)
{
	(void)state;
	auto_drop(json) json_t *r = report("2026-02", "2026-02-12", "2026-03-20T10:00:00Z");
	const json_t *rights = json_get(first(r), "rights");
	assert_figures(json_array_get(rights, 0),
	    "received 4, in_time 4, within_one_month 4, within_one_month_of 4");
	assert_figures(json_array_get(rights, 1),
	    "received 4, in_time 1, open_in_time 3, refused 2, withdrawn 1");
}

static void
test_ended_anew(void **state)
{
	(void)state;
	auto_drop(json) json_t *r = report("2026-03", NULL, "2026-03-20T10:00:00Z");
	assert_figures(json_get(first(r), "total"), "received 1, in_time 1, withdrawn 1");
}

/*
 * Art. 12(4): a refusal counts on the day its letter left, the last time where it came back; what
 * was answered beside it on its own. First deadline: 1 May.
 */
static void
test_a_refusal_counts_with_its_letter(void **state)
{
	(void)state;
	struct request r = put("2026-04-01", both, NULL, 0);
	fact(&r, "refused", "2026-04-10",
	    "{\"ground\":\"unfounded-12-5\",\"right\":\"erasure\",\"letter\":\"<1@x>\","
	    "\"text\":\"s\"}");
	end(&r, "answered", "2026-04-20", "{}");
	fact(&r, "letter-sent", "2026-04-21", "{\"ground\":\"answer\",\"letter\":\"<2@x>\"}");
	fact(&r, "letter-sent", "2026-04-22", "{\"ground\":\"refusal\",\"letter\":\"<1@x>\"}");
	fact(&r, "letter-bounced", "2026-04-24", "{\"ground\":\"refusal\",\"letter\":\"<1@x>\"}");
	fact(&r, "letter-sent", "2026-05-04", "{\"ground\":\"refusal\",\"letter\":\"<1@x>\"}");
	static const struct {
		const char *day, *erasure, *max;
	} days[] = {
		{ "2026-04-21", "open_in_time 1, refused 1, untold 1", "null" },
		{ "2026-04-23", "in_time 1, refused 1, within_one_month 1, within_one_month_of 1",
		    "21" },
		{ "2026-04-24", "open_in_time 1, refused 1, untold 1", "null" }, /* it came back */
		{ "2026-05-03",
		    "open_late 1, refused 1, refused_late 1, untold 1, statute_missed 1, "
		    "within_one_month_of 1",
		    "null" },
		{ "2026-05-04",
		    "late 1, refused 1, refused_late 1, statute_missed 1, within_one_month_of 1",
		    "33" },
	};
	for (size_t i = 0; i < array_len(days); i++) {
		auto_drop(json) json_t *then =
		    report("2026-04", days[i].day, "2026-05-20T10:00:00Z");
		const json_t *total = json_get(first(then), "total"),
			     *rights = json_get(first(then), "rights");
		const char *want = arena_printf(fix.arena, "received 1, %s", days[i].erasure);
		assert_figures(total, want);
		assert_figures(json_array_get(rights, 1), want);
		assert_figures(json_array_get(rights, 0),
		    "received 1, in_time 1, within_one_month 1, within_one_month_of 1");
		assert_compact(json_get(json_get(total, "days"), "max"), days[i].max);
	}
	/* with sums too, in the month in which the letter left, and a year after */
	auto_drop(json) json_t *may = report("2026-05", NULL, "2026-05-20T10:00:00Z");
	assert_int_equal(
	    json_int_or(json_get(cohort(may, "closed"), "total"), "refused_late", -1), 1);
	fact(&r, "letter-bounced", "2026-05-05", "{\"ground\":\"refusal\",\"letter\":\"<1@x>\"}");
	fact(&r, "letter-sent", "2027-04-20", "{\"ground\":\"refusal\",\"letter\":\"<1@x>\"}");
	auto_drop(json) json_t *long_after = report("2027-04", NULL, "2027-05-20T10:00:00Z");
	assert_int_equal(
	    json_int_or(json_get(cohort(long_after, "closed"), "total"), "refused_late", -1), 1);
}

/* Art. 12(3), of one right alone: first deadline 1 July, extended 1 September. */
static void
test_a_right_extended_by_itself(void **state)
{
	(void)state;
	static const char *const erased[] = { "2026-06-25", "2026-07-10" };
	for (size_t i = 0; i < array_len(erased); i++) {
		struct request r = put("2026-06-01", both, NULL, 0);
		fact(&r, "extension-decided", "2026-06-10",
		    "{\"ground\":\"complexity\",\"right\":\"access\",\"text\":\"s\"}");
		fact(&r, "extension-notice-sent", "2026-06-11", "{\"right\":\"access\"}");
		fact(&r, "answered-in-part", erased[i], "{\"right\":\"erasure\"}");
		end(&r, "answered", "2026-08-20", NULL);
	}
	/* the same days, and only access asked: nothing else is late */
	static const char *const alone[] = { "access", NULL };
	struct request r = put("2026-06-01", alone, NULL, 0);
	fact(&r, "extension-decided", "2026-06-10",
	    "{\"ground\":\"complexity\",\"right\":\"access\",\"text\":\"s\"}");
	fact(&r, "extension-notice-sent", "2026-06-11", "{\"right\":\"access\"}");
	auto_drop(json) json_t *open = report("2026-06", "2026-07-05", "2026-09-10T10:00:00Z");
	const json_t *rights = json_get(first(open), "rights");
	assert_figures(json_array_get(rights, 0),
	    "received 3, open_in_time 3, extended 3, within_one_month_of 3");
	assert_figures(json_array_get(rights, 1),
	    "received 2, in_time 1, open_late 1, statute_missed 1, within_one_month 1, "
	    "within_one_month_of 2");
	assert_figures(json_get(first(open), "total"),
	    "received 3, open_in_time 2, open_late 1, extended 3, statute_missed 1, "
	    "within_one_month_of 3");
	end(&r, "answered", "2026-08-20", NULL);
	auto_drop(json) json_t *ended = report("2026-06", NULL, "2026-09-10T10:00:00Z");
	rights = json_get(first(ended), "rights");
	assert_figures(json_array_get(rights, 0),
	    "received 3, in_time 3, extended 3, within_one_month_of 3, within_three_months 3, "
	    "within_three_months_of 3");
	assert_figures(json_array_get(rights, 1),
	    "received 2, in_time 1, late 1, statute_missed 1, within_one_month 1, "
	    "within_one_month_of 2");
	assert_figures(json_get(first(ended), "total"),
	    "received 3, in_time 2, late 1, extended 3, statute_missed 1, within_one_month_of 3, "
	    "within_three_months 3, within_three_months_of 3");
	/* each is counted in the month of its own deadline */
	auto_drop(json) json_t *july = report("2026-07", NULL, "2026-09-10T10:00:00Z");
	auto_drop(json) json_t *september = report("2026-09", NULL, "2026-09-10T10:00:00Z");
	const json_t *due = json_get(cohort(july, "deadline"), "rights");
	assert_int_equal(json_array_size(due), 1);
	assert_string_equal(json_str(json_array_get(due, 0), "right"), "erasure");
	due = json_get(cohort(september, "deadline"), "rights");
	assert_int_equal(json_array_size(due), 1);
	assert_string_equal(json_str(json_array_get(due, 0), "right"), "access");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_right_ends_on_its_own_day),
		cmocka_unit_test(test_as_of),
		cmocka_unit_test(test_ended_anew),
		cmocka_unit_test(test_a_refusal_counts_with_its_letter),
		cmocka_unit_test(test_a_right_extended_by_itself),
	};
	return cmocka_run_group_tests(tests, start, fixture_stop);
}
