/*
 * SHA-256 through libcrypto, several times faster than libsodium's where the processor helps. Its
 * calls can fail only for want of memory or by misuse, and a wrong digest must never get out: both
 * end the process.
 */
#include <openssl/evp.h>

#include "dossier/digest.h"

struct digest {
	EVP_MD_CTX *ctx;
};

static void
must(int ok)
{
	if (ok != 1)
		BUG("libcrypto refuses SHA-256");
}

struct digest *
digest_new(void)
{
	struct digest *d = xcalloc(1, sizeof(*d));
	d->ctx = EVP_MD_CTX_new();
	must(d->ctx != NULL);
	digest_begin(d);
	return d;
}

void
digest_begin(struct digest *d)
{
	must(EVP_DigestInit_ex(d->ctx, EVP_sha256(), NULL));
}

void
digest_add(struct digest *d, const void *p, size_t n)
{
	must(EVP_DigestUpdate(d->ctx, p, n));
}

void
digest_end(struct digest *d, unsigned char ret[static SHA256_LEN])
{
	must(EVP_DigestFinal_ex(d->ctx, ret, NULL));
}

void
digest_free(struct digest *d)
{
	if (!d)
		return;
	EVP_MD_CTX_free(d->ctx);
	free(d);
}

void
digest_of(const struct bytes *piece, size_t n, unsigned char ret[static SHA256_LEN])
{
	/* looked up and made once: that costs more than the digest of a line */
	static struct digest d;
	if (!d.ctx) {
		EVP_MD *sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
		must((d.ctx = EVP_MD_CTX_new()) != NULL && sha256 != NULL);
		must(EVP_DigestInit_ex2(d.ctx, sha256, NULL));
		EVP_MD_free(sha256); /* the context holds it */
	} else {
		must(EVP_DigestInit_ex2(d.ctx, NULL, NULL));
	}
	for (size_t i = 0; i < n; i++)
		digest_add(&d, piece[i].p, piece[i].n);
	digest_end(&d, ret);
}
