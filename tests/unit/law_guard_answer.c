/* What an answer rests on, and when a fee may be asked. */
#include "unit/law_guard_help.h"

#define WARNED "2026-03-10"

/* The person is told of ground, facts, amount and costs, and of a day to withdraw. */
static void
fee_warning(void **state)
{
	(void)state;
	static const struct {
		const char *ground, *facts, *costs;
		int64_t cents;
		const char *warned, *withdraw_by;
		enum absolute about;
		enum err_kind kind;
		const char *part;
	} cases[] = {
		{ "excessive-12-5", "fifth in a month", "an hour of EUR 25", 2500, WARNED,
		    "2026-03-17", ABSOLUTE_NONE, 0, NULL },
		{ "further-copy", "a second copy on paper", "9 sheets of 50 ct", 450, WARNED,
		    "2026-03-17", ABSOLUTE_NONE, 0, NULL },
		{ "excessive-12-5", "fifth in a month", "an hour", 2500, WARNED, WARNED,
		    ABSOLUTE_NONE, ERR_DENIED, "without a chance to withdraw" },
		{ "excessive-12-5", "fifth in a month", "an hour", 2500, WARNED, "", ABSOLUTE_NONE,
		    ERR_DENIED, "without a chance to withdraw" },
		{ "excessive-12-5", "", "an hour", 2500, WARNED, "2026-03-17", ABSOLUTE_NONE,
		    ERR_DENIED, "leaves the proof to the organisation" },
		{ "excessive-12-5", "fifth", " ", 2500, WARNED, "2026-03-17", ABSOLUTE_NONE,
		    ERR_DENIED, "how the amount follows from that (--costs)" },
		{ "excessive-12-5", "fifth", "an hour", 0, WARNED, "2026-03-17", ABSOLUTE_NONE,
		    ERR_USAGE, "above zero" },
		{ "effort", "much work", "an hour", 2500, WARNED, "2026-03-17", ABSOLUTE_NONE,
		    ERR_USAGE, "no ground for a fee" },
		{ NULL, "much work", "an hour", 2500, WARNED, "2026-03-17", ABSOLUTE_NONE,
		    ERR_USAGE, "without a ground: expected one of" },
		{ "excessive-12-5", "fifth", "an hour", 2500, "2026-03-01", "2026-03-17",
		    ABSOLUTE_NONE, ERR_DENIED, "before the request" },
		{ "excessive-12-5", "fifth", "an hour", 2500, "2026-03-21", "2026-03-28",
		    ABSOLUTE_NONE, ERR_DENIED, "lies in the future" },
		{ "excessive-12-5", "fifth", "an hour", 2500, WARNED, "2026-03-17",
		    ABSOLUTE_MARKETING, ERR_DENIED, "free of charge (art. 21(3), 12(5) GDPR)" },
		{ "excessive-12-5", "fifth", "an hour", 2500, WARNED, "2026-03-17",
		    ABSOLUTE_CONSENT, ERR_DENIED, "as easily as it was given (art. 7(3) GDPR)" },
	};
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		const struct guard_fee x = { .about = cases[i].about,
			.ground = cases[i].ground,
			.facts = cases[i].facts,
			.costs = cases[i].costs,
			.amount_cents = cases[i].cents,
			.warned = day(cases[i].warned),
			.withdraw_by = day(cases[i].withdraw_by),
			.today = day("2026-03-20") };
		assert_guard(guard_fee_warning(&t, &x, &err), &err, cases[i].kind, cases[i].part,
		    cases[i].costs);
	}
}

/* Art. 15(3): the first copy is free, unless the request itself is excessive. */
static void
fee_first_copy(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	struct err err = { 0 };
	struct guard_fee x = { .ground = "further-copy",
		.facts = "a copy on paper",
		.costs = "9 sheets of 50 ct",
		.amount_cents = 450,
		.warned = day(WARNED),
		.withdraw_by = day("2026-03-17"),
		.first_copy = true,
		.today = day("2026-03-20") };
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	assert_guard(guard_fee_warning(&t, &x, &err), &err, ERR_DENIED,
	    "a fee for a first copy: art. 15(3)", "first");
	x.ground = "excessive-12-5";
	assert_ok(guard_fee_warning(&t, &x, &err), &err);
}

static void
fee(void **state)
{
	(void)state;
	static const struct {
		const char *history, *warned, *withdraw_by;
		bool accepted;
		enum absolute about;
		const char *part;
	} cases[] = {
		{ "2026-03-05 received", WARNED, "2026-03-17", false, ABSOLUTE_NONE, NULL },
		{ "2026-03-05 received", WARNED, "2026-03-20", true, ABSOLUTE_NONE, NULL },
		{ "2026-03-05 received", WARNED, "2026-03-20", false, ABSOLUTE_NONE,
		    "can still withdraw until 2026-03-20" },
		{ "2026-03-05 received", "", "", false, ABSOLUTE_NONE, "a fee without warning" },
		{ "2026-03-05 received", "2026-03-21", "2026-03-28", false, ABSOLUTE_NONE,
		    "a fee without warning" },
		{ "2026-03-05 received", WARNED, "", true, ABSOLUTE_NONE,
		    "without a chance to withdraw" },
		/* what was warned of is no longer asked for */
		{ "2026-03-05 received", WARNED, "2026-03-17", true, ABSOLUTE_CONSENT,
		    "art. 7(3) GDPR" },
		{ "2026-03-05 received; 2026-03-11 answered", WARNED, "2026-03-17", false,
		    ABSOLUTE_NONE, "reopen it first" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		struct err err = { 0 };
		term_of(nl, "", false, cases[i].history, "2026-03-20", a, &t);
		const struct guard_fee x = { .about = cases[i].about,
			.warned = day(cases[i].warned),
			.withdraw_by = day(cases[i].withdraw_by),
			.accepted = cases[i].accepted,
			.today = day("2026-03-20") };
		assert_guard(
		    guard_fee(&t, &x, &err), &err, ERR_DENIED, cases[i].part, cases[i].withdraw_by);
	}
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
			unsigned all = guard_answer_demands(x.right, x.kind, x.about);
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

static unsigned
demands(enum right right, enum absolute about)
{
	return guard_answer_demands(right, ANSWER_GRANTED, about);
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
	x.met = guard_answer_demands(x.right, x.kind, x.about) &
	    ~(1u << DEMAND_RECIPIENTS | 1u << DEMAND_REMEDIES);
	x.lacks[DEMAND_RECIPIENTS] = "JBS-R01";
	assert_false(guard_answer(&t, &x, &err));
	assert_string_equal(err.text,
	    "erasure cannot be answered: a recipient was not told, and it is not said why that is "
	    "impossible (GDPR art. 19): JBS-R01; still possible: `dossier decide --notify`, "
	    "`--told` or `--untold`; missing too: remedies");
	err = (struct err){ 0 };
	x.met = 0;
	assert_guard(guard_answer(&t, &x, &err), &err, ERR_DENIED,
	    "missing too: authority, identity, decided, done, recipients, reasons, remedies, sent",
	    "nothing");
	/* access and portability need their copy */
	assert_true(demands(RIGHT_ACCESS, ABSOLUTE_NONE) & 1u << DEMAND_COPY);
	assert_true(demands(RIGHT_ACCESS, ABSOLUTE_NONE) & 1u << DEMAND_REVIEWED);
	assert_true(demands(RIGHT_PORTABILITY, ABSOLUTE_NONE) & 1u << DEMAND_REVIEWED);
	assert_false(demands(RIGHT_ERASURE, ABSOLUTE_NONE) & 1u << DEMAND_REVIEWED);
	assert_true(demands(RIGHT_ACCESS, ABSOLUTE_NONE) & 1u << DEMAND_INFORMATION);
	assert_true(demands(RIGHT_PORTABILITY, ABSOLUTE_NONE) & 1u << DEMAND_MACHINE);
	assert_true(demands(RIGHT_HUMAN_REVIEW, ABSOLUTE_NONE) & 1u << DEMAND_HUMAN);
	/* of objecting and withdrawing, what is absolute is complied with unproven */
	const unsigned identity = 1u << DEMAND_IDENTITY;
	assert_true(demands(RIGHT_OBJECTION, ABSOLUTE_NONE) & identity);
	assert_false(demands(RIGHT_OBJECTION, ABSOLUTE_MARKETING) & identity);
	assert_false(demands(RIGHT_CONSENT_WITHDRAWAL, ABSOLUTE_CONSENT) & identity);
	assert_false(demands(RIGHT_PORTABILITY, ABSOLUTE_NONE) & 1u << DEMAND_RECIPIENTS);
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

/* Who did it, when and what shows it; a copy is not done by hand. */
static void
done(void **state)
{
	(void)state;
	static const struct {
		const char *history;
		enum right right;
		const char *proof, *by, *on, *part;
	} cases[] = {
		{ "2026-03-05 received", RIGHT_ERASURE, "print-out", NULL, "2026-03-20", NULL },

		{ "2026-03-05 received", RIGHT_ERASURE, " ", NULL, "2026-03-20",
		    "without proof (art. 5(2) GDPR)" },
		{ "2026-03-05 received", RIGHT_ERASURE, "print-out", NULL, "2026-03-21",
		    "lies in the future" },
		{ "2026-03-05 received", RIGHT_OBJECTION, "print-out", NULL, "2026-03-04",
		    "before the request" },
		{ "2026-03-05 received", RIGHT_ACCESS, "print-out", NULL, "2026-03-20",
		    "carried out by its copy (art. 15 GDPR)" },
		{ "2026-03-05 received", RIGHT_PORTABILITY, "print-out", NULL, "2026-03-20",
		    "carried out by its copy (art. 20 GDPR)" },
		{ "2026-03-05 received", RIGHT_HUMAN_REVIEW, "report", NULL, "2026-03-20",
		    "without a human (art. 22(3) GDPR)" },
		{ "2026-03-05 received", RIGHT_HUMAN_REVIEW, "report", "Mira", "2026-03-20", NULL },
		{ "2026-03-05 received; 2026-03-11 answered", RIGHT_ERASURE, "print-out", NULL,
		    "2026-03-20", "reopen it first" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		struct err err = { 0 };
		term_of(nl, "", false, cases[i].history, "2026-03-20", a, &t);
		const struct guard_done x = { .right = cases[i].right,
			.proof = cases[i].proof,
			.by = cases[i].by,
			.heard = "by phone",
			.result = "it stays",
			.on = day(cases[i].on),
			.today = day("2026-03-20") };
		assert_guard(guard_done(&t, &x, &err), &err, ERR_DENIED, cases[i].part,
		    right_name(cases[i].right));
	}
}

/* Art. 22(3), 12(3): the person's own view, and what came of it. */
static void
review(void **state)
{
	(void)state;
	static const struct {
		const char *heard, *result, *part;
	} cases[] = {
		{ NULL, "it stays", "without the person's own view (art. 22(3) GDPR)" },
		{ "by phone", " ", "without its result (art. 12(3) GDPR)" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		struct err err = { 0 };
		term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
		const struct guard_done x = { .right = RIGHT_HUMAN_REVIEW,
			.proof = "report",
			.by = "Mira",
			.heard = cases[i].heard,
			.result = cases[i].result,
			.on = day("2026-03-20"),
			.today = day("2026-03-20") };
		assert_guard(guard_done(&t, &x, &err), &err, ERR_DENIED, cases[i].part, "review");
	}
}

/* Art. 15, 20: what is erased can not be given any more. */
static void
done_copy_open(void **state)
{
	(void)state;
	static const struct {
		enum right right, copy;
		bool nothing;
		const char *part;
	} cases[] = {
		{ RIGHT_ERASURE, RIGHT_ACCESS, false,
		    "while access is open still (art. 15, 12(2) GDPR)" },
		{ RIGHT_ERASURE, RIGHT_PORTABILITY, false, "`dossier answer --right portability`" },
		{ RIGHT_ERASURE, RIGHT_ACCESS, true, NULL },
		{ RIGHT_RECTIFICATION, RIGHT_ACCESS, false, NULL },
		{ RIGHT_OBJECTION, RIGHT_ACCESS, false, NULL },
	};
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		const struct guard_done x = { .right = cases[i].right,
			.copy = right_rule(cases[i].copy),
			.nothing = cases[i].nothing,
			.proof = "print-out",
			.on = day("2026-03-20"),
			.today = day("2026-03-20") };
		assert_guard(guard_done(&t, &x, &err), &err, ERR_DENIED, cases[i].part,
		    right_name(cases[i].right));
	}
}

/* As an answer to it would; but what stops unproven waits for nobody's name. */
static void
done_unidentified(void **state)
{
	(void)state;
	for (unsigned i = 0; i < RIGHT__MAX; i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		struct err err = { 0 };
		const struct right_rule *rule = right_rule(i);
		if (rule->actions & 1u << ACTION_COLLECT)
			continue;
		term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
		struct guard_done x = { .right = i,
			.proof = "print-out",
			.by = "Mira",
			.unidentified = "the check of 2026-03-06 failed",
			.on = day("2026-03-20"),
			.today = day("2026-03-20") };
		assert_guard(guard_done(&t, &x, &err), &err, ERR_DENIED,
		    i == RIGHT_CONSENT_WITHDRAWAL
			? NULL
			: "not established (art. 12(2), 12(6) GDPR): the check of "
			  "2026-03-06 failed",
		    rule->name);
		x.at_once = "`dossier decide X --purpose a,b`";
		err = (struct err){ 0 };
		if (i == RIGHT_OBJECTION)
			assert_guard(guard_done(&t, &x, &err), &err, ERR_DENIED,
			    "failed; still possible: `dossier decide X --purpose a,b` now "
			    "(art. 21(3))",
			    "in part");
		x.about = ABSOLUTE_MARKETING;
		err = (struct err){ 0 };
		if (i == RIGHT_OBJECTION)
			assert_guard(guard_done(&t, &x, &err), &err, ERR_DENIED, NULL, "marketing");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fee_warning),
		cmocka_unit_test(fee_first_copy),
		cmocka_unit_test(fee),
		cmocka_unit_test(answer),
		cmocka_unit_test(answer_says_what),
		cmocka_unit_test(done),
		cmocka_unit_test(review),
		cmocka_unit_test(done_copy_open),
		cmocka_unit_test(done_unidentified),
	};
	return cmocka_run_group_tests(tests, open_calendar, close_calendar);
}
