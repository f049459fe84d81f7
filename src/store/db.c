/*
 * The connection: transactions, running embedded queries, what may be said of the server's
 * complaints. Never puts a value into an error: the server's DETAIL is not read, and its message
 * only where it names nothing but our own tables and constraints.
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "db.h"
#include "dossier/dsn.h"
#include "dossier/phrase.h"
#include "queries_data.h"
#include "migrations.h"
#include "values.h"
#define LIMIT_S 600
#define OWNER_LIMIT_S 86400 /* a migration may rewrite all there is */

static const char *const roles[DB_ROLE__MAX] = {
	[DB_APP] = "dossier_app",
	[DB_WORKER] = "dossier_worker",
	[DB_REPORT] = "dossier_report",
	[DB_BACKUP] = "dossier_backup",
};

struct db {
	PGconn *conn;
	char *uri;
	enum db_role role;
	int limit_s;
	bool silent; /* the server said nothing for so long */
	bool in_transaction, failed;
	bool rehearsing, begun; /* one transaction is open for all of them */
	bool changed;           /* a query that changes state wrote something in this transaction */
	bool told;              /* and an event says so */
};

const char *
db_role_name(enum db_role role)
{
	return roles[role];
}

int
db_client_version(void)
{
	return PQlibVersion();
}

void
db_limit(struct db *db, int seconds)
{
	db->limit_s = seconds;
}

const struct migration *
migration_files(void)
{
	return migrations;
}

static void
ignore_notice(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;
}

/* A table, a column or a function of ours is gone. */
#define LOST "; restore the database from its backup"

/* Classes of SQLSTATE by their first characters; the first row that fits counts. */
static const struct {
	const char *begin;
	enum err_kind kind;
	const char *then; /* what is said after the message; NULL: that may hold a value */
} states[] = {
	{ "23505", ERR_CONFLICT, "" },  /* unique violation */
	{ "23", ERR_CONFLICT, "" },     /* other constraints */
	{ "40", ERR_TEMPORARY, "" },    /* serialisation, deadlock */
	{ "08", ERR_TEMPORARY, "" },    /* connection */
	{ "53", ERR_TEMPORARY, "" },    /* disk full, out of memory, too many connections */
	{ "57", ERR_TEMPORARY, "" },    /* shutdown, crash, starting up, cancelled */
	{ "55", ERR_TEMPORARY, "" },    /* lock not available */
	{ "58", ERR_TEMPORARY, NULL },  /* the server's own input and output */
	{ "25006", ERR_TEMPORARY, "" }, /* read only: a standby, or one that became it */
	{ "28", ERR_DENIED, "" },       /* login */
	{ "3D", ERR_NOTFOUND, "" },     /* no such database */
	{ "42501", ERR_DENIED, "" },    /* no privilege */
	{ "42P01", ERR_SYSTEM, LOST },
	{ "42703", ERR_SYSTEM, LOST },
	{ "42883", ERR_SYSTEM, LOST },
	{ "42", ERR_SYSTEM, "" }, /* schema does not fit the program */
	{ "25", ERR_SYSTEM, "" }, /* transaction state */
	{ "", ERR_SYSTEM, NULL },
};

static int
first_line(const char *s)
{
	return (int)strcspn(s, "\n");
}

bool
db_error(struct db *db, const PGresult *res, struct err *err)
{
	db->failed = true;
	const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
	if (db->silent)
		return err_set(err, ERR_TEMPORARY,
		    "the database does not answer: not a word in %d s; try again, or see dossier "
		    "db status",
		    db->limit_s);
	if (!state) {
		const char *text = PQerrorMessage(db->conn);
		return err_set(err, ERR_TEMPORARY,
		    "the database does not answer: %.*s; try again, or see dossier db status",
		    first_line(text), text);
	}
	size_t i = 0;
	while (strncmp(state, states[i].begin, strlen(states[i].begin)) != 0)
		i++;
	const char *text = states[i].then ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	return err_set(err, states[i].kind, "the database refused: %.*s (SQLSTATE %s)%s",
	    text ? first_line(text) : -1, text ? text : phrase("an error"), state,
	    states[i].then ? phrase(states[i].then) : "");
}

#define OLD_ROLES "the database does not know the roles of this program: run `dossier db upgrade`"

/*
 * Before there is a connection the reason stands in its text only: what can not be cured by waiting
 * is told apart.
 */
static bool
connect_error(const PGconn *conn, struct err *err)
{
	const char *text = PQerrorMessage(conn);
	if (strstr(text, "role \"dossier_") &&
	    (strstr(text, "does not exist") || strstr(text, "not permitted to log in")))
		return err_set(err, ERR_DENIED, OLD_ROLES);
	bool lasting = strstr(text, "authentication") || strstr(text, "does not exist") ||
	    strstr(text, "invalid");
	return err_set(err, lasting ? ERR_SYSTEM : ERR_TEMPORARY,
	    "cannot reach the database: %.*s; see dossier db status", first_line(text), text);
}

static PGconn *
connect_to(const char *uri)
{
	/* a server behind a network that went silent is given up after half a minute */
	const char *const keys[] = { "dbname", "fallback_application_name", "connect_timeout",
		"client_encoding", "gssencmode", "tcp_user_timeout", "keepalives_idle",
		"keepalives_interval", "keepalives_count", NULL };
	const char *const values[] = { uri, "dossier", "10", "UTF8", "disable", "30000", "15", "5",
		"3", NULL };
	return PQconnectdbParams(keys, values, 1);
}

/* The session becomes its role, and sees only these; who serves or owns all of it sees all. */
static bool
begin_session(struct db *db, const char *organisations, struct err *err)
{
	struct err why = { 0 };
	const char *name = roles[db->role];
	if (db_run(db, &q_session_set, ARGS(TEXT(name ? name : "none"), TEXT(organisations)), NULL,
		&why))
		return true;
	if (strstr(why.text, "does not exist"))
		return err_set(err, ERR_DENIED, OLD_ROLES);
	if (strstr(why.text, "permission denied to set role"))
		return err_set(err, ERR_DENIED,
		    "the database does not let %s become %s: its administrator runs `GRANT "
		    "dossier_app, dossier_worker, dossier_report TO %s`",
		    PQuser(db->conn), name, PQuser(db->conn));
	return err_set(err, why.kind, "%s", why.text);
}

static struct db *
open_session(const char *uri, enum db_role role, const char *organisations, struct err *err)
{
	if (!dsn_check(uri, "the address of the database", err))
		return NULL;
	auto_drop(db) struct db *db = xcalloc(1, sizeof(*db));
	db->role = role;
	db->limit_s = role == DB_OWNER ? OWNER_LIMIT_S : LIMIT_S;
	db->uri = xstrdup(uri);
	db->conn = connect_to(uri);
	if (!db->conn || PQstatus(db->conn) != CONNECTION_OK) {
		(void)connect_error(db->conn, err);
		return NULL;
	}
	(void)PQsetNoticeReceiver(db->conn, ignore_notice, NULL);
	(void)PQsetErrorVerbosity(db->conn, PQERRORS_TERSE);
	if (PQserverVersion(db->conn) < 150000) {
		(void)err_set(err, ERR_SYSTEM,
		    "the database is PostgreSQL %d: 15 or later is needed",
		    PQserverVersion(db->conn) / 10000);
		return NULL;
	}
	/* who sends waits for nobody: db_result does, and not for ever */
	if (PQsetnonblocking(db->conn, 1) != 0) {
		(void)db_error(db, NULL, err);
		return NULL;
	}
	return begin_session(db, organisations, err) ? take(db) : NULL;
}

struct db *
db_open(const char *uri, enum db_role role, struct err *err)
{
	return open_session(uri, role, role == DB_OWNER ? "*" : "", err);
}

void
db_close(struct db *db)
{
	if (!db)
		return;
	PQfinish(db->conn);
	free(db->uri);
	free(db);
}

int
db_socket(const struct db *db)
{
	return PQsocket(db->conn);
}

PGconn *
db_conn(struct db *db)
{
	return db->conn;
}

/* Whatever it still does, it is not listened to: what is asked next fails at once. */
static void
give_up(struct db *db)
{
	db->silent = true;
	(void)shutdown(PQsocket(db->conn), SHUT_RDWR);
	(void)PQconsumeInput(db->conn);
}

/* Until there is news, or room for what is to be sent; false: it is gone, or was given up. */
static bool
wait_for(struct db *db, bool more, int64_t until_ms)
{
	int64_t left_ms = until_ms - clock_boot_ms();
	struct pollfd p = { .fd = PQsocket(db->conn),
		.events = (short)(POLLIN | (more ? POLLOUT : 0)) };
	int n = left_ms <= 0 ? 0 : poll(&p, 1, (int)left_ms);
	if (n == 0)
		give_up(db);
	if (n > 0 && (p.revents & ~POLLOUT))
		return PQconsumeInput(db->conn) != 0; /* it says so as the result */
	return n > 0 || (n < 0 && errno == EINTR);
}

PGresult *
db_result(struct db *db)
{
	int64_t until_ms = clock_boot_ms() + db->limit_s * INT64_C(1000);
	for (int more; (more = PQflush(db->conn)) > 0 || (more == 0 && PQisBusy(db->conn));)
		if (!wait_for(db, more > 0, until_ms))
			break;
	return PQgetResult(db->conn);
}

int
db_copied(struct db *db, char **ret)
{
	int n = PQgetCopyData(db->conn, ret, 1);
	if (n != 0)
		return n;
	int64_t until_ms = clock_boot_ms() + db->limit_s * INT64_C(1000);
	while ((n = PQgetCopyData(db->conn, ret, 1)) == 0)
		if (!wait_for(db, false, until_ms))
			return -2;
	return n;
}

/* The last of its results, or the one that tells what is wrong; NULL when it could not be sent. */
static PGresult *
last_result(struct db *db, int sent)
{
	PGresult *last = NULL;
	for (PGresult *r; sent && (r = db_result(db)) != NULL;) {
		bool bad = last && PQresultStatus(last) == PGRES_FATAL_ERROR;
		PQclear(bad ? r : last);
		last = bad ? last : r;
	}
	return last;
}

static bool
command(struct db *db, const char *text, struct err *err)
{
	auto_drop(pgresult) PGresult *res = last_result(db, PQsendQuery(db->conn, text));
	ExecStatusType status = PQresultStatus(res);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || db_error(db, res, err);
}

bool
db_script(struct db *db, const char *text, struct err *err)
{
	return command(db, text, err);
}

bool
db_begin(struct db *db, struct err *err)
{
	if (db->in_transaction)
		BUG("a transaction within a transaction");
	if (!(db->rehearsing && db->begun) && !command(db, q_begin.text, err))
		return false;
	db->in_transaction = db->begun = true;
	db->failed = db->changed = db->told = false;
	return true;
}

bool
db_moment(struct db *db, struct arena *a, struct moment *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_report_snapshot, ARGS(), NULL, err) ||
	    !db_run(db, &q_snapshot_export, ARGS(), &res, err))
		return false;
	*ret = (struct moment){ db, col_text(res, 0, 0, a), col_text(res, 0, 1, a) };
	return true;
}

struct db *
db_open_at(const struct moment *m, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(db) struct db *db = open_session(m->db->uri, m->db->role, m->organisations, err);
	/* this statement takes no parameter; what is put there is the server's own word */
	if (!db || !db_begin(db, err) || !db_run(db, &q_report_snapshot, ARGS(), NULL, err) ||
	    !command(db, arena_printf(a, "SET TRANSACTION SNAPSHOT '%s'", m->snapshot), err))
		return NULL;
	db->limit_s = m->db->limit_s;
	return take(db);
}

bool
db_commit(struct db *db, struct err *err)
{
	if (!db->in_transaction)
		BUG("nothing to commit");
	if (db->failed) {
		db_rollback(db);
		return err_set(
		    err, ERR_SYSTEM, "a transaction was given up because a statement in it failed");
	}
	if (db->changed && !db->told)
		BUG("a transaction changes state without an event");
	db->in_transaction = false;
	return db->rehearsing || command(db, q_commit.text, err);
}

void
db_rollback(struct db *db)
{
	if (!db || !db->in_transaction)
		return;
	db->in_transaction = db->begun = false;
	struct err ignored = { 0 }; /* a lost connection has rolled back already */
	(void)command(db, q_rollback.text, &ignored);
}

void
db_rehearse(struct db *db, bool rehearse)
{
	db->in_transaction = db->begun;
	db_rollback(db);
	db->rehearsing = rehearse;
}

void
db_told(struct db *db)
{
	db->told = true;
}

bool
db_is_owner(const struct db *db)
{
	return db->role == DB_OWNER;
}

bool
db_in_transaction(const struct db *db)
{
	return db->in_transaction;
}

/*
 * Nothing stays prepared: a plan kept from when a table was small scans it when it has grown, and
 * what a plan costs is little beside a batch or a command.
 */
bool
db_run(
    struct db *db, const struct query *q, const struct arg *args, PGresult **ret, struct err *err)
{
	if (q->changes_state && !db->in_transaction)
		BUG("query %s changes state outside a transaction", q->name);
	auto_drop(params) struct params p;
	params_init(&p, args);
	if (p.n != q->nparams)
		BUG("query %s takes %d parameters, not %d", q->name, q->nparams, p.n);
	auto_drop(pgresult) PGresult *res = last_result(db,
	    PQsendQueryParams(db->conn, q->text, p.n, p.types, p.values, p.lengths, p.formats, 1));
	ExecStatusType status = PQresultStatus(res);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		(void)db_error(db, res, err);
		return err->kind == ERR_SYSTEM ? err_wrap(err, "query %s", q->name) : false;
	}
	if (q->changes_state && strcmp(PQcmdTuples(res), "0") != 0)
		db->changed = true;
	if (ret)
		*ret = take(res);
	return true;
}

bool
db_prepare(struct db *db, const struct query *q, struct err *err)
{
	auto_drop(pgresult) PGresult *res =
	    last_result(db, PQsendPrepare(db->conn, "", q->text, 0, NULL));
	if (PQresultStatus(res) == PGRES_COMMAND_OK)
		return true;
	(void)db_error(db, res, err);
	return err_wrap(err, "query %s", q->name);
}

bool
db_change(struct db *db, const struct query *q, const struct arg *args, int64_t *ret_rows,
    struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, q, args, &res, err))
		return false;
	*ret_rows = strtoll(PQcmdTuples(res), NULL, 10);
	return true;
}

bool
db_hold_schema(struct db *db, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_schema_share, ARGS(), &res, err))
		return false;
	return col_bool(res, 0, 0) ||
	    err_set(err, ERR_TEMPORARY, "the schema is being brought up to date");
}

bool
db_listen(struct db *db, struct err *err)
{
	return db_hold_schema(db, err) && command(db, q_listen.text, err);
}

bool
db_login(struct db *db, struct arena *a, const char **ret_login, bool *ret_owns, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!db_run(db, &q_role_session, ARGS(), &res, err))
		return false;
	*ret_login = col_text(res, 0, 0, a);
	*ret_owns = col_bool(res, 0, 1);
	return true;
}

static bool
notified(struct db *db, db_retry *retry, void *arg)
{
	bool any = false;
	for (PGnotify *n; (n = PQnotifies(db->conn)) != NULL; any = true) {
		char *rest;
		int64_t org_id = strtoll(n->extra, &rest, 10);
		if (retry && *rest == ' ')
			retry(arg, org_id, rest + 1);
		PQfreemem(n);
	}
	return any;
}

bool
db_wait(struct db *db, int ms, db_retry *retry, void *arg)
{
	if (notified(db, retry, arg))
		return true;
	struct pollfd p = { .fd = PQsocket(db->conn), .events = POLLIN };
	if (poll(&p, 1, ms) <= 0)
		return false; /* nothing came, or a signal did: the caller looks at both */
	/* a server that went away counts as news: the next query will say so */
	return PQconsumeInput(db->conn) == 0 || notified(db, retry, arg);
}
