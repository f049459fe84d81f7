/*
 * Decisions by category and purpose, read from the facts. Whether they are lawful is for the guards
 * to say.
 */
#include "dossier/decision.h"

static size_t
count_parts(const struct fact_list *facts)
{
	size_t n = 0;
	for (size_t i = 0; i < facts->n; i++)
		n += facts->items[i].nparts;
	return n;
}

/* What was refused is open again; what was done, as an erasure, no reopening takes back. */
static void
reopen(struct decision_list *list)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->n; i++)
		if (!list->items[i].refused) {
			list->items[kept] = list->items[i];
			list->items[kept++].before = true;
		}
	list->n = kept;
}

/* One that is decided anew takes the place of what stood. */
static void
add(struct decision_list *list, const struct decision *x)
{
	size_t i = 0;
	while (i < list->n &&
	    (strcmp(list->items[i].right, x->right) != 0 ||
		strcmp(list->items[i].part.category, x->part.category) != 0 ||
		strcmp(list->items[i].part.purpose, x->part.purpose) != 0))
		i++;
	list->items[i] = *x;
	list->n += i == list->n;
}

void
decisions_of(const struct fact_list *facts, struct arena *a, struct decision_list *ret)
{
	*ret = (struct decision_list){
		.items = arena_alloc(a, (count_parts(facts) + 1) * sizeof(*ret->items)),
	};
	for (size_t i = 0; i < facts->n; i++) {
		const struct fact *f = &facts->items[i];
		if (f->kind == FACT_REOPENED)
			reopen(ret);
		for (size_t k = 0; k < f->nparts && fact_decides(f->kind); k++)
			add(ret,
			    &(struct decision){
				.right = f->right,
				.part = f->parts[k],
				.refused = f->kind != FACT_CARRIED_OUT,
				.nothing = f->kind == FACT_CARRIED_OUT && f->result,
				.fact = f,
			    });
	}
}

const struct decision *
decision_of(const struct decision_list *list, const char *right, struct right_part part)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct decision *d = &list->items[i];
		if (strcmp(d->right, right) == 0 && strcmp(d->part.category, part.category) == 0 &&
		    (!*d->part.purpose || strcmp(d->part.purpose, part.purpose) == 0))
			return d;
	}
	return NULL;
}

const struct decision *
decision_refused(const struct decision_list *list, const char *right, struct right_part part)
{
	const struct decision *d = decision_of(list, right, part);
	return d && d->refused ? d : NULL;
}

bool
decisions_any(const struct decision_list *list, const char *right, bool refused)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].refused == refused && strcmp(list->items[i].right, right) == 0)
			return true;
	return false;
}

bool
decisions_told(const struct decision_list *list, const char *right)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].refused && !list->items[i].fact->unannounced &&
		    strcmp(list->items[i].right, right) == 0)
			return true;
	return false;
}
