/*
 * Between the files on holds.
 */
#ifndef HOLD_PRIVATE_H
#define HOLD_PRIVATE_H

#include "change_private.h"
#include "dossier/holds.h"

/* What is sealed of a hold; lists as jobs have them, NULL: none. */
struct hold_words {
	const char *dispute, *against;
	json_t *keys;       /* [["1"], ["2"]] */
	const char *reason; /* of its release */
};
/* Whose: of the dossier of a batch too, which has less; in ${a}. */
struct hold_of {
	struct installation *in;
	const struct org *org;
	const struct request *request;
	const struct request_keys *keys;
	const struct identifier_list *identifiers;
	struct arena *a;
};
struct hold_of hold_whose(const struct dossier *d);
/*
 * hold_seal: ${h->sealed}; hold_seal_reason: words of a release. With the key of the request, where
 * an erasure of it left ${h}, else the organisation's. hold_open: the way back; the keys are new.
 * NOTFOUND when that key is gone.
 */
bool hold_seal(const struct hold_of *w, struct hold *h, const struct hold_words *words,
    struct err *err) MUSTCHECK;
const char *hold_seal_reason(
    const struct hold_of *w, const struct hold *h, const char *reason, struct err *err);
bool hold_open(const struct hold_of *w, const struct hold *h, struct hold_words *ret,
    struct err *err) MUSTCHECK;
/* hold_find: one, among what ${who} may see; in ${a}. NOTFOUND. */
bool hold_find(struct installation *in, const struct actor *who, int64_t id, struct arena *a,
    struct hold *ret, struct err *err) MUSTCHECK;
/* hold_blinds: by what that person and nobody else is known; ended by NULL. */
const char *const *hold_blinds(const struct hold_of *w);
/* hold_is_over: it is released or ended, or its last day was before ${today}. */
bool hold_is_over(const struct hold *h, struct date today);
/*
 * hold_ledger: the ledger's rows of all requests of the person whose ${d} is, in ${d}'s arena.
 * Under the lock of org_holds_raise() what is read stays so.
 */
bool hold_ledger(const struct dossier *d, struct erasure_list *ret, struct err *err) MUSTCHECK;
/*
 * hold_approved: the sets that a row of the ledger was approved with: new. NOTFOUND when the keys
 * of its request were destroyed.
 */
json_t *hold_approved(const struct dossier *d, const struct erasure *e, struct err *err);
/*
 * hold_reconcile: what ${e} left is kept as these sets say it: rows for what is new, the end of
 * those of ${categories} (NULL: all) that keep nothing any more.
 */
bool hold_reconcile(const struct dossier *d, const struct erasure *e, const json_t *sets,
    const json_t *categories, struct err *err) MUSTCHECK;

/*
 * hold_let_go: it is released, for that reason, in the open transaction; the systems are asked
 * again where erasure was asked. hold_restricted: these (ended by NULL) stay as long as they are
 * restricted by that article of 18(1); hold_unrestricted: and are not any more.
 */
bool hold_let_go(struct dossier *d, const struct hold *h, const char *reason, struct err *err)
    MUSTCHECK;
bool hold_restricted(struct dossier *d, const char *const *categories, const char *article,
    struct err *err) MUSTCHECK;
bool hold_unrestricted(
    struct dossier *d, const char *const *categories, const char *why, struct err *err) MUSTCHECK;
/*
 * What people said has to stay (hold_said.c). hold_said_waits: *ret: it is theirs, and they are not
 * to be asked for it yet: the person awaits a copy, or somebody has a claim on it. hold_said_over:
 * they are asked for these, which are over; in the open transaction.
 */
bool hold_said_waits(const struct dossier *d, const struct hold *h, bool *ret, struct err *err)
    MUSTCHECK;
bool hold_said_over(struct dossier *d, const struct hold *const *holds, size_t n, struct err *err)
    MUSTCHECK;

/*
 * change_is_unasked: is all that would be done now of records that nothing but our own retention or
 * a contract kept?
 */
bool change_is_unasked(const struct change_state *s, bool *ret, struct err *err) MUSTCHECK;

#endif
