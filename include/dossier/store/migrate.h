/*
 * The schema: brought up to date by the files of sql/migrations.
 */
#ifndef DOSSIER_STORE_MIGRATE_H
#define DOSSIER_STORE_MIGRATE_H

#include "dossier/store/db.h"

/*
 * migrate(db, ret_applied, err): bring the schema up to date; a landed file that changed, or a
 * newer schema, is refused.
 */
bool migrate(struct db *db, int *ret_applied, struct err *err) MUSTCHECK;
bool migrate_is_current(struct db *db, bool *ret, struct err *err) MUSTCHECK;

#endif
