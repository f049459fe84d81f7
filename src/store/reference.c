/*
 * References: CODE-YEAR-XXXXXC, five random Crockford characters and a check character.
 *
 * The check is a weighted sum in the field of 32 elements over code, year and the five: it finds
 * every single wrong character and every exchange of two, and is itself a Crockford character, so
 * that it can be said over the telephone.
 */
#include <ctype.h>
#include <sys/random.h>

#include "dossier/store/request.h"
#include "reference.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
#define RANDOM_CHARS 5

/* Times the primitive element, modulo x^5 + x^2 + 1. */
static unsigned
step(unsigned v)
{
	v <<= 1;
	return v & 32 ? v ^ 0x25 : v;
}

/*
 * Horner over all characters before the last, with a last factor so that the check character's own
 * weight is one.
 */
static char
check_char(const char *s, size_t n)
{
	unsigned sum = 0;
	for (size_t i = 0; i < n; i++) {
		const char *p = strchr(alphabet, s[i]);
		if (s[i] == '-')
			continue;
		sum = step(sum) ^ (p ? (unsigned)(p - alphabet) : (unsigned)s[i] & 31);
	}
	return alphabet[step(sum)];
}

const char *
reference_new(const char *code, int year, struct arena *a)
{
	unsigned char random[RANDOM_CHARS];
	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		BUG("no random bytes");
	char tail[RANDOM_CHARS + 2] = { 0 };
	for (size_t i = 0; i < RANDOM_CHARS; i++)
		tail[i] = alphabet[random[i] & 31];
	char *s = arena_printf(a, "%s-%04d-%sC", code, year, tail);
	size_t n = strlen(s);
	s[n - 1] = check_char(s, n - 1);
	return s;
}

/* As Crockford says: O reads as 0, I and L as 1. */
static bool
read_tail(char *s)
{
	for (; *s; s++) {
		if (*s == 'O')
			*s = '0';
		else if (*s == 'I' || *s == 'L')
			*s = '1';
		if (!strchr(alphabet, *s))
			return false;
	}
	return true;
}

static bool
has_shape(char *s)
{
	char *year = strchr(s, '-'), *tail = year ? strchr(year + 1, '-') : NULL;
	if (!tail || year == s || tail - year != 5 || strlen(tail + 1) != RANDOM_CHARS + 1)
		return false;
	for (const char *p = s; p < year; p++)
		if (!isalnum((unsigned char)*p))
			return false;
	return strspn(year + 1, "0123456789") == 4 && read_tail(tail + 1);
}

bool
reference_normalise(const char *text, struct arena *a, const char **ret, struct err *err)
{
	while (isspace((unsigned char)*text))
		text++;
	size_t n = strlen(text);
	while (n > 0 && isspace((unsigned char)text[n - 1]))
		n--;
	char *s = arena_strndup(a, text, n);
	for (size_t i = 0; i < n; i++)
		s[i] = (char)toupper((unsigned char)s[i]);
	/*
	 * what was typed may be anything, an address too: it is not repeated before it is known to
	 * be a reference
	 */
	if (n > 64 || !has_shape(s))
		return err_set(
		    err, ERR_NOTFOUND, "this is no reference: expected one like JBS-2026-K7Q4MC");
	if (check_char(s, n - 1) != s[n - 1])
		return err_set(err, ERR_NOTFOUND,
		    "no request %s: its check character does not fit, so it was mistyped: "
		    "`dossier list --state all` names those there are",
		    s);
	*ret = s;
	return true;
}
