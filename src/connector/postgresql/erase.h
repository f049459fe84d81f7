/*
 * Between the one function that destroys (erase.c) and what proves that it did (after.c,
 * maintain.c).
 */
#ifndef CONNECTOR_POSTGRESQL_ERASE_H
#define CONNECTOR_POSTGRESQL_ERASE_H

#include "approved.h"

/* One run: everything of it lives in the arena of its source, or is borrowed. */
struct pg_erasure {
	struct connector_call *call;
	struct pg *pg;
	struct pg_source s;
	struct pg_catalogue cat;
	struct pg_change look;
	struct pg_dooms dooms;
	const char *xid;     /* of the transaction that destroyed */
	usec_t committed_at; /* 0: not, or not yet */
	const char *ended;   /* by the server's clock, after that */
	bool is_settled;     /* by an earlier run, whose answer was lost */
	bool has_asked;
	json_t *besides;   /* ["TABLE: +INSERTED ~UPDATED"]: what else it wrote; NULL: unknown */
	bool is_uncounted; /* the server counts nothing */
	json_t *answer;    /* what is said of it; new */
};

/* ---- erasure.c ---- */

/* pg_erasure_stop: nothing is done, and why, is what is answered; true. */
bool pg_erasure_stop(struct pg_erasure *e, const char *why, const char *collection, int64_t n);
const struct pg_collection *pg_erasure_collection(const struct pg_erasure *e, const json_t *set);
/* pg_erasure_forget: what a try read, before the next one. */
void pg_erasure_forget(struct pg_erasure *e);

/* ---- fresh.c ---- */

/*
 * pg_look_again: with the approved rows locked: what is to be done, as e->dooms, or that nothing
 * may. *ret_again: rows came and went under it, begin anew.
 */
bool pg_look_again(struct pg_erasure *e, bool *ret_again, struct err *err) MUSTCHECK;

/* ---- refuse.c ---- */

/*
 * pg_erasure_refused: a statement that wrote failed with ${err}: who refused, by name.
 * pg_erasure_miscounted: of ${d} it wrote ${n} rows alone. Both: false always.
 */
bool pg_erasure_refused(struct pg_erasure *e, struct err *err);
bool pg_erasure_miscounted(
    struct pg_erasure *e, const struct pg_doom *d, const char *n, struct err *err);

/* ---- written.c ---- */

/*
 * pg_written_before, pg_written_since: around what is written, in its transaction: whose rows else
 * were written, into e->besides. INPUT where rows would go that are none of what was approved.
 * pg_written_layer: that, as a layer of the receipt; new, or NULL.
 */
bool pg_written_before(struct pg_erasure *e, struct err *err) MUSTCHECK;
bool pg_written_since(struct pg_erasure *e, struct err *err) MUSTCHECK;
json_t *pg_written_layer(const struct pg_erasure *e);

/* ---- settle.c ---- */

/*
 * pg_settle: did an earlier run, which got its go, commit (call->change has its "xid")? Then it is
 * settled, and its rows are in e->dooms. TEMPORARY while nobody can tell.
 */
bool pg_settle(struct pg_erasure *e, struct err *err) MUSTCHECK;

/* ---- after.c ---- */

/*
 * pg_after: in a transaction of its own that only reads: which of the approved rows are still
 * there, and what else would be erased now: "after" and "vanished" into ${e->answer}.
 */
bool pg_after(struct pg_erasure *e, struct err *err) MUSTCHECK;
/* pg_count_left: of the rows of each doom, those that are not as they should be, by their keys. */
bool pg_count_left(struct pg_erasure *e, struct err *err) MUSTCHECK;

/* ---- maintain.c ---- */

/*
 * pg_maintain: once the rows are gone, which layers below them are clean: "layers" into
 * ${e->answer}. What cannot be cleaned or seen is told there, and fails nothing.
 */
void pg_maintain(struct pg_erasure *e);

#endif
