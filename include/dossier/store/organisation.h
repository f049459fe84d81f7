/*
 * Organisations: whose requests these are.
 */
#ifndef DOSSIER_STORE_ORGANISATION_H
#define DOSSIER_STORE_ORGANISATION_H

#include "dossier/store/db.h"

struct org {
	int64_t id;
	const char *slug, *code, *name, *zone, *calendar, *country;
	int register_version; /* the newest; 0: none */
};
struct org_list {
	struct org *items;
	size_t n;
};
/* org_put: insert, or update what a newer register says; *ret_id. */
bool org_put(struct db *db, const struct org *o, int64_t *ret_id, struct err *err) MUSTCHECK;
bool org_by_slug(struct db *db, const char *slug, struct arena *a, struct org *ret, struct err *err)
    MUSTCHECK;
bool org_by_id(struct db *db, int64_t id, struct arena *a, struct org *ret, struct err *err)
    MUSTCHECK;
bool org_by_code(struct db *db, const char *code, struct arena *a, struct org *ret, struct err *err)
    MUSTCHECK;
bool org_list(struct db *db, struct arena *a, struct org_list *ret, struct err *err) MUSTCHECK;

#endif
