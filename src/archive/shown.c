/*
 * Values as people write them: days with the name of their month, amounts with their currency. What
 * is not what its type says is shown as it stands.
 */
#include <ctype.h>

#include "shown.h"

/* "1234.5" as "1.234,50" or "1,234.50": the digits as they are, two behind the mark at least. */
static const char *
amount(const char *digits, const struct words *w)
{
	bool nl = strcmp(w->lang, "nl") == 0;
	size_t sign = *digits == '-', whole = strspn(digits + sign, "0123456789");
	const char *rest = digits + sign + whole;
	size_t cents = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;
	if (whole == 0 || rest[cents ? cents + 1 : 0] != '\0')
		return NULL; /* with an exponent */
	auto_drop(buf) struct buf b = { 0 };
	buf_add(&b, digits, sign);
	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0)
			buf_addc(&b, nl ? '.' : ',');
		buf_addc(&b, digits[sign + i]);
	}
	buf_addc(&b, nl ? ',' : '.');
	buf_add(&b, rest + (cents ? 1 : 0), cents);
	for (; cents < 2; cents++)
		buf_addc(&b, '0');
	return arena_strdup(w->arena, b.data);
}

static const char *
number(const char *digits, const char *unit, const struct words *w)
{
	const char *money = unit ? amount(digits, w) : NULL;
	if (money)
		return arena_printf(w->arena, "%s\xc2\xa0%s", unit, money);
	char *text = arena_strdup(w->arena, digits), *dot = strchr(text, '.');
	if (dot && strcmp(w->lang, "nl") == 0)
		*dot = ',';
	return text;
}

/* Two digits; -1: they are none. */
static int
two(const char *s)
{
	return isdigit((unsigned char)s[0]) && isdigit((unsigned char)s[1])
	    ? 10 * (s[0] - '0') + s[1] - '0'
	    : -1;
}

/* A time without a zone is told as it stands on the clock it was read from. */
static const char *
moment(const char *text, const struct words *w)
{
	struct date d;
	usec_t t;
	char day[DATE_LEN] = { 0 };
	if (instant_parse(text, &t, NULL))
		return words_instant(w, text);
	if (strlen(text) < 16 || text[13] != ':')
		return text;
	memcpy(day, text, DATE_LEN - 1);
	int hours = two(text + 11), minutes = two(text + 14);
	return hours >= 0 && minutes >= 0 && date_parse(day, &d, NULL)
	    ? words_moment(w, d, 60 * hours + minutes)
	    : text;
}

const char *
shown_value(const char *type, const char *unit, const char *text, const struct words *w)
{
	if (strcmp(type, "date") == 0)
		return words_date(w, text);
	if (strcmp(type, "datetime") == 0)
		return moment(text, w);
	if (strcmp(type, "boolean") == 0)
		return words_get(w, "bool", text);
	return strcmp(type, "number") == 0 ? number(text, unit, w) : text;
}
