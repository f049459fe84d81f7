/*
 * Who may run which command, about a request in which state: every role, row, option and state, as
 * tests/data/who_may.txt has it. What the table says is asked where a request is opened
 * (dossier_acts.c).
 */
#include "../../src/cli/cli.h"
#include "unit/unit.h"

static const char *const roles[] = { "officer", "handler", "approver", "dpo", "auditor", "admin" };

/* "lsc--": in which of the states; "yes": it is of no request; "no". */
static const char *
cell(enum act act, const char *role, char text[STATE__MAX + 1])
{
	if (!act_may(act, role))
		return "no";
	if (!act_is_of_request(act))
		return "yes";
	for (enum request_state s = 0; s < STATE__MAX; s++)
		text[s] = act_in(act, s) ? "lscax"[s] : '-';
	text[STATE__MAX] = '\0';
	return text;
}

static void
put_row(const char *name, enum act act, struct buf *out)
{
	char text[STATE__MAX + 1];
	buf_addf(out, "%-32s", name);
	for (size_t i = 0; i < array_len(roles); i++)
		buf_addf(out, " %-8s", cell(act, roles[i], text));
	while (out->data[out->len - 1] == ' ')
		out->data[--out->len] = '\0';
	buf_addc(out, '\n');
}

static void
put_command(const struct command *c, struct arena *a, struct buf *out)
{
	const char *name =
	    arena_printf(a, "%s%s%s", c->noun, c->verb ? " " : "", c->verb ? c->verb : "");
	put_row(name, c->act, out);
	for (const struct opt *o = c->opts; o && o->name; o++)
		if (o->act)
			put_row(arena_printf(a, "%s --%s", name, o->name), o->act, out);
}

static void
as_the_file_has_it(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(buf) struct buf out = { 0 };
	buf_adds(&out,
	    "# l(ogged) s(earching) c(ollected) a(nswered) x (closed): while a request is that; "
	    "yes: it is of none\n");
	buf_addf(&out, "%-32s", "#");
	for (size_t i = 0; i < array_len(roles); i++)
		buf_addf(&out, i + 1 < array_len(roles) ? " %-8s" : " %s\n", roles[i]);
	for (size_t g = 0; cli_groups[g]; g++)
		for (const struct command *c = cli_groups[g]; c->noun; c++)
			put_command(c, a, &out);
	FILE *f = fopen("tests/data/who_may.txt", "r");
	assert_non_null(f);
	char *want = arena_alloc(a, out.len + 2);
	size_t n = fread(want, 1, out.len + 1, f);
	want[n] = '\0';
	(void)fclose(f);
	if (strcmp(want, out.data) != 0)
		(void)fprintf(stderr, "%s", out.data);
	assert_string_equal(want, out.data);
}

/* Nobody decides who must not: the dpo (art. 38(6)), who only looks, and who lets people in. */
static void
who_decides_nothing(void **state)
{
	(void)state;
	for (enum act act = ACT_SEE; act < ACT__MAX; act++) {
		bool looks = act == ACT_SEE || act == ACT_READ_LETTER || act == ACT_HOLDS;
		assert_true(looks == act_may(act, "auditor"));
		/* who advises reads what is advised on (art. 38(2)) */
		bool advises = looks || act == ACT_ADVISE || act == ACT_READ;
		assert_true(advises == act_may(act, "dpo"));
		assert_false(act_may(act, "admin"));
		/* what is not erased in spite of who asks is for an officer to say */
		assert_true(act == ACT_HOLD || act_may(act, "officer") == act_may(act, "handler"));
		assert_false(act == ACT_HOLD && act_may(act, "handler"));
		assert_false(act_may(act, "of"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_the_file_has_it),
		cmocka_unit_test(who_decides_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
