/*
 * Telling others what was done of a right: recipients, with the data they got (art. 19), and the
 * controller on whose instruction it was done (art. 28(3)(a)). A letter with no more of the person
 * than they need to find them. Sends nothing; whoever does records it.
 */
#include <inttypes.h>

#include "dossier/decide.h"
#include "dossier/erased.h"
#include "dossier/post.h"
#include "dossier/text.h"
#include "search_private.h"

/* By what they find people: the kinds their systems need; NULL: they have none here. */
static json_t *
kinds_of(const struct dossier *d, const char *recipient)
{
	auto_drop(json) json_t *kinds = json_array();
	const struct inventory *inv = &d->reg->inv;
	for (size_t i = 0; i < inv->nsystems; i++) {
		const struct system *s = &inv->systems[i];
		if (!s->recipient || strcmp(s->recipient, recipient) != 0)
			continue;
		for (const char *const *kind = s->needs; *kind; kind++)
			if (!json_has(kinds, *kind))
				json_array_append_new(kinds, json_string(*kind));
	}
	return json_array_size(kinds) ? take(kinds) : NULL;
}

/*
 * What was done with data they got and were not told of (NULL: all), or where nothing is held:
 * {"id","name","on"} each.
 */
static json_t *
done_with(const struct dossier *d, const char *right, const char *recipient, bool nothing,
    const char *language)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->decisions.n; i++) {
		const struct decision *x = &d->decisions.items[i];
		const struct category *c = reg_category(d->reg, x->part.category);
		if (x->refused || x->nothing != nothing || erased_nowhere(d, x) || !c ||
		    strcmp(x->right, right) != 0 ||
		    (recipient &&
			(!done_concerns(d, x, recipient) || done_is_told(d, x, recipient))))
			continue;
		const char *name = json_text_in(json_get(c->json, "name"), language);
		json_array_append_new(out,
		    json_pack("{s:s, s:s, s:s}", "id", c->id, "name", name ? name : c->id, "on",
			date_words(x->fact->on, language, d->a)));
	}
	return out;
}

/* ${begin} and a number: the next, or the last one again while that lies there. */
static const char *
name_of(const struct dossier *d, const char *begin, struct err *err)
{
	const struct request *r = &d->request;
	int64_t left;
	return letter_left(d->in->db, r->org_id, r->id, begin, &left, err)
	    ? arena_printf(d->a, "%s%" PRId64, begin, left + 1)
	    : NULL;
}

static json_t *
variables(struct dossier *d, const char *right, const struct recipient *r,
    const struct letter_draft *l, struct err *err)
{
	auto_drop(json) json_t *needs = kinds_of(d, r->id);
	const char *words = letter_right(right, l->language, d->a, err);
	auto_drop(json) json_t *ids =
	    words ? instruct_identifiers(d->in, d, needs, l->language, d->a, err) : NULL;
	if (!ids)
		return NULL;
	if (json_array_size(ids) == 0) {
		err_set(err, ERR_DENIED,
		    "nothing is known by which %s could find the person (art. 19 GDPR); still "
		    "possible: `dossier decide --untold`, with why",
		    r->id);
		return NULL;
	}
	json_t *data = json_pack("{s:s, s:s, s:s, s:b, s:s, s:o, s:O, s:o}", "reference",
	    d->request.reference, "today", date_words(d->today, l->language, d->a), "right", words,
	    right, true, "recipient", l->to_name, "categories",
	    done_with(d, right, r->id, false, l->language), "identifiers", ids, "organisation",
	    letter_organisation(d->reg->organisation, d->a));
	if (!data)
		err_set(err, ERR_INPUT, "a name or an identifier for %s is not UTF-8", r->id);
	return data;
}

static bool
notify(struct dossier *d, const char *right, const struct recipient *r, struct err *err)
{
	struct letter letter;
	struct letter_draft l = { .kind = LETTER_NOTIFY,
		.name = name_of(d, post_notice_name(d, r->id, right), err) };
	if (!l.name)
		return false;
	instruct_address(d->in, d, r->json, &l);
	if (!l.to)
		return err_set(err, ERR_INPUT,
		    "recipient %s has no contact.email: add it to the register, or tell it by hand "
		    "and say so with `dossier decide --told %s`",
		    r->id, r->id);
	auto_drop(json) json_t *data = variables(d, right, r, &l, err);
	l.data = data;
	return data && letter_make(&l, d->keys->ledger, d->a, &letter, NULL, err) &&
	    dossier_letter(d, 0, &letter, err);
}

/* Who got none of it, is one of our own people, or was told before. */
static bool
check_untold(const struct dossier *d, const char *right, const char *id, struct err *err)
{
	const char *const *untold;
	auto_drop(buf) struct buf names = { 0 };
	done_recipients(d, right, false, d->a, &untold);
	for (size_t i = 0; untold[i]; i++) {
		if (strcmp(untold[i], id) == 0)
			return true;
		if (names.len < 100)
			buf_addf(&names, "%s%s", i ? ", " : "", untold[i]);
	}
	return err_set(err, reg_recipient(d->reg, id) ? ERR_DENIED : ERR_NOTFOUND,
	    "\"%.20s\" is none that is to be told still of what was done of %s (art. 19 GDPR): "
	    "those are %s",
	    id, right, names.len ? names.data : "none");
}

static bool
notify_all(struct dossier *d, const struct notifying *x, struct err *err)
{
	struct rights_chosen rights;
	for (size_t i = 0; i < x->n; i++)
		if (text_among(x->recipients[i], x->recipients, i))
			return err_set(err, ERR_USAGE, "a recipient was given twice");
	if (!rights_choose(d, &x->right, x->right ? 1 : 0, &rights, err))
		return false;
	const char *right = rights.names[0];
	if (!(right_letters(right_of(right), ABSOLUTE_NONE) & 1u << LETTER_NOTIFY))
		return err_set(err, ERR_DENIED,
		    "of %s no recipient is told: art. 19 GDPR follows rectification, erasure and "
		    "restriction",
		    right);
	if (!guard_told(&d->term, d->today, d->today, err))
		return false;
	for (size_t i = 0; i < x->n; i++)
		if (!check_untold(d, right, x->recipients[i], err) ||
		    !notify(d, right, contact_recipient(d, x->recipients[i]), err))
			return false;
	return true;
}

bool
search_done(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_done *done, const struct notifying *x, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_DECIDE, err);
	bool ok = d && (!done || decide_done(d, done, err)) && (x->n == 0 || notify_all(d, x, err));
	return dossier_commit(d, ok, err);
}

/* ---- on a controller's instruction ---- */

static json_t *
report_right(struct dossier *d, const char *right, const char *language, struct err *err)
{
	const char *const *told;
	const char *words = letter_right(right, language, d->a, err);
	if (!words)
		return NULL;
	json_t *names = json_array();
	done_recipients(d, right, true, d->a, &told);
	for (; *told; told++) {
		const struct recipient *r = reg_recipient(d->reg, *told);
		json_array_append_new(names, json_string(r->name ? r->name : r->id));
	}
	json_t *done = done_with(d, right, NULL, false, language),
	       *nothing = done_with(d, right, NULL, true, language);
	json_t *out = json_pack("{s:s, s:b, s:o, s:b, s:o, s:b, s:o}", "right", words, "any_done",
	    json_array_size(done) > 0, "done", done, "any_nothing", json_array_size(nothing) > 0,
	    "nothing", nothing, "any_told", json_array_size(names) > 0, "told", names);
	if (right_of(right) != RIGHT_ERASURE || erased_told(d, language, out, err))
		return out;
	json_decref(out);
	return NULL;
}

static json_t *
report_variables(
    struct dossier *d, const struct rights_chosen *x, const struct letter_draft *l, struct err *err)
{
	auto_drop(json) json_t *answers = json_array();
	auto_drop(buf) struct buf rights = { 0 };
	json_t *ids = instruct_identifiers(d->in, d, NULL, l->language, d->a, err);
	for (size_t i = 0; ids && i < x->n; i++) {
		json_t *one = report_right(d, x->names[i], l->language, err);
		if (!one) {
			json_decref(ids);
			return NULL;
		}
		buf_addf(&rights, "%s%s", i ? ", " : "", json_str(one, "right"));
		json_array_append_new(answers, one);
	}
	return ids ? json_pack("{s:s, s:s, s:s, s:O, s:o, s:o}", "reference", d->request.reference,
			 "received", date_words(d->request.received, l->language, d->a), "right",
			 rights.data, "answers", answers, "identifiers", ids, "organisation",
			 letter_organisation(d->reg->organisation, d->a))
		   : NULL;
}

bool
search_report(struct dossier *d, const struct rights_chosen *rights, struct err *err)
{
	struct letter letter;
	const struct reg_controller *c = contact_controller(d, d->request.instructed_by);
	const char *id = d->request.instructed_by, *right = rights->names[0];
	const char *begin =
	    arena_printf(d->a, "%s.to-%s.report-%s-", d->request.reference, id, right);
	struct letter_draft l = { .kind = LETTER_REPORT, .name = name_of(d, begin, err) };
	if (!l.name)
		return false;
	if (!c || !c->email)
		return err_set(err, ERR_INPUT,
		    "controller %s has no contact.email to be told what was done on its "
		    "instruction (art. 28(3)(a) GDPR): add it to the register",
		    id);
	instruct_address(d->in, d, c->json, &l);
	auto_drop(json) json_t *data = report_variables(d, rights, &l, err);
	l.data = data;
	return data && letter_make(&l, d->keys->ledger, d->a, &letter, NULL, err) &&
	    dossier_letter(d, 0, &letter, err);
}
