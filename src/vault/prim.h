/*
 * The few primitives the vault is made of, under our own names: the only place that knows libsodium
 * and libcrypto. Nothing here allocates for the caller but secrets; lengths are the algorithm's
 * own.
 */
#ifndef VAULT_PRIM_H
#define VAULT_PRIM_H

#include "dossier/vault.h"

#define TAG_LEN 16        /* Poly1305 */
#define SEAL_NONCE_LEN 24 /* XChaCha20 */
#define STREAM_NONCE_LEN 12
#define SIGNATURE_LEN 64 /* Ed25519 */

void prim_random(void *p, size_t n);
void prim_wipe(void *p, size_t n);
bool prim_equal(const void *a, const void *b, size_t n); /* in constant time */

/*
 * secret_new(n): locked, guarded, never dumped memory; secret_free wipes it. Out of memory ends the
 * process.
 */
void *secret_new(size_t n) __attribute__((malloc, returns_nonnull));
void secret_free(void *p);

/*
 * prim_hash: BLAKE2b with ${len} bytes of result, keyed when ${key} is not NULL, over ${n} pieces.
 */
void prim_hash(
    const unsigned char *key, const struct bytes *piece, size_t n, unsigned char *ret, size_t len);
void prim_hmac_sha256(
    const struct bytes *key, const struct bytes *piece, size_t n, unsigned char ret[static 32]);
/* prim_hkdf: HKDF-SHA256 with one block of result (RFC 5869). */
void prim_hkdf(
    struct bytes secret, struct bytes salt, const char *info, unsigned char ret[static 32]);

void prim_x25519_public(
    const unsigned char secret[static KEY_LEN], unsigned char ret[static KEY_LEN]);
/* prim_x25519: false when the result is all zero: the other half is no proper public key. */
bool prim_x25519(const unsigned char secret[static KEY_LEN],
    const unsigned char pub[static KEY_LEN], unsigned char ret[static KEY_LEN]) MUSTCHECK;

/* Ed25519 from a 32-byte seed. */
void prim_sign_public(const unsigned char seed[static KEY_LEN], unsigned char ret[static KEY_LEN]);
void prim_sign(const unsigned char seed[static KEY_LEN], struct bytes message,
    unsigned char ret[static SIGNATURE_LEN]);
bool prim_verify(const unsigned char pub[static KEY_LEN], struct bytes message,
    const unsigned char signature[static SIGNATURE_LEN]) MUSTCHECK;

/* prim_scrypt: scrypt (RFC 7914) with r 8 and p 1, in 2^(log2n + 10) bytes of memory. */
void prim_scrypt(
    struct bytes passphrase, struct bytes salt, unsigned log2n, unsigned char ret[static KEY_LEN]);

/*
 * prim_box: XChaCha20-Poly1305 with a random nonce: ${ret} has SEAL_NONCE_LEN + n + TAG_LEN bytes.
 * prim_unbox: ${ret} has n - SEAL_NONCE_LEN - TAG_LEN bytes; false when altered, or bound to
 * another ${where}.
 */
void prim_box(const unsigned char key[static KEY_LEN], const char *where, struct bytes plain,
    unsigned char *ret);
bool prim_unbox(const unsigned char key[static KEY_LEN], const char *where, struct bytes box,
    unsigned char *ret) MUSTCHECK;

/*
 * ChaCha20-Poly1305 (RFC 8439) for many messages under one key. stream_seal adds TAG_LEN bytes,
 * stream_open takes them off.
 */
struct stream;
struct stream *stream_new(const unsigned char key[static KEY_LEN]);
void stream_free(struct stream *s);
void stream_seal(struct stream *s, const unsigned char nonce[static STREAM_NONCE_LEN],
    struct bytes plain, unsigned char *ret);
bool stream_open(struct stream *s, const unsigned char nonce[static STREAM_NONCE_LEN],
    struct bytes box, unsigned char *ret) MUSTCHECK;

#endif
