/*
 * Templates: every value is escaped for its place, and no value becomes syntax. Values that try are
 * here.
 */
#include "unit/definition_help.h"

static bool
renders(const char *text, const char *email, const struct place *place, struct buf *out,
    struct err *err)
{
	struct language l;
	language_open(&l, email);
	struct reader r = language_reader(&l, err);
	const struct template *t = template_parse(&r, text, place, "");
	bool ok = t && template_render(t, &l.values, out, err);
	language_close(&l);
	return ok;
}

static void
assert_renders(const char *text, const char *email, const struct place *place, const char *expected)
{
	auto_drop(buf) struct buf b = { 0 };
	struct err err = { 0 };
	assert_ok(renders(text, email, place, &b, &err), &err);
	assert_string_equal(b.data, expected);
}

static void
assert_refuses(const char *text, const char *email, const struct place *place, const char *part)
{
	auto_drop(buf) struct buf b = { 0 };
	struct err err = { 0 };
	assert_false(renders(text, email, place, &b, &err));
	assert_err(&err, ERR_INPUT, part);
	if (strlen(email) > 2)
		assert_null(strstr(err.text, email));
}

static void
test_places(void **state)
{
	(void)state;
	assert_renders("/v1/{row.id}/x", "a@b.nl", &place_path, "/v1/42/x");
	assert_renders("/v1/{identity.email}", "a@b.nl", &place_path, "/v1/a%40b.nl");
	assert_renders("Bearer {secret.key}", "", &place_auth, "Bearer sk_1");
	assert_renders("{param.region}-{row.a.b}", "", &place_row, "eu-deep");
	assert_renders("no placeholder", "", &place_row, "no placeholder");
	assert_renders("", "", &place_auth, "");
}

static void
test_injection(void **state)
{
	(void)state;
	assert_renders("/v1/{identity.email}", "../../admin?x=1#f", &place_path,
	    "/v1/..%2F..%2Fadmin%3Fx%3D1%23f");
	assert_renders("/v1/{identity.email}", "a%2fb", &place_path, "/v1/a%252fb");
	assert_renders("email:'{identity.email|sq}'", "o'brien\\@x.nl", &place_query,
	    "email:'o\\'brien\\\\@x.nl'");
	assert_renders("to=\"{identity.email|dq}\"", "a\"b\\", &place_query, "to=\"a\\\"b\\\\\"");
	assert_renders("\"participants:{identity.email|kql}\"", "a\" OR \"b", &place_query,
	    "\"participants:a\\\" OR \\\"b\"");
	assert_renders("eq '{identity.email|odata}'", "o'b", &place_query, "eq 'o''b'");
	assert_renders("{identity.email|like}", "a_b%", &place_query, "a\\_b\\%");
	/* a value is never read as a template again */
	assert_renders("{identity.email}", "{secret.key}", &place_row, "{secret.key}");
	assert_refuses("/v1/{identity.email}", "..", &place_path, "can not stand here");
	assert_refuses("/v1/{identity.email}", ".", &place_path, "can not stand here");
	assert_refuses("/v1/{identity.email}", "", &place_path, "can not stand here");
	assert_refuses(
	    "x: {identity.email}", "a\r\nHost: evil", &place_header, "can not stand here");
	assert_refuses("x: {identity.email}", "a\x7f", &place_header, "can not stand here");
}

static void
test_filters(void **state)
{
	(void)state;
	assert_renders("{identity.email|upper}", "ab@c.nl", &place_row, "AB@C.NL");
	assert_renders("{identity.email|trim|lower}", "  AB ", &place_row, "ab");
	assert_renders("{identity.email|digits}", "+31 6-12", &place_row, "31612");
	assert_renders("{param.list|join:;}", "", &place_row, "a;b&c;d");
	assert_renders("{param.list|first|upper}", "", &place_row, "A");
	assert_renders("x{row.none|omit}y", "", &place_row, "xy");
	assert_refuses("{identity.email|rot13}", "a", &place_row, "there is no filter rot13");
	assert_refuses("{row.tree}", "", &place_row, "can not stand here");
	assert_refuses("{row.none}", "", &place_row, "{row.none} has no value");
	assert_refuses("{row.nothing}", "", &place_row, "{row.nothing} has no value");
	assert_refuses("{param.list}", "", &place_row, "can not stand here");
	assert_refuses("{row.tree|lower}", "", &place_row, "not one for the filter lower");
	assert_refuses("{param.region|join:,}", "", &place_row, "not one for the filter join");
}

static void
test_braces(void **state)
{
	(void)state;
	static const char *const bad[] = { "{", "}", "a}b", "{identity.email",
		"{{identity.email}}" };
	for (size_t i = 0; i < array_len(bad); i++)
		assert_refuses(bad[i], "", &place_row, "a brace is open or closed alone");
	assert_refuses("{}", "", &place_row, "there is no scope");
	assert_refuses("{a b}", "", &place_row, "there is no scope a b");
	assert_refuses("{identity}", "", &place_row, "needs a name");
	assert_refuses("{row.a..b}", "", &place_row, "a path looks like");
}

static json_t *
rendered_tree(const char *tree, const char *email, struct err *err)
{
	struct language l;
	language_open(&l, email);
	struct reader r = language_reader(&l, err);
	auto_drop(json) json_t *in = json_loads(tree, JSON_DECODE_ANY, NULL);
	const struct tree *t;
	json_t *out =
	    read_tree(&r, in, "", &place_body, &t) ? tree_render(t, &l.values, err) : NULL;
	language_close(&l);
	return out;
}

static void
assert_tree(const char *tree, const char *email, const char *expected)
{
	struct err err = { 0 };
	auto_drop(json) json_t *out = rendered_tree(tree, email, &err);
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
	assert_tree("{\"id\": \"{row.id}\", \"t\": \"x{row.id|digits}\", \"n\": 3, \"b\": true}",
	    "", "{\"b\":true,\"id\":42,\"n\":3,\"t\":\"x42\"}");
	assert_tree("{\"list\": \"{param.list}\"}", "", "{\"list\":[\"a\",\"b&c\",\"d\"]}");
	assert_tree("{\"gone\": \"{row.none|omit}\", \"here\": [\"{row.none|omit}\", 1]}", "",
	    "{\"here\":[1]}");
	struct err err = { 0 };
	assert_null(rendered_tree("{\"a\": [{\"b\": \"{row.none}\"}]}", "", &err));
	assert_err(&err, ERR_INPUT, "{row.none} has no value");
}

/* What is used is noted: that is what a step must give, and what of a row is kept. */
static void
test_uses(void **state)
{
	(void)state;
	struct language l;
	struct err err = { 0 };
	struct uses uses = { 0 };
	language_open(&l, "");
	struct reader r = language_reader(&l, &err);
	r.uses = &uses;
	assert_non_null(template_parse(&r, "/{row.id}/{row.a.b}/{row.id}", &place_path, ""));
	assert_non_null(template_parse(&r, "{identity.email} {secret.key}", &place_header, ""));
	assert_int_equal(uses.rows.n, 2);
	assert_string_equal(uses.rows.items[1]->text, "a.b");
	assert_string_equal(uses.identity, "email");
	assert_string_equal(uses.settings.items[0], "key");
	assert_int_equal(uses.call, BIT(ROW) | BIT(IDENTITY) | BIT(SECRET));
	assert_null(template_parse(&r, "{identity.phone}", &place_path, ""));
	assert_err(&err, ERR_INPUT, "one kind of identifier a call");
	language_close(&l);
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
		cmocka_unit_test(test_uses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
