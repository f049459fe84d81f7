/*
 * Rows into structs: columns are found by their names, and read by what the server says they are.
 * A column that is not there, or does not fit its member, is a BUG(): queries and structs are
 * tested together.
 */
#include "db.h"

#define OID_BOOL 16
#define OID_BYTEA 17
#define OID_INT8 20
#define OID_INT4 23
#define OID_TEXT 25
#define OID_TEXT_ARRAY 1009
#define OID_DATE 1082
#define OID_TIMESTAMPTZ 1184
#define OID_JSONB 3802

static const Oid fits[][2] = {
	[FIELD_I64] = { OID_INT8, OID_TIMESTAMPTZ },
	[FIELD_INT] = { OID_INT4 },
	[FIELD_BOOL] = { OID_BOOL },
	[FIELD_TEXT] = { OID_TEXT, OID_JSONB },
	[FIELD_TEXTS] = { OID_TEXT_ARRAY },
	[FIELD_DATE] = { OID_DATE },
	[FIELD_JSON] = { OID_JSONB },
	[FIELD_BYTES] = { OID_BYTEA },
};
_Static_assert(array_len(fits) == FIELD__MAX, "a row for every type of member");

static int
find_column(const PGresult *res, const struct field *f)
{
	int col = 0, n = PQnfields(res);
	while (col < n && strcmp(PQfname(res, col), f->column) != 0)
		col++;
	if (col == n)
		BUG("a result without the column %s", f->column);
	Oid type = PQftype(res, col);
	if (type != fits[f->type][0] && type != fits[f->type][1])
		BUG("the column %s is of type %u", f->column, type);
	return col;
}

static void
read_field(const PGresult *res, int row, int col, const struct field *f, struct arena *a, char *to)
{
	switch (f->type) {
	case FIELD_I64:
		*(int64_t *)(void *)to = PQftype(res, col) == OID_TIMESTAMPTZ
		    ? col_usec(res, row, col)
		    : col_i64(res, row, col);
		break;
	case FIELD_INT:
		*(int *)(void *)to = col_int(res, row, col);
		break;
	case FIELD_BOOL:
		*(bool *)to = col_bool(res, row, col);
		break;
	case FIELD_TEXT:
		*(const char **)(void *)to = col_text(res, row, col, a);
		break;
	case FIELD_TEXTS:
		*(const char *const **)(void *)to = col_texts(res, row, col, a);
		break;
	case FIELD_DATE:
		*(struct date *)(void *)to = col_date(res, row, col);
		break;
	case FIELD_JSON:
		*(json_t **)(void *)to = col_json(res, row, col);
		break;
	case FIELD_BYTES:
		col_bytes(res, row, col, to, f->size);
		break;
	case FIELD__MAX:
		BUG("a member of no type");
	}
}

void
rows_read(const PGresult *res, const struct record *r, struct arena *a, struct rows *ret)
{
	int cols[RECORD_FIELDS_MAX];
	if (r->nfields > array_len(cols))
		BUG("a record of %zu columns", r->nfields);
	for (size_t i = 0; i < r->nfields; i++)
		cols[i] = find_column(res, &r->fields[i]);
	*ret = (struct rows){ .n = (size_t)PQntuples(res) };
	char *to = ret->items = arena_alloc(a, ret->n * r->size);
	for (size_t row = 0; row < ret->n; row++, to += r->size)
		for (size_t i = 0; i < r->nfields; i++)
			read_field(
			    res, (int)row, cols[i], &r->fields[i], a, to + r->fields[i].offset);
}

bool
db_rows(struct db *db, const struct query *q, const struct arg *args, const struct record *r,
    struct arena *a, struct rows *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, q, args, &res, err))
		return false;
	rows_read(res, r, a, ret);
	return true;
}

bool
db_row(struct db *db, const struct query *q, const struct arg *args, const struct record *r,
    struct arena *a, void *ret, bool *ret_found, struct err *err)
{
	struct rows rows;
	if (!db_rows(db, q, args, r, a, &rows, err))
		return false;
	*ret_found = rows.n > 0;
	if (rows.n > 0)
		memcpy(ret, rows.items, r->size);
	return true;
}
