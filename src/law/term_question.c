/*
 * The clock of one request: questions to the person. None moves the legal date; those that count
 * suspend another one, which is documented beside it (art. 12(6), recital 63).
 */
#include "term_private.h"

#define EDPB_159 "GDPR art. 12(6); EDPB Guidelines 01/2022 par. 159"
#define RECITAL_63 "GDPR recital 63; EDPB Guidelines 01/2022 par. 159"

struct span {
	int from, to; /* days since 1970; to is not in it */
};

/* The answer to the question at ${asked}: names it, or as brackets match. NULL: none. */
static const struct fact *
answer_to(const struct term_input *in, size_t asked)
{
	int64_t ref = in->facts[asked].ref;
	int deeper = 0;
	for (size_t i = asked + 1; i < in->nfacts; i++) {
		const struct fact *f = &in->facts[i];
		if (f->ref != ref)
			continue;
		if (f->kind == FACT_QUESTION_ASKED)
			deeper++;
		if (f->kind == FACT_QUESTION_ANSWERED && (ref || deeper-- == 0))
			return f;
	}
	return NULL;
}

static struct date
last_day_to_ask(const struct reading *r)
{
	int n = r->in->ask_within_days ? r->in->ask_within_days : TERM_ASK_WITHIN_DAYS;
	struct date d = r->t->received;
	while (n > 0) {
		d = date_add_days(d, 1);
		if (calendar_is_working_day(r->in->calendar, d))
			n--;
	}
	return d;
}

static bool
is_clarification(const struct fact *asked)
{
	return asked->ground && strcmp(asked->ground, "clarification") == 0;
}

/* Why a question does not suspend, or NULL when it does. */
static const char *
idle_because(struct reading *r, const struct fact *asked, const struct fact *answered)
{
	bool clarifies = is_clarification(asked);
	struct date last = last_day_to_ask(r);
	if (!clarifies && (!asked->ground || strcmp(asked->ground, "identity") != 0))
		return "it is about neither identity nor what is asked for";
	if (!asked->sealed)
		return "no doubt is recorded with it";
	if (clarifies && !asked->large_quantity)
		return "recital 63 lets only who processes much about the person ask for that";
	if (date_cmp(asked->on, r->t->received) < 0)
		return "it is dated before the request";
	if (date_cmp(asked->on, last) > 0)
		return arena_printf(r->arena,
		    "it was not asked without undue delay, which here is by %s", term_say(r, last));
	if (answered && date_cmp(answered->on, asked->on) < 0)
		return "its answer is dated before it";
	return NULL;
}

/* One question: its days, or a step that says why it has none. */
static bool
question_span(struct reading *r, size_t i, struct span *ret)
{
	const struct fact *asked = &r->in->facts[i], *answered = answer_to(r->in, i);
	const char *idle = idle_because(r, asked, answered);
	const char *source = is_clarification(asked) ? RECITAL_63 : EDPB_159;
	if (idle) {
		term_step(r, asked->on, source,
		    arena_printf(r->arena, "the question of %s suspends nothing: %s",
			term_say(r, asked->on), idle));
		if (answered && date_cmp(answered->on, asked->on) < 0)
			term_warn(r,
			    arena_printf(r->arena,
				"the question of %s is recorded as answered before it was asked: "
				"put the dates right",
				term_say(r, asked->on)));
		return false;
	}
	struct date until = answered ? answered->on : r->in->as_of;
	if (date_is_set(r->t->ended) && date_cmp(r->t->ended, until) < 0)
		until = r->t->ended;
	*ret = (struct span){ date_to_days(asked->on), date_to_days(until) };
	if (ret->to < ret->from)
		ret->to = ret->from;
	bool open = !answered && !date_is_set(r->t->ended);
	if (open)
		r->t->suspended_now = true;
	term_step(r, until, source,
	    arena_printf(r->arena, "the question of %s (%s) was open for %d day%s%s",
		term_say(r, asked->on), asked->ground, ret->to - ret->from,
		ret->to - ret->from == 1 ? "" : "s", open ? " so far" : ""));
	return true;
}

static int
span_cmp(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	return (x->from > y->from) - (x->from < y->from);
}

/* Days on which at least one question was open: two at a time do not count double. */
static int
days_open(struct span *spans, size_t n)
{
	int days = 0, until = 0;
	if (n)
		qsort(spans, n, sizeof(*spans), span_cmp);
	for (size_t i = 0; i < n; i++) {
		int from = i && spans[i].from < until ? until : spans[i].from;
		if (spans[i].to <= from)
			continue;
		days += spans[i].to - from;
		until = spans[i].to;
	}
	return days;
}

void
term_questions(struct reading *r)
{
	struct term *t = r->t;
	struct span *spans = arena_alloc(r->arena, r->in->nfacts * sizeof(*spans));
	size_t n = 0;
	for (size_t i = 0; i < r->in->nfacts; i++) {
		const struct fact *f = &r->in->facts[i];
		if (f->kind != FACT_QUESTION_ASKED)
			continue;
		if (f->ground && strcmp(f->ground, "identity") == 0 && !answer_to(r->in, i))
			t->identity_open = !date_is_set(t->ended);
		if (question_span(r, i, &spans[n]))
			n++;
	}
	t->suspension_days = days_open(spans, n);
	if (t->suspension_days == 0)
		return;
	struct date d = derivation_months(&r->v, t->received, t->is_extended ? 3 : 1,
	    t->is_extended ? "three months from receipt" : "one month from receipt");
	d = date_add_days(d, t->suspension_days);
	term_step(r, d, EDPB_159,
	    arena_printf(r->arena, "suspended for %d day%s", t->suspension_days,
		t->suspension_days == 1 ? "" : "s"));
	t->suspended = derivation_working_day(&r->v, d);
	term_step(r, t->suspended, EDPB_159,
	    arena_printf(r->arena,
		"the date with the suspension, documented only: art. 12(3) knows none, the legal "
		"date stays %s",
		term_say(r, t->in_force)));
}
