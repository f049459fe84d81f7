/*
 * The domain clock, and instants as RFC 3339. No zones but the offset an instant is written with.
 */
#include "dossier/date.h"
#include "dossier/phrase.h"

static bool moved;
static usec_t moved_to;

usec_t
clock_now(void)
{
	struct timespec ts;
	if (moved)
		return moved_to;
	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		BUG("no clock");
	return ts.tv_sec * USEC_PER_SEC + ts.tv_nsec / 1000;
}

void
clock_move(usec_t now)
{
	moved = true;
	moved_to = now;
}

bool
clock_is_moved(void)
{
	return moved;
}

int64_t
clock_boot_ms(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* Reads two digits up to ${most} and the character after them, when that is not 0. */
static bool
two_digits(const char **s, int most, char then, int *ret)
{
	const char *p = *s;
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return false;
	*ret = (p[0] - '0') * 10 + p[1] - '0';
	if (*ret > most || (then && p[2] != then))
		return false;
	*s = p + (then ? 3 : 2);
	return true;
}

static bool
fraction(const char **s, int64_t *ret_us)
{
	const char *p = *s;
	*ret_us = 0;
	if (*p != '.')
		return true;
	int64_t unit = USEC_PER_SEC / 10;
	for (p++; *p >= '0' && *p <= '9'; p++, unit /= 10)
		*ret_us += (*p - '0') * unit; /* digits past the sixth count for nothing */
	bool some = p > *s + 1;
	*s = p;
	return some;
}

static bool
offset(const char *s, int64_t *ret_s)
{
	int hour, minute, sign = *s == '-' ? -1 : 1;
	*ret_s = 0;
	if (strcmp(s, "Z") == 0 || strcmp(s, "z") == 0)
		return true;
	if (*s != '+' && *s != '-')
		return false;
	s++;
	if (!two_digits(&s, 23, ':', &hour) || !two_digits(&s, 59, '\0', &minute) || *s)
		return false;
	*ret_s = sign * (hour * 3600 + minute * 60);
	return true;
}

bool
instant_parse(const char *s, usec_t *ret, struct err *err)
{
	static const char want[] = "not an instant: write it as 2026-03-05T10:00:00+01:00";
	char day[DATE_LEN];
	struct date d;
	int hour, minute, second;
	int64_t us, off;
	if (strnlen(s, DATE_LEN) < DATE_LEN || !strchr("Tt ", s[DATE_LEN - 1]))
		return err_set(err, ERR_INPUT, "%s", phrase(want));
	(void)snprintf(day, sizeof(day), "%.*s", DATE_LEN - 1, s);
	if (!date_parse(day, &d, err))
		return false;
	s += DATE_LEN;
	if (!two_digits(&s, 23, ':', &hour) || !two_digits(&s, 59, ':', &minute) ||
	    !two_digits(&s, 59, '\0', &second) || !fraction(&s, &us) || !offset(s, &off))
		return err_set(err, ERR_INPUT, "%s", phrase(want));
	int64_t secs = INT64_C(86400) * date_to_days(d) + hour * 3600 + minute * 60 + second - off;
	*ret = secs * USEC_PER_SEC + us;
	return true;
}

const char *
instant_format(usec_t t, char out[static INSTANT_LEN])
{
	int64_t days = t / USEC_PER_DAY - (t % USEC_PER_DAY < 0);
	uint64_t us = (uint64_t)(t - days * USEC_PER_DAY), s = us / 1000000;
	char day[DATE_LEN];
	(void)date_format(date_from_days((int)days), day);
	int n = snprintf(out, INSTANT_LEN, "%s%c%02u:%02u:%02u", day, 'T',
	    (unsigned)(s / 3600 % 24), (unsigned)(s / 60 % 60), (unsigned)(s % 60));
	size_t left = INSTANT_LEN - (size_t)n;
	if (us % 1000000 == 0)
		(void)snprintf(out + n, left, "Z");
	else
		(void)snprintf(out + n, left, ".%06uZ", (unsigned)(us % 1000000));
	return out;
}
