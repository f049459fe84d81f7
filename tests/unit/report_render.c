/*
 * The figures of the monthly report, and that its three formats carry the same ones.
 */
#include "dossier/report.h"
#include "unit/unit.h"

static const char *const keys[] = { "received", "in_time", "late", "open_in_time", "open_late", "extended", "refused",
	"on_time_percent", "best_percent" };

static struct report_row march[] = {
	{ "access", 10, 4, 1, 3, 2, 2, 1 },
	{ "consent-withdrawal", 12345, 12344, 0, 1, 0, 0, 0 },
	{ "erasure", 3, 0, 0, 3, 0, 1, 0 },
	{ NULL, 12356, 12346, 1, 7, 2, 3, 1 },
};

/* A report of two organisations, the second without requests. */
static json_t *
report(void)
{
	static const struct org one = { .slug = "jbsync", .name = "JBSync B.V." }, two = { .slug = "jcc", .name = "JCC <&>" };
	struct report_rows rows = { march, array_len(march) }, none = { 0 };
	struct date today = { 2026, 4, 10 };
	json_t *list = json_array();
	json_array_append_new(list, report_figures(&one, &rows, today));
	json_array_append_new(list, report_figures(&two, &none, today));
	return json_pack("{s:s, s:s, s:o}", "month", "2026-03", "cohort", "requests received in 2026-03", "organisations", list);
}

static char *
rendered(const json_t *r, const char *format)
{
	struct buf b = { 0 };
	struct err err = { 0 };
	assert_ok(report_render(r, format, &b, &err), &err);
	return b.data;
}

/* Every row of the report: the next of its organisation's rights, then its total. */
static const json_t *
row(const json_t *r, size_t n)
{
	size_t i;
	const json_t *o;
	json_array_foreach (json_get(r, "organisations"), i, o) {
		size_t rights = json_array_size(json_get(o, "rights"));
		if (n < rights)
			return json_array_get(json_get(o, "rights"), n);
		if (n == rights)
			return json_get(o, "total");
		n -= rights + 1;
	}
	return NULL;
}

static void
assert_number(const json_t *v, const char *s, size_t n, const char *none)
{
	char *end, word[40];
	assert_true(n < sizeof(word));
	memcpy(word, s, n);
	word[n] = '\0';
	if (json_is_null(v)) {
		assert_string_equal(word, none);
		return;
	}
	assert_true(json_is_number(v));
	double d = strtod(word, &end);
	assert_true(*word && !*end);
	assert_true(d == json_number_value(v));
}

static void
test_figures(void **state)
{
	auto_drop(json) json_t *r = report();
	(void)state;
	assert_true(json_number_value(json_get(row(r, 0), "on_time_percent")) == 57.1); /* 4 of 7 */
	assert_true(json_number_value(json_get(row(r, 0), "best_percent")) == 70.0);
	assert_true(json_number_value(json_get(row(r, 1), "on_time_percent")) == 100.0);
	assert_true(json_is_null(json_get(row(r, 2), "on_time_percent")));
	/* never rounded up to all of them */
	assert_true(json_number_value(json_get(row(r, 3), "on_time_percent")) == 99.9);
	assert_int_equal(json_int_or(row(r, 4), "received", -1), 0);
	assert_true(json_is_null(json_get(row(r, 4), "best_percent")));
}

static void
test_json(void **state)
{
	auto_drop(json) json_t *r = report(), *schema = json_load_file("docs/json/report.schema.json", 0, NULL);
	auto_drop(str) char *s = rendered(r, "json");
	struct err err = { 0 };
	(void)state;
	auto_drop(json_doc) struct json_doc *doc = json_doc_parse("report", s, strlen(s), &err);
	assert_ok(doc, &err);
	assert_true(json_equal(doc->root, r));
	assert_non_null(schema);
	assert_ok(json_schema_check(schema, doc, &err), &err);
	json_object_del(json_get(json_array_get(json_get(doc->root, "organisations"), 0), "total"), "late");
	assert_false(json_schema_check(schema, doc, &err));
}

static void
test_csv(void **state)
{
	auto_drop(json) json_t *r = report();
	auto_drop(str) char *s = rendered(r, "csv");
	const char *p = strstr(s, "\r\n") + 2;
	size_t n = 0;
	(void)state;
	assert_int_equal(strncmp(s, "cohort_received_in,organisation,as_of,right,received,", 53), 0);
	assert_int_equal(strncmp(p, "2026-03,jbsync,2026-04-10,access,10,4,1,", 40), 0);
	for (const json_t *want; (want = row(r, n)); n++) {
		for (int skip = 0; skip < 4; skip++)
			p += strcspn(p, ",") + 1;
		for (size_t i = 0; i < array_len(keys); i++) {
			size_t len = strcspn(p, ",\r");
			assert_number(json_get(want, keys[i]), p, len, "");
			p += len + 1;
		}
		assert_int_equal(*p++, '\n');
	}
	assert_int_equal(n, 5);
	assert_int_equal(*p, '\0');
}

/* The figures of a line of the table end at its 80th column; the name has the first 18. */
static size_t
check_line(const char *line, const json_t *want)
{
	size_t at = 18;
	for (size_t i = 0; i < array_len(keys); i++) {
		at += strspn(line + at, " ");
		size_t len = strcspn(line + at, " \n");
		assert_number(json_get(want, keys[i]), line + at, len, "-");
		at += len;
	}
	return at;
}

static void
test_text(void **state)
{
	auto_drop(json) json_t *r = report();
	auto_drop(str) char *s = rendered(r, "text");
	size_t n = 0;
	(void)state;
	assert_int_equal(strncmp(s, "Report of 2026-03. Cohort: requests received in 2026-03.\n", 57), 0);
	for (const char *line = s; *line; line += strcspn(line, "\n") + 1) {
		size_t len = strcspn(line, "\n");
		assert_in_range(len, 0, 80);
		bool total = strncmp(line, "requests in total", 17) == 0;
		const json_t *want = row(r, n);
		if (!total && (!want || strncmp(line, json_str_or(want, "right", "?"), 5) != 0))
			continue;
		assert_int_equal(check_line(line, want), 80);
		n++;
	}
	assert_int_equal(n, 5);
}

static void
test_arguments(void **state)
{
	static const char *const bad[] = { "", "2026", "2026-13", "2026-3", "2026-03-01", "1899-12", "march" };
	auto_drop(json) json_t *r = report();
	auto_drop(buf) struct buf b = { 0 };
	struct err err = { 0 };
	struct date d;
	(void)state;
	assert_ok(report_parse_month("2026-03", &d, &err), &err);
	assert_int_equal(date_cmp(d, (struct date){ 2026, 3, 1 }), 0);
	for (size_t i = 0; i < array_len(bad); i++) {
		struct err e = { 0 };
		assert_false(report_parse_month(bad[i], &d, &e));
		assert_err(&e, ERR_USAGE, "YYYY-MM");
	}
	assert_false(report_render(r, "pdf", &b, &err));
	assert_err(&err, ERR_USAGE, "text, csv or json");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_arguments),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
