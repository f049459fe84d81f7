/*
 * What the files of this room share and nobody else needs.
 */
#ifndef DOSSIER_PRIVATE_H
#define DOSSIER_PRIVATE_H

#include <inttypes.h>

#include "dossier/asset.h"
#include "dossier/dossier.h"
#include "dossier/plan.h"
#include "dossier/text.h"

/* dossier_open_locked: as dossier_open, locked until the end of the transaction. */
bool dossier_open_locked(struct installation *in, const struct actor *who, const char *reference,
    struct arena *a, struct dossier *ret, struct err *err) MUSTCHECK;

#endif
