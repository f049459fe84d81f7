/*
 * Letters as they are listed.
 */
#ifndef DOSSIER_STORE_LETTER_H
#define DOSSIER_STORE_LETTER_H

#include "dossier/store/db.h"

struct letter {
	int64_t id;
	const char *kind, *recipient, *state, *message_id, *file;
	usec_t at;
};
struct letter_list {
	struct letter *items;
	size_t n;
};
bool letter_insert(struct db *db, int64_t org_id, int64_t request_id, const struct letter *l,
    struct err *err) MUSTCHECK;
bool letter_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct letter_list *ret, struct err *err) MUSTCHECK;

#endif
