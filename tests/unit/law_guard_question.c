/* What the person may be asked, and how they may be checked. */
#include "unit/law_guard_help.h"

static void
questions(void **state)
{
	(void)state;
	static const char *const earlier[] = { "the address is not the one on file",
		"two people of that name", NULL };
	static const struct {
		const char *about, *doubt, *method, *on;
		enum err_kind kind;
		const char *part;
	} cases[] = {
		{ "identity", "writes from an unknown address", "code-to-address", "2026-03-06", 0,
		    NULL },
		{ "identity", "writes from an unknown address", "eid", "2026-03-20", 0, NULL },
		{ "clarification", "which of the two accounts is meant", NULL, "2026-03-06", 0,
		    NULL },
		{ "identity", "", "code-to-address", "2026-03-06", ERR_DENIED,
		    "art. 12(6) GDPR wants reasonable doubts" },
		{ "identity", NULL, "code-to-address", "2026-03-06", ERR_DENIED,
		    "art. 12(6) GDPR wants reasonable doubts" },
		{ "clarification", " ", NULL, "2026-03-06", ERR_DENIED, "recital 63 GDPR" },
		/* each demand for more needs its own doubt: in other clothes it is the same */
		{ "identity", "two people of that name", "login", "2026-03-06", ERR_DENIED,
		    "put to the person before" },
		{ "identity", "  Two  people of\nTHAT name ", "login", "2026-03-06", ERR_DENIED,
		    "put to the person before" },
		{ "identity", "two people of that name, born alike", "login", "2026-03-06", 0,
		    NULL },
		{ "identity", "two people", "login", "2026-03-06", 0, NULL },
		{ "identity", "unknown address", "id-copy", "2026-03-06", ERR_DENIED,
		    "a copy of an identity document is not asked for" },
		{ "identity", "unknown address", "kopie paspoort", "2026-03-06", ERR_DENIED,
		    "still possible: code-to-address, login" },
		{ "identity", "unknown address", "tarot", "2026-03-06", ERR_USAGE,
		    "expected one of code-to-address" },
		/* what somebody knows is no way to check them */
		{ "identity", "unknown address", "birth-date", "2026-03-06", ERR_USAGE,
		    "no way to verify" },
		{ "identity", "unknown address", "last-order", "2026-03-06", ERR_USAGE,
		    "no way to verify" },
		{ "identity", "unknown address", NULL, "2026-03-06", ERR_USAGE,
		    "expected one of code-to-address" },
		{ "weather", "is it raining", "login", "2026-03-06", ERR_USAGE,
		    "expected identity or clarification" },
		{ NULL, "is it raining", "login", "2026-03-06", ERR_USAGE,
		    "expected identity or clarification" },
		{ "identity", "unknown address", "login", "2026-03-04", ERR_DENIED,
		    "dated before the request" },
		{ "identity", "unknown address", "login", "2026-03-21", ERR_DENIED,
		    "lies in the future" },
	};
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		const struct guard_question x = { .about = cases[i].about,
			.doubt = cases[i].doubt,
			.earlier = earlier,
			.method = cases[i].method,
			.proof = "<1@example.org>",
			.on = day(cases[i].on),
			.today = day("2026-03-20") };
		assert_guard(guard_question(&t, &x, &err), &err, cases[i].kind, cases[i].part,
		    cases[i].doubt ? cases[i].doubt : "none");
	}
	struct err err = { 0 };
	const struct guard_question first = { .about = "identity",
		.doubt = "unknown",
		.method = "login",
		.on = day("2026-03-06"),
		.today = day("2026-03-06") };
	assert_ok(guard_question(&t, &first, &err), &err);
	struct guard_question last = first;
	last.method = "masked-copy";
	last.copy = true;
	assert_guard(guard_question(&t, &last, &err), &err, ERR_DENIED,
	    "the last step, when another way was tried", "first thing");
	assert_null(strstr(err.text, "eid, masked-copy")); /* nor is it offered */
	err = (struct err){ 0 };
	last.tried = true;
	last.copy = false;
	assert_guard(guard_question(&t, &last, &err), &err, ERR_DENIED,
	    "the register gives no reason for it", "no step");
	err = (struct err){ 0 };
	last.copy = true;
	assert_ok(guard_question(&t, &last, &err), &err);
}

static void
question_answered(void **state)
{
	static const struct {
		const char *asked, *left, *on, *today;
		bool back;
		const char *part;
	} cases[] = {
		{ "2026-03-06", "2026-03-06", "2026-03-06", "2026-03-06", false, NULL },
		{ "2028-02-28", "2028-02-28", "2028-02-29", "2028-03-01", false, NULL },
		{ "2026-03-06", "2026-03-06", "2026-03-05", "2026-03-10", false,
		    "a suspension cannot end before it began" },
		{ "2026-03-06", "2026-03-06", "2026-03-11", "2026-03-10", false,
		    "lies in the future" },
		/* what did not reach the person was not answered (art. 12(6)) */
		{ "2026-03-06", "", "2026-03-09", "2026-03-10", false,
		    "a question that has not left (art. 12(6) GDPR): record first that it did, "
		    "with `dossier letter sent" },
		{ "2026-03-06", "", "2026-03-09", "2026-03-10", true, "a question that came back" },
		{ "2026-03-06", "2026-03-09", "2026-03-08", "2026-03-10", false,
		    "2026-03-08 is older than its question, which left on 2026-03-09" },
		{ "2026-03-06", "2026-03-09", "2026-03-09", "2026-03-10", false, NULL },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		const struct guard_question_answer x = { .asked = day(cases[i].asked),
			.left = day(cases[i].left),
			.back = cases[i].back,
			.on = day(cases[i].on),
			.today = day(cases[i].today) };
		assert_guard(guard_question_answered(&x, &err), &err, ERR_DENIED, cases[i].part,
		    cases[i].on);
	}
}

/* What is more than suffices rests on a doubt; what stood nowhere shows who has it. */
static void
enough(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	struct err err = { 0 };
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	struct guard_verification x = { .method = "eid",
		.result = "passed",
		.enough = "code-to-address, login",
		.on = day("2026-03-06"),
		.today = day("2026-03-20") };
	assert_guard(guard_verify(&t, &x, &err), &err, ERR_DENIED,
	    "still possible: code-to-address, login", "more");
	err = (struct err){ 0 };
	x.doubted = true;
	assert_ok(guard_verify(&t, &x, &err), &err);
	static const char nowhere[] = "stood in nothing that was looked at",
			  given[] = "that was merely given";
	static const struct {
		struct guard_verified_by by;
		const char *denied;
	} cases[] = {
		{ { "code-to-address", .nowhere = true }, nowhere },
		{ { "code-to-address", .nowhere = true, .proof = " " }, nowhere },
		{ { "phone-on-file", .nowhere = true }, nowhere },
		{ { "code-to-address", .nowhere = true, .proof = "in the contract of 2019" },
		    NULL },
		{ { "code-to-address", .unlooked = true }, given },
		{ { "code-to-address", .unlooked = true, .proof = "in the contract of 2019" },
		    NULL },
		{ { "code-to-address" }, NULL },
		{ { "code-to-given", .nowhere = true }, NULL },
		{ { "code-to-given", .unlooked = true }, NULL },
		{ { "login", .nowhere = true }, NULL },
		{ { "letter-code", .unlooked = true }, NULL },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		err = (struct err){ 0 };
		assert_guard(guard_verify_by(&cases[i].by, &err), &err,
		    cases[i].denied ? ERR_DENIED : 0, cases[i].denied, cases[i].by.method);
	}
}

static void
verification(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	size_t n;
	const struct verify_method *methods = guard_verify_methods(&n);
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	assert_int_equal(n, 9);
	assert_string_equal(verify_words[n], "mandate"); /* asked for, and no check */
	assert_null(verify_words[n + 1]);
	struct guard_verification x = {
		.result = "passed", .on = day("2026-03-06"), .today = day("2026-03-20")
	};
	for (size_t i = 0; i < n; i++) {
		struct err err = { 0 };
		x.method = methods[i].name;
		x.copy = x.tried = true;
		assert_ok(guard_verify(&t, &x, &err), &err);
		assert_true(strlen(methods[i].what) > 0);
		assert_string_equal(methods[i].name, verify_words[i]);
		x.tried = false; /* a masked copy is the last step */
		assert_guard(guard_verify(&t, &x, &err), &err, ERR_DENIED,
		    strcmp(x.method, "masked-copy") == 0 ? "is the last step" : NULL, x.method);
	}
	struct err err = { 0 };
	x.copy_kept = true;
	assert_guard(guard_verify(&t, &x, &err), &err, ERR_DENIED,
	    "is not kept (art. 12(6), 5(1)(c) GDPR", "kept");
	x.copy_kept = false;
	err = (struct err){ 0 };
	x.method = "scan of id card";
	assert_guard(guard_verify(&t, &x, &err), &err, ERR_DENIED, "is not asked for", "scan");
	err = (struct err){ 0 };
	x.method = "login";
	x.result = "maybe";
	assert_guard(
	    guard_verify(&t, &x, &err), &err, ERR_USAGE, "expected passed or failed", "maybe");
	err = (struct err){ 0 };
	x.result = "failed";
	x.on = day("2026-03-01");
	assert_guard(
	    guard_verify(&t, &x, &err), &err, ERR_DENIED, "dated before the request", "before");
}

/* What was asked on a day that is over is shown (art. 5(2)). */
static void
proof(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	struct err err = { 0 };
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	struct guard_question x = { .about = "clarification",
		.doubt = "which year",
		.on = day("2026-03-06"),
		.today = day("2026-03-07") };
	assert_guard(guard_question(&t, &x, &err), &err, ERR_USAGE,
	    "that it was asked on 2026-03-06 is recorded when that day was over: say with --proof",
	    "late");
	err = (struct err){ 0 };
	x.proof = " ";
	assert_guard(guard_question(&t, &x, &err), &err, ERR_USAGE, "--proof", "blank");
	err = (struct err){ 0 };
	x.proof = "<1@example.org>";
	assert_ok(guard_question(&t, &x, &err), &err);
	x.proof = NULL;
	x.on = x.today;
	assert_ok(guard_question(&t, &x, &err), &err);
}

/* Art. 21(3), 7(3): what stops at once, and unproven, is stopped for who asks. */
static void
question_at_once(void **state)
{
	(void)state;
	static const struct {
		const char *about;
		enum absolute absolute;
		const char *part;
	} cases[] = {
		{ "identity", ABSOLUTE_NONE, NULL },
		{ "identity", ABSOLUTE_MARKETING,
		    "(art. 21(3), 12(5) GDPR); still possible: stop it" },
		{ "identity", ABSOLUTE_CONSENT, "(art. 7(3) GDPR); still possible: stop" },
		{ "clarification", ABSOLUTE_MARKETING, NULL },
		{ "clarification", ABSOLUTE_CONSENT, NULL },
	};
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		const struct guard_question x = { .about = cases[i].about,
			.absolute = cases[i].absolute,
			.doubt = "unknown address",
			.method = "login",
			.on = day("2026-03-20"),
			.today = day("2026-03-20") };
		assert_guard(
		    guard_question(&t, &x, &err), &err, ERR_DENIED, cases[i].part, cases[i].about);
	}
}

/* Art. 12(6), 11(2): only a question that reached its way was asked in vain. */
static void
doubts(void **state)
{
	static const struct {
		const char *facts;
		enum doubt doubt;
	} cases[] = {
		{ "2026-03-05 received", DOUBT_UNASKED },
		{ "2026-03-05 received; 2026-03-06 question-asked clarification #1",
		    DOUBT_UNASKED },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1 unsent",
		    DOUBT_UNSENT },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1", DOUBT_OPEN },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-08 "
		  "question-bounced #1",
		    DOUBT_RETURNED },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-08 "
		  "question-bounced #1; 2026-03-09 question-sent #1",
		    DOUBT_WAITING },
		/* another one that left is no excuse for it, nor does it take the first away */
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1 unsent; 2026-03-06 "
		  "question-asked clarification #2",
		    DOUBT_UNSENT },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-09 "
		  "question-asked clarification #2 unsent",
		    DOUBT_OPEN },
		/* but what is asked now is to be answered first, and there is time for that */
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-09 "
		  "question-asked identity #2 unsent",
		    DOUBT_UNSENT },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-07 "
		  "question-asked identity #2",
		    DOUBT_WAITING },
		{ "2026-03-05 received; 2026-03-07 question-asked identity #1", DOUBT_WAITING },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-06 "
		  "question-bounced #1; 2026-03-07 question-sent #1",
		    DOUBT_WAITING },
		{ "2026-03-05 received; 2026-03-05 question-asked identity #1; 2026-03-06 "
		  "question-asked identity #2; 2026-03-06 question-bounced #1; 2026-03-07 "
		  "question-sent #1",
		    DOUBT_WAITING },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-07 "
		  "question-answered identity #1; 2026-03-07 question-asked identity #2",
		    DOUBT_WAITING },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-09 "
		  "question-answered identity #1",
		    DOUBT_ANSWERED },
		/* what was answered is no ground for the next one */
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-09 "
		  "question-answered identity #1; 2026-03-10 question-asked identity #2 unsent",
		    DOUBT_UNSENT },
		{ "2026-03-05 received; 2026-03-09 verified failed", DOUBT_UNASKED },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1 unsent; 2026-03-09 "
		  "verified failed",
		    DOUBT_UNSENT },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-08 "
		  "question-bounced #1; 2026-03-09 verified failed",
		    DOUBT_RETURNED },
		{ "2026-03-05 received; 2026-03-06 question-asked clarification #1; 2026-03-07 "
		  "question-asked identity #2 unsent; 2026-03-09 verified failed",
		    DOUBT_UNSENT },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1 unsent; 2026-03-09 "
		  "verified failed; 2026-03-18 question-sent #1",
		    DOUBT_OPEN },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-07 "
		  "question-asked identity #2 unsent; 2026-03-09 verified failed",
		    DOUBT_OPEN },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-07 "
		  "question-answered identity #1; 2026-03-09 verified failed",
		    DOUBT_OPEN },
		/* what failed needs no time; what is asked after it does */
		{ "2026-03-05 received; 2026-03-18 question-asked identity #1; 2026-03-19 verified "
		  "failed",
		    DOUBT_OPEN },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-09 verified "
		  "failed; 2026-03-10 question-asked identity #2",
		    DOUBT_WAITING },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-09 verified "
		  "failed; 2026-03-10 question-asked identity #2 unsent",
		    DOUBT_UNSENT },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1; 2026-03-09 verified "
		  "passed",
		    DOUBT_GONE },
		{ "2026-03-05 received; 2026-03-06 question-asked identity #1 unsent; 2026-03-09 "
		  "verified passed; 2026-03-10 question-sent #1",
		    DOUBT_GONE },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct fact facts[16];
		struct fact_list list = { facts, 0 };
		struct term t;
		list.n = read_facts(cases[i].facts, facts, array_len(facts), a);
		term_of(nl, "", false, cases[i].facts, "2026-03-20", a, &t);
		enum doubt doubt = guard_doubt(&t, &list, day("2026-03-20"));
		if (doubt != cases[i].doubt)
			fail_msg("%d in: %s", (int)doubt, cases[i].facts);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions),
		cmocka_unit_test(question_answered),
		cmocka_unit_test(enough),
		cmocka_unit_test(verification),
		cmocka_unit_test(proof),
		cmocka_unit_test(question_at_once),
		cmocka_unit_test(doubts),
	};
	return cmocka_run_group_tests(tests, open_calendar, close_calendar);
}
