/*
 * What is due to be looked at by the ladders, and what they told.
 */
#ifndef DOSSIER_STORE_LOOK_H
#define DOSSIER_STORE_LOOK_H

#include "dossier/store/db.h"

/* Something open at which the ladder must look today. told_rung -1: nothing was told. */
struct look {
	int64_t request_id, task_id; /* task_id 0: the request itself */
	const char *reference, *system, *handler;
	struct date asked, due; /* asked: of a task */
	usec_t asked_at;
	int told_rung; /* for that due date; of a task since it was asked */
	const char
	    *instruction; /* Message-ID of the letter that asked a recipient; NULL: none did */
	bool erases;      /* of a task: it was asked to erase */
	bool stops;       /* or to stop using it for a purpose */
	bool ended;       /* of a task: nobody needs its answer any more */
};
struct look_list {
	struct look *items;
	size_t n;
};
bool request_look(struct db *db, int64_t org_id, struct date today, int limit, struct arena *a,
    struct look_list *ret, struct err *err) MUSTCHECK;
bool task_look(struct db *db, int64_t org_id, const char *zone, struct date today, int limit,
    struct arena *a, struct look_list *ret, struct err *err) MUSTCHECK;
bool look_again(
    struct db *db, int64_t org_id, const struct look *l, struct date on, struct err *err) MUSTCHECK;
struct escalation {
	int rung;
	const char *name, *roles;
	struct date due, reached;
};
/* escalation_insert: *ret_new false: that was told already. */
bool escalation_insert(struct db *db, int64_t org_id, const struct look *l,
    const struct escalation *e, usec_t at, bool *ret_new, struct err *err) MUSTCHECK;

#endif
