/*
 * What becomes of the rows of a collection when a person's data are erased: bases that are laws
 * and hold something, collections that are there, sets that say what a row that stays becomes. What
 * only the database knows, as the columns, is for `connector check` and for the preview.
 */
#include "dossier/erase_rule.h"
#include "dossier/retention.h"
#include "dossier/text.h"
#include "register_private.h"

struct erase_check {
	const struct check *c;
	const json_t *system, *collection, *erase;
	const char *pointer; /* of the rule */
};

#define here(e, ...) at((e)->c, "%s/%s", (e)->pointer, at((e)->c, __VA_ARGS__))

static bool
has_collection(const struct erase_check *e, const char *name)
{
	const json_t *c;
	size_t i;
	json_array_foreach(json_get(e->system, "collections"), i, c)
		if (strcmp(json_str(c, "name"), name) == 0)
			return true;
	return false;
}

static bool
check_collection(const struct erase_check *e, const json_t *of, const char *pointer)
{
	const char *name = json_str(of, "collection");
	return !name || has_collection(e, name) ||
	    complain(e->c, at(e->c, "%s/collection", pointer), "system %s has no collection %s",
		json_str(e->system, "id"), name);
}

static bool
check_day(const struct erase_check *e, const json_t *day, const char *pointer)
{
	const char *zone = json_str(day, "zone");
	size_t parts =
	    !!json_get(day, "collection") + !!json_get(day, "field") + !!json_get(day, "date");
	struct err why = { 0 };
	struct date today;
	if (parts != 0 && parts != 3)
		return complain(e->c, pointer,
		    "the day of a row it refers to needs collection, field and date");
	if (zone && !zone_date(zone, clock_now(), &today, &why))
		return complain(e->c, at(e->c, "%s/zone", pointer), "%s", why.text);
	return check_collection(e, day, pointer);
}

/* A book year is said where the law counts with one, and nowhere else. */
static bool
check_book_year(const struct erase_check *e, const struct retention_basis *b, const json_t *hold,
    const char *pointer)
{
	const char *ends = json_str(hold, "book_year_ends");
	struct book_year year;
	struct err why = { 0 };
	if (!book_year_parse(ends, &year, &why))
		return complain(e->c, at(e->c, "%s/book_year_ends", pointer), "%s", why.text);
	if (ends && !retention_has_book_year(b))
		return complain(e->c, at(e->c, "%s/book_year_ends", pointer),
		    "%s counts from no book year", b->id);
	return ends || b->start != RETENTION_BOOK_YEAR ||
	    complain(e->c, pointer,
		"%s counts from the end of a book year: say its last day, \"book_year_ends\": "
		"\"MM-DD\"",
		b->id);
}

static bool
check_hold(const struct erase_check *e, const json_t *hold, const char *pointer)
{
	struct err why = { 0 };
	const struct retention_basis *b =
	    retention_basis_find(e->c->retention, json_str(hold, "basis"), &why);
	if (!b)
		return complain(e->c, at(e->c, "%s/basis", pointer), "%s", why.text);
	if (!b->hold)
		return complain(e->c, at(e->c, "%s/basis", pointer),
		    "%s is a norm, which holds nothing against a request for erasure (art. "
		    "17(3)(b)): leave it out",
		    b->id);
	return check_book_year(e, b, hold, pointer) &&
	    check_day(e, json_get(hold, "from"), at(e->c, "%s/from", pointer));
}

/* Of a row that stays in part the rest must go, and a set says how. */
static bool
check_part(const struct erase_check *e, const json_t *keep, const char *pointer)
{
	bool deletes = strcmp(json_str(e->erase, "do"), "keep") != 0;
	return !deletes || !json_get(keep, "columns") ||
	    json_object_size(json_get(e->erase, "set")) ||
	    complain(e->c, at(e->c, "%s/columns", pointer),
		"the row stays for these columns, and no set says what becomes of the others: "
		"they would stay too");
}

static bool
check_keeps(const struct erase_check *e)
{
	static const char *const lists[] = { "holds", "kept", "contract", "opt_out" },
				 *const days[] = { "from", "from", "until", "since" };
	for (size_t k = 0; k < array_len(lists); k++) {
		const json_t *keep;
		size_t i;
		json_array_foreach(json_get(e->erase, lists[k]), i, keep) {
			const char *pointer = here(e, "%s/%zu", lists[k], i);
			bool good = k == 0 ? check_hold(e, keep, pointer)
					   : check_day(e, json_get(keep, days[k]),
						 at(e->c, "%s/%s", pointer, days[k]));
			if (!good || !check_part(e, keep, pointer))
				return false;
		}
	}
	return true;
}

static bool
check_person(const struct erase_check *e, const json_t *person, json_t *seen, const char *pointer)
{
	const char *column = json_str(person, "column"), *kind = json_str(person, "identifier");
	bool rows = json_get(person, "collection");
	if (json_get(seen, column))
		return complain(e->c, at(e->c, "%s/column", pointer),
		    "column %s stands twice among the persons", column);
	json_object_set_new(seen, column, json_true());
	if (rows == (kind != NULL) || rows != (json_get(person, "field") != NULL))
		return complain(e->c, pointer,
		    "who stands in it is {column, collection, field} or {column, identifier}");
	if (kind && !json_has(json_get(e->system, "needs"), kind))
		return complain(e->c, at(e->c, "%s/identifier", pointer),
		    "system %s is not given %s: add it to its needs", json_str(e->system, "id"),
		    kind);
	if (strcmp(json_str(person, "shared"), "anonymise") == 0 &&
	    json_object_size(json_get(person, "set")) == 0 &&
	    json_object_size(json_get(e->erase, "set")) == 0)
		return complain(e->c, at(e->c, "%s/shared", pointer),
		    "it is anonymised, and no set says what becomes of which column");
	return check_collection(e, person, pointer);
}

/* By a column that is no person's they would be found, and never be known in the row. */
static bool
check_persons(const struct erase_check *e)
{
	auto_drop(json) json_t *seen = json_object();
	const json_t *persons = json_get(e->erase, "persons"), *v;
	size_t i;
	json_array_foreach(persons, i, v)
		if (!check_person(e, v, seen, here(e, "persons/%zu", i)))
			return false;
	json_array_foreach(json_get(e->collection, "match"), i, v)
		if (json_get(seen, json_str_or(v, "column", "")))
			return true;
	return !persons ||
	    complain(e->c, here(e, "persons"),
		"none of these columns is one by which the person's rows are found (match): whose "
		"row it is could never be told");
}

/* What is done needs its words, and the set that does it. */
static bool
check_do(const struct erase_check *e)
{
	const char *what = json_str(e->erase, "do");
	bool set = json_object_size(json_get(e->erase, "set"));
	if (strcmp(what, "delete") != 0 && !json_get(e->erase, "why"))
		return complain(e->c, e->pointer,
		    "a row that is to stay needs its reason (art. 17(1)): say why");
	if (strcmp(what, "anonymise") == 0 && !set)
		return complain(e->c, here(e, "do"),
		    "it is anonymised, and no set says what becomes of which column");
	return strcmp(what, "keep") != 0 || !set ||
	    complain(e->c, here(e, "set"), "it stays as it is, so nothing is set");
}

bool
check_erase(
    const struct check *c, const json_t *system, const json_t *collection, const char *pointer)
{
	const json_t *erase = json_get(collection, "erase");
	const struct erase_check e = { c, system, collection, erase, at(c, "%s/erase", pointer) };
	struct erase_rule rule;
	struct err why = { 0 };
	if (!erase)
		return true;
	if (!check_do(&e) || !check_keeps(&e) || !check_persons(&e))
		return false;
	/* the same that reads it when it counts */
	return erase_rule_read(erase, c->a, &rule, &why) || complain(c, e.pointer, "%s", why.text);
}

bool
check_erasure(const struct check *c, const json_t *system, const char *pointer)
{
	const json_t *erasure = json_get(system, "erasure");
	const char *connector = json_str(system, "connector");
	if (json_get(erasure, "epoch") && strcmp(connector, "postgresql") != 0)
		return complain(c, at(c, "%s/erasure/epoch", pointer),
		    "only a system of kind postgresql has such a table, this one is %s", connector);
	return !json_get(erasure, "side_effects") ||
	    json_object_size(json_get(erasure, "side_effects")) > 0 ||
	    complain(c, at(c, "%s/erasure/side_effects", pointer),
		"words in at least one language are expected, such as {\"en\": \"...\"}");
}
