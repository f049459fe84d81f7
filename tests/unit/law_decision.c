/* What was decided of a right, by category and purpose, and what of it stands. */
#include "dossier/decision.h"
#include "unit/unit.h"

static const struct right_part one[] = { { "C01", "" } }, two[] = { { "C02", "folders" } },
			       both[] = { { "C02", "folders" }, { "C03", "folders" } };

static void
stands(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct fact facts[] = {
		{ .kind = FACT_RECEIVED },
		{ .kind = FACT_REFUSED_IN_PART,
		    .right = "access",
		    .ground = "x",
		    .parts = one,
		    .nparts = 1 },
		{ .kind = FACT_CARRIED_OUT, .right = "objection", .parts = both, .nparts = 2 },
		/* of these no part was decided: the right has its own state */
		{ .kind = FACT_REFUSED, .right = "erasure", .ground = "y" },
		{ .kind = FACT_ANSWERED_IN_PART, .right = "access" },
		{ .kind = FACT_REOPENED },
		{ .kind = FACT_REFUSED,
		    .right = "objection",
		    .ground = "z",
		    .parts = two,
		    .nparts = 1 },
	};
	struct decision_list list;
	decisions_of(&(struct fact_list){ facts, 5 }, a, &list);
	assert_int_equal(list.n, 3);
	assert_ptr_equal(decision_of(&list, "access", one[0])->fact, &facts[1]);
	assert_null(decision_of(&list, "portability", one[0]));
	assert_null(decision_of(&list, "access", two[0]));
	assert_non_null(decision_refused(&list, "access", one[0]));
	assert_non_null(decision_of(&list, "objection", two[0]));
	assert_null(decision_refused(&list, "objection", two[0]));
	/* of one purpose: not of another, and not of the category whole */
	assert_null(decision_of(&list, "objection", (struct right_part){ "C02", "orders" }));
	assert_null(decision_of(&list, "objection", (struct right_part){ "C02", "" }));
	/* of the category whole: of each purpose */
	assert_non_null(decision_of(&list, "access", (struct right_part){ "C01", "orders" }));
	assert_true(decisions_any(&list, "access", true));
	assert_false(decisions_any(&list, "access", false));
	assert_true(decisions_any(&list, "objection", false));
	assert_false(decisions_any(&list, "erasure", true));
	/* reopened, what was refused is open again, and what was done is done */
	decisions_of(&(struct fact_list){ facts, 6 }, a, &list);
	assert_int_equal(list.n, 2);
	assert_null(decision_of(&list, "access", one[0]));
	assert_false(decision_of(&list, "objection", both[1])->refused);
	assert_true(list.items[0].before && list.items[1].before);
	/* decided anew, the last one stands */
	decisions_of(&(struct fact_list){ facts, 7 }, a, &list);
	assert_int_equal(list.n, 2);
	assert_ptr_equal(decision_refused(&list, "objection", two[0])->fact, &facts[6]);
	assert_false(list.items[0].before);
	assert_true(list.items[1].before);
}

/* Whose a category is of this person: what was said last. */
static void
settled(void **state)
{
	(void)state;
	static const char *const guest[] = { "C28", NULL }, *const more[] = { "C28", "C29", NULL };
	struct fact facts[] = {
		{ .kind = FACT_RECEIVED },
		{ .kind = FACT_AUTHORITY_SEEN, .scope = guest, .result = "seen" },
		{ .kind = FACT_ROLE_SETTLED, .scope = more, .result = "processor" },
		{ .kind = FACT_ROLE_SETTLED, .scope = guest, .result = "controller" },
	};
	assert_null(fact_role_settled(&(struct fact_list){ facts, 2 }, "C28"));
	assert_string_equal(fact_role_settled(&(struct fact_list){ facts, 3 }, "C28"), "processor");
	assert_string_equal(
	    fact_role_settled(&(struct fact_list){ facts, 4 }, "C28"), "controller");
	assert_string_equal(fact_role_settled(&(struct fact_list){ facts, 4 }, "C29"), "processor");
	assert_null(fact_role_settled(&(struct fact_list){ facts, 4 }, "C30"));
}

/* What was corrected and taken back is to be decided again, and what was refused is not. */
static void
taken_back(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	static const char *const c01[] = { "C01", NULL };
	static const struct right_part other[] = { { "C02", "" } };
	struct decision_list list;
	struct fact facts[] = {
		{ .kind = FACT_CORRECTION_DECIDED, .right = "rectification", .scope = c01 },
		{ .kind = FACT_CARRIED_OUT, .right = "rectification", .parts = one, .nparts = 1 },
		{ .kind = FACT_CARRIED_OUT, .right = "erasure", .parts = one, .nparts = 1 },
		{ .kind = FACT_REFUSED_IN_PART,
		    .right = "rectification",
		    .parts = other,
		    .nparts = 1 },
		{ .kind = FACT_CORRECTION_DECIDED,
		    .right = "rectification",
		    .scope = c01,
		    .result = "undone" },
		{ .kind = FACT_CORRECTION_DECIDED, .right = "rectification", .scope = c01 },
	};
	decisions_of(&(struct fact_list){ facts, 4 }, a, &list);
	assert_int_equal(list.n, 3);
	assert_false(fact_corrected_back(&(struct fact_list){ facts, 4 }, "C01"));
	decisions_of(&(struct fact_list){ facts, 5 }, a, &list);
	assert_int_equal(list.n, 2);
	assert_null(decision_of(&list, "rectification", one[0]));
	assert_non_null(decision_of(&list, "erasure", one[0]));
	assert_non_null(decision_refused(&list, "rectification", other[0]));
	assert_true(fact_corrected_back(&(struct fact_list){ facts, 5 }, "C01"));
	assert_false(fact_corrected_back(&(struct fact_list){ facts, 5 }, "C02"));
	assert_false(fact_corrected_back(&(struct fact_list){ facts, 6 }, "C01"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(settled), cmocka_unit_test(stands),
		cmocka_unit_test(taken_back) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
