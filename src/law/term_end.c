/*
 * The end of a request's clock, and of each of its rights: when it ended, when the person was told,
 * and what became of the dates by then. An end before a reopening is judged as any: what came too
 * late once stays so.
 */
#include "dossier/guard.h"
#include "dossier/phrase.h"
#include "term_private.h"

/* ---- one round: from the receipt, or a reopening, until the next one ---- */

struct round {
	const struct fact *end; /* NULL: open */
	bool untold;            /* something that tells how it ended lies there */
	struct date told, done; /* the last of what was told; no date: nothing */
	/* the last refusal, also in part: decided, told; one lies there */
	struct date refused, refusal_told;
	bool refusal_untold;
	bool reopened; /* it was undone */
};

/* What a fact ends: all, or this right. */
static bool
ends(const struct fact *f, const char *right)
{
	switch (f->kind) {
	case FACT_ANSWERED:
	case FACT_CLOSED:
	case FACT_WITHDRAWN:
		return true;
	case FACT_REFUSED:
	case FACT_ANSWERED_IN_PART:
	case FACT_WITHDRAWN_IN_PART:
	case FACT_RIGHT_TAKEN_OFF:
		return right && (!f->right || strcmp(f->right, right) == 0);
	default:
		return false;
	}
}

/* Does it tell the person what becomes of a whole right? */
static bool
is_told(enum fact_kind kind)
{
	return kind == FACT_ANSWERED || kind == FACT_ANSWERED_IN_PART || kind == FACT_REFUSED;
}

static void
later(struct date *d, struct date other)
{
	if (date_cmp(other, *d) > 0)
		*d = other;
}

static void
add_told(struct round *x, struct date told)
{
	x->untold = x->untold || !date_is_set(told);
	later(&x->told, told);
}

/* A request has ended with its last right, and is told with the last letter of any. */
static void
read_end(struct round *x, const struct term_input *in, const struct fact *f, const char *right)
{
	bool first = !x->end && ends(f, right);
	if (first)
		x->end = f;
	if (first || (!right && is_told(f->kind)))
		add_told(x, fact_told(in->facts, in->nfacts, f));
	if (f->kind == FACT_DONE && !date_is_set(x->done))
		x->done = f->on;
}

/* What was refused in part is told by its letter, or with the answer to the rest of its right. */
static struct date
refusal_told(const struct term_input *in, size_t i, size_t to)
{
	const struct fact *f = &in->facts[i];
	struct date told = fact_told(in->facts, in->nfacts, f), answer = { 0 };
	for (size_t k = i + 1; f->kind == FACT_REFUSED_IN_PART && k < to; k++)
		if (ends(&in->facts[k], f->right ? f->right : "")) {
			answer = fact_told(in->facts, in->nfacts, &in->facts[k]);
			break;
		}
	bool sooner = !date_is_set(told) || date_cmp(answer, told) < 0;
	return date_is_set(answer) && sooner ? answer : told;
}

/* An erasure that keeps a part is refused in that part, and its answer tells so (art. 12(4)). */
static bool
is_refusal(const struct fact *f)
{
	return f->kind == FACT_REFUSED || f->kind == FACT_REFUSED_IN_PART ||
	    (f->kind == FACT_ANSWERED_IN_PART && f->ground && strcmp(f->ground, "kept") == 0);
}

static void
read_refusals(
    struct round *x, const struct term_input *in, size_t from, size_t to, const char *right)
{
	for (size_t i = from; i < to; i++) {
		const struct fact *f = &in->facts[i];
		if (!is_refusal(f) || (right && f->right && strcmp(f->right, right) != 0))
			continue;
		struct date told = refusal_told(in, i, to);
		later(&x->refused, f->on);
		later(&x->refusal_told, told);
		x->refusal_untold = x->refusal_untold || !date_is_set(told);
	}
}

/* It was closed as what nobody asked: nothing of it is to be told, and its letters are void. */
static const struct fact *
mistake_of(const struct term_input *in, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const struct fact *f = &in->facts[i];
		if (f->kind == FACT_CLOSED && f->ground &&
		    strcmp(f->ground, ENTERED_BY_MISTAKE) == 0)
			return f;
	}
	return NULL;
}

/* *at: its first fact; afterwards that of the next round. */
static struct round
round_of(const struct term_input *in, const char *right, size_t *at)
{
	struct round x = { 0 };
	size_t to = *at;
	for (; to < in->nfacts && in->facts[to].kind != FACT_REOPENED; to++)
		read_end(&x, in, &in->facts[to], right);
	const struct fact *mistake = mistake_of(in, *at, to);
	if (mistake)
		x = (struct round){ .end = mistake, .told = fact_counted(mistake) };
	else
		read_refusals(&x, in, *at, to, right);
	x.reopened = to < in->nfacts;
	*at = to + 1;
	return x;
}

/* ---- what became of it ---- */

static bool
is_ended(const struct round *x)
{
	return x->end && !x->untold;
}

static enum fact_kind
ended_by(const struct round *x)
{
	if (!x->end)
		return FACT__MAX;
	switch (x->end->kind) {
	case FACT_CLOSED:
		return FACT_CLOSED;
	case FACT_WITHDRAWN:
	case FACT_WITHDRAWN_IN_PART:
	case FACT_RIGHT_TAKEN_OFF:
		return FACT_WITHDRAWN;
	default:
		return FACT_ANSWERED;
	}
}

/* Art. 12(4) has no extension: the first deadline counts, also for a part. ${now}: if open. */
static bool
is_refused_late(const struct round *x, const struct term *t, struct date now)
{
	return date_cmp(x->refused, t->first) > 0 || date_cmp(x->refusal_told, t->first) > 0 ||
	    (x->refusal_untold && date_cmp(now, t->first) > 0);
}

/* TERM_NONE: it ended in time, or not. */
static enum term_state
lateness(const struct round *x, const struct term *t)
{
	static const struct date none = { 0 };
	if (is_ended(x) && date_cmp(x->told, t->in_force) > 0)
		return TERM_MISSED;
	bool closed = is_ended(x) && ended_by(x) == FACT_CLOSED && date_cmp(x->told, t->first) > 0;
	return closed || is_refused_late(x, t, none) ? TERM_AFTER_MONTH : TERM_NONE;
}

static bool
is_worse(enum term_state a, enum term_state b)
{
	return a == TERM_MISSED || (a == TERM_AFTER_MONTH && b != TERM_MISSED);
}

static enum term_state
statute(const struct round *x, const struct term *t, enum term_state before, struct date as_of)
{
	enum term_state late = lateness(x, t);
	if (!is_ended(x))
		return date_cmp(as_of, t->in_force) > 0 ? TERM_LATE : TERM_OPEN;
	if (is_worse(before, late))
		return before;
	return late != TERM_NONE ? late : ended_by(x) == FACT_ANSWERED ? TERM_MET : TERM_ENDED;
}

/* On which day a promise was kept: by the answer, or (a refusal, once it left) by doing. */
static struct date
kept_on(const struct round *x, bool by_doing)
{
	static const struct date never = { 0 };
	bool answered = ended_by(x) == FACT_ANSWERED;
	if (!by_doing)
		return answered && !x->untold ? x->told : never;
	if (answered && (x->untold || !date_is_set(x->done)))
		return never;
	return answered && date_cmp(x->told, x->done) > 0 ? x->told : x->done;
}

static enum term_state
promised(const struct round *x, const struct term *t, bool missed_before, struct date as_of)
{
	struct date kept = kept_on(x, t->promise_is_done), end = kept;
	if (!date_is_set(t->promise))
		return TERM_NONE;
	if (!date_is_set(kept) && is_ended(x) && ended_by(x) != FACT_ANSWERED)
		end = x->told;
	if (!date_is_set(end))
		return date_cmp(as_of, t->promise) > 0 ? TERM_LATE : TERM_OPEN;
	if (missed_before || date_cmp(end, t->promise) > 0)
		return TERM_MISSED;
	return date_is_set(kept) ? TERM_MET : TERM_ENDED;
}

/* The end of all, or of a right, by these dates. */
static void
end_by(const struct term_input *in, const struct term *t, const char *right, struct term_end *ret)
{
	static const struct date none = { 0 };
	bool missed = false; /* the promise, before it was opened again */
	struct round x;
	*ret = (struct term_end){ .before = TERM_NONE };
	for (size_t i = 0; (x = round_of(in, right, &i)).reopened;) {
		enum term_state late = lateness(&x, t);
		if (is_worse(late, ret->before))
			ret->before = late;
		ret->refused_late = ret->refused_late || is_refused_late(&x, t, none);
		missed = missed || promised(&x, t, false, none) == TERM_MISSED;
	}
	ret->by = ended_by(&x);
	ret->on = x.end ? x.end->on : none;
	ret->told = is_ended(&x) ? x.told : none;
	ret->done = x.done;
	ret->statute = statute(&x, t, ret->before, in->as_of);
	/* what is done is so of the request alone */
	ret->promised =
	    right && t->promise_is_done ? t->end.promised : promised(&x, t, missed, in->as_of);
	ret->refused_late = ret->refused_late || is_refused_late(&x, t, in->as_of);
}

/* What became of a request is what became of the worst of its rights. */
static void
worst_end(const struct term_input *in, const struct term *t, struct term_end *ret)
{
	bool late = false;
	enum term_state worst = TERM_NONE;
	ret->before = TERM_NONE;
	ret->refused_late = false;
	for (enum right i = 0; i < RIGHT__MAX; i++) {
		struct term_end one;
		if (!(in->rights & 1u << i))
			continue;
		term_end_of(in, t, right_name(i), &one);
		late = late || one.statute == TERM_LATE || one.statute == TERM_MISSED;
		worst = is_worse(one.statute, worst) ? one.statute : worst;
		ret->before = is_worse(one.before, ret->before) ? one.before : ret->before;
		ret->refused_late = ret->refused_late || one.refused_late;
	}
	if (!date_is_set(ret->told))
		ret->statute = late ? TERM_LATE : TERM_OPEN;
	else if (worst == TERM_MISSED || worst == TERM_AFTER_MONTH)
		ret->statute = worst;
	else
		ret->statute = ret->by == FACT_ANSWERED ? TERM_MET : TERM_ENDED;
}

void
term_end_of(
    const struct term_input *in, const struct term *t, const char *right, struct term_end *ret)
{
	const struct term own = term_right(t, right);
	end_by(in, &own, right, ret);
	if (!right && t->apart)
		worst_end(in, t, ret);
}

/* ---- what is said of it ---- */

static void
warn_refusal(struct reading *r, size_t i, size_t to)
{
	const struct fact *f = &r->in->facts[i];
	struct date told = refusal_told(r->in, i, to);
	const char *first = term_say(r, r->t->first),
		   *right = f->right ? f->right : phrase("the request");
	bool part = f->kind != FACT_REFUSED;
	if (date_cmp(f->on, r->t->first) > 0)
		term_warn(r,
		    arena_printf(r->arena,
			phrase(
			    "%s%s%s refused on %s, after the first month (%s): art. 12(4) has no "
			    "extension clause"),
			part ? phrase("a part of ") : "", right, f->right ? "" : phrase(" was"),
			term_say(r, f->on), first));
	else if (date_cmp(told, r->t->first) > 0)
		term_warn(r,
		    arena_printf(r->arena,
			phrase("a refusal was told on %s, after the first month (%s): art. 12(4) "
			       "has no extension clause"),
			term_say(r, told), first));
	else if (!date_is_set(told))
		term_warn(r,
		    arena_printf(r->arena,
			phrase("the refusal of %s has told nobody: its letter lies there, or came "
			       "back (art. 12(4))"),
			term_say(r, f->on)));
}

static void
warn_refusals(struct reading *r)
{
	for (size_t i = 0, to = 0; i < r->in->nfacts; i++) {
		for (; to <= i || (to < r->in->nfacts && r->in->facts[to].kind != FACT_REOPENED);)
			to++;
		if (is_refusal(&r->in->facts[i]))
			warn_refusal(r, i, to);
	}
}

void
term_judge(struct reading *r)
{
	struct term *t = r->t;
	term_end_of(r->in, t, NULL, &t->end);
	warn_refusals(r);
	if (date_is_set(t->end.on) && !date_is_set(t->end.told))
		term_warn(r,
		    arena_printf(r->arena,
			phrase(
			    "%s on %s, but not told: its letter lies there, or came back; until it "
			    "leaves the deadline runs (art. 12(3), 12(4))"),
			phrase(fact_name(t->end.by)), term_say(r, t->end.on)));
	else if (t->end.before != TERM_NONE)
		term_warn(r,
		    t->end.before == TERM_MISSED
			? "it ended too late before it was opened again: that stays so"
			: "it was refused or closed after the first month before it was opened "
			  "again (art. 12(4)): that stays so");
}
