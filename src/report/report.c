/*
 * The figures of the monthly report, from the counts of the store. Only reads; what they look like
 * on paper is render.c's.
 */
#include "dossier/report.h"

bool
report_parse_month(const char *s, struct date *ret_first_day, struct err *err)
{
	char day[DATE_LEN];
	if (strlen(s) == 7) {
		(void)snprintf(day, sizeof(day), "%.7s-01", s);
		if (date_parse(day, ret_first_day, NULL))
			return true;
	}
	return err_set(err, ERR_USAGE, "not a month: write it as YYYY-MM, such as 2026-03");
}

/* Tenths of a per cent, rounded down: 100 means all of them. Null of nothing. */
static json_t *
percent(int64_t part, int64_t whole)
{
	return whole == 0 ? json_null() : json_real((double)(part * 1000 / whole) / 10);
}

static json_t *
counts(const struct report_row *r)
{
	int64_t over = r->closed_in_time + r->closed_late + r->open_late;
	json_t *j = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}",
	    "received", (json_int_t)r->received,
	    "in_time", (json_int_t)r->closed_in_time,
	    "late", (json_int_t)r->closed_late,
	    "open_in_time", (json_int_t)r->open_in_time,
	    "open_late", (json_int_t)r->open_late,
	    "extended", (json_int_t)r->extended,
	    "refused", (json_int_t)r->refused,
	    "on_time_percent", percent(r->closed_in_time, over),
	    "best_percent", percent(r->closed_in_time + r->open_in_time, r->received));
	if (!j)
		BUG("the figures of a report");
	return j;
}

json_t *
report_figures(const struct org *o, const struct report_rows *rows, struct date today)
{
	static const struct report_row none;
	char as_of[DATE_LEN];
	const struct report_row *total = &none;
	json_t *rights = json_array();
	for (size_t i = 0; i < rows->n; i++) {
		if (!rows->items[i].right) {
			total = &rows->items[i];
			continue;
		}
		json_t *right = json_pack("{s:s}", "right", rows->items[i].right);
		auto_drop(json) json_t *c = counts(&rows->items[i]);
		if (json_object_update(right, c) != 0 || json_array_append_new(rights, right) != 0)
			BUG("the figures of a right");
	}
	json_t *j = json_pack("{s:s, s:s, s:s, s:o, s:o}", "organisation", o->slug, "name", o->name,
	    "as_of", date_format(today, as_of), "total", counts(total), "rights", rights);
	if (!j)
		BUG("the figures of an organisation");
	return j;
}

static bool
add_organisation(struct db *db, const struct org *o, struct date first_day, usec_t now,
    json_t *list, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct report_rows rows = { 0 };
	struct date today;
	if (!zone_date(o->zone, now, &today, err) ||
	    !report_month(db, o->id, first_day, today, a, &rows, err))
		return err_wrap(err, "report of %s", o->slug);
	if (json_array_append_new(list, report_figures(o, &rows, today)) != 0)
		BUG("the list of a report");
	return true;
}

json_t *
report_compute(struct db *db, const struct org_list *orgs, struct date first_day, usec_t now,
    struct err *err)
{
	auto_drop(json) json_t *list = json_array();
	char day[DATE_LEN], month[8];
	for (size_t i = 0; i < orgs->n; i++)
		if (!add_organisation(db, &orgs->items[i], first_day, now, list, err))
			return NULL;
	(void)snprintf(month, sizeof(month), "%.7s", date_format(first_day, day));
	auto_drop(json) json_t *cohort = json_sprintf("requests received in %s", month);
	json_t *report = json_pack("{s:s, s:O, s:O}", "month", month, "cohort", cohort,
	    "organisations", list);
	if (!report)
		BUG("the figures of a report");
	return report;
}
