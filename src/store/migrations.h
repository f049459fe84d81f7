/* The files of sql/migrations, ended by a row without a name. */
#ifndef DOSSIER_STORE_MIGRATIONS_H
#define DOSSIER_STORE_MIGRATIONS_H

#include "queries.h"

const struct migration *migration_files(void);

#endif
