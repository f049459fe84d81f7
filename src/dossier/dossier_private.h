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

/* dossier_read: as dossier_begin; with ${lock} until the end of the transaction. */
struct dossier *dossier_read(struct installation *in, const struct actor *who,
    const char *reference, enum act act, bool lock, struct err *err);

#endif
