/*
 * Who is named in a text by an address or a number. A name stands before an address in brackets;
 * one that stands elsewhere nobody can tell from other words.
 */
#include <ctype.h>
#include <strings.h>

#include "dossier/text.h"
#include "people.h"

#define EMAIL_MAX 254
#define NAME_MAX 120
#define PHONE_LEAST 9 /* digits */
#define PHONE_MOST 15

struct found {
	people_fn *each;
	void *arg;
	struct arena *arena;
};

static bool
in_address(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80 || strchr(".-_+'", c);
}

/* Where what goes before the address at ${from} begins, as a bracket; ${from}: nothing does. */
static size_t
opens(const char *s, size_t from)
{
	static const char *const marks[] = { "<", "<mailto:", "[mailto:", "[" };
	for (size_t i = 0; i < array_len(marks); i++) {
		size_t n = strlen(marks[i]);
		if (from >= n && strncasecmp(s + from - n, marks[i], n) == 0)
			return from - n;
	}
	return from;
}

/* What stands before that in this line, without quotes. */
static const char *
name_before(const char *s, size_t at, struct arena *a)
{
	size_t from, to = at;
	while (to > 0 && strchr(" \t\"'", s[to - 1]))
		to--;
	for (from = to; from > 0 && to - from < NAME_MAX && !strchr("\r\n,;:<>\"", s[from - 1]);)
		from--;
	return text_clean(arena_strndup(a, s + from, to - from), false, NAME_MAX, a);
}

static void
take_email(const struct found *f, const char *s, size_t n, size_t sign)
{
	struct arena *a = f->arena;
	size_t from = sign, to = sign + 1;
	while (from > 0 && sign - from < EMAIL_MAX && in_address(s[from - 1]) && s[from - 1])
		from--;
	while (to < n && to - sign < EMAIL_MAX && in_address(s[to]) && s[to])
		to++;
	while (to > sign && strchr(".-_+'", s[to - 1]))
		to--;
	while (from < sign && strchr(".-+'", s[from]))
		from++;
	const char *address = text_email(arena_strndup(a, s + from, to - from), a, NULL);
	size_t open = opens(s, from);
	if (address)
		f->each(false, address, open < from ? name_before(s, open, a) : "", f->arg);
}

/* As "06" behind a blank: what came before was whole. */
static bool
begins_number(const char *s, size_t n, size_t at)
{
	return n - at >= 2 && s[at] == '0' && isdigit((unsigned char)s[at + 1]) &&
	    !isdigit((unsigned char)s[at - 1]);
}

/* As it is written: the number of whoever reads it cannot be guessed. Returns where it ends. */
static size_t
take_phone(const struct found *f, const char *s, size_t n, size_t at)
{
	size_t to = at, digits = 0;
	for (size_t i = at; i < n && i - at < 30; i++) {
		if (isdigit((unsigned char)s[i])) {
			if (digits >= PHONE_LEAST && begins_number(s, n, i))
				break;
			digits++;
			to = i + 1;
		} else if (!(s[i] && strchr(" -.()/", s[i])) && !(i == at && s[i] == '+')) {
			break;
		}
	}
	if (digits >= PHONE_LEAST && digits <= PHONE_MOST && (s[at] == '+' || s[at] == '0'))
		f->each(true, arena_strndup(f->arena, s + at, to - at), "", f->arg);
	return to > at ? to : at + 1;
}

void
people_in(const char *s, size_t n, people_fn *each, void *arg)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct found f = { each, arg, a };
	for (size_t i = 0; i < n;) {
		if (s[i] == '@')
			take_email(&f, s, n, i);
		if ((s[i] == '+' || isdigit((unsigned char)s[i])) &&
		    (i == 0 || !(isalnum((unsigned char)s[i - 1]) || s[i - 1] == '@')))
			i = take_phone(&f, s, n, i);
		else
			i++;
	}
}
