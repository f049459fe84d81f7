/*
 * The figures of an organisation as tables of texts, with headings in a language. Every format but
 * JSON prints these, so that none can say something else. Nothing is computed here.
 */
#include "report_private.h"

#include "dossier/asset.h"
#include "dossier/late_cause.h"

/* The names of the law's causes of lateness, as a group of words of their own. */
static bool
with_causes(json_t *words, const char *lang, struct err *err)
{
	auto_drop(late_causes) struct late_causes *all = late_causes_open(err);
	if (!all)
		return false;
	size_t n;
	const struct late_cause *c = late_causes_all(all, &n);
	json_t *names = json_object();
	for (size_t i = 0; i < n; i++)
		json_object_set_new(names, c[i].id, json_string(json_text_in(c[i].name, lang)));
	json_object_set_new(words, "cause", names);
	return true;
}

json_t *
report_words(const char *lang, struct err *err)
{
	auto_drop(json_doc) struct json_doc *doc = asset_json("report/words.json", err);
	if (!doc)
		return NULL;
	json_t *words = json_get(doc->root, lang);
	if (!json_is_object(words)) {
		(void)err_set(err, ERR_USAGE, "there is no report in %.20s: take en or nl", lang);
		return NULL;
	}
	return with_causes(words, lang, err) ? json_incref(words) : NULL;
}

const char *
report_word(const json_t *words, const char *group, const char *key)
{
	return json_str_or(json_get(words, group), key, key);
}

const char *
cell_text(const json_t *v, struct arena *a)
{
	if (json_is_string(v))
		return json_string_value(v);
	if (json_is_integer(v))
		return arena_printf(a, "%lld", (long long)json_integer_value(v));
	if (json_is_real(v))
		return arena_printf(a, "%.1f", json_real_value(v));
	return "-";
}

const char *
cell_shown(const json_t *v, const json_t *words, struct arena *a)
{
	const char *text = cell_text(v, a), *point = strchr(text, '.');
	if (!json_is_real(v) || !point)
		return text;
	return arena_printf(a, "%.*s%s%s", (int)(point - text), text,
	    report_word(words, "page", "decimal"), point + 1);
}

/* ---- building ---- */

struct table {
	json_t *json;
	const json_t *words;
	struct arena *arena;
};

static json_t *
string_or_null(const char *s)
{
	return s ? json_string(s) : json_null();
}

static struct table
table_new(const char *id, const char *group, const char *head, const json_t *words, struct arena *a)
{
	const char *note = json_str(json_get(words, "note"), id);
	json_t *j = json_pack("{s:s, s:s, s:o, s:s, s:[], s:[]}", "id", id, "title",
	    report_word(words, group, id), "note", string_or_null(note), "head",
	    report_word(words, "column", head), "columns", "rows");
	if (!j)
		BUG("a table of a report");
	return (struct table){ j, words, a };
}

/* A column of words is the last, and may be long. */
static void
add_column(struct table *t, const char *key, bool is_words)
{
	const char *head = report_word(t->words, "column", key);
	json_array_append_new(json_get(t->json, "columns"),
	    json_pack("{s:s, s:s, s:s, s:b}", "key", key, "head", head, "short",
		json_str_or(json_get(t->words, "short"), key, head), "words", is_words));
}

static json_t *
add_row(struct table *t, const char *key, const char *name)
{
	json_t *cells = json_array();
	json_array_append_new(json_get(t->json, "rows"),
	    json_pack("{s:s, s:s, s:o}", "key", key, "name", name, "cells", cells));
	return cells;
}

static void
add_cell(struct table *t, json_t *cells, const json_t *v)
{
	const json_t *column = json_array_get(json_get(t->json, "columns"), json_array_size(cells));
	json_array_append_new(cells,
	    json_pack("{s:s, s:o, s:b, s:b}", "text", cell_shown(v, t->words, t->arena), "value",
		json_is_null(v) || !v ? json_null() : json_string(cell_text(v, t->arena)), "words",
		json_flag(column, "words"), "zero",
		json_is_integer(v) && json_integer_value(v) == 0));
}

/* ---- a cohort: a column for the total, each right, and what is done as processor ---- */

static const char *const figure_rows[] = {
	"received",
	"in_time",
	"late",
	"open_in_time",
	"open_late",
	"ended_after_first_month",
	"on_time_percent",
	"best_percent",
	"statute_missed",
	"promise_missed",
	"promise_kept",
	"extended",
	"extended_unlawfully",
	"extension_pending",
	"suspended",
	"refused",
	"refused_late",
	"late_before_reopening",
	"untold",
	"withdrawn",
	"not_identified",
	"entered_by_mistake",
	"receipt_corrected",
	"closed_unanswered",
	"within_one_month",
	"within_one_month_of",
	"within_one_month_percent",
	"within_three_months",
	"within_three_months_of",
	"within_three_months_percent",
};
static const char *const day_rows[] = { "answered", "median", "p90", "max" };

struct cohort_columns {
	const json_t *items[16];
	size_t n;
};

static void
add_member_row(struct table *t, const struct cohort_columns *c, const char *object, const char *key)
{
	json_t *cells = add_row(t, key, report_word(t->words, "figure", key));
	for (size_t i = 0; i < c->n; i++)
		add_cell(
		    t, cells, json_get(object ? json_get(c->items[i], object) : c->items[i], key));
}

static void
add_histogram_rows(struct table *t, const struct cohort_columns *c)
{
	size_t i;
	const json_t *bar;
	json_array_foreach(json_get(json_get(c->items[0], "days"), "histogram"), i, bar) {
		int64_t from = json_int_or(bar, "from", 0), to = json_int_or(bar, "to", -1);
		const char *range = to < 0
		    ? arena_printf(t->arena, "%lld+", (long long)from)
		    : arena_printf(t->arena, "%lld-%lld", (long long)from, (long long)to);
		json_t *cells = add_row(t, arena_printf(t->arena, "days_%s", range),
		    arena_printf(
			t->arena, "  %s %s", range, report_word(t->words, "label", "days")));
		for (size_t k = 0; k < c->n; k++)
			add_cell(t, cells,
			    json_get(json_array_get(
					 json_get(json_get(c->items[k], "days"), "histogram"), i),
				"requests"));
	}
}

/* A row for each word that stands in ${member} of any column; the total has them all but for the
 * processor's. */
static void
add_word_rows(
    struct table *t, const struct cohort_columns *c, const char *member, const char *label)
{
	auto_drop(json) json_t *zero = json_integer(0), *all = json_object();
	const char *key;
	json_t *v;
	for (size_t i = 0; i < c->n; i++)
		(void)json_object_update(all, json_get(c->items[i], member));
	json_object_foreach(all, key, v) {
		json_t *cells = add_row(t, arena_printf(t->arena, "%s %s", label, key),
		    arena_printf(t->arena, "  %s %s", report_word(t->words, "label", label),
			report_word(t->words, label, key)));
		for (size_t i = 0; i < c->n; i++) {
			const json_t *n = json_get(json_get(c->items[i], member), key);
			add_cell(t, cells, n ? n : zero);
		}
	}
}

static json_t *
cohort_table(const json_t *cohort, const json_t *words, struct arena *a)
{
	struct table t = table_new(json_str(cohort, "cohort"), "cohort", "figure", words, a);
	struct cohort_columns c = { .items = { json_get(cohort, "total") }, .n = 1 };
	size_t i;
	const json_t *right;
	add_column(&t, "total", false);
	json_array_foreach(json_get(cohort, "rights"), i, right) {
		if (c.n + 2 > array_len(c.items))
			break;
		add_column(&t, json_str(right, "right"), false);
		c.items[c.n++] = right;
	}
	add_column(&t, "processor", false);
	c.items[c.n++] = json_get(cohort, "processor");
	for (i = 0; i < array_len(figure_rows); i++) {
		add_member_row(&t, &c, NULL, figure_rows[i]);
		if (strcmp(figure_rows[i], "refused_late") == 0)
			add_word_rows(&t, &c, "refused_by_ground", "ground");
		if (strcmp(figure_rows[i], "promise_kept") == 0)
			add_word_rows(&t, &c, "causes", "cause");
	}
	for (i = 0; i < array_len(day_rows); i++)
		add_member_row(&t, &c, "days", day_rows[i]);
	add_histogram_rows(&t, &c);
	return t.json;
}

/* ---- lists of objects ---- */

static json_t *
list_table(const char *id, const json_t *list, const char *const *columns, const json_t *words,
    struct arena *a)
{
	size_t i;
	const json_t *item;
	struct table t = table_new(id, "table", columns[0], words, a);
	for (i = 1; columns[i]; i++)
		add_column(&t, columns[i],
		    strcmp(columns[i], "recipient_name") == 0 || strcmp(columns[i], "name") == 0);
	json_array_foreach(list, i, item) {
		const char *key = json_str(item, columns[0]);
		json_t *cells = add_row(&t, key, report_word(words, "row", key));
		for (size_t k = 1; columns[k]; k++) {
			const json_t *v = json_get(item, columns[k]),
				     *names = strcmp(columns[k], "name") == 0
			    ? json_get(item, "names")
			    : NULL;
			auto_drop(json) json_t *name = json_is_object(names)
			    ? json_string(json_text_in(names, report_word(words, "page", "lang")))
			    : NULL;
			add_cell(&t, cells, name ? name : v);
		}
	}
	return t.json;
}

static const char *
missing_text(const json_t *missing, const json_t *words, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	size_t i;
	const json_t *m;
	json_array_foreach(missing, i, m) {
		const char *s = json_string_value(m);
		bool system = strncmp(s, "system ", 7) == 0;
		buf_adds(&b, i ? ", " : "");
		if (system)
			buf_addf(&b, "%s %s", report_word(words, "missing", "system"), s + 7);
		else
			buf_adds(&b, report_word(words, "missing", s));
	}
	buf_adds(&b, "");
	return arena_strdup(a, b.data);
}

static json_t *
risk_table(const json_t *risk, const json_t *words, struct arena *a)
{
	static const char *const columns[] = { "due", "in_force", "days_left" };
	size_t i;
	const json_t *x;
	struct table t = table_new("risk", "table", "reference", words, a);
	for (i = 0; i < array_len(columns); i++)
		add_column(&t, columns[i], false);
	add_column(&t, "missing", true);
	json_array_foreach(risk, i, x) {
		json_t *cells = add_row(&t, json_str(x, "reference"), json_str(x, "reference"));
		for (size_t k = 0; k < array_len(columns); k++)
			add_cell(&t, cells, json_get(x, columns[k]));
		auto_drop(json) json_t *missing =
		    json_string(missing_text(json_get(x, "missing"), words, a));
		add_cell(&t, cells, missing);
	}
	return t.json;
}

json_t *
tables_of(const json_t *o, const json_t *words)
{
	static const char *const trend[] = { "month", "received", "in_time", "late", "open_in_time",
		"open_late", "ended_after_first_month", "on_time_percent", "best_percent",
		"median_days", "p90_days", NULL };
	static const char *const systems[] = { "system", "tasks", "finished", "open", "median_days",
		"p90_days", "max_days", "after_month", "last", "recipient_name", NULL };
	static const char *const categories[] = { "category", "tasks", "finished", "open",
		"median_days", "p90_days", "max_days", "after_month", "last", "name", NULL };
	static const char *const erasures[] = { "system", "requests", "erased", "anonymised",
		"held", "kept", "waiting", "reappeared", "backups_until", NULL };
	static const char *const kept[] = { "basis", "holds", "records", "until", NULL };
	static const char *const holds[] = { "kind", "placed", "running", "ended", "past_maximum",
		NULL };
	auto_drop(arena) struct arena *a = arena_new();
	json_t *tables = json_array();
	size_t i;
	const json_t *cohort;
	json_array_append_new(tables, risk_table(json_get(o, "risk"), words, a));
	json_array_foreach(json_get(o, "cohorts"), i, cohort)
		json_array_append_new(tables, cohort_table(cohort, words, a));
	json_array_append_new(tables, list_table("trend", json_get(o, "trend"), trend, words, a));
	json_array_append_new(
	    tables, list_table("systems", json_get(o, "systems"), systems, words, a));
	json_array_append_new(
	    tables, list_table("categories", json_get(o, "categories"), categories, words, a));
	json_array_append_new(
	    tables, list_table("erasures", json_get(o, "erasures"), erasures, words, a));
	json_array_append_new(tables, list_table("holds", json_get(o, "holds"), holds, words, a));
	json_array_append_new(tables, list_table("kept", json_get(o, "kept"), kept, words, a));
	return tables;
}

/* ---- what is late now ---- */

static const char *const now_columns[] = { "late_now", "worst_days_late", "at_risk", "worst",
	"next" };

static void
add_now(struct table *t, const char *key, const char *name, const json_t *now)
{
	json_t *cells = add_row(t, key, name);
	for (size_t i = 0; i < array_len(now_columns); i++)
		add_cell(t, cells, json_get(now, now_columns[i]));
}

json_t *
table_of_now(const json_t *report, const json_t *words)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct table t = table_new("now", "table", "organisation", words, a);
	const json_t *o, *all = json_get(report, "organisations");
	size_t i;
	for (i = 0; i < array_len(now_columns); i++)
		add_column(&t, now_columns[i], strcmp(now_columns[i], "next") == 0);
	if (json_array_size(all) > 1)
		add_now(&t, "*", report_word(words, "page", "all"), json_get(report, "now"));
	json_array_foreach(all, i, o)
		add_now(&t, json_str(o, "organisation"), json_str(o, "name"), json_get(o, "now"));
	return t.json;
}
