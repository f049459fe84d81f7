/*
 * Values too large for a row: the names of their files, and what stands in the row instead.
 */
#include "large.h"

/* Small letters, digits, _ and -, so that no file system and no sink changes it. */
static const char *
plain(const char *s, struct arena *a)
{
	char *out = arena_strndup(a, s, strnlen(s, 40));
	for (char *p = out; *p; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
		else if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", *p))
			*p = '_';
	}
	return out;
}

const char *
large_name(const struct collection *c, const struct field *field, const char *tag, struct arena *a)
{
	const char *ending = field->type == FIELD_JSON ? "json"
	    : field->type == FIELD_BINARY              ? "bin"
						       : "txt";
	return arena_printf(
	    a, "%s-%s-%s.%s", plain(c->name, a), plain(field->name, a), tag, ending);
}

struct value
large_mark(const char *name, enum field_type type, struct arena *a)
{
	const char *quote = type == FIELD_JSON ? "\"" : "";
	const char *text = arena_printf(a, "%s[file %s]%s", quote, name, quote);
	return (struct value){ text, strlen(text) };
}
