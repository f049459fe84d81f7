/*
 * The end of a request's clock: when it ended, when the person was told, and what became of the
 * dates by then.
 */
#include "term_private.h"

/*
 * The day on which the person was told of a decision: that on which its letter left; until that is
 * recorded, or where no letter tells it, that of the decision.
 */
static struct date
told_on(const struct term_input *in, size_t i)
{
	const struct fact *f = &in->facts[i];
	struct date told = f->told;
	for (size_t k = i + 1; f->letter && k < in->nfacts; k++) {
		const struct fact *sent = &in->facts[k];
		if (sent->kind == FACT_LETTER_SENT && sent->letter &&
		    strcmp(sent->letter, f->letter) == 0 && date_cmp(sent->on, told) > 0)
			told = sent->on;
	}
	return date_is_set(told) ? told : f->on;
}

/* Does it tell the person what becomes of a whole right? */
static bool
is_told(enum fact_kind kind)
{
	return kind == FACT_ANSWERED || kind == FACT_ANSWERED_IN_PART || kind == FACT_REFUSED;
}

void
term_end(struct reading *r)
{
	struct term *t = r->t;
	t->ended_by = FACT__MAX;
	for (size_t i = 0; i < r->in->nfacts; i++) {
		const struct fact *f = &r->in->facts[i];
		bool ends =
		    f->kind == FACT_ANSWERED || f->kind == FACT_CLOSED || f->kind == FACT_WITHDRAWN;
		if (is_told(f->kind) && date_cmp(told_on(r->in, i), t->told) > 0)
			t->told = told_on(r->in, i);
		if (ends && !date_is_set(t->ended)) {
			t->ended = f->on;
			t->ended_by = f->kind;
		} else if (f->kind == FACT_DONE && !date_is_set(t->done)) {
			t->done = f->on;
		} else if (f->kind == FACT_REOPENED) {
			t->ended = t->done = t->told = (struct date){ 0 };
			t->ended_by = FACT__MAX;
		}
	}
	/* how else it ended is told on that day: a closing with a letter is dated so */
	if (t->ended_by != FACT_ANSWERED || date_cmp(t->told, t->ended) < 0)
		t->told = t->ended;
}

static enum term_state
state(struct date limit, struct date met, struct date ended, struct date as_of)
{
	if (!date_is_set(limit))
		return TERM_NONE;
	struct date end = date_is_set(met) ? met : ended;
	if (!date_is_set(end))
		return date_cmp(as_of, limit) > 0 ? TERM_LATE : TERM_OPEN;
	if (date_cmp(end, limit) > 0)
		return TERM_MISSED;
	return date_is_set(met) ? TERM_MET : TERM_ENDED;
}

static void
judge_states(struct term *t, struct date as_of)
{
	static const struct date never = { 0 };
	bool answered = t->ended_by == FACT_ANSWERED;
	struct date answer = answered ? t->told : never, otherwise = answered ? never : t->ended;
	t->statute = state(t->in_force, answer, otherwise, as_of);
	t->promised = state(t->promise, t->promise_is_done ? t->done : answer, otherwise, as_of);
}

/* Art. 12(4) has no extension: the first deadline counts, also for a part. */
static bool
is_refused_late(const struct term *t, const struct fact *f)
{
	bool refused = f->kind == FACT_REFUSED || f->kind == FACT_REFUSED_IN_PART;
	return refused && date_cmp(f->on, t->first) > 0;
}

/* A refusal counts as told on the day its letter left. */
static void
read_refusal_letters(struct reading *r)
{
	const struct term *t = r->t;
	for (size_t i = 0; i < r->in->nfacts && !t->refused_late; i++) {
		const struct fact *f = &r->in->facts[i];
		if (f->kind != FACT_LETTER_SENT || !f->ground ||
		    strcmp(f->ground, "refusal") != 0 || date_cmp(f->on, t->first) <= 0)
			continue;
		r->t->refused_late = true;
		term_warn(r,
		    arena_printf(r->arena,
			"a refusal was told on %s, after the first month (%s): art. 12(4) has no "
			"extension clause",
			term_say(r, f->on), term_say(r, t->first)));
	}
}

static void
read_refusals(struct reading *r)
{
	for (size_t i = 0; i < r->in->nfacts; i++) {
		const struct fact *f = &r->in->facts[i];
		bool part = f->kind == FACT_REFUSED_IN_PART;
		if (!is_refused_late(r->t, f))
			continue;
		r->t->refused_late = true;
		term_warn(r,
		    arena_printf(r->arena,
			"%s%s%s refused on %s, after the first month (%s): art. 12(4) has no "
			"extension clause",
			part ? "a part of " : "", f->right ? f->right : "the request",
			f->right ? "" : " was", term_say(r, f->on), term_say(r, r->t->first)));
	}
}

void
term_judge(struct reading *r)
{
	judge_states(r->t, r->in->as_of);
	read_refusals(r);
	read_refusal_letters(r);
}
