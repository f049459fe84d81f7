/*
 * The audit log as a Merkle tree (RFC 6962, SHA-256): leaf = H(0x00 || body), node = H(0x01 ||
 * left || right). Events are written in the transaction they describe and sequenced afterwards,
 * per organisation, by one writer at a time.
 */
#ifndef DOSSIER_AUDIT_H
#define DOSSIER_AUDIT_H

#include "dossier/store/event.h"

/*
 * audit_sequence(db, org_id, ret_n, err): give every committed event its leaf. Its own
 * transaction.
 */
bool audit_sequence(struct db *db, int64_t org_id, int64_t *ret_n, struct err *err) MUSTCHECK;

struct audit_result {
	int64_t events, leaves; /* events not yet sequenced = events - leaves */
	unsigned char root[32];
	int64_t bad_position; /* first leaf whose event is missing or was altered; -1: none */
};
/*
 * audit_verify: recompute every leaf and the root from the events. False only when it could not
 * be done.
 */
bool audit_verify(struct db *db, int64_t org_id, struct audit_result *ret, struct err *err)
    MUSTCHECK;

/* Merkle tree over leaf hashes, one after another, in constant memory (a stack of sub-roots). */
struct merkle {
	unsigned char node[64][32];
	uint64_t n;
};
void merkle_leaf(const void *body, size_t len, unsigned char ret[static 32]);
void merkle_add(struct merkle *m, const unsigned char leaf[static 32]);
/* of an empty tree: SHA-256 of nothing */
void merkle_root(const struct merkle *m, unsigned char ret[static 32]);

#endif
