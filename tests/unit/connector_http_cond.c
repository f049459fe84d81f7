/*
 * Paths and conditions, above all those that decide whose row it is.
 */
#include "unit/unit.h"

#include "../src/connector/http/http.h"

static const char ROW[] =
    "{\"id\": 7, \"email\": \"An@x.nl\", \"n\": null, \"empty\": \"\", \"list\": [\"a\", \"b\"], "
    "\"o\": {},\"to\": [{\"mail\": {\"address\": \"a@x.nl\"}}, {\"mail\": {\"address\": "
    "\"b@x.nl\"}}], \"@odata.next\": \"L\", \"deep\": {\"er\": {\"x\": 1.5}}}";

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
		{ "list[", NULL },
		{ "deep.er.none", NULL },
		{ "o.x", NULL },
	};
	auto_drop(json) json_t *row = json_loads(ROW, 0, NULL);
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(buf) struct buf b = { 0 };
		json_t *v = http_path(row, cases[i].path);
		assert_int_equal(v != NULL, cases[i].text != NULL);
		if (v && http_scalar_text(v, &b))
			assert_string_equal(b.data, cases[i].text);
	}
	assert_ptr_equal(http_path(row, ""), row);
}

static void
test_take_and_put(void **state)
{
	(void)state;
	auto_drop(json) json_t *row = json_loads(ROW, 0, NULL), *new = json_object();
	auto_drop(json) json_t *x = http_path_take(row, "deep.er.x");
	assert_true(json_number_value(x) == 1.5);
	assert_null(http_path(row, "deep.er.x"));
	assert_null(http_path_take(row, "none.at.all"));
	assert_null(http_path_take(row, "list[0]"));
	http_path_put(new, "a.b.c", json_incref(x));
	http_path_put(new, "a.b.d", json_true());
	char *text = json_dumps(new, JSON_COMPACT | JSON_SORT_KEYS);
	assert_string_equal(text, "{\"a\":{\"b\":{\"c\":1.5,\"d\":true}}}");
	free(text);
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
	};
	auto_drop(json) json_t *row = json_loads(ROW, 0, NULL),
			       *identity = json_pack("{s:s}", "email", "an@x.nl");
	const struct http_scope s = { .identity = identity };
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(json) json_t *cond = json_loads(cases[i].cond, 0, NULL);
		struct err err = { 0 };
		bool holds;
		assert_ok(http_cond_check(cond, &err), &err);
		assert_ok(http_cond(cond, row, &s, &holds, &err), &err);
		if (holds != cases[i].holds)
			fail_msg("%s", cases[i].cond);
	}
}

/* A filter whose own value is missing must stop the run, never let everything through. */
static void
test_no_value(void **state)
{
	(void)state;
	auto_drop(json) json_t *row = json_loads(ROW, 0, NULL),
			       *cond =
				   json_pack("{s:s, s:s}", "at", "none", "eq", "{identity.phone}");
	struct err err = { 0 };
	bool holds = false;
	const struct http_scope s = { 0 };
	assert_false(http_cond(cond, row, &s, &holds, &err));
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
		{ "{\"any\": []}", false },
		{ "{}", false },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(json) json_t *cond = json_loads(cases[i].cond, 0, NULL);
		if (http_pins(cond, "identity") != cases[i].pins)
			fail_msg("%s", cases[i].cond);
	}
	assert_false(http_pins(NULL, "identity"));
}

static void
test_unknown_operators(void **state)
{
	(void)state;
	static const char *const bad[] = { "{}", "{\"at\": \"x\"}",
		"{\"at\": \"x\", \"matches\": \"y\"}", "{\"at\": \"x\", \"eq\": 1, \"ne\": 2}",
		"{\"eq\": 1}", "{\"all\": []}", "{\"any\": [{}]}", "{\"not\": {}}", "[]" };
	for (size_t i = 0; i < array_len(bad); i++) {
		auto_drop(json) json_t *cond = json_loads(bad[i], 0, NULL);
		struct err err = { 0 };
		if (http_cond_check(cond, &err))
			fail_msg("%s", bad[i]);
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
		assert_true(http_scalar_text(v, &b));
		assert_string_equal(b.data, cases[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_take_and_put),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_no_value),
		cmocka_unit_test(test_pins),
		cmocka_unit_test(test_unknown_operators),
		cmocka_unit_test(test_numbers_as_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
