/*
 * What a person said of what leaves with a copy, sealed. Rows are only added.
 */
#ifndef DOSSIER_STORE_REVIEW_H
#define DOSSIER_STORE_REVIEW_H

#include "dossier/store/request.h"

struct review_row {
	int64_t id;
	const char *kind;   /* "pass", "withhold", "redact", "take-back" */
	int64_t takes_back; /* 0: none */
	const char *ground; /* NULL: it needs none */
	const char *sealed;
	const char *by;
	usec_t at;
};
struct review_rows {
	struct review_row *items;
	size_t n;
};
/* review_insert: one for each of the ${n} texts, with kind, ground and so on of ${of}. */
bool review_insert(struct db *db, const struct request *r, const struct review_row *of,
    const char *const *sealed, size_t n, struct err *err) MUSTCHECK;
bool review_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct review_rows *ret, struct err *err) MUSTCHECK;

/* review_opened: which rows of an item people had shown to them, first by first. */
struct review_rows_seen {
	int64_t first, last; /* 0: it was not kept which */
};
struct review_seen_list {
	struct review_rows_seen *items;
	size_t n;
};
bool review_opened(struct db *db, const struct request *r, int64_t item, struct arena *a,
    struct review_seen_list *ret, struct err *err) MUSTCHECK;

#endif
