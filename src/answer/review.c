/*
 * What leaves with a copy, and how it stands with each of it: what the register's rules say, what
 * the data looked like as they were collected, what people said since. Decides nothing, and opens
 * no blob: a list of ten thousand rows is that of the tables they stand in.
 */
#include "dossier/digest.h"
#include "dossier/reviewed.h"
#include "dossier/text.h"
#include "review.h"

const char *const review_state_words[REVIEW__MAX + 1] = {
	[REVIEW_BY_RULE] = "passed-by-rule",
	[REVIEW_TO_DO] = "to-review",
	[REVIEW_PARTLY] = "partly",
	[REVIEW_DONE] = "reviewed",
	[REVIEW_WITHHELD] = "withheld",
};

/* ---- what was said ---- */

json_t *
review_fact_json(const struct review_fact *f)
{
	const struct review_what *w = &f->what;
	json_t *j = json_pack("{s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?}", "category",
	    f->category, "name", f->name, "sha256", f->sha256, "column", w->column, "where",
	    w->where, "is", w->is, "text", w->text, "pattern", w->pattern, "facts", f->facts);
	return j ? json_pack("{s:o, s:I, s:I, s:i, s:i, s:b, s:b, s:I}", "of", j, "first_row",
		       (json_int_t)w->first_row, "last_row", (json_int_t)w->last_row, "first_page",
		       w->first_page, "last_page", w->last_page, "only_here", w->only_here,
		       "people", w->people, "count", (json_int_t)f->count)
		 : NULL;
}

static void
read_fact(const json_t *j, const struct review_row *row, struct arena *a, struct review_fact *ret)
{
	const json_t *of = json_get(j, "of");
	*ret = (struct review_fact){
		.id = row->id,
		.what = {
			.kind = row->kind,
			.first_row = json_int_or(j, "first_row", 0),
			.last_row = json_int_or(j, "last_row", 0),
			.column = arena_strdup(a, json_str(of, "column")),
			.where = arena_strdup(a, json_str(of, "where")),
			.is = arena_strdup(a, json_str(of, "is")),
			.text = arena_strdup(a, json_str(of, "text")),
			.pattern = arena_strdup(a, json_str(of, "pattern")),
			.first_page = (int)json_int_or(j, "first_page", 0),
			.last_page = (int)json_int_or(j, "last_page", 0),
			.ground = row->ground,
			.only_here = json_flag(j, "only_here"),
			.people = json_flag(j, "people"),
		},
		.category = arena_strdup(a, json_str(of, "category")),
		.name = arena_strdup(a, json_str(of, "name")),
		.sha256 = arena_strdup(a, json_str(of, "sha256")),
		.facts = arena_strdup(a, json_str(of, "facts")),
		.count = json_int_or(j, "count", -1),
		.by = row->by,
		.at = row->at,
	};
}

static bool
read_facts(struct review *r, struct err *err)
{
	const struct dossier *d = r->d;
	struct review_rows rows;
	const int64_t *taken_back;
	if (!review_list(d->in->db, d->request.org_id, d->request.id, r->a, &rows, err) ||
	    !reviewed_taken_back(d, &rows, &taken_back, err))
		return false;
	r->facts = arena_alloc(r->a, (rows.n + 1) * sizeof(*r->facts));
	for (size_t i = 0; i < rows.n; i++) {
		const struct review_row *row = &rows.items[i];
		if (row->takes_back)
			continue;
		const char *plain =
		    unseal(d->keys->ledger, reviewed_place(d, r->a), row->sealed, r->a, err);
		auto_drop(json) json_t *j = plain ? json_loads(plain, 0, NULL) : NULL;
		if (!j)
			return plain ? err_set(err, ERR_INPUT, "a review that is none") : false;
		read_fact(j, row, r->a, &r->facts[r->nfacts]);
		r->facts[r->nfacts++].taken_back = taken_back[i];
	}
	return true;
}

/* ---- rules of the register ---- */

static const char *
value_text(const json_t *v, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	(void)json_scalar(v, &b);
	return arena_strdup(a, b.data ? b.data : "");
}

static struct review_what
what_of(const json_t *rule, struct arena *a)
{
	json_t *withhold = json_get(rule, "withhold"), *redact = json_get(rule, "redact");
	void *where = json_object_iter(json_get(withhold, "where"));
	struct review_what w = { .kind = redact ? "redact" : "withhold",
		.column = json_is_string(withhold) ? json_string_value(withhold)
						   : json_str(redact, "column"),
		.pattern = json_str(redact, "pattern"),
		.ground = json_str(rule, "ground") };
	if (where) {
		w.where = json_object_iter_key(where);
		w.is = value_text(json_object_iter_value(where), a);
	}
	return w;
}

static void
add_rules(struct review *r, const json_t *rules, const char *category, const char *collection)
{
	size_t i, n = json_array_size(rules);
	const json_t *rule;
	struct review_rule *all = arena_alloc(r->a, (r->nrules + n + 1) * sizeof(*all));
	if (r->nrules > 0)
		memcpy(all, r->rules, r->nrules * sizeof(*all));
	r->rules = all;
	json_array_foreach((json_t *)(uintptr_t)rules, i, rule)
		r->rules[r->nrules++] = (struct review_rule){
			.id = arena_printf(r->a, "%s%s%s/%zu", category, collection ? "/" : "",
			    collection ? collection : "", i),
			.category = category,
			.collection = collection,
			.what = what_of(rule, r->a),
			.third_parties = json_flag(rule, "third_parties"),
		};
}

static void
read_rules(struct review *r)
{
	const struct reg *reg = r->d->reg;
	size_t i, k;
	const json_t *s, *c;
	for (i = 0; i < reg->inv.ncategories; i++)
		add_rules(r, json_get(reg->inv.categories[i].json, "review"),
		    reg->inv.categories[i].id, NULL);
	json_array_foreach(json_get(reg->doc->root, "systems"), i, s)
		json_array_foreach(json_get(s, "collections"), k, c)
			add_rules(r, json_get(c, "review"), json_str_or(c, "category", ""),
			    json_str_or(c, "name", ""));
}

/* ---- items ---- */

static int
by_sum(const void *x, const void *y)
{
	const struct review_fact *const *a = x, *const *b = y;
	return strcmp((*a)->sha256, (*b)->sha256);
}

/* Those that stand and are about one item, sorted by what it is. */
static void
sort_facts(struct review *r)
{
	r->sorted = arena_alloc(r->a, (r->nfacts + 1) * sizeof(*r->sorted));
	for (size_t i = 0; i < r->nfacts; i++)
		if (r->facts[i].category && !r->facts[i].taken_back)
			r->sorted[r->nsorted++] = &r->facts[i];
	qsort(r->sorted, r->nsorted, sizeof(struct review_fact *), by_sum);
}

/* The first of them about the same bytes, of the same name too or not. */
static size_t
first_of(const struct review *r, const char *sha256)
{
	size_t low = 0, high = r->nsorted;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(r->sorted[middle]->sha256, sha256) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
find_said(const struct review *r, struct review_item *i)
{
	size_t first = first_of(r, i->sha256), n = 0, k = first;
	while (k < r->nsorted && strcmp(r->sorted[k]->sha256, i->sha256) == 0)
		k++;
	i->said = arena_alloc(r->a, (k - first + 1) * sizeof(*i->said));
	for (size_t x = first; x < k; x++) {
		struct review_fact *f = r->sorted[x];
		if (strcmp(f->category, i->part->category) == 0 &&
		    strcmp(f->name, i->part->name) == 0) {
			f->item = i;
			i->said[n++] = f;
		}
	}
	i->said[n] = NULL;
}

bool
review_rules_on(const struct review_rule *rule, const struct review_item *i)
{
	return strcmp(rule->category, i->part->category) == 0 &&
	    (!rule->collection ||
		(strcmp(i->part->format, "file") != 0 &&
		    strcmp(rule->collection, i->part->name) == 0));
}

bool
review_is_whole(const struct review_what *w)
{
	return strcmp(w->kind, "withhold") == 0 && !w->column && !w->where && !w->first_row;
}

/* What fits portability alone leaves with a copy of art. 15 all the same (20(1)). */
static bool
is_for_all(const struct review *r, const struct review_item *i, const char *ground)
{
	struct err none = { 0 };
	const struct withholding_law *law = laws_withholding(r->d->in, &none);
	const struct withholding_ground *g =
	    law ? withholding_find(law, ground, r->d->org.country, &none) : NULL;
	return i->part->only_portable || !g || !withholding_only_portable(g);
}

/* Is the whole of it left out, or of a table this column? By a rule, or by what somebody said. */
static bool
leaves_out(const struct review *r, const struct review_item *i, const struct review_what *w,
    const char *column)
{
	bool all = review_is_whole(w);
	bool same = column && strcmp(w->kind, "withhold") == 0 && w->column && !w->where &&
	    !w->first_row && strcmp(w->column, column) == 0;
	return (all || same) && is_for_all(r, i, w->ground);
}

static bool
is_left_out(const struct review *r, const struct review_item *i, const char *column)
{
	for (size_t k = 0; k < r->nrules; k++)
		if (!r->rules[k].third_parties && review_rules_on(&r->rules[k], i) &&
		    leaves_out(r, i, &r->rules[k].what, column))
			return true;
	for (const struct review_fact *const *f = i->said; *f; f++)
		if (leaves_out(r, i, &(*f)->what, column))
			return true;
	return false;
}

/* Does it look like text: long, of lines, or with an address that is not the person's? */
static bool
looks_free(const struct review *r, const json_t *noted)
{
	size_t i;
	const json_t *address;
	json_array_foreach(json_get(noted, "addresses"), i, address)
		if (!text_among(json_string_value(address), r->own, SIZE_MAX))
			return true;
	return json_int_or(noted, "longest", 0) > NOTED_SHORT || json_flag(noted, "lines") ||
	    json_flag(noted, "many");
}

static void
find_columns(const struct review *r, struct review_item *i)
{
	const struct part *p = i->part;
	const json_t *collection = reg_collection(r->d->reg, p->category, p->name), *f;
	auto_drop(json) json_t *schema = json_loads(p->schema ? p->schema : "", 0, NULL);
	auto_drop(json) json_t *noted = json_loads(p->noted ? p->noted : "", 0, NULL);
	const char **columns = arena_alloc(r->a, (json_array_size(schema) + 1) * sizeof(*columns));
	size_t k, n = 0;
	i->unknown = !noted && strcmp(p->format, "file") != 0;
	json_array_foreach(schema, k, f) {
		const char *name = json_str_or(f, "name", "");
		enum column_text said = reg_column_text(collection, name);
		bool free = said == TEXT_FREE ||
		    (said == TEXT_UNSAID && (!noted || looks_free(r, json_get(noted, name))));
		if (free && !is_left_out(r, i, name))
			columns[n++] = arena_strdup(r->a, name);
	}
	columns[n] = NULL;
	i->columns = columns;
}

static bool
is_pass(const struct review_what *w)
{
	return strcmp(w->kind, "pass") == 0;
}

/* Does somebody answer for these rows: they were looked at, or do not leave? */
static bool
settles(const struct review *r, const struct review_item *i, const struct review_what *w)
{
	return is_pass(w) ||
	    (strcmp(w->kind, "withhold") == 0 && !w->column && !w->where &&
		is_for_all(r, i, w->ground));
}

/* How many of its rows somebody passed or left out, one range after another from the first on. */
static int64_t
count_seen(const struct review *r, const struct review_item *i)
{
	int64_t reached = 0, next = 0;
	do {
		reached = next;
		for (const struct review_fact *const *f = i->said; *f; f++) {
			const struct review_what *w = &(*f)->what;
			int64_t to = w->first_row ? w->last_row : i->part->rows;
			if (settles(r, i, w) && w->first_row <= reached + 1 && to > next)
				next = to;
		}
	} while (next > reached);
	return reached;
}

/* All of it, or with ${some} a part. */
static bool
was_passed(const struct review_item *i, bool some)
{
	for (const struct review_fact *const *f = i->said; *f; f++)
		if (is_pass(&(*f)->what) && (some || !(*f)->what.first_row))
			return true;
	return false;
}

static enum review_state
state_of(const struct review *r, struct review_item *i)
{
	bool table = strcmp(i->part->format, "file") != 0;
	if (is_left_out(r, i, NULL))
		return REVIEW_WITHHELD;
	if (table && (!i->columns[0] || i->part->rows == 0))
		return REVIEW_BY_RULE;
	i->seen = table ? count_seen(r, i) : 0;
	if (was_passed(i, false) || (table && i->seen == i->part->rows))
		return REVIEW_DONE;
	return was_passed(i, true) ? REVIEW_PARTLY : REVIEW_TO_DO;
}

static void
find_items(struct review *r)
{
	const struct answer_parts *p = &r->parts;
	char hex[HEX_SIZE(SHA256_LEN)];
	r->items = arena_alloc(r->a, (p->n + 1) * sizeof(*r->items));
	for (size_t i = 0; i < p->n; i++) {
		struct review_item *item = &r->items[r->nitems];
		if (edit_item(p->items, p->n, i) != i)
			continue;
		*item = (struct review_item){ .id = p->ids[i],
			.part = &p->items[i],
			.sha256 =
			    arena_strdup(r->a, hex_put(p->items[i].sha256, SHA256_LEN, hex)) };
		find_said(r, item);
		find_columns(r, item);
		item->state = state_of(r, item);
		r->nitems++;
	}
}

static bool
find_own(struct review *r, struct err *err)
{
	const struct dossier *d = r->d;
	size_t n = 0;
	r->own = arena_alloc(r->a, (d->identifiers.n + 1) * sizeof(*r->own));
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (strcmp(x->kind, "email") != 0 || strcmp(x->state, "usable") != 0)
			continue;
		r->own[n] = unseal(d->keys->ledger, seal_place(d->request.reference, x->kind, r->a),
		    x->sealed, r->a, err);
		if (!r->own[n++])
			return false;
	}
	r->own[n] = NULL;
	return true;
}

bool
review_read(const struct dossier *d, struct arena *a, struct review *ret, struct err *err)
{
	*ret = (struct review){ .d = d, .a = a };
	if (!answer_parts(d, a, &ret->parts, err) || !read_facts(ret, err) || !find_own(ret, err))
		return false;
	sort_facts(ret);
	read_rules(ret);
	find_items(ret);
	return true;
}

size_t
review_open(const struct review *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->nitems; i++)
		n += r->items[i].state == REVIEW_TO_DO || r->items[i].state == REVIEW_PARTLY;
	return n;
}

const struct review_item *
review_find(const struct review *r, int64_t id, struct err *err)
{
	for (size_t i = 0; i < r->nitems; i++)
		if (r->items[i].id == id)
			return &r->items[i];
	err_set(err, ERR_NOTFOUND,
	    "%s has no item %lld: it is another request's, or was collected again: `dossier review "
	    "list %s`",
	    r->d->request.reference, (long long)id, r->d->request.reference);
	return NULL;
}
