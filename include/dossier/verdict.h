/*
 * What becomes of one row when a person's data are erased, and why: art. 17(1), 17(3)(b), (e). The
 * only place where a rule of the register, a statute and a hold are weighed against a row. Pure:
 * who reads the row is the connector, who decides is a person.
 *
 * Columns that a hold needs are held (17(3)(b): to the extent that it is necessary); columns that a
 * running contract or our own retention needs stay, since no ground of 17(1) is there; the rest of
 * the row is anonymised. Where a ground is there (a withdrawal, an objection) our own retention
 * keeps nothing. What a statute and a contract that runs both keep is the contract's as
 * long as it runs: KEEP, in use, not blocked; the statute is its second reason. Only a row of which
 * nothing must stay goes as the rule says.
 */
#ifndef DOSSIER_VERDICT_H
#define DOSSIER_VERDICT_H

#include "dossier/erase_rule.h"
#include "dossier/erasure_ground.h"
#include "dossier/retention.h"

enum verdict {
	VERDICT_ERASE,
	VERDICT_ANONYMISE,
	VERDICT_HOLD,        /* a statute or a claim keeps it, or a part of it */
	VERDICT_KEEP,        /* no ground of 17(1), or nothing of theirs, or not ours to alter */
	VERDICT_UNDECIDABLE, /* it cannot be told: not erased, never told as held */
	VERDICT_SET,         /* columns are written, and nothing of it goes: no erasure */
	VERDICT__MAX,
};
extern const char *const verdict_words[VERDICT__MAX]; /* "erase", "anonymise", "hold" */

enum verdict_why {
	WHY_RULE,      /* as the register's rule says */
	WHY_STATUTE,   /* a law keeps it, 17(3)(b) */
	WHY_CLAIM,     /* a claim that is named, 17(3)(e) */
	WHY_RETENTION, /* our own retention is not over */
	WHY_CONTRACT,  /* a contract that runs needs it */
	WHY_OPT_OUT,   /* it keeps them from being approached again, 21(3) */
	WHY_SHARED,    /* the row names another person too */
	WHY_REFERRED,  /* a row that stays refers to it */
	WHY_NO_RULE,   /* the register says nothing, or names a basis that there is not */
	WHY_DATE,      /* a day it depends on cannot be told */
	WHY_NOT_OURS,  /* the rule: it is not ours to alter */
	WHY__MAX,
};
extern const char *const verdict_why_words[WHY__MAX]; /* "rule", "statute" */

struct verdict_reason {
	enum verdict_why code;
	const char *basis, *article; /* NULL: none */
	struct date last;            /* the last day it stays; none: ahead, or no end is known */
	bool ahead;                  /* what the days count from has not happened */
	int64_t hold;                /* of a hold that was placed; 0: of none */
	struct date review;          /* of a claim */
	const char *column;          /* that names the other person, or whose day cannot be told */
	const char *text;            /* what the register says of it, or what is wrong; NULL */
};

/* A hold on this row that a person placed: a claim, or a statute where basis is set. */
struct claim_hold {
	int64_t id;
	const char *const *columns; /* NULL-ended; NULL: the whole row */
	struct date review;
	const char *basis, *article; /* NULL: a claim */
	struct date last;            /* of a statute; none: it lies ahead */
};

struct verdict_row {
	/*
	 * Of rule->keeps[i].from, read in its zone: "YYYY-MM-DD"; NULL: null there, so that it lies
	 * ahead; "": it could not be read.
	 */
	const char *const *dates;
	const struct claim_hold *claims; /* that name this row */
	size_t nclaims;
	bool shared;   /* it names somebody who is not the subject too */
	size_t person; /* the first of rule->persons that is the subject; SIZE_MAX: none */
};

struct row_verdict {
	enum verdict verdict;
	/*
	 * What is done to the row: ERASE_DELETE, ERASE_ANONYMISE (the `set` is written) or
	 * ERASE_NOTHING. Of what is UNDECIDABLE: what would be done once an officer decides that it
	 * goes; ERASE_NOTHING: no program can, it is done by hand or the register is completed.
	 */
	enum erase_do act;
	const struct erase_set *set;
	size_t nset;
	const char *const
	    *kept; /* columns that stay for a reason, NULL-ended; NULL: the whole row */
	const struct verdict_reason
	    *why; /* at least one; the first decides: of holds the longest */
	size_t nwhy;
	struct date blocked_until; /* of what is held and in use no more: its last day; none: */
	bool blocked_ahead; /* no last day is known yet, a law's lies ahead or a claim runs */
	const struct erase_set *instead; /* of what is deleted: what is written, were it to stay */
	size_t ninstead;
};

struct verdict_asked {
	const struct erase_rule *rule;
	const struct retention_law *law;
	struct date today; /* of the organisation */
	enum erasure_ground ground;
	/*
	 * The rule only writes (set_rule_read), its set with what stands there now: SET, or KEEP
	 * where it is so already; what it does not tell, or is of others too, is UNDECIDABLE.
	 */
	bool sets;
};

/*
 * verdict_of(x, row, a, ret, err): in this order: what a hold keeps; what has no ground of 17(1);
 * what cannot be told; another person in the row; the rule.
 *
 * Ownership  lists live in ${a}; texts are the rule's, the law's, the claims' or ${a}'s.
 * Errors     none today: what cannot be told is a verdict. False only with ${err} set.
 */
bool verdict_of(const struct verdict_asked *x, const struct verdict_row *row, struct arena *a,
    struct row_verdict *ret, struct err *err) MUSTCHECK;
/* verdict_set: verdict_of() where ${rule} only writes (verdict_set.c). */
void verdict_set(const struct erase_rule *rule, const struct verdict_row *row, struct arena *a,
    struct row_verdict *ret);
/* verdict_reads: does a column that reads ${text}, NULL: null, hold ${value} of the register? */
bool verdict_reads(const char *text, const json_t *value);
/* verdict_writes: is it one of the words of `do` by which a set is written? */
bool verdict_writes(const char *word);
/*
 * verdict_refer(a, v): a row that stays refers to this one, so it is not deleted: anonymised by the
 * set of its rule (of a row of others too by that of their own part), or kept as it is. What is not
 * deleted anyway stays as it was.
 */
void verdict_refer(struct arena *a, struct row_verdict *v);
/*
 * verdict_join(v, w, a, ret): of one row that two collections found: the verdict by which more
 * stays, and written over is only what neither keeps. Deleted is what both have deleted.
 */
void verdict_join(const struct row_verdict *v, const struct row_verdict *w, struct arena *a,
    struct row_verdict *ret);

/* Its reasons, the one that decides first. */
void verdict_order(struct verdict_reason *why, size_t n, enum verdict v);

/* {"verdict","do","set","kept","why","blocked_until"}, as in a set of rows. New. */
json_t *verdict_json(const struct row_verdict *v);
/* Nothing tells them apart: rows of one set. */
bool row_verdict_equal(const struct row_verdict *v, const struct row_verdict *w);

#endif
