/*
 * Searching: a request is fanned out into tasks, a slot gets its work and answers, a person does
 * what no slot can, and what is found opens further systems.
 */
#ifndef DOSSIER_SEARCH_H
#define DOSSIER_SEARCH_H

#include "dossier/archive.h"
#include "dossier/dossier.h"
#include "dossier/plan.h"

/* ---- fanning out (fanout.c) ---- */

/*
 * search_fan_out: plan up to a thousand logged requests of one organisation, in one transaction and
 * one statement for all their tasks; *ret_requests: how many. 0: none is left.
 */
bool search_fan_out(struct installation *in, const struct actor *who, const struct org *org,
    int64_t *ret_requests, struct err *err) MUSTCHECK;
/*
 * search_connector: how ${action} at ${system} will really be done (reach.c): by its connector, or
 * "written" (of a recipient) or "manual" when that can not do it or settings it needs are missing.
 */
const char *search_connector(struct installation *in, const struct org *org, const struct reg *reg,
    const char *system, enum action action, struct arena *a);
/* search_instructs: can people be told by a letter of ours to do it (instruct.c)? */
bool search_instructs(enum action action);
/*
 * search_changes: the systems, by id, in which a program finds what is a person's, and does
 * ${action} (change_rule.h) with it; ended
 * by NULL, in ${a}.
 */
const char *const *search_changes(struct installation *in, const struct org *org,
    const struct reg *reg, enum action action, struct arena *a);
/* search_planned: so a planned task. */
const char *search_planned(struct installation *in, const struct org *org, const struct reg *reg,
    const struct plan_task *t, struct arena *a);

/* ---- art. 19 (notify.c) ---- */

struct notifying {
	const char *right;             /* NULL: the only open one */
	const char *const *recipients; /* ids */
	size_t n;
};
struct decide_done;
/*
 * search_done: records what was done (NULL: nothing), and writes a letter to each recipient (none:
 * no letter) that says what was done of the right with the data they got; both or nothing. They
 * count as told once it left (post.h).
 */
bool search_done(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_done *done, const struct notifying *x, struct err *err) MUSTCHECK;

struct rights_chosen;
/*
 * search_report: the letter to the controller on whose instruction these rights were carried out by
 * hand, which says what was done; in an open transaction. INPUT without its address.
 */
bool search_report(struct dossier *d, const struct rights_chosen *rights, struct err *err)
    MUSTCHECK;

/* ---- what the worker asks and brings back (batch.c, job.c, accept.c) ---- */

/*
 * search_batch_open(in, org_id, tasks, err): the dossiers of leased tasks of one organisation, as
 * much of them as slots and answers need: read once for all of them, in three round trips. NULL
 * when the database is away. search_batch_use: one more who needs it; search_batch_release: one
 * less; the last one's closes the dossiers.
 * search_batch_dossier: borrowed; NULL with what is wrong with this one request.
 */
struct search_batch;
struct search_batch *search_batch_open(
    struct installation *in, int64_t org_id, const struct task_list *tasks, struct err *err);
struct search_batch *search_batch_use(struct search_batch *b);
void search_batch_release(struct search_batch *b);
DEFINE_DROP(search_batch, struct search_batch, search_batch_release)
const struct dossier *search_batch_dossier(
    const struct search_batch *b, const struct task *t, struct err *err);

/* search_job: everything a slot needs for one task of ${d}, and nothing else; new. */
json_t *search_job(
    struct installation *in, const struct dossier *d, const struct task *t, struct err *err);

/*
 * identifier_is_doubtful: did the system yield one that was somebody else's? It would find the same
 * rows again: a colleague looks.
 */
bool identifier_is_doubtful(const struct dossier *d, const char *system);
/* search_asks_people: is this task one that no slot does, as somebody is asked instead? */
bool search_asks_people(const struct task *t);
/* What a slot answered, or a task of search_asks_people. */
struct search_answer {
	const struct task *task;
	const struct dossier *dossier;  /* NULL: could not be opened, and the answer is a failure */
	const json_t *json;             /* NULL: the slot died, or none was asked */
	const struct search_hook *hook; /* of an action that a room above looks after; NULL: none */
};
/*
 * What a room above makes of what a slot says to an action of its own. check: is it what it was
 * asked, and what came of it (outcomes, state of ${d})? INPUT fails the task. keep: rows of it, in
 * the transaction that finishes the task, once it is known that this one counts.
 */
struct task_done;
struct search_hook {
	bool (*check)(struct installation *in, const struct search_answer *from, struct arena *a,
	    struct task_done *d, struct err *err);
	bool (*keep)(struct installation *in, const struct actor *who,
	    const struct search_answer *from, const struct task_done *d, struct err *err);
};
/*
 * search_accept: answers to tasks of one organisation. One transaction a batch, and one sync of
 * the blob store before it when there are parts: SYSTEM when that fails, and then nothing a slot
 * has done so far may be accepted any more.
 */
bool search_accept(struct installation *in, const struct actor *who, int64_t org_id,
    const struct search_answer *answers, size_t n, struct err *err) MUSTCHECK;
/*
 * search_part_stored: a part as its row, sealed: a file may be named after the person, and a hash
 * tells a guess right. search_part_place: under which name it is sealed.
 */
struct stored_part search_part_stored(
    const struct dossier *d, const struct part *p, struct arena *a);
const char *search_part_place(const struct request *r, struct arena *a);
/*
 * search_portable_categories: ids of those whose provided fields go into portability/, where that
 * was asked (art. 20(1)); new.
 */
json_t *search_portable_categories(const struct dossier *d, struct arena *a);

/* ---- what a person does (done.c, tasks.c, identifier.c) ---- */

/* A file that was found, open for reading, and what it is called, without directories. */
struct task_file {
	int fd;
	const char *name;
};
/*
 * One task of a request, as people name it: its system and, where there is more than one task, the
 * action; of an action done there more than once, the last time.
 */
struct task_name {
	const char *system;
	const char *action; /* NULL: there is but one */
};
/* What is said of one category: files, a number, or both; or that there is nothing. */
struct task_said {
	const char *category; /* NULL: the only one; of nothing, each of which nothing was said */
	bool nothing;         /* searched, nothing found */
	struct task_file *files; /* CSV becomes rows, every other file stays one */
	size_t nfiles;
	int64_t count; /* records handed over another way; -1: none */
	/* asked to erase, ${count} are gone; of what it keeps: how much (0: not said), */
	int64_t held;
	bool none_held;    /* or that there was nothing of what has to stay there */
	struct date until; /* its last day */
	const char *law;   /* and the article that demands it, or a basis by its id */
	/* what shows it, which is kept sealed; of records that stay without them: "phone,note" */
	const char *proof, *columns;
};
struct task_answer {
	const struct task_said *said; /* of each category once */
	size_t n;
	const char *to; /* forward: the controller's id */
	/*
	 * what a room above makes of ${said} at ${t}, an erasure, a stop or a look, in that
	 * transaction: [{"category", ...}]; NULL: nothing
	 */
	bool (*then)(struct dossier *d, const struct task *t, const json_t *said, struct err *err);
};
struct task_told {
	int64_t unsent;   /* the letter that was to ask it and has not left; 0: none */
	const char *open; /* "A, B": of these nothing was said yet; NULL: the task is done */
};
/*
 * search_task_done: what was said before of a category is added to. The task is done when each was
 * said something of; until then it stays asked. *ret in ${a}. CONFLICT when it is done, or what is
 * said cannot be true beside what was said before; DENIED where something is kept from an erasure
 * without an article that demands it and a last day.
 * search_task_reopen: what a person said is to be said anew, of ${category} or (NULL) of all; what
 * they handed in is replaced by what is handed in next.
 */
bool search_task_done(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, const struct task_answer *t, struct arena *a,
    struct task_told *ret, struct err *err) MUSTCHECK;
bool search_task_reopen(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, const char *category, struct err *err) MUSTCHECK;
bool search_task_retry(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, struct err *err) MUSTCHECK;
bool search_task_skip(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, const char *ground, struct err *err) MUSTCHECK;
/*
 * search_identifier: a person says of a proposed identifier, by its number in `plan`, that it is
 * the person's, or others' too (an office's number: nothing is searched by it, and the rows it
 * stands in stay); or of that or a usable one that it is somebody else's: all that was found with
 * it is dropped and searched again without it, and the system that yielded it is from then on
 * looked at by a colleague.
 */
enum identifier_said {
	IDENTIFIER_CONFIRMED,
	IDENTIFIER_REJECTED,
	IDENTIFIER_SHARED,
};
bool search_identifier(struct installation *in, const struct actor *who, const char *reference,
    int64_t id, enum identifier_said said, struct err *err) MUSTCHECK;
/*
 * search_identifier_add: one that became known after the request was logged: systems that waited
 * for its kind, or were not searched for want of it, are searched, and those that match on it once
 * more. USAGE for a kind that no system of the register matches on, or what is none of its kind;
 * CONFLICT when it is known, or was rejected, or the answer left.
 */
bool search_identifier_add(struct installation *in, const struct actor *who, const char *reference,
    const struct identifier_value *v, struct err *err) MUSTCHECK;

/*
 * search_right_add: a right that was asked from the start is added (art. 5(1)(d)); who is to be
 * asked for it is asked. ${x->rights}: that one. USAGE or NOTFOUND as about_check(), CONFLICT when
 * it is there already (right.c).
 */
struct about_said;
bool search_right_add(struct installation *in, const struct actor *who, const char *reference,
    const struct about_said *x, const char *why, struct err *err) MUSTCHECK;

/* ---- before anybody is asked (lookup.c) ---- */

/*
 * search_lookup: how much each system holds of them, counted now, by ${tries} (installation.h),
 * one after another: one that is silent or refuses says so and stops none. Kept sealed, the newest
 * beside the earlier ones, and nothing else changes. DENIED but for an officer or handler; CONFLICT
 * once the answer left.
 * view_lookup: the newest: docs/json/lookup.schema.json. NOTFOUND when there is none.
 */
bool search_lookup(struct installation *in, const struct actor *who, const char *reference,
    const struct doctor_tries *tries, struct err *err) MUSTCHECK;
json_t *view_lookup(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);

/* ---- views (view_plan.c): new json_t ---- */

/*
 * view_left_out: {"category","recipient","reason","code",...}: what a plan leaves out, the reason
 * in words of ${lang}.
 */
json_t *view_left_out(
    const struct code_words *w, const struct plan_left_out *l, const char *lang, struct arena *a);

json_t *view_plan(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);
/* view_undo: what can be taken back now, with its command: docs/json/undo.schema.json (undo.c). */
json_t *view_undo(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);
/* view_one_task: as view_plan shows it. */
json_t *view_one_task(struct installation *in, const struct actor *who, const char *reference,
    const struct task_name *name, struct err *err);
json_t *view_tasks(struct installation *in, const struct actor *who, const char *org,
    const char *state, struct err *err);

#endif
