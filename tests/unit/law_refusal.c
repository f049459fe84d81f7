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
	static const struct {
		const char *id, *article, *country;
		unsigned rights;
		bool weigh;
	} expected[] = {
		{ "unfounded-12-5", "GDPR 12(5)", NULL, A | R | E | L | P | O | H, false },
		{ "excessive-12-5", "GDPR 12(5)", NULL, A | R | E | L | P | O | H, false },
		{ "not-identifiable-11-2", "GDPR 11(2)", NULL, A | R | E | L | P, false },
		{ "others-15-4", "GDPR 15(4)", NULL, A, true },
		{ "others-20-4", "GDPR 20(4)", NULL, P, true },
		{ "accurate-16", "GDPR 16", NULL, R, false },
		{ "no-ground-17-1", "GDPR 17(1)", NULL, E, false },
		{ "erasure-17-3-a", "GDPR 17(3)(a)", NULL, E, true },
		{ "erasure-17-3-b", "GDPR 17(3)(b)", NULL, E, true },
		{ "erasure-17-3-c", "GDPR 17(3)(c)", NULL, E, true },
		{ "erasure-17-3-d", "GDPR 17(3)(d)", NULL, E, true },
		{ "erasure-17-3-e", "GDPR 17(3)(e)", NULL, E, true },
		{ "no-ground-18-1", "GDPR 18(1)", NULL, L, false },
		{ "not-portable-20-1", "GDPR 20(1)", NULL, P, false },
		{ "public-task-20-3", "GDPR 20(3)", NULL, P, false },
		{ "not-open-21-1", "GDPR 21(1)", NULL, O, false },
		{ "compelling-21-1", "GDPR 21(1)", NULL, O, true },
		{ "research-21-6", "GDPR 21(6)", NULL, O, true },
		{ "not-automated-22-1", "GDPR 22(1)", NULL, H, false },
		{ "automated-uavg-40", "UAVG 40", "NL", H, true },
		{ "restricted-by-law-23", "GDPR 23", NULL, A | R | E | L | P | O | H, true },
		{ "uavg-41-a", "GDPR 23(1)(a); UAVG 41(1)(a)", "NL", A | R | E | L | P | O, true },
		{ "uavg-41-b", "GDPR 23(1)(b); UAVG 41(1)(b)", "NL", A | R | E | L | P | O, true },
		{ "uavg-41-c", "GDPR 23(1)(c); UAVG 41(1)(c)", "NL", A | R | E | L | P | O, true },
		{ "uavg-41-d", "GDPR 23(1)(d); UAVG 41(1)(d)", "NL", A | R | E | L | P | O, true },
		{ "uavg-41-e", "GDPR 23(1)(e); UAVG 41(1)(e)", "NL", A | R | E | L | P | O, true },
		{ "uavg-41-f", "GDPR 23(1)(f); UAVG 41(1)(f)", "NL", A | R | E | L | P | O, true },
		{ "uavg-41-g", "GDPR 23(1)(g); UAVG 41(1)(g)", "NL", A | R | E | L | P | O, true },
		{ "uavg-41-h", "GDPR 23(1)(h); UAVG 41(1)(h)", "NL", A | R | E | L | P | O, true },
		{ "uavg-41-i", "GDPR 23(1)(i); UAVG 41(1)(i)", "NL", A | R | E | L | P | O, true },
		{ "uavg-41-j", "GDPR 23(1)(j); UAVG 41(1)(j)", "NL", A | R | E | L | P | O, true },
		{ "journalism-uavg-43", "UAVG 43", "NL", A | R | E | L | P | O | H | C, false },
		{ "research-uavg-44", "UAVG 44", "NL", A | R | L, false },
		{ "archive-uavg-45", "UAVG 45", "NL", A | R | L | P, false },
		{ "register-uavg-47-1", "UAVG 47(1)", "NL", A | R | L, false },
		{ "register-uavg-47-2", "UAVG 47(2)", "NL", O, false },
		{ "secrecy-se-5-1", "5 kap. 1", "SE", A, true },
		{ "drafts-se-5-2", "5 kap. 2", "SE", A, false },
	};
	size_t n;
	const struct refusal_ground *all = refusal_grounds(law, &n);
	assert_int_equal(n, array_len(expected));
	for (size_t i = 0; i < n; i++) {
		const struct refusal_ground *g = refusal_ground_find(law, expected[i].id, NULL);
		if (!g)
			fail_msg("no ground %s", expected[i].id);
		if (g->rights != expected[i].rights || g->weigh != expected[i].weigh ||
		    !strstr(g->article, expected[i].article))
			fail_msg(
			    "%s: rights %#x, weigh %d, %s", g->id, g->rights, g->weigh, g->article);
		assert_int_equal(g->country == NULL, expected[i].country == NULL);
		assert_true(!g->country || strcmp(g->country, expected[i].country) == 0);
		assert_ptr_equal(g, &all[i]);
	}
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
	assert_string_equal(refusal_grounds_for(law, RIGHT_CONSENT_WITHDRAWAL, "BE", a), "none");
	assert_string_equal(
	    refusal_grounds_for(law, RIGHT_CONSENT_WITHDRAWAL, "NL", a), "journalism-uavg-43");
	assert_string_equal(refusal_grounds_for(law, RIGHT_ACCESS, "SE", a),
	    "unfounded-12-5, excessive-12-5, not-identifiable-11-2, others-15-4, "
	    "restricted-by-law-23, secrecy-se-5-1, drafts-se-5-2");
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
		const char *text = remedy_text(law, cases[i].country, cases[i].kind,
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
	assert_null(remedy_text(law, "NL", "private", "NL-CBP", "nl", a, &err));
	assert_err(&err, ERR_NOTFOUND, "no authority \"NL-CBP\"");
	assert_string_equal(remedy_find(law, "NL", "public")->country, "NL");
	assert_null(remedy_find(law, "DE", "public")->country);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grounds),
		cmocka_unit_test(texts),
		cmocka_unit_test(fits),
		cmocka_unit_test(authorities),
		cmocka_unit_test(remedies),
		cmocka_unit_test(own_files),
	};
	return cmocka_run_group_tests(tests, open_law, close_law);
}
