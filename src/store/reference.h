/* Making references; reading them is in store.h. */
#ifndef DOSSIER_STORE_REFERENCE_H
#define DOSSIER_STORE_REFERENCE_H

#include "dossier/mem.h"

/* reference_new(code, year, a): CODE-YEAR-XXXXXC with five random characters. */
const char *reference_new(const char *code, int year, struct arena *a);

#endif
