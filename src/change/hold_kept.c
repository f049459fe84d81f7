/*
 * What an erasure left, as holds: one a ground, last day and collection, with the keys; and of
 * those that an earlier one left, which are over. What the systems say is the truth: a hold that
 * keeps nothing any more is none.
 */
#include "dossier/verdict.h"
#include "hold_private.h"

/* Records that are kept on one ground, until one day, in one way. */
struct group {
	struct hold h;
	json_t *keys;
	const char *kept; /* the columns, as JSON: "null" is the whole record */
	bool there;       /* an earlier hold says it */
};
struct kept {
	const struct dossier *d;
	const struct retention_law *law;
	const char *system;
	struct group *groups;
	size_t n, room;
};

static struct date
day_of(const json_t *v, const char *member)
{
	struct date d = { 0 };
	struct err none = { 0 };
	const char *text = json_str(v, member);
	return text && date_parse(text, &d, &none) ? d : (struct date){ 0 };
}

static bool
is_same(const char *x, const char *y)
{
	return x && y ? strcmp(x, y) == 0 : x == y;
}

static bool
is_alike(const struct hold *x, const struct hold *y)
{
	return strcmp(x->kind, y->kind) == 0 && is_same(x->basis, y->basis) &&
	    is_same(x->collection, y->collection) &&
	    (date_is_set(x->last) ? date_is_set(y->last) && date_cmp(x->last, y->last) == 0
				  : !date_is_set(y->last));
}

static const char *
text_of(const json_t *v, struct arena *a)
{
	char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
	const char *out = arena_strdup(a, text ? text : "null");
	free(text);
	return out;
}

static const char *const *
columns_of(const json_t *kept, struct arena *a)
{
	size_t i, n = json_array_size(kept);
	const json_t *c;
	const char **list = arena_alloc(a, (n + 1) * sizeof(*list));
	json_array_foreach((json_t *)(uintptr_t)kept, i, c)
		list[i] = arena_strdup(a, json_string_value(c));
	list[n] = NULL;
	return json_is_array(kept) ? list : NULL;
}

/* By then it must have gone, though nobody asks. */
static struct date
must_go(const struct kept *k, const char *basis, struct date last)
{
	struct err none = { 0 };
	const struct retention_basis *b = basis ? retention_basis_find(k->law, basis, &none) : NULL;
	return b && b->bound != RETENTION_AT_LEAST && date_is_set(last) ? date_add_days(last, 1)
									: (struct date){ 0 };
}

/* The kind of hold a reason leaves; NULL: none, or one that is there as somebody placed it. */
static const char *
kind_of(const json_t *why)
{
	const char *code = json_str_or(why, "code", "");
	if (json_int_or(why, "hold", 0) != 0)
		return NULL;
	if (strcmp(code, verdict_why_words[WHY_STATUTE]) == 0)
		return HOLD_STATUTE;
	return strcmp(code, verdict_why_words[WHY_RETENTION]) == 0 ||
		strcmp(code, verdict_why_words[WHY_CONTRACT]) == 0
	    ? HOLD_RETENTION
	    : NULL;
}

static struct group *
group_for(struct kept *k, const struct hold *h, const char *kept)
{
	for (size_t i = 0; i < k->n; i++)
		if (is_alike(&k->groups[i].h, h) && strcmp(k->groups[i].kept, kept) == 0)
			return &k->groups[i];
	if (k->n == k->room) {
		k->room = k->room * 2 + 8;
		k->groups = xrealloc(k->groups, k->room * sizeof(*k->groups));
	}
	k->groups[k->n] = (struct group){ .h = *h, .keys = json_array(), .kept = kept };
	return &k->groups[k->n++];
}

static void
add_reason(struct kept *k, const json_t *set, const json_t *why)
{
	struct arena *a = k->d->a;
	const char *kind = kind_of(why);
	if (!kind)
		return;
	bool statute = strcmp(kind, HOLD_STATUTE) == 0;
	struct hold h = {
		.kind = kind,
		.system = k->system,
		.category = arena_strdup(a, json_str_or(set, "category", "")),
		.collection = arena_strdup(a, json_str(set, "collection")),
		.columns = columns_of(json_get(set, "kept"), a),
		.basis = statute ? arena_strdup(a, json_str_or(why, "basis", "?")) : NULL,
		.article = statute ? arena_strdup(a, json_str_or(why, "article", "GDPR 17(3)(b)"))
				   : "GDPR 17(1)",
		.last = day_of(why, "last"),
	};
	h.must_go = must_go(k, h.basis, h.last);
	struct group *g = group_for(k, &h, text_of(json_get(set, "kept"), a));
	json_array_extend(g->keys, json_get(set, "keys"));
}

static void
read_sets(struct kept *k, const json_t *sets)
{
	size_t i, r;
	const json_t *set, *why;
	json_array_foreach((json_t *)(uintptr_t)sets, i, set) {
		const char *verdict = json_str_or(set, "verdict", "");
		if (strcmp(verdict, verdict_words[VERDICT_HOLD]) == 0 ||
		    strcmp(verdict, verdict_words[VERDICT_KEEP]) == 0)
			json_array_foreach(json_get(set, "why"), r, why)
				add_reason(k, set, why);
	}
	for (size_t g = 0; g < k->n; g++)
		k->groups[g].h.records = (int64_t)json_array_size(k->groups[g].keys);
}

/* ---- what was there ---- */

/* Of those that this system had left before: is it still so? */
static bool
is_still(struct kept *k, const struct hold *h)
{
	for (size_t i = 0; i < k->n; i++)
		if (!k->groups[i].there && is_alike(&k->groups[i].h, h) &&
		    k->groups[i].h.records == h->records) {
			k->groups[i].there = true;
			return true;
		}
	return false;
}

/* Those of ${categories} (NULL: all) that are over are said to be. */
static bool
end_earlier(struct kept *k, const json_t *categories, struct err *err)
{
	const struct dossier *d = k->d;
	const struct hold_filter f = { .org_id = d->org.id, .request_id = d->request.id };
	const struct hold_mark over = { .ended = true };
	struct hold_list all;
	if (!hold_list(d->in->db, &f, d->a, &all, err))
		return false;
	int64_t *ids = arena_alloc(d->a, (all.n + 1) * sizeof(*ids));
	size_t n = 0;
	json_t *ended = json_array();
	for (size_t i = 0; i < all.n; i++) {
		const struct hold *h = &all.items[i];
		bool ours = h->erasure_id && is_same(h->system, k->system) &&
		    (!categories || json_has(categories, h->category));
		if (!ours || is_still(k, h))
			continue;
		ids[n++] = h->id;
		json_array_append_new(ended, json_integer((json_int_t)h->id));
	}
	if (n > 0 && hold_mark(d->in->db, d->org.id, ids, n, &over, err))
		return dossier_event(d, "hold.ended", json_pack("{s:o}", "holds", ended), err);
	json_decref(ended);
	return n == 0;
}

static bool
write_group(const struct kept *k, struct group *g, const struct erasure *e, struct err *err)
{
	const struct dossier *d = k->d;
	const struct hold_of w = hold_whose(d);
	const struct hold_words words = { .keys = g->keys };
	struct hold *h = &g->h;
	int64_t id;
	h->request_id = d->request.id;
	h->erasure_id = e->id;
	h->by = e->by;
	return hold_seal(&w, h, &words, err) && hold_insert(d->in->db, d->org.id, h, &id, err) &&
	    dossier_event(d, "hold.left",
		json_pack("{s:I, s:s, s:s, s:s, s:s?, s:o, s:I}", "hold", (json_int_t)id, "kind",
		    h->kind, "system", h->system, "category", h->category, "basis", h->basis,
		    "last_day", date_json(h->last), "records", (json_int_t)h->records),
		err);
}

bool
hold_reconcile(const struct dossier *d, const struct erasure *e, const json_t *sets,
    const json_t *categories, struct err *err)
{
	struct kept k = { .d = d, .law = laws_retention(d->in, err), .system = e->system };
	if (!k.law)
		return false;
	read_sets(&k, sets);
	bool ok = end_earlier(&k, categories, err);
	for (size_t i = 0; ok && i < k.n; i++)
		ok = k.groups[i].there || k.groups[i].h.records == 0 ||
		    write_group(&k, &k.groups[i], e, err);
	for (size_t i = 0; i < k.n; i++)
		json_decref(k.groups[i].keys);
	free(k.groups);
	return ok;
}

bool
change_hold_kept(const struct dossier *d, const struct erasure *e, struct err *err)
{
	const char *place = change_ledger_place(&d->request, e->system, d->a);
	auto_drop(json) json_t *approved = change_open(d, place, e->sealed, d->a, err);
	return approved &&
	    hold_reconcile(d, e, json_get(approved, "sets"), json_get(approved, "categories"), err);
}
