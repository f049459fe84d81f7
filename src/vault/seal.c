/*
 * Values sealed for a column, and the blind index by which they are found. Both bind a value to the
 * place it stands in: a sealed value does not open elsewhere, and equal values of two organisations
 * look different.
 */
#include "dossier/digest.h"

#include "keys.h"

const char *
seal(const unsigned char key[static KEY_LEN], const char *where, const char *plain, struct arena *a)
{
	size_t n = strlen(plain), size = SEAL_NONCE_LEN + n + TAG_LEN;
	unsigned char *box = arena_alloc(a, size);
	prim_box(key, where, (struct bytes){ plain, n }, box);
	return base64_encode(box, size, true, a);
}

const char *
unseal(const unsigned char key[static KEY_LEN], const char *where, const char *sealed,
    struct arena *a, struct err *err)
{
	size_t len = strlen(sealed);
	unsigned char *box = arena_alloc(a, len + 1);
	char *plain = arena_alloc(a, len + 1);
	ssize_t n = base64_decode((struct bytes){ sealed, len }, true, box, len);
	if (n < 0 ||
	    !prim_unbox(key, where, (struct bytes){ box, (size_t)n }, (unsigned char *)plain)) {
		err_set(err, ERR_INPUT,
		    "a sealed value was altered, moved from its place or sealed with another key");
		return NULL;
	}
	return plain;
}

const char *
vault_seal(const struct vault *v, const char *where, const char *plain, struct arena *a)
{
	const struct installation_key *k = vault_key_newest(v);
	const char *bound = arena_printf(a, "%s/%s", where, k->id);
	return arena_printf(a, "%s:%s", k->id, seal(k->key, bound, plain, a));
}

const char *
vault_unseal(
    const struct vault *v, const char *where, const char *sealed, struct arena *a, struct err *err)
{
	size_t n = strcspn(sealed, ":");
	const struct installation_key *k = vault_key_named(v, (struct bytes){ sealed, n });
	if (sealed[n] != ':' || n >= KEY_ID_LEN) {
		err_set(err, ERR_INPUT, "a sealed value is damaged: expected KEY-ID:BASE64");
		return NULL;
	}
	if (!k) {
		err_set(err, ERR_NOTFOUND,
		    "the installation key %.*s is gone, and what it sealed with it", (int)n,
		    sealed);
		return NULL;
	}
	const char *bound = arena_printf(a, "%s/%s", where, k->id);
	return unseal(k->key, bound, sealed + n + 1, a, err);
}

/*
 * Each piece with its length before it, so that no two lists of pieces run together to the same
 * bytes.
 */
const char *
vault_blind(
    const struct vault *v, const char *org, const char *kind, const char *value, struct arena *a)
{
	const char *text[] = { org, kind, value };
	uint64_t len[array_len(text)];
	struct bytes piece[2 * array_len(text)];
	unsigned char digest[BLIND_LEN];
	for (size_t i = 0; i < array_len(text); i++) {
		len[i] = strlen(text[i]);
		piece[2 * i] = (struct bytes){ &len[i], sizeof(len[i]) };
		piece[2 * i + 1] = (struct bytes){ text[i], strlen(text[i]) };
	}
	prim_hash(v->blind, piece, array_len(piece), digest, sizeof(digest));
	return hex_encode(digest, sizeof(digest), a);
}
