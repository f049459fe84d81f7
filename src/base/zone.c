/*
 * IANA zones: which local date an instant falls on, and when a local date begins. The C library
 * reads the zone's file; TZ is put back before we return, since other libraries look at it.
 */
#include <ctype.h>
#include <fcntl.h>
#include <unistd.h>

#include "dossier/date.h"

#define ZONES "/usr/share/zoneinfo"
#define ZONE_MAX 64
#define DAY_S INT64_C(86400)

static bool
is_zone_name(const char *zone)
{
	size_t len = strlen(zone);
	if (len == 0 || len > ZONE_MAX || !isalpha((unsigned char)zone[0]))
		return false;
	for (const char *p = zone; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("/_+-", *p))
			return false; /* no dots: no way out of the directory */
	return true;
}

/* localtime_r takes an unknown zone for UTC without a word, so the file is looked at first. */
static bool
zone_file(const char *zone, char path[static sizeof(ZONES) + ZONE_MAX + 1], struct err *err)
{
	char magic[4] = "";
	if (is_zone_name(zone)) {
		(void)snprintf(path, sizeof(ZONES) + ZONE_MAX + 1, "%s/%s", ZONES, zone);
		auto_drop(fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		if (fd >= 0 && read(fd, magic, sizeof(magic)) == (ssize_t)sizeof(magic) &&
		    memcmp(magic, "TZif", 4) == 0)
			return true;
	}
	return err_set(err, ERR_NOTFOUND,
	    "there is no zone %.64s in " ZONES ": correct it, or install tzdata", zone);
}

struct zone_env {
	char *before; /* TZ; NULL: none */
};

static bool
zone_enter(const char *zone, struct zone_env *env, struct err *err)
{
	char path[sizeof(ZONES) + ZONE_MAX + 1];
	if (!zone_file(zone, path, err))
		return false;
	const char *tz = getenv("TZ");
	env->before = tz ? xstrdup(tz) : NULL;
	if (setenv("TZ", path, 1) != 0)
		BUG("cannot set TZ");
	tzset();
	return true;
}

static void
zone_leave(struct zone_env *env)
{
	if (env->before)
		(void)setenv("TZ", env->before, 1);
	else
		(void)unsetenv("TZ");
	tzset();
	free(env->before);
}

/* Seconds east of UTC at ${t}. */
static int64_t
offset_at(int64_t t)
{
	struct tm tm;
	time_t tt = t;
	if (!localtime_r(&tt, &tm))
		BUG("no local time for %lld", (long long)t);
	return tm.tm_gmtoff;
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

bool
zone_date(const char *zone, usec_t t, struct date *ret, struct err *err)
{
	struct zone_env env;
	if (!zone_enter(zone, &env, err))
		return false;
	int64_t s = floor_div(t, USEC_PER_SEC);
	*ret = date_from_days((int)floor_div(s + offset_at(s), DAY_S));
	zone_leave(&env);
	return true;
}

static int64_t
first_with_other_offset(int64_t from, int64_t to)
{
	int64_t before = offset_at(from);
	while (to - from > 1) {
		int64_t middle = from + (to - from) / 2;
		if (offset_at(middle) == before)
			from = middle;
		else
			to = middle;
	}
	return to;
}

/*
 * Midnight with the offset of the day after, else that of the day before; a clock that is put back
 * over midnight has two and the later one counts, so that nobody's term ends early. When the clock
 * skips midnight, the day begins where it lands.
 */
static int64_t
begin_of(int64_t midnight_utc)
{
	int64_t before = offset_at(midnight_utc - DAY_S), after = offset_at(midnight_utc + DAY_S);
	if (offset_at(midnight_utc - after) == after)
		return midnight_utc - after;
	if (offset_at(midnight_utc - before) == before)
		return midnight_utc - before;
	return first_with_other_offset(midnight_utc - DAY_S, midnight_utc + DAY_S);
}

bool
zone_midnight(const char *zone, struct date d, usec_t *ret, struct err *err)
{
	struct zone_env env;
	if (!zone_enter(zone, &env, err))
		return false;
	*ret = begin_of(date_to_days(d) * DAY_S) * USEC_PER_SEC;
	zone_leave(&env);
	return true;
}
