/*
 * Inside the store: running a query of sql/queries with typed arguments and reading its rows.
 * Everything goes over the wire in binary form, so that nothing is quoted, parsed or rounded.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <libpq-fe.h>

#include "dossier/store/db.h"
#include "queries.h"

DEFINE_DROP(pgresult, PGresult, PQclear)

/*
 * A parameter that is an array, filled element by element:
 * `auto_drop(array) struct array a = { .type = ARRAY_TEXT };`
 */
enum array_type { ARRAY_I64, ARRAY_TEXT, ARRAY_DATE, ARRAY_USEC, ARRAY_BYTES, ARRAY__MAX };
struct array {
	enum array_type type;
	int n;
	bool has_null;
	struct buf elements;
};
void array_i64(struct array *a, int64_t v);
void array_i64_or_null(struct array *a, int64_t v); /* 0: null */
void array_text(struct array *a, const char *s);    /* NULL: null */
void array_json(struct array *a, const json_t *v);  /* NULL: null; compact, keys sorted */
void array_date(struct array *a, struct date d);    /* no date: null */
void array_usec(struct array *a, usec_t t);         /* 0: null */
void array_bytes(struct array *a, const void *p, size_t n);
static inline void
array_drop(struct array *a)
{
	buf_release(&a->elements);
}

/* One parameter. ARGS(I64(1), TEXT("x")) makes a list of them that lives as long as the block. */
enum arg_type {
	ARG_END,
	ARG_I64,
	ARG_INT,
	ARG_BOOL,
	ARG_TEXT,
	ARG_DATE,
	ARG_USEC,
	ARG_ARRAY,
	ARG__MAX
};
struct arg {
	enum arg_type type;
	bool null;
	int64_t i; /* numbers, booleans, instants, days */
	const char *text;
	size_t len;
	const struct array *array;
};
#define ARGS(...) ((const struct arg[]){ __VA_ARGS__ __VA_OPT__(, ){ .type = ARG_END } })
#define I64(v)                                                                                     \
	{                                                                                          \
		.type = ARG_I64, .i = (v)                                                          \
	}
#define I64_OR_NULL(v)                                                                             \
	{                                                                                          \
		.type = ARG_I64, .i = (v), .null = (v) == 0                                        \
	}
#define INT(v)                                                                                     \
	{                                                                                          \
		.type = ARG_INT, .i = (v)                                                          \
	}
#define INT_OR_NULL(v)                                                                             \
	{                                                                                          \
		.type = ARG_INT, .i = (v), .null = (v) == 0                                        \
	}
#define BOOL(v)                                                                                    \
	{                                                                                          \
		.type = ARG_BOOL, .i = (v)                                                         \
	}
#define TEXT(s)                                                                                    \
	{                                                                                          \
		.type = ARG_TEXT, .text = (s), .len = SIZE_MAX, .null = (s) == NULL                \
	}
#define TEXT_LEN(s, n)                                                                             \
	{                                                                                          \
		.type = ARG_TEXT, .text = (s), .len = (n)                                          \
	}
#define DATE(d)                                                                                    \
	{                                                                                          \
		.type = ARG_DATE, .i = date_is_set(d) ? date_to_days(d) : 0,                       \
		.null = !date_is_set(d)                                                            \
	}
#define USEC(t)                                                                                    \
	{                                                                                          \
		.type = ARG_USEC, .i = (t), .null = (t) == 0                                       \
	}
#define ARRAY(a)                                                                                   \
	{                                                                                          \
		.type = ARG_ARRAY, .array = &(a)                                                   \
	}

/*
 * db_run(db, q, args, ret, err): run ${q}. *${ret} (PQclear) may be NULL when the rows do not
 * matter. db_changed: how many rows a statement without a result wrote.
 */
bool db_run(struct db *db, const struct query *q, const struct arg *args, PGresult **ret,
    struct err *err) MUSTCHECK;
bool db_change(struct db *db, const struct query *q, const struct arg *args, int64_t *ret_rows,
    struct err *err) MUSTCHECK;
PGconn *db_conn(struct db *db);
void db_told(struct db *db); /* an event stands in this transaction */
bool db_in_transaction(const struct db *db);
/*
 * db_error: what ${res} (or without one the connection) complains of, in our kinds and without
 * values. Returns false.
 */
bool db_error(struct db *db, const PGresult *res, struct err *err);
/* db_script(db, text, err): several statements at once; for migrations alone. */
bool db_script(struct db *db, const char *text, struct err *err) MUSTCHECK;

/* Columns of a row. NULL gives 0, false, NULL, no date. A column of another type is a BUG(). */
int64_t col_i64(const PGresult *res, int row, int col);
int col_int(const PGresult *res, int row, int col);
bool col_bool(const PGresult *res, int row, int col);
bool col_null(const PGresult *res, int row, int col);
const char *col_text(const PGresult *res, int row, int col, struct arena *a);
json_t *col_json(const PGresult *res, int row, int col); /* new */
struct date col_date(const PGresult *res, int row, int col);
usec_t col_usec(const PGresult *res, int row, int col);
void col_bytes(const PGresult *res, int row, int col, void *to, size_t n);

/* arena_array: room for the rows of a result. */
#define rows_alloc(a, res, type) ((type *)arena_alloc((a), (size_t)PQntuples(res) * sizeof(type)))

/* Used across the aggregates. notify_work: listening workers hear of it after the commit. */
bool notify_work(struct db *db, struct err *err) MUSTCHECK;

#endif
