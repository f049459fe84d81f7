/*
 * For the tests of the report: requests with clock facts in a real database, and ways into the
 * figures.
 */
#ifndef TESTS_REPORT_HELP_H
#define TESTS_REPORT_HELP_H

#include "dossier/report.h"
#include "dossier/store/clock.h"
#include "dossier/store/event.h"
#include "unit/store_fixture.h"
#include "unit/unit.h"

static inline struct date
day(const char *s)
{
	struct date d = { 0 };
	ok(date_parse(s, &d, &err));
	return d;
}

static inline usec_t
noon(const char *s)
{
	usec_t t;
	ok(instant_parse(arena_printf(fix.arena, "%sT11:00:00Z", s), &t, &err));
	return t;
}

/*
 * What a fact says, as {"ground", "right", "cause", "large_quantity", "text", "letter", "result"};
 * NULL: nothing.
 */
static inline struct fact
fact_said(const char *name, usec_t at, const char *detail)
{
	auto_drop(json) json_t *d = detail ? json_loads(detail, 0, NULL) : NULL;
	struct fact f = {
		.kind = fact_find(name),
		.at = at,
		.by = "tester",
		.ground = arena_strdup(fix.arena, json_str(d, "ground")),
		.right = arena_strdup(fix.arena, json_str(d, "right")),
		.cause = arena_strdup(fix.arena, json_str(d, "cause")),
		.letter = arena_strdup(fix.arena, json_str(d, "letter")),
		.result = arena_strdup(fix.arena, json_str(d, "result")),
		.large_quantity = json_flag(d, "large_quantity"),
		.sealed = json_str(d, "text") ? "sealed" : NULL,
	};
	assert_true(f.kind < FACT__MAX && (!detail || d));
	ok(zone_date("Europe/Amsterdam", at, &f.on, &err));
	f.late = at < clock_now() - 24 * 3600 * USEC_PER_SEC;
	return f;
}

/* As casework does it: the clock stands at the moment of recording. */
static inline void
fact_at(const struct request *r, const char *fact, usec_t at, const char *detail)
{
	const struct fact f = fact_said(fact, at, detail);
	ok(db_begin(fix.db, &err));
	ok(clock_append(fix.db, fix.org, r->id, &f, &err));
	ok(event_append(fix.db, fix.org, r->id, "tester", "clock.fact", NULL, &err));
	ok(db_commit(fix.db, &err));
}

static inline void
fact(const struct request *r, const char *name, const char *on, const char *detail)
{
	clock_move(noon(on));
	fact_at(r, name, noon(on), detail);
}

/*
 * A request received and logged on a day; deadlines are the law's, these columns only have to be
 * there.
 */
static inline struct request
put(const char *received, const char *const *rights, const char *instructed_by,
    int register_version)
{
	struct request r = { .org_id = fix.org,
		.channel = "email",
		.language = "nl",
		.subject_relation = "self",
		.instructed_by = instructed_by,
		.register_version = register_version,
		.received = day(received),
		.calendar = "nl",
		.calendar_version = "0123456789ab",
		.logged_at = noon(received),
		.received_at = noon(received) };
	r.deadline = r.due = date_add_months(r.received, 1);
	r.extended = date_add_months(r.received, 3);
	if (register_version) /* whose promise is two weeks in these tests */
		r.promise = r.due = date_add_days(r.received, 14);
	ok(db_begin(fix.db, &err));
	ok(request_insert(fix.db, &r, "JBS", rights, "tester", fix.arena, &err));
	ok(event_append(fix.db, fix.org, r.id, "tester", "request.logged", NULL, &err));
	ok(db_commit(fix.db, &err));
	return r;
}

static inline void
advance(struct request *r, const char *to, const char *on)
{
	ok(db_begin(fix.db, &err));
	ok(request_advance(fix.db, r, r->state, to, noon(on), &err));
	ok(event_append(fix.db, fix.org, r->id, "tester", "request.advanced", NULL, &err));
	ok(db_commit(fix.db, &err));
	r->state = to;
}

static inline void
end(struct request *r, const char *how, const char *on, const char *detail)
{
	fact(r, how, on, detail);
	advance(r, strcmp(how, "answered") == 0 ? "answered" : "closed", on);
}

static inline json_t *
try_report(const char *period, const char *as_of, const char *now, struct err *ret_err)
{
	struct org_list orgs = { 0 };
	struct report_ask ask;
	usec_t at;
	ok(org_list(fix.db, fix.arena, &orgs, &err));
	ok(report_parse_period(period, &ask, &err));
	if (as_of)
		ask.as_of = day(as_of);
	ok(instant_parse(now, &at, &err));
	return report_compute(fix.db, &orgs, &ask, at, ret_err);
}

static inline json_t *
report(const char *period, const char *as_of, const char *now)
{
	json_t *r = NULL;
	ok(r = try_report(period, as_of, now, &err));
	return r;
}

/* The organisation, and one of its cohorts. */
static inline const json_t *
first(const json_t *r)
{
	return json_array_get(json_get(r, "organisations"), 0);
}

static inline const json_t *
cohort(const json_t *r, const char *name)
{
	size_t i;
	const json_t *c;
	json_array_foreach(json_get(first(r), "cohorts"), i, c)
		if (strcmp(json_str(c, "cohort"), name) == 0)
			return c;
	fail_msg("no cohort %s", name);
	return NULL;
}

/* assert_figures(f, "received 4, late 1"): these, and every other count 0. */
static inline void
assert_figures(const json_t *figures, const char *want)
{
	auto_drop(buf) struct buf got = { 0 };
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)figures, key, v)
		if (json_is_integer(v) && json_integer_value(v) != 0)
			buf_addf(&got, "%s%s %lld", got.len ? ", " : "", key,
			    (long long)json_integer_value(v));
	buf_adds(&got, "");
	assert_string_equal(got.data, want);
}

static inline void
assert_compact(const json_t *v, const char *want)
{
	auto_drop(str) char *got =
	    json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
	assert_string_equal(got, want);
}

#endif
