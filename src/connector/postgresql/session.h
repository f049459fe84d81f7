/*
 * The session of the postgresql connector: the part of it that knows libpq.
 */
#ifndef CONNECTOR_POSTGRESQL_SESSION_H
#define CONNECTOR_POSTGRESQL_SESSION_H

#include <libpq-fe.h>
#include <stdlib.h>

#include "postgresql.h"

/* What the server said of the last statement it refused: names alone, none of a person's values. */
struct pg_refusal {
	char state[6];                        /* SQLSTATE; "": it refused nothing */
	char name[64], schema[64], table[64]; /* of a constraint, and its table; "" */
};
/* A connection that never blocks, and what may be taken over it. */
struct pg {
	PGconn *conn;
	struct budget *budget;
	size_t heap; /* before there was a connection: what libpq holds is more than that */
	struct pg_refusal refusal;
};
static inline void
pg_drop(struct pg *pg)
{
	PQfinish(pg->conn);
}

static inline void
pgresult_drop(PGresult **res)
{
	PQclear(*res);
}

/* pg_value: as text; "" for what the server left out of its answer, be it rows or columns. */
static inline const char *
pg_value(const PGresult *res, int row, int column)
{
	return row < PQntuples(res) && column < PQnfields(res) ? PQgetvalue(res, row, column) : "";
}

/* pg_place: a number that we gave it, below ${n}; SIZE_MAX: it is none of those. */
static inline size_t
pg_place(const PGresult *res, int row, int column, size_t n)
{
	unsigned long place = strtoul(pg_value(res, row, column), NULL, 10);
	return place < n ? place : SIZE_MAX;
}

/*
 * pg_connect: by ${setting} ("dsn", "dsn_change"); ${ret} is for auto_drop(pg). TEMPORARY when it
 * cannot be reached, INPUT when it must not be; no text of the setting is ever quoted.
 */
bool pg_connect(struct connector_call *call, const char *setting, struct pg *ret, struct err *err)
    MUSTCHECK;
/*
 * pg_begin: a transaction, its settings, and the identifiers of ${s} as settings of it. PG_READ is
 * one read-only snapshot; PG_CHANGE is READ COMMITTED and may write.
 */
enum pg_mode { PG_READ, PG_CHANGE };
bool pg_begin(struct pg *pg, const struct pg_source *s, enum pg_mode mode, struct err *err)
    MUSTCHECK;
/* pg_run: one statement with parameters; ${ret} may be NULL. */
bool pg_run(struct pg *pg, const char *sql, const char *const *params, int nparams, PGresult **ret,
    struct err *err) MUSTCHECK;

/*
 * pg_copy: begin a COPY of ${select} to us. pg_copy_line: *ret_line, the next row, for PQfreemem();
 * NULL after the last, when the server said that it was.
 */
bool pg_copy(struct pg *pg, const char *select, struct arena *a, struct err *err) MUSTCHECK;
bool pg_copy_line(struct pg *pg, char **ret_line, size_t *ret_len, struct err *err) MUSTCHECK;

/* ---- reach.c ---- */

/* pg_reach: connector.reach of this kind */
void pg_reach(const struct connector_call *call, json_t *ret);

/* ---- erase.c ---- */

/*
 * pg_erase: what was approved (call->change) is done, in one transaction, or nothing is: act[] of
 * each action of change_rule.h, and the only function that writes at a system.
 */
bool pg_erase(struct connector_call *call, struct err *err) MUSTCHECK;

/* ---- slices.c ---- */

/* pg_slices_take: the values of ${c} that were too large for their rows, as files into ${sink}. */
bool pg_slices_take(struct pg *pg, const struct pg_source *s, const struct pg_collection *c,
    struct row_sink *sink, struct err *err) MUSTCHECK;

#endif
