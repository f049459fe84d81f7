/*
 * What is to be corrected, read against the register. A word that is no column is never said back:
 * what stands in its place may be the person's.
 */
#include "dossier/correction.h"
#include "dossier/text.h"

/* One column of one collection that may be corrected, and where it was asked for. */
struct place {
	const char *collection, *column, *category;
};

struct reading {
	const struct inventory *inv;
	const char *const *categories;
	struct place *items; /* each collection's column once, whatever systems have it */
	size_t n;
	struct arena *a;
};

static void
add_place(struct reading *r, const json_t *collection, const char *column)
{
	const struct place p = { json_str_or(collection, "name", ""), column,
		json_str_or(collection, "category", "") };
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->items[i].collection, p.collection) == 0 &&
		    strcmp(r->items[i].column, column) == 0)
			return;
	r->items[r->n++] = p;
}

static bool
is_meant(const struct reading *r, const json_t *collection)
{
	return !r->categories[0] ||
	    text_among(json_str_or(collection, "category", ""), r->categories, SIZE_MAX);
}

/* All that may be corrected. */
static void
read_places(struct reading *r)
{
	size_t most = 1, k, m;
	json_t *c, *column;
	for (size_t i = 0; i < r->inv->nsystems; i++)
		json_array_foreach(json_get(r->inv->systems[i].json, "collections"), k, c)
			most += json_array_size(json_get(c, "rectify"));
	r->items = arena_alloc(r->a, most * sizeof(*r->items));
	for (size_t i = 0; i < r->inv->nsystems; i++)
		json_array_foreach(json_get(r->inv->systems[i].json, "collections"), k, c)
			json_array_foreach(json_get(c, "rectify"), m, column)
				if (is_meant(r, c))
					add_place(r, c, json_string_value(column));
}

/* "customers.name, customers.phone": those that ${n} bytes of ${said} mean, or all; or "none". */
static const char *
names(const struct reading *r, const char *said, size_t n)
{
	const char *list = NULL;
	for (size_t i = 0; i < r->n; i++) {
		const struct place *p = &r->items[i];
		if (!said || (strlen(p->column) == n && strncmp(p->column, said, n) == 0))
			list = arena_printf(r->a, "%s%s%s.%s", list ? list : "", list ? ", " : "",
			    p->collection, p->column);
	}
	return list ? list : "none";
}

static bool
is_named(const struct reading *r, const struct place *p, const char *said, size_t n)
{
	const char *full = arena_printf(r->a, "%s.%s", p->collection, p->column);
	return (strlen(p->column) == n && strncmp(p->column, said, n) == 0) ||
	    (strlen(full) == n && strncmp(full, said, n) == 0);
}

/* NULL: none, or more than one; see err. */
static const struct place *
find(const struct reading *r, size_t nth, const char *said, size_t n, struct err *err)
{
	size_t found = 0;
	const struct place *p = NULL;
	for (size_t i = 0; i < r->n; i++)
		if (is_named(r, &r->items[i], said, n)) {
			p = &r->items[i];
			found++;
		}
	if (found == 0)
		err_set(err, ERR_DENIED,
		    "--set %zu: the register lets nobody correct that column here (art. 16 GDPR); "
		    "it may be: %s; anything else is corrected by hand (--done)",
		    nth, names(r, NULL, 0));
	if (found > 1)
		err_set(err, ERR_USAGE, "--set %zu: say of which collection: one of %s", nth,
		    names(r, said, n));
	return found == 1 ? p : NULL;
}

static bool
check_value(const char *value, size_t nth, struct err *err)
{
	const char *flaw = text_flaw(value, false);
	if (flaw)
		return err_set(err, ERR_USAGE, "--set %zu: the value holds %s", nth, flaw);
	return strlen(value) <= CORRECTION_MAX ||
	    err_set(err, ERR_USAGE, "--set %zu: a value is at most %d bytes of UTF-8", nth,
		CORRECTION_MAX);
}

static bool
read_one(
    const struct reading *r, const char *said, size_t nth, struct correction *to, struct err *err)
{
	const char *equal = strchr(said, '=');
	if (!equal || equal == said)
		return err_set(
		    err, ERR_USAGE, "--set %zu: expected [COLLECTION.]COLUMN=VALUE", nth);
	const struct place *p = find(r, nth, said, (size_t)(equal - said), err);
	if (!p || !check_value(equal + 1, nth, err))
		return false;
	json_t *set = json_object_get(to->values, p->collection);
	if (!set)
		json_object_set_new(to->values, p->collection, set = json_object());
	if (json_object_get(set, p->column))
		return err_set(err, ERR_USAGE, "--set %zu: %s.%s was said before", nth,
		    p->collection, p->column);
	json_object_set_new(set, p->column, equal[1] ? json_string(equal + 1) : json_null());
	if (!json_has(to->categories, p->category))
		json_array_append_new(to->categories, json_string(p->category));
	return true;
}

bool
correction_read(const struct inventory *inv, const char *const *said, size_t n,
    const char *const *categories, struct correction *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct reading r = { .inv = inv, .categories = categories, .a = a };
	*ret = (struct correction){ json_object(), json_array() };
	read_places(&r);
	bool ok = true;
	for (size_t i = 0; ok && i < n; i++)
		ok = read_one(&r, said[i], i + 1, ret, err);
	if (!ok)
		correction_drop(ret);
	return ok;
}

void
correction_drop(struct correction *c)
{
	json_decref(c->values);
	json_decref(c->categories);
	*c = (struct correction){ 0 };
}

/* ---- what the person reads ---- */

static const json_t *
label_in(const json_t *collection, const char *column)
{
	size_t i;
	json_t *f;
	json_array_foreach(json_get(collection, "fields"), i, f)
		if (strcmp(json_str_or(f, "name", ""), column) == 0)
			return json_get(f, "label");
	return json_get(json_get(json_get(collection, "columns"), column), "label");
}

const char *
correction_label(const struct inventory *inv, const char *collection, const char *column,
    const char *language, struct arena *a)
{
	for (size_t i = 0; i < inv->nsystems; i++) {
		size_t k;
		json_t *c;
		json_array_foreach(json_get(inv->systems[i].json, "collections"), k, c) {
			const char *label = strcmp(json_str_or(c, "name", ""), collection) == 0
			    ? json_text_in(label_in(c, column), language)
			    : NULL;
			if (label)
				return arena_strdup(a, label);
		}
	}
	return text_readable(column, a);
}
