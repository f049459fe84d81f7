/*
 * What handlers wrote down about a request, sealed.
 */
#ifndef DOSSIER_STORE_NOTE_H
#define DOSSIER_STORE_NOTE_H

#include "dossier/store/request.h"

bool note_insert(struct db *db, const struct request *r, const char *sealed, const char *by,
    struct err *err) MUSTCHECK;
struct note {
	int64_t id;
	usec_t at;
	const char *by, *sealed;
};
struct note_list {
	struct note *items;
	size_t n;
};
bool note_list(struct db *db, int64_t org_id, int64_t id, struct arena *a, struct note_list *ret,
    struct err *err) MUSTCHECK;

#endif
