/* The table of rights: complete, by name and back, and what follows from its rows. */
#include "unit/unit.h"

#include "dossier/mem.h"
#include "dossier/rights.h"

#define BIT(x) (1u << (x))

static void
names(void **state)
{
	(void)state;
	for (int r = 0; r < RIGHT__MAX; r++) {
		const struct right_rule *rule = right_rule((enum right)r);
		enum right parsed;
		assert_non_null(rule->article);
		assert_true(right_parse(rule->name, &parsed, NULL));
		assert_int_equal(parsed, r);
	}
	enum right r;
	struct err err = { 0 };
	assert_false(right_parse("fiets", &r, &err));
	assert_err(&err, ERR_USAGE, "access, rectification, erasure");
	for (int a = 0; a < ACTION__MAX; a++) {
		enum action parsed;
		assert_true(action_parse(action_name((enum action)a), &parsed));
		assert_int_equal(parsed, a);
	}
	enum action a;
	assert_false(action_parse("paint", &a));
}

/* Art. 28(3)(e): whatever is asked, what is a customer's is the customer's to answer. */
static void
every_right_is_forwarded(void **state)
{
	(void)state;
	assert_int_equal(rights_needing(ACTION_FORWARD), BIT(RIGHT__MAX) - 1);
}

static void
copies(void **state)
{
	(void)state;
	assert_int_equal(
	    rights_needing(ACTION_COLLECT), BIT(RIGHT_ACCESS) | BIT(RIGHT_PORTABILITY));
}

/* Art. 19 follows rectification, erasure and restriction, and no other. */
static void
recipients_are_told(void **state)
{
	(void)state;
	unsigned told = 0;
	for (int r = 0; r < RIGHT__MAX; r++)
		if (right_rule((enum right)r)->rests_on & BIT(DEMAND_RECIPIENTS))
			told |= BIT(r);
	assert_int_equal(told, rights_needing(ACTION_NOTIFY));
	for (int r = 0; r < RIGHT__MAX; r++)
		assert_int_equal((told & BIT(r)) != 0,
		    (right_letters((enum right)r, ABSOLUTE_NONE) & BIT(LETTER_NOTIFY)) != 0);
	assert_int_equal(
	    told, BIT(RIGHT_RECTIFICATION) | BIT(RIGHT_ERASURE) | BIT(RIGHT_RESTRICTION));
}

/* Who asks is checked first, but where direct marketing or use on consent stops (21(2), 7(3)). */
static void
identity(void **state)
{
	(void)state;
	for (int r = 0; r < RIGHT__MAX; r++) {
		const struct right_rule *rule = right_rule((enum right)r);
		assert_int_equal(
		    right_wants_check((enum right)r, ABSOLUTE_NONE), r != RIGHT_CONSENT_WITHDRAWAL);
		assert_false(rule->absolute && right_wants_check((enum right)r, rule->absolute));
	}
}

/* Art. 11(2) names 15 to 20, and no other. */
static void
article_11(void **state)
{
	unsigned set_aside = 0;
	(void)state;
	for (int r = 0; r < RIGHT__MAX; r++)
		set_aside |= right_rule((enum right)r)->by_article_11 ? BIT(r) : 0;
	assert_int_equal(set_aside,
	    BIT(RIGHT_ACCESS) | BIT(RIGHT_RECTIFICATION) | BIT(RIGHT_ERASURE) |
		BIT(RIGHT_RESTRICTION) | BIT(RIGHT_PORTABILITY));
}

/* What is never extended or charged says why; the first copy alone is a copy (15(3)). */
static void
time_and_money(void **state)
{
	(void)state;
	for (int r = 0; r < RIGHT__MAX; r++) {
		const struct right_rule *rule = right_rule((enum right)r);
		assert_true((rule->extended && rule->fees) || rule->absolute != ABSOLUTE_NONE);
	}
	assert_int_equal(rights_charged(FEE_FURTHER_COPY), BIT(RIGHT_ACCESS));
	assert_int_equal(
	    rights_charged(FEE_EXCESSIVE) | BIT(RIGHT_CONSENT_WITHDRAWAL), BIT(RIGHT__MAX) - 1);
	assert_int_equal(rights_charged(FEE_EXCESSIVE), rights_charged(FEE_UNFOUNDED));
}

/* A letter follows from what can be decided; what was done is told by one, or in its archive. */
static void
letters(void **state)
{
	(void)state;
	for (int r = 0; r < RIGHT__MAX; r++) {
		const struct right_rule *rule = right_rule((enum right)r);
		unsigned l = right_letters((enum right)r, ABSOLUTE_NONE);
		assert_true(l & BIT(LETTER_REFUSAL));
		assert_int_equal((l & BIT(LETTER_EXTENSION)) != 0, rule->extended);
		assert_int_equal((l & BIT(LETTER_FEE)) != 0, rule->fees != 0);
		assert_int_equal(
		    (l & BIT(LETTER_QUESTION_IDENTITY)) != 0, rule->verification == VERIFY_FIRST);
		/* what stops at once is neither extended, charged, refused nor asked about */
		assert_int_equal(right_letters((enum right)r, ABSOLUTE_MARKETING),
		    l &
			(BIT(LETTER_DONE) | BIT(LETTER_CLOSE_MISDIRECTED) |
			    BIT(LETTER_CLOSE_DECEASED)));
		assert_int_equal(
		    (l & BIT(LETTER_DONE)) == 0, (rule->actions & BIT(ACTION_COLLECT)) != 0);
	}
}

/* The table of docs/deadlines.md has these rows. */
static void
documented(void **state)
{
	static const char *const said[] = {
		[ABSOLUTE_NONE] = "",
		[ABSOLUTE_MARKETING] = " (not marketing: 21(3))",
		[ABSOLUTE_CONSENT] = "never (7(3))",
	};
	static char docs[65536];
	(void)state;
	FILE *f = fopen("docs/deadlines.md", "r");
	assert_non_null(f);
	docs[fread(docs, 1, sizeof(docs) - 1, f)] = '\0';
	(void)fclose(f);
	for (int r = 0; r < RIGHT__MAX; r++) {
		const struct right_rule *rule = right_rule((enum right)r);
		auto_drop(buf) struct buf b = { 0 };
		buf_addf(&b, "\n| %s | %s | %s%s | %s%s | ", rule->name, rule->article,
		    rule->verification == VERIFY_FIRST ? "first" : "", said[rule->absolute],
		    rule->extended ? "yes" : "", said[rule->absolute]);
		const char *comma = "";
		for (int g = 0; g < FEE__MAX; g++)
			if (rule->fees & BIT(g)) {
				buf_addf(&b, "%s`%s`", comma, fee_ground_name((enum fee_ground)g));
				comma = ", ";
			}
		buf_addf(&b, "%s | %s |\n", said[rule->absolute],
		    right_letters((enum right)r, ABSOLUTE_NONE) & BIT(LETTER_DONE) ? "`done`"
										   : "its archive");
		if (!strstr(docs, b.data))
			fail_msg("docs/deadlines.md lacks the row%s", b.data);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(every_right_is_forwarded),
		cmocka_unit_test(copies),
		cmocka_unit_test(recipients_are_told),
		cmocka_unit_test(identity),
		cmocka_unit_test(article_11),
		cmocka_unit_test(time_and_money),
		cmocka_unit_test(letters),
		cmocka_unit_test(documented),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
