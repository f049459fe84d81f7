/*
 * Taking logged requests in hand.
 */
#ifndef DOSSIER_STORE_FANOUT_H
#define DOSSIER_STORE_FANOUT_H

#include "dossier/store/db.h"

struct fan_out_row {
	int64_t request_id;
	int register_version;
	const char *instructed_by; /* id of a controller, or NULL */
	/* rights asked, kinds of usable identifiers; ended by NULL */
	const char *const *rights, *const *kinds;
	/* purposes that an objection, and a withdrawal of consent, is about; ended by NULL */
	const char *const *objected, *const *withdrawn;
	struct date due;
	usec_t logged_at;
};
struct fan_out_list {
	struct fan_out_row *items;
	size_t n;
};
/*
 * fan_out_claim: up to ${limit} requests in state logged, locked for this transaction (locked
 * ones are skipped).
 */
bool fan_out_claim(struct db *db, int64_t org_id, int limit, struct arena *a,
    struct fan_out_list *ret, struct err *err) MUSTCHECK;
/* fan_out_done: these go from logged to searching; one statement. */
bool fan_out_done(
    struct db *db, int64_t org_id, const int64_t *request_ids, size_t n, struct err *err) MUSTCHECK;

#endif
