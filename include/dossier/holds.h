/*
 * Holds: what of a person is kept though its erasure was asked, as somebody placed it or an erasure
 * left it. They name what they keep, so that the rest goes; releasing one erases nothing, it has
 * the systems looked at again.
 */
#ifndef DOSSIER_HOLDS_H
#define DOSSIER_HOLDS_H

#include "dossier/change.h"
#include "dossier/store/hold.h"

/* A claim or a statute; texts that were not given are NULL. */
struct new_hold {
	const char *claim, *against; /* the dispute, and with whom */
	const char *owner;           /* who looks at it again */
	struct date review;
	const char *basis, *book_year; /* the statute, by its id or its name */
	struct date from;              /* none: what it counts from lies ahead */
	const char *category, *system, *collection;
	const char *const *keys;    /* a record each: its key, or a JSON array of its parts */
	const char *const *columns; /* lists, ended by NULL */
};
/*
 * change_hold_add: on what is held of the person of a request. DENIED for what rests on neither a
 * concrete claim nor a statute that covers it (hold.h), and where nothing is left to hold; CONFLICT
 * never; TEMPORARY while a system is being told to commit what it erases of it. *ret_id.
 * Whatever was approved before has to be approved again.
 */
bool change_hold_add(struct installation *in, const struct actor *who, const char *reference,
    const struct new_hold *x, int64_t *ret_id, struct err *err) MUSTCHECK;
/*
 * change_hold_release: it keeps nothing any more, for that reason. Erases nothing: the systems are
 * asked again what they hold of the person, where an erasure was asked, and the rest is as for any
 * erasure.
 */
bool change_hold_release(struct installation *in, const struct actor *who, int64_t id,
    const char *reason, struct err *err) MUSTCHECK;
/*
 * view_holds: docs/json/holds.schema.json, of what is ${about}: an organisation, a request, or
 * NULL, all there are; with ${ended} also what is released or over. Nothing of it is opened.
 * view_hold: docs/json/hold.schema.json, one, opened; an event of who looked. New.
 */
json_t *view_holds(struct installation *in, const struct actor *who, const char *about, bool ended,
    struct err *err);
json_t *view_hold(struct installation *in, const struct actor *who, int64_t id, struct err *err);
/*
 * change_hold_kept: what an erasure that is done left is kept: rows of it, one a ground, last day
 * and collection; of those that an earlier one left and that keep nothing any more, the end. In the
 * open transaction of ${d}.
 */
bool change_hold_kept(const struct dossier *d, const struct erasure *e, struct err *err) MUSTCHECK;
/*
 * change_hold_check: docs/json/hold-check.schema.json: of what erasures left by a statute, is it
 * out of normal reads? As the systems said last; with ${ask} they are asked anew, and tell it
 * later. Of an organisation, or all. New.
 * view_hold_ddl: docs/json/hold-ddl.schema.json: what a database administrator may install. New.
 */
json_t *change_hold_check(
    struct installation *in, const struct actor *who, const char *slug, bool ask, struct err *err);
json_t *view_hold_ddl(struct installation *in, const struct actor *who, const char *slug,
    const char *system, struct err *err);
/*
 * change_check_evidence: DENIED while another request of the same person for a copy is to be
 * answered: what it is about is not erased before (named).
 */
bool change_check_evidence(const struct dossier *d, struct err *err) MUSTCHECK;

#endif
