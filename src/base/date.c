/*
 * Civil dates of the proleptic Gregorian calendar, as numbers of days. No time of day and no zone:
 * those are zone.c's. No rule of law: those are the room law's.
 */
#include "dossier/date.h"

#define DAYS_TO_1970 719162 /* from 0001-01-01 */

static const int days_before_month[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334,
	365 };

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static bool
is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days from 0001-01-01 to the first day of ${year}. */
static int64_t
days_before_year(int64_t year)
{
	int64_t y = year - 1;
	return y * 365 + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400);
}

static int
day_of_year(int year, int month, int day)
{
	return days_before_month[month - 1] + (month > 2 && is_leap(year)) + day - 1;
}

int
date_days_in_month(int year, int month)
{
	int days = days_before_month[month] - days_before_month[month - 1];
	return days + (month == 2 && is_leap(year));
}

bool
date_is_set(struct date d)
{
	return d.month != 0;
}

int
date_cmp(struct date a, struct date b)
{
	if (a.year != b.year)
		return a.year < b.year ? -1 : 1;
	if (a.month != b.month)
		return a.month < b.month ? -1 : 1;
	return (a.day > b.day) - (a.day < b.day);
}

int
date_to_days(struct date d)
{
	return (int)(days_before_year(d.year) + day_of_year(d.year, d.month, d.day) - DAYS_TO_1970);
}

/*
 * Years are counted from 1 March, so that a leap day is the last of its year and months follow one
 * pattern of lengths.
 */
struct date
date_from_days(int days)
{
	enum {
		CYCLE = 146097,
		MARCH_1 = 306
	}; /* days of 400 years; 0000-03-01 is so many days before 0001-01-01 */
	int64_t n = (int64_t)days + DAYS_TO_1970 + MARCH_1, cycle = floor_div(n, CYCLE);
	int in_cycle = (int)(n - cycle * CYCLE);
	int year = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / (CYCLE - 1)) / 365;
	int in_year = in_cycle - (365 * year + year / 4 - year / 100);
	int month = (5 * in_year + 2) / 153; /* 0: March; each five months have 153 days */
	struct date d = { .day = in_year - (153 * month + 2) / 5 + 1,
		.month = month < 10 ? month + 3 : month - 9 };
	d.year = (int)(cycle * 400) + year + (d.month <= 2);
	return d;
}

struct date
date_add_days(struct date d, int n)
{
	return date_from_days(date_to_days(d) + n);
}

struct date
date_add_months(struct date d, int n)
{
	int64_t months = (int64_t)d.year * 12 + d.month - 1 + n;
	struct date r = { .year = (int)floor_div(months, 12), .day = d.day };
	r.month = (int)(months - (int64_t)r.year * 12) + 1;
	/* Reg. 1182/71 art. 3(2)(c): the last day of the month when there is no such day */
	int last = date_days_in_month(r.year, r.month);
	if (r.day > last)
		r.day = last;
	return r;
}

int
date_weekday(struct date d)
{
	int64_t n = (int64_t)date_to_days(d) + 3; /* 1970-01-01 was a Thursday */
	return (int)(n - floor_div(n, 7) * 7);
}

/* The first Sunday after the ecclesiastical full moon of spring, computed from its epact. */
struct date
date_easter(int year)
{
	int golden = year % 19 + 1, century = year / 100 + 1;
	int no_leap = 3 * century / 4 - 12;
	int moon = (8 * century + 5) / 25 - 5;
	int epact = ((11 * golden + 20 + moon - no_leap) % 30 + 30) % 30;
	if ((epact == 25 && golden > 11) || epact == 24)
		epact++;
	int full = 44 - epact; /* the day of March */
	if (full < 21)
		full += 30;
	struct date after = date_add_days((struct date){ year, 3, 1 }, full);
	return date_add_days(after, 6 - date_weekday(after));
}

static int
digits(const char *s, int n)
{
	int v = 0;
	for (int i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		v = v * 10 + s[i] - '0';
	}
	return v;
}

bool
date_parse(const char *s, struct date *ret, struct err *err)
{
	if (strlen(s) != DATE_LEN - 1 || s[4] != '-' || s[7] != '-')
		return err_set(
		    err, ERR_INPUT, "not a date: write it as YYYY-MM-DD, such as 2026-03-05");
	struct date d = { digits(s, 4), digits(s + 5, 2), digits(s + 8, 2) };
	if (d.year < 0 || d.month < 0 || d.day < 0)
		return err_set(
		    err, ERR_INPUT, "not a date: write it as YYYY-MM-DD, such as 2026-03-05");
	if (d.year < 1900 || d.year > 2199)
		return err_set(err, ERR_INPUT, "the year %d is not one from 1900 to 2199", d.year);
	if (d.month < 1 || d.month > 12 || d.day < 1 || d.day > date_days_in_month(d.year, d.month))
		return err_set(err, ERR_INPUT,
		    "%.10s does not exist: there is no such day in the calendar", s);
	*ret = d;
	return true;
}

const char *
date_format(struct date d, char out[static DATE_LEN])
{
	out[0] = '\0';
	if (!date_is_set(d))
		return out;
	if (d.year < 0 || d.year > 9999)
		BUG("a date in the year %d", d.year);
	(void)snprintf(out, DATE_LEN, "%04u-%02u-%02u", (unsigned)d.year % 10000,
	    (unsigned)d.month % 100, (unsigned)d.day % 100);
	return out;
}
