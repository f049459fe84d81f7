/*
 * A day as people write it, and as it is written to them. What two readers may take for two days is
 * refused: a date decides when an answer is late.
 */
#include <ctype.h>

#include "dossier/date.h"

#define SAID_MAX 40

static const char *const relative[][2] = { { "today", "vandaag" }, { "yesterday", "gisteren" },
	{ "the day before yesterday", "eergisteren" } };

static const char *const weekdays[2][7] = {
	{ "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" },
	{ "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag" },
};

static const char *const months[2][12] = {
	{ "January", "February", "March", "April", "May", "June", "July", "August", "September",
	    "October", "November", "December" },
	{ "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
	    "oktober", "november", "december" },
};

/* Short forms that are no beginning of the name, or of three letters of another. */
static const struct {
	const char *name;
	int month;
} short_months[] = { { "mrt", 3 }, { "sept", 9 } };

static bool
expected(struct err *err)
{
	return err_set(err, ERR_INPUT,
	    "expected a day: 2026-11-02 (YYYY-MM-DD), 2-11-2026, 2 nov, 2 november 2026, "
	    "yesterday or monday");
}

static bool
ambiguous(struct err *err)
{
	return err_set(err, ERR_INPUT,
	    "it could be read as two days: write 2026-11-02 (YYYY-MM-DD), 2-11-2026 or 2 november "
	    "2026");
}

static bool
exists(int year, int month, int day, struct date *ret, struct err *err)
{
	char iso[DATE_LEN];
	(void)snprintf(iso, sizeof(iso), "%04u-%02u-%02u", (unsigned)year % 10000,
	    (unsigned)month % 100, (unsigned)day % 100);
	return date_parse(iso, ret, err);
}

/* Of the months in full, or by their first three letters. */
static int
month_named(const char *s)
{
	size_t n = strlen(s);
	for (size_t i = 0; i < array_len(short_months); i++)
		if (strcmp(short_months[i].name, s) == 0)
			return short_months[i].month;
	for (int m = 0; m < 12; m++)
		for (int l = 0; l < 2; l++)
			if (strcasecmp(months[l][m], s) == 0 ||
			    (n == 3 && strncasecmp(months[l][m], s, n) == 0))
				return m + 1;
	return 0;
}

/* The last such day that is over. */
static bool
weekday_named(const char *s, struct date today, struct date *ret)
{
	for (int d = 0; d < 7; d++)
		for (int l = 0; l < 2; l++)
			if (strcasecmp(weekdays[l][d], s) == 0) {
				int back = (date_weekday(today) - d + 6) % 7 + 1;
				*ret = date_add_days(today, -back);
				return true;
			}
	return false;
}

/* The last such day up to ${today}; 29 February comes every four years, or eight. */
static bool
without_year(int month, int day, struct date today, struct date *ret, struct err *err)
{
	for (int year = today.year; year >= today.year - 8; year--) {
		struct err none = { 0 };
		if (exists(year, month, day, ret, &none) && date_cmp(*ret, today) <= 0)
			return true;
	}
	return exists(today.year, month, day, ret, err) && expected(err);
}

struct written {
	int day, year;  /* year 0: none */
	char month[16]; /* digits or a name */
	char between;   /* the first character between them */
	bool short_year;
};

/* "2-11-2026", "2 november 2026", "2 nov". */
static bool
split(const char *s, struct written *w)
{
	char day[4], year[8] = "", sep[4], again[4] = "";
	int used = 0;
	int n = sscanf(s, "%2[0-9]%1[-/. ]%15[A-Za-z0-9]%n%1[-/. ]%4[0-9]%n", day, sep, w->month,
	    &used, again, year, &used);
	if (n < 3 || n == 4 || s[used] || (n == 5 && *again != *sep))
		return false;
	w->day = (int)strtol(day, NULL, 10);
	w->year = (int)strtol(year, NULL, 10);
	w->short_year = *year && strlen(year) != 4;
	w->between = *sep;
	return true;
}

static bool
from_parts(const struct written *w, struct date today, struct date *ret, struct err *err)
{
	bool digits = isdigit((unsigned char)w->month[0]);
	int month = digits ? 0 : month_named(w->month);
	if (w->short_year || w->between == '/' || (digits && !w->year))
		return ambiguous(err);
	if (digits && strspn(w->month, "0123456789") == strlen(w->month) && strlen(w->month) < 3)
		return exists(w->year, (int)strtol(w->month, NULL, 10), w->day, ret, err);
	if (!month)
		return expected(err);
	return w->year ? exists(w->year, month, w->day, ret, err)
		       : without_year(month, w->day, today, ret, err);
}

bool
date_said(const char *s, struct date today, struct date *ret, struct err *err)
{
	struct written w = { 0 };
	*ret = (struct date){ 0 };
	if (strlen(s) > SAID_MAX)
		return expected(err);
	if (strlen(s) == DATE_LEN - 1 && s[4] == '-')
		return date_parse(s, ret, err);
	for (size_t i = 0; i < array_len(relative); i++)
		for (int l = 0; l < 2; l++)
			if (strcasecmp(relative[i][l], s) == 0) {
				*ret = date_add_days(today, -(int)i);
				return true;
			}
	if (weekday_named(s, today, ret))
		return true;
	return split(s, &w) ? from_parts(&w, today, ret, err) : expected(err);
}

const char *
date_words(struct date d, const char *language, struct arena *a)
{
	int dutch = strcmp(language, "nl") == 0;
	return arena_printf(a, "%d %s %d", d.day, months[dutch][d.month - 1], d.year);
}

const char *
date_in_full(struct date d, const char *language, struct arena *a)
{
	int dutch = strcmp(language, "nl") == 0;
	return arena_printf(
	    a, "%s %s", weekdays[dutch][date_weekday(d)], date_words(d, language, a));
}
