/*
 * The audit log as a Merkle tree (RFC 6962, SHA-256): leaf = H(0x00 || body), node = H(0x01 ||
 * left || right). Events are written in the transaction they describe and sequenced afterwards,
 * per organisation, by one writer at a time. How far the tree has grown is signed, as a checkpoint
 * (C2SP tlog-checkpoint) in a file outside the database: who holds one can tell whether anything
 * before it was changed, whoever changed it.
 */
#ifndef DOSSIER_AUDIT_H
#define DOSSIER_AUDIT_H

#include "dossier/store/event.h"
#include "dossier/vault.h"

/* The log of one organisation. All borrowed. */
struct audit_log {
	struct db *db;
	const struct vault *vault;
	int64_t org_id;
	const char *origin;              /* what the log is called in its checkpoints */
	const char *dir;                 /* where these are kept; made when it is not there */
	const struct progress *progress; /* of checking it; or NULL */
};

/*
 * audit_sequence(db, org_id, ret_n, err): give every committed event its leaf. Its own
 * transaction. CONFLICT when what stands there can not be: somebody wrote in the tables.
 */
bool audit_sequence(struct db *db, int64_t org_id, int64_t *ret_n, struct err *err) MUSTCHECK;

/* ---- checkpoints (checkpoint.c) ---- */

struct checkpoint {
	int64_t size; /* of the tree: how many leaves */
	unsigned char root[32];
	const char *note; /* the signed text */
	const char *path; /* its file */
};
struct checkpoint_list {
	struct checkpoint *items; /* by size */
	size_t n;
};
/*
 * audit_checkpoint(l, a, ret, err): sign how far the tree has grown, in a file of its own that is
 * durable when this returns. Size 0: an empty log has none. CONFLICT when a later one was signed
 * already, or another of this size: then the log is not what it was, and nothing is signed.
 */
bool audit_checkpoint(
    const struct audit_log *l, struct arena *a, struct checkpoint *ret, struct err *err) MUSTCHECK;
/* checkpoint_read: INPUT when it is none, of another log, or not signed by this installation. */
bool checkpoint_read(const struct audit_log *l, const struct named_file *file, struct arena *a,
    struct checkpoint *ret, struct err *err) MUSTCHECK;
/*
 * checkpoint_list(l, a, ret, ret_bad, err): those kept; *ret_bad: the paths of those that are not
 * what they say, ended by NULL.
 */
bool checkpoint_list(const struct audit_log *l, struct arena *a, struct checkpoint_list *ret,
    const char *const **ret_bad, struct err *err) MUSTCHECK;

/* ---- checking (audit.c) ---- */

/* What is wrong with a log: [{"what", ...}], the first AUDIT_FINDINGS of them. */
#define AUDIT_FINDINGS 100
struct audit_findings {
	json_t *list; /* new */
	int64_t n;    /* of all */
};
/* audit_find: one more; steals ${finding}. */
void audit_find(struct audit_findings *f, json_t *finding);

struct audit_result {
	int64_t events, leaves; /* events not yet sequenced = events - leaves */
	unsigned char root[32];
	int64_t bad_position; /* first leaf whose event is missing or was altered; -1: none */
	int64_t checkpoints;  /* that agree with the tree */
};
/*
 * audit_verify(l, kept, f, ret, err): recompute every leaf and the root from the events, as of one
 * moment and in constant memory, and hold them against the checkpoints there are and (NULL: none)
 * one that was kept elsewhere. What is wrong is told in ${f}; false only when it could not be done.
 */
bool audit_verify(const struct audit_log *l, const struct checkpoint *kept,
    struct audit_findings *f, struct audit_result *ret, struct err *err) MUSTCHECK;

/* ---- proofs (proof.c) ---- */

/* A list of hashes as RFC 6962 section 2.1 has them; PROOF_MAX suffices for any tree. */
#define PROOF_MAX 66
struct audit_proof {
	uint64_t first, size; /* a place and a size, or two sizes */
	bool consistency;     /* else inclusion */
	size_t n;
	unsigned char hash[PROOF_MAX][32];
};
/*
 * proving_new(proofs, n): fill in ${n} proofs, borrowed, each of which says first, size and what it
 * is; all sizes are one. proving_add: the next leaf. proving_end: after the last; frees.
 */
struct proving;
struct proving *proving_new(struct audit_proof *proofs, size_t n);
void proving_add(struct proving *p, const unsigned char leaf[static 32]);
void proving_end(struct proving *p, unsigned char ret_root[static 32]);
/*
 * audit_prove(l, size, proofs, n, ret_root, err): the same for the first ${size} leaves of a log,
 * and their root. NOTFOUND when there are not so many.
 */
bool audit_prove(const struct audit_log *l, uint64_t size, struct audit_proof *proofs, size_t n,
    unsigned char ret_root[static 32], struct err *err) MUSTCHECK;

/* ---- the tree (merkle.c) ---- */

/* Over leaf hashes (event_leaf), one by one, in constant memory (a stack of sub-roots). */
struct merkle {
	unsigned char node[64][32];
	uint64_t n;
	/* told of each full subtree: leaves index << level up to (index + 1) << level; or NULL */
	void (*seen)(int level, uint64_t index, const unsigned char hash[static 32], void *arg);
	void *arg;
};
void merkle_node(const unsigned char left[static 32], const unsigned char right[static 32],
    unsigned char ret[static 32]);
void merkle_add(struct merkle *m, const unsigned char leaf[static 32]);
/* of an empty tree: SHA-256 of nothing */
void merkle_root(const struct merkle *m, unsigned char ret[static 32]);
/* merkle_text: its nodes as event_tree_put keeps them; merkle_read: the way back, or false. */
const char *merkle_text(const struct merkle *m, struct arena *a);
bool merkle_read(struct merkle *ret, int64_t size, const char *text) MUSTCHECK;

#endif
