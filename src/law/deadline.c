/*
 * Deadlines of art. 12(3) GDPR with their derivation. The only code that computes a date of the
 * law. Leaves out suspension: the text of art. 12(3) knows none, the unsuspended date is the one
 * shown.
 */
#include "dossier/deadline.h"

#define ART_12_3 "GDPR art. 12(3)"
#define REG_3_2C "Reg. (EEC, Euratom) 1182/71 art. 3(2)(c)"
#define REG_3_4 "Reg. (EEC, Euratom) 1182/71 art. 3(4)"

static const char *const months[] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December" };

struct derivation {
	const struct calendar *calendar;
	struct arena *arena;
	struct deadline_step *steps;
	size_t n, max;
};

bool
promise_parse(const char *s, struct promise *ret, struct err *err)
{
	*ret = (struct promise){ 0 };
	if (!s || !*s)
		return true;
	const char *p = *s == 'P' ? s + 1 : s;
	size_t digits = strspn(p, "0123456789");
	bool fits = digits >= 1 && digits <= 2 && p[digits] && !p[digits + 1];
	char unit = fits ? p[digits] : 0;
	int n = fits ? (int)strtol(p, NULL, 10) : 0;
	if (n >= 1 && strchr(p == s ? "wW" : "W", unit))
		ret->weeks = n;
	else if (n >= 1 && strchr(p == s ? "mM" : "M", unit))
		ret->months = n;
	else
		return err_set(err, ERR_USAGE,
		    "not a promise: \"%.20s\": expected weeks or months, like 4w, P4W or 1m", s);
	return true;
}

static void
step(struct derivation *v, struct date date, const char *source, const char *rule)
{
	if (v->n == v->max) {
		size_t max = v->max ? 2 * v->max : 16;
		struct deadline_step *more = arena_alloc(v->arena, max * sizeof(*more));
		if (v->n)
			memcpy(more, v->steps, v->n * sizeof(*more));
		v->steps = more;
		v->max = max;
	}
	v->steps[v->n++] = (struct deadline_step){ .rule = rule, .source = source, .date = date };
}

/* The same day number ${n} months on, or the last day of a month that is too short. */
static struct date
add_months(struct derivation *v, struct date from, int n, const char *what)
{
	struct date d = date_add_months(from, n);
	const char *month = months[d.month - 1];
	const char *how = d.day == from.day
	    ? arena_printf(v->arena, "%s: day %d of %s %d", what, d.day, month, d.year)
	    : arena_printf(v->arena, "%s: %s %d has no day %d, so its last day", what, month,
		  d.year, from.day);
	step(v, d, ART_12_3 "; " REG_3_2C, how);
	return d;
}

/*
 * Art. 3(4): a term does not end on a holiday, Sunday or Saturday but on the working day that
 * follows.
 */
static struct date
to_working_day(struct derivation *v, struct date d)
{
	while (!calendar_is_working_day(v->calendar, d)) {
		struct date next = date_add_days(d, 1);
		const char *law = NULL, *holiday = calendar_holiday(v->calendar, d, &law);
		char text[DATE_LEN];
		date_format(d, text);
		if (holiday)
			step(v, next, arena_printf(v->arena, "%s; %s", REG_3_4, law),
			    arena_printf(v->arena, "%s is %s, a public holiday: the next day", text,
				holiday));
		else
			step(v, next, REG_3_4,
			    arena_printf(v->arena, "%s is a %s: the next day", text,
				date_weekday(d) == 5 ? "Saturday" : "Sunday"));
		d = next;
	}
	return d;
}

/* A promise binds as it was made: in weeks or months from receipt, over weekends and holidays. */
static struct date
promised(struct derivation *v, struct date received, const struct promise *p)
{
	int n = p->weeks ? p->weeks : p->months;
	struct date d = p->weeks ? date_add_days(received, 7 * n) : date_add_months(received, n);
	step(v, d, "the organisation's own promise, counted as in " REG_3_2C,
	    arena_printf(v->arena, "promised: %d %s%s from receipt, on whatever day that is", n,
	        p->weeks ? "week" : "month", n == 1 ? "" : "s"));
	return d;
}

static const char *
warning(const struct calendar *c, const struct deadline *d, struct arena *a)
{
	int last = calendar_last_year(c);
	if (d->extended.year <= last)
		return NULL;
	return arena_printf(a, "the calendar %s knows the public holidays up to and including %d: "
	    "check %s against later decrees and add them to it", calendar_name(c), last,
	    d->first.year > last ? "these dates" : "the extended date");
}

void
deadline_compute(const struct calendar *c, struct date received, const struct promise *promise,
    struct arena *a, struct deadline *ret)
{
	struct derivation v = { .calendar = c, .arena = a };
	*ret = (struct deadline){ .received = received };
	step(&v, received, "Reg. (EEC, Euratom) 1182/71 art. 3(1)",
	    "received: this day does not count, but sets the end; it is not moved itself");
	ret->first = to_working_day(&v, add_months(&v, received, 1, "one month from receipt"));
	step(&v, ret->first, ART_12_3 "; " REG_3_2C,
	    "the latest day to answer, until midnight: a limit, not a target");
	static const char extended[] =
	    "if extended: three months from receipt, not two from the first";
	ret->extended = to_working_day(&v, add_months(&v, received, 3, extended));
	step(&v, ret->extended, ART_12_3,
	    "the latest day if extended: the person is told so, and why, by the first deadline");
	ret->due = ret->first;
	if (promise && (promise->weeks || promise->months)) {
		ret->promise = promised(&v, received, promise);
		if (date_cmp(ret->promise, ret->due) < 0)
			ret->due = ret->promise;
		step(&v, ret->due, "the earlier of promise and " ART_12_3,
		    "the day to work towards");
	}
	ret->warning = warning(c, ret, a);
	ret->steps = v.steps;
	ret->nsteps = v.n;
}

static json_t *
json_date(struct date d)
{
	char text[DATE_LEN];
	return date_is_set(d) ? json_string(date_format(d, text)) : json_null();
}

json_t *
deadline_json(const struct calendar *c, const struct deadline *d)
{
	json_t *steps = json_array();
	for (size_t i = 0; i < d->nsteps; i++)
		json_array_append_new(steps,
		    json_pack("{s:s, s:s, s:o}", "rule", d->steps[i].rule, "source",
			d->steps[i].source, "date", json_date(d->steps[i].date)));
	json_t *json = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "calendar", calendar_name(c),
	    "received", json_date(d->received), "deadline", json_date(d->first), "extended",
	    json_date(d->extended), "promise", json_date(d->promise), "steps", steps);
	if (d->warning)
		json_object_set_new(json, "warning", json_string(d->warning));
	return json;
}
