/*
 * Whom the watch looks for at a system: who is on the stop list, where data is used for that alone
 * or a column says whether it is; and who was erased there, until the last backup that holds them
 * is gone, and no longer: a list of everybody who was ever erased would be one too many.
 */
#include "dossier/retention.h"
#include "dossier/text.h"
#include "watch_private.h"

#define PAGE 1000

void
watch_forget(struct watch *w)
{
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = 0; k < w->people[i].n; k++)
			json_decref(w->people[i].items[k].collections);
	w->people = NULL;
	w->n = w->room = 0;
	json_decref(w->index);
	w->index = NULL;
	arena_free(w->a);
	w->a = NULL;
}

static void
begin(struct watch *w)
{
	watch_forget(w);
	w->a = arena_new();
	w->index = json_object();
}

/* The one of that identifier, which is there once. */
static struct watched *
person(struct watch *w, const char *kind, const char *value)
{
	const char *name = arena_printf(w->a, "%s/%s", kind, value);
	const json_t *at = json_get(w->index, name);
	if (at)
		return &w->people[json_integer_value(at)];
	if (w->n == w->room) {
		struct watched *more = arena_alloc(w->a, (2 * w->room + 64) * sizeof(*more));
		if (w->n > 0)
			memcpy(more, w->people, w->n * sizeof(*more));
		w->people = more;
		w->room = 2 * w->room + 64;
	}
	json_object_set_new(w->index, name, json_integer((json_int_t)w->n));
	w->people[w->n] = (struct watched){ .kind = kind, .value = value };
	return &w->people[w->n++];
}

/* Steals ${f->collections}. */
static void
look_for(struct watch *w, const char *kind, const char *value, const struct watched_for *f)
{
	if (json_object_size(f->collections) == 0) {
		json_decref(f->collections);
		return;
	}
	struct watched *p = person(w, kind, value);
	struct watched_for *more = arena_alloc(w->a, (p->n + 1) * sizeof(*more));
	if (p->n > 0)
		memcpy(more, p->items, p->n * sizeof(*more));
	more[p->n++] = *f;
	p->items = more;
}

/* ---- on the stop list ---- */

static bool
is_stopped(const struct suppression_list *l, const struct suppression *of, const char *purpose)
{
	for (size_t i = 0; i < l->n; i++)
		if (!l->items[i].channel && strcmp(l->items[i].blind, of->blind) == 0 &&
		    strcmp(l->items[i].kind, of->kind) == 0 &&
		    strcmp(l->items[i].purpose, purpose) == 0)
			return true;
	return false;
}

/* Is data of that category for nothing but what they are on the list for, ${of} among it? */
static bool
is_for_nothing_else(const struct watch *w, const struct suppression_list *l,
    const struct suppression *of, const char *category)
{
	const struct category *c = reg_category(w->reg, category);
	bool any = false;
	for (const struct purpose *const *p = c ? c->purposes : NULL; p && *p; p++) {
		if (!is_stopped(l, of, (*p)->id))
			return false;
		any = any || strcmp((*p)->id, of->purpose) == 0;
	}
	return any;
}

/* Where a column says whether a row is used for it, that does; else being there says it. */
static json_t *
collections_of(const struct watch *w, const struct suppression_list *l, const struct suppression *s)
{
	json_t *out = json_object();
	const json_t *c, *rule;
	size_t i, k;
	json_array_foreach(json_get(w->s->json, "collections"), i, c) {
		const char *name = json_str_or(c, "name", "");
		bool ruled = false;
		json_array_foreach(json_get(c, "suppress"), k, rule)
			if (json_has(json_get(rule, "purposes"), s->purpose))
				ruled = true;
		if (ruled || is_for_nothing_else(w, l, s, json_str_or(c, "category", "")))
			json_object_set_new(out, name, json_boolean(ruled));
	}
	return out;
}

static bool
add_entry(struct watch *w, const struct request_keys *own, const struct suppression_list *l,
    const struct suppression *s, struct err *err)
{
	if (s->channel || !text_among(s->kind, w->s->needs, SIZE_MAX))
		return true;
	const char *plain =
	    unseal(own->ledger, suppress_place(w->org, s->kind, w->a), s->sealed, w->a, err);
	const struct watched_for f = { s->request_id, FINDING_SUPPRESSED, s->purpose,
		collections_of(w, l, s) };
	if (plain)
		look_for(w, s->kind, plain, &f);
	else
		json_decref(f.collections);
	return plain != NULL;
}

/* All that the people of a page are on the list for: some of it may lie beyond the page. */
static bool
all_of(struct watch *w, const struct suppression_list *page, struct suppression_list *ret,
    struct err *err)
{
	const char **kinds = arena_alloc(w->a, (page->n + 1) * sizeof(*kinds)),
		   **blinds = arena_alloc(w->a, (page->n + 1) * sizeof(*blinds));
	for (size_t i = 0; i < page->n; i++) {
		kinds[i] = page->items[i].kind;
		blinds[i] = page->items[i].blind;
	}
	kinds[page->n] = blinds[page->n] = NULL;
	const struct suppression_question q = { w->org->id, kinds, blinds, NULL, NULL };
	return suppression_asked(w->in->db, &q, w->a, ret, err);
}

bool
watch_listed(struct watch *w, int64_t *after, struct err *err)
{
	begin(w);
	const struct suppression_filter f = {
		.org_id = w->org->id, .after = *after, .limit = PAGE
	};
	struct suppression_list page, all;
	auto_drop(request_keys) struct request_keys *own = organisation_keys(w->in, w->org, err);
	if (!own || !suppression_list(w->in->db, &f, w->a, &page, err) ||
	    !all_of(w, &page, &all, err))
		return false;
	for (size_t i = 0; i < page.n; i++)
		if (!add_entry(w, own, &all, &page.items[i], err))
			return false;
	*after = page.n > 0 ? page.items[page.n - 1].id : -1;
	return true;
}

/* ---- erased ---- */

/* Is nothing of the person in these records any more? */
static bool
went(const json_t *set)
{
	const char *verdict = json_str_or(set, "verdict", "");
	return strcmp(verdict, "erase") == 0 || strcmp(verdict, "anonymise") == 0;
}

/* Collections of which all went that was there: what stands there now came back. */
static json_t *
emptied(const struct erasure *e)
{
	auto_drop(json) json_t *receipt = e->receipt ? json_loads(e->receipt, 0, NULL) : NULL;
	json_t *out = json_object();
	const json_t *set;
	size_t i;
	json_array_foreach(json_get(receipt, "sets"), i, set)
		if (went(set))
			json_object_set_new(out, json_str_or(set, "collection", ""), json_false());
	json_array_foreach(json_get(receipt, "sets"), i, set)
		if (!went(set))
			(void)json_object_del(out, json_str_or(set, "collection", ""));
	return out;
}

static bool
add_erased(struct watch *w, const struct erasure *e, struct err *err)
{
	struct identifier_list l;
	auto_drop(request_keys) struct request_keys *keys =
	    dossier_keys(w->in, w->org->id, e->request_id, e->reference, err);
	if (!keys) { /* destroyed: nobody knows who they were */
		bool gone = err->kind == ERR_NOTFOUND;
		if (gone)
			err_clear(err);
		return gone;
	}
	if (!identifier_list(w->in->db, w->org->id, e->request_id, w->a, &l, err))
		return false;
	for (size_t i = 0; i < l.n; i++) {
		const struct identifier *x = &l.items[i];
		if (!identifier_singles_out(x) || !text_among(x->kind, w->s->needs, SIZE_MAX))
			continue;
		const char *plain = unseal(
		    keys->ledger, seal_place(e->reference, x->kind, w->a), x->sealed, w->a, err);
		if (!plain)
			return false;
		const struct watched_for f = { e->request_id, FINDING_ERASED, NULL, emptied(e) };
		look_for(w, x->kind, plain, &f);
	}
	return true;
}

bool
watch_erased(struct watch *w, struct err *err)
{
	const char *keep = json_str(json_get(json_get(w->s->json, "erasure"), "backups"), "keep");
	struct erasure_list l;
	struct date today, since;
	usec_t from;
	int months, days;
	begin(w);
	if (!keep)
		return true; /* nobody knows when the last backup is gone: nobody is looked for */
	retention_period_parse(keep, &months, &days);
	if (!org_today(w->org, &today, err))
		return false;
	since = date_add_days(date_add_months(today, -months), -days);
	if (!zone_midnight(w->org->zone, since, &from, err) ||
	    !erasure_recent(w->in->db, w->org->id, w->s->id, from, w->a, &l, err))
		return false;
	for (size_t i = 0; i < l.n; i++)
		if (!add_erased(w, &l.items[i], err))
			return false;
	return true;
}
