/*
 * Places in a text.
 */
#include "match.h"

void
cuts_add(struct cuts *c, struct cut cut)
{
	if (c->n == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 16;
		c->cut = xrealloc(c->cut, c->cap * sizeof(c->cut[0]));
	}
	c->cut[c->n++] = cut;
}

void
cuts_drop(struct cuts *c)
{
	free(c->cut);
	*c = (struct cuts){ 0 };
}

static int
by_start(const void *a, const void *b)
{
	const struct cut *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end > y->end ? -1 : x->end < y->end;
}

void
cuts_merge(struct cuts *c)
{
	size_t n = 0;
	if (c->n == 0)
		return;
	qsort(c->cut, c->n, sizeof(c->cut[0]), by_start);
	for (size_t i = 0; i < c->n; i++) {
		struct cut *last = n > 0 ? &c->cut[n - 1] : NULL;
		if (!last || c->cut[i].start >= last->end) {
			c->cut[n++] = c->cut[i];
		} else {
			last->end = c->cut[i].end > last->end ? c->cut[i].end : last->end;
			last->first = last->first || c->cut[i].first;
		}
	}
	c->n = n;
}
