/* What the files of this room share and nobody else needs. */
#ifndef SEARCH_PRIVATE_H
#define SEARCH_PRIVATE_H

#include "dossier/change_rule.h"
#include "dossier/letter.h"
#include "dossier/row_file.h"
#include "dossier/search.h"
#include "dossier/store/hold.h"
#include "dossier/store/task_finish.h"

/* reach_asks_people: does this connector ask somebody, rather than reach a system (reach.c)? */
bool reach_asks_people(const char *connector);
/*
 * ask_people: a task of search_asks_people as asked, with its letter; everything in ${a} (ask.c).
 */
bool ask_people(struct installation *in, const struct dossier *d, const struct task *t,
    struct arena *a, struct task_done *ret, struct err *err) MUSTCHECK;
/*
 * stays_read: what may not be erased of the categories of a task that erases by people, by law or
 * as somebody has it held (stays.c); in ${a}. stays_told: as letters tell it; new. stays_of: the
 * first of that category, or NULL. stay_name: by what, in a line.
 */
struct stay {
	const char *category;
	const struct retention_basis *basis; /* by the register; NULL: ${hold} */
	bool part;                           /* not all of the category: what its duty needs */
	const struct hold *hold;
};
struct stays {
	struct stay *items;
	size_t n;
};
bool stays_read(struct installation *in, const struct dossier *d, const struct task *t,
    struct arena *a, struct stays *ret, struct err *err) MUSTCHECK;
json_t *stays_told(const struct stays *s, const struct dossier *d, const struct task *t,
    const char *language, struct arena *a);
const struct stay *stays_of(const struct stays *s, const char *category);
const char *stay_name(const struct stay *s, struct arena *a);
/*
 * instruct_recipient, instruct_controller: the letter that asks a processor, or hands the request
 * to the controller, the ${nth} that does, sealed; in ${a}, or d->a. ${d} with its rights and
 * identifiers. ${left}: so many that ask the same left before, this one takes their place. INPUT
 * when none can be written (instruct.c).
 */
bool instruct_recipient(struct installation *in, const struct dossier *d, const struct task *t,
    const json_t *recipient, int64_t left, struct arena *a, struct letter *ret, struct err *err)
    MUSTCHECK;
bool instruct_controller(struct installation *in, const struct dossier *d, const struct task *t,
    const struct reg_controller *c, int nth, struct letter *ret, struct err *err) MUSTCHECK;
/*
 * instruct_kind: which letter asks it. instruct_name: how the file of that instruction, or letter
 * to a colleague, begins.
 */
enum letter_kind instruct_kind(const struct task *t);
const char *instruct_name(
    const struct dossier *d, const struct task *t, enum letter_kind kind, struct arena *a);
/* instruct_colleague: tells who searches a system by hand; ${system} has contact.email. */
bool instruct_colleague(struct installation *in, const struct dossier *d, const struct task *t,
    const json_t *system, int64_t left, struct arena *a, struct letter *ret, struct err *err)
    MUSTCHECK;
/*
 * instruct_identifiers: by what the person is found, [{"label","value"}]: those of the kinds
 * ${needs}; NULL: what people told us. New; NULL: see err. instruct_address: from whom and to whom,
 * in which language; ${to} as the register has it.
 */
json_t *instruct_identifiers(struct installation *in, const struct dossier *d, const json_t *needs,
    const char *language, struct arena *a, struct err *err);
void instruct_address(const struct installation *in, const struct dossier *d, const json_t *to,
    struct letter_draft *l);
/*
 * fan_out_more: tasks for what the plan of ${d} has now and none is of, in the open transaction;
 * with its event (fanout.c).
 */
bool fan_out_more(struct dossier *d, struct err *err) MUSTCHECK;
/* task_named: borrowed from ${d}; USAGE when its action must be named (named.c). */
const struct task *task_named(
    const struct dossier *d, const struct task_name *name, struct err *err);
/* task_round: which time it is done there, as its events have it; NULL: the first; new. */
json_t *task_round(const struct task *t);
/* outcomes_all: the same for every category of the task; in ${a} (ask.c). */
struct outcome *outcomes_all(const struct task *t, const struct outcome *said, struct arena *a);
/* forward_to: this task done, by a letter to the controller ${to} (forward.c). */
bool forward_to(struct dossier *d, const struct task *t, const char *to, struct err *err) MUSTCHECK;
/* said_category: which one it is of; NULL: it is not said, or it is none of the task (handed.c). */
const char *said_category(const struct task *t, const struct task_said *s);
/* said_of_erasure: is anything of it what only who erases can say (done_erase.c)? */
bool said_of_erasure(const struct task_said *s);
/* done_in_part: was something said of a task that is not done? */
bool done_in_part(const struct dossier *d, const struct task *t);
/* done_skip: nobody searches what nothing was said of yet, and why. */
bool done_skip(const struct dossier *d, const struct task *t, const char *ground, struct err *err)
    MUSTCHECK;
/*
 * handed_seal: the files of an answer as parts of ${sink}, on the disk (handed.c). handed_count:
 * how many records of ${category} there are among them.
 */
bool handed_seal(const struct dossier *d, const struct task *t, const struct task_answer *w,
    struct part_sink *sink, struct err *err) MUSTCHECK;
int64_t handed_count(const struct part_sink *sink, const char *category);
/* handed_portable: of which categories it is portable too, as of what a worker collects. */
const char *const *handed_portable(const struct dossier *d);
/* Outcomes as they become. */
struct outcomes {
	struct outcome *items;
	size_t n;
};
/* said_check: can that be said of a category of this task (done_check.c)? */
bool said_check(const struct dossier *d, const struct task *t, const struct task_said *s,
    struct err *err) MUSTCHECK;
/*
 * erased_check: can that be said of a category that was to be erased? erased_say: adds what it
 * comes to with what was said of ${category} before (done_erase.c).
 */
bool erased_check(const struct dossier *d, const struct task *t, const struct task_said *s,
    struct err *err) MUSTCHECK;
bool erased_say(const struct dossier *d, const struct task *t, const char *category,
    const struct task_said *s, struct outcomes *to, struct err *err) MUSTCHECK;
/*
 * Of a task that finds, what a colleague saw there (done_seen.c). seen_check: can that be said of a
 * category? seen_whole: is each said something of, as a look counts whole? seen_say: adds it to
 * ${said}; true.
 */
bool seen_check(const struct task_said *s, struct err *err) MUSTCHECK;
bool seen_whole(const struct dossier *d, const struct task *t, const struct task_answer *w,
    struct err *err) MUSTCHECK;
bool seen_say(const char *category, const struct task_said *s, json_t *said);
/*
 * yields_accept: the identifiers in a slot's answer, each used at once only where the register
 * names what proves it the person's, and nothing speaks against it (yields.c).
 */
bool yields_accept(struct installation *in, const struct dossier *c, const struct task *t,
    const json_t *answer, struct arena *a, struct task_done *d, struct err *err);
/* search_state_place: under which name the state of a vendor's job is sealed. */
const char *search_state_place(const struct task *t, struct arena *a);

/* search_categories: the categories of a task, [{"id","name"}] in ${language}; new. */
json_t *search_categories(const struct dossier *d, const struct task *t, const char *language);

#endif
