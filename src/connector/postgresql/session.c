/*
 * The session at an organisation's database: how it is opened, one read-only snapshot with fixed
 * settings, and what is said of its refusals.
 */
#include "session.h"

/*
 * For the length of the transaction, so that nothing leaks into a pooled connection. row_security
 * off: where a policy would hide rows the server refuses instead, since what is hidden must not
 * count as nothing found.
 */
static const char *const session[][2] = {
	{ "search_path", "" },
	{ "statement_timeout", "1h" },
	{ "lock_timeout", "10s" },
	{ "idle_in_transaction_session_timeout", "10min" },
	{ "default_transaction_read_only", "on" },
	{ "row_security", "off" },
	{ "DateStyle", "ISO" },
	{ "IntervalStyle", "iso_8601" },
	{ "TimeZone", "UTC" },
	{ "bytea_output", "hex" },
	{ "extra_float_digits", "3" },
	{ "standard_conforming_strings", "on" },
	{ "jit", "off" },
};

/* In our own words: the messages quote values of the person's rows, and an error is kept. */
bool
pg_refused(PGconn *conn, const PGresult *res, struct err *err)
{
	static const struct {
		const char *prefix;
		enum err_kind kind;
		const char *text;
	} classes[] = {
		{ "08", ERR_TEMPORARY, "the connection broke" },
		{ "25006", ERR_INPUT, "a view writes, which a read-only transaction forbids" },
		{ "25", ERR_TEMPORARY, "the transaction was ended" },
		{ "40", ERR_TEMPORARY, "it met another transaction" },
		{ "53", ERR_TEMPORARY, "the server is short of resources" },
		{ "55P03", ERR_TEMPORARY, "a lock could not be had" },
		{ "57", ERR_TEMPORARY, "the query was stopped" },
		{ "58", ERR_TEMPORARY, "the server has trouble of its own" },
		{ "0A", ERR_INPUT, "the server cannot do that" },
		{ "28", ERR_INPUT, "the user or the password is wrong" },
		{ "3D", ERR_INPUT, "there is no such database" },
		{ "42501", ERR_INPUT, "no permission to read it all (grants, row-level security)" },
		{ "42883", ERR_INPUT, "the type of a column does not fit what it is matched on" },
		{ "42", ERR_INPUT, "a name or a type is not as the register has it" },
		{ "", ERR_INPUT, "its message may hold personal data, see the server's log" },
	};
	const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
	if (!state || PQstatus(conn) == CONNECTION_BAD)
		return err_set(err, ERR_TEMPORARY, "the connection to the database was lost");
	size_t i = 0;
	while (strncmp(state, classes[i].prefix, strlen(classes[i].prefix)) != 0)
		i++;
	return err_set(err, classes[i].kind, "the database refuses: %s (SQLSTATE %.5s)",
	    classes[i].text, state);
}

/* Why no connection came about: what libpq found itself; what the server said stays in its log. */
static const char *
unconnected(const PGconn *conn)
{
	static const char *const own[] = { "Connection refused", "timeout expired",
		"No such file or directory", "could not translate host name", "No route to host",
		"Network is unreachable", "Permission denied", "Connection timed out",
		"server does not support SSL", "certificate verify failed",
		"Connection reset by peer", "server closed the connection unexpectedly" };
	const char *message = conn ? PQerrorMessage(conn) : "";
	for (size_t i = 0; i < array_len(own); i++)
		if (strstr(message, own[i]))
			return own[i];
	return "it refuses the connection (see its log): look at user, password and database";
}

bool
pg_run(PGconn *conn, const char *sql, const char *const *params, int nparams, PGresult **ret,
    struct err *err)
{
	auto_drop(pgresult) PGresult *res =
	    PQexecParams(conn, sql, nparams, NULL, params, NULL, NULL, 0);
	ExecStatusType status = PQresultStatus(res);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		return pg_refused(conn, res, err);
	if (ret)
		*ret = take(res);
	return true;
}

static void
say_nothing(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;
}

/* The organisation's own words in dsn win over ours, but for the encoding, which stands last. */
bool
pg_connect(const struct connector_call *call, PGconn **ret, struct err *err)
{
	static const char *const keys[] = { "connect_timeout", "keepalives_idle",
		"keepalives_interval", "keepalives_count", "fallback_application_name", "dbname",
		"client_encoding", NULL };
	const char *dsn = json_str(call->settings, "dsn");
	if (!dsn)
		return err_set(err, ERR_INPUT,
		    "setting dsn has no value: expected a libpq connection string or URI");
	PQconninfoOption *parsed = PQconninfoParse(dsn, NULL);
	if (!parsed) /* libpq's complaint would quote it, password and all */
		return err_set(err, ERR_INPUT, "setting dsn is no libpq connection string or URI");
	PQconninfoFree(parsed);
	const char *const values[] = { "10", "30", "10", "3", "dossier", dsn, "UTF8", NULL };
	auto_drop(pgconn) PGconn *conn = PQconnectdbParams(keys, values, 1);
	if (!conn || PQstatus(conn) != CONNECTION_OK)
		return err_set(
		    err, ERR_TEMPORARY, "cannot reach the database: %s", unconnected(conn));
	(void)PQsetNoticeReceiver(conn, say_nothing, NULL);
	const char *encoding = PQparameterStatus(conn, "server_encoding");
	if (encoding && strcmp(encoding, "SQL_ASCII") == 0)
		return err_set(err, ERR_INPUT,
		    "the database has encoding SQL_ASCII, so nobody can "
		    "tell what its bytes mean: convert it to UTF8");
	*ret = take(conn);
	return true;
}

/* Settings and identifiers, each by parameters: nothing of them stands in a statement. */
bool
pg_begin(PGconn *conn, const struct pg_source *s, struct err *err)
{
	static const char set[] = "SELECT set_config($1, $2, true)";
	if (!pg_run(conn, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NULL, 0, NULL, err))
		return false;
	for (size_t i = 0; i < array_len(session); i++)
		if (!pg_run(conn, set, session[i], 2, NULL, err))
			return false;
	for (size_t i = 0; i < s->nids; i++) {
		const char *const params[] = { arena_printf(s->arena, "dossier.v%zu", i),
			s->ids[i].value };
		if (!pg_run(conn, set, params, 2, NULL, err))
			return false;
	}
	return true;
}

bool
pg_copy(PGconn *conn, const char *select, struct arena *a, struct err *err)
{
	auto_drop(pgresult) PGresult *res =
	    PQexec(conn, arena_printf(a, "COPY (%s) TO STDOUT", select));
	return PQresultStatus(res) == PGRES_COPY_OUT || pg_refused(conn, res, err);
}

bool
pg_copied(PGconn *conn, struct err *err)
{
	auto_drop(pgresult) PGresult *last = PQgetResult(conn);
	if (PQresultStatus(last) != PGRES_COMMAND_OK)
		return pg_refused(conn, last, err);
	auto_drop(pgresult) PGresult *none = PQgetResult(conn);
	if (none)
		BUG("a COPY with two results");
	return true;
}
