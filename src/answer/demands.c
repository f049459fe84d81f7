/*
 * What there is of all that an answer must rest on (law/guard's demands), looked up: nothing is
 * assumed. What no answer by archive can have (art. 19, 21, 22) is never there.
 */
#include "answer_private.h"
#include "dossier/letter.h"
#include "dossier/store/letter.h"

static bool
is_accounted(const struct dossier *d)
{
	for (size_t i = 0; i < d->tasks.n; i++)
		if (strcmp(d->tasks.items[i].state, "done") != 0 &&
		    strcmp(d->tasks.items[i].state, "skipped") != 0)
			return false;
	for (size_t i = 0; i < d->identifiers.n; i++)
		if (strcmp(d->identifiers.items[i].state, "proposed") == 0)
			return false;
	return true;
}

/* Does the archive hold a file of which the path begins so? */
static bool
holds(const struct release *r, const char *path)
{
	auto_drop(json) json_t *contents = json_loads(r->contents, 0, NULL);
	size_t i;
	json_t *entry;
	json_array_foreach(contents, i, entry)
		if (strncmp(json_str_or(entry, "path", ""), path, strlen(path)) == 0)
			return true;
	return false;
}

/* Ground and facts of each part of it that was refused. */
static bool
has_reasons(const struct dossier *d, const char *right)
{
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		if ((f->kind == FACT_REFUSED || f->kind == FACT_REFUSED_IN_PART) && f->right &&
		    strcmp(f->right, right) == 0 && !(f->ground && f->sealed))
			return false;
	}
	return true;
}

/* The letter of a refusal can not be made without them. */
static bool
was_told_remedies(const struct letter_list *letters)
{
	const char *kind = letter_rule(LETTER_REFUSAL)->name;
	for (size_t i = 0; i < letters->n; i++)
		if (strcmp(letters->items[i].kind, kind) == 0)
			return true;
	return false;
}

bool
answer_demands_met(const struct dossier *d, const char *right, const struct release *copy,
    const char *how, unsigned *ret, struct err *err)
{
	struct letter_list letters;
	if (!letter_list(d->in->db, d->request.org_id, d->request.id, d->a, &letters, err))
		return false;
	const bool met[DEMAND__MAX] = {
		[DEMAND_ACCOUNTED] = is_accounted(d),
		[DEMAND_IDENTITY] = !d->term.identity_open,
		[DEMAND_COPY] = copy->changes == d->request.changes,
		[DEMAND_INFORMATION] = holds(copy, "processing/"),
		[DEMAND_MACHINE] = holds(copy, "datapackage.json"),
		[DEMAND_REASONS] = has_reasons(d, right),
		[DEMAND_REMEDIES] = was_told_remedies(&letters),
		[DEMAND_SENT] = how && *how,
	};
	*ret = 0;
	for (unsigned i = 0; i < DEMAND__MAX; i++)
		*ret |= (unsigned)met[i] << i;
	return true;
}
