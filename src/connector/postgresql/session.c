/*
 * The session at an organisation's database: how it is opened, one read-only snapshot with fixed
 * settings, and what is said of its refusals. Nothing blocks: whoever accepts and says no more, or
 * never ends, costs what the budget says.
 */
#include <malloc.h>
#include <openssl/ssl.h>
#include <poll.h>

#include "dossier/date.h"
#include "dossier/dsn.h"
#include "dossier/phrase.h"
#include "session.h"

#define CONNECT_MS 10000
/* libpq keeps a row until it is whole; those of tables are slices long before (sql.c) */
#define HELD_BYTES (256u << 20)

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
	{ "row_security", "off" },
	{ "DateStyle", "ISO" },
	{ "IntervalStyle", "iso_8601" },
	{ "TimeZone", "UTC" },
	{ "bytea_output", "hex" },
	{ "extra_float_digits", "3" },
	{ "standard_conforming_strings", "on" },
	{ "jit", "off" },
};

static void
note_refusal(struct pg *pg, const PGresult *res)
{
	const struct {
		int field;
		char *to;
		size_t room;
	} names[] = {
		{ PG_DIAG_SQLSTATE, pg->refusal.state, sizeof(pg->refusal.state) },
		{ PG_DIAG_CONSTRAINT_NAME, pg->refusal.name, sizeof(pg->refusal.name) },
		{ PG_DIAG_SCHEMA_NAME, pg->refusal.schema, sizeof(pg->refusal.schema) },
		{ PG_DIAG_TABLE_NAME, pg->refusal.table, sizeof(pg->refusal.table) },
	};
	for (size_t i = 0; i < array_len(names); i++) {
		const char *text = res ? PQresultErrorField(res, names[i].field) : NULL;
		(void)snprintf(names[i].to, names[i].room, "%s", text ? text : "");
	}
}

/*
 * In our own words: messages of most classes quote values of the person's rows, and an error is
 * kept. False always.
 */
static bool
refused(struct pg *pg, const PGresult *res, struct err *err)
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
	note_refusal(pg, res);
	if (!state || PQstatus(pg->conn) == CONNECTION_BAD)
		return err_set(err, ERR_TEMPORARY, "the connection to the database was lost");
	size_t i = 0;
	while (strncmp(state, classes[i].prefix, strlen(classes[i].prefix)) != 0)
		i++;
	return err_set(err, classes[i].kind, "the database refuses: %s (SQLSTATE %.5s)",
	    phrase(classes[i].text), state);
}

/* ---- waiting ---- */

/* Records that TLS has read already wake nobody who waits for the socket. */
static bool
wait_for(struct pg *pg, short events, int64_t most_ms, struct err *err)
{
	SSL *ssl = PQgetssl(pg->conn);
	bool there = ssl && SSL_pending(ssl) > 0 && budget_wait_ms(pg->budget, most_ms) > 0;
	return there ||
	    budget_poll(pg->budget, PQsocket(pg->conn), events, most_ms, "the database", err);
}

static size_t
heap_bytes(void)
{
	struct mallinfo2 m = mallinfo2();
	return m.uordblks + m.hblkhd;
}

/* Some more of an answer that is not whole yet. libpq tells nobody how much it holds of it. */
static bool
read_more(struct pg *pg, struct err *err)
{
	int unsent = PQflush(pg->conn);
	if (unsent < 0 || heap_bytes() > pg->heap + HELD_BYTES)
		return unsent < 0 ? refused(pg, NULL, err)
				  : err_set(err, ERR_INPUT,
					"the database answers a row of more than %u MiB: have a "
					"colleague read it by hand",
					HELD_BYTES >> 21);
	return wait_for(pg, (short)(unsent ? POLLIN | POLLOUT : POLLIN), 0, err) &&
	    (PQconsumeInput(pg->conn) || refused(pg, NULL, err));
}

/* The next result of a statement; NULL in *ret when there is none any more. */
static bool
next_result(struct pg *pg, PGresult **ret, struct err *err)
{
	while (PQisBusy(pg->conn))
		if (!read_more(pg, err))
			return false;
	*ret = PQgetResult(pg->conn);
	return !*ret ||
	    budget_take(pg->budget, BUDGET_BYTES, (int64_t)PQresultMemorySize(*ret), err);
}

static bool
ask(struct pg *pg, const char *sql, const char *const *params, int nparams, PGresult **ret,
    struct err *err)
{
	if (!budget_take(pg->budget, BUDGET_TRIPS, 1, err))
		return false;
	return PQsendQueryParams(pg->conn, sql, nparams, NULL, params, NULL, NULL, 0)
	    ? next_result(pg, ret, err)
	    : refused(pg, NULL, err);
}

/* One statement has one result. */
static bool
is_over(struct pg *pg, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	return next_result(pg, &res, err) && (!res || refused(pg, res, err));
}

/* ---- connecting ---- */

/* Why no connection came about: what libpq found itself; what the server said stays in its log. */
static bool
unconnected(const struct pg *pg, struct err *err)
{
	static const struct {
		const char *text;
		enum err_kind kind;
		const char *ours; /* where libpq's are not clear alone */
	} own[] = {
		{ "Connection refused", ERR_TEMPORARY, NULL },
		{ "No such file or directory", ERR_TEMPORARY, NULL },
		{ "could not translate host name", ERR_TEMPORARY, NULL },
		{ "No route to host", ERR_TEMPORARY, NULL },
		{ "Network is unreachable", ERR_TEMPORARY, NULL },
		{ "Permission denied", ERR_TEMPORARY, NULL },
		{ "Connection timed out", ERR_TEMPORARY, NULL },
		{ "Connection reset by peer", ERR_TEMPORARY, NULL },
		{ "server closed the connection unexpectedly", ERR_TEMPORARY, NULL },
		{ "server does not support SSL", ERR_INPUT, NULL },
		{ "certificate verify failed", ERR_INPUT,
		    "its certificate is over, or of an authority that sslrootcert does not hold" },
		{ "does not match host name", ERR_INPUT, "its certificate is for another name" },
		{ "root certificate file", ERR_INPUT,
		    "no authority to check its certificate by: name a file that can be read, "
		    "sslrootcert=FILE" },
	};
	const char *message = pg->conn ? PQerrorMessage(pg->conn) : "";
	for (size_t i = 0; i < array_len(own); i++)
		if (strstr(message, own[i].text))
			return err_set(err, own[i].kind, "cannot reach the database: %s",
			    phrase(own[i].ours ? own[i].ours : own[i].text));
	return err_set(err, ERR_TEMPORARY,
	    "cannot reach the database: it refuses the connection (see its log): look at user, "
	    "password and database");
}

/* The organisation's own words in dsn win over ours, but for those behind it. */
static bool
start(const char *dsn, struct pg *pg, struct err *err)
{
	static const char *const keys[] = { "keepalives_idle", "keepalives_interval",
		"keepalives_count", "fallback_application_name", "dbname", "client_encoding",
		"gssencmode", NULL };
	const char *const values[] = { "30", "10", "3", "dossier", dsn, "UTF8", "disable", NULL };
	const int64_t until = clock_boot_ms() + CONNECT_MS;
	pg->conn = PQconnectStartParams(keys, values, 1);
	PostgresPollingStatusType next = pg->conn && PQstatus(pg->conn) != CONNECTION_BAD
	    ? PGRES_POLLING_WRITING
	    : PGRES_POLLING_FAILED;
	while (next != PGRES_POLLING_OK && next != PGRES_POLLING_FAILED) {
		int64_t left = until - clock_boot_ms();
		if (!wait_for(pg, next == PGRES_POLLING_READING ? POLLIN : POLLOUT,
			left > 0 ? left : -1, err))
			return false;
		next = PQconnectPoll(pg->conn);
	}
	return next == PGRES_POLLING_OK || unconnected(pg, err);
}

static void
say_nothing(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;
}

bool
pg_connect(struct connector_call *call, const char *setting, struct pg *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *dsn = json_str(call->settings, setting);
	*ret = (struct pg){ .budget = &call->budget, .heap = heap_bytes() };
	if (!dsn)
		return err_set(err, ERR_INPUT,
		    "setting %s has no value: expected a libpq connection string or URI", setting);
	if (!dsn_check(dsn, arena_printf(a, phrase("setting %s"), setting), err) ||
	    !start(dsn, ret, err))
		return false;
	(void)PQsetNoticeReceiver(ret->conn, say_nothing, NULL);
	if (PQsetnonblocking(ret->conn, 1) != 0)
		return refused(ret, NULL, err);
	const char *encoding = PQparameterStatus(ret->conn, "server_encoding");
	if (encoding && strcmp(encoding, "SQL_ASCII") == 0)
		return err_set(err, ERR_INPUT,
		    "the database has encoding SQL_ASCII, so nobody can "
		    "tell what its bytes mean: convert it to UTF8");
	return true;
}

/* ---- statements ---- */

bool
pg_run(struct pg *pg, const char *sql, const char *const *params, int nparams, PGresult **ret,
    struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	pg->refusal = (struct pg_refusal){ 0 };
	if (!ask(pg, sql, params, nparams, &res, err))
		return false;
	ExecStatusType status = PQresultStatus(res);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		(void)refused(pg, res, err);
		struct err more = { 0 }; /* after a refusal the next statement may follow */
		return is_over(pg, &more) && false;
	}
	if (ret)
		*ret = take(res);
	return is_over(pg, err);
}

/* Settings and identifiers, each by parameters: nothing of them stands in a statement. */
static bool
set_all(struct pg *pg, const struct pg_source *s, struct err *err)
{
	auto_drop(buf) struct buf sql = { 0 };
	const size_t n = array_len(session) + s->nids;
	const char **params = arena_alloc(s->arena, 2 * n * sizeof(*params));
	for (size_t i = 0; i < n; i++) {
		const size_t id = i - array_len(session);
		bool is_id = i >= array_len(session);
		params[2 * i] = is_id ? arena_printf(s->arena, "dossier.v%zu", id) : session[i][0];
		params[2 * i + 1] = is_id ? s->ids[id].value : session[i][1];
		buf_addf(&sql, "%sset_config($%zu, $%zu, true)", i ? ", " : "SELECT ", 2 * i + 1,
		    2 * i + 2);
	}
	return pg_run(pg, sql.data, params, (int)(2 * n), NULL, err);
}

bool
pg_begin(struct pg *pg, const struct pg_source *s, enum pg_mode mode, struct err *err)
{
	static const char *const begin[] = {
		[PG_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
		[PG_CHANGE] = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
	};
	/* a server that knows how ends a statement of which we gave up */
	static const char look[] =
	    "SELECT set_config('client_connection_check_interval', '10s', true)"
	    " WHERE current_setting('client_connection_check_interval', true) IS NOT NULL";
	return pg_run(pg, begin[mode], NULL, 0, NULL, err) && set_all(pg, s, err) &&
	    pg_run(pg, look, NULL, 0, NULL, err);
}

bool
pg_copy(struct pg *pg, const char *select, struct arena *a, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	return ask(pg, arena_printf(a, "COPY (%s) TO STDOUT", select), NULL, 0, &res, err) &&
	    (PQresultStatus(res) == PGRES_COPY_OUT || refused(pg, res, err));
}

static bool
copied(struct pg *pg, struct err *err)
{
	auto_drop(pgresult) PGresult *last = NULL;
	return next_result(pg, &last, err) &&
	    (PQresultStatus(last) == PGRES_COMMAND_OK || refused(pg, last, err)) &&
	    is_over(pg, err);
}

/* What is there is taken before anything is waited for. */
bool
pg_copy_line(struct pg *pg, char **ret_line, size_t *ret_len, struct err *err)
{
	int n;
	*ret_line = NULL;
	while ((n = PQgetCopyData(pg->conn, ret_line, 1)) == 0)
		if (!read_more(pg, err))
			return false;
	if (n < 0)
		return copied(pg, err);
	*ret_len = (size_t)n;
	if (budget_take(pg->budget, BUDGET_ROWS, 1, err) &&
	    budget_take(pg->budget, BUDGET_BYTES, n, err))
		return true;
	PQfreemem(*ret_line);
	return false;
}
