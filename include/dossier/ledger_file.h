/*
 * The ledger file of an organisation: what is needed to repeat each erasure, outside of the
 * database, beside the checkpoints. A line each, sealed by an installation key, which names the
 * hash of the one before it; lines are only added, and sealed anew when the key is rotated.
 */
#ifndef DOSSIER_LEDGER_FILE_H
#define DOSSIER_LEDGER_FILE_H

#include "dossier/json.h"
#include "dossier/vault.h"

/* Borrowed. */
struct ledger_file {
	const struct vault *vault;
	const char *origin; /* as the log is called in its checkpoints */
	const char *dir;    /* where these are; made when it is not there */
};
/*
 * Kinds of its lines: what is to be repeated; what became of it, done or stopped; and of which
 * request what was collected is destroyed.
 */
#define LEDGER_ERASURE "erasure"
#define LEDGER_END "end"
#define LEDGER_BEGUN "begun" /* the first line, where another was lost before */
#define LEDGER_DESTROYED "destroyed"
#define LEDGER_FILE "erasures.ledger" /* its name there */
bool ledger_file_is(const char *name);

/* How far it goes. */
struct ledger_end {
	int64_t bytes, lines;
	char hash[65]; /* of its last line; of none 64 zeros */
};
/*
 * ledger_append(f, entry, ret, err): one line more, durable when this returns; one writer at a
 * time. Half a line that somebody who died left is taken away. SYSTEM, or TEMPORARY on a full disk.
 */
bool ledger_append(const struct ledger_file *f, const json_t *entry, struct ledger_end *ret,
    struct err *err) MUSTCHECK;
/*
 * ledger_walk(f, from, each, arg, ret, err): every whole line from the first, held against the one
 * before it; ${each} (or NULL) gets those that begin at byte ${from} or after. INPUT, with the
 * line, when one is not what it was. *ret: how far it goes; no file: nothing.
 */
typedef bool ledger_each(void *arg, const json_t *entry, struct err *err);
bool ledger_walk(const struct ledger_file *f, int64_t from, ledger_each *each, void *arg,
    struct ledger_end *ret, struct err *err) MUSTCHECK;
/* ledger_put_aside: what there is of it, be it nothing, is FILE.before-${stamp} from here on. */
bool ledger_put_aside(const struct ledger_file *f, const char *stamp, struct err *err) MUSTCHECK;
/* ledger_size: its bytes; 0: no file. */
bool ledger_size(const struct ledger_file *f, int64_t *ret, struct err *err) MUSTCHECK;
/*
 * ledger_anew(f, change, arg, ret, err): a file beside it, durable: each line as ${change} leaves
 * its entry, sealed by the newest key. *ret: how far that goes; no file: nothing. Nobody may append
 * meanwhile. ledger_is(f, bytes, hash): does a line of that hash end at ${bytes}? Where it is the
 * new file of which that is so, that takes the place of the old one first: whoever says in the
 * database which of the two holds may die before he does it himself.
 */
typedef bool ledger_change(void *arg, json_t *entry, struct err *err);
bool ledger_anew(const struct ledger_file *f, ledger_change *change, void *arg,
    struct ledger_end *ret, struct err *err) MUSTCHECK;
bool ledger_is(const struct ledger_file *f, int64_t bytes, const char *hash) MUSTCHECK;
/*
 * ledger_at: the hash of the line that ends at byte ${bytes}, 65 characters into ${ret}; false when
 * none does, or it cannot be read.
 */
bool ledger_at(const struct ledger_file *f, int64_t bytes, char ret[static 65]) MUSTCHECK;

#endif
