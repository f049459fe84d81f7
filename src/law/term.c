/*
 * The clock of one request, read from its facts. Adds to the deadlines of the day of receipt what
 * happened since: an extension, questions, the end. Counts every date with derivation.c. Believes
 * the facts no more than the law does: what a guard should have stopped has no effect here either.
 */
#include "dossier/phrase.h"
#include "term_private.h"

static const char *const extensions[] = {
	[EXTENSION_NONE] = "none",
	[EXTENSION_DECIDED] = "decided",
	[EXTENSION_IN_FORCE] = "in-force",
	[EXTENSION_BOUNCED] = "bounced",
	[EXTENSION_LATE] = "late",
	[EXTENSION_UNLAWFUL] = "unlawful",
	[EXTENSION_NEEDLESS] = "needless",
};

static const char *const states[] = {
	[TERM_NONE] = "none",
	[TERM_OPEN] = "open",
	[TERM_LATE] = "late",
	[TERM_MET] = "met",
	[TERM_MISSED] = "missed",
	[TERM_ENDED] = "ended",
	[TERM_AFTER_MONTH] = "after-first-month",
};

const char *
term_extension_name(enum term_extension e)
{
	return extensions[e];
}

const char *
term_state_name(enum term_state s)
{
	return states[s];
}

bool
term_is_late(enum term_state s)
{
	return s == TERM_LATE || s == TERM_MISSED || s == TERM_AFTER_MONTH;
}

/* Goes on where ${t} is: its steps are copied before any is added. */
static struct reading
reading_of(const struct term_input *in, struct arena *a, struct term *t)
{
	size_t clocks = term_is_apart(in) ? RIGHT__MAX : 1;
	struct reading r = {
		.in = in,
		.v = { .calendar = in->calendar,
		    .arena = a,
		    .steps = (struct deadline_step *)(uintptr_t)t->steps,
		    .n = t->nsteps,
		    .max = t->nsteps },
		.arena = a,
		.t = t,
		.warnings =
		    arena_alloc(a, (t->nwarnings + (in->nfacts + 2) * clocks) * sizeof(char *)),
		.nwarnings = t->nwarnings,
	};
	if (t->nwarnings)
		memcpy(r.warnings, t->warnings, t->nwarnings * sizeof(char *));
	return r;
}

static void
keep_reading(struct reading *r)
{
	r->t->steps = r->v.steps;
	r->t->nsteps = r->v.n;
	r->t->warnings = r->warnings;
	r->t->nwarnings = r->nwarnings;
}

/* What the day of receipt gives. A promise waits until it is known what it competes with. */
static void
read_start(struct reading *r)
{
	const struct term_input *in = r->in;
	if (in->nfacts == 0 || in->facts[0].kind != FACT_RECEIVED)
		BUG("the clock of a request begins with its receipt");
	struct deadline d;
	const struct fact *receipt = fact_receipt(in->facts, in->nfacts);
	if (receipt->kind == FACT_RECEIPT_CORRECTED)
		derivation_step(&r->v, receipt->on, "GDPR art. 5(1)(d), 5(2)",
		    arena_printf(r->arena,
			phrase("the day of receipt, corrected; it was recorded as %s"),
			term_say(r, in->facts[0].on)));
	deadline_compute(in->calendar, receipt->on, NULL, r->arena, &d);
	for (size_t i = 0; i < d.nsteps; i++) {
		r->v.if_extended = d.steps[i].if_extended;
		derivation_step(&r->v, d.steps[i].date, d.steps[i].source, d.steps[i].rule);
	}
	r->v.if_extended = false;
	r->t->calendar_warning = d.warning;
	r->t->received = d.received;
	r->t->first = d.first;
	r->t->extended = d.extended;
}

/* ---- extension ---- */

/* Has a right not ended yet, as its deadline sees it: till the person was told? */
static bool
is_running(const struct term_input *in, const struct term *t, const char *right)
{
	struct term_end end;
	term_end_of(in, t, right, &end);
	return !date_is_set(end.told);
}

/* Each by itself: how it ended shows whether more time was needed. */
static void
read_right(struct reading *r, enum right right)
{
	struct term *t = r->t;
	struct term bare = *t;
	struct term_end end = { .by = FACT__MAX };
	bare.apart = false;
	bare.in_force = t->first;
	term_end_of(r->in, &bare, right_name(right), &end);
	term_extend(r, right_name(right), &end, &t->clocks[right]);
}

/* Which of two says by when the request is to be answered. */
static bool
governs(const struct term_clock *x, bool running, const struct term_clock *than, bool than_running)
{
	if (running != than_running)
		return running;
	int sooner = date_cmp(x->in_force, than->in_force);
	return running ? sooner < 0 : sooner > 0;
}

static bool
is_worse(enum term_extension a, enum term_extension b)
{
	static const int order[] = {
		[EXTENSION_NONE] = 0,
		[EXTENSION_NEEDLESS] = 1,
		[EXTENSION_IN_FORCE] = 2,
		[EXTENSION_DECIDED] = 3,
		[EXTENSION_BOUNCED] = 4,
		[EXTENSION_LATE] = 5,
		[EXTENSION_UNLAWFUL] = 6,
	};
	return order[a] > order[b];
}

static void
read_apart(struct reading *r)
{
	struct term *t = r->t;
	enum right by = RIGHT__MAX;
	enum term_extension worst = EXTENSION_NONE;
	bool by_runs = false;
	t->apart = true;
	for (enum right i = 0; i < RIGHT__MAX; i++)
		if (r->in->rights & 1u << i)
			read_right(r, i);
	for (enum right i = 0; i < RIGHT__MAX; i++) {
		if (!(r->in->rights & 1u << i))
			continue;
		const struct term_clock *c = &t->clocks[i];
		bool runs = is_running(r->in, t, right_name(i));
		if (by == RIGHT__MAX || governs(c, runs, &t->clocks[by], by_runs)) {
			by = i;
			by_runs = runs;
		}
		if (is_worse(c->extension, worst))
			worst = c->extension;
	}
	if (by == RIGHT__MAX)
		BUG("rights apart, and none asked");
	term_keep_clock(t, &t->clocks[by]);
	t->extension = worst;
	t->why = arena_printf(r->arena, "%s: %s", right_name(by), phrase(t->why));
	term_step(r, t->in_force, ART_12_3,
	    arena_printf(r->arena,
		by_runs ? phrase("the first of these that runs: %s")
			: phrase("the last of these: %s"),
		right_name(by)));
}

static void
read_extension(struct reading *r)
{
	struct term_clock c;
	if (term_is_apart(r->in)) {
		read_apart(r);
		return;
	}
	term_extend(r, NULL, &r->t->end, &c);
	term_keep_clock(r->t, &c);
}

/* ---- the organisation's own promise ---- */

static void
read_promise(struct reading *r)
{
	struct term *t = r->t;
	const struct promise *p = &r->in->promise;
	t->due = t->in_force;
	if (!p->weeks && !p->months)
		return;
	t->promise = derivation_promise(&r->v, t->received, p);
	t->promise_is_done = r->in->promise_is_done;
	if (date_cmp(t->promise, t->due) < 0)
		t->due = t->promise;
	term_step(r, t->due, "the earlier of promise and deadline in force",
	    t->promise_is_done
		? "the day to work towards; the promise is kept by doing, not by answering"
		: "the day to work towards");
}

/* ---- what stops at once: art. 21(3), 7(3) ---- */

/* Which of them are open: that one has stopped, or ended, is each a fact of its own. */
static unsigned
open_at_once(const struct term_input *in)
{
	unsigned open = in->at_once;
	for (size_t i = 0; i < in->nfacts; i++) {
		const struct fact *f = &in->facts[i];
		enum right right;
		if (f->kind == FACT_REOPENED)
			open = in->at_once;
		else if ((f->kind == FACT_STOPPED || f->kind == FACT_REFUSED ||
			     f->kind == FACT_ANSWERED_IN_PART ||
			     f->kind == FACT_WITHDRAWN_IN_PART ||
			     f->kind == FACT_RIGHT_TAKEN_OFF) &&
		    f->right && right_parse(f->right, &right, NULL))
			open &= ~(1u << right);
	}
	return open;
}

/* It is no second deadline: late is who is after that of art. 12(3). */
static void
read_at_once(struct reading *r)
{
	struct term *t = r->t;
	t->stops = open_at_once(r->in);
	if (!t->stops)
		return;
	t->at_once = derivation_at_once(&r->v, t->received);
	if (date_cmp(t->at_once, t->due) < 0)
		t->due = t->at_once;
	term_step(r, t->due, "GDPR art. 21(3), 7(3)",
	    "the day to work towards: it stops, whatever else is open");
}

static void
read_calendar(struct reading *r)
{
	const struct term *t = r->t;
	if (t->calendar_warning)
		term_warn(r, t->calendar_warning);
	else if (t->suspended.year > calendar_last_year(r->in->calendar))
		term_warn(r,
		    arena_printf(r->arena,
			phrase("the calendar %s knows the public holidays up to and including %d: "
			       "check the suspended date"),
			calendar_name(r->in->calendar), calendar_last_year(r->in->calendar)));
}

/* ${end}: how it ended, as far as that is known yet. */
static void
begin(const struct term_input *in, const struct term_end *end, struct arena *a, struct term *ret)
{
	*ret = (struct term){ .controller = in->controller, .end = *end };
	struct reading r = reading_of(in, a, ret);
	read_start(&r);
	read_extension(&r);
	read_promise(&r);
	keep_reading(&r);
}

void
term_begin(const struct term_input *in, struct arena *a, struct term *ret)
{
	static const struct term_end open = { .by = FACT__MAX };
	begin(in, &open, a, ret);
}

/* What was said of an extension that is not in force depends on how it ended. */
static void
begin_anew(const struct term_input *in, struct arena *a, struct term *t)
{
	struct term_end end;
	term_end_of(in, t, NULL, &end);
	if ((t->extension != EXTENSION_NONE && !t->is_extended) || term_is_apart(in))
		begin(in, &end, a, t);
}

void
term_finish(const struct term_input *in, struct arena *a, struct term *t)
{
	begin_anew(in, a, t);
	struct reading r = reading_of(in, a, t);
	read_at_once(&r);
	term_judge(&r);
	term_questions(&r);
	read_calendar(&r);
	keep_reading(&r);
}

void
term_compute(const struct term_input *in, struct arena *a, struct term *ret)
{
	term_begin(in, a, ret);
	term_finish(in, a, ret);
}

static json_t *
json_date(struct date d)
{
	char text[DATE_LEN];
	return date_is_set(d) ? json_string(date_format(d, text)) : json_null();
}

json_t *
term_json(const struct calendar *c, const struct term *t)
{
	struct deadline d = { .received = t->received,
		.first = t->first,
		.extended = t->extended,
		.promise = t->promise,
		.steps = t->steps,
		.nsteps = t->nsteps };
	json_t *json = deadline_json(c, &d), *warnings = json_array();
	for (size_t i = 0; i < t->nwarnings; i++)
		json_array_append_new(warnings, json_string(t->warnings[i]));
	const struct term_end *e = &t->end;
	const char *measures = !date_is_set(t->promise) ? NULL
	    : t->promise_is_done                        ? "done"
							: "answered";
	json_t *more = json_pack(
	    "{s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:i, s:b, s:s, s:s, s:s?, s:s, s:b, s:o, s:o, "
	    "s:o, s:o, s:s?}",
	    "at_once", json_date(t->at_once), "in_force", json_date(t->in_force), "why", t->why,
	    "extension", extensions[t->extension], "notice_sent", json_date(t->notice_sent), "due",
	    json_date(t->due), "suspended", json_date(t->suspended), "suspension_days",
	    t->suspension_days, "suspended_now", t->suspended_now, "statute", states[e->statute],
	    "promised", states[e->promised], "promise_measures", measures, "before",
	    states[e->before], "refused_late", e->refused_late, "warnings", warnings, "ended",
	    json_date(e->on), "told", json_date(e->told), "done", json_date(e->done), "ended_by",
	    e->by == FACT__MAX ? NULL : fact_name(e->by));
	json_object_update(json, more);
	json_decref(more);
	return json;
}
