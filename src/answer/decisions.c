/*
 * What was decided of a request, right by right, by category and purpose, as an auditor reads it:
 * the decision with its ground and who made it, by which letter the person was told and when; and
 * of what is not decided, or not told, what it waits for. Decides nothing.
 */
#include "dossier/change.h"
#include "dossier/checked.h"
#include "dossier/erased.h"
#include "dossier/phrase.h"
#include "dossier/restriction.h"
#include "dossier/text.h"
#include "review.h"

struct table {
	const struct dossier *d;
	const struct refusal_law *law;
	const struct withholding_law *withholding;
	struct letter_list letters;
	json_t *left_out; /* of the archive that the right of the rows was answered with */
	const struct erased *erased; /* what became of an erasure; */
	json_t *change;              /* and what would, as it is previewed: view_change */
	json_t *rows;
};

/* What of a right a row is about. */
struct cell {
	const struct request_right *right;
	struct right_part part;
	const char *decision, *article;
	const char *withheld;    /* the ground on which a part of the copy was; NULL: none was */
	const struct fact *fact; /* that decides it; NULL: none */
	const struct fact *told; /* that tells it; NULL: none */
	const char *waits_for;
};

/* ---- what decides a part ---- */

/* Why what is erased goes (art. 17(1)); none of what is not. */
static enum erasure_ground
goes_on(const struct dossier *d, const struct cell *c)
{
	bool refused = c->fact && c->fact->kind != FACT_CARRIED_OUT && c->fact->ground;
	return right_of(c->right->right) == RIGHT_ERASURE && !refused
	    ? erased_ground(d, c->part.category)
	    : ERASURE_NO_GROUND;
}

static const char *
article_of(const struct table *t, const struct cell *c)
{
	const struct refusal_ground *g;
	struct err none = { 0 };
	const char *ground = c->fact ? c->fact->ground : NULL;
	if (c->fact && c->fact->kind == FACT_CLOSED)
		return guard_close_article(ground);
	if (c->withheld) {
		const struct withholding_ground *w =
		    withholding_find(t->withholding, c->withheld, t->d->org.country, &none);
		return w ? withholding_article(w, 1u << right_of(c->right->right), t->d->a)
			 : c->withheld;
	}
	const struct erasure_ground_rule *e = erasure_ground_rule(goes_on(t->d, c));
	if (e)
		return e->article;
	g = ground ? refusal_ground_find(t->law, ground, &none) : NULL;
	return g ? g->article
		 : arena_printf(t->d->a, "GDPR art. %s", right_article(right_of(c->right->right)));
}

/* Of a right that ended, or its request with it, what was not decided part by part. */
static void
decided_whole(const struct table *t, const struct right_standing *s, struct cell *c)
{
	const struct dossier *d = t->d;
	c->fact = s->fact;
	c->told = s->fact;
	if (strcmp(s->state, "refused") == 0)
		c->decision = s->fact->unannounced ? "unannounced" : "refused";
	else if (strcmp(s->state, "answered") == 0) {
		c->withheld = s->fact->result
		    ? review_left_out_of(t->left_out, c->right->right, c->part.category)
		    : NULL;
		c->decision = c->withheld ? "partly"
		    : right_is_copy(c->right->right) && held_is_empty(d, c->part.category, NULL)
		    ? "nothing"
		    : "granted";
	} else if (strcmp(s->state, "withdrawn") == 0)
		c->decision = s->fact->kind == FACT_RIGHT_TAKEN_OFF ? "taken-off" : "withdrawn";
	else if (d->term.end.by == FACT_CLOSED) {
		size_t i = d->facts.n;
		while (d->facts.items[i - 1].kind != FACT_CLOSED)
			i--;
		c->fact = c->told = &d->facts.items[i - 1];
		c->decision = "closed";
	} else
		c->decision = "undecided";
}

/* A refusal is told by its own letter; what was done with the answer to its right. */
static void
decided_apart(const struct decision *x, const struct right_standing *s, struct cell *c)
{
	c->fact = x->fact;
	c->told = x->refused ? x->fact : s->fact;
	c->decision = x->nothing   ? "nothing"
	    : !x->refused          ? "done"
	    : x->fact->unannounced ? "unannounced"
				   : "refused";
}

/* Of an erasure at the systems: all of it, a part, or none, as it has to stay. */
static void
decided_there(const struct dossier *d, const char *right, struct cell *c)
{
	const char *category = c->part.category;
	if (right_of(right) != RIGHT_ERASURE || !erased_in_part(d, category))
		return;
	c->decision = erased_any(d, category) ? "partly" : "kept";
}

/* Decided to go as previewed, and not gone yet: the last who said so. */
static void
decided_to_go(const struct table *t, struct cell *c)
{
	const struct fact_list *facts = &t->d->facts;
	size_t i;
	const json_t *x;
	if (right_of(c->right->right) != RIGHT_ERASURE)
		return;
	json_array_foreach(json_get(t->change, "decisions"), i, x)
		if (strcmp(json_str_or(x, "category", ""), c->part.category) == 0 &&
		    strcmp(json_str_or(x, "decision", ""), "erase") == 0)
			c->decision = "erase";
	if (strcmp(c->decision, "erase") != 0)
		return;
	for (i = 0; i < facts->n; i++)
		for (const char *const *id = facts->items[i].scope; id && *id; id++)
			if (facts->items[i].kind == FACT_CHANGE_DECIDED &&
			    strcmp(*id, c->part.category) == 0)
				c->fact = &facts->items[i];
}

/* What it waits for then: its approval, or who does it. */
static const char *
goes_after(const struct table *t)
{
	const char *ref = t->d->request.reference;
	if (!json_flag(t->change, "waits"))
		return arena_printf(
		    t->d->a, phrase("who erases it at the systems: `dossier show %s`"), ref);
	return json_str(json_get(t->change, "approval"), "by")
	    ? phrase("the end of the cooling-off")
	    : arena_printf(t->d->a, phrase("its approval: `dossier next %s`"), ref);
}

/* ---- what became of its records ---- */

static void
add_record(json_t *to, const char *system, const struct outcome *o)
{
	json_array_append_new(to,
	    json_pack("{s:s, s:s?, s:s, s:o, s:s?, s:s?, s:s?, s:o, s:b}", "system", system,
		"collection", o->collection, "outcome", outcome_name(o->code), "n",
		o->count >= 0 ? json_integer((json_int_t)o->count) : json_null(), "why",
		o->why.code == REASON_NONE ? NULL : reason_name(o->why.code), "article",
		o->why.article, "basis", o->why.basis, "until", date_json(o->until), "ahead",
		o->ahead));
}

/* Those of which no rule tells, and nobody decided: they stay, and are never told as held. */
static void
add_undecidable(const struct table *t, const char *category, json_t *to)
{
	size_t i, k;
	const json_t *s, *set;
	json_array_foreach(json_get(t->change, "systems"), i, s)
		json_array_foreach(json_get(s, "sets"), k, set)
			if (strcmp(json_str_or(s, "state", ""), "previewed") == 0 &&
			    strcmp(json_str_or(set, "verdict", ""), "undecidable") == 0 &&
			    strcmp(json_str_or(set, "category", ""), category) == 0)
				json_array_append_new(to,
				    json_pack("{s:s, s:s, s:s, s:I, s:n, s:n, s:n, s:n, s:b}",
					"system", json_str_or(s, "system", ""), "collection",
					json_str_or(set, "collection", ""), "outcome",
					"undecidable", "n", json_int_or(set, "n", 0), "why",
					"article", "basis", "until", "ahead", 0));
}

/* Null of a right that erases nothing, or where no system was asked. */
static json_t *
records_of(const struct table *t, const struct cell *c)
{
	json_t *list = json_array();
	if (right_of(c->right->right) == RIGHT_ERASURE) {
		for (size_t i = 0; i < t->erased->n; i++)
			if (strcmp(t->erased->items[i].o.category, c->part.category) == 0)
				add_record(
				    list, t->erased->items[i].system, &t->erased->items[i].o);
		add_undecidable(t, c->part.category, list);
	}
	return list;
}

/* Why it is stored only (art. 18(1)); NULL: it is not. */
static const struct restriction_rule *
stored_on(const struct dossier *d, const struct cell *c)
{
	struct restriction *list;
	size_t n = restrictions_in_force(d, &list);
	const struct restriction *x = right_of(c->right->right) == RIGHT_RESTRICTION
	    ? restriction_on(list, n, c->part.category)
	    : NULL;
	return x ? restriction_rule(restriction_find(x->begun->ground)) : NULL;
}

/* What was done with it all the same, as 18(2) permits; the words stay sealed. */
static json_t *
uses_of_stored(const struct dossier *d, const struct cell *c)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		if (f->kind == FACT_RESTRICTED_USED && strcmp(f->right, c->right->right) == 0 &&
		    text_among(c->part.category, f->scope, SIZE_MAX))
			json_array_append_new(out,
			    json_pack("{s:o, s:s, s:s}", "on", date_json(f->on), "permitted",
				f->ground, "by", f->by));
	}
	return out;
}

/* ---- by what it was told ---- */

static int64_t
letter_number(const struct table *t, const struct fact *f)
{
	for (size_t i = 0; f && f->letter && i < t->letters.n; i++)
		if (strcmp(letter_id(&t->letters.items[i]), f->letter) == 0)
			return t->letters.items[i].id;
	return 0;
}

/* What tells nobody tells nobody: a restriction in silence (art. 23), a right nobody asked. */
static bool
is_told_of(const struct cell *c)
{
	return c->told && !c->told->unannounced && c->told->kind != FACT_RIGHT_TAKEN_OFF;
}

/* Of what is granted with its copy, or withdrawn, nothing is said but that it was. */
static bool
has_words(const struct cell *c)
{
	return c->fact && (fact_decides(c->fact->kind) || c->fact->kind == FACT_CLOSED);
}

static void
add_row(struct table *t, struct cell *c)
{
	const struct dossier *d = t->d;
	static const struct date none = { 0 };
	int64_t letter = is_told_of(c) ? letter_number(t, c->told) : 0;
	struct date told = is_told_of(c) ? fact_told(d->facts.items, d->facts.n, c->told) : none;
	if (is_told_of(c) && !date_is_set(told))
		c->waits_for = letter
		    ? arena_printf(d->a, phrase("its letter: `dossier letter sent %s %" PRId64 "`"),
			  d->request.reference, letter)
		    : phrase("its letter");
	const char *goes = erasure_ground_code(goes_on(d, c));
	const struct restriction_rule *stored = stored_on(d, c);
	c->article = stored ? stored->article : article_of(t, c);
	json_array_append_new(t->rows,
	    json_pack(
		"{s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:s?, s:o, s:s?, s:o, s:o, s:o, s:s?, s:o, "
		"s:o}",
		"right", c->right->right, "state", c->right->state, "deadline",
		date_json(term_right(&d->term, c->right->right).in_force), "category",
		c->part.category, "purpose", c->part.purpose, "decision", c->decision, "article",
		c->article, "ground",
		c->withheld   ? c->withheld
		    : goes    ? goes
		    : stored  ? stored->code
		    : c->fact ? c->fact->ground
			      : NULL,
		"facts", has_words(c) ? json_boolean(c->fact->sealed) : json_null(), "by",
		c->fact ? c->fact->by : NULL, "on", date_json(c->fact ? c->fact->on : none),
		"letter", letter ? json_integer((json_int_t)letter) : json_null(), "told",
		date_json(told), "waits_for", c->waits_for, "records", records_of(t, c), "uses",
		uses_of_stored(d, c)));
}

/* ---- the parts of a right ---- */

/* ${lacks}: what its answer waits for; NULL: nothing. */
static void
add_part(struct table *t, const struct request_right *r, const struct right_standing *s,
    const char *lacks, struct right_part part)
{
	const struct decision *x = decision_of(&t->d->decisions, r->right, part);
	struct cell c = { .right = r, .part = part };
	if (x)
		decided_apart(x, s, &c);
	else
		decided_whole(t, s, &c);
	if (x && !x->refused)
		decided_there(t->d, r->right, &c);
	if (strcmp(c.decision, "undecided") == 0)
		decided_to_go(t, &c);
	if (!c.told && right_is_open(r))
		c.waits_for = strcmp(c.decision, "erase") == 0 ? goes_after(t)
		    : lacks                                    ? lacks
			    : arena_printf(t->d->a, phrase("its answer: `dossier answer %s`"),
				  t->d->request.reference);
	add_row(t, &c);
}

/* What the archive that answered it says that it took away; new. */
static bool
read_left_out(const struct dossier *d, const char *right, const struct right_standing *s,
    json_t **ret, struct err *err)
{
	struct release r = { 0 };
	bool found = false;
	const bool answered = strcmp(s->state, "answered") == 0;
	if (answered &&
	    !release_answered(
		d->in->db, d->request.org_id, d->request.id, right, d->a, &r, &found, err))
		return false;
	*ret = json_loads(found ? r.left_out : "[]", 0, NULL);
	return true;
}

static bool
add_right(struct table *t, const struct request_right *r, struct err *err)
{
	const struct dossier *d = t->d;
	const struct right_standing s = right_standing_of(&d->facts, r->right);
	const char *lacks = NULL;
	struct right_part_list parts;
	auto_drop(json) json_t *left_out = NULL;
	right_parts(d, r->right, d->a, &parts);
	if (!read_left_out(d, r->right, &s, &left_out, err))
		return false;
	t->left_out = left_out;
	if (right_is_open(r) && !date_is_set(d->term.end.on) &&
	    !answer_waits(d, r->right, &lacks, err))
		return false;
	for (size_t i = 0; i < parts.n; i++)
		add_part(t, r, &s, lacks, parts.items[i]);
	if (parts.n == 0)
		add_part(t, r, &s, lacks, (struct right_part){ "", "" });
	return true;
}

/* What is said of a day that was over counts on the day it was said. */
static bool
read_recorded(struct dossier *d, struct err *err)
{
	for (size_t i = 0; i < d->facts.n; i++) {
		struct fact *f = &d->facts.items[i];
		if (f->late && !zone_date(d->org.zone, f->recorded_at, &f->recorded, err))
			return false;
	}
	return true;
}

json_t *
answer_decisions(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	struct table t = { .d = d, .law = d ? laws_refusals(in, err) : NULL };
	auto_drop(json) json_t *rows = t.rows = json_array(), *change = NULL;
	auto_drop(erased) struct erased *erased = d ? erased_read(d, err) : NULL;
	if (!erased || !(change = view_change(in, who, reference, err)))
		return NULL;
	t.erased = erased;
	t.change = change;
	t.withholding = t.law ? laws_withholding(in, err) : NULL;
	if (!t.withholding || !read_recorded(d, err) || !post_letters(d, d->a, &t.letters, err))
		return NULL;
	for (size_t i = 0; i < d->rights.n; i++)
		if (!add_right(&t, &d->rights.items[i], err))
			return NULL;
	return take(rows);
}
