/*
 * What of the review is done to the parts when an archive is built: items that do not leave are not
 * passed on, of the others a list of edits. And what is told of it: each with its ground and how
 * much it took away.
 */
#include "dossier/text.h"
#include "review.h"

/* ---- what is told ---- */

static const char *
system_of(const struct review *r, const struct part *p)
{
	size_t i, k;
	const json_t *s, *c;
	json_array_foreach(json_get(r->d->reg->doc->root, "systems"), i, s)
		json_array_foreach(json_get(s, "collections"), k, c)
			if (strcmp(json_str_or(c, "category", ""), p->category) == 0 &&
			    strcmp(json_str_or(c, "name", ""), p->name) == 0)
				return json_str(s, "id");
	return NULL;
}

void
review_add_left_out(struct review_edits *e, struct review_left_out x)
{
	if (e->nleft_out == e->left_out_cap) {
		size_t cap = e->left_out_cap ? 2 * e->left_out_cap : 64;
		struct review_left_out *more = arena_alloc(e->arena, cap * sizeof(*more));
		if (e->nleft_out > 0)
			memcpy(more, e->left_out, e->nleft_out * sizeof(*more));
		e->left_out = more;
		e->left_out_cap = cap;
	}
	e->left_out[e->nleft_out++] = x;
}

/* ---- items that do not leave ---- */

static bool
is_portable_only(const struct review *r, const char *ground)
{
	struct err none = { 0 };
	const struct withholding_law *law = laws_withholding(r->d->in, &none);
	const struct withholding_ground *g =
	    law && ground ? withholding_find(law, ground, r->d->org.country, &none) : NULL;
	return g && withholding_only_portable(g);
}

/* What leaves all of it out, the first that does; NULL: nothing. *ret: a rule or a fact. */
static const struct review_what *
whole_of(
    const struct review *r, const struct review_item *i, const char **ret_rule, int64_t *ret_fact)
{
	*ret_rule = NULL;
	*ret_fact = 0;
	for (size_t k = 0; k < r->nrules; k++)
		if (!r->rules[k].third_parties && review_is_whole(&r->rules[k].what) &&
		    review_rules_on(&r->rules[k], i)) {
			*ret_rule = r->rules[k].id;
			return &r->rules[k].what;
		}
	for (const struct review_fact *const *f = i->said; *f; f++)
		if (review_is_whole(&(*f)->what)) {
			*ret_fact = (*f)->id;
			return &(*f)->what;
		}
	return NULL;
}

/* Of a part of it: is it for portability alone, and does it leave at all? */
static bool
part_leaves(struct part *p, const struct review_what *whole, bool portable_only)
{
	if (!whole)
		return true;
	if (!portable_only || p->only_portable)
		return false;
	p->portable = false;
	return true;
}

static void
keep_parts(const struct review *r, struct review_edits *e)
{
	const struct answer_parts *all = &r->parts;
	const char *rule;
	int64_t fact;
	e->parts = arena_alloc(e->arena, (all->n + 1) * sizeof(*e->parts));
	for (size_t i = 0; i < all->n; i++) {
		size_t of = edit_item(all->items, all->n, i), k = 0;
		struct part *p = &e->parts[e->nparts];
		*p = all->items[i];
		while (k < r->nitems && (of == all->n || r->items[k].part != &all->items[of]))
			k++;
		const struct review_item *item = k < r->nitems ? &r->items[k] : NULL;
		const struct review_what *whole = item ? whole_of(r, item, &rule, &fact) : NULL;
		e->nparts += part_leaves(p, whole, whole && is_portable_only(r, whole->ground));
		if (whole && of == i)
			review_add_left_out(e,
			    (struct review_left_out){ .part = item->part,
				.system = system_of(r, item->part),
				.rule = rule,
				.fact = fact,
				.what = whole,
				.edit = SIZE_MAX,
				.count = item->part->rows > 0 ? item->part->rows : 1 });
	}
}

/* ---- edits ---- */

void
review_add_edit(struct review_edits *e, struct edit x)
{
	if (e->n == e->cap) {
		size_t cap = e->cap ? 2 * e->cap : 64;
		struct edit *more = arena_alloc(e->arena, cap * sizeof(*more));
		if (e->n > 0)
			memcpy(more, e->items, e->n * sizeof(*more));
		e->items = more;
		e->cap = cap;
	}
	e->items[e->n++] = x;
}

static void
add_edit(struct review_edits *e, struct edit x, struct review_left_out of)
{
	of.edit = e->n;
	review_add_edit(e, x);
	review_add_left_out(e, of);
}

bool
review_has_column(const struct part *p, const char *column)
{
	auto_drop(json) json_t *schema = json_loads(p->schema ? p->schema : "", 0, NULL);
	size_t k;
	const json_t *f;
	json_array_foreach(schema, k, f)
		if (strcmp(json_str_or(f, "name", ""), column) == 0)
			return true;
	return false;
}

/* A rule for what is not there does nothing; review list says so. */
static bool
fits(const struct review_what *w, const struct part *p)
{
	bool file = strcmp(p->format, "file") == 0;
	if (file)
		return !w->column && !w->where && !w->first_row;
	return !w->first_page && (!w->column || review_has_column(p, w->column)) &&
	    (!w->where || review_has_column(p, w->where));
}

static struct edit
edit_of(const struct review *r, const struct review_what *w, const struct part *p)
{
	return (struct edit){
		.kind = strcmp(w->kind, "redact") == 0 ? EDIT_REDACT : EDIT_WITHHOLD,
		.blob = p ? p->blob : NULL,
		.first_row = w->first_row,
		.last_row = w->last_row,
		.column = w->column,
		.where = w->where,
		.is = w->is,
		.text = w->text,
		.pattern = w->pattern,
		.first_page = w->first_page,
		.last_page = w->last_page,
		.ground = w->ground,
		.only_portable = is_portable_only(r, w->ground),
		.elsewhere_known = w->only_here,
	};
}

/* Does any of it still leave? What is left out of portability alone does. */
static bool
still_leaves(const struct review *r, const struct review_item *i)
{
	const char *rule;
	int64_t fact;
	const struct review_what *whole = whole_of(r, i, &rule, &fact);
	return !whole || (is_portable_only(r, whole->ground) && !i->part->only_portable);
}

static void
add_what(const struct review *r, struct review_edits *e, const struct review_what *w,
    const struct review_item *i, struct review_left_out of)
{
	of.part = i->part;
	of.system = system_of(r, i->part);
	of.what = w;
	if (!review_is_whole(w) && still_leaves(r, i) && fits(w, i->part))
		add_edit(e, edit_of(r, w, i->part), of);
}

static void
add_rules(const struct review *r, struct review_edits *e)
{
	for (size_t k = 0; k < r->nrules; k++)
		for (size_t i = 0; !r->rules[k].third_parties && i < r->nitems; i++)
			if (review_rules_on(&r->rules[k], &r->items[i]))
				add_what(r, e, &r->rules[k].what, &r->items[i],
				    (struct review_left_out){ .rule = r->rules[k].id });
}

static bool
is_edit(const struct review_fact *f)
{
	return !f->taken_back && !f->what.people && strcmp(f->what.kind, "pass") != 0;
}

static struct review_left_out
of_fact(const struct review_fact *f)
{
	return (struct review_left_out){ .fact = f->id, .what = &f->what };
}

/* Everywhere is one edit, but in a column, which only some tables have. */
static void
add_facts(const struct review *r, struct review_edits *e)
{
	for (size_t i = 0; i < r->nitems; i++)
		for (const struct review_fact *const *f = r->items[i].said; *f; f++)
			if (is_edit(*f))
				add_what(r, e, &(*f)->what, &r->items[i], of_fact(*f));
	for (size_t k = 0; k < r->nfacts; k++) {
		const struct review_fact *f = &r->facts[k];
		if (f->category || !is_edit(f))
			continue;
		struct review_left_out all = of_fact(f);
		all.of = arena_alloc(r->a, (r->d->reg->inv.ncategories + 1) * sizeof(*all.of));
		all.of[0] = NULL;
		if (!f->what.column)
			add_edit(e, edit_of(r, &f->what, NULL), all);
		for (size_t i = 0; f->what.column && i < r->nitems; i++)
			add_what(r, e, &f->what, &r->items[i], of_fact(f));
	}
}

/* Files that a person saw whole, and let pass as they are. */
static void
find_seen(const struct review *r, struct review_edits *e)
{
	e->seen = arena_alloc(e->arena, (r->nitems + 1) * sizeof(*e->seen));
	for (size_t i = 0; i < r->nitems; i++)
		if (strcmp(r->items[i].part->format, "file") == 0 &&
		    r->items[i].state == REVIEW_DONE)
			e->seen[e->nseen++] = r->items[i].part->blob;
}

void
review_edits(const struct review *r, struct review_edits *ret)
{
	*ret = (struct review_edits){ .arena = r->a };
	keep_parts(r, ret);
	add_rules(r, ret);
	add_facts(r, ret);
	find_seen(r, ret);
}

/* ---- afterwards ---- */

void
review_took(void *edits, size_t edit, const struct part *item)
{
	const struct review_edits *e = edits;
	size_t i = 0, k = 0;
	while (i < e->nleft_out && e->left_out[i].edit != edit)
		i++;
	const char **of = i < e->nleft_out ? e->left_out[i].of : NULL;
	while (of && of[k] && strcmp(of[k], item->category) != 0)
		k++;
	if (of && !of[k]) {
		of[k] = item->category;
		of[k + 1] = NULL;
	}
}

void
review_count(struct review_edits *e)
{
	for (size_t i = 0; i < e->nleft_out; i++)
		if (e->left_out[i].edit != SIZE_MAX)
			e->left_out[i].count = e->items[e->left_out[i].edit].count;
}

/* As the pages tell it (archive-facts.schema.json). What was said of a file tells no name of it. */
static json_t *
omitted_row(const struct review *r, const struct review_left_out *x,
    const struct withholding_law *law, const struct code_words *words)
{
	struct err none = { 0 };
	const char *lang = r->d->request.language;
	const struct withholding_ground *g =
	    withholding_find(law, x->what->ground, r->d->org.country, &none);
	const char *text = g ? json_text_in(g->text, lang) : NULL;
	unsigned asked = 0;
	for (size_t i = 0; i < r->d->rights.n; i++)
		asked |= 1u << right_of(r->d->rights.items[i].right);
	size_t n = text ? strlen(text) : 0;
	const struct reason why = { .code = REASON_GROUND,
		.article = g ? withholding_article(g, asked, r->a) : x->what->ground,
		/* the article comes within its last sentence */
		.text = n > 0 && text[n - 1] == '.' ? arena_strndup(r->a, text, n - 1) : text };
	bool table = x->part && strcmp(x->part->format, "file") != 0;
	json_t *row = json_pack("{s:s?, s:s?, s:s?, s:s?, s:s, s:I}", "system", x->system,
	    "category", x->part ? x->part->category : NULL, "collection",
	    table ? x->part->name : NULL, "field", x->what->column, "ground",
	    reason_words(words, &why, lang, r->a), "count", (json_int_t)x->count);
	reason_put(row, "code", &why);
	/* it stands in data/ or files/ all the same (20(1)) */
	if (g && withholding_only_portable(g) && !(x->part && x->part->only_portable))
		json_object_set_new(row, "copy", json_string(right_name(RIGHT_PORTABILITY)));
	return row;
}

/* Of what the person can not tell apart, files above all, a row has all of it. Steals ${row}. */
static void
add_omitted(json_t *omitted, json_t *row)
{
	auto_drop(json) json_t *count = json_incref(json_object_get(row, "count"));
	json_int_t more = json_integer_value(count);
	size_t i;
	json_t *o;
	json_array_foreach(omitted, i, o) {
		json_object_set(row, "count", json_object_get(o, "count"));
		if (!json_equal(row, o))
			continue;
		json_object_set_new(o, "count", json_integer(json_int_or(o, "count", 0) + more));
		json_decref(row);
		return;
	}
	json_object_set(row, "count", count);
	json_array_append_new(omitted, row);
}

bool
review_omitted(
    const struct review *r, const struct review_edits *e, json_t *omitted, struct err *err)
{
	const struct withholding_law *law = laws_withholding(r->d->in, err);
	const struct code_words *words = law ? installation_words(r->d->in, err) : NULL;
	for (size_t i = 0; words && i < e->nleft_out; i++)
		if (e->left_out[i].count > 0)
			add_omitted(omitted, omitted_row(r, &e->left_out[i], law, words));
	return words != NULL;
}

/* From which copies it is taken: the bits of their rights. */
static unsigned
kept_from(
    const struct review *r, const struct withholding_law *law, const struct review_left_out *x)
{
	struct err none = { 0 };
	const struct withholding_ground *g =
	    withholding_find(law, x->what->ground, r->d->org.country, &none);
	unsigned in = 1u << RIGHT_ACCESS | 1u << RIGHT_PORTABILITY;
	if (x->part && x->part->only_portable)
		in = 1u << RIGHT_PORTABILITY;
	else if (x->part && !x->part->portable)
		in = 1u << RIGHT_ACCESS;
	return x->count > 0 ? in & (g ? g->rights : in) : 0;
}

static json_t *
sum_of(json_t *all, const char *key, json_t *is)
{
	size_t i;
	json_t *x;
	json_array_foreach(all, i, x)
		if (json_equal(json_object_get(x, key), is)) {
			json_decref(is);
			return x;
		}
	json_array_append_new(
	    all, json_pack("{s:o, s:i, s:[], s:[]}", key, is, "count", 0, "rights", "categories"));
	return json_array_get(all, json_array_size(all) - 1);
}

static void
add_once(json_t *sum, const char *list, const char *word)
{
	if (word && !json_has(json_get(sum, list), word))
		json_array_append_new(json_object_get(sum, list), json_string(word));
}

json_t *
review_counts(const struct review *r, const struct review_edits *e, struct err *err)
{
	const struct withholding_law *law = laws_withholding(r->d->in, err);
	json_t *all = law ? json_array() : NULL;
	for (size_t i = 0; law && i < e->nleft_out; i++) {
		const struct review_left_out *x = &e->left_out[i];
		json_t *sum = x->rule ? sum_of(all, "rule", json_string(x->rule))
				      : sum_of(all, "said", json_integer((json_int_t)x->fact));
		json_object_set_new(sum, "count",
		    json_integer(json_int_or(sum, "count", 0) + (json_int_t)x->count));
		const unsigned rights = kept_from(r, law, x);
		for (enum right k = 0; k < RIGHT__MAX; k++)
			add_once(sum, "rights", rights & 1u << k ? right_name(k) : NULL);
		add_once(sum, "categories", x->part && x->count > 0 ? x->part->category : NULL);
		for (size_t k = 0; x->of && x->of[k]; k++)
			add_once(sum, "categories", x->of[k]);
		json_object_set_new(sum, "ground", json_string(x->what->ground));
	}
	return all;
}

const char *
review_left_out_of(const json_t *counts, const char *right, const char *category)
{
	size_t i;
	const json_t *x;
	json_array_foreach((json_t *)(uintptr_t)counts, i, x) {
		const json_t *of = json_get(x, "categories");
		if (json_has(json_get(x, "rights"), right) &&
		    (!category || json_array_size(of) == 0 || json_has(of, category)))
			return json_str_or(x, "ground", "");
	}
	return NULL;
}
