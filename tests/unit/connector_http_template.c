/*
 * Placeholders: every value is escaped for its place, and no value becomes syntax. Values that try
 * are here.
 */
#include "unit/unit.h"

#include "../src/connector/http/http.h"

static const struct http_scope *
scope(const char *email)
{
	static json_t *param, *identity,
	    *row; /* of the last call; reachable at the end, so no leak */
	static struct http_scope s;
	json_decref(param);
	json_decref(identity);
	json_decref(row);
	param = json_pack("{s:s, s:s, s:i, s:[s, s, s]}", "key", "sk_1", "region", "eu", "years", 7,
	    "list", "a", "b&c", "d");
	identity = json_pack("{s:s}", "email", email);
	row = json_pack("{s:i, s:{s:s}, s:n, s:{}}", "id", 42, "a", "b", "deep", "nothing", "tree");
	s = (struct http_scope){ param, identity, row };
	return &s;
}

static void
assert_renders(const char *template, const char *email, enum http_place place, const char *expected)
{
	auto_drop(buf) struct buf b = { 0 };
	struct err err = { 0 };
	assert_ok(http_render(template, scope(email), place, &b, &err), &err);
	assert_string_equal(b.data ? b.data : "", expected);
}

static void
assert_refuses(const char *template, const char *email, enum http_place place, const char *part)
{
	auto_drop(buf) struct buf b = { 0 };
	struct err err = { 0 };
	assert_false(http_render(template, scope(email), place, &b, &err));
	assert_err(&err, ERR_INPUT, part);
	if (strlen(email) > 2)
		assert_null(strstr(err.text, email));
}

static void
test_places(void **state)
{
	(void)state;
	assert_renders("/v1/{row.id}/x", "a@b.nl", HTTP_PATH, "/v1/42/x");
	assert_renders("/v1/{identity.email}", "a@b.nl", HTTP_PATH, "/v1/a%40b.nl");
	assert_renders("{identity.email}", "a+b@c.nl", HTTP_QUERY, "a%2Bb%40c.nl");
	assert_renders("Bearer {secret.key}", "", HTTP_HEADER, "Bearer sk_1");
	assert_renders("{param.region}-{row.a.b}", "", HTTP_TEXT, "eu-deep");
	assert_renders("no placeholder", "", HTTP_TEXT, "no placeholder");
}

static void
test_injection(void **state)
{
	(void)state;
	assert_renders("/v1/{identity.email}", "../../admin?x=1#f", HTTP_PATH,
	    "/v1/..%2F..%2Fadmin%3Fx%3D1%23f");
	assert_renders("/v1/{identity.email}", "a%2fb", HTTP_PATH, "/v1/a%252fb");
	assert_renders("{identity.email}", "a&b=c#d ;", HTTP_QUERY, "a%26b%3Dc%23d%20%3B");
	assert_renders("email:'{identity.email|sq}'", "o'brien\\@x.nl", HTTP_TEXT,
	    "email:'o\\'brien\\\\@x.nl'");
	assert_renders("to=\"{identity.email|dq}\"", "a\"b\\", HTTP_TEXT, "to=\"a\\\"b\\\\\"");
	assert_renders("eq '{identity.email|odata}'", "o'b", HTTP_TEXT, "eq 'o''b'");
	assert_renders("{identity.email|like}", "a_b%", HTTP_TEXT, "a\\_b\\%");
	/* a value is never read as a template again */
	assert_renders("{identity.email}", "{secret.key}", HTTP_TEXT, "{secret.key}");
	assert_refuses("/v1/{identity.email}", "..", HTTP_PATH, "can not stand here");
	assert_refuses("/v1/{identity.email}", ".", HTTP_PATH, "can not stand here");
	assert_refuses("/v1/{identity.email}", "", HTTP_PATH, "can not stand here");
	assert_refuses("x: {identity.email}", "a\r\nHost: evil", HTTP_HEADER, "can not stand here");
	assert_refuses("x: {identity.email}", "a\x7f", HTTP_HEADER, "can not stand here");
}

static void
test_filters(void **state)
{
	(void)state;
	assert_renders("{identity.email|upper}", "ab@c.nl", HTTP_TEXT, "AB@C.NL");
	assert_renders("{identity.email|trim|lower}", "  AB ", HTTP_TEXT, "ab");
	assert_renders("{identity.email|digits}", "+31 6-12", HTTP_TEXT, "31612");
	assert_renders("{param.list|join:;}", "", HTTP_TEXT, "a;b&c;d");
	assert_renders("{param.list|join:;}", "", HTTP_QUERY, "a%3Bb%26c%3Bd");
	assert_renders("{param.list|first|upper}", "", HTTP_TEXT, "A");
	assert_renders("x{row.none|omit}y", "", HTTP_TEXT, "xy");
	assert_refuses("{identity.email|rot13}", "a", HTTP_TEXT, "the filter rot13 is not there");
	assert_refuses("{row.tree}", "", HTTP_TEXT, "can not stand here");
	assert_refuses("{row.none}", "", HTTP_TEXT, "{row.none} has no value");
	assert_refuses("{row.nothing}", "", HTTP_TEXT, "{row.nothing} has no value");
	assert_refuses("{param.list}", "", HTTP_TEXT, "can not stand here");
	assert_refuses("{row.tree|lower}", "", HTTP_TEXT, "not one for the filter lower");
}

static void
test_braces(void **state)
{
	(void)state;
	static const char *const bad[] = { "{", "}", "a}b", "{identity.email", "{identity}",
		"{{identity.email}}", "{}", "{a b}" };
	for (size_t i = 0; i < array_len(bad); i++)
		assert_refuses(bad[i], "", HTTP_TEXT, "a brace that makes no placeholder");
}

static void
assert_tree(const char *tree, const char *email, const char *expected)
{
	struct err err = { 0 };
	auto_drop(json) json_t *in = json_loads(tree, JSON_DECODE_ANY, NULL);
	auto_drop(json) json_t *out = http_render_json(in, scope(email), &err);
	assert_ok(out != NULL, &err);
	char *text = json_dumps(out, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	assert_string_equal(text, expected);
	free(text);
}

static void
test_trees(void **state)
{
	(void)state;
	assert_tree("{\"emails\": [\"{identity.email}\"]}", "a\"},{\"b@c.nl",
	    "{\"emails\":[\"a\\\"},{\\\"b@c.nl\"]}");
	assert_tree("{\"id\": \"{row.id}\", \"t\": \"x{row.id}\", \"n\": 3, \"b\": true}", "",
	    "{\"b\":true,\"id\":42,\"n\":3,\"t\":\"x42\"}");
	assert_tree("{\"list\": \"{param.list}\"}", "", "{\"list\":[\"a\",\"b&c\",\"d\"]}");
	assert_tree("{\"gone\": \"{row.none|omit}\", \"here\": [\"{row.none|omit}\", 1]}", "",
	    "{\"here\":[1]}");
	struct err err = { 0 };
	auto_drop(json) json_t *in = json_pack("{s:[{s:s}]}", "a", "b", "{row.none}");
	assert_null(http_render_json(in, scope(""), &err));
	assert_err(&err, ERR_INPUT, "{row.none} has no value");
}

/* What the check reads: whether quotes stand around a value, and whether a filter quotes it. */
static void
test_placeholders(void **state)
{
	(void)state;
	const char *cursor = "a='{identity.email|lower|sq}' b={row.id}";
	struct http_placeholder p;
	struct err err = { 0 };
	bool found, quoting;
	assert_ok(http_placeholder_next(&cursor, &p, &found, &err), &err);
	assert_true(found && p.in_quotes && http_placeholder_in(&p, "identity"));
	assert_ok(http_filters_check(&p, &quoting, &err), &err);
	assert_true(quoting);
	assert_ok(http_placeholder_next(&cursor, &p, &found, &err), &err);
	assert_true(found && !p.in_quotes && http_placeholder_in(&p, "row"));
	assert_ok(http_filters_check(&p, &quoting, &err), &err);
	assert_false(quoting);
	assert_ok(http_placeholder_next(&cursor, &p, &found, &err), &err);
	assert_false(found);
}

/* The whole request: form with brackets, query, headers, credentials. */
static void
test_build(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	json_t *definition = json_loads(
	    "{\"servers\": {\"api\": {\"url\": \"https://api.example/\", \"prefix\": \"/v1\", "
	    "\"auth\": \"both\", \"headers\": {\"X-Region\": \"{param.region}\"}}},"
	    "\"auth\": {\"both\": {\"type\": \"multi\", \"of\": [{\"type\": \"bearer\", \"token\": "
	    "\"{secret.key}\"}, {\"type\": \"api_key\", \"query\": {\"k\": \"{secret.key}\"}}]}},"
	    "\"ops\": {}}",
	    0, NULL);
	json_t *op =
	    json_loads("{\"method\": \"POST\", \"path\": \"/x/{row.id}\", \"query\": {\"q\": "
		       "\"{identity.email}\", \"$top\": 5, \"l\": [1, 2]},"
		       "\"form\": {\"objects\": {\"customers\": \"{param.list}\"}, \"none\": "
		       "\"{row.none|omit}\", \"b\": \"x y\"}}",
		0, NULL);
	assert_non_null(definition);
	assert_non_null(op);
	struct http_run run = { .definition = definition, .account = "a" };
	struct http_op named = { "x", op };
	struct http_request r;
	struct err err = { 0 };
	auto_drop(http_pager) struct http_pager pager;
	http_pager_init(&pager, NULL);
	assert_ok(http_build(&run, &named, scope("a@b.nl"), &pager, a, &r, &err), &err);
	assert_string_equal(
	    r.url, "https://api.example/v1/x/42?q=a%40b.nl&%24top=5&l=1&l=2&k=sk_1");
	assert_string_equal(r.body,
	    "objects[customers][]=a&objects[customers][]=b%26c&objects[customers][]=d&b=x%20y");
	static const char *const headers[] = { "Accept: application/json", "X-Region: eu",
		"Authorization: Bearer sk_1", "Content-Type: application/x-www-form-urlencoded" };
	for (size_t i = 0; i < array_len(headers); i++)
		assert_string_equal(r.headers[i], headers[i]);
	assert_null(r.headers[array_len(headers)]);
	json_decref(definition);
	json_decref(op);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_injection),
		cmocka_unit_test(test_filters),
		cmocka_unit_test(test_braces),
		cmocka_unit_test(test_trees),
		cmocka_unit_test(test_placeholders),
		cmocka_unit_test(test_build),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
