/* The table of rights: complete, by name and back, and what follows from its rows. */
#include "unit/unit.h"

#include "dossier/rights.h"

#define BIT(x) (1u << (x))

static void
names(void **state)
{
	(void)state;
	for (int r = 0; r < RIGHT__MAX; r++) {
		const struct right_rule *rule = right_rule((enum right)r);
		enum right parsed;
		assert_non_null(rule->article);
		assert_true(right_parse(rule->name, &parsed, NULL));
		assert_int_equal(parsed, r);
	}
	enum right r;
	struct err err = { 0 };
	assert_false(right_parse("fiets", &r, &err));
	assert_err(&err, ERR_USAGE, "access, rectification, erasure");
	for (int a = 0; a < ACTION__MAX; a++) {
		enum action parsed;
		assert_true(action_parse(action_name((enum action)a), &parsed));
		assert_int_equal(parsed, a);
	}
	enum action a;
	assert_false(action_parse("paint", &a));
}

/* Art. 28(3)(e): whatever is asked, what is a customer's is the customer's to answer. */
static void
every_right_is_forwarded(void **state)
{
	(void)state;
	assert_int_equal(rights_needing(ACTION_FORWARD), BIT(RIGHT__MAX) - 1);
}

static void
copies(void **state)
{
	(void)state;
	assert_int_equal(
	    rights_needing(ACTION_COLLECT), BIT(RIGHT_ACCESS) | BIT(RIGHT_PORTABILITY));
}

/* Art. 19 follows rectification, erasure and restriction, and no other. */
static void
recipients_are_told(void **state)
{
	(void)state;
	unsigned told = 0;
	for (int r = 0; r < RIGHT__MAX; r++)
		if (right_rule((enum right)r)->rests_on & BIT(DEMAND_RECIPIENTS))
			told |= BIT(r);
	assert_int_equal(told, rights_needing(ACTION_NOTIFY));
	assert_int_equal(
	    told, BIT(RIGHT_RECTIFICATION) | BIT(RIGHT_ERASURE) | BIT(RIGHT_RESTRICTION));
}

/* What simply stops needs no proof of who asks (art. 21(3), 7(3)). */
static void
identity(void **state)
{
	(void)state;
	for (int r = 0; r < RIGHT__MAX; r++) {
		unsigned rests_on = right_rule((enum right)r)->rests_on;
		assert_int_equal(
		    (rests_on & BIT(DEMAND_IDENTITY)) == 0, (rests_on & BIT(DEMAND_STOPPED)) != 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(every_right_is_forwarded),
		cmocka_unit_test(copies),
		cmocka_unit_test(recipients_are_told),
		cmocka_unit_test(identity),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
