/*
 * Rules behind findings: what the law needs of a statement and of the record of processing, as rows
 * of tables. A row looks at one member of one object; nothing in it knows an id. Private to
 * register.
 */
#ifndef REGISTER_FINDINGS_H
#define REGISTER_FINDINGS_H

#include "register_private.h"

struct rule;
/* A test of a rule: is there something to find in ${object}? */
typedef bool rule_test(const struct reg *r, const json_t *object, const struct rule *rule);

struct rule {
	const char *id; /* "no-purpose"; its own among all rules */
	enum severity severity;
	const char *article; /* NULL: the object's own member "article" */
	const char *member;  /* what it looks at and stands at: "remedies/complaint" */
	rule_test *test;
	const char *value; /* what the test compares with, where it does */
	const char *text;  /* {} stands for the text of shows */
	const char *shows;
};

/* rule_member(object, path): the member at "a/b", or NULL. */
const json_t *rule_member(const json_t *object, const char *path);
/* rule_is(object, path, value): is it this text? */
bool rule_is(const json_t *object, const char *path, const char *value);

/* Tests of the member alone: null or not there; there and null; without members; false; true. */
rule_test rule_absent, rule_null, rule_empty, rule_false, rule_true;
/* Its text is ${value}; its list holds ${value}; always. */
rule_test rule_equals, rule_lists, rule_always;

struct rules {
	const struct rule *items;
	size_t n;
};
/* Rules on the whole register, on its organisation, and on each element of a list. */
extern const struct rules rules_register, rules_organisation, rules_channel, rules_contradiction,
    rules_category, rules_our_category, rules_recipient, rules_controller, rules_yield,
    rules_collection;
#define RULES(table)                                                                               \
	{                                                                                          \
		table, array_len(table)                                                            \
	}

#endif
