/*
 * Deciding: parts of a right were done as asked, by hand, with what proves it; and which recipients
 * were told of it (art. 19). Does nothing at any system.
 */
#include "dossier/checked.h"
#include "dossier/erased.h"
#include "dossier/objection.h"
#include "dossier/suppress.h"
#include "decide_private.h"

/* ---- the words that are sealed ---- */

static json_t *
words_json(const struct decide_done *x)
{
	return json_pack("{s:s, s:s*, s:s*, s:s*, s:s*}", "proof", x->proof, "receipt", x->receipt,
	    "by", x->by, "heard", x->heard, "result", x->result);
}

bool
done_words_read(
    const struct dossier *d, const struct fact *f, struct done_words *ret, struct err *err)
{
	const char *plain = decide_fact_text(d, f, err);
	auto_drop(json) json_t *j = plain ? json_loads(plain, 0, NULL) : NULL;
	if (!plain)
		return false;
	const char *proof = json_str(j, "proof"), *receipt = json_str(j, "receipt"),
		   *by = json_str(j, "by");
	*ret = (struct done_words){
		.proof = arena_strdup(d->a, proof ? proof : ""),
		.receipt = receipt ? arena_strdup(d->a, receipt) : NULL,
		.by = arena_strdup(d->a, by ? by : f->by),
		.heard = arena_strdup(d->a, json_str(j, "heard")),
		.result = arena_strdup(d->a, json_str(j, "result")),
	};
	return true;
}

static bool
check_words(const struct decide_done *x, struct err *err)
{
	const char *const texts[] = { x->proof, x->receipt, x->by, x->heard, x->result, x->untold };
	for (size_t i = 0; i < array_len(texts); i++)
		if (texts[i] && !note_check(texts[i], err))
			return false;
	return true;
}

/* ---- what was done ---- */

/* Is what was done of what stops at once, and unproven? */
static enum absolute
about(const struct dossier *d, enum right right, const struct decide_done *x)
{
	enum absolute about = right_rule(right)->absolute;
	if (x->npurposes == 0)
		return decide_about(d, right_name(right));
	for (size_t i = 0; i < x->npurposes && about == ABSOLUTE_MARKETING; i++) {
		const struct purpose *const p[] = { reg_purpose(d->reg, x->purposes[i]), NULL };
		about = absolute_of(right, p);
	}
	return about;
}

/* A copy that is to be given still; NULL: none. */
static const struct right_rule *
open_copy(const struct dossier *d)
{
	const struct request_right *r = dossier_open_copy(d);
	return r ? right_rule(right_of(r->right)) : NULL;
}

/* The command for what stops at once of it, and unproven (art. 21(3)); NULL: nothing does. */
static const char *
at_once(const struct dossier *d, const char *right)
{
	struct right_part_list all;
	const char *ids = NULL;
	right_parts(d, right, d->a, &all);
	const char **named = arena_alloc(d->a, (all.n + 1) * sizeof(*named));
	size_t n = 0;
	for (size_t i = 0; i < all.n; i++) {
		const char *id = all.items[i].purpose;
		const struct purpose *const p[] = { reg_purpose(d->reg, id), NULL };
		if (decision_of(&d->decisions, right, all.items[i]) ||
		    absolute_of(right_of(right), p) == ABSOLUTE_NONE)
			continue;
		size_t k = 0; /* another category may be used for it too */
		while (k < n && strcmp(named[k], id) != 0)
			k++;
		if (k < n)
			continue;
		named[n++] = id;
		ids = ids ? arena_printf(d->a, "%s,%s", ids, id) : id;
	}
	return ids ? arena_printf(d->a, "`dossier decide %s --right %s --done --purpose %s`",
			 d->request.reference, right, ids)
		   : NULL;
}

bool
decide_may_do(struct dossier *d, enum right right, const char *proof, struct err *err)
{
	const char *name = right_name(right);
	const struct guard_done g = { .right = right,
		.proof = proof,
		.copy = open_copy(d),
		.about = decide_about(d, name),
		.unauthorised = decide_unauthorised(d, name),
		.unidentified = decide_unidentified(d, name),
		.on = d->today,
		.today = d->today };
	return guard_done(&d->term, &g, err);
}

static bool
append_done(struct dossier *d, const struct decide_done *x, const char *right, struct err *err)
{
	const struct chosen chosen = { x->categories, x->purposes, x->ncategories, x->npurposes };
	struct guard_done g = { .proof = x->proof,
		.at_once = at_once(d, right),
		.copy = open_copy(d),
		.nothing = x->nothing,
		.by = x->by,
		.unauthorised = decide_unauthorised(d, right),
		.unidentified = decide_unidentified(d, right),
		.heard = x->heard,
		.result = x->result,
		.on = decide_day(d, x->on),
		.today = d->today };
	struct right_part_list parts;
	if (!right_parse(right, &g.right, err))
		return false;
	g.about = about(d, g.right, x);
	if (!guard_done(&d->term, &g, err) || !parts_choose(d, right, &chosen, &parts, err))
		return false;
	if (parts.n == 0)
		return err_set(err, ERR_DENIED,
		    "%s: %s is about no category of ours (art. 28(3)(e) GDPR); still possible: "
		    "refuse it, or forward it to the controller",
		    d->request.reference, right);
	for (size_t i = 0; x->nothing && i < parts.n; i++)
		if (!guard_nothing(g.right, parts.items[i].category,
			dossier_found(d, parts.items[i].category), err))
			return false;
	if (x->may && !x->may(d, right, &parts, err))
		return false;
	auto_drop(json) json_t *words = words_json(x);
	auto_drop(str) char *text = json_dumps(words, JSON_COMPACT);
	const struct fact f = { .kind = FACT_CARRIED_OUT,
		.on = g.on,
		.right = right,
		.result = x->nothing ? "nothing" : NULL,
		.parts = parts.items,
		.nparts = parts.n };
	return decide_append(d, &f, text, err) &&
	    (x->nothing || suppress_decided(d, right, &parts, err));
}

/* ---- whom we told ---- */

static bool
check_recipients(const struct dossier *d, const struct decide_done *x, struct err *err)
{
	for (size_t i = 0; i < x->ntold; i++) {
		const struct recipient *r = reg_recipient(d->reg, x->told[i]);
		if (!r)
			return err_set(err, ERR_NOTFOUND,
			    "%s: the register has no recipient \"%.20s\": expected ids "
			    "of those that were told",
			    d->request.reference, x->told[i]);
		if (recipient_is_internal(r->json))
			return err_set(err, ERR_DENIED,
			    "%s: %s is of our own people (role internal), and no recipient to be "
			    "told (art. 19 GDPR); still possible: name those outside, or say with "
			    "--untold why they cannot be told",
			    d->request.reference, r->id);
	}
	return true;
}

static bool
append_told(struct dossier *d, const struct decide_done *x, const char *right, struct err *err)
{
	const char **list = arena_alloc(d->a, (x->ntold + 1) * sizeof(*list));
	struct date on = decide_day(d, x->on);
	if (x->ntold)
		memcpy(list, x->told, x->ntold * sizeof(*list));
	const struct fact f = {
		.kind = FACT_RECIPIENTS_TOLD, .on = on, .right = right, .recipients = list
	};
	return check_recipients(d, x, err) && guard_told(&d->term, on, d->today, err) &&
	    decide_append(d, &f, x->untold, err);
}

bool
decide_done(struct dossier *d, const struct decide_done *x, struct err *err)
{
	struct rights_chosen rights;
	size_t named = x->right ? 1 : 0;
	return check_words(x, err) && rights_choose(d, &x->right, named, &rights, err) &&
	    (!(x->done || x->nothing) || append_done(d, x, rights.names[0], err)) &&
	    (!(x->ntold || x->untold) || append_told(d, x, rights.names[0], err));
}

/* ---- art. 19: whom there is to tell ---- */

/* Did the letter of a fact come back until ${end}? What no letter told did not. */
static bool
came_back(const struct fact *told, const struct fact *end)
{
	for (const struct fact *f = told + 1; f < end; f++)
		if (f->kind == FACT_RECIPIENTS_BOUNCED && f->letter && told->letter &&
		    strcmp(f->letter, told->letter) == 0)
			return true;
	return false;
}

static bool
names(const struct fact *f, const char *recipient)
{
	for (const char *const *r = f->recipients; *r; r++)
		if (strcmp(*r, recipient) == 0)
			return true;
	return false;
}

static bool
tells(const struct fact *f, const char *right, const char *recipient)
{
	return f->kind == FACT_RECIPIENTS_TOLD && strcmp(f->right, right) == 0 &&
	    names(f, recipient);
}

/*
 * Was one told of ${what} until ${end}? A letter says what had been done when it was written, but
 * what its recipient had been told by then: notify.c leaves that out.
 */
static bool
told_until(const struct dossier *d, const struct fact *what, const char *right,
    const char *recipient, const struct fact *end)
{
	for (const struct fact *f = what + 1; f < end; f++) {
		const struct fact *written = f->ref ? d->facts.items + f->ref : f;
		if (tells(f, right, recipient) && !came_back(f, end) && what < written &&
		    (!f->ref || !told_until(d, what, right, recipient, written)))
			return true;
	}
	return false;
}

/* Of anything, whenever it was done. */
static bool
told_ever(const struct dossier *d, const char *right, const char *recipient)
{
	const struct fact *end = d->facts.items + d->facts.n;
	for (const struct fact *f = d->facts.items; f < end; f++)
		if (tells(f, right, recipient) && !came_back(f, end))
			return true;
	return false;
}

/* Who was asked to erase it, and did, was told by that. */
static bool
erased_there(const struct dossier *d, const struct decision *x, const char *recipient)
{
	return right_of(x->right) == RIGHT_ERASURE && erased_by(d, x->part.category, recipient);
}

bool
done_is_told(const struct dossier *d, const struct decision *x, const char *recipient)
{
	return erased_there(d, x, recipient) ||
	    told_until(d, x->fact, x->right, recipient, d->facts.items + d->facts.n);
}

bool
done_is_excused(const struct dossier *d, const char *right)
{
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		if (f->kind == FACT_RECIPIENTS_TOLD && f->sealed && strcmp(f->right, right) == 0)
			return true;
	}
	return false;
}

bool
done_concerns(const struct dossier *d, const struct decision *x, const char *recipient)
{
	const struct category *c = reg_category(d->reg, x->part.category);
	return !x->refused && !x->nothing && !erased_nowhere(d, x) && c &&
	    json_has(json_get(c->json, "recipients"), recipient);
}

/* Of what was done and went to it: is there any not told? Our own people are no recipients. */
static bool
gets_untold(const struct dossier *d, const char *right, const struct recipient *r)
{
	if (recipient_is_internal(r->json))
		return false;
	for (size_t i = 0; i < d->decisions.n; i++) {
		const struct decision *x = &d->decisions.items[i];
		if (strcmp(x->right, right) == 0 && done_concerns(d, x, r->id) &&
		    !done_is_told(d, x, r->id))
			return true;
	}
	return false;
}

void
done_recipients(
    const struct dossier *d, const char *right, bool told, struct arena *a, const char *const **ret)
{
	const struct inventory *inv = &d->reg->inv;
	const char **list = arena_alloc(a, (inv->nrecipients + 1) * sizeof(*list));
	size_t n = 0;
	for (size_t i = 0; i < inv->nrecipients; i++) {
		const struct recipient *r = &inv->recipients[i];
		bool untold = gets_untold(d, right, r);
		if (told ? !untold && told_ever(d, right, r->id) : untold)
			list[n++] = r->id;
	}
	*ret = list;
}
