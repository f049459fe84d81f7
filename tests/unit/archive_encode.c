/* What a value becomes in JSON and CSV, and the two scanners that decide it. */
#include "archive_help.h"

#include "../../src/archive/part.h"
#include "../../src/archive/table.h"

static void
numbers(void **state)
{
	(void)state;
	static const char *const good[] = { "0", "-0", "12", "-3.50", "1e5", "1E+05", "0.1e-7",
		"123456789012345678901234567890.5" };
	static const char *const bad[] = { "", "-", "01", "+1", ".5", "1.", "1e", "1e+", "NaN",
		"Infinity", "0x10", "1 ", " 1", "1,5" };
	for (size_t i = 0; i < array_len(good); i++)
		assert_true(json_scan_number(good[i], strlen(good[i])));
	for (size_t i = 0; i < array_len(bad); i++)
		assert_false(json_scan_number(bad[i], strlen(bad[i])));
}

static void
values(void **state)
{
	(void)state;
	static const char *const good[] = { "null", " true ", "[]", "{}", "[1,2, [3]]",
		"{\"a\":{\"b\":[]},\"c\":\"\\u00e9\\n\"}", "\"\xc3\xa9\"", "[[],{},[{}]]",
		"-1.5e3" };
	static const char *const bad[] = { "", "[", "]", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}",
		"{a:1}", "{\"a\":1,}", "[1 2]", "\"\x01\"", "\"\\x\"", "\"\\u12g4\"", "tru",
		"nulll", "[1]]", "\"\xff\"", "\"abc", "{\"a\":1]", "'a'" };
	for (size_t i = 0; i < array_len(good); i++)
		assert_true(json_scan_value(good[i], strlen(good[i])));
	for (size_t i = 0; i < array_len(bad); i++)
		if (json_scan_value(bad[i], strlen(bad[i])))
			fail_msg("taken for JSON: %s", bad[i]);
	char deep[2002];
	memset(deep, '[', 1000);
	memset(deep + 1000, ']', 1000);
	assert_false(json_scan_value(deep, 2000));
	assert_true(json_scan_value(deep + 500, 1000));
}

static void
utf8(void **state)
{
	(void)state;
	static const struct {
		const char *s;
		size_t n, len;
		bool ok;
	} cases[] = {
		{ "a", 1, 1, true },
		{ "\xc3\xa9", 2, 2, true },
		{ "\xe2\x82\xac", 3, 3, true },
		{ "\xf0\x9f\x98\x80", 4, 4, true },
		{ "\xc3", 1, 1, false },
		{ "\xc3(", 2, 1, false },
		{ "\x80", 1, 1, false },
		{ "\xff", 1, 1, false },
		{ "\xc0\xaf", 2, 1, false },
		{ "\xed\xa0\x80", 3, 1, false },
		{ "\xf0\x9f\x98", 3, 3, false },
		{ "\xf4\x90\x80\x80", 4, 1, false },
		{ "\xe2\x82(", 3, 2, false },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		bool ok;
		assert_int_equal(json_scan_char(cases[i].s, cases[i].n, &ok), cases[i].len);
		assert_int_equal(ok, cases[i].ok);
	}
}

/* One row of one field of ${type}: its line in JSON and in CSV. */
static void
one(void **state, enum field_type type, struct value v, const char *json, const char *csv)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	auto_drop(part_sink) struct part_sink *s =
	    part_sink_new(r->dir, r->keys->content_public, NULL);
	struct row_sink *rows = part_sink_rows(s);
	const struct field fields[] = { { "a", FIELD_TEXT, false }, { "b", type, false } };
	const struct collection c = { "X-C01", "t", fields, 2 };
	const struct value values_of[] = { V("x"), v };
	assert_true(rows->begin(rows, &c, &err) && rows->row(rows, values_of, &err) &&
	    rows->end(rows, &err));
	auto_drop(buf) struct buf text = { 0 };
	auto_drop(buf) struct buf want = { 0 };
	rig_read(r, rig_part(s, "t", "json", false), &text);
	buf_addf(&want, "[\n{\"a\":\"x\",\"b\":%s}\n]\n", json);
	assert_string_equal(text.data, want.data);
	buf_reset(&text);
	buf_reset(&want);
	rig_read(r, rig_part(s, "t", "csv", false), &text);
	buf_addf(&want, "a,b\r\nx,%s\r\n", csv);
	assert_string_equal(text.data, want.data);
}

static void
encoded(void **state)
{
	static const struct {
		enum field_type type;
		struct value v;
		const char *json, *csv;
	} cases[] = {
		{ FIELD_TEXT, VNULL, "null", "" },
		{ FIELD_TEXT, V(""), "\"\"", "\"\"" },
		{ FIELD_TEXT, V("plain text that is longer than eight"),
		    "\"plain text that is longer than eight\"",
		    "plain text that is longer than eight" },
		{ FIELD_TEXT, V("say \"hi\" and more of it"), "\"say \\\"hi\\\" and more of it\"",
		    "\"say \"\"hi\"\" and more of it\"" },
		{ FIELD_TEXT, V("a,b"), "\"a,b\"", "\"a,b\"" },
		{ FIELD_TEXT, V("a\r\nb"), "\"a\\r\\nb\"", "\"a\r\nb\"" },
		{ FIELD_TEXT, V("=1+1"), "\"=1+1\"", "'=1+1" },
		{ FIELD_TEXT, V("-5"), "\"-5\"", "'-5" },
		{ FIELD_TEXT, V("+31612345678"), "\"+31612345678\"", "'+31612345678" },
		{ FIELD_TEXT, V("@sum"), "\"@sum\"", "'@sum" },
		{ FIELD_TEXT, V("'s avonds"), "\"'s avonds\"", "''s avonds" },
		{ FIELD_TEXT, V("\tx"), "\"\\tx\"", "\"'\tx\"" },
		/* as Excel reads it, a cell begins after each ; */
		{ FIELD_TEXT, V("x;=cmd|' /C calc'!A0"), "\"x;=cmd|' /C calc'!A0\"",
		    "\"x;'=cmd|' /C calc'!A0\"" },
		{ FIELD_TEXT, V("x;\"=1+1"), "\"x;\\\"=1+1\"", "\"x;'\"\"=1+1\"" },
		{ FIELD_TEXT, V("a;'b;;c; d"), "\"a;'b;;c; d\"", "\"a;''b;;c; d\"" },
		{ FIELD_TEXT, V("one\r\n- two\n@three\t+4"), "\"one\\r\\n- two\\n@three\\t+4\"",
		    "\"one\r\n'- two\n'@three\t'+4\"" },
		{ FIELD_TEXT, V("\n=1"), "\"\\n=1\"", "\"'\n'=1\"" },
		{ FIELD_JSON, V("{\"a\":\";=1\"}"), "{\"a\":\";=1\"}",
		    "\"{\"\"a\"\":\"\";'=1\"\"}\"" },
		{ FIELD_TEXT, V("\nx"), "\"\\nx\"", "\"'\nx\"" },
		{ FIELD_TEXT, V("=a,\"b\""), "\"=a,\\\"b\\\"\"", "\"'=a,\"\"b\"\"\"" },
		{ FIELD_TEXT, V("\x01\x1f\x7f\\"), "\"\\u0001\\u001f\x7f\\\\\"", "\x01\x1f\x7f\\" },
		{ FIELD_TEXT, V("caf\xc3\xa9 \xf0\x9f\x98\x80"), "\"caf\xc3\xa9 \xf0\x9f\x98\x80\"",
		    "\"caf\xc3\xa9 \xf0\x9f\x98\x80\"" },
		{ FIELD_TEXT, V("bad \xed\xa0\x80 end"),
		    "\"bad \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd end\"",
		    "\"bad \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd end\"" },
		{ FIELD_NUMBER, V("-12.50"), "-12.50", "-12.50" },
		{ FIELD_NUMBER, V("12345678901234567890.123456789"),
		    "12345678901234567890.123456789", "12345678901234567890.123456789" },
		{ FIELD_NUMBER, V("-Infinity"), "\"-Infinity\"", "'-Infinity" },
		{ FIELD_BOOL, V("true"), "true", "true" },
		{ FIELD_BOOL, V("t"), "\"t\"", "t" },
		{ FIELD_JSON, V("{ \"a\" : [1,\n 2, \"x \\\" y\"] }"), "{\"a\":[1,2,\"x \\\" y\"]}",
		    "\"{ \"\"a\"\" : [1,\n 2, \"\"x \\\"\" y\"\"] }\"" },
		{ FIELD_JSON, V("{oops"), "\"{oops\"", "{oops" },
		{ FIELD_DATE, V("2026-03-05"), "\"2026-03-05\"", "2026-03-05" },
	};
	for (size_t i = 0; i < array_len(cases); i++)
		one(state, cases[i].type, cases[i].v, cases[i].json, cases[i].csv);
}

/* A table of one column: an empty line would be no row to a reader. */
static void
lone_null(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	auto_drop(part_sink) struct part_sink *s =
	    part_sink_new(r->dir, r->keys->content_public, NULL);
	struct row_sink *rows = part_sink_rows(s);
	const struct field field = { "a", FIELD_TEXT, false };
	const struct collection c = { "X-C01", "t", &field, 1 };
	const struct value null = VNULL;
	assert_true(
	    rows->begin(rows, &c, &err) && rows->row(rows, &null, &err) && rows->end(rows, &err));
	auto_drop(buf) struct buf text = { 0 };
	rig_read(r, rig_part(s, "t", "csv", false), &text);
	assert_string_equal(text.data, "a\r\n\"\"\r\n");
}

static void
schema_follows_what_was_seen(void **state)
{
	const struct rig *r = *state;
	struct err err = { 0 };
	auto_drop(part_sink) struct part_sink *s =
	    part_sink_new(r->dir, r->keys->content_public, NULL);
	struct row_sink *rows = part_sink_rows(s);
	const struct field fields[] = { { "n", FIELD_NUMBER, false }, { "d", FIELD_DATE, false },
		{ "t", FIELD_TIME, false } };
	const struct collection c = { "X-C01", "t", fields, 3 };
	const struct value first[] = { V("1"), V("2026-01-01"), V("2026-01-01T10:00:00Z") };
	const struct value second[] = { V("NaN"), V("infinity"), VNULL };
	assert_true(rows->begin(rows, &c, &err) && rows->row(rows, first, &err) &&
	    rows->row(rows, second, &err) && rows->end(rows, &err));
	assert_string_equal(rig_part(s, "t", "csv", false)->schema,
	    "[{\"name\":\"n\",\"type\":\"any\"},{\"name\":\"d\",\"type\":\"any\"},{\"name\":\"t\","
	    "\"type\":\"datetime\",\"format\":\"any\"}]");
}

static void
names(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	static const char *const cases[][2] = {
		{ "photo.jpg", "photo.jpg" },
		{ "../../etc/passwd", "_.._etc_passwd" },
		{ "", "file" },
		{ "...", "file" },
		{ "a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j" },
		{ "CON", "_CON" },
		{ "com1.txt", "_com1.txt" },
		{ "nul.tar.gz", "_nul.tar.gz" },
		{ "console.log", "console.log" },
		{ "x. ", "x" },
		{ ".profile", "profile" },
		{ "caf\xc3\xa9.png", "caf\xc3\xa9.png" },
		{ "a\x01\xff"
		  "b",
		    "a__b" },
		{ "tab\there", "tab_here" },
		{ "a\nb\u202efdp.exe", "a_b_fdp.exe" },
		{ "x\u2066\u200f\u061c\ufeff\xc2\x85.pdf", "x_____.pdf" },
		{ "\u0645\u06cc\u200c\u062e.pdf", "\u0645\u06cc\u200c\u062e.pdf" },
	};
	for (size_t i = 0; i < array_len(cases); i++)
		assert_string_equal(part_file_name(cases[i][0], a), cases[i][1]);
	char lengthy[600];
	for (size_t i = 0; i < 590; i += 2)
		memcpy(lengthy + i, "\xc3\xa9", 2);
	memcpy(lengthy + 590, ".jpeg", 6);
	const char *cut = part_file_name(lengthy, a);
	assert_true(strlen(cut) <= 121);
	assert_string_equal(cut + strlen(cut) - 5, ".jpeg");
	assert_string_equal(part_file_name(cut, a), cut);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(values),
		cmocka_unit_test(utf8),
		cmocka_unit_test_setup_teardown(encoded, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(lone_null, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(
		    schema_follows_what_was_seen, rig_setup, rig_teardown),
		cmocka_unit_test(names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
