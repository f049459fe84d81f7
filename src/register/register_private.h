/*
 * What the files of this room share: complaints with a place, the checks of a register and the
 * loading of connector files. Private to register.
 */
#ifndef REGISTER_PRIVATE_H
#define REGISTER_PRIVATE_H

#include "dossier/definition.h"
#include "dossier/register.h"
#include "dossier/retention.h"
#include "dossier/withholding.h"

/*
 * One pass over a document. index: {"categories": {id: object}, ...}, made by check_ids().
 * definitions: the connector file of each system that has one, opened on the way.
 */
struct check {
	const struct json_doc *doc;
	struct definition **definitions;
	json_t *index;
	struct arena *a;
	const struct withholding_law *grounds;
	const struct retention_law *retention;
	struct err *err;
};

/*
 * complain(c, pointer, fmt, ...): INPUT "FILE:LINE:COLUMN: ..." of the value at ${pointer}. Returns
 * false always.
 */
#define complain(c, pointer, ...) json_complain((c)->doc, pointer, (c)->err, __VA_ARGS__)

/* at(c, fmt, ...): a JSON pointer in the arena of the pass. */
#define at(c, ...) arena_printf((c)->a, __VA_ARGS__)

/* known(c, list, id): the object of ${list} ("categories") with this id, or NULL. */
static inline const json_t *
known(const struct check *c, const char *list, const char *id)
{
	return json_get(json_get(c->index, list), id);
}

/*
 * schema_check(name, doc, err): check ${doc} against a built-in schema
 * ("registers/register.schema.json").
 */
bool schema_check(const char *name, const struct json_doc *doc, struct err *err) MUSTCHECK;

/* period_days(period): days of an ISO 8601 period, counted long; 0: none. */
int period_days(const char *period);

/*
 * register_check(doc, definitions, err): opens the definition of each http system into
 * ${definitions}.
 */
bool register_check(const struct json_doc *doc, struct definition **definitions, struct err *err)
    MUSTCHECK;

/*
 * check_system(c, i): what the ${i}th system declares, and its collections. check_reachable(c):
 * is there, for each system, a kind of identifier it needs that a request gives or another system
 * yields?
 */
bool check_system(const struct check *c, size_t i) MUSTCHECK;
bool check_reachable(const struct check *c) MUSTCHECK;

/*
 * check_collections(c, system, definition, pointer): ${definition} is that of an http system, else
 * NULL.
 */
bool check_collections(const struct check *c, const json_t *system,
    const struct definition *definition, const char *pointer) MUSTCHECK;

/*
 * check_review(c, rules, collection, pointer): the rules of a review: their columns are there,
 * their grounds are some, their patterns compile and match something. ${collection} NULL: of a
 * category.
 */
bool check_review(const struct check *c, const json_t *rules, const json_t *collection,
    const char *pointer) MUSTCHECK;

/*
 * check_erase(c, system, collection, pointer): what becomes of its rows when a person is erased;
 * check_erasure: what has to be known of the system then. ${pointer}: of that collection, of that
 * system.
 */
bool check_erase(const struct check *c, const json_t *system, const json_t *collection,
    const char *pointer) MUSTCHECK;
/* check_writes: what is written over its rows where they are restricted, corrected or stopped. */
bool check_writes(const struct check *c, const json_t *collection, const char *pointer) MUSTCHECK;
bool check_erasure(const struct check *c, const json_t *system, const char *pointer) MUSTCHECK;

/* A kind of connector, as far as a register speaks of it. Lists end with NULL. */
struct kind {
	const char *name;
	const char *settings[2]; /* settings it cannot do without */
	const char *may[2];      /* those it may have */
	const char *members[9];  /* members of its collections beside those every kind has */
	const char *required[6]; /* of all members, those that must be there */
	bool collects;           /* has collections */
};
const struct kind *kind_find(const char *name);

#endif
