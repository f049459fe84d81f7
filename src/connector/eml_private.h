/* Between the files that make a letter. */
#ifndef CONNECTOR_EML_PRIVATE_H
#define CONNECTOR_EML_PRIVATE_H

#include "dossier/eml.h"

/* eml_compose: the bytes of the file. */
bool eml_compose(const struct eml *m, struct buf *b, struct err *err) MUSTCHECK;

#endif
