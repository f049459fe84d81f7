/*
 * What the database knows of what lies outside of it, and whether it came from a backup.
 */
#ifndef DOSSIER_STORE_RESTORED_H
#define DOSSIER_STORE_RESTORED_H

#include "dossier/store/db.h"

struct standing_outside {
	int64_t org_id;
	const char *slug;     /* NULL: there is no organisation yet */
	int64_t size;         /* of the tree of its log */
	int64_t bytes, lines; /* of its ledger file, at least; 0: none */
	const char *hash;
	usec_t made_at; /* when the backup was; 0: nobody knows */
	bool marked;    /* it came from one, and was not replayed; the same in all rows */
};
struct standings_outside {
	struct standing_outside *items;
	size_t n;
};
/*
 * restored_standing: a row an organisation, whoever the session is for; at least one. In an open
 * transaction, the rest of which sees all organisations.
 */
bool restored_standing(
    struct db *db, struct arena *a, struct standings_outside *ret, struct err *err) MUSTCHECK;
/* restored_put: it came from a backup of ${made_at} (0: nobody knows); said once. */
bool restored_put(struct db *db, usec_t made_at, struct err *err) MUSTCHECK;
bool restored_forget(struct db *db, struct err *err) MUSTCHECK;
/* ledger_file_get: how far it goes at least, with the hash there; 0 bytes: it has nothing yet. */
bool ledger_file_get(struct db *db, int64_t org_id, struct arena *a, struct standing_outside *ret,
    struct err *err) MUSTCHECK;
/* ledger_file_put: the file goes so far, or further. */
bool ledger_file_put(
    struct db *db, int64_t org_id, const struct standing_outside *s, struct err *err) MUSTCHECK;
/*
 * ledger_file_lock: until the end of the transaction nobody else writes to it. ledger_file_anew: it
 * was written anew, and ends so.
 */
bool ledger_file_lock(struct db *db, int64_t org_id, struct err *err) MUSTCHECK;
bool ledger_file_anew(
    struct db *db, int64_t org_id, const struct standing_outside *s, struct err *err) MUSTCHECK;
/* replayed_insert: ${sealed}: why it need not be, or NULL. The caller tells it as an event. */
struct replayed {
	const char *system, *sealed, *by;
	usec_t since;
	int64_t erasures;
};
bool replayed_insert(struct db *db, int64_t org_id, const struct replayed *r, struct err *err)
    MUSTCHECK;
struct replayed_system {
	const char *system;
	usec_t at, since;
	bool restored; /* since it is known that this came from a backup */
};
struct replayed_list {
	struct replayed_system *items;
	size_t n;
};
/* replayed_list: the last of each system. */
bool replayed_list(struct db *db, int64_t org_id, struct arena *a, struct replayed_list *ret,
    struct err *err) MUSTCHECK;
/* replayed_stale: some whose reason another installation key seals; replayed_reseal: this does. */
struct stale_excuse {
	int64_t replayed_id;
	const char *system, *sealed;
};
struct stale_excuses {
	struct stale_excuse *items;
	size_t n;
};
bool replayed_stale(struct db *db, int64_t org_id, const char *newest, struct arena *a,
    struct stale_excuses *ret, struct err *err) MUSTCHECK;
bool replayed_reseal(struct db *db, int64_t org_id, const struct stale_excuse *x, struct err *err)
    MUSTCHECK;
/* When a backup was made; 0: never. */
bool backup_put(struct db *db, usec_t at, struct err *err) MUSTCHECK;
bool backup_get(struct db *db, usec_t *ret, struct err *err) MUSTCHECK;

#endif
