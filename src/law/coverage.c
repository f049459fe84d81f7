/*
 * How much was searched: counted over sources, from what their tasks came to.
 */
#include "dossier/coverage.h"

enum covered
covered_by(enum outcome_code code)
{
	static const enum covered covered[] = {
		[OUTCOME_FOUND] = COVERED,
		[OUTCOME_HANDED] = COVERED,
		[OUTCOME_NOTHING] = COVERED,
		[OUTCOME_NOT_SEARCHED] = COVERED_NOT,
		[OUTCOME_ASKED] = COVERED_LATER,
		[OUTCOME_WRITTEN] = COVERED_LATER,
		[OUTCOME_FORWARDED] = COVERED,
		[OUTCOME_UNREACHABLE] = COVERED_NOT,
		[OUTCOME_WITHHELD] = COVERED,
		[OUTCOME_IGNORED] = COVERED,
		[OUTCOME_REFUSED] = COVERED,
		[OUTCOME_ERASED] = COVERED,
		[OUTCOME_ANONYMISED] = COVERED,
		[OUTCOME_HELD] = COVERED,
		[OUTCOME_KEPT] = COVERED,
		[OUTCOME_RESTRICTED] = COVERED,
		[OUTCOME_LIFTED] = COVERED,
		[OUTCOME_RECTIFIED] = COVERED,
		[OUTCOME_STOPPED] = COVERED,
		[OUTCOME_BY_HAND] = COVERED,
	};
	_Static_assert(array_len(covered) == OUTCOME__MAX, "a row for every outcome");
	return covered[code];
}

enum covered
covered_by_state(const char *task_state)
{
	static const struct {
		const char *state;
		enum covered covered;
	} states[] = { { "done", COVERED }, { "failed", COVERED_NOT }, { "skipped", COVERED_NOT },
		{ "waiting", COVERED_NOT } };
	for (size_t i = 0; i < array_len(states); i++)
		if (strcmp(states[i].state, task_state) == 0)
			return states[i].covered;
	return COVERED_LATER;
}

void
coverage_add(struct coverage *c, const char *task_state, const struct outcome *outcomes, size_t n)
{
	bool any = n == 0 && covered_by_state(task_state) == COVERED;
	bool later = n == 0 && covered_by_state(task_state) == COVERED_LATER;
	for (size_t i = 0; i < n; i++) {
		any = any || covered_by(outcomes[i].code) == COVERED;
		later = later || covered_by(outcomes[i].code) == COVERED_LATER;
	}
	c->searched += any;
	c->later += !any && later;
	c->not += !any && !later;
}

bool
coverage_is_little(const struct coverage *c)
{
	return c->later + c->not > c->searched;
}
