/* Letters alone: a text that is found is never ruled out by them, however it is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dossier/redact.h"

#include "../../src/redact/pattern.h"

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

/* What the C library finds, one match after another. */
static void
each_match(const char *pattern, const char *text, struct buf *to)
{
	regex_t re;
	size_t at = 0, n = strlen(text);
	assert_int_equal(regcomp(&re, pattern, REG_EXTENDED | REG_NEWLINE), 0);
	for (regmatch_t m; at < n; at = (size_t)m.rm_eo) {
		m = (regmatch_t){ (regoff_t)at, (regoff_t)n };
		int flags =
		    at > 0 && text[at - 1] != '\n' ? REG_STARTEND | REG_NOTBOL : REG_STARTEND;
		if (regexec(&re, text, 1, &m, flags) != 0)
			break;
		note_place(to, 0, (struct bytes){ text + m.rm_so, (size_t)(m.rm_eo - m.rm_so) });
	}
	regfree(&re);
}

/* However often a pattern stands in a line, and whatever stands before it. */
static void
test_each_place(void **state)
{
	static const char *const patterns[] = { "[0-9]{2}", "a+b", "\\bab", "\\Bab", "^a", "b$",
		"a.b", "(a|1)[b2]", "\\<[a-z]+\\>" };
	static const char alphabet[] = "aabb12 -\n";
	uint64_t seed = 11;
	(void)state;
	for (int i = 0; i < 3000; i++) {
		const char *pattern = patterns[pick(&seed, array_len(patterns))];
		char text[40] = "";
		size_t n = 1 + pick(&seed, sizeof(text) - 2);
		for (size_t k = 0; k < n; k++)
			text[k] = alphabet[pick(&seed, sizeof(alphabet) - 1)];
		auto_drop(buf) struct buf in = { 0 }, found = { 0 }, wanted = { 0 };
		buf_adds(&in, text);
		buf_adds(&found, "");
		buf_adds(&wanted, "");
		struct err err = { 0 };
		struct pattern p = { 0 };
		assert_true(pattern_init(&p, pattern, &err));
		for (size_t at = 0, from, to; at < n;) {
			at = pattern_next(&p, &in, at, &from, &to);
			if (to > from)
				note_place(&found, 0, (struct bytes){ in.data + from, to - from });
		}
		pattern_release(&p);
		each_match(pattern, text, &wanted);
		if (strcmp(found.data, wanted.data) != 0)
			fail_msg(
			    "%s in \"%s\": %s, wanted %s", pattern, text, found.data, wanted.data);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ways),
		cmocka_unit_test(test_never_ruled_out),
		cmocka_unit_test(test_shortest_encoded),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_each_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
