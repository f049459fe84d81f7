/*
 * Passages in texts: what counts as the same, what stays, and what is refused.
 */
#include "dossier/redact.h"
#include "unit/unit.h"

static void
check(const char *mark, const char *in, size_t n, const char *want)
{
	struct redact_mark m = { .text = mark, .instead = "#" };
	struct buf out = { 0 };
	struct err err = { 0 };
	auto_drop(redact_set) struct redact_set *set = redact_set_new(&m, 1, &err);
	assert_ok(set, &err);
	bool any = redact_set_text(set, in, n, &out);
	if (out.len != strlen(want) || memcmp(out.data, want, out.len) != 0)
		fail_msg("%s in %s: %s instead of %s", mark, in, out.data, want);
	assert_int_equal(any, m.count > 0);
	assert_int_equal(redact_set_find(set, in, n), any ? 0 : -1);
	assert_int_equal(redact_set_find(set, out.data, out.len), -1);
	buf_release(&out);
}

static void
test_same(void **state)
{
	static const struct {
		const char *mark, *in, *want;
	} cases[] = {
		{ "Jan de Vries", "Dear Jan de Vries,", "Dear #," },
		{ "Jan de Vries", "JAN DE VRIES", "#" },
		{ "Jan de Vries", "Jan  de\r\nVries", "#" },
		{ "Jan de Vries",
		    "Jan\xc2\xa0"
		    "de\xe2\x80\x89Vries",
		    "#" },
		{ "Jan de Vries", "Jan_de_Vries.pdf", "#.pdf" },
		{ "Jan de Vries", "q=Jan+de+Vries&x=1", "q=#&x=1" },
		{ "Jan de Vries", "q=Jan%20de%20Vries", "q=#" },
		{ "Jan de Vries", "Jan de V\xc2\xadries", "#" },
		{ "Jan de Vries", "Jan de V\xe2\x80\x8bries", "#" },
		{ "Jan de Vries", "Jan de Vri-\nes.", "#." },
		{ "Jan de Vries", "Jan de Vri=\r\nes", "#" },
		{ "Jan de Vries", "NOTE:Jan de Vr\r\n ies", "NOTE:#" },
		{ "Jan de Vries", "J<b>an</b> de Vries", "#<b></b>" },
		{ "Jan de Vries", "<td>Jan</td><td>de Vries</td>", "<td>#</td><td></td>" },
		{ "Jan de Vries", "Jan<!-- x --> de Vries", "#<!-- x -->" },
		{ "Jan de Vries", "J\\u0061n de Vries", "#" },
		{ "Jan de Vries", "J&#97;n&nbsp;de Vries", "#" },
		{ "Jan de Vries", "J&#x61;n de Vries", "#" },
		{ "Jan de Vries", "data:text/plain;base64,SmFuIGRlIFZyaWVz",
		    "data:text/plain;base64,#" },
		{ "Jan de Vries", "x SmFuIGRl\nIFZyaWVz y", "x # y" },
		{ "Jan de Vries", "x 4a616e206465205672696573 y", "x # y" },
		{ "Jan de Vries", "Jan de Vos", "Jan de Vos" },
		{ "Jan de Vries", "", "" },
		{ "Ren\xc3\xa9", "Rene\xcc\x81!", "#!" },
		{ "Rene\xcc\x81", "REN\xc3\x89!", "#!" },
		{ "Ren\xc3\xa9", "Ren\xe9!", "#!" }, /* Latin-1 */
		{ "Ren\xc3\xa9", "Ren=C3=A9!", "#!" },
		{ "Ren\xc3\xa9", "Ren%C3%A9!", "#!" },
		{ "Ren\xc3\xa9", "Ren\\u00e9!", "#!" },
		{ "Ren\xc3\xa9", "Ren&eacute;!", "#!" },
		{ "Ren\xc3\xa9", "Rene!", "#!" },
		{ "Rene", "Ren\xc3\xa9, Rene\xcc\x81!", "#, #!" },
		{ "Ren\xc3\xa9", "Ren\xc3\xa8!", "#!" },
		{ "Zo\xc3\xab P", "{\"a\":\"{\\\"n\\\":\\\"Zo\\\\u00eb P\\\"}\"}",
		    "{\"a\":\"{\\\"n\\\":\\\"#\\\"}\"}" },
		{ "D\\nico", "D\\\\nico", "#" },
		{ "Jan Jansen", "Jan <tspan dx='1'>Jan</tspan>sen", "#<tspan dx='1'></tspan>" },
		{ "fiets",
		    "\xef\xac\x81"
		    "ets",
		    "#" }, /* a ligature */
		{ "Stra\xc3\x9f"
		  "e",
		    "STRASSE", "#" },
		{ "O'Brien",
		    "O\xe2\x80\x99"
		    "Brien",
		    "#" },
		{ "Jan-Willem", "Jan\xe2\x80\x91Willem", "#" },
		{ "Jan-Willem", "Jan-\nWillem", "#" },
		{ "jan@example.nl", "Jan@Example.NL", "#" },
		{ "jan_p@example.nl", "jan_p&#64;example.nl", "#" },
		{ "+31612345678", "tel:+31612345678", "tel:+#" },
		{ "\xc5\xa0imon", "\\u0160imon", "#" },
		{ "\xf0\x9f\x98\x80 x", "\\ud83d\\ude00 x", "#" },
		{ "aa", "aaaaa", "##a" },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++)
		check(cases[i].mark, cases[i].in, strlen(cases[i].in), cases[i].want);
}

static void
test_utf16(void **state)
{
	struct redact_mark m = { .text = "\xc5\xa0imon" };
	struct err err = { 0 };
	auto_drop(redact_set) struct redact_set *set = redact_set_new(&m, 1, &err);
	(void)state;
	assert_ok(set, &err);
	assert_int_equal(redact_set_find(set, "x\0`\001i\0m\0o\0n\0", 12), 0);
	assert_int_equal(redact_set_find(set, "\0x\001`\0i\0m\0o\0n", 12), 0);
	assert_int_equal(redact_set_find(set, "#\0x\001`\0i\0m\0o\0n", 13), 0);
}

/* Passages at every place of a text that is read in windows. */
static void
test_windows(void **state)
{
	struct redact_mark m = { .text = "Jan de Vries", .instead = "#" };
	struct err err = { 0 };
	struct buf in = { 0 }, out = { 0 };
	auto_drop(redact_set) struct redact_set *set = redact_set_new(&m, 1, &err);
	(void)state;
	assert_ok(set, &err);
	for (int i = 0; i < 20000; i++)
		buf_addf(&in, "%d Jan  de&#32;Vries\n", i);
	assert_true(redact_set_text(set, in.data, in.len, &out));
	assert_int_equal(m.count, 20000);
	assert_null(strstr(out.data, "Vries"));
	assert_non_null(strstr(out.data, "\n19999 #\n"));
	buf_release(&in);
	buf_release(&out);
}

static void
test_patterns(void **state)
{
	static const struct {
		const char *pattern, *in, *want;
	} cases[] = {
		{ "[0-9]{9}", "bsn 123456782.", "bsn #." },
		{ "[0-9]{9}", "bsn 123&#52;56782.", "bsn #." },
		{ "[0-9]{9}",
		    "bsn 12345\xc2\xad"
		    "6782.",
		    "bsn #." },
		{ "^Note: .*$", "a\nNote: b\nc Note: d", "a\n#\nc Note: d" },
		{ "R.n\xc3\xa9", "R\xc3\xa9n\xc3\xa9", "#" },
		{ "[\xc3\xa9\xc3\xa8]", "\xc3\xa8\xc3\xaa", "#\xc3\xaa" },
		{ "^a", "aaa\na", "#aa\n#" },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		struct redact_mark m = { .pattern = cases[i].pattern, .instead = "#" };
		struct buf out = { 0 };
		struct err err = { 0 };
		auto_drop(redact_set) struct redact_set *set = redact_set_new(&m, 1, &err);
		assert_ok(set, &err);
		assert_true(redact_set_text(set, cases[i].in, strlen(cases[i].in), &out));
		assert_string_equal(out.data, cases[i].want);
		buf_release(&out);
	}
}

static void
test_refused(void **state)
{
	char large[1026];
	const struct {
		struct redact_mark mark;
		const char *why;
	} cases[] = {
		{ { .text = "" }, "nothing is seen" },
		{ { .text = " \xc2\xad" }, "nothing is seen" },
		{ { .text = "\xff" }, "UTF-8" },
		{ { .text = large }, "1024 bytes" },
		{ { .pattern = large }, "1024 bytes" },
		{ { .pattern = "(" }, "none" },
		{ { .pattern = "a*" }, "nothing for something" },
		{ { .pattern = "^" }, "nothing for something" },
	};
	(void)state;
	memset(large, 'x', sizeof(large));
	large[sizeof(large) - 1] = '\0';
	for (size_t i = 0; i < array_len(cases); i++) {
		struct redact_mark marks[] = { { .text = "x" }, cases[i].mark };
		struct err err = { 0 };
		assert_null(redact_set_new(marks, array_len(marks), &err));
		assert_err(&err, ERR_INPUT, "mark 2: ");
		assert_err(&err, ERR_INPUT, cases[i].why);
	}
}

/* What stands in compressed bytes by chance is none. */
static void
test_chance(void **state)
{
	struct redact_mark m = { .text = "Els" };
	struct err err = { 0 };
	auto_drop(redact_set) struct redact_set *set = redact_set_new(&m, 1, &err);
	(void)state;
	assert_ok(set, &err);
	assert_int_equal(redact_set_find(set, "AQIDRWxzBAUGBwgJAQIDBAU=", 24), -1);
	assert_int_equal(redact_set_find(set, "ZGVhciBFbHMsIGdvb2Q=", 20), 0);
}

/* Digits and letters without end, and matches at every place of them: in time that they deserve. */
static void
test_long_runs(void **state)
{
	struct redact_mark m = { .pattern = "[[:alnum:]]+@[a-z]+$|^v[[:space:]]w", .instead = "#" };
	struct buf in = { 0 }, out = { 0 };
	struct err err = { 0 };
	auto_drop(redact_set) struct redact_set *set = redact_set_new(&m, 1, &err);
	(void)state;
	assert_ok(set, &err);
	for (int i = 0; i < 300000; i++)
		buf_addc(&in, "0123456789abcdef"[i % 16]);
	assert_int_equal(redact_set_find(set, in.data, in.len), -1);
	buf_adds(&in, "!\nv\nw ");
	for (int i = 0; i < 3000; i++)
		buf_addf(&in, "\xc3\xab%d ab@cd\n", i);
	assert_true(redact_set_text(set, in.data, in.len, &out));
	assert_int_equal(m.count, 3001);
	assert_null(strchr(out.data, '@'));
	assert_non_null(strstr(out.data, "!\n# "));
	assert_non_null(strstr(out.data,
	    "\xc3\xab"
	    "2999 #\n"));
	buf_release(&in);
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_utf16),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_long_runs),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_chance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
