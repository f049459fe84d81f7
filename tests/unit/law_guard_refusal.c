/* Which ground refuses which right, and what it has to name. */
#include "unit/law_guard_help.h"

/* A refusal in short: what is not given is not there. */
struct refusing {
	enum right right;
	const char *ground, *country, *facts, *necessity, *proportionality;
	const char *law, *procedure, *until;
	bool marketing, whole, last;
	const struct purpose *const *purposes;
	const char *unannounced;
	enum doubt doubt;
	bool fee_charged;
	const char *part; /* of the complaint; NULL: it is allowed */
};

static void
assert_refusal(const struct refusing *c, const struct refusal_law *law)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	struct err err = { 0 };
	const struct guard_refusal x = { .right = c->right,
		.ground = refusal_ground_find(law, c->ground, &err),
		.country = c->country,
		.facts = c->facts,
		.necessity = c->necessity,
		.proportionality = c->proportionality,
		.law = c->law,
		.procedure = c->procedure,
		.until = day(c->until ? c->until : ""),
		.unannounced = c->unannounced,
		.marketing = c->marketing,
		.purposes = c->purposes,
		.whole = c->whole,
		.last = c->last,
		.doubt = c->doubt,
		.fee_charged = c->fee_charged,
		.today = day("2026-03-20") };
	assert_ok(x.ground != NULL, &err);
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	assert_guard(guard_refuse(&t, &x, law, &err), &err, ERR_DENIED, c->part, c->ground);
}

static void
refuse(void **state)
{
	(void)state;
	static const struct refusing cases[] = {
		{ RIGHT_ERASURE, "no-ground-17-1", "NL", .facts = "the contract runs" },
		{ RIGHT_ACCESS, "no-ground-17-1", "NL", "the contract runs",
		    .part = "no ground to refuse access; still possible: grant it, or refuse on "
			    "unfounded-12-5, " },
		/* more than a line holds: cut between two */
		{ RIGHT_ACCESS, "no-ground-17-1", "NL", "the contract runs",
		    .part = ", uavg-41-d and others" },
		{ RIGHT_ACCESS, "others-15-4", "SE", "a colleague's letter", "secrecy",
		    .proportionality = "one page" },
		{ RIGHT_ACCESS, "uavg-41-i", "NL", "threats", "safety",
		    .proportionality = "one page" },
		{ RIGHT_ACCESS, "uavg-41-i", "NL", "threats", NULL, "one page",
		    .part = "why it is necessary" },
		{ RIGHT_ACCESS, "uavg-41-i", "NL", "threats", "safety", " ",
		    .part = "why it is proportionate" },
		{ RIGHT_ACCESS, "uavg-41-i", "NL", "", "safety", "one page",
		    .part = "they must show whose right or freedom" },
		{ RIGHT_ACCESS, "uavg-41-i", "BE", "threats", "safety", "one page",
		    .part = "UAVG 41(1)(i) is law of NL, not of BE" },
		{ RIGHT_HUMAN_REVIEW, "uavg-41-i", "NL", "threats", "safety", "one page",
		    .part = "no ground to refuse human-review" },
		{ RIGHT_OBJECTION, "compelling-21-1", "NL", "fraud", "needed",
		    .proportionality = "limited" },
		/* 11(2) leaves art. 21 and 22 in place, 12(2) does not ask the impossible */
		{ RIGHT_OBJECTION, "not-identifiable-11-2", "NL", "nothing known",
		    .part = "no ground to refuse objection" },
		{ RIGHT_OBJECTION, "not-identifiable-12-2", "NL", .facts = "nothing known",
		    .doubt = DOUBT_OPEN },
		{ RIGHT_HUMAN_REVIEW, "not-identifiable-12-2", "SE", .facts = "nothing known",
		    .doubt = DOUBT_OPEN },
		/* a fee or a refusal */
		{ RIGHT_ACCESS, "excessive-12-5", "NL", "the fifth this month", .fee_charged = true,
		    .part = "that or a refusal, not both" },
		{ RIGHT_ERASURE, "no-ground-17-1", "NL", "the contract runs", .fee_charged = true },
		/* who is unknown was asked in vain */
		{ RIGHT_ACCESS, "not-identifiable-11-2", "NL", "nothing known",
		    .part = "GDPR 11(2), 12(2) (art. 12(6) GDPR): ask the person" },
		{ RIGHT_ACCESS, "not-identifiable-11-2", "NL", "nothing known",
		    .doubt = DOUBT_UNSENT, .part = "the question has not left (art. 12(6))" },
		{ RIGHT_ACCESS, "not-identifiable-11-2", "NL", "nothing known",
		    .doubt = DOUBT_RETURNED, .part = "the question came back" },
		{ RIGHT_ACCESS, "not-identifiable-11-2", "NL", "nothing known",
		    .doubt = DOUBT_ANSWERED, .part = "what the check of that gave" },
		{ RIGHT_ACCESS, "not-identifiable-11-2", "NL", "nothing known", .doubt = DOUBT_GONE,
		    .part = "checked and is known: go on" },
		{ RIGHT_ACCESS, "not-identifiable-11-2", "NL", "nothing known",
		    .doubt = DOUBT_OPEN },
		{ RIGHT_ACCESS, "journalism-be-24", "BE", .facts = "the article of 3 March" },
		{ RIGHT_ERASURE, "journalism-be-24", "BE", "the article of 3 March",
		    .part = "no ground to refuse erasure" },
		{ RIGHT_HUMAN_REVIEW, "journalism-se-1-7", "SE",
		    .facts = "the article of 3 March" },
	};
	struct err none = { 0 };
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(&none);
	assert_ok(law != NULL, &none);
	for (size_t i = 0; i < array_len(cases); i++)
		assert_refusal(&cases[i], law);
}

/* "AWR 52" is a part with its law and its last day, never a word against all of an erasure. */
static void
refuse_names_what_is_asked(void **state)
{
	(void)state;
	static const struct refusing cases[] = {
		{ RIGHT_ERASURE, "erasure-17-3-b", "NL", "invoices of 2022", "duty", "only these",
		    .law = "art. 52 AWR", .until = "2029-12-31" },
		{ RIGHT_ERASURE, "erasure-17-3-b", "NL", "invoices of 2022", "duty", "only these",
		    .until = "2029-12-31", .part = "name the law with its article (--law)" },
		{ RIGHT_ERASURE, "erasure-17-3-b", "NL", "invoices of 2022", "duty", "only these",
		    .law = "art. 52 AWR", .part = "the last day on which it is kept" },
		{ RIGHT_ERASURE, "erasure-17-3-b", "NL", "invoices of 2018", "duty", "only these",
		    .law = "art. 52 AWR", .until = "2026-03-20", .part = "a day to come" },
		{ RIGHT_ERASURE, "erasure-17-3-b", "NL", "all", "duty", "all", .law = "art. 52 AWR",
		    .until = "2029-12-31", .whole = true,
		    .part = "GDPR 17(3)(b) is a ground for a part only" },
		{ RIGHT_ERASURE, "erasure-17-3-e", "NL", "the case of 2 May", "defence", "the file",
		    .part = "when it is looked at again" },
		{ RIGHT_ERASURE, "erasure-17-3-e", "NL", "the case of 2 May", "defence", "the file",
		    .until = "2026-09-01", .whole = true },
		{ RIGHT_ACCESS, "register-uavg-47-1", "NL", "the land register",
		    .law = "Kadasterwet", .part = "what the person does instead" },
		{ RIGHT_ACCESS, "register-uavg-47-1", "NL", "the land register",
		    .law = "Kadasterwet", .procedure = "a request under its chapter 7" },
		{ RIGHT_ACCESS, "restricted-by-law-23", "BE", "police data", "secret", "one file",
		    .part = "name the law" },
		{ RIGHT_ACCESS, "others-15-4", "NL", "a colleague's letter", "secrecy", "one page",
		    .whole = true, .part = "and grant the rest" },
		{ RIGHT_PORTABILITY, "others-20-4", "NL", "a colleague's letter", "secrecy",
		    "one page", .whole = true, .part = "for a part only" },
	};
	struct err none = { 0 };
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(&none);
	assert_ok(law != NULL, &none);
	for (size_t i = 0; i < array_len(cases); i++)
		assert_refusal(&cases[i], law);
}

/* Art. 21(3) and 7(3): nothing is weighed against them. */
static void
refuse_absolute(void **state)
{
	(void)state;
	static const struct purpose folders = { "folders", "folders sturen", true, false },
				    style = { "style", "stijl leren", false, true },
				    orders = { "orders", "bestellingen", false, false };
	static const struct purpose *const marketing[] = { &orders, &folders, NULL },
					   *const consent[] = { &style, NULL },
					   *const neither[] = { &orders, NULL };
	static const struct refusing cases[] = {
		{ RIGHT_OBJECTION, "compelling-21-1", "NL", "sales", "needed", "limited",
		    .marketing = true, .part = "art. 21(3) GDPR" },
		{ RIGHT_OBJECTION, "not-identifiable-12-2", "NL", "unknown", .marketing = true,
		    .part = "art. 21(3) GDPR" },
		{ RIGHT_OBJECTION, "journalism-uavg-43", "NL", "a column", .marketing = true,
		    .part = "art. 21(3) GDPR" },
		{ RIGHT_CONSENT_WITHDRAWAL, "no-consent-7-3", "NL",
		    .facts = "it rests on the contract" },
		{ RIGHT_CONSENT_WITHDRAWAL, "no-consent-7-3", "NL", "it rests on the contract",
		    .purposes = neither },
		{ RIGHT_OBJECTION, "compelling-21-1", "NL", "sales", "needed", "limited",
		    .purposes = marketing, .part = "art. 21(3) GDPR" },
		{ RIGHT_OBJECTION, "compelling-21-1", "NL", "fraud", "needed", "limited",
		    .purposes = neither },
		{ RIGHT_CONSENT_WITHDRAWAL, "no-consent-7-3", "NL", "it rests on the contract",
		    .purposes = consent, .part = "may withdraw it (art. 7(3) GDPR)" },
		{ RIGHT_CONSENT_WITHDRAWAL, "journalism-uavg-43", "NL", "an interview",
		    .purposes = consent },
		{ RIGHT_CONSENT_WITHDRAWAL, "excessive-12-5", "DE", "again",
		    .part =
			"consent-withdrawal; still possible: grant it, or refuse on no-consent" },
	};
	struct err none = { 0 };
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(&none);
	assert_ok(law != NULL, &none);
	for (size_t i = 0; i < array_len(cases); i++)
		assert_refusal(&cases[i], law);
}

/* Art. 23(2)(h): a restriction may be kept from the person where telling would defeat it. */
static void
refuse_unannounced(void **state)
{
	(void)state;
	static const struct refusing cases[] = {
		{ RIGHT_ACCESS, "uavg-41-d", "NL", "a report", "inquiry", "one file",
		    .unannounced = "the suspect would know" },
		{ RIGHT_ACCESS, "uavg-41-d", "NL", "a report", "inquiry", "one file",
		    .unannounced = " ", .part = "why telling would defeat" },
		{ RIGHT_ACCESS, "uavg-41-d", "NL", "a report", "inquiry", "all", .whole = true,
		    .last = true, .unannounced = "the suspect would know",
		    .part = "passed over in silence" },
		/* what is left after another part was refused in silence */
		{ RIGHT_ACCESS, "uavg-41-d", "NL", "a report", "inquiry", "all", .last = true,
		    .unannounced = "the suspect would know", .part = "nor can what is left of it" },
		{ RIGHT_ACCESS, "uavg-41-d", "NL", "a report", "inquiry", "all", .last = true },
		{ RIGHT_ACCESS, "others-15-4", "NL", "a letter", "secrecy", "one page",
		    .unannounced = "a colleague", .part = "is told (art. 12(4) GDPR)" },
	};
	struct err none = { 0 };
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(&none);
	assert_ok(law != NULL, &none);
	for (size_t i = 0; i < array_len(cases); i++)
		assert_refusal(&cases[i], law);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuse),
		cmocka_unit_test(refuse_names_what_is_asked),
		cmocka_unit_test(refuse_absolute),
		cmocka_unit_test(refuse_unannounced),
		cmocka_unit_test(refuse_late),
	};
	return cmocka_run_group_tests(tests, open_calendar, close_calendar);
}
