/* What the files of this room share and nobody else needs. */
#ifndef SEARCH_PRIVATE_H
#define SEARCH_PRIVATE_H

#include "dossier/search.h"

/* search_state_place: under which name the state of a vendor's job is sealed. */
const char *search_state_place(const struct task *t, struct arena *a);

#endif
