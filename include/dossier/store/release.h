/*
 * Archives that were built.
 */
#ifndef DOSSIER_STORE_RELEASE_H
#define DOSSIER_STORE_RELEASE_H

#include "dossier/store/db.h"

struct release {
	int64_t id;
	const char *blob, *sha256;
	int64_t bytes;
	usec_t built_at;
	const char *contents; /* JSON: [{"path","bytes","rows"}] */
	int64_t changes;      /* the request's counter when it was built */
	const char *built_by; /* NULL: before that was kept */
	const char
	    *left_out; /* JSON: [{"rule" or "said","count","rights","categories","ground"}] */
};
bool release_insert(struct db *db, int64_t org_id, int64_t request_id, const struct release *r,
    struct err *err) MUSTCHECK;
/* NOTFOUND */
bool release_newest(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct release *ret, struct err *err) MUSTCHECK;
/* release_answered: the one that this right was answered with last; *ret_found: is there one? */
bool release_answered(struct db *db, int64_t org_id, int64_t request_id, const char *right,
    struct arena *a, struct release *ret, bool *ret_found, struct err *err) MUSTCHECK;

#endif
