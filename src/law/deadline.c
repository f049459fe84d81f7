/*
 * Deadlines of art. 12(3) GDPR with their derivation, from the day of receipt alone. What happened
 * to a request since (extension, questions, answer) is term.c's.
 */
#include "dossier/phrase.h"
#include "derivation.h"

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

static const char *
warning(const struct calendar *c, const struct deadline *d, struct arena *a)
{
	int last = calendar_last_year(c);
	if (d->extended.year <= last)
		return NULL;
	return arena_printf(a,
	    phrase("the calendar %s knows the public holidays up to and including %d: "
		   "check %s against later decrees and add them to it"),
	    calendar_name(c), last,
	    d->first.year > last ? phrase("these dates") : phrase("the extended date"));
}

void
deadline_compute(const struct calendar *c, struct date received, const struct promise *promise,
    struct arena *a, struct deadline *ret)
{
	struct derivation v = { .calendar = c, .arena = a };
	*ret = (struct deadline){ .received = received };
	derivation_step(&v, received, "Reg. (EEC, Euratom) 1182/71 art. 3(1)",
	    "received: this day does not count, but sets the end; it is not moved itself");
	ret->first = derivation_working_day(
	    &v, derivation_months(&v, received, 1, "one month from receipt"));
	derivation_step(&v, ret->first, ART_12_3 "; " REG_3_2C,
	    "the latest day to answer, until midnight: a limit, not a target");
	v.if_extended = true;
	static const char extended[] =
	    "if extended: three months from receipt, not two from the first";
	ret->extended = derivation_working_day(&v, derivation_months(&v, received, 3, extended));
	derivation_step(&v, ret->extended, ART_12_3,
	    "the latest day if extended: the person is told so, and why, by the first deadline");
	v.if_extended = false;
	ret->due = ret->first;
	if (promise && (promise->weeks || promise->months)) {
		ret->promise = derivation_promise(&v, received, promise);
		if (date_cmp(ret->promise, ret->due) < 0)
			ret->due = ret->promise;
		derivation_step(&v, ret->due, "the earlier of promise and " ART_12_3,
		    "the day to work towards");
	}
	ret->warning = warning(c, ret, a);
	ret->steps = v.steps;
	ret->nsteps = v.n;
}

struct date
deadline_at_once(const struct calendar *c, struct date received)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct derivation v = { .calendar = c, .arena = a };
	return derivation_at_once(&v, received);
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
		    json_pack("{s:s, s:s, s:o, s:b}", "rule", d->steps[i].rule, "source",
			d->steps[i].source, "date", json_date(d->steps[i].date), "if_extended",
			d->steps[i].if_extended));
	json_t *json = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "calendar", calendar_name(c),
	    "received", json_date(d->received), "deadline", json_date(d->first), "extended",
	    json_date(d->extended), "promise", json_date(d->promise), "steps", steps);
	if (d->warning)
		json_object_set_new(json, "warning", json_string(d->warning));
	return json;
}
