/* What is to be corrected, as it is said, against a register. */
#include "dossier/correction.h"
#include "dossier/mem.h"
#include "unit/unit.h"

static const char shop_json[] =
    "{\"collections\":["
    "{\"name\":\"customers\",\"category\":\"C1\",\"rectify\":[\"name\",\"phone\"],"
    "\"columns\":{\"name\":{\"label\":{\"nl\":\"Uw naam\",\"en\":\"Your name\"}}}},"
    "{\"name\":\"orders\",\"category\":\"C2\",\"fields\":[{\"name\":\"note\"}]},"
    "{\"name\":\"pets\",\"category\":\"C2\",\"rectify\":[\"name\"],"
    "\"fields\":[{\"name\":\"name\",\"label\":\"Dier\"}]}]}";

static struct system shop, twin;
static struct system systems[2];
static struct inventory inv;
static const char *const any[] = { NULL }, *const c1[] = { "C1", NULL },
			 *const c2[] = { "C2", NULL };

/* Two systems have the same collections: each column is one all the same. */
static int
setup(void **state)
{
	(void)state;
	shop.json = twin.json = json_loads(shop_json, 0, NULL);
	systems[0] = shop;
	systems[1] = twin;
	inv.systems = systems;
	inv.nsystems = 2;
	return shop.json ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	json_decref((json_t *)(uintptr_t)shop.json);
	return 0;
}

static void
read_as(const char *const *said, size_t n, const char *const *categories, const char *values,
    const char *ids)
{
	struct err err = { 0 };
	struct correction c;
	assert_ok(correction_read(&inv, said, n, categories, &c, &err), &err);
	auto_drop(str) char *got = json_dumps(c.values, JSON_COMPACT | JSON_SORT_KEYS);
	auto_drop(str) char *of = json_dumps(c.categories, JSON_COMPACT);
	assert_string_equal(got, values);
	assert_string_equal(of, ids);
	correction_drop(&c);
}

static void
what_is_said(void **state)
{
	static const char *const one[] = { "phone=" },
				 *const two[] = { "customers.name=A=B", "pets.name= Rex " },
				 *const named[] = { "name=X" };
	(void)state;
	read_as(one, 1, any, "{\"customers\":{\"phone\":null}}", "[\"C1\"]");
	read_as(two, 2, any, "{\"customers\":{\"name\":\"A=B\"},\"pets\":{\"name\":\" Rex \"}}",
	    "[\"C1\",\"C2\"]");
	read_as(named, 1, c1, "{\"customers\":{\"name\":\"X\"}}", "[\"C1\"]");
	read_as(named, 1, c2, "{\"pets\":{\"name\":\"X\"}}", "[\"C2\"]");
}

static void
refused(const char *said, const char *const *categories, enum err_kind kind, const char *text)
{
	struct err err = { 0 };
	struct correction c;
	assert_false(correction_read(&inv, &said, 1, categories, &c, &err));
	if (err.kind != kind || !strstr(err.text, text))
		fail_msg("%s: %d, \"%s\"", said, err.kind, err.text);
	assert_null(strstr(err.text, "Jansen"));
}

static void
what_may_not(void **state)
{
	char large[CORRECTION_MAX + 16] = "phone=";
	(void)state;
	memset(large + 6, 'x', CORRECTION_MAX + 1);
	refused("Jansen", any, ERR_USAGE, "expected [COLLECTION.]COLUMN=VALUE");
	refused("=Jansen", any, ERR_USAGE, "expected");
	refused("Jansen=x", any, ERR_DENIED, "customers.name, customers.phone, pets.name;");
	refused("note=Jansen", any, ERR_DENIED, "nobody");
	refused("orders.note=Jansen", any, ERR_DENIED, "nobody");
	refused("phone=Jansen", c2, ERR_DENIED, "it may be: pets.name;");
	refused("name=Jansen", any, ERR_USAGE, "one of customers.name, pets.name");
	refused("phone=Jansen\n", any, ERR_USAGE, "the value holds");
	refused("phone=\x1b[2J", any, ERR_USAGE, "the value holds");
	refused("phone=\xff", any, ERR_USAGE, "the value holds");
	refused(large, any, ERR_USAGE, "at most 1000 bytes");
	large[6 + CORRECTION_MAX] = '\0';
	const char *fits = large;
	struct err err = { 0 };
	struct correction c;
	assert_ok(correction_read(&inv, &fits, 1, any, &c, &err), &err);
	correction_drop(&c);
	const char *const twice[] = { "phone=1", "customers.phone=2" };
	assert_false(correction_read(&inv, twice, 2, any, &c, &err));
	assert_non_null(strstr(err.text, "--set 2: customers.phone was said before"));
}

static void
what_it_is_called(void **state)
{
	auto_drop(arena) struct arena *a = arena_new();
	(void)state;
	assert_string_equal(correction_label(&inv, "customers", "name", "en", a), "Your name");
	assert_string_equal(correction_label(&inv, "customers", "name", "nl", a), "Uw naam");
	assert_string_equal(correction_label(&inv, "pets", "name", "nl", a), "Dier");
	assert_string_equal(correction_label(&inv, "customers", "phone", "nl", a), "Phone");
	assert_string_equal(correction_label(&inv, "none", "last_seen", "nl", a), "Last seen");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_said),
		cmocka_unit_test(what_may_not),
		cmocka_unit_test(what_it_is_called),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
