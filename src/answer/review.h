/*
 * The review of what leaves, as it stands: the items, the rules of the register, what people said
 * of them. What follows is derived each time; only what was said is kept.
 */
#ifndef ANSWER_REVIEW_H
#define ANSWER_REVIEW_H

#include "dossier/edit.h"
#include "dossier/redact.h"
#include "answer_private.h"

/* What of it somebody said, or a rule says. */
struct review_what {
	const char *kind;            /* "pass", "withhold", "redact" */
	int64_t first_row, last_row; /* 0: all */
	const char *column, *where, *is, *text, *pattern;
	int first_page, last_page;
	const char *ground; /* its id; NULL: passed */
	bool only_here;     /* that it stands in other places too is meant */
	bool people;        /* of mail and chat: third parties become numbers */
};
struct review_item;
struct review_fact {
	int64_t id;
	struct review_what what;
	const char *category, *name, *sha256; /* of which item; NULL: of all */
	const char *facts;                    /* what shows that the ground applies; NULL */
	int64_t count;                        /* what it met when it was said; -1: not counted */
	const char *by;
	usec_t at;
	int64_t taken_back;             /* by which; 0: it stands */
	const struct review_item *item; /* NULL: all, or one that is not there any more */
};
/* A rule of the register: of a collection, or of a category (${collection} NULL). */
struct review_rule {
	const char *id; /* "JBS-C04/notes/0", as release.left_out has it */
	const char *category, *collection;
	struct review_what what;
	bool third_parties;
	bool no_column; /* what it names is none of the table's */
};

enum review_state {
	REVIEW_BY_RULE,  /* nothing of it needs a person */
	REVIEW_TO_DO,    /* a person has to look */
	REVIEW_PARTLY,   /* somebody looked at some of its rows */
	REVIEW_DONE,     /* or at all of it */
	REVIEW_WITHHELD, /* it does not leave */
	REVIEW__MAX,
};
struct review_item {
	int64_t id; /* by which people name it */
	const struct part *part;
	const char *sha256;
	const char *const *columns; /* those that a person reads, ended by NULL */
	bool unknown;               /* what is in it was not looked at while it was collected */
	int64_t seen;               /* rows of it that were passed, from the first on */
	const struct review_fact **said; /* what counts of it, ended by NULL; not what is of all */
	enum review_state state;
};
struct review {
	const struct dossier *d;
	struct arena *a;
	struct answer_parts parts;
	struct review_item *items;
	size_t nitems;
	struct review_fact *facts;
	size_t nfacts;
	struct review_fact **sorted; /* those of an item that stand, by its SHA-256 */
	size_t nsorted;
	struct review_rule *rules;
	size_t nrules;
	const char **own; /* addresses of e-mail of the request, ended by NULL */
};

extern const char *const review_state_words[REVIEW__MAX + 1];

/* review_read: as it stands; in ${a}. No blob is opened. */
bool review_read(const struct dossier *d, struct arena *a, struct review *ret, struct err *err)
    MUSTCHECK;
/* review_open: how many items a person has to look at yet. */
size_t review_open(const struct review *r);
/* review_approval: whether a second person is asked for, and approved it (review_approve.c). */
struct approval_state;
bool review_approval(const struct review *r, struct approval_state *ret, struct err *err) MUSTCHECK;
/* review_find: by its number; NOTFOUND says what may have become of it. */
const struct review_item *review_find(const struct review *r, int64_t id, struct err *err);
/* review_rules_on: is the rule about this item? */
bool review_rules_on(const struct review_rule *rule, const struct review_item *i);
bool review_is_whole(const struct review_what *w); /* all of an item is left out */

/* ---- what is done by it (review_edits.c) ---- */

/* One thing that is taken away, by a rule or by what somebody said. */
struct review_left_out {
	const struct part *part; /* NULL: of every item */
	const char *system;      /* id, or NULL */
	const char *rule;        /* its id, or */
	int64_t fact;            /* its number */
	const struct review_what *what;
	size_t edit; /* index of the edit that does it; SIZE_MAX: an item that does not leave */
	int64_t count;
	const char **of; /* where part is NULL: the categories it met, ended by NULL */
};
struct review_edits {
	struct arena *arena;
	struct part *parts; /* that leave, before the edits */
	size_t nparts;
	struct edit *items;
	size_t n, cap;
	struct review_left_out *left_out;
	size_t nleft_out, left_out_cap;
	const char **seen; /* blobs of files that a person passed as they are */
	size_t nseen;
};
/* review_edits: in r->a, but for those of review_people. Opens no blob. */
void review_edits(const struct review *r, struct review_edits *ret);
/*
 * review_took: an edit took something of that item. review_count: how much the edits took away,
 * once they did. review_counts: as release.left_out has it;
 * new. review_left_out_of: the first ground on which by these anything was kept from the copy of a
 * right, of a category or (NULL) of any; NULL: nothing was. review_omitted: each as the pages tell
 * it, to "omitted" of the archive's facts.
 */
void review_took(void *edits, size_t edit, const struct part *item);
void review_count(struct review_edits *e);
json_t *review_counts(const struct review *r, const struct review_edits *e, struct err *err)
    MUSTCHECK;
const char *review_left_out_of(const json_t *counts, const char *right, const char *category);
bool review_omitted(const struct review *r, const struct review_edits *e, json_t *omitted,
    struct err *err) MUSTCHECK;
void review_add_edit(struct review_edits *e, struct edit x);
void review_add_left_out(struct review_edits *e, struct review_left_out x);
/*
 * review_people: those of third parties, where a rule or a person asks for it (review_people.c).
 * review_texts: the bytes of a file, or the texts of a table, a line each; DENIED for more than
 * REDACT_MAX.
 */
bool review_people(const struct review *r, struct review_edits *e, struct err *err) MUSTCHECK;
bool review_texts(const struct dossier *d, const struct part *p, struct buf *ret, struct err *err)
    MUSTCHECK;

/* review_fact_json: it as it is sealed; new. */
json_t *review_fact_json(const struct review_fact *f);

/* review_has_column: is it one of the table ${p}? */
bool review_has_column(const struct part *p, const char *column);

#endif
