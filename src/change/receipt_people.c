/*
 * The receipts of what people erased: what they said of each category, with what shows it, and what
 * a colleague saw there since. No word of theirs makes any of it done: the tasks do.
 */
#include "dossier/phrase.h"
#include "change_private.h"

struct telling {
	const struct dossier *d;
	const struct code_words *words;
	bool proof; /* may who asks read what shows it? */
};

static json_t *
said_of(const struct telling *x, const struct task *t, bool *ret_gone)
{
	const struct dossier *d = x->d;
	json_t *list = json_array();
	*ret_gone = false;
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome *o = &d->outcomes.items[i].o;
		if (d->outcomes.items[i].task_id != t->id)
			continue;
		*ret_gone = *ret_gone || outcome_went(o->code);
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:o, s:s?, s:o, s:s?, s:s?, s:s?}", "category",
			o->category, "outcome", outcome_name(o->code), "result",
			outcome_words(x->words, o, phrase_language_now(), d->a), "n",
			o->count >= 0 ? json_integer(o->count) : json_null(), "columns", o->field,
			"until", date_json(o->until), "article", o->why.article, "basis",
			o->why.basis, "proof", x->proof ? o->why.text : NULL));
	}
	return list;
}

static const struct task *
next_there(const struct dossier *d, const struct task *t)
{
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *n = &d->tasks.items[i];
		if (n->action == ACTION_ERASE && n->change > t->change &&
		    strcmp(n->system, t->system) == 0)
			return n;
	}
	return NULL;
}

/* The look at it: before it was asked for anew. */
static const struct preview *
look_at(const struct preview_list *all, const struct task *t, const struct task *next)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct preview *p = &all->items[i];
		if (strcmp(p->system, t->system) == 0 && strcmp(p->purpose, PREVIEW_LATER) == 0 &&
		    p->change > t->change && (!next || p->change < next->change))
			return p;
	}
	return NULL;
}

static json_t *
later_of(const struct preview *p)
{
	if (!p || !p->digest)
		return json_null();
	auto_drop(json) json_t *counts = json_loads(p->counts, 0, NULL);
	return json_pack("{s:o, s:I}", "at", instant_json(p->at), "reappeared",
	    (json_int_t)change_reappeared(json_get(counts, "sets")));
}

json_t *
change_people_receipts(const struct dossier *d, const struct reg *newest, struct err *err)
{
	struct preview_list looks;
	struct err denied = { 0 };
	const struct telling x = { .d = d,
		.words = installation_words(d->in, err),
		.proof =
		    installation_allows(d->in, d->who, d->org.id, act_roles(ACT_TASK), &denied) };
	if (!x.words ||
	    !preview_list(d->in->db, d->request.org_id, d->request.id, d->a, &looks, err))
		return NULL;
	json_t *list = json_array();
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (t->action != ACTION_ERASE || !search_asks_people(t))
			continue;
		const struct task *next = next_there(d, t);
		const struct preview *look = look_at(&looks, t, next);
		bool gone;
		json_t *said = said_of(&x, t, &gone);
		json_array_append_new(list,
		    json_pack("{s:s, s:i, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "system", t->system,
			"change", t->change, "connector", t->connector, "state", t->state, "asked",
			instant_json(t->asked_at), "ended", instant_json(t->finished_at), "said",
			said, "later", later_of(look), "again",
			instant_json(gone && !next && !look ? change_look_at(newest, t) : 0)));
	}
	return list;
}
