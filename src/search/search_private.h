/* What the files of this room share and nobody else needs. */
#ifndef SEARCH_PRIVATE_H
#define SEARCH_PRIVATE_H

#include "dossier/search.h"

/*
 * search_open: as much of a dossier as a task needs: thousands pass here, and who runs the worker
 * was asked for his role before. Release it.
 */
bool search_open(struct installation *in, const struct task *t, struct arena *a, struct dossier *d,
    struct err *err) MUSTCHECK;
/* search_state_place: under which name the state of a vendor's job is sealed. */
const char *search_state_place(const struct task *t, struct arena *a);

#endif
