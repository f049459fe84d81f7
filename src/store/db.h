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

/* no elements: null */
#define ARRAY_OR_NULL(a)                                                                           \
	{                                                                                          \
		.type = ARG_ARRAY, .array = &(a), .null = (a).n == 0                               \
	}

/*
 * db_run(db, q, args, ret, err): run ${q}. *${ret} (PQclear) may be NULL when the rows do not
 * matter. db_changed: how many rows a statement without a result wrote.
 */
bool db_run(struct db *db, const struct query *q, const struct arg *args, PGresult **ret,
    struct err *err) MUSTCHECK;
bool db_change(struct db *db, const struct query *q, const struct arg *args, int64_t *ret_rows,
    struct err *err) MUSTCHECK;
/* db_prepare: does the schema have all that ${q} names? Nothing stays prepared. */
bool db_prepare(struct db *db, const struct query *q, struct err *err) MUSTCHECK;
PGconn *db_conn(struct db *db);
bool db_is_owner(const struct db *db); /* a DB_OWNER */
/*
 * db_result: PQgetResult, with an end to the wait: whoever sends something gets its results by
 * this. After that the connection is lost.
 */
PGresult *db_result(struct db *db);
/*
 * db_copied: PQgetCopyData, with such an end: the length of a message; -1: no more, db_result tells
 * why; -2: see db_error.
 */
int db_copied(struct db *db, char **ret);
void db_told(struct db *db); /* an event stands in this transaction */
bool db_in_transaction(const struct db *db);
/*
 * db_error: what ${res} (or without one the connection) complains of, in our kinds and without
 * values. Returns false.
 */
bool db_error(struct db *db, const PGresult *res, struct err *err);
/* db_script(db, text, err): several statements at once; for migrations alone. */
bool db_script(struct db *db, const char *text, struct err *err) MUSTCHECK;

/*
 * Rows as structs: each member is read from the column of its name. NULL gives 0, false, NULL, no
 * date. The member's type must fit the column's: bigint and timestamptz an int64_t, text and jsonb
 * a const char *, text[] a list ended by NULL, jsonb a json_t * (new).
 */
enum field_type {
	FIELD_I64,
	FIELD_INT,
	FIELD_BOOL,
	FIELD_TEXT,
	FIELD_TEXTS,
	FIELD_DATE,
	FIELD_JSON,
	FIELD_BYTES,
	FIELD__MAX
};
struct field {
	const char *column;
	enum field_type type;
	size_t offset, size;
};
#define FIELD_TYPE(member)                                                                         \
	_Generic(member, int64_t                                                                   \
		 : FIELD_I64, int                                                                  \
		 : FIELD_INT, bool                                                                 \
		 : FIELD_BOOL, const char *                                                        \
		 : FIELD_TEXT, const char *const *                                                 \
		 : FIELD_TEXTS, struct date                                                        \
		 : FIELD_DATE, json_t *                                                            \
		 : FIELD_JSON, unsigned char *                                                     \
		 : FIELD_BYTES)
/* COLUMN: a member by another name than its column's. FIELD: by the same. */
#define COLUMN(record, name, member)                                                               \
	{                                                                                          \
#name, FIELD_TYPE(((record *)0)->member), offsetof(record, member),                \
		    sizeof(((record *)0)->member)                                                  \
	}
#define FIELD(record, member) COLUMN(record, member, member)
#define RECORD_FIELDS_MAX 40
struct record {
	const struct field *fields;
	size_t nfields, size;
};
#define RECORD(type, list)                                                                         \
	{                                                                                          \
		.fields = (list), .nfields = array_len(list), .size = sizeof(type)                 \
	}
struct rows {
	void *items;
	size_t n;
};
void rows_read(const PGresult *res, const struct record *r, struct arena *a, struct rows *ret);
/* db_rows: run ${q} and read all of its rows. db_row: the first one; *ret_found: is there one? */
bool db_rows(struct db *db, const struct query *q, const struct arg *args, const struct record *r,
    struct arena *a, struct rows *ret, struct err *err) MUSTCHECK;
bool db_row(struct db *db, const struct query *q, const struct arg *args, const struct record *r,
    struct arena *a, void *ret, bool *ret_found, struct err *err) MUSTCHECK;
/* DB_LIST: db_rows into ${ret}, a struct of items and n. */
#define DB_LIST(db, q, args, record, a, ret, err)                                                  \
	__extension__({                                                                            \
		struct rows _rows = { 0 };                                                         \
		bool _ok = db_rows((db), (q), (args), (record), (a), &_rows, (err));               \
		(ret)->items = _rows.items;                                                        \
		(ret)->n = _rows.n;                                                                \
		_ok;                                                                               \
	})

/*
 * db_pipeline(db, r, n, a, err): ${n} queries that only read, in one round trip, each seeing what
 * was committed when it began. Their rows in ${a}.
 */
struct reading {
	const struct query *q;
	const struct arg *args;
	const struct record *record;
	struct rows rows;
};
bool db_pipeline(struct db *db, struct reading *r, size_t n, struct arena *a, struct err *err)
    MUSTCHECK;

/*
 * db_moment(db, a, ret, err): what the transaction of ${db} sees from now on, which only reads; it
 * must have read nothing yet. db_open_at: one more connection, which sees the same, as the same
 * role, while that transaction lasts.
 */
struct moment {
	const struct db *db;
	const char *snapshot, *organisations;
};
bool db_moment(struct db *db, struct arena *a, struct moment *ret, struct err *err) MUSTCHECK;
struct db *db_open_at(const struct moment *m, struct err *err);

/*
 * The rows of a COPY in binary form as they come, in constant memory, on a connection of their own:
 * the server reads on while we work. $1 of it is the setting dossier.log, as such a statement takes
 * no parameter. flow_next: the cells of a row, borrowed until the next; of a null p is NULL. What
 * the last one holds is followed by a NUL. NULL: that was all, or see err.
 */
#define FLOW_CELLS 4
struct flow *flow_open(
    const struct moment *m, const struct query *q, int64_t org_id, struct err *err);
const struct bytes *flow_next(struct flow *s, struct err *err);
int64_t cell_i64(const struct bytes *cell); /* null: 0 */
void flow_free(struct flow *s);
DEFINE_DROP(flow, struct flow, flow_free)

/* One column of a row, for results of a single column. As above, by its place. */
int64_t col_i64(const PGresult *res, int row, int col);
int col_int(const PGresult *res, int row, int col);
bool col_bool(const PGresult *res, int row, int col);
const char *col_text(const PGresult *res, int row, int col, struct arena *a);
const char *const *col_texts(const PGresult *res, int row, int col, struct arena *a);
json_t *col_json(const PGresult *res, int row, int col); /* new */
struct date col_date(const PGresult *res, int row, int col);
usec_t col_usec(const PGresult *res, int row, int col);
void col_bytes(const PGresult *res, int row, int col, void *to, size_t n);

/*
 * Used across the aggregates. notify_work: listening workers hear of it after the commit.
 * notify_retry: the same, of a task that a person has tried again.
 */
bool notify_work(struct db *db, struct err *err) MUSTCHECK;
bool notify_retry(struct db *db, int64_t org_id, const char *system, struct err *err) MUSTCHECK;

#endif
