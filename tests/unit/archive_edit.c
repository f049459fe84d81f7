/* What does not leave: which parts an edit concerns, what it takes away, what stays as it was. */
#include "archive_help.h"

#include "dossier/edit.h"

static void
test_items(void **state)
{
	(void)state;
	/* as sinks made them: two tables of one name, of which the second has a reduced copy */
	const struct part made[] = {
		{ .category = "C1", .name = "orders", .format = "json" },
		{ .category = "C1", .name = "orders", .format = "csv" },
		{ .category = "C1", .name = "orders", .format = "json" },
		{ .category = "C1", .name = "orders", .format = "csv" },
		{ .category = "C1", .name = "orders", .format = "json", .only_portable = true },
		{ .category = "C1", .name = "orders", .format = "csv", .only_portable = true },
		{ .category = "C1", .name = "a.eml", .format = "file" },
		{ .category = "C2", .name = "lone", .format = "csv" },
	};
	/* as the database gives them */
	const struct part sorted[] = { made[1], made[3], made[5], made[0], made[2], made[4] };
	const size_t of_made[] = { 0, 0, 2, 2, 2, 2, 6, 8 }, of_sorted[] = { 3, 4, 4, 3, 4, 4 };
	for (size_t i = 0; i < array_len(made); i++)
		assert_int_equal(edit_item(made, array_len(made), i), of_made[i]);
	for (size_t i = 0; i < array_len(sorted); i++)
		assert_int_equal(edit_item(sorted, array_len(sorted), i), of_sorted[i]);
}

/* Where nothing goes into data/, what is in portability/ is no copy of anything. */
static void
test_items_portable(void **state)
{
	(void)state;
	const struct part sorted[] = {
		{ .category = "C1", .name = "orders", .format = "csv", .only_portable = true },
		{ .category = "C1", .name = "orders", .format = "csv", .only_portable = true },
		{ .category = "C1", .name = "orders", .format = "json", .only_portable = true },
		{ .category = "C1", .name = "orders", .format = "json", .only_portable = true },
		{ .category = "C2", .name = "orders", .format = "csv", .only_portable = true },
	};
	const size_t of[] = { 2, 3, 2, 3, 5 };
	for (size_t i = 0; i < array_len(sorted); i++)
		assert_int_equal(edit_item(sorted, array_len(sorted), i), of[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_items),
		cmocka_unit_test(test_items_portable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
