/*
 * When what was collected to answer a request goes: the latest of its terms, the day after.
 */
#include "unit/unit.h"

#include "dossier/own_term.h"

static struct date
day(const char *text)
{
	struct date d = { 0 };
	struct err err = { 0 };
	if (*text && !date_parse(text, &d, &err))
		fail_msg("%s", err.text);
	return d;
}

static void
test_goes(void **state)
{
	(void)state;
	static const struct {
		const char *content, *ended, *built;
		int archive_days;
		bool waits;
		const char *goes, *why;
	} cases[] = {
		{ "P1Y", "2026-03-05", "", 30, false, "2027-03-06", "term" },
		{ "P1Y", "2024-02-29", "", 30, false, "2025-03-01", "term" },
		{ "P3M", "2026-11-30", "2026-11-20", 30, false, "2027-03-01", "term" },
		/* never before the term of the court is over, however short the register's is */
		{ "P1D", "2026-03-05", "", 30, false, "2026-04-24", "court" },
		{ "P0D", "2026-03-05", "2026-03-05", 30, false, "2026-04-24", "court" },
		{ "P7W", "2026-03-05", "", 30, false, "2026-04-24", "term" },
		{ "P50D", "2026-03-05", "", 30, false, "2026-04-25", "term" },
		/* nor before its archive may go */
		{ "P8W", "2026-03-05", "2026-03-04", 90, false, "2026-06-03", "archive" },
		{ "P8W", "2026-03-05", "2026-03-04", 57, false, "2026-05-01", "term" },
		{ "P8W", "2026-03-05", "2026-03-04", 58, false, "2026-05-02", "archive" },
		/* nothing goes */
		{ NULL, "2020-03-05", "", 30, false, "", "no-term" },
		{ "P1Y", "2020-03-05", "", 30, true, "", "waits" },
		{ "P1Y", "", "", 30, false, "", "waits" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		const struct own_term x = { .content = cases[i].content,
			.ended = day(cases[i].ended),
			.built = day(cases[i].built),
			.archive_days = cases[i].archive_days,
			.waits = cases[i].waits };
		enum own_why why;
		char goes[DATE_LEN];
		assert_string_equal(date_format(own_content_goes(&x, &why), goes), cases[i].goes);
		assert_string_equal(own_why_name(why), cases[i].why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_goes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
