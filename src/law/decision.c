/*
 * Decisions by category and purpose, read from the facts. Whether they are lawful is for the guards
 * to say.
 */
#include "dossier/decision.h"
#include "dossier/text.h"

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

/* What was corrected and taken back since is to be decided again. */
static void
take_back(struct decision_list *list, const struct fact *f)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].refused || strcmp(list->items[i].right, f->right) != 0 ||
		    !text_among(list->items[i].part.category, f->scope, SIZE_MAX))
			list->items[kept++] = list->items[i];
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
		if (f->kind == FACT_CORRECTION_DECIDED && f->result)
			take_back(ret, f);
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

/* ---- how a right stands ---- */

/* What a fact makes of a right that is still open, or of this one by name; NULL: nothing. */
static const char *
ends_as(const struct fact *f, const char *right, bool open)
{
	bool named = f->right && strcmp(f->right, right) == 0;
	switch (f->kind) {
	case FACT_REFUSED:
		return named ? "refused" : NULL;
	case FACT_ANSWERED_IN_PART:
		return named ? "answered" : NULL;
	case FACT_WITHDRAWN_IN_PART:
	case FACT_RIGHT_TAKEN_OFF:
		return named ? "withdrawn" : NULL;
	case FACT_ANSWERED:
		return open ? "answered" : NULL;
	case FACT_WITHDRAWN:
		return open ? "withdrawn" : NULL;
	case FACT_REOPENED:
		return "open";
	default:
		return NULL;
	}
}

static const char *
decided_as(const char *state, const struct fact_list *before, const char *right)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct decision_list list;
	const struct fact *f = &before->items[before->n];
	if (strcmp(state, "refused") == 0)
		return f->ground;
	if (strcmp(state, "answered") != 0)
		return NULL;
	if (f->result) /* "withheld" */
		return "partly";
	decisions_of(before, a, &list);
	return decisions_any(&list, right, true) ? "partly" : "granted";
}

struct right_standing
right_standing_of(const struct fact_list *facts, const char *right)
{
	struct right_standing s = { .state = "open" };
	for (size_t i = 0; i < facts->n; i++) {
		const struct fact *f = &facts->items[i];
		const struct fact_list before = { facts->items, i };
		bool open = strcmp(s.state, "open") == 0;
		const char *state = ends_as(f, right, open);
		if (!state)
			continue;
		s = (struct right_standing){ .state = state };
		if (strcmp(state, "open") == 0)
			continue;
		s.on = f->on;
		s.fact = f;
		s.decision = decided_as(state, &before, right);
	}
	return s;
}
