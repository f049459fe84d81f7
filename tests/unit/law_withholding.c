/* The shipped grounds of leaving a part out, and who may use which. */
#include "dossier/withholding.h"
#include "unit/unit.h"

static void
grounds(void **state)
{
	(void)state;
	struct err err = { 0 };
	size_t n;
	auto_drop(withholding) struct withholding_law *l = withholding_open(&err);
	assert_non_null(l);
	const struct withholding_ground *g = withholding_all(l, &n);
	for (size_t i = 0; i < n; i++) {
		assert_true(g[i].rights != 0);
		assert_non_null(json_get(g[i].title, "nl"));
		assert_true(!g[i].needs_facts || g[i].must_show);
		const char *country = g[i].country ? g[i].country : "NL";
		assert_ptr_equal(withholding_find(l, g[i].id, country, &err), &g[i]);
		/* what limits access alone is of a country's law; 23 without one is no ground */
		assert_true(
		    !strstr(g[i].article, "23") || g[i].country || strstr(g[i].article, "recital"));
		assert_true(!(g[i].rights & 1u << RIGHT_PORTABILITY) || g[i].country ||
		    strstr(g[i].article, "20("));
		/* recital 63: whatever is left out, only 20(1) says that it is none of a right */
		assert_int_equal(
		    withholding_only_portable(&g[i]), strcmp(g[i].id, "not-provided") == 0);
	}
	static const struct {
		const char *id, *access, *portability;
	} articles[] = { { "third-party", "GDPR 15(4)", "GDPR 20(4)" },
		{ "security", "GDPR 15(4), 32", "GDPR 20(4), 32" },
		{ "not-provided", "GDPR 20(1)", "GDPR 20(1)" },
		{ "uavg-41-1-i", "GDPR 23(1)(i); UAVG 41(1)(i)", "GDPR 23(1)(i); UAVG 41(1)(i)" } };
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < array_len(articles); i++) {
		g = withholding_find(l, articles[i].id, "NL", &err);
		assert_string_equal(
		    withholding_article(g, 1u << RIGHT_ACCESS, a), articles[i].access);
		assert_string_equal(
		    withholding_article(g, 1u << RIGHT_PORTABILITY, a), articles[i].portability);
		assert_string_equal(
		    withholding_article(g, 1u << RIGHT_ACCESS | 1u << RIGHT_PORTABILITY, a),
		    g->article);
	}
	assert_null(withholding_find(l, "uavg-41-1-i", "BE", &err));
	assert_int_equal(err.kind, ERR_DENIED);
	err_clear(&err);
	assert_null(withholding_find(l, "because", "NL", &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_non_null(strstr(err.text, "third-party, others-rights"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(grounds) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
