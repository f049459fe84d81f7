/*
 * Between the files of this room.
 */
#ifndef CHANGE_PRIVATE_H
#define CHANGE_PRIVATE_H

#include "dossier/change.h"

/* Under which names it is sealed: what was found, and what was approved. */
const char *change_found_place(const struct request *r, const char *system, struct arena *a);
const char *change_ledger_place(const struct request *r, const char *system, struct arena *a);

#endif
