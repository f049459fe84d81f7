/*
 * Who may ask for whom: the table whole, and what follows from it for one right on one day, with
 * the days on which it changes.
 */
#include "unit/law_guard_help.h"

static struct representatives *law;

static int
open_law(void **state)
{
	struct err err = { 0 };
	law = representatives_open(&err);
	assert_ok(law != NULL, &err);
	return open_calendar(state);
}

static int
close_law(void **state)
{
	representatives_free(law);
	return close_calendar(state);
}

static const char *const relations[] = { "parent", "guardian", "curator", "bewindvoerder", "mentor",
	"agent", "lawyer" };

/* Each relation has its row in each country, with an article and something that shows it. */
static void
table(void **state)
{
	(void)state;
	static const char *const countries[] = { "NL", "BE", "SE", "DE" };
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < array_len(relations); i++)
		for (size_t k = 0; k < array_len(countries); k++) {
			const struct representative *r =
			    representative_find(law, relations[i], countries[k]);
			assert_non_null(r);
			assert_string_equal(r->relation, relations[i]);
			assert_true(!r->country || strcmp(r->country, countries[k]) == 0);
			assert_true(*r->article && *evidence_names(r, a));
		}
	assert_null(representative_find(law, "neighbour", "NL"));
	assert_null(evidence_find(law, "passport"));
	/* a bewindvoerder asks about the estate alone */
	assert_true(representative_find(law, "bewindvoerder", "NL")->scope);
	assert_true(representative_find(law, "agent", "NL")->ends);
	assert_false(evidence_shows(representative_find(law, "lawyer", "BE"), "lawyers-word"));
	assert_true(evidence_shows(representative_find(law, "lawyer", "NL"), "lawyers-word"));
}

static void
birthdays(void **state)
{
	(void)state;
	static const struct {
		const char *born;
		int years;
		const char *day;
	} cases[] = {
		{ "2010-05-17", 16, "2026-05-17" },
		{ "2008-02-29", 16, "2024-02-29" },
		{ "2008-02-29", 18, "2026-03-01" },
		{ "2010-12-31", 16, "2026-12-31" },
	};
	for (size_t i = 0; i < array_len(cases); i++)
		assert_day(age_reached(day(cases[i].born), cases[i].years), cases[i].day,
		    "the birthday", cases[i].born);
}

#define ALONE "2026-03-05 received"
#define SEEN RECEIVED "2026-03-06 authority-seen by="
#define CHILD "2012-07-01" /* thirteen */

static void
follows(void **state)
{
	(void)state;
	static const struct {
		const char *relation, *country, *born, *facts, *today;
		enum mandate is;
	} cases[] = {
		/* the person asks */
		{ "self", "NL", "", ALONE, "2026-03-10", MANDATE_NOT_NEEDED },
		{ "self", "NL", "1980-01-01", ALONE, "2026-03-10", MANDATE_NOT_NEEDED },
		/* a child does: judged first, until the sixteenth birthday */
		{ "self", "NL", CHILD, ALONE, "2026-03-10", MANDATE_UNJUDGED },
		{ "self", "NL", "2010-03-11", ALONE, "2026-03-10", MANDATE_UNJUDGED },
		{ "self", "NL", "2010-03-10", ALONE, "2026-03-10", MANDATE_NOT_NEEDED },
		{ "self", "BE", "2010-03-10", ALONE, "2026-03-10", MANDATE_UNJUDGED },
		{ "self", "SE", "2008-03-10", ALONE, "2026-03-10", MANDATE_NOT_NEEDED },
		{ "self", "SE", "2008-03-11", ALONE, "2026-03-10", MANDATE_UNJUDGED },
		{ "self", "SE", "2008-02-29", ALONE, "2026-02-28", MANDATE_UNJUDGED },
		{ "self", "SE", "2008-02-29", ALONE, "2026-03-01", MANDATE_NOT_NEEDED },
		{ "self", "NL", CHILD, RECEIVED "2026-03-06 competence-judged capable",
		    "2026-03-10", MANDATE_NOT_NEEDED },
		{ "self", "NL", CHILD, RECEIVED "2026-03-06 competence-judged incapable",
		    "2026-03-10", MANDATE_INCAPABLE },
		/* only in so far as: of another right it is not judged */
		{ "self", "NL", CHILD, RECEIVED "2026-03-06 competence-judged capable for=erasure",
		    "2026-03-10", MANDATE_UNJUDGED },
		{ "self", "NL", CHILD,
		    RECEIVED "2026-03-06 competence-judged incapable; 2026-03-07 "
			     "competence-judged capable for=access",
		    "2026-03-10", MANDATE_NOT_NEEDED },
		/* a parent */
		{ "parent", "NL", CHILD, ALONE, "2026-03-10", MANDATE_MISSING },
		{ "parent", "NL", "", ALONE, "2026-03-10", MANDATE_MISSING },
		{ "parent", "NL", CHILD, SEEN "birth-certificate", "2026-03-10", MANDATE_SEEN },
		{ "parent", "NL", "", SEEN "birth-certificate", "2026-03-10", MANDATE_AGE_UNKNOWN },
		{ "parent", "NL", "2010-03-11", SEEN "birth-certificate", "2026-03-10",
		    MANDATE_SEEN },
		{ "parent", "NL", "2010-03-10", SEEN "birth-certificate", "2026-03-10",
		    MANDATE_TOO_OLD },
		{ "parent", "NL", "2008-09-01", ALONE, "2026-03-10", MANDATE_TOO_OLD },
		{ "parent", "NL", "2005-01-01", ALONE, "2026-03-10", MANDATE_TOO_OLD },
		{ "parent", "BE", "2008-09-01", SEEN "birth-certificate", "2026-03-10",
		    MANDATE_SEEN },
		/* who is old enough may send them */
		{ "parent", "NL", "2008-09-01", SEEN "written-mandate", "2026-03-10",
		    MANDATE_SEEN },
		{ "parent", "NL", CHILD, SEEN "written-mandate", "2026-03-10", MANDATE_UNJUDGED },
		{ "parent", "NL", CHILD,
		    SEEN "birth-certificate; 2026-03-07 competence-judged capable", "2026-03-10",
		    MANDATE_CAPABLE },
		{ "parent", "NL", CHILD,
		    SEEN "birth-certificate; 2026-03-07 competence-judged incapable", "2026-03-10",
		    MANDATE_SEEN },
		/* it ends: by its last day, or by a fact; a later one begins anew */
		{ "agent", "NL", "", SEEN "written-mandate until=2026-03-10", "2026-03-10",
		    MANDATE_SEEN },
		{ "agent", "NL", "", SEEN "written-mandate until=2026-03-10", "2026-03-11",
		    MANDATE_ENDED },
		{ "agent", "NL", "", SEEN "written-mandate; 2026-03-08 authority-ended",
		    "2026-03-10", MANDATE_ENDED },
		{ "agent", "NL", "",
		    SEEN "written-mandate; 2026-03-08 authority-ended; 2026-03-09 authority-seen "
			 "by=written-mandate",
		    "2026-03-10", MANDATE_SEEN },
		/* for some rights alone */
		{ "lawyer", "NL", "", SEEN "lawyers-word for=erasure", "2026-03-10",
		    MANDATE_OUT_OF_SCOPE },
		{ "lawyer", "NL", "", SEEN "lawyers-word for=access", "2026-03-10", MANDATE_SEEN },
		{ "lawyer", "NL", "",
		    SEEN "lawyers-word for=access; 2026-03-06 authority-seen by=lawyers-word "
			 "for=erasure; 2026-03-08 authority-ended",
		    "2026-03-10", MANDATE_ENDED },
		{ "lawyer", "NL", CHILD, SEEN "lawyers-word", "2026-03-10", MANDATE_UNJUDGED },
		/* by the court */
		{ "curator", "NL", "", SEEN "court-order", "2026-03-10", MANDATE_SEEN },
		{ "curator", "NL", "", SEEN "ccbr; 2026-03-07 competence-judged capable",
		    "2026-03-10", MANDATE_CAPABLE },
		{ "mentor", "DE", "", SEEN "court-order", "2026-03-10", MANDATE_SEEN },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct fact facts[16];
		struct fact_list list = { facts,
			read_facts(cases[i].facts, facts, array_len(facts), a) };
		const struct fact *by;
		const struct representation x = { .relation = cases[i].relation,
			.country = cases[i].country,
			.born = day(cases[i].born),
			.facts = &list,
			.right = "access",
			.today = day(cases[i].today) };
		enum mandate is = mandate_of(law, &x, &by);
		if (is != cases[i].is)
			fail_msg("%s of \"%s\" in %s: %s, expected %s, in: %s", cases[i].relation,
			    cases[i].born, cases[i].country, mandate_name(is),
			    mandate_name(cases[i].is), cases[i].facts);
		assert_true((is == MANDATE_SEEN) <= (by != NULL));
	}
}

/* UAVG 5(5): free help and advice; not of who is under bewind. */
static void
advice(void **state)
{
	(void)state;
	static const struct {
		const char *relation, *born, *by;
		enum mandate is;
	} cases[] = {
		{ "self", CHILD, NULL, MANDATE_NOT_NEEDED },
		{ "parent", CHILD, "birth-certificate", MANDATE_ADVICE },
		{ "curator", "", "ccbr", MANDATE_ADVICE },
		{ "bewindvoerder", "", "ccbr", MANDATE_SEEN },
		{ "lawyer", CHILD, "lawyers-word", MANDATE_SEEN },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		struct fact seen = { .kind = FACT_AUTHORITY_SEEN, .method = cases[i].by };
		const struct fact_list list = { &seen, cases[i].by ? 1 : 0 };
		const struct fact *by;
		const struct representation x = { .relation = cases[i].relation,
			.country = "NL",
			.born = day(cases[i].born),
			.advice = true,
			.facts = &list,
			.right = "access",
			.today = day("2026-03-10") };
		assert_string_equal(
		    mandate_name(mandate_of(law, &x, &by)), mandate_name(cases[i].is));
	}
}

/* Of a bewindvoerder: what the order covers, and nothing else while it is open. */
static void
covers(void **state)
{
	(void)state;
	static const char *const estate[] = { "INVOICES", "PAYMENTS", NULL },
				 *const none[] = { NULL };
	static const struct {
		const char *const *scope;
		const char *open[4];
		enum mandate is;
	} cases[] = {
		{ estate, { "INVOICES", NULL }, MANDATE_SEEN },
		{ estate, { "INVOICES", "PAYMENTS", NULL }, MANDATE_SEEN },
		{ estate, { "INVOICES", "CHATS", NULL }, MANDATE_PARTLY },
		{ estate, { "CHATS", NULL }, MANDATE_PARTLY },
		{ estate, { NULL }, MANDATE_SEEN },
		{ none, { "CHATS", NULL }, MANDATE_SEEN },
		{ NULL, { "CHATS", NULL }, MANDATE_SEEN },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		struct fact seen = {
			.kind = FACT_AUTHORITY_SEEN, .method = "ccbr", .scope = cases[i].scope
		};
		const struct fact_list list = { &seen, 1 };
		const struct fact *by;
		const struct representation x = { .relation = "bewindvoerder",
			.country = "NL",
			.facts = &list,
			.right = "access",
			.categories = cases[i].open,
			.today = day("2026-03-10") };
		assert_string_equal(
		    mandate_name(mandate_of(law, &x, &by)), mandate_name(cases[i].is));
	}
}

static void
recording(void **state)
{
	(void)state;
	static const struct {
		const char *relation, *evidence, *born, *what, *scope, *until, *on;
		enum err_kind kind;
		const char *part;
	} cases[] = {
		{ "parent", "birth-certificate", CHILD, "seen", NULL, "", "2026-03-06", 0, NULL },
		{ "parent", "birth-certificate", "", "seen", NULL, "", "2026-03-06", 0, NULL },
		{ "self", "birth-certificate", CHILD, "seen", NULL, "", "2026-03-06", ERR_DENIED,
		    "the person asks themselves" },
		{ "parent", "ccbr", CHILD, "seen", NULL, "", "2026-03-06", ERR_USAGE,
		    "UAVG 5(4), BW 1:245): expected one of birth-certificate, " },
		{ "parent", "my word", CHILD, "seen", NULL, "", "2026-03-06", ERR_USAGE,
		    "no authority of a parent by that" },
		{ "parent", "birth-certificate", "2009-01-05", "seen", NULL, "", "2026-03-06",
		    ERR_DENIED, "the person is 16 or older and asks themselves" },
		{ "parent", "written-mandate", "2009-01-05", "seen", NULL, "", "2026-03-06", 0,
		    NULL },
		{ "parent", "birth-certificate", CHILD, " ", NULL, "", "2026-03-06", ERR_DENIED,
		    "say it with --what" },
		{ "parent", "birth-certificate", CHILD, "seen", NULL, "", "2026-03-04", ERR_DENIED,
		    "before the request" },
		{ "parent", "birth-certificate", CHILD, "seen", NULL, "", "2026-03-11", ERR_DENIED,
		    "lies in the future" },
		{ "agent", "written-mandate", "", "seen", NULL, "", "2026-03-06", ERR_DENIED,
		    "authority of an agent has its last day" },
		{ "agent", "written-mandate", "", "seen", NULL, "2026-03-10", "2026-03-06", 0,
		    NULL },
		{ "agent", "written-mandate", "", "seen", NULL, "2026-03-09", "2026-03-06",
		    ERR_DENIED, "authority that ended on 2026-03-09" },
		{ "bewindvoerder", "ccbr", "", "seen", NULL, "", "2026-03-06", ERR_DENIED,
		    "asks only what their order covers (UAVG 5(4), BW 1:441)" },
		{ "bewindvoerder", "ccbr", "", "seen", "invoices", "", "2026-03-06", 0, NULL },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		struct err err = { 0 };
		term_of(nl, "", false, "2026-03-05 received", "2026-03-10", a, &t);
		const struct guard_authority x = {
			.row = representative_find(law, cases[i].relation, "NL"),
			.evidence = evidence_find(law, cases[i].evidence),
			.born = day(cases[i].born),
			.what = cases[i].what,
			.scope = cases[i].scope != NULL,
			.until = day(cases[i].until),
			.on = day(cases[i].on),
			.today = day("2026-03-10"),
		};
		assert_guard(guard_authority(&t, &x, &err), &err, cases[i].kind, cases[i].part,
		    cases[i].relation);
	}
}

static void
judging(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	struct err err[5] = { 0 };
	term_of(nl, "", false, "2026-03-05 received", "2026-03-10", a, &t);
	struct guard_competence x = { "capable", "asks clearly", day("2026-03-06"),
		day("2026-03-10") };
	assert_guard(guard_competence(&t, &x, &err[0]), &err[0], 0, NULL, "judged");
	x.facts = "";
	assert_guard(
	    guard_competence(&t, &x, &err[1]), &err[1], ERR_DENIED, "expected --facts", "facts");
	x.result = "perhaps";
	assert_guard(guard_competence(&t, &x, &err[2]), &err[2], ERR_USAGE,
	    "expected capable or incapable", "perhaps");
	struct guard_authority_end end = { false, "her letter", day("2026-03-06"),
		day("2026-03-10") };
	assert_guard(guard_authority_ended(&t, &end, &err[3]), &err[3], ERR_DENIED,
	    "no authority stands that could end", "none");
	end = (struct guard_authority_end){ true, NULL, day("2026-03-06"), day("2026-03-10") };
	assert_guard(guard_authority_ended(&t, &end, &err[4]), &err[4], ERR_DENIED,
	    "expected --note", "why");
}

/* What was asked in vain: by a question about it that left, and had its time. */
static void
asked(void **state)
{
	(void)state;
	static const struct {
		const char *facts, *today;
		enum doubt doubt;
	} cases[] = {
		{ ALONE, "2026-03-30", DOUBT_UNASKED },
		{ RECEIVED "2026-03-06 question-asked identity #1 by=login", "2026-03-30",
		    DOUBT_UNASKED },
		{ RECEIVED "2026-03-06 question-asked identity #1 by=mandate unsent", "2026-03-30",
		    DOUBT_UNSENT },
		{ RECEIVED "2026-03-06 question-asked identity #1 by=mandate", "2026-03-19",
		    DOUBT_WAITING },
		{ RECEIVED "2026-03-06 question-asked identity #1 by=mandate", "2026-03-20",
		    DOUBT_OPEN },
		{ RECEIVED "2026-03-06 question-asked identity #1 by=mandate; 2026-03-08 "
			   "question-answered identity #1",
		    "2026-03-09", DOUBT_OPEN },
		{ RECEIVED "2026-03-06 question-asked identity #1 by=mandate; 2026-03-08 "
			   "question-bounced identity #1",
		    "2026-03-30", DOUBT_RETURNED },
		/* who they are is another question */
		{ RECEIVED "2026-03-06 question-asked identity #1 by=mandate; 2026-03-08 verified "
			   "passed",
		    "2026-03-20", DOUBT_OPEN },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct fact facts[16];
		const struct fact_list list = { facts,
			read_facts(cases[i].facts, facts, array_len(facts), a) };
		if (guard_authority_asked(&list, day(cases[i].today)) != cases[i].doubt)
			fail_msg("not %d: %s", (int)cases[i].doubt, cases[i].facts);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(birthdays),
		cmocka_unit_test(follows),
		cmocka_unit_test(advice),
		cmocka_unit_test(covers),
		cmocka_unit_test(recording),
		cmocka_unit_test(judging),
		cmocka_unit_test(asked),
	};
	return cmocka_run_group_tests(tests, open_law, close_law);
}
