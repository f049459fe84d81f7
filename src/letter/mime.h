/* A message as bytes. */
#ifndef LETTER_MIME_H
#define LETTER_MIME_H

#include "dossier/letter.h"

/* mime_compose: the bytes of the file. */
bool mime_compose(const struct mail *m, struct buf *b, struct err *err) MUSTCHECK;

#endif
