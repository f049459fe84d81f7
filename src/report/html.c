/*
 * The report as one page: what the template draws is put together here, the places of bars
 * included. The page itself is templates/report/report.mustache.
 */
#include "report_private.h"

#include "dossier/asset.h"
#include "dossier/text.h"

/* The drawing's own measures; the page scales it. */
#define LEFT 52
#define TOP 34
#define CHART_HEIGHT 190
#define CHART_WIDTH 672
#define BELOW 48 /* room for the labels of the bars and of their axis */

static const struct {
	const char *key, *class;
} parts[] = { { "in_time", "ontime" }, { "late", "late" },
	{ "ended_after_first_month", "aftermonth" }, { "open_in_time", "open" },
	{ "open_late", "openlate" } };

/* A round number not below ${n} in four steps. */
static int64_t
axis_top(int64_t n)
{
	static const int64_t steps[] = { 1, 2, 5 };
	for (int64_t unit = 1;; unit *= 10)
		for (size_t i = 0; i < array_len(steps); i++)
			if (unit * steps[i] * 4 >= n)
				return unit * steps[i] * 4;
}

static json_t *
axis(int64_t top)
{
	json_t *lines = json_array();
	for (int i = 0; i <= 4; i++)
		json_array_append_new(lines,
		    json_pack("{s:i, s:i, s:I}", "y", TOP + CHART_HEIGHT - CHART_HEIGHT * i / 4,
			"text_y", TOP + CHART_HEIGHT - CHART_HEIGHT * i / 4 + 4, "value",
			(json_int_t)(top * i / 4)));
	return lines;
}

/* ${name}: what it shows, in words; ${along}: what its bars are told apart by. */
static json_t *
chart_new(const char *id, int64_t top, const char *name, const char *along, const json_t *words)
{
	json_t *c = json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:o, s:[]}", "id", id, "width",
	    LEFT + CHART_WIDTH + 8, "height", TOP + CHART_HEIGHT + BELOW, "left", LEFT, "right",
	    LEFT + CHART_WIDTH, "base", TOP + CHART_HEIGHT, "axis", axis(top), "bars");
	json_t *said = json_pack("{s:s, s:s, s:s, s:i, s:i, s:s}", "name", name, "across",
	    report_word(words, "page", "across"), "along", along, "along_x", LEFT + CHART_WIDTH / 2,
	    "along_y", TOP + CHART_HEIGHT + BELOW - 8, "description", "");
	if (!c || !said || json_object_update(c, said) != 0)
		BUG("a chart");
	json_decref(said);
	return c;
}

/* What the drawing shows, for who does not see it: each bar with its number. The table has the
 * rest. */
static void
describe(json_t *chart, const json_t *words, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	size_t i;
	const json_t *bar;
	buf_adds(&b, report_word(words, "page", "chart"));
	json_array_foreach(json_get(chart, "bars"), i, bar)
		if (*json_str_or(bar, "above", ""))
			buf_addf(&b, " %s: %s.", json_str(bar, "label"), json_str(bar, "above"));
	json_object_set_new(chart, "description", json_string(arena_strdup(a, b.data)));
}

static int
height_of(int64_t n, int64_t top)
{
	int h = (int)((n * CHART_HEIGHT + top / 2) / top);
	return n > 0 && h == 0 ? 1 : h; /* one of a million is to be seen too */
}

/* A bar with its parts from below; ${above} is written over it, ${label} under it. */
static void
add_bar(json_t *chart, int i, int n, const char *label, const char *above)
{
	int slot = CHART_WIDTH / n, wide = slot * 5 / 8;
	json_array_append_new(json_get(chart, "bars"),
	    json_pack("{s:i, s:i, s:i, s:i, s:s, s:s, s:i, s:[]}", "x",
		LEFT + slot * i + (slot - wide) / 2, "w", wide, "middle",
		LEFT + slot * i + slot / 2, "y", TOP + CHART_HEIGHT, "label", label, "above", above,
		"above_y", TOP + CHART_HEIGHT - 6, "parts"));
}

static void
add_part(json_t *chart, const char *class, int64_t n, int64_t top)
{
	const json_t *bars = json_get(chart, "bars");
	json_t *bar = json_array_get(bars, json_array_size(bars) - 1);
	int y = (int)json_int_or(bar, "y", 0), h = height_of(n, top);
	if (h == 0)
		return;
	json_object_set_new(bar, "y", json_integer(y - h));
	json_object_set_new(bar, "above_y", json_integer(y - h - 6));
	json_array_append_new(json_get(bar, "parts"),
	    json_pack("{s:s, s:i, s:i, s:i, s:i}", "class", class, "part_y", y - h, "h", h,
		"part_x", (int)json_int_or(bar, "x", 0), "part_w", (int)json_int_or(bar, "w", 0)));
}

/* The largest number under ${key}. */
static int64_t
most_of(const json_t *list, const char *key)
{
	int64_t most = 0;
	size_t i;
	const json_t *x;
	json_array_foreach(list, i, x)
		if (json_int_or(x, key, 0) > most)
			most = json_int_or(x, key, 0);
	return most;
}

static json_t *
trend_chart(const json_t *trend, const json_t *words, struct arena *a)
{
	int64_t most = most_of(trend, "received"), top = axis_top(most);
	size_t i;
	const json_t *m;
	if (most == 0)
		return json_null();
	json_t *chart = chart_new("trend", top, report_word(words, "page", "trend"),
	    report_word(words, "page", "months"), words);
	json_t *legend = json_array();
	json_array_foreach(trend, i, m) {
		const json_t *p = json_get(m, "on_time_percent");
		add_bar(chart, (int)i, 12, json_str(m, "month"),
		    json_is_null(p) ? "" : arena_printf(a, "%s%%", cell_shown(p, words, a)));
		for (size_t k = 0; k < array_len(parts); k++)
			add_part(chart, parts[k].class, json_int_or(m, parts[k].key, 0), top);
	}
	for (i = 0; i < array_len(parts); i++)
		json_array_append_new(legend,
		    json_pack("{s:s, s:s}", "class", parts[i].class, "text",
			report_word(words, "figure", parts[i].key)));
	json_object_set_new(chart, "legend", legend);
	json_object_set_new(chart, "stacked", json_true());
	describe(chart, words, a);
	return chart;
}

static json_t *
histogram_chart(const json_t *cohort, const json_t *words, struct arena *a)
{
	const json_t *bars = json_get(json_get(json_get(cohort, "total"), "days"), "histogram"), *x;
	int64_t most = most_of(bars, "requests"), top = axis_top(most);
	size_t i;
	if (most == 0)
		return json_null();
	json_t *chart = chart_new(arena_printf(a, "days-%s", json_str(cohort, "cohort")), top,
	    report_word(words, "page", "histogram"), report_word(words, "page", "days"), words);
	json_array_foreach(bars, i, x) {
		int64_t from = json_int_or(x, "from", 0), to = json_int_or(x, "to", -1),
			n = json_int_or(x, "requests", 0);
		const char *range = to < 0
		    ? arena_printf(a, "%lld+", (long long)from)
		    : arena_printf(a, "%lld-%lld", (long long)from, (long long)to);
		add_bar(chart, (int)i, (int)json_array_size(bars), range,
		    arena_printf(a, "%lld", (long long)n));
		add_part(chart, "ontime", n, top);
	}
	json_object_set_new(chart, "stacked", json_false());
	json_object_set_new(chart, "legend", json_array());
	describe(chart, words, a);
	return chart;
}

/* ---- tables: where a group of rows begins, and which numbers one must see ---- */

static const char *const groups[] = { "statute_missed", "extended", "refused", "withdrawn",
	"within_one_month", "answered" };
static const char *const alarms[] = { "late", "open_late", "statute_missed", "promise_missed",
	"extended_unlawfully", "refused_late", "ended_after_first_month", "late_before_reopening",
	"untold", "after_month", "late_now", "worst_days_late", "worst" };

static void
mark_cell(json_t *cell, const json_t *row, const json_t *column)
{
	const char *text = json_str_or(cell, "value", ""), *key = json_str(column, "key");
	bool bad = text_among(key, alarms, array_len(alarms)) ||
		text_among(json_str(row, "key"), alarms, array_len(alarms))
	    ? *text && strcmp(text, "0") != 0
	    : strcmp(key, "days_left") == 0 && *text == '-';
	json_object_set_new(cell, "bad", json_boolean(bad));
}

static void
mark_rows(json_t *table)
{
	size_t i, k;
	json_t *row, *cell;
	json_array_foreach(json_get(table, "rows"), i, row) {
		const char *name = json_str(row, "name");
		json_object_set_new(row, "begins",
		    json_boolean(text_among(json_str(row, "key"), groups, array_len(groups))));
		json_object_set_new(row, "deeper", json_boolean(*name == ' '));
		json_array_foreach(json_get(row, "cells"), k, cell)
			mark_cell(cell, row, json_array_get(json_get(table, "columns"), k));
	}
}

/* ---- the page ---- */

static void
add_card(json_t *cards, const json_t *words, const json_t *total, const char *key,
    bool bad_when_some, struct arena *a)
{
	const json_t *v = json_get(total, key);
	bool bad = bad_when_some && json_integer_value(v) > 0;
	json_array_append_new(cards,
	    json_pack("{s:s, s:s, s:b}", "label", report_word(words, "card", key), "value",
		cell_shown(v, words, a), "bad", bad));
}

/* What is late now comes first. */
static json_t *
now_cards(const json_t *now, const json_t *words, struct arena *a)
{
	json_t *list = json_array();
	add_card(list, words, now, "late_now", true, a);
	add_card(list, words, now, "worst_days_late", true, a);
	add_card(list, words, now, "at_risk", false, a);
	return list;
}

static json_t *
period_cards(const json_t *o, const json_t *words, struct arena *a)
{
	const json_t *total = json_get(o, "total");
	json_t *list = json_array();
	add_card(list, words, total, "received", false, a);
	add_card(list, words, total, "on_time_percent", false, a);
	add_card(list, words, total, "best_percent", false, a);
	add_card(list, words, total, "statute_missed", true, a);
	add_card(list, words, total, "ended_after_first_month", true, a);
	add_card(list, words, total, "promise_missed", true, a);
	add_card(list, words, total, "within_one_month_percent", false, a);
	add_card(list, words, json_get(total, "days"), "median", false, a);
	return list;
}

static void
add_charts(json_t *tables, const json_t *o, const json_t *words, struct arena *a)
{
	size_t i, k;
	const json_t *cohort;
	json_t *table;
	json_array_foreach(tables, i, table) {
		const char *id = json_str(table, "id");
		mark_rows(table);
		json_object_set_new(
		    table, "any", json_boolean(json_array_size(json_get(table, "rows")) > 0));
		json_object_set_new(table, "chart", json_null());
		if (strcmp(id, "trend") == 0)
			json_object_set_new(
			    table, "chart", trend_chart(json_get(o, "trend"), words, a));
		if (strcmp(id, "risk") == 0)
			json_object_set_new(table, "more", json_boolean(json_flag(o, "risk_more")));
		json_array_foreach(json_get(o, "cohorts"), k, cohort)
			if (strcmp(id, json_str(cohort, "cohort")) == 0)
				json_object_set_new(
				    table, "chart", histogram_chart(cohort, words, a));
	}
}

/* "2026-03" as "March 2026", "2026-03-09" as "9 March 2026", "2026" as it is. */
static const char *
in_words(const char *day, const json_t *words, struct arena *a)
{
	const json_t *months = json_get(json_get(words, "page"), "month_names");
	if (strlen(day) < 7)
		return day;
	const char *month =
	    json_string_value(json_array_get(months, (size_t)strtol(day + 5, NULL, 10) - 1));
	const char *rest = arena_printf(a, "%s %.4s", month ? month : "", day);
	return day[7] ? arena_printf(a, "%ld %s", strtol(day + 8, NULL, 10), rest) : rest;
}

static json_t *
page_organisation(const json_t *o, const json_t *words, struct arena *a)
{
	json_t *tables = tables_of(o, words);
	add_charts(tables, o, words, a);
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "slug", json_str(o, "organisation"),
	    "organisation", json_str(o, "name"), "day", in_words(json_str(o, "as_of"), words, a),
	    "now_cards", now_cards(json_get(o, "now"), words, a), "cards",
	    period_cards(o, words, a), "tables", tables);
}

static json_t *
page_now(const json_t *report, const json_t *words, struct arena *a)
{
	const json_t *now = json_get(report, "now");
	json_t *table = table_of_now(report, words);
	mark_rows(table);
	json_object_set_new(table, "cards", now_cards(now, words, a));
	json_object_set(table, "next", json_get(now, "next"));
	return table;
}

bool
render_html(const json_t *report, const json_t *words, struct buf *b, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	size_t len, i;
	const json_t *o, *list = json_get(report, "organisations");
	const char *template = asset_text("report/report.mustache", a, &len, err);
	auto_drop(json) json_t *model = json_pack("{s:s, s:O, s:b, s:b, s:o, s:[]}", "period",
	    in_words(json_str(report, "period"), words, a), "page", json_get(words, "page"),
	    "several", json_array_size(list) > 1, "of_one", json_flag(report, "of_one"), "now",
	    page_now(report, words, a), "organisations");
	json_array_foreach(list, i, o)
		json_array_append_new(
		    json_get(model, "organisations"), page_organisation(o, words, a));
	const char *page = template ? text_mustache(template, model, NULL, NULL, a, err) : NULL;
	if (!page)
		return err_wrap(err, "templates/report/report.mustache");
	buf_adds(b, page);
	return true;
}
