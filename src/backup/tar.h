/*
 * Heads of a tar (POSIX ustar; sizes of 8 GiB and more as GNU tar writes them).
 */
#ifndef BACKUP_TAR_H
#define BACKUP_TAR_H

#include <stddef.h>
#include <stdint.h>

#include "dossier/err.h"

#define TAR_BLOCK 512

/* tar_head: of a file of mode 0600; false when its name does not fit. */
bool tar_head(const char *name, int64_t size, int64_t at_s, unsigned char ret[static TAR_BLOCK])
    MUSTCHECK;
size_t tar_padding(int64_t size); /* bytes up to the next block */
/*
 * tar_read_head: *ret_end: a block of zeros; else name (at most ${max} bytes with its NUL) and
 * size. False when it is none of ours.
 */
bool tar_read_head(const unsigned char head[static TAR_BLOCK], bool *ret_end, char *ret_name,
    size_t max, int64_t *ret_size) MUSTCHECK;

#endif
