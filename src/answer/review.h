/*
 * The review of what leaves, as it stands: the items, the rules of the register, what people said
 * of them. What follows is derived each time; only what was said is kept.
 */
#ifndef ANSWER_REVIEW_H
#define ANSWER_REVIEW_H

#include "dossier/edit.h"
#include "answer_private.h"

/* What of it somebody said, or a rule says. */
struct review_what {
	const char *kind;            /* "pass", "withhold", "redact" */
	int64_t first_row, last_row; /* 0: all */
	const char *column, *where, *is, *text, *pattern;
	int first_page, last_page;
	const char *ground; /* its id; NULL: passed */
};
struct review_fact {
	int64_t id;
	struct review_what what;
	const char *category, *name, *sha256; /* of which item; NULL: of all */
	const char *facts;                    /* what shows that the ground applies; NULL */
	int64_t count;                        /* what it met when it was said; -1: not counted */
	const char *by;
	usec_t at;
	int64_t taken_back; /* by which; 0: it stands */
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
	int64_t seen;               /* rows of it that were passed */
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
/* review_find: by its number; NOTFOUND says what may have become of it. */
const struct review_item *review_find(const struct review *r, int64_t id, struct err *err);
/* review_is_about: is the fact, or the rule, about this item (or about all)? */
bool review_is_about(const struct review_fact *f, const struct review_item *i);
bool review_rules_on(const struct review_rule *rule, const struct review_item *i);
bool review_is_whole(const struct review_what *w); /* all of an item is left out */

/* review_place: under which name a fact is sealed. review_fact_json: it as it is sealed; new. */
const char *review_place(const struct dossier *d, struct arena *a);
json_t *review_fact_json(const struct review_fact *f);

#endif
