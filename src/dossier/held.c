/*
 * What is held of a person, as far as searching and looking told: what was not looked at may be
 * anything.
 */
#include "dossier/checked.h"

const char *
lookup_place(const struct request *r, struct arena *a)
{
	return arena_printf(a, "lookup/%s", r->reference);
}

json_t *
dossier_looked(const struct dossier *d, struct lookup *ret, struct err *err)
{
	struct lookup x;
	bool found;
	if (!lookup_newest(d->in->db, d->org.id, d->request.id, d->a, &x, &found, err) || !found)
		return NULL;
	const char *plain =
	    unseal(d->keys->ledger, lookup_place(&d->request, d->a), x.sealed, d->a, err);
	json_t *looked = plain ? json_loads(plain, 0, NULL) : NULL;
	if (plain && !looked)
		err_set(err, ERR_INPUT, "what was kept of a lookup is no JSON");
	if (ret)
		*ret = x;
	return looked;
}

static bool
has_number(const json_t *list, int64_t number)
{
	size_t i;
	const json_t *v;
	json_array_foreach((json_t *)(uintptr_t)list, i, v)
		if (json_integer_value(v) == number)
			return true;
	return false;
}

enum on_file
on_file(const json_t *looked, const struct identifier *x)
{
	size_t i;
	const json_t *c;
	json_array_foreach(json_get(looked, "contacts"), i, c)
		if (json_int_or(c, "identifier", 0) == x->id)
			return ON_FILE_YES;
	return has_number(json_get(looked, "looked_for"), x->id) &&
		!has_number(json_get(looked, "unsure"), x->id)
	    ? ON_FILE_NOT
	    : ON_FILE_UNKNOWN;
}

json_t *
on_file_json(enum on_file is)
{
	return is == ON_FILE_UNKNOWN ? json_null() : json_boolean(is == ON_FILE_YES);
}

static bool
is_found(const struct outcome *o)
{
	return (o->code == OUTCOME_FOUND || o->code == OUTCOME_HANDED) && o->count != 0;
}

bool
dossier_is_empty(const struct dossier *d)
{
	for (size_t i = 0; i < d->outcomes.n; i++)
		if (is_found(&d->outcomes.items[i].o))
			return false;
	return true;
}

bool
dossier_found(const struct dossier *d, const char *category)
{
	for (size_t i = 0; i < d->outcomes.n; i++)
		if (is_found(&d->outcomes.items[i].o) &&
		    strcmp(d->outcomes.items[i].o.category, category) == 0)
			return true;
	return false;
}

/* Did every task of it end, and say that nothing is there? */
static bool
is_searched_empty(const struct dossier *d, const char *category)
{
	bool any = false;
	for (size_t i = 0; i < d->tasks.n; i++)
		if (json_has(d->tasks.items[i].categories, category) &&
		    strcmp(d->tasks.items[i].state, "done") != 0)
			return false;
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome *o = &d->outcomes.items[i].o;
		if (strcmp(o->category, category) != 0)
			continue;
		if (o->code != OUTCOME_NOTHING)
			return false;
		any = true;
	}
	return any;
}

static bool
is_looked_empty(const json_t *looked, const char *category)
{
	bool any = false;
	size_t i, k;
	const json_t *s, *o;
	json_array_foreach(json_get(looked, "systems"), i, s) {
		json_array_foreach(json_get(s, "outcomes"), k, o) {
			if (strcmp(json_str_or(o, "category", ""), category) != 0)
				continue;
			if (strcmp(json_str_or(o, "code", ""), outcome_name(OUTCOME_NOTHING)) != 0)
				return false;
			any = true;
		}
	}
	return any;
}

static bool
is_found_there(const struct dossier *d, const char *category)
{
	for (size_t i = 0; i < d->outcomes.n; i++)
		if (strcmp(d->outcomes.items[i].o.category, category) == 0 &&
		    is_found(&d->outcomes.items[i].o))
			return true;
	return false;
}

bool
held_is_empty(const struct dossier *d, const char *category, const json_t *looked)
{
	return !is_found_there(d, category) &&
	    (is_searched_empty(d, category) || is_looked_empty(looked, category));
}
