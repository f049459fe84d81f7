/*
 * What a slot says that it found or erased: whatever is not of its task, or of no shape that was
 * agreed, is refused whole.
 */
#include "unit/unit.h"

#include "../../src/change/change_private.h"

static struct err err;
static struct reg *reg;
static struct dossier d;
static struct task t;

static int
start(void **state)
{
	(void)state;
	reg = reg_new(json_doc_load("templates/registers/jbsync.json", REGISTER_MAX, &err), &err);
	assert_ok(reg != NULL, &err);
	d.reg = reg;
	t = (struct task){ .system = "app",
		.action = ACTION_FIND,
		.categories = json_pack("[s, s]", "JBS-C01", "JBS-C02") };
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	json_decref(t.categories);
	reg_free(reg);
	return 0;
}

static const char good_set[] =
    "{\"collection\":\"customers\",\"category\":\"JBS-C01\",\"table\":\"app.users\","
    "\"key\":[\"id\"],\"verdict\":\"erase\","
    "\"do\":\"delete\",\"set\":{\"name\":null},\"kept\":[],"
    "\"why\":[{\"code\":\"rule\"}],\"blocked_until\":null,\"n\":1,\"keys\":[[\"1\"]]}";

/* The good set with one of its members said otherwise: ${value} JSON, NULL: left out. */
static json_t *
answer_with(const char *member, const char *value)
{
	json_t *set = json_loads(good_set, 0, NULL);
	assert_non_null(set);
	if (member && value)
		json_object_set_new(set, member, json_loads(value, JSON_DECODE_ANY, NULL));
	else if (member)
		(void)json_object_del(set, member);
	return json_pack("{s:s, s:n, s:[o], s:{}, s:[], s:[]}", "fingerprint",
	    "0123456789abcdef0123456789abcdef", "epoch", "sets", set, "links", "problems",
	    "not_searched");
}

static void
test_good(void **state)
{
	(void)state;
	auto_drop(json) json_t *v = answer_with(NULL, NULL);
	assert_ok(change_check_found(&d, &t, v, &err), &err);
}

static void
test_hostile_sets(void **state)
{
	(void)state;
	static const char *const bad[][2] = {
		{ "category", "\"JBS-C99\"" },
		{ "category", NULL },
		{ "collection", "\"nowhere\"" },
		{ "collection", "7" },
		{ "verdict", "\"ERASE\"" },
		{ "verdict", NULL },
		{ "do", "\"drop\"" },
		{ "do", NULL },
		{ "table", "[]" },
		{ "n", "2" },
		{ "n", "-1" },
		{ "n", "\"1\"" },
		{ "keys", "[[1]]" },
		{ "keys", "[[\"1\",\"2\"]]" },
		{ "keys", "[\"1\"]" },
		{ "keys", "{}" },
		{ "keys", NULL },
		{ "key", "[]" },
		{ "key", NULL },
		{ "set", "[]" },
		{ "set", "{\"a\":{\"b\":1}}" },
		{ "kept", "[7]" },
		{ "kept", "\"all\"" },
		{ "why", "{}" },
		{ "why", "[{\"code\":\"because\"}]" },
		{ "why", "[{}]" },
		{ "blocked_until", "\"2029-12-31; DROP\"" },
	};
	for (size_t i = 0; i < array_len(bad); i++) {
		struct err refused = { 0 };
		auto_drop(json) json_t *v = answer_with(bad[i][0], bad[i][1]);
		if (change_check_found(&d, &t, v, &refused) || refused.kind != ERR_INPUT)
			fail_msg("taken: %s: %s", bad[i][0], bad[i][1] ? bad[i][1] : "left out");
	}
}

static void
test_hostile_rest(void **state)
{
	(void)state;
	static const char *const bad[][2] = {
		{ "fingerprint", "\"NOT-HEX-NOT-HEX-NOT\"" },
		{ "fingerprint", "7" },
		{ "fingerprint", NULL },
		{ "epoch", "\"1\"" },
		{ "epoch", "-1" },
		{ "sets", "{}" },
		{ "sets", NULL },
		{ "links", "[]" },
		{ "links", "{\"nowhere\":{}}" },
		{ "links", "{\"customers\":{\"id\":[7]}}" },
		{ "links", "{\"customers\":[]}" },
		{ "problems", "[{\"code\":\"odd\"}]" },
		{ "problems", "[{\"code\":\"view\",\"table\":7}]" },
		{ "problems", "{}" },
		{ "notes", "[7]" },
	};
	for (size_t i = 0; i < array_len(bad); i++) {
		struct err refused = { 0 };
		auto_drop(json) json_t *v = answer_with(NULL, NULL);
		if (bad[i][1])
			json_object_set_new(
			    v, bad[i][0], json_loads(bad[i][1], JSON_DECODE_ANY, NULL));
		else
			(void)json_object_del(v, bad[i][0]);
		if (change_check_found(&d, &t, v, &refused) || refused.kind != ERR_INPUT)
			fail_msg("taken: %s: %s", bad[i][0], bad[i][1] ? bad[i][1] : "left out");
	}
	struct err refused = { 0 };
	assert_false(change_check_found(&d, &t, NULL, &refused));
}

static void
test_hostile_receipts(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool good;
	} said[] = {
		{ "{\"committed_at\":\"2026-03-05T10:00:00Z\",\"xid\":\"7\",\"sets\":[]}", true },
		{ "{\"stopped\":{\"why\":\"held\",\"n\":1}}", true },
		{ "{\"stopped\":{\"why\":\"bored\"}}", false },
		{ "{\"stopped\":{\"why\":\"new\",\"collection\":\"nowhere\"}}", false },
		{ "{\"stopped\":{}}", false },
		{ "{}", false },
		{ "[]", false },
		{ "{\"sets\":[]}", false },
		{ "{\"committed_at\":\"2026-03-05T10:00:00Z\",\"sets\":[],\"after\":[{"
		  "\"collection\":"
		  "\"nowhere\",\"n\":0}]}",
		    false },
		{ "{\"committed_at\":\"2026-03-05T10:00:00Z\",\"sets\":[],\"layers\":[{"
		  "\"layer\":"
		  "\"rows\",\"state\":\"spotless\"}]}",
		    false },
		{ "{\"committed_at\":\"2026-03-05T10:00:00Z\",\"sets\":[{"
		  "\"collection\":\"customers\"}]}",
		    false },
	};
	for (size_t i = 0; i < array_len(said); i++) {
		struct err refused = { 0 };
		auto_drop(json) json_t *v = json_loads(said[i].text, 0, NULL);
		assert_non_null(v);
		if (change_check_erased(&d, &t, v, &refused) != said[i].good)
			fail_msg("%s: %s", said[i].good ? "refused" : "taken", said[i].text);
	}
}

/* What was never approved, and what is neither number nor code, is not kept. */
static void
test_receipt(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *approved = json_pack("[o]", json_loads(good_set, 0, NULL));
	auto_drop(json) json_t *said = json_loads(
	    "{\"committed_at\":\"2026-03-05T10:00:00Z\","
	    "\"xid\":\"7 anna\",\"epoch\":3,\"note\":\"anna\","
	    "\"vanished\":99,\"skipped\":-4,\"sets\":["
	    "{\"collection\":\"anna\","
	    "\"category\":\"JBS-C01\",\"table\":\"app.users\",\"key\":[\"anna\"],"
	    "\"verdict\":\"hold\",\"do\":\"delete\",\"set\":{\"name\":null},\"kept\":[],\"n\":70,"
	    "\"why\":[{\"code\":\"rule\","
	    "\"text\":\"anna\"}],\"keys\":[[\"anna\"]],\"mail\":\"anna\"},"
	    "{\"collection\":\"customers\",\"table\":\"anna\",\"do\":\"delete\",\"n\":1}],"
	    "\"after\":[{\"collection\":\"customers\",\"n\":0,\"mail\":\"anna\"}],"
	    "\"files\":{\"app.users\":\"17\",\"anna\":\"1\",\"app.\\\"users\\\"\":\"anna\"},"
	    "\"layers\":[{\"layer\":\"rows\","
	    "\"state\":\"clean\",\"why\":\"anna\",\"until\":\"anna\",\"commands\":"
	    "[\"ANALYZE app.users;\",\"ANALYZE anna;\",\"anna\",\"ANALYZE app.users; anna;\"]}]}",
	    0, NULL);
	assert_non_null(said);
	auto_drop(json) json_t *told = change_receipt(approved, said, a);
	auto_drop(str) char *text = json_dumps(told, JSON_SORT_KEYS | JSON_COMPACT);
	assert_null(strstr(text, "anna"));
	assert_null(strstr(text, "\"keys\""));
	const json_t *sets = json_get(told, "sets"), *set = json_array_get(sets, 0);
	assert_int_equal(json_array_size(sets), 1);
	assert_string_equal(json_str(set, "verdict"), "erase");
	assert_int_equal(json_int_or(set, "n", -1), 1);
	assert_int_equal(json_int_or(told, "vanished", -1), 1);
	assert_int_equal(json_int_or(told, "skipped", -1), 0);
	assert_non_null(strstr(text, "\"commands\":[\"ANALYZE app.users;\"]"));
	assert_non_null(strstr(text, "\"files\":{\"app.users\":\"17\"}"));
	auto_drop(json) json_t *stopped =
	    json_loads("{\"stopped\":{\"why\":\"new\","
		       "\"collection\":\"customers\",\"n\":2,\"mail\":\"anna\"},"
		       "\"mail\":\"anna\"}",
		0, NULL);
	auto_drop(json) json_t *kept = change_receipt(approved, stopped, a);
	auto_drop(str) char *short_text = json_dumps(kept, JSON_SORT_KEYS | JSON_COMPACT);
	assert_string_equal(
	    short_text, "{\"stopped\":{\"collection\":\"customers\",\"n\":2,\"why\":\"new\"}}");
}

/* Of what it is, in whatever order it is said; of nothing else. */
static void
test_digest(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *one = answer_with(NULL, NULL), *other = json_object();
	const char *key;
	json_t *v;
	json_object_foreach(one, key, v)
		json_object_set(other, key, v);
	const char *digest = change_digest(one, a);
	assert_string_equal(change_digest(other, a), digest);
	assert_int_equal(strlen(digest), 64);
	json_object_set_new(other, "fingerprint", json_string("0123456789abcdef0123456789abcdee"));
	assert_string_not_equal(change_digest(other, a), digest);
	json_object_set_new(one, "epoch", json_integer(2));
	assert_string_not_equal(change_digest(one, a), digest);
	auto_drop(json) json_t *keys = answer_with("keys", "[[\"2\"]]");
	assert_string_not_equal(change_digest(keys, a), digest);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_hostile_sets),
		cmocka_unit_test(test_hostile_rest),
		cmocka_unit_test(test_hostile_receipts),
		cmocka_unit_test(test_receipt),
		cmocka_unit_test(test_digest),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
