/*
 * Gathering findings: the rules (findings_rules.c) and what there may be several of (findings.c). Private to register.
 */
#ifndef REGISTER_FINDINGS_H
#define REGISTER_FINDINGS_H

#include "register_private.h"

struct gather {
	const struct reg *r;
	struct arena *a;
	struct finding *items;
	size_t n, cap;
};

/* found(g, pointer, subject, text, article): one finding at ${pointer}; strings live in the arena or longer. */
void found(struct gather *g, const char *pointer, const char *subject, const char *text,
    const char *article);

/* findings_of_rules(g): every rule of the tables on every object. */
void findings_of_rules(struct gather *g);

#endif
