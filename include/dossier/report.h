/*
 * The report of a month or a year: how requests were and are handled, per organisation and right,
 * as it is today or would have been on a past day. The figures are computed once, as one JSON
 * value (docs/json/report.schema.json), and every format prints that value. Counts, days and
 * references only: never personal data.
 */
#ifndef DOSSIER_REPORT_H
#define DOSSIER_REPORT_H

#include "dossier/store/organisation.h"

struct report_ask {
	struct date first, next; /* the period: its first day, and the first after it */
	bool is_year;
	struct date as_of; /* no date: today */
	bool of_one;       /* one person does all that is done: nobody else checked it */
	const struct progress *progress; /* or NULL */
};

/* report_parse_period(s, ret, err): the month "YYYY-MM" or the year "YYYY", or USAGE. */
bool report_parse_period(const char *s, struct report_ask *ret, struct err *err) MUSTCHECK;

/*
 * report_compute(db, orgs, ask, now, err): the figures of these organisations, each as of its own
 * local date. New. DENIED for a period that has not begun on that day, and for a day to come or
 * before the installation.
 */
json_t *report_compute(struct db *db, const struct org_list *orgs, const struct report_ask *ask,
    usec_t now, struct err *err);

/*
 * report_prepare(db, orgs, now, err): count now what the reports of this month and the last would
 * have to count. A report needs no such preparation; it is the sooner there.
 */
bool report_prepare(struct db *db, const struct org_list *orgs, usec_t now, struct err *err)
    MUSTCHECK;

/*
 * report_is_late(figures): is or was anything in it too late, by the law or by the organisation's
 * promise?
 */
bool report_is_late(const json_t *figures);

/*
 * report_render(figures, format, lang, ret, err): add the report to ${ret} as "text" (100
 * columns), "html", "csv" or "json"; else USAGE. ${lang}: "en" or "nl", of text and HTML alone.
 */
bool report_render(const json_t *figures, const char *format, const char *lang, struct buf *ret,
    struct err *err) MUSTCHECK;

#endif
