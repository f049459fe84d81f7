/* Every known end of a period, what must hold of every day, and the derivation as it is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "dossier/asset.h"
#include "dossier/retention.h"
#include "unit/unit.h"

static struct retention_law *law;
static const struct date today = { 2026, 12, 1 };
static const struct book_year calendar_year = { 12, 31 }, june = { 6, 30 };

static struct date
day(const char *s)
{
	struct date d;
	struct err err = { 0 };
	if (!date_parse(s, &d, &err))
		fail_msg("%s: %s", s, err.text);
	return d;
}

static const struct retention_basis *
basis(const char *id)
{
	struct err err = { 0 };
	const struct retention_basis *b = retention_basis_find(law, id, &err);
	assert_ok(b, &err);
	return b;
}

static struct retention
computed(const char *id, struct date from, struct book_year year, struct arena *a)
{
	struct retention r;
	struct err err = { 0 };
	const struct retention_asked x = { from, today, year };
	assert_ok(retention_compute(basis(id), &x, a, &r, &err), &err);
	return r;
}

static struct book_year
needed(const struct retention_basis *b)
{
	return b->start == RETENTION_BOOK_YEAR ? calendar_year : (struct book_year){ 0 };
}

static void
assert_day(struct date d, const char *expected)
{
	char text[DATE_LEN];
	assert_string_equal(date_format(d, text), expected);
}

static void
vectors(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	FILE *f = fopen("tests/data/retention_vectors.csv", "re");
	char line[200], *column[5];
	int n = 0;
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	for (; fgets(line, sizeof(line), f); n++) {
		char *rest = line;
		for (size_t i = 0; i < array_len(column); i++)
			assert_non_null(column[i] = strsep(&rest, ",\n"));
		const struct retention_basis *b = basis(column[0]);
		struct retention r = computed(column[0], day(column[1]), needed(b), a);
		assert_string_equal(b->hold ? "True" : "False", column[2]);
		assert_day(r.last, column[3]);
		if (b->hold)
			assert_day(r.may_go, column[4]);
		if (b->bound != RETENTION_AT_LEAST)
			assert_day(r.must_go, column[4]);
	}
	fclose(f);
	assert_int_equal(n, 68);
}

static void
examples(void **state)
{
	(void)state;
	static const struct {
		const char *basis, *from;
		struct book_year year;
		const char *last, *may_go, *must_go;
	} cases[] = {
		{ "NL-AWR52", "2022-05-17", { 0 }, "2029-12-31", "2030-01-01", "" },
		{ "NL-AWR52", "2026-09-30", { 0 }, "2033-12-31", "2034-01-01", "" },
		{ "NL-OB34a", "2022-02-01", { 0 }, "2031-12-31", "2032-01-01", "" },
		{ "NL-OSS", "2022-02-01", { 0 }, "2032-12-31", "2033-01-01", "" },
		{ "NL-BW2:10", "2025-06-30", { 6, 30 }, "2032-12-31", "2033-01-01", "" },
		{ "NL-WWFT33", "2026-03-15", { 0 }, "2031-03-14", "2031-03-15", "2031-03-15" },
		{ "NL-WWFT33", "2024-02-29", { 0 }, "2029-02-28", "2029-03-01", "2029-03-01" },
		{ "NL-URLB", "2026-03-15", { 0 }, "2031-12-31", "2032-01-01", "" },
		{ "NL-SOLL", "2026-03-15", { 0 }, "2026-04-12", "", "2026-04-13" },
		{ "BE-VAT60", "2024-07-12", { 0 }, "2034-12-31", "2035-01-01", "" },
		{ "BE-VAT60", "2022-01-01", { 0 }, "2032-12-31", "2033-01-01", "" },
		{ "BE-VAT60", "2021-12-31", { 0 }, "2028-12-31", "2029-01-01", "" },
		{ "BE-WER88", "2024-12-31", { 0 }, "2031-12-31", "2032-01-01", "" },
		{ "BE-IMMO", "2022-08-01", { 0 }, "2036-12-31", "2037-01-01", "" },
		{ "SE-BFL", "2025-06-30", { 6, 30 }, "2032-12-31", "2033-01-01", "" },
		{ "SE-BFL", "2025-12-31", { 12, 31 }, "2032-12-31", "2033-01-01", "" },
		{ "SE-BFL", "2025-07-01", { 6, 30 }, "2033-12-31", "2034-01-01", "" },
		{ "SE-BFL", "2024-02-29", { 2, 29 }, "2031-12-31", "2032-01-01", "" },
		{ "SE-BFL", "2025-03-01", { 2, 29 }, "2033-12-31", "2034-01-01", "" },
	};
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < array_len(cases); i++) {
		struct retention r = computed(cases[i].basis, day(cases[i].from), cases[i].year, a);
		assert_day(r.last, cases[i].last);
		assert_day(r.may_go, cases[i].may_go);
		assert_day(r.must_go, cases[i].must_go);
	}
}

/* The tax hold is longer than that of the books; a norm holds nothing, whatever its end. */
static void
longest(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	const struct book_year none = { 0 };
	struct retention list[] = {
		computed("NL-PERS", day("2026-03-15"), none, a),
		computed("BE-WER86", day("2024-07-12"), none, a),
		computed("BE-VAT60", day("2024-07-12"), none, a),
		computed("NL-WWFT33", day("2024-07-12"), none, a),
		computed("NL-URLB", (struct date){ 0 }, none, a),
	};
	assert_null(retention_longest(list, 0));
	assert_null(retention_longest(list, 1));
	assert_ptr_equal(retention_longest(list, 2), &list[1]);
	assert_ptr_equal(retention_longest(list, 4), &list[2]);
	assert_ptr_equal(retention_longest(list, 5), &list[4]);
}

static void
derivation(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	static const char *const rules[] = {
		"the day which the record is of",
		"the last day of the book year in which that day falls",
		"the period begins on 1 January after the year in which that book year ends",
		"7 years long: the last day of it",
		"from then on this law keeps it no longer, and it goes unless another does",
	};
	static const char *const days[] = { "2025-02-10", "2025-06-30", "2026-01-01", "2032-12-31",
		"2033-01-01" };
	struct retention past = computed("SE-BFL", day("2025-02-10"), june, a);
	struct retention ahead = computed("SE-BFL", (struct date){ 0 }, june, a);
	assert_int_equal(past.nsteps, array_len(rules));
	assert_int_equal(ahead.nsteps, array_len(rules));
	for (size_t i = 0; i < array_len(rules); i++) {
		assert_string_equal(past.steps[i].rule, rules[i]);
		assert_string_equal(past.steps[i].source, "Bokföringslagen 7 kap. 2 §");
		assert_day(past.steps[i].date, days[i]);
		assert_string_equal(ahead.steps[i].rule, rules[i]);
		assert_day(ahead.steps[i].date, "");
	}
}

/* What is to come is no event yet: tomorrow is ahead, today is not. */
static void
ahead(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	const struct book_year none = { 0 };
	assert_false(computed("NL-WWFT33", today, none, a).ahead);
	struct retention r = computed("NL-WWFT33", date_add_days(today, 1), none, a);
	assert_true(r.ahead);
	assert_day(r.last, "");
	assert_day(r.may_go, "");
	assert_day(r.must_go, "");
}

/* Where the text is silent on a broken book year that is said, and the end is never the earlier. */
static void
broken_book_year(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	for (int i = 0; i < 400; i++) {
		struct date d = date_add_days((struct date){ 2023, 12, 1 }, i);
		struct retention plain = computed("NL-AWR52", d, (struct book_year){ 0 }, a);
		struct retention same = computed("NL-AWR52", d, calendar_year, a);
		struct retention broken = computed("NL-AWR52", d, june, a);
		assert_null(plain.warning);
		assert_null(same.warning);
		assert_non_null(broken.warning);
		assert_int_equal(date_cmp(plain.last, same.last), 0);
		assert_true(date_cmp(broken.last, plain.last) >= 0);
		assert_int_equal(broken.last.year, plain.last.year + (d.month > 6));
	}
}

/* Of every basis and day over two leap days: a day later never ends earlier, and what may go. */
static void
properties(void **state)
{
	(void)state;
	size_t n;
	const struct retention_basis *b = retention_bases(law, &n);
	for (size_t i = 0; i < n; i++) {
		struct date before = { 0 };
		for (int k = 0; k < 1600; k++) {
			auto_drop(arena) struct arena *a = arena_new();
			struct date d = date_add_days((struct date){ 2022, 1, 1 }, k);
			struct retention r = computed(b[i].id, d, needed(&b[i]), a);
			struct date gone = date_is_set(r.may_go) ? r.may_go : r.must_go;
			assert_true(date_cmp(r.last, d) > 0);
			assert_true(date_cmp(r.last, before) >= 0);
			assert_int_equal(date_to_days(gone), date_to_days(r.last) + 1);
			assert_int_equal(date_is_set(r.may_go), b[i].hold);
			assert_int_equal(date_is_set(r.must_go), b[i].bound != RETENTION_AT_LEAST);
			if (b[i].start >= RETENTION_YEAR_BEGIN)
				assert_true(r.last.month == 12 && r.last.day == 31);
			before = r.last;
		}
	}
}

/* The latest of all book years in which a day may fall, and of none where it counts with none. */
static void
latest(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	static const char *const days[] = { "2026-01-01", "2026-03-20", "2024-02-29",
		"2024-03-01" };
	struct retention_asked x;
	for (size_t i = 0; i < array_len(days); i++) {
		struct date most = { 0 }, d = day(days[i]);
		for (int k = 0; k < 366; k++) {
			struct date e = date_add_days((struct date){ 2024, 1, 1 }, k);
			struct book_year year = { e.month, e.day };
			struct date last = computed("SE-BFL", d, year, a).last;
			most = date_cmp(last, most) > 0 ? last : most;
		}
		assert_int_equal(date_cmp(retention_latest(basis("SE-BFL"), d, &x), most), 0);
		assert_int_equal(date_cmp(computed("SE-BFL", d, x.book_year, a).last, most), 0);
		struct date plain = computed("NL-WWFT33", d, (struct book_year){ 0 }, a).last;
		assert_int_equal(date_cmp(retention_latest(basis("NL-WWFT33"), d, &x), plain), 0);
		assert_int_equal(x.book_year.month, 0);
	}
}

/* An instant is a local day first: what happens at New Year in Amsterdam is UTC's old year. */
static void
zones(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct err err = { 0 };
	struct date d;
	usec_t t;
	assert_true(instant_parse("2022-12-31T23:30:00Z", &t, &err));
	assert_true(zone_date("Europe/Amsterdam", t, &d, &err));
	assert_day(computed("NL-AWR52", d, (struct book_year){ 0 }, a).last, "2030-12-31");
	assert_true(zone_date("UTC", t, &d, &err));
	assert_day(computed("NL-AWR52", d, (struct book_year){ 0 }, a).last, "2029-12-31");
}

static void
refused(void **state)
{
	(void)state;
	static const struct {
		const char *id, *from;
		struct book_year year;
		const char *says;
	} cases[] = {
		{ "SE-BFL", "2025-01-01", { 0 }, "say its last day, --book-year-ends MM-DD" },
		{ "NL-OSS", "2025-01-01", { 6, 30 }, "NL-OSS counts from no book year" },
		{ "NL-WGBO", "2019-12-31", { 0 },
		    "NL-WGBO counts what happened from 2020-01-01 on: 2019-12-31 is before that" },
	};
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		struct retention r;
		const struct retention_asked x = { day(cases[i].from), today, cases[i].year };
		assert_false(retention_compute(basis(cases[i].id), &x, a, &r, &err));
		assert_err(&err, ERR_USAGE, cases[i].says);
	}
	struct err slip = { 0 }, far = { 0 };
	assert_null(retention_basis_find(law, "NL-AWR53", &slip));
	assert_err(&slip, ERR_USAGE, "did you mean NL-AWR52?");
	assert_null(retention_basis_find(law, "GDPR", &far));
	assert_err(&far, ERR_USAGE, "dossier retention --list");
	assert_string_equal(basis("nl-awr52")->id, "NL-AWR52");
}

static void
book_years(void **state)
{
	(void)state;
	static const char *const none[] = { "", "6-30", "06-31", "13-01", "2025-06-30", "06/30" };
	struct err err = { 0 };
	struct book_year b;
	assert_true(book_year_parse(NULL, &b, &err));
	assert_int_equal(b.month, 0);
	assert_true(book_year_parse("02-29", &b, &err));
	assert_true(b.month == 2 && b.day == 29);
	for (size_t i = 0; i < array_len(none); i++) {
		struct err bad = { 0 };
		assert_false(book_year_parse(none[i], &b, &bad));
		assert_err(&bad, ERR_USAGE, "MM-DD");
	}
}

/* An organisation's own file: a row of its own goes first, and one that cannot be is named. */
static void
own_file(void **state)
{
	(void)state;
	static const struct {
		const char *row, *says;
	} cases[] = {
		{ "\"hold\": true, \"bound\": \"at-least\"", NULL },
		{ "\"hold\": false, \"bound\": \"at-least\"", "retention.json:1:" },
		{ "\"hold\": true, \"bound\": \"at-most\"",
		    "what only says when it must go is none" },
		{ "\"hold\": true, \"bound\": \"at-least\", \"since\": \"2025-02-30\"",
		    "does not exist" },
		{ "\"hold\": true, \"bound\": \"at-least\", \"before\": \"P3Y\"",
		    "no day `since`" },
	};
	auto_drop(arena) struct arena *a = arena_new();
	char dir[] = "/tmp/dossier-retention-XXXXXX";
	assert_non_null(mkdtemp(dir));
	const char *below = arena_printf(a, "%s/law", dir);
	const char *path = arena_printf(a, "%s/retention.json", below);
	assert_int_equal(mkdir(below, 0700), 0);
	asset_override_dir(dir);
	for (size_t i = 0; i < array_len(cases); i++) {
		FILE *f = fopen(path, "we");
		assert_non_null(f);
		(void)fprintf(f,
		    "{\"format\": \"dossier-retention/1\", \"title\": \"x\", \"bases\": [{"
		    "\"id\": \"NL-AWR52\", \"country\": \"NL\", \"article\": \"x\", "
		    "\"title\": {\"nl\": \"x\", \"en\": \"x\"}, "
		    "\"event\": {\"nl\": \"x\", \"en\": \"x\"}, \"start\": \"day\", "
		    "\"period\": \"P1Y\", \"source\": \"x\", %s}]}\n",
		    cases[i].row);
		assert_int_equal(fclose(f), 0);
		struct err err = { 0 };
		auto_drop(retention_law) struct retention_law *own = retention_law_open(&err);
		if (cases[i].says)
			assert_err(&err, ERR_INPUT, cases[i].says);
		else
			assert_string_equal(
			    retention_basis_find(own, "NL-AWR52", &err)->period, "P1Y");
	}
	asset_override_dir(NULL);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(below), 0);
	assert_int_equal(rmdir(dir), 0);
}

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(examples),
		cmocka_unit_test(longest),
		cmocka_unit_test(derivation),
		cmocka_unit_test(ahead),
		cmocka_unit_test(broken_book_year),
		cmocka_unit_test(properties),
		cmocka_unit_test(latest),
		cmocka_unit_test(zones),
		cmocka_unit_test(refused),
		cmocka_unit_test(book_years),
		cmocka_unit_test(own_file),
	};
	return cmocka_run_group_tests(tests, open_law, close_law);
}
