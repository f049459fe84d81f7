/*
 * Rows of COPY's text format: unescaped and brought into form where they lie, without allocating,
 * since everything a person has passes through here. Trusts the form of nothing but checks it only
 * where it matters: a wrong number of columns or a broken escape ends the task.
 */
#include "dossier/digest.h"

#include "dossier/large.h"
#include "postgresql.h"

/* What stands behind a backslash in COPY's output; 0: nothing it ever writes. */
static char
escaped(char c)
{
	switch (c) {
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	case 'v':
		return '\v';
	case '\\':
		return '\\';
	default:
		return 0;
	}
}

static bool
unescape(struct value *v, char *field)
{
	char *end = field + v->len, *from = memchr(field, '\\', v->len), *to = from;
	while (from) {
		if (from + 1 == end || !(*to++ = escaped(from[1])))
			return false;
		from += 2;
		char *next = memchr(from, '\\', (size_t)(end - from));
		size_t plain = (size_t)((next ? next : end) - from);
		memmove(to, from, plain);
		to += plain;
		from = next;
	}
	if (to)
		v->len = (size_t)(to - field);
	return true;
}

/* A piece of hex becomes a shorter one of base64, so that writing never overtakes reading. */
static bool
to_base64(struct value *v, char *p)
{
	unsigned char bytes[48]; /* whole groups of three: padding comes at the end alone */
	if (v->len < 2 || v->len % 2 || p[0] != '\\' || p[1] != 'x')
		return false;
	const char *from = p + 2, *end = p + v->len;
	char *to = p;
	while (from < end) {
		size_t left = (size_t)(end - from) / 2,
		       n = left < sizeof(bytes) ? left : sizeof(bytes);
		if (!hex_decode(from, bytes, n))
			return false;
		to += base64_put(bytes, n, to);
		from += 2 * n;
	}
	v->len = (size_t)(to - p);
	return true;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* NaN, Infinity and -Infinity are all that PostgreSQL writes which JSON does not know. */
static bool
is_json_number(const struct value *v)
{
	return is_digit(v->data[0]) || (v->len > 1 && v->data[0] == '-' && is_digit(v->data[1]));
}

/* Infinity, years before Christ and from 10000 on have no form in RFC 3339. */
static bool
is_date(const struct value *v)
{
	return v->len >= 10 && is_digit(v->data[0]) && v->data[4] == '-' &&
	    v->data[v->len - 1] != 'C';
}

static void
to_rfc3339(struct value *v, char *p, bool instant)
{
	p[10] = 'T';
	if (instant && memcmp(p + v->len - 3, "+00", 3) == 0) {
		p[v->len - 3] = 'Z';
		v->len -= 2;
	}
}

/* Control characters in JSON are white space between tokens, never part of a string. */
static void
to_one_line(const struct value *v, char *p)
{
	for (size_t i = 0; i < v->len; i++)
		if ((unsigned char)p[i] < ' ')
			p[i] = ' ';
}

static bool
is_odd(enum pg_form form, const struct value *v)
{
	if (form == PG_NUMBER)
		return !is_json_number(v);
	return (form == PG_DATE || form == PG_INSTANT || form == PG_LOCAL) && !is_date(v);
}

static bool
bring_into_form(struct pg_item *item, struct value *v, char *field)
{
	static const struct value yes = { "true", 4 }, no = { "false", 5 };
	if (is_odd(item->form, v)) {
		item->odd = true;
		*v = (struct value){ NULL, 0 };
		return true;
	}
	switch (item->form) {
	case PG_AS_IS:
	case PG_NUMBER:
	case PG_DATE:
		return true;
	case PG_BOOL:
	case PG_PRESENT:
		item->present += item->form == PG_PRESENT && *field == 't';
		*v = *field == 't' ? yes : no;
		return true;
	case PG_INSTANT:
	case PG_LOCAL:
		to_rfc3339(v, field, item->form == PG_INSTANT);
		return true;
	case PG_BASE64:
		return to_base64(v, field);
	case PG_JSON:
		to_one_line(v, field);
		return true;
	}
	BUG("no such form: %d", item->form);
}

/* The next field of a row, unescaped; NULL data for \N. False: there is none, or it is broken. */
static bool
next_field(char **at, char *end, bool last, struct value *ret)
{
	char *field = *at, *tab = memchr(field, '\t', (size_t)(end - field));
	if (!tab != last)
		return false;
	*ret = (struct value){ field, (size_t)((tab ? tab : end) - field) };
	*at = tab ? tab + 1 : end;
	if (ret->len == 2 && field[0] == '\\' && field[1] == 'N')
		*ret = (struct value){ NULL, 0 };
	return !ret->data || unescape(ret, field);
}

bool
pg_line_read(char *line, size_t len, size_t n, const char **ret)
{
	if (len > 0 && line[len - 1] == '\n')
		len--;
	char *at = line, *end = line + len;
	for (size_t i = 0; i < n; i++) {
		struct value v;
		char *field = at;
		if (!next_field(&at, end, i + 1 == n, &v))
			return false;
		ret[i] = v.data ? field : NULL;
		if (v.data)
			field[v.len] = '\0'; /* at most where its tab stood, or the line's end */
	}
	return true;
}

/* "ITEM:KEY ITEM:KEY": marks in place of the values that are too large. */
static bool
mark_large(struct pg_collection *c, struct value list, struct arena *a, struct value *values)
{
	for (size_t i = 0; i < c->nitems; i++)
		c->items[i].is_large = false;
	char *text = list.data ? arena_strndup(a, list.data, list.len) : NULL;
	for (char *p = text, *next; p; p = next) {
		if ((next = strchr(p, ' ')))
			*next++ = '\0';
		char *key;
		unsigned long i = strtoul(p, &key, 10);
		if (*key != ':' || i >= c->nitems)
			return false;
		json_object_set_new(c->large, p, json_true());
		c->items[i].is_large = true;
		values[i] = large_mark(pg_file_name(c, i, key + 1, a), c->fields[i].type, a);
	}
	return true;
}

const char *
pg_file_name(const struct pg_collection *c, size_t i, const char *key, struct arena *a)
{
	const struct collection about = { .name = c->name };
	return large_name(&about, &c->fields[i], key, a);
}

bool
pg_row_read(struct pg_collection *c, char *line, size_t len, struct arena *a, struct value *ret,
    struct err *err)
{
	if (len > 0 && line[len - 1] == '\n')
		len--;
	char *at = line, *end = line + len;
	bool marked = pg_may_be_large(c);
	for (size_t i = 0; i < c->nitems; i++) {
		char *field = at;
		if (!next_field(&at, end, i + 1 == c->nitems && !marked, &ret[i]) ||
		    (ret[i].data && !bring_into_form(&c->items[i], &ret[i], field)))
			return err_set(err, ERR_INPUT,
			    "collection %s: cannot read a value of %s.%s.%s", c->name, c->schema,
			    c->table, c->items[i].column->name);
	}
	struct value list;
	if (!marked || (next_field(&at, end, true, &list) && mark_large(c, list, a, ret)))
		return true;
	return err_set(err, ERR_INPUT, "collection %s: a row of %s.%s has not %zu columns", c->name,
	    c->schema, c->table, c->nitems);
}

bool
pg_slice_read(char *line, size_t len, struct pg_slice *ret)
{
	if (len > 0 && line[len - 1] == '\n')
		len--;
	char *at = line, *end = line + len, *rest;
	struct value key, number;
	if (!next_field(&at, end, false, &key) || !key.data ||
	    !next_field(&at, end, false, &number) || !number.data)
		return false;
	line[key.len] = '\0';
	ret->key = line;
	ret->number = strtol(number.data, &rest, 10);
	char *hex = at;
	if (rest != number.data + number.len || !next_field(&at, end, true, &ret->bytes) ||
	    ret->bytes.len < 2 || ret->bytes.len % 2)
		return false;
	size_t n = (ret->bytes.len - 2) / 2;
	ret->bytes = (struct value){ hex, n };
	return hex[0] == '\\' && hex[1] == 'x' && hex_decode(hex + 2, hex, n);
}

/* The value met last stands first, since the rows of one person mostly repeat it. */
static bool
remember(struct pg_yield *y, const struct value *v, struct arena *a)
{
	for (size_t i = 0; i < y->n; i++) {
		if (y->values[i].len != v->len || memcmp(y->values[i].data, v->data, v->len) != 0)
			continue;
		struct value met = y->values[i];
		y->values[i] = y->values[0];
		y->values[0] = met;
		return true;
	}
	if (y->n == PG_YIELDS_MAX)
		return false;
	y->values[y->n++] = (struct value){ arena_strndup(a, v->data, v->len), v->len };
	return true;
}

bool
pg_yields_too_many(
    const struct pg_collection *c, const char *kind, const char *field, struct err *err)
{
	return err_set(err, ERR_INPUT,
	    "collection %s yields more than %d values of %s from %s.%s: no person has so many; "
	    "narrow its match",
	    c->name, PG_YIELDS_MAX, kind, c->table, field);
}

bool
pg_row_yields(struct pg_collection *c, const struct value *values, struct arena *a, struct err *err)
{
	for (size_t i = 0; i < c->nyields; i++) {
		struct pg_yield *y = &c->yields[i];
		if (values[y->item].len > 0 && !c->items[y->item].is_large &&
		    !remember(y, &values[y->item], a))
			return pg_yields_too_many(c, y->kind, y->field, err);
	}
	return true;
}
