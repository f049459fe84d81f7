/*
 * Input: an identifier, a text of a letter, a date, an instant, a name of a zone, or when
 * a vendor may be asked again. A normal form
 * must be its own.
 */
#include "dossier/date.h"
#include "dossier/net.h"
#include "dossier/text.h"
#include "fuzz/fuzz.h"

static void
check_identifier(const char *kind, const char *s, const char *country, struct arena *a)
{
	struct err err = { 0 };
	const char *once = text_identifier(kind, s, country, a, &err);
	MUST(once || err.kind == ERR_INPUT);
	if (!once)
		return;
	const char *twice = text_identifier(kind, once, country, a, &err);
	MUST(twice && strcmp(once, twice) == 0);
	MUST(text_is_utf8(once, strlen(once)) && !strpbrk(once, "\r\n"));
}

static void
check_instant(const char *s)
{
	char text[INSTANT_LEN];
	usec_t once, twice;
	struct err err = { 0 };
	if (!instant_parse(s, &once, &err)) {
		MUST(err.kind == ERR_INPUT);
		return;
	}
	/* the first and last hours of the years we take may lie in a year we do not */
	if (instant_parse(instant_format(once, text), &twice, &err))
		MUST(once == twice);
	else
		MUST(strncmp(text, "1899", 4) == 0 || strncmp(text, "2200", 4) == 0);
}

static void
check_date(const char *s)
{
	char text[DATE_LEN];
	struct date d;
	if (!date_parse(s, &d, NULL))
		return;
	MUST(strcmp(date_format(date_from_days(date_to_days(d)), text), s) == 0);
}

/* What a letter says: short enough, UTF-8, no line more than it may have, and clean. */
static void
check_clean(const char *s, bool lines, struct arena *a)
{
	enum { MAX = 24 };
	const char *once = text_clean(s, lines, MAX, a);
	size_t n = strlen(once);
	MUST(n <= MAX && text_is_utf8(once, n));
	for (const char *c = once; *c; c++)
		MUST(((unsigned char)*c >= 0x20 && *c != 0x7f) || (lines && *c == '\n'));
	MUST(strcmp(text_clean(once, lines, MAX, a), once) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const countries[] = { "NL", "BE", "SE", NULL };
	auto_drop(arena) struct arena *a = arena_new();
	const char *s = arena_strndup(a, (const char *)data, size);
	struct date d;
	for (size_t i = 0; i < array_len(countries); i++)
		check_identifier("phone", s, countries[i], a);
	check_identifier("email", s, "NL", a);
	check_identifier("born", s, "NL", a);
	check_identifier("name", s, "NL", a);
	check_clean(s, false, a);
	check_clean(s, true, a);
	check_instant(s);
	check_date(s);
	(void)zone_date(s, 0, &d, NULL);
	int64_t wait = net_retry_after(s, 1770000000);
	MUST(wait >= -1 && wait <= 1000000000);
	return 0;
}
