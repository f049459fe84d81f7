/*
 * A Dossier that came from a backup: what was erased since stands there again, in its systems or in
 * itself, and nothing is done before it was erased again. It is known by the mark of `backup
 * restore`, and by what lies outside of the database: checkpoints of a larger tree, a ledger file
 * with erasures of which the database knows nothing.
 */
#ifndef DOSSIER_RESTORED_H
#define DOSSIER_RESTORED_H

#include "dossier/installation.h"
#include "dossier/ledger_file.h"

/* What lies outside of one organisation's part of the database, beside what that knows of it. */
struct outside {
	int64_t org_id;
	const char *slug;
	int64_t size, newest; /* of the tree; the largest that was signed */
	int64_t bytes, file;  /* of the ledger file: known, and there */
	int64_t unknown;      /* erasures in it that the database does not know */
	const char *cut;      /* the file is not what the database knows: how; or NULL */
};
struct outside_list {
	struct outside *items;
	size_t n;
	bool marked;    /* it came from `backup restore` */
	usec_t made_at; /* when that backup was made; 0: nobody knows */
};
/*
 * restored_look(in, a, ret, err): of every organisation. A stat of each ledger file and a look at
 * the names in each directory of checkpoints; only what is new in a ledger file is read.
 * restored_why: why it counts as restored, in words, in ${a}; NULL: it is not.
 * restored_refuse: DENIED when it is, with what to do.
 */
bool restored_look(
    struct installation *in, struct arena *a, struct outside_list *ret, struct err *err) MUSTCHECK;
const char *restored_why(const struct outside_list *l, struct arena *a);
bool restored_refuse(struct installation *in, struct err *err) MUSTCHECK;

/*
 * restored_ledger_lost: may the ledger file of ${org} be begun anew? DENIED where it is what was
 * written, and where this Dossier is itself behind: what it does not know would be lost.
 */
bool restored_ledger_lost(struct installation *in, const struct org *org, struct err *err)
    MUSTCHECK;

/*
 * restored_verify: is the ledger file of an organisation what was written, and does it have all
 * that the ledger says was erased? What is wrong is told in ${f}.
 */
struct audit_findings;
bool restored_verify(struct installation *in, const struct org *org, struct audit_findings *f,
    struct err *err) MUSTCHECK;

/* replayed_place: to what the reason is bound for which a system is excused; in ${a}. */
const char *replayed_place(const struct org *org, const char *system, struct arena *a);

/*
 * restored_mark(db, made_at, err): the database came from a backup of that instant (its text).
 * restored_take_later(from, to, err): checkpoints and ledger files of a directory of checkpoints
 * that are not in ${to} yet, or longer there.
 */
bool restored_mark(struct db *db, const char *made_at, struct err *err) MUSTCHECK;
bool restored_take_later(const char *from, const char *to, struct err *err) MUSTCHECK;
/*
 * installation_ledger_anew: the ledger file of an organisation, each line as ${change} leaves its
 * entry, sealed by the newest key; in a transaction of its own. Who dies leaves the old one or the
 * new one.
 */
bool installation_ledger_anew(struct installation *in, const struct org *org, ledger_change *change,
    void *arg, struct err *err) MUSTCHECK;
/*
 * restored_end: it is not any more, in the open transaction: what was signed of the tree that was
 * lost is put aside, in DIR/before-INSTANT, and each ledger file counts as known. *ret_aside: how
 * many checkpoints that were.
 */
bool restored_end(struct installation *in, int64_t *ret_aside, struct err *err) MUSTCHECK;

#endif
