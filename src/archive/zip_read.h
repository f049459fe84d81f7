/* A sealed ZIP read back, an entry at a time. */
#ifndef ARCHIVE_ZIP_READ_H
#define ARCHIVE_ZIP_READ_H

#include "dossier/vault.h"

struct zip_reader;
struct zip_reader *zip_reader_new(const char *dir, const char *blob,
    const unsigned char identity[static KEY_LEN], struct err *err);
/* zip_reader_next: the next entry, whose path is borrowed; NULL path: there is none. */
bool zip_reader_next(struct zip_reader *r, const char **ret_path, struct err *err) MUSTCHECK;
/* zip_reader_read: some more of it; 0 at its end, when its CRC was right; -1 on error. */
ssize_t zip_reader_read(struct zip_reader *r, void *to, size_t n, struct err *err);
void zip_reader_free(struct zip_reader *r);
DEFINE_DROP(zip_reader, struct zip_reader, zip_reader_free)

#endif
