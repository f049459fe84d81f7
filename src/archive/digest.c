/*
 * SHA-256 and its hexadecimal form. The only file of this room that knows libcrypto. Its calls can fail only
 * for want of memory or by misuse, and a wrong digest must never get out: both end the process.
 */
#include <openssl/evp.h>

#include "digest.h"

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

static const char digits[] = "0123456789abcdef";

const char *
sha256_hex(const unsigned char sha[static SHA256_LEN], char out[static SHA256_HEX])
{
	for (size_t i = 0; i < SHA256_LEN; i++) {
		out[2 * i] = digits[sha[i] >> 4];
		out[2 * i + 1] = digits[sha[i] & 15];
	}
	out[SHA256_HEX - 1] = '\0';
	return out;
}

bool
sha256_unhex(const char *hex, unsigned char ret[static SHA256_LEN])
{
	if (strlen(hex) != SHA256_HEX - 1 || strspn(hex, digits) != SHA256_HEX - 1)
		return false;
	for (size_t i = 0; i < SHA256_LEN; i++) {
		long high = strchr(digits, hex[2 * i]) - digits,
		     low = strchr(digits, hex[2 * i + 1]) - digits;
		ret[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}
