/*
 * Deciding: what the person is told of an erasure: what went and where, what stays and by which
 * article until when, what else happened by it, and until when backups hold it. Of a record that
 * has nothing of the person nothing is told.
 */
#include "dossier/erased.h"
#include "dossier/retention.h"
#include "tell.h"

struct telling_erased {
	struct dossier *d;
	const struct erased *e;
	const struct retention_law *law;
	const char *language;
	struct arena *a;
};

static json_t *
number(int64_t n, struct arena *a)
{
	return n > 0 ? json_string(arena_printf(a, "%lld", (long long)n)) : json_null();
}

static const char *
category_name(const struct telling_erased *x, const char *id)
{
	const struct category *c = reg_category(x->d->reg, id);
	const char *name = c ? json_text_in(json_get(c->json, "name"), x->language) : NULL;
	return name ? name : id;
}

static const char *
system_name(const struct telling_erased *x, const char *id)
{
	const struct system *s = reg_system(x->d->reg, id);
	const char *name = s ? json_text_in(json_get(s->json, "name"), x->language) : NULL;
	return name ? name : id;
}

/* ---- what went ---- */

/* At one system; NULL: nothing did. */
static json_t *
place(const struct telling_erased *x, const char *category, const char *system)
{
	int64_t gone = 0, blank = 0;
	bool any = false;
	for (size_t i = 0; i < x->e->n; i++) {
		const struct erased_set *s = &x->e->items[i];
		bool is_gone = s->o.code == OUTCOME_ERASED;
		if ((!is_gone && s->o.code != OUTCOME_ANONYMISED) ||
		    strcmp(s->o.category, category) != 0 || strcmp(s->system, system) != 0)
			continue;
		any = true;
		*(is_gone ? &gone : &blank) += s->o.count > 0 ? s->o.count : 0;
	}
	return any
	    ? json_pack("{s:s, s:o, s:o, s:b}", "place", system_name(x, system), "gone",
		  number(gone, x->a), "blank", number(blank, x->a), "both", gone > 0 && blank > 0)
	    : NULL;
}

/* Why it went, where that is more than that it was asked. */
static void
add_ground(const struct telling_erased *x, const char *category, json_t *line)
{
	enum erasure_ground g = erased_ground(x->d, category);
	const struct erasure_ground_rule *rule = erasure_ground_rule(g);
	if (!rule)
		return;
	json_object_set_new(line, "why", json_string(erasure_ground_told(g, x->language)));
	json_object_set_new(
	    line, "article", json_string(article_short(rule->article, x->language, x->a)));
}

/* One line a category of which something went, with the day and where. */
static json_t *
gone_told(const struct telling_erased *x)
{
	const struct dossier *d = x->d;
	const struct inventory *inv = &d->reg->inv;
	json_t *out = json_array();
	for (size_t i = 0; i < d->decisions.n; i++) {
		const struct decision *of = &d->decisions.items[i];
		json_t *places = json_array(), *one;
		bool ours = strcmp(of->right, right_name(RIGHT_ERASURE)) == 0 && !of->refused;
		for (size_t k = 0; ours && k < inv->nsystems; k++)
			if ((one = place(x, of->part.category, inv->systems[k].id)))
				json_array_append_new(places, one);
		if (json_array_size(places) > 0) {
			json_t *line = json_pack("{s:s, s:s, s:O}", "name",
			    category_name(x, of->part.category), "on",
			    date_words(of->fact->on, x->language, x->a), "places", places);
			add_ground(x, of->part.category, line);
			json_array_append_new(out, line);
		}
		json_decref(places);
	}
	return out;
}

/* ---- what a law keeps ---- */

/* How its last day follows from what is still to come; null: it is told as a day. */
static json_t *
rule_told(const struct telling_erased *x, const struct outcome *o)
{
	struct err none = { 0 };
	const struct retention_basis *b =
	    o->ahead && o->why.basis ? retention_basis_find(x->law, o->why.basis, &none) : NULL;
	return b ? retention_rule(b, x->language) : json_null();
}

/* What is kept without a law is told by its columns; its days may be many, and the last is told. */
static bool
is_same(const struct erased_set *one, const struct erased_set *other)
{
	const struct outcome *x = &one->o, *y = &other->o;
	const char *here = x->why.article ? x->why.article : "",
		   *there = y->why.article ? y->why.article : "";
	const char *of_x = x->collection ? x->collection : "",
		   *of_y = y->collection ? y->collection : "";
	bool days = x->code == OUTCOME_KEPT || one->in_use ? strcmp(of_x, of_y) == 0
							   : date_cmp(x->until, y->until) == 0;
	return strcmp(one->system, other->system) == 0 && one->in_use == other->in_use &&
	    x->code == y->code && x->why.code == y->why.code && x->ahead == y->ahead && days &&
	    strcmp(x->category, y->category) == 0 && strcmp(here, there) == 0;
}

/* Of those that are told as one: the first; and how many records that are. */
static bool
is_first(const struct telling_erased *x, size_t at, int64_t *ret_n)
{
	const struct erased_set *s = &x->e->items[at];
	*ret_n = 0;
	for (size_t i = 0; i < x->e->n; i++) {
		const struct outcome *o = &x->e->items[i].o;
		if (!is_same(&x->e->items[i], s))
			continue;
		if (i < at)
			return false;
		*ret_n += o->count > 0 ? o->count : 0;
	}
	return true;
}

static json_t *
held_line(const struct telling_erased *x, const struct erased_set *s, int64_t n)
{
	/* what nobody else's claim keeps, the person does: they wanted it stored only */
	bool named = s->o.why.code == REASON_CLAIM;
	bool restricted = named && s->o.why.article && strncmp(s->o.why.article, "GDPR 18", 7) == 0;
	bool claim = named && !restricted;
	const char *article = claim ? article_words("GDPR 17(3)(e)", x->language, x->a)
				    : article_short(s->o.why.article, x->language, x->a);
	return json_pack("{s:s, s:s, s:o, s:s*, s:s*, s:s*, s:o, s:b, s:b}", "name",
	    category_name(x, s->o.category), "place", system_name(x, s->system), "n",
	    number(n, x->a), "article", article, "until",
	    date_is_set(s->o.until) ? date_words(s->o.until, x->language, x->a) : NULL, "review",
	    date_is_set(s->review) ? date_words(s->review, x->language, x->a) : NULL, "rule",
	    rule_told(x, &s->o), "claim", claim, "restricted", restricted);
}

/* ---- what stays as no ground of 17(1) applies ---- */

static const json_t *
collection_of(const struct telling_erased *x, const struct erased_set *s)
{
	const struct system *in_register = reg_system(x->d->reg, s->system);
	return system_collection(in_register ? in_register->json : NULL, s->o.collection);
}

static struct date
last_of(const struct telling_erased *x, const struct erased_set *of)
{
	struct date last = of->o.until;
	for (size_t i = 0; i < x->e->n; i++) {
		const struct outcome *o = &x->e->items[i].o;
		if (is_same(&x->e->items[i], of) && date_cmp(o->until, last) > 0)
			last = o->until;
	}
	return last;
}

/* What the law has of it once its contract is over; null: nothing, or it is not in use. */
static json_t *
then_told(const struct telling_erased *x, const struct erased_set *s, struct date until)
{
	if (!s->in_use || s->o.code != OUTCOME_HELD)
		return json_null();
	return json_pack("{s:s*, s:s*, s:o}", "until",
	    date_is_set(until) ? date_words(until, x->language, x->a) : NULL, "article",
	    article_short(s->o.why.article, x->language, x->a), "rule", rule_told(x, &s->o));
}

static json_t *
kept_line(const struct telling_erased *x, const struct erased_set *s, int64_t n)
{
	static const char *const reasons[] = { "retention", "contract", "opt-out", "shared",
		"referred", "undecided" };
	const struct date until = last_of(x, s);
	const char *columns = reg_columns_told(collection_of(x, s), s->kept, x->language, x->a);
	const char *label = json_text_in(json_get(collection_of(x, s), "label"), x->language);
	const char *until_words = date_is_set(until) ? date_words(until, x->language, x->a) : NULL;
	json_t *line = json_pack("{s:s, s:s, s:s*, s:o, s:s*, s:s*, s:s*}", "name",
	    category_name(x, s->o.category), "place", system_name(x, s->system), "records", label,
	    "n", number(n, x->a), "columns", columns, "text", s->text, "until", until_words);
	for (size_t i = 0; i < array_len(reasons); i++)
		json_object_set_new(line, reasons[i],
		    json_boolean(
			!s->in_use && strcmp(reason_name(s->o.why.code), reasons[i]) == 0));
	if (s->in_use)
		json_object_set_new(line, "contract", json_true());
	json_object_set_new(line, "then", then_told(x, s, until));
	return line;
}

/* Category by category and place by place; of each what ends first, and what lies ahead last. */
static bool
is_after(const struct erased_set *x, const struct erased_set *y)
{
	int of = strcmp(x->o.category, y->o.category), at = strcmp(x->system, y->system);
	if (of != 0 || at != 0)
		return of != 0 ? of > 0 : at > 0;
	return x->o.ahead != y->o.ahead ? x->o.ahead : date_cmp(x->o.until, y->o.until) > 0;
}

static void
sort(struct erased *e)
{
	for (size_t i = 1; i < e->n; i++) {
		const struct erased_set one = e->items[i];
		size_t k = i;
		for (; k > 0 && is_after(&e->items[k - 1], &one); k--)
			e->items[k] = e->items[k - 1];
		e->items[k] = one;
	}
}

static json_t *
stays_told(
    const struct telling_erased *x, enum outcome_code code, bool *ret_rest, bool *ret_blocked)
{
	json_t *out = json_array();
	int64_t n;
	for (size_t i = 0; i < x->e->n; i++) {
		const struct erased_set *s = &x->e->items[i];
		bool held = s->o.code == OUTCOME_HELD && !s->in_use;
		bool kept = s->o.code == OUTCOME_KEPT || s->in_use;
		if (!(code == OUTCOME_HELD ? held : kept) || s->o.why.code == REASON_NOT_OURS)
			continue;
		*ret_rest = *ret_rest || s->rest;
		*ret_blocked = *ret_blocked && s->blocked;
		if (is_first(x, i, &n))
			json_array_append_new(
			    out, code == OUTCOME_HELD ? held_line(x, s, n) : kept_line(x, s, n));
	}
	return out;
}

/* ---- what else ---- */

/*
 * Where nobody could look, as nothing is known by which the person is found there; not who was
 * instructed and is silent.
 */
static json_t *
unsearched_told(const struct telling_erased *x)
{
	json_t *out = json_array();
	for (size_t i = 0; i < x->d->tasks.n; i++) {
		const struct task *t = &x->d->tasks.items[i];
		if (t->action == ACTION_ERASE && erased_unsearched(x->d, t) &&
		    !erased_is_silent(x->d, t) && !json_has(out, system_name(x, t->system)))
			json_array_append_new(out, json_string(system_name(x, t->system)));
	}
	return out;
}

/* A service that still runs at that system has lost nothing. */
static bool
runs_at(const struct telling_erased *x, const char *system)
{
	for (size_t i = 0; i < x->e->n; i++)
		if (x->e->items[i].in_use && strcmp(x->e->items[i].system, system) == 0)
			return true;
	return false;
}

/* What erasing did besides, where something went, in the register's words for the person. */
static json_t *
effects_told(const struct telling_erased *x)
{
	json_t *out = json_array();
	for (size_t i = 0; i < x->e->n; i++) {
		const struct erased_set *set = &x->e->items[i];
		const struct system *s = reg_system(x->d->reg, set->system);
		const json_t *erasure = s ? json_get(s->json, "erasure") : NULL;
		const char *text = json_text_in(json_get(erasure, "told"), x->language);
		bool went = outcome_went(set->o.code);
		if (went && text && !runs_at(x, set->system) && !json_has(out, text))
			json_array_append_new(out, json_string(text));
	}
	return out;
}

/* The day on which the last backup of a system that held it is gone; none: nobody told. */
static struct date
backups_end(const struct telling_erased *x, const char *system)
{
	struct date last = { 0 }, day;
	struct err none = { 0 };
	for (size_t i = 0; i < x->e->nruns; i++) {
		size_t k;
		const json_t *layer;
		if (strcmp(x->e->runs[i].system, system) != 0)
			continue;
		json_array_foreach(json_get(x->e->runs[i].receipt, "layers"), k, layer) {
			const char *until = json_str(layer, "until");
			if (strcmp(json_str_or(layer, "layer", ""), "backups") == 0 && until &&
			    date_parse(until, &day, &none) && date_cmp(day, last) > 0)
				last = day;
		}
	}
	return last;
}

/* Of each system where something went: until when, or that it is not known. */
static json_t *
backups_told(const struct telling_erased *x)
{
	const struct inventory *inv = &x->d->reg->inv;
	json_t *out = json_array();
	for (size_t i = 0; i < inv->nsystems; i++) {
		const char *id = inv->systems[i].id;
		size_t k = 0;
		while (k < x->e->n &&
		    ((x->e->items[k].o.code != OUTCOME_ERASED &&
			 x->e->items[k].o.code != OUTCOME_ANONYMISED) ||
			strcmp(x->e->items[k].system, id) != 0))
			k++;
		const struct date end = k < x->e->n ? backups_end(x, id) : (struct date){ 0 };
		if (k < x->e->n)
			json_array_append_new(out,
			    json_pack("{s:s, s:s*}", "place", system_name(x, id), "until",
				date_is_set(end) ? date_words(end, x->language, x->a) : NULL));
	}
	return out;
}

bool
erased_told(struct dossier *d, const char *language, json_t *into, struct err *err)
{
	auto_drop(erased) struct erased *e = erased_read(d, err);
	const struct telling_erased x = { d, e, laws_retention(d->in, err), language, d->a };
	bool rest = false, blocked = true, ignored = true;
	if (!e || !x.law)
		return false;
	sort(e);
	const struct {
		const char *any, *name;
		json_t *list;
	} parts[] = {
		{ "any_erased", "erased", gone_told(&x) },
		{ "any_held", "held", stays_told(&x, OUTCOME_HELD, &rest, &blocked) },
		{ "any_kept", "kept", stays_told(&x, OUTCOME_KEPT, &rest, &ignored) },
		{ "any_effects", "effects", effects_told(&x) },
		{ "any_backups", "backups", backups_told(&x) },
		{ "any_unsearched", "unsearched", unsearched_told(&x) },
	};
	for (size_t i = 0; i < array_len(parts); i++) {
		json_object_set_new(
		    into, parts[i].any, json_boolean(json_array_size(parts[i].list) > 0));
		json_object_set_new(into, parts[i].name, parts[i].list);
	}
	json_object_set_new(into, "rest", json_boolean(rest));
	json_object_set_new(into, "blocked", json_boolean(blocked));
	return true;
}
