/*
 * What was approved, held against what is there now: what is to be done with which rows, or why
 * nothing may be done. No server is asked here.
 */
#ifndef CONNECTOR_POSTGRESQL_APPROVED_H
#define CONNECTOR_POSTGRESQL_APPROVED_H

#include "change.h"

enum pg_act { PG_LEAVE, PG_DELETE, PG_UPDATE };

/* Rows of one table with which the same is done. */
struct pg_doom {
	const struct pg_set *set; /* of the look: their table, and the reasons */
	const json_t *doing;      /* their set of what was approved: "do" and "set" */
	enum pg_act act;
	const char *blocked; /* the column that gets their last day; NULL: none does */
	const char *last;    /* that day, as its column takes it */
	const char **keys;   /* n * set->table->nkey texts, sorted */
	int64_t left;        /* of these, once it is done: not as they should be */
	size_t n;
};
struct pg_dooms {
	struct pg_doom *items; /* all of it in the arena, or borrowed */
	size_t n;
	int64_t vanished;       /* rows that were approved, and are not there any more */
	int64_t skipped;        /* that are held or changed now, where the others go without them */
	const char *why;        /* "held", "new" or "changed": nothing may be done; NULL: it may */
	const char *collection; /* with such rows, */
	int64_t n_why;          /* and how many those are */
};

/*
 * pg_approved(change, system, look, a, ret): ${change} as connector_call has it, ${system} of the
 * register; all three are borrowed for as long as ${ret} is used.
 */
void pg_approved(const json_t *change, const json_t *system, const struct pg_change *look,
    struct arena *a, struct pg_dooms *ret);
/*
 * pg_approved_all: each approved row, as if all were there: of a run that committed, and whose
 * answer was lost. False when a table is not there any more as it was then.
 */
bool pg_approved_all(const json_t *change, const json_t *system, struct pg_source *s,
    const struct pg_catalogue *cat, struct pg_dooms *ret) MUSTCHECK;

/*
 * pg_row_name: one row among all of a system's, by its table and the ${n} texts of its key; new, in
 * ${a}.
 */
const char *pg_row_name(const char *table, const char *const *key, size_t n, struct arena *a);
/* pg_key_texts: a key as JSON has it, as texts; borrowed, the list in ${a}. */
const char *const *pg_key_texts(const json_t *key, struct arena *a);
/* pg_blocked_column: which of a collection of ${system} is told until when a row is kept; NULL. */
const char *pg_blocked_column(const json_t *system, const char *collection);

#endif
