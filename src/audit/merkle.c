/*
 * The Merkle tree of RFC 6962 section 2.1, grown one leaf at a time. Keeps the roots of the full
 * subtrees only, one for each bit of the number of leaves; it gives no proofs.
 */
#include <openssl/evp.h>

#include "dossier/audit.h"

#define HASH_LEN 32

/* SHA-256 of a prefix byte (none when negative) and two texts one after the other. */
static void
hash(int prefix, const void *a, size_t a_len, const void *b, unsigned char ret[static HASH_LEN])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char byte = (unsigned char)prefix;
	bool ok = ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL);
	ok = ok && (prefix < 0 || EVP_DigestUpdate(ctx, &byte, 1));
	ok = ok && EVP_DigestUpdate(ctx, a, a_len) && (!b || EVP_DigestUpdate(ctx, b, HASH_LEN));
	ok = ok && EVP_DigestFinal_ex(ctx, ret, NULL);
	EVP_MD_CTX_free(ctx);
	if (!ok)
		BUG("libcrypto has no SHA-256");
}

void
merkle_leaf(const void *body, size_t len, unsigned char ret[static 32])
{
	hash(0x00, body, len, NULL, ret);
}

static void
hash_node(const unsigned char left[static HASH_LEN], const unsigned char right[static HASH_LEN],
    unsigned char ret[static HASH_LEN])
{
	hash(0x01, left, HASH_LEN, right, ret);
}

/* As a carry in binary: two full subtrees of one height become one of the next. */
void
merkle_add(struct merkle *m, const unsigned char leaf[static 32])
{
	unsigned char h[HASH_LEN];
	int level = 0;
	memcpy(h, leaf, HASH_LEN);
	for (; m->n >> level & 1; level++)
		hash_node(m->node[level], h, h);
	memcpy(m->node[level], h, HASH_LEN);
	m->n++;
}

void
merkle_root(const struct merkle *m, unsigned char ret[static 32])
{
	bool some = false;
	for (int level = 0; level < 64; level++) {
		if (!(m->n >> level & 1))
			continue;
		if (some)
			hash_node(m->node[level], ret, ret);
		else
			memcpy(ret, m->node[level], HASH_LEN);
		some = true;
	}
	if (!some)
		hash(-1, "", 0, NULL, ret);
}
