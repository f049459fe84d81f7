/*
 * Which rights of a request, and which parts of a right, a person means who decides. Checks the
 * names; whether it may be decided is for the guards to say.
 */
#include "dossier/phrase.h"
#include "dossier/text.h"
#include "decide_private.h"

/* ---- rights ---- */

/* The names of the open ones, for a line of an error. */
static const char *
open_names(const struct dossier *d, struct arena *a)
{
	const char *names = NULL;
	for (size_t i = 0; i < d->rights.n; i++)
		if (right_is_open(&d->rights.items[i]))
			names = names ? arena_printf(a, "%s, %s", names, d->rights.items[i].right)
				      : d->rights.items[i].right;
	return names ? names : "none";
}

static bool
check_asked(const struct dossier *d, const char *right, struct err *err)
{
	const struct request_right *r = right_asked(d, right);
	if (!r)
		return err_set(err, ERR_NOTFOUND, "%s does not ask for %s; open are: %s",
		    d->request.reference, right, open_names(d, d->a));
	return right_is_open(r) ||
	    err_set(err, ERR_CONFLICT, "%s: %s is %s already (art. 12(4) GDPR); open are: %s",
		d->request.reference, right, phrase(r->state), open_names(d, d->a));
}

/* When none was named there is no question only where one alone is open. */
static bool
only_open_right(const struct dossier *d, struct rights_chosen *ret, struct err *err)
{
	int open = dossier_open_rights(d);
	if (open == 0)
		return err_set(err, ERR_DENIED,
		    "%s has no open right (art. 12(3), 12(4) GDPR); still possible: `dossier "
		    "reopen %s`, with the reason",
		    d->request.reference, d->request.reference);
	ret->names[ret->n++] = open_names(d, d->a);
	return open == 1 ||
	    err_set(err, ERR_USAGE, "say which right with --right: open are %s", ret->names[0]);
}

bool
rights_choose(const struct dossier *d, const char *const *named, size_t n,
    struct rights_chosen *ret, struct err *err)
{
	enum right known;
	*ret = (struct rights_chosen){ 0 };
	if (n == 0)
		return only_open_right(d, ret, err);
	for (size_t i = 0; i < n; i++) {
		if (!right_parse(named[i], &known, err))
			return false;
		if (text_among(named[i], ret->names, ret->n))
			return err_set(err, ERR_USAGE, "the right %s was given twice", named[i]);
		if (!check_asked(d, named[i], err))
			return false;
		ret->names[ret->n++] = named[i]; /* at most one for each there is */
	}
	return true;
}

/* ---- parts of one ---- */

static bool
check_once(const char *const *list, size_t n, const char *what, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (text_among(list[i], list, i))
			return err_set(err, ERR_USAGE, "a %s was given twice", what);
	return true;
}

/* The word of a part that was to be named, as it is when it is about categories or purposes. */
static const char *
word_of(const struct right_part *p, bool purpose)
{
	return purpose ? p->purpose : p->category;
}

/* What could have been named: each once, without what was decided. */
static const char *
expected(
    const struct dossier *d, const char *right, const struct right_part_list *all, bool purpose)
{
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < all->n; i++) {
		const char *word = word_of(&all->items[i], purpose);
		bool before = !*word || decision_of(&d->decisions, right, all->items[i]);
		for (size_t k = 0; k < i && !before; k++)
			before = strcmp(word_of(&all->items[k], purpose), word) == 0;
		if (!before)
			buf_addf(&b, "%s%s", b.len ? ", " : "", word);
	}
	return arena_strdup(d->a, b.data ? b.data : "none");
}

/* Is everything named something that the right is about? */
static bool
check_named(const struct dossier *d, const char *right, const struct right_part_list *all,
    const struct chosen *c, bool purpose, struct err *err)
{
	const char *const *list = purpose ? c->purposes : c->categories;
	size_t n = purpose ? c->npurposes : c->ncategories;
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;
		while (k < all->n && strcmp(word_of(&all->items[k], purpose), list[i]) != 0)
			k++;
		if (k == all->n)
			return err_set(err, ERR_NOTFOUND,
			    "%s has no %s \"%.20s\" to decide for %s: expected one of %s",
			    d->request.reference, purpose ? "purpose" : "category", list[i], right,
			    expected(d, right, all, purpose));
	}
	return true;
}

static bool
is_chosen(const struct chosen *c, const struct right_part *p)
{
	return (c->ncategories == 0 || text_among(p->category, c->categories, c->ncategories)) &&
	    (c->npurposes == 0 || text_among(p->purpose, c->purposes, c->npurposes));
}

static bool
decided_already(
    const struct dossier *d, const char *right, const struct decision *before, struct err *err)
{
	return err_set(err, ERR_CONFLICT, "%s: %s of %s is %s already%s%s%s", d->request.reference,
	    before->part.category, right, phrase(fact_decides(before->fact->kind)),
	    before->refused ? " (" : "", before->refused ? before->fact->ground : "",
	    before->refused ? ")" : "");
}

bool
parts_choose(struct dossier *d, const char *right, const struct chosen *c,
    struct right_part_list *ret, struct err *err)
{
	struct right_part_list all;
	const struct decision *before = NULL;
	(c->ncategories ? right_parts_all : right_parts)(d, right, d->a, &all);
	*ret = (struct right_part_list){ arena_alloc(d->a, (all.n + 1) * sizeof(*ret->items)), 0 };
	if (!check_once(c->categories, c->ncategories, "category", err) ||
	    !check_once(c->purposes, c->npurposes, "purpose", err) ||
	    !check_named(d, right, &all, c, false, err) ||
	    !check_named(d, right, &all, c, true, err))
		return false;
	for (size_t i = 0; i < all.n; i++) {
		const struct decision *known = decision_of(&d->decisions, right, all.items[i]);
		if (!is_chosen(c, &all.items[i]))
			continue;
		/* what was done before it was reopened is done anew only where it is named */
		if (known && !(known->before && c->ncategories + c->npurposes > 0))
			before = known;
		else
			ret->items[ret->n++] = all.items[i];
	}
	return ret->n > 0 || !before || decided_already(d, right, before, err);
}
