/*
 * The types a register gives to fields, and whether a text is of one. What is not is refused with
 * its row, never handed over under a type that it has not.
 */
#include "dossier/date.h"
#include "dossier/digest.h"

#include "../answer.h"
#include "files.h"

enum field_type
files_type(const json_t *field)
{
	static const char *const names[] = { "text", "number", "bool", "json", "date", "time",
		"binary" };
	const char *type = json_str_or(field, "type", "text");
	for (size_t i = 0; i < array_len(names); i++)
		if (strcmp(type, names[i]) == 0)
			return (enum field_type)i;
	return FIELD_TEXT;
}

static size_t
digits(const char *s)
{
	return strspn(s, "0123456789");
}

/* RFC 8259: no leading zero or plus, a digit on either side of the point. */
static bool
is_number(const char *s)
{
	s += *s == '-';
	if (digits(s) == 0 || (*s == '0' && digits(s) > 1))
		return false;
	s += digits(s);
	if (*s == '.') {
		if (digits(++s) == 0)
			return false;
		s += digits(s);
	}
	if (*s == 'e' || *s == 'E') {
		s++;
		s += *s == '+' || *s == '-';
		if (digits(s) == 0)
			return false;
		s += digits(s);
	}
	return *s == '\0';
}

static const char *
to_number(const char *s, struct arena *a)
{
	(void)a;
	return is_number(s) ? s : NULL;
}

static const char *
to_bool(const char *s, struct arena *a)
{
	(void)a;
	if (strcasecmp(s, "true") == 0 || strcmp(s, "1") == 0)
		return "true";
	return strcasecmp(s, "false") == 0 || strcmp(s, "0") == 0 ? "false" : NULL;
}

static const char *
to_json(const char *s, struct arena *a)
{
	auto_drop(json) json_t *valid =
	    json_loads(s, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, NULL);
	return valid ? answer_one_line(arena_strdup(a, s)) : NULL;
}

static const char *
to_date(const char *s, struct arena *a)
{
	struct date d;
	struct err none = { 0 };
	(void)a;
	return date_parse(s, &d, &none) ? s : NULL;
}

/* An instant, or a local timestamp, for which any offset will do to see that it is one. */
static const char *
to_time(const char *s, struct arena *a)
{
	usec_t t;
	struct err none = { 0 };
	if (strlen(s) < 19 || (s[10] != 'T' && s[10] != ' '))
		return NULL;
	char *with_t = arena_strdup(a, s);
	with_t[10] = 'T';
	if (instant_parse(with_t, &t, &none))
		return with_t;
	err_clear(&none);
	return instant_parse(arena_printf(a, "%sZ", with_t), &t, &none) ? with_t : NULL;
}

static const char *
to_binary(const char *s, struct arena *a)
{
	(void)a;
	return base64_is(s) ? s : NULL;
}

static const struct {
	const char *name;
	const char *(*to)(const char *s,
	    struct arena *a); /* the text as the sink wants it, or NULL: it is none */
} types[] = {
	[FIELD_TEXT] = { "text", NULL },
	[FIELD_NUMBER] = { "number", to_number },
	[FIELD_BOOL] = { "bool", to_bool },
	[FIELD_JSON] = { "json", to_json },
	[FIELD_DATE] = { "date", to_date },
	[FIELD_TIME] = { "time", to_time },
	[FIELD_BINARY] = { "base64", to_binary },
};

bool
files_convert(const struct field *f, struct value *v, struct arena *a, struct err *err)
{
	if (!types[f->type].to || !v->data)
		return true;
	const char *text = arena_strndup(a, v->data, v->len);
	if (!*text) {
		*v = (struct value){ NULL, 0 };
		return true;
	}
	const char *to = types[f->type].to(text, a);
	if (!to)
		return err_set(err, ERR_INPUT,
		    "field %s is no %s: correct its type in the register", f->name,
		    types[f->type].name);
	*v = (struct value){ to, strlen(to) };
	return true;
}
