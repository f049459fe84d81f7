/*
 * What looks at what is held gave, sealed. Rows are only added.
 */
#ifndef DOSSIER_STORE_LOOKUP_H
#define DOSSIER_STORE_LOOKUP_H

#include "dossier/store/request.h"

struct lookup {
	const char *sealed, *by;
	usec_t at;
	int64_t earlier; /* how many there were before */
};
bool lookup_insert(struct db *db, const struct request *r, const char *sealed, const char *by,
    struct err *err) MUSTCHECK;
/* lookup_newest: *ret_found: there is one. */
bool lookup_newest(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct lookup *ret, bool *ret_found, struct err *err) MUSTCHECK;

#endif
