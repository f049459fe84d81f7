/* What becomes of a row: every verdict, every reason, and which of them goes first. */
#include "dossier/phrase.h"
#include "dossier/verdict.h"
#include "unit/unit.h"

static struct retention_law *law;
static const struct date today = { 2026, 12, 1 };

/* A case: a rule, what stands in the row, and the verdict in one line. */
struct example {
	const char *rule, *dates; /* dates: of each keep, by commas; "null", "?" for unreadable */
	const char *expected;     /* VERDICT DO set=.. kept=.. until=.. | CODE BASIS LAST .. */
	bool shared;
	size_t person; /* SIZE_MAX: none is theirs */
	bool claim;
	enum erasure_ground ground;
};

static const char *
set_text(const struct row_verdict *v, struct arena *a)
{
	const char *text = "";
	for (size_t i = 0; i < v->nset; i++) {
		auto_drop(buf) struct buf b = { 0 };
		json_put(v->set[i].value, &b);
		text =
		    arena_printf(a, "%s%s%s=%s", text, *text ? "," : "", v->set[i].column, b.data);
	}
	return text;
}

static const char *
kept_text(const struct row_verdict *v, struct arena *a)
{
	const char *text = "";
	for (size_t i = 0; v->kept && v->kept[i]; i++)
		text = arena_printf(a, "%s%s%s", text, *text ? "," : "", v->kept[i]);
	return v->kept ? text : "all";
}

static const char *
why_text(const struct row_verdict *v, struct arena *a)
{
	const char *text = "";
	for (size_t i = 0; i < v->nwhy; i++) {
		const struct verdict_reason *r = &v->why[i];
		char last[DATE_LEN], review[DATE_LEN];
		text = arena_printf(a, "%s | %s", text, verdict_why_words[r->code]);
		if (r->basis)
			text = arena_printf(a, "%s %s", text, r->basis);
		if (r->ahead || date_is_set(r->last))
			text = arena_printf(
			    a, "%s %s", text, r->ahead ? "ahead" : date_format(r->last, last));
		if (r->hold)
			text = arena_printf(a, "%s #%d review %s", text, (int)r->hold,
			    date_format(r->review, review));
		if (r->column)
			text = arena_printf(a, "%s of %s", text, r->column);
	}
	return text;
}

static const char *
said(const struct row_verdict *v, struct arena *a)
{
	auto_drop(json) json_t *j = verdict_json(v);
	char until[DATE_LEN];
	return arena_printf(a, "%s %s set=%s kept=%s until=%s%s", verdict_words[v->verdict],
	    json_str(j, "do"), set_text(v, a), kept_text(v, a),
	    v->blocked_ahead ? "infinity" : date_format(v->blocked_until, until), why_text(v, a));
}

static struct json_doc *
parsed(const char *text)
{
	auto_drop(buf) struct buf b = { 0 };
	struct err err = { 0 };
	for (const char *s = text; *s; s++)
		buf_addc(&b, *s == '\'' ? '"' : *s);
	struct json_doc *doc = json_doc_parse("rule", b.data, b.len, &err);
	assert_ok(doc, &err);
	return doc;
}

static void
read_dates(const char *text, const char **dates, size_t n, struct arena *a)
{
	char *rest = text ? arena_strdup(a, text) : NULL;
	for (size_t i = 0; i < n; i++) {
		const char *s = strsep(&rest, ",");
		if (!s)
			fail_msg("%zu dates are needed", n);
		dates[i] = strcmp(s, "null") == 0 ? NULL : strcmp(s, "?") == 0 ? "" : s;
	}
	assert_null(rest);
}

static void
judge(const struct example *e, struct arena *a, struct erase_rule *rule, json_t *json,
    struct row_verdict *ret)
{
	static const struct claim_hold claim = { .id = 12, .review = { 2027, 3, 1 } };
	const char *dates[8];
	struct err err = { 0 };
	assert_ok(erase_rule_read(json, a, rule, &err), &err);
	read_dates(e->dates, dates, rule->nkeeps, a);
	const struct verdict_row row = { .dates = dates,
		.claims = &claim,
		.nclaims = e->claim,
		.shared = e->shared,
		.person = e->person };
	const struct verdict_asked x = { rule, law, today, e->ground };
	assert_ok(verdict_of(&x, &row, a, ret, &err), &err);
}

static void
run(const struct example *examples, size_t n)
{
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < n; i++) {
		auto_drop(json_doc) struct json_doc *doc = parsed(examples[i].rule);
		struct erase_rule rule;
		struct row_verdict v;
		judge(&examples[i], a, &rule, doc->root, &v);
		const char *got = said(&v, a);
		if (strcmp(got, examples[i].expected) != 0)
			fail_msg("%s\n%s\ngives    %s\nexpected %s", examples[i].rule,
			    examples[i].dates, got, examples[i].expected);
	}
}

/* law.md section 6: what it says about holds, one line each. */
static void
law_examples(void **state)
{
	(void)state;
#define INVOICE                                                                                    \
	"{'do':'delete','set':{'phone':null,'note':null},'holds':[{'basis':'NL-AWR52',"            \
	"'from':{'column':'issued_on'},'columns':['number','name','amount']}]}"
#define OF(basis) "{'do':'delete','holds':[{'basis':'" basis "','from':{'column':'d'}}]}"
	static const struct example examples[] = {
		{ INVOICE, "2022-05-17",
		    "hold anonymise set=phone=null,note=null kept=number,name,amount "
		    "until=2029-12-31 | statute NL-AWR52 2029-12-31" },
		{ INVOICE, "2018-12-31", "erase delete set= kept= until= | rule" },
		{ INVOICE, "2019-01-01",
		    "hold anonymise set=phone=null,note=null kept=number,name,amount "
		    "until=2026-12-31 | statute NL-AWR52 2026-12-31" },
		/* the contract ended, ends some day, has no end yet */
		{ OF("NL-AWR52"), "2026-09-30",
		    "hold nothing set= kept=all until=2033-12-31 | statute NL-AWR52 2033-12-31" },
		{ OF("NL-AWR52"), "2027-09-30",
		    "hold nothing set= kept=all until=infinity | statute NL-AWR52 ahead" },
		{ OF("NL-AWR52"), "null",
		    "hold nothing set= kept=all until=infinity | statute NL-AWR52 ahead" },
		{ OF("NL-OB34a"), "2022-02-01",
		    "hold nothing set= kept=all until=2031-12-31 | statute NL-OB34a 2031-12-31" },
		{ OF("NL-OSS"), "2022-02-01",
		    "hold nothing set= kept=all until=2032-12-31 | statute NL-OSS 2032-12-31" },
		/* Wwft: may, and the day after must */
		{ OF("NL-WWFT33"), "2021-12-02",
		    "hold nothing set= kept=all until=2026-12-01 | statute NL-WWFT33 2026-12-01" },
		{ OF("NL-WWFT33"), "2021-12-01",
		    "erase delete set= kept= until= | rule NL-WWFT33 2026-11-30 | rule" },
		/* the patient asks in year 3; a named claim keeps it all the same */
		{ OF("NL-WGBO"), "2023-06-01",
		    "erase delete set= kept= until= | rule NL-WGBO | rule" },
		{ OF("NL-WGBO"), "2023-06-01",
		    "hold nothing set= kept=all until=infinity | claim #12 review 2027-03-01 "
		    "| rule NL-WGBO",
		    .claim = true },
		/* norms hold nothing, asked on day five */
		{ OF("NL-SOLL"), "2026-11-26",
		    "erase delete set= kept= until= | rule NL-SOLL | rule" },
		{ OF("NL-CAM"), "2026-11-26",
		    "erase delete set= kept= until= | rule NL-CAM | rule" },
		{ OF("NL-PERS"), "2026-11-26",
		    "erase delete set= kept= until= | rule NL-PERS | rule" },
		{ OF("NL-URLB"), "2026-03-15",
		    "hold nothing set= kept=all until=2031-12-31 | statute NL-URLB 2031-12-31" },
		/* seven years of what is of before 2022, ten of what came after */
		{ OF("BE-VAT60"), "2021-12-31",
		    "hold nothing set= kept=all until=2028-12-31 | statute BE-VAT60 2028-12-31" },
		{ OF("BE-VAT60"), "2018-12-31", "erase delete set= kept= until= | rule" },
		/* the tax hold is longer, and is told first wherever it stands */
		{ "{'do':'delete','holds':[{'basis':'BE-WER86','from':{'column':'d'}},"
		  "{'basis':'BE-VAT60','from':{'column':'d'}}]}",
		    "2024-07-12,2024-07-12",
		    "hold nothing set= kept=all until=2034-12-31 | statute BE-VAT60 2034-12-31 | "
		    "statute BE-WER86 2031-12-31" },
		{ "{'do':'delete','holds':[{'basis':'SE-BFL','from':{'column':'d'},"
		  "'book_year_ends':'06-30'}]}",
		    "2025-06-30",
		    "hold nothing set= kept=all until=2032-12-31 | statute SE-BFL 2032-12-31" },
		{ "{'do':'delete','holds':[{'basis':'NL-BW2:10','from':{'column':'d'},"
		  "'book_year_ends':'06-30'}]}",
		    "2024-07-01",
		    "hold nothing set= kept=all until=2032-12-31 | statute NL-BW2:10 2032-12-31" },
	};
	run(examples, array_len(examples));
}

/* No ground of 17(1): through the last day, and then it goes unasked. */
static void
needs(void **state)
{
	(void)state;
#define LOG "{'do':'delete','kept':[{'period':'P12M','from':{'column':'at'},'why':'abuse'}]}"
#define CUSTOMER                                                                                   \
	"{'do':'delete','set':{'name':'erased','email':null,'phone':null},"                        \
	"'contract':[{'until':{'column':'ends'},'columns':['name','email']}]}"
	static const struct example examples[] = {
		{ LOG, "2025-12-02", "keep nothing set= kept=all until= | retention 2026-12-01" },
		{ LOG, "2025-12-01", "erase delete set= kept= until= | rule" },
		{ LOG, "null", "keep nothing set= kept=all until= | retention ahead" },
		/* a contract that runs keeps only its fields; the optional ones go now */
		{ CUSTOMER, "null",
		    "keep anonymise set=phone=null kept=name,email until= | contract ahead" },
		{ CUSTOMER, "2026-12-01",
		    "keep anonymise set=phone=null kept=name,email until= | contract 2026-12-01" },
		{ CUSTOMER, "2026-11-30", "erase delete set= kept= until= | rule" },
		/* a claim beside it: held, and told as that; in use, so not blocked */
		{ CUSTOMER, "null",
		    "hold nothing set= kept=all until= | claim #12 review 2027-03-01 | "
		    "contract ahead",
		    .claim = true },
		/* what a law had destroyed no need of ours keeps; another law does */
		{ "{'do':'delete','holds':[{'basis':'NL-WWFT33','from':{'column':'d'}}],"
		  "'kept':[{'period':'P9Y','from':{'column':'d'}}]}",
		    "2020-01-01,2020-01-01",
		    "erase delete set= kept= until= | rule NL-WWFT33 2024-12-31 | rule" },
		{ "{'do':'delete','set':{'id_copy':null,'name':null},'holds':[{'basis':'NL-WWFT33',"
		  "'from':{'column':'d'},'columns':['id_copy']}],"
		  "'kept':[{'period':'P9Y','from':{'column':'d'}}]}",
		    "2020-01-01,2020-01-01",
		    "keep anonymise set=id_copy=null kept= until= | retention 2028-12-31 | rule "
		    "NL-WWFT33 2024-12-31" },
		{ "{'do':'delete','holds':[{'basis':'NL-WWFT33','from':{'column':'d'}},"
		  "{'basis':'NL-AWR52','from':{'column':'d'}}]}",
		    "2020-01-01,2020-01-01",
		    "hold nothing set= kept=all until=2027-12-31 | statute NL-AWR52 2027-12-31 | "
		    "rule NL-WWFT33 2024-12-31" },
		{ "{'do':'anonymise','set':{'name':'x'},'why':'counts stay'}", NULL,
		    "anonymise anonymise set=name=\"x\" kept= until= | rule" },
		{ "{'do':'keep','why':'prices'}", NULL,
		    "keep nothing set= kept=all until= | not-ours" },
		{ "{'do':'keep','why':'prices'}", NULL,
		    "hold nothing set= kept=all until=infinity | claim #12 review 2027-03-01",
		    .claim = true },
	};
	run(examples, array_len(examples));
}

/*
 * Where a ground of 17(1) is there our own retention keeps nothing, and a contract no more than it
 * needs: withdrawal erases unless another basis. Statutes and claims stay (17(3)).
 */
static void
grounds(void **state)
{
	(void)state;
#define MARKETING                                                                                  \
	"{'do':'delete','set':{'name':'x','email':null,'profile':null},'kept':[{'period':'P3Y',"   \
	"'from':{'column':'at'},'columns':['profile']}],'contract':[{'until':{'column':'ends'},"   \
	"'columns':['name','email']}]}"
#define BOTH                                                                                       \
	"{'do':'delete','holds':[{'basis':'NL-AWR52','from':{'column':'d'}}],"                     \
	"'kept':[{'period':'P9Y','from':{'column':'d'}}]}"
	static const struct example examples[] = {
		{ LOG, "2025-12-02", "keep nothing set= kept=all until= | retention 2026-12-01",
		    .ground = ERASURE_NOT_NECESSARY },
		{ LOG, "2025-12-02", "erase delete set= kept= until= | rule | rule",
		    .ground = ERASURE_WITHDRAWN },
		{ LOG, "2025-12-02", "erase delete set= kept= until= | rule | rule",
		    .ground = ERASURE_OBJECTED },
		{ LOG, "2025-12-02", "erase delete set= kept= until= | rule | rule",
		    .ground = ERASURE_UNLAWFUL },
		{ LOG, "2025-12-02", "erase delete set= kept= until= | rule | rule",
		    .ground = ERASURE_LEGAL_DUTY },
		{ LOG, "2025-12-02", "erase delete set= kept= until= | rule | rule",
		    .ground = ERASURE_CHILD },
		/* its day need not be read then */
		{ LOG, "?", "erase delete set= kept= until= | rule | rule",
		    .ground = ERASURE_CHILD },
		{ MARKETING, "2026-01-01,null",
		    "keep nothing set= kept=all until= | contract ahead | "
		    "retention 2028-12-31" },
		{ MARKETING, "2026-01-01,null",
		    "keep anonymise set=profile=null kept=name,email until= | contract ahead | "
		    "rule",
		    .ground = ERASURE_WITHDRAWN },
		{ MARKETING, "2026-01-01,2026-11-30",
		    "erase delete set= kept= until= | rule | rule", .ground = ERASURE_OBJECTED },
		{ BOTH, "2022-05-17,2022-05-17",
		    "hold nothing set= kept=all until=2029-12-31 | statute NL-AWR52 2029-12-31 | "
		    "rule",
		    .ground = ERASURE_UNLAWFUL },
		{ BOTH, "2018-05-17,2018-05-17", "erase delete set= kept= until= | rule | rule",
		    .ground = ERASURE_WITHDRAWN },
		{ LOG, "2025-12-02",
		    "hold nothing set= kept=all until=infinity | claim #12 review 2027-03-01 | "
		    "rule",
		    .claim = true, .ground = ERASURE_OBJECTED },
	};
	run(examples, array_len(examples));
}

/* Who opted out would be approached again if that were gone; the rest goes on any ground. */
static void
opted_out(void **state)
{
	(void)state;
#define PROSPECT                                                                                   \
	"{'do':'delete','set':{'name':'x','kvk':null},'opt_out':[{'since':{'column':'out'},"       \
	"'columns':['email','out'],'why':'not again'}]}"
	static const struct example examples[] = {
		{ PROSPECT, "null", "erase delete set= kept= until= | rule" },
		{ PROSPECT, "2020-02-03",
		    "keep anonymise set=name=\"x\",kvk=null kept=email,out until= | opt-out" },
		{ PROSPECT, "2020-02-03",
		    "keep anonymise set=name=\"x\",kvk=null kept=email,out until= | opt-out",
		    .ground = ERASURE_OBJECTED },
		{ PROSPECT, "2020-02-03",
		    "hold nothing set= kept=all until=infinity | claim #12 review 2027-03-01 | "
		    "opt-out",
		    .claim = true },
		{ PROSPECT, "?", "undecidable delete set= kept= until= | date of out | rule" },
	};
	run(examples, array_len(examples));
}

/* The table, and the reason that is told. */
static void
ground_rows(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json_doc) struct json_doc *doc = parsed(LOG);
	const char *const letters = "abcdef";
	for (unsigned i = 0; i < ERASURE_GROUND__MAX - 1; i++) {
		enum erasure_ground g = erasure_ground_find(erasure_ground_words[i]);
		assert_string_equal(erasure_ground_code(g), erasure_ground_said[i][1]);
		assert_int_equal(erasure_ground_said[i][0][0], letters[i]);
		assert_string_equal(
		    erasure_ground_rule(g)->article, arena_printf(a, "GDPR 17(1)(%c)", letters[i]));
		assert_int_equal(erasure_ground_frees(g), i > 0);
		assert_non_null(erasure_ground_told(g, "nl"));
		assert_string_not_equal(erasure_ground_told(g, "nl"), erasure_ground_told(g, "en"));
		assert_string_equal(erasure_ground_told(g, "sv"), erasure_ground_told(g, "en"));
	}
	assert_int_equal(erasure_ground_find("you never know"), ERASURE_NO_GROUND);
	assert_int_equal(erasure_ground_find(NULL), ERASURE_NO_GROUND);
	assert_null(erasure_ground_rule(ERASURE_NO_GROUND));
	assert_null(erasure_ground_code(ERASURE_NO_GROUND));
	assert_null(erasure_ground_told(ERASURE_NO_GROUND, "nl"));
	const struct example e = { LOG, "2025-12-02", NULL, .ground = ERASURE_WITHDRAWN };
	struct erase_rule rule;
	struct row_verdict v;
	judge(&e, a, &rule, doc->root, &v);
	assert_string_equal(v.why[0].article, "GDPR 17(1)(b)");
}

/* What a contract that runs uses is no statute's yet (17(1)(a)), and is never blocked. */
static void
in_use(void **state)
{
	(void)state;
#define SETTLED                                                                                    \
	"{'do':'delete','holds':[{'basis':'NL-AWR52','from':{'column':'settled'}}],"               \
	"'contract':[{'until':{'column':'settled'}}]}"
#define ACCOUNT                                                                                    \
	"{'do':'delete','set':{'name':'x','email':null,'phone':null},'holds':[{'basis':"           \
	"'NL-AWR52','from':{'column':'closed'},'columns':['name']}],'contract':[{'until':"         \
	"{'column':'closed'},'columns':['name','email']}]}"
	static const struct example examples[] = {
		/* open: its event lies ahead, whenever it was sent; settled: of that year */
		{ SETTLED, "null,null",
		    "keep nothing set= kept=all until= | contract ahead | statute NL-AWR52 ahead" },
		{ SETTLED, "2019-01-05,2019-01-05",
		    "hold nothing set= kept=all until=2026-12-31 | statute NL-AWR52 2026-12-31" },
		{ SETTLED, "2018-12-20,2018-12-20", "erase delete set= kept= until= | rule" },
		/* settled, of a customer whose contract runs */
		{ SETTLED, "2025-01-05,null",
		    "keep nothing set= kept=all until= | contract ahead | statute NL-AWR52 "
		    "2032-12-31" },
		{ SETTLED, "2025-01-05,null",
		    "hold nothing set= kept=all until= | statute NL-AWR52 2032-12-31 | claim #12 "
		    "review 2027-03-01 | contract ahead",
		    .claim = true },
		{ ACCOUNT, "null,null",
		    "keep anonymise set=phone=null kept=name,email until= | contract ahead | "
		    "statute NL-AWR52 ahead" },
		{ ACCOUNT, "2026-11-30,2026-11-30",
		    "hold anonymise set=email=null,phone=null kept=name until=2033-12-31 | statute "
		    "NL-AWR52 2033-12-31" },
		/* a statute keeps more than the contract needs: held, but not blocked */
		{ "{'do':'delete','holds':[{'basis':'NL-AWR52','from':{'column':'d'}}],'contract':"
		  "[{'until':{'column':'ends'},'columns':['email']}]}",
		    "2025-01-05,null",
		    "hold nothing set= kept=all until= | statute NL-AWR52 2032-12-31 | contract "
		    "ahead" },
	};
	run(examples, array_len(examples));
}

/* What cannot be told is for an officer, and is never told as held. */
static void
undecidable(void **state)
{
	(void)state;
#define TWO                                                                                        \
	"{'do':'delete','set':{'name':null,'phone':null},'holds':[{'basis':'NL-AWR52',"            \
	"'from':{'column':'d'},'columns':['name']},{'basis':'NL-URLB','from':{'column':'e'},"      \
	"'columns':['phone']}]}"
	static const struct example examples[] = {
		{ "null", NULL, "undecidable nothing set= kept=all until= | no-rule" },
		{ OF("NL-AWR52"), "?",
		    "undecidable delete set= kept= until= | date NL-AWR52 of d" },
		{ OF("NL-AWR52"), "2026-02-30",
		    "undecidable delete set= kept= until= | date NL-AWR52 of d" },
		{ OF("NL-AWR25"), "2022-01-01",
		    "undecidable delete set= kept= until= | no-rule NL-AWR25" },
		/* before its law, and a book year that nobody named */
		{ OF("NL-URLB"), "2010-12-31",
		    "undecidable delete set= kept= until= | date NL-URLB of d" },
		{ OF("SE-BFL"), "2025-06-30",
		    "undecidable delete set= kept= until= | date SE-BFL of d" },
		{ LOG, "?", "undecidable delete set= kept= until= | date of at" },
		{ CUSTOMER, "?", "undecidable delete set= kept= until= | date of ends" },
		/* the rest of a row that is held in part */
		{ TWO, "2022-01-01,?",
		    "undecidable anonymise set=phone=null kept=name until= | date NL-URLB of e | "
		    "statute NL-AWR52 2029-12-31" },
		/* of what is held whole it does not matter */
		{ TWO, "?,?",
		    "hold nothing set= kept=all until=infinity | claim #12 review 2027-03-01 "
		    "| date NL-AWR52 of d | date NL-URLB of e",
		    .claim = true },
		{ "null", NULL,
		    "hold nothing set= kept=all until=infinity | claim #12 review 2027-03-01",
		    .claim = true },
	};
	/* "| rule" beside what cannot be told says what would be done */
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < array_len(examples); i++) {
		auto_drop(json_doc) struct json_doc *doc =
		    strcmp(examples[i].rule, "null") == 0 ? NULL : parsed(examples[i].rule);
		struct erase_rule rule;
		struct row_verdict v;
		judge(&examples[i], a, &rule, doc ? doc->root : NULL, &v);
		char *got = arena_strdup(a, said(&v, a));
		size_t n = strlen(got);
		if (n > 7 && strcmp(got + n - 7, " | rule") == 0)
			got[n - 7] = '\0';
		assert_string_equal(got, examples[i].expected);
	}
}

/* A row of two people: only the subject's own part, and by the rule of their column. */
static void
shared(void **state)
{
	(void)state;
#define MESSAGE                                                                                    \
	"{'do':'delete','set':{'body':null},'persons':["                                           \
	"{'column':'sender_id','collection':'c','field':'id','shared':'anonymise',"                \
	"'set':{'sender_id':null,'sender_name':'erased'},'why':'the reader keeps it'},"            \
	"{'column':'reader_id','collection':'c','field':'id','shared':'ask'},"                     \
	"{'column':'copy_to','identifier':'email','shared':'keep'},"                               \
	"{'column':'owner','identifier':'email','shared':'delete'},"                               \
	"{'column':'witness','identifier':'email','shared':'anonymise'}]}"
#define HELD_MESSAGE                                                                               \
	"{'do':'delete','set':{'body':null,'sender':null,'reader':null},'persons':["               \
	"{'column':'sender','identifier':'email','shared':'anonymise','set':{'sender':null}},"     \
	"{'column':'reader','identifier':'email','shared':'ask'}],"                                \
	"'holds':[{'basis':'NL-AWR52','from':{'column':'d'},'columns':['body']}]}"
	static const struct example examples[] = {
		{ MESSAGE, NULL, "erase delete set= kept= until= | rule", false, 0 },
		{ MESSAGE, NULL,
		    "anonymise anonymise set=sender_id=null,sender_name=\"erased\" kept= until= | "
		    "shared of sender_id",
		    true, 0 },
		{ MESSAGE, NULL, "undecidable nothing set= kept=all until= | shared of reader_id",
		    true, 1 },
		{ MESSAGE, NULL, "keep nothing set= kept=all until= | shared of copy_to", true, 2 },
		{ MESSAGE, NULL, "erase delete set= kept= until= | shared of owner", true, 3 },
		{ MESSAGE, NULL,
		    "anonymise anonymise set=body=null kept= until= | shared of witness", true, 4 },
		{ MESSAGE, NULL, "undecidable nothing set= kept=all until= | shared", true,
		    SIZE_MAX },
		/* held in part: of the rest again their own part only */
		{ HELD_MESSAGE, "2022-01-01",
		    "hold anonymise set=sender=null kept=body until=2029-12-31 | statute NL-AWR52 "
		    "2029-12-31 | shared of sender",
		    true, 0 },
		{ HELD_MESSAGE, "2022-01-01",
		    "undecidable nothing set= kept=all until= | shared of reader | statute "
		    "NL-AWR52 2029-12-31",
		    true, 1 },
		{ HELD_MESSAGE, "2022-01-01",
		    "hold nothing set= kept=all until=infinity | statute NL-AWR52 2029-12-31 | "
		    "claim #12 review 2027-03-01",
		    true, 1, true },
	};
	run(examples, array_len(examples));
}

/* What a row that stays refers to is not deleted; nothing else changes. */
static void
referred(void **state)
{
	(void)state;
	static const struct example examples[] = {
		{ CUSTOMER, "2026-01-01",
		    "anonymise anonymise set=name=\"erased\",email=null,phone=null kept= until= | "
		    "referred | rule" },
		{ OF("NL-AWR52"), "2000-01-01",
		    "keep nothing set= kept=all until= | referred | rule" },
		{ OF("NL-AWR52"), "?",
		    "undecidable nothing set= kept=all until= | date NL-AWR52 of d | rule | "
		    "referred" },
		{ CUSTOMER, "null",
		    "keep anonymise set=phone=null kept=name,email until= | contract ahead" },
		/* of a row of others too their own part alone */
		{ "{'do':'delete','set':{'body':null},'persons':[{'column':'owner',"
		  "'identifier':'email','shared':'delete','set':{'owner':null}}]}",
		    NULL,
		    "anonymise anonymise set=owner=null kept= until= | referred | shared of owner",
		    .shared = true },
	};
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < array_len(examples); i++) {
		auto_drop(json_doc) struct json_doc *doc = parsed(examples[i].rule);
		struct erase_rule rule;
		struct row_verdict v;
		judge(&examples[i], a, &rule, doc->root, &v);
		verdict_refer(a, &v);
		assert_string_equal(said(&v, a), examples[i].expected);
	}
}

static void
statute_by_hand(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	static const char *const name[] = { "name", NULL };
	const struct claim_hold holds[] = {
		{ .id = 7,
		    .columns = name,
		    .basis = "NL-AWR52",
		    .article = "AWR 52",
		    .last = { 2026, 12, 1 } },
		{ .id = 8,
		    .columns = name,
		    .basis = "NL-AWR52",
		    .article = "AWR 52",
		    .last = { 2026, 11, 30 } },
		{ .id = 9, .columns = name, .basis = "NL-AWR52", .article = "AWR 52" },
	};
	auto_drop(json_doc) struct json_doc *doc =
	    parsed("{'do':'delete','set':{'name':null,'email':null}}");
	static const char *const expected[] = {
		"hold anonymise set=email=null kept=name until=2026-12-01 | statute NL-AWR52 "
		"2026-12-01 #7 review ",
		"erase delete set= kept= until= | rule",
		"hold anonymise set=email=null kept=name until=infinity | statute NL-AWR52 ahead "
		"#9 review ",
	};
	struct erase_rule rule;
	struct err err = { 0 };
	assert_ok(erase_rule_read(doc->root, a, &rule, &err), &err);
	for (size_t i = 0; i < array_len(holds); i++) {
		const struct verdict_row row = { .claims = &holds[i], .nclaims = 1 };
		struct row_verdict v;
		assert_ok(
		    verdict_of(&(struct verdict_asked){ &rule, law, today }, &row, a, &v, &err),
		    &err);
		assert_string_equal(said(&v, a), expected[i]);
	}
}

static void
comparing(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	static const struct example rising[] = {
		{ LOG, "2000-01-01", NULL },
		{ "{'do':'anonymise','set':{'a':1},'why':'w'}", NULL, NULL },
		{ CUSTOMER, "null", NULL },
		{ INVOICE, "2022-01-01", NULL },
		{ OF("NL-AWR52"), "2022-01-01", NULL },
		{ OF("NL-AWR52"), "?", NULL },
	};
	struct json_doc *docs[array_len(rising)];
	struct erase_rule rules[array_len(rising)];
	struct row_verdict v[array_len(rising)], again;
	for (size_t i = 0; i < array_len(rising); i++) {
		docs[i] = parsed(rising[i].rule);
		judge(&rising[i], a, &rules[i], docs[i]->root, &v[i]);
		judge(&rising[i], a, &rules[i], docs[i]->root, &again);
		assert_true(row_verdict_equal(&v[i], &again));
		for (size_t k = 0; k < i; k++) {
			assert_false(row_verdict_equal(&v[i], &v[k]));
			verdict_join(&v[i], &v[k], a, &again);
			assert_int_equal(again.verdict, v[i].verdict);
			verdict_join(&v[k], &v[i], a, &again);
			assert_int_equal(again.verdict, v[i].verdict);
		}
	}
	for (size_t i = 0; i < array_len(rising); i++)
		json_doc_free(docs[i]);
}

/* Were it to stay, of a row that both collections have deleted: by what either writes. */
static void
joined_and_referred(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	const struct example one = { "{'do':'delete','set':{'name':null,'phone':'x'}}" },
			     other = { "{'do':'delete','set':{'phone':null,'note':null}}" };
	auto_drop(json_doc) struct json_doc *of_one = parsed(one.rule),
					    *of_other = parsed(other.rule);
	struct erase_rule rules[2];
	struct row_verdict v, w, joined;
	judge(&one, a, &rules[0], of_one->root, &v);
	judge(&other, a, &rules[1], of_other->root, &w);
	verdict_join(&v, &w, a, &joined);
	verdict_refer(a, &joined);
	assert_string_equal(said(&joined, a),
	    "anonymise anonymise set=name=null,phone=\"x\",note=null kept= until= | referred | "
	    "rule | rule");
}

/* One row, two collections: what either keeps is written over by neither. */
static void
joining(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
#define HELD(column, sets)                                                                         \
	"{'do':'delete','set':" sets ",'holds':[{'basis':'NL-AWR52','from':{'column':'d'},"        \
	"'columns':['" column "']}]}"
#define GOES "{'do':'delete'}"
	static const struct {
		struct example one, other;
		const char *joined;
	} pairs[] = {
		{ { HELD("amount", "{'name':null,'phone':null}"), "2022-01-01" },
		    { HELD("name", "{'amount':null,'phone':'x'}"), "2023-01-01" },
		    "hold anonymise set=phone=null kept=amount,name until=2030-12-31 | statute "
		    "NL-AWR52 2029-12-31 | statute NL-AWR52 2030-12-31" },
		{ { HELD("amount", "{'name':null}"), "2022-01-01" },
		    { HELD("name", "{'amount':null}"), "null" },
		    "hold nothing set= kept=all until=infinity | statute NL-AWR52 2029-12-31 | "
		    "statute NL-AWR52 ahead" },
		/* held by one, untold by the other: it stays, once that is decided too */
		{ { HELD("amount", "{'name':null}"), "2022-01-01" }, { OF("NL-AWR52"), "?" },
		    "undecidable anonymise set=name=null kept=amount until= | date NL-AWR52 of d "
		    "| rule | statute NL-AWR52 2029-12-31" },
		{ { OF("NL-AWR52"), "2022-01-01" }, { OF("NL-AWR52"), "?" },
		    "undecidable nothing set= kept=all until= | date NL-AWR52 of d | rule | "
		    "statute NL-AWR52 2029-12-31" },
		{ { GOES }, { GOES }, "erase delete set= kept= until= | rule | rule" },
		{ { GOES }, { "{'do':'keep','why':'w'}" },
		    "keep nothing set= kept=all until= | not-ours | rule" },
		{ { GOES }, { "{'do':'anonymise','set':{'name':null},'why':'w'}" },
		    "anonymise anonymise set=name=null kept= until= | rule | rule" },
	};
	for (size_t i = 0; i < array_len(pairs); i++) {
		auto_drop(json_doc) struct json_doc *one = parsed(pairs[i].one.rule);
		auto_drop(json_doc) struct json_doc *other = parsed(pairs[i].other.rule);
		struct erase_rule rules[2];
		struct row_verdict v, w, joined;
		judge(&pairs[i].one, a, &rules[0], one->root, &v);
		judge(&pairs[i].other, a, &rules[1], other->root, &w);
		verdict_join(&v, &w, a, &joined);
		assert_string_equal(said(&joined, a), pairs[i].joined);
		enum erase_do act = joined.act;
		verdict_join(&w, &v, a, &joined);
		assert_int_equal(joined.act, act);
		verdict_refer(a, &joined);
		assert_int_not_equal(joined.act, ERASE_DELETE);
	}
}

static void
as_json(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	const struct example e = { INVOICE, "2022-05-17", NULL };
	auto_drop(json_doc) struct json_doc *doc = parsed(e.rule);
	struct erase_rule rule;
	struct row_verdict v;
	auto_drop(buf) struct buf b = { 0 };
	/* what is approved is the same in every language */
	phrase_language("nl");
	judge(&e, a, &rule, doc->root, &v);
	auto_drop(json) json_t *j = verdict_json(&v);
	phrase_language("en");
	json_put(j, &b);
	assert_string_equal(b.data,
	    "{\"blocked_until\":\"2029-12-31\",\"do\":\"anonymise\",\"kept\":[\"number\",\"name\","
	    "\"amount\"],\"set\":{\"note\":null,\"phone\":null},\"verdict\":\"hold\",\"why\":[{"
	    "\"ahead\":false,\"article\":\"AWR 52(1), 52(4)\",\"basis\":\"NL-AWR52\",\"code\":"
	    "\"statute\",\"last\":\"2029-12-31\"}]}");
}

static void
rules_refused(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "{'do':'drop'}", "none of delete" },
		{ "{}", "none of delete" },
		{ "{'do':'anonymise','why':'w'}", "without a set" },
		{ "{'do':'delete','holds':[{'from':{'column':'d'}}]}", "without basis" },
		{ "{'do':'delete','kept':[{'from':{'column':'d'}}]}", "without period" },
		{ "{'do':'delete','contract':[{'columns':['a']}]}", "erase.contract: a day is" },
		{ "{'do':'delete','opt_out':[{'since':{'column':'a'}}]}",
		    "erase.opt_out: an entry without columns" },
		{ "{'do':'delete','holds':[{'basis':'NL-AWR52','from':{'column':'d',"
		  "'collection':'c'}}]}",
		    "erase.holds: a day is" },
		{ "{'do':'delete','persons':[{'column':'c','shared':'keep'}]}", "erase.persons" },
		{ "{'do':'delete','persons':[{'column':'c','identifier':'email',"
		  "'shared':'anonymise'}]}",
		    "no set says" },
		{ "{'do':'delete','persons':[{'column':'c','identifier':'email'}]}",
		    "erase.persons.shared" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		auto_drop(json_doc) struct json_doc *doc = parsed(cases[i][0]);
		struct erase_rule rule;
		struct err err = { 0 };
		assert_false(erase_rule_read(doc->root, a, &rule, &err));
		assert_err(&err, ERR_INPUT, cases[i][1]);
	}
}

/* A slot has no files: the law comes to it as a text. */
static void
law_as_text(void **state)
{
	(void)state;
	auto_drop(buf) struct buf text = { 0 };
	auto_drop(buf) struct buf again = { 0 };
	struct err err = { 0 };
	retention_law_text(law, &text);
	auto_drop(retention_law) struct retention_law *read =
	    retention_law_read(text.data, text.len, &err);
	assert_ok(read, &err);
	retention_law_text(read, &again);
	assert_string_equal(text.data, again.data);
	size_t n, m;
	(void)retention_bases(law, &n);
	(void)retention_bases(read, &m);
	assert_int_equal(n, m);
	assert_null(retention_law_read("{}", 2, &err));
	assert_err(&err, ERR_INPUT, "law/retention.json");
}

static int
open_law(void **state)
{
	struct err err = { 0 };
	(void)state;
	law = retention_law_open(&err);
	return law ? 0 : -1;
}

static int
close_law(void **state)
{
	(void)state;
	retention_law_free(law);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(law_examples),
		cmocka_unit_test(needs),
		cmocka_unit_test(in_use),
		cmocka_unit_test(grounds),
		cmocka_unit_test(ground_rows),
		cmocka_unit_test(opted_out),
		cmocka_unit_test(undecidable),
		cmocka_unit_test(shared),
		cmocka_unit_test(referred),
		cmocka_unit_test(statute_by_hand),
		cmocka_unit_test(comparing),
		cmocka_unit_test(joined_and_referred),
		cmocka_unit_test(joining),
		cmocka_unit_test(as_json),
		cmocka_unit_test(rules_refused),
		cmocka_unit_test(law_as_text),
	};
	return cmocka_run_group_tests(tests, open_law, close_law);
}
