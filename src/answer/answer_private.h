/* What the files of this room share and nobody else needs. */
#ifndef ANSWER_PRIVATE_H
#define ANSWER_PRIVATE_H

#include <inttypes.h>

#include "dossier/answer.h"
#include "dossier/archive.h"
#include "dossier/coverage.h"
#include "dossier/decide.h"
#include "dossier/information.h"
#include "dossier/post.h"

/* answer_parts: what was collected, sealed, that the open rights give, with its row (parts.c). */
struct answer_parts {
	struct part *items;
	int64_t *ids;
	size_t n;
};
bool answer_parts(
    const struct dossier *d, struct arena *a, struct answer_parts *ret, struct err *err) MUSTCHECK;

/*
 * review_lacks: *ret, why what leaves with the copy was not looked at enough, in d->a; NULL: it was
 * (review_approve.c).
 */
bool review_lacks(const struct dossier *d, const char **ret, struct err *err) MUSTCHECK;

/*
 * answer_check_ready: DENIED while something is still to be searched, as that article wants, or
 * when it is closed.
 */
bool answer_check_ready(const struct dossier *d, const char *article, struct err *err) MUSTCHECK;
/* answer_newest_release: the archive built last; ${none} when there is none. */
bool answer_newest_release(
    const struct dossier *d, enum err_kind none, struct release *ret, struct err *err) MUSTCHECK;

/*
 * answer_check_current: DENIED when something changed since it was built, or it is a draft.
 * answer_check_approved: DENIED unless a second person approved it, where one is asked for, who is
 * not who acts. answer_inspects: *ret, may who acts take it only to look, as who is to approve it?
 * DENIED for others while it waits for that. answer_is_old: *ret, did something change since it was
 * built, and it never left?
 */
bool answer_check_current(const struct dossier *d, const struct release *r, struct err *err)
    MUSTCHECK;
bool answer_check_approved(const struct dossier *d, const struct release *r, struct err *err)
    MUSTCHECK;
bool answer_is_old(const struct dossier *d, const struct release *r, bool *ret, struct err *err)
    MUSTCHECK;
bool answer_inspects(const struct dossier *d, const struct release *r, bool *ret, struct err *err)
    MUSTCHECK;

/* answer_untaken: *ret, did nobody take out all of the archive with this hash? */
bool answer_untaken(const struct dossier *d, const char *sha256, bool *ret, struct err *err)
    MUSTCHECK;

/*
 * The first of what an answer to this right waits for: a source or a forwarding, and a find that no
 * person judged; or NULL. answer_is_planned: are its tasks made, if there are to be any?
 */
const struct task *answer_task_awaited(const struct dossier *d, const char *right);
const struct identifier *answer_identifier_awaited(const struct dossier *d, const char *right);
bool answer_is_planned(const struct dossier *d, const char *right);
/* answer_keeps: are data of the person kept from an erasure: is it refused in part (12(4))? */
bool answer_keeps(const struct dossier *d, const char *right);
/* answer_check_identifier: DENIED, with what a person has to say of this one. */
bool answer_check_identifier(const struct dossier *d, const struct identifier *id, struct err *err)
    MUSTCHECK;

/*
 * answer_demands_met: which demands of law/guard an answer to g->right by this archive (NULL:
 * none), sent like that, meets; into ${g}, in d->a.
 */
bool answer_demands_met(const struct dossier *d, const struct release *copy, const char *how,
    struct guard_answer *g, struct err *err) MUSTCHECK;

/* answer_holds: does the archive hold a file of which the path begins so? */
bool answer_holds(const struct release *r, const char *path);

/* answer_waits: as answer_lacks, of one that is open; in d->a. */
bool answer_waits(const struct dossier *d, const char *right, const char **ret, struct err *err)
    MUSTCHECK;

/*
 * answer_open: what the copy still waits for, as the pages are told it ("open" of
 * docs/json/archive-facts.schema.json); new. answer_check_named: DENIED when it is a draft and the
 * name of the file does not say so.
 */
json_t *answer_open(const struct dossier *d, struct err *err);
/* answer_labels: what the register calls collections and columns ("labels" of the same); new. */
json_t *answer_labels(const struct dossier *d);
bool answer_check_named(
    const struct release *r, const char *reference, const char *name, struct err *err) MUSTCHECK;

/*
 * answer_remedies: into ${facts}, whom to complain to and which court: the law's tables, for this
 * country and kind of organisation (art. 12(4)).
 */
struct refusal_law;
bool answer_remedies(const struct dossier *d, const struct refusal_law *law, json_t *facts,
    struct arena *a, struct err *err) MUSTCHECK;

/* ---- what goes with the copy: art. 15(1)(a)-(h), 15(2) (informing.c) ---- */

struct informing_item {
	const struct category *category;
	enum info item;
	enum info_state state;
	const struct fact *said; /* by a person, which stands; NULL: nothing */
};
struct informing_reach {
	const struct recipient *recipient;
	const struct category *category;
	enum reach reach;
	const struct fact *said;
};
/*
 * informing_of: every item of each category concerned, which is one of ours of which data were
 * found and are given, and every recipient its data went to or may have. Nothing where the copy is
 * not answered by us, or not as access. In ${a}; opens nothing.
 */
struct informing {
	struct informing_item *items;
	size_t nitems;
	struct informing_reach *reaches;
	size_t nreaches;
	size_t nblanks; /* of both */
};
void informing_of(const struct dossier *d, struct arena *a, struct informing *ret);
bool informing_concerns(const struct dossier *d, const struct category *c);
bool informing_taken_back(const struct dossier *d, const struct fact *f);
/* informing_is_about: was it recorded of the category, and of that recipient or (NULL) none? */
bool informing_is_about(const struct fact *f, const char *category, const char *recipient);
/* informing_known: what is known of it, but for what was said. */
struct reach_known informing_known(
    const struct dossier *d, const struct recipient *r, const char *category);
/* informing_lacks: the first blank, with the commands that fill it, in d->a; NULL: none. */
const char *informing_lacks(const struct dossier *d);
/*
 * informing_facts: into the facts of an archive, what a person is told of each category and
 * recipient (docs/json/archive-facts.schema.json); informing_open: what is blank.
 */
bool informing_facts(const struct dossier *d, json_t *facts, struct err *err) MUSTCHECK;
void informing_open(const struct dossier *d, json_t *open);

/* answer_coverage: how many of the request's sources were searched. */
struct coverage answer_coverage(const struct dossier *d, struct arena *a);
/*
 * answer_check_coverage: DENIED when nothing was searched, and unless ${confirm} repeats the
 * reference when little was.
 */
bool answer_check_coverage(const struct dossier *d, const char *confirm, struct err *err) MUSTCHECK;

#endif
