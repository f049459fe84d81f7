/* What an objection or a withdrawal is about, and whether anything may be weighed against it. */
#include "dossier/objection.h"
#include "unit/unit.h"

static const struct purpose orders = { "orders", "bestellingen leveren", false, false },
			    folders = { "folders", "folders sturen", true, false },
			    letter = { "letter", "de nieuwsbrief", true, true },
			    style = { "style", "stijl leren", false, true };
static const struct purpose *const none[] = { NULL }, *const sells[] = { &folders, &letter, NULL },
				   *const mixed[] = { &folders, &orders, NULL },
				   *const plain[] = { &orders, NULL },
				   *const agreed[] = { &style, NULL };

static void
absolute(void **state)
{
	static const struct {
		enum right right;
		const struct purpose *const *purposes;
		enum absolute about;
	} cases[] = {
		{ RIGHT_OBJECTION, sells, ABSOLUTE_MARKETING },
		/* of one purpose something can be weighed: that one may take its month */
		{ RIGHT_OBJECTION, mixed, ABSOLUTE_NONE },
		{ RIGHT_OBJECTION, plain, ABSOLUTE_NONE },
		{ RIGHT_OBJECTION, none, ABSOLUTE_NONE },
		{ RIGHT_OBJECTION, NULL, ABSOLUTE_NONE },
		{ RIGHT_CONSENT_WITHDRAWAL, agreed, ABSOLUTE_CONSENT },
		{ RIGHT_CONSENT_WITHDRAWAL, plain, ABSOLUTE_CONSENT },
		{ RIGHT_CONSENT_WITHDRAWAL, NULL, ABSOLUTE_CONSENT },
		{ RIGHT_ACCESS, sells, ABSOLUTE_NONE },
		{ RIGHT_ERASURE, agreed, ABSOLUTE_NONE },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++)
		if (absolute_of(cases[i].right, cases[i].purposes) != cases[i].about)
			fail_msg("case %zu, %s", i, right_name(cases[i].right));
	assert_int_equal(absolute_told(RIGHT_OBJECTION, mixed, LETTER_EXTENSION), ABSOLUTE_NONE);
	assert_int_equal(
	    absolute_told(RIGHT_OBJECTION, sells, LETTER_EXTENSION), ABSOLUTE_MARKETING);
	assert_int_equal(
	    absolute_told(RIGHT_CONSENT_WITHDRAWAL, plain, LETTER_FEE), ABSOLUTE_CONSENT);
	assert_int_equal(absolute_told(RIGHT_ACCESS, sells, LETTER_FEE), ABSOLUTE_NONE);
	assert_true(objection_at_once(RIGHT_OBJECTION, mixed));
	assert_false(objection_at_once(RIGHT_OBJECTION, plain));
	assert_false(objection_at_once(RIGHT_OBJECTION, NULL));
	assert_true(objection_at_once(RIGHT_CONSENT_WITHDRAWAL, NULL));
	assert_false(objection_at_once(RIGHT_ACCESS, sells));
	assert_true(stops_at_once(RIGHT_OBJECTION, &folders));
	assert_false(stops_at_once(RIGHT_OBJECTION, &style));
	assert_true(stops_at_once(RIGHT_CONSENT_WITHDRAWAL, &style));
	assert_false(stops_at_once(RIGHT_CONSENT_WITHDRAWAL, &folders));
	assert_false(stops_at_once(RIGHT_ERASURE, &letter));
	assert_true(purposes_marketing(mixed));
	assert_false(purposes_marketing(agreed));
	assert_true(purposes_consent(sells));
	assert_false(purposes_consent(none));
}

/* Per category and purpose: the address of an order stays for the order. */
static void
uses(void **state)
{
	static const struct purpose *const of_address[] = { &orders, &letter, NULL },
					   *const of_list[] = { &letter, &folders, NULL };
	static const struct category categories[] = {
		{ .id = "C01", .role = ROLE_CONTROLLER, .purposes = of_address },
		{ .id = "C02", .role = ROLE_PROCESSOR, .purposes = of_list },
		{ .id = "C03", .role = ROLE_UNCLEAR, .purposes = of_list },
		{ .id = "C04", .role = ROLE_JOINT, .purposes = none },
	};
	static const struct inventory inv = { .categories = categories, .ncategories = 4 };
	auto_drop(arena) struct arena *a = arena_new();
	size_t n;
	(void)state;
	const struct use *u = uses_of(&inv, sells, a, &n);
	assert_int_equal(n, 3);
	assert_string_equal(u[0].category, "C01");
	assert_ptr_equal(u[0].purpose, &letter);
	assert_string_equal(u[1].category, "C03");
	assert_ptr_equal(u[2].purpose, &folders);
	(void)uses_of(&inv, agreed, a, &n);
	assert_int_equal(n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absolute),
		cmocka_unit_test(uses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
