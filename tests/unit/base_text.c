/*
 * Normal forms of identifiers, and UTF-8.
 */
#include "dossier/text.h"
#include "unit/unit.h"

struct identifier_case {
	const char *kind, *country, *in;
	const char *out; /* NULL: refused */
};

static void
check(const struct identifier_case *cases, size_t n)
{
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < n; i++) {
		const struct identifier_case *c = &cases[i];
		struct err err = { 0 };
		const char *got = text_identifier(c->kind, c->in, c->country, a, &err);
		print_message(
		    "# %s %s -> %s %s\n", c->kind, c->in, got ? got : "refused:", err.text);
		if (c->out) {
			assert_ok(got, &err);
			assert_string_equal(got, c->out);
		} else {
			assert_null(got);
			assert_int_equal(err.kind, ERR_INPUT);
			assert_true(strlen(c->in) < 5 || !strstr(err.text, c->in));
		}
	}
}

static void
test_email(void **state)
{
	static const struct identifier_case cases[] = {
		{ "email", "NL", " Jan.de.Vries@Example.NL\n", "jan.de.vries@example.nl" },
		{ "email", "NL", "a+tag@b.co.uk", "a+tag@b.co.uk" },
		{ "email", "NL", "o'brien@example.com", "o'brien@example.com" },
		{ "email", "SE", "g\xc3\xb6ran@malm\xc3\xb6.se", "g\xc3\xb6ran@malm\xc3\xb6.se" },
		{ "email", "NL", "x@1.2.example", "x@1.2.example" },
		{ "email", "NL", "", NULL },
		{ "email", "NL", "jan", NULL },
		{ "email", "NL", "@example.nl", NULL },
		{ "email", "NL", "jan@", NULL },
		{ "email", "NL", "jan@localhost", NULL },
		{ "email", "NL", "jan@@example.nl", NULL },
		{ "email", "NL", "jan@a@example.nl", NULL },
		{ "email", "NL", "jan de@example.nl", NULL },
		{ "email", "NL", "jan@exam ple.nl", NULL },
		{ "email", "NL", "jan@example..nl", NULL },
		{ "email", "NL", "jan@.example.nl", NULL },
		{ "email", "NL", "jan@example.nl.", NULL },
		{ "email", "NL", "jan@-example.nl", NULL },
		{ "email", "NL", "jan@example-.nl", NULL },
		{ "email", "NL", ".jan@example.nl", NULL },
		{ "email", "NL", "jan.@example.nl", NULL },
		{ "email", "NL", "jan\r\nBcc: x@example.nl", NULL },
		{ "email", "NL", "jan,x@example.nl", NULL },
		{ "email", "NL", "<jan@example.nl>", NULL },
		{ "email", "NL", "jan\x01@example.nl", NULL },
		{ "email", "NL", "jan\xe2\x80\x8b@example.nl", NULL },
		{ "email", "NL", "jan@example.nl\xc2\xa0", NULL },
		{ "email", "NL", "jan\xff@example.nl", NULL },
		{ "email", "NL", "jan@exa_mple.nl", NULL },
	};
	(void)state;
	check(cases, array_len(cases));
}

static void
test_email_length(void **state)
{
	auto_drop(arena) struct arena *a = arena_new();
	char s[300];
	(void)state;
	memset(s, 'x', sizeof(s));
	for (size_t i = 64; i < sizeof(s); i += 62)
		s[i] = i == 64 ? '@' : '.';
	struct err err = { 0 };
	s[254] = '\0';
	assert_ok(text_email(s, a, &err), &err);
	s[254] = 'x';
	s[255] = '\0';
	assert_null(text_email(s, a, &err));
	assert_err(&err, ERR_INPUT, "254");
}

static void
test_phone(void **state)
{
	static const struct identifier_case cases[] = {
		{ "phone", "NL", "0612345678", "+31612345678" },
		{ "phone", "NL", "06-12 34 56 78", "+31612345678" },
		{ "phone", "NL", "+31 (0)6 12345678", "+31612345678" },
		{ "phone", "BE", "0031612345678", "+31612345678" },
		{ "phone", "NL", "+310612345678", "+31612345678" },
		{ "phone", "NL", "(020) 123 45 67", "+31201234567" },
		{ "phone", "BE", "0470 12 34 56", "+32470123456" },
		{ "phone", "BE", "02/123.45.67", "+3221234567" },
		{ "phone", "NL", "+32 470 12 34 56", "+32470123456" },
		{ "phone", "SE", "070-123 45 67", "+46701234567" },
		{ "phone", "SE", "08-123 45", NULL },
		{ "phone", "SE", "08-123 45 67", "+4681234567" },
		{ "phone", "NL", "+49 30 123456", "+4930123456" },
		{ "phone", NULL, "+1 (212) 555-0100", "+12125550100" },
		{ "phone", "FR", "+33612345678", "+33612345678" },
		{ "phone", "NL", "", NULL },
		{ "phone", "NL", "12345", NULL },
		{ "phone", "NL", "612345678", NULL },
		{ "phone", "NL", "061234567", NULL },
		{ "phone", "NL", "06123456789", NULL },
		{ "phone", "NL", "call me", NULL },
		{ "phone", "NL", "0612345678 ext 5", NULL },
		{ "phone", "NL", "06+12345678", NULL },
		{ "phone", "FR", "0612345678", NULL },
		{ "phone", NULL, "0612345678", NULL },
		{ "phone", "NL", "+1234567890123456", NULL },
		{ "phone", "NL", "+", NULL },
		{ "phone", "NL", "00", NULL },
		{ "phone", "NL", "+0612345678", NULL },
		{ "phone", "NL", "+31", NULL },
		{ "phone", "NL", "+3161234567", NULL },
		{ "phone", "BE", "0470 12 34 567", NULL },
	};
	(void)state;
	check(cases, array_len(cases));
}

static void
test_other_kinds(void **state)
{
	static const struct identifier_case cases[] = {
		{ "customer_id", "NL", "  K-0012 ", "K-0012" },
		{ "name", "NL", "Ren\xc3\xa9 de Vries", "Ren\xc3\xa9 de Vries" },
		{ "name", "NL", "   ", NULL },
		{ "name", "NL", "a\tb", NULL },
		{ "name", "NL", "\xc0\xaf abc", NULL },
		{ "born", "NL", " 1980-02-29", "1980-02-29" },
		{ "born", "NL", "1981-02-29", NULL },
		{ "born", "NL", "29-02-1980", NULL },
	};
	auto_drop(arena) struct arena *a = arena_new();
	struct err err = { 0 };
	char s[300];
	(void)state;
	check(cases, array_len(cases));
	memset(s, 'x', sizeof(s));
	s[255] = '\0';
	assert_null(text_identifier("customer_id", s, "NL", a, &err));
	assert_err(&err, ERR_INPUT, "customer_id: it is longer");
}

static void
test_utf8(void **state)
{
	static const struct {
		const char *s;
		bool good;
	} cases[] = {
		{ "", true },
		{ "abc", true },
		{ "\xc2\x80", true },
		{ "\xdf\xbf", true },
		{ "\xe0\xa0\x80", true },
		{ "\xef\xbf\xbf", true },
		{ "\xf0\x90\x80\x80", true },
		{ "\xf4\x8f\xbf\xbf", true },
		{ "\x80", false },
		{ "\xc2", false },
		{ "\xc0\x80", false },
		{ "\xc1\xbf", false },
		{ "\xe0\x9f\xbf", false },
		{ "\xed\xa0\x80", false },
		{ "\xed\xbf\xbf", false },
		{ "\xf0\x8f\xbf\xbf", false },
		{ "\xf4\x90\x80\x80", false },
		{ "\xf8\x88\x80\x80\x80", false },
		{ "\xff", false },
		{ "a\xe2\x82", false },
		{ "\xe2\x82z", false },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++)
		assert_int_equal(text_is_utf8(cases[i].s, strlen(cases[i].s)), cases[i].good);
	assert_true(text_is_utf8("a\0b", 3));
	assert_false(text_is_utf8("\xe2\x82\xac", 2));
}

static void
test_clean(void **state)
{
	static const struct {
		const char *s;
		bool lines;
		size_t max;
		const char *want;
	} cases[] = {
		{ "Anna de Vries", false, 100, "Anna de Vries" },
		{ "  Anna \t de\r\nVries ", false, 100, "Anna de Vries" },
		{ "Jan\nBcc: b@evil.example", false, 100, "Jan Bcc: b@evil.example" },
		{ "one \r\n  two\n\nthree\n\n", true, 100, "one\ntwo\n\nthree" },
		{ "\n\none", true, 100, "one" },
		{ "a\033[31mb\x7f", true, 100, "a [31mb" },
		{ "a\xe2\x80\xae"
		  "b\xc2\x9b"
		  "c\xc2\xa0"
		  "d\xef\xbb\xbf",
		    false, 100, "a b c d" }, /* reversal, C1, no-break space */
		{ "\xe0\xa4\x95\xe0\xa5\x8d\xe2\x80\x8d\xe0\xa4\xb7", false, 100,
		    "\xe0\xa4\x95\xe0\xa5\x8d\xe2\x80\x8d\xe0\xa4\xb7" }, /* a letter's own */
		{ "a\xff\xc3z", false, 100, "a z" },
		{ "Zo\xc3\xab", false, 5, "Zo\xc3\xab" },
		{ "Zo\xc3\xab", false, 4, "Zo" }, /* never half a character */
		{ " \n ", true, 100, "" },
		{ "", false, 100, "" },
	};
	auto_drop(arena) struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++)
		assert_string_equal(
		    text_clean(cases[i].s, cases[i].lines, cases[i].max, a), cases[i].want);
}

/* A reason of spaces, of whichever kind, is none. */
static void
test_says(void **state)
{
	static const char *const nothing[] = { "", " ", " \t\r\n", "\xc2\xa0", "\xe3\x80\x80",
		"\xe2\x80\x83 \xc2\xa0", "\xe2\x80\x8b", "\xe2\xa0\x80", "\xe3\x85\xa4",
		"\xe1\x9a\x80", "\xc2\xad", "\xff" };
	static const char *const something[] = { "x", " x", "-", "\xc2\xa0\xc3\xa9", "\xe6\x97\xa5",
		"1" };
	(void)state;
	assert_false(text_says(NULL));
	for (size_t i = 0; i < array_len(nothing); i++)
		if (text_says(nothing[i]))
			fail_msg("nothing %zu", i);
	for (size_t i = 0; i < array_len(something); i++)
		if (!text_says(something[i]))
			fail_msg("something %zu", i);
}

static void
test_flaw(void **state)
{
	static const struct {
		const char *s, *line, *lines; /* what is wrong with it as one line, as a text */
	} cases[] = {
		{ "", NULL, NULL },
		{ "Zo\xc3\xab, 3\xc2\xa0x", NULL, NULL },
		{ "\xe0\xa4\x95\xe0\xa5\x8d\xe2\x80\x8d\xe0\xa4\xb7", NULL, NULL },
		{ "Jan\nBcc: b@evil.example", "a line break", NULL },
		{ "Jan\r\nBcc", "a line break", NULL },
		{ "a\tb", "cannot be seen", NULL },
		{ "a\033[31m", "cannot be seen", "cannot be seen" },
		{ "a\x7f", "cannot be seen", "cannot be seen" },
		{ "a\xc2\x85", "cannot be seen", "cannot be seen" },        /* C1: next line */
		{ "a\xe2\x80\xa8", "cannot be seen", "cannot be seen" },    /* line separator */
		{ "a\xe2\x80\xaetxt", "cannot be seen", "cannot be seen" }, /* reversal */
		{ "a\xe2\x81\xa6txt", "cannot be seen", "cannot be seen" }, /* isolate */
		{ "a\xd8\x9ctxt", "cannot be seen", "cannot be seen" },     /* Arabic letter mark */
		{ "a\xff", "not UTF-8", "not UTF-8" },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++)
		for (int lines = 0; lines < 2; lines++) {
			const char *want = lines ? cases[i].lines : cases[i].line;
			const char *got = text_flaw(cases[i].s, lines);
			if (!want != !got || (want && !strstr(got, want)))
				fail_msg("case %zu: %s", i, got ? got : "nothing");
		}
}

/* None of these is given to the C library, which would take hours or all there is of memory. */
static void
test_patterns(void **state)
{
	static const struct {
		const char *pattern;
		bool ok;
	} cases[] = {
		{ "[0-9]{4} ?[A-Z]{2}", true },
		{ "(a{1,30}){1,30}", true },
		{ "a\\{2000", true },
		{ "a{1001}", false },
		{ "a{,1001}", false },
		{ "((a{1,255}){1,255}){1,255}", false },
		{ "(a)\\1", false },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		assert_int_equal(text_pattern_check(cases[i].pattern, &err), cases[i].ok);
		err_clear(&err);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_email),
		cmocka_unit_test(test_email_length),
		cmocka_unit_test(test_phone),
		cmocka_unit_test(test_other_kinds),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_says),
		cmocka_unit_test(test_flaw),
		cmocka_unit_test(test_patterns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
