/*
 * Calendars of public holidays, as data with a source for each day (templates/law/calendar-XX.json,
 * described in docs/calendars.md). "Public holidays" are those of the Member State in which
 * action is
 * due: Reg. (EEC, Euratom) 1182/71 art. 2(1).
 */
#ifndef DOSSIER_CALENDAR_H
#define DOSSIER_CALENDAR_H

#include "dossier/date.h"
#include "dossier/json.h"

struct calendar;

/*
 * calendar_new(doc, err): read and check a calendar file. Rules are of three kinds: a fixed day
 * of the year (optionally moved when it is a Sunday, as King's Day), an offset from Easter, a
 * weekday within a range of days (midsommardagen), and single decreed dates. INPUT with
 * FILE:LINE:COLUMN when malformed.
 */
struct calendar *calendar_new(const struct json_doc *doc, struct err *err);
/*
 * calendar_open(name, err): the calendar of templates/law/calendar-${name}.json; NOTFOUND names
 * those there are.
 */
struct calendar *calendar_open(const char *name, struct err *err);
void calendar_free(struct calendar *c);
DEFINE_DROP(calendar, struct calendar, calendar_free)

const char *calendar_name(const struct calendar *c); /* "nl" */
/* first 12 hex digits of the SHA-256 of the file */
const char *calendar_version(const struct calendar *c);
const char *calendar_text(const struct calendar *c); /* the file itself, for keeping */
/* the last year whose decreed days are known */
int calendar_last_year(const struct calendar *c);

/*
 * calendar_holiday(c, d, ret_source): the name of the public holiday on ${d}, or NULL;
 * *${ret_source} its source.
 */
const char *calendar_holiday(const struct calendar *c, struct date d, const char **ret_source);
/* no Saturday, Sunday or holiday */
bool calendar_is_working_day(const struct calendar *c, struct date d);

#endif
