/*
 * What a value may be written as, and the schema that follows from what was seen. Types come from
 * the system; values that do not fit them are passed on as text rather than refused, since the copy
 * must be faithful.
 */
#include "table.h"

/* The name as jansson writes it: once a field, not once a row. */
static const char *
json_key(const char *name, struct arena *a)
{
	bool ok = true;
	auto_drop(buf) struct buf clean = { 0 };
	for (size_t i = 0, n = strlen(name), some; i < n; i += some) {
		some = json_scan_char(name + i, n - i, &ok);
		buf_add(&clean, ok ? name + i : "\xef\xbf\xbd", ok ? some : 3);
	}
	json_t *s = json_stringn(clean.data ? clean.data : "", clean.len);
	char *text = json_dumps(s, JSON_ENCODE_ANY);
	json_decref(s);
	const char *key = arena_printf(a, ",%s:", text);
	free(text);
	return key;
}

struct table *
table_new(const struct collection *c, struct arena *a)
{
	struct table *t = arena_alloc(a, sizeof(*t));
	t->category = arena_strdup(a, c->category);
	t->name = arena_strdup(a, c->name);
	t->n = c->nfields;
	t->arena = a;
	t->columns = arena_alloc(a, t->n * sizeof(*t->columns));
	t->forms = arena_alloc(a, t->n * sizeof(*t->forms));
	for (size_t i = 0; i < t->n; i++) {
		const struct field *f = &c->fields[i];
		const char *key = json_key(f->name, a);
		t->columns[i] = (struct column){ .name = arena_strdup(a, f->name),
			.type = f->type,
			.provided = f->provided,
			.assumed = f->assumed,
			.key = key,
			.key_len = strlen(key) };
		t->provided += f->provided;
	}
	return t;
}

static bool
is_bool(const char *s, size_t n)
{
	return (n == 4 && memcmp(s, "true", 4) == 0) || (n == 5 && memcmp(s, "false", 5) == 0);
}

/* Only the shape: whether the 31st of February exists is the reader's question, not the copy's. */
static bool
is_date(const char *s, size_t n)
{
	static const char shape[] = "0000-00-00";
	if (n != sizeof(shape) - 1)
		return false;
	for (size_t i = 0; i < n; i++)
		if (shape[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != shape[i])
			return false;
	return true;
}

static bool
is_time(const char *s, size_t n)
{
	return n >= 16 && is_date(s, 10) && (s[10] == 'T' || s[10] == ' ') && s[13] == ':';
}

static enum form
form_of(struct column *c, const struct value *v)
{
	if (!v->data)
		return FORM_NULL;
	switch (c->type) {
	case FIELD_NUMBER:
		if (json_scan_number(v->data, v->len))
			return FORM_PLAIN;
		break;
	case FIELD_BOOL:
		if (is_bool(v->data, v->len))
			return FORM_PLAIN;
		break;
	case FIELD_JSON:
		if (json_scan_value(v->data, v->len))
			return FORM_JSON;
		break;
	case FIELD_DATE:
		c->odd |= !is_date(v->data, v->len);
		return FORM_TEXT;
	case FIELD_TIME:
		c->odd |= !is_time(v->data, v->len);
		return FORM_TEXT;
	case FIELD_BINARY:
		c->odd |= v->len > 0 && *v->data == '['; /* the mark of what left as a file */
		return FORM_TEXT;
	case FIELD_TEXT:
		return FORM_TEXT;
	}
	c->odd = true;
	return FORM_TEXT;
}

void
table_look(struct table *t, const struct value *values)
{
	for (size_t i = 0; i < t->n; i++) {
		t->forms[i] = form_of(&t->columns[i], &values[i]);
		if (t->forms[i] == FORM_TEXT || t->forms[i] == FORM_JSON)
			column_note(&t->columns[i], &values[i], t->arena);
	}
	t->rows++;
}

json_t *
table_schema(const struct table *t, bool provided_only)
{
	static const struct {
		const char *type, *format;
	} types[] = {
		[FIELD_TEXT] = { "string", NULL },
		[FIELD_NUMBER] = { "number", NULL },
		[FIELD_BOOL] = { "boolean", NULL },
		[FIELD_JSON] = { "any", NULL },
		[FIELD_DATE] = { "date", NULL },
		[FIELD_TIME] = { "datetime", "any" },
		[FIELD_BINARY] = { "string", "binary" },
	};
	json_t *fields = json_array();
	for (size_t i = 0; i < t->n; i++) {
		const struct column *c = &t->columns[i];
		if (provided_only && !c->provided)
			continue;
		json_t *f = json_pack(
		    "{s:s, s:s}", "name", c->name, "type", c->odd ? "any" : types[c->type].type);
		if (!c->odd && types[c->type].format)
			json_object_set_new(f, "format", json_string(types[c->type].format));
		json_array_append_new(fields, f);
	}
	return fields;
}
