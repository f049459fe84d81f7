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

/* ---- tables ---- */

static const struct field fields[] = {
	{ "id", FIELD_NUMBER, true },
	{ "name", FIELD_TEXT, true },
	{ "handled_by", FIELD_TEXT, false },
	{ "note", FIELD_TEXT, false },
	{ "raw", FIELD_JSON, false },
};
static const struct collection orders = { "C1", "orders", fields, array_len(fields) };
static const struct value rows[][array_len(fields)] = {
	{ V("1"), V("Anna"), V("Piet Pieterse"), V("call =ANNA= at 12:30"),
	    V("{\"by\": \"Piet\"}") },
	{ V("2"), VNULL, V("Klaas Klaassen"), V(""), V("\"text\"") },
	{ V("3"), V("Ann\xc3\xa9"), VNULL, V("line\nanna, \"x\""), V("[1, 2, \"a\\u006ena\"]") },
};

static struct part_sink *
collect(const struct rig *r)
{
	static const char *const portable[] = { "C1", NULL };
	struct err err = { 0 };
	struct part_sink *s = part_sink_new(r->dir, r->keys->content_public, portable);
	struct row_sink *to = part_sink_rows(s);
	assert_true(to->begin(to, &orders, &err));
	for (size_t i = 0; i < array_len(rows); i++)
		assert_true(to->row(to, rows[i], &err));
	assert_true(to->end(to, &err));
	part_sink_keep(s);
	return s;
}

static struct edited *
edit(const struct rig *r, const struct part_sink *s, struct edit *edits, size_t n, struct err *err)
{
	struct edit_job job = {
		.dir = r->dir, .keys = r->keys, .lang = "nl", .edits = edits, .nedits = n
	};
	job.parts = part_sink_parts(s, &job.nparts);
	return edit_parts(&job, err);
}

static void
assert_part(const struct rig *r, const struct edited *e, const char *format, bool only_portable,
    const char *expected)
{
	size_t n;
	const struct part *parts = edited_parts(e, &n);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(parts[i].format, format) != 0 || parts[i].only_portable != only_portable)
			continue;
		auto_drop(buf) struct buf text = { 0 };
		rig_read(r, &parts[i], &text);
		assert_string_equal(text.data, expected);
		return;
	}
	assert_null(expected);
}

static void
test_text(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	auto_drop(part_sink) struct part_sink *s = collect(r);
	struct edit edits[] = { { .kind = EDIT_REDACT, .text = "anna", .ground = "others-15-4" } };
	auto_drop(edited) struct edited *e = edit(r, s, edits, 1, &err);
	if (!e)
		fail_msg("%s", err.text);
	assert_int_equal(edits[0].count, 4);
	assert_part(r, e, "json", false,
	    "[\n"
	    "{\"id\":1,\"name\":\"[weggelaten]\",\"handled_by\":\"Piet Pieterse\","
	    "\"note\":\"call =[weggelaten]= at 12:30\",\"raw\":{\"by\":\"Piet\"}},\n"
	    "{\"id\":2,\"name\":null,\"handled_by\":\"Klaas Klaassen\","
	    "\"note\":\"\",\"raw\":\"text\"},\n"
	    "{\"id\":3,\"name\":\"Ann\xc3\xa9\",\"handled_by\":null,"
	    "\"note\":\"line\\n[weggelaten], \\\"x\\\"\","
	    "\"raw\":[1,2,\"[weggelaten]\"]}\n]\n");
	assert_part(r, e, "csv", false,
	    "id,name,handled_by,note,raw\r\n"
	    "1,[weggelaten],Piet Pieterse,call =[weggelaten]= at 12:30,"
	    "\"{\"\"by\"\": \"\"Piet\"\"}\"\r\n"
	    "2,,Klaas Klaassen,\"\",\"\"\"text\"\"\"\r\n"
	    "3,\"Ann\xc3\xa9\",,\"line\n[weggelaten], \"\"x\"\"\","
	    "\"[1,2,\"\"[weggelaten]\"\"]\"\r\n");
	assert_part(r, e, "json", true,
	    "[\n{\"id\":1,\"name\":\"[weggelaten]\"},\n{\"id\":2,\"name\":null},\n"
	    "{\"id\":3,\"name\":\"Ann\xc3\xa9\"}\n]\n");
	assert_part(r, e, "csv", true, "id,name\r\n1,[weggelaten]\r\n2,\r\n3,\"Ann\xc3\xa9\"\r\n");
}

static const char *
item(const struct part_sink *s)
{
	return rig_part((struct part_sink *)(uintptr_t)s, "orders", "json", false)->blob;
}

static void
test_withheld(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	auto_drop(part_sink) struct part_sink *s = collect(r);
	struct edit edits[] = {
		{ .kind = EDIT_WITHHOLD, .blob = item(s), .column = "handled_by" },
		{ .kind = EDIT_WITHHOLD, .blob = item(s), .where = "id", .is = "2" },
		{ .kind = EDIT_WITHHOLD,
		    .blob = item(s),
		    .column = "id",
		    .first_row = 3,
		    .last_row = 3,
		    .instead = "(none)" },
		{ .kind = EDIT_WITHHOLD,
		    .blob = item(s),
		    .column = "raw",
		    .where = "name",
		    .is = "Anna" },
		{ .kind = EDIT_WITHHOLD, .blob = item(s), .column = "name", .only_portable = true },
	};
	auto_drop(edited) struct edited *e = edit(r, s, edits, array_len(edits), &err);
	if (!e)
		fail_msg("%s", err.text);
	static const int counts[] = { 1, 1, 1, 1, 2 };
	for (size_t i = 0; i < array_len(counts); i++)
		assert_int_equal(edits[i].count, counts[i]);
	assert_part(r, e, "json", false,
	    "[\n{\"id\":1,\"name\":\"Anna\",\"note\":\"call =ANNA= at 12:30\","
	    "\"raw\":\"[weggelaten]\"},\n"
	    "{\"id\":\"(none)\",\"name\":\"Ann\xc3\xa9\",\"note\":\"line\\nanna, \\\"x\\\"\","
	    "\"raw\":[1,2,\"a\\u006ena\"]}\n]\n");
	assert_part(r, e, "csv", false,
	    "id,name,note,raw\r\n1,Anna,call =ANNA= at 12:30,[weggelaten]\r\n"
	    "(none),\"Ann\xc3\xa9\",\"line\nanna, \"\"x\"\"\",\"[1, 2, \"\"a\\u006ena\"\"]\"\r\n");
	assert_part(r, e, "json", true, "[\n{\"id\":1},\n{\"id\":\"(none)\"}\n]\n");
	assert_part(r, e, "csv", true, "id\r\n1\r\n(none)\r\n");
	size_t n;
	const struct part *parts = edited_parts(e, &n);
	assert_int_equal(n, 4);
	assert_int_equal(parts[0].rows, 2);
	assert_string_equal(parts[0].schema,
	    "[{\"name\":\"id\",\"type\":\"any\"},{\"name\":\"name\",\"type\":\"string\"},"
	    "{\"name\":\"note\",\"type\":\"string\"},{\"name\":\"raw\",\"type\":\"any\"}]");
	int whole = rig_blobs(r->dir);
	edited_free(take(e));
	assert_int_equal(rig_blobs(r->dir), whole - 4);
}

/* A table that is for portability/ alone is edited as any other. */
static void
test_portable_alone(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	auto_drop(part_sink) struct part_sink *s = collect(r);
	const struct part *json = rig_part(s, "orders", "json", true);
	const struct part own[] = { *rig_part(s, "orders", "csv", true), *json };
	struct edit edits[] = {
		{ .kind = EDIT_WITHHOLD, .blob = json->blob, .first_row = 2, .last_row = 2 },
		{ .kind = EDIT_REDACT, .text = "anna", .only_portable = true },
	};
	const struct edit_job job = { .dir = r->dir,
		.keys = r->keys,
		.lang = "en",
		.edits = edits,
		.nedits = 2,
		.parts = own,
		.nparts = 2 };
	auto_drop(edited) struct edited *e = edit_parts(&job, &err);
	if (!e)
		fail_msg("%s", err.text);
	assert_int_equal(edits[0].count, 1);
	assert_int_equal(edits[1].count, 1);
	assert_part(r, e, "json", false, NULL);
	assert_part(r, e, "csv", true, "id,name\r\n1,[left out]\r\n3,\"Ann\xc3\xa9\"\r\n");
}

static void
test_wrong(void **state)
{
	const struct rig *r = *state;
	auto_drop(part_sink) struct part_sink *s = collect(r);
	const struct edit wrong[] = {
		{ .kind = EDIT_WITHHOLD, .blob = item(s), .column = "nowhere" },
		{ .kind = EDIT_REDACT, .blob = item(s), .first_page = 1, .last_page = 2 },
		{ .kind = EDIT_WITHHOLD, .blob = item(s) },
		{ .kind = EDIT_WITHHOLD, .column = "id" },
		{ .kind = EDIT_REDACT },
		{
		    .kind = EDIT_REDACT,
		    .text = " ",
		},
		{ .kind = EDIT_REDACT, .text = "x", .instead = "" },
		{ .kind = EDIT_REDACT, .text = "gelaten" },
		{ .kind = EDIT_REDACT, .pattern = "(" },
		{ .kind = EDIT_REDACT, .pattern = "a*" },
		{ .kind = EDIT_REDACT, .pattern = "(x)\\1" },
		{ .kind = EDIT_REDACT, .pattern = "(a{1,999}){1,999}" },
		{ .kind = EDIT_REDACT, .text = "x", .first_row = 5, .last_row = 3 },
		{ .kind = EDIT_WITHHOLD, .blob = item(s), .where = "id" },
	};
	int before = rig_blobs(r->dir);
	for (size_t i = 0; i < array_len(wrong); i++) {
		struct err err = { 0 };
		struct edit one = wrong[i];
		assert_null(edit(r, s, &one, 1, &err));
		assert_int_equal(err.kind, ERR_INPUT);
		err_clear(&err);
		assert_int_equal(edit_check(&wrong[i], &err), i < 2);
	}
	assert_int_equal(rig_blobs(r->dir), before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_withheld, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_portable_alone, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_wrong, rig_setup, rig_teardown),
		cmocka_unit_test(test_items),
		cmocka_unit_test(test_items_portable),
		cmocka_unit_test_setup_teardown(test_text, rig_setup, rig_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
