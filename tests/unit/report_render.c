/*
 * The four formats carry the same numbers: each cell of the tables is found in the CSV, the text
 * and the page, and each number of the JSON in the CSV.
 */
#include "unit/report_help.h"

static const char *const access_only[] = { "access", NULL };
static const char *const all[] = { "access", "rectification", "erasure", "restriction",
	"portability", "objection", "human-review", "consent-withdrawal", NULL };

static json_t *figures;

static int
start(void **state)
{
	if (fixture_start(state) != 0)
		return 1;
	clock_move(noon("2025-12-01"));
	fix.org = fixture_org("jbsync", "JBS");
	(void)fixture_org("jcc", "JCC"); /* without requests */
	struct request r = put("2026-03-02", all, NULL, 0);
	fact(&r, "refused", "2026-03-20",
	    "{\"ground\":\"unfounded-12-5\",\"right\":\"objection\",\"text\":\"x\"}");
	end(&r, "answered", "2026-03-25", NULL);
	for (int i = 0; i < 12; i++) {
		r = put("2026-03-10", access_only, i == 0 ? "acme" : NULL, 0);
		end(&r, "answered", i % 2 ? "2026-03-20" : "2026-04-20", NULL);
	}
	fact(&r, "late-cause", "2026-04-21", "{\"cause\":\"illness, of \\\"all\\\"\"}");
	put("2026-03-30", access_only, NULL, 0);
	figures = report("2026-03", NULL, "2026-04-25T10:00:00Z");
	return 0;
}

static int
stop(void **state)
{
	json_decref(figures);
	return fixture_stop(state);
}

static char *
rendered(const char *format, const char *lang)
{
	struct buf b = { 0 };
	ok(report_render(figures, format, lang, &b, &err));
	return b.data;
}

/* The line of the CSV for one number; its value. */
static const char *
csv_value(const char *csv, const char *table, const char *row, const char *column)
{
	const char *key =
	    arena_printf(fix.arena, "\r\n2026-03,jbsync,2026-04-25,%s,%s,%s,", table, row, column);
	const char *at = strstr(csv, key);
	if (!at)
		fail_msg("the CSV has no %s", key + 2);
	at += strlen(key);
	assert_null(strstr(at, key));
	return arena_strndup(fix.arena, at, strcspn(at, "\r"));
}

static void
assert_value(
    const char *csv, const char *table, const char *row, const char *column, const json_t *v)
{
	const char *got = csv_value(csv, table, row, column);
	if (json_is_null(v))
		assert_string_equal(got, "");
	else if (json_is_string(v))
		assert_string_equal(got, json_string_value(v));
	else
		assert_true(*got && strtod(got, NULL) == json_number_value(v));
}

static int
assert_figures_in(const char *csv, const char *table, const char *column, const json_t *f)
{
	const char *key;
	json_t *v;
	int n = 0;
	json_object_foreach((json_t *)(uintptr_t)f, key, v)
		if (json_is_number(v) || json_is_null(v))
			assert_value(csv, table, key, column, v), n++;
	json_object_foreach(json_get(f, "days"), key, v)
		if (!json_is_array(v))
			assert_value(csv, table, key, column, v), n++;
	json_object_foreach(json_get(f, "refused_by_ground"), key, v)
		assert_value(csv, table, arena_printf(fix.arena, "ground %s", key), column, v), n++;
	size_t i;
	json_array_foreach(json_get(json_get(f, "days"), "histogram"), i, v) {
		int from = (int)json_int_or(v, "from", 0), to = (int)json_int_or(v, "to", -1);
		assert_value(csv, table,
		    to < 0 ? arena_printf(fix.arena, "days_%d+", from)
			   : arena_printf(fix.arena, "days_%d-%d", from, to),
		    column, json_get(v, "requests")),
		    n++;
	}
	return n;
}

static void
assert_list_in(const char *csv, const char *table, const char *id, const json_t *list)
{
	size_t i;
	const json_t *item;
	const char *key;
	json_t *v;
	json_array_foreach(list, i, item)
		json_object_foreach((json_t *)(uintptr_t)item, key, v)
			if (strcmp(key, id) != 0 && (json_is_number(v) || json_is_null(v)))
				assert_value(csv, table, json_str(item, id), key, v);
}

static void
test_csv(void **state)
{
	auto_drop(str) char *csv = rendered("csv", "en");
	size_t i, j;
	const json_t *c, *right;
	int n = 0;
	(void)state;
	json_array_foreach(json_get(first(figures), "cohorts"), i, c) {
		const char *table = json_str(c, "cohort");
		n += assert_figures_in(csv, table, "total", json_get(c, "total"));
		n += assert_figures_in(csv, table, "processor", json_get(c, "processor"));
		json_array_foreach(json_get(c, "rights"), j, right)
			n += assert_figures_in(csv, table, json_str(right, "right"), right);
	}
	assert_true(n > 400);
	assert_list_in(csv, "trend", "month", json_get(first(figures), "trend"));
	assert_list_in(csv, "risk", "reference", json_get(first(figures), "risk"));
	assert_string_equal(csv_value(csv, "received", "received", "total"), "13");
	assert_string_equal(csv_value(csv, "received", "received", "processor"), "1");
	assert_string_equal(
	    csv_value(csv, "received", "\"cause illness, of \"\"all\"\"\"", "access"), "1");
	assert_string_equal(csv_value(csv, "received", "ground unfounded-12-5", "objection"), "1");
	assert_string_equal(csv_value(csv, "received", "ground unfounded-12-5", "total"), "1");
}

/*
 * The values of the CSV for one table, in their order, joined by spaces; "-" for none. Words are
 * left out.
 */
static char *
values_of(const char *csv, const char *table)
{
	struct buf b = { 0 };
	const char *begin = arena_printf(fix.arena, "\n2026-03,jbsync,2026-04-25,%s,", table);
	for (const char *p = csv; (p = strstr(p, begin)) != NULL;) {
		size_t n = strcspn(++p, "\r");
		const char *end = p + n, *at = end;
		while (at[-1] != ',' && at > p)
			at--;
		if (end[-1] == '"' ||
		    (at < end && strspn(at, "0123456789-.") != (size_t)(end - at)))
			continue;
		buf_addf(&b, " %.*s", at == end ? 1 : (int)(end - at), at == end ? "-" : at);
	}
	buf_adds(&b, "");
	return b.data;
}

/* The cells of the page's table, the same way. */
static char *
cells_of(const char *html, const char *table)
{
	struct buf b = { 0 };
	const char *p = strstr(html, arena_printf(fix.arena, "data-table=\"jbsync-%s\"", table));
	const char *end = p ? strstr(p, "</table>") : NULL;
	while (p && (p = strstr(p, "<td")) != NULL && p < end) {
		bool words = strncmp(p, "<td class=\"words\"", 17) == 0;
		p = strchr(p, '>') + 1;
		size_t n = strcspn(p, "<");
		if (!words || strspn(p, "0123456789-") == n)
			buf_addf(&b, " %.*s", (int)n, p);
	}
	buf_adds(&b, "");
	for (char *comma = b.data; (comma = strchr(comma, ',')) != NULL;)
		*comma = '.'; /* as Dutch writes tenths */
	return b.data;
}

static void
test_html(void **state)
{
	static const char *const tables[] = { "received", "deadline", "closed", "trend", "risk",
		"systems", "categories", "holds" };
	auto_drop(str) char *csv = rendered("csv", "en");
	(void)state;
	for (int nl = 0; nl < 2; nl++) {
		auto_drop(str) char *html = rendered("html", nl ? "nl" : "en");
		for (size_t i = 0; i < array_len(tables); i++) {
			auto_drop(str) char *want = values_of(csv, tables[i]),
					    *got = cells_of(html, tables[i]);
			assert_string_equal(got, want);
			assert_true(*want || i > 4);
		}
		assert_null(strstr(html, "<script"));
		assert_null(strstr(html, "://"));
		assert_non_null(strstr(html, nl ? "<html lang=\"nl\">" : "<html lang=\"en\">"));
		assert_non_null(strstr(html, "illness, of &quot;all&quot;"));
		/* a bar for each month and each range, and a table under each drawing */
		assert_non_null(strstr(html, "<svg viewBox"));
	}
}

/* One line of the text's block under ${title} that begins with ${name}. */
static const char *
text_line(const char *text, const char *title, const char *name, int nth)
{
	const char *p = strstr(text, title);
	assert_non_null(p);
	const char *key = arena_printf(fix.arena, "\n%s ", name);
	for (; nth >= 0 && p; nth--)
		p = strstr(p + 1, key);
	if (!p)
		fail_msg("no line %s below %s", name, title);
	p += strlen(key);
	return arena_strndup(fix.arena, p, strcspn(p, "\n"));
}

static void
assert_words(const char *line, const char *const *want, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		line += strspn(line, " ");
		size_t len = strcspn(line, " ");
		const char *w = *want[i] ? want[i] : "-";
		if (len != strlen(w) || strncmp(line, w, len) != 0)
			fail_msg("%s is not %s", line, w);
		line += len;
	}
	assert_int_equal(strspn(line, " "), strlen(line));
}

static void
test_text(void **state)
{
	static const char *const rows[][2] = { { "received", "requests" },
		{ "in_time", "ended in time" }, { "late", "ended late" },
		{ "open_late", "open, late" }, { "on_time_percent", "on time %" },
		{ "best_percent", "best % still possible" }, { "statute_missed", "statute missed" },
		{ "refused", "refused, also in part" }, { "median", "  median" },
		{ "p90", "  90th percentile" }, { "max", "  longest" },
		{ "days_8-14", "  8-14 days" },
		{ "ground unfounded-12-5", "  refused on unfounded-12-5" } };
	static const char *const one[] = { "total", "access", "rectification", "erasure",
		"restriction", "portability", "objection", "human-review", "consent-withdrawal",
		"processor" };
	auto_drop(str) char *csv = rendered("csv", "en"), *text = rendered("text", "en");
	(void)state;
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		assert_in_range(strcspn(line, "\n"), 0, 100);
	for (size_t i = 0; i < array_len(rows); i++) {
		const char *want[10];
		for (size_t k = 0; k < 10; k++)
			want[k] = csv_value(csv, "received", rows[i][0], one[k]);
		/* eight rights do not fit one line: the rest stands below */
		const char *above = text_line(text, "Requests received", rows[i][1], 0);
		size_t n = 0;
		for (const char *p = above + strspn(above, " "); *p; n++) {
			p += strcspn(p, " ");
			p += strspn(p, " ");
		}
		assert_words(above, want, n);
		if (n < 10)
			assert_words(
			    text_line(text, "Requests received", rows[i][1], 1), want + n, 10 - n);
	}
	assert_non_null(strstr(text, "illness"));
	assert_non_null(strstr(text, "nothing of a person but the reference"));
	assert_null(strstr(text, "no personal data"));
}

/* What one person did alone is told, and the line after it is a line of its own. */
static void
test_text_of_one(void **state)
{
	json_t *before = json_incref(json_object_get(figures, "of_one"));
	json_object_set_new(figures, "of_one", json_true());
	auto_drop(str) char *text = rendered("text", "en");
	(void)state;
	json_object_set_new(figures, "of_one", before);
	assert_non_null(strstr(text, "nor could.\nCounts, days"));
}

static void
test_json(void **state)
{
	auto_drop(json) json_t *schema = json_load_file("docs/json/report.schema.json", 0, NULL);
	auto_drop(str) char *s = rendered("json", "en");
	struct err err = { 0 };
	(void)state;
	auto_drop(json_doc) struct json_doc *doc = json_doc_parse("report", s, strlen(s), &err);
	assert_ok(doc, &err);
	assert_true(json_equal(doc->root, figures));
	assert_non_null(schema);
	assert_ok(json_schema_check(schema, doc, &err), &err);
	json_object_del(
	    json_get(json_array_get(json_get(doc->root, "organisations"), 0), "total"), "late");
	assert_false(json_schema_check(schema, doc, &err));
}

static void
test_arguments(void **state)
{
	static const char *const bad[] = { "", "202", "2026-13", "2026-3", "2026-03-01", "1899-12",
		"march", "-026", "2026-0" };
	auto_drop(buf) struct buf b = { 0 };
	struct err err = { 0 };
	struct report_ask ask;
	(void)state;
	assert_ok(report_parse_period("2026-12", &ask, &err), &err);
	assert_int_equal(date_cmp(ask.first, (struct date){ 2026, 12, 1 }), 0);
	assert_int_equal(date_cmp(ask.next, (struct date){ 2027, 1, 1 }), 0);
	assert_ok(report_parse_period("2026", &ask, &err), &err);
	assert_int_equal(date_cmp(ask.next, (struct date){ 2027, 1, 1 }), 0);
	for (size_t i = 0; i < array_len(bad); i++) {
		struct err e = { 0 };
		assert_false(report_parse_period(bad[i], &ask, &e));
		assert_err(&e, ERR_USAGE, "YYYY-MM");
	}
	assert_false(report_render(figures, "pdf", "en", &b, &err));
	assert_err(&err, ERR_USAGE, "text, html, csv or json");
	err_clear(&err);
	assert_false(report_render(figures, "text", "xx", &b, &err));
	assert_err(&err, ERR_USAGE, "en or nl");
	assert_int_equal(b.len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_html),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_of_one),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_arguments),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
