/* reg_diff: nothing for the same, one line for each change, by id and not by place. */
#include "unit/register_help.h"

struct change {
	const char *name;
	const char *from, *to;
	const char *line; /* the one expected; NULL: none */
};

#define R02                                                                                        \
	",\n    {\n      \"id\": \"BAK-R02\", \"name\": null, \"described_as\": \"onze bezorger\"" \
	", \"role\": \"independent\",\n      \"transfer\": { \"mechanisms\": [\"none-needed\"] }"  \
	", \"dpa\": \"not-applicable\", \"received\": \"nobody\"\n    }"
#define CABINET                                                                                    \
	",\n    { \"id\": \"cabinet\", \"name\": { \"nl\": \"Kast\" }, \"connector\": \"manual\"," \
	" \"categories\": [\"BAK-C01\"] }"

static const struct change changes[] = {
	{ "period", "\"period\": \"P2Y\"", "\"period\": \"P6M\"",
	    "category BAK-C01: retention period 2 years -> 6 months" },
	{ "one of a period", "\"period\": \"P2Y\"", "\"period\": \"P1Y\"",
	    "category BAK-C01: retention period 2 years -> 1 year" },
	{ "no period any more", "\"period\": \"P7Y\"", "\"period\": null",
	    "category BAK-C02: retention period 7 years -> none" },
	{ "role", "\"role\": \"controller\",\n      \"examples\": \"wat",
	    "\"role\": \"joint\",\n      \"examples\": \"wat",
	    "category BAK-C02: role \"controller\" -> \"joint\"" },
	{ "flag", "\"line\": 21, \"provided\": true", "\"line\": 21, \"provided\": false",
	    "category BAK-C02: provided yes -> no" },
	{ "legal basis", "\"6(1)(c)\", \"stated\": true", "\"6(1)(c)\", \"stated\": false",
	    "category BAK-C02: legal basis 6(1)(c) stated yes -> no" },
	{ "recipient removed", R02, "", "recipient BAK-R02: removed" },
	{ "system removed", CABINET, "", "system cabinet: removed" },
	{ "controller added", "\"controllers\": [",
	    "\"controllers\": [ { \"id\": \"b\", \"name\": \"B\" }, ", "controller b: added" },
	{ "element added",
	    "\"id\": \"cabinet\", \"name\": { \"nl\": \"Kast\" }, \"connector\": \"manual\", "
	    "\"categories\": [\"BAK-C01\"]",
	    "\"id\": \"cabinet\", \"name\": { \"nl\": \"Kast\" }, \"connector\": \"manual\", "
	    "\"categories\": [\"BAK-C02\", \"BAK-C01\"]",
	    "system cabinet: category BAK-C02 added" },
	{ "setting", "\"secret\": \"shop-dsn\"", "\"secret\": \"shop2-dsn\"",
	    "system shop: settings dsn secret \"shop-dsn\" -> \"shop2-dsn\"" },
	{ "table", "\"shop.orders\"", "\"shop.order\"",
	    "system shop: collection orders table \"shop.orders\" -> \"shop.order\"" },
	{ "field", "{ \"name\": \"city\" }", "{ \"name\": \"city\", \"provided\": true }",
	    "system leads: collection leads field city provided none -> yes" },
	{ "right gone", ", { \"right\": \"rectification\" }", "",
	    "organisation: right rectification removed" },
	{ "promise", "\"within\": \"P4W\"", "\"within\": \"P3W\"",
	    "organisation: promise within 4 weeks -> 3 weeks" },
	{ "rule of erasure", "\"shop.orders\"",
	    "\"shop.orders\", \"erase\": { \"do\": \"delete\" }",
	    "system shop: collection orders erase none -> {\"do\":\"delete\"}" },
	{ "null for nothing", "\"vat\": null,", "", NULL },
	{ "long text", "\"text\": \"Het kost u niets.\"",
	    "\"text\": \"Het kost u niets, tenzij het verzoek kennelijk ongegrond of "
	    "buitensporig is.\"",
	    "organisation: fees text \"Het kost u niets.\" -> \"Het kost u niets, "
	    "tenzij het verzoek kennelijk ongegrond of..." },
};

static void
tells(void **state)
{
	const struct change *change = *state;
	char *good = help_read(REGISTER_SMALL),
	     *text = help_replace(good, change->from, change->to);
	struct reg *from = help_reg(good), *to = help_reg(text);
	struct arena *a = arena_new();
	struct text_list d = reg_diff(from, to, a);
	for (size_t i = 0; i < d.n; i++)
		if (!change->line || strcmp(d.items[i], change->line) != 0)
			fail_msg("%s: %s", change->name, d.items[i]);
	assert_int_equal(d.n, change->line ? 1 : 0);
	arena_free(a);
	reg_free(to);
	reg_free(from);
	free(text);
	free(good);
}

static void
order_is_no_change(void **state)
{
	char *good = help_read(REGISTER_SMALL);
	char *less = help_replace(good, CABINET, "");
	char *text = help_replace(less, "\"systems\": [",
	    "\"systems\": [\n    { \"categories\": [\"BAK-C01\"], \"id\": \"cabinet\", "
	    "\"connector\": \"manual\", \"name\": { \"nl\": \"Kast\" } },");
	struct reg *from = help_reg(good), *to = help_reg(text);
	struct arena *a = arena_new();
	(void)state;
	assert_int_equal(reg_diff(from, to, a).n, 0);
	assert_int_equal(reg_diff(to, from, a).n, 0);
	arena_free(a);
	reg_free(to);
	reg_free(from);
	free(text);
	free(less);
	free(good);
}

int
main(void)
{
	static struct CMUnitTest tests[array_len(changes) + 1];
	for (size_t i = 0; i < array_len(changes); i++)
		tests[i] = (struct CMUnitTest){ .name = changes[i].name,
			.test_func = tells,
			.initial_state = (void *)(uintptr_t)&changes[i] };
	tests[array_len(changes)] = (struct CMUnitTest)cmocka_unit_test(order_is_no_change);
	return cmocka_run_group_tests(tests, help_templates, help_templates_gone);
}
