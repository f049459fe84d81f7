/* Nothing twice, nothing missed, whatever days the program was off. */
#include "dossier/ladder.h"
#include "unit/law_help.h"

static void
assert_news(const struct ladder_news *news, int rung, const char *name, const char *reached,
    const char *skipped, const char *next, const char *in)
{
	char at[DATE_LEN], then[DATE_LEN];
	const char *passed = news->skipped ? news->skipped : "";
	if (news->rung != rung || strcmp(news->name ? news->name : "", name) != 0 ||
	    strcmp(passed, skipped) != 0 || strcmp(date_format(news->day, at), reached) != 0 ||
	    strcmp(date_format(news->next, then), next) != 0)
		fail_msg("rung %d %s of %s, skipped \"%s\", next %s in: %s", news->rung,
		    news->name ? news->name : "-", at, passed, then, in);
}

static void
request(void **state)
{
	(void)state;
	static const struct {
		const char *due, *today;
		int told;
		int rung;
		const char *name, *reached, *skipped, *next, *roles;
	} cases[] = {
		{ "2026-04-07", "2026-03-05", -1, -1, "", "", "", "2026-03-24", "" },
		{ "2026-04-07", "2026-03-23", -1, -1, "", "", "", "2026-03-24", "" },
		{ "2026-04-07", "2026-03-24", -1, 0, "T-14", "2026-03-24", "", "2026-03-31",
		    "handler" },
		{ "2026-04-07", "2026-03-24", 0, -1, "", "", "", "2026-03-31", "" },
		{ "2026-04-07", "2026-03-30", 0, -1, "", "", "", "2026-03-31", "" },
		{ "2026-04-07", "2026-03-31", 0, 1, "T-7", "2026-03-31", "", "2026-04-04",
		    "handler" },
		{ "2026-04-07", "2026-04-04", 1, 2, "T-3", "2026-04-04", "", "2026-04-06",
		    "handler, officer" },
		{ "2026-04-07", "2026-04-06", 2, 3, "T-1", "2026-04-06", "", "2026-04-07",
		    "handler, officer" },
		{ "2026-04-07", "2026-04-07", 3, 4, "today", "2026-04-07", "", "2026-04-08",
		    "handler, officer, superior" },
		{ "2026-04-07", "2026-04-08", 4, 5, "late", "2026-04-08", "", "2026-04-15",
		    "handler, officer, superior" },
		{ "2026-04-07", "2026-04-14", 5, -1, "", "", "", "2026-04-15", "" },
		{ "2026-04-07", "2026-04-15", 5, 6, "late by 1 week", "2026-04-15", "",
		    "2026-04-22", "handler, officer, superior" },
		{ "2026-04-07", "2026-04-22", 6, 7, "late by 2 weeks", "2026-04-22", "",
		    "2026-04-29", "handler, officer, superior" },
		/* off for a week: the highest is told, the others are named */
		{ "2026-04-07", "2026-04-07", 0, 4, "today", "2026-04-07", "T-7, T-3, T-1",
		    "2026-04-08", "handler, officer, superior" },
		{ "2026-04-07", "2026-04-10", 1, 5, "late", "2026-04-08", "T-3, T-1, today",
		    "2026-04-15", "handler, officer, superior" },
		{ "2026-04-07", "2026-04-20", 4, 6, "late by 1 week", "2026-04-15", "late",
		    "2026-04-22", "handler, officer, superior" },
		/* never told before */
		{ "2026-04-07", "2026-04-09", -1, 5, "late", "2026-04-08",
		    "T-14, T-7, T-3, T-1, today", "2026-04-15", "handler, officer, superior" },
		{ "2026-04-07", "2026-07-01", -1, 17, "late by 12 weeks", "2026-07-01",
		    "T-14, T-7, T-3, T-1, today, late, late by 1 week, late by 2 weeks and 9 more",
		    "2026-07-08", "handler, officer, superior" },
		/* over a leap day, a year's end, both changes of the clock */
		{ "2028-03-07", "2028-02-29", -1, 1, "T-7", "2028-02-29", "T-14", "2028-03-04",
		    "handler" },
		{ "2026-01-05", "2025-12-29", 0, 1, "T-7", "2025-12-29", "", "2026-01-02",
		    "handler" },
		{ "2026-03-30", "2026-03-29", 2, 3, "T-1", "2026-03-29", "", "2026-03-30",
		    "handler, officer" },
		{ "2026-10-26", "2026-10-25", 2, 3, "T-1", "2026-10-25", "", "2026-10-26",
		    "handler, officer" },
		/* the clock set back: nothing again */
		{ "2026-04-07", "2026-03-24", 3, -1, "", "", "", "2026-04-07", "" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct ladder_news news;
		struct ladder_told told = { cases[i].told, day(cases[i].due) };
		ladder_request(day(cases[i].due), day(cases[i].today), told, a, &news);
		assert_news(&news, cases[i].rung, cases[i].name, cases[i].reached, cases[i].skipped,
		    cases[i].next, cases[i].today);
		if (news.rung >= 0)
			assert_string_equal(ladder_roles(news.roles, a), cases[i].roles);
	}
}

/* An extension comes into force, and is void again: each due date has its own ladder. */
static void
moved(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct ladder_news news;
	struct date first = day("2026-04-07"), extended = day("2026-06-05");
	ladder_request(extended, day("2026-04-06"), (struct ladder_told){ 3, first }, a, &news);
	assert_news(&news, -1, "", "", "", "2026-05-22", "extended");
	ladder_request(extended, day("2026-05-22"), (struct ladder_told){ 3, first }, a, &news);
	assert_news(&news, 0, "T-14", "2026-05-22", "", "2026-05-29", "T-14 of the new date");
	ladder_request(first, day("2026-05-23"), (struct ladder_told){ 0, extended }, a, &news);
	assert_int_equal(news.rung, 11);
	assert_string_equal(news.name, "late by 6 weeks");
}

static void
task(void **state)
{
	(void)state;
	static const struct {
		const char *asked, *due, *today;
		int told;
		int rung;
		const char *name, *reached, *skipped, *next, *roles;
	} cases[] = {
		{ "2026-03-05", "2026-04-07", "2026-03-05", -1, -1, "", "", "", "2026-03-12", "" },
		{ "2026-03-05", "2026-04-07", "2026-03-11", -1, -1, "", "", "", "2026-03-12", "" },
		{ "2026-03-05", "2026-04-07", "2026-03-12", -1, 0, "chase", "2026-03-12", "",
		    "2026-03-17", "asked" },
		{ "2026-03-05", "2026-04-07", "2026-03-17", 0, 1, "second chase", "2026-03-17", "",
		    "2026-03-19", "handler, asked" },
		{ "2026-03-05", "2026-04-07", "2026-03-19", 1, 2, "escalate", "2026-03-19", "", "",
		    "handler, officer, asked" },
		{ "2026-03-05", "2026-04-07", "2026-04-19", 2, -1, "", "", "", "", "" },
		{ "2026-03-05", "2026-04-07", "2026-04-19", -1, 2, "escalate", "2026-03-19",
		    "chase, second chase", "", "handler, officer, asked" },
		/* the deadline is near: 7, 4 and 3 days before it */
		{ "2026-03-28", "2026-04-07", "2026-03-30", -1, -1, "", "", "", "2026-03-31", "" },
		{ "2026-03-28", "2026-04-07", "2026-03-31", -1, 0, "chase", "2026-03-31", "",
		    "2026-04-03", "asked" },
		{ "2026-03-28", "2026-04-07", "2026-04-03", 0, 1, "second chase", "2026-04-03", "",
		    "2026-04-04", "handler, asked" },
		{ "2026-03-28", "2026-04-07", "2026-04-04", 1, 2, "escalate", "2026-04-04", "", "",
		    "handler, officer, asked" },
		/* asked when it is nearly due, due today, or late: the next day, not the same */
		{ "2026-04-05", "2026-04-07", "2026-04-05", -1, -1, "", "", "", "2026-04-06", "" },
		{ "2026-04-05", "2026-04-07", "2026-04-06", -1, 2, "escalate", "2026-04-06",
		    "chase, second chase", "", "handler, officer, asked" },
		{ "2026-05-05", "2026-04-07", "2026-05-05", -1, -1, "", "", "", "2026-05-06", "" },
		{ "2026-05-05", "2026-04-07", "2026-05-06", -1, 2, "escalate", "2026-05-06",
		    "chase, second chase", "", "handler, officer, asked" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct ladder_news news;
		struct ladder_told told = { cases[i].told, day(cases[i].due) };
		ladder_task(
		    day(cases[i].asked), day(cases[i].due), day(cases[i].today), told, a, &news);
		assert_news(&news, cases[i].rung, cases[i].name, cases[i].reached, cases[i].skipped,
		    cases[i].next, cases[i].today);
		if (news.rung >= 0)
			assert_string_equal(ladder_roles(news.roles, a), cases[i].roles);
	}
}

/* Of what stops at once: from the day that the caller counts, and no due date brings it nearer. */
static void
stop(void **state)
{
	static const struct {
		const char *today;
		int told, rung;
		const char *name, *reached, *skipped, *next, *roles;
	} cases[] = {
		{ "2026-03-08", -1, -1, "", "", "", "2026-03-09", "" },
		{ "2026-03-09", -1, 0, "chase", "2026-03-09", "", "2026-03-11", "handler, asked" },
		{ "2026-03-10", 0, -1, "", "", "", "2026-03-11", "" },
		{ "2026-03-11", 0, 1, "second chase", "2026-03-11", "", "2026-03-13",
		    "handler, asked" },
		{ "2026-03-30", -1, 2, "escalate", "2026-03-13", "chase, second chase", "",
		    "handler, officer, asked" },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct ladder_news news;
		const struct ladder_told told = { cases[i].told, day("2026-03-06") };
		ladder_stop(day("2026-03-09"), day(cases[i].today), told, a, &news);
		assert_news(&news, cases[i].rung, cases[i].name, cases[i].reached, cases[i].skipped,
		    cases[i].next, cases[i].today);
		if (news.rung >= 0)
			assert_string_equal(ladder_roles(news.roles, a), cases[i].roles);
	}
}

/* A recipient is not chased again because our due date moved. */
static void
task_when_due_moves(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct ladder_news news;
	struct ladder_told told = { 1, day("2026-04-07") };
	ladder_task(day("2026-03-05"), day("2026-06-05"), day("2026-03-18"), told, a, &news);
	assert_news(&news, -1, "", "", "", "2026-03-19", "later");
	ladder_task(day("2026-03-05"), day("2026-03-20"), day("2026-03-18"), told, a, &news);
	assert_news(&news, 2, "escalate", "2026-03-17", "", "", "earlier");
}

/* However often the program looks, each rung is told or named exactly once. */
static void
every_pattern(void **state)
{
	(void)state;
	for (unsigned pattern = 0; pattern < 1u << 12; pattern++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct date due = day("2026-04-07"), today = day("2026-03-20"), look = { 0 };
		struct ladder_told told = { -1, due };
		int seen = 0;
		for (int i = 0; i < 30; i++, today = date_add_days(today, 1)) {
			struct ladder_news news;
			if (!(pattern >> (i % 12) & 1))
				continue;
			ladder_request(due, today, told, a, &news);
			/* nothing is told before the day to look again, and something from it on */
			if (date_is_set(look))
				assert_int_equal(news.rung >= 0, date_cmp(today, look) >= 0);
			look = news.next;
			assert_true(date_cmp(look, today) > 0);
			if (news.rung < 0)
				continue;
			assert_true(news.rung > told.rung);
			assert_true(date_cmp(news.day, today) <= 0);
			for (const char *p = news.skipped; p; p = strchr(p + 1, ','))
				seen++;
			seen++;
			assert_int_equal(seen, news.rung + 1);
			told.rung = news.rung;
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request),
		cmocka_unit_test(moved),
		cmocka_unit_test(task),
		cmocka_unit_test(stop),
		cmocka_unit_test(task_when_due_moves),
		cmocka_unit_test(every_pattern),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
