/*
 * The report of a month from a real database: which requests are in the cohort, and where each is counted.
 */
#include "dossier/report.h"
#include "unit/store_fixture.h"
#include "unit/unit.h"

static const char *const access_only[] = { "access", NULL };
static const char *const both[] = { "access", "erasure", NULL };

static struct date
day(const char *s)
{
	struct date d = { 0 };
	ok(date_parse(s, &d, &err));
	return d;
}

/* A request received on a day of Amsterdam at noon, due on another; answered at an instant, or not yet. */
static struct request
put(const char *received, const char *deadline, const char *answered_at, const char *const *rights)
{
	struct request r = { .org_id = fix.org, .channel = "email", .language = "nl", .subject_relation = "self",
		.received = day(received), .deadline = day(deadline), .calendar = "nl", .calendar_version = "0123456789ab" };
	usec_t at;
	r.extended = date_add_months(r.received, 3);
	r.due = r.deadline;
	ok(zone_midnight("Europe/Amsterdam", r.received, &r.received_at, &err));
	ok(db_begin(fix.db, &err));
	ok(request_insert(fix.db, &r, "JBS", rights, "tester", fix.arena, &err));
	if (answered_at) {
		ok(instant_parse(answered_at, &at, &err));
		ok(request_advance(fix.db, &r, "logged", "answered", at, &err));
	}
	ok(event_append(fix.db, fix.org, r.id, "tester", "request.logged", NULL, &err));
	ok(db_commit(fix.db, &err));
	return r;
}

static void
refuse(const struct request *r)
{
	ok(db_begin(fix.db, &err));
	ok(request_right_decide(fix.db, r, "erasure", "refused", "17(3)(b)", r->received, &err));
	ok(event_append(fix.db, fix.org, r->id, "tester", "request.decided", NULL, &err));
	ok(db_commit(fix.db, &err));
}

static json_t *
report(const char *month, const char *now)
{
	struct org_list orgs = { 0 };
	struct date first;
	usec_t at;
	ok(org_list(fix.db, fix.arena, &orgs, &err));
	ok(report_parse_month(month, &first, &err));
	ok(instant_parse(now, &at, &err));
	json_t *r = NULL;
	ok(r = report_compute(fix.db, &orgs, first, at, &err));
	return r;
}

static void
assert_counts(const json_t *figures, const char *want)
{
	char got[100];
	(void)snprintf(got, sizeof(got), "%d %d %d %d %d %d %d", (int)json_int_or(figures, "received", -1),
	    (int)json_int_or(figures, "in_time", -1), (int)json_int_or(figures, "late", -1),
	    (int)json_int_or(figures, "open_in_time", -1), (int)json_int_or(figures, "open_late", -1),
	    (int)json_int_or(figures, "extended", -1), (int)json_int_or(figures, "refused", -1));
	assert_string_equal(got, want);
}

static void
test_month(void **state)
{
	(void)state;
	fix.org = fixture_org("jbsync", "JBS");
	put("2026-02-28", "2026-03-30", "2026-03-01T12:00:00Z", both);        /* another cohort */
	put("2026-03-01", "2026-04-01", "2026-04-01T21:59:59Z", access_only); /* the last second in Amsterdam */
	put("2026-03-02", "2026-04-02", "2026-04-02T22:00:00Z", access_only); /* a second later: late */
	put("2026-03-31", "2026-04-30", NULL, access_only);
	struct request r = put("2026-03-10", "2026-04-10", NULL, both);
	put("2026-04-01", "2026-05-01", NULL, both);
	refuse(&r);

	auto_drop(json) json_t *before = report("2026-03", "2026-04-10T21:59:59Z");
	const json_t *o = json_array_get(json_get(before, "organisations"), 0);
	assert_string_equal(json_str(before, "cohort"), "requests received in 2026-03");
	assert_string_equal(json_str(o, "as_of"), "2026-04-10");
	assert_counts(json_get(o, "total"), "4 1 1 2 0 0 1");
	assert_int_equal(json_array_size(json_get(o, "rights")), 2);
	assert_counts(json_array_get(json_get(o, "rights"), 0), "4 1 1 2 0 0 0");
	assert_counts(json_array_get(json_get(o, "rights"), 1), "1 0 0 1 0 0 1");

	/* midnight in Amsterdam: one is late now */
	auto_drop(json) json_t *after = report("2026-03", "2026-04-10T22:00:00Z");
	o = json_array_get(json_get(after, "organisations"), 0);
	assert_counts(json_get(o, "total"), "4 1 1 1 1 0 1");
	assert_true(json_number_value(json_get(json_get(o, "total"), "on_time_percent")) == 33.3);
	assert_true(json_number_value(json_get(json_get(o, "total"), "best_percent")) == 50.0);

	auto_drop(json) json_t *none = report("2026-01", "2026-04-10T22:00:00Z");
	o = json_array_get(json_get(none, "organisations"), 0);
	assert_counts(json_get(o, "total"), "0 0 0 0 0 0 0");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_month) };
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
