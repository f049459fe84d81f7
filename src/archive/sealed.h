/* A part on its way into the blob store. */
#ifndef ARCHIVE_SEALED_H
#define ARCHIVE_SEALED_H

#include "dossier/archive.h"

#include "pack.h"

struct sealed {
	struct pack pack; /* used again for the next one */
	struct blob *blob;
};
bool sealed_begin(
    struct sealed *s, const char *dir, const struct request_keys *keys, struct err *err) MUSTCHECK;
/* sealed_end: ${ret} gets the blob, in ${a}, and what there is to say of its bytes. */
bool sealed_end(struct sealed *s, struct arena *a, struct part *ret, struct err *err) MUSTCHECK;
void sealed_release(struct sealed *s); /* what was begun and not ended is removed */

#endif
