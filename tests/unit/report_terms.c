/*
 * Every figure of the report over a small database in which each is known by hand: extensions,
 * questions, refusals, withdrawal, promise, processor, tasks, risks; on several days, of a month
 * and of a year; and that sums never go stale. All days are Amsterdam's, and none of the deadlines
 * here meets a holiday but where it says so.
 */
#include "dossier/store/report.h"
#include "dossier/store/register.h"
#include "unit/report_help.h"

static const char *const access_only[] = { "access", NULL };
static const char *const erasure_only[] = { "erasure", NULL };
static const char *const both[] = { "access", "erasure", NULL };
static struct request open_one, task_one;

#define REASON "\"text\":\"sealed\""

static int
start(void **state)
{
	if (fixture_start(state) != 0)
		return 1;
	clock_move(noon("2026-01-01"));
	fix.org = fixture_org("jbsync", "JBS");
	static const char reg[] =
	    "{\"organisation\":{\"promise\":{\"within\":\"P2W\",\"measures\":\"answered\"}},"
	    "\"systems\":[{\"id\":\"app\",\"recipient\":\"R01\",\"name\":\"App\"}],"
	    "\"recipients\":[{\"id\":\"R01\",\"name\":\"Hoster B.V.\"}],"
	    "\"categories\":[{\"id\":\"C01\",\"name\":{\"nl\":\"Klanten\",\"en\":\"Customers\"}}]}";
	int version;
	ok(db_begin(fix.db, &err));
	ok(register_put(fix.db, fix.org, reg, strlen(reg), "tester", &version, &err));
	ok(event_append(fix.db, fix.org, 0, "tester", "register.loaded", NULL, &err));
	ok(db_commit(fix.db, &err));
	assert_int_equal(version, 1);
	struct request r;
	/*
	 * 1: first deadline 2 March, promise 16 February; extended lawfully, answered within three
	 * months
	 */
	r = put("2026-02-02", access_only, NULL, 1);
	fact(&r, "extension-decided", "2026-02-20", "{\"ground\":\"complexity\"," REASON "}");
	fact(&r, "extension-notice-sent", "2026-02-21", "{" REASON "}");
	end(&r, "answered", "2026-04-10", NULL);
	fact(&r, "late-cause", "2026-04-10", "{\"cause\":\"illness\"}");
	/* it was not that: what was taken back is counted no more */
	fact(&r, "late-cause", "2026-04-10", "{\"cause\":\"staff\"}");
	fact(&r, "late-cause-taken-back", "2026-04-11", "{\"cause\":\"staff\"}");
	/* 2: extended after the first deadline (3 March): void; answered late */
	r = put("2026-02-03", access_only, NULL, 1);
	fact(&r, "extension-decided", "2026-03-04", "{\"ground\":\"complexity\"," REASON "}");
	end(&r, "answered", "2026-03-10", NULL);
	fact(&r, "late-cause", "2026-03-11", "{\"cause\":\"illness\"}");
	/* 3: asked about identity at once, never answered, closed as not identified in time */
	r = put("2026-02-04", erasure_only, NULL, 1);
	fact(&r, "question-asked", "2026-02-05",
	    "{\"ground\":\"identity\",\"large_quantity\":false," REASON "}");
	fact(&r, "question-sent", "2026-02-05", NULL);
	end(&r, "closed", "2026-02-25", "{\"ground\":\"not-identified\"," REASON "}");
	/* 4: withdrawn in time, within the promise */
	r = put("2026-02-05", access_only, NULL, 1);
	end(&r, "withdrawn", "2026-02-10", "{\"by\":\"person\"," REASON "}");
	/* 5: as processor: apart */
	r = put("2026-02-06", access_only, "acme", 1);
	end(&r, "answered", "2026-02-11", NULL);
	/*
	 * 6: erasure refused in the promise, access answered later, both in the month (6 April is
	 * Easter Monday)
	 */
	r = put("2026-02-06", both, NULL, 1);
	fact(&r, "refused", "2026-02-16",
	    "{\"ground\":\"erasure-17-3-b\",\"late\":false,\"right\":\"erasure\"," REASON "}");
	end(&r, "answered", "2026-02-26", NULL);
	/* 7: answered, reopened, open */
	r = put("2026-02-09", access_only, NULL, 1);
	end(&r, "answered", "2026-02-12", NULL);
	fact(&r, "reopened", "2026-02-20", "{" REASON "}");
	advance(&r, "searching", "2026-02-20");
	open_one = r;
	/* 8: refused after the month though extended */
	r = put("2026-02-10", erasure_only, NULL, 1);
	fact(&r, "extension-decided", "2026-02-11", "{\"ground\":\"number\"," REASON "}");
	fact(&r, "extension-notice-sent", "2026-02-11", "{" REASON "}");
	fact(&r, "refused", "2026-04-01",
	    "{\"ground\":\"unfounded-12-5\",\"late\":true,\"right\":\"erasure\"," REASON "}");
	end(&r, "answered", "2026-04-01", "{}");
	/* 9: extended, but nobody told the person */
	r = put("2026-03-30", access_only, NULL, 1);
	fact(&r, "extension-decided", "2026-04-02", "{\"ground\":\"number\"," REASON "}");
	task_one = r;
	ok(db_begin(fix.db, &err));
	ok(event_append(fix.db, fix.org, r.id, "tester", "request.planned", NULL, &err));
	ok(db_commit(fix.db, &err));
	fixture_sql(arena_printf(fix.arena,
	    "INSERT INTO task (organisation_id, request_id, system, action, connector, state, "
	    "needs, categories, due, created_at, finished_at)\n"
	    "VALUES (%d, %d, 'app', 'collect', 'http', 'done', '[]', '[\"C01\"]', '2026-04-30', "
	    "'2026-03-30T12:00Z', '2026-04-03T12:00Z'),\n"
	    "(%d, %d, 'stripe', 'collect', 'http', 'asked', '[]', '[\"C01\", \"C02\"]', "
	    "'2026-04-30', '2026-03-30T12:00Z', NULL)",
	    (int)fix.org, (int)r.id, (int)fix.org, (int)r.id));
	return 0;
}

static void
test_february(void **state)
{
	(void)state;
	auto_drop(json) json_t *r = report("2026-02", NULL, "2026-04-15T10:00:00Z");
	/*
	 * 1 in time by the extension; 2 late; 3, 4, 6 in time; 7 open and late since 9 March; 8
	 * refused in the second month: no extension is of that
	 */
	assert_figures(json_get(first(r), "total"),
	    "received 7, in_time 4, late 1, open_late 1, ended_after_first_month 1, extended 2, "
	    "extended_unlawfully 1, "
	    "suspended 1, refused 2, refused_late 1, withdrawn 1, not_identified 1, "
	    "closed_unanswered 1, statute_missed 2, promise_missed 6, within_one_month 1, "
	    "within_one_month_of 5, within_three_months 2, within_three_months_of 2");
	assert_figures(json_get(first(r), "processor"),
	    "received 1, in_time 1, promise_kept 1, within_one_month 1, within_one_month_of 1");
	const json_t *rights = json_get(first(r), "rights");
	assert_string_equal(json_str(json_array_get(rights, 0), "right"), "access");
	assert_figures(json_array_get(rights, 0),
	    "received 5, in_time 3, late 1, open_late 1, extended 1, extended_unlawfully 1, "
	    "withdrawn 1, statute_missed 2, promise_missed 4, within_one_month 1, "
	    "within_one_month_of 4, within_three_months 1, within_three_months_of 1");
	/* the erasure of 6 was refused on day 10, within the promise */
	assert_figures(json_array_get(rights, 1),
	    "received 3, in_time 2, ended_after_first_month 1, extended 1, suspended 1, "
	    "refused 2, refused_late 1, not_identified 1, closed_unanswered 1, "
	    "promise_missed 2, promise_kept 1, within_one_month 1, within_one_month_of 2, "
	    "within_three_months 1, within_three_months_of 1");
	const json_t *total = json_get(first(r), "total");
	assert_compact(
	    json_get(total, "refused_by_ground"), "{\"erasure-17-3-b\":1,\"unfounded-12-5\":1}");
	assert_compact(json_get(total, "causes"), "{\"illness\":2}");
	/* 67, 35, 20 and 50 days */
	assert_compact(json_get(total, "days"),
	    "{\"answered\":4,\"median\":35,\"p90\":67,\"max\":67,\"histogram\":["
	    "{\"from\":0,\"to\":7,\"requests\":0},{\"from\":8,\"to\":14,\"requests\":0},"
	    "{\"from\":15,\"to\":21,\"requests\":1},{\"from\":22,\"to\":28,\"requests\":0},"
	    "{\"from\":29,\"to\":35,\"requests\":1},{\"from\":36,\"to\":62,\"requests\":1},"
	    "{\"from\":63,\"to\":98,\"requests\":1},{\"from\":99,\"to\":null,\"requests\":0}]}");
	assert_compact(json_get(total, "on_time_percent"), "57.1");
	assert_compact(json_get(total, "best_percent"), "57.1");
	assert_compact(json_get(total, "within_one_month_percent"), "20.0");
	assert_compact(json_get(total, "within_three_months_percent"), "100.0");
	assert_true(report_is_late(r));
	assert_int_equal(json_array_size(json_get(first(r), "trend")), 12);
	assert_string_equal(
	    json_str(json_array_get(json_get(first(r), "trend"), 11), "month"), "2026-02");
}

static void
test_cohorts(void **state)
{
	(void)state;
	auto_drop(json) json_t *march = report("2026-03", NULL, "2026-04-15T10:00:00Z"),
			       *april = report("2026-04", NULL, "2026-04-15T10:00:00Z"),
			       *february = report("2026-02", NULL, "2026-04-15T10:00:00Z");
	/* received in March: 9 alone */
	assert_figures(json_get(cohort(march, "received"), "total"),
	    "received 1, open_in_time 1, extension_pending 1, promise_missed 1");
	/* due in March: 2, 3, 4, 6, 7; those extended in May */
	assert_int_equal(
	    json_int_or(json_get(cohort(march, "deadline"), "total"), "received", -1), 5);
	assert_int_equal(
	    json_int_or(json_get(cohort(march, "deadline"), "processor"), "received", -1), 1);
	assert_int_equal(
	    json_int_or(json_get(cohort(april, "deadline"), "total"), "received", -1), 1);
	/* ended in February: 3, 4, 6; in March: 2; in April: 1, 8 */
	assert_int_equal(
	    json_int_or(json_get(cohort(february, "closed"), "total"), "received", -1), 3);
	assert_int_equal(
	    json_int_or(json_get(cohort(february, "closed"), "processor"), "received", -1), 1);
	assert_figures(json_get(cohort(march, "closed"), "total"),
	    "received 1, late 1, extended_unlawfully 1, statute_missed 1, promise_missed 1, "
	    "within_one_month_of 1");
	assert_int_equal(
	    json_int_or(json_get(cohort(april, "closed"), "total"), "received", -1), 2);
	assert_string_equal(json_str(cohort(march, "deadline"), "words"),
	    "requests whose legal deadline is in 2026-03");
}

static void
test_year(void **state)
{
	(void)state;
	auto_drop(json) json_t *r = report("2026", NULL, "2026-04-15T10:00:00Z");
	assert_string_equal(json_str(r, "year"), "2026");
	assert_int_equal(json_int_or(json_get(first(r), "total"), "received", -1), 8);
	assert_int_equal(json_int_or(json_get(cohort(r, "closed"), "total"), "received", -1), 6);
	assert_int_equal(json_int_or(json_get(cohort(r, "deadline"), "total"), "received", -1), 8);
	const json_t *trend = json_get(first(r), "trend"); /* January to April */
	assert_int_equal(json_array_size(trend), 4);
	assert_string_equal(json_str(json_array_get(trend, 0), "month"), "2026-01");
	assert_int_equal(json_int_or(json_array_get(trend, 1), "received", -1), 7);
	auto_drop(json) json_t *old = report("2025", NULL, "2026-04-15T10:00:00Z");
	assert_figures(json_get(first(old), "total"), "");
}

/* What the report would have said then, from what was recorded then. */
static void
test_as_of(void **state)
{
	(void)state;
	static const struct {
		const char *day, *figures;
	} days[] = {
		{ "2026-02-03", "received 2, open_in_time 2" },
		{ "2026-02-12",
		    "received 7, in_time 2, open_in_time 5, extended 1, suspended 1, withdrawn 1, "
		    "promise_kept 1, within_one_month 1, within_one_month_of 1" },
		/* the answer to 7 is undone, the extension of 1 is in force, the promises of 1, 2,
		   3 are past, that of 6 ends this day */
		{ "2026-02-20",
		    "received 7, in_time 1, open_in_time 6, extended 1, extension_pending 1, "
		    "suspended 1, refused 1, withdrawn 1, promise_missed 3" },
		{ "2026-03-03",
		    "received 7, in_time 3, open_in_time 4, extended 2, suspended 1, refused 1, "
		    "withdrawn 1, not_identified 1, closed_unanswered 1, promise_missed 6, "
		    "within_one_month 1, within_one_month_of 2" },
		{ "2026-03-04",
		    "received 7, in_time 3, open_in_time 3, open_late 1, extended 2, "
		    "extended_unlawfully 1, suspended 1, refused 1, withdrawn 1, not_identified 1, "
		    "closed_unanswered 1, statute_missed 1, promise_missed 6, within_one_month 1, "
		    "within_one_month_of 3" },
	};
	for (size_t i = 0; i < array_len(days); i++) {
		auto_drop(json) json_t *r = report("2026-02", days[i].day, "2026-04-15T10:00:00Z");
		assert_string_equal(json_str(first(r), "as_of"), days[i].day);
		assert_figures(json_get(first(r), "total"), days[i].figures);
	}
	/* today is like any other day */
	auto_drop(json) json_t *counted = report("2026-02", "2026-04-15", "2026-04-16T10:00:00Z"),
			       *summed = report("2026-02", NULL, "2026-04-15T10:00:00Z");
	assert_true(json_equal(counted, summed));
}

static void
test_refused(void **state)
{
	(void)state;
	static const struct {
		const char *period, *as_of, *words;
	} bad[] = {
		{ "2026-05", NULL, "2026-05 is still to come" },
		{ "2027", NULL, "2027 is still to come" },
		{ "2026-04", "2026-03-31", "2026-04 is still to come" },
		{ "2026-02", "2026-04-16", "2026-04-16 is still to come" },
		{ "2026-02", "2025-12-31", "nothing was recorded" },
	};
	for (size_t i = 0; i < array_len(bad); i++) {
		struct err err = { 0 };
		assert_null(try_report(bad[i].period, bad[i].as_of, "2026-04-15T10:00:00Z", &err));
		assert_err(&err, ERR_DENIED, bad[i].words);
		assert_err(&err, ERR_DENIED, "report of jbsync");
	}
	fixture_sql("UPDATE organisation SET calendar = 'atlantis'");
	struct err err = { 0 };
	assert_null(try_report("2026-02", NULL, "2026-04-15T10:00:00Z", &err));
	assert_err(&err, ERR_NOTFOUND, "report of jbsync");
	fixture_sql("UPDATE organisation SET calendar = 'nl'");
}

static void
test_work(void **state)
{
	(void)state;
	auto_drop(json) json_t *r = report("2026-03", NULL, "2026-04-15T10:00:00Z");
	assert_compact(json_get(first(r), "systems"),
	    "[{\"system\":\"stripe\",\"name\":null,\"names\":null,\"tasks\":1,\"finished\":0,"
	    "\"open\":1,\"median_days\":null,\"p90_days\":null,\"max_days\":null,\"after_month\":0,"
	    "\"last\":1,\"recipient\":null,\"recipient_name\":null},{\"system\":\"app\","
	    "\"name\":\"App\",\"names\":\"App\",\"tasks\":1,\"finished\":1,\"open\":0,"
	    "\"median_days\":4,\"p90_days\":4,\"max_days\":4,\"after_month\":0,\"last\":0,"
	    "\"recipient\":\"R01\",\"recipient_name\":\"Hoster B.V.\"}]");
	assert_compact(json_get(first(r), "categories"),
	    "[{\"category\":\"C01\",\"name\":\"Customers\",\"names\":{\"nl\":\"Klanten\","
	    "\"en\":\"Customers\"},\"tasks\":2,\"finished\":1,\"open\":1,\"median_days\":4,"
	    "\"p90_days\":4,\"max_days\":4,\"after_month\":0,\"last\":1},{\"category\":\"C02\","
	    "\"name\":null,\"names\":null,\"tasks\":1,\"finished\":0,\"open\":1,"
	    "\"median_days\":null,\"p90_days\":null,\"max_days\":null,\"after_month\":0,"
	    "\"last\":1}]");
	/* before it was finished */
	auto_drop(json) json_t *then = report("2026-03", "2026-04-02", "2026-04-15T10:00:00Z");
	const json_t *app = json_array_get(json_get(first(then), "systems"), 0);
	assert_string_equal(json_str(app, "system"), "app");
	assert_int_equal(json_int_or(app, "open", -1), 1);
	assert_int_equal(json_int_or(app, "last", -1), 1);
	/* the month after: both held things up past the first deadline, 30 April */
	auto_drop(json) json_t *later = report("2026-03", NULL, "2026-05-02T10:00:00Z");
	assert_int_equal(
	    json_int_or(json_array_get(json_get(first(later), "systems"), 0), "after_month", -1),
	    1);
}

static void
test_risk(void **state)
{
	(void)state;
	auto_drop(json) json_t *r = report("2026-03", NULL, "2026-04-15T10:00:00Z");
	const json_t *risk = json_get(first(r), "risk");
	assert_int_equal(json_array_size(risk), 2);
	assert_compact(json_array_get(risk, 0),
	    arena_printf(fix.arena,
		"{\"reference\":\"%s\",\"due\":\"2026-02-23\",\"in_force\":\"2026-03-09\","
		"\"days_left\":-51,\"processor\":false,\"missing\":[\"plan\",\"answer\"]}",
		open_one.reference));
	assert_compact(json_array_get(risk, 1),
	    arena_printf(fix.arena,
		"{\"reference\":\"%s\",\"due\":\"2026-04-13\",\"in_force\":\"2026-04-30\","
		"\"days_left\":-2,\"processor\":false,\"missing\":[\"system stripe\",\"notice\","
		"\"answer\"]}",
		task_one.reference));
	/* of a past day: 3 waits for an answer of the person, 2 and 6 were open then */
	auto_drop(json) json_t *then = report("2026-02", "2026-02-15", "2026-04-15T10:00:00Z");
	risk = json_get(first(then), "risk");
	assert_int_equal(json_array_size(risk), 5);
	assert_compact(
	    json_get(json_array_get(risk, 2), "missing"), "[\"plan\",\"question\",\"answer\"]");
	assert_int_equal(json_int_or(json_array_get(risk, 0), "days_left", 99), 1);
}

/* A fact, or an event about a task, changes the sums of its day at once. */
static void
test_sums(void **state)
{
	(void)state;
	auto_drop(json) json_t *before = report("2026-02", NULL, "2026-04-15T10:00:00Z");
	assert_true(fixture_count("SELECT count(*) FROM report_case") > 0);
	auto_drop(json) json_t *again = report("2026-02", NULL, "2026-04-15T10:00:00Z");
	assert_true(json_equal(before, again));
	auto_drop(json) json_t *tomorrow = report("2026-02", NULL, "2026-04-16T10:00:00Z");
	assert_string_equal(json_str(first(tomorrow), "as_of"), "2026-04-16");
	end(&open_one, "answered", "2026-04-14", NULL);
	auto_drop(json) json_t *after = report("2026-02", NULL, "2026-04-15T10:00:00Z");
	assert_int_equal(json_int_or(json_get(first(before), "total"), "open_late", -1), 1);
	assert_int_equal(json_int_or(json_get(first(after), "total"), "open_late", -1), 0);
	assert_int_equal(json_int_or(json_get(first(after), "total"), "late", -1), 2);
	fixture_sql("UPDATE task SET state = 'done', finished_at = '2026-04-14T12:00Z' "
		    "WHERE system = 'stripe'");
	ok(db_begin(fix.db, &err));
	ok(event_append(fix.db, fix.org, task_one.id, "tester", "task.finished", NULL, &err));
	ok(db_commit(fix.db, &err));
	auto_drop(json) json_t *done = report("2026-03", NULL, "2026-04-15T10:00:00Z");
	assert_int_equal(
	    json_int_or(json_array_get(json_get(first(done), "systems"), 0), "finished", -1), 1);
	/* and they are nothing but sums */
	auto_drop(json) json_t *last = report("2026-02", NULL, "2026-04-15T10:00:00Z");
	fixture_sql("DELETE FROM report_day; DELETE FROM report_mark");
	assert_int_equal(
	    fixture_count(
		"SELECT (SELECT count(*) FROM report_case) + (SELECT count(*) FROM report_task)"),
	    0);
	auto_drop(json) json_t *anew = report("2026-02", NULL, "2026-04-15T10:00:00Z");
	assert_true(json_equal(last, anew));
}

static void
move_to(const char *zone)
{
	int64_t id;
	struct org o;
	ok(org_by_slug(fix.db, "jbsync", fix.arena, &o, &err));
	o.zone = zone;
	ok(db_begin(fix.db, &err));
	ok(org_put(fix.db, &o, &id, &err));
	ok(event_append(fix.db, fix.org, 0, "tester", "register.loaded", NULL, &err));
	ok(db_commit(fix.db, &err));
}

/* What happened keeps the day it was recorded for; days of tasks are those of the zone. */
static void
test_zone(void **state)
{
	(void)state;
	auto_drop(json) json_t *before = report("2026-02", NULL, "2026-04-15T10:00:00Z");
	move_to("Pacific/Auckland");
	assert_int_equal(fixture_count("SELECT count(*) FROM report_day"), 0);
	auto_drop(json) json_t *moved = report("2026-02", NULL, "2026-04-15T10:00:00Z");
	assert_true(json_equal(before, moved));
	move_to("Europe/Amsterdam");
	auto_drop(json) json_t *after = report("2026-02", NULL, "2026-04-15T10:00:00Z");
	assert_true(json_equal(before, after));
}

/* Who writes is waited for, but not for long: then the report counts by itself. */
static void
test_writer(void **state)
{
	(void)state;
	struct db *other = NULL;
	ok(other = fixture_open(&err));
	fixture_sql("DELETE FROM report_day");
	ok(db_begin(other, &err));
	ok(event_append(other, fix.org, task_one.id, "tester", "clock.done", NULL, &err));
	const struct fact done = fact_said("done", noon("2026-04-14"), NULL);
	ok(clock_append(other, fix.org, task_one.id, &done, &err));
	ok(db_begin(fix.db, &err)); /* news of somebody who was quicker */
	ok(event_append(fix.db, fix.org, open_one.id, "tester", "request.noted", NULL, &err));
	ok(db_commit(fix.db, &err));
	auto_drop(json) json_t *meanwhile = report("2026-03", NULL, "2026-04-15T10:00:00Z");
	assert_int_equal(fixture_count("SELECT count(*) FROM report_day"), 0);
	db_rollback(other);
	db_close(other);
	auto_drop(json) json_t *after = report("2026-03", NULL, "2026-04-15T10:00:00Z");
	assert_true(json_equal(meanwhile, after));
	assert_int_equal(fixture_count("SELECT count(*) FROM report_day"), 365);
}

/*
 * A fact whose event is still to be written holds nobody up and is held up by nobody; its event
 * makes the day stale.
 */
static void
test_half_written(void **state)
{
	(void)state;
	struct db *other = NULL;
	ok(other = fixture_open(&err));
	ok(db_begin(other, &err));
	const struct fact cause =
	    fact_said("late-cause", noon("2026-04-14"), "{\"cause\":\"staff\"}");
	ok(clock_append(other, fix.org, task_one.id, &cause, &err));
	fact(&open_one, "late-cause", "2026-04-14",
	    "{\"cause\":\"staff\"}"); /* whose key is higher */
	auto_drop(json) json_t *meanwhile = report("2026-03", NULL, "2026-04-15T10:00:00Z");
	assert_int_equal(
	    fixture_count("SELECT count(*) FROM report_mark WHERE clock_id = (SELECT max(clock_id) "
			  "FROM request_clock)"),
	    1);
	ok(event_append(other, fix.org, task_one.id, "tester", "clock.late-cause", NULL, &err));
	ok(db_commit(other, &err));
	db_close(other);
	auto_drop(json) json_t *after = report("2026-03", NULL, "2026-04-15T10:00:00Z");
	assert_false(json_equal(meanwhile, after));
	fixture_sql("DELETE FROM report_day");
	auto_drop(json) json_t *anew = report("2026-03", NULL, "2026-04-15T10:00:00Z");
	assert_true(json_equal(after, anew));
}

/*
 * Who reads sees all days or knows that he does not, whatever another report finds stale meanwhile.
 */
static void
test_snapshot(void **state)
{
	(void)state;
	const struct report_days february = { day("2026-02-01"), day("2026-03-01") };
	const struct report_when sums = { .summed = true };
	struct report_groups before, meanwhile;
	bool summed = false;
	struct db *other = NULL;
	json_decref(report("2026-02", NULL, "2026-04-15T10:00:00Z"));
	ok(other = fixture_open(&err));
	ok(report_groups(fix.db, fix.org, february, &sums, NULL, fix.arena, &before, &err));
	assert_true(before.n > 0);
	ok(report_snapshot(other, fix.org, february, &summed, &err));
	assert_true(summed);
	fixture_sql("DELETE FROM report_day WHERE received = '2026-02-09'");
	ok(report_groups(other, fix.org, february, &sums, NULL, fix.arena, &meanwhile, &err));
	assert_int_equal(meanwhile.n, before.n);
	ok(db_commit(other, &err));
	ok(report_snapshot(other, fix.org, february, &summed, &err));
	assert_false(summed);
	ok(db_commit(other, &err));
	db_close(other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_february),
		cmocka_unit_test(test_cohorts),
		cmocka_unit_test(test_year),
		cmocka_unit_test(test_as_of),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_work),
		cmocka_unit_test(test_risk),
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_zone),
		cmocka_unit_test(test_writer),
		cmocka_unit_test(test_half_written),
		cmocka_unit_test(test_snapshot),
	};
	return cmocka_run_group_tests(tests, start, fixture_stop);
}
