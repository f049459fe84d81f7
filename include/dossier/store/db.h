/*
 * The connection to our own database, and its transactions. The store is the only user of libpq
 * for it: one file and header an aggregate; all SQL stands in sql/, one statement a file. Results
 * live in the caller's arena. A lost server is TEMPORARY; a row count that is not what a state
 * change expects is CONFLICT.
 *
 * A transaction that changes state without an event is a BUG(): queries whose file says
 * "-- changes state" mark the transaction, event_append clears the mark, db_commit looks.
 */
#ifndef DOSSIER_STORE_DB_H
#define DOSSIER_STORE_DB_H

#include "dossier/date.h"
#include "dossier/json.h"

/*
 * As whom a session works; what each may do stands in sql/migrations/0005_roles.sql. DB_OWNER, who
 * makes a database or brings its schema up to date, is whoever ${uri} logs in as; the others
 * become dossier_app, dossier_worker, dossier_report and dossier_backup.
 */
enum db_role { DB_APP, DB_WORKER, DB_REPORT, DB_BACKUP, DB_OWNER, DB_ROLE__MAX };
int db_client_version(void);                 /* of libpq: 150008 for 15.8 */
const char *db_role_name(enum db_role role); /* NULL for DB_OWNER */

struct db;
/*
 * db_open(uri, role, err): DENIED where the server lacks the role, or will not have it become that.
 * A DB_APP and a DB_REPORT see no organisation until user_session says which. Whatever is asked of
 * the server is answered within ten minutes (DB_OWNER: a day), or within what db_limit says;
 * otherwise the connection is given up: TEMPORARY.
 */
struct db *db_open(const char *uri, enum db_role role, struct err *err);
void db_limit(struct db *db, int seconds);
void db_close(struct db *db);
DEFINE_DROP(db, struct db, db_close)
/* db_login: as whom it logged in, in ${a}; may that one change and delete events? */
bool db_login(struct db *db, struct arena *a, const char **ret_login, bool *ret_owns,
    struct err *err) MUSTCHECK;
int db_socket(const struct db *db); /* for poll(2) */
bool db_begin(struct db *db, struct err *err) MUSTCHECK;
bool db_commit(struct db *db, struct err *err) MUSTCHECK;
void db_rollback(struct db *db); /* harmless when no transaction is open */
/*
 * db_rehearse: from now on all its transactions are one, in which they see each other, and which
 * ends with the connection: nothing is kept. Again: what was tried so far is given up; false: and
 * what follows is kept as usual.
 */
void db_rehearse(struct db *db, bool rehearse);
/*
 * db_hold_schema: it stays as it is: nobody changes it until the connection ends. TEMPORARY while
 * somebody does. db_listen: that, and hear of new work from now on.
 * db_wait(db, ms, retry, arg): wait for a notification of new work, at most ${ms}; true when there
 * was one. ${retry} (may be NULL) hears of each system that a person has tried again.
 */
bool db_hold_schema(struct db *db, struct err *err) MUSTCHECK;
bool db_listen(struct db *db, struct err *err) MUSTCHECK;
typedef void db_retry(void *arg, int64_t org_id, const char *system);
bool db_wait(struct db *db, int ms, db_retry *retry, void *arg);

#endif
