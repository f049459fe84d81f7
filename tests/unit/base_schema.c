/*
 * The JSON Schema subset: every keyword once good and once bad, places, and bounds.
 */
#include <signal.h>
#include <sys/wait.h>

#include "dossier/json.h"
#include "unit/unit.h"

static bool
check(const char *schema, const char *doc, struct err *err)
{
	auto_drop(json) json_t *s = json_loads(schema, JSON_DECODE_ANY, NULL);
	auto_drop(json_doc) struct json_doc *d = json_doc_parse("x.json", doc, strlen(doc), err);
	assert_non_null(s);
	assert_ok(d, err);
	return json_schema_check(s, d, err);
}

/* Each schema is for the member "v" of a document {"v": ...}. */
static const struct {
	const char *schema, *value, *says;
} cases[] = {
	{ "{\"type\":\"string\"}", "\"x\"", NULL },
	{ "{\"type\":\"string\"}", "1", "x.json:1:6: expected a value of type \"string\"" },
	{ "{\"type\":\"integer\"}", "1", NULL },
	{ "{\"type\":\"integer\"}", "1.5", "\"integer\"" },
	{ "{\"type\":\"number\"}", "1.5", NULL },
	{ "{\"type\":\"number\"}", "1", NULL },
	{ "{\"type\":\"number\"}", "null", "\"number\"" },
	{ "{\"type\":\"boolean\"}", "false", NULL },
	{ "{\"type\":\"boolean\"}", "0", "\"boolean\"" },
	{ "{\"type\":[\"null\",\"array\"]}", "null", NULL },
	{ "{\"type\":[\"null\",\"array\"]}", "{}", "\"null\" or \"array\"" },
	{ "{\"enum\":[\"a\",2,null]}", "2", NULL },
	{ "{\"enum\":[\"a\",2,null]}", "\"b\"", "expected \"a\", 2 or null" },
	{ "{\"const\":{\"a\":1}}", "{\"a\":1}", NULL },
	{ "{\"const\":\"x/1\"}", "\"x/2\"", "expected \"x/1\"" },
	{ "{\"required\":[\"a\"]}", "{\"a\":1}", NULL },
	{ "{\"required\":[\"a\"]}", "{}", "x.json:1:6: the member \"a\" is missing" },
	{ "{\"required\":[\"a\"]}", "5", NULL },
	{ "{\"properties\":{\"a\":{\"type\":\"null\"}}}", "{\"b\":1}", NULL },
	{ "{\"properties\":{\"a\":{\"type\":\"null\"}}}", "{\"b\":1, \"a\":1}",
	    "x.json:1:18: expected" },
	{ "{\"properties\":{\"a\":true},\"additionalProperties\":false}", "{\"a\":1}", NULL },
	{ "{\"properties\":{\"a\":true},\"additionalProperties\":false}", "{\"b\":1}",
	    "x.json:1:11: there is no member \"b\" here" },
	{ "{\"additionalProperties\":{\"type\":\"string\"}}", "{\"b\":1}", "type \"string\"" },
	{ "{\"patternProperties\":{\"^x_\":{\"type\":\"string\"}},\"additionalProperties\":false}",
	    "{\"x_a\":\"\"}", NULL },
	{ "{\"patternProperties\":{\"^x_\":{\"type\":\"string\"}},\"additionalProperties\":false}",
	    "{\"x_a\":1}", "type \"string\"" },
	{ "{\"patternProperties\":{\"^x_\":{\"type\":\"string\"}},\"additionalProperties\":false}",
	    "{\"y\":\"\"}", "no member \"y\"" },
	{ "{\"propertyNames\":{\"pattern\":\"^[a-z]+$\"}}", "{\"a\":1}", NULL },
	{ "{\"propertyNames\":{\"pattern\":\"^[a-z]+$\"}}", "{\"A\":1}",
	    "the name of this member: expected a text of the form ^[a-z]+$" },
	{ "{\"items\":{\"type\":\"integer\"}}", "[1,2]", NULL },
	{ "{\"items\":{\"type\":\"integer\"}}", "[1, \"2\"]", "x.json:1:10: expected" },
	{ "{\"minItems\":1}", "[1]", NULL },
	{ "{\"minItems\":1}", "[]", "at least 1 items" },
	{ "{\"minItems\":1}", "{}", NULL },
	{ "{\"uniqueItems\":true}", "[1,\"1\",{\"a\":1,\"b\":2}]", NULL },
	{ "{\"uniqueItems\":true}", "[{\"a\":1,\"b\":2},0,{\"b\":2,\"a\":1}]",
	    "item 3 is there twice" },
	{ "{\"uniqueItems\":false}", "[1,1]", NULL },
	{ "{\"minLength\":1}", "\"x\"", NULL },
	{ "{\"minLength\":1}", "\"\"", "not empty" },
	{ "{\"minLength\":3}", "\"\\u00e9\\u00e9\"", "at least 3" },
	{ "{\"maxLength\":2}", "\"\\u00e9\\u00e9\"", NULL },
	{ "{\"maxLength\":2}", "\"abc\"", "at most 2 characters" },
	{ "{\"pattern\":\"^P[0-9]+[DWMY]$\"}", "\"P4W\"", NULL },
	{ "{\"pattern\":\"^P[0-9]+[DWMY]$\"}", "\"4W\"", "of the form ^P" },
	{ "{\"pattern\":\"b\"}", "\"abc\"", NULL },
	{ "{\"pattern\":\"b\"}", "7", NULL },
	{ "{\"minimum\":0}", "0", NULL },
	{ "{\"minimum\":0}", "-0.5", "at least 0" },
	{ "{\"maximum\":2.5}", "2.5", NULL },
	{ "{\"maximum\":2.5}", "3", "at most 2.5" },
	{ "{\"allOf\":[{\"type\":\"integer\"},{\"minimum\":3}]}", "3", NULL },
	{ "{\"allOf\":[{\"type\":\"integer\"},{\"minimum\":3}]}", "2", "at least 3" },
	{ "{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"string\"}]}", "\"\"", NULL },
	{ "{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"string\"}]}", "1",
	    "\"null\", or expected a value of type \"string\"" },
	/* of two forms the one that fitted further is told */
	{ "{\"anyOf\":[{\"type\":\"null\"},{\"properties\":{\"a\":{\"const\":1}}}]}", "{\"a\":2}",
	    "x.json:1:11: expected 1" },
	{ "{\"oneOf\":[{\"type\":\"integer\"},{\"minimum\":3}]}", "2", NULL },
	{ "{\"oneOf\":[{\"type\":\"integer\"},{\"minimum\":3}]}", "5", "more than one" },
	{ "{\"oneOf\":[{\"type\":\"integer\"},{\"minimum\":3}]}", "2.5",
	    "type \"integer\", or expected" },
	{ "{\"if\":{\"required\":[\"a\"]},\"then\":{\"required\":[\"b\"]},"
	  "\"else\":{\"required\":[\"c\"]}}",
	    "{\"a\":1,\"b\":2}", NULL },
	{ "{\"if\":{\"required\":[\"a\"]},\"then\":{\"required\":[\"b\"]},"
	  "\"else\":{\"required\":[\"c\"]}}",
	    "{\"a\":1}", "\"b\" is missing" },
	{ "{\"if\":{\"required\":[\"a\"]},\"then\":{\"required\":[\"b\"]},"
	  "\"else\":{\"required\":[\"c\"]}}",
	    "{}", "\"c\" is missing" },
	{ "{\"if\":{\"required\":[\"a\"]}}", "{}", NULL },
	{ "{\"title\":\"x\",\"description\":\"x\",\"$comment\":\"x\",\"default\":1,"
	  "\"examples\":[]}",
	    "{}", NULL },
	{ "true", "1", NULL },
	{ "false", "1", "nothing may stand here" },
	{ "{\"$ref\":\"#/$defs/word\"}", "\"abc\"", NULL },
	{ "{\"$ref\":\"#/$defs/word\"}", "\"\"", "not empty" },
	{ "{\"properties\":{\"a/b~\":{\"type\":\"null\"}}}", "{\"a/b~\":1}",
	    "x.json:1:14: expected" },
};

static void
test_keywords(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(buf) struct buf schema = { 0 }, doc = { 0 };
		struct err err = { 0 };
		buf_addf(&schema,
		    "{\"$defs\":{\"word\":{\"type\":\"string\",\"minLength\":1}},"
		    "\"properties\":{\"v\":%s}}",
		    cases[i].schema);
		buf_addf(&doc, "{\"v\":%s}", cases[i].value);
		print_message("# %s of %s\n", cases[i].schema, cases[i].value);
		if (!cases[i].says) {
			assert_ok(check(schema.data, doc.data, &err), &err);
			continue;
		}
		assert_false(check(schema.data, doc.data, &err));
		assert_err(&err, ERR_INPUT, cases[i].says);
	}
}

static void
test_values_are_not_quoted(void **state)
{
	struct err err = { 0 };
	(void)state;
	assert_false(check("{\"items\":{\"enum\":[\"a\"]}}", "[\"jan@example.nl\"]", &err));
	assert_null(strstr(err.text, "jan"));
}

static void
test_bounded(void **state)
{
	auto_drop(buf) struct buf b = { 0 };
	struct err err = { 0 }, loop = { 0 };
	(void)state;
	for (int i = 0; i < 1500; i++)
		buf_addc(&b, '[');
	for (int i = 0; i < 1500; i++)
		buf_addc(&b, ']');
	assert_false(
	    check("{\"$defs\":{\"a\":{\"items\":{\"$ref\":\"#/$defs/a\"}}},\"$ref\":\"#/$defs/a\"}",
		b.data, &err));
	assert_err(&err, ERR_INPUT, "nested too deeply");
	assert_false(check(
	    "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/a\"}},\"$ref\":\"#/$defs/a\"}", "[]", &loop));
	assert_err(&loop, ERR_INPUT, "nested too deeply");
}

static void
test_many_items(void **state)
{
	auto_drop(buf) struct buf b = { 0 };
	struct err err = { 0 };
	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_addf(&b, "%c%d", i ? ',' : '[', i);
	buf_addc(&b, ']');
	assert_ok(check("{\"uniqueItems\":true}", b.data, &err), &err);
}

/* What is wrong in a schema is our own fault and ends the process. */
static void
test_unknown_keyword_is_a_bug(void **state)
{
	static const char *const bad[] = { "{\"dependentRequired\":{}}", "{\"type\":\"text\"}",
		"{\"$ref\":\"#/$defs/none\"}", "{\"$ref\":\"other.json\"}",
		"{\"items\":{\"pattern\":\"(\"}}", "{\"items\":{\"pattern\":\"\\\\d\"}}" };
	(void)state;
	for (size_t i = 0; i < array_len(bad); i++) {
		int status;
		pid_t pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			struct err err = { 0 };
			if (!freopen("/dev/null", "w", stderr))
				_exit(1);
			(void)signal(SIGABRT, SIG_DFL);
			_exit(check(bad[i], "[\"x\"]", &err));
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keywords),
		cmocka_unit_test(test_values_are_not_quoted),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_many_items),
		cmocka_unit_test(test_unknown_keyword_is_a_bug),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
