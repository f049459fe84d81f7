/*
 * The interface's language: texts in Dutch, and which language it is.
 */
#include "dossier/mem.h"
#include "dossier/phrase.h"
#include "unit/unit.h"

static const struct {
	const char *english, *other;
} dutch[] = {
#include "phrases_nl.h"
};

/* The table is sorted as it is searched. */
static void
test_every_text(void **state)
{
	(void)state;
	assert_true(phrase_language("nl"));
	for (size_t i = 0; i < array_len(dutch); i++)
		assert_string_equal(phrase(dutch[i].english), dutch[i].other);
	assert_true(phrase_language("en"));
	assert_string_equal(phrase(dutch[0].english), dutch[0].english);
}

static void
test_unknown_text(void **state)
{
	(void)state;
	assert_true(phrase_language("nl"));
	assert_string_equal(phrase("zzz no text of ours"), "zzz no text of ours");
	assert_string_equal(phrase(""), "");
	assert_null(phrase(NULL));
	assert_false(phrase_language("fr"));
	assert_string_equal(phrase_language_now(), "nl");
	assert_true(phrase_language("en"));
}

static void
test_error(void **state)
{
	struct err err = { 0 };
	(void)state;
	assert_true(phrase_language("nl"));
	err_set(&err, ERR_USAGE, "there is no command %s; `dossier help` lists them", "x");
	assert_string_equal(err.text, "er is geen opdracht x; `dossier help` noemt ze");
	assert_true(phrase_language("en"));
}

/* What was written down in English is read in Dutch; what others said in it stays. */
static void
test_said(void **state)
{
	static const struct {
		const char *english, *want;
	} cases[] = {
		{ "the schema is being brought up to date", "het schema wordt bijgewerkt" },
		{ "op find_user: api.example.org answers 503: not now",
		    "operatie find_user: api.example.org antwoordt 503: nu niet" },
		{ "op find_user: the vendor wants calls more slowly: again in 30 s",
		    "operatie find_user: de leverancier wil dat het langzamer gaat: opnieuw over "
		    "30 s" },
		{ "cannot reach the database: No such file or directory",
		    "kan de database niet bereiken: dat bestand of die map is er niet" },
		/* a name is no word, though there is one like it */
		{ "collection person: more than 100 files",
		    "verzameling person: meer dan 100 bestanden" },
		{ "cannot open directory /srv/x: Permission denied",
		    "kan de map /srv/x niet openen: Permission denied" },
		/* a wrapped one, each for itself */
		{ "report of jcc: there is no event 7",
		    "rapport van jcc: er is geen gebeurtenis 7" },
		/* in another order, and less than there was */
		{ "portal is searched by this email already",
		    "met dit email wordt portal al doorzocht" },
		{ "one of ours: 3 problems were found", "one of ours: 3 probleem(en) gevonden" },
		{ "a person at home: nothing %s of ours", "a person at home: nothing %s of ours" },
		{ "", "" },
	};
	auto_drop(arena) struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		assert_true(phrase_language("nl"));
		assert_string_equal(phrase_said(cases[i].english, a), cases[i].want);
		assert_true(phrase_language("en"));
		assert_string_equal(phrase_said(cases[i].english, a), cases[i].english);
	}
	assert_null(phrase_said(NULL, a));
}

static void
test_locale(void **state)
{
	static const struct {
		const char *all, *messages, *lang, *want;
	} cases[] = {
		{ "", "", "", "en" },
		{ "", "", "nl_NL.UTF-8", "nl" },
		{ "", "", "nl", "nl" },
		{ "", "", "nl_BE@euro", "nl" },
		{ "", "", "nl.UTF-8", "nl" },
		{ "", "", "nlx", "en" },
		{ "", "en_GB.UTF-8", "nl_NL.UTF-8", "en" },
		{ "", "nl_NL.UTF-8", "C", "nl" },
		{ "C", "nl_NL.UTF-8", "nl_NL.UTF-8", "en" },
		{ "sv_SE.UTF-8", "", "", "en" },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		(void)setenv("LC_ALL", cases[i].all, 1);
		(void)setenv("LC_MESSAGES", cases[i].messages, 1);
		(void)setenv("LANG", cases[i].lang, 1);
		assert_string_equal(phrase_language_of_locale(), cases[i].want);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_text),
		cmocka_unit_test(test_unknown_text),
		cmocka_unit_test(test_error),
		cmocka_unit_test(test_said),
		cmocka_unit_test(test_locale),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
