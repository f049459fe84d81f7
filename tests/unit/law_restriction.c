/* The grounds of art. 18(1), and what is restricted by what was recorded. */
#include "unit/unit.h"

#include "dossier/mem.h"
#include "dossier/restriction.h"

static void
a_row_for_each(void **state)
{
	(void)state;
	static const struct {
		const char *code, *article;
		bool kept;
	} rows[] = {
		{ "contested", "GDPR 18(1)(a)", false },
		{ "unlawful", "GDPR 18(1)(b)", true },
		{ "needed-for-claim", "GDPR 18(1)(c)", true },
		{ "objection-pending", "GDPR 18(1)(d)", false },
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		enum restriction_ground g = restriction_find(rows[i].code);
		assert_int_equal(g, i + 1);
		assert_string_equal(restriction_rule(g)->article, rows[i].article);
		assert_int_equal(restriction_rule(g)->kept, rows[i].kept);
		assert_string_not_equal(restriction_told(g, "nl"), restriction_told(g, "en"));
		assert_string_equal(restriction_told(g, "sv"), restriction_told(g, "en"));
	}
	assert_int_equal(array_len(rows) + 1, RESTRICTION_GROUND__MAX);
	assert_int_equal(restriction_find("objection"), RESTRICTION_NO_GROUND);
	assert_int_equal(restriction_find(NULL), RESTRICTION_NO_GROUND);
	assert_null(restriction_rule(RESTRICTION_NO_GROUND));
}

static void
what_stands(void **state)
{
	(void)state;
	static const char *const both[] = { "A", "B", NULL }, *const one[] = { "A", NULL },
				 *const other[] = { "C", NULL };
	struct fact facts[] = {
		{ .kind = FACT_ROLE_SETTLED, .scope = other },
		{ .kind = FACT_RESTRICTED, .scope = both, .ground = "contested" },
		{ .kind = FACT_LIFT_NOTICE, .scope = one },
		{ .kind = FACT_LIFT_NOTICE, .scope = other }, /* of what is not restricted */
		{ .kind = FACT_LIFTED, .scope = one },
		{ .kind = FACT_RESTRICTED, .scope = one, .ground = "unlawful" },
	};
	static const size_t in_force[] = { 0, 0, 2, 2, 2, 1, 2 };
	auto_drop(arena) struct arena *a = arena_new();
	struct restriction *list;
	for (size_t n = 0; n <= array_len(facts); n++)
		assert_int_equal(
		    restrictions_of(&(struct fact_list){ facts, n }, a, &list), in_force[n]);
	assert_string_equal(list[0].category, "B");
	/* what began anew is to be told anew */
	assert_ptr_equal(restriction_on(list, 2, "A")->begun, &facts[5]);
	assert_null(restriction_on(list, 2, "A")->noticed);
	assert_null(restriction_on(list, 2, "C"));
	assert_int_equal(restrictions_of(&(struct fact_list){ facts, 4 }, a, &list), 2);
	assert_ptr_equal(restriction_on(list, 2, "A")->noticed, &facts[2]);
	assert_null(restriction_on(list, 2, "B")->noticed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_for_each),
		cmocka_unit_test(what_stands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
