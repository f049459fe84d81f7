/*
 * A statement that is put together, and its parameters: names are quoted, values never stand in it.
 */
#ifndef CONNECTOR_POSTGRESQL_STATEMENT_H
#define CONNECTOR_POSTGRESQL_STATEMENT_H

#include "change.h"

struct pg_statement {
	struct buf sql;
	const char **params; /* in the arena */
	int n, room;
	struct arena *a;
};
static inline void
pg_statement_drop(struct pg_statement *s)
{
	buf_release(&s->sql);
}

/*
 * pg_statement_param: adds "$N", whose value is ${value}, borrowed.
 * pg_statement_keys: adds ${n} keys of ${t}, as a table with the columns k0, k1, ... of ${alias};
 * pg_statement_is_key: that the row t of ${t} has the key in ${alias};
 * pg_statement_in: that ${width} columns of the row t are one of ${n} tuples of texts of ${types};
 * pg_statement_among: likewise its key is one of ${n} keys of ${t};
 * pg_statement_key: the columns of the key of t, each with ${after}, a comma between.
 */
void pg_statement_param(struct pg_statement *s, const char *value);
void pg_statement_keys(struct pg_statement *s, const char *alias, const struct pg_table *t,
    const char *const *texts, size_t n);
void pg_statement_is_key(struct pg_statement *s, const char *alias, const struct pg_table *t);
void pg_statement_in(struct pg_statement *s, const char *const *columns, const char *const *types,
    size_t width, const char *const *texts, size_t n);
void pg_statement_among(
    struct pg_statement *s, const struct pg_table *t, const char *const *texts, size_t n);
void pg_statement_key(struct pg_statement *s, const struct pg_table *t, const char *after);

#endif
