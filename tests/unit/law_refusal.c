/* The shipped grounds, authorities and remedies; and the complaints about files that are wrong. */
#include <sys/stat.h>

#include "dossier/asset.h"
#include "dossier/refusal.h"
#include "unit/unit.h"

static char dir[] = "/tmp/law_refusal_XXXXXX";
static struct refusal_law *law;

static int
open_law(void **state)
{
	struct err err = { 0 };
	char path[64];
	(void)state;
	law = refusal_law_open(&err);
	if (!law)
		fprintf(stderr, "%s\n", err.text);
	if (!law || !mkdtemp(dir))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/law", dir);
	return mkdir(path, 0700);
}

static int
close_law(void **state)
{
	char command[100];
	(void)state;
	refusal_law_free(law);
	(void)snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

/* ---- grounds ---- */

/* Every ground the law of the three countries knows is there, for its rights only. */
static void
grounds(void **state)
{
	(void)state;
	enum {
		A = 1u << RIGHT_ACCESS,
		R = 1u << RIGHT_RECTIFICATION,
		E = 1u << RIGHT_ERASURE,
		L = 1u << RIGHT_RESTRICTION,
		P = 1u << RIGHT_PORTABILITY,
		O = 1u << RIGHT_OBJECTION,
		H = 1u << RIGHT_HUMAN_REVIEW,
		C = 1u << RIGHT_CONSENT_WITHDRAWAL
	};
	enum {
		LAW = 1u << ASK_LAW,
		PROCEDURE = 1u << ASK_PROCEDURE,
		UNTIL = 1u << ASK_UNTIL,
		REVIEW = 1u << ASK_REVIEW
	};
	static const struct {
		const char *id, *article, *country;
		unsigned rights;
		bool weigh;
		unsigned asks;
	} expected[] = {
		{ "unfounded-12-5", "GDPR 12(5)(b)", NULL, A | R | E | L | P | O | H, false, 0 },
		{ "excessive-12-5", "GDPR 12(5)(b)", NULL, A | R | E | L | P | O | H, false, 0 },
		{ "not-identifiable-11-2", "GDPR 11(2), 12(2)", NULL, A | R | E | L | P, false, 0 },
		{ "not-identifiable-12-2", "GDPR 12(2)", NULL, O | H, false, 0 },
		{ "no-authority-12-2", "GDPR 12(2), 12(6)", NULL, A | R | E | L | P | O | H, false,
		    0 },
		{ "representative-asks-12-2", "GDPR 12(2)", NULL, A | R | E | L | P | O | H, false,
		    0 },
		{ "others-15-4", "GDPR 15(4)", NULL, A, true, 0 },
		{ "others-20-4", "GDPR 20(4)", NULL, P, true, 0 },
		{ "accurate-16", "GDPR 16", NULL, R, false, 0 },
		{ "no-ground-17-1", "GDPR 17(1)", NULL, E, false, 0 },
		{ "erasure-17-3-a", "GDPR 17(3)(a)", NULL, E, true, 0 },
		{ "erasure-17-3-b", "GDPR 17(3)(b)", NULL, E, true, LAW | UNTIL },
		{ "erasure-17-3-b-task", "GDPR 17(3)(b)", NULL, E, true, LAW | REVIEW },
		{ "erasure-17-3-c", "GDPR 17(3)(c)", NULL, E, true, 0 },
		{ "erasure-17-3-d", "GDPR 17(3)(d)", NULL, E, true, 0 },
		{ "erasure-17-3-e", "GDPR 17(3)(e)", NULL, E, true, REVIEW },
		{ "no-ground-18-1", "GDPR 18(1)", NULL, L, false, 0 },
		{ "not-portable-20-1", "GDPR 20(1)", NULL, P, false, 0 },
		{ "public-task-20-3", "GDPR 20(3)", NULL, P, false, LAW },
		{ "not-open-21-1", "GDPR 21(1)", NULL, O, false, 0 },
		{ "compelling-21-1", "GDPR 21(1)", NULL, O, true, 0 },
		{ "claims-21-1", "GDPR 21(1)", NULL, O, true, REVIEW },
		{ "research-21-6", "GDPR 21(6)", NULL, O, true, 0 },
		{ "not-automated-22-1", "GDPR 22(1)", NULL, H, false, 0 },
		{ "automated-uavg-40", "GDPR 22(2)(b); UAVG 40(1)", "NL", H, true, LAW },
		{ "restricted-by-law-23", "GDPR 23", NULL, A | R | E | L | P | O | H, true, LAW },
		{ "uavg-41-a", "GDPR 23(1)(a); UAVG 41(1)(a)", "NL", A | R | E | L | P | O, true,
		    0 },
		{ "uavg-41-b", "GDPR 23(1)(b); UAVG 41(1)(b)", "NL", A | R | E | L | P | O, true,
		    0 },
		{ "uavg-41-c", "GDPR 23(1)(c); UAVG 41(1)(c)", "NL", A | R | E | L | P | O, true,
		    0 },
		{ "uavg-41-d", "GDPR 23(1)(d); UAVG 41(1)(d)", "NL", A | R | E | L | P | O, true,
		    0 },
		{ "uavg-41-e", "GDPR 23(1)(e); UAVG 41(1)(e)", "NL", A | R | E | L | P | O, true,
		    0 },
		{ "uavg-41-f", "GDPR 23(1)(f); UAVG 41(1)(f)", "NL", A | R | E | L | P | O, true,
		    0 },
		{ "uavg-41-g", "GDPR 23(1)(g); UAVG 41(1)(g)", "NL", A | R | E | L | P | O, true,
		    0 },
		{ "uavg-41-h", "GDPR 23(1)(h); UAVG 41(1)(h)", "NL", A | R | E | L | P | O, true,
		    0 },
		{ "uavg-41-i", "GDPR 23(1)(i); UAVG 41(1)(i)", "NL", A | R | E | L | P | O, true,
		    0 },
		{ "uavg-41-j", "GDPR 23(1)(j); UAVG 41(1)(j)", "NL", A | R | E | L | P | O, true,
		    0 },
		{ "no-consent-7-3", "GDPR 7(3)", NULL, C, false, 0 },
		{ "journalism-uavg-43", "GDPR 85; UAVG 43(2)", "NL", A | R | E | L | P | O | H | C,
		    false, 0 },
		{ "journalism-be-24", "GDPR 85; Act of 30 July 2018 24", "BE",
		    A | R | L | P | O | C, false, 0 },
		{ "journalism-se-1-7", "GDPR 85; dataskyddslagen (2018:218) 1 kap. 7 §", "SE",
		    A | R | E | L | P | O | H | C, false, 0 },
		{ "research-uavg-44", "GDPR 89; UAVG 44", "NL", A | R | L, false, 0 },
		{ "research-be-186", "GDPR 89(2); Act of 30 July 2018 186", "BE", A | R | L | O,
		    true, 0 },
		{ "research-se-5-3", "GDPR 89(2), 89(3); dataskyddslagen (2018:218) 5 kap. 3 §",
		    "SE", A | R | L | P | O, true, LAW },
		{ "archive-uavg-45", "GDPR 89; UAVG 45(1)", "NL", A | R | P, false, 0 },
		{ "archive-uavg-45-restriction", "GDPR 89; UAVG 45(1)", "NL", L, false, 0 },
		{ "archive-be-186", "GDPR 89(3); Act of 30 July 2018 186", "BE", A | R | L | P | O,
		    true, 0 },
		{ "register-uavg-47-1", "UAVG 47(1)", "NL", A | R | L, false, LAW | PROCEDURE },
		{ "register-uavg-47-2", "UAVG 47(2)", "NL", O, false, LAW },
		{ "secrecy-se-5-1", "GDPR 23; dataskyddslagen (2018:218) 5 kap. 1 §", "SE", A, true,
		    LAW },
		{ "drafts-se-5-2", "GDPR 23; dataskyddslagen (2018:218) 5 kap. 2 §", "SE", A, false,
		    0 },
	};
	size_t n;
	const struct refusal_ground *all = refusal_grounds(law, &n);
	assert_int_equal(n, array_len(expected));
	for (size_t i = 0; i < n; i++) {
		const struct refusal_ground *g = refusal_ground_find(law, expected[i].id, NULL);
		if (!g)
			fail_msg("no ground %s", expected[i].id);
		if (g->rights != expected[i].rights || g->weigh != expected[i].weigh ||
		    g->asks != expected[i].asks || strcmp(g->article, expected[i].article) != 0)
			fail_msg(
			    "%s: rights %#x, weigh %d, %s", g->id, g->rights, g->weigh, g->article);
		assert_int_equal(g->country == NULL, expected[i].country == NULL);
		assert_true(!g->country || strcmp(g->country, expected[i].country) == 0);
		assert_ptr_equal(g, &all[i]);
	}
}

/* Which may be kept from the person, which reach even consent, which are for a part only. */
static void
kinds(void **state)
{
	(void)state;
	static const char *const part[] = { "others-15-4", "others-20-4", "erasure-17-3-b" };
	size_t n, parts = 0, unannounced = 0;
	const struct refusal_ground *all = refusal_grounds(law, &n);
	for (size_t i = 0; i < n; i++) {
		const struct refusal_ground *g = &all[i];
		parts += g->part_only;
		unannounced += g->unannounced;
		/* 23(2)(h): a restriction under art. 23 alone; 85: journalism alone */
		assert_true(!g->unannounced || strncmp(g->article, "GDPR 23", 7) == 0);
		assert_int_equal(g->despite_consent, strncmp(g->id, "journalism-", 11) == 0);
		/* of a day to come there is one kind */
		assert_int_not_equal(g->asks & (1u << ASK_UNTIL | 1u << ASK_REVIEW),
		    1u << ASK_UNTIL | 1u << ASK_REVIEW);
	}
	for (size_t i = 0; i < array_len(part); i++)
		assert_true(refusal_ground_find(law, part[i], NULL)->part_only);
	assert_int_equal(parts, array_len(part));
	assert_int_equal(unannounced, 11); /* UAVG 41(1)(a) to (j), and a law that says so */
}

/* The person reads whole sentences in a language of their own. */
static void
texts(void **state)
{
	(void)state;
	size_t n;
	const struct refusal_ground *all = refusal_grounds(law, &n);
	for (size_t i = 0; i < n; i++) {
		const char *nl = json_text_in(all[i].text, "nl"),
			   *en = json_text_in(all[i].text, "en");
		if (strcmp(nl, en) == 0 || strlen(nl) < 60 || strlen(en) < 60 ||
		    nl[strlen(nl) - 1] != '.' || en[strlen(en) - 1] != '.' || strstr(nl, "http") ||
		    strlen(all[i].must_show) < 20 || strlen(json_text_in(all[i].title, "nl")) > 60)
			fail_msg("%s: %s / %s", all[i].id, nl, en);
	}
}

static void
fits(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	const struct refusal_ground *uavg = refusal_ground_find(law, "uavg-41-j", NULL);
	struct err err = { 0 };
	assert_true(refusal_fits(uavg, RIGHT_ACCESS, "NL"));
	assert_false(refusal_fits(uavg, RIGHT_ACCESS, "BE"));
	assert_false(refusal_fits(uavg, RIGHT_HUMAN_REVIEW, "NL"));
	assert_string_equal(
	    refusal_grounds_for(law, RIGHT_CONSENT_WITHDRAWAL, "DE", a), "no-consent-7-3");
	assert_string_equal(refusal_grounds_for(law, RIGHT_CONSENT_WITHDRAWAL, "NL", a),
	    "no-consent-7-3, journalism-uavg-43");
	assert_string_equal(refusal_grounds_for(law, RIGHT_CONSENT_WITHDRAWAL, "BE", a),
	    "no-consent-7-3, journalism-be-24");
	assert_string_equal(refusal_grounds_for(law, RIGHT_ACCESS, "SE", a),
	    "unfounded-12-5, excessive-12-5, not-identifiable-11-2, no-authority-12-2, "
	    "representative-asks-12-2, others-15-4, "
	    "restricted-by-law-23, journalism-se-1-7, research-se-5-3, secrecy-se-5-1, "
	    "drafts-se-5-2");
	assert_null(refusal_ground_find(law, "effort", &err));
	assert_err(&err, ERR_NOTFOUND, "no ground of refusal \"effort\"");
}

/* ---- authorities, remedies ---- */

static void
authorities(void **state)
{
	(void)state;
	static const char *const known[][2] = { { "NL-AP", "NL" }, { "BE-GBA", "BE" },
		{ "SE-IMY", "SE" } };
	for (size_t i = 0; i < array_len(known); i++) {
		const struct authority *a = authority_find(law, known[i][0]);
		assert_non_null(a);
		assert_ptr_equal(authority_of(law, known[i][1]), a);
		assert_non_null(a->address);
		assert_true(strncmp(json_text_in(a->site, "en"), "https://", 8) == 0);
		assert_non_null(json_text_in(a->name, "nl"));
	}
	auto_drop(json) json_t *imy = authority_json(authority_find(law, "SE-IMY"), "nl");
	auto_drop(json) json_t *expected = json_pack("{s:s, s:s, s:s, s:n, s:s}", "id", "SE-IMY",
	    "name", "Integritetsskyddsmyndigheten (Zweedse toezichthouder)", "address",
	    "Box 8114, 104 20 Stockholm", "phone", "site", "https://www.imy.se/en");
	assert_true(json_equal(imy, expected));
	assert_null(authority_find(law, "NL-CBP"));
	assert_null(authority_of(law, "DE"));
}

static void
remedies(void **state)
{
	(void)state;
	static const struct {
		const char *country, *kind, *authority, *lang;
		const char *has[5], *lacks;
	} cases[] = {
		{ "NL", "private", NULL, "nl",
		    { "Autoriteit Persoonsgegevens, Postbus 93374", "verzoekschrift",
			"binnen zes weken nadat u ons antwoord", "advocaat is niet nodig",
			"art. 35" },
		    "bezwaar" },
		{ "NL", "private", NULL, "en",
		    { "Dutch data protection authority", "petition", "within six weeks",
			"do not need a lawyer", "art. 35" },
		    "objection" },
		{ "NL", "public", NULL, "nl",
		    { "Autoriteit Persoonsgegevens", "bezwaar", "binnen zes weken na de dag",
			"art. 34", "Algemene wet bestuursrecht" },
		    "verzoekschrift" },
		{ "NL", "public", NULL, "en",
		    { "objection (bezwaar)", "within six weeks", "art. 34", "Awb",
			"administrative court" },
		    "petition" },
		{ "NL", "private", "BE-GBA", "nl",
		    { "Gegevensbeschermingsautoriteit, Drukpersstraat 35", "verzoekschrift" },
		    "Postbus" },
		{ "BE", "private", NULL, "nl",
		    { "Gegevensbeschermingsautoriteit", "rechtbank van eerste aanleg",
			"art. 209 en 211", "30 juli 2018" },
		    "zes weken" },
		{ "BE", "public", NULL, "en",
		    { "Belgian data protection authority",
			"president of the court of first instance", "209 and 211" },
		    "six weeks" },
		{ "SE", "private", NULL, "en",
		    { "Integritetsskyddsmyndigheten", "Box 8114", "art. 79" }, "telephone" },
		{ "SE", "public", NULL, "nl",
		    { "Integritetsskyddsmyndigheten", "förvaltningsrätten", "drie weken" },
		    "zes weken" },
		{ "DE", "private", NULL, "nl",
		    { "de toezichthouder van het land waar u woont", "art. 77", "art. 79" },
		    "UAVG" },
		{ "DE", "public", "NL-AP", "en", { "the Autoriteit Persoonsgegevens", "art. 79" },
		    "where you live or work" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct err err = { 0 };
		const char *text = remedy_text(law,
		    &(struct remedy_for){ .country = cases[i].country, .kind = cases[i].kind },
		    cases[i].authority, cases[i].lang, a, &err);
		assert_ok(text != NULL, &err);
		for (size_t k = 0; k < array_len(cases[i].has) && cases[i].has[k]; k++)
			if (!strstr(text, cases[i].has[k]))
				fail_msg("no \"%s\" in: %s", cases[i].has[k], text);
		/* plain text, rendered to the end, in two paragraphs */
		if (strstr(text, cases[i].lacks) || strstr(text, "{{") || strstr(text, "&amp;") ||
		    strstr(text, "&#") || !strstr(text, "\n\n"))
			fail_msg("\"%s\", or not plain text, in: %s", cases[i].lacks, text);
	}
	struct err err = { 0 };
	auto_drop(arena) struct arena *a = arena_new();
	assert_null(remedy_text(
	    law, &(struct remedy_for){ "NL", "private", NULL, NULL }, "NL-CBP", "nl", a, &err));
	assert_err(&err, ERR_NOTFOUND, "no authority \"NL-CBP\"");
	assert_string_equal(
	    remedy_find(law, &(struct remedy_for){ "NL", "public", NULL, NULL })->country, "NL");
	assert_null(remedy_find(law, &(struct remedy_for){ "DE", "public", NULL, NULL })->country);
}

/* What is on the ground or of the right goes before what is for all. */
static void
remedies_about(void **state)
{
	(void)state;
	static const struct {
		struct remedy_for about;
		const char *has, *lacks;
	} cases[] = {
		/* UAVG 43(1) sets 35 and 36 aside */
		{ { "NL", "private", "journalism-uavg-43", "access" }, "art. 79 AVG", "art. 35" },
		{ { "NL", "public", "journalism-uavg-43", NULL }, "art. 43", "bezwaar" },
		{ { "NL", "private", "unfounded-12-5", "access" }, "art. 35", "art. 43" },
		{ { "NL", "private", NULL, NULL }, "nadat de bemiddeling", "art. 43" },
		{ { "NL", "public", NULL, NULL }, "toezichthouder vragen te bemiddelen",
		    "art. 43" },
		/* 34 to 36 are about 15 to 22 */
		{ { "NL", "private", NULL, "consent-withdrawal" }, "art. 79 AVG", "art. 35" },
		{ { "NL", "public", "no-consent-7-3", "consent-withdrawal" }, "art. 79 AVG",
		    "bezwaar" },
		/* 7 kap. 2 § gives an appeal for 12.5 and 15-21 alone */
		{ { "SE", "public", NULL, "access" }, "förvaltningsrätten", "7 kap. 5" },
		{ { "SE", "public", NULL, "human-review" }, "7 kap. 5", "förvaltningsrätten" },
		{ { "SE", "public", "no-consent-7-3", "consent-withdrawal" }, "7 kap. 5",
		    "förvaltningsrätten" },
		{ { "SE", "private", NULL, "human-review" }, "art. 79", "7 kap. 5" },
		{ { "DE", "public", "unfounded-12-5", "access" }, "art. 79", "UAVG" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct err err = { 0 };
		const char *text = remedy_text(law, &cases[i].about, NULL, "nl", a, &err);
		assert_ok(text != NULL, &err);
		if (!strstr(text, cases[i].has) || strstr(text, cases[i].lacks))
			fail_msg("case %zu: %s", i, text);
	}
}

/* Those of one row are told once, under the words of all; one row for all under none. */
static void
remedies_of_several(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct remedy_case cases[] = {
		{ { "SE", "public", NULL, "erasure" }, "erasure" },
		{ { "SE", "public", NULL, "consent-withdrawal" }, "withdrawal" },
		{ { "SE", "public", NULL, "objection" }, "objection" },
	};
	assert_int_equal(remedy_cases(law, cases, 3, a), 2);
	assert_string_equal(cases[0].words, "erasure; objection");
	assert_string_equal(cases[1].words, "withdrawal");
	assert_int_equal(remedy_cases(law, cases, 1, a), 1);
	assert_null(cases[0].words);
}

/* ---- an installation's own files ---- */

static void
assert_own(const char *name, const char *text, enum err_kind kind, const char *part)
{
	char path[100];
	struct err err = { 0 };
	(void)snprintf(path, sizeof(path), "%s/law/%s", dir, name);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	asset_override_dir(dir);
	auto_drop(refusal_law) struct refusal_law *own = refusal_law_open(&err);
	asset_override_dir(NULL);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(own != NULL, part == NULL);
	if (part)
		assert_err(&err, kind, part);
}

#define GROUNDS(items)                                                                             \
	"{\"format\":\"dossier-refusal-grounds/1\",\"title\":\"t\",\"grounds\":[\n" items "\n]}"
#define GROUND(id, rights)                                                                         \
	"{\"id\":\"" id "\",\"article\":\"x\",\"weigh\":false,\"rights\":[" rights                 \
	"],\"must_show\":\"m\","                                                                   \
	"\"title\":{\"nl\":\"n\",\"en\":\"e\"},\"text\":{\"nl\":\"n\",\"en\":\"e\"}}"
#define AUTHORITIES(items)                                                                         \
	"{\"format\":\"dossier-authorities/1\",\"title\":\"t\",\"authorities\":[\n" items "\n]}"
#define AUTHORITY(id)                                                                              \
	"{\"id\":\"" id "\",\"country\":\"NL\",\"name\":{\"nl\":\"n\",\"en\":\"e\"},\"site\":{"    \
	"\"nl\":\"n\",\"en\":\"e\"},\"source\":\"s\"}"
#define REMEDIES(items)                                                                            \
	"{\"format\":\"dossier-remedies/1\",\"title\":\"t\",\"remedies\":[\n" items "\n]}"
#define REMEDY(country, kinds)                                                                     \
	"{\"country\":" country ",\"kinds\":[" kinds                                               \
	"],\"article\":\"x\",\"complaint\":{\"nl\":\"n\",\"en\":\"e\"},"                           \
	"\"court\":{\"nl\":\"n\",\"en\":\"e\"}}"

static void
own_files(void **state)
{
	(void)state;
	static const char g[] = "refusal-grounds.json", au[] = "authorities.json",
			  re[] = "remedies.json";
	assert_own(g, GROUNDS(GROUND("a", "\"access\"")), 0, NULL);
	assert_own(g, GROUNDS(GROUND("a", "\"access\"") ",\n" GROUND("a", "\"erasure\"")),
	    ERR_INPUT, "law/refusal-grounds.json:3:7: a is there twice");
	assert_own(g, GROUNDS(GROUND("a", "\"flying\"")), ERR_INPUT, "law/refusal-grounds.json:2:");
	assert_own(g, GROUNDS(GROUND("a", "")), ERR_INPUT, "law/refusal-grounds.json:2:");
	assert_own(g, GROUNDS("{\"id\":\"a\"}"), ERR_INPUT, "law/refusal-grounds.json:2:1");
	assert_own(g, "{", ERR_INPUT, "law/refusal-grounds.json:1:");
	assert_own(au, AUTHORITIES(AUTHORITY("NL-AP") ",\n" AUTHORITY("NL-AP")), ERR_INPUT,
	    "law/authorities.json:3:7: NL-AP is there twice");
	assert_own(au, AUTHORITIES(AUTHORITY("AP")), ERR_INPUT, "law/authorities.json:2:");
	assert_own(re, REMEDIES(REMEDY("null", "\"private\",\"public\"")), 0, NULL);
	assert_own(
	    re, REMEDIES(REMEDY("\"NL\"", "\"private\"")), ERR_INPUT, "no row for other countries");
	assert_own(
	    re, REMEDIES(REMEDY("null", "\"private\"")), ERR_INPUT, "no row for other countries");
	assert_own(re,
	    REMEDIES(REMEDY("null", "\"private\",\"public\"") ",\n" REMEDY("null", "\"public\"")),
	    ERR_INPUT, "law/remedies.json:3:1: a row of this country and kind is there already");
}

/* What a ground says of the data, beside what the register says of it (art. 5(2)). */
static void
contradicted(void **state)
{
	(void)state;
	static const struct {
		const char *ground, *bases, *statute;
		bool provided, contradicted;
	} cases[] = {
		{ "not-portable-20-1", "6(1)(b)", NULL, true, true },
		{ "not-portable-20-1", "6(1)(f)", NULL, true, false },
		{ "not-portable-20-1", "6(1)(b)", NULL, false, false },
		{ "not-portable-20-1", NULL, NULL, true, false },
		{ "not-open-21-1", "6(1)(f)", NULL, true, true },
		{ "not-open-21-1", "6(1)(e)", NULL, true, true },
		{ "not-open-21-1", "6(1)(b)", NULL, true, false },
		{ "not-open-21-1", NULL, NULL, true, false },
		{ "erasure-17-3-b", "6(1)(c)", "NL-AWR52", true, false },
		{ "erasure-17-3-b", "6(1)(c)", NULL, true, true },
		{ "no-ground-17-1", "6(1)(f)", NULL, true, false },
	};
	const struct refusal_named none = { 0 };
	struct err err = { 0 };
	for (size_t i = 0; i < array_len(cases); i++) {
		json_t *bases = json_array();
		if (cases[i].bases)
			json_array_append_new(bases, json_pack("{s:s}", "article", cases[i].bases));
		auto_drop(json) json_t *j = json_pack("{s:o, s:b, s:b, s:{s:s?}}", "legal_basis",
		    bases, "provided", cases[i].provided, "automated", true, "retention", "basis",
		    cases[i].statute);
		const struct category c = { .id = "C01", .json = j };
		const struct refusal_ground *g = refusal_ground_find(law, cases[i].ground, &err);
		assert_ok(g, &err);
		assert_int_equal(refusal_contradicted(g, &c, &none),
		    cases[i].contradicted ? CONTRADICTS_CLAIM : CONTRADICTS_NOT);
	}
	/* of what rests on two, a part may be closed to objection: the facts must show which */
	auto_drop(json) json_t *two = json_pack(
	    "{s:[{s:s}, {s:s}]}", "legal_basis", "article", "6(1)(f)", "article", "6(1)(b)");
	const struct category mixed = { .id = "C02", .json = two };
	assert_false(
	    refusal_contradicted(refusal_ground_find(law, "not-open-21-1", &err), &mixed, &none));
}

/* Art. 17(3)(b): the law that is named, and how long it keeps, are those of the register. */
static void
other_statute(void **state)
{
	(void)state;
	static const struct {
		const char *basis, *law, *period, *from, *bound, *until;
		enum contradiction want;
	} cases[] = {
		{ "NL-AWR52", "art. 52 AWR", "P7Y", NULL, NULL, "2033-12-31", CONTRADICTS_NOT },
		{ "NL-AWR52", "artikel 52, lid 4, awr", "P7Y", NULL, NULL, NULL, CONTRADICTS_NOT },
		{ "NL-AWR52", "AWR52", "P7Y", NULL, NULL, NULL, CONTRADICTS_NOT },
		{ "NL-AWR52", "art. 2:10 BW", "P7Y", NULL, NULL, NULL, CONTRADICTS_LAW },
		{ "NL-AWR52", "art. 53 AWR", "P7Y", NULL, NULL, NULL, CONTRADICTS_LAW },
		{ "NL-AWR52", "art. 521 AWR", "P7Y", NULL, NULL, NULL, CONTRADICTS_LAW },
		{ "NL-AWR52", "art. 52 AWRB", "P7Y", NULL, NULL, NULL, CONTRADICTS_LAW },
		{ "NL-AWR52", NULL, "P7Y", NULL, NULL, NULL, CONTRADICTS_NOT },
		{ "BE-WIB92", "art. 315 WIB 92", "P10Y", NULL, NULL, NULL, CONTRADICTS_NOT },
		{ NULL, "art. 52 AWR", "P7Y", NULL, NULL, NULL, CONTRADICTS_CLAIM },
		/* as that law counts it, in the book year that ends last */
		{ "NL-AWR52", "AWR 52", "P7Y", NULL, NULL, "2034-12-31", CONTRADICTS_NOT },
		{ "NL-AWR52", "AWR 52", "P7Y", NULL, NULL, "2035-01-01", CONTRADICTS_LAST },
		{ "NL-AWR52", "AWR 52", "P7Y", NULL, "at-least", "2035-01-01", CONTRADICTS_LAST },
		{ "NL-AWR52", "AWR 52", NULL, NULL, NULL, "2035-01-01", CONTRADICTS_LAST },
		{ "NL-WWFT33", "Wwft 33", "P5Y", NULL, NULL, "2031-03-19", CONTRADICTS_NOT },
		{ "NL-WWFT33", "Wwft 33", "P5Y", NULL, NULL, "2031-03-20", CONTRADICTS_LAST },
		{ "NL-BW2:10", "art. 2:10 BW", "P7Y", NULL, NULL, NULL, CONTRADICTS_NOT },
		{ "NL-BW2:10", "art. 2:11 BW", "P7Y", NULL, NULL, NULL, CONTRADICTS_LAW },
		{ "NL-OB34a", "Wet OB, art. 34a", "P9Y", NULL, NULL, NULL, CONTRADICTS_NOT },
		{ "NL-CAM", "CAM", "P4W", NULL, NULL, "2026-04-01", CONTRADICTS_NORM },
		/* of a period of its own too, up to a year more, for the end of a book year */
		{ "NL-AWR52", "AWR 52", "P90D", NULL, NULL, "2027-06-18", CONTRADICTS_NOT },
		{ "NL-AWR52", "AWR 52", "P90D", NULL, NULL, "2027-06-19", CONTRADICTS_UNTIL },
		{ "NL-AWR52", "AWR 52", "P9Y", NULL, NULL, "2035-01-01", CONTRADICTS_LAST },
		{ "BE-WIB92", "WIB 92", "P7Y", NULL, NULL, "2034-03-20", CONTRADICTS_NOT },
		{ "BE-WIB92", "WIB 92", "P7Y", NULL, NULL, "2034-03-21", CONTRADICTS_UNTIL },
		/* whose event may lie ahead, or that is the least */
		{ "NL-AWR52", "AWR 52", "P7Y", "the end", NULL, "2040-01-01", CONTRADICTS_NOT },
		{ "BE-WIB92", "WIB 92", "P7Y", NULL, "at-least", "2040-01-01", CONTRADICTS_NOT },
		{ "BE-WIB92", "WIB 92", NULL, NULL, NULL, "2040-01-01", CONTRADICTS_NOT },
	};
	struct err err = { 0 };
	auto_drop(retention_law) struct retention_law *bases = retention_law_open(&err);
	assert_ok(bases, &err);
	const struct refusal_ground *g = refusal_ground_find(law, "erasure-17-3-b", &err);
	for (size_t i = 0; i < array_len(cases); i++) {
		struct refusal_named x = {
			.law = cases[i].law, .today = { 2026, 3, 20 }, .retention = bases
		};
		assert_true(!cases[i].until || date_parse(cases[i].until, &x.until, &err));
		auto_drop(json) json_t *j =
		    json_pack("{s:{s:s?, s:s?, s:s?, s:s?}}", "retention", "basis", cases[i].basis,
			"period", cases[i].period, "from", cases[i].from, "bound", cases[i].bound);
		const struct category c = { .id = "C01", .json = j };
		if (refusal_contradicted(g, &c, &x) != cases[i].want)
			fail_msg("case %zu", i);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grounds),
		cmocka_unit_test(kinds),
		cmocka_unit_test(texts),
		cmocka_unit_test(fits),
		cmocka_unit_test(contradicted),
		cmocka_unit_test(other_statute),
		cmocka_unit_test(authorities),
		cmocka_unit_test(remedies),
		cmocka_unit_test(remedies_about),
		cmocka_unit_test(remedies_of_several),
		cmocka_unit_test(own_files),
	};
	return cmocka_run_group_tests(tests, open_law, close_law);
}
