/*
 * The rows of a JSON part read back, value by value: what was put in comes out, long ones cut
 * between characters, and what is no such part is said, not read past.
 */
#include "archive_help.h"

#include "../../src/archive/json_rows.h"
#include "../../src/archive/pack_read.h"

static const struct field fields[] = {
	{ "text", FIELD_TEXT, true },
	{ "a \"name\": {,}", FIELD_NUMBER, true },
	{ "doc", FIELD_JSON, true },
};

static const struct part *
collected(struct part_sink *s, const struct value rows[][3], size_t n)
{
	struct err err = { 0 };
	struct row_sink *to = part_sink_rows(s);
	const struct collection c = { "X-C01", "t", fields, 3 };
	size_t nparts;
	assert_true(to->begin(to, &c, &err));
	for (size_t i = 0; i < n; i++)
		assert_true(to->row(to, rows[i], &err));
	assert_true(to->end(to, &err));
	const struct part *parts = part_sink_parts(s, &nparts);
	assert_string_equal(parts[0].format, "json");
	return &parts[0];
}

static void
expect_cell(struct json_rows *rows, bool first, enum cell_form form, const char *text)
{
	struct cell c;
	struct err err = { 0 };
	if (!json_rows_cell(rows, first, &c, &err))
		fail_msg("%s", err.text);
	assert_int_equal(c.form, form);
	assert_int_equal(c.n, strlen(text));
	assert_memory_equal(c.text, text, c.n);
	assert_false(c.cut);
}

static void
back_again(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	bool more;
	static const struct value in[][3] = {
		{ V("a \"b\"\\\n\t\x01 \xe2\x82\xac"), V("-12345678901234567890.50"),
		    V("{\"x\": [1, \"},]\\\"\"]}") },
		{ VNULL, V("NaN"), V("\"\\ud83d\\ude00 \\u20ac \\ud83d x \\ude00\\ud83d\"") },
		{ V(""), VNULL, V("true") },
	};
	auto_drop(part_sink) struct part_sink *s =
	    part_sink_new(r->dir, r->keys->content_public, NULL);
	const struct part *p = collected(s, in, array_len(in));
	auto_drop(json_rows) struct json_rows *rows =
	    json_rows_open(r->dir, p->blob, r->keys->content, &err);
	assert_non_null(rows);
	assert_true(json_rows_more(rows, &more, &err) && more);
	expect_cell(rows, true, CELL_TEXT, "a \"b\"\\\n\t\x01 \xe2\x82\xac");
	expect_cell(rows, false, CELL_PLAIN, "-12345678901234567890.50");
	expect_cell(rows, false, CELL_JSON, "{\"x\":[1,\"},]\\\"\"]}");
	assert_true(json_rows_end(rows, &err) && json_rows_more(rows, &more, &err) && more);
	expect_cell(rows, true, CELL_NULL, "null");
	expect_cell(rows, false, CELL_TEXT, "NaN");
	expect_cell(rows, false, CELL_TEXT,
	    "\xf0\x9f\x98\x80 \xe2\x82\xac \xef\xbf\xbd x \xef\xbf\xbd\xef\xbf\xbd");
	assert_true(json_rows_end(rows, &err) && json_rows_more(rows, &more, &err) && more);
	expect_cell(rows, true, CELL_TEXT, "");
	expect_cell(rows, false, CELL_NULL, "null");
	expect_cell(rows, false, CELL_PLAIN, "true");
	assert_true(json_rows_end(rows, &err) && json_rows_more(rows, &more, &err) && !more);
}

/* Longer than a piece that is read: cut where a character ends, and the next is in its place. */
static void
cut_short(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	struct cell c;
	bool more;
	enum { LONG = 200001 };
	char *text = xmalloc(LONG + 1);
	for (size_t i = 0; i < LONG; i += 3)
		memcpy(text + i, "\xe2\x82\xac", 3);
	const struct value in[][3] = { { { text, LONG }, V("7"), VNULL } };
	auto_drop(part_sink) struct part_sink *s =
	    part_sink_new(r->dir, r->keys->content_public, NULL);
	const struct part *p = collected(s, in, 1);
	free(text);
	auto_drop(json_rows) struct json_rows *rows =
	    json_rows_open(r->dir, p->blob, r->keys->content, &err);
	assert_true(rows && json_rows_more(rows, &more, &err) && more);
	assert_true(json_rows_cell(rows, true, &c, &err));
	assert_true(c.cut);
	assert_int_equal(c.n, CELL_MAX - CELL_MAX % 3);
	expect_cell(rows, false, CELL_PLAIN, "7");
}

static void
none(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	bool more;
	auto_drop(part_sink) struct part_sink *s =
	    part_sink_new(r->dir, r->keys->content_public, NULL);
	const struct part *p = collected(s, NULL, 0);
	auto_drop(json_rows) struct json_rows *rows =
	    json_rows_open(r->dir, p->blob, r->keys->content, &err);
	assert_true(rows && json_rows_more(rows, &more, &err) && !more);
}

/* The other part of the same table, one that is not there, another's key. */
static void
not_one(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	bool more;
	static const struct value in[][3] = { { V("a"), V("1"), V("2") } };
	auto_drop(part_sink) struct part_sink *s =
	    part_sink_new(r->dir, r->keys->content_public, NULL);
	const struct part *p = collected(s, in, 1);
	auto_drop(json_rows) struct json_rows *csv =
	    json_rows_open(r->dir, p[1].blob, r->keys->content, &err);
	assert_non_null(csv);
	assert_false(json_rows_more(csv, &more, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	err_clear(&err);
	assert_null(json_rows_open(r->dir, "0123456789abcdef", r->keys->content, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	auto_drop(request_keys) struct request_keys *others = request_keys_new();
	assert_null(json_rows_open(r->dir, p->blob, others->content, &err));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(back_again, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(cut_short, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(none, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(not_one, rig_setup, rig_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
