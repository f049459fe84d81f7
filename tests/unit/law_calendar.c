/* The shipped calendars' choices, and the complaints about a calendar that is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "dossier/asset.h"
#include "dossier/calendar.h"

#define FILE_OF(rules)                                                                             \
	"{\"format\":\"dossier-calendar/"                                                          \
	"1\",\"name\":\"xx\",\"title\":\"t\",\"last_year\":2028,\"last_year_reason\":\"r\",\n"     \
	"\"switches\":{\"bridge\":{\"on\":false,\"reason\":\"r\"}},\n\"rules\":[\n" rules "\n]}"

static struct calendar *
parse(const char *text, struct err *err)
{
	auto_drop(json_doc) struct json_doc *doc =
	    json_doc_parse("xx.json", text, strlen(text), err);
	return doc ? calendar_new(doc, err) : NULL;
}

static void
assert_refused(const char *text, const char *expected)
{
	struct err err = { 0 };
	auto_drop(calendar) struct calendar *c = parse(text, &err);
	assert_null(c);
	assert_int_equal(err.kind, ERR_INPUT);
	if (!strstr(err.text, expected))
		fail_msg("got \"%s\", expected \"%s\" in it", err.text, expected);
}

static void
assert_holiday(const char *calendar, struct date d, const char *expected)
{
	struct err err = { 0 };
	const char *source = NULL;
	auto_drop(calendar) struct calendar *c = calendar_open(calendar, &err);
	assert_non_null(c);
	const char *name = calendar_holiday(c, d, &source);
	if (!expected) {
		assert_null(name);
		return;
	}
	assert_non_null(name);
	assert_string_equal(name, expected);
	assert_true(strlen(source) > 0);
	assert_false(calendar_is_working_day(c, d));
}

static void
choices(void **state)
{
	(void)state;
	assert_holiday("nl", (struct date){ 2025, 4, 26 }, "Koningsdag");
	assert_holiday("nl", (struct date){ 2025, 4, 27 }, NULL);
	assert_holiday("nl", (struct date){ 2026, 4, 27 }, "Koningsdag");
	assert_holiday("nl", (struct date){ 2026, 4, 3 }, "Goede Vrijdag");
	assert_holiday("nl", (struct date){ 2027, 5, 5 }, "Bevrijdingsdag");
	assert_holiday("nl", (struct date){ 2026, 1, 2 }, "gelijkgestelde dag");
	assert_holiday("nl", (struct date){ 2026, 2, 2 }, NULL);
	assert_holiday("nl", (struct date){ 2026, 12, 24 }, NULL);
	assert_holiday("be", (struct date){ 2026, 4, 3 }, NULL);
	assert_holiday("be", (struct date){ 2026, 7, 21 }, "Nationale feestdag");
	assert_holiday("be", (struct date){ 2026, 12, 26 }, NULL);
	assert_holiday("be", (struct date){ 2026, 11, 2 }, NULL);
	assert_holiday("se", (struct date){ 2026, 6, 20 }, "Midsommardagen");
	assert_holiday("se", (struct date){ 2025, 6, 21 }, "Midsommardagen");
	assert_holiday("se", (struct date){ 2026, 10, 31 }, "Alla helgons dag");
	assert_holiday("se", (struct date){ 2027, 11, 6 }, "Alla helgons dag");
	assert_holiday("se", (struct date){ 2026, 6, 19 }, NULL);
	assert_holiday("se", (struct date){ 2026, 5, 25 }, NULL);
}

/* Switching the Swedish eves on, as an organisation does in its own copy, makes them holidays. */
static void
switches(void **state)
{
	(void)state;
	struct err err = { 0 };
	auto_drop(arena) struct arena *a = arena_new();
	size_t len;
	const char *text = asset_text("law/calendar-se.json", a, &len, &err);
	auto_drop(json_doc) struct json_doc *doc =
	    json_doc_parse("calendar-se.json", text, len, &err);
	auto_drop(calendar) struct calendar *off = calendar_new(doc, &err);
	assert_true(calendar_is_working_day(off, (struct date){ 2026, 6, 19 }));
	json_object_set_new(json_get(json_get(doc->root, "switches"), "eves"), "on", json_true());
	auto_drop(calendar) struct calendar *on = calendar_new(doc, &err);
	assert_false(calendar_is_working_day(on, (struct date){ 2026, 6, 19 }));
	assert_false(calendar_is_working_day(on, (struct date){ 2026, 12, 24 }));
	assert_false(calendar_is_working_day(on, (struct date){ 2026, 12, 31 }));
}

static void
about_the_file(void **state)
{
	(void)state;
	struct err err = { 0 };
	auto_drop(calendar) struct calendar *c = parse(
	    FILE_OF("{\"kind\":\"day\",\"name\":\"n\",\"source\":\"s\",\"day\":\"12-25\"}"), &err);
	assert_non_null(c);
	assert_string_equal(calendar_name(c), "xx");
	assert_int_equal(calendar_last_year(c), 2028);
	assert_int_equal(strlen(calendar_version(c)), 12);
	auto_drop(calendar) struct calendar *again = parse(calendar_text(c), &err);
	assert_string_equal(calendar_version(c), calendar_version(again));
	assert_string_equal(calendar_version(c), "0bc3b3629197");
}

static void
refusals(void **state)
{
	(void)state;
	assert_refused(
	    FILE_OF("{\"kind\":\"day\",\"name\":\"n\",\"source\":\"s\",\"day\":\"02-30\"}"),
	    "xx.json:4:1");
	assert_refused(FILE_OF("{\"kind\":\"day\",\"name\":\"n\",\"day\":\"02-03\"}"), "source");
	assert_refused(
	    FILE_OF("{\"kind\":\"moon\",\"name\":\"n\",\"source\":\"s\"}"), "xx.json:4:");
	assert_refused(FILE_OF("{\"kind\":\"easter\",\"name\":\"n\",\"source\":\"s\",\"day\":\"02-"
			       "03\",\"offset\":1}"),
	    "day");
	assert_refused(
	    FILE_OF("{\"kind\":\"date\",\"name\":\"n\",\"source\":\"s\",\"date\":\"2029-05-11\"}"),
	    "raise last_year");
	assert_refused(
	    FILE_OF("{\"kind\":\"date\",\"name\":\"n\",\"source\":\"s\",\"date\":\"2028-05-27\"}"),
	    "Saturday or Sunday");
	assert_refused(
	    FILE_OF("{\"kind\":\"date\",\"name\":\"n\",\"source\":\"s\",\"date\":\"2028-05-26\"},\n"
		    "{\"kind\":\"date\",\"name\":\"n\",\"source\":\"s\",\"date\":\"2028-05-26\"}"),
	    "xx.json:5:1: 2028-05-26 stands there twice");
	assert_refused(FILE_OF("{\"kind\":\"date\",\"name\":\"n\",\"source\":\"s\",\"date\":\"2028-"
			       "05-26\",\"switch\":\"x\"}"),
	    "no switch named x");
	assert_refused("{\"format\":\"dossier-calendar/2\"}", "xx.json:1:");
	assert_refused("{", "xx.json:1:");
}

static void
unknown_name(void **state)
{
	(void)state;
	static const char *const bad[] = { "xx", "../nl", "", "nl.json", "NL" };
	for (size_t i = 0; i < array_len(bad); i++) {
		struct err err = { 0 };
		assert_null(calendar_open(bad[i], &err));
		assert_int_equal(err.kind, ERR_NOTFOUND);
		assert_non_null(strstr(err.text, "nl"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(choices),
		cmocka_unit_test(switches),
		cmocka_unit_test(about_the_file),
		cmocka_unit_test(refusals),
		cmocka_unit_test(unknown_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
