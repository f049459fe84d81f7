/*
 * What tasks collected: sealed pieces, named by their blobs.
 */
#ifndef DOSSIER_STORE_PART_H
#define DOSSIER_STORE_PART_H

#include "dossier/store/task.h"

/* json: part_json of archive.h */
struct stored_part {
	const char *category, *name, *format, *blob, *json;
	int64_t id; /* of part_list */
};

struct part_list {
	struct stored_part *items;
	size_t n;
};
bool part_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct part_list *ret, struct err *err) MUSTCHECK;

bool task_part_put(
    struct db *db, const struct task *t, const struct stored_part *p, struct err *err) MUSTCHECK;

/* task_parts_forget: those of these categories, ended by NULL, which were there before. */
bool task_parts_forget(
    struct db *db, const struct task *t, const char *const *categories, struct err *err) MUSTCHECK;

/* blob_is_known: does any part, letter or release name this blob? For sweeping. */
bool blob_is_known(struct db *db, int64_t org_id, const char *blob, bool *ret, struct err *err)
    MUSTCHECK;

#endif
