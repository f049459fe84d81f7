/*
 * The schema: brought up to date by the files of sql/migrations.
 */
#ifndef DOSSIER_STORE_MIGRATE_H
#define DOSSIER_STORE_MIGRATE_H

#include "dossier/store/db.h"

/*
 * migrate(db, ret_applied, err): make the roles that the server lacks, and bring the schema up to
 * date, from nothing too; ${db} is a DB_OWNER. DENIED when it may not make them, and when the
 * schema is newer or another program's, or had a file that changed since. migrate_upgrade: NOTFOUND
 * when there is nothing yet. migrate_check: is it up to date? Refuses as migrate_upgrade does, and
 * an older one (DENIED).
 * migrate_complete: SYSTEM unless all is there that a query of ours names: a table may be lost
 * though every migration was made. Cost: some 20 ms.
 */
bool migrate(struct db *db, int *ret_applied, struct err *err) MUSTCHECK;
bool migrate_upgrade(struct db *db, int *ret_applied, struct err *err) MUSTCHECK;
bool migrate_check(struct db *db, struct err *err) MUSTCHECK;
bool migrate_complete(struct db *db, struct err *err) MUSTCHECK;
/*
 * migrate_roles: make the roles that the server lacks, as migrate does; CONFLICT when there is
 * anything of ours in the database already.
 */
bool migrate_roles(struct db *db, struct err *err) MUSTCHECK;
/*
 * migrate_elsewhere: *ret, the other databases of this server in which our roles have tables, "a,
 * b", in ${a}; NULL: none.
 */
bool migrate_elsewhere(struct db *db, struct arena *a, const char **ret, struct err *err) MUSTCHECK;
int migrate_newest(void); /* the schema of this program, by the number of its last file */

#endif
