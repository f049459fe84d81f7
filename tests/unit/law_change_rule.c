/* What changes data: a row for each such action, of the rights that need it, and what follows. */
#include "unit/unit.h"

#include "dossier/change_rule.h"
#include "dossier/mem.h"

#define BIT(x) (1u << (x))

static const enum action changing[] = { ACTION_ERASE, ACTION_RESTRICT, ACTION_LIFT, ACTION_RECTIFY,
	ACTION_SUPPRESS };

static void
a_row_for_each(void **state)
{
	(void)state;
	size_t n = 0;
	for (int a = 0; a < ACTION__MAX; a++) {
		const struct change_rule *r = change_rule((enum action)a);
		if (!r)
			continue;
		assert_int_equal(r->action, a);
		assert_ptr_equal(change_rule_named(action_name((enum action)a)), r);
		n++;
	}
	assert_int_equal(n, array_len(changing));
	for (size_t i = 0; i < array_len(changing); i++)
		assert_non_null(change_rule(changing[i]));
	assert_null(change_rule_named("collect"));
	assert_null(change_rule_named("paint"));
	assert_null(change_rule_named(NULL));
}

/* The two tables say the same of which right needs what. */
static void
as_the_rights_have_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_len(changing); i++)
		assert_int_equal(change_rule(changing[i])->rights, rights_needing(changing[i]));
}

/* What is gone is approved first; what begins by itself can be taken back, or ends by a word. */
static void
nothing_goes_by_itself(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_len(changing); i++) {
		const struct change_rule *r = change_rule(changing[i]);
		assert_true(r->destroys != r->at_once);
		assert_int_equal(r->destroys, r->action == ACTION_ERASE);
		if (r->undone_by != ACTION__MAX)
			assert_false(change_rule(r->undone_by)->destroys);
	}
	assert_int_equal(change_rule(ACTION_ERASE)->undone_by, ACTION__MAX);
	assert_int_equal(change_rule_undoes(ACTION_LIFT), ACTION_RESTRICT);
	assert_int_equal(change_rule_undoes(ACTION_RECTIFY), ACTION_RECTIFY);
	assert_int_equal(change_rule_undoes(ACTION_ERASE), ACTION__MAX);
}

/* A restore brings back what was restricted, not what was lifted: art. 18(3). */
static void
what_is_repeated(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_len(changing); i++) {
		const struct change_rule *r = change_rule(changing[i]);
		assert_int_equal(r->replayed, r->action != ACTION_LIFT);
		assert_int_equal(r->looked, r->replayed);
		assert_int_equal(r->valued, r->action == ACTION_RECTIFY);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_for_each),
		cmocka_unit_test(as_the_rights_have_it),
		cmocka_unit_test(nothing_goes_by_itself),
		cmocka_unit_test(what_is_repeated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
