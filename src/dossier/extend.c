/*
 * Deciding: the one extension of art. 12(3) that each right may have, its notice, and the notice
 * that came back. Writes the notice and sends none: it records that one left.
 */
#include "dossier/text.h"
#include "tell.h"

/* ---- which rights ---- */

/* Those named, or all that may have more time and were given none yet. */
static bool
choose(const struct dossier *d, const struct decide_extension *x, struct rights_chosen *ret,
    struct err *err)
{
	*ret = (struct rights_chosen){ 0 };
	if (x->nrights > 0)
		return rights_choose(d, x->rights, x->nrights, ret, err);
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		if (right_is_told(d, r, LETTER_EXTENSION) &&
		    term_right(&d->term, r->right).extension == EXTENSION_NONE)
			ret->names[ret->n++] = r->right;
	}
	return true;
}

static bool
check_right(const struct dossier *d, const char *right, struct guard_extension g, struct err *err)
{
	const struct request_right *r = right_asked(d, right);
	const struct term own = term_right(&d->term, right);
	g.about = right_is_told(d, r, LETTER_EXTENSION) ? ABSOLUTE_NONE
							: right_rule(right_of(right))->absolute;
	return guard_extend(&own, &g, err);
}

/* Where no right is left that may have more time, why not. */
static bool
check_rights(const struct dossier *d, const struct decide_extension *x,
    const struct rights_chosen *rights, struct err *err)
{
	const struct guard_extension g = { .about = dossier_absolute(d, LETTER_EXTENSION),
		.ground = x->ground,
		.reason = x->reason,
		.today = d->today };
	if (rights->n == 0)
		return guard_extend(&d->term, &g, err) &&
		    err_set(err, ERR_DENIED,
			"%s: no open right may have more time (art. 12(3) GDPR); still possible: "
			"answer by the first deadline",
			d->request.reference);
	for (size_t i = 0; i < rights->n; i++)
		if (!check_right(d, rights->names[i], g, err))
			return x->nrights > 0 ? err_wrap(err, "%s", rights->names[i]) : false;
	return true;
}

/* ---- extending ---- */

/* Is all that is open extended with it, so that one clock is that of all? */
static bool
is_whole(const struct dossier *d, const struct rights_chosen *rights)
{
	return !d->term.apart && (int)rights->n == dossier_open_rights(d);
}

/* Those that could take longer, and keep their month. */
static const char *
other_rights(
    struct dossier *d, const struct rights_chosen *rights, const char *language, struct err *err)
{
	struct rights_chosen more = *rights;
	for (size_t i = 0; i < d->rights.n; i++) {
		const char *right = d->rights.items[i].right;
		bool keeps = right_is_told(d, &d->rights.items[i], LETTER_EXTENSION) &&
		    !term_right(&d->term, right).is_extended;
		if (!keeps && !text_among(right, more.names, more.n))
			more.names[more.n++] = right;
	}
	return tell_other_rights(d, &more, language, err);
}

/* The letter names the rights it is about, where it is not about all. */
static bool
tell(struct dossier *d, const struct decide_extension *x, const struct rights_chosen *rights,
    struct arena *a, struct letter_told *ret, struct err *err)
{
	const char *language = tell_language(d, LETTER_EXTENSION);
	const char *names = tell_rights(rights->names, rights->n, language, d->a, err);
	const char *others = names ? other_rights(d, rights, language, err) : NULL;
	if (!others)
		return false;
	bool whole = is_whole(d, rights);
	const struct telling t = { .kind = LETTER_EXTENSION,
		.facts = json_pack("{s:s, s:s, s:s, s:b, s:s, s:s*}", "reason", x->reason,
		    "extended", date_words(d->term.extended, language, d->a), "first",
		    date_words(d->term.first, language, d->a), x->ground, true, "others", others,
		    "rights", whole ? NULL : names) };
	return tell_person(d, &t, a, ret, err);
}

static bool
extend(struct dossier *d, const struct decide_extension *x, struct arena *a,
    struct letter_told *ret, struct err *err)
{
	struct rights_chosen rights;
	if (!choose(d, x, &rights, err) || !check_rights(d, x, &rights, err))
		return false;
	bool whole = is_whole(d, &rights);
	if (!tell(d, x, &rights, a, ret, err))
		return false;
	for (size_t i = 0; i < (whole ? 1 : rights.n); i++) {
		const struct fact f = { .kind = FACT_EXTENSION_DECIDED,
			.on = d->today,
			.ground = x->ground,
			.right = whole ? NULL : rights.names[i],
			.letter = ret->id };
		if (!decide_append(d, &f, x->reason, err))
			return false;
	}
	return true;
}

bool
decide_extend(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_extension *x, struct arena *a, struct letter_told *ret_told,
    struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_EXTEND, err);
	return dossier_commit(d, d && extend(d, x, a, ret_told, err), err);
}

/* ---- its notice ---- */

/* Does a letter tell of the extension of this right? */
static bool
tells_of(const struct dossier *d, const struct letter *l, const char *right)
{
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		if (f->kind == FACT_EXTENSION_DECIDED && f->letter &&
		    strcmp(f->letter, letter_id(l)) == 0 &&
		    (!f->right || strcmp(f->right, right) == 0))
			return true;
	}
	return false;
}

/* Can such news be of it: does it lie there, or (${back}) is it out? */
static bool
is_open_to(const struct letter *l, bool back)
{
	bool out = date_is_set(l->sent) && !date_is_set(l->bounced);
	return back ? out : !out;
}

/*
 * It is told by one letter, however often that leaves. Of several the one of the right that was
 * named, or the only one of which that can be said; where none is, the last, of which the guard
 * says why not.
 */
static bool
find_notice(
    const struct dossier *d, const char *right, bool back, struct letter *ret, struct err *err)
{
	struct letter_list all;
	size_t open = 0;
	bool found = false;
	if (!post_letters(d, d->a, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++) {
		const struct letter *l = &all.items[i];
		if (letter_kind_find(l->kind) != LETTER_EXTENSION ||
		    (right && !tells_of(d, l, right)))
			continue;
		bool fits = is_open_to(l, back);
		if (fits || open == 0)
			*ret = *l;
		open += fits;
		found = true;
	}
	if (!found)
		return err_set(err, ERR_NOTFOUND,
		    "%s has no notice of an extension (art. 12(3) GDPR)", d->request.reference);
	return open <= 1 || right ||
	    err_set(err, ERR_USAGE,
		"%s has several notices of an extension: say of which right with --right",
		d->request.reference);
}

/* Whose guard is asked before its letter is looked for; of several clocks that of the letter. */
static bool
check_notice(const struct dossier *d, const struct decide_notice *x, bool back, struct err *err)
{
	const struct term own = term_right(&d->term, x->right);
	struct date on = decide_day(d, x->on);
	if (x->right && !right_asked(d, x->right))
		return err_set(
		    err, ERR_NOTFOUND, "%s does not ask for %s", d->request.reference, x->right);
	if (own.apart && !x->right)
		return true;
	return back ? guard_extension_bounce(&own, on, d->today, err)
		    : guard_extension_notice(&own, on, d->today, err);
}

bool
decide_extension_notice(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_notice *x, struct err *err)
{
	struct letter notice;
	const struct post_news left = { .on = x->on, .proof = x->proof };
	struct dossier *d = dossier_begin(in, who, reference, ACT_EXTEND, err);
	bool ok = d && check_notice(d, x, false, err) &&
	    find_notice(d, x->right, false, &notice, err) && post_left(d, &notice, &left, err);
	return dossier_commit(d, ok, err);
}

bool
decide_extension_bounce(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_notice *x, struct err *err)
{
	struct letter notice;
	const struct post_news back = { .on = x->on, .proof = x->proof };
	struct dossier *d = dossier_begin(in, who, reference, ACT_LETTER, err);
	bool ok = d && check_notice(d, x, true, err) &&
	    find_notice(d, x->right, true, &notice, err) && post_back(d, &notice, &back, err);
	return dossier_commit(d, ok, err);
}
