/*
 * Between the files that look at what a change would do: change_rows.c (reading), prepare.c,
 * change_sql.c (its statements), judge.c, refer.c (what refers to what), sets.c (what is told of
 * it), proof.c (can it be done). Nobody else includes this.
 */
#ifndef CONNECTOR_POSTGRESQL_LOOK_H
#define CONNECTOR_POSTGRESQL_LOOK_H

#include "dossier/verdict.h"

#include "change.h"

/* ---- texts.c: a set of texts, in the order in which they came ---- */

struct texts {
	const char **items; /* in the arena */
	size_t n, room;
	uint32_t *slots; /* of a hash table: place + 1 */
	size_t nslots;
};
/* texts_add: its place; *ret_new (may be NULL): it was not there. texts_find: SIZE_MAX: not. */
size_t texts_add(struct texts *t, const char *text, struct arena *a, bool *ret_new);
size_t texts_find(const struct texts *t, const char *text);
void texts_release(struct texts *t);

/* ---- what is looked at ---- */

#define LOOK_BY_MATCH "m"
#define LOOK_BY_KEY "k"  /* by its key alone: somebody else's by now */
#define LOOK_AS_LEFT "l" /* likewise, but what told whose it is holds what was written over it */

struct look_collection;

/* What becomes of a row, once for all rows of which the same is to be said. */
struct judged {
	struct row_verdict verdict;
	const struct look_collection *collection;
	struct judged *referred; /* the same when a row that stays refers to it; NULL: not yet */
	size_t set;              /* its set + 1; 0: not yet */
};

/* A row as one collection has it. */
struct look_part {
	struct look_part *next;
	const struct look_collection *collection;
	const char *const *said; /* days of the rule's keeps, then a letter for each person */
	bool is_matched;         /* by the register; not by its key alone, frozen earlier */
	struct judged *judged;
};
struct look_row {
	const char *const *cells; /* of table->columns, as PostgreSQL writes them; NULL: null */
	struct look_part *parts;  /* NULL: of collections alone that are not asked for */
	struct judged *judged;    /* of all parts together; NULL: as parts */
	bool is_theirs;           /* by a match, or as we left it; else its key alone tells */
	bool is_queued;           /* while references are followed */
};
struct look_table {
	const struct pg_table *table;
	const char **columns; /* those read of each row: the key's first */
	size_t ncolumns;
	struct look_row *rows;
	size_t nrows, room;
	struct texts by_key; /* of rows, in their order */
};

/* Values of a field that other collections match on, or name persons by. */
struct look_link {
	const char *field, *type; /* its base type */
	size_t cell;
	struct texts values, strange; /* strange: of rows of frozen keys that are not theirs */
	bool is_set;                  /* as the setting dossier.mN of the transaction */
	size_t number;
};
/* A field of which the values are identifiers of the person, where those are asked for. */
struct look_yield {
	const char *kind, *field;
	size_t cell;
	struct texts values;
};
struct look_claim {
	struct claim_hold hold;
	struct texts keys;
	bool has_keys; /* false: on every row */
	/* of rows that are parts of others: on those others, and by which column they are */
	const struct look_collection *whole; /* NULL: of none */
	size_t of_whole;                     /* of whole->claims */
	const char *field;                   /* of whole, that `cell` has the value of */
	size_t cell;
};
struct look_collection {
	const struct pg_collection *c;
	size_t at; /* of source->all */
	struct look_table *t;
	struct erase_rule rule;
	struct verdict_asked x;
	bool is_asked, is_searched;
	bool lets_go; /* what is written over its rows unties them from those they hang on */
	struct look_link *links;
	size_t nlinks;
	struct look_yield *yields;
	size_t nyields;
	size_t *person_cells; /* of rule.persons that are of a collection */
	size_t *set_cells;    /* of rule.set, where it only writes */
	struct look_claim *claims;
	size_t nclaims;
	const json_t *keys; /* frozen: rows of these keys are looked at too */
	json_t *cache;      /* what was said of a row: place in judged */
	struct judged **judged;
	size_t njudged, room;
};

struct look {
	struct pg *pg;
	struct pg_source *s;
	const struct pg_catalogue *cat;
	const json_t *change;
	enum action action; /* what is to be done with the rows */
	struct pg_change *ret;
	struct arena *a;
	struct date today;
	const char *zone;
	struct look_table *tables;           /* as cat->tables */
	struct look_collection *collections; /* as source->all */
	size_t nrows, nlinks;
	struct texts *approved; /* of each table, where no others are carried out; NULL: all are */
	struct texts *kept;     /* likewise: what nobody can tell, and an officer keeps; or NULL */
	json_t *wrong;          /* what the register names and is not there: ends the look */
	json_t *merged;         /* of rows of several collections: place in joined */
	struct judged **joined;
	size_t njoined, joined_room;
};

/* look_release: what of it is in no arena. */
void look_release(struct look *l);
/* look_problem, look_note: name NULL, n < 0: none. */
void look_problem(struct look *l, const char *code, const char *table, const char *name, int64_t n);
void look_note(struct look *l, const char *code, const char *table, const char *name, int64_t n);
size_t look_cell(struct look_table *t, const char *column); /* its place; SIZE_MAX: not read */
size_t look_want(struct look_table *t, const char *column); /* likewise: read from now on */
struct look_link *look_link(
    const struct look *l, const char *collection, const char *field); /* NULL: none */
/* look_set: settings of the transaction, [name, value] each. */
bool look_set(struct look *l, const char *const (*pairs)[2], size_t n, struct err *err);
/* look_joined: texts as one, so that no two lists of them are the same; NULL if one is NULL. */
const char *look_joined(struct buf *b, const char *const *cells, const size_t *places, size_t n);

/* ---- prepare.c ---- */

/* look_prepare: everything up to the rows; what may not be read is a problem, and no error. */
bool look_prepare(struct look *l, struct err *err);

/* ---- claims.c ---- */

/* look_claims: the holds on it; one of which a key is no row's is a note, "hold-unmatched". */
bool look_claims(struct look *l, struct look_collection *c, struct err *err);
/*
 * look_claims_inherit: once those of all collections are known: a row that is a part of one that is
 * held whole is held by the same. look_claims_spread: once the rows are there: on which they are.
 */
void look_claims_inherit(struct look *l);
void look_claims_spread(struct look *l);
/* look_claimed: those on one row, each once, into ${ret}, which has room for all of ${c}. */
size_t look_claimed(const struct look_collection *c, const struct look_row *row, struct buf *b,
    struct claim_hold *ret);

/* ---- yields.c ---- */

/*
 * look_yields: remember the identifiers in a row that the register matched; INPUT when they are too
 * many to belong to one person. look_tell_yields: as connector_call.yields has them.
 */
bool look_yields(
    struct look *l, struct look_collection *c, const char *const *cells, struct err *err);
void look_tell_yields(struct look *l);

/* ---- change_sql.c ---- */

/*
 * look_statement: rows of ${c}: of a table without key where the row lies; the table's cells; days;
 * letters of persons by identifier: 'n' null, 't' theirs, 'o' another's; LOOK_BY_... Of a
 * collection that is not asked for neither days nor letters. NULL: nothing tells which rows are
 * theirs.
 */
const char *look_statement(const struct look *l, const struct look_collection *c);
/* look_settings: what it reads from the transaction's settings, for look_set. */
bool look_settings(struct look *l, const struct look_collection *c, struct err *err);
/* look_has_place: its rows are told apart by where they lie. */
bool look_has_place(const struct look_table *t);

/* ---- judge.c ---- */

bool look_judge(struct look *l, struct err *err);
/* look_refer: a row that stays refers to this one; true: more than before stays of it. */
bool look_refer(struct look *l, struct look_row *row);

/* ---- refer.c ---- */

/* look_references: what stays keeps what it refers to. look_outside: who else refers to it? */
void look_references(struct look *l);
bool look_outside(struct look *l, struct err *err);

/* ---- proof.c: before the first row goes ---- */

bool look_proofs(struct look *l, struct err *err);
/* look_prove_rules: of all that the rules may come to, whoever the person is. */
bool look_prove_rules(struct look *l, struct err *err);

/* ---- sets.c ---- */

void look_sets(struct look *l);

#endif
