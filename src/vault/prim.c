/*
 * libsodium and libcrypto behind prim.h. The bulk cipher of age files is libcrypto's, because it is
 * about three times as fast as libsodium's on machines with AVX-512; everything else is
 * libsodium's. No formats here, and no keys that outlive a call.
 */
#include <openssl/evp.h>
#include <sodium.h>

#include "prim.h"

__attribute__((constructor)) static void
start(void)
{
	if (sodium_init() < 0)
		BUG("libsodium does not start");
}

void
prim_random(void *p, size_t n)
{
	randombytes_buf(p, n);
}

void
prim_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

bool
prim_equal(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

void *
secret_new(size_t n)
{
	void *p = sodium_malloc(n);
	if (!p)
		BUG("no memory can be locked for keys");
	sodium_memzero(p, n);
	return p;
}

void
secret_free(void *p)
{
	sodium_free(p);
}

void
prim_hash(
    const unsigned char *key, const struct bytes *piece, size_t n, unsigned char *ret, size_t len)
{
	crypto_generichash_state state;
	if (crypto_generichash_init(&state, key, key ? KEY_LEN : 0, len) != 0)
		BUG("BLAKE2b with %zu bytes of result", len);
	for (size_t i = 0; i < n; i++)
		(void)crypto_generichash_update(&state, piece[i].p, piece[i].n);
	(void)crypto_generichash_final(&state, ret, len);
	sodium_memzero(&state, sizeof(state));
}

void
prim_hmac_sha256(
    const struct bytes *key, const struct bytes *piece, size_t n, unsigned char ret[static 32])
{
	crypto_auth_hmacsha256_state state;
	(void)crypto_auth_hmacsha256_init(&state, key->p, key->n);
	for (size_t i = 0; i < n; i++)
		(void)crypto_auth_hmacsha256_update(&state, piece[i].p, piece[i].n);
	(void)crypto_auth_hmacsha256_final(&state, ret);
	sodium_memzero(&state, sizeof(state));
}

void
prim_hkdf(struct bytes secret, struct bytes salt, const char *info, unsigned char ret[static 32])
{
	unsigned char prk[32];
	prim_hmac_sha256(&salt, &secret, 1, prk);
	struct bytes message[] = { { info, strlen(info) }, { "\x01", 1 } };
	prim_hmac_sha256(&(struct bytes){ prk, sizeof(prk) }, message, array_len(message), ret);
	sodium_memzero(prk, sizeof(prk));
}

void
prim_scrypt(
    struct bytes passphrase, struct bytes salt, unsigned log2n, unsigned char ret[static KEY_LEN])
{
	if (crypto_pwhash_scryptsalsa208sha256_ll(passphrase.p, passphrase.n, salt.p, salt.n,
		UINT64_C(1) << log2n, 8, 1, ret, KEY_LEN) != 0)
		BUG("no memory for scrypt of 2^%u", log2n);
}

void
prim_x25519_public(const unsigned char secret[static KEY_LEN], unsigned char ret[static KEY_LEN])
{
	(void)crypto_scalarmult_base(ret, secret);
}

bool
prim_x25519(const unsigned char secret[static KEY_LEN], const unsigned char pub[static KEY_LEN],
    unsigned char ret[static KEY_LEN])
{
	return crypto_scalarmult(ret, secret, pub) == 0;
}

void
prim_sign_public(const unsigned char seed[static KEY_LEN], unsigned char ret[static KEY_LEN])
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	(void)crypto_sign_seed_keypair(ret, secret, seed);
	sodium_memzero(secret, sizeof(secret));
}

void
prim_sign(const unsigned char seed[static KEY_LEN], struct bytes message,
    unsigned char ret[static SIGNATURE_LEN])
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES], pub[crypto_sign_PUBLICKEYBYTES];
	(void)crypto_sign_seed_keypair(pub, secret, seed);
	(void)crypto_sign_detached(ret, NULL, message.p, message.n, secret);
	sodium_memzero(secret, sizeof(secret));
}

bool
prim_verify(const unsigned char pub[static KEY_LEN], struct bytes message,
    const unsigned char signature[static SIGNATURE_LEN])
{
	return crypto_sign_verify_detached(signature, message.p, message.n, pub) == 0;
}

_Static_assert(SEAL_NONCE_LEN == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce");
_Static_assert(TAG_LEN == crypto_aead_xchacha20poly1305_ietf_ABYTES, "tag");

static struct bytes
of_text(const char *s)
{
	return (struct bytes){ s, strlen(s) };
}

void
prim_box(const unsigned char key[static KEY_LEN], const char *where, struct bytes plain,
    unsigned char *ret)
{
	struct bytes ad = of_text(where);
	randombytes_buf(ret, SEAL_NONCE_LEN);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(
	    ret + SEAL_NONCE_LEN, NULL, plain.p, plain.n, ad.p, ad.n, NULL, ret, key);
}

bool
prim_unbox(const unsigned char key[static KEY_LEN], const char *where, struct bytes box,
    unsigned char *ret)
{
	if (box.n < SEAL_NONCE_LEN + TAG_LEN)
		return false;
	struct bytes ad = of_text(where);
	const unsigned char *p = box.p;
	return crypto_aead_xchacha20poly1305_ietf_decrypt(ret, NULL, NULL, p + SEAL_NONCE_LEN,
		   box.n - SEAL_NONCE_LEN, ad.p, ad.n, p, key) == 0;
}

struct stream {
	EVP_CIPHER_CTX *seal, *open;
};

struct stream *
stream_new(const unsigned char key[static KEY_LEN])
{
	struct stream *s = xcalloc(1, sizeof(*s));
	s->seal = EVP_CIPHER_CTX_new();
	s->open = EVP_CIPHER_CTX_new();
	const EVP_CIPHER *cipher = EVP_chacha20_poly1305();
	if (!s->seal || !s->open || !EVP_EncryptInit_ex(s->seal, cipher, NULL, key, NULL) ||
	    !EVP_DecryptInit_ex(s->open, cipher, NULL, key, NULL))
		BUG("libcrypto offers no ChaCha20-Poly1305");
	return s;
}

void
stream_free(struct stream *s)
{
	if (!s)
		return;
	EVP_CIPHER_CTX_free(s->seal);
	EVP_CIPHER_CTX_free(s->open);
	free(s);
}

void
stream_seal(struct stream *s, const unsigned char nonce[static STREAM_NONCE_LEN],
    struct bytes plain, unsigned char *ret)
{
	int n = 0, rest = 0;
	if (!EVP_EncryptInit_ex(s->seal, NULL, NULL, NULL, nonce) ||
	    !EVP_EncryptUpdate(s->seal, ret, &n, plain.p, (int)plain.n) ||
	    !EVP_EncryptFinal_ex(s->seal, ret + n, &rest) ||
	    !EVP_CIPHER_CTX_ctrl(s->seal, EVP_CTRL_AEAD_GET_TAG, TAG_LEN, ret + plain.n))
		BUG("sealing a chunk of %zu bytes", plain.n);
}

bool
stream_open(struct stream *s, const unsigned char nonce[static STREAM_NONCE_LEN], struct bytes box,
    unsigned char *ret)
{
	if (box.n < TAG_LEN)
		return false;
	unsigned char tag[TAG_LEN];
	const unsigned char *p = box.p;
	size_t plain = box.n - TAG_LEN;
	memcpy(tag, p + plain, TAG_LEN);
	int n = 0, rest = 0;
	if (!EVP_DecryptInit_ex(s->open, NULL, NULL, NULL, nonce) ||
	    !EVP_CIPHER_CTX_ctrl(s->open, EVP_CTRL_AEAD_SET_TAG, TAG_LEN, tag) ||
	    !EVP_DecryptUpdate(s->open, ret, &n, p, (int)plain))
		BUG("opening a chunk of %zu bytes", plain);
	return EVP_DecryptFinal_ex(s->open, ret + n, &rest) == 1;
}
