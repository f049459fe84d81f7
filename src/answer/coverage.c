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
		if (t->action != ACTION_COLLECT)
			continue;
		for (size_t k = 0; k < d->outcomes.n; k++)
			if (d->outcomes.items[k].task_id == t->id)
				own[n++] = d->outcomes.items[k].o;
		coverage_add(&c, t->state, own, n);
	}
	return c;
}
