/*
 * Four eyes: where the register of an organisation says so ("approvals"), an answer by an archive
 * waits until a second person approved that archive: one with the role of approver who had no hand
 * in the request. An approval dies with what it rested on: it is of one archive (its SHA-256), and
 * of the request as it was then (its counter of changes).
 */
#ifndef DOSSIER_APPROVAL_H
#define DOSSIER_APPROVAL_H

#include "dossier/dossier.h"
#include "dossier/store/approval.h"
#include "dossier/store/release.h"

struct approval_state {
	bool demanded, given;
	struct approval approval;    /* the one that counts, when one was given */
	struct approver_list people; /* who has the role, when it is demanded */
};
/*
 * approval_of: how it stands with this archive, the newest; in d->a. Demanded is it by the register
 * under which the request was logged as well as by the newest: whoever loads one that asks for
 * less frees no request that is there.
 */
bool approval_of(const struct dossier *d, const struct release *r, struct approval_state *ret,
    struct err *err) MUSTCHECK;
/* approval_of_review: likewise of what a review came to, by its digest. */
bool approval_of_review(const struct dossier *d, const char *digest, struct approval_state *ret,
    struct err *err) MUSTCHECK;
/* approval_demanded: so, by these two; one that cannot be read (NULL) asks for nothing. */
bool approval_demanded(const struct reg *own, const struct reg *newest);
/* approval_hand: what keeps this one of them from approving: what they did to it; NULL: nothing. */
const char *approval_hand(const struct approver_list *people, const char *name);
/*
 * approval_may: has ${name} the role, and had no hand in it? approval_names: all of those, "anna,
 * bert"; NULL: nobody.
 */
bool approval_may(const struct approval_state *s, const char *name);
const char *approval_names(const struct approval_state *s, struct arena *a);
/*
 * approval_check_second: DENIED unless who acts may approve it: somebody else than whoever made it
 * what it is.
 */
bool approval_check_second(const struct dossier *d, const struct approval_state *s, struct err *err)
    MUSTCHECK;
/* approval_check: DENIED while it is demanded and was not given, with who can give it. */
bool approval_check(const struct dossier *d, const struct approval_state *s, struct err *err)
    MUSTCHECK;
/* approval_view: {"by","at","may"}, new; null where none is demanded. */
json_t *approval_view(const struct approval_state *s);

#endif
