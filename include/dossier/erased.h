/*
 * What became of an erasure at the systems, set of records by set: of what a program did from its
 * receipts, of what people were asked from what they said. Reads only.
 */
#ifndef DOSSIER_ERASED_H
#define DOSSIER_ERASED_H

#include "dossier/dossier.h"
#include "dossier/erasure_ground.h"
#include "dossier/store/preview.h"

/* Strings are borrowed from the dossier, or live until erased_free(). */
struct erased_set {
	const char *system;
	struct outcome o;   /* erased, anonymised, held or kept; its count may be -1 */
	struct date review; /* held for a claim: when that is looked at again */
	const char *text;   /* why it stays, in the register's words; NULL: it says nothing */
	const json_t *kept; /* columns that stay; NULL: the whole record, or not said */
	bool rest;          /* and what of the record does not stay is gone */
	bool in_use;        /* a contract that runs needs it still, whatever else keeps it */
	bool blocked;       /* the last look, since, saw it out of the view of normal use */
};
struct erased_run {
	int64_t number; /* in the ledger */
	const char *system;
	const json_t *receipt; /* {"committed_at","sets","layers",...} */
};
/* runs: of programs that are done, the oldest first. What is kept is what the last one said. */
struct erased {
	struct erased_set *items;
	size_t n;
	struct erased_run *runs;
	size_t nruns;
	json_t *receipts;          /* of all the runs */
	struct preview_list looks; /* what the systems said, round by round */
};
/* erased_read: new; NULL: see err. */
struct erased *erased_read(const struct dossier *d, struct err *err);
void erased_free(struct erased *e);
DEFINE_DROP(erased, struct erased, erased_free)

/* erased_outcome: what a set of a receipt of ${action} comes to; in ${a}. */
struct outcome erased_outcome(const json_t *set, enum action action, struct arena *a);

/*
 * erased_ground: on which ground of art. 17(1) it goes: as it was decided, else what follows from
 * an objection or a withdrawal of consent of this request that leaves it no use (erased_ground.c).
 */
enum erasure_ground erased_ground(const struct dossier *d, const char *category);

/*
 * erased_told: what became of it as variables of a letter, into the object ${into}
 * (erased_tell.c; docs/letters.md).
 */
bool erased_told(struct dossier *d, const char *language, json_t *into, struct err *err) MUSTCHECK;

/*
 * erased_was_asked: was anybody, or a program, asked to erase what is of this category? erased_any:
 * was anything of it erased, or made anonymous? erased_in_part: is something of the person kept, of
 * that category (NULL: of any), by law or as no ground of art. 17(1) applies to it? erased_nowhere:
 * was all of what was decided kept? erased_by: is every system of that recipient that was asked to
 * erase it done, and was any? erased_unsearched: was nothing known to find the person by there, or
 * was it left out by a person?
 */
bool erased_was_asked(const struct dossier *d, const char *category);
bool erased_any(const struct dossier *d, const char *category);
bool erased_in_part(const struct dossier *d, const char *category);
bool erased_nowhere(const struct dossier *d, const struct decision *x);
bool erased_unsearched(const struct dossier *d, const struct task *t);
/*
 * erased_is_silent: was a recipient instructed by this task to erase, and did not confirm it all?
 * erased_unconfirmed: is that so of any task at systems of that recipient?
 */
bool erased_is_silent(const struct dossier *d, const struct task *t);
bool erased_unconfirmed(const struct dossier *d, const char *recipient);
bool erased_by(const struct dossier *d, const char *category, const char *recipient);

#endif
