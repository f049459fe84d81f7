/*
 * What the systems were found to hold of a person, and what would become of each record, sealed.
 * The table is found; a row is planned, and filled by what the system says.
 */
#ifndef DOSSIER_STORE_PREVIEW_H
#define DOSSIER_STORE_PREVIEW_H

#include "dossier/store/request.h"

#define PREVIEW_PREVIEW "preview"       /* to decide on */
#define PREVIEW_LATER "later"           /* a second look */
#define PREVIEW_HOLD_ENDED "hold-ended" /* a duty to keep is over */
#define PREVIEW_REPLAY "replay"         /* its system was restored */
struct preview {
	const char *system;
	const char *action; /* what it is found for: "erase", "restrict" (change_rule.h) */
	const char *wanted; /* what is to be written or stopped, sealed; NULL: nothing is said */
	int change;         /* that of its task */
	const char *purpose;
	const char *digest; /* SHA-256 of all it said, in hex; NULL: it was not asked yet */
	const char *counts; /* JSON: numbers and codes */
	const char *sealed; /* with the keys; NULL: as digest */
	int register_version;
	usec_t at;
};
struct preview_list {
	struct preview *items;
	size_t n;
};
/*
 * preview_plan: that it will be asked, for ${p->purpose}; one that is there is left. preview_put:
 * what it said; takes the place of what it said before of the same change, whose purpose, action
 * and ${wanted} stay.
 * preview_idle: nothing is to be done about it, "idle" of its counts. preview_list: of a request,
 * by change and system.
 */
bool preview_plan(struct db *db, const struct request *r, const struct preview *p, struct err *err)
    MUSTCHECK;
bool preview_put(struct db *db, const struct request *r, const struct preview *p, struct err *err)
    MUSTCHECK;
/* preview_newest: what each system said last of each request whose holds run there. */
struct preview_last {
	int64_t request_id;
	const char *system;
	usec_t at;
	const char *counts;
};
struct preview_lasts {
	struct preview_last *items;
	size_t n;
};
bool preview_newest(struct db *db, int64_t org_id, struct arena *a, struct preview_lasts *ret,
    struct err *err) MUSTCHECK;
bool preview_idle(struct db *db, const struct request *r, const char *system, int change,
    struct err *err) MUSTCHECK;
bool preview_list(struct db *db, int64_t org_id, int64_t request_id, struct arena *a,
    struct preview_list *ret, struct err *err) MUSTCHECK;

#endif
