/* Letters alone: a text that is found is never ruled out by them, however it is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dossier/redact.h"

static void
assert_letters(enum redact_way way, bool words, const char *text, const char *expected)
{
	auto_drop(buf) struct buf b = { 0 };
	bool other = redact_letters(way, words, (struct bytes){ text, strlen(text) }, &b);
	assert_int_equal(other, expected != NULL);
	if (expected)
		assert_string_equal(b.data, expected);
}

static void
test_ways(void **state)
{
	(void)state;
	assert_letters(REDACT_AS_IT_STANDS, false,
	    "Ren\xc3\xa9"
	    "e, d'Or-2",
	    "reneedor2");
	assert_letters(REDACT_AS_IT_STANDS, true,
	    "Ren\xc3\xa9"
	    "e,  d'Or-2",
	    "renee d or 2");
	assert_letters(REDACT_AS_IT_STANDS, true,
	    "Rene\xcc\x81"
	    "e so\xc2\xad"
	    "ft",
	    "renee soft");
	assert_letters(REDACT_UNDONE, false, "nothing to undo", NULL);
	assert_letters(REDACT_UNDONE, false, "Ren\\u00e9e &amp; J&ouml;rg=20a%41", "reneejorgaa");
	assert_letters(REDACT_WITHOUT_TAGS, false, "&eacute;", NULL);
	assert_letters(REDACT_WITHOUT_TAGS, false, "An<b>n</b>a<br title=\"x\">B", "annab");
}

/* ---- written in any way that is found ---- */

static unsigned
pick(uint64_t *seed, unsigned n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*seed >> 33) % n;
}

static void
write_char(char c, unsigned how, struct buf *to)
{
	if (how == 0)
		buf_addf(to, "&#%d;", c);
	else if (how == 1)
		buf_addf(to, "\\u%04x", c);
	else if (how == 2)
		buf_addf(to, "=%02X", c);
	else if (how == 3)
		buf_addf(to, "%c\xc2\xad", c);
	else if (how == 4)
		buf_addf(to, "%c", c & ~0x20);
	else
		buf_addc(to, c);
}

static void
test_never_ruled_out(void **state)
{
	static const char alphabet[] = "abcxyz012 @.-";
	uint64_t seed = 7;
	(void)state;
	for (int i = 0; i < 3000; i++) {
		char text[9] = "q";
		auto_drop(buf) struct buf written = { 0 };
		unsigned ways = pick(&seed, 3) ? 30 : 5;
		for (size_t k = 1; k < 7; k++)
			text[k] = alphabet[pick(&seed, sizeof(alphabet) - 1)];
		text[7] = 'q';
		buf_adds(&written, "{\"before\":\"");
		for (const char *s = text; *s; s++)
			write_char(*s, *s >= 'a' ? pick(&seed, ways) : 9, &written);
		buf_adds(&written, "\"}");
		struct err err = { 0 };
		struct redact_mark m = { .text = text };
		auto_drop(redact_set) struct redact_set *set = redact_set_new(&m, 1, &err);
		assert_non_null(set);
		assert_int_equal(redact_set_find(set, written.data, written.len), 0);
	}
}

/* An encoded text is found in as few bytes as it can take: ss may be one. */
static void
test_shortest_encoded(void **state)
{
	static const struct {
		const char *text, *encoded;
	} cases[] = {
		{ "Strasse Nord", "U3RyYd9lIE5vcmQ=" },
		{ "abcdefghi", "YWJjZGVmZ2hp" },
		{ "1234567890", "313233343536373839 30" },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		struct redact_mark m = { .text = cases[i].text };
		auto_drop(redact_set) struct redact_set *set = redact_set_new(&m, 1, &err);
		assert_non_null(set);
		if (redact_set_find(set, cases[i].encoded, strlen(cases[i].encoded)) != 0)
			fail_msg("%s", cases[i].text);
	}
}

static bool
note_place(void *arg, size_t mark, struct bytes place)
{
	buf_addf(arg, "%zu:%.*s;", mark, (int)place.n, (const char *)place.p);
	return true;
}

static void
test_places(void **state)
{
	static const char text[] = "Anna 12-34, ANNA 5";
	struct redact_mark marks[] = { { .text = "anna" }, { .pattern = "[0-9]{2}" } };
	struct err err = { 0 };
	auto_drop(buf) struct buf out = { 0 };
	(void)state;
	auto_drop(redact_set) struct redact_set *set = redact_set_new(marks, 2, &err);
	assert_non_null(set);
	assert_true(redact_set_each(set, text, sizeof(text) - 1, note_place, &out));
	assert_string_equal(out.data, "0:Anna;1:12;1:34;0:ANNA;");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ways),
		cmocka_unit_test(test_never_ruled_out),
		cmocka_unit_test(test_shortest_encoded),
		cmocka_unit_test(test_places),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
