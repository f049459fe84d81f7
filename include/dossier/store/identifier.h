/*
 * By what the person of a request is known, sealed.
 */
#ifndef DOSSIER_STORE_IDENTIFIER_H
#define DOSSIER_STORE_IDENTIFIER_H

#include "dossier/store/request.h"

/*
 * Identifiers: state usable, proposed (a person must confirm), rejected (somebody else's), shared
 * (others' too: nothing is searched by it). source: "given"
 * with the request, "added" by a person, or "SYSTEM/COLLECTION" that yielded it. proof: what shows
 * that it is the person's: PROOF_ROW_KEY or PROOF_SIGNUP, as the register says of the system that
 * yielded it; PROOF_PERSON: somebody who handles the request said so; PROOF_VERIFICATION: the
 * person was checked by it; NULL: nothing, anybody may have given or typed it.
 */
#define PROOF_ROW_KEY "row-key"
#define PROOF_SIGNUP "verified-at-signup"
#define PROOF_PERSON "person"
#define PROOF_VERIFICATION "verification"
struct identifier {
	int64_t id; /* 0: a new one */
	const char *kind, *blind, *sealed, *source, *state, *proof;
};
struct identifier_list {
	struct identifier *items;
	size_t n;
};
/* identifier_insert: *ret_new false when this request has it already. */
bool identifier_insert(struct db *db, int64_t org_id, int64_t request_id,
    const struct identifier *i, bool *ret_new, struct err *err) MUSTCHECK;
bool identifier_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct identifier_list *ret, struct err *err) MUSTCHECK;
/* identifier_set_state: ${proof} NULL: as it was. */
bool identifier_set_state(struct db *db, int64_t org_id, int64_t request_id, int64_t id,
    const char *from, const char *to, const char *proof, struct err *err) MUSTCHECK;
/* By what the person of a request is called, sealed, with the wrapped key that opens it. */
struct request_person {
	int64_t request_id;
	const char *reference, *kind, *sealed, *content, *ledger;
};
struct request_persons {
	struct request_person *items;
	size_t n;
};
/* identifier_person: of those that have any, and a key, by request. */
bool identifier_person(struct db *db, int64_t org_id, const int64_t *ids, size_t n, struct arena *a,
    struct request_persons *ret, struct err *err) MUSTCHECK;
/* identifier_forget: one that a system yielded, and that is to be found again. */
bool identifier_forget(
    struct db *db, int64_t org_id, int64_t request_id, int64_t id, struct err *err) MUSTCHECK;

#endif
