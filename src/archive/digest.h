/* SHA-256 through libcrypto, several times faster than libsodium's where the processor helps. */
#ifndef ARCHIVE_DIGEST_H
#define ARCHIVE_DIGEST_H

#include "dossier/mem.h"

#define SHA256_LEN 32
#define SHA256_HEX (2 * SHA256_LEN + 1)

struct digest;
struct digest *digest_new(void);
void digest_begin(struct digest *d); /* forget what was added */
void digest_add(struct digest *d, const void *p, size_t n);
void digest_end(struct digest *d, unsigned char ret[static SHA256_LEN]);
void digest_free(struct digest *d);
DEFINE_DROP(digest, struct digest, digest_free)

/* sha256_hex: "a1b2..." of a digest, in ${out}; returns out. sha256_unhex: the way back; false when it is none. */
const char *sha256_hex(const unsigned char sha[static SHA256_LEN], char out[static SHA256_HEX]);
bool sha256_unhex(const char *hex, unsigned char ret[static SHA256_LEN]) MUSTCHECK;

#endif
