/*
 * Counting: what a request adds to the figures of a cohort, as a whole or for one right, and those
 * figures as JSON. Dates come from law/term; here they are only compared.
 */
#include "dossier/guard.h"
#include "report_private.h"

static const char *const keys[] = {
	[F_RECEIVED] = "received",
	[F_IN_TIME] = "in_time",
	[F_LATE] = "late",
	[F_OPEN_IN_TIME] = "open_in_time",
	[F_OPEN_LATE] = "open_late",
	[F_AFTER_MONTH] = "ended_after_first_month",
	[F_EXTENDED] = "extended",
	[F_EXTENDED_UNLAWFULLY] = "extended_unlawfully",
	[F_EXTENSION_PENDING] = "extension_pending",
	[F_SUSPENDED] = "suspended",
	[F_REFUSED] = "refused",
	[F_REFUSED_LATE] = "refused_late",
	[F_LATE_BEFORE] = "late_before_reopening",
	[F_UNTOLD] = "untold",
	[F_WITHDRAWN] = "withdrawn",
	[F_NOT_IDENTIFIED] = "not_identified",
	[F_MISTAKEN] = "entered_by_mistake",
	[F_CORRECTED] = "receipt_corrected",
	[F_CLOSED] = "closed_unanswered",
	[F_STATUTE_MISSED] = "statute_missed",
	[F_PROMISE_MISSED] = "promise_missed",
	[F_PROMISE_KEPT] = "promise_kept",
	[F_ANSWERED_IN_ONE] = "within_one_month",
	[F_ONE_IS_OVER] = "within_one_month_of",
	[F_ANSWERED_IN_THREE] = "within_three_months",
	[F_THREE_IS_OVER] = "within_three_months_of",
};
_Static_assert(array_len(keys) == F__MAX, "a key for every figure");

/* ---- days ---- */

void
tally_add(struct tally *t, int days, int64_t n)
{
	size_t i = days < 0 ? 0 : (size_t)days;
	if (i >= t->cap) {
		size_t cap = i + 128;
		t->n = xrealloc(t->n, cap * sizeof(*t->n));
		memset(t->n + t->cap, 0, (cap - t->cap) * sizeof(*t->n));
		t->cap = cap;
	}
	t->n[i] += n;
	t->total += n;
}

json_t *
tally_percentile(const struct tally *t, int tenths)
{
	int64_t want = (t->total * tenths + 9) / 10,
		seen = 0; /* the smallest value that this share does not exceed */
	for (size_t i = 0; i < t->cap; i++)
		if ((seen += t->n[i]) > 0 && seen >= want)
			return json_integer((json_int_t)i);
	return json_null();
}

static int64_t
tally_between(const struct tally *t, size_t from, size_t to)
{
	int64_t n = 0;
	for (size_t i = from; i < t->cap && i <= to; i++)
		n += t->n[i];
	return n;
}

json_t *
tally_json(const struct tally *t)
{
	/* weeks, then what a month can be, then what an extension can make of it */
	static const size_t from[] = { 0, 8, 15, 22, 29, 36, 63, 99 };
	json_t *histogram = json_array();
	for (size_t i = 0; i < array_len(from); i++) {
		bool last = i + 1 == array_len(from);
		size_t to = last ? SIZE_MAX : from[i + 1] - 1;
		json_array_append_new(histogram,
		    json_pack("{s:I, s:o, s:I}", "from", (json_int_t)from[i], "to",
			last ? json_null() : json_integer((json_int_t)to), "requests",
			(json_int_t)tally_between(t, from[i], to)));
	}
	return json_pack("{s:I, s:o, s:o, s:o, s:o}", "answered", (json_int_t)t->total, "median",
	    tally_percentile(t, 5), "p90", tally_percentile(t, 9), "max", tally_percentile(t, 10),
	    "histogram", histogram);
}

/* ---- requests ---- */

static void
count_word(json_t **object, const char *word, int64_t n)
{
	if (!*object)
		*object = json_object();
	json_object_set_new(
	    *object, word, json_integer((json_int_t)(json_int_or(*object, word, 0) + n)));
}

/* A request as a whole (right NULL), or one of its rights. */
struct unit {
	const struct verdict *v;
	const char *right;
	struct term term; /* its own */
	struct term_end end;
	bool answered; /* ended with an answer, be it a refusal, and told so */
};

static struct unit
unit_of(const struct verdict *v, const char *right)
{
	struct unit u = { .v = v, .right = right, .term = term_right(&v->term, right) };
	term_end_of(&v->in, &v->term, right, &u.end);
	u.answered = date_is_set(u.end.told) && u.end.by == FACT_ANSWERED;
	return u;
}

static bool
is_of(const struct unit *u, const struct refusal *f)
{
	return !u->right || !f->right || strcmp(f->right, u->right) == 0;
}

/* Did it end later than ${limit}, or is it open and past that? */
static bool
is_past(const struct unit *u, struct date limit)
{
	const struct date end = u->end.told;
	return date_cmp(date_is_set(end) ? end : u->v->in.as_of, limit) > 0;
}

static void
add_state(struct figures *f, const struct unit *u, int64_t n)
{
	static const enum figure states[] = {
		[TERM_OPEN] = F_OPEN_IN_TIME,
		[TERM_LATE] = F_OPEN_LATE,
		[TERM_MET] = F_IN_TIME,
		[TERM_ENDED] = F_IN_TIME,
		[TERM_MISSED] = F_LATE,
		[TERM_AFTER_MONTH] = F_AFTER_MONTH,
	};
	const struct term_end *e = &u->end;
	bool missed = e->statute == TERM_LATE || e->statute == TERM_MISSED;
	f->n[F_RECEIVED] += n;
	f->n[states[e->statute]] += n;
	f->n[F_STATUTE_MISSED] += missed ? n : 0;
	f->n[F_LATE_BEFORE] += e->before != TERM_NONE ? n : 0;
	f->n[F_UNTOLD] += date_is_set(e->on) && !date_is_set(e->told) ? n : 0;
	f->n[F_CORRECTED] += u->v->corrected ? n : 0;
	f->n[F_SUSPENDED] += u->v->term.suspension_days > 0 || u->v->term.suspended_now ? n : 0;
}

static void
add_end(struct figures *f, const struct unit *u, int64_t n)
{
	if (!date_is_set(u->end.told))
		return;
	if (u->answered)
		tally_add(
		    &f->days, date_to_days(u->end.told) - date_to_days(u->v->term.received), n);
	else
		f->n[u->end.by == FACT_WITHDRAWN ? F_WITHDRAWN : F_CLOSED] += n;
	if (u->end.by == FACT_CLOSED && u->v->close_ground &&
	    strcmp(u->v->close_ground, "not-identified") == 0)
		f->n[F_NOT_IDENTIFIED] += n;
}

static void
add_extension(struct figures *f, const struct term *t, int64_t n)
{
	switch (t->extension) {
	case EXTENSION_NONE:
	case EXTENSION_NEEDLESS:
		return;
	case EXTENSION_IN_FORCE:
		f->n[F_EXTENDED] += n;
		return;
	case EXTENSION_DECIDED:
		f->n[F_EXTENSION_PENDING] += n;
		return;
	case EXTENSION_BOUNCED:
	case EXTENSION_LATE:
	case EXTENSION_UNLAWFUL:
		f->n[F_EXTENDED_UNLAWFULLY] += n;
	}
}

static void
add_promise(struct figures *f, const struct unit *u, int64_t n)
{
	enum term_state s = u->end.promised;
	f->n[F_PROMISE_KEPT] += s == TERM_MET ? n : 0;
	f->n[F_PROMISE_MISSED] += s == TERM_MISSED || s == TERM_LATE ? n : 0;
}

/* The measures of the EDPB: of those answered and those whose time is over, how many were answered
 * within it. */
static void
add_edpb(struct figures *f, const struct unit *u, int64_t n)
{
	const struct term *t = &u->term;
	bool ended = date_is_set(u->end.told);
	if (u->answered || (!ended && is_past(u, t->first)))
		f->n[F_ONE_IS_OVER] += n;
	if (u->answered && !is_past(u, t->first))
		f->n[F_ANSWERED_IN_ONE] += n;
	if (!t->is_extended)
		return;
	if (u->answered || (!ended && is_past(u, t->extended)))
		f->n[F_THREE_IS_OVER] += n;
	if (u->answered && !is_past(u, t->extended))
		f->n[F_ANSWERED_IN_THREE] += n;
}

/* Each ground once, however many rights were refused on it. */
static void
add_refusals(struct figures *f, const struct unit *u, int64_t n)
{
	const struct refusal *all = u->v->refusals;
	bool any = false;
	for (size_t i = 0; i < u->v->nrefusals; i++) {
		const char *ground = all[i].ground ? all[i].ground : "none recorded";
		bool counted = !is_of(u, &all[i]);
		any = any || !counted;
		for (size_t j = 0; j < i && !counted; j++)
			counted = is_of(u, &all[j]) && all[j].ground &&
			    strcmp(all[j].ground, ground) == 0;
		if (!counted)
			count_word(&f->grounds, ground, n);
	}
	f->n[F_REFUSED] += any ? n : 0;
	f->n[F_REFUSED_LATE] += u->end.refused_late ? n : 0;
}

static bool
is_taken_off(const struct unit *u)
{
	const struct term_input *in = &u->v->in;
	for (size_t i = 0; u->right && i < in->nfacts; i++)
		if (in->facts[i].kind == FACT_RIGHT_TAKEN_OFF && in->facts[i].right &&
		    strcmp(in->facts[i].right, u->right) == 0)
			return true;
	return false;
}

/* It was no request, and makes no figure look better; one that was late by then hides nothing. */
static bool
is_mistaken(const struct unit *u)
{
	bool closed = u->end.by == FACT_CLOSED && u->v->close_ground &&
	    strcmp(u->v->close_ground, ENTERED_BY_MISTAKE) == 0;
	return (closed || is_taken_off(u)) && u->end.statute == TERM_ENDED;
}

void
figures_add(struct figures *f, const struct verdict *v, const char *right, int64_t n)
{
	const struct unit u = unit_of(v, right);
	if (is_mistaken(&u)) {
		f->n[F_MISTAKEN] += n;
		return;
	}
	add_state(f, &u, n);
	add_end(f, &u, n);
	add_extension(f, &u.term, n);
	add_promise(f, &u, n);
	add_edpb(f, &u, n);
	add_refusals(f, &u, n);
	for (size_t i = 0; i < v->ncauses; i++)
		count_word(&f->causes, v->causes[i], n);
}

int64_t
figures_judged(const struct figures *f)
{
	return f->n[F_IN_TIME] + f->n[F_LATE] + f->n[F_AFTER_MONTH] + f->n[F_OPEN_LATE];
}

/* Tenths of a per cent, rounded down: 100 means all of them. */
json_t *
figures_percent(int64_t part, int64_t whole)
{
	return whole == 0 ? json_null() : json_real((double)(part * 1000 / whole) / 10);
}

static int
word_cmp(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* By name: in which order they were counted depends on whether sums were there. New; {} of NULL. */
static json_t *
words_json(json_t *words)
{
	auto_drop(arena) struct arena *a = arena_new();
	size_t n = json_object_size(words), i = 0;
	const char **keys_of = arena_alloc(a, (n + 1) * sizeof(*keys_of)), *key;
	json_t *v, *sorted = json_object();
	json_object_foreach(words, key, v)
		keys_of[i++] = key;
	if (n)
		qsort(keys_of, n, sizeof(*keys_of), word_cmp);
	for (i = 0; i < n; i++)
		json_object_set(sorted, keys_of[i], json_object_get(words, keys_of[i]));
	return sorted;
}

json_t *
figures_json(const struct figures *f)
{
	const int64_t *n = f->n;
	json_t *j = json_object();
	for (size_t i = 0; i < F__MAX; i++)
		json_object_set_new(j, keys[i], json_integer((json_int_t)n[i]));
	json_t *more = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "on_time_percent",
	    figures_percent(n[F_IN_TIME], figures_judged(f)), "best_percent",
	    figures_percent(n[F_IN_TIME] + n[F_OPEN_IN_TIME], n[F_RECEIVED]),
	    "within_one_month_percent", figures_percent(n[F_ANSWERED_IN_ONE], n[F_ONE_IS_OVER]),
	    "within_three_months_percent",
	    figures_percent(n[F_ANSWERED_IN_THREE], n[F_THREE_IS_OVER]), "days",
	    tally_json(&f->days), "refused_by_ground", words_json(f->grounds), "causes",
	    words_json(f->causes));
	if (!more || json_object_update(j, more) != 0)
		BUG("the figures of a report");
	json_decref(more);
	return j;
}

void
figures_release(struct figures *f)
{
	free(f->days.n);
	json_decref(f->grounds);
	json_decref(f->causes);
}
