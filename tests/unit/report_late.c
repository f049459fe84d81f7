/*
 * No ending hides lateness: each way in which one could, in an organisation of its own; the month's
 * figures, what is late now, and whether `--check` tells. First deadline 7 April (5 April is Easter
 * Sunday), extended 5 June; it is 20 May.
 */
#include "unit/report_help.h"

#define ON(day, fact)                                                                              \
	{                                                                                          \
		fact, day, NULL, NULL                                                              \
	}
#define TODAY "2026-05-20"
#define LETTER(id) "{\"letter\":\"" id "\",\"ground\":\"refusal\",\"text\":\"x\"}"
#define REFUSED                                                                                    \
	"{\"ground\":\"unfounded-12-5\",\"right\":\"access\",\"letter\":\"a\",\"text\":\"x\"}"
#define CLOSED "{\"ground\":\"misdirected\",\"letter\":\"c\",\"text\":\"x\"}"
#define EXTENDED                                                                                   \
	{ "extension-decided", "2026-03-10", NULL, "{\"ground\":\"number\",\"text\":\"x\"}" },     \
	{                                                                                          \
		"extension-notice-sent", "2026-03-10", NULL, "{\"text\":\"x\"}"                    \
	}

static const char *const access_only[] = { "access", NULL };

struct told {
	const char *fact, *on, *recorded, *detail; /* recorded NULL: on that day */
};

static const struct {
	const char *org;
	struct told facts[6];
	const char *lies; /* what kind of letter does; NULL: none */
	const char *figures;
	const char *now; /* late, days of the worst, at risk */
} cases[] = {
	{ "in-time", { ON("2026-04-07", "answered") }, NULL,
	    "in_time 1, within_one_month 1, within_one_month_of 1", "0 - 0" },
	{ "open-late", { { NULL, NULL, NULL, NULL } }, NULL,
	    "open_late 1, statute_missed 1, within_one_month_of 1", "1 43 0" },
	{ "never-left",
	    { { "refused", "2026-03-20", NULL, REFUSED }, ON("2026-03-20", "answered") }, "refusal",
	    "open_late 1, refused 1, refused_late 1, untold 1, statute_missed 1, "
	    "within_one_month_of 1",
	    "1 43 0" },
	{ "came-back",
	    { { "letter-sent", "2026-03-20", NULL, LETTER("c") },
		{ "closed", "2026-03-20", NULL, CLOSED },
		{ "letter-bounced", "2026-03-25", NULL, LETTER("c") } },
	    "close-misdirected", "open_late 1, untold 1, statute_missed 1, within_one_month_of 1",
	    "1 43 0" },
	{ "left-late",
	    { { "refused", "2026-03-20", NULL, REFUSED }, ON("2026-03-20", "answered"),
		{ "letter-sent", "2026-04-08", NULL, LETTER("a") } },
	    NULL, "late 1, refused 1, refused_late 1, statute_missed 1, within_one_month_of 1",
	    "0 - 0" },
	{ "dated-back", { { "withdrawn", "2026-03-20", "2026-04-10", NULL } }, NULL,
	    "late 1, withdrawn 1, statute_missed 1", "0 - 0" },
	{ "shown", { { "withdrawn", "2026-03-20", "2026-04-10", "{\"result\":\"proven\"}" } }, NULL,
	    "in_time 1, withdrawn 1", "0 - 0" },
	{ "left-unshown",
	    { { "refused", "2026-03-20", NULL, REFUSED }, ON("2026-03-20", "answered"),
		{ "letter-sent", "2026-03-21", "2026-04-10", "{\"letter\":\"a\"}" } },
	    NULL, "late 1, refused 1, refused_late 1, statute_missed 1, within_one_month_of 1",
	    "0 - 0" },
	{ "reopened",
	    { ON("2026-04-08", "answered"), ON("2026-04-09", "reopened"),
		{ "withdrawn", "2026-03-20", "2026-04-10", "{\"result\":\"proven\"}" } },
	    NULL, "late 1, late_before_reopening 1, withdrawn 1, statute_missed 1", "0 - 0" },
	{ "closed-in-two",
	    { EXTENDED, { "letter-sent", "2026-05-04", NULL, LETTER("c") },
		{ "closed", "2026-05-04", NULL, CLOSED } },
	    NULL, "ended_after_first_month 1, extended 1, closed_unanswered 1", "0 - 0" },
	/* entered by mistake: apart while in time, and no way out of lateness */
	{ "mistaken", { { "closed", "2026-03-20", NULL, "{\"ground\":\"entered-by-mistake\"}" } },
	    NULL, "entered_by_mistake 1", "0 - 0" },
	{ "mistaken-late",
	    { { "closed", "2026-04-20", NULL, "{\"ground\":\"entered-by-mistake\"}" } }, NULL,
	    "late 1, closed_unanswered 1, statute_missed 1", "0 - 0" },
	{ "part-in-two",
	    { EXTENDED, { "refused-in-part", "2026-05-04", NULL, REFUSED },
		ON("2026-05-04", "answered") },
	    NULL,
	    "ended_after_first_month 1, extended 1, refused 1, refused_late 1, "
	    "within_one_month_of 1, within_three_months 1, within_three_months_of 1",
	    "0 - 0" },
	{ "two-reopened",
	    { EXTENDED, { "closed", "2026-05-04", NULL, "{\"ground\":\"misdirected\"}" },
		ON("2026-05-05", "reopened") },
	    NULL, "open_in_time 1, extended 1, late_before_reopening 1, within_one_month_of 1",
	    "0 - 0" },
	/* who was answered in the month need not be told of more time */
	{ "needless",
	    { { "extension-decided", "2026-03-10", NULL, "{\"ground\":\"number\",\"text\":\"x\"}" },
		ON("2026-03-20", "answered") },
	    NULL, "in_time 1, within_one_month 1, within_one_month_of 1", "0 - 0" },
};

static void
record(const struct request *r, const struct told *t)
{
	const char *recorded = t->recorded ? t->recorded : t->on;
	clock_move(noon(recorded));
	fact_at(r, t->fact, noon(t->on), t->detail);
}

static void
lie(const struct request *r, const char *kind)
{
	fixture_sql(arena_printf(fix.arena,
	    "INSERT INTO letter (organisation_id, request_id, kind, recipient_kind, state, file, "
	    "sealed, at, facts) VALUES (%d, %d, '%s', 'person', 'written', 'x', 'x', "
	    "'2026-03-20', 1)",
	    (int)fix.org, (int)r->id, kind));
}

static int
start(void **state)
{
	if (fixture_start(state) != 0)
		return 1;
	for (size_t i = 0; i < array_len(cases); i++) {
		clock_move(noon("2026-01-01"));
		fix.org =
		    fixture_org(cases[i].org, arena_printf(fix.arena, "LA%c", (int)('A' + i)));
		struct request r = put("2026-03-05", access_only, NULL, 0);
		for (const struct told *t = cases[i].facts; t->fact; t++) {
			record(&r, t);
			bool ends = strcmp(t->fact, "answered") == 0 ||
			    strcmp(t->fact, "closed") == 0 || strcmp(t->fact, "withdrawn") == 0;
			if (ends || strcmp(t->fact, "reopened") == 0)
				advance(&r,
				    !ends                                  ? "searching"
					: strcmp(t->fact, "answered") == 0 ? "answered"
									   : "closed",
				    t->recorded ? t->recorded : t->on);
			if (strcmp(t->fact, "extension-notice-sent") == 0)
				fixture_sql(
				    "UPDATE request SET is_extended = true, due = extended "
				    "WHERE request_id = (SELECT max(request_id) FROM request)");
		}
		fixture_sql("UPDATE request SET deadline = '2026-04-07', due = '2026-04-07' WHERE "
			    "NOT is_extended");
		if (cases[i].lies)
			lie(&r, cases[i].lies);
	}
	return 0;
}

static json_t *
report_of(const char *slug, const char *as_of)
{
	struct org o;
	struct report_ask ask;
	json_t *r = NULL;
	ok(report_parse_period("2026-03", &ask, &err));
	if (as_of)
		ask.as_of = day(as_of);
	ok(org_by_slug(fix.db, slug, fix.arena, &o, &err));
	const struct org_list one = { .items = &o, .n = 1 };
	ok(r = report_compute(fix.db, &one, &ask, noon(as_of ? "2026-06-20" : TODAY), &err));
	return r;
}

/* What was entered by mistake is in no other figure, not even among those received. */
static bool
is_apart(size_t i)
{
	return strncmp(cases[i].figures, "entered", 7) == 0;
}

static const char *
figures_of(size_t i)
{
	return is_apart(i) ? cases[i].figures
			   : arena_printf(fix.arena, "received 1, %s", cases[i].figures);
}

static void
test_no_ending_hides_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(json) json_t *r = report_of(cases[i].org, NULL);
		const json_t *now = json_get(r, "now"), *worst = json_get(now, "worst_days_late");
		print_message("# %s\n", cases[i].org);
		assert_figures(json_get(first(r), "total"), figures_of(i));
		assert_figures(json_array_get(json_get(first(r), "rights"), 0),
		    is_apart(i) ? "" : figures_of(i));
		const char *got =
		    arena_printf(fix.arena, "%d %s %d", (int)json_int_or(now, "late_now", -1),
			json_is_null(worst)
			    ? "-"
			    : arena_printf(fix.arena, "%d", (int)json_integer_value(worst)),
			(int)json_int_or(now, "at_risk", -1));
		assert_string_equal(got, cases[i].now);
		bool in_time = strstr(cases[i].figures, "in_time") == cases[i].figures;
		assert_int_equal(report_is_late(r), !in_time && !is_apart(i));
		/* as of that day it is what it was: counted from the facts, not from the dates */
		auto_drop(json) json_t *again = report_of(cases[i].org, TODAY);
		assert_true(json_equal(again, r));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_ending_hides_it),
	};
	return cmocka_run_group_tests(tests, start, fixture_stop);
}
