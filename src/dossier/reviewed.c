/*
 * Which of what people said of what leaves counts still: derived from the order in which it was
 * said. Of what items, stands sealed.
 */
#include "dossier/reviewed.h"
#include "dossier/text.h"
#include "dossier_private.h"

const char *
reviewed_place(const struct dossier *d, struct arena *a)
{
	return arena_printf(a, "review/%s", d->request.reference);
}

/* What was said of the item is said by name and bytes; "" is of every item. */
static const char *
item_of(const struct dossier *d, const struct review_row *row, struct err *err)
{
	const char *plain =
	    unseal(d->keys->ledger, reviewed_place(d, d->a), row->sealed, d->a, err);
	auto_drop(json) json_t *j = plain ? json_loads(plain, 0, NULL) : NULL;
	const json_t *of = json_get(j, "of");
	if (!plain || !json_str(of, "category"))
		return plain ? "" : NULL;
	return arena_printf(d->a, "%s %s %s", json_str_or(of, "sha256", ""),
	    json_str(of, "category"), json_str_or(of, "name", ""));
}

/* Those passes of the same that were said between ${first} and what takes it back. */
static bool
take_passes(const struct dossier *d, const struct review_rows *rows, size_t first, size_t last,
    int64_t *by, struct err *err)
{
	const char *of = item_of(d, &rows->items[first], err), *passed;
	for (size_t i = first + 1; of && i < last; i++) {
		if (by[i] || strcmp(rows->items[i].kind, "pass") != 0)
			continue;
		if (!(passed = item_of(d, &rows->items[i], err)))
			return false;
		if (!*of || strcmp(of, passed) == 0)
			by[i] = rows->items[last].id;
	}
	return of != NULL;
}

bool
reviewed_taken_back(
    const struct dossier *d, const struct review_rows *rows, const int64_t **ret, struct err *err)
{
	int64_t *by = arena_alloc(d->a, (rows->n + 1) * sizeof(*by));
	memset(by, 0, (rows->n + 1) * sizeof(*by));
	*ret = by;
	for (size_t k = 0; k < rows->n; k++) {
		size_t i = 0;
		while (rows->items[k].takes_back && i < k &&
		    rows->items[i].id != rows->items[k].takes_back)
			i++;
		if (!rows->items[k].takes_back || i == k)
			continue;
		by[i] = rows->items[k].id;
		if (strcmp(rows->items[i].kind, "pass") != 0 &&
		    !take_passes(d, rows, i, k, by, err))
			return false;
	}
	return true;
}
