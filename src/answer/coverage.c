/*
 * How much an answer rests on: the sources of a request that were to be searched.
 */
#include "answer_private.h"

struct coverage
answer_coverage(const struct dossier *d, struct arena *a)
{
	struct coverage c = { 0 };
	struct outcome *own = arena_alloc(a, (d->outcomes.n + 1) * sizeof(*own));
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		size_t n = 0;
		if (strcmp(t->action, action_name(ACTION_COLLECT)) != 0)
			continue;
		for (size_t k = 0; k < d->outcomes.n; k++)
			if (strcmp(d->outcomes.items[k].system, t->system) == 0 &&
			    strcmp(d->outcomes.items[k].action, t->action) == 0)
				own[n++] = d->outcomes.items[k].o;
		coverage_add(&c, t->state, own, n);
	}
	return c;
}
