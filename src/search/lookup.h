/*
 * Between the files of a lookup: who is asked (lookup.c), what is made of the answers
 * (lookup_found.c), how it is shown (lookup_view.c).
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "dossier/text.h"
#include "search_private.h"

enum place_state {
	PLACE_UNKNOWN, /* nothing is known to look there by */
	PLACE_PEOPLE,  /* a person is to look, and is not asked by a lookup */
	PLACE_LATER,   /* it answers only after a while */
	PLACE_FAILED,
	PLACE_LOOKED,
};
struct place { /* one system of the plan */
	const struct plan_task *t;
	const char *connector;
	enum place_state state;
	size_t by;         /* of how many identifiers it knew when it was asked last */
	const char *error; /* failed: why; in English */
	json_t *outcomes;  /* looked: of its categories */
};
struct looking {
	struct dossier *d; /* its identifiers grow by what is found and proven */
	const struct doctor_tries *tries;
	struct plan plan;
	struct place *places;
	size_t n;
	json_t *contacts; /* that stood there: [{"kind","blind","value","system",...}] */
	json_t *unsure;   /* numbers of those of which it is not known whether they stood there */
	json_t *keys;     /* all that was yielded, to find what differs within one column */
};
/*
 * lookup_note: what an answer says, which is no failure; ${found}: the identifiers in it, as
 * accepted. lookup_result: all of it, as it is kept; new.
 */
void lookup_note(
    struct looking *l, struct place *p, const json_t *answer, const struct task_done *found);
/*
 * lookup_note_matched: contact data by which alone rows were found, of l->d. lookup_stood: is it
 * known to have stood there?
 */
void lookup_note_matched(struct looking *l, const struct place *p, const json_t *answer);
bool lookup_stood(const struct looking *l, const struct place *p, const struct identifier *x);
json_t *lookup_result(const struct looking *l);

#endif
