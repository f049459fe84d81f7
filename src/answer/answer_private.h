/* What the files of this room share and nobody else needs. */
#ifndef ANSWER_PRIVATE_H
#define ANSWER_PRIVATE_H

#include <inttypes.h>

#include "dossier/answer.h"
#include "dossier/archive.h"
#include "dossier/coverage.h"
#include "dossier/decide.h"
#include "dossier/post.h"

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
 * DENIED for others while it waits for that.
 */
bool answer_check_current(const struct dossier *d, const struct release *r, struct err *err)
    MUSTCHECK;
bool answer_check_approved(const struct dossier *d, const struct release *r, struct err *err)
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
json_t *answer_open(const struct dossier *d);
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

/* answer_coverage: how many of the request's sources were searched. */
struct coverage answer_coverage(const struct dossier *d, struct arena *a);
/*
 * answer_check_coverage: DENIED when nothing was searched, and unless ${confirm} repeats the
 * reference when little was.
 */
bool answer_check_coverage(const struct dossier *d, const char *confirm, struct err *err) MUSTCHECK;

#endif
