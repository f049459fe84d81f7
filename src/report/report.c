/*
 * The figures of a month or a year: which requests are in which cohort, and what is asked of each
 * part. Only reads; what they look like on paper is render.c's.
 */
#include "dossier/progress.h"
#include "report_private.h"

#define TREND 12 /* months */
/* months before a period whose requests are all read; what ended later than that is looked for */
#define LOOK_BACK 11

enum cohort { COHORT_RECEIVED, COHORT_DEADLINE, COHORT_CLOSED, COHORT__MAX };
static const struct {
	const char *name, *words;
} cohorts[] = {
	[COHORT_RECEIVED] = { "received", "requests received in" },
	[COHORT_DEADLINE] = { "deadline", "requests whose legal deadline is in" },
	[COHORT_CLOSED] = { "closed", "requests answered, closed or withdrawn in" },
};

/* Everything that is counted of one organisation. */
struct counting {
	struct reader *r;
	struct figures total[COHORT__MAX], processor[COHORT__MAX], rights[COHORT__MAX][RIGHT__MAX];
	struct date trend_first;
	struct figures trend[TREND];
};

bool
report_parse_period(const char *s, struct report_ask *ret, struct err *err)
{
	char day[DATE_LEN];
	size_t len = strlen(s);
	*ret = (struct report_ask){ .is_year = len == 4 };
	if (len == 7 || len == 4) {
		(void)snprintf(day, sizeof(day), "%s%s", s, ret->is_year ? "-01-01" : "-01");
		if (date_parse(day, &ret->first, NULL)) {
			ret->next = date_add_months(ret->first, ret->is_year ? 12 : 1);
			return true;
		}
	}
	return err_set(
	    err, ERR_USAGE, "not a month or a year: write it as YYYY-MM, such as 2026-03, or YYYY");
}

/* ---- counting ---- */

static bool
is_in(struct date d, struct date first, struct date next)
{
	return date_is_set(d) && date_cmp(d, first) >= 0 && date_cmp(d, next) < 0;
}

static unsigned
cohorts_of(const struct term *t, const struct report_ask *ask)
{
	unsigned in = 0;
	in |= (unsigned)is_in(t->received, ask->first, ask->next) << COHORT_RECEIVED;
	in |= (unsigned)is_in(t->in_force, ask->first, ask->next) << COHORT_DEADLINE;
	in |= (unsigned)is_in(t->end.told, ask->first, ask->next) << COHORT_CLOSED;
	return in;
}

/* Each right by the deadline that is its own. */
static void
count_cohort(struct counting *c, enum cohort k, bool processor, const struct verdict *v)
{
	if (cohorts_of(&v->term, c->r->ask) & 1u << k)
		figures_add(processor ? &c->processor[k] : &c->total[k], v, NULL, v->requests);
	for (unsigned i = 0; i < RIGHT__MAX && !processor; i++) {
		if (!v->asked[i])
			continue;
		const struct term own = term_right(&v->term, right_name(i));
		if (cohorts_of(&own, c->r->ask) & 1u << k)
			figures_add(&c->rights[k][i], v, right_name(i), v->asked[i]);
	}
}

static void
count_verdict(struct counting *c, const struct report_group *g, const struct verdict *v)
{
	for (unsigned k = 0; k < COHORT__MAX; k++)
		count_cohort(c, k, g->processor, v);
	int month = (g->received.year - c->trend_first.year) * 12 + g->received.month -
	    c->trend_first.month;
	if (month >= 0 && month < TREND && !g->processor)
		figures_add(&c->trend[month], v, NULL, v->requests);
}

static bool
count_group(struct counting *c, const struct report_group *g, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct verdict_list verdicts;
	if (!verdicts_read(c->r, g, a, &verdicts, err))
		return false;
	for (size_t i = 0; i < verdicts.n; i++)
		count_verdict(c, g, &verdicts.items[i]);
	return true;
}

static bool
count_month(struct counting *c, struct date month, struct err *err)
{
	struct reader *r = c->r;
	auto_drop(arena) struct arena *a = arena_new();
	struct report_groups groups;
	if (!report_groups(
		r->db, r->org->id, reader_month(month), &r->when, r->facts, a, &groups, err))
		return false;
	for (size_t i = 0; i < groups.n; i++)
		if (!count_group(c, &groups.items[i], err))
			return false;
	return true;
}

/* Those that were received long before, and ended in the period. */
static bool
count_ended(struct counting *c, struct date from, struct err *err)
{
	struct reader *r = c->r;
	auto_drop(arena) struct arena *a = arena_new();
	struct report_cases cases;
	if (!report_ended(r->db, r->org->id, from, &r->when, r->facts, a, &cases, err))
		return false;
	for (size_t i = 0; i < cases.n; i++)
		if (!count_group(c, &cases.items[i].group, err))
			return false;
	return true;
}

/*
 * The stale days from the first on that follow each other, in one month: what is counted at once is
 * held in memory.
 */
static struct report_days
run_of(const struct date *stale, size_t n)
{
	size_t i = 1;
	while (i < n && stale[i].month == stale[0].month &&
	    date_cmp(stale[i], date_add_days(stale[i - 1], 1)) == 0)
		i++;
	return (struct report_days){ stale[0], date_add_days(stale[i - 1], 1) };
}

/*
 * From sums where they can be had: an error that may pass leaves the report to count everything
 * itself.
 */
static bool
bring_up_to_date(struct reader *r, struct report_days days, struct err *err)
{
	struct err passing = { 0 };
	struct date *stale;
	size_t n = 0;
	bool done = report_stale(r->db, r->org->id, days, r->arena, &stale, &n, &passing);
	for (size_t i = 0; done && i < n;) {
		struct report_days run = run_of(stale + i, n - i);
		i += (size_t)(date_to_days(run.next) - date_to_days(run.from));
		done = report_sum_up(r->db, r->org->id, run, r->facts, &passing);
	}
	r->when.summed = done;
	return done || err_is_transient(passing.kind) || passing.kind == ERR_DENIED ||
	    err_set(err, passing.kind, "%s", passing.text);
}

/* The days of receipt whose requests are all read. */
static struct report_days
days_read(const struct reader *r)
{
	struct report_days days = { date_add_months(r->ask->first, -LOOK_BACK), r->ask->next };
	while (date_cmp(date_add_months(days.next, -1), r->as_of) > 0)
		days.next = date_add_months(days.next, -1); /* of a year that is not over */
	return days;
}

static bool
count_all(struct counting *c, struct report_days days, struct err *err)
{
	c->trend_first = date_add_months(c->r->ask->next, -TREND);
	if (!count_ended(c, days.from, err))
		return false;
	for (struct date month = days.from; date_cmp(month, days.next) < 0;
	     month = date_add_months(month, 1))
		if (!count_month(c, month, err))
			return false;
	return true;
}

static void
counting_release(struct counting *c)
{
	for (size_t k = 0; k < COHORT__MAX; k++) {
		figures_release(&c->total[k]);
		figures_release(&c->processor[k]);
		for (size_t i = 0; i < RIGHT__MAX; i++)
			figures_release(&c->rights[k][i]);
	}
	for (size_t i = 0; i < TREND; i++)
		figures_release(&c->trend[i]);
}

/* ---- as JSON ---- */

static json_t *
rights_json(const struct figures *rights)
{
	json_t *list = json_array();
	for (unsigned i = 0; i < RIGHT__MAX; i++) {
		if (rights[i].n[F_RECEIVED] == 0)
			continue;
		json_t *right = json_pack("{s:s}", "right", right_name(i));
		auto_drop(json) json_t *figures = figures_json(&rights[i]);
		if (json_object_update(right, figures) != 0 ||
		    json_array_append_new(list, right) != 0)
			BUG("the figures of a right");
	}
	return list;
}

static json_t *
cohorts_json(const struct counting *c)
{
	char period[DATE_LEN];
	json_t *list = json_array();
	for (size_t k = 0; k < COHORT__MAX; k++)
		json_array_append_new(list,
		    json_pack("{s:s, s:o, s:o, s:o, s:o}", "cohort", cohorts[k].name, "words",
			json_sprintf(
			    "%s %s", cohorts[k].words, reader_period_name(c->r->ask, period)),
			"total", figures_json(&c->total[k]), "rights", rights_json(c->rights[k]),
			"processor", figures_json(&c->processor[k])));
	return list;
}

static json_t *
trend_json(const struct counting *c)
{
	char day[DATE_LEN];
	json_t *list = json_array();
	for (int i = 0; i < TREND; i++) {
		struct date month = date_add_months(c->trend_first, i);
		if (date_cmp(month, c->r->as_of) > 0)
			break;
		const struct figures *f = &c->trend[i];
		const int64_t *n = f->n;
		(void)date_format(month, day);
		day[7] = '\0';
		json_array_append_new(list,
		    json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o}", "month",
			day, "received", (json_int_t)n[F_RECEIVED], "in_time",
			(json_int_t)n[F_IN_TIME], "late", (json_int_t)n[F_LATE], "open_in_time",
			(json_int_t)n[F_OPEN_IN_TIME], "open_late", (json_int_t)n[F_OPEN_LATE],
			"ended_after_first_month", (json_int_t)n[F_AFTER_MONTH], "on_time_percent",
			figures_percent(n[F_IN_TIME], figures_judged(f)), "best_percent",
			figures_percent(n[F_IN_TIME] + n[F_OPEN_IN_TIME], n[F_RECEIVED]),
			"median_days", tally_percentile(&f->days, 5), "p90_days",
			tally_percentile(&f->days, 9)));
	}
	return list;
}

static json_t *
organisation_json(const struct counting *c)
{
	const struct reader *r = c->r;
	char as_of[DATE_LEN];
	json_t *list = cohorts_json(c), *first = json_array_get(list, COHORT_RECEIVED);
	json_t *j = json_pack("{s:s, s:s, s:s, s:O, s:O, s:O, s:o, s:o}", "organisation",
	    r->org->slug, "name", r->org->name, "as_of", date_format(r->as_of, as_of), "total",
	    json_get(first, "total"), "rights", json_get(first, "rights"), "processor",
	    json_get(first, "processor"), "cohorts", list, "trend", trend_json(c));
	if (!j)
		BUG("the figures of an organisation");
	return j;
}

/* ---- reading ---- */

static bool
add_up(struct reader *r, struct report_days days, json_t **ret, struct err *err)
{
	struct counting c = { .r = r };
	bool done = count_all(&c, days, err);
	if (done) {
		*ret = organisation_json(&c);
		done = work_add(r, *ret, err) && held_add(r, *ret, err) && risk_add(r, *ret, err);
	}
	counting_release(&c);
	return done;
}

/* Everything as of one moment: figures of before and after a decision would not agree. */
static bool
compute(struct reader *r, json_t **ret, struct err *err)
{
	struct report_days days = days_read(r);
	bool summed;
	if ((!r->when.known && !bring_up_to_date(r, days, err)) ||
	    !report_snapshot(r->db, r->org->id, days, &summed, err))
		return false;
	r->when.summed = r->when.summed && summed;
	if (add_up(r, days, ret, err))
		return db_commit(r->db, err);
	db_rollback(r->db);
	return false;
}

static bool
read_organisation(struct reader *r, usec_t now, json_t *list, struct err *err)
{
	json_t *o = NULL;
	r->facts = verdict_facts(r->arena);
	bool done = reader_check_days(r, now, err) &&
	    (r->calendar = calendar_open(r->org->calendar, err)) != NULL &&
	    reader_register(r, err) && compute(r, &o, err);
	if (done)
		json_array_append(list, o);
	json_decref(o);
	json_decref(r->reg);
	calendar_free(r->calendar);
	return done;
}

json_t *
report_compute(struct db *db, const struct org_list *orgs, const struct report_ask *ask, usec_t now,
    struct err *err)
{
	auto_drop(json) json_t *list = json_array();
	char period[DATE_LEN];
	for (size_t i = 0; i < orgs->n; i++) {
		progress_tell(ask->progress, "organisations counted", (int64_t)i, (int64_t)orgs->n);
		auto_drop(arena) struct arena *a = arena_new();
		struct reader *r = arena_alloc(a, sizeof(*r));
		*r = (struct reader){ .db = db, .org = &orgs->items[i], .ask = ask, .arena = a };
		if (!read_organisation(r, now, list, err)) {
			(void)err_wrap(err, "report of %s", orgs->items[i].slug);
			return NULL;
		}
	}
	auto_drop(json) json_t *cohort =
	    json_sprintf("requests received in %s", reader_period_name(ask, period));
	json_t *report = json_pack("{s:s, s:s, s:O, s:b, s:o, s:O}",
	    ask->is_year ? "year" : "month", period, "period", period, "cohort", cohort, "of_one",
	    ask->of_one, "now", now_of_all(list), "organisations", list);
	if (!report)
		BUG("the figures of a report");
	return report;
}

bool
report_prepare(struct db *db, const struct org_list *orgs, usec_t now, struct err *err)
{
	for (size_t i = 0; i < orgs->n; i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct reader r = {
			.db = db, .org = &orgs->items[i], .arena = a, .facts = verdict_facts(a)
		};
		if (!zone_date(r.org->zone, now, &r.today, err))
			return false;
		r.today.day = 1;
		if (!bring_up_to_date(&r,
			(struct report_days){
			    date_add_months(r.today, -1 - LOOK_BACK), date_add_months(r.today, 1) },
			err))
			return false;
	}
	return true;
}

static bool
is_missed(const json_t *figures)
{
	static const char *const missed[] = { "statute_missed", "promise_missed", "refused_late",
		"ended_after_first_month", "late_before_reopening" };
	int64_t n = 0;
	for (size_t i = 0; i < array_len(missed); i++)
		n += json_int_or(figures, missed[i], 0);
	return n > 0;
}

bool
report_is_late(const json_t *figures)
{
	size_t i, j;
	const json_t *o, *c, *row;
	if (json_int_or(json_get(figures, "now"), "late_now", 0) > 0)
		return true;
	json_array_foreach(json_get(figures, "organisations"), i, o) {
		json_array_foreach(json_get(o, "cohorts"), j, c)
			if (is_missed(json_get(c, "total")) || is_missed(json_get(c, "processor")))
				return true;
		json_array_foreach(json_get(o, "risk"), j, row)
			if (json_int_or(row, "days_left", 0) < 0)
				return true;
	}
	return false;
}
