/*
 * What people may not erase at their system though they are asked to: what a law has kept there, by
 * the register, and what holds keep that somebody placed, there or in each system (art. 17(3)(b),
 * (e) GDPR). Of a dispute no more is told than that there is one.
 */
#include "dossier/hold.h"
#include "dossier/refusal.h"
#include "search_private.h"

static struct hold_scope
scope_of(const struct dossier *d, const struct task *t, const char *category)
{
	return (struct hold_scope){
		.inv = &d->reg->inv, .category = reg_category(d->reg, category), .system = t->system
	};
}

/* Those that a person placed, and that run; none where nothing is stored, as of a draft. */
static bool
placed(struct installation *in, const struct dossier *d, const struct task *t, struct arena *a,
    struct hold_list *ret, struct err *err)
{
	*ret = (struct hold_list){ 0 };
	return !in->db ||
	    hold_of_person(
		in->db, &d->request, identifier_blinds(&d->identifiers, a), t->system, a, ret, err);
}

static void
add_statutes(struct stays *to, const struct dossier *d, const struct task *t,
    const struct retention_law *law, const char *category)
{
	const struct hold_scope x = scope_of(d, t, category);
	struct hold_cover covers[HOLD_COVERS_MAX];
	size_t n = x.category ? hold_covers(law, &x, d->org.country, covers, array_len(covers)) : 0;
	for (size_t i = 0; i < n; i++)
		to->items[to->n++] = (struct stay){
			.category = category, .basis = covers[i].basis, .part = !covers[i].whole
		};
}

/* One of another request that names records may be another person's. */
static void
add_placed(struct stays *to, const struct dossier *d, const struct hold_list *holds,
    const char *category, struct date today)
{
	for (size_t i = 0; i < holds->n; i++) {
		const struct hold *h = &holds->items[i];
		bool over = date_is_set(h->last) && date_cmp(h->last, today) < 0,
		     theirs = h->request_id == d->request.id || h->records == 0;
		if (!over && theirs && strcmp(h->category, category) == 0)
			to->items[to->n++] = (struct stay){ .category = category, .hold = h };
	}
}

bool
stays_read(struct installation *in, const struct dossier *d, const struct task *t, struct arena *a,
    struct stays *ret, struct err *err)
{
	const struct retention_law *law = laws_retention(in, err);
	struct hold_list holds;
	struct date today;
	size_t i, n = json_array_size(t->categories);
	json_t *c;
	*ret = (struct stays){ 0 };
	if (t->action != ACTION_ERASE)
		return true;
	if (!law || !org_today(&d->org, &today, err) || !placed(in, d, t, a, &holds, err))
		return false;
	ret->items = arena_alloc(a, (n * (HOLD_COVERS_MAX + holds.n) + 1) * sizeof(*ret->items));
	json_array_foreach(t->categories, i, c) {
		add_statutes(ret, d, t, law, json_string_value(c));
		add_placed(ret, d, &holds, json_string_value(c), today);
	}
	return true;
}

/* ---- as a letter tells it ---- */

struct telling {
	const struct dossier *d;
	const struct task *t;
	const char *language;
	struct arena *a;
};

/* "Facturen; Abonnementen (plan, ingangsdatum)": what other systems keep of it by that law. */
static const char *
elsewhere(const struct telling *x, const struct stay *s)
{
	const struct inventory *inv = &x->d->reg->inv;
	const char *list = NULL;
	size_t k;
	json_t *c, *columns;
	for (size_t i = 0; i < inv->nsystems; i++)
		json_array_foreach(json_get(inv->systems[i].json, "collections"), k, c) {
			if (strcmp(json_str_or(c, "category", ""), s->category) != 0 ||
			    !hold_rule(c, s->basis->id, &columns))
				continue;
			const char *label = json_text_in(json_get(c, "label"), x->language),
				   *of = reg_columns_told(c, columns, x->language, x->a);
			const char *one = label ? label : json_str_or(c, "name", "");
			one = of ? arena_printf(x->a, "%s (%s)", one, of) : one;
			list = list ? arena_printf(x->a, "%s; %s", list, one) : one;
			json_decref(columns);
		}
	return list;
}

static json_t *
statute_told(const struct telling *x, const struct stay *s)
{
	return json_pack("{s:s, s:s, s:s*, s:o, s:b, s:s*}", "article",
	    article_short(s->basis->article, x->language, x->a), "title",
	    json_text_in(s->basis->title, x->language), "note",
	    json_text_in(s->basis->note, x->language), "rule",
	    retention_rule(s->basis, x->language), "part", s->part, "records", elsewhere(x, s));
}

static json_t *
day_told(const struct telling *x, struct date day)
{
	return date_is_set(day) ? json_string(date_words(day, x->language, x->a)) : json_null();
}

static json_t *
placed_told(const struct telling *x, const struct hold *h)
{
	bool claim = strcmp(h->kind, HOLD_CLAIM) == 0;
	return json_pack("{s:s, s:b, s:o, s:o, s:b, s:b}", "article",
	    article_short(claim ? "GDPR 17(3)(e)" : h->article, x->language, x->a), "claim", claim,
	    "review", day_told(x, h->review), "until", day_told(x, h->last), "ahead",
	    hold_is_dated(h) && !date_is_set(h->last), "some", h->records > 0);
}

json_t *
stays_told(const struct stays *s, const struct dossier *d, const struct task *t,
    const char *language, struct arena *a)
{
	const struct telling x = { d, t, language, a };
	json_t *out = json_array();
	for (size_t i = 0; i < s->n; i++) {
		const struct stay *one = &s->items[i];
		const struct category *c = reg_category(d->reg, one->category);
		json_t *line = one->hold ? placed_told(&x, one->hold) : statute_told(&x, one);
		json_object_set_new(line, "id", json_string(one->category));
		json_object_set_new(line, "name",
		    json_string(
			c ? json_text_in(json_get(c->json, "name"), language) : one->category));
		json_array_append_new(out, line);
	}
	return out;
}

/* ---- as it is asked for ---- */

const struct stay *
stays_of(const struct stays *s, const char *category)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->items[i].category, category) == 0)
			return &s->items[i];
	return NULL;
}

const char *
stay_name(const struct stay *s, struct arena *a)
{
	return s->hold ? arena_printf(a, "hold %lld", (long long)s->hold->id) : s->basis->id;
}
