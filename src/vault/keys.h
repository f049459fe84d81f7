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
	size_t nkeys;
	struct installation_key key[INSTALLATION_KEYS_MAX];
	unsigned char blind[KEY_LEN];
	unsigned char sign[KEY_LEN]; /* Ed25519 seed */
};

/* vault_key_named: of that id; NULL: it is gone. */
const struct installation_key *vault_key_named(const struct vault *v, struct bytes id);

#endif
