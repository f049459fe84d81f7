/*
 * The identifiers that stand in the rows of a change: what goes takes them with it, and other
 * systems find the person by them.
 */
#include "look.h"

bool
look_yields(struct look *l, struct look_collection *c, const char *const *cells, struct err *err)
{
	for (size_t i = 0; i < c->nyields; i++) {
		struct look_yield *y = &c->yields[i];
		const char *value = cells[y->cell];
		if (value && *value && texts_add(&y->values, value, l->a, NULL) >= PG_YIELDS_MAX)
			return pg_yields_too_many(c->c, y->kind, y->field, err);
	}
	return true;
}

void
look_tell_yields(struct look *l)
{
	for (size_t i = 0; i < l->s->n; i++) {
		const struct look_collection *c = &l->collections[l->s->order[i] - l->s->all];
		for (size_t k = 0; k < c->nyields; k++) {
			const struct look_yield *y = &c->yields[k];
			for (size_t v = 0; v < y->values.n; v++)
				json_array_append_new(l->ret->yields,
				    json_pack("{s:s, s:s, s:s, s:s}", "kind", y->kind, "value",
					y->values.items[v], "field", y->field, "source",
					c->c->name));
		}
	}
}
