/*
 * Rows as text: what fits beside each other in so many cells, and what programs read.
 */
#include "../../src/cli/table.h"
#include "unit/unit.h"

/* ESC, a C1 control, a mark that turns what follows, a letter with an accent on it, wide ones */
#define HOSTILE "a\x1b[31mb\xc2\x9b\x63\xe2\x80\xae\x64 e\xcc\x81 \xe6\xbc\xa2\xe5\xad\x97"

static const struct column columns[] = { { "reference", "REFERENCE" }, { "name", "NAME" },
	{ "days_left", "DAYS LEFT" }, { 0 } };

static json_t *
rows_of(const char *name)
{
	return json_pack("[{s:s, s:s, s:i, s:[s,s], s:{s:b}}]", "reference", "JBS-2026-AAAAAA",
	    "name", name, "days_left", -3, "kinds", "email", "phone", "body", "good", 1);
}

static void
assert_text(const char *name, int width, const char *want)
{
	auto_drop(json) json_t *rows = rows_of(name);
	auto_drop(buf) struct buf out = { 0 };
	table_text(rows, columns, width, false, &out);
	assert_string_equal(out.data, want);
}

static void
no_line_is_wider(void **state)
{
	(void)state;
	auto_drop(buf) struct buf name = { 0 };
	for (int i = 0; i < 30; i++)
		buf_adds(
		    &name, i % 2 ? "\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97" : HOSTILE);
	auto_drop(json) json_t *rows = rows_of(name.data);
	for (int width = 20; width < 200; width++) {
		auto_drop(buf) struct buf out = { 0 };
		table_text(rows, columns, width, false, &out);
		for (const char *s = out.data, *end; *s; s = end + 1) {
			end = strchr(s, '\n');
			assert_non_null(end);
			assert_true(table_cells(s, (size_t)(end - s)) <= width);
		}
		assert_null(strpbrk(out.data, "\x1b\x9b"));
		assert_non_null(strstr(out.data, "3 late"));
	}
}

static void
it_is_laid_out(void **state)
{
	(void)state;
	assert_text("Anna de Boer", 0,
	    "REFERENCE        NAME          DAYS LEFT\n"
	    "JBS-2026-AAAAAA  Anna de Boer     3 late\n");
	/* what is too wide is broken between words, and nothing of it is lost */
	assert_text("Anna de Boer", 36,
	    "REFERENCE        NAME      DAYS LEFT\n"
	    "JBS-2026-AAAAAA  Anna de      3 late\n"
	    "                 Boer\n");
	/* where the columns do not fit, a line each */
	assert_text("Anna de Boer", 20,
	    "REFERENCE  JBS-2026-\n"
	    "           AAAAAA\n"
	    "NAME       Anna de\n"
	    "           Boer\n"
	    "DAYS LEFT  3 late\n");
	/* a row that begins with nothing goes on with the one above it */
	auto_drop(json) json_t *rows =
	    json_pack("[{s:s, s:s, s:i}, {s:s, s:s, s:i}]", "reference", "JBS-2026-AAAAAA", "name",
		"Anna", "days_left", 4, "reference", "", "name", "Bert", "days_left", 5);
	auto_drop(buf) struct buf out = { 0 };
	table_text(rows, columns, 28, false, &out);
	assert_string_equal(out.data,
	    "REFERENCE  JBS-2026-AAAAAA\n"
	    "NAME       Anna\n"
	    "DAYS LEFT  4\n"
	    "NAME       Bert\n"
	    "DAYS LEFT  5\n");
	/* in a pipe: one line, whatever it holds */
	assert_text("Anna\nde\tBoer\x1b", 0,
	    "REFERENCE        NAME           DAYS LEFT\n"
	    "JBS-2026-AAAAAA  Anna de Boer?     3 late\n");
}

static void
a_colour_only_repeats_a_word(void **state)
{
	(void)state;
	auto_drop(json) json_t *rows = rows_of("failed late");
	auto_drop(buf) struct buf out = { 0 };
	table_text(rows, columns, 80, true, &out);
	assert_string_equal(out.data,
	    "REFERENCE        NAME         DAYS LEFT\n"
	    "JBS-2026-AAAAAA  failed late     \x1b[31m3 late\x1b[0m\n");
}

static void
cells_are_counted(void **state)
{
	(void)state;
	assert_int_equal(table_cells("abc", 3), 3);
	assert_int_equal(table_cells("e\xcc\x81", 3), 1);        /* an accent of its own */
	assert_int_equal(table_cells("\xe6\xbc\xa2", 3), 2);     /* a wide one */
	assert_int_equal(table_cells("\xf0\x9f\x98\x80", 4), 2); /* beyond 16 bits */
	assert_int_equal(table_cells("\xff\xfe", 2), 2);         /* no text at all */
}

/* By the clock of this machine, to the second; programs get it as it is. */
static void
an_instant_is_read(void **state)
{
	(void)state;
	auto_drop(json) json_t *rows = json_pack("[{s:s}]", "at", "2026-03-29T00:59:59.123456Z");
	static const struct column at[] = { { "at", "AT" }, { 0 } };
	auto_drop(buf) struct buf out = { 0 };
	auto_drop(buf) struct buf plain = { 0 };
	auto_drop(arena) struct arena *a = arena_new();
	(void)setenv("TZ", "Europe/Amsterdam", 1);
	tzset();
	table_text(rows, at, 0, false, &out);
	assert_string_equal(out.data, "AT\n2026-03-29 01:59:59\n");
	table_plain(rows, at, &plain);
	assert_string_equal(plain.data, "2026-03-29T00:59:59.123456Z\n");
	assert_string_equal(
	    table_instant("2026-03-29Truly no instant", a), "2026-03-29Truly no instant");
	assert_string_equal(table_instant("", a), "");
}

static void
programs_read_it(void **state)
{
	(void)state;
	static const struct column some[] = { { "name", "" }, { "days_left", "" }, { "kinds", "" },
		{ "none", "" }, { 0 } };
	auto_drop(json) json_t *rows = rows_of("=1+2;@x,\"\tq\"\x1b");
	auto_drop(buf) struct buf plain = { 0 };
	auto_drop(buf) struct buf csv = { 0 };
	table_plain(rows, some, &plain);
	assert_string_equal(plain.data, "=1+2;@x,\" q\"?\t-3\t[\"email\",\"phone\"]\t\n");
	table_csv(rows, some, &csv);
	assert_string_equal(csv.data,
	    "name,days_left,kinds,none\r\n"
	    "\"'=1+2;'@x,\"\"\tq\"\"?\",-3,\"[\"\"email\"\",\"\"phone\"\"]\",\r\n");
}

static void
json_steers_no_terminal(void **state)
{
	(void)state;
	auto_drop(buf) struct buf out = { 0 };
	table_escape("[\"\xc2\x9b \xe2\x80\xae \xf3\xa0\x81\x81 \xc3\xa9\",\n]", &out);
	assert_string_equal(out.data, "[\"\\u009b \\u202e \\udb40\\udc41 \xc3\xa9\",\n]");
}

static void
fields_are_chosen(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *rows = rows_of("x");
	struct err err = { 0 };
	const struct column *c = table_pick(rows, columns, "body,name", a, &err);
	assert_non_null(c);
	assert_string_equal(c[0].heading, "BODY");
	assert_string_equal(c[1].heading, "NAME");
	assert_null(c[2].key);
	assert_null(table_pick(rows, columns, "name,nope", a, &err));
	assert_err(&err, ERR_USAGE, "reference, name, days_left, kinds, body");
	err_clear(&err);
	assert_null(table_pick(rows, columns, "", a, &err));
	assert_err(&err, ERR_USAGE, "--fields takes some of");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_line_is_wider),
		cmocka_unit_test(it_is_laid_out),
		cmocka_unit_test(a_colour_only_repeats_a_word),
		cmocka_unit_test(cells_are_counted),
		cmocka_unit_test(an_instant_is_read),
		cmocka_unit_test(programs_read_it),
		cmocka_unit_test(json_steers_no_terminal),
		cmocka_unit_test(fields_are_chosen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
