/*
 * What the files that check connector definitions share. Private to register.
 */
#ifndef REGISTER_DEFINITION_H
#define REGISTER_DEFINITION_H

#include "register_private.h"

/* What a placeholder stands for: {identity.email}, {row.id}, {now}. */
enum scope {
	SCOPE_IDENTITY,
	SCOPE_PARAM,
	SCOPE_SECRET,
	SCOPE_ROW,
	SCOPE_PARENT,
	SCOPE_BATCH,
	SCOPE_JOB,
	SCOPE_STEP,
	SCOPE_CORRECT,
	SCOPE_REQUEST,
	SCOPE_NOW,
	SCOPE_PAGE,
	SCOPE_UUID,
	SCOPE__MAX,
};
#define BIT(scope) (1u << SCOPE_##scope)

/* Placeholders bound to this person or to something found of this person. */
#define SCOPES_PERSON                                                                              \
	(BIT(IDENTITY) | BIT(ROW) | BIT(PARENT) | BIT(BATCH) | BIT(JOB) | BIT(STEP) | BIT(CORRECT))

/* Where a template stands, and what may stand in it. */
struct place {
	const char *name; /* "a path" */
	unsigned scopes;  /* bits of enum scope */
	bool quoted; /* text around a value may be a query language: a quoting filter is needed */
};
extern const struct place place_contact, place_url, place_prefix, place_server_header, place_auth,
    place_limit, place_path, place_query, place_header, place_body, place_file, place_row,
    place_condition, place_letter;

/* What the templates of one operation use. */
struct uses {
	unsigned scopes;
	const char *batch; /* name in {batch.NAME}; the last one seen */
};

/*
 * check_templates(c, tree, place, pointer, uses): every string in ${tree} (a string, an object, an array) as a
 * template: braces, scopes, names, filters, quoting. What it uses is added to ${uses}. ${tree} may be NULL.
 */
bool check_templates(const struct check *c, const json_t *tree, const struct place *place,
    const char *pointer, struct uses *uses) MUSTCHECK;

/* check_steps(c): preflight and rights: what each step names, and what each right must end in. */
bool check_steps(const struct check *c) MUSTCHECK;

/* op_uses(c, op): what the templates of a checked operation use. */
struct uses op_uses(const struct check *c, const char *op);

#endif
