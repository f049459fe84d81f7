/*
 * The monthly report: how the requests received in one month (the cohort) were and are handled, per
 * organisation and right. The figures are computed once, as one JSON value (docs/json/report.schema.json), and every
 * format prints that value. Counts only: never personal data.
 */
#ifndef DOSSIER_REPORT_H
#define DOSSIER_REPORT_H

#include "dossier/store.h"

/* report_parse_month(s, ret, err): the first day of the month "YYYY-MM", or USAGE. */
bool report_parse_month(const char *s, struct date *ret_first_day, struct err *err) MUSTCHECK;

/*
 * report_compute(db, orgs, first_day, now, err): the figures of these organisations, each as of its own local
 * date at ${now}. New.
 */
json_t *report_compute(struct db *db, const struct org_list *orgs, struct date first_day, usec_t now, struct err *err);

/* report_figures(o, rows, today): those of one organisation, an item of "organisations". New. */
json_t *report_figures(const struct org *o, const struct report_rows *rows, struct date today);

/* report_render(figures, format, ret, err): add the report to ${ret} as "text" (80 columns), "csv" or "json"; else USAGE. */
bool report_render(const json_t *figures, const char *format, struct buf *ret, struct err *err) MUSTCHECK;

#endif
