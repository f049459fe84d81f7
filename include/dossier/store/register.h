/*
 * Every version of the registers that were loaded, as text.
 */
#ifndef DOSSIER_STORE_REGISTER_H
#define DOSSIER_STORE_REGISTER_H

#include "dossier/store/db.h"

/* the same text again: the old version number */
bool register_put(struct db *db, int64_t org_id, const char *text, size_t len, const char *by,
    int *ret_version, struct err *err) MUSTCHECK;
/* version 0: newest */
bool register_get(struct db *db, int64_t org_id, int version, struct arena *a,
    const char **ret_text, size_t *ret_len, struct err *err) MUSTCHECK;

/* What is kept of each version, and what the log told of it. */
struct register_told {
	int version;
	const char *stands, *follows; /* SHA-256, in hex; follows NULL: nothing told of it */
};
struct register_told_list {
	struct register_told *items;
	size_t n;
};
bool register_told(struct db *db, int64_t org_id, struct arena *a, struct register_told_list *ret,
    struct err *err) MUSTCHECK;

#endif
