/*
 * What becomes of the rows of one collection when a person's data are erased (art. 17): the
 * register's `erase` (docs/registers.md), read. What that comes to for one row is verdict.h.
 */
#ifndef DOSSIER_ERASE_RULE_H
#define DOSSIER_ERASE_RULE_H

#include "dossier/json.h"
#include "dossier/rights.h"

enum erase_do {
	ERASE_DELETE,    /* the row goes */
	ERASE_ANONYMISE, /* it stays, and its `set` is written over it */
	ERASE_NOTHING,   /* it stays as it is: nothing of the person in it, or not ours */
	ERASE_ASK,       /* no rule tells: an officer decides */
	ERASE__MAX,
};
extern const char *const erase_do_words[ERASE__MAX]; /* "delete", "anonymise", "keep", "ask" */

enum erase_keep_kind {
	ERASE_HOLD, /* a statute, 17(3)(b): until the last day that law/retention computes */
	ERASE_KEPT, /* a retention of the organisation's own: no ground of 17(1) until it is over */
	ERASE_CONTRACT, /* a contract that runs needs it: no ground of 17(1) */
	ERASE_OPT_OUT,  /* they opted out: what keeps it so, on whatever ground the rest goes */
};

/* Where a row says a day: a column of its own, or one of the row it refers to. NULL: not so. */
struct erase_date {
	const char *column, *zone;             /* zone: of a timestamp; else the organisation's */
	const char *collection, *field, *date; /* the row of ${collection} whose ${field} is ours */
};
/* What a column becomes; json null: NULL. */
struct erase_set {
	const char *column;
	const json_t *value;
	const char *was; /* of a row: what stands there, as text; NULL: null, or not read */
};
/* Columns that stay for a time. */
struct erase_keep {
	enum erase_keep_kind kind;
	const char *basis;     /* of a hold: "NL-AWR52" */
	const char *period;    /* of what is kept: "P12M" */
	const char *why;       /* NULL: none said */
	const char *book_year; /* "06-30"; NULL: none said */
	/* of a contract: until when it runs; null there: it runs on; of an opt-out: since when */
	struct erase_date from;
	const char *const *columns; /* NULL-ended; NULL: the whole row */
};
/* A column that names a person, of whatever role. */
struct erase_person {
	const char *column;
	const char *collection, *field; /* they are rows of this; NULL: */
	const char *identifier;         /* an identifier of this kind */
	enum erase_do shared;           /* what becomes of a row that names somebody else too */
	const struct erase_set *set;    /* then, of their own part; none: the rule's */
	size_t nset;
	const char *why; /* NULL: none said */
};
struct erase_rule {
	enum erase_do act; /* ERASE_ASK: the register has no rule */
	const struct erase_set *set;
	size_t nset;
	const char *why;
	const struct erase_keep *keeps; /* holds, what is kept, contracts, opt-outs */
	size_t nkeeps;
	const struct erase_person *persons;
	size_t npersons;
	const char *blocked_column,
	    *blocked_view;      /* where what is held is blocked; NULL: nowhere */
	const json_t *unmarked; /* of a restriction: its columns where nobody marked them; NULL */
};

/*
 * erase_part_of(child, parent): of two collections of a system, as the register has them: the match
 * by which a row of ${child} is a part of one of ${parent}, in the same category, as a line is of
 * its invoice; NULL: by none. Who holds a row whole holds its parts. Borrowed.
 */
const json_t *erase_part_of(const json_t *child, const json_t *parent);
/*
 * erase_rule_read(erase, a, ret, err): ${erase} of a collection, NULL where it has none (then *ret
 * is ERASE_ASK and nothing else). Its schema was checked; here what a schema cannot tell.
 *
 * Ownership  lists live in ${a}, texts and values in ${erase}.
 * Errors     INPUT says which member lacks what.
 */
bool erase_rule_read(const json_t *erase, struct arena *a, struct erase_rule *ret, struct err *err)
    MUSTCHECK;
/*
 * set_rule_read(collection, action, wanted, a, ret, err): what ${action}, one that only writes
 * (change_rule.h), writes over the rows of ${collection}: its `restrict`, `rectify` or `suppress`,
 * as a rule by which they are ANONYMISEd; of `erase` its persons count. ASK: the register has no
 * such member, so that people do it; NOTHING: it is not about this collection. ${wanted}: of
 * ACTION_RECTIFY {COLLECTION:{COLUMN:VALUE}}, of ACTION_SUPPRESS the purposes, [ID]; else NULL.
 *
 * Ownership  as erase_rule_read; values are those of ${wanted}.
 * Errors     INPUT: likewise, or a column may not be corrected; it says which may.
 */
bool set_rule_read(const json_t *collection, enum action action, const json_t *wanted,
    struct arena *a, struct erase_rule *ret, struct err *err) MUSTCHECK;

#endif
