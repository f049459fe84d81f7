/*
 * The opened keys of an installation, for the files of the vault alone.
 */
#ifndef VAULT_KEYS_H
#define VAULT_KEYS_H

#include "prim.h"

#define INSTALLATION_KEYS_MAX 64

struct installation_key {
	char id[KEY_ID_LEN];
	unsigned char key[KEY_LEN];
};
/* In locked memory. Keys are in the order of their ids: the last is the newest. */
struct vault {
	int dir; /* DIR/keys: a newer one may come */
	size_t nkeys;
	struct installation_key key[INSTALLATION_KEYS_MAX];
	unsigned char blind[KEY_LEN];
	unsigned char sign[KEY_LEN]; /* Ed25519 seed */
};

/*
 * vault_key_named: of that id; NULL: it is gone. vault_key_newest: which wraps now. Both look
 * whether there are newer ones than were read when the vault was opened.
 */
const struct installation_key *vault_key_named(const struct vault *v, struct bytes id);
const struct installation_key *vault_key_newest(const struct vault *v);
/*
 * key_make_id: "2026-11-21-1a2b3c4d": ${day}, and the beginning of the key's hash. key_write: the
 * file NAME.key, which is not there yet, durable but for its name.
 */
void key_make_id(
    const char *day, const unsigned char key[static KEY_LEN], char ret[static KEY_ID_LEN]);
bool key_write(int dir, const char *name, const unsigned char key[static KEY_LEN], struct err *err)
    MUSTCHECK;

#endif
