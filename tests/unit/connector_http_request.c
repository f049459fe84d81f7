/*
 * From an operation to a request: form with brackets, query, headers, credentials, limits, cursors.
 */
#include "unit/unit.h"

#include "../src/connector/http/http.h"

static const char definition_text[] =
    "{\"format\": \"dossier-connector/1\", \"id\": \"v\", \"name\": \"V\","
    "\"vendor\": {\"role\": \"own\", \"contact\": {\"channel\": \"post\", \"to\": \"x\"}},"
    "\"params\": {\"region\": {\"default\": \"eu\"}, \"list\": {\"list\": true, \"default\": \"a, "
    "b&c\"}, \"key\": {\"secret\": true}},"
    "\"identities\": {\"email\": {}},"
    "\"servers\": {\"api\": {\"url\": \"https://api.example/\", \"prefix\": \"/v1\", \"auth\": "
    "\"both\", \"headers\": {\"X-Region\": \"{param.region}\"}}},"
    "\"auth\": {\"both\": {\"type\": \"multi\", \"of\": [{\"type\": \"bearer\", \"token\": "
    "\"{secret.key}\"}, {\"type\": \"api_key\", \"query\": {\"k\": \"{secret.key}\"}}]}},"
    "\"ops\": {\"find\": {\"method\": \"GET\", \"path\": \"/x\", \"rows\": {}},"
    "\"x\": {\"method\": \"POST\", \"path\": \"/x/{row.id}\", \"query\": {\"q\": "
    "\"{identity.email}\", \"$top\": 5, \"l\": [1, 2]}, \"form\": {\"objects\": {\"customers\": "
    "\"{param.list}\"}, \"none\": \"{row.none|omit}\", \"b\": \"x y\"}},"
    "\"y\": {\"method\": \"POST\", \"path\": \"/y\", \"json\": {\"email\": \"{identity.email}\"}, "
    "\"rows\": {}, \"page\": {\"type\": \"cursor\", \"from\": \"next\", \"to\": "
    "\"json.page.after\"}}},"
    "\"limits\": [{\"ops\": [\"y\"], \"rate\": 10, \"per\": \"1s\", \"key\": "
    "\"box:{row.value}\"}, {\"ops\": [\"*\"], \"rate\": 60, \"per\": \"1m\", \"burst\": 7}],"
    "\"find\": [{\"do\": \"find\", \"into\": \"r\"}],"
    "\"actions\": {\"collect\": {\"coverage\": \"full\", \"steps\": [{\"do\": \"y\", \"each\": "
    "\"param.list\", \"into\": \"y\"}]}}}";

struct lab {
	struct definition *definition;
	struct http_run run;
	json_t *settings, *identity, *row;
	struct values values;
	struct arena *arena;
};

static int
open_lab(void **state)
{
	static struct lab lab;
	struct err err = { 0 };
	struct json_doc *doc = json_doc_parse("x", definition_text, strlen(definition_text), &err);
	lab.definition = doc ? definition_new(doc, &err) : NULL;
	assert_ok(lab.definition != NULL, &err);
	lab.settings = json_pack("{s:s}", "key", "sk_1");
	lab.identity = json_pack("{s:s}", "email", "a@b.nl");
	lab.row = json_pack("{s:i, s:s}", "id", 42, "value", "box1");
	lab.arena = arena_new();
	lab.run = (struct http_run){ .definition = lab.definition,
		.params = http_params(lab.definition, lab.settings),
		.account = "org/system" };
	lab.values = (struct values){ .of = { [SCOPE_IDENTITY] = lab.identity,
					  [SCOPE_PARAM] = lab.run.params,
					  [SCOPE_SECRET] = lab.run.params,
					  [SCOPE_ROW] = lab.row } };
	*state = &lab;
	return 0;
}

static int
close_lab(void **state)
{
	struct lab *lab = *state;
	definition_free(lab->definition);
	json_decref(lab->settings);
	json_decref(lab->identity);
	json_decref(lab->row);
	json_decref(lab->run.params);
	arena_free(lab->arena);
	return 0;
}

static const struct def_op *
op_of(const struct lab *lab, const char *name)
{
	for (size_t i = 0; i < lab->definition->nops; i++)
		if (strcmp(lab->definition->ops[i].name, name) == 0)
			return &lab->definition->ops[i];
	fail_msg("no operation %s", name);
	return NULL;
}

static struct http_request
build(struct lab *lab, const char *op, const char *cursor, const char *token)
{
	struct err err = { 0 };
	struct http_request r;
	auto_drop(http_pager) struct http_pager pager;
	http_pager_init(&pager, op_of(lab, op)->page);
	pager.token = cursor;
	assert_ok(http_build(
		      &lab->run, op_of(lab, op), &lab->values, &pager, token, lab->arena, &r, &err),
	    &err);
	return r;
}

static void
test_form_and_query(void **state)
{
	struct http_request r = build(*state, "x", NULL, NULL);
	assert_string_equal(r.net.method, "POST");
	assert_string_equal(
	    r.net.url, "https://api.example/v1/x/42?q=a%40b.nl&%24top=5&l=1&l=2&k=sk_1");
	assert_string_equal(
	    r.net.body, "objects[customers][]=a&objects[customers][]=b%26c&b=x%20y");
	static const char *const headers[] = { "Accept: application/json", "X-Region: eu",
		"Authorization: Bearer sk_1", "Content-Type: application/x-www-form-urlencoded" };
	for (size_t i = 0; i < array_len(headers); i++)
		assert_string_equal(r.net.headers[i], headers[i]);
	assert_null(r.net.headers[array_len(headers)]);
}

static void
test_cursor_in_body(void **state)
{
	struct http_request r = build(*state, "y", "t1", NULL);
	assert_string_equal(r.net.body, "{\"email\":\"a@b.nl\",\"page\":{\"after\":\"t1\"}}");
}

static void
test_fetched_token(void **state)
{
	struct http_request r = build(*state, "y", NULL, "Bearer fetched");
	assert_string_equal(r.net.headers[3], "Authorization: Bearer fetched");
}

/* A key splits a limit; without a value it is one for all. */
static void
test_limits(void **state)
{
	struct lab *lab = *state;
	struct http_request r = build(lab, "y", NULL, NULL);
	assert_int_equal(r.nlimits, 2);
	assert_string_equal(r.limits[0].key, "org/system#0#box:box1");
	assert_true(r.limits[0].per_s == 10 && r.limits[0].burst == 10);
	assert_string_equal(r.limits[1].key, "org/system#1#");
	assert_true(r.limits[1].per_s == 1 && r.limits[1].burst == 7);
	lab->values.of[SCOPE_ROW] = NULL;
	r = build(lab, "y", NULL, NULL);
	assert_string_equal(r.limits[0].key, "org/system#0#");
	lab->values.of[SCOPE_ROW] = lab->row;
	assert_int_equal(build(lab, "x", NULL, NULL).nlimits, 1);
}

static void
test_no_value(void **state)
{
	struct lab *lab = *state;
	struct err err = { 0 };
	struct http_request r;
	const struct values none = {
		.of = { [SCOPE_PARAM] = lab->run.params, [SCOPE_SECRET] = lab->run.params }
	};
	auto_drop(http_pager) struct http_pager pager;
	http_pager_init(&pager, op_of(lab, "x")->page);
	assert_false(
	    http_build(&lab->run, op_of(lab, "x"), &none, &pager, NULL, lab->arena, &r, &err));
	assert_err(&err, ERR_INPUT, "op x: {row.id} has no value");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_form_and_query),
		cmocka_unit_test(test_cursor_in_body),
		cmocka_unit_test(test_fetched_token),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_no_value),
	};
	return cmocka_run_group_tests(tests, open_lab, close_lab);
}
