/*
 * Rotating the installation keys (promise 10): a new one, everything that an older one wraps or
 * seals wrapped and sealed by it, and the older ones destroyed.
 */
#ifndef DOSSIER_ROTATE_H
#define DOSSIER_ROTATE_H

#include "dossier/installation.h"

/*
 * key_rotate(in, who, progress, err): {"key","made","destroyed":["KEY"],"wrapped","resumed"}, new.
 * People and workers go on meanwhile; who dies at any instruction leaves two keys, by which all is
 * read, and the next one goes on. TEMPORARY while somebody rotates or a backup is made. Cost: each
 * request's keys and each line of the ledger files once.
 */
json_t *key_rotate(struct installation *in, const struct actor *who,
    const struct progress *progress, struct err *err);
/* key_list: [{"key","made","wraps","newest"}], the oldest first, new. */
json_t *key_list(struct installation *in, const struct actor *who, struct err *err);

#endif
