/*
 * What the files of the postgresql connector share. Nobody else includes this. What knows libpq is
 * in session.h; the others work on text and can be tried without a server.
 */
#ifndef CONNECTOR_POSTGRESQL_H
#define CONNECTOR_POSTGRESQL_H

#include "dossier/connector.h"

#define PG_YIELDS_MAX 200 /* distinct identifiers of one kind that one collection may yield */
#define PG_DEPTH_MAX 16   /* collections that a match may lead through */

/* A column as the catalogue has it. */
struct pg_column {
	const char *name;
	uint32_t type; /* oid, of the base type for a domain */
	char category; /* pg_type.typcategory: 'S' string, 'N' number, 'A' array, ... */
	bool readable;
};

/* What happens to the text of a value before it is handed over. */
enum pg_form {
	PG_AS_IS,
	PG_NUMBER,  /* as it is, but NaN and infinity are odd */
	PG_DATE,    /* as it is, but infinity and years that are no four digits are odd */
	PG_BOOL,    /* t, f -> true, false */
	PG_PRESENT, /* the same, of a column that is never handed over; true ones are counted */
	PG_INSTANT, /* 2026-03-05 10:00:00+00 -> 2026-03-05T10:00:00Z */
	PG_LOCAL,   /* 2026-03-05 10:00:00 -> 2026-03-05T10:00:00 */
	PG_BASE64,  /* \x6869 -> aGk= */
	PG_JSON,    /* json on one line */
};

/* How it is known, without reading it, whether a value is too large for its row. */
enum pg_measure {
	PG_SMALL,     /* never: the type has no room */
	PG_BY_LENGTH, /* octet_length(), which looks at its head alone */
	PG_BY_TEXT,   /* the length of its text, where what is stored is not tiny */
};

/* One selected column. */
struct pg_item {
	const struct pg_column *column;
	enum pg_form form;
	enum pg_measure measure;
	bool is_large;   /* in this row */
	bool to_json;    /* an array or a composite: to_json() makes it readable */
	bool odd;        /* a value met that its type has no form for: NaN, infinity */
	int64_t present; /* PG_PRESENT: how many were */
};

struct pg_yield {
	const char *kind, *field;
	size_t item;
	struct value values[PG_YIELDS_MAX]; /* distinct ones so far, in the arena */
	size_t n;
};

struct pg_collection {
	const json_t *json; /* of the register */
	const char *name, *category, *schema, *table;
	const json_t *as_text; /* columns to hand over as text whatever their type, or NULL */
	struct pg_column *columns;
	size_t ncolumns;
	struct pg_item *items;
	struct field *fields; /* of the items, as the sink sees them */
	size_t nitems;
	struct pg_yield *yields;
	size_t nyields;
	json_t *large; /* {"ITEM:KEY": true}: values met that are files; while it is read */
	int visited;   /* while ordering: 0 not yet, 1 on the way, 2 done */
};

/* A system's collections, those that others match on first. */
struct pg_source {
	struct pg_collection *all, **order;
	size_t n;
	const struct identifier_value *ids;
	size_t nids;
	struct arena *arena;
	const json_t *system; /* of the register */
};

/* ---- describe.c: what is asked of the tables ---- */

/*
 * pg_source_read: the collections of ${system}; one that leads to itself or to one that is not
 * there is a problem.
 */
void pg_source_read(struct pg_source *s, const json_t *system, json_t *problems);
struct pg_collection *pg_source_find(const struct pg_source *s, const char *name);
/*
 * pg_describe: with the columns of the catalogue in place: what is selected, how it is handed over,
 * what it yields. Every name that is not there is a problem, one line each. ${as_text}:
 * {collection: [column]} found odd in an earlier run; may be NULL.
 */
void pg_describe(
    const struct pg_source *s, struct pg_collection *c, const json_t *as_text, json_t *problems);
/* pg_first_problem: true when there is none. */
bool pg_first_problem(const json_t *problems, struct err *err) MUSTCHECK;
const struct pg_column *pg_column_find(const struct pg_collection *c, const char *name);
void pg_problem(json_t *problems, const struct pg_collection *c, const char *fmt, ...) PRINTF(3, 4);

/* ---- sql.c: the statements ---- */

void pg_name(struct buf *b, const char *name); /* quoted */
/* pg_array: ${n} texts, every ${step}th from the first, as a literal of text[]; NULL is NULL. */
const char *pg_array(const char *const *texts, size_t n, size_t step, struct arena *a);
/* pg_knows: is there an identifier of this kind? */
bool pg_knows(const struct pg_source *s, const char *kind);
/*
 * pg_identified: ${match}'s column is one of the known identifiers of its kind; of the table t0, t1
 * by ${depth}.
 */
void pg_identified(struct buf *b, const struct pg_source *s, const struct pg_collection *c,
    const json_t *match, int depth);
/* pg_reachable: can its rows be told from others by the identifiers known? */
bool pg_reachable(const struct pg_source *s, const struct pg_collection *c);
/* pg_kinds_wanted: the kinds any of which would make it reachable, ended by NULL. */
const char *const *pg_kinds_wanted(const struct pg_source *s, const struct pg_collection *c);
/*
 * pg_select: the SELECT of a reachable collection: its items, and, where some may be too large, a
 * last column that says which are, "ITEM:KEY ITEM:KEY", and NULL in their place. The key is of the
 * content. New text in the arena.
 */
const char *pg_select(const struct pg_source *s, const struct pg_collection *c);
bool pg_may_be_large(const struct pg_collection *c);
/*
 * pg_select_slices: key, number and bytes of the slices of every value of item ${i} that is too
 * large, one value after another.
 */
const char *pg_select_slices(const struct pg_source *s, const struct pg_collection *c, size_t i);

/* ---- row.c: rows of COPY text ---- */

/*
 * pg_row_read: split ${line} (a data row of COPY, changed in place) into the values of ${c}; INPUT
 * when it does not fit. An odd value is left out and its item marked: the run must be done again
 * with that item as text. One that is too large is a mark, and stands in c->large.
 */
bool pg_row_read(struct pg_collection *c, char *line, size_t len, struct arena *a,
    struct value *ret, struct err *err) MUSTCHECK;
/*
 * pg_line_read: split any such ${line}, changed in place, into ${n} texts, each with its NUL and
 * NULL for null. False when it does not fit.
 */
bool pg_line_read(char *line, size_t len, size_t n, const char **ret) MUSTCHECK;
/* pg_slice_read: a row of pg_select_slices, changed in place; its bytes are decoded. */
struct pg_slice {
	const char *key;
	long number;
	struct value bytes;
};
bool pg_slice_read(char *line, size_t len, struct pg_slice *ret) MUSTCHECK;
/* pg_file_name: the file of a value of item ${i}. */
const char *pg_file_name(const struct pg_collection *c, size_t i, const char *key, struct arena *a);
/*
 * pg_row_yields: remember the identifiers in a row; INPUT when they are too many to belong to one
 * person.
 */
bool pg_row_yields(struct pg_collection *c, const struct value *values, struct arena *a,
    struct err *err) MUSTCHECK;
/* pg_yields_too_many: says so; false. */
bool pg_yields_too_many(
    const struct pg_collection *c, const char *kind, const char *field, struct err *err) MUSTCHECK;

#endif
