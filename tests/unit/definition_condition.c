/*
 * Paths and conditions, above all those that decide whose row it is.
 */
#include "dossier/date.h"
#include "unit/definition_help.h"

static const char ROW[] =
    "{\"id\": 7, \"email\": \"An@x.nl\", \"n\": null, \"empty\": \"\", \"list\": [\"a\", \"b\"], "
    "\"o\": {},"
    "\"to\": [{\"mail\": {\"address\": \"a@x.nl\"}}, {\"mail\": {\"address\": \"b@x.nl\"}}], "
    "\"@odata.next\": \"L\", \"deep\": {\"er\": {\"x\": 1.5}}, \"day\": \"2026-05-20\","
    "\"instant\": \"2026-05-28T20:00:00Z\", \"seconds\": 1779900000}";

static void
test_paths(void **state)
{
	(void)state;
	static const struct {
		const char *path, *text;
	} cases[] = {
		{ "id", "7" },
		{ "deep.er.x", "1.5" },
		{ "list[1]", "b" },
		{ "list[]", "a" },
		{ "to[1].mail.address", "b@x.nl" },
		{ "to[].mail.address", "a@x.nl" },
		{ "@odata.next", "L" },
		{ "none", NULL },
		{ "id.x", NULL },
		{ "list[9]", NULL },
		{ "deep.er.none", NULL },
		{ "o.x", NULL },
	};
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *row = json_loads(ROW, 0, NULL);
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(buf) struct buf b = { 0 };
		struct err err = { 0 };
		const struct path *path = path_parse(cases[i].path, a, &err);
		assert_ok(path != NULL, &err);
		json_t *v = path_first(row, path);
		assert_int_equal(v != NULL, cases[i].text != NULL);
		if (v && json_scalar(v, &b))
			assert_string_equal(b.data, cases[i].text);
	}
	assert_ptr_equal(path_first(row, NULL), row);
}

static void
test_bad_paths(void **state)
{
	(void)state;
	static const char *const bad[] = { "", ".", "a.", ".a", "a..b", "a[", "a]", "a[x]", "a[-1]",
		"a.[0]", "a[0]b", "a b", "{a}", "a[1234567890]" };
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < array_len(bad); i++) {
		struct err err = { 0 };
		if (path_parse(bad[i], a, &err))
			fail_msg("%s", bad[i]);
		assert_err(&err, ERR_INPUT, "a path looks like a.b, a[0] or a[]");
	}
}

static const struct path *
path_of(const char *text, struct arena *a)
{
	struct err err = { 0 };
	const struct path *p = path_parse(text, a, &err);
	assert_ok(p != NULL, &err);
	return p;
}

static void
test_take_and_put(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *row = json_loads(ROW, 0, NULL), *new = json_object();
	auto_drop(json) json_t *x = path_take(row, path_of("deep.er.x", a));
	assert_true(json_number_value(x) == 1.5);
	assert_null(path_first(row, path_of("deep.er.x", a)));
	assert_null(path_take(row, path_of("none.at.all", a)));
	assert_null(path_take(row, path_of("list[0]", a)));
	auto_drop(json) json_t *whole = path_take(row, path_of("@odata.next", a));
	assert_string_equal(json_string_value(whole), "L");
	path_put(new, path_of("a.b.c", a), json_incref(x));
	path_put(new, path_of("a.b.d", a), json_true());
	char *text = json_dumps(new, JSON_COMPACT | JSON_SORT_KEYS);
	assert_string_equal(text, "{\"a\":{\"b\":{\"c\":1.5,\"d\":true}}}");
	free(text);
	/* a member with dots in its name is put back where it was found */
	auto_drop(json) json_t *dotted = json_pack("{s:s}", "x.phone", "31612345678");
	path_put(dotted, path_of("x.phone", a), json_string("+31612345678"));
	assert_string_equal(json_str(dotted, "x.phone"), "+31612345678");
}

/* A condition over ${row}; false with ${err} when it is none or cannot be decided. */
static bool
decide(const char *text, const json_t *row, bool *ret, unsigned *ret_pins, struct err *err)
{
	struct language l;
	language_open(&l, "an@x.nl");
	struct reader r = language_reader(&l, err);
	auto_drop(json) json_t *json = json_loads(text, 0, NULL);
	const struct condition *c;
	bool ok = read_condition(&r, json, "", "", &c);
	*ret_pins = ok ? condition_pins(c) : 0;
	ok = ok && condition_holds(c, row, &l.values, ret, err);
	language_close(&l);
	return ok;
}

static void
test_conditions(void **state)
{
	(void)state;
	static const struct {
		const char *cond;
		bool holds;
	} cases[] = {
		{ "{\"at\": \"email\", \"eq\": \"An@x.nl\"}", true },
		{ "{\"at\": \"email\", \"eq\": \"an@x.nl\"}", false },
		{ "{\"at\": \"email\", \"eq_ci\": \"{identity.email}\"}", true },
		{ "{\"at\": \"email\", \"eq_ci\": \"jan@x.nl\"}", false },
		{ "{\"at\": \"email\", \"eq_ci\": \"an@x.n\"}", false },
		{ "{\"at\": \"id\", \"eq\": 7}", true },
		{ "{\"at\": \"id\", \"eq\": \"7\"}", true },
		{ "{\"at\": \"id\", \"eq\": 70}", false },
		{ "{\"at\": \"n\", \"eq\": \"\"}", false },
		{ "{\"at\": \"none\", \"eq\": \"\"}", false },
		{ "{\"at\": \"o\", \"eq\": \"\"}", false },
		{ "{\"at\": \"to[].mail.address\", \"eq_ci\": \"B@x.nl\"}", true },
		{ "{\"at\": \"to[].mail.address\", \"eq_ci\": \"c@x.nl\"}", false },
		{ "{\"at\": \"id\", \"ne\": 8}", true },
		{ "{\"at\": \"none\", \"ne\": 8}", true },
		{ "{\"at\": \"id\", \"in\": [1, 7]}", true },
		{ "{\"at\": \"list\", \"contains\": \"b\"}", true },
		{ "{\"at\": \"email\", \"contains\": \"x.nl\"}", true },
		{ "{\"at\": \"id\", \"gt\": 6}", true },
		{ "{\"at\": \"id\", \"lt\": 7}", false },
		{ "{\"at\": \"email\", \"gt\": 1}", false },
		{ "{\"at\": \"n\", \"exists\": true}", false },
		{ "{\"at\": \"none\", \"exists\": false}", true },
		{ "{\"at\": \"id\", \"exists\": true}", true },
		{ "{\"at\": \"empty\", \"empty\": true}", true },
		{ "{\"at\": \"o\", \"empty\": true}", true },
		{ "{\"at\": \"none\", \"empty\": true}", true },
		{ "{\"at\": \"list\", \"empty\": false}", true },
		{ "{\"all\": [{\"at\": \"id\", \"eq\": 7}, {\"at\": \"id\", \"eq\": 8}]}", false },
		{ "{\"any\": [{\"at\": \"id\", \"eq\": 8}, {\"at\": \"id\", \"eq\": 7}]}", true },
		{ "{\"any\": [{\"at\": \"id\", \"eq\": 8}]}", false },
		{ "{\"not\": {\"at\": \"id\", \"eq\": 8}}", true },
		{ "{\"at\": \"day\", \"newer_than\": \"7y\"}", true },
		{ "{\"at\": \"day\", \"newer_than\": \"{param.years}y\"}", true },
		{ "{\"at\": \"day\", \"newer_than\": \"P5D\"}", false },
		{ "{\"at\": \"instant\", \"newer_than\": \"2h\"}", true },
		{ "{\"at\": \"instant\", \"newer_than\": \"PT1M\"}", false },
		{ "{\"at\": \"seconds\", \"newer_than\": \"P30D\"}", true },
		{ "{\"at\": \"seconds\", \"newer_than\": \"20s\"}", false },
		/* what may be new is held, not lost */
		{ "{\"at\": \"email\", \"newer_than\": \"7y\"}", true },
	};
	auto_drop(json) json_t *row = json_loads(ROW, 0, NULL);
	clock_move(1780000000 * USEC_PER_SEC); /* 2026-05-28 */
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		bool holds;
		unsigned pins;
		assert_ok(decide(cases[i].cond, row, &holds, &pins, &err), &err);
		if (holds != cases[i].holds)
			fail_msg("%s", cases[i].cond);
	}
}

/* A filter whose own value is missing must stop the run, never let everything through. */
static void
test_no_value(void **state)
{
	(void)state;
	auto_drop(json) json_t *row = json_loads(ROW, 0, NULL);
	struct err err = { 0 };
	bool holds = false;
	unsigned pins;
	assert_false(
	    decide("{\"at\": \"none\", \"eq\": \"{identity.phone}\"}", row, &holds, &pins, &err));
	assert_err(&err, ERR_INPUT, "{identity.phone} has no value");
}

static void
test_pins(void **state)
{
	(void)state;
	static const struct {
		const char *cond;
		bool pins;
	} cases[] = {
		{ "{\"at\": \"email\", \"eq\": \"{identity.email}\"}", true },
		{ "{\"at\": \"email\", \"eq_ci\": \"{identity.email|lower}\"}", true },
		{ "{\"at\": \"email\", \"eq\": \"x{identity.email}\"}", false },
		{ "{\"at\": \"email\", \"eq\": \"{param.email}\"}", false },
		{ "{\"at\": \"email\", \"eq\": \"{row.email}\"}", false },
		{ "{\"at\": \"email\", \"ne\": \"{identity.email}\"}", false },
		{ "{\"at\": \"email\", \"contains\": \"{identity.email}\"}", false },
		{ "{\"not\": {\"at\": \"email\", \"eq\": \"{identity.email}\"}}", false },
		{ "{\"any\": [{\"at\": \"a\", \"eq\": \"{identity.email}\"}, {\"at\": \"b[]\", "
		  "\"eq\": \"{identity.email}\"}]}",
		    true },
		{ "{\"any\": [{\"at\": \"a\", \"eq\": \"{identity.email}\"}, {\"at\": \"b\", "
		  "\"exists\": true}]}",
		    false },
		{ "{\"all\": [{\"at\": \"a\", \"eq\": \"{identity.email}\"}, {\"at\": \"b\", "
		  "\"exists\": true}]}",
		    true },
		{ "{\"all\": [{\"at\": \"b\", \"exists\": true}]}", false },
	};
	auto_drop(json) json_t *row = json_object();
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		bool holds;
		unsigned pins;
		(void)!decide(cases[i].cond, row, &holds, &pins, &err);
		if (!(pins & BIT(IDENTITY)) == cases[i].pins)
			fail_msg("%s", cases[i].cond);
	}
	assert_int_equal(condition_pins(NULL), 0);
}

static void
test_none(void **state)
{
	(void)state;
	static const char *const bad[] = { "{}", "{\"at\": \"x\"}",
		"{\"at\": \"x\", \"matches\": \"y\"}", "{\"at\": \"x\", \"eq\": 1, \"ne\": 2}",
		"{\"eq\": 1}", "{\"all\": []}", "{\"any\": [{}]}", "{\"not\": {}}", "[]",
		"{\"any\": [], \"all\": []}", "{\"at\": 7, \"eq\": 1}" };
	auto_drop(json) json_t *row = json_object();
	for (size_t i = 0; i < array_len(bad); i++) {
		struct err err = { 0 };
		bool holds;
		unsigned pins;
		if (decide(bad[i], row, &holds, &pins, &err))
			fail_msg("%s", bad[i]);
		assert_int_equal(err.kind, ERR_INPUT);
	}
}

static void
test_numbers_as_text(void **state)
{
	(void)state;
	static const struct {
		const char *json, *text;
	} cases[] = {
		{ "0.1", "0.1" },
		{ "-0.0075", "-0.0075" },
		{ "1e300", "1e+300" },
		{ "3.141592653589793", "3.141592653589793" },
		{ "9007199254740993", "9007199254740993" },
		{ "true", "true" },
		{ "\"x\"", "x" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(buf) struct buf b = { 0 };
		auto_drop(json) json_t *v = json_loads(cases[i].json, JSON_DECODE_ANY, NULL);
		assert_true(json_scalar(v, &b));
		assert_string_equal(b.data, cases[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_bad_paths),
		cmocka_unit_test(test_take_and_put),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_no_value),
		cmocka_unit_test(test_pins),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_numbers_as_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
