/*
 * What a preview and an erasure share: the tables of the collections as the catalogue has them, and
 * what is to become of each row of the person. Nothing here writes: that is erase.c, and no other.
 */
#ifndef CONNECTOR_POSTGRESQL_CHANGE_H
#define CONNECTOR_POSTGRESQL_CHANGE_H

#include "session.h"

struct row_verdict; /* verdict.h */
struct retention_law;

#define PG_KEY_MAX 32               /* columns of an index, as PostgreSQL is built */
#define PG_ROWS_MAX 1000000         /* rows of one person in one system */
#define PG_ANSWER_BYTES (40u << 20) /* of keys and links: all of it goes in one message */

/* ---- catalogue.c: what the tables are, and whether they can be changed ---- */

/* A column of a table that is changed, or of its key. */
struct pg_attribute {
	const char *name;
	const char *type; /* with its modifier, as SQL has it: "character varying(40)" */
	const char *base; /* of values that are compared: a domain's base, without modifier */
	uint32_t base_oid;
	char category;  /* pg_type.typcategory of the base */
	int32_t length; /* most characters of varchar and char; -1: no bound */
	bool not_null;
	bool fixed; /* generated, or an identity that is ALWAYS so: it cannot be set */
	bool may_read, may_set;
};

/* One table, be it that several collections read it. */
struct pg_table {
	const char *schema, *name;
	const char *full;   /* "app.orders", for people */
	const char *quoted; /* "app"."orders", for statements */
	char kind;          /* 'r' plain, 'p' partitioned; all others cannot be changed */
	bool is_parent;     /* other tables inherit from it, so that no key holds for all rows */
	bool hides_rows;    /* row-level security counts for this role */
	bool may_delete, may_lock; /* lock: UPDATE of a column at least, for FOR UPDATE */
	struct pg_attribute *attributes;
	size_t nattributes;
	const struct pg_attribute *const
	    *key;        /* the primary key, else a unique index; in its order */
	size_t nkey;     /* 0: none */
	bool is_changed; /* a collection of it has a rule by which rows go or are written over */
};

/* A foreign key from or to one of these tables. */
struct pg_reference {
	const char *name;
	const struct pg_table *child, *parent; /* NULL: a table of no collection */
	const char *child_full, *child_quoted; /* in either case */
	bool child_readable;                   /* its rows that refer to others may be counted */
	const char *const *columns, *const *parent_columns;
	const char *const *parent_types; /* without modifier */
	size_t ncolumns;
	char on_delete; /* of pg_constraint: 'a' no action, 'r' restrict, 'c' cascade, 'n', 'd' */
};

struct pg_catalogue {
	struct pg_table *tables;
	size_t ntables;
	const struct pg_table **of; /* of source->all[i]; NULL: it is not there */
	struct pg_reference *references;
	size_t nreferences;
	json_t *notes;        /* triggers and rules of tables that are changed, as problems are */
	char fingerprint[65]; /* SHA-256 of all that stands here, in hex */
};
/*
 * pg_catalogue_read(pg, s, ret, err): in the transaction that is open. The collections' columns are
 * read too (postgresql.h). What lives in it dies with s->arena, but notes: pg_catalogue_release.
 */
bool pg_catalogue_read(
    struct pg *pg, struct pg_source *s, struct pg_catalogue *ret, struct err *err) MUSTCHECK;
void pg_catalogue_release(struct pg_catalogue *c);
static inline void
pg_catalogue_drop(struct pg_catalogue *c)
{
	pg_catalogue_release(c);
}
const struct pg_attribute *pg_attribute_find(const struct pg_table *t, const char *name);

/* ---- change_rows.c: what becomes of which row ---- */

/* Rows of one collection of which nothing differs but their keys: a SET of the answer. */
struct pg_set {
	const struct pg_collection *collection;
	const struct pg_table *table;
	const struct row_verdict *verdict;
	size_t n;
	const char *const *keys; /* n * table->nkey texts, sorted; NULL: the table has no key */
};
struct pg_change {
	struct pg_set *sets; /* in the order of the collections, then of their verdicts */
	size_t nsets;
	bool has_epoch;
	int64_t epoch;
	json_t *yields;            /* as connector_call.yields: where ${change} asks for them */
	json_t *links;             /* {COLLECTION:{FIELD:[VALUE]}}, those given among them */
	json_t *problems;          /* [{"code","table","name"?,"n"?}]: nothing may be changed */
	json_t *notes;             /* the same: worth knowing */
	struct retention_law *law; /* whose texts the verdicts have */
	json_t *not_searched;      /* [{"collection","category","kinds":[KIND]}] */
};
/*
 * pg_change_look(pg, s, cat, change, ret, err): every row of the person in ${s}, and what becomes
 * of it, by the rules of the register, the holds and the references between rows. ${change} as in
 * connector_call.change. It reads alone, in the transaction that is open, and sees what that sees:
 * one snapshot, or, at READ COMMITTED, that of each statement.
 *
 * Ownership  what ${ret} points at lives in s->arena; the JSON is for pg_change_release.
 * Errors     INPUT: the register or ${change} cannot be read; those of the database. What keeps it
 *            from being carried out is a problem and no error.
 */
bool pg_change_look(struct pg *pg, struct pg_source *s, const struct pg_catalogue *cat,
    const json_t *change, struct pg_change *ret, struct err *err) MUSTCHECK;
void pg_change_release(struct pg_change *c);
static inline void
pg_change_drop(struct pg_change *c)
{
	pg_change_release(c);
}
/* A set as the answer has it; keys: with its keys. New. */
json_t *pg_set_json(const struct pg_set *set, bool keys);
/* pg_epoch(pg, s, ret_has, ret, err): of the register's erasure.epoch; none: not *ret_has. */
bool pg_epoch(struct pg *pg, const struct pg_source *s, const json_t *system, bool *ret_has,
    int64_t *ret, struct err *err) MUSTCHECK;

/*
 * pg_blocked_visible: of ${n} keys of ${t} how many rows the view has; -1: it is not there, or has
 * not the columns of the key, or may not be read.
 */
bool pg_blocked_visible(struct pg *pg, const struct pg_table *t, const char *view,
    const char *const *keys, size_t n, struct arena *a, int64_t *ret, struct err *err) MUSTCHECK;
/* ---- clean.c ---- */

/*
 * pg_clean(pg, s, receipts): of each [{"number","xid","server_time","files"}] the layers below its
 * rows that are clean by now: [{"number","layers":[..]}], none where none is. In transactions of
 * its own; what cannot be read is not clean. New.
 */
json_t *pg_clean(struct pg *pg, const struct pg_source *s, const json_t *receipts);
/* pg_is_emptied: is the table, in SQL, empty, and are there statistics of it still? */
bool pg_is_emptied(struct pg *pg, const char *quoted, struct arena *a, bool *ret, struct err *err)
    MUSTCHECK;

/* pg_change_json: the answer of a find. New. */
json_t *pg_change_json(const struct pg_change *c, const struct pg_catalogue *cat);
/* pg_find: connector.act[ACTION_FIND] of this kind */
bool pg_find(struct connector_call *call, struct err *err) MUSTCHECK;

/*
 * pg_change_check: what of the rules of erasing the tables do not hold, over dsn_change: one line
 * each. False with ${err} only when nothing could be checked.
 */
bool pg_change_check(struct connector_call *call, json_t *ret_problems, struct err *err) MUSTCHECK;

/* ---- same.c ---- */

/*
 * pg_same_database(call, pg, ret, err): does "dsn" lead to the database that ${pg} is at, in the
 * transaction that is open there, or to a replica of it?
 */
bool pg_same_database(struct connector_call *call, struct pg *pg, bool *ret, struct err *err)
    MUSTCHECK;

/* pg_set_value: what a column becomes, as text for a parameter; NULL for null. */
const char *pg_set_value(const json_t *value, struct arena *a);

#endif
