/* Any facts at all, against a model that looks at every single day. */
#include "unit/law_help.h"

static unsigned seed = 20260305;

static int
chance(int n)
{
	seed = seed * 1103515245u + 12345u;
	return (int)(seed >> 16) % n;
}

static size_t
any_facts(struct fact *facts, size_t max)
{
	static const enum fact_kind kinds[] = { FACT_EXTENSION_DECIDED, FACT_EXTENSION_NOTICE_SENT,
		FACT_EXTENSION_NOTICE_BOUNCED, FACT_QUESTION_ASKED, FACT_QUESTION_ASKED,
		FACT_QUESTION_SENT, FACT_QUESTION_SENT, FACT_QUESTION_SENT, FACT_QUESTION_BOUNCED,
		FACT_QUESTION_ANSWERED, FACT_REFUSED, FACT_ANSWERED, FACT_DONE, FACT_CLOSED,
		FACT_WITHDRAWN, FACT_REOPENED };
	struct date at = date_add_days((struct date){ 2024, 1, 1 }, chance(1400));
	facts[0] = (struct fact){ .kind = FACT_RECEIVED, .on = at };
	size_t n = 1 + (size_t)chance((int)max - 1);
	for (size_t i = 1; i < n; i++) {
		at = date_add_days(at, chance(8) - 1);
		facts[i] = (struct fact){ .kind = kinds[chance((int)array_len(kinds))],
			.on = at,
			.ref = 1 + chance(3),
			.sealed = chance(4) > 0 ? "words" : NULL,
			.large_quantity = chance(2) > 0 };
		if (facts[i - 1].kind == FACT_QUESTION_ASKED && chance(3) > 0) {
			facts[i].kind = FACT_QUESTION_SENT;
			facts[i].ref = facts[i - 1].ref;
			facts[i].on = date_add_days(facts[i - 1].on, chance(2));
		}
		facts[i].ground = facts[i].kind == FACT_EXTENSION_DECIDED ? "number"
		    : chance(2)                                           ? "identity"
									  : "clarification";
	}
	return n;
}

/* The last time that it left, unless it came back after that; the first of two in a row. */
static bool
asked_on(const struct fact *f, size_t n, size_t i, struct date *ret)
{
	bool asked = false;
	for (size_t k = i; k < n; k++) {
		bool sent = f[k].kind == FACT_QUESTION_SENT && f[k].ref == f[i].ref;
		if (sent && !asked)
			*ret = f[k].on;
		asked = sent || asked;
		if (f[k].kind == FACT_QUESTION_BOUNCED && f[k].ref == f[i].ref)
			asked = false;
	}
	return asked;
}

/* Is this question one of those that count, and from when until when? */
static bool
counts(const struct calendar *c, const struct fact *f, size_t n, size_t i, struct date *ret_from,
    struct date *ret_until)
{
	int working = 0;
	if (f[i].kind != FACT_QUESTION_ASKED || !f[i].sealed || date_cmp(f[i].on, f[0].on) < 0)
		return false;
	if (!asked_on(f, n, i, ret_from) || date_cmp(*ret_from, f[0].on) < 0)
		return false;
	if (f[i].ground[0] == 'c' && !f[i].large_quantity)
		return false;
	for (struct date d = f[0].on; date_cmp(d, *ret_from) < 0;
	     working += calendar_is_working_day(c, d))
		d = date_add_days(d, 1);
	if (working > 3 || (working == 3 && !calendar_is_working_day(c, *ret_from)))
		return false;
	for (size_t k = i + 1; k < n; k++) {
		if (f[k].kind != FACT_QUESTION_ANSWERED || f[k].ref != f[i].ref)
			continue;
		*ret_until = date_cmp(f[k].on, *ret_until) < 0 ? f[k].on : *ret_until;
		return date_cmp(f[k].on, *ret_from) >= 0;
	}
	return true;
}

static int
model_days(const struct calendar *c, const struct fact *f, size_t n, struct date end)
{
	int days = 0;
	for (struct date d = f[0].on; date_cmp(d, end) < 0; d = date_add_days(d, 1)) {
		bool open = false;
		for (size_t i = 0; i < n; i++) {
			struct date from, until = end;
			open = open ||
			    (counts(c, f, n, i, &from, &until) && date_cmp(from, d) <= 0 &&
				date_cmp(d, until) < 0);
		}
		days += open;
	}
	return days;
}

static bool
moves_a_date(enum fact_kind k)
{
	return k == FACT_RECEIVED || k == FACT_EXTENSION_DECIDED ||
	    k == FACT_EXTENSION_NOTICE_SENT || k == FACT_EXTENSION_NOTICE_BOUNCED;
}

static void
assert_same(const struct term_input *in, const struct term *x, const struct term *t)
{
	auto_drop(json) json_t *a = term_json(in->calendar, x), *b = term_json(in->calendar, t);
	assert_true(json_equal(a, b));
}

/* Begun with what moves a date, copied, and finished with all facts: as computed at once. */
static void
assert_goes_on(const struct term_input *in, const struct term *t, struct arena *a)
{
	struct fact moving[12];
	struct term_input before = *in;
	before.facts = moving;
	before.nfacts = 0;
	for (size_t i = 0; i < in->nfacts; i++)
		if (moves_a_date(in->facts[i].kind))
			moving[before.nfacts++] = in->facts[i];
	struct term begun, one, other;
	term_begin(&before, a, &begun);
	one = other = begun;
	term_finish(in, a, &one);
	term_finish(in, a, &other); /* the first left nothing behind */
	assert_same(in, &one, t);
	assert_same(in, &other, t);
}

static void
any(void **state)
{
	(void)state;
	auto_drop(calendar) struct calendar *nl = calendar("nl");
	int extended = 0, suspended = 0;
	for (int i = 0; i < 6000; i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct fact f[12];
		size_t n = any_facts(f, array_len(f));
		struct term_input in = { .calendar = nl,
			.promise = { .weeks = chance(2) ? 4 : 0 },
			.facts = f,
			.nfacts = n };
		in.as_of = date_add_days(f[n - 1].on, 10 + chance(60));
		struct deadline d;
		struct term t;
		deadline_compute(nl, f[0].on, &in.promise, a, &d);
		term_compute(&in, a, &t);
		assert_int_equal(date_cmp(t.first, d.first), 0);
		assert_int_equal(date_cmp(t.in_force, t.is_extended ? d.extended : d.first), 0);
		assert_int_equal(date_cmp(t.promise, d.promise), 0);
		assert_true(date_cmp(t.due, t.in_force) <= 0);
		assert_true(!t.is_extended ||
		    (date_cmp(t.notice_sent, d.first) <= 0 &&
			date_cmp(t.notice_sent, d.received) >= 0));
		assert_int_equal(t.suspension_days,
		    model_days(nl, f, n, date_is_set(t.end.on) ? t.end.on : in.as_of));
		assert_true(!date_is_set(t.suspended) || date_cmp(t.suspended, t.in_force) >= 0);
		assert_true(!date_is_set(t.suspended) || calendar_is_working_day(nl, t.suspended));
		assert_true(date_is_set(t.end.on) || t.end.statute == TERM_OPEN ||
		    t.end.statute == TERM_LATE);
		extended += t.is_extended;
		suspended += t.suspension_days > 0;
		assert_goes_on(&in, &t, a);
	}
	/* else the model was never asked */
	assert_true(extended > 100);
	assert_true(suspended > 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
