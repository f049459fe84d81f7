/* What may be done on which day, and what is said when it may not. */
#include "dossier/guard.h"
#include "unit/law_help.h"

#define RECEIVED "2026-03-05 received; " /* first 2026-04-07, after Easter; extended 2026-06-05 */
#define DECIDED RECEIVED "2026-03-10 extension-decided number; "
#define EXTENDED DECIDED "2026-03-10 extension-notice-sent; "

static struct calendar *nl;

static int
open_calendar(void **state)
{
	(void)state;
	nl = calendar("nl");
	return 0;
}

static int
close_calendar(void **state)
{
	(void)state;
	calendar_free(nl);
	return 0;
}

/* Allowed when ${part} is NULL; else DENIED or USAGE with ${part} in the text. */
static void
assert_guard(bool ok, const struct err *err, enum err_kind kind, const char *part, const char *in)
{
	if (!part && !ok)
		fail_msg("refused: \"%s\" in: %s", err->text, in);
	if (part && (ok || err->kind != kind || !strstr(err->text, part)))
		fail_msg("%s \"%s\" (%d), expected \"%s\" in: %s", ok ? "allowed" : "refused", err->text, (int)err->kind, part, in);
	/* one line, no capital, no full stop, and room for all of it */
	if (!ok && (strlen(err->text) >= sizeof(err->text) - 1 || err->text[strlen(err->text) - 1] == '.' ||
		       strchr(err->text, '\n')))
		fail_msg("not a line for an error: \"%s\"", err->text);
}

static void
extend(void **state)
{
	(void)state;
	static const struct {
		const char *facts, *today, *ground, *reason;
		enum err_kind kind;
		const char *part;
	} cases[] = {
		{ "2026-03-05 received", "2026-03-05", "complexity", "much to read", 0, NULL },
		{ "2026-03-05 received", "2026-04-07", "number", "three requests at once", 0, NULL },
		/* day 32 of a month of 31 */
		{ "2026-05-05 received", "2026-06-05", "complexity", "much to read", 0, NULL },
		{ "2026-05-05 received", "2026-06-06", "complexity", "much to read", ERR_DENIED, "the first deadline was 2026-06-05" },
		{ "2026-03-05 received", "2026-04-08", "number", "much", ERR_DENIED, "still possible: answer now, it counts as late" },
		{ "2026-03-05 received", "2026-03-04", "number", "much", ERR_DENIED, "before the request of 2026-03-05" },
		{ "2026-03-05 received", "2026-03-10", "effort", "much", ERR_USAGE, "complexity and number" },
		{ "2026-03-05 received", "2026-03-10", NULL, "much", ERR_USAGE, "complexity and number" },
		{ "2026-03-05 received", "2026-03-10", "number", NULL, ERR_DENIED, "art. 12(3) GDPR wants the person told why" },
		{ "2026-03-05 received", "2026-03-10", "number", " \t\n", ERR_DENIED, "by 2026-04-07" },
		/* twice */
		{ EXTENDED "2026-03-11 done", "2026-03-12", "number", "more", ERR_DENIED, "extended already, to 2026-06-05" },
		{ EXTENDED "2026-03-11 done", "2026-05-12", "complexity", "more", ERR_DENIED, "allows it once; answer by then" },
		{ DECIDED "2026-03-11 done", "2026-03-12", "number", "more", ERR_DENIED, "still possible: send its notice" },
		{ EXTENDED "2026-03-12 extension-notice-bounced", "2026-03-13", "number", "more", ERR_DENIED,
		    "(bounced): art. 12(3) GDPR allows it once; still possible: send its notice by the first deadline, another way" },
		{ EXTENDED "2026-04-20 extension-notice-bounced", "2026-04-20", "number", "more", ERR_DENIED,
		    "still possible: answer now" },
		{ RECEIVED "2026-03-10 withdrawn", "2026-03-12", "number", "more", ERR_DENIED, "was withdrawn on 2026-03-10; reopen" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		struct err err = { 0 };
		term_of(nl, "", false, cases[i].facts, date_cmp(day(cases[i].today), day("2026-03-05")) < 0 ? "2026-03-05"
		    : cases[i].today, a, &t);
		bool ok = guard_extend(&t, &(struct guard_extension){ cases[i].ground, cases[i].reason, day(cases[i].today) }, &err);
		assert_guard(ok, &err, cases[i].kind, cases[i].part, cases[i].facts);
	}
}

static void
notice(void **state)
{
	(void)state;
	static const struct {
		bool bounce;
		const char *facts, *on, *today, *part;
	} cases[] = {
		{ false, DECIDED "2026-03-10 done", "2026-03-10", "2026-03-10", NULL },
		{ false, DECIDED "2026-03-10 done", "2026-04-07", "2026-04-07", NULL },
		/* left in time, recorded later: a posting date is proof */
		{ false, DECIDED "2026-03-10 done", "2026-04-07", "2026-04-08", NULL },
		{ false, DECIDED "2026-03-10 done", "2026-04-08", "2026-04-08", "later than the first deadline 2026-04-07" },
		{ false, DECIDED "2026-03-10 done", "2026-03-04", "2026-03-11", "dated before the request of 2026-03-05" },
		{ false, DECIDED "2026-03-10 done", "2026-03-09", "2026-03-11", "older than the extension of 2026-03-10" },
		{ false, DECIDED "2026-03-10 done", "2026-03-12", "2026-03-11", "lies in the future" },
		{ false, "2026-03-05 received", "2026-03-12", "2026-03-12", "nobody decided: extend first" },
		{ false, EXTENDED "2026-03-10 done", "2026-03-12", "2026-03-12", "left already, on 2026-03-10" },
		{ false, EXTENDED "2026-03-11 extension-notice-bounced", "2026-03-12", "2026-03-12", NULL },
		{ false, EXTENDED "2026-03-11 extension-notice-bounced", "2026-04-08", "2026-04-09", "later than the first deadline" },
		{ false, RECEIVED "2026-03-10 extension-decided number mute", "2026-03-12", "2026-03-12", "no notice can mend that" },
		{ false, DECIDED "2026-03-11 answered", "2026-03-12", "2026-03-12", "was answered on 2026-03-11" },
		{ true, EXTENDED "2026-03-10 done", "2026-03-10", "2026-03-10", NULL },
		{ true, EXTENDED "2026-03-10 done", "2026-05-10", "2026-05-10", NULL },
		{ true, EXTENDED "2026-03-10 done", "2026-03-09", "2026-03-11", "older than the notice of 2026-03-10" },
		{ true, EXTENDED "2026-03-10 done", "2026-03-12", "2026-03-11", "lies in the future" },
		{ true, DECIDED "2026-03-10 done", "2026-03-12", "2026-03-12", "no notice of an extension left" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		struct err err = { 0 };
		term_of(nl, "", false, cases[i].facts, cases[i].today, a, &t);
		bool ok = cases[i].bounce ? guard_extension_bounce(&t, day(cases[i].on), day(cases[i].today), &err)
					  : guard_extension_notice(&t, day(cases[i].on), day(cases[i].today), &err);
		assert_guard(ok, &err, ERR_DENIED, cases[i].part, cases[i].facts);
	}
}

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
		{ RIGHT_ERASURE, "no-ground-17-1", "NL", "the contract runs", NULL, NULL, false, NULL },
		{ RIGHT_ACCESS, "no-ground-17-1", "NL", "the contract runs", NULL, NULL, false, "no ground to refuse access; still possible: grant it, or refuse on unfounded-12-5, " },
		{ RIGHT_ERASURE, "erasure-17-3-b", "NL", "AWR 52", "duty", "only invoices", false, NULL },
		{ RIGHT_ERASURE, "erasure-17-3-b", "NL", "AWR 52", NULL, "only invoices", false, "why it is necessary" },
		{ RIGHT_ERASURE, "erasure-17-3-b", "NL", "AWR 52", "duty", " ", false, "why it is proportionate" },
		{ RIGHT_ERASURE, "erasure-17-3-b", "NL", "", "duty", "only invoices", false, "they must show which article of which law" },
		{ RIGHT_ACCESS, "others-15-4", "SE", "a colleague's letter", "secrecy", "one page", false, NULL },
		{ RIGHT_ACCESS, "uavg-41-i", "NL", "threats", "safety", "one page", false, NULL },
		{ RIGHT_ACCESS, "uavg-41-i", "BE", "threats", "safety", "one page", false, "UAVG 41(1)(i) is law of NL, not of BE" },
		{ RIGHT_HUMAN_REVIEW, "uavg-41-i", "NL", "threats", "safety", "one page", false, "no ground to refuse human-review" },
		{ RIGHT_OBJECTION, "not-identifiable-11-2", "NL", "nothing known", NULL, NULL, false, "no ground to refuse objection" },
		{ RIGHT_OBJECTION, "compelling-21-1", "NL", "fraud", "needed", "limited", false, NULL },
		{ RIGHT_OBJECTION, "compelling-21-1", "NL", "sales", "needed", "limited", true, "art. 21(3) GDPR" },
		{ RIGHT_CONSENT_WITHDRAWAL, "excessive-12-5", "BE", "again", NULL, NULL, false, "consent-withdrawal; still possible: grant it" },
	};
	struct err none = { 0 };
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(&none);
	assert_ok(law != NULL, &none);
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		struct err err = { 0 };
		const struct guard_refusal x = { .right = cases[i].right, .ground = refusal_ground_find(law, cases[i].ground, &err),
			.country = cases[i].country, .facts = cases[i].facts, .necessity = cases[i].necessity,
			.proportionality = cases[i].proportionality, .direct_marketing = cases[i].marketing, .today = day("2026-03-20") };
		assert_non_null(x.ground);
		term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
		assert_guard(guard_refuse(&t, &x, law, &err), &err, ERR_DENIED, cases[i].part, cases[i].ground);
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
	struct guard_refusal x = { .right = RIGHT_ERASURE, .ground = refusal_ground_find(law, "no-ground-17-1", &err),
		.country = "NL", .facts = "the contract runs", .today = day("2026-05-20") };
	struct term t;
	term_of(nl, "", false, EXTENDED "2026-03-11 done", "2026-05-20", a, &t);
	assert_ok(guard_refuse(&t, &x, law, &err), &err);
	assert_true(refusal_is_late(&t, x.today));
	assert_true(refusal_is_late(&t, day("2026-04-08")));
	assert_false(refusal_is_late(&t, day("2026-04-07")));
	term_of(nl, "", false, EXTENDED "2026-05-11 answered", "2026-05-20", a, &t);
	assert_guard(guard_refuse(&t, &x, law, &err), &err, ERR_DENIED, "was answered on 2026-05-11; reopen", "answered");
}

static void
fee(void **state)
{
	(void)state;
	static const struct {
		const char *ground, *facts;
		int64_t cents;
		const char *warned, *withdraw_by;
		bool accepted;
		enum err_kind kind;
		const char *part;
	} cases[] = {
		{ "excessive-12-5", "fifth in a month", 2500, "2026-03-10", "2026-03-17", false, 0, NULL },
		{ "further-copy", "a second copy on paper", 450, "2026-03-10", "2026-03-17", false, 0, NULL },
		{ "unfounded-12-5", "never a customer", 2500, "2026-03-10", "2026-03-20", true, 0, NULL },
		{ "unfounded-12-5", "never a customer", 2500, "2026-03-10", "2026-03-20", false, ERR_DENIED, "can still withdraw until 2026-03-20" },
		{ "excessive-12-5", "fifth in a month", 2500, "", "", false, ERR_DENIED, "a fee without warning" },
		{ "excessive-12-5", "fifth in a month", 2500, "2026-03-21", "2026-03-28", false, ERR_DENIED, "a fee without warning" },
		{ "excessive-12-5", "fifth in a month", 2500, "2026-03-10", "2026-03-10", false, ERR_DENIED, "without a chance to withdraw" },
		{ "excessive-12-5", "fifth in a month", 2500, "2026-03-10", "", true, ERR_DENIED, "without a chance to withdraw" },
		{ "excessive-12-5", "", 2500, "2026-03-10", "2026-03-17", false, ERR_DENIED, "leaves the proof to the organisation" },
		{ "excessive-12-5", "fifth", 0, "2026-03-10", "2026-03-17", false, ERR_USAGE, "above zero" },
		{ "effort", "much work", 2500, "2026-03-10", "2026-03-17", false, ERR_USAGE, "no ground for a fee" },
		{ NULL, "much work", 2500, "2026-03-10", "2026-03-17", false, ERR_USAGE, "no ground for a fee" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		const struct guard_fee x = { cases[i].ground, cases[i].facts, cases[i].cents, day(cases[i].warned),
			day(cases[i].withdraw_by), cases[i].accepted, day("2026-03-20") };
		assert_guard(guard_fee(&x, &err), &err, cases[i].kind, cases[i].part, cases[i].warned);
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
			struct guard_answer x = { .right = (enum right)right, .kind = (enum answer_kind)kind, .on = day("2026-03-20"),
				.today = day("2026-03-20") };
			unsigned all = guard_answer_demands(x.right, x.kind);
			assert_true(all & 1u << DEMAND_SENT);
			assert_int_equal(kind != ANSWER_GRANTED, (all & 1u << DEMAND_REASONS) != 0);
			assert_int_equal(kind != ANSWER_GRANTED, (all & 1u << DEMAND_REMEDIES) != 0);
			for (unsigned d = 0; d < DEMAND__MAX; d++) {
				struct err err = { 0 };
				x.met = ~(1u << d);
				bool ok = guard_answer(&t, &x, &err);
				assert_guard(ok, &err, ERR_DENIED, all & 1u << d ? "cannot be answered" : NULL, right_name(x.right));
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
	struct guard_answer x = { .right = RIGHT_ERASURE, .kind = ANSWER_PARTLY, .on = day("2026-03-20"), .today = day("2026-03-20") };
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	x.met = guard_answer_demands(x.right, x.kind) & ~(1u << DEMAND_RECIPIENTS | 1u << DEMAND_REMEDIES);
	assert_false(guard_answer(&t, &x, &err));
	assert_string_equal(err.text, "erasure cannot be answered: a recipient was not told, and it is not said why that is impossible "
	    "(GDPR art. 19); missing too: remedies");
	err = (struct err){ 0 };
	x.met = 0;
	assert_guard(guard_answer(&t, &x, &err), &err, ERR_DENIED, "missing too: identity, decided, done, recipients, reasons, remedies, sent", "nothing");
	/* access and portability need their copy; an objection is not kept waiting for an identity */
	assert_true(guard_answer_demands(RIGHT_ACCESS, ANSWER_GRANTED) & 1u << DEMAND_COPY);
	assert_true(guard_answer_demands(RIGHT_ACCESS, ANSWER_GRANTED) & 1u << DEMAND_INFORMATION);
	assert_true(guard_answer_demands(RIGHT_PORTABILITY, ANSWER_GRANTED) & 1u << DEMAND_MACHINE);
	assert_true(guard_answer_demands(RIGHT_HUMAN_REVIEW, ANSWER_GRANTED) & 1u << DEMAND_HUMAN);
	assert_false(guard_answer_demands(RIGHT_OBJECTION, ANSWER_GRANTED) & 1u << DEMAND_IDENTITY);
	assert_false(guard_answer_demands(RIGHT_PORTABILITY, ANSWER_GRANTED) & 1u << DEMAND_RECIPIENTS);
	x.met = ~0u;
	err = (struct err){ 0 };
	x.on = day("2026-03-21");
	assert_guard(guard_answer(&t, &x, &err), &err, ERR_DENIED, "lies in the future", "tomorrow");
	err = (struct err){ 0 };
	x.on = day("2026-03-04");
	assert_guard(guard_answer(&t, &x, &err), &err, ERR_DENIED, "dated before the request", "before");
}

static void
closing(void **state)
{
	(void)state;
	static const struct {
		const char *facts;
		struct guard_close x;
		enum err_kind kind;
		const char *part;
	} cases[] = {
		{ "2026-03-05 received", { .ground = "not-an-avg-request", .facts = "asks for a price" }, 0, NULL },
		{ "2026-03-05 received", { .ground = "not-an-avg-request" }, ERR_DENIED, "(GDPR art. 15-22): say how that is known" },
		{ "2026-03-05 received", { .ground = "deceased", .facts = "a letter of the family" }, 0, NULL },
		{ "2026-03-05 received", { .ground = "misdirected", .facts = "meant for another", .letter_sent = true }, 0, NULL },
		{ "2026-03-05 received", { .ground = "misdirected", .facts = "meant for another" }, ERR_DENIED, "send the letter first" },
		{ "2026-03-05 received", { .ground = "duplicate", .duplicate_of = "JBS-2026-K7Q4M2" }, 0, NULL },
		{ "2026-03-05 received", { .ground = "duplicate", .facts = "the same" }, ERR_DENIED, "name the request that goes on" },
		{ "2026-03-05 received", { .ground = "not-identified", .facts = "no answer", .letter_sent = true, .question_asked = true }, 0, NULL },
		{ "2026-03-05 received", { .ground = "not-identified", .facts = "no answer", .question_asked = true }, ERR_DENIED,
		    "(GDPR art. 11(2), 12(2)): the person was not told" },
		{ "2026-03-05 received", { .ground = "not-identified", .facts = "no answer", .letter_sent = true }, ERR_DENIED,
		    "ask the person for what is missing first" },
		{ "2026-03-05 received", { .ground = "withdrawn" }, ERR_DENIED, "record the person's own withdrawal" },
		{ RECEIVED "2026-03-10 withdrawn", { .ground = "withdrawn", .open_rights = 2 }, 0, NULL },
		{ RECEIVED "2026-03-10 withdrawn", { .ground = "deceased", .facts = "so they say" }, ERR_DENIED, "close it as withdrawn" },
		{ RECEIVED "2026-03-10 answered", { .ground = "answered", .letter_sent = true }, 0, NULL },
		{ RECEIVED "2026-03-10 answered", { .ground = "answered", .letter_sent = true, .open_rights = 1 }, ERR_DENIED, "a right is still undecided" },
		{ "2026-03-05 received", { .ground = "answered", .letter_sent = true }, ERR_DENIED, "answer, refuse with a ground" },
		{ RECEIVED "2026-03-10 closed deceased", { .ground = "deceased", .facts = "again" }, ERR_DENIED, "closed already, on 2026-03-10" },
		{ "2026-03-05 received", { .ground = "busy", .facts = "much to do" }, ERR_USAGE, "expected one of answered, not-an-avg-request" },
		{ "2026-03-05 received", { .ground = NULL }, ERR_USAGE, "no ground to close \"\"" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		struct err err = { 0 };
		term_of(nl, "", false, cases[i].facts, "2026-03-20", a, &t);
		assert_guard(guard_close(&t, &cases[i].x, &err), &err, cases[i].kind, cases[i].part, cases[i].facts);
	}
	assert_string_equal(close_ground_article("deceased"), "GDPR recital 27");
	assert_null(close_ground_article("busy"));
}

static void
reopening(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	struct err err = { 0 };
	term_of(nl, "", false, RECEIVED "2026-03-10 closed duplicate", "2026-03-20", a, &t);
	assert_ok(guard_reopen(&t, "it was another person", &err), &err);
	assert_guard(guard_reopen(&t, "", &err), &err, ERR_DENIED, "the deadline stays 2026-04-07", "no reason");
	err = (struct err){ 0 };
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	assert_guard(guard_reopen(&t, "why not", &err), &err, ERR_DENIED, "the request is open", "open");
}

static void
withdrawing(void **state)
{
	(void)state;
	static const struct {
		const char *by, *relation, *how, *on, *part;
	} cases[] = {
		{ "person", "self", "mail of 12 March", "2026-03-12", NULL },
		{ "person", "agent", "mail of 12 March", "2026-03-12", NULL },
		{ "representative", "parent", "mail of 12 March", "2026-03-12", NULL },
		{ "representative", "self", "mail of 12 March", "2026-03-12", "by the person alone (art. 12(2) GDPR)" },
		{ "handler", "self", "we think so", "2026-03-12", "by the person alone (art. 12(2) GDPR); still possible: answer it" },
		{ "handler", "parent", "we think so", "2026-03-12", "by the person alone or who made it for them" },
		{ NULL, "self", "we think so", "2026-03-12", "by the person alone" },
		{ "person", "self", " ", "2026-03-12", "the person's own words" },
		{ "person", "self", "mail", "2026-03-04", "dated before the request" },
		{ "person", "self", "mail", "2026-03-21", "lies in the future" },
	};
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		const struct guard_withdrawal x = { cases[i].by, cases[i].relation, cases[i].how, day(cases[i].on), day("2026-03-20") };
		assert_guard(guard_withdraw(&t, &x, &err), &err, ERR_DENIED, cases[i].part, cases[i].by ? cases[i].by : "nobody");
	}
}

static void
questions(void **state)
{
	(void)state;
	static const char *const earlier[] = { "the address is not the one on file", "two people of that name", NULL };
	static const struct {
		const char *about, *doubt, *method, *on;
		enum err_kind kind;
		const char *part;
	} cases[] = {
		{ "identity", "writes from an unknown address", "code-to-address", "2026-03-06", 0, NULL },
		{ "identity", "writes from an unknown address", "eid", "2026-03-20", 0, NULL },
		{ "clarification", "which of the two accounts is meant", NULL, "2026-03-06", 0, NULL },
		{ "identity", "", "code-to-address", "2026-03-06", ERR_DENIED, "art. 12(6) GDPR wants reasonable doubts" },
		{ "identity", NULL, "code-to-address", "2026-03-06", ERR_DENIED, "art. 12(6) GDPR wants reasonable doubts" },
		{ "clarification", " ", NULL, "2026-03-06", ERR_DENIED, "recital 63 GDPR" },
		/* each demand for more needs its own doubt: the same in other clothes is the same */
		{ "identity", "two people of that name", "login", "2026-03-06", ERR_DENIED, "put to the person before" },
		{ "identity", "  Two  people of\nTHAT name ", "login", "2026-03-06", ERR_DENIED, "put to the person before" },
		{ "identity", "two people of that name, born alike", "login", "2026-03-06", 0, NULL },
		{ "identity", "two people", "login", "2026-03-06", 0, NULL },
		{ "identity", "unknown address", "id-copy", "2026-03-06", ERR_DENIED, "a copy of an identity document is not asked for" },
		{ "identity", "unknown address", "kopie paspoort", "2026-03-06", ERR_DENIED, "still possible: code-to-address, login" },
		{ "identity", "unknown address", "tarot", "2026-03-06", ERR_USAGE, "expected one of code-to-address" },
		{ "identity", "unknown address", NULL, "2026-03-06", ERR_USAGE, "expected one of code-to-address" },
		{ "weather", "is it raining", "login", "2026-03-06", ERR_USAGE, "expected identity or clarification" },
		{ NULL, "is it raining", "login", "2026-03-06", ERR_USAGE, "expected identity or clarification" },
		{ "identity", "unknown address", "login", "2026-03-04", ERR_DENIED, "dated before the request" },
		{ "identity", "unknown address", "login", "2026-03-21", ERR_DENIED, "lies in the future" },
	};
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		const struct guard_question x = { .about = cases[i].about, .doubt = cases[i].doubt, .earlier = earlier,
			.method = cases[i].method, .on = day(cases[i].on), .today = day("2026-03-20") };
		assert_guard(guard_question(&t, &x, &err), &err, cases[i].kind, cases[i].part, cases[i].doubt ? cases[i].doubt : "none");
	}
	struct err err = { 0 };
	const struct guard_question first = { .about = "identity", .doubt = "unknown", .method = "login", .on = day("2026-03-06"),
		.today = day("2026-03-06") };
	assert_ok(guard_question(&t, &first, &err), &err);
}

static void
question_answered(void **state)
{
	(void)state;
	struct err err = { 0 };
	assert_ok(guard_question_answered(day("2026-03-06"), day("2026-03-06"), day("2026-03-06"), &err), &err);
	assert_ok(guard_question_answered(day("2028-02-28"), day("2028-02-29"), day("2028-03-01"), &err), &err);
	assert_guard(guard_question_answered(day("2026-03-06"), day("2026-03-05"), day("2026-03-10"), &err), &err, ERR_DENIED,
	    "a suspension cannot end before it began", "before");
	err = (struct err){ 0 };
	assert_guard(guard_question_answered(day("2026-03-06"), day("2026-03-11"), day("2026-03-10"), &err), &err, ERR_DENIED,
	    "lies in the future", "future");
}

static void
verification(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	size_t n;
	const struct verify_method *methods = verify_methods(&n);
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	assert_int_equal(n, 6);
	struct guard_verification x = { .result = "passed", .on = day("2026-03-06"), .today = day("2026-03-20") };
	for (size_t i = 0; i < n; i++) {
		struct err err = { 0 };
		x.method = methods[i].name;
		assert_ok(guard_verify(&t, &x, &err), &err);
		assert_true(strlen(methods[i].what) > 0);
	}
	struct err err = { 0 };
	x.copy_kept = true;
	assert_guard(guard_verify(&t, &x, &err), &err, ERR_DENIED, "is not kept (art. 12(6), 5(1)(c) GDPR", "kept");
	x.copy_kept = false;
	err = (struct err){ 0 };
	x.method = "scan of id card";
	assert_guard(guard_verify(&t, &x, &err), &err, ERR_DENIED, "is not asked for", "scan");
	err = (struct err){ 0 };
	x.method = "login";
	x.result = "maybe";
	assert_guard(guard_verify(&t, &x, &err), &err, ERR_USAGE, "expected passed or failed", "maybe");
	err = (struct err){ 0 };
	x.result = "failed";
	x.on = day("2026-03-01");
	assert_guard(guard_verify(&t, &x, &err), &err, ERR_DENIED, "dated before the request", "before");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(extend),
		cmocka_unit_test(notice),
		cmocka_unit_test(refuse),
		cmocka_unit_test(refuse_late),
		cmocka_unit_test(fee),
		cmocka_unit_test(answer),
		cmocka_unit_test(answer_says_what),
		cmocka_unit_test(closing),
		cmocka_unit_test(reopening),
		cmocka_unit_test(withdrawing),
		cmocka_unit_test(questions),
		cmocka_unit_test(question_answered),
		cmocka_unit_test(verification),
	};
	return cmocka_run_group_tests(tests, open_calendar, close_calendar);
}
