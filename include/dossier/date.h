/*
 * Dates, instants and zones. A date is local to an organisation; an instant is UTC in microseconds.
 * Never compute with UTC dates: `zone_date` turns an instant into the local date first.
 */
#ifndef DOSSIER_DATE_H
#define DOSSIER_DATE_H

#include "dossier/mem.h"

typedef int64_t usec_t; /* microseconds since 1970-01-01T00:00:00Z */
#define USEC_PER_SEC INT64_C(1000000)
#define USEC_PER_DAY (86400 * USEC_PER_SEC) /* of the clock, not of a zone */

struct date {
	int year, month, day; /* proleptic Gregorian; month and day from 1; all zero: no date */
};
#define DATE_LEN 11    /* "2026-03-05" and NUL */
#define INSTANT_LEN 28 /* "2026-03-05T09:00:00.000000Z" and NUL */

/* date_parse(s, ret, err): strict YYYY-MM-DD of an existing day from 1900 to 2199, else INPUT. */
bool date_parse(const char *s, struct date *ret, struct err *err) MUSTCHECK;
const char *date_format(struct date d, char out[static DATE_LEN]); /* "" for no date; returns out */
/* date_words: as a letter writes it: "14 december 2026" (nl), "14 December 2026" (any other). */
const char *date_words(struct date d, const char *language, struct arena *a);
/*
 * date_said(s, today, ret, err): a day as people write it: also 2-11-2026, "2 nov", "2 november
 * 2026", and of ${today} yesterday (gisteren), the last monday (maandag) that is over, or the last
 * such day where the year is left out. INPUT says what to write, and nothing of ${s}.
 * date_in_full: "maandag 2 november 2026" (nl), "Monday 2 November 2026" (any other).
 */
bool date_said(const char *s, struct date today, struct date *ret, struct err *err) MUSTCHECK;
const char *date_in_full(struct date d, const char *language, struct arena *a);
bool date_is_set(struct date d);
int date_cmp(struct date a, struct date b);
int date_to_days(struct date d); /* days since 1970-01-01 */
struct date date_from_days(int days);
struct date date_add_days(struct date d, int n);
/* clamped to the last day of the month, 1182/71 art. 3(2)(c) */
struct date date_add_months(struct date d, int n);
struct date date_easter(int year); /* Easter Sunday, Gregorian */
int date_weekday(struct date d);   /* 0 Monday ... 6 Sunday */
int date_days_in_month(int year, int month);

/*
 * clock_now(): the domain clock in UTC. It is the system's, unless clock_move() set another
 * instant, which only a rehearsal installation may do. Never used for leases: those are the
 * database's.
 */
usec_t clock_now(void);
void clock_move(usec_t now);
bool clock_is_moved(void);
/* clock_boot_ms(): since the machine started, for waiting; nobody moves it. */
int64_t clock_boot_ms(void);

/*
 * zone_date(zone, t, ret, err): the local date in IANA zone ${zone} at ${t}; NOTFOUND for an
 * unknown zone.
 */
bool zone_date(const char *zone, usec_t t, struct date *ret, struct err *err) MUSTCHECK;
/*
 * zone_midnight: the instant at which ${d} begins in ${zone}. A term that ends on D expires at
 * the midnight after it.
 */
bool zone_midnight(const char *zone, struct date d, usec_t *ret, struct err *err) MUSTCHECK;

/* instant_parse: RFC 3339 ("2026-03-05T10:00:00+01:00", fraction allowed) or INPUT. */
bool instant_parse(const char *s, usec_t *ret, struct err *err) MUSTCHECK;
/* RFC 3339, UTC, no fraction when zero */
const char *instant_format(usec_t t, char out[static INSTANT_LEN]);

#endif
