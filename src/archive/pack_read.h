/* The way back from a pack: the plain bytes of a sealed part, from its beginning on. */
#ifndef ARCHIVE_PACK_READ_H
#define ARCHIVE_PACK_READ_H

#include "dossier/vault.h"

struct pack_reader;
struct pack_reader *pack_reader_new(const char *dir, const char *blob,
    const unsigned char identity[static KEY_LEN], struct err *err);
/* pack_read: up to ${n} bytes; 0 at the end, -1 on error: INPUT for what no pack wrote. */
ssize_t pack_read(struct pack_reader *r, void *to, size_t n, struct err *err);
void pack_reader_free(struct pack_reader *r); /* wipes */
DEFINE_DROP(pack_reader, struct pack_reader, pack_reader_free)

#endif
