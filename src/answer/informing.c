/*
 * What goes with the copy of one request, as it stands: each item of art. 15(1)(a)-(h) and 15(2) of
 * each category concerned, and the recipients that this person's data went to. What the register
 * tells is law/information's to say; here stands what was found and recorded. Opens no sealed word.
 */
#include "dossier/phrase.h"
#include "dossier/refusal.h"
#include "answer_private.h"

static bool
informs(const struct dossier *d)
{
	const struct request_right *access = right_asked(d, right_name(RIGHT_ACCESS));
	return access && !d->request.instructed_by;
}

/* Something of the person is there, whatever became of it. */
static bool
was_found(const struct outcome *o)
{
	return (o->code == OUTCOME_FOUND && o->count != 0) || o->code == OUTCOME_HANDED ||
	    (o->code == OUTCOME_WITHHELD && o->count != 0);
}

bool
informing_concerns(const struct dossier *d, const struct category *c)
{
	if (!informs(d) || c->role == ROLE_PROCESSOR || !category_given(d, c->id).data)
		return false;
	size_t i = 0;
	while (i < d->outcomes.n &&
	    (strcmp(d->outcomes.items[i].o.category, c->id) != 0 ||
		!was_found(&d->outcomes.items[i].o)))
		i++;
	return i < d->outcomes.n;
}

/* ---- what was recorded ---- */

bool
informing_taken_back(const struct dossier *d, const struct fact *f)
{
	for (size_t i = 0; i < d->facts.n; i++)
		if (d->facts.items[i].kind == FACT_INFORM_TAKEN_BACK &&
		    d->facts.items[i].ref == f->ref)
			return true;
	return false;
}

static bool
is_among(const char *const *list, const char *id)
{
	while (list && *list && strcmp(*list, id) != 0)
		list++;
	return list && *list;
}

bool
informing_is_about(const struct fact *f, const char *category, const char *recipient)
{
	bool of_recipients = f->recipients && f->recipients[0];
	return f->kind == FACT_INFORMED && is_among(f->scope, category) &&
	    (recipient ? is_among(f->recipients, recipient) : !of_recipients);
}

/* The newest that stands; ${item} NULL: on a recipient. */
static const struct fact *
said_of(const struct dossier *d, const char *category, const char *item, const char *recipient)
{
	for (size_t i = d->facts.n; i-- > 0;) {
		const struct fact *f = &d->facts.items[i];
		if (informing_is_about(f, category, recipient) &&
		    (!item || (f->ground && strcmp(f->ground, item) == 0)) &&
		    !informing_taken_back(d, f))
			return f;
	}
	return NULL;
}

/* ---- recipients ---- */

static bool
was_told(const struct dossier *d, const char *recipient)
{
	for (size_t i = 0; i < d->facts.n; i++)
		if (d->facts.items[i].kind == FACT_RECIPIENTS_TOLD &&
		    is_among(d->facts.items[i].recipients, recipient))
			return true;
	return false;
}

struct reach_known
informing_known(const struct dossier *d, const struct recipient *r, const char *category)
{
	struct reach_known k = { .recipient = r, .told = was_told(d, r->id) };
	bool unsearched = false;
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome *o = &d->outcomes.items[i].o;
		const struct system *s = reg_system(d->reg, d->outcomes.items[i].system);
		if (!s || !s->recipient || strcmp(s->recipient, r->id) != 0 ||
		    strcmp(o->category, category) != 0)
			continue;
		k.found = k.found || was_found(o);
		k.searched = k.searched || o->code == OUTCOME_NOTHING;
		unsearched = unsearched || (!was_found(o) && o->code != OUTCOME_NOTHING);
	}
	k.searched = k.searched && !unsearched;
	return k;
}

/* Of one that no category names anybody's data may have gone there. */
static bool
may_get(const struct dossier *d, const struct recipient *r, const char *category)
{
	const struct inventory *inv = &d->reg->inv;
	return recipient_holds(inv, r, category) || said_of(d, category, NULL, r->id) ||
	    (r->independent && !recipient_is_placed(inv, r));
}

static void
add_reaches(const struct dossier *d, const struct category *c, struct informing *to)
{
	for (size_t i = 0; i < d->reg->inv.nrecipients; i++) {
		const struct recipient *r = &d->reg->inv.recipients[i];
		if (recipient_is_internal(r->json) || !may_get(d, r, c->id))
			continue;
		struct informing_reach x = { r, c, 0, said_of(d, c->id, NULL, r->id) };
		struct reach_known k = informing_known(d, r, c->id);
		k.said = x.said ? x.said->result : NULL;
		x.reach = reach_of(&k);
		to->nblanks += x.reach == REACH_BLANK;
		to->reaches[to->nreaches++] = x;
	}
}

/* ---- items ---- */

static enum info_state
state_of(enum info i, const struct info_about *about, const struct fact *said)
{
	enum info_state s = info_state(i, about);
	if (s != INFO_BLANK || !said)
		return s;
	return strcmp(said->result, "impossible") == 0 ? INFO_IMPOSSIBLE : INFO_PERSON;
}

static void
add_items(const struct dossier *d, const struct category *c, struct arena *a, struct informing *to)
{
	const json_t **got = arena_alloc(a, (d->reg->inv.nrecipients + 1) * sizeof(*got));
	size_t n = 0;
	for (size_t i = 0; i < to->nreaches; i++)
		if (to->reaches[i].category == c && reach_is_recipient(to->reaches[i].reach))
			got[n++] = to->reaches[i].recipient->json;
	got[n] = NULL;
	const struct info_about about = { c->json, d->reg->organisation, got };
	for (enum info i = 0; i < INFO__MAX; i++) {
		struct informing_item x = { c, i, 0, said_of(d, c->id, info_words[i], NULL) };
		x.state = state_of(i, &about, x.said);
		to->nblanks += x.state == INFO_BLANK;
		to->items[to->nitems++] = x;
	}
}

void
informing_of(const struct dossier *d, struct arena *a, struct informing *ret)
{
	const struct inventory *inv = &d->reg->inv;
	*ret = (struct informing){
		.items = arena_alloc(a, (inv->ncategories * INFO__MAX + 1) * sizeof(*ret->items)),
		.reaches = arena_alloc(
		    a, (inv->ncategories * inv->nrecipients + 1) * sizeof(*ret->reaches)),
	};
	for (size_t i = 0; i < inv->ncategories; i++) {
		const struct category *c = &inv->categories[i];
		if (!informing_concerns(d, c))
			continue;
		add_reaches(d, c, ret);
		add_items(d, c, a, ret);
	}
}

/* ---- what is blank ---- */

/* The first in full, with what fills it: for this request, and for later ones. */
static const char *
said_blank(const struct informing *x, const char *what, const char *filled_by, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	buf_addf(&b, phrase("blank: %s: %s; for later requests `dossier register load FILE`"), what,
	    filled_by);
	if (x->nblanks > 1)
		buf_addf(&b, phrase("; %zu more"), x->nblanks - 1);
	return arena_strdup(a, b.data);
}

static const char *
blank_item(const struct dossier *d, const struct informing *x, const struct informing_item *i)
{
	const char *item = info_words[i->item], *category = i->category->id;
	return said_blank(x,
	    arena_printf(d->a, phrase("%s, %s (art. %s GDPR)"), phrase(info_title(i->item)),
		category, article_short(info_article(i->item), phrase_language_now(), d->a)),
	    arena_printf(d->a,
		"`dossier inform %s --category %s --item %s [--impossible] --text TEXT`",
		d->request.reference, category, item),
	    d->a);
}

static const char *
blank_reach(const struct dossier *d, const struct informing *x, const struct informing_reach *r)
{
	return said_blank(x,
	    arena_printf(d->a, phrase("did %s get %s? (art. 15(1)(c) GDPR)"), r->recipient->id,
		r->category->id),
	    arena_printf(d->a, "`dossier inform %s --recipient %s --received yes|no|unknown`",
		d->request.reference, r->recipient->id),
	    d->a);
}

const char *
informing_lacks(const struct dossier *d)
{
	struct informing x;
	informing_of(d, d->a, &x);
	for (size_t i = 0; i < x.nitems; i++)
		if (x.items[i].state == INFO_BLANK)
			return blank_item(d, &x, &x.items[i]);
	for (size_t i = 0; i < x.nreaches; i++)
		if (x.reaches[i].reach == REACH_BLANK)
			return blank_reach(d, &x, &x.reaches[i]);
	return NULL;
}

static void
open_item(json_t *open, const char *item, const char *category, const char *recipient)
{
	json_array_append_new(open,
	    json_pack("{s:s, s:s, s:s?, s:s}", "item", item, "category", category, "recipient",
		recipient, "state", "blank"));
}

void
informing_open(const struct dossier *d, json_t *open)
{
	struct informing x;
	informing_of(d, d->a, &x);
	for (size_t i = 0; i < x.nitems; i++)
		if (x.items[i].state == INFO_BLANK)
			open_item(open, info_words[x.items[i].item], x.items[i].category->id, NULL);
	for (size_t i = 0; i < x.nreaches; i++)
		if (x.reaches[i].reach == REACH_BLANK)
			open_item(open, info_words[INFO_RECIPIENTS], x.reaches[i].category->id,
			    x.reaches[i].recipient->id);
}
