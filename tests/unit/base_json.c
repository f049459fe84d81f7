/*
 * JSON documents: loading with bounds, where a value stands, getters.
 */
#include "dossier/json.h"
#include "unit/unit.h"

static const char text[] = "{\n"
			   "  \"a\": [1, {\"b\": \"}]\\\"\"},\n"
			   "\t[[]], {}, -2.5e3],\n"
			   "  \"c/d\": {\"e~\": null},\n"
			   "  \"\\u00e9\": \"\xc3\xa9\xc3\xa9\", \"f\": true, \"\": 9\n"
			   "}\n";

static struct json_doc *
parse(const char *s)
{
	struct err err = { 0 };
	struct json_doc *doc = json_doc_parse("x.json", s, strlen(s), &err);
	assert_ok(doc, &err);
	return doc;
}

static void
test_where(void **state)
{
	static const struct {
		const char *pointer, *where;
	} cases[] = {
		{ "", "x.json:1:1" },
		{ "/a", "x.json:2:8" },
		{ "/a/0", "x.json:2:9" },
		{ "/a/1", "x.json:2:12" },
		{ "/a/1/b", "x.json:2:18" },
		{ "/a/2", "x.json:3:2" },
		{ "/a/2/0", "x.json:3:3" },
		{ "/a/3", "x.json:3:8" },
		{ "/a/4", "x.json:3:12" },
		{ "/c~1d", "x.json:4:10" },
		{ "/c~1d/e~0", "x.json:4:17" },
		{ "/\xc3\xa9", "x.json:5:13" },
		{ "/f", "x.json:5:24" },
		{ "/", "x.json:5:34" },
		/* what is not there: the nearest parent */
		{ "/a/5", "x.json:2:8" },
		{ "/a/x", "x.json:2:8" },
		{ "/a/3/y", "x.json:3:8" },
		{ "/a/2/0/0", "x.json:3:3" },
		{ "/a/0/z", "x.json:2:9" },
		{ "/nothing/at/all", "x.json:1:1" },
		{ "/a/99999999999999999999", "x.json:2:8" },
	};
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json_doc) struct json_doc *doc = parse(text);
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		print_message("# %s\n", cases[i].pointer);
		assert_string_equal(json_where(doc, cases[i].pointer, a), cases[i].where);
	}
}

static void
test_malformed(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "{\"a\":1,\n\"a\":2}", "x.json:2:" },
		{ "{\"a\":1,\n\"a\":2}", "duplicate" },
		{ "[1,\n2,\n}", "x.json:3:1: not JSON" },
		{ "{} x", "not JSON" },
		{ "", "not JSON" },
		{ "[\"\\ud800\"]", "not JSON" },
		{ "[\"\xff\"]", "not JSON" },
		{ "[\"a\\u0000b\"]", "not JSON" },
		{ "\"text\"", "not JSON" },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		assert_null(json_doc_parse("x.json", cases[i].text, strlen(cases[i].text), &err));
		assert_err(&err, ERR_INPUT, cases[i].says);
	}
}

static void
test_nul_bytes_are_refused(void **state)
{
	struct err err = { 0 };
	(void)state;
	assert_null(json_doc_parse("x.json", "[null\0]", 7, &err));
	assert_err(&err, ERR_INPUT, "NUL");
}

static void
test_complaints_do_not_quote(void **state)
{
	struct err err = { 0 };
	const char *s = "{\"email\": jan@example.nl}";
	(void)state;
	assert_null(json_doc_parse("x.json", s, strlen(s), &err));
	assert_null(strstr(err.text, "jan"));
}

static void
test_deep_is_refused(void **state)
{
	auto_drop(buf) struct buf b = { 0 };
	struct err err = { 0 };
	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_addc(&b, '[');
	assert_null(json_doc_parse("x.json", b.data, b.len, &err));
	assert_err(&err, ERR_INPUT, "x.json:1:");
}

static void
test_load(void **state)
{
	char path[] = "/tmp/base_json_XXXXXX";
	auto_drop(fd) int fd = mkstemp(path);
	struct err err = { 0 }, none = { 0 }, dir = { 0 };
	(void)state;
	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	auto_drop(json_doc) struct json_doc *doc = json_doc_load(path, sizeof(text) - 1, &err);
	assert_ok(doc, &err);
	assert_string_equal(doc->name, path);
	assert_null(json_doc_load(path, sizeof(text) - 2, &err));
	assert_err(&err, ERR_INPUT, "too large");
	assert_int_equal(unlink(path), 0);
	assert_null(json_doc_load(path, 100, &none));
	assert_err(&none, ERR_NOTFOUND, path);
	assert_null(json_doc_load("/tmp", 100, &dir));
	assert_err(&dir, ERR_INPUT, "not a regular file");
}

static void
test_getters(void **state)
{
	auto_drop(json_doc) struct json_doc *doc =
	    parse("{\"s\":\"x\",\"i\":5,\"t\":true,\"n\":{\"en\":\"house\",\"nl\":\"huis\"},"
		  "\"sv\":{\"sv\":\"hus\"},\"e\":{}}");
	const json_t *r = doc->root;
	(void)state;
	assert_string_equal(json_str(r, "s"), "x");
	assert_null(json_str(r, "i"));
	assert_null(json_str(NULL, "s"));
	assert_null(json_get(NULL, "s"));
	assert_null(json_get(json_get(r, "s"), "s"));
	assert_string_equal(json_str_or(r, "i", "other"), "other");
	assert_int_equal(json_int_or(r, "i", 1), 5);
	assert_int_equal(json_int_or(r, "s", 1), 1);
	assert_true(json_flag(r, "t"));
	assert_false(json_flag(r, "s"));
	assert_string_equal(json_text_in(json_get(r, "n"), "en"), "house");
	assert_string_equal(json_text_in(json_get(r, "n"), "fr"), "huis");
	assert_string_equal(json_text_in(json_get(r, "n"), NULL), "huis");
	assert_string_equal(json_text_in(json_get(r, "sv"), "en"), "hus");
	assert_string_equal(json_text_in(json_get(r, "s"), "en"), "x");
	assert_null(json_text_in(json_get(r, "e"), "en"));
	assert_null(json_text_in(NULL, "en"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_where),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_nul_bytes_are_refused),
		cmocka_unit_test(test_complaints_do_not_quote),
		cmocka_unit_test(test_deep_is_refused),
		cmocka_unit_test(test_load),
		cmocka_unit_test(test_getters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
