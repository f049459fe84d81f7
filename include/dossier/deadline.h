/*
 * The one place where a date of the law is computed (promise 1 of the design).
 *
 * Art. 12(3) GDPR: one month from receipt; three months from receipt when extended. The way of
 * counting is Reg. 1182/71 art. 3: the end has the day number of the day of receipt (3(2)(c)),
 * clamped to the end of a shorter month, moved past Saturday, Sunday and public holiday to the
 * next working day (3(4)).
 */
#ifndef DOSSIER_DEADLINE_H
#define DOSSIER_DEADLINE_H

#include "dossier/calendar.h"

/*
 * An organisation's own promise: a number of weeks or months from receipt, never moved over
 * weekends.
 */
struct promise {
	int weeks, months; /* one of them set; both zero: none */
};
/*
 * promise_parse(s, ret, err): "4w", "P4W", "1m" or "P1M"; NULL or "" gives none; USAGE otherwise.
 */
bool promise_parse(const char *s, struct promise *ret, struct err *err) MUSTCHECK;

struct deadline_step {
	const char *rule;   /* what was done: "one month from receipt" */
	const char *source; /* "Reg. 1182/71 art. 3(2)(c)" */
	struct date date;   /* where that leads */
	bool if_extended;   /* counts what holds only if it is extended */
};

struct deadline {
	struct date received;
	struct date first; /* last day of the month of art. 12(3) */
	/* last day when lawfully extended: three months from receipt, never first + two */
	struct date extended;
	struct date promise; /* no date when the organisation promised nothing of its own */
	struct date due;     /* the earlier of promise and first: what to work towards */
	const char *warning; /* NULL, or: the calendar's decreed days end before these dates */
	const struct deadline_step *steps;
	size_t nsteps;
};

/*
 * deadline_compute(c, received, promise, a, ret):
 * Every date that follows from the day of receipt, with the derivation. Strings and steps live in
 * ${a}. ${promise} may be NULL.
 */
void deadline_compute(const struct calendar *c, struct date received, const struct promise *promise,
    struct arena *a, struct deadline *ret);

/*
 * deadline_at_once: the first working day after receipt, by which marketing that was objected to
 * (art. 21(3)) and what rested on withdrawn consent (art. 7(3)) has stopped.
 */
struct date deadline_at_once(const struct calendar *c, struct date received);

/*
 * deadline_json(c, d):
 * {"calendar","received","deadline","extended","promise","steps":[{"rule","source","date"}],
 * "warning"?}. New.
 */
json_t *deadline_json(const struct calendar *c, const struct deadline *d);

#endif
