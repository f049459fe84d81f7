/*
 * What was decided of the rights of a request, by category and purpose, as far as it stands:
 * reopening undoes what was refused; what was done stays done. Pure.
 */
#ifndef DOSSIER_DECISION_H
#define DOSSIER_DECISION_H

#include "dossier/fact.h"

struct decision {
	const char *right;
	struct right_part part;
	bool refused;            /* else it was done as asked, or */
	bool nothing;            /* nothing of the person was held there */
	bool before;             /* the request was reopened since: it may be decided anew */
	const struct fact *fact; /* when, by whom, on which ground */
};
struct decision_list {
	struct decision *items;
	size_t n;
};
/* decisions_of(facts, a, ret): in the order of writing; in ${a}, or borrowed from ${facts}. */
void decisions_of(const struct fact_list *facts, struct arena *a, struct decision_list *ret);

/*
 * decision_of: what was decided of this part of a right; NULL: nothing yet. What was decided of a
 * category whole holds for each of its purposes.
 */
const struct decision *decision_of(
    const struct decision_list *list, const char *right, struct right_part part);
/* decision_refused: the same, if it was refused. */
const struct decision *decision_refused(
    const struct decision_list *list, const char *right, struct right_part part);
/* decisions_any: was any part of it refused (or, ${refused} false, done)? */
bool decisions_any(const struct decision_list *list, const char *right, bool refused);
/*
 * right_standing_of: how a right stands by these facts: "open", "answered", "refused" or
 * "withdrawn", since which day, and what was decided ("granted", "partly", a ground; NULL: no more
 * is said).
 */
struct right_standing {
	const char *state, *decision;
	struct date on;          /* no date: open */
	const struct fact *fact; /* by which; NULL: open */
};
struct right_standing right_standing_of(const struct fact_list *facts, const char *right);
/* decisions_told: was any part of it refused, and the person told so? */
bool decisions_told(const struct decision_list *list, const char *right);

#endif
