/*
 * Changes at the systems on a person's behalf, each action of change_rule.h by the same path: what
 * is theirs is found; what destroys is decided and approved by its digest; it is done in one
 * transaction a system, and looked at again. Exactly one function has anything changed
 * (change_start); the slot that does it asks before it commits (change_may_commit), so that a hold
 * that was placed meanwhile wins.
 */
#ifndef DOSSIER_CHANGE_H
#define DOSSIER_CHANGE_H

#include "dossier/change_rule.h"
#include "dossier/search.h"
#include "dossier/store/erasure.h"
#include "dossier/store/preview.h"

/* By which rules what is approved was made: part of its digest. */
#define CHANGE_RULES 2

/* ---- what was found (found.c) ---- */

/*
 * One answer to a find, opened. ${found}: {"fingerprint","epoch","sets","links",
 * "problems",...}; ${links} and ${keys}: those of this round, and of those before it in which
 * something was done, frozen. Borrowed from the list.
 */
struct change_found {
	struct preview row;
	json_t *found, *links, *keys; /* NULL: it was not asked yet */
	json_t *grounds;              /* by which it was weighed: change_grounds(); NULL: none */
};
struct change_found_list {
	struct change_found *items;
	size_t n;
};
/* change_found: all of a request, round by round; in d->a, but for the JSON. */
bool change_found(const struct dossier *d, struct change_found_list *ret, struct err *err)
    MUSTCHECK;
void change_found_drop(struct change_found_list *l);
/* change_found_newest: what ${system} said last, of any round; NULL: nothing. */
const struct change_found *change_found_newest(
    const struct change_found_list *l, const char *system);
/* change_next: the number of the next round of the request. */
int change_next(const struct dossier *d);

/* ---- for the worker (job.c, taken.c, commit.c) ---- */

/* change_job: what a task that finds or erases is given besides: "change" of ${job}. */
bool change_job(struct installation *in, const struct dossier *d, const struct task *t, json_t *job,
    struct err *err) MUSTCHECK;
/*
 * change_hook: what becomes of what such a task says: it is checked before it counts, and its row
 * written in the transaction that finishes the task.
 */
extern const struct search_hook change_hook;
/*
 * change_may_commit: a slot is about to commit ${xid} of this task: *ret_go, unless a hold was
 * placed since it was given the task, or the task is not its any more.
 */
bool change_may_commit(struct installation *in, const struct actor *who, const struct task *t,
    const char *xid, bool *ret_go, struct err *err) MUSTCHECK;
/* change_sweep: what comes due of changes: approved ones begin, later looks, holds that end. */
bool change_sweep(struct installation *in, const struct actor *who, const struct org *org,
    struct err *err) MUSTCHECK;

/*
 * change_ask: one more round of finds of ${action} for ${purpose} (PREVIEW_...) at these systems
 * (ended by NULL; NULL: at each that a program can change so), in the open transaction; *ret_n: how
 * many. What begins at once is asked anew alone where it was before: change_begin asks first.
 */
bool change_ask(struct dossier *d, const char *purpose, enum action action,
    const char *const *systems, int64_t *ret_n, struct err *err) MUSTCHECK;

/* ---- what begins at once (begin.c): restrict, lift, rectify, suppress ---- */

/*
 * change_begin(d, right, action, categories, values, err): all that follows from a decision that
 * ${action} (at_once of its row in change_rule.h) is done for ${right}, in the open transaction of
 * ${d}. Of each system that holds one of these categories a program is asked which records are the
 * person's; when it says so, the change begins by itself, by change_start(). Elsewhere, and where
 * the register does not say how (`restrict`, `rectify`, `suppress`), people are asked: a task of
 * that action, with its letter. Who decides, of whom and whether it is lawful (identity, the notice
 * of 18(3), the ground) is for the caller, who also says what is told of it.
 *
 * ${categories}  ids, [ID], at least one.
 * ${values}      of ACTION_RECTIFY {COLLECTION:{COLUMN:VALUE}}, of ACTION_SUPPRESS the purposes
 *                that stop, [ID]; else NULL. Sealed where it is stored, as are the old values of
 *                all that is written (change_was).
 * A lift is of what was restricted for this request, and of nothing else.
 * When all of it is done change_settle() says that the parts of the right were carried out.
 *
 * Errors  DENIED: a column that may not be corrected, or nothing that holds these categories; those
 *         of the store. Cost: one plan, and a row for each system.
 */
bool change_begin(struct dossier *d, enum right right, enum action action, const json_t *categories,
    const json_t *values, struct err *err) MUSTCHECK;
/*
 * change_was: the values that stood in the columns that ${action} wrote at ${system}, the newest
 * run first: [{"change","collection","table","key":[COLUMN],"keys":[[..]],"was":{COLUMN:TEXT|null},
 * "set":{COLUMN:VALUE}}], new; NULL: see err. For who takes it back, and for nobody's eyes else.
 */
json_t *change_was(
    const struct dossier *d, const char *system, enum action action, struct err *err);

/* ---- what a person does (decide.c, approve.c) ---- */

/*
 * change_again: every system is asked anew what it holds. change_look: each where a program erased
 * something is looked at once more, whatever became of the request: did anything come back, and
 * which layers are clean by now (docs/erasure.md)? DENIED: there is none.
 */
bool change_look(struct installation *in, const struct actor *who, const char *reference,
    struct err *err) MUSTCHECK;
bool change_again(struct installation *in, const struct actor *who, const char *reference,
    struct err *err) MUSTCHECK;
/*
 * change_decide: of these categories (none: all that were previewed) it is erased as previewed.
 * Where its ground has more go than was previewed, the systems are asked anew.
 */
struct change_decision {
	const char *const *categories;
	size_t n;
	const char
	    *ground; /* a code of erasure_ground.h; NULL: what follows, see erased_ground() */
	const char *undecided; /* what becomes of what cannot be told: "erase", "keep"; NULL */
};
bool change_decide(struct installation *in, const struct actor *who, const char *reference,
    const struct change_decision *x, struct err *err) MUSTCHECK;
/*
 * change_check_by_hand: for decide_done(): DENIED for an erasure of what a hold keeps, of what a
 * program still sees records, or of which it was not said whose it is.
 */
bool change_check_by_hand(struct dossier *d, const char *right, const struct right_part_list *parts,
    struct err *err) MUSTCHECK;
/* change_role: of this person we hold ${category} as "controller" or "processor". */
bool change_role(struct installation *in, const struct actor *who, const char *reference,
    const char *category, const char *role, struct err *err) MUSTCHECK;
/*
 * change_approve: what has this digest (8 to 64 digits of it) is done, at once or after the
 * cooling-off of the register. DENIED while anything blocks it, and for who may not.
 */
struct change_approved {
	bool alone;   /* nobody else looked: this is an installation of one */
	usec_t after; /* it begins then; 0: it began */
};
bool change_approve(struct installation *in, const struct actor *who, const char *reference,
    const char *digest, struct change_approved *ret, struct err *err) MUSTCHECK;
/* change_waits: is there anything that an approval of a change would begin? */
bool change_waits(const struct dossier *d, bool *ret, struct err *err) MUSTCHECK;
/*
 * change_begin_approved: what was approved, and whose cooling-off is over by now, begins, in the
 * open transaction of ${d}; *ret_began. What it rested on has changed: it does not.
 */
bool change_begin_approved(struct dossier *d, bool *ret_began, struct err *err) MUSTCHECK;

/*
 * change_correct: what is to stand from now on is decided, with what shows it, and begins
 * (correct.c). DENIED for a column that may not be corrected, without evidence, and while it is not
 * established who asks; CONFLICT for what was refused.
 */
struct change_correction {
	const char *const *set; /* [COLLECTION.]COLUMN=VALUE */
	size_t n;
	const char *const *categories; /* of collections of these, ended by NULL; none: any */
	const char *evidence;          /* sealed */
};
bool change_correct(struct installation *in, const struct actor *who, const char *reference,
    const struct change_correction *x, struct err *err) MUSTCHECK;
/*
 * change_correct_back: what was written last is written back as it stood, as a rectification of its
 * own, for ${why}; then it is to be decided again. DENIED where nothing was written, without why,
 * and where several of the person's rows said different things.
 */
bool change_correct_back(struct installation *in, const struct actor *who, const char *reference,
    const char *why, struct err *err) MUSTCHECK;
/*
 * view_corrections: what was decided to be corrected: {"fields":[{"collection","column","category",
 * "label","value","known","was"}],"systems":[{"system","program"}]}: "was" stands there, or stood
 * before it was written, where that is known. Values of the person: for who decides. New.
 */
json_t *view_corrections(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);

/* ---- doing it (start.c, settle.c) ---- */

/* What is done at one system. */
struct change_target {
	const char *system;
	int change;               /* that of what was found there */
	const json_t *categories; /* ids */
	/*
	 * as approved: "fingerprint","epoch","sets" with keys,"right"?,"wanted"?; NULL: people are
	 * asked
	 */
	const json_t *found;
};
struct change_round {
	enum action action;
	const char *purpose; /* ERASURE_... */
	bool only;           /* rows outside of the sets are left alone instead of stopping it */
	const struct change_target *targets;
	size_t n;
};
/*
 * change_start: the one function that has anything changed or destroyed: rows of the ledger and
 * tasks, in the open transaction of ${d}. Nothing runs before its events are in a checkpoint.
 */
bool change_start(struct dossier *d, const struct change_round *what, struct err *err) MUSTCHECK;
/* change_settle: of each category all of whose tasks are done, that it was carried out. */
bool change_settle(struct dossier *d, struct err *err) MUSTCHECK;
/*
 * change_said: what follows from what a person ${said} of a task that erases or finds (then of
 * struct task_answer): all of it was carried out, or what they saw is there again and is asked for
 * anew (look.c).
 */
bool change_said(struct dossier *d, const struct task *t, const json_t *said, struct err *err)
    MUSTCHECK;
/*
 * change_settle_all: likewise, and of each purpose that stops by being asked, when everybody who
 * was asked to stop it said so (settle_stops.c).
 */
bool change_settle_all(struct dossier *d, struct err *err) MUSTCHECK;

/* ---- holds (hold.c) ---- */

/*
 * change_holds: those that are on what ${system} (NULL: any) holds of this person, as a job is
 * given them: [{"id","collection","keys","columns","review"}], new; NULL: see err.
 */
json_t *change_holds(
    struct installation *in, const struct dossier *d, const char *system, struct err *err);

/* ---- views (view.c): new json_t ---- */

/* view_change: "change" of docs/json/plan.schema.json; null where nothing is changed. */
json_t *view_change(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);
/*
 * view_erased: [{"reference","system","state","erased","anonymised","held","kept"}] of what
 * programs ended since, of requests that ${who} may see; new.
 */
json_t *view_erased(
    struct installation *in, const struct actor *who, usec_t since, struct err *err);
/* view_receipts: docs/json/receipts.schema.json. */
json_t *view_receipts(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);

#endif
