/*
 * The session of the postgresql connector: the part of it that knows libpq.
 */
#ifndef CONNECTOR_POSTGRESQL_SESSION_H
#define CONNECTOR_POSTGRESQL_SESSION_H

#include <libpq-fe.h>

#include "postgresql.h"

static inline void
pgconn_drop(PGconn **conn)
{
	PQfinish(*conn);
}

static inline void
pgresult_drop(PGresult **res)
{
	PQclear(*res);
}

/* pg_connect: TEMPORARY when it cannot be reached; a text of dsn is never quoted. */
bool pg_connect(const struct connector_call *call, PGconn **ret, struct err *err) MUSTCHECK;
/* pg_begin: the snapshot, its settings, and the identifiers of ${s} as settings of the session. */
bool pg_begin(PGconn *conn, const struct pg_source *s, struct err *err) MUSTCHECK;
/* pg_run: one statement with parameters; ${ret} may be NULL. */
bool pg_run(PGconn *conn, const char *sql, const char *const *params, int nparams, PGresult **ret,
    struct err *err) MUSTCHECK;
/*
 * pg_refused: a refusal of the server, as far as it may be repeated: messages of most classes quote
 * values of the person's rows, so of those only the SQLSTATE is told. Returns false always.
 */
bool pg_refused(PGconn *conn, const PGresult *res, struct err *err);

/* pg_copy: begin a COPY of ${select} to us; pg_copied: what the server says at its end. */
bool pg_copy(PGconn *conn, const char *select, struct arena *a, struct err *err) MUSTCHECK;
bool pg_copied(PGconn *conn, struct err *err) MUSTCHECK;

/* ---- slices.c ---- */

/* pg_slices_take: the values of ${c} that were too large for their rows, as files into ${sink}. */
bool pg_slices_take(PGconn *conn, const struct pg_source *s, const struct pg_collection *c,
    struct row_sink *sink, struct err *err) MUSTCHECK;

#endif
