/*
 * The rights a request invokes, by their names in the store, and what each is about.
 */
#include "dossier/objection.h"
#include "dossier_private.h"

unsigned
right_bit(const char *name)
{
	enum right right;
	struct err err = { 0 };
	if (!right_parse(name, &right, &err))
		BUG("the store holds a right %s", name);
	return 1u << right;
}

unsigned
rights_bits(const struct request_right_list *rights)
{
	unsigned bits = 0;
	for (size_t i = 0; i < rights->n; i++)
		bits |= right_bit(rights->items[i].right);
	return bits;
}

const struct purpose *const *
right_purposes(const struct dossier *d, const struct request_right *r, struct arena *a)
{
	size_t n = 0, k = 0;
	while (r->purposes[n])
		n++;
	const struct purpose **list = arena_alloc(a, (n + 1) * sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		list[k] = reg_purpose(d->reg, r->purposes[i]);
		k += list[k] != NULL;
	}
	list[k] = NULL;
	return list;
}
