/* The day after a hold: what was approved before counts; nothing that came since or was done. */
#include "unit/unit.h"

#include "../../src/change/change_private.h"

static json_t *
parsed(const char *text)
{
	json_t *v = json_loads(text, 0, NULL);
	assert_non_null(v);
	return v;
}

static void
is(const char *approved, const char *found, const char *wanted)
{
	auto_drop(json) json_t *sets = parsed(approved), *all = json_object(),
			       *want = parsed(wanted), *known = json_object();
	json_object_set_new(all, "sets", parsed(found));
	change_add_known(known, sets);
	const struct change_found now = { .found = all };
	auto_drop(json) json_t *got = change_known(&now, known);
	if (!json_equal(got, want)) {
		char *text = json_dumps(got, JSON_COMPACT);
		fail_msg("got %s", text);
	}
}

static void
known(void **state)
{
	(void)state;
	/* what came since is left out, and a set of nothing else with it */
	is("[{\"collection\":\"c\",\"do\":\"nothing\",\"keys\":[[\"1\"],[\"2\"]]}]",
	    "[{\"collection\":\"c\",\"do\":\"delete\",\"n\":2,\"keys\":[[\"2\"],[\"3\"]]},"
	    "{\"collection\":\"d\",\"do\":\"delete\",\"n\":1,\"keys\":[[\"1\"]]}]",
	    "[{\"collection\":\"c\",\"do\":\"delete\",\"n\":1,\"keys\":[[\"2\"]]}]");
	/* what was written over is not again, but where something else is written */
	is("[{\"collection\":\"c\",\"do\":\"anonymise\",\"set\":{\"a\":null},\"keys\":[[\"1\"]]},"
	   "{\"collection\":\"c\",\"do\":\"nothing\",\"keys\":[[\"2\"]]}]",
	    "[{\"collection\":\"c\",\"do\":\"anonymise\",\"set\":{\"a\":null},\"n\":2,"
	    "\"keys\":[[\"1\"],[\"2\"]]}]",
	    "[{\"collection\":\"c\",\"do\":\"anonymise\",\"set\":{\"a\":null},\"n\":1,"
	    "\"keys\":[[\"2\"]]},"
	    "{\"collection\":\"c\",\"do\":\"nothing\",\"set\":{\"a\":null},\"n\":1,"
	    "\"keys\":[[\"1\"]]}]");
	is("[{\"collection\":\"c\",\"do\":\"anonymise\",\"set\":{\"a\":null},\"keys\":[[\"1\"]]}]",
	    "[{\"collection\":\"c\",\"do\":\"anonymise\",\"set\":{\"a\":null,\"b\":\"x\"},"
	    "\"n\":1,\"keys\":[[\"1\"]]}]",
	    "[{\"collection\":\"c\",\"do\":\"anonymise\",\"set\":{\"a\":null,\"b\":\"x\"},"
	    "\"n\":1,\"keys\":[[\"1\"]]}]");
	/* a later round that wrote nothing takes nothing back */
	is("[{\"collection\":\"c\",\"do\":\"anonymise\",\"set\":{\"a\":null},\"keys\":[[\"1\"]]},"
	   "{\"collection\":\"c\",\"do\":\"nothing\",\"set\":{\"a\":null},\"keys\":[[\"1\"]]}]",
	    "[{\"collection\":\"c\",\"do\":\"anonymise\",\"set\":{\"a\":null},\"n\":1,"
	    "\"keys\":[[\"1\"]]}]",
	    "[{\"collection\":\"c\",\"do\":\"nothing\",\"set\":{\"a\":null},\"n\":1,"
	    "\"keys\":[[\"1\"]]}]");
	/* a composite key is one */
	is("[{\"collection\":\"c\",\"do\":\"nothing\",\"keys\":[[\"1\",\"2\"]]}]",
	    "[{\"collection\":\"c\",\"do\":\"delete\",\"n\":2,"
	    "\"keys\":[[\"1\",\"2\"],[\"2\",\"1\"]]}]",
	    "[{\"collection\":\"c\",\"do\":\"delete\",\"n\":1,\"keys\":[[\"1\",\"2\"]]}]");
}

static void
idle(void **state)
{
	(void)state;
	auto_drop(json) json_t *none = parsed("[{\"do\":\"nothing\"},{\"do\":\"nothing\"}]"),
			       *some = parsed("[{\"do\":\"nothing\"},{\"do\":\"anonymise\"}]");
	assert_false(change_does_anything(none));
	assert_true(change_does_anything(some));
	assert_false(change_is_idle(&(struct change_found){ .row = { .counts = NULL } }));
	assert_false(change_is_idle(&(struct change_found){ .row = { .counts = "{}" } }));
	assert_true(
	    change_is_idle(&(struct change_found){ .row = { .counts = "{\"idle\":true}" } }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known),
		cmocka_unit_test(idle),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
