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

/* "1250" cents as "12.50"; NULL: it has an exponent. */
static const char *
from_cents(const char *digits, struct arena *a)
{
	size_t sign = *digits == '-', whole = strspn(digits + sign, "0123456789");
	const char *rest = digits + sign + whole;
	if (whole == 0 || rest[strspn(rest, ".0123456789")] != '\0')
		return NULL;
	const char *padded = arena_printf(
	    a, "%.*s%.*s", whole < 3 ? (int)(3 - whole) : 0, "00", (int)whole, digits + sign);
	int head = (int)strlen(padded) - 2;
	return arena_printf(a, "%.*s%.*s.%s%s", (int)sign, digits, head, padded, padded + head,
	    *rest == '.' ? rest + 1 : rest);
}

/*
 * ${unit}: EUR, or EUR/100 of cents. The euro has a sign that everybody knows; of others the code
 * is plainer, for more than one country has a dollar or a crown.
 */
static const char *
money(const char *digits, const char *unit, const struct words *w)
{
	enum { CODE = 3 };
	bool cents = strcmp(unit + CODE, "/100") == 0, nl = strcmp(w->lang, "nl") == 0,
	     euro = strncmp(unit, "EUR", CODE) == 0;
	const char *whole = cents ? from_cents(digits, w->arena) : digits,
		   *text = whole ? amount(whole, w) : NULL;
	if (!text)
		return NULL;
	if (euro && !nl) /* -\u20ac12.50 */
		return arena_printf(
		    w->arena, "%s\xe2\x82\xac%s", *text == '-' ? "-" : "", text + (*text == '-'));
	return arena_printf(
	    w->arena, "%.*s\xc2\xa0%s", euro ? 3 : CODE, euro ? "\xe2\x82\xac" : unit, text);
}

static const char *
number(const char *digits, const char *unit, const struct words *w)
{
	const char *amount_said = unit ? money(digits, unit, w) : NULL;
	if (amount_said)
		return amount_said;
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

/* The month of "Jan"; 0: none. */
static int
month_of(const char *s)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	for (int i = 0; i < 12; i++)
		if (strncmp(s, names + 3 * i, 3) == 0)
			return i + 1;
	return 0;
}

/*
 * "Thu, 01 Jan 2026 09:30:00 +0100", as e-mail and some vendors have it (RFC 5322), as RFC 3339;
 * NULL: it is none.
 */
static const char *
of_message(const char *s, struct arena *a)
{
	static const char form[] = "Aaa, 00 Aaa 0000 00:00:00 +0000";
	for (size_t i = 0; i < sizeof(form); i++) { /* its end too */
		unsigned char c = (unsigned char)s[i];
		bool fits = form[i] == '0'            ? isdigit(c)
		    : isalpha((unsigned char)form[i]) ? isalpha(c)
		    : form[i] == '+'                  ? c == '+' || c == '-'
						      : c == (unsigned char)form[i];
		if (!fits)
			return NULL;
	}
	return arena_printf(a, "%.4s-%02d-%.2sT%.8s%.3s:%.2s", s + 12, month_of(s + 8), s + 5,
	    s + 17, s + 26, s + 29);
}

/* "2026-11-02 14:05" and on: digits and marks, and what may stand behind the time. */
static bool
looks_like_moment(const char *text)
{
	static const char form[] = "0000-00-00 00:00";
	size_t n = strlen(text);
	if (n < sizeof(form) - 1 || n >= INSTANT_LEN + 5)
		return false;
	for (size_t i = 0; i < sizeof(form) - 1; i++) {
		bool fits = form[i] == '0' ? isdigit((unsigned char)text[i])
		    : form[i] == ' '       ? text[i] == ' ' || text[i] == 'T'
					   : text[i] == form[i];
		if (!fits)
			return false;
	}
	return text[sizeof(form) - 1 + strspn(text + sizeof(form) - 1, "0123456789:.+-Z")] == '\0';
}

/* A text that is a day or an instant and no more; others as they stand. */
static const char *
plain_text(const char *text, const struct words *w)
{
	usec_t t;
	struct date d;
	if (strlen(text) == DATE_LEN - 1 && date_parse(text, &d, NULL))
		return words_date(w, text);
	if (looks_like_moment(text))
		return moment(text, w);
	const char *iso = of_message(text, w->arena);
	return iso && instant_parse(iso, &t, NULL) ? words_instant(w, iso) : text;
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
	return strcmp(type, "number") == 0 ? number(text, unit, w) : plain_text(text, w);
}
