/*
 * The rights a request invokes, each with its decision.
 */
#ifndef DOSSIER_STORE_RIGHT_H
#define DOSSIER_STORE_RIGHT_H

#include "dossier/store/request.h"

struct request_right {
	const char *right, *state;
	struct date decided;
	const char *decision;
	const char *const *purposes; /* what it is about, ended by NULL; none: not said */
	bool at_once;                /* nothing is weighed against it: see objection.h */
	struct date due;             /* by a clock of its own; no date: as its request */
};
struct request_right_list {
	struct request_right *items;
	size_t n;
};

bool request_rights(struct db *db, int64_t org_id, int64_t id, struct arena *a,
    struct request_right_list *ret, struct err *err) MUSTCHECK;

bool request_right_about(struct db *db, const struct request *r, const char *right,
    const char *const *purposes, bool at_once, struct err *err) MUSTCHECK;

/* request_right_add: one more, open, whatever it is about. */
bool request_right_add(struct db *db, const struct request *r, const char *right, bool at_once,
    struct err *err) MUSTCHECK;

/* request_right_due: by a clock of its own; no date: as its request. */
bool request_right_due(struct db *db, const struct request *r, const char *right, struct date due,
    struct err *err) MUSTCHECK;

bool request_right_decide(struct db *db, const struct request *r, const char *right,
    const char *state, const char *decision, struct date on, struct err *err) MUSTCHECK;

#endif
