/* The clock of a request, case by case. */
#include "unit/law_help.h"

#define RECEIVED "2026-03-05 received; " /* first 2026-04-07, after Easter; extended 2026-06-05 */

/* ---- extension ---- */

static void
extensions(void **state)
{
	(void)state;
	static const struct {
		const char *facts, *as_of, *in_force, *extension, *why;
	} cases[] = {
		{ "2026-03-05 received", "2026-03-20", "2026-04-07", "none", "not extended" },
		{ RECEIVED "2026-03-10 extension-decided complexity", "2026-04-07", "2026-04-07",
		    "decided", "has not left" },
		{ RECEIVED "2026-03-10 extension-decided complexity", "2026-04-08", "2026-04-07",
		    "late", "was not told" },
		{ RECEIVED "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent",
		    "2026-03-10", "2026-06-05", "in-force", "the notice left on 2026-03-10" },
		/* the last day, which Easter moved past day 31 and 32 */
		{ RECEIVED "2026-04-07 extension-decided number; 2026-04-07 extension-notice-sent",
		    "2026-05-01", "2026-06-05", "in-force", "the notice left on 2026-04-07" },
		{ RECEIVED "2026-04-07 extension-decided number; 2026-04-08 extension-notice-sent",
		    "2026-05-01", "2026-04-07", "late", "after the first deadline" },
		{ RECEIVED "2026-04-08 extension-decided number; 2026-04-08 extension-notice-sent",
		    "2026-05-01", "2026-04-07", "late", "was decided after the first deadline" },
		/* a notice that came back was never given; it may be sent again in time */
		{ RECEIVED "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent; "
			   "2026-03-12 extension-notice-bounced",
		    "2026-03-11", "2026-06-05", "in-force", "the notice left" },
		{ RECEIVED "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent; "
			   "2026-03-12 extension-notice-bounced",
		    "2026-03-12", "2026-04-07", "bounced", "came back" },
		{ RECEIVED "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent; "
			   "2026-04-20 extension-notice-bounced",
		    "2026-04-20", "2026-04-07", "bounced", "came back" },
		{ RECEIVED
		    "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent #1; "
		    "2026-03-12 extension-notice-bounced #1; 2026-03-13 extension-notice-sent #2",
		    "2026-03-20", "2026-06-05", "in-force", "left on 2026-03-13" },
		{ RECEIVED
		    "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent #1; "
		    "2026-03-13 extension-notice-sent #2; 2026-03-14 extension-notice-bounced #1",
		    "2026-03-20", "2026-06-05", "in-force", "left on 2026-03-13" },
		{ RECEIVED "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent; "
			   "2026-03-12 extension-notice-bounced; 2026-04-08 extension-notice-sent",
		    "2026-04-20", "2026-04-07", "late", "left on 2026-04-08" },
		/* what is said afterwards to have left before the bounce revives nothing */
		{ RECEIVED "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent; "
			   "2026-03-12 extension-notice-bounced; 2026-03-11 extension-notice-sent",
		    "2026-03-20", "2026-04-07", "bounced", "left on 2026-03-11, but came back" },
		/* a bounce without a number is about the latest notice, not the one before */
		{ RECEIVED "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent; "
			   "2026-03-13 extension-notice-sent; 2026-03-14 extension-notice-bounced",
		    "2026-03-20", "2026-06-05", "in-force", "left on 2026-03-10" },
		/* twice: the second is void, and does no harm to the first */
		{ RECEIVED
		    "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent; "
		    "2026-05-10 extension-decided complexity; 2026-05-10 extension-notice-sent",
		    "2026-05-20", "2026-06-05", "in-force", "left on 2026-03-10" },
		/* who was answered without the time it gives need not be told of it */
		{ RECEIVED "2026-03-10 extension-decided number; 2026-04-07 answered", "2026-04-08",
		    "2026-04-07", "needless", "ended within the first month" },
		{ RECEIVED "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent; "
			   "2026-03-12 extension-notice-bounced; 2026-03-20 withdrawn",
		    "2026-04-08", "2026-04-07", "needless", "ended within the first month" },
		{ RECEIVED "2026-03-10 extension-decided number; 2026-04-08 answered", "2026-04-08",
		    "2026-04-07", "late", "was not told" },
		{ RECEIVED "2026-03-10 extension-decided number; 2026-03-20 answered letter=a",
		    "2026-04-08", "2026-04-07", "late", "was not told" },
		{ RECEIVED "2026-03-10 extension-decided number; 2026-03-20 answered; 2026-03-25 "
			   "reopened",
		    "2026-03-25", "2026-04-07", "decided", "has not left" },
		{ RECEIVED "2026-03-10 extension-decided effort; 2026-03-20 answered", "2026-03-20",
		    "2026-04-07", "unlawful", "no ground" },
		/* what the guards refuse has no effect either */
		{ RECEIVED "2026-03-10 extension-decided effort; 2026-03-10 extension-notice-sent",
		    "2026-03-20", "2026-04-07", "unlawful", "no ground" },
		{ RECEIVED
		    "2026-03-10 extension-decided number mute; 2026-03-10 extension-notice-sent",
		    "2026-03-20", "2026-04-07", "unlawful", "no reason" },
		{ RECEIVED "2026-03-01 extension-decided number; 2026-03-10 extension-notice-sent",
		    "2026-03-20", "2026-04-07", "unlawful", "dated before the request" },
		{ RECEIVED "2026-03-10 extension-decided number; 2026-03-01 extension-notice-sent",
		    "2026-03-20", "2026-04-07", "unlawful", "before it was decided" },
	};
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		term_of(nl, "", false, cases[i].facts, cases[i].as_of, a, &t);
		assert_day(t.first, "2026-04-07", "first", cases[i].facts);
		assert_day(t.extended, "2026-06-05", "extended", cases[i].facts);
		assert_day(t.in_force, cases[i].in_force, "in force", cases[i].facts);
		assert_day(t.due, cases[i].in_force, "due", cases[i].facts);
		if (strcmp(term_extension_name(t.extension), cases[i].extension) != 0 ||
		    !strstr(t.why, cases[i].why))
			fail_msg("%s (%s), expected %s (%s) in: %s",
			    term_extension_name(t.extension), t.why, cases[i].extension,
			    cases[i].why, cases[i].facts);
		assert_int_equal(t.is_extended, strcmp(cases[i].extension, "in-force") == 0);
	}
}

/* Month ends, leap days, year ends and the changes of the clock, under an extension or not. */
static void
dates(void **state)
{
	(void)state;
	static const struct {
		const char *calendar, *received, *promise, *first, *extended, *promised, *due;
	} cases[] = {
		{ "nl", "2026-01-31", "4w", "2026-03-02", "2026-04-30", "2026-02-28",
		    "2026-02-28" },
		{ "nl", "2028-01-31", "4w", "2028-02-29", "2028-05-01", "2028-02-28",
		    "2028-02-28" },
		{ "nl", "2028-02-01", "4w", "2028-03-01", "2028-05-01", "2028-02-29",
		    "2028-02-29" },
		{ "nl", "2028-02-29", "1m", "2028-03-29", "2028-05-29", "2028-03-29",
		    "2028-03-29" },
		{ "nl", "2025-12-01", "4w", "2026-01-05", "2026-03-02", "2025-12-29",
		    "2025-12-29" },
		{ "be", "2025-12-01", "4w", "2026-01-02", "2026-03-02", "2025-12-29",
		    "2025-12-29" },
		{ "se", "2025-12-06", "4w", "2026-01-07", "2026-03-06", "2026-01-03",
		    "2026-01-03" },
		{ "nl", "2026-03-29", "4w", "2026-04-29", "2026-06-29", "2026-04-26",
		    "2026-04-26" },
		{ "nl", "2026-10-25", "4w", "2026-11-25", "2027-01-25", "2026-11-22",
		    "2026-11-22" },
		{ "nl", "2026-09-25", "2m", "2026-10-26", "2026-12-28", "2026-11-25",
		    "2026-10-26" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(calendar) struct calendar *c = calendar(cases[i].calendar);
		auto_drop(arena) struct arena *a = arena_new();
		const char *facts = arena_printf(a, "%s received", cases[i].received);
		struct term t;
		term_of(c, cases[i].promise, false, facts, cases[i].received, a, &t);
		assert_day(t.first, cases[i].first, "first", facts);
		assert_day(t.extended, cases[i].extended, "extended", facts);
		assert_day(t.promise, cases[i].promised, "promise", facts);
		assert_day(t.due, cases[i].due, "due", facts);
		assert_day(t.in_force, cases[i].first, "in force", facts);
		const char *both =
		    arena_printf(a, "%s; %s extension-decided number; %s extension-notice-sent",
			facts, cases[i].first, cases[i].first);
		term_of(c, cases[i].promise, false, both, cases[i].extended, a, &t);
		assert_day(t.in_force, cases[i].extended, "in force", both);
		assert_day(t.due,
		    date_cmp(t.promise, t.extended) < 0 ? cases[i].promised : cases[i].extended,
		    "due", both);
	}
}

/* What nothing is weighed against is due on the next working day; the legal date stays. */
static void
at_once(void **state)
{
	(void)state;
	static const struct {
		const char *calendar, *received, *promise, *at_once;
	} cases[] = {
		{ "nl", "2026-03-05", "", "2026-03-06" },   /* a Thursday */
		{ "nl", "2026-03-06", "", "2026-03-09" },   /* a Friday */
		{ "nl", "2026-03-07", "4w", "2026-03-09" }, /* a Saturday, and a promise */
		{ "nl", "2026-04-02", "", "2026-04-07" },   /* before Good Friday and Easter */
		{ "se", "2026-06-05", "", "2026-06-08" },   /* before the national day */
		{ "be", "2026-12-31", "", "2027-01-04" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(calendar) struct calendar *c = calendar(cases[i].calendar);
		auto_drop(arena) struct arena *a = arena_new();
		const struct fact received = { .kind = FACT_RECEIVED,
			.on = day(cases[i].received) };
		struct term_input in = {
			.calendar = c, .facts = &received, .nfacts = 1, .as_of = received.on
		};
		struct err err = { 0 };
		struct term with, without;
		assert_ok(promise_parse(cases[i].promise, &in.promise, &err), &err);
		term_compute(&in, a, &without);
		in.at_once = 1u << RIGHT_OBJECTION;
		term_compute(&in, a, &with);
		assert_day(with.at_once, cases[i].at_once, "at once", cases[i].received);
		assert_day(with.due, cases[i].at_once, "due", cases[i].received);
		assert_int_equal(date_cmp(with.in_force, without.in_force), 0);
		assert_false(date_is_set(without.at_once));
		assert_day(
		    deadline_at_once(c, received.on), cases[i].at_once, "alone", cases[i].received);
		assert_non_null(strstr(with.steps[with.nsteps - 1].source, "21(3), 7(3)"));
	}
}

/* Once it has stopped, what else was asked takes its month; reopened it is due as before. */
static void
at_once_ends(void **state)
{
	(void)state;
	static const struct {
		const char *facts, *at_once;
	} cases[] = {
		{ "2026-03-05 received", "2026-03-06" },
		{ "2026-03-05 received; 2026-03-06 refused for=access", "2026-03-06" },
		{ "2026-03-05 received; 2026-03-06 answered-in-part for=objection", "" },
		{ "2026-03-05 received; 2026-03-06 refused-in-part for=objection", "2026-03-06" },
		{ "2026-03-05 received; 2026-03-06 stopped for=objection", "" },
		{ "2026-03-05 received; 2026-03-06 answered-in-part for=objection; 2026-03-09 "
		  "reopened",
		    "2026-03-06" },
	};
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct fact facts[4];
		struct term t;
		const struct term_input in = { .calendar = nl,
			.at_once = 1u << RIGHT_OBJECTION,
			.facts = facts,
			.nfacts = read_facts(cases[i].facts, facts, array_len(facts), a),
			.as_of = day("2026-03-10") };
		term_compute(&in, a, &t);
		assert_day(t.at_once, cases[i].at_once, "at once", cases[i].facts);
		assert_day(t.due, *cases[i].at_once ? cases[i].at_once : "2026-04-07", "due",
		    cases[i].facts);
	}
}

/* ---- suspension ---- */

static void
suspensions(void **state)
{
	(void)state;
	static const struct {
		const char *facts, *as_of, *suspended;
		int days;
		bool now;
		const char *step; /* in one of the steps */
	} cases[] = {
		{ "2026-03-05 received", "2026-03-20", "", 0, false, "the deadline in force" },
		{ RECEIVED "2026-03-06 question-asked identity; 2026-03-16 question-answered",
		    "2026-03-20", "2026-04-15", 10, false, "open for 10 days" },
		/* answered on the same day: asked, and nothing suspended */
		{ RECEIVED "2026-03-06 question-asked identity; 2026-03-06 question-answered",
		    "2026-03-20", "", 0, false, "open for 0 days" },
		/* unanswered: so far */
		{ RECEIVED "2026-03-06 question-asked identity", "2026-03-06", "", 0, true,
		    "so far" },
		{ RECEIVED "2026-03-06 question-asked identity", "2026-03-07", "2026-04-07", 1,
		    true, "open for 1 day so far" },
		{ RECEIVED "2026-03-06 question-asked identity", "2026-09-06", "2026-10-06", 184,
		    true, "so far" },
		/* until the end of the request at most */
		{ RECEIVED "2026-03-06 question-asked identity; 2026-03-10 withdrawn", "2026-09-06",
		    "2026-04-09", 4, false, "open for 4 days" },
		/* the last of three working days after receipt, and the day after */
		{ RECEIVED "2026-03-10 question-asked identity; 2026-03-12 question-answered",
		    "2026-03-20", "2026-04-07", 2, false, "open for 2 days" },
		{ RECEIVED "2026-03-11 question-asked identity; 2026-03-12 question-answered",
		    "2026-03-20", "", 0, false, "by 2026-03-10" },
		/* no doubt recorded, no ground known, not much processed, before the request */
		{ RECEIVED "2026-03-06 question-asked identity mute; 2026-03-16 question-answered",
		    "2026-03-20", "", 0, false, "no doubt is recorded" },
		{ RECEIVED "2026-03-06 question-asked curiosity; 2026-03-16 question-answered",
		    "2026-03-20", "", 0, false, "neither identity nor" },
		{ RECEIVED "2026-03-06 question-asked clarification; 2026-03-16 question-answered",
		    "2026-03-20", "", 0, false, "recital 63" },
		{ RECEIVED
		    "2026-03-06 question-asked clarification much; 2026-03-16 question-answered",
		    "2026-03-20", "2026-04-15", 10, false, "(clarification) was open for 10 days" },
		/* only what left asks: it counts from that day, and not when it came back */
		{ RECEIVED "2026-03-06 question-asked identity #1 unsent; 2026-03-16 "
			   "question-answered #1",
		    "2026-03-20", "", 0, false, "its letter has not left" },
		{ RECEIVED "2026-03-06 question-asked identity #1 unsent; 2026-03-09 question-sent "
			   "#1; 2026-03-16 question-answered #1",
		    "2026-03-20", "2026-04-13", 7, false,
		    "the question of 2026-03-09 (identity) was open for 7 days" },
		{ RECEIVED "2026-03-06 question-asked identity #1 unsent; 2026-03-11 question-sent "
			   "#1; 2026-03-16 question-answered #1",
		    "2026-03-20", "", 0, false, "without undue delay" },
		{ RECEIVED "2026-03-06 question-asked identity #1; 2026-03-09 question-bounced #1",
		    "2026-03-20", "", 0, false, "its letter came back" },
		{ RECEIVED "2026-03-06 question-asked identity #1; 2026-03-09 question-bounced #1; "
			   "2026-03-10 question-sent #1; 2026-03-16 question-answered #1",
		    "2026-03-20", "2026-04-13", 6, false,
		    "the question of 2026-03-10 (identity) was open for 6 days" },
		{ RECEIVED "2026-03-06 question-asked identity #1 unsent; 2026-03-10 question-sent "
			   "#1; 2026-03-09 question-answered #1",
		    "2026-03-20", "", 0, false, "its answer is dated before it" },
		{ RECEIVED "2026-03-04 question-asked identity; 2026-03-16 question-answered",
		    "2026-03-20", "", 0, false, "dated before the request" },
		/* ends before it began */
		{ RECEIVED "2026-03-09 question-asked identity; 2026-03-06 question-answered",
		    "2026-03-20", "", 0, false, "its answer is dated before it" },
		/* two at a time count once; answers match by number, or as brackets do */
		{ RECEIVED "2026-03-06 question-asked identity #1; 2026-03-09 question-asked "
			   "clarification #2 much; 2026-03-16 question-answered #1; 2026-03-18 "
			   "question-answered #2",
		    "2026-03-20", "2026-04-17", 12, false, "suspended for 12 days" },
		{ RECEIVED
		    "2026-03-06 question-asked identity; 2026-03-09 question-asked identity; "
		    "2026-03-10 question-answered; 2026-03-16 question-answered",
		    "2026-03-20", "2026-04-15", 10, false, "open for 1 day" },
		{ RECEIVED "2026-03-06 question-asked identity; 2026-03-09 question-answered; "
			   "2026-03-10 question-asked identity; 2026-03-12 question-answered",
		    "2026-03-20", "2026-04-10", 5, false, "suspended for 5 days" },
		{ RECEIVED "2026-03-06 question-asked identity; 2026-03-09 question-answered; "
			   "2026-03-10 question-asked identity",
		    "2026-03-20", "2026-04-20", 13, true, "suspended for 13 days" },
		/* under an extension it is counted from the three months */
		{ RECEIVED
		    "2026-03-06 question-asked identity; 2026-03-10 extension-decided number; "
		    "2026-03-10 extension-notice-sent; 2026-03-16 question-answered",
		    "2026-03-20", "2026-06-15", 10, false, "the legal date stays 2026-06-05" },
	};
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		bool found = false;
		term_of(nl, "", false, cases[i].facts, cases[i].as_of, a, &t);
		assert_day(t.suspended, cases[i].suspended, "suspended", cases[i].facts);
		if (t.suspension_days != cases[i].days || t.suspended_now != cases[i].now)
			fail_msg("%d days, now %d in: %s", t.suspension_days, t.suspended_now,
			    cases[i].facts);
		for (size_t k = 0; k < t.nsteps; k++)
			found = found || strstr(t.steps[k].rule, cases[i].step);
		if (!found)
			fail_msg("no step \"%s\" in: %s", cases[i].step, cases[i].facts);
		/* promise 1: no question moves the legal date */
		assert_day(t.in_force, t.is_extended ? "2026-06-05" : "2026-04-07", "in force",
		    cases[i].facts);
		assert_int_equal(date_cmp(t.due, t.in_force), 0);
	}
}

/* What an answer waits for: a question about who asks, whether it suspends or not. */
static void
identity_open(void **state)
{
	(void)state;
	static const struct {
		const char *facts;
		bool open;
	} cases[] = {
		{ "2026-03-05 received", false },
		{ RECEIVED "2026-03-06 question-asked identity", true },
		{ RECEIVED "2026-03-26 question-asked identity", true }, /* too late to suspend */
		{ RECEIVED "2026-03-06 question-asked clarification much", false },
		{ RECEIVED "2026-03-06 question-asked identity; 2026-03-09 question-answered",
		    false },
		{ RECEIVED "2026-03-06 question-asked identity; 2026-03-09 question-asked "
			   "identity; 2026-03-10 question-answered",
		    true },
		{ RECEIVED "2026-03-06 question-asked identity; 2026-03-10 withdrawn", false },
		/* who passed a check is known, whether the question left or not */
		{ RECEIVED "2026-03-06 question-asked identity unsent; 2026-03-09 verified passed",
		    false },
		{ RECEIVED "2026-03-06 question-asked identity; 2026-03-09 verified failed", true },
		{ RECEIVED "2026-03-06 verified passed; 2026-03-09 question-asked identity", true },
	};
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		term_of(nl, "", false, cases[i].facts, "2026-03-30", a, &t);
		if (t.identity_open != cases[i].open)
			fail_msg("open %d in: %s", t.identity_open, cases[i].facts);
	}
}

static void
ask_within(void **state)
{
	(void)state;
	static const struct fact facts[] = {
		{ .kind = FACT_RECEIVED, .on = { 2026, 4, 2 } },
		{ .kind = FACT_QUESTION_ASKED,
		    .on = { 2026, 4, 8 },
		    .ground = "identity",
		    .sealed = "words" },
		{ .kind = FACT_QUESTION_SENT, .on = { 2026, 4, 8 } },
		{ .kind = FACT_QUESTION_ANSWERED, .on = { 2026, 4, 10 } },
	};
	/* From the Thursday before Easter on, 8 April is the second working day in NL */
	static const struct {
		const char *calendar;
		int within, days;
	} cases[] = { { "nl", 1, 0 }, { "nl", 2, 2 }, { "nl", 0, 2 }, { "be", 2, 0 },
		{ "be", 3, 2 }, { "se", 1, 0 }, { "se", 2, 2 } };
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(calendar) struct calendar *c = calendar(cases[i].calendar);
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		term_compute(&(struct term_input){ .calendar = c,
				 .ask_within_days = cases[i].within,
				 .facts = facts,
				 .nfacts = array_len(facts),
				 .as_of = { 2026, 4, 20 } },
		    a, &t);
		assert_int_equal(t.suspension_days, cases[i].days);
	}
}

/* Both changes of the clock: days are those of the organisation's zone, of 23 and of 25 hours. */
static void
clock_changes(void **state)
{
	(void)state;
	static const struct {
		const char *received, *asked, *answered;
		int days;
		const char *first;
	} cases[] = {
		{ "2026-03-28T22:59:59Z", "2026-03-28T23:30:00Z", "2026-03-29T21:59:59Z", 0,
		    "2026-04-28" },
		{ "2026-03-28T23:00:00Z", "2026-03-29T00:59:59Z", "2026-03-29T22:00:00Z", 1,
		    "2026-04-29" },
		{ "2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", 0,
		    "2026-11-24" },
		{ "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T23:00:00Z", 1,
		    "2026-11-25" },
	};
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		const char *at[] = { cases[i].received, cases[i].asked, cases[i].asked,
			cases[i].answered };
		struct fact facts[] = {
			{ .kind = FACT_RECEIVED },
			{ .kind = FACT_QUESTION_ASKED, .ground = "identity", .sealed = "words" },
			{ .kind = FACT_QUESTION_SENT },
			{ .kind = FACT_QUESTION_ANSWERED },
		};
		struct err err = { 0 };
		struct term t;
		for (size_t k = 0; k < array_len(facts); k++) {
			usec_t instant;
			assert_ok(instant_parse(at[k], &instant, &err), &err);
			assert_ok(zone_date("Europe/Amsterdam", instant, &facts[k].on, &err), &err);
		}
		term_compute(&(struct term_input){ .calendar = nl,
				 .facts = facts,
				 .nfacts = array_len(facts),
				 .as_of = { 2026, 12, 1 } },
		    a, &t);
		assert_day(t.first, cases[i].first, "first", cases[i].received);
		assert_int_equal(t.suspension_days, cases[i].days);
	}
}

/* ---- how it ended ---- */

static void
ends(void **state)
{
	(void)state;
	static const struct {
		const char *promise;
		bool is_done;
		const char *facts, *as_of, *statute, *promised;
	} cases[] = {
		{ "", false, "2026-03-05 received", "2026-04-07", "open", "none" },
		{ "", false, "2026-03-05 received", "2026-04-08", "late", "none" },
		{ "4w", false, "2026-03-05 received", "2026-04-02", "open", "open" },
		{ "4w", false, "2026-03-05 received", "2026-04-03", "open", "late" },
		{ "4w", false, RECEIVED "2026-04-02 answered", "2026-09-01", "met", "met" },
		{ "4w", false, RECEIVED "2026-04-03 answered", "2026-09-01", "met", "missed" },
		{ "4w", false, RECEIVED "2026-04-08 answered", "2026-09-01", "missed", "missed" },
		/* JCC: within four weeks it is done, not said */
		{ "4w", true, RECEIVED "2026-04-01 answered", "2026-04-02", "met", "open" },
		{ "4w", true, RECEIVED "2026-04-01 answered", "2026-04-03", "met", "late" },
		{ "4w", true, RECEIVED "2026-04-01 answered; 2026-04-02 done", "2026-05-01", "met",
		    "met" },
		{ "4w", true, RECEIVED "2026-04-01 answered; 2026-04-03 done", "2026-05-01", "met",
		    "missed" },
		{ "4w", true, RECEIVED "2026-04-01 done", "2026-04-08", "late", "met" },
		/* an extension keeps the statute and not the promise */
		{ "4w", false,
		    RECEIVED
		    "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent; "
		    "2026-05-01 answered",
		    "2026-05-01", "met", "missed" },
		/* without an answer: ended in time, or missed however it ended */
		{ "4w", false, RECEIVED "2026-03-20 withdrawn", "2026-09-01", "ended", "ended" },
		{ "4w", true, RECEIVED "2026-03-20 closed deceased", "2026-09-01", "ended",
		    "ended" },
		{ "4w", false, RECEIVED "2026-04-03 withdrawn", "2026-09-01", "ended", "missed" },
		{ "4w", false, RECEIVED "2026-04-08 closed not-an-avg-request", "2026-09-01",
		    "missed", "missed" },
		{ "", false, RECEIVED "2026-04-01 answered; 2026-06-01 closed answered",
		    "2026-09-01", "met", "none" },
		/* reopened: not answered after all, and the month was never another */
		{ "", false, RECEIVED "2026-03-20 answered; 2026-03-25 reopened", "2026-04-07",
		    "open", "none" },
		{ "4w", true, RECEIVED "2026-03-20 answered; 2026-03-20 done; 2026-05-25 reopened",
		    "2026-05-25", "late", "late" },
		{ "", false,
		    RECEIVED
		    "2026-03-20 closed duplicate; 2026-03-25 reopened; 2026-04-07 answered",
		    "2026-09-01", "met", "none" },
		/* as of a day before it ended */
		{ "", false, RECEIVED "2026-04-08 answered", "2026-04-07", "open", "none" },
	};
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		term_of(
		    nl, cases[i].promise, cases[i].is_done, cases[i].facts, cases[i].as_of, a, &t);
		const char *statute = term_state_name(t.end.statute),
			   *promised = term_state_name(t.end.promised);
		if (strcmp(statute, cases[i].statute) != 0 ||
		    strcmp(promised, cases[i].promised) != 0)
			fail_msg("%s and %s, expected %s and %s as of %s in: %s", statute, promised,
			    cases[i].statute, cases[i].promised, cases[i].as_of, cases[i].facts);
	}
}

/* ---- warnings ---- */

static void
warnings(void **state)
{
	(void)state;
	static const struct {
		const char *facts, *as_of;
		size_t n;
		const char *text;
		bool refused_late;
	} cases[] = {
		{ "2026-03-05 received", "2026-03-20", 0, "", false },
		{ RECEIVED "2026-04-07 refused for=erasure", "2026-04-20", 0, "", false },
		{ RECEIVED "2026-04-07 refused-in-part for=erasure", "2026-04-20", 0, "", false },
		{ RECEIVED "2026-04-08 refused-in-part for=erasure", "2026-04-20", 1,
		    "a part of erasure refused on 2026-04-08, after the first month (2026-04-07): "
		    "art. 12(4)",
		    true },
		{ RECEIVED "2026-03-20 answered-in-part for=access", "2026-04-20", 0, "", false },
		/* an erasure that keeps a part is refused in it, extended or not */
		{ RECEIVED "2026-04-07 answered-in-part kept for=erasure", "2026-04-20", 0, "",
		    false },
		{ RECEIVED "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent; "
			   "2026-05-11 answered-in-part kept for=erasure",
		    "2026-05-20", 1, "a part of erasure refused on 2026-05-11", true },
		{ RECEIVED "2026-04-08 refused for=erasure", "2026-04-20", 1,
		    "erasure refused on 2026-04-08, after the first month (2026-04-07): art. 12(4)",
		    true },
		{ RECEIVED "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent; "
			   "2026-05-08 refused",
		    "2026-05-20", 1, "the request was refused on 2026-05-08", true },
		/* refused in time, and told too late */
		{ RECEIVED "2026-04-07 refused for=erasure letter=a; 2026-04-08 letter-sent "
			   "refusal letter=a",
		    "2026-04-20", 1, "a refusal was told on 2026-04-08, after the first month",
		    true },
		{ RECEIVED "2026-04-07 refused for=erasure letter=a; 2026-04-07 letter-sent "
			   "refusal letter=a",
		    "2026-04-20", 0, "", false },
		/* refused, and told nobody: until the month is over it can be */
		{ RECEIVED "2026-04-07 refused for=erasure letter=a", "2026-04-07", 1,
		    "the refusal of 2026-04-07 has told nobody", false },
		{ RECEIVED "2026-04-07 refused for=erasure letter=a", "2026-04-08", 1,
		    "has told nobody", true },
		{ RECEIVED "2026-04-01 refused for=erasure letter=a; 2026-04-02 letter-sent "
			   "refusal letter=a; 2026-04-06 letter-bounced letter=a",
		    "2026-04-08", 1, "has told nobody", true },
		/* a part is told with the answer to the rest, too */
		{ RECEIVED "2026-03-20 refused-in-part for=access letter=a; 2026-03-25 "
			   "answered-in-part for=access",
		    "2026-04-20", 0, "", false },
		{ RECEIVED "2026-03-20 refused-in-part for=access letter=a; 2026-03-25 "
			   "answered-in-part for=erasure",
		    "2026-04-20", 1, "has told nobody", true },
		{ RECEIVED "2026-04-08 letter-sent question-identity", "2026-04-20", 0, "", false },
		{ RECEIVED "2026-03-10 extension-decided number", "2026-03-20", 1, "has not left",
		    false },
		{ RECEIVED
		    "2026-03-10 extension-decided number; 2026-03-11 extension-decided number; "
		    "2026-03-11 extension-notice-sent",
		    "2026-03-20", 1, "extended again on 2026-03-11", false },
		{ RECEIVED "2026-03-09 question-asked identity; 2026-03-06 question-answered",
		    "2026-03-20", 1, "answered before it was asked", false },
		{ "2029-01-02 received", "2029-01-03", 1, "up to and including 2028", false },
		/* an unanswered question carries the documented date past the calendar */
		{ "2028-03-06 received; 2028-03-07 question-asked identity", "2028-12-20", 1,
		    "check the suspended date", false },
	};
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		term_of(nl, "", false, cases[i].facts, cases[i].as_of, a, &t);
		if (t.nwarnings != cases[i].n ||
		    (t.nwarnings && !strstr(t.warnings[0], cases[i].text)))
			fail_msg("%zu warnings (%s) in: %s", t.nwarnings,
			    t.nwarnings ? t.warnings[0] : "", cases[i].facts);
		assert_int_equal(t.end.refused_late, cases[i].refused_late);
	}
}

/* ---- the derivation ---- */

static void
derivation(void **state)
{
	(void)state;
	static const struct {
		const char *date, *rule, *source;
	} expected[] = {
		{ "2026-03-05", "received", "1182/71 art. 3(1)" },
		{ "2026-04-05", "one month from receipt: day 5 of April 2026", "GDPR art. 12(3)" },
		{ "2026-04-06", "2026-04-05 is a Sunday", "art. 3(4)" },
		{ "2026-04-07", "2026-04-06 is Tweede Paasdag, a public holiday",
		    "Algemene termijnenwet" },
		{ "2026-04-07", "the latest day to answer", "GDPR art. 12(3)" },
		{ "2026-06-05", "if extended: three months from receipt", "GDPR art. 12(3)" },
		{ "2026-06-05", "the latest day if extended", "GDPR art. 12(3)" },
		{ "2026-06-05", "the deadline in force; the notice left on 2026-03-10",
		    "GDPR art. 12(3)" },
		{ "2026-04-07", "a refusal, also in part", "GDPR art. 12(4)" },
		{ "2026-04-02", "promised: 4 weeks from receipt", "own promise" },
		{ "2026-04-02", "kept by doing, not by answering", "earlier of promise" },
		{ "2026-03-16", "the question of 2026-03-06 (identity) was open for 10 days",
		    "par. 159" },
		{ "2026-06-05", "three months from receipt: day 5 of June 2026", "art. 3(2)(c)" },
		{ "2026-06-15", "suspended for 10 days", "par. 159" },
		{ "2026-06-15", "the legal date stays 2026-06-05", "GDPR art. 12(6)" },
	};
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	term_of(nl, "P4W", true,
	    RECEIVED "2026-03-06 question-asked identity; 2026-03-10 extension-decided "
		     "complexity; 2026-03-10 extension-notice-sent; 2026-03-16 question-answered",
	    "2026-03-20", a, &t);
	for (size_t i = 0; i < t.nsteps; i++) {
		if (i >= array_len(expected) || !strstr(t.steps[i].rule, expected[i].rule) ||
		    !strstr(t.steps[i].source, expected[i].source))
			fail_msg("step %zu is: %s (%s)", i, t.steps[i].rule, t.steps[i].source);
		assert_day(t.steps[i].date, expected[i].date, "step", t.steps[i].rule);
	}
	assert_int_equal(t.nsteps, array_len(expected));
}

/* Art. 12(3), 12(4): it counts once the person is told, as far as that is known. */
static void
told(void **state)
{
	(void)state;
	static const struct {
		const char *facts, *ended, *told;
		enum term_state statute;
	} cases[] = {
		{ RECEIVED "2026-03-20 answered", "2026-03-20", "2026-03-20", TERM_MET },
		/* it lies there: nobody was told, be it by the last day or after it */
		{ RECEIVED "2026-03-20 answered letter=a", "2026-03-20", "", TERM_LATE },
		{ RECEIVED "2026-04-16 answered letter=a", "2026-04-16", "", TERM_LATE },
		{ RECEIVED "2026-03-20 answered letter=a; 2026-04-01 letter-sent done letter=a",
		    "2026-03-20", "2026-04-01", TERM_MET },
		{ RECEIVED "2026-03-20 answered letter=a; 2026-04-08 letter-sent done letter=a",
		    "2026-03-20", "2026-04-08", TERM_MISSED },
		/* left in time, came back, and left again too late */
		{ RECEIVED "2026-03-20 answered letter=a; 2026-03-21 letter-sent done letter=a; "
			   "2026-04-09 letter-sent done letter=a",
		    "2026-03-20", "2026-04-09", TERM_MISSED },
		{ RECEIVED "2026-03-20 answered letter=a; 2026-04-08 letter-sent fee letter=b",
		    "2026-03-20", "", TERM_LATE },
		/* came back, and lies there again */
		{ RECEIVED "2026-03-20 answered letter=a; 2026-03-21 letter-sent done letter=a; "
			   "2026-03-24 letter-bounced done letter=a",
		    "2026-03-20", "", TERM_LATE },
		{ RECEIVED "2026-03-20 answered letter=a; 2026-03-21 letter-sent done letter=a; "
			   "2026-03-24 letter-bounced done letter=a; 2026-03-26 letter-sent done "
			   "letter=a",
		    "2026-03-20", "2026-03-26", TERM_MET },
		/* a closing, whose letter goes first */
		{ RECEIVED "2026-03-20 letter-sent letter=c; 2026-03-20 closed misdirected "
			   "letter=c",
		    "2026-03-20", "2026-03-20", TERM_ENDED },
		{ RECEIVED "2026-03-20 letter-sent letter=c; 2026-03-20 closed misdirected "
			   "letter=c; 2026-03-24 letter-bounced letter=c",
		    "2026-03-20", "", TERM_LATE },
		/* of the last right nobody need be told, of the first one somebody must */
		{ RECEIVED "2026-03-20 refused for=erasure letter=a; 2026-03-25 withdrawn",
		    "2026-03-25", "", TERM_LATE },
		/* said of a day that was over: shown by something, or counted when it was said */
		{ RECEIVED "2026-03-20 withdrawn recorded=2026-04-10", "2026-03-20", "2026-04-10",
		    TERM_MISSED },
		{ RECEIVED "2026-03-20 withdrawn recorded=2026-04-10 proven", "2026-03-20",
		    "2026-03-20", TERM_ENDED },
		{ RECEIVED "2026-03-20 answered letter=a; 2026-03-21 letter-sent letter=a mute "
			   "recorded=2026-04-10",
		    "2026-03-20", "2026-04-10", TERM_MISSED },
		{ RECEIVED "2026-03-20 answered letter=a; 2026-03-21 letter-sent letter=a "
			   "recorded=2026-04-10",
		    "2026-03-20", "2026-03-21", TERM_MET },
		{ RECEIVED "2026-03-20 refused for=access letter=a; 2026-03-20 answered; "
			   "2026-04-10 letter-sent refusal letter=a",
		    "2026-03-20", "2026-04-10", TERM_MISSED },
		/* of one of two rights */
		{ RECEIVED "2026-03-20 answered-in-part for=erasure letter=a; "
			   "2026-04-08 letter-sent done letter=a",
		    "", "", TERM_LATE },
		{ RECEIVED "2026-03-20 answered-in-part for=erasure letter=a; "
			   "2026-04-08 letter-sent done letter=a; 2026-04-09 closed misdirected",
		    "2026-04-09", "2026-04-09", TERM_MISSED },
		{ RECEIVED "2026-03-20 answered letter=a; 2026-03-21 reopened; "
			   "2026-04-08 letter-sent done letter=a",
		    "", "", TERM_LATE },
		/* nobody asked it: what was written of it is void, and tells nobody */
		{ RECEIVED "2026-03-20 answered-in-part for=erasure letter=a; "
			   "2026-03-21 closed entered-by-mistake",
		    "2026-03-21", "2026-03-21", TERM_ENDED },
		{ RECEIVED "2026-03-20 refused for=erasure letter=a; "
			   "2026-04-08 closed entered-by-mistake",
		    "2026-04-08", "2026-04-08", TERM_MISSED },
		/* a right that nobody asked was the last: the others are told by their letters */
		{ RECEIVED "2026-03-20 answered-in-part for=erasure letter=a; 2026-03-21 "
			   "letter-sent done letter=a; 2026-03-24 right-taken-off for=access; "
			   "2026-03-24 answered",
		    "2026-03-24", "2026-03-24", TERM_MET },
		{ RECEIVED "2026-03-20 answered-in-part for=erasure letter=a; "
			   "2026-03-24 right-taken-off for=access; 2026-03-24 answered",
		    "2026-03-24", "", TERM_LATE },
	};
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		term_of(nl, "", false, cases[i].facts, "2026-04-20", a, &t);
		assert_day(t.end.on, cases[i].ended, "ended", cases[i].facts);
		assert_day(t.end.told, cases[i].told, "told", cases[i].facts);
		if (t.end.statute != cases[i].statute)
			fail_msg("%s: %s", term_state_name(t.end.statute), cases[i].facts);
	}
}

#define EXTENDED RECEIVED "2026-03-10 extension-decided number; 2026-03-10 extension-notice-sent; "

/*
 * No reopening undoes a lateness, and no extension makes a refusal one in time. Each of the whole
 * request, and of the right to erasure.
 */
static void
every_end_is_judged(void **state)
{
	(void)state;
	static const struct {
		const char *facts, *statute, *before, *promised, *erasure;
	} cases[] = {
		{ RECEIVED "2026-03-20 answered; 2026-04-08 reopened; 2026-04-10 answered",
		    "missed", "none", "missed", "missed" },
		{ RECEIVED "2026-04-08 answered; 2026-04-09 reopened", "late", "missed", "late",
		    "late" },
		{ RECEIVED "2026-04-08 answered; 2026-04-09 reopened; 2026-04-10 answered",
		    "missed", "missed", "missed", "missed" },
		/* refused late, opened again, and withdrawn of a day long gone */
		{ RECEIVED "2026-04-08 refused for=erasure; 2026-04-08 answered; 2026-04-09 "
			   "reopened; 2026-03-20 withdrawn proven",
		    "missed", "missed", "missed", "missed" },
		{ RECEIVED "2026-04-03 answered; 2026-04-04 reopened; 2026-03-20 withdrawn proven",
		    "ended", "none", "missed", "ended" },
		/* what told nobody before it was opened again was no end */
		{ RECEIVED "2026-03-20 answered letter=a; 2026-03-25 reopened; 2026-04-01 answered",
		    "met", "none", "met", "met" },
		/* one right in time, the other late, before it was opened again */
		{ RECEIVED "2026-03-20 answered-in-part for=erasure; 2026-04-08 answered; "
			   "2026-04-09 reopened; 2026-03-20 withdrawn proven",
		    "missed", "missed", "missed", "ended" },
		/* art. 12(4): refused or closed in the second month */
		{ EXTENDED "2026-05-04 answered", "met", "none", "missed", "met" },
		{ EXTENDED "2026-04-07 closed misdirected", "ended", "none", "missed", "ended" },
		{ EXTENDED "2026-04-08 closed misdirected", "after-first-month", "none", "missed",
		    "after-first-month" },
		{ EXTENDED "2026-06-08 closed misdirected", "missed", "none", "missed", "missed" },
		{ EXTENDED "2026-05-04 refused for=erasure; 2026-05-04 answered",
		    "after-first-month", "none", "missed", "after-first-month" },
		{ EXTENDED "2026-05-04 refused-in-part for=erasure; 2026-05-05 answered",
		    "after-first-month", "none", "missed", "after-first-month" },
		{ EXTENDED "2026-05-04 refused for=access; 2026-05-05 answered",
		    "after-first-month", "none", "missed", "met" },
		{ EXTENDED "2026-03-20 refused for=access letter=a; 2026-03-20 answered; "
			   "2026-05-05 letter-sent letter=a",
		    "after-first-month", "none", "missed", "met" },
		{ EXTENDED "2026-05-04 withdrawn", "ended", "none", "missed", "ended" },
		{ EXTENDED "2026-05-04 closed misdirected; 2026-05-05 reopened; 2026-05-06 "
			   "answered",
		    "after-first-month", "after-first-month", "missed", "after-first-month" },
		{ EXTENDED "2026-06-08 closed misdirected; 2026-06-09 reopened; 2026-05-06 "
			   "withdrawn proven",
		    "missed", "missed", "missed", "missed" },
	};
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct fact facts[8];
		struct term t;
		struct term_end erasure;
		struct term_input in = { .calendar = nl,
			.promise = { .weeks = 4 },
			.facts = facts,
			.nfacts = read_facts(cases[i].facts, facts, array_len(facts), a),
			.as_of = day("2026-06-30") };
		term_compute(&in, a, &t);
		term_end_of(&in, &t, "erasure", &erasure);
		const char *got = arena_printf(a, "%s, %s, %s, %s", term_state_name(t.end.statute),
			       term_state_name(t.end.before), term_state_name(t.end.promised),
			       term_state_name(erasure.statute)),
			   *want = arena_printf(a, "%s, %s, %s, %s", cases[i].statute,
			       cases[i].before, cases[i].promised, cases[i].erasure);
		if (strcmp(got, want) != 0)
			fail_msg("%s, expected %s in: %s", got, want, cases[i].facts);
		assert_true(term_is_late(t.end.statute) ==
		    (strcmp(cases[i].statute, "met") != 0 &&
			strcmp(cases[i].statute, "ended") != 0));
	}
}

/* A promise to do is kept once the letter of a refusal left; till then nothing is done. */
static void
done_when_told(void **state)
{
	(void)state;
	static const struct {
		const char *facts, *promised;
	} cases[] = {
		{ RECEIVED "2026-03-20 refused for=access letter=a; 2026-03-20 answered; "
			   "2026-03-20 done",
		    "late" },
		{ RECEIVED "2026-03-20 refused for=access letter=a; 2026-03-20 answered; "
			   "2026-03-20 done; 2026-04-02 letter-sent letter=a",
		    "met" },
		{ RECEIVED "2026-03-20 refused for=access letter=a; 2026-03-20 answered; "
			   "2026-03-20 done; 2026-04-03 letter-sent letter=a",
		    "missed" },
	};
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		term_of(nl, "4w", true, cases[i].facts, "2026-04-03", a, &t);
		assert_string_equal(term_state_name(t.end.promised), cases[i].promised);
	}
}

static void
as_json(void **state)
{
	(void)state;
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	term_of(nl, "P4W", true,
	    RECEIVED "2026-03-06 question-asked identity; 2026-03-10 extension-decided "
		     "complexity; 2026-03-10 extension-notice-sent",
	    "2026-04-20", a, &t);
	auto_drop(json) json_t *j = term_json(nl, &t);
	auto_drop(json) json_t *expected =
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:b, s:s, s:s, "
		      "s:s, s:b, s:[]}",
		"calendar", "nl", "received", "2026-03-05", "deadline", "2026-04-07", "extended",
		"2026-06-05", "promise", "2026-04-02", "in_force", "2026-06-05", "due",
		"2026-04-02", "suspended", "2026-07-20", "notice_sent", "2026-03-10",
		"suspension_days", 45, "suspended_now", 1, "extension", "in-force", "statute",
		"open", "promised", "late", "refused_late", 0, "warnings");
	const char *key;
	json_t *value;
	json_object_foreach(expected, key, value)
		if (!json_equal(json_get(j, key), value))
			fail_msg("%s is %s", key, json_dumps(json_get(j, key), JSON_ENCODE_ANY));
	assert_string_equal(json_str(j, "promise_measures"), "done");
	assert_int_equal(json_array_size(json_get(j, "steps")), t.nsteps);
	term_of(nl, "", false, "2026-03-05 received", "2026-03-05", a, &t);
	auto_drop(json) json_t *plain = term_json(nl, &t);
	assert_true(json_is_null(json_get(plain, "promise_measures")));
	assert_true(json_is_null(json_get(plain, "suspended")));
	assert_true(json_is_null(json_get(plain, "notice_sent")));
}

static void
names(void **state)
{
	(void)state;
	for (int k = 0; k < FACT__MAX; k++)
		assert_int_equal(fact_find(fact_name((enum fact_kind)k)), k);
	assert_int_equal(fact_find("suspended"), FACT__MAX);
	assert_int_equal(fact_find(""), FACT__MAX);
}

/* ---- rights with clocks of their own ---- */

#define ACCESS (1u << RIGHT_ACCESS)
#define ERASURE (1u << RIGHT_ERASURE)
#define STOP (1u << RIGHT_CONSENT_WITHDRAWAL)
#define ACCESS_EXTENDED                                                                            \
	RECEIVED "2026-03-10 extension-decided number for=access; "                                \
		 "2026-03-11 extension-notice-sent for=access"

/* "STATUTE EXTENSION IN-FORCE DUE" of a right, or of the request. */
static const char *
clock_said(const struct term_input *in, const struct term *t, const char *right, struct arena *a)
{
	char law[DATE_LEN], due[DATE_LEN];
	const struct term own = term_right(t, right);
	struct term_end end;
	term_end_of(in, t, right, &end);
	return arena_printf(a, "%s %s %s %s", term_state_name(end.statute),
	    term_extension_name(own.extension), date_format(own.in_force, law),
	    date_format(own.due, due));
}

static void
apart(void **state)
{
	(void)state;
	static const struct {
		unsigned rights;
		const char *facts, *as_of, *access, *erasure, *request;
	} cases[] = {
		/* one of two is extended: the other has its month, and so has the request till then
		 */
		{ ACCESS | ERASURE, ACCESS_EXTENDED, "2026-03-20",
		    "open in-force 2026-06-05 2026-06-05", "open none 2026-04-07 2026-04-07",
		    "open in-force 2026-04-07 2026-04-07" },
		{ ACCESS | ERASURE, ACCESS_EXTENDED, "2026-04-08",
		    "open in-force 2026-06-05 2026-06-05", "late none 2026-04-07 2026-04-07",
		    "late in-force 2026-04-07 2026-04-07" },
		/* that one answered in time, the request is due with the other */
		{ ACCESS | ERASURE,
		    ACCESS_EXTENDED "; 2026-04-01 answered-in-part for=erasure letter=a; "
				    "2026-04-01 letter-sent letter=a",
		    "2026-05-01", "open in-force 2026-06-05 2026-06-05",
		    "met none 2026-04-07 2026-04-07", "open in-force 2026-06-05 2026-06-05" },
		/* decided, and told to nobody, it still runs */
		{ ACCESS | ERASURE,
		    ACCESS_EXTENDED "; 2026-04-01 answered-in-part for=erasure letter=a",
		    "2026-05-01", "open in-force 2026-06-05 2026-06-05",
		    "late none 2026-04-07 2026-04-07", "late in-force 2026-04-07 2026-04-07" },
		/* what was late stays so, and the other is in time */
		{ ACCESS | ERASURE, ACCESS_EXTENDED "; 2026-04-10 answered-in-part for=erasure",
		    "2026-05-01", "open in-force 2026-06-05 2026-06-05",
		    "missed none 2026-04-07 2026-04-07", "late in-force 2026-06-05 2026-06-05" },
		{ ACCESS | ERASURE,
		    ACCESS_EXTENDED
		    "; 2026-04-10 answered-in-part for=erasure; 2026-05-20 answered",
		    "2026-06-20", "met in-force 2026-06-05 2026-06-05",
		    "missed none 2026-04-07 2026-04-07", "missed in-force 2026-06-05 2026-06-05" },
		{ ACCESS | ERASURE,
		    ACCESS_EXTENDED
		    "; 2026-04-01 answered-in-part for=erasure; 2026-06-06 answered",
		    "2026-06-20", "missed in-force 2026-06-05 2026-06-05",
		    "met none 2026-04-07 2026-04-07", "missed in-force 2026-06-05 2026-06-05" },
		/* each told by itself; a notice of the one is none of the other */
		{ ACCESS | ERASURE,
		    ACCESS_EXTENDED "; 2026-03-12 extension-decided complexity for=erasure",
		    "2026-03-20", "open in-force 2026-06-05 2026-06-05",
		    "open decided 2026-04-07 2026-04-07", "open decided 2026-04-07 2026-04-07" },
		{ ACCESS | ERASURE,
		    ACCESS_EXTENDED "; 2026-03-12 extension-decided complexity for=erasure; "
				    "2026-03-13 extension-notice-sent for=erasure; 2026-03-14 "
				    "extension-notice-bounced for=erasure",
		    "2026-03-20", "open in-force 2026-06-05 2026-06-05",
		    "open bounced 2026-04-07 2026-04-07", "open bounced 2026-04-07 2026-04-07" },
		{ ACCESS | ERASURE,
		    ACCESS_EXTENDED "; 2026-03-14 extension-notice-bounced for=access",
		    "2026-03-20", "open bounced 2026-04-07 2026-04-07",
		    "open none 2026-04-07 2026-04-07", "open bounced 2026-04-07 2026-04-07" },
		/* each once */
		{ ACCESS | ERASURE,
		    ACCESS_EXTENDED "; 2026-04-08 extension-decided number for=access; 2026-04-08 "
				    "extension-notice-sent for=access",
		    "2026-04-08", "open in-force 2026-06-05 2026-06-05",
		    "late none 2026-04-07 2026-04-07", "late in-force 2026-04-07 2026-04-07" },
		/* extended, and answered within its month all the same */
		{ ACCESS | ERASURE,
		    RECEIVED "2026-03-10 extension-decided number for=access; 2026-03-20 "
			     "answered-in-part for=access",
		    "2026-04-08", "met needless 2026-04-07 2026-04-07",
		    "late none 2026-04-07 2026-04-07", "late needless 2026-04-07 2026-04-07" },
		/* opened again every right runs, by its own day */
		{ ACCESS | ERASURE,
		    ACCESS_EXTENDED "; 2026-04-01 answered-in-part for=erasure; 2026-05-20 "
				    "answered; 2026-05-25 reopened",
		    "2026-05-25", "open in-force 2026-06-05 2026-06-05",
		    "late none 2026-04-07 2026-04-07", "late in-force 2026-04-07 2026-04-07" },
		/* closed with all of it: what was extended is in time, the rest is not */
		{ ACCESS | ERASURE, ACCESS_EXTENDED "; 2026-05-20 closed misdirected", "2026-05-20",
		    "after-first-month in-force 2026-06-05 2026-06-05",
		    "missed none 2026-04-07 2026-04-07", "missed in-force 2026-06-05 2026-06-05" },
		/* extended whole, all have it */
		{ ACCESS | ERASURE,
		    RECEIVED "2026-03-10 extension-decided number; 2026-03-11 "
			     "extension-notice-sent",
		    "2026-05-01", "open in-force 2026-06-05 2026-06-05",
		    "open in-force 2026-06-05 2026-06-05", "open in-force 2026-06-05 2026-06-05" },
		/* whose rights are not known has no more time than the month */
		{ 0, ACCESS_EXTENDED, "2026-05-01", "late none 2026-04-07 2026-04-07",
		    "late none 2026-04-07 2026-04-07", "late none 2026-04-07 2026-04-07" },
	};
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct fact facts[32];
		struct term t;
		const struct term_input in = { .calendar = nl,
			.rights = cases[i].rights,
			.facts = facts,
			.nfacts = read_facts(cases[i].facts, facts, array_len(facts), a),
			.as_of = day(cases[i].as_of) };
		term_compute(&in, a, &t);
		const struct {
			const char *right, *expected;
		} said[] = { { "access", cases[i].access }, { "erasure", cases[i].erasure },
			{ NULL, cases[i].request } };
		for (size_t k = 0; k < array_len(said); k++) {
			const char *got = clock_said(&in, &t, said[k].right, a);
			if (strcmp(got, said[k].expected) != 0)
				fail_msg("%s: \"%s\", expected \"%s\" in: %s",
				    said[k].right ? said[k].right : "request", got,
				    said[k].expected, cases[i].facts);
		}
	}
}

/* What is due at once is so of its own right, and of the request while that is open. */
static void
apart_at_once(void **state)
{
	(void)state;
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	auto_drop(arena) struct arena *a = arena_new();
	struct fact facts[32];
	struct term t;
	struct term_input in = { .calendar = nl,
		.rights = ACCESS | STOP,
		.at_once = STOP,
		.facts = facts,
		.as_of = day("2026-03-12") };
	in.nfacts = read_facts(ACCESS_EXTENDED, facts, array_len(facts), a);
	term_compute(&in, a, &t);
	assert_string_equal(
	    clock_said(&in, &t, "consent-withdrawal", a), "open none 2026-04-07 2026-03-06");
	assert_string_equal(
	    clock_said(&in, &t, "access", a), "open in-force 2026-06-05 2026-06-05");
	assert_string_equal(clock_said(&in, &t, NULL, a), "open in-force 2026-04-07 2026-03-06");
	in.nfacts = read_facts(ACCESS_EXTENDED "; 2026-03-12 stopped for=consent-withdrawal", facts,
	    array_len(facts), a);
	term_compute(&in, a, &t);
	assert_string_equal(
	    clock_said(&in, &t, "consent-withdrawal", a), "open none 2026-04-07 2026-04-07");
	assert_string_equal(clock_said(&in, &t, NULL, a), "open in-force 2026-04-07 2026-04-07");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(extensions),
		cmocka_unit_test(apart),
		cmocka_unit_test(apart_at_once),
		cmocka_unit_test(dates),
		cmocka_unit_test(at_once),
		cmocka_unit_test(at_once_ends),
		cmocka_unit_test(suspensions),
		cmocka_unit_test(identity_open),
		cmocka_unit_test(ask_within),
		cmocka_unit_test(clock_changes),
		cmocka_unit_test(ends),
		cmocka_unit_test(warnings),
		cmocka_unit_test(derivation),
		cmocka_unit_test(told),
		cmocka_unit_test(every_end_is_judged),
		cmocka_unit_test(done_when_told),
		cmocka_unit_test(as_json),
		cmocka_unit_test(names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
