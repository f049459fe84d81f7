/*
 * How much of what could be searched was searched: an answer that rests on little is none that says
 * "nothing found" (art. 12(1), 15(1)). Pure.
 */
#ifndef DOSSIER_COVERAGE_H
#define DOSSIER_COVERAGE_H

#include "dossier/outcome.h"

enum covered {
	COVERED,       /* searched, whatever came of it */
	COVERED_LATER, /* somebody was asked and has not answered */
	COVERED_NOT,   /* not searched, and nothing is to come */
};
/* covered_by: what an outcome tells. covered_by_state: what a task without outcomes tells. */
enum covered covered_by(enum outcome_code code);
enum covered covered_by_state(const char *task_state);

/* Sources, each counted once: as searched where any of its categories was. */
struct coverage {
	int searched, later, not ;
};
/* coverage_add: one source: the state of its task, and what came of it. */
void coverage_add(
    struct coverage *c, const char *task_state, const struct outcome *outcomes, size_t n);
/* coverage_is_little: there are sources, and more were not searched than were. */
bool coverage_is_little(const struct coverage *c);

#endif
