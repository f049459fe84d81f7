/* What a hold must rest on: a concrete claim, or a statute that is one and covers the category. */
#include "dossier/hold.h"
#include "unit/unit.h"

static struct retention_law *law;

static int
open_law(void **state)
{
	struct err err = { 0 };
	(void)state;
	law = retention_law_open(&err);
	return law ? 0 : -1;
}

static int
close_law(void **state)
{
	(void)state;
	retention_law_free(law);
	return 0;
}

static const struct date today = { 2026, 12, 1 };

static void
disputes(void **state)
{
	static const char *const no[] = { "", "   ", "you never know", "You never know!",
		"Je weet maar nooit.", "claim", "legal hold", "for the future, just in case",
		"voor de zekerheid, je weet maar nooit", "a dispute", "possible claims x",
		"... --- ...", "a b c d e f", "je weet maar nooit wat er nog komt",
		"we would like to keep all of this", "misschien komt er een geschil",
		"zeker weten doe je nooit", "wij willen het graag houden" };
	static const char *const yes[] = { "Anna de Vries disputes invoice 2026-114",
		"Geschil met A. de Vries over factuur 2026-114, rechtbank Utrecht",
		"BW 3:310: vordering schade van 3 maart 2026",
		"You never know, but the customer sued about the repair of May" };
	(void)state;
	struct err err = { 0 };
	for (size_t i = 0; i < array_len(no); i++) {
		err_clear(&err);
		if (hold_check_dispute(no[i], &err))
			fail_msg("\"%s\" is a claim", no[i]);
		assert_err(&err, ERR_DENIED, "17(3)(e)");
	}
	err_clear(&err);
	assert_false(hold_check_dispute(NULL, &err));
	assert_err(&err, ERR_DENIED, "17(3)(e)");
	for (size_t i = 0; i < array_len(yes); i++) {
		err_clear(&err);
		assert_ok(hold_check_dispute(yes[i], &err), &err);
	}
	err_clear(&err);
	assert_false(hold_check_dispute("A dispute with \xe2\x80\xae Anna about it", &err));
	assert_err(&err, ERR_USAGE, "");
}

static void
reviews(void **state)
{
	static const struct {
		struct date d;
		bool ok;
	} rows[] = { { { 0 }, false }, { { 2026, 12, 1 }, false }, { { 2026, 11, 30 }, false },
		{ { 2026, 12, 2 }, true }, { { 2027, 12, 1 }, true }, { { 2027, 12, 2 }, false } };
	(void)state;
	for (size_t i = 0; i < array_len(rows); i++) {
		struct err err = { 0 };
		if (hold_check_review(rows[i].d, today, &err) != rows[i].ok)
			fail_msg("row %zu: %s", i, err.text);
		if (!rows[i].ok)
			assert_err(&err, ERR_DENIED, "2027-12-01");
	}
}

static void
statutes(void **state)
{
	static const struct {
		const char *name, *country, *id;
		enum err_kind kind;
		const char *part;
	} rows[] = {
		{ "NL-AWR52", "NL", "NL-AWR52", ERR_NONE, NULL },
		{ "nl-awr52", "NL", "NL-AWR52", ERR_NONE, NULL },
		{ "AWR 52", "NL", "NL-AWR52", ERR_NONE, NULL },
		{ "BW 2:10", "NL", "NL-BW2:10", ERR_NONE, NULL },
		{ "AWR 521", "NL", NULL, ERR_USAGE, "no basis" },
		{ "you never know", "NL", NULL, ERR_USAGE, "no basis" },
		{ "NL-SOLL", "NL", NULL, ERR_DENIED, "norm" },
		{ "NL-CAM", "NL", NULL, ERR_DENIED, "17(3)(b)" },
		{ "BE-VAT60", "NL", NULL, ERR_DENIED, "law of BE" },
		{ "AWR 52", "BE", NULL, ERR_USAGE, "no basis" },
		{ "NL-WGBO", "NL", NULL, ERR_DENIED, "yields" },
		{ "NL-WWFT33", "NL", "NL-WWFT33", ERR_NONE, NULL },
	};
	(void)state;
	for (size_t i = 0; i < array_len(rows); i++) {
		struct err err = { 0 };
		const struct retention_basis *b =
		    hold_statute(law, rows[i].name, rows[i].country, &err);
		if (!rows[i].id) {
			assert_null(b);
			assert_err(&err, rows[i].kind, rows[i].part);
			continue;
		}
		assert_ok(b != NULL, &err);
		assert_string_equal(b->id, rows[i].id);
	}
}

/* AWR 52 on invoices; not on a newsletter, nor on a telephone number. */
static void
covers(void **state)
{
	(void)state;
	auto_drop(json) json_t *invoices =
	    json_loads("{\"retention\":{\"basis\":\"NL-AWR52\"}}", 0, NULL);
	auto_drop(json) json_t *account =
	    json_loads("{\"retention\":{\"basis\":\"NL-AWR52\",\"extent\":\"part\"}}", 0, NULL);
	auto_drop(json) json_t *shop =
	    json_loads("{\"collections\":[{\"name\":\"people\",\"category\":\"C2\","
		       "\"erase\":{\"holds\":[{\"basis\":\"NL-AWR52\",\"columns\":[\"name\"]}]}},"
		       "{\"name\":\"letters\",\"category\":\"C2\",\"erase\":{\"do\":\"delete\"}},"
		       "{\"name\":\"bills\",\"category\":\"C1\",\"erase\":{\"holds\":[{\"basis\":"
		       "\"NL-AWR52\"}]}}]}",
		0, NULL);
	const struct category c1 = { .id = "C1", .json = invoices };
	const struct category c2 = { .id = "C2", .json = account };
	const struct system system = { .id = "shop", .json = shop };
	const struct inventory inv = { .systems = &system, .nsystems = 1 }, none = { 0 };
	static const char *const name[] = { "name", NULL }, *const phone[] = { "phone", NULL };
	const struct {
		struct hold_scope x;
		const char *basis;
		bool ok, rule, columns;
	} rows[] = {
		{ { &inv, &c1, NULL, NULL, NULL }, "NL-AWR52", true, true, false },
		{ { &none, &c1, NULL, NULL, NULL }, "NL-AWR52", true, false, false },
		{ { &none, &c2, NULL, NULL, NULL }, "NL-AWR52", false, false, false },
		{ { &inv, &c1, "shop", "bills", phone }, "NL-AWR52", true, true, false },
		{ { &inv, &c1, "stripe", NULL, NULL }, "NL-AWR52", true, false, false },
		{ { &inv, &c2, NULL, NULL, NULL }, "NL-AWR52", false, true, false },
		{ { &inv, &c2, "shop", "people", NULL }, "NL-AWR52", true, true, true },
		{ { &inv, &c2, "shop", "people", name }, "NL-AWR52", true, true, true },
		{ { &inv, &c2, "shop", "people", phone }, "NL-AWR52", false, true, true },
		{ { &inv, &c2, "shop", "letters", NULL }, "NL-AWR52", false, false, false },
		{ { &inv, &c1, NULL, NULL, NULL }, "NL-OSS", false, false, false },
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		struct err err = { 0 };
		json_t *columns;
		bool rule;
		const struct retention_basis *b = hold_statute(law, rows[i].basis, "NL", &err);
		if (hold_check_covers(b, &rows[i].x, &columns, &rule, &err) != rows[i].ok)
			fail_msg("row %zu: %s", i, err.text);
		if (!rows[i].ok)
			assert_err(&err, ERR_DENIED, "17(3)(b)");
		assert_int_equal(rule, rows[i].rule);
		assert_int_equal(columns != NULL, rows[i].columns);
		json_decref(columns);
	}
}

/* By its law or in part; what one system keeps of a part, no other need to. */
static void
kept_there(void **state)
{
	(void)state;
	auto_drop(json) json_t *whole =
	    json_loads("{\"retention\":{\"basis\":\"NL-AWR52\"}}", 0, NULL);
	auto_drop(json) json_t *part =
	    json_loads("{\"retention\":{\"basis\":\"NL-AWR52\",\"extent\":\"part\"}}", 0, NULL);
	auto_drop(json) json_t *norm =
	    json_loads("{\"retention\":{\"basis\":\"NL-SOLL\"}}", 0, NULL);
	auto_drop(json) json_t *shop =
	    json_loads("{\"collections\":[{\"name\":\"people\",\"category\":\"C2\","
		       "\"erase\":{\"holds\":[{\"basis\":\"NL-AWR52\",\"columns\":[\"name\"]}]}}]}",
		0, NULL);
	const struct category c1 = { .id = "C1", .json = whole }, c2 = { .id = "C2", .json = part },
			      c3 = { .id = "C3", .json = norm };
	const struct system system = { .id = "shop", .json = shop };
	const struct inventory inv = { .systems = &system, .nsystems = 1 }, none = { 0 };
	const struct {
		struct hold_scope x;
		const char *country;
		size_t n;
		bool whole;
	} rows[] = {
		{ { &inv, &c1, "letters", NULL, NULL }, "NL", 1, true },
		{ { &inv, &c1, "letters", NULL, NULL }, "BE", 0, false },
		{ { &inv, &c2, "shop", NULL, NULL }, "NL", 1, false },
		{ { &inv, &c2, "letters", NULL, NULL }, "NL", 0, false },
		{ { &none, &c2, "letters", NULL, NULL }, "NL", 1, false },
		{ { &inv, &c3, "letters", NULL, NULL }, "NL", 0, false },
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		struct hold_cover got[HOLD_COVERS_MAX];
		size_t n = hold_covers(law, &rows[i].x, rows[i].country, got, array_len(got));
		if (n != rows[i].n || (n && got[0].whole != rows[i].whole))
			fail_msg("row %zu: %zu", i, n);
	}
}

/* What others say that a law has kept with them. */
static void
words(void **state)
{
	static const struct {
		const char *text, *part; /* NULL: it is one */
		struct date until;
	} rows[] = {
		{ "AWR 52(4)", NULL, { 2033, 12, 31 } },
		{ "AWR 52(4)", "at most", { 2040, 12, 31 } },
		{ "Wwft 33(3)", NULL, { 2031, 11, 30 } },
		{ "Wwft 33(3)", "at most", { 2033, 1, 1 } },
		{ "26 CFR 1.6001-1", NULL, { 2040, 1, 1 } },
		{ "art. 3:310 BW", "limitation", { 2031, 1, 1 } },
		{ "BW 3:307", "limitation", { 2031, 1, 1 } },
		{ "verjaring volgens art. 12 BW", "limitation", { 2031, 1, 1 } },
		{ "onze gewoonte sinds 2020", "the law and the article", { 2031, 1, 1 } },
		{ "Onze gewoonte sinds 2020", "the law and the article", { 2031, 1, 1 } },
		{ "artikel 4 van ons beleid", "the law and the article", { 2031, 1, 1 } },
		{ "Artikel 4", "the law and the article", { 2031, 1, 1 } },
		{ "AWR", "the law and the article", { 2031, 1, 1 } },
	};
	(void)state;
	for (size_t i = 0; i < array_len(rows); i++) {
		struct err err = { 0 };
		if (hold_check_law(law, rows[i].text, rows[i].until, today, &err) !=
		    (rows[i].part == NULL))
			fail_msg("\"%s\": %s", rows[i].text, err.text);
		if (rows[i].part)
			assert_err(&err, ERR_DENIED, rows[i].part);
	}
}

static void
runs(void **state)
{
	static const struct {
		struct date from;
		bool ok;
	} rows[] = { { { 2018, 5, 1 }, false }, { { 2019, 1, 1 }, true }, { { 0 }, true } };
	(void)state;
	for (size_t i = 0; i < array_len(rows); i++) {
		struct err err = { 0 };
		auto_drop(arena) struct arena *a = arena_new();
		struct retention r;
		const struct retention_asked x = { .from = rows[i].from, .today = today };
		assert_ok(
		    retention_compute(hold_statute(law, "NL-AWR52", "NL", &err), &x, a, &r, &err),
		    &err);
		if (hold_check_runs(&r, today, true, &err) != rows[i].ok)
			fail_msg("row %zu: %s", i, err.text);
		if (!rows[i].ok)
			assert_err(&err, ERR_DENIED, "2025-12-31");
		err_clear(&err);
		if (r.ahead && hold_check_runs(&r, today, false, &err))
			fail_msg("row %zu: kept for ever", i);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(disputes),
		cmocka_unit_test(reviews),
		cmocka_unit_test(statutes),
		cmocka_unit_test(covers),
		cmocka_unit_test(kept_there),
		cmocka_unit_test(words),
		cmocka_unit_test(runs),
	};
	return cmocka_run_group_tests(tests, open_law, close_law);
}
