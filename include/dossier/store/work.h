/*
 * What work on leased tasks takes of their requests, read for a batch of them at once.
 */
#ifndef DOSSIER_STORE_WORK_H
#define DOSSIER_STORE_WORK_H

#include "dossier/store/db.h"

struct work_row {
	int64_t request_id;
	/*
	 * ended by NULL: rights invoked and their states; usable identifiers: kinds, values and
	 * their keyed hashes
	 */
	const char *const *rights, *const *states, *const *kinds, *const *sealed, *const *blinds;
	const char *content, *ledger; /* the keys, wrapped */
};
struct work_rows {
	struct work_row *items;
	size_t n;
};
/* work_list: in no order; a request whose keys were destroyed is left out. One round trip. */
bool work_list(struct db *db, int64_t org_id, const int64_t *request_ids, size_t n, struct arena *a,
    struct work_rows *ret, struct err *err) MUSTCHECK;

#endif
