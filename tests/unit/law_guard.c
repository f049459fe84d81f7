/* What may be done on which day, and what is said when it may not. */
#include "unit/law_guard_help.h"

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
		{ "2026-03-05 received", "2026-04-07", "number", "three requests at once", 0,
		    NULL },
		/* day 32 of a month of 31 */
		{ "2026-05-05 received", "2026-06-05", "complexity", "much to read", 0, NULL },
		{ "2026-05-05 received", "2026-06-06", "complexity", "much to read", ERR_DENIED,
		    "the first deadline was 2026-06-05" },
		{ "2026-03-05 received", "2026-04-08", "number", "much", ERR_DENIED,
		    "still possible: answer now, it counts as late" },
		{ "2026-03-05 received", "2026-03-04", "number", "much", ERR_DENIED,
		    "before the request of 2026-03-05" },
		{ "2026-03-05 received", "2026-03-10", "effort", "much", ERR_USAGE,
		    "complexity and number" },
		{ "2026-03-05 received", "2026-03-10", NULL, "much", ERR_USAGE,
		    "complexity and number" },
		{ "2026-03-05 received", "2026-03-10", "number", NULL, ERR_DENIED,
		    "art. 12(3) GDPR wants the person told why" },
		{ "2026-03-05 received", "2026-03-10", "number", " \t\n", ERR_DENIED,
		    "by 2026-04-07" },
		/* twice */
		{ EXTENDED "2026-03-11 done", "2026-03-12", "number", "more", ERR_DENIED,
		    "extended already, to 2026-06-05" },
		{ EXTENDED "2026-03-11 done", "2026-05-12", "complexity", "more", ERR_DENIED,
		    "allows it once; answer by then" },
		{ DECIDED "2026-03-11 done", "2026-03-12", "number", "more", ERR_DENIED,
		    "still possible: send its notice" },
		{ EXTENDED "2026-03-12 extension-notice-bounced", "2026-03-13", "number", "more",
		    ERR_DENIED,
		    "(bounced): art. 12(3) GDPR allows it once; still possible: send its notice by "
		    "the first deadline, another way" },
		{ EXTENDED "2026-04-20 extension-notice-bounced", "2026-04-20", "number", "more",
		    ERR_DENIED, "still possible: answer now" },
		{ RECEIVED "2026-03-10 withdrawn", "2026-03-12", "number", "more", ERR_DENIED,
		    "was withdrawn on 2026-03-10; reopen" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		struct err err = { 0 };
		term_of(nl, "", false, cases[i].facts,
		    date_cmp(day(cases[i].today), day("2026-03-05")) < 0 ? "2026-03-05"
									 : cases[i].today,
		    a, &t);
		bool ok = guard_extend(&t,
		    &(struct guard_extension){ .ground = cases[i].ground,
			.reason = cases[i].reason,
			.today = day(cases[i].today) },
		    &err);
		assert_guard(ok, &err, cases[i].kind, cases[i].part, cases[i].facts);
	}
}

/* An extension presupposes that something is weighed; of what is due at once nothing is. */
static void
extend_absolute(void **state)
{
	(void)state;
	static const struct {
		enum absolute about;
		const char *part;
	} cases[] = {
		{ ABSOLUTE_NONE, NULL },
		{ ABSOLUTE_MARKETING, "art. 21(3), 12(5) GDPR" },
		{ ABSOLUTE_CONSENT, "art. 7(3) GDPR" },
	};
	auto_drop(arena) struct arena *a = arena_new();
	struct term t;
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		const struct guard_extension x = { .about = cases[i].about,
			.ground = "number",
			.reason = "many at once",
			.today = day("2026-03-20") };
		assert_guard(
		    guard_extend(&t, &x, &err), &err, ERR_DENIED, cases[i].part, "absolute");
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
		{ false, DECIDED "2026-03-10 done", "2026-04-08", "2026-04-08",
		    "later than the first deadline 2026-04-07" },
		{ false, DECIDED "2026-03-10 done", "2026-03-04", "2026-03-11",
		    "dated before the request of 2026-03-05" },
		{ false, DECIDED "2026-03-10 done", "2026-03-09", "2026-03-11",
		    "older than the extension of 2026-03-10" },
		{ false, DECIDED "2026-03-10 done", "2026-03-12", "2026-03-11",
		    "lies in the future" },
		{ false, "2026-03-05 received", "2026-03-12", "2026-03-12",
		    "nobody decided: extend first" },
		{ false, EXTENDED "2026-03-10 done", "2026-03-12", "2026-03-12",
		    "left already, on 2026-03-10" },
		{ false, EXTENDED "2026-03-11 extension-notice-bounced", "2026-03-12", "2026-03-12",
		    NULL },
		{ false, EXTENDED "2026-03-11 extension-notice-bounced", "2026-04-08", "2026-04-09",
		    "later than the first deadline" },
		{ false, RECEIVED "2026-03-10 extension-decided number mute", "2026-03-12",
		    "2026-03-12", "no notice can mend that" },
		{ false, DECIDED "2026-03-11 answered", "2026-03-12", "2026-03-12",
		    "was answered on 2026-03-11" },
		{ true, EXTENDED "2026-03-10 done", "2026-03-10", "2026-03-10", NULL },
		{ true, EXTENDED "2026-03-10 done", "2026-05-10", "2026-05-10", NULL },
		{ true, EXTENDED "2026-03-10 done", "2026-03-09", "2026-03-11",
		    "older than the notice of 2026-03-10" },
		{ true, EXTENDED "2026-03-10 done", "2026-03-12", "2026-03-11",
		    "lies in the future" },
		{ true, DECIDED "2026-03-10 done", "2026-03-12", "2026-03-12",
		    "no notice of an extension left" },
		{ true, EXTENDED "2026-03-11 extension-notice-bounced", "2026-03-12", "2026-03-12",
		    "come back already" },
		{ true,
		    EXTENDED "2026-03-11 extension-notice-bounced; 2026-03-12 "
			     "extension-notice-sent",
		    "2026-03-13", "2026-03-13", NULL },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		struct err err = { 0 };
		term_of(nl, "", false, cases[i].facts, cases[i].today, a, &t);
		bool ok = cases[i].bounce
		    ? guard_extension_bounce(&t, day(cases[i].on), day(cases[i].today), &err)
		    : guard_extension_notice(&t, day(cases[i].on), day(cases[i].today), &err);
		assert_guard(ok, &err, ERR_DENIED, cases[i].part, cases[i].facts);
	}
}

#define TOLD .letter_left = { 2026, 3, 12 }, .letter = true

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
		{ "2026-03-05 received",
		    { .ground = "not-an-avg-request", .facts = "asks for a price", TOLD }, 0,
		    NULL },
		{ "2026-03-05 received",
		    { .ground = "not-an-avg-request", .facts = "asks for a price" }, ERR_DENIED,
		    "the person was not told: write the letter" },
		{ "2026-03-05 received", { .ground = "not-an-avg-request", TOLD }, ERR_DENIED,
		    "(GDPR art. 15-22): say how that is known" },
		{ "2026-03-05 received",
		    { .ground = "deceased", .facts = "a letter of the family", TOLD }, 0, NULL },
		{ "2026-03-05 received",
		    { .ground = "deceased", .facts = "a letter of the family" }, ERR_DENIED,
		    "the person was not told" },
		{ "2026-03-05 received",
		    { .ground = "misdirected", .facts = "meant for another", TOLD }, 0, NULL },
		{ "2026-03-05 received", { .ground = "misdirected", .facts = "meant for another" },
		    ERR_DENIED, "the person was not told" },
		{ "2026-03-05 received",
		    { .ground = "misdirected",
			.facts = "meant for another",
			.letter = true,
			.only_letter = true },
		    0, NULL },
		{ "2026-03-05 received",
		    { .ground = "duplicate", .duplicate_of = "JBS-2026-K7Q4M2" }, 0, NULL },
		{ "2026-03-05 received", { .ground = "duplicate", .facts = "the same" }, ERR_DENIED,
		    "name the request that goes on" },
		{ "2026-03-05 received",
		    { .ground = "duplicate", .duplicate_of = "JBS-2026-K7Q4M2", .letter = true },
		    ERR_USAGE, "no letter of its own tells it" },
		{ "2026-03-05 received",
		    { .ground = "not-identified", .facts = "no answer", TOLD, .doubt = DOUBT_OPEN },
		    0, NULL },
		{ "2026-03-05 received",
		    { .ground = "not-identified", .facts = "no answer", .doubt = DOUBT_OPEN },
		    ERR_DENIED, "(GDPR art. 11(2), 12(2)): the person was not told" },
		{ "2026-03-05 received", { .ground = "not-identified", .facts = "no answer", TOLD },
		    ERR_DENIED, "ask the person for what is missing first" },
		{ "2026-03-05 received",
		    { .ground = "not-identified",
			.facts = "no answer",
			TOLD,
			.doubt = DOUBT_UNSENT },
		    ERR_DENIED,
		    "(GDPR art. 11(2), 12(2)): the question has not left (art. 12(6)): send it" },
		{ "2026-03-05 received",
		    { .ground = "not-identified",
			.facts = "no answer",
			TOLD,
			.doubt = DOUBT_WAITING },
		    ERR_DENIED, "the question left less than 14 days ago (art. 12(2), 12(6))" },
		{ "2026-03-05 received",
		    { .ground = "not-identified",
			.facts = "no answer",
			TOLD,
			.doubt = DOUBT_RETURNED },
		    ERR_DENIED, "the question came back and asked nobody (art. 12(6))" },
		{ "2026-03-05 received",
		    { .ground = "not-identified",
			.facts = "no answer",
			TOLD,
			.doubt = DOUBT_ANSWERED },
		    ERR_DENIED, "say first what the check of that gave" },
		{ "2026-03-05 received",
		    { .ground = "not-identified", .facts = "no answer", TOLD, .doubt = DOUBT_GONE },
		    ERR_DENIED, "is known: go on with the request" },
		/* no way round art. 21(3) and 7(3); but who died or meant another asked nobody */
		{ "2026-03-05 received",
		    { .ground = "not-an-avg-request",
			.facts = "a complaint",
			TOLD,
			.about = ABSOLUTE_MARKETING },
		    ERR_DENIED, "closing as not-an-avg-request: an objection to direct marketing" },
		{ "2026-03-05 received",
		    { .ground = "not-identified",
			.facts = "no answer",
			TOLD,
			.doubt = DOUBT_OPEN,
			.about = ABSOLUTE_CONSENT },
		    ERR_DENIED, "closing as not-identified: consent is withdrawn as easily" },
		{ "2026-03-05 received",
		    { .ground = "misdirected",
			.facts = "meant for another",
			TOLD,
			.about = ABSOLUTE_MARKETING },
		    0, NULL },
		/* a withdrawal closes by itself */
		{ "2026-03-05 received", { .ground = "withdrawn" }, ERR_USAGE,
		    "no ground to close \"withdrawn\"" },
		{ RECEIVED "2026-03-10 withdrawn",
		    { .ground = "deceased", .facts = "so they say", TOLD }, ERR_DENIED,
		    "withdrawn already, on 2026-03-10" },
		{ RECEIVED "2026-03-10 answered", { .ground = "answered" }, 0, NULL },
		{ RECEIVED "2026-03-10 answered", { .ground = "answered", .open_rights = 1 },
		    ERR_DENIED, "a right is still undecided" },
		{ "2026-03-05 received", { .ground = "answered" }, ERR_DENIED,
		    "answer, refuse with a ground" },
		{ RECEIVED "2026-03-10 closed deceased", { .ground = "deceased", .facts = "again" },
		    ERR_DENIED, "closed already, on 2026-03-10" },
		{ "2026-03-05 received",
		    { .ground = "entered-by-mistake", .facts = "logged for nobody" }, 0, NULL },
		{ "2026-03-05 received", { .ground = "entered-by-mistake" }, ERR_DENIED,
		    "(GDPR art. 5(1)(d), 5(2)): say how that is known" },
		{ "2026-03-05 received",
		    { .ground = "entered-by-mistake", .facts = "another day", .seen = true },
		    ERR_DENIED, "a letter about it left" },
		{ RECEIVED "2026-03-10 answered",
		    { .ground = "entered-by-mistake", .facts = "another day" }, ERR_DENIED,
		    "the request was answered on 2026-03-10" },
		{ "2026-03-05 received", { .ground = "busy", .facts = "much to do" }, ERR_USAGE,
		    "expected one of answered, not-an-avg-request" },
		{ "2026-03-05 received", { .ground = NULL }, ERR_USAGE,
		    "closing without a ground: expected one of answered" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct term t;
		struct err err = { 0 };
		term_of(nl, "", false, cases[i].facts, "2026-03-20", a, &t);
		assert_guard(guard_close(&t, &cases[i].x, &err), &err, cases[i].kind, cases[i].part,
		    cases[i].facts);
	}
	assert_string_equal(guard_close_article("deceased"), "GDPR recital 27");
	assert_null(guard_close_article("busy"));
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
	assert_guard(guard_reopen(&t, "", &err), &err, ERR_DENIED, "the deadline stays 2026-04-07",
	    "no reason");
	err = (struct err){ 0 };
	term_of(nl, "", false, "2026-03-05 received", "2026-03-20", a, &t);
	assert_guard(
	    guard_reopen(&t, "why not", &err), &err, ERR_DENIED, "the request is open", "open");
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
		{ "representative", "self", "mail of 12 March", "2026-03-12",
		    "by the person alone (art. 12(2) GDPR)" },
		{ "handler", "self", "we think so", "2026-03-12",
		    "by the person alone (art. 12(2) GDPR); still possible: answer it" },
		{ "handler", "parent", "we think so", "2026-03-12",
		    "by the person alone or who made it for them" },
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
		const struct guard_withdrawal x = { cases[i].by, cases[i].relation, cases[i].how,
			day(cases[i].on), day("2026-03-20") };
		assert_guard(guard_withdraw(&t, &x, &err), &err, ERR_DENIED, cases[i].part,
		    cases[i].by ? cases[i].by : "nobody");
	}
}

static void
letters(void **state)
{
	(void)state;
	static const struct {
		bool back;
		const char *sent, *bounced, *proof, *on, *part;
		enum err_kind kind;
	} cases[] = {
		{ false, NULL, NULL, NULL, "2026-03-20", NULL, 0 },
		{ false, NULL, NULL, "3SABC", "2026-03-20", NULL, 0 },
		{ false, NULL, NULL, "3SABC", "2026-03-12", NULL, 0 },
		{ false, NULL, NULL, NULL, "2026-03-19", "2026-03-19 is recorded when that day was",
		    ERR_USAGE },
		{ false, NULL, NULL, " ", "2026-03-19", "say with --proof", ERR_USAGE },
		{ false, NULL, NULL, "3SABC", "2026-03-11", "is of 2026-03-12", ERR_DENIED },
		{ false, NULL, NULL, NULL, "2026-03-21", "lies in the future", ERR_DENIED },
		{ false, "2026-03-13", NULL, "3SABC", "2026-03-20", "already, on 2026-03-13",
		    ERR_CONFLICT },
		{ false, "2026-03-13", "2026-03-15", NULL, "2026-03-20", "how it left again",
		    ERR_USAGE },
		{ false, "2026-03-13", "2026-03-15", "3SABC", "2026-03-15", NULL, 0 },
		/* what is said to have left before it came back mends nothing */
		{ false, "2026-03-13", "2026-03-15", "3SABC", "2026-03-14", "does not mend that",
		    ERR_DENIED },
		{ true, NULL, NULL, NULL, "2026-03-20", "has not left", ERR_DENIED },
		{ true, "2026-03-13", NULL, NULL, "2026-03-20", NULL, 0 },
		{ true, "2026-03-13", NULL, "4.4.7", "2026-03-13", NULL, 0 },
		{ true, "2026-03-13", NULL, NULL, "2026-03-13",
		    "came back on 2026-03-13 is recorded when that day was over", ERR_USAGE },
		{ true, "2026-03-13", NULL, NULL, "2026-03-12", "left on 2026-03-13", ERR_DENIED },
		{ true, "2026-03-13", NULL, NULL, "2026-03-21", "lies in the future", ERR_DENIED },
		{ true, "2026-03-13", "2026-03-15", NULL, "2026-03-20", "already, on 2026-03-15",
		    ERR_CONFLICT },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		const struct guard_letter x = { .written = day("2026-03-12"),
			.sent = cases[i].sent ? day(cases[i].sent) : (struct date){ 0 },
			.bounced = cases[i].bounced ? day(cases[i].bounced) : (struct date){ 0 },
			.proof = cases[i].proof,
			.on = day(cases[i].on),
			.today = day("2026-03-20") };
		bool ok = cases[i].back ? guard_letter_back(&x, &err) : guard_letter_left(&x, &err);
		assert_guard(ok, &err, cases[i].kind, cases[i].part, cases[i].on);
	}
}

/* What a controller passed on to us is decided in their name, not in ours. */
static void
on_instruction(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	const struct refusal_ground ground = { .article = "GDPR 15(4)" };
	const struct guard_extension extension = {
		.ground = "number", .reason = "much", .today = day("2026-03-10")
	};
	const struct guard_refusal refusal = { .ground = &ground, .today = day("2026-03-10") };
	const struct guard_fee fee = { .ground = "further-copy", .today = day("2026-03-10") };
	const struct guard_question question = { .about = "clarification",
		.doubt = "which year",
		.on = day("2026-03-10"),
		.today = day("2026-03-10") };
	const struct guard_close closing = { .ground = "misdirected",
		.facts = "meant for another",
		.letter = true,
		.only_letter = true };
	struct term t;
	term_of(nl, "", false, "2026-03-05 received", "2026-03-10", a, &t);
	t.controller = "Acme B.V.";
	for (int i = 0; i < 6; i++) {
		struct err err = { 0 };
		bool ok = i == 0 ? guard_extend(&t, &extension, &err)
		    : i == 1     ? guard_refuse(&t, &refusal, NULL, &err)
		    : i == 2     ? guard_fee_warning(&t, &fee, &err)
		    : i == 3     ? guard_fee(&t, &fee, &err)
		    : i == 4     ? guard_question(&t, &question, &err)
				 : guard_close(&t, &closing, &err);
		assert_guard(ok, &err, ERR_DENIED,
		    "that is for Acme B.V. to decide, on whose instruction this is done (art. "
		    "28(3)(a) GDPR); still possible: hand over",
		    "on instruction");
	}
}

/* Art. 20(2), a step after the other. */
static void
transfers(void **state)
{
	(void)state;
#define ASKED "2026-03-05 received; 2026-03-06 transfer-asked"
	static const struct {
		const char *facts;
		struct guard_transfer x;
		const char *part; /* NULL: allowed */
	} cases[] = {
		{ "2026-03-05 received", { .what = FACT_TRANSFER_ASKED, .text = "Bank X" }, NULL },
		{ "2026-03-05 received", { .what = FACT_TRANSFER_ASKED, .text = " " },
		    "without the other controller's name" },
		{ "2026-03-05 received", { .what = FACT_TRANSFER_INFEASIBLE, .text = "x" },
		    "no transfer to another controller is asked" },
		{ "2026-03-05 received", { .what = FACT_TRANSFER_SENT, .text = "x", .built = true },
		    "no transfer to another controller is asked" },
		{ ASKED, { .what = FACT_TRANSFER_ASKED, .text = "Bank Y" }, NULL },
		{ ASKED, { .what = FACT_TRANSFER_INFEASIBLE, .text = "" }, "without why" },
		{ ASKED, { .what = FACT_TRANSFER_INFEASIBLE, .text = "no way in" }, NULL },
		{ ASKED, { .what = FACT_TRANSFER_DROPPED, .text = "" }, "person's words" },
		{ ASKED, { .what = FACT_TRANSFER_DROPPED, .text = "mail" }, NULL },
		{ ASKED, { .what = FACT_TRANSFER_SENT, .text = "", .built = true },
		    "without proof" },
		{ ASKED, { .what = FACT_TRANSFER_SENT, .text = "x" }, "a transfer of nothing" },
		{ ASKED,
		    { .what = FACT_TRANSFER_SENT,
			.text = "x",
			.built = true,
			.unidentified = "no check" },
		    "no check" },
		{ ASKED, { .what = FACT_TRANSFER_SENT, .text = "x", .built = true }, NULL },
		{ ASKED "; 2026-03-07 transfer-infeasible",
		    { .what = FACT_TRANSFER_SENT, .text = "x", .built = true }, NULL },
		{ ASKED "; 2026-03-07 transfer-dropped",
		    { .what = FACT_TRANSFER_SENT, .text = "x", .built = true },
		    "no transfer to another controller is asked" },
		{ ASKED "; 2026-03-07 transfer-sent",
		    { .what = FACT_TRANSFER_DROPPED, .text = "x" }, "already, on 2026-03-07" },
		{ ASKED "; 2026-03-07 transfer-sent",
		    { .what = FACT_TRANSFER_ASKED, .text = "Bank Y" }, "already, on 2026-03-07" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct err err = { 0 };
		struct fact facts[8];
		struct term t;
		size_t n = read_facts(cases[i].facts, facts, array_len(facts), a);
		const struct fact_list list = { facts, n };
		struct guard_transfer x = cases[i].x;
		term_of(nl, "", false, cases[i].facts, "2026-03-10", a, &t);
		x.facts = &list;
		x.invoked = x.open = true;
		x.on = x.today = day("2026-03-10");
		assert_guard(
		    guard_transfer(&t, &x, &err), &err, ERR_DENIED, cases[i].part, cases[i].facts);
		x.open = false;
		err = (struct err){ 0 };
		assert_guard(guard_transfer(&t, &x, &err), &err, ERR_DENIED,
		    "after portability was decided", cases[i].facts);
		x.invoked = false;
		err = (struct err){ 0 };
		assert_guard(guard_transfer(&t, &x, &err), &err, ERR_DENIED,
		    "of portability, which is not asked", cases[i].facts);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(transfers),
		cmocka_unit_test(extend),
		cmocka_unit_test(extend_absolute),
		cmocka_unit_test(notice),
		cmocka_unit_test(letters),
		cmocka_unit_test(closing),
		cmocka_unit_test(reopening),
		cmocka_unit_test(withdrawing),
		cmocka_unit_test(on_instruction),
	};
	return cmocka_run_group_tests(tests, open_calendar, close_calendar);
}
