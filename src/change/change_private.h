/*
 * Between the files of this room.
 */
#ifndef CHANGE_PRIVATE_H
#define CHANGE_PRIVATE_H

#include "dossier/change.h"

/*
 * Our own dossiers (own.c). change_own_sweep: what was collected for requests that ended is
 * destroyed after the term of ${reg}. change_own_again: what the ledger file says was destroyed is
 * to be destroyed once more, as a backup brought it back; change_own_finish does it.
 */
/* change_read_again: tasks and outcomes of ${d}, of which some are from before what just began. */
bool change_read_again(struct dossier *d, struct err *err) MUSTCHECK;
bool change_own_sweep(struct installation *in, const struct actor *who, const struct org *org,
    const struct reg *reg, struct err *err) MUSTCHECK;
bool change_own_finish(struct installation *in, const struct actor *who, const struct org *org,
    struct err *err) MUSTCHECK;
bool change_own_again(struct installation *in, const struct actor *who, const struct org *org,
    struct err *err) MUSTCHECK;

/* Under which names it is sealed: what was found, and what was approved. */
const char *change_found_place(const struct request *r, const char *system, struct arena *a);
const char *change_ledger_place(const struct request *r, const char *system, struct arena *a);
/* change_found_in: likewise of a dossier of the worker, which has the keys and little more. */
bool change_found_in(struct installation *in, const struct dossier *d, struct arena *a,
    struct change_found_list *ret, struct err *err) MUSTCHECK;
/*
 * change_frozen: the values that others hang on, and the keys, by which what is gone is looked for:
 * of the rounds of ${t}'s system in which something was done, or may have been, or is repeated; an
 * erasure has the links of what was approved too. Before that every row is found by what it says,
 * and what hangs on a number that somebody else has by now is not found. change_freeze: with those
 * of ${found} (frozen.c).
 */
struct change_frozen {
	json_t *links, *keys; /* {COLLECTION:{FIELD:[VALUE]}}, {COLLECTION:[KEY]}; new */
};
bool change_frozen(struct installation *in, const struct dossier *d, const struct task *t,
    struct arena *a, struct change_frozen *ret, struct err *err) MUSTCHECK;
void change_freeze(struct change_frozen *f, const json_t *found);
void change_frozen_drop(struct change_frozen *f);
/*
 * change_check_found, change_check_erased: is it what a slot may say to this task, no more and no
 * larger than that (check.c)? INPUT.
 */
bool change_check_found(
    const struct dossier *d, const struct task *t, const json_t *found, struct err *err) MUSTCHECK;
bool change_check_erased(
    const struct dossier *d, const struct task *t, const json_t *erased, struct err *err) MUSTCHECK;
/*
 * change_receipt: of what a slot said, once it was checked, what is kept for good: numbers and
 * codes; all else as the sets ${approved} have it (receipt.c). New.
 */
json_t *change_receipt(const json_t *approved, const json_t *said, struct arena *a);

/* ---- layers.c ---- */

/*
 * change_unclean: the receipts of ${system} of which a layer below the rows is not clean, as a look
 * there is given them; new. change_clean: what it said of them, into the receipts, with an event.
 * change_expired: copies that were kept until a day before ${today} are clean.
 */
json_t *change_unclean(const struct erasure_list *ledger, const char *system);
bool change_clean(struct dossier *d, const char *system, const json_t *said, struct err *err)
    MUSTCHECK;
void change_expired(json_t *receipt, struct date today);
/* change_counts: [{"category","collection","verdict","n"}] of sets, without keys or values; new. */
json_t *change_counts(const json_t *sets);
/* change_digest: the SHA-256 of a JSON value in its canonical form, in hex. */
const char *change_digest(const json_t *v, struct arena *a);
/* change_seal: any JSON value as it is stored under that name; change_open: the way back, new. */
const char *change_seal(
    const struct dossier *d, const char *place, const json_t *v, struct arena *a);
json_t *change_open(const struct dossier *d, const char *place, const char *sealed, struct arena *a,
    struct err *err);

/* ---- the ledger outside of the database, and epochs (ledger.c) ---- */

/*
 * change_ledger_begin: its system is told to commit: a line of the ledger file, with all that it
 * takes to repeat it. change_ledger_end: how it ended. Both in the open transaction.
 */
bool change_ledger_begin(struct installation *in, const struct task *t, const struct erasure *e,
    struct arena *a, struct err *err) MUSTCHECK;
bool change_ledger_end(struct installation *in, const struct task *t, const struct erasure *e,
    struct err *err) MUSTCHECK;
/* change_ledger_entry, change_ledger_ended: these lines of ${e}; new. */
json_t *change_ledger_entry(struct installation *in, int64_t org_id, const struct erasure *e,
    struct arena *a, struct err *err);
json_t *change_ledger_ended(const struct erasure *e, usec_t ended);
/*
 * change_epoch_asked: an erasure is given the newest epoch that its system ever had, so that it
 * stops at one that was restored; a replay none. change_epoch_found: what a find said, with the
 * problem "epoch" where it saw an older one; new.
 */
bool change_epoch_asked(struct installation *in, const struct task *t, const struct erasure *e,
    json_t *change, struct err *err) MUSTCHECK;
#define CHANGE_RESTORED "restored" /* the name of that problem */
json_t *change_epoch_found(struct installation *in, const struct dossier *d, const struct task *t,
    const json_t *found, struct err *err);

/* ---- where a change stands (state.c) ---- */

/* What is decided of one category. */
enum fate { FATE_OPEN, FATE_ERASE, FATE_KEPT, FATE_DONE, FATE_NOT_OURS };
struct change_category {
	const char *id;
	enum fate fate;
	const char *undecided;  /* what becomes of what cannot be told: "erase", "keep"; NULL */
	const char *ground;     /* of art. 17(1), a code; NULL: none is known */
	const char *role;       /* as settled for this person; NULL: as the register has it */
	bool asks_role;         /* it has to be settled, and is not */
	bool previewed, people; /* a program found it somewhere; people are asked for it */
};
struct change_system {
	const char *system;
	const struct change_found *newest; /* NULL: none has been said yet */
	bool searching;                    /* it is being asked */
	bool by_hand;                      /* no program can tell whose its rows are: people do */
	const char *const *missing;        /* it was not asked: none of these kinds is known */
	bool started;                      /* what it said last was begun already */
	json_t *sets; /* those that are to be approved, undecided ones settled */
};
struct change_people {
	const char *system, *connector;
	json_t *categories; /* that they are asked for; none: nothing of it is decided yet */
	json_t *open;       /* that are there too, and of which nothing was decided */
	const char *const *missing; /* none of these kinds is known: it is not asked; or NULL */
};
struct change_block {
	const char *code, *system, *category;
};
struct change_state {
	struct dossier *d;
	struct change_found_list found;
	struct erasure_list ledger;
	struct change_category *categories;
	size_t ncategories;
	struct change_system *systems;
	size_t nsystems;
	struct change_people *people;
	size_t npeople;
	struct change_block *blocks; /* why nothing can be approved */
	size_t nblocks;
	const char *digest; /* of what would be approved */
	json_t *holds;
	bool waits; /* there is something to approve */
};
static inline struct change_category *
change_category(const struct change_state *s, const char *id)
{
	for (size_t i = 0; i < s->ncategories; i++)
		if (strcmp(s->categories[i].id, id) == 0)
			return &s->categories[i];
	return NULL;
}
/*
 * change_grounds: {CATEGORY: CODE} of those that go on a ground against which our own retention
 * keeps nothing; new. change_weighed: was that found by the grounds ${now}?
 */
json_t *change_grounds(const struct dossier *d);
bool change_weighed(const struct change_found *f, const json_t *now);
/* change_state_read: all of it, in d->a but for the JSON. */
bool change_state_read(struct dossier *d, struct change_state *ret, struct err *err) MUSTCHECK;
void change_state_drop(struct change_state *s);
/*
 * change_unfit: all that keeps anything of this request from being erased, whatever was previewed:
 * "identity", "authority", "copy", "identifier", as codes of blocks; how many, 0: nothing is in the
 * way.
 */
#define CHANGE_UNFIT_MAX 4
size_t change_unfit(const struct dossier *d, const char *ret[CHANGE_UNFIT_MAX]);
/*
 * change_stands: does what was approved still, now that it runs? *ret_why: NULL, or what came in
 * between: a code of change_unfit, "spared" (a category is kept after all) or "ended". In the
 * transaction that is open (commit.c).
 */
bool change_stands(struct installation *in, const struct actor *who, const struct task *t,
    const struct erasure *e, const char **ret_why, struct err *err) MUSTCHECK;
/* change_spares: it was decided of this category that it is not erased, or not by us. */
bool change_spares(const struct dossier *d, const char *id);
/* change_asks: are people of that system asked for anything? change_asks_any: of any system? */
bool change_asks(const struct change_people *p);
bool change_asks_any(const struct change_state *s);
/*
 * change_read_people: whom people ask (people.c). change_missing: the kinds by which ${s} finds
 * persons, where none of them is known; else NULL. change_people_connector: how people are asked
 * there.
 */
void change_read_people(struct change_state *s);
const char *const *change_missing(const struct dossier *d, const struct system *s);
const char *change_people_connector(
    const struct dossier *d, const char *system, enum action action);
/* change_sets: what was found, as it counts for what it was asked for (known.c); new. */
json_t *change_sets(const struct change_state *s, const struct change_found *f);
/* change_blocked: DENIED with the first of what blocks it, in words; true: nothing does. */
bool change_blocked(const struct change_state *s, struct err *err) MUSTCHECK;

/* ---- the day after a hold (known.c, ended.c) ---- */

/*
 * change_known: of what was found ${now} the records that are ${known}, as they were approved when
 * the rest was erased; sets, new. What was written over them then is not again. change_add_known:
 * to ${known} those of these approved sets, {COLLECTION: {KEY: SET}} as texts.
 * change_is_idle: nothing is to be done about it.
 * change_does_anything: does any of these sets?
 */
json_t *change_known(const struct change_found *now, const json_t *known);
/*
 * change_runs: what ${action} did at that system for this request, the oldest run first:
 * [{"change","sets"}], as approved, opened; new; NULL: see err. change_known_of: what was erased
 * there, as change_add_known has it; new. change_was_last: of change_was() the last rectification.
 */
json_t *change_runs(
    const struct dossier *d, const char *system, enum action action, struct err *err);
json_t *change_known_of(const struct dossier *d, const char *system, struct err *err);
json_t *change_was_last(const struct dossier *d, const char *system, struct err *err);
void change_add_known(json_t *known, const json_t *sets);
/*
 * change_add_part: to ${out} ${set} of these keys alone, which are taken; of none it is left out.
 * change_lifted: of what was found ${now} at a lift what was restricted for this request: to be
 * done where a restriction of ours marked it and no other request has it restricted still, else
 * told and left (lift.c); sets, new.
 */
void change_add_part(json_t *out, const json_t *set, json_t *keys, const char *act);
json_t *change_lifted(const struct dossier *d, const struct change_found *now, struct err *err);
/*
 * change_begin_back: a rectification that writes back ${values}. change_written_back: of what was
 * found ${now} for one what the last run wrote: to be done where it reads as that left it, told
 * where it is back already, else people's (lift.c); sets, new.
 */
bool change_begin_back(
    struct dossier *d, const json_t *categories, const json_t *values, struct err *err) MUSTCHECK;
json_t *change_written_back(
    const struct dossier *d, const struct change_found *now, struct err *err);
bool change_is_idle(const struct change_found *f);
bool change_does_anything(const json_t *sets);
/* change_asks_hold_end: does the register have what a hold kept erased after an approval alone? */
bool change_asks_hold_end(const struct reg *r);
/* change_begin_waiting: what waits begins, in the open transaction (approve.c). */
bool change_begin_waiting(const struct change_state *s, struct err *err) MUSTCHECK;
/*
 * change_begin_unattended: all that waits is what holds kept that are over, nothing is in the way,
 * and the registers ask for no approval of that: it begins; *ret_began.
 */
bool change_begin_unattended(struct dossier *d, bool *ret_began, struct err *err) MUSTCHECK;
/*
 * change_hold_looked: what a system said as a duty to keep was over: where nothing is to be done,
 * what is held is as it says; else it begins, where that needs no approval.
 */
bool change_hold_looked(struct dossier *d, const char *system, int change, struct err *err)
    MUSTCHECK;
/* ---- rounds (ask.c, begin.c) ---- */

/* change_round_of: of ${l} that of a find at ${system}; NULL: nobody planned it. */
const struct preview *change_round_of(const struct preview_list *l, const char *system, int change);
/* change_find_action: what the find ${t} is for. */
enum action change_find_action(const struct preview_list *l, const struct task *t);
/* change_find_task: as such a task is made, but for needs and categories; false: people's. */
bool change_find_task(
    const struct dossier *d, const struct system *s, int change, struct task *ret);
bool change_asked_event(struct dossier *d, const char *purpose, enum action action,
    const struct task *tasks, size_t n, struct err *err) MUSTCHECK;
/* change_begin_found: what was found for an action that begins at once begins now. */
bool change_begin_found(struct dossier *d, const char *system, int change, struct err *err)
    MUSTCHECK;
/* change_event_kind: "erasure.done" of what destroys, else "change.done". */
const char *change_event_kind(const char *action, const char *what, struct arena *a);
/*
 * change_effects: what erasing there does besides, as the register says it in each language; NULL:
 * nothing. change_ends: the systems where something that still runs would end by it, while that
 * was neither asked nor said to be clear (doubt.c); new.
 */
json_t *change_effects(const struct change_state *s, const char *system);
json_t *change_ends(const struct change_state *s);
/* change_hold_said: what people said has to stay is rows of holds (hold_said.c). */
bool change_hold_said(const struct dossier *d, struct err *err) MUSTCHECK;
/*
 * change_again_at: when the system is searched a second time after this erasure (view.c).
 * change_period: a period of the register, in microseconds; a month is thirty days (look.c).
 */
usec_t change_again_at(const struct reg *r, const struct erasure *e);
usec_t change_period(const char *period);
/*
 * change_look_at: when a colleague is asked to look whether what people said is gone stands there
 * still; 0: never, as the register says no time. change_look_by_people: they are asked, in the open
 * transaction (look.c). change_reappeared: how many records there are again of these sets
 * (found.c).
 */
usec_t change_look_at(const struct reg *r, const struct task *erased);
bool change_look_by_people(struct dossier *d, const struct task *erased, struct err *err) MUSTCHECK;
int64_t change_reappeared(const json_t *sets);
/*
 * change_people_receipts: [{"system","change","connector","state","asked","ended","said","later",
 * "again"}] of erasures that people were asked for (receipt_people.c); new; NULL: see err.
 */
json_t *change_people_receipts(const struct dossier *d, const struct reg *newest, struct err *err);

#endif
