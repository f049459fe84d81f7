/*
 * Recording what goes with the copy of one request where the register is silent: an item in words,
 * why it cannot be told, or whether the person's data went to a recipient. Each is a fact, which is
 * replaced by a newer one and taken back by another, never changed.
 */
#include <inttypes.h>

#include "dossier/phrase.h"
#include "dossier/text.h"
#include "answer_private.h"

/* ---- of which categories ---- */

static bool
check_category(const struct dossier *d, const char *id, struct err *err)
{
	const struct category *c = reg_category(d->reg, id);
	if (!c)
		return err_set(err, ERR_NOTFOUND, "%s: the register has no category \"%.20s\"",
		    d->request.reference, id);
	return informing_concerns(d, c) ||
	    err_set(err, ERR_DENIED,
		"%s: nothing of %s is told with this copy: no data of it were found, or they are "
		"not given (art. 15(1) GDPR)",
		d->request.reference, id);
}

/* Ids, ended by NULL; those named, or of all concerned those that ${wanted} takes. */
struct scope {
	const char **ids;
	size_t n;
};

static bool
named_scope(const struct dossier *d, const struct inform *x, struct scope *ret, struct err *err)
{
	*ret = (struct scope){ arena_alloc(d->a, (x->ncategories + 1) * sizeof(*ret->ids)), 0 };
	for (size_t i = 0; i < x->ncategories; i++) {
		if (!check_category(d, x->categories[i], err))
			return false;
		if (!text_among(x->categories[i], ret->ids, ret->n))
			ret->ids[ret->n++] = x->categories[i];
	}
	ret->ids[ret->n] = NULL;
	return true;
}

static void
add_once(struct scope *to, const char *id)
{
	if (!text_among(id, to->ids, to->n))
		to->ids[to->n++] = id;
	to->ids[to->n] = NULL;
}

static bool
check_some(const struct dossier *d, const struct scope *s, const char *what, struct err *err)
{
	return s->n > 0 ||
	    err_set(err, ERR_DENIED, "%s: %s is blank of no category: name it with --category",
		d->request.reference, phrase(what));
}

/*
 * Where it is blank. One sentence for several is said of each by name; but of decisions, which a
 * statement tells of all data together.
 */
static bool
blank_scope(const struct dossier *d, const struct informing *all, enum info item, struct scope *ret,
    struct err *err)
{
	*ret = (struct scope){ arena_alloc(d->a, (all->nitems + 1) * sizeof(*ret->ids)), 0 };
	for (size_t i = 0; i < all->nitems; i++)
		if (all->items[i].item == item && all->items[i].state == INFO_BLANK)
			add_once(ret, all->items[i].category->id);
	if (ret->n > 1 && item != INFO_DECISIONS)
		return err_set(err, ERR_USAGE,
		    "%s is blank of %zu categories: say of which with --category, once each",
		    phrase(info_title(item)), ret->n);
	return check_some(d, ret, info_title(item), err);
}

/* Where the recipient got it, or may have. */
static bool
reach_scope(const struct dossier *d, const struct informing *all, const char *recipient,
    struct scope *ret, struct err *err)
{
	*ret = (struct scope){ arena_alloc(d->a, (all->nreaches + 1) * sizeof(*ret->ids)), 0 };
	for (size_t i = 0; i < all->nreaches; i++)
		if (strcmp(all->reaches[i].recipient->id, recipient) == 0)
			add_once(ret, all->reaches[i].category->id);
	return ret->n > 0 ||
	    err_set(err, ERR_DENIED,
		"%s: no category of which data were found goes to %s: name one with --category",
		d->request.reference, recipient);
}

/* ---- recording ---- */

static bool
append(struct dossier *d, struct fact f, const char *text, struct err *err)
{
	f.kind = FACT_INFORMED;
	f.on = d->today;
	f.ref = 1;
	for (size_t i = 0; i < d->facts.n; i++)
		f.ref += d->facts.items[i].kind == FACT_INFORMED;
	return decide_append(d, &f, text, err);
}

static const struct informing_item *
item_of(const struct informing *all, const char *category, enum info item)
{
	for (size_t i = 0; i < all->nitems; i++)
		if (all->items[i].item == item && strcmp(all->items[i].category->id, category) == 0)
			return &all->items[i];
	BUG("category %s is concerned and has no items", category);
}

/* What the register tells is not impossible. */
static bool
check_impossible(
    const struct informing *all, enum info item, const struct scope *s, struct err *err)
{
	if (item == INFO_RECIPIENTS)
		return err_set(err, ERR_USAGE,
		    "of each recipient it is said whether it got data: --recipient ID --received "
		    "unknown, with why in --text");
	for (size_t i = 0; i < s->n; i++) {
		enum info_state was = item_of(all, s->ids[i], item)->state;
		if (was == INFO_NOT_DUE || was == INFO_ALWAYS || was == INFO_REGISTER)
			return err_set(err, ERR_DENIED,
			    "%s of %s is not impossible to tell (art. %s GDPR): %s",
			    phrase(info_title(item)), s->ids[i], info_article(item),
			    phrase(was == INFO_NOT_DUE ? "it is not asked of it"
						       : "it is told already"));
	}
	return true;
}

static bool
inform_item(
    struct dossier *d, const struct inform *x, const char *word, bool *ret_stands, struct err *err)
{
	struct informing all;
	struct scope s;
	enum info item = info_find(word);
	if (item == INFO__MAX)
		return err_set(err, ERR_USAGE, "art. 15 has no item \"%.10s\"", word);
	informing_of(d, d->a, &all);
	if (!(x->ncategories ? named_scope(d, x, &s, err) : blank_scope(d, &all, item, &s, err)) ||
	    (x->impossible && !check_impossible(&all, item, &s, err)))
		return false;
	for (size_t i = 0; i < s.n; i++)
		*ret_stands = *ret_stands || item_of(&all, s.ids[i], item)->state == INFO_REGISTER;
	return append(d,
	    (struct fact){ .ground = info_words[item],
		.result = x->impossible ? "impossible" : "told",
		.scope = s.ids },
	    x->text, err);
}

static bool
inform_recipient(struct dossier *d, const struct inform *x, const char *id, struct err *err)
{
	struct informing all;
	struct scope s;
	const struct recipient *r = reg_recipient(d->reg, id);
	if (!r || recipient_is_internal(r->json))
		return r
		    ? err_set(err, ERR_DENIED,
			  "%s are people or programs of our own, and no recipient (C-579/21)", id)
		    : err_set(err, ERR_NOTFOUND, "%s: the register has no recipient \"%.20s\"",
			  d->request.reference, id);
	informing_of(d, d->a, &all);
	if (!(x->ncategories ? named_scope(d, x, &s, err) : reach_scope(d, &all, id, &s, err)))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		struct reach_known k = informing_known(d, r, s.ids[i]);
		k.said = x->received;
		if (!reach_check(&k, x->text, err))
			return false;
	}
	const char *const ids[] = { r->id, NULL };
	return append(d, (struct fact){ .result = x->received, .scope = s.ids, .recipients = ids },
	    x->text, err);
}

static bool
take_back(struct dossier *d, int64_t no, struct err *err)
{
	const struct fact taken = { .kind = FACT_INFORM_TAKEN_BACK, .on = d->today, .ref = no };
	for (size_t i = 0; i < d->facts.n; i++)
		if (d->facts.items[i].kind == FACT_INFORMED && d->facts.items[i].ref == no &&
		    !informing_taken_back(d, &d->facts.items[i]))
			return decide_append(d, &taken, NULL, err);
	return err_set(err, ERR_NOTFOUND, "%s: nothing that stands was recorded as number %" PRId64,
	    d->request.reference, no);
}

/* Its end is its own, while other rights go on. */
static bool
check_open(const struct dossier *d, struct err *err)
{
	const struct request_right *access = right_asked(d, right_name(RIGHT_ACCESS));
	if (d->request.instructed_by)
		return err_set(err, ERR_DENIED,
		    "%s: what goes with the copy is for the customer to tell, who instructed this "
		    "(art. 28(3)(e) GDPR)",
		    d->request.reference);
	return (access && right_is_open(access)) ||
	    err_set(err, ERR_DENIED,
		"%s: no answer to access is open, with which it would be told (art. 15(1) GDPR)",
		d->request.reference);
}

static bool
inform(struct dossier *d, const struct inform *x, bool *ret_stands, struct err *err)
{
	if (!check_open(d, err))
		return false;
	if (x->take_back)
		return take_back(d, x->take_back, err);
	for (size_t i = 0; i < x->nitems; i++)
		if (!inform_item(d, x, x->items[i], ret_stands, err))
			return false;
	for (size_t i = 0; i < x->nrecipients; i++)
		if (!inform_recipient(d, x, x->recipients[i], err))
			return false;
	return true;
}

bool
answer_inform(struct installation *in, const struct actor *who, const char *reference,
    const struct inform *x, bool *ret_stands, struct err *err)
{
	*ret_stands = false;
	struct dossier *d = dossier_begin(in, who, reference, ACT_INFORM, err);
	return dossier_commit(d, d && inform(d, x, ret_stands, err), err);
}
