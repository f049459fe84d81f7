/*
 * What check suffices: by right, by what is held and how sensitive it is, and as a register says.
 */
#include "unit/unit.h"

#include "dossier/sufficient.h"

static struct sufficient_law *law;

static int
setup(void **state)
{
	struct err err = { 0 };
	(void)state;
	law = sufficient_law_open(&err);
	if (!law)
		print_error("%s\n", err.text);
	return law ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	sufficient_law_free(law);
	return 0;
}

static struct category
category(const char *id, const char *json)
{
	return (struct category){ .id = id, .json = json_loads(json, 0, NULL) };
}

static void
test_least(void **state)
{
	(void)state;
	static const struct {
		enum right right;
		enum absolute about;
		const char *held, *rules;
		const char *least, *why, *category, *article;
	} cases[] = {
		/* nothing has to be shown, whatever is held */
		{ RIGHT_OBJECTION, ABSOLUTE_MARKETING, "C S", NULL, "none", "absolute", NULL,
		    "GDPR art. 21(2)" },
		{ RIGHT_CONSENT_WITHDRAWAL, ABSOLUTE_CONSENT, "C S", NULL, "none", "absolute", NULL,
		    "GDPR art. 7(3)" },
		{ RIGHT_OBJECTION, ABSOLUTE_NONE, "C", NULL, "on-file", "ordinary", NULL,
		    "GDPR art. 12(6), 5(1)(c)" },
		{ RIGHT_ACCESS, ABSOLUTE_NONE, "", NULL, "given", "nothing-held", NULL,
		    "GDPR art. 12(3), 15(1)" },
		{ RIGHT_ACCESS, ABSOLUTE_NONE, "C", NULL, "on-file", "ordinary", NULL, NULL },
		{ RIGHT_ACCESS, ABSOLUTE_NONE, "M", NULL, "on-file", "ordinary", NULL, NULL },
		{ RIGHT_ACCESS, ABSOLUTE_NONE, "C S", NULL, "strong", "sensitive", "S", NULL },
		{ RIGHT_ERASURE, ABSOLUTE_NONE, "S C", NULL, "strong", "sensitive", "S", NULL },
		{ RIGHT_ACCESS, ABSOLUTE_NONE, "B", NULL, "strong", "sensitive", "B", NULL },
		/* a register asks for more, or for less, of its own */
		{ RIGHT_ACCESS, ABSOLUTE_NONE, "C S", "[{'least':'on-file','reason':'r'}]",
		    "on-file", "register", "C", "GDPR art. 12(6)" },
		{ RIGHT_ACCESS, ABSOLUTE_NONE, "C",
		    "[{'categories':['C'],'least':'strong','reason':'r'}]", "strong", "register",
		    "C", NULL },
		{ RIGHT_ERASURE, ABSOLUTE_NONE, "C",
		    "[{'rights':['access'],'least':'strong','reason':'r'}]", "on-file", "ordinary",
		    NULL, NULL },
		{ RIGHT_ACCESS, ABSOLUTE_NONE, "C",
		    "[{'least':'on-file','reason':'r'},{'categories':['C'],'least':'eid','reason':'"
		    "r'}]",
		    "eid", "register", "C", NULL },
		{ RIGHT_ACCESS, ABSOLUTE_NONE, "", "[{'least':'eid','reason':'r'}]", "given",
		    "nothing-held", NULL, NULL },
	};
	struct category all[] = { category("C", "{}"),
		category("M", "{\"sensitivity\":[\"financial\",\"free-text\"]}"),
		category("S", "{\"legal_basis\":[{\"article\":\"9(2)(a)\"}]}"),
		category("B", "{\"sensitivity\":[\"national-number\"]}") };
	for (size_t i = 0; i < array_len(cases); i++) {
		const struct category *held[array_len(all) + 1] = { NULL };
		size_t n = 0;
		for (const char *c = cases[i].held; *c; c++)
			for (size_t k = 0; k < array_len(all); k++)
				if (all[k].id[0] == *c)
					held[n++] = &all[k];
		char rules[200] = "[]";
		if (cases[i].rules)
			(void)snprintf(rules, sizeof(rules), "%s", cases[i].rules);
		for (char *c = rules; *c; c++)
			*c = *c == '\'' ? '"' : *c;
		auto_drop(json) json_t *list = json_loads(rules, 0, NULL);
		assert_non_null(list);
		const struct sufficient_asked x = { .right = cases[i].right,
			.about = cases[i].about,
			.held = held,
			.rules = list };
		struct sufficient s;
		sufficient_for(law, &x, &s);
		if (strcmp(check_level_words[s.least], cases[i].least) != 0 ||
		    strcmp(sufficient_words[s.why], cases[i].why) != 0 ||
		    (cases[i].category != NULL) != (s.category != NULL) ||
		    (s.category && strcmp(s.category, cases[i].category) != 0))
			fail_msg("case %zu: %s, %s, %s", i, check_level_words[s.least],
			    sufficient_words[s.why], s.category ? s.category : "no category");
		if (cases[i].article)
			assert_string_equal(s.article, cases[i].article);
		assert_true(s.least != CHECK_DOCUMENT); /* never asked for as a rule */
	}
	for (size_t k = 0; k < array_len(all); k++)
		json_decref((json_t *)(uintptr_t)all[k].json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_least) };
	return cmocka_run_group_tests(tests, setup, teardown);
}
