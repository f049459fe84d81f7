/*
 * The extension of art. 12(3), second and third sentence, read from the facts: was it decided in
 * time, on a ground, with its reason, and was the person told of it in time? Of a request as a
 * whole, or of one of its rights.
 */
#include "dossier/phrase.h"
#include "term_private.h"

#define ART_12_4 "GDPR art. 12(4)"

/* What is read, into which clock. */
struct extending {
	struct reading *r;
	const char *right;          /* NULL: what was extended whole */
	const struct term_end *end; /* how it ended, as far as that is known yet */
	struct term_clock *c;
};

static bool
concerns(const struct extending *x, const struct fact *f, enum fact_kind kind)
{
	return f->kind == kind && (!f->right || (x->right && strcmp(f->right, x->right) == 0));
}

/* A bounce is about the notice it names, or about the latest one before it. */
static bool
is_bounced(const struct extending *x, size_t notice)
{
	const struct term_input *in = x->r->in;
	bool latest = true;
	for (size_t i = notice + 1; i < in->nfacts; i++) {
		const struct fact *f = &in->facts[i];
		if (concerns(x, f, FACT_EXTENSION_NOTICE_SENT))
			latest = false;
		if (concerns(x, f, FACT_EXTENSION_NOTICE_BOUNCED) &&
		    (f->ref ? f->ref == in->facts[notice].ref : latest))
			return true;
	}
	return false;
}

/* What is said to have left before another came back mends nothing, however it was meant. */
static bool
is_older_than_bounce(const struct extending *x, size_t notice)
{
	const struct fact *facts = x->r->in->facts;
	for (size_t i = 0; i < notice; i++)
		if (concerns(x, &facts[i], FACT_EXTENSION_NOTICE_BOUNCED) &&
		    date_cmp(facts[notice].on, facts[i].on) < 0)
			return true;
	return false;
}

const char *const extension_words[] = { "complexity", "number", NULL };

bool
term_extends_for(const char *ground)
{
	for (size_t i = 0; ground && extension_words[i]; i++)
		if (strcmp(extension_words[i], ground) == 0)
			return true;
	return false;
}

/* What is wrong with the decision itself, whatever notice followed; NULL: nothing. */
static const char *
decision_fault(const struct term *t, const struct fact *f)
{
	if (date_cmp(f->on, t->received) < 0)
		return "is dated before the request";
	if (!term_extends_for(f->ground))
		return "has no ground of art. 12(3)";
	return f->sealed ? NULL : "has no reason";
}

static enum term_extension
judge_decision(const struct extending *x, const struct fact *f)
{
	const struct term *t = x->r->t;
	const char *fault = decision_fault(t, f);
	bool late = date_cmp(f->on, t->first) > 0;
	if (late)
		fault = "was decided after the first deadline";
	if (fault)
		x->c->why = arena_printf(x->r->arena, phrase("the extension of %s is void: it %s"),
		    term_say(x->r, f->on), phrase(fault));
	return late ? EXTENSION_LATE : fault ? EXTENSION_UNLAWFUL : EXTENSION_IN_FORCE;
}

/* What became of one notice. */
static enum term_extension
judge_notice(const struct extending *x, size_t i)
{
	struct date on = x->r->in->facts[i].on;
	if (is_bounced(x, i) || is_older_than_bounce(x, i))
		return EXTENSION_BOUNCED;
	if (date_cmp(on, x->r->t->first) > 0)
		return EXTENSION_LATE;
	return date_cmp(on, x->c->decided) < 0 ? EXTENSION_UNLAWFUL : EXTENSION_IN_FORCE;
}

static bool
is_ended_in_first_month(const struct extending *x)
{
	const struct date told = x->end->told;
	return date_is_set(told) && date_cmp(told, x->r->t->first) <= 0;
}

/* Art. 12(3) wants the person told of more time: who was answered without it needs no word. */
static enum term_extension
needless(const struct extending *x)
{
	x->c->why = "the extension was not needed: it ended within the first month";
	return EXTENSION_NEEDLESS;
}

static enum term_extension
without_notice(const struct extending *x)
{
	if (date_cmp(x->r->in->as_of, x->r->t->first) > 0) {
		x->c->why =
		    "the extension is void: the person was not told of it by the first deadline";
		return EXTENSION_LATE;
	}
	x->c->why = arena_printf(x->r->arena,
	    phrase("extended on %s, but not in force: its notice has not left"),
	    term_say(x->r, x->c->decided));
	return EXTENSION_DECIDED;
}

/* The first notice that counts, else the last one, with what is wrong with it. */
static enum term_extension
judge_notices(const struct extending *x)
{
	static const char *const became[] = {
		[EXTENSION_IN_FORCE] = "by the first deadline: extended",
		[EXTENSION_BOUNCED] = "but came back: the extension is void",
		[EXTENSION_LATE] = "after the first deadline: the extension is void",
		[EXTENSION_UNLAWFUL] = "before it was decided: the extension is void",
	};
	const struct term_input *in = x->r->in;
	enum term_extension e = EXTENSION_NONE;
	for (size_t i = 0; i < in->nfacts && e != EXTENSION_IN_FORCE; i++) {
		if (!concerns(x, &in->facts[i], FACT_EXTENSION_NOTICE_SENT))
			continue;
		e = judge_notice(x, i);
		x->c->notice_sent = in->facts[i].on;
	}
	if (e != EXTENSION_IN_FORCE && is_ended_in_first_month(x))
		return needless(x);
	if (e == EXTENSION_NONE)
		return without_notice(x);
	x->c->why = arena_printf(x->r->arena, phrase("the notice left on %s, %s"),
	    term_say(x->r, x->c->notice_sent), phrase(became[e]));
	return e;
}

/* The first that was decided; art. 12(3) knows no second. */
static enum term_extension
judge(const struct extending *x)
{
	struct reading *r = x->r;
	enum term_extension e = EXTENSION_NONE;
	for (size_t i = 0; i < r->in->nfacts; i++) {
		const struct fact *f = &r->in->facts[i];
		if (!concerns(x, f, FACT_EXTENSION_DECIDED))
			continue;
		if (e != EXTENSION_NONE) {
			term_warn(r,
			    arena_printf(r->arena,
				phrase("extended again on %s: art. 12(3) knows one extension, the "
				       "second is void"),
				term_say(r, f->on)));
			continue;
		}
		x->c->decided = f->on;
		e = judge_decision(x, f);
	}
	return e == EXTENSION_IN_FORCE ? judge_notices(x) : e;
}

bool
term_is_apart(const struct term_input *in)
{
	for (size_t i = 0; in->rights && i < in->nfacts; i++)
		if (in->facts[i].kind == FACT_EXTENSION_DECIDED && in->facts[i].right)
			return true;
	return false;
}

void
term_extend(
    struct reading *r, const char *right, const struct term_end *end, struct term_clock *ret)
{
	const struct extending x = { .r = r, .right = right, .end = end, .c = ret };
	*ret = (struct term_clock){ .why = "not extended" };
	enum term_extension e = ret->extension = judge(&x);
	bool extended = e == EXTENSION_IN_FORCE;
	ret->in_force = extended ? r->t->extended : r->t->first;
	term_step(r, ret->in_force, ART_12_3,
	    right ? arena_printf(r->arena, phrase("the deadline in force of %s; %s"), right,
			phrase(ret->why))
		  : arena_printf(r->arena, phrase("the deadline in force; %s"), phrase(ret->why)));
	if (extended)
		term_step(r, r->t->first, ART_12_4,
		    "a refusal, also in part, must leave by this day: no extension moves it");
	else if (e != EXTENSION_NONE && e != EXTENSION_NEEDLESS)
		term_warn(r,
		    right ? arena_printf(r->arena, "%s: %s", right, phrase(ret->why)) : ret->why);
}

/* ---- of which right ---- */

void
term_keep_clock(struct term *t, const struct term_clock *c)
{
	t->extension = c->extension;
	t->is_extended = c->extension == EXTENSION_IN_FORCE;
	t->in_force = c->in_force;
	t->why = c->why;
	t->extension_decided = c->decided;
	t->notice_sent = c->notice_sent;
}

struct term
term_right(const struct term *t, const char *right)
{
	struct term own = *t;
	enum right known;
	if (!right || !right_parse(right, &known, NULL))
		return own;
	if (t->apart)
		term_keep_clock(&own, &t->clocks[known]);
	own.due = own.in_force;
	if (date_is_set(own.promise) && date_cmp(own.promise, own.due) < 0)
		own.due = own.promise;
	if (!(t->stops & 1u << known))
		own.at_once = (struct date){ 0 };
	else if (date_cmp(own.at_once, own.due) < 0)
		own.due = own.at_once;
	return own;
}
