/*
 * Normal forms of identifiers, so that the same address or number written differently is the same
 * person. Nothing here echoes its input: an error says what is wrong, not what was typed.
 */
#include <ctype.h>

#include "dossier/date.h"
#include "dossier/phrase.h"
#include "dossier/text.h"

#define IDENTIFIER_MAX 254 /* the longest e-mail address, RFC 5321 */

/*
 * utf8_next(s, len): the number of bytes of the character at ${s}, 0 when it is not UTF-8 (RFC
 * 3629: no surrogates, no longer form than needed, nothing above U+10FFFF); *ret_code is the
 * character.
 */
static size_t
utf8_next(const unsigned char *s, size_t len, uint32_t *ret_code)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least;
	} forms[] = { { 0x80, 0x00, 0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 },
		{ 0xf8, 0xf0, 0x10000 } };
	for (size_t n = 1; n <= array_len(forms) && n <= len; n++) {
		if ((s[0] & forms[n - 1].mask) != forms[n - 1].lead)
			continue;
		uint32_t code = s[0] & (uint32_t)(~forms[n - 1].mask & 0xff);
		for (size_t i = 1; i < n; i++) {
			if ((s[i] & 0xc0) != 0x80)
				return 0;
			code = code << 6 | (s[i] & 0x3f);
		}
		*ret_code = code;
		bool surrogate = code >= 0xd800 && code <= 0xdfff;
		return code >= forms[n - 1].least && code <= 0x10ffff && !surrogate ? n : 0;
	}
	return 0;
}

bool
text_among(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n && list[i]; i++)
		if (strcmp(list[i], s) == 0)
			return true;
	return false;
}

const char *
text_told(const char *const texts[][2], size_t n, const char *language)
{
	size_t i = 0;
	while (i + 1 < n && texts[i][0] && strcmp(texts[i][0], language) != 0)
		i++;
	return texts[i][1];
}

bool
text_is_utf8(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;
	uint32_t code;
	for (size_t n; len > 0; p += n, len -= n)
		if ((n = utf8_next(p, len, &code)) == 0)
			return false;
	return true;
}

/* Controls, and what prints as nothing or as a space but is none: pasted text is full of them. */
static bool
is_invisible(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0xad || (c >= 0x2000 && c <= 0x200f) ||
	    (c >= 0x2028 && c <= 0x202f) || (c >= 0x205f && c <= 0x206f) || c == 0x3000 ||
	    c == 0xfeff;
}

bool
text_is_hidden(const char *s, size_t n)
{
	uint32_t c = 0;
	if (utf8_next((const unsigned char *)s, n, &c) == 0)
		return true;
	bool space =
	    c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f || c == 0x3000;
	bool tag = c >= 0xe0000 && c <= 0xe007f;
	bool joiner = c == 0x200c || c == 0x200d;
	return (is_invisible(c) && !space && !joiner) || c == 0x61c || tag;
}

bool
text_says(const char *s)
{
	/* letters and signs that are printed as nothing */
	static const uint32_t blank[] = { ' ', 0x115f, 0x1160, 0x1680, 0x2800, 0x3164, 0xffa0 };
	uint32_t c;
	for (size_t n, left = s ? strlen(s) : 0; left > 0; s += n, left -= n) {
		bool seen = true;
		if ((n = utf8_next((const unsigned char *)s, left, &c)) == 0)
			return false;
		for (size_t i = 0; i < array_len(blank); i++)
			seen = seen && c != blank[i];
		if (seen && !is_invisible(c))
			return true;
	}
	return false;
}

const char *
text_flaw(const char *s, bool lines)
{
	uint32_t code;
	for (size_t n, left = strlen(s); left > 0; s += n, left -= n) {
		if ((n = utf8_next((const unsigned char *)s, left, &code)) == 0)
			return phrase("a byte that is not UTF-8");
		if (lines && strchr("\n\r\t", *s))
			continue;
		if (*s == '\n' || *s == '\r')
			return phrase("a line break");
		if (text_is_hidden(s, n))
			return phrase("a character that cannot be seen");
	}
	return NULL;
}

static bool
is_plain_text(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;
	uint32_t code;
	for (size_t n, left = strlen(s); left > 0; p += n, left -= n)
		if ((n = utf8_next(p, left, &code)) == 0 || is_invisible(code))
			return false;
	return true;
}

/* Joiners are letters' own in Persian and Hindi, and hide nothing. */
static bool
is_shown(uint32_t c, bool lines)
{
	return !is_invisible(c) || c == 0x200c || c == 0x200d || (lines && c == '\n');
}

const char *
text_clean(const char *s, bool lines, size_t max, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	const unsigned char *p = (const unsigned char *)s;
	uint32_t code;
	bool space = false;
	for (size_t n, left = strlen(s); left > 0; p += n, left -= n) {
		n = utf8_next(p, left, &code);
		if (n == 0 || code == ' ' || !is_shown(code, lines)) {
			n = n ? n : 1;
			space = true;
			continue;
		}
		if (b.len + n + 1 > max)
			break;
		if (space && b.len > 0 && b.data[b.len - 1] != '\n' && code != '\n')
			buf_addc(&b, ' ');
		space = false;
		if (code != '\n' || b.len > 0)
			buf_add(&b, p, n);
	}
	while (b.len > 0 && b.data[b.len - 1] == '\n')
		b.len--;
	return arena_strndup(a, b.data ? b.data : "", b.len);
}

static const char *
refuse(struct err *err, const char *text)
{
	err_set(err, ERR_INPUT, "%s", phrase(text));
	return NULL;
}

static char *
trim(const char *s, struct arena *a)
{
	while (isspace((unsigned char)*s))
		s++;
	size_t n = strlen(s);
	while (n > 0 && isspace((unsigned char)s[n - 1]))
		n--;
	return arena_strndup(a, s, n);
}

/* Letters, digits, hyphens inside, anything beyond ASCII; at least two labels of 1 to 63 bytes. */
static bool
is_domain(const char *s)
{
	int labels = 0;
	for (;; s++, labels++) {
		size_t n = strcspn(s, ".");
		if (n < 1 || n > 63 || s[0] == '-' || s[n - 1] == '-')
			return false;
		for (size_t i = 0; i < n; i++)
			if (isascii(s[i]) && !isalnum((unsigned char)s[i]) && s[i] != '-')
				return false;
		s += n;
		if (!*s)
			return labels >= 1;
	}
}

/* The dot-atom of RFC 5322, and anything beyond ASCII; no quoted strings, which no one has. */
static bool
is_local_part(const char *s, size_t n)
{
	if (n < 1 || n > 64 || s[0] == '.' || s[n - 1] == '.')
		return false;
	for (size_t i = 0; i < n; i++)
		if (isascii(s[i]) && !isalnum((unsigned char)s[i]) &&
		    !strchr("!#$%&'*+-/=?^_`{|}~.", s[i]))
			return false;
	return true;
}

const char *
text_email(const char *s, struct arena *a, struct err *err)
{
	char *email = trim(s, a);
	if (strlen(email) > IDENTIFIER_MAX)
		return refuse(err, "not an e-mail address: longer than 254 bytes");
	const char *at = strchr(email, '@');
	if (!at || strchr(at + 1, '@'))
		return refuse(err, "not an e-mail address: it needs exactly one @");
	if (!is_plain_text(email) || !is_local_part(email, (size_t)(at - email)))
		return refuse(err, "not an e-mail address: the part before the @ is not one");
	if (!is_domain(at + 1))
		return refuse(err,
		    "not an e-mail address: the part after the @ is no domain such as example.nl");
	for (char *p = email; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 'a' - 'A');
	return email;
}

/* National significant numbers: the digits after the leading 0. */
static const struct country {
	char name[3];
	const char *code;
	size_t least, most;
} countries[] = {
	{ "NL", "31", 9, 9 },
	{ "BE", "32", 8, 9 },
	{ "SE", "46", 7, 9 },
};

static const struct country *
country_by(const char *name, const char *e164)
{
	for (size_t i = 0; i < array_len(countries); i++) {
		const struct country *c = &countries[i];
		if ((name && strcmp(c->name, name) == 0) ||
		    (e164 && strncmp(c->code, e164, strlen(c->code)) == 0))
			return c;
	}
	return NULL;
}

/* Digits and a leading +, without what people put between them, "(0)" too; else NULL. */
static char *
dialled(const char *s, struct arena *a)
{
	char *out = trim(s, a), *to = out;
	for (const char *p = out; *p; p++) {
		if (isdigit((unsigned char)*p) || (*p == '+' && to == out))
			*to++ = *p;
		else if (to != out && *out == '+' && strncmp(p, "(0)", 3) == 0)
			p += 2;
		else if (!strchr(" -./()", *p))
			return NULL;
	}
	*to = '\0';
	return out;
}

const char *
text_phone(const char *s, const char *country, struct arena *a, struct err *err)
{
	char *n = strlen(s) <= IDENTIFIER_MAX ? dialled(s, a) : NULL;
	if (!n)
		return refuse(err,
		    "not a phone number: only digits, spaces and - . / ( ) may "
		    "stand in it, and a + in front");
	bool international = n[0] == '+' || strncmp(n, "00", 2) == 0;
	const struct country *c;
	if (international) {
		n += n[0] == '+' ? 1 : 2;
		c = country_by(NULL, n);
		if (c)
			n += strlen(c->code);
	} else {
		c = country_by(country, NULL);
		if (!c || n[0] != '0')
			return refuse(
			    err, "not a phone number: write it with + and the code of its country");
	}
	if (c && n[0] == '0')
		n++; /* "+31 06...": the 0 is for calls within the country */
	size_t len = strlen(n), least = c ? c->least : 7, most = c ? c->most : 15;
	if (len < least || len > most || n[0] == '0')
		return refuse(err, "not a phone number: it has too few or too many digits");
	return arena_printf(a, "+%s%s", c ? c->code : "", n);
}

static const char *
text_born(const char *s, struct arena *a, struct err *err)
{
	struct date d;
	char *day = trim(s, a);
	if (!date_parse(day, &d, NULL)) /* whose error quotes the day */
		return refuse(err, "not a day that exists: write it as YYYY-MM-DD");
	return day;
}

static const char *
text_other(const char *s, struct arena *a, struct err *err)
{
	const char *t = trim(s, a);
	if (!*t)
		return refuse(err, "it is empty");
	if (strlen(t) > IDENTIFIER_MAX)
		return refuse(err, "it is longer than 254 bytes");
	if (!is_plain_text(t))
		return refuse(err, "it holds a character that cannot be seen, or is not UTF-8");
	return t;
}

const char *
text_identifier(
    const char *kind, const char *s, const char *country, struct arena *a, struct err *err)
{
	if (strcmp(kind, "phone") == 0)
		return text_phone(s, country, a, err);
	if (strcmp(kind, "email") == 0)
		return text_email(s, a, err);
	const char *t = strcmp(kind, "born") == 0 ? text_born(s, a, err) : text_other(s, a, err);
	if (!t)
		err_wrap(err, "%s", kind);
	return t;
}

const char *
text_readable(const char *name, struct arena *a)
{
	char *text = arena_strdup(a, name);
	*text = (char)toupper((unsigned char)*text);
	for (char *s = text; *s; s++)
		if (*s == '_' || *s == '-')
			*s = ' ';
	return text;
}

char *
text_one_line(char *text)
{
	for (char *p = text; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	return text;
}

void
text_percent(const char *s, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (isascii(c) && (isalnum(c) || strchr("-._~", c)))
			buf_addc(out, (char)c);
		else
			buf_addf(out, "%%%02X", c);
	}
}

/* ---- slips ---- */

#define SLIPS_MAX 2
#define SLIP_BYTES 40

/* Letters to change, add or leave out (Levenshtein); more than SLIPS_MAX for what is too long. */
static unsigned
distance(const char *a, const char *b)
{
	unsigned row[SLIP_BYTES + 1];
	size_t n = strlen(b);
	if (strlen(a) > SLIP_BYTES || n > SLIP_BYTES)
		return SLIPS_MAX + 1;
	for (size_t j = 0; j <= n; j++)
		row[j] = (unsigned)j;
	for (size_t i = 0; a[i]; i++) {
		unsigned left = row[0]++, above;
		for (size_t j = 0; j < n; j++, left = above) {
			unsigned change = left + (a[i] != b[j]);
			above = row[j + 1];
			unsigned most = row[j] < above ? row[j] + 1 : above + 1;
			row[j + 1] = change < most ? change : most;
		}
	}
	return row[n];
}

void
text_nearer(const char *word, const char *candidate, const char **best)
{
	unsigned d = distance(word, candidate);
	if (d <= SLIPS_MAX && d < strlen(word) && d < strlen(candidate) &&
	    (!*best || d < distance(word, *best)))
		*best = candidate;
}

/* ---- patterns ---- */

/*
 * Nested repetitions are written out by the C library before anything is matched, and a
 * back-reference may take it for ever.
 */
static bool
is_costly(const char *pattern)
{
	long product = 1;
	for (const char *s = pattern; *s; s++) {
		if (*s == '\\' && s[1]) {
			if (s[1] >= '1' && s[1] <= '9')
				return true;
			s++;
			continue;
		}
		if (*s != '{')
			continue;
		const char *comma = s + 1 + strspn(s + 1, "0123456789");
		long least = strtol(s + 1, NULL, 10),
		     upper = *comma == ',' ? strtol(comma + 1, NULL, 10) : 0,
		     most = upper > least ? upper : least;
		if (most > 1000 || (product *= most > 1 ? most : 1) > 1000)
			return true;
	}
	return false;
}

bool
text_pattern_check(const char *pattern, struct err *err)
{
	return !is_costly(pattern) ||
	    err_set(err, ERR_INPUT,
		"a pattern has no \\1 and repeats by braces at most 1000 times in all");
}
