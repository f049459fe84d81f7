/*
 * The clock of one request: questions to the person. None moves the legal date; those that count
 * suspend another one, which is documented beside it (art. 12(6), recital 63).
 */
#include "dossier/phrase.h"
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

/* A question, and what became of it. */
struct question {
	const struct fact *asked, *answered; /* answered NULL: it is not */
	struct date left;                    /* no date: nobody was asked */
	bool back;                           /* its letter came back */
};

/* Why a question does not suspend, or NULL when it does. */
static const char *
idle_because(struct reading *r, const struct question *q)
{
	bool clarifies = is_clarification(q->asked);
	struct date last = last_day_to_ask(r);
	if (!clarifies && (!q->asked->ground || strcmp(q->asked->ground, "identity") != 0))
		return "it is about neither identity nor what is asked for";
	if (!q->asked->sealed)
		return "no doubt is recorded with it";
	if (clarifies && !q->asked->large_quantity)
		return "recital 63 lets only who processes much about the person ask for that";
	if (date_cmp(q->asked->on, r->t->received) < 0)
		return "it is dated before the request";
	if (!date_is_set(q->left))
		return q->back ? "its letter came back" : "its letter has not left";
	if (date_cmp(q->left, r->t->received) < 0)
		return "it is said to have left before the request";
	if (date_cmp(q->left, last) > 0)
		return arena_printf(r->arena,
		    phrase("it was not asked without undue delay, which here is by %s"),
		    term_say(r, last));
	if (q->answered && date_cmp(q->answered->on, q->left) < 0)
		return "its answer is dated before it";
	return NULL;
}

/* The days of one that suspends: from when it left. */
static struct span
span_of(struct reading *r, const struct question *q)
{
	struct date ended = r->t->end.on, until = q->answered ? q->answered->on : r->in->as_of;
	if (date_is_set(ended) && date_cmp(ended, until) < 0)
		until = ended;
	struct span s = { date_to_days(q->left), date_to_days(until) };
	if (s.to < s.from)
		s.to = s.from;
	bool open = !q->answered && !date_is_set(ended);
	if (open)
		r->t->suspended_now = true;
	term_step(r, until, is_clarification(q->asked) ? RECITAL_63 : EDPB_159,
	    arena_printf(r->arena, phrase("the question of %s (%s) was open for %d day%s%s"),
		term_say(r, q->left), phrase(q->asked->ground), s.to - s.from,
		s.to - s.from == 1 ? "" : "s", open ? phrase(" so far") : ""));
	return s;
}

static struct fact_list
facts_of(const struct term_input *in)
{
	return (struct fact_list){ (struct fact *)(uintptr_t)in->facts, in->nfacts };
}

static void
step_taken_back(struct reading *r, const struct fact *f)
{
	if (f->kind == FACT_QUESTION_ASKED)
		term_step(r, f->on, "GDPR art. 5(1)(d), 5(2)",
		    arena_printf(r->arena,
			phrase("the question of %s suspends nothing: it was entered by mistake"),
			term_say(r, f->on)));
}

/* One question: its days, or a step that says why it has none. */
static bool
question_span(struct reading *r, size_t i, struct span *ret)
{
	const struct fact_list all = facts_of(r->in);
	struct question q = { .asked = &r->in->facts[i], .answered = answer_to(r->in, i) };
	q.left = fact_question_left(&all, i, &q.back);
	const char *idle = idle_because(r, &q), *on = term_say(r, q.asked->on);
	if (!idle) {
		*ret = span_of(r, &q);
		return true;
	}
	term_step(r, q.asked->on, is_clarification(q.asked) ? RECITAL_63 : EDPB_159,
	    arena_printf(
		r->arena, phrase("the question of %s suspends nothing: %s"), on, phrase(idle)));
	if (q.answered && date_cmp(q.answered->on, q.asked->on) < 0)
		term_warn(r,
		    arena_printf(r->arena,
			phrase("the question of %s is recorded as answered before it was asked: "
			       "put the dates right"),
			on));
	return false;
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
	const struct fact_list all = facts_of(r->in);
	struct span *spans = arena_alloc(r->arena, r->in->nfacts * sizeof(*spans));
	size_t n = 0;
	for (size_t i = 0; i < r->in->nfacts; i++) {
		const struct fact *f = &r->in->facts[i];
		/* who passed a check is known: what was asked before need not be answered */
		if (f->kind == FACT_VERIFIED && strcmp(f->result, "passed") == 0)
			t->identity_open = false;
		if (!fact_is_question(&all, f, NULL)) {
			step_taken_back(r, f);
			continue;
		}
		if (f->ground && strcmp(f->ground, "identity") == 0 && !answer_to(r->in, i))
			t->identity_open = !date_is_set(t->end.on);
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
	    arena_printf(r->arena, phrase("suspended for %d day%s"), t->suspension_days,
		t->suspension_days == 1 ? "" : "s"));
	t->suspended = derivation_working_day(&r->v, d);
	term_step(r, t->suspended, EDPB_159,
	    arena_printf(r->arena,
		phrase("the date with the suspension, documented only: art. 12(3) knows none, the "
		       "legal date stays %s"),
		term_say(r, t->in_force)));
}
