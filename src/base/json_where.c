/*
 * Where in its source a value of a JSON document stands. Walks the text along the pointer; the text
 * was parsed before, so it is known to be good JSON and nothing is checked here but the end.
 */
#include <ctype.h>

#include "dossier/phrase.h"
#include "dossier/text.h"

struct scan {
	const char *p, *end;
};

static void
skip_space(struct scan *s)
{
	while (s->p < s->end && strchr(" \t\r\n", *s->p) && *s->p)
		s->p++;
}

static void
skip_string(struct scan *s)
{
	for (s->p++; s->p < s->end && *s->p != '"'; s->p++)
		if (*s->p == '\\')
			s->p++;
	s->p = s->p < s->end ? s->p + 1 : s->end;
}

/* Containers are skipped by counting brackets, so depth costs no stack. */
static void
skip_value(struct scan *s)
{
	size_t depth = 0;
	while (s->p < s->end) {
		char c = *s->p;
		if (c == '"') {
			skip_string(s);
		} else if (c == '{' || c == '[') {
			depth++;
			s->p++;
		} else if (c == '}' || c == ']') {
			if (depth == 0)
				/* the end of what surrounds a number, true, false or null */
				return;
			depth--;
			s->p++;
		} else if (depth == 0 && strchr(", \t\r\n", c)) {
			return;
		} else {
			s->p++;
			continue;
		}
		if (depth == 0)
			return;
	}
}

/* One step of a pointer, with ~1 and ~0 undone; NULL at its end. */
static char *
next_step(const char **pointer, struct arena *a)
{
	if (**pointer != '/')
		return NULL;
	const char *p = *pointer + 1;
	size_t n = strcspn(p, "/");
	char *step = arena_strndup(a, p, n), *to = step;
	for (const char *from = step; *from; from++) {
		if (from[0] == '~' && (from[1] == '0' || from[1] == '1'))
			*to++ = *++from == '1' ? '/' : '~';
		else
			*to++ = *from;
	}
	*to = '\0';
	*pointer = p + n;
	return step;
}

static bool
key_is(const char *from, const char *to, const char *want)
{
	size_t len = (size_t)(to - from);
	if (!memchr(from, '\\', len))
		return len == strlen(want) + 2 && memcmp(from + 1, want, len - 2) == 0;
	auto_drop(json) json_t *key = json_loadb(from, len, JSON_DECODE_ANY, NULL);
	return key && strcmp(json_string_value(key), want) == 0;
}

static bool
enter_object(struct scan *s, const char *key)
{
	for (s->p++;; s->p++) {
		skip_space(s);
		if (s->p >= s->end || *s->p != '"')
			return false;
		const char *from = s->p;
		skip_string(s);
		bool found = key_is(from, s->p, key);
		skip_space(s);
		s->p++; /* the colon */
		skip_space(s);
		if (found)
			return true;
		skip_value(s);
		skip_space(s);
		if (s->p >= s->end || *s->p != ',')
			return false;
	}
}

static bool
enter_array(struct scan *s, const char *step)
{
	char *rest;
	unsigned long index = isdigit((unsigned char)*step) ? strtoul(step, &rest, 10) : 0;
	if (!isdigit((unsigned char)*step) || *rest)
		return false;
	s->p++;
	skip_space(s);
	if (s->p >= s->end || *s->p == ']')
		return false;
	for (; index > 0; index--) {
		skip_value(s);
		skip_space(s);
		if (s->p >= s->end || *s->p != ',')
			return false;
		s->p++;
		skip_space(s);
	}
	return true;
}

const char *
json_where(const struct json_doc *doc, const char *pointer, struct arena *a)
{
	struct scan s = { doc->text, doc->text + doc->len };
	skip_space(&s);
	const char *at = s.p;
	for (const char *step; (step = next_step(&pointer, a)) && s.p < s.end; at = s.p) {
		bool found = (*s.p == '{' && enter_object(&s, step)) ||
		    (*s.p == '[' && enter_array(&s, step));
		if (!found)
			break;
	}
	size_t line = 1 + doc->before, column = 1;
	for (const char *p = doc->text; p < at; p++) {
		if (*p == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)*p & 0xc0) != 0x80) {
			column++; /* characters, not bytes */
		}
	}
	return arena_printf(a, "%s:%zu:%zu", doc->name, line, column);
}

bool
json_complain(
    const struct json_doc *doc, const char *pointer, struct err *err, const char *fmt, ...)
{
	auto_drop(arena) struct arena *a = arena_new();
	char text[sizeof(err->text)];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), phrase(fmt), ap);
	va_end(ap);
	return err_set(err, ERR_INPUT, "%s: %s", json_where(doc, pointer, a), text_one_line(text));
}
