/*
 * A set of texts that keeps their order: a million keys of rows are found in it again.
 */
#include "look.h"

static size_t
hash(const char *text)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return (size_t)(h ^ h >> 32);
}

/* Its slot, or the empty one where it would stand. */
static size_t
slot_of(const struct texts *t, const char *text)
{
	size_t i = hash(text) & (t->nslots - 1);
	while (t->slots[i] && strcmp(t->items[t->slots[i] - 1], text) != 0)
		i = (i + 1) & (t->nslots - 1);
	return i;
}

static void
grow(struct texts *t)
{
	t->room = t->room ? t->room * 2 : 16;
	t->items = xrealloc(t->items, t->room * sizeof(*t->items));
	free(t->slots);
	t->nslots = t->room * 2;
	t->slots = xcalloc(t->nslots, sizeof(*t->slots));
	for (size_t i = 0; i < t->n; i++)
		t->slots[slot_of(t, t->items[i])] = (uint32_t)i + 1;
}

size_t
texts_find(const struct texts *t, const char *text)
{
	uint32_t place = t->nslots ? t->slots[slot_of(t, text)] : 0;
	return place ? place - 1 : SIZE_MAX;
}

size_t
texts_add(struct texts *t, const char *text, struct arena *a, bool *ret_new)
{
	size_t there = texts_find(t, text);
	if (ret_new)
		*ret_new = there == SIZE_MAX;
	if (there != SIZE_MAX)
		return there;
	if (t->n == t->room)
		grow(t);
	t->items[t->n] = arena_strdup(a, text);
	t->slots[slot_of(t, text)] = (uint32_t)t->n + 1;
	return t->n++;
}

void
texts_release(struct texts *t)
{
	free(t->items);
	free(t->slots);
	*t = (struct texts){ 0 };
}
