/* Which ground refuses which right, what an answer rests on, and when a fee may be asked. */
#include "unit/law_guard_help.h"

static void
refuse(void **state)
{
	(void)state;
	static const struct {
		enum right right;
		const char *ground, *country, *facts, *necessity, *proportionality;
		bool marketing;
		const char *part;
	} cases[] = {
		{ RIGHT_ERASURE, "no-ground-17-1", "NL", "the contract runs", NULL, NULL, false,
		    NULL },
		{ RIGHT_ACCESS, "no-ground-17-1", "NL", "the contract runs", NULL, NULL, false,
		    "no ground to refuse access; still possible: grant it, or refuse on "
		    "unfounded-12-5, " },
		/* more than a line holds: cut between two */
		{ RIGHT_ACCESS, "no-ground-17-1", "NL", "the contract runs", NULL, NULL, false,
		    ", uavg-41-h and others" },
		{ RIGHT_ERASURE, "erasure-17-3-b", "NL", "AWR 52", "duty", "only invoices", false,
		    NULL },
		{ RIGHT_ERASURE, "erasure-17-3-b", "NL", "AWR 52", NULL, "only invoices", false,
		    "why it is necessary" },
		{ RIGHT_ERASURE, "erasure-17-3-b", "NL", "AWR 52", "duty", " ", false,
		    "why it is proportionate" },
		{ RIGHT_ERASURE, "erasure-17-3-b", "NL", "", "duty", "only invoices", false,
		    "they must show which article of which law" },
		{ RIGHT_ACCESS, "others-15-4", "SE", "a colleague's letter", "secrecy", "one page",
		    false, NULL },
		{ RIGHT_ACCESS, "uavg-41-i", "NL", "threats", "safety", "one page", false, NULL },
		{ RIGHT_ACCESS, "uavg-41-i", "BE", "threats", "safety", "one page", false,
		    "UAVG 41(1)(i) is law of NL, not of BE" },
		{ RIGHT_HUMAN_REVIEW, "uavg-41-i", "NL", "threats", "safety", "one page", false,
		    "no ground to refuse human-review" },
		{ RIGHT_OBJECTION, "not-identifiable-11-2", "NL", "nothing known", NULL, NULL,
		    false, "no ground to refuse objection" },
		{ RIGHT_OBJECTION, "compelling-21-1", "NL", "fraud", "needed", "limited", false,
		    NULL },
		{ RIGHT_OBJECTION, "compelling-21-1", "NL", "sales", "needed", "limited", true,
		    "art. 21(3) GDPR" },
		{ RIGHT_CONSENT_WITHDRAWAL, "excessive-12-5", "BE", "again", NULL, NULL, false,
		    "consent-withdrawal; still possible: grant it" },
	};
	struct err none = { 0 };
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(&none);
	assert_ok(law != NULL, &none);
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		struct err err = { 0 };
		const struct guard_refusal x = { .right = cases[i].right,
			.ground = refusal_ground_find(law, cases[i].ground, &err),
			.country = cases[i].country,
			.facts = cases[i].facts,
			.necessity = cases[i].necessity,
			.proportionality = cases[i].proportionality,
			.direct_marketing = cases[i].marketing,
			.today = day("2026-03-20") };
		assert_non_null(x.ground);
		term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
		assert_guard(guard_refuse(&t, &x, law, &err), &err, ERR_DENIED, cases[i].part,
		    cases[i].ground);
	}
}

/* The rights of others are never a ground to give nothing at all (recital 63). */
static void
refuse_whole(void **state)
{
	(void)state;
	static const struct {
		enum right right;
		const char *ground, *part;
	} cases[] = {
		{ RIGHT_ACCESS, "others-15-4", "is never a ground to give nothing at all" },
		{ RIGHT_PORTABILITY, "others-20-4", "give the rest" },
		{ RIGHT_ACCESS, "uavg-41-i", NULL },
	};
	struct err none = { 0 };
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(&none);
	assert_ok(law != NULL, &none);
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		struct err err = { 0 };
		struct guard_refusal x = { .right = cases[i].right,
			.ground = refusal_ground_find(law, cases[i].ground, &err),
			.country = "NL",
			.facts = "a colleague's letter",
			.necessity = "secrecy",
			.proportionality = "one page",
			.today = day("2026-03-20") };
		assert_non_null(x.ground);
		term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
		assert_ok(guard_refuse(&t, &x, law, &err), &err);
		x.whole = true;
		assert_guard(guard_refuse(&t, &x, law, &err), &err, ERR_DENIED, cases[i].part,
		    cases[i].ground);
	}
}

/* A late refusal is allowed, for silence would be worse, and flagged; under an extension too. */
static void
refuse_late(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct err err = { 0 };
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(&err);
	struct guard_refusal x = { .right = RIGHT_ERASURE,
		.ground = refusal_ground_find(law, "no-ground-17-1", &err),
		.country = "NL",
		.facts = "the contract runs",
		.today = day("2026-05-20") };
	struct term t;
	term_of(nl, "", false, EXTENDED "2026-03-11 done", "2026-05-20", a, &t);
	assert_ok(guard_refuse(&t, &x, law, &err), &err);
	assert_true(guard_refusal_is_late(&t, x.today));
	assert_true(guard_refusal_is_late(&t, day("2026-04-08")));
	assert_false(guard_refusal_is_late(&t, day("2026-04-07")));
	term_of(nl, "", false, EXTENDED "2026-05-11 answered", "2026-05-20", a, &t);
	assert_guard(guard_refuse(&t, &x, law, &err), &err, ERR_DENIED,
	    "was answered on 2026-05-11; reopen", "answered");
}

static void
fee(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct err err = { 0 };
	struct term t;
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	static const struct {
		const char *ground, *facts;
		int64_t cents;
		const char *warned, *withdraw_by;
		bool accepted;
		enum err_kind kind;
		const char *part;
	} cases[] = {
		{ "excessive-12-5", "fifth in a month", 2500, "2026-03-10", "2026-03-17", false, 0,
		    NULL },
		{ "further-copy", "a second copy on paper", 450, "2026-03-10", "2026-03-17", false,
		    0, NULL },
		{ "unfounded-12-5", "never a customer", 2500, "2026-03-10", "2026-03-20", true, 0,
		    NULL },
		{ "unfounded-12-5", "never a customer", 2500, "2026-03-10", "2026-03-20", false,
		    ERR_DENIED, "can still withdraw until 2026-03-20" },
		{ "excessive-12-5", "fifth in a month", 2500, "", "", false, ERR_DENIED,
		    "a fee without warning" },
		{ "excessive-12-5", "fifth in a month", 2500, "2026-03-21", "2026-03-28", false,
		    ERR_DENIED, "a fee without warning" },
		{ "excessive-12-5", "fifth in a month", 2500, "2026-03-10", "2026-03-10", false,
		    ERR_DENIED, "without a chance to withdraw" },
		{ "excessive-12-5", "fifth in a month", 2500, "2026-03-10", "", true, ERR_DENIED,
		    "without a chance to withdraw" },
		{ "excessive-12-5", "", 2500, "2026-03-10", "2026-03-17", false, ERR_DENIED,
		    "leaves the proof to the organisation" },
		{ "excessive-12-5", "fifth", 0, "2026-03-10", "2026-03-17", false, ERR_USAGE,
		    "above zero" },
		{ "effort", "much work", 2500, "2026-03-10", "2026-03-17", false, ERR_USAGE,
		    "no ground for a fee" },
		{ NULL, "much work", 2500, "2026-03-10", "2026-03-17", false, ERR_USAGE,
		    "without a ground: expected one of" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		const struct guard_fee x = { cases[i].ground, cases[i].facts, cases[i].cents,
			day(cases[i].warned), day(cases[i].withdraw_by), cases[i].accepted,
			day("2026-03-20") };
		err = (struct err){ 0 };
		assert_guard(
		    guard_fee(&t, &x, &err), &err, cases[i].kind, cases[i].part, cases[i].warned);
		/* a warning can be given as long as it names a day to withdraw until */
		bool warned = cases[i].kind == 0 || strstr(cases[i].part, "can still withdraw");
		if (*cases[i].warned && strcmp(cases[i].warned, "2026-03-21") != 0)
			err = (struct err){ 0 };
		assert_guard(guard_fee_warning(&t, &x, &err), &err, warned ? 0 : cases[i].kind,
		    warned ? NULL : cases[i].part, cases[i].warned);
	}
	const struct guard_fee early = { "further-copy", "f", 450, day("2026-03-01"),
		day("2026-03-17"), false, day("2026-03-20") };
	err = (struct err){ 0 };
	assert_guard(
	    guard_fee_warning(&t, &early, &err), &err, ERR_DENIED, "before the request", "early");
	term_of(nl, "", false, "2026-03-05 received; 2026-03-11 answered", "2026-03-20", a, &t);
	const struct guard_fee ended = { "further-copy", "f", 450, day("2026-03-10"),
		day("2026-03-17"), false, day("2026-03-20") };
	err = (struct err){ 0 };
	assert_guard(guard_fee(&t, &ended, &err), &err, ERR_DENIED, "reopen it first", "ended");
}

/* Each demand of each right, left out alone, stops the answer; all of them let it go. */
static void
answer(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	for (unsigned right = 0; right < RIGHT__MAX; right++) {
		for (unsigned kind = ANSWER_GRANTED; kind <= ANSWER_REFUSED; kind++) {
			struct guard_answer x = { .right = (enum right)right,
				.kind = (enum answer_kind)kind,
				.on = day("2026-03-20"),
				.today = day("2026-03-20") };
			unsigned all = guard_answer_demands(x.right, x.kind);
			assert_true(all & 1u << DEMAND_SENT);
			assert_int_equal(kind != ANSWER_GRANTED, (all & 1u << DEMAND_REASONS) != 0);
			assert_int_equal(
			    kind != ANSWER_GRANTED, (all & 1u << DEMAND_REMEDIES) != 0);
			for (unsigned d = 0; d < DEMAND__MAX; d++) {
				struct err err = { 0 };
				x.met = ~(1u << d);
				bool ok = guard_answer(&t, &x, &err);
				assert_guard(ok, &err, ERR_DENIED,
				    all & 1u << d ? "cannot be answered" : NULL,
				    right_name(x.right));
			}
		}
	}
}

static void
answer_says_what(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	struct err err = { 0 };
	struct guard_answer x = { .right = RIGHT_ERASURE,
		.kind = ANSWER_PARTLY,
		.on = day("2026-03-20"),
		.today = day("2026-03-20") };
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	x.met = guard_answer_demands(x.right, x.kind) &
	    ~(1u << DEMAND_RECIPIENTS | 1u << DEMAND_REMEDIES);
	assert_false(guard_answer(&t, &x, &err));
	assert_string_equal(err.text,
	    "erasure cannot be answered: a recipient was not told, and it is not said why that is "
	    "impossible "
	    "(GDPR art. 19); missing too: remedies");
	err = (struct err){ 0 };
	x.met = 0;
	assert_guard(guard_answer(&t, &x, &err), &err, ERR_DENIED,
	    "missing too: identity, decided, done, recipients, reasons, remedies, sent", "nothing");
	/* access and portability need their copy; an objection waits for no identity */
	assert_true(guard_answer_demands(RIGHT_ACCESS, ANSWER_GRANTED) & 1u << DEMAND_COPY);
	assert_true(guard_answer_demands(RIGHT_ACCESS, ANSWER_GRANTED) & 1u << DEMAND_INFORMATION);
	assert_true(guard_answer_demands(RIGHT_PORTABILITY, ANSWER_GRANTED) & 1u << DEMAND_MACHINE);
	assert_true(guard_answer_demands(RIGHT_HUMAN_REVIEW, ANSWER_GRANTED) & 1u << DEMAND_HUMAN);
	assert_false(guard_answer_demands(RIGHT_OBJECTION, ANSWER_GRANTED) & 1u << DEMAND_IDENTITY);
	assert_false(
	    guard_answer_demands(RIGHT_PORTABILITY, ANSWER_GRANTED) & 1u << DEMAND_RECIPIENTS);
	x.met = ~0u;
	err = (struct err){ 0 };
	x.on = day("2026-03-21");
	assert_guard(
	    guard_answer(&t, &x, &err), &err, ERR_DENIED, "lies in the future", "tomorrow");
	err = (struct err){ 0 };
	x.on = day("2026-03-04");
	assert_guard(
	    guard_answer(&t, &x, &err), &err, ERR_DENIED, "dated before the request", "before");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuse),
		cmocka_unit_test(refuse_whole),
		cmocka_unit_test(refuse_late),
		cmocka_unit_test(fee),
		cmocka_unit_test(answer),
		cmocka_unit_test(answer_says_what),
	};
	return cmocka_run_group_tests(tests, open_calendar, close_calendar);
}
