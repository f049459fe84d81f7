/*
 * What handlers wrote down about a request, and what the dpo advised on it, sealed.
 */
#ifndef DOSSIER_STORE_NOTE_H
#define DOSSIER_STORE_NOTE_H

#include "dossier/store/request.h"

#define NOTE_NOTE "note"
#define NOTE_ADVICE "advice"
#define NOTE_STATEMENT "statement" /* of the person, of what is not corrected (art. 16) */
struct note {
	int64_t id; /* 0: a new one */
	usec_t at;  /* 0: now */
	const char *kind, *by, *sealed;
};
bool note_insert(struct db *db, const struct request *r, const struct note *n, struct err *err)
    MUSTCHECK;
struct note_list {
	struct note *items;
	size_t n;
};
bool note_list(struct db *db, int64_t org_id, int64_t id, struct arena *a, struct note_list *ret,
    struct err *err) MUSTCHECK;

/* The request as it came: original_insert, once. original_get: NULL where nothing was kept. */
bool original_insert(struct db *db, const struct request *r, const char *sealed, size_t bytes,
    const char *by, struct err *err) MUSTCHECK;
bool original_get(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    const char **ret_sealed, struct err *err) MUSTCHECK;
/* original_size: how many bytes; 0: nothing was kept. */
bool original_size(struct db *db, int64_t org_id, int64_t id, int64_t *ret, struct err *err)
    MUSTCHECK;

#endif
