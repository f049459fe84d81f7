/*
 * The monthly report as text, CSV and JSON. Nothing is computed here: all print the same.
 */
#include "dossier/report.h"

/* The figures of a row, in the order of every format; the table is 80 columns wide. */
static const struct column {
	const char *key, *above, *head;
	int width;
} columns[] = {
	{ "received", "", "received", 9 },
	{ "in_time", "answered", "in time", 8 },
	{ "late", "", "late", 6 },
	{ "open_in_time", "open", "in time", 8 },
	{ "open_late", "", "late", 6 },
	{ "extended", "", "ext.", 5 },
	{ "refused", "", "refused", 8 },
	{ "on_time_percent", "on", "time%", 6 },
	{ "best_percent", "best", "%", 6 },
};
#define NAME_WIDTH 18

static const char *
number(const json_t *v, const char *none, char out[static 24])
{
	if (json_is_integer(v))
		(void)snprintf(out, 24, "%lld", (long long)json_integer_value(v));
	else
		(void)snprintf(out, 24, "%.1f", json_real_value(v));
	return json_is_number(v) ? out : none;
}

/* ---- text ---- */

static void
text_head(struct buf *b)
{
	buf_addf(b, "%-*s", NAME_WIDTH, "");
	for (size_t i = 0; i < array_len(columns); i++)
		buf_addf(b, "%*s", columns[i].width, columns[i].above);
	buf_addf(b, "\n%-*s", NAME_WIDTH, "right");
	for (size_t i = 0; i < array_len(columns); i++)
		buf_addf(b, "%*s", columns[i].width, columns[i].head);
	buf_addc(b, '\n');
}

static void
text_row(struct buf *b, const char *name, const json_t *figures)
{
	char n[24];
	buf_addf(b, "%-*s", NAME_WIDTH, name);
	for (size_t i = 0; i < array_len(columns); i++)
		buf_addf(b, "%*s", columns[i].width,
		    number(json_get(figures, columns[i].key), "-", n));
	buf_addc(b, '\n');
}

static void
text(const json_t *report, struct buf *b)
{
	size_t i, j;
	const json_t *o, *right;
	buf_addf(b, "Report of %s. Cohort: %s.\n", json_str(report, "month"),
	    json_str(report, "cohort"));
	json_array_foreach (json_get(report, "organisations"), i, o) {
		buf_addf(b, "\n%s (%s), as of %s\n\n", json_str(o, "name"),
		    json_str(o, "organisation"), json_str(o, "as_of"));
		text_head(b);
		json_array_foreach (json_get(o, "rights"), j, right)
			text_row(b, json_str(right, "right"), right);
		text_row(b, "requests in total", json_get(o, "total"));
	}
	buf_adds(b, "\non time%: in time, out of what was answered or is open and late.\n"
		    "best%: in time or still able to be, out of all received.\n");
}

/* ---- CSV: RFC 4180; slugs, rights and numbers need no quotes ---- */

static void
csv_row(struct buf *b, const json_t *report, const json_t *o, const char *right,
    const json_t *figures)
{
	char n[24];
	buf_addf(b, "%s,%s,%s,%s", json_str(report, "month"), json_str(o, "organisation"),
	    json_str(o, "as_of"), right);
	for (size_t i = 0; i < array_len(columns); i++)
		buf_addf(b, ",%s", number(json_get(figures, columns[i].key), "", n));
	buf_adds(b, "\r\n");
}

static void
csv(const json_t *report, struct buf *b)
{
	size_t i, j;
	const json_t *o, *right;
	buf_adds(b, "cohort_received_in,organisation,as_of,right");
	for (i = 0; i < array_len(columns); i++)
		buf_addf(b, ",%s", columns[i].key);
	buf_adds(b, "\r\n");
	json_array_foreach (json_get(report, "organisations"), i, o) {
		json_array_foreach (json_get(o, "rights"), j, right)
			csv_row(b, report, o, json_str(right, "right"), right);
		csv_row(b, report, o, "total", json_get(o, "total"));
	}
}

static void
json(const json_t *report, struct buf *b)
{
	/* six digits print a tenth of a per cent as it was meant: 66.6 */
	auto_drop(str) char *s = json_dumps(report, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	if (!s)
		BUG("a report that is no JSON");
	buf_addf(b, "%s\n", s);
}

bool
report_render(const json_t *figures, const char *format, struct buf *ret, struct err *err)
{
	static const struct {
		const char *name;
		void (*render)(const json_t *report, struct buf *b);
	} formats[] = { { "text", text }, { "csv", csv }, { "json", json } };
	for (size_t i = 0; i < array_len(formats); i++) {
		if (strcmp(formats[i].name, format) != 0)
			continue;
		formats[i].render(figures, ret);
		return true;
	}
	return err_set(err, ERR_USAGE, "there is no format %.20s: take text, csv or json", format);
}
