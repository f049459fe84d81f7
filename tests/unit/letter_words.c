/*
 * The words of letters: articles as people cite them, money, and every template rendered over every
 * variable that docs/letters.md names, so that none is left blank by a misspelling.
 */
#include "dossier/asset.h"
#include "dossier/letter.h"
#include "dossier/refusal.h"
#include "unit/unit.h"

static void
articles(void **state)
{
	(void)state;
	static const char *const cases[][3] = {
		{ "GDPR 16", "artikel 16 AVG", "article 16 GDPR" },
		{ "GDPR 12(5)(b)", "artikel 12, lid 5, onder b, AVG", "article 12(5)(b) GDPR" },
		{ "GDPR 11(2), 12(2)", "artikel 11, lid 2, AVG en artikel 12, lid 2, AVG",
		    "article 11(2) GDPR and article 12(2) GDPR" },
		{ "GDPR 23(1)(a); UAVG 41(1)(a)",
		    "artikel 23, lid 1, onder a, AVG en artikel 41, lid 1, onder a, "
		    "Uitvoeringswet AVG",
		    "article 23(1)(a) GDPR and article 41(1)(a) of the Dutch GDPR Implementation "
		    "Act (UAVG)" },
		{ "GDPR 23; dataskyddslagen (2018:218) 5 kap. 1 \xc2\xa7",
		    "artikel 23 AVG en dataskyddslagen (2018:218) 5 kap. 1 \xc2\xa7",
		    "article 23 GDPR and dataskyddslagen (2018:218) 5 kap. 1 \xc2\xa7" },
		{ "GDPR 85; Act of 30 July 2018 24",
		    "artikel 85 AVG en artikel 24 van de Belgische wet van 30 juli 2018",
		    "article 85 GDPR and article 24 of the Belgian Act of 30 July 2018" },
		{ "", "", "" },
	};
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < array_len(cases); i++) {
		assert_string_equal(article_words(cases[i][0], "nl", a), cases[i][1]);
		assert_string_equal(article_words(cases[i][0], "en", a), cases[i][2]);
	}
	assert_string_equal(letter_money(1250, "nl", a), "\xe2\x82\xac 12,50");
	assert_string_equal(letter_money(5, "en", a),
	    "\xe2\x82\xac"
	    "0.05");
}

/* No ground's article stays in the tables' shorthand. */
static void
all_grounds(void **state)
{
	(void)state;
	struct err err = { 0 };
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(&err);
	size_t n;
	assert_ok(law, &err);
	const struct refusal_ground *g = refusal_grounds(law, &n);
	for (size_t i = 0; i < n; i++) {
		const char *nl = article_words(g[i].article, "nl", a);
		if (strstr(nl, "GDPR") || strncmp(nl, "artikel ", 8) != 0)
			fail_msg("%s is \"%s\" in Dutch", g[i].article, nl);
	}
}

static void
all_rights(void **state)
{
	(void)state;
	struct err err = { 0 };
	auto_drop(arena) struct arena *a = arena_new();
	assert_string_equal(letter_right("access", "nl", a, &err), "inzage (artikel 15 AVG)");
	/* what 22(3) gives is a person's intervention, not a new decision */
	assert_string_equal(letter_right("human-review", "nl", a, &err),
	    "menselijke tussenkomst (artikel 22, lid 3, AVG)");
	assert_string_equal(
	    letter_right("human-review", "en", a, &err), "human intervention (article 22(3) GDPR)");
	for (enum right r = 0; r < RIGHT__MAX; r++)
		assert_ok(letter_right(right_name(r), "nl", a, &err) &&
			letter_right(right_name(r), "en", a, &err),
		    &err);
	assert_null(letter_right("access", "sv", a, &err));
	assert_err(&err, ERR_INPUT, "no word for access in sv");
}

/* Every {{tag}} of a template is a name that it may use. */
static void
check_tags(const char *name, const char *text)
{
	static const char allowed[] =
	    " reference received today deadline late rights name represented organisation.name "
	    "organisation.address organisation.email organisation.phone organisation.site "
	    "organisation.dpo organisation.reach authority site address phone remedies rehearsal "
	    "subject content print "
	    "reason extended complexity number right ground article facts part some categories "
	    "rest others refused_late first doubt code_to_address login letter_code "
	    "phone_on_file counter eid masked_copy mandate evidence large_quantity "
	    "amount costs withdraw_by "
	    "excessive unfounded further_copy by_article_11 "
	    "law procedure kept_until review_on purpose "
	    "answers several any_nothing nothing any_done results . done on stays any_refused "
	    "refused why any_told "
	    "told untold customers any_forwarded forwarded skipped refuse_by "
	    "rectification erasure restriction objection human-review consent-withdrawal "
	    "erased held kept effects backups unsearched any_erased any_held any_kept any_effects "
	    "any_backups any_unsearched rest blocked place places gone blank both n until rule "
	    "years months days year event words claim review records columns text retention "
	    "contract shared referred undecided then lifted kept "
	    "restricted statement any_corrected corrected label value "
	    "any_stopped stopped one_channel email phone post opt-out any_unconfirmed unconfirmed ";
	auto_drop(arena) struct arena *a = arena_new();
	for (const char *p = text; (p = strstr(p, "{{"));) {
		if (!strchr("{#^/", p[2]))
			fail_msg("%s escapes for HTML: %.30s", name, p);
		p += strspn(p, "{#^/");
		size_t n = strcspn(p, "}");
		if (!strstr(allowed, arena_printf(a, " %.*s ", (int)n, p)))
			fail_msg("%s uses {{%.*s}}, which docs/letters.md does not name", name,
			    (int)n, p);
	}
}

static void
templates(void **state)
{
	(void)state;
	static const char *const kinds[] = { "extension", "refusal", "done", "question-identity",
		"question-clarification", "fee", "lifting", "close-not-identified",
		"close-misdirected", "close-not-an-avg-request", "close-deceased", "frame" };
	static const char *const languages[] = { "nl", "en" };
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t k = 0; k < array_len(kinds); k++)
		for (size_t l = 0; l < array_len(languages); l++) {
			const char *name =
			    arena_printf(a, "letters/%s/%s.mustache", languages[l], kinds[k]);
			const struct asset *t = asset_find(name);
			if (!t)
				fail_msg("there is no %s", name);
			check_tags(name, t->data);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(articles),
		cmocka_unit_test(all_grounds),
		cmocka_unit_test(all_rights),
		cmocka_unit_test(templates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
