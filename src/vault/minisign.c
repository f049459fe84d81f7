/*
 * Detached signatures in minisign's format: Ed25519 over the BLAKE2b-512 of the text ("ED"), and a
 * second one over the first and the trusted comment. Signing only: who checks us uses minisign
 * itself.
 */
#include "dossier/digest.h"

#include "keys.h"

#define KEY_NUMBER_LEN 8
#define DIGEST_LEN 64

/* The number is derived from the public key, so that there is nothing more to keep. */
static void
key_number(const unsigned char pub[static KEY_LEN], unsigned char ret[static KEY_NUMBER_LEN])
{
	unsigned char digest[16];
	prim_hash(NULL, &(struct bytes){ pub, KEY_LEN }, 1, digest, sizeof(digest));
	memcpy(ret, digest, KEY_NUMBER_LEN);
}

const char *
vault_minisign(
    const struct vault *v, const void *text, size_t len, const char *comment, struct arena *a)
{
	unsigned char digest[DIGEST_LEN], pub[KEY_LEN], global[SIGNATURE_LEN];
	unsigned char line[2 + KEY_NUMBER_LEN + SIGNATURE_LEN] = { 'E', 'D' };
	unsigned char *signature = line + 2 + KEY_NUMBER_LEN;
	auto_drop(buf) struct buf both = { 0 };
	if (strpbrk(comment, "\r\n"))
		BUG("the trusted comment of a signature is one line");
	prim_sign_public(v->sign, pub);
	key_number(pub, line + 2);
	prim_hash(NULL, &(struct bytes){ text, len }, 1, digest, sizeof(digest));
	prim_sign(v->sign, (struct bytes){ digest, sizeof(digest) }, signature);
	buf_add(&both, signature, SIGNATURE_LEN);
	buf_adds(&both, comment);
	prim_sign(v->sign, (struct bytes){ both.data, both.len }, global);
	return arena_printf(a,
	    "untrusted comment: signature from dossier, check it with minisign\n%s\n"
	    "trusted comment: %s\n%s\n",
	    base64_encode(line, sizeof(line), true, a), comment,
	    base64_encode(global, sizeof(global), true, a));
}

const char *
vault_minisign_public(const struct vault *v, struct arena *a)
{
	unsigned char line[2 + KEY_NUMBER_LEN + KEY_LEN] = { 'E', 'd' };
	unsigned char *number = line + 2, backwards[KEY_NUMBER_LEN];
	prim_sign_public(v->sign, line + 2 + KEY_NUMBER_LEN);
	key_number(line + 2 + KEY_NUMBER_LEN, number);
	/* minisign shows the number as a little-endian integer */
	for (unsigned i = 0; i < KEY_NUMBER_LEN; i++)
		backwards[i] = number[KEY_NUMBER_LEN - 1 - i];
	char *shown = hex_encode(backwards, sizeof(backwards), a);
	for (char *c = shown; *c; c++)
		if (*c >= 'a')
			*c = (char)(*c - 'a' + 'A');
	return arena_printf(a, "untrusted comment: minisign public key %s\n%s\n", shown,
	    base64_encode(line, sizeof(line), true, a));
}
