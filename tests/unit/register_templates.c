/*
 * The five registers that ship: they load, hold as many categories and recipients as their
 * statements, with the roles these give, and what those statements lack is found. Numbers are
 * facts, counted in the statements.
 */
#include "unit/register_help.h"

struct count {
	const char *file, *slug;
	size_t categories, recipients, unnamed;
	size_t roles[ROLE__MAX]; /* controller, processor, joint, follows-account, unclear */
};

static const struct count counts[] = {
	{ "templates/registers/jbsync.json", "jbsync", 18, 14, 1, { 8, 10, 0, 0, 0 } },
	{ "templates/registers/jouwbot.json", "jouwbot", 14, 9, 0, { 13, 1, 0, 0, 0 } },
	{ "templates/registers/maila.json", "maila", 10, 6, 6, { 10, 0, 0, 0, 0 } },
	{ "templates/registers/jcc.json", "jcc", 12, 3, 1, { 12, 0, 0, 0, 0 } },
	{ "templates/registers/zivver.json", "zivver", 61, 6, 4, { 21, 14, 0, 9, 17 } },
};

static struct reg *
open_register(const char *file)
{
	struct err err = { 0 };
	struct json_doc *doc = json_doc_load(file, 4u << 20, &err);
	if (!doc)
		fail_msg("%s", err.text);
	struct reg *r = reg_new(doc, &err);
	if (!r)
		fail_msg("%s", err.text);
	return r;
}

static void
loads(void **state)
{
	const struct count *c = *state;
	struct reg *r = open_register(c->file);
	size_t roles[ROLE__MAX] = { 0 }, unnamed = 0;
	assert_string_equal(r->slug, c->slug);
	assert_int_equal(r->inv.ncategories, c->categories);
	assert_int_equal(r->inv.nrecipients, c->recipients);
	for (size_t i = 0; i < r->inv.ncategories; i++)
		roles[r->inv.categories[i].role]++;
	for (enum role role = 0; role < ROLE__MAX; role++)
		assert_int_equal(roles[role], c->roles[role]);
	for (size_t i = 0; i < r->inv.nrecipients; i++)
		unnamed += !r->inv.recipients[i].name;
	assert_int_equal(unnamed, c->unnamed);
	reg_free(r);
}

static void
counts_in_all(void **state)
{
	size_t categories = 0, recipients = 0;
	(void)state;
	for (size_t i = 0; i < array_len(counts); i++) {
		struct reg *r = open_register(counts[i].file);
		categories += r->inv.ncategories;
		recipients += r->inv.nrecipients;
		reg_free(r);
	}
	assert_int_equal(categories, 115);
	assert_int_equal(recipients, 38);
}

/* What must be found, and how often; words and article as the officer reads them. */
static const struct {
	const char *file, *subject; /* NULL: any */
	const char *words, *article;
	size_t n;
} wanted[] = {
	{ "jbsync", "organisation", "whether the data must be given", "GDPR 13(2)(e)", 1 },
	{ "jbsync", NULL, "is claimed and not named", "GDPR 13(1)(d)", 0 },
	{ "jbsync", NULL, "when a person is erased is not said", "GDPR 17(1), 5(2)", 0 },
	{ "jbsync", NULL, "rows of", "GDPR 17(3)(b), 5(1)(c)", 0 },
	{ "jbsync", "organisation", "must be shown clearly and separately", "GDPR 21(4)", 1 },
	{ "jbsync", "JBS-C06", "neither gave their data nor consented",
	    "Tw 11.7(1), 2002/58/EC 13(1)", 1 },
	{ "jbsync", "JBS-C06", "at the first message at the latest", "GDPR 14(3)", 1 },
	{ "jbsync", "organisation", "Anthropic only", "GDPR 5(1)(a), 13(1)(e)", 1 },
	{ "jbsync", "JBS-R06", "not named (\"VPS-provider\")", "GDPR 15(1)(c), C-154/21", 1 },
	{ "jbsync", "JBS-R14", "no other party", "GDPR 4(8), 28(3)", 1 },
	{ "jbsync", NULL, "impact assessment behind them is not on file", "GDPR 46(1), C-311/18",
	    4 }, /* Anthropic, Deepgram, ElevenLabs, Meta */
	{ "jbsync", "JBS-C01", "does not cover all of it", "GDPR 17(3)(b) \"to the extent\"", 1 },
	{ "jbsync", "JBS-C11", "no legal basis of its own", "GDPR 4(7), 28(10)", 1 },
	{ "jbsync", "JBS-C17", "mentioned, but not described", "GDPR 12(1), 30(1)(c)", 1 },
	{ "jbsync", "JBS-C17", "no retention period", "GDPR 13(2)(a), 15(1)(d)", 1 },
	{ "jbsync", "JBS-C05", "not the event at which it begins (\"24 maanden\")",
	    "GDPR 13(2)(a), 15(1)(d)", 1 },
	{ "jbsync", "JBS-C06", "not the event at which it begins", "GDPR 13(2)(a), 15(1)(d)", 1 },
	{ "jbsync", "JBS-C07", "not the event at which it begins", "GDPR 13(2)(a), 15(1)(d)", 1 },
	{ "jbsync", "JBS-C12", "the customer sets the period", "GDPR 15(1)(d), 28(3)(a)", 1 },
	{ "jbsync", "JBS-C03", "secrets are not handed over", "GDPR 15(4), 32", 1 },
	{ "jbsync", NULL, "is not mentioned; it exists all the same", "GDPR 13(2)(b)", 0 },
	{ "jouwbot", NULL, "Privacy Shield, which is void", "C-311/18, GDPR 44",
	    2 }, /* ManyChat, Google */
	{ "jouwbot", "organisation", "the right of restriction (art. 18)", "GDPR 13(2)(b)", 1 },
	{ "jouwbot", "organisation", "the right of portability (art. 20)", "GDPR 13(2)(b)", 1 },
	{ "jouwbot", "organisation", "what is sent to robin@jouwwbot.nl may never arrive",
	    "GDPR 12(2)", 1 },
	{ "jouwbot", NULL, "is claimed and not named", "GDPR 13(1)(d)", 1 },
	{ "jouwbot", NULL, "its button or script", "GDPR 26, C-40/17",
	    5 }, /* Facebook, LinkedIn, YouTube, Messenger, WhatsApp */
	{ "jouwbot", "JWB-C06", "a minimum without a maximum", "GDPR 5(1)(e)", 1 },
	{ "jouwbot", "JWB-C01", "does not bind", "GDPR 13(2)(a), 5(1)(e)", 1 },
	{ "maila", NULL, "the person may ask who it is", "GDPR 15(1)(c), C-154/21", 6 },
	{ "maila", "organisation", "not complete", "GDPR 13, 14", 1 },
	{ "maila", "organisation", "neither address nor e-mail nor", "GDPR 13(1)(a)", 1 },
	{ "maila", NULL, "is claimed and not named", "GDPR 13(1)(d)", 0 },
	{ "maila", "MAI-C10", "for marketing, without consent", "2002/58/EC 5(3)", 1 },
	{ "maila", NULL, "neither a period nor an event that ends it", "GDPR 13(2)(a), 15(1)(d)",
	    6 }, /* the six of section 6 */
	{ "jcc", "organisation", "neither address nor e-mail nor", "GDPR 13(1)(a)", 1 },
	{ "jcc", "organisation", "right to complain", "GDPR 13(2)(d)", 1 },
	{ "jcc", NULL, "is claimed and not named", "GDPR 13(1)(d)", 1 }, /* one line for nine */
	{ "jcc", "JCC-C12", "so long on the person's device", "Tw 11.7a(3)(b), 2002/58/EC 5(3)",
	    1 },
	{ "jcc", "JCC-R03", "of each request a person has to say", "GDPR 15(1)(c)", 1 },
	{ "jbsync", NULL, "of each request a person has to say", "GDPR 15(1)(c)", 0 },
	{ "jcc", "JCC-R02", "no company of the name Google Inc.", "GDPR 13(1)(e), 28(3)", 1 },
	{ "jcc", "organisation", "the right of restriction (art. 18)", "GDPR 13(2)(b)", 1 },
	{ "jcc", "JCC-R02", "leaves the EEA", "GDPR 13(1)(f), 15(2)", 1 },
	{ "zivver", "ZIV-R01", "Privacy Shield, which is void", "C-311/18, GDPR 44", 1 },
	{ "zivver", "ZIV-R01", "the person may ask who it is", "GDPR 15(1)(c), C-154/21", 1 },
	{ "zivver", NULL, "our role is not stated", "GDPR 4(7), 24, 28", 17 },
	{ "zivver", NULL, "is claimed and not named", "GDPR 13(1)(d)",
	    2 }, /* the Service (l.140) and customers (l.186) */
	{ "zivver", "organisation", "objecting by automated means", "GDPR 21(5)", 1 },
	{ "zivver", NULL, "whether the data must be given", "GDPR 13(2)(e)", 0 },
	{ "zivver", "organisation", "without a stated limit", "GDPR 12(3)", 1 },
	{ "zivver", "organisation", "no controller is registered", "GDPR 28(3)(e)", 1 },
};

static void
finds(void **state)
{
	const struct count *c = *state;
	struct reg *r = open_register(c->file);
	struct arena *a = arena_new();
	struct findings f = reg_findings(r, a);
	for (size_t i = 0; i < array_len(wanted); i++) {
		size_t n = 0;
		if (strcmp(wanted[i].file, c->slug) != 0)
			continue;
		for (size_t k = 0; k < f.n; k++)
			n += strstr(f.items[k].text, wanted[i].words) &&
			    strcmp(f.items[k].article, wanted[i].article) == 0 &&
			    (!wanted[i].subject ||
				strcmp(f.items[k].subject, wanted[i].subject) == 0);
		if (n != wanted[i].n)
			fail_msg("%s: expected %zu times, found %zu times: %s", c->slug,
			    wanted[i].n, n, wanted[i].words);
	}
	for (size_t k = 0; k < f.n; k++)
		if (strncmp(f.items[k].where, c->file, strlen(c->file)) != 0 ||
		    strchr(f.items[k].text, '\n'))
			fail_msg("no finding to print: %s: %s", f.items[k].where, f.items[k].text);
	arena_free(a);
	reg_free(r);
}

/*
 * Nothing that no system holds: each of ours is searched, asked in writing, or looked up by a
 * colleague.
 */
static void
every_category_is_searched(void **state)
{
	const struct count *c = *state;
	struct reg *r = open_register(c->file);
	struct arena *a = arena_new();
	struct findings f = reg_findings(r, a);
	for (size_t k = 0; k < f.n; k++)
		if (strstr(f.items[k].text, "no system holds it") ||
		    strstr(f.items[k].text, "no system reaches it"))
			fail_msg(
			    "%s: %s: %s", f.items[k].where, f.items[k].subject, f.items[k].text);
	arena_free(a);
	reg_free(r);
}

/* What the pages of an archive call collections and columns, in both languages, looked at. */
static void
all_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_len(counts); i++) {
		struct reg *r = open_register(counts[i].file);
		struct label_counts n = reg_label_counts(r);
		assert_int_equal(n.missing, 0);
		assert_int_equal(n.drafts, 0);
		reg_free(r);
	}
}

static void
promises(void **state)
{
	(void)state;
	struct reg *jcc = open_register("templates/registers/jcc.json"),
		   *zivver = open_register("templates/registers/zivver.json");
	assert_int_equal(jcc->promise.weeks, 4);
	assert_true(
	    jcc->promise_is_done); /* "Binnen vier weken zullen wij voldoen aan uw verzoek" */
	assert_int_equal(zivver->promise.weeks + zivver->promise.months, 0);
	reg_free(jcc);
	reg_free(zivver);
}

/* What is direct marketing and what rests on consent, as the statements have it. */
static void
marks(void **state)
{
	static const struct {
		const char *file, *purpose;
		bool marketing, consent;
	} marked[] = {
		{ "templates/registers/jbsync.json", "outreach", true, false },
		{ "templates/registers/jbsync.json", "customer-mail", true, false },
		{ "templates/registers/jbsync.json", "style", false, true },
		{ "templates/registers/jbsync.json", "invoicing", false, false },
		{ "templates/registers/jouwbot.json", "newsletter", true, true },
		{ "templates/registers/maila.json", "advertising", true, false },
		{ "templates/registers/jcc.json", "marketing", true, true },
		{ "templates/registers/zivver.json", "talent-pool", false, true },
	};
	(void)state;
	for (size_t i = 0; i < array_len(marked); i++) {
		struct reg *r = open_register(marked[i].file);
		const struct purpose *p = reg_purpose(r, marked[i].purpose);
		assert_non_null(p);
		assert_int_equal(p->marketing, marked[i].marketing);
		assert_int_equal(p->consent, marked[i].consent);
		reg_free(r);
	}
	struct reg *jcc = open_register("templates/registers/jcc.json");
	size_t n = 0;
	for (size_t i = 0; i < jcc->inv.ncategories; i++) {
		bool marketing = false;
		for (const struct purpose *const *p = jcc->inv.categories[i].purposes; *p; p++)
			marketing = marketing || (*p)->marketing;
		n += marketing;
	}
	assert_int_equal(n, 8); /* of twelve, beside other purposes */
	reg_free(jcc);
}

static bool
tells_of(const char *page, const char *member)
{
	char name[80], heading[80];
	snprintf(name, sizeof(name), "`%s`", member);
	snprintf(heading, sizeof(heading), "### %s\n", member);
	return strstr(page, name) || strstr(page, heading);
}

/* Every member that the schema knows, at any depth, stands in the reference page. */
static size_t
documented(const json_t *schema, const char *page)
{
	size_t n = 0, i;
	const char *key;
	json_t *v;
	json_object_foreach(json_get(schema, "properties"), key, v) {
		if (strcmp(key, "format") != 0 && !tells_of(page, key))
			fail_msg("docs/registers.md does not tell of %s", key);
		n++;
	}
	json_object_foreach((json_t *)(uintptr_t)schema, key, v)
		n += documented(v, page);
	json_array_foreach(schema, i, v)
		n += documented(v, page);
	return n;
}

static void
reference_page(void **state)
{
	struct err err = { 0 };
	char *page = help_read("docs/registers.md");
	struct json_doc *schema =
	    json_doc_load("templates/registers/register.schema.json", 1u << 20, &err);
	(void)state;
	assert_non_null(schema);
	assert_true(documented(schema->root, page) > 100);
	json_doc_free(schema);
	free(page);
}

static void
example_of_the_page(void **state)
{
	char *page = help_read("docs/registers.md"), *text = strstr(page, "```json\n");
	(void)state;
	assert_non_null(text);
	text += strlen("```json\n");
	*strstr(text, "```") = '\0';
	struct reg *r = help_reg(text);
	struct arena *a = arena_new();
	struct findings f = reg_findings(r, a);
	size_t rights = 0, unnamed = 0;
	for (size_t i = 0; i < f.n; i++) {
		rights += strcmp(f.items[i].article, "GDPR 13(2)(b)") == 0;
		unnamed += strcmp(f.items[i].article, "GDPR 15(1)(c), C-154/21") == 0;
	}
	assert_int_equal(rights, 5);
	assert_int_equal(unnamed, 1);
	arena_free(a);
	reg_free(r);
	free(page);
}

int
main(void)
{
	static struct CMUnitTest tests[3 * array_len(counts) + 6];
	struct CMUnitTest *t = tests;
	for (size_t i = 0; i < array_len(counts); i++) {
		void *count = (void *)(uintptr_t)&counts[i];
		*t++ = (struct CMUnitTest){
			.name = counts[i].slug, .test_func = loads, .initial_state = count
		};
		*t++ = (struct CMUnitTest){
			.name = "its findings", .test_func = finds, .initial_state = count
		};
		*t++ = (struct CMUnitTest){ .name = "its systems",
			.test_func = every_category_is_searched,
			.initial_state = count };
	}
	*t++ = (struct CMUnitTest)cmocka_unit_test(counts_in_all);
	*t++ = (struct CMUnitTest)cmocka_unit_test(all_are_named);
	*t++ = (struct CMUnitTest)cmocka_unit_test(promises);
	*t++ = (struct CMUnitTest)cmocka_unit_test(marks);
	*t++ = (struct CMUnitTest)cmocka_unit_test(reference_page);
	*t++ = (struct CMUnitTest)cmocka_unit_test(example_of_the_page);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
