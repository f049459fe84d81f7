/*
 * The rights a request invokes, by their names in the store.
 */
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
