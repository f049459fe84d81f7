/*
 * PostgreSQL's binary forms: parameters are laid out, columns are read. Knows types, not queries.
 * A column whose size does not fit its type is a BUG(): queries and readers are tested together.
 */
#include <endian.h>

#include "db.h"
#include "values.h"

/* Days and microseconds count from 2000 there and from 1970 here. */
#define EPOCH_DAYS 10957
#define EPOCH_USEC (INT64_C(86400) * EPOCH_DAYS * USEC_PER_SEC)

static const struct {
	Oid array, element;
} array_oids[] = {
	[ARRAY_I64] = { 1016, 20 },
	[ARRAY_TEXT] = { 1009, 25 },
	[ARRAY_DATE] = { 1182, 1082 },
	[ARRAY_USEC] = { 1185, 1184 },
	[ARRAY_BYTES] = { 1001, 17 },
};
_Static_assert(array_len(array_oids) == ARRAY__MAX, "a row for every type of array");

static const Oid arg_oids[] = {
	[ARG_I64] = 20,
	[ARG_INT] = 23,
	[ARG_BOOL] = 16,
	[ARG_TEXT] = 25,
	[ARG_DATE] = 1082,
	[ARG_USEC] = 1184,
	[ARG_ARRAY] = 0,
};
_Static_assert(array_len(arg_oids) == ARG__MAX, "a row for every type of argument");

static void
put32(struct buf *b, int64_t v)
{
	uint32_t n = htobe32((uint32_t)v);
	buf_add(b, &n, sizeof(n));
}

static void
put64(struct buf *b, int64_t v)
{
	uint64_t n = htobe64((uint64_t)v);
	buf_add(b, &n, sizeof(n));
}

static void
put_null(struct array *a)
{
	put32(&a->elements, -1);
	a->has_null = true;
}

void
array_i64(struct array *a, int64_t v)
{
	a->n++;
	put32(&a->elements, 8);
	put64(&a->elements, v);
}

void
array_i64_or_null(struct array *a, int64_t v)
{
	if (v != 0) {
		array_i64(a, v);
		return;
	}
	a->n++;
	put_null(a);
}

void
array_bytes(struct array *a, const void *p, size_t n)
{
	a->n++;
	put32(&a->elements, (int64_t)n);
	buf_add(&a->elements, p, n);
}

void
array_text(struct array *a, const char *s)
{
	if (s) {
		array_bytes(a, s, strlen(s));
		return;
	}
	a->n++;
	put_null(a);
}

void
array_json(struct array *a, const json_t *v)
{
	if (!v) {
		array_text(a, NULL);
		return;
	}
	/* the length goes before the text, which is not known yet */
	a->n++;
	size_t at = a->elements.len;
	put32(&a->elements, 0);
	json_put(v, &a->elements);
	uint32_t len = htobe32((uint32_t)(a->elements.len - at - 4));
	memcpy(a->elements.data + at, &len, sizeof(len));
}

void
array_date(struct array *a, struct date d)
{
	a->n++;
	if (!date_is_set(d)) {
		put_null(a);
		return;
	}
	put32(&a->elements, 4);
	put32(&a->elements, date_to_days(d) - EPOCH_DAYS);
}

void
array_usec(struct array *a, usec_t t)
{
	a->n++;
	if (t == 0) {
		put_null(a);
		return;
	}
	put32(&a->elements, 8);
	put64(&a->elements, t - EPOCH_USEC);
}

static void
put_array(struct buf *b, const struct array *a)
{
	put32(b, a->n > 0); /* dimensions */
	put32(b, a->has_null);
	put32(b, array_oids[a->type].element);
	if (a->n == 0)
		return;
	put32(b, a->n);
	put32(b, 1); /* first index */
	buf_add(b, a->elements.data, a->elements.len);
}

static void
put_arg(struct buf *b, const struct arg *a)
{
	switch (a->type) {
	case ARG_I64:
		put64(b, a->i);
		break;
	case ARG_INT:
		put32(b, a->i);
		break;
	case ARG_BOOL:
		buf_addc(b, a->i != 0);
		break;
	case ARG_TEXT:
		buf_add(b, a->text, a->len == SIZE_MAX ? strlen(a->text) : a->len);
		break;
	case ARG_DATE:
		put32(b, a->i - EPOCH_DAYS);
		break;
	case ARG_USEC:
		put64(b, a->i - EPOCH_USEC);
		break;
	case ARG_ARRAY:
		put_array(b, a->array);
		break;
	case ARG_END:
	case ARG__MAX:
		BUG("an argument of no type");
	}
}

void
params_init(struct params *p, const struct arg *args)
{
	*p = (struct params){ 0 };
	size_t offsets[PARAMS_MAX];
	for (; args->type != ARG_END; args++, p->n++) {
		if (p->n == PARAMS_MAX)
			BUG("more than %d parameters", PARAMS_MAX);
		p->types[p->n] = args->type == ARG_ARRAY ? array_oids[args->array->type].array
							 : arg_oids[args->type];
		p->formats[p->n] = 1;
		offsets[p->n] = p->bytes.len;
		if (!args->null)
			put_arg(&p->bytes, args);
		p->lengths[p->n] = args->null ? -1 : (int)(p->bytes.len - offsets[p->n]);
	}
	buf_reserve(&p->bytes, 1); /* an empty text has an address too */
	for (int i = 0; i < p->n; i++)
		p->values[i] = p->lengths[i] < 0 ? NULL : p->bytes.data + offsets[i];
}

void
params_drop(struct params *p)
{
	buf_release(&p->bytes);
}

static const char *
column(const PGresult *res, int row, int col, int size)
{
	if (PQgetisnull(res, row, col))
		return NULL;
	if (size >= 0 && PQgetlength(res, row, col) != size)
		BUG("column %d is of another type", col);
	return PQgetvalue(res, row, col);
}

int64_t
col_i64(const PGresult *res, int row, int col)
{
	const char *p = column(res, row, col, 8);
	if (!p)
		return 0;
	uint64_t v;
	memcpy(&v, p, sizeof(v));
	return (int64_t)be64toh(v);
}

int
col_int(const PGresult *res, int row, int col)
{
	const char *p = column(res, row, col, 4);
	if (!p)
		return 0;
	uint32_t v;
	memcpy(&v, p, sizeof(v));
	return (int)be32toh(v);
}

bool
col_bool(const PGresult *res, int row, int col)
{
	const char *p = column(res, row, col, 1);
	return p && *p;
}

const char *
col_text(const PGresult *res, int row, int col, struct arena *a)
{
	const char *p = column(res, row, col, -1);
	if (!p)
		return NULL;
	int skip = PQftype(res, col) == 3802; /* jsonb begins with its version */
	return arena_strndup(a, p + skip, (size_t)(PQgetlength(res, row, col) - skip));
}

static uint32_t
get32(const char **p)
{
	uint32_t n;
	memcpy(&n, *p, sizeof(n));
	*p += sizeof(n);
	return be32toh(n);
}

/* Dimensions, whether it has nulls, the type, the length and the first index; then the elements. */
const char *const *
col_texts(const PGresult *res, int row, int col, struct arena *a)
{
	const char *p = column(res, row, col, -1);
	if (!p)
		return NULL;
	bool empty = get32(&p) == 0;
	p += 8;
	size_t n = empty ? 0 : get32(&p);
	const char **list = arena_alloc(a, (n + 1) * sizeof(*list));
	if (!empty)
		p += 4;
	for (size_t i = 0; i < n; i++) {
		uint32_t len = get32(&p);
		if (len == UINT32_MAX)
			BUG("column %d holds a null", col);
		list[i] = arena_strndup(a, p, len);
		p += len;
	}
	return list;
}

json_t *
col_json(const PGresult *res, int row, int col)
{
	const char *p = column(res, row, col, -1);
	if (!p)
		return NULL;
	json_t *v =
	    json_loadb(p + 1, (size_t)PQgetlength(res, row, col) - 1, JSON_DECODE_ANY, NULL);
	if (!v)
		BUG("column %d is no JSON", col);
	return v;
}

struct date
col_date(const PGresult *res, int row, int col)
{
	if (PQgetisnull(res, row, col))
		return (struct date){ 0 };
	return date_from_days(col_int(res, row, col) + EPOCH_DAYS);
}

usec_t
col_usec(const PGresult *res, int row, int col)
{
	return PQgetisnull(res, row, col) ? 0 : col_i64(res, row, col) + EPOCH_USEC;
}

void
col_bytes(const PGresult *res, int row, int col, void *to, size_t n)
{
	const char *p = column(res, row, col, (int)n);
	if (p)
		memcpy(to, p, n);
	else
		memset(to, 0, n);
}
