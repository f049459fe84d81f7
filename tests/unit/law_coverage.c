/* What counts as searched, and when an answer rests on little. */
#include "unit/unit.h"

#include "dossier/coverage.h"

/* "found not-searched": the codes of one source's outcomes. */
static void
add(struct coverage *c, const char *state, const char *codes)
{
	struct outcome o[8];
	size_t n = 0;
	char text[100];
	(void)snprintf(text, sizeof(text), "%s", codes);
	for (char *save, *word = strtok_r(text, " ", &save); word;
	     word = strtok_r(NULL, " ", &save))
		for (int code = 0; code < OUTCOME__MAX; code++)
			if (strcmp(outcome_name((enum outcome_code)code), word) == 0)
				o[n++] = (struct outcome){ .code = (enum outcome_code)code };
	coverage_add(c, state, o, n);
}

static void
sources(void **state)
{
	(void)state;
	static const struct {
		const char *state, *codes;
		int searched, later, not ;
	} rows[] = {
		{ "done", "found", 1, 0, 0 },
		{ "done", "nothing", 1, 0, 0 },
		{ "done", "", 1, 0, 0 },
		{ "done", "nothing not-searched", 1, 0, 0 },
		{ "done", "not-searched not-searched", 0, 0, 1 },
		{ "skipped", "not-searched", 0, 0, 1 },
		{ "skipped", "", 0, 0, 1 },
		{ "failed", "unreachable", 0, 0, 1 },
		/* a round that failed keeps what an earlier one found */
		{ "failed", "found", 1, 0, 0 },
		{ "waiting", "", 0, 0, 1 },
		{ "asked", "written", 0, 1, 0 },
		{ "asked", "asked", 0, 1, 0 },
		{ "ready", "", 0, 1, 0 },
		{ "leased", "", 0, 1, 0 },
		{ "done", "withheld nothing", 1, 0, 0 },
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		struct coverage c = { 0 };
		add(&c, rows[i].state, rows[i].codes);
		if (c.searched != rows[i].searched || c.later != rows[i].later ||
		    c.not != rows[i].not )
			fail_msg("%s (%s): %d %d %d", rows[i].state, rows[i].codes, c.searched,
			    c.later, c.not );
	}
}

static void
little(void **state)
{
	(void)state;
	struct coverage c = { 0 };
	assert_false(coverage_is_little(&c)); /* nothing there is that could be searched */
	add(&c, "done", "nothing");
	assert_false(coverage_is_little(&c));
	add(&c, "done", "not-searched");
	assert_false(coverage_is_little(&c)); /* one of two */
	add(&c, "skipped", "not-searched");
	assert_true(coverage_is_little(&c));
	struct coverage one = { 0 };
	add(&one, "skipped", "");
	assert_true(coverage_is_little(&one));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sources),
		cmocka_unit_test(little),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
