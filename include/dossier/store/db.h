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

struct db;
struct db *db_open(const char *uri, struct err *err);
void db_close(struct db *db);
DEFINE_DROP(db, struct db, db_close)
int db_socket(const struct db *db); /* for poll(2) */
bool db_begin(struct db *db, struct err *err) MUSTCHECK;
bool db_commit(struct db *db, struct err *err) MUSTCHECK;
void db_rollback(struct db *db); /* harmless when no transaction is open */
/*
 * db_hold_schema: it stays as it is: nobody changes it until the connection ends. TEMPORARY while
 * somebody does. db_listen: that, and hear of new work from now on.
 * db_wait(db, ms): wait for a notification of new work, at most ${ms}; true when there was one.
 */
bool db_hold_schema(struct db *db, struct err *err) MUSTCHECK;
bool db_listen(struct db *db, struct err *err) MUSTCHECK;
bool db_wait(struct db *db, int ms);

#endif
