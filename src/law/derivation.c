/*
 * The ways of counting of Reg. (EEC, Euratom) 1182/71 art. 3, each leaving a step that says what
 * was done and why. Knows no deadline: deadline.c and term.c say what is counted from where.
 */
#include "dossier/phrase.h"
#include "derivation.h"

static const char *const months[] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December" };

void
derivation_step(struct derivation *v, struct date date, const char *source, const char *rule)
{
	if (v->n == v->max) {
		size_t max = v->max ? 2 * v->max : 16;
		struct deadline_step *more = arena_alloc(v->arena, max * sizeof(*more));
		if (v->n)
			memcpy(more, v->steps, v->n * sizeof(*more));
		v->steps = more;
		v->max = max;
	}
	v->steps[v->n++] = (struct deadline_step){ .rule = phrase(rule),
		.source = phrase(source),
		.date = date,
		.if_extended = v->if_extended };
}

struct date
derivation_months(struct derivation *v, struct date from, int n, const char *what)
{
	struct date d = date_add_months(from, n);
	const char *month = phrase(months[d.month - 1]);
	const char *how = d.day == from.day
	    ? arena_printf(
		  v->arena, phrase("%s: day %d of %s %d"), phrase(what), d.day, month, d.year)
	    : arena_printf(v->arena, phrase("%s: %s %d has no day %d, so its last day"),
		  phrase(what), month, d.year, from.day);
	derivation_step(v, d, ART_12_3 "; " REG_3_2C, how);
	return d;
}

/*
 * Art. 3(4): a term does not end on a holiday, Sunday or Saturday but on the working day that
 * follows.
 */
struct date
derivation_working_day(struct derivation *v, struct date d)
{
	while (!calendar_is_working_day(v->calendar, d)) {
		struct date next = date_add_days(d, 1);
		const char *law = NULL, *holiday = calendar_holiday(v->calendar, d, &law);
		char text[DATE_LEN];
		date_format(d, text);
		if (holiday)
			derivation_step(v, next,
			    arena_printf(v->arena, "%s; %s", phrase(REG_3_4), law),
			    arena_printf(v->arena,
				phrase("%s is %s, a public holiday: the next day"), text, holiday));
		else
			derivation_step(v, next, REG_3_4,
			    arena_printf(v->arena, phrase("%s is a %s: the next day"), text,
				phrase(date_weekday(d) == 5 ? "Saturday" : "Sunday")));
		d = next;
	}
	return d;
}

/* A promise binds as it was made: in weeks or months from receipt, over weekends and holidays. */
struct date
derivation_promise(struct derivation *v, struct date received, const struct promise *p)
{
	int n = p->weeks ? p->weeks : p->months;
	const char *unit = p->weeks ? n == 1 ? "week" : "weeks" : n == 1 ? "month" : "months";
	struct date d = p->weeks ? date_add_days(received, 7 * n) : date_add_months(received, n);
	derivation_step(v, d, "the organisation's own promise, counted as in " REG_3_2C,
	    arena_printf(v->arena, phrase("promised: %d %s from receipt, on whatever day that is"),
		n, phrase(unit)));
	return d;
}

/* "Without undue delay" (art. 12(3)) is at once where nothing is weighed; the law has no day. */
struct date
derivation_at_once(struct derivation *v, struct date received)
{
	struct date d = date_add_days(received, 1);
	derivation_step(v, d, "GDPR art. 12(3), 21(3), 7(3)",
	    "marketing objected to and consent withdrawn stop at once: the day after receipt");
	return derivation_working_day(v, d);
}
