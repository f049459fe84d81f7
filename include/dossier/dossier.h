/*
 * One request with all that belongs to it: opened once, acted upon under its lock, decided, and its
 * clock. Every face (command line, worker, later portal and mail) acts through these functions and
 * those of the rooms above; each checks the rules, writes state and event in one transaction, and
 * leaves tasks. Views are json_t in the shapes of docs/json/, the same for every face.
 */
#ifndef DOSSIER_DOSSIER_H
#define DOSSIER_DOSSIER_H

#include "dossier/act.h"
#include "dossier/connector.h"
#include "dossier/decision.h"
#include "dossier/installation.h"
#include "dossier/plan.h"
#include "dossier/store/clock.h"
#include "dossier/store/identifier.h"
#include "dossier/store/outcome.h"
#include "dossier/store/right.h"
#include "dossier/term.h"

/*
 * A request with what belongs to it, read once. Everything of it lives in ${a}, which it owns. A
 * decision changes the facts and the term with the rows; the rest stays as it was read.
 */
struct dossier {
	struct installation *in;
	const struct actor *who; /* opened it, and acts; borrowed */
	struct arena *a;
	struct request request;
	struct org org;
	const struct reg *reg;
	struct request_right_list rights;
	struct identifier_list identifiers;
	struct task_list tasks;
	struct outcome_list outcomes;
	struct fact_list facts;
	struct decision_list decisions; /* by category: those that stand */
	struct request_keys *keys;
	usec_t content_ended; /* since when what was collected is destroyed; 0: it is not */
	const struct calendar *calendar;
	struct date today; /* where the organisation is */
	struct term term;  /* as it stands today */
};

/* ---- opening (dossier.c) ---- */

/* dossier_open: DENIED unless ${who} has a role there. Four round trips. */
struct dossier *dossier_open(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);
void dossier_free(struct dossier *d);
DEFINE_DROP(dossier, struct dossier, dossier_free)
/* dossier_release: what is not in its arena. */
void dossier_release(struct dossier *d);
/*
 * dossier_error_sealed: what failed as a task keeps it: sealed, or TASK_UNOPENED without a dossier.
 * dossier_error_words: the way back of a task of that reference, in words; NULL: nothing failed.
 * ${keys} may be NULL, as when they were destroyed: then only a code has words.
 */
const char *dossier_error_sealed(const struct dossier *d, const char *text, struct arena *a);
const char *dossier_error_words(
    const struct request_keys *keys, const char *reference, const char *error, struct arena *a);
/*
 * dossier_check_content: DENIED, with the day, when what was collected was destroyed after the
 * organisation's term.
 */
bool dossier_check_content(const struct dossier *d, struct err *err) MUSTCHECK;
/* dossier_keys: the keys of a request, opened; new. NOTFOUND when they were destroyed. */
struct request_keys *dossier_keys(struct installation *in, int64_t org_id, int64_t request_id,
    const char *reference, struct err *err);

/* ---- acting (act.c) ---- */

/*
 * dossier_begin: open it in a transaction in which nobody else changes the request or its tasks:
 * what the dossier says is so. DENIED unless ${who} may do ${act}, CONFLICT unless that can be done
 * in its state (act.h). NULL: no transaction is open. dossier_commit(d, ok, err): the end of it:
 * commit when ${ok}, else roll back; frees ${d}, which may be NULL. False unless committed.
 */
struct dossier *dossier_begin(struct installation *in, const struct actor *who,
    const char *reference, enum act act, struct err *err);
bool dossier_commit(struct dossier *d, bool ok, struct err *err) MUSTCHECK;
/*
 * dossier_join: in the transaction that is open, for the worker, which goes on with what people
 * decided: nobody is asked for a role. Ended by dossier_free; who began the transaction ends it.
 */
struct dossier *dossier_join(
    struct installation *in, const struct actor *who, const struct request *r, struct err *err);
/*
 * dossier_letter(d, task_id, l, err): a letter about it, with its event. ${task_id} 0: no task
 * wrote it. DENIED unless who acts may write letters (act.h).
 */
bool dossier_letter(struct dossier *d, int64_t task_id, const struct letter *l, struct err *err)
    MUSTCHECK;
/* dossier_wrote: in->wrote is told of it; dossier_letter does so. */
void dossier_wrote(const struct installation *in, const char *reference, const struct letter *l);
/* dossier_event: one line of the audit log about it, by who acts; steals ${body}. */
bool dossier_event(const struct dossier *d, const char *kind, json_t *body, struct err *err)
    MUSTCHECK;
/* dossier_was: *ret, how often there is such a line whose body says all of ${says} (stolen). */
bool dossier_was(const struct dossier *d, const char *kind, json_t *says, int64_t *ret,
    struct err *err) MUSTCHECK;
/*
 * dossier_check_state: CONFLICT where that can not be done in its state. dossier_advance: the state
 * that follows from its facts and its tasks as they are now, with what goes with it: where nothing
 * runs any more, what waits was not searched; where it ended, nothing is searched any more.
 * dossier_go_on: the same, but one that has ended stays as it is, with the tasks it has.
 */
bool dossier_check_state(const struct dossier *d, enum act act, struct err *err) MUSTCHECK;
bool dossier_advance(struct dossier *d, struct err *err) MUSTCHECK;
bool dossier_go_on(struct dossier *d, struct err *err) MUSTCHECK;

/* contact_register: the newest, which may have been corrected since; NULL: it can not be read. */
const struct reg *contact_register(const struct dossier *d, struct err *err);
/*
 * contact_controller, contact_recipient: as the newest register has them, where it does, for their
 * address may have been corrected since; else the request's; NULL: neither does (contact.c).
 */
const struct reg_controller *contact_controller(const struct dossier *d, const char *id);
const struct recipient *contact_recipient(const struct dossier *d, const char *id);
/*
 * contact_origin: where the request came from, the first e-mail address they gave. contact_shown:
 * an address that is shown to be theirs, to which data goes: that by which an officer recorded
 * that they were checked, the last one first, or what they gave and something proves. NULL: none.
 */
const struct identifier *contact_origin(const struct dossier *d);
const struct identifier *contact_shown(const struct dossier *d);
/* dossier_controller: on whose instruction, by name; NULL: it is ours to answer (rights.c). */
const char *dossier_controller(const struct dossier *d);
/* dossier_skipped_for: why a person skipped a task, in their words; NULL: they did not. */
const char *dossier_skipped_for(const struct dossier *d, const struct task *t);

/* ---- small things a person does (notes.c) ---- */

/* dossier_assign: *ret, who deputises for ${handler} now, until when; NULL: they are there. */
struct assigned {
	const char *deputy;
	struct date until;
};
bool dossier_assign(struct installation *in, const struct actor *who, const char *reference,
    const char *handler, struct arena *a, struct assigned *ret, struct err *err) MUSTCHECK;
bool dossier_note(struct installation *in, const struct actor *who, const char *reference,
    const char *text, struct err *err) MUSTCHECK;
/*
 * dossier_advise: the dpo advises on it, sealed; an event. dossier_advice: who advised, and when,
 * in ${a}; for who is about to decide, whom it keeps from nothing.
 */
struct note_list;
bool dossier_advise(struct installation *in, const struct actor *who, const char *reference,
    const char *text, struct err *err) MUSTCHECK;
bool dossier_advice(struct installation *in, const struct actor *who, const char *reference,
    struct arena *a, struct note_list *ret, struct err *err) MUSTCHECK;
/*
 * original_place: under which name a request as it came is sealed. dossier_original: it, opened; an
 * event of who looked. NOTFOUND where nothing was kept of it.
 */
const char *original_place(const char *reference, struct arena *a);
bool dossier_original(struct installation *in, const struct actor *who, const char *reference,
    struct buf *ret, struct err *err) MUSTCHECK;
/* note_check: USAGE for a text that is no note: too long, or with what text_flaw finds. */
bool note_check(const char *text, struct err *err) MUSTCHECK;

/* ---- identifiers (identifiers.c) ---- */

/*
 * seal_place: where an identifier stands, so that a sealed value can not be moved to another
 * request. identifier_sealed: normalise, seal and blind one identifier.
 */
const char *seal_place(const char *reference, const char *kind, struct arena *a);
bool identifier_sealed(struct installation *in, const struct org *org, const char *reference,
    const struct request_keys *keys, const struct identifier_value *v, struct arena *a,
    struct identifier *ret, struct err *err) MUSTCHECK;
/*
 * identifiers_conflict: can only one of the two be the person's? Two customer numbers of one
 * system, or of it and what was given, or two accounts' numbers that were verified at sign-up.
 */
bool identifiers_conflict(const struct identifier *x, const struct identifier *y);
/* identifier_is_proposed: a person has to say whose it is; identifier_is_live: or it counts. */
bool identifier_is_proposed(const struct identifier *x);
bool identifier_is_live(const struct identifier *x);
/* identifier_is_contact: a letter or a code can go there. */
bool identifier_is_contact(const struct identifier *x);
/* identifier_masked: enough of ${value} for who knows it: a***@example.org, ***678. */
const char *identifier_masked(const struct identifier *x, const char *value, struct arena *a);
/* identifier_rival: one with which it is in conflict while nobody has said which; NULL: none. */
const struct identifier *identifier_rival(const struct dossier *d, const struct identifier *x);
/*
 * identifier_singles_out: does it tell one person from all others? A name or a date of birth is
 * many people's; what was rejected, or is not confirmed, is nobody's.
 */
bool identifier_singles_out(const struct identifier *i);
/* identifier_blinds: the blind indexes of those that do; ended by NULL; in ${a}. */
const char *const *identifier_blinds(const struct identifier_list *ids, struct arena *a);

/*
 * dossier_task_awaited: the first task with one of these actions (1u << ACTION_...) that is neither
 * done nor accounted for; NULL: none.
 */
const struct task *dossier_task_awaited(const struct dossier *d, unsigned actions);
/*
 * dossier_plan: the plan of a request by the register it was logged under and the identifiers
 * usable now; of what is left out for a customer also why it was forwarded to none, if it was not.
 * ${changes}: as in struct plan_asked; NULL: those that were asked already what is to be erased.
 */
void dossier_plan(
    const struct dossier *d, const char *const *changes, struct arena *a, struct plan *ret);

/*
 * dossier_sealed: words of a person as they are stored with an outcome; NULL stays NULL. In a
 * dossier that was opened they are open.
 */
const char *dossier_sealed(const struct dossier *d, const char *text, struct arena *a);

/* ---- rights (rights.c) ---- */

/* right_purposes: what it is about, as the register has them, ended by NULL; in ${a}. */
const struct purpose *const *right_purposes(
    const struct dossier *d, const struct request_right *r, struct arena *a);
/* right_uses: the purposes, by id, that one of ${l} is about; none where it is not asked. */
const char *const *right_uses(const struct request_right_list *l, enum right right);
/* dossier_uses: the same of ${d}; none where all of it that stops at once did. */
const char *const *dossier_uses(const struct dossier *d, enum right right);
/* right_asked: the row of a right; NULL: the request does not ask for it. */
struct request_right *right_asked(const struct dossier *d, const char *right);
bool right_is_open(const struct request_right *r);
int dossier_open_rights(const struct dossier *d);
/* right_is_alone: no other is open, was answered or refused. */
bool right_is_alone(const struct dossier *d, const char *right); /* how many */
/* right_is_copy: is it answered with what was collected? */
bool right_is_copy(const char *right);
/* dossier_open_copy: the first of these that is open; NULL: no copy is to be given any more. */
const struct request_right *dossier_open_copy(const struct dossier *d);
/* right_of: a name of the store; right_bit, rights_bits: the bits of plan.h. */
enum right right_of(const char *name);
unsigned right_bit(const char *name);
unsigned rights_bits(const struct request_right_list *rights);
bool rights_ask_copy(const struct request_right_list *rights); /* is any of them for a copy? */

/* ---- views (view.c): new json_t ---- */

/*
 * dossier_seen: who acts is about to be shown what is known of a person: `show` or `plan` of a
 * request. An event (seen.c); nothing may be shown without. view_list writes its own when it looks
 * for a person. dossier_seen_part: of a part of it, which ${which} says (taken).
 */
bool dossier_seen(struct installation *in, const struct actor *who, const char *reference,
    const char *view, struct err *err) MUSTCHECK;
bool dossier_seen_part(struct installation *in, const struct actor *who, const char *reference,
    const char *view, json_t *which, struct err *err) MUSTCHECK;
/*
 * dossier_person_seen: these organisations were searched for a person (${view}: "view.person"), or
 * words of the requests of a list are shown: whose they are ("view.list"), or why a task failed
 * ("view.tasks"); ${found}: of which. An event each, but of a list that shows nothing.
 */
bool dossier_person_seen(struct installation *in, const struct actor *who,
    const struct org_list *orgs, const char *view, const json_t *found, struct err *err) MUSTCHECK;
json_t *view_show(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);
json_t *view_list(struct installation *in, const struct actor *who, const struct request_filter *f,
    const char *org, const char *person, struct err *err);
#define DUE_MOST 1000 /* of one organisation: the most urgent */
/* mine: only what ${who} handles, or for whose handler they deputise today. */
struct due_asked {
	const char *org; /* NULL: all */
	int within_days;
	bool mine;
};
json_t *view_due(struct installation *in, const struct actor *who, const struct due_asked *asked,
    bool *ret_late, struct err *err);
/*
 * view_today: what is to be done today: [{"what": "late|due|waits|letter|system", "organisation",
 * "reference", "status", "due", "days_left", "handler", "code", "why", "command"}], each once. What
 * is late or due is as view_due has it; "waits" is for ${who}, or for nobody in particular where
 * they may act (today.c).
 */
json_t *view_today(
    struct installation *in, const struct actor *who, const char *org, bool mine, struct err *err);
/*
 * dossier_waits: what it waits for, as "status", "rights", "waits_for" and "next" of ${v}, which
 * may have "unsent"; its status is its state in a word: of what is collected while a task is not
 * accounted for, waiting (waits.c).
 */
bool dossier_waits(const struct dossier *d, json_t *v, struct err *err) MUSTCHECK;
/* view_rights, view_identifiers, view_task: the parts that other rooms' views share. */
json_t *view_rights(const struct request_right_list *rights);
json_t *view_identifiers(const struct dossier *d, struct err *err);
/*
 * view_task: with ${error} in words, and without its outcomes, which stand in a dossier.
 * view_dossier_task: with them.
 */
json_t *view_task(const struct org *org, const struct task *t, const char *error);
json_t *view_dossier_task(
    const struct code_words *w, const struct dossier *d, const struct task *t, struct arena *a);

#endif
