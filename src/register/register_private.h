/*
 * What the files of this room share: complaints with a place, the checks of a register and the
 * loading of connector files. Private to register.
 */
#ifndef REGISTER_PRIVATE_H
#define REGISTER_PRIVATE_H

#include "dossier/register.h"

/* One pass over a document. index: {"categories": {id: object}, ...}, made by check_ids(). */
struct check {
	const struct json_doc *doc;
	json_t *index;
	struct arena *a;
	struct err *err;
};

/*
 * complain(c, pointer, fmt, ...): INPUT "FILE:LINE:COLUMN: ..." of the value at ${pointer}. Returns
 * false always.
 */
bool complain(const struct check *c, const char *pointer, const char *fmt, ...) PRINTF(3, 4);

/*
 * one_line(text): controls become blanks, in place: what a file holds must not move a terminal's
 * cursor.
 */
char *one_line(char *text);

/* at(c, fmt, ...): a JSON pointer in the arena of the pass. */
#define at(c, ...) arena_printf((c)->a, __VA_ARGS__)

/* known(c, list, id): the object of ${list} ("categories") with this id, or NULL. */
const json_t *known(const struct check *c, const char *list, const char *id);

/*
 * schema_check(name, doc, err): check ${doc} against a built-in schema
 * ("registers/register.schema.json").
 */
bool schema_check(const char *name, const struct json_doc *doc, struct err *err) MUSTCHECK;

/* period_days(period): days of an ISO 8601 period, counted long; 0: none. */
int period_days(const char *period);

bool register_check(const struct json_doc *doc, struct err *err) MUSTCHECK;

/*
 * check_system(c, system, pointer): what one system declares, but for its collections.
 * check_reachable(c): is there, for each system, a kind of identifier it needs that a request gives
 * or another system yields?
 */
bool check_system(const struct check *c, const json_t *system, const char *pointer) MUSTCHECK;
bool check_reachable(const struct check *c) MUSTCHECK;

/*
 * check_collections(c, system, definition, pointer): ${definition} is that of an http system, else
 * NULL.
 */
bool check_collections(const struct check *c, const json_t *system, const json_t *definition,
    const char *pointer) MUSTCHECK;

/* A kind of connector, as far as a register speaks of it. Lists end with NULL. */
struct kind {
	const char *name;
	const char *settings[2]; /* settings it cannot do without */
	const char *members[6];  /* members of its collections beside those every kind has */
	const char *required[6]; /* of all members, those that must be there */
	bool collects;           /* has collections */
};
const struct kind *kind_find(const char *name);

/*
 * definition_open(name, err): templates/connectors/${name}.json, checked. New; NOTFOUND names those
 * there are.
 */
struct json_doc *definition_open(const char *name, struct err *err);

/*
 * definition_keeps(definition, into): does a step of the access right keep its rows under this
 * name?
 */
bool definition_keeps(const json_t *definition, const char *into);

#endif
