/*
 * Is what is held out of normal reads (art. 5(1)(b), 25 GDPR)? The systems are asked; what they
 * said last is shown.
 */
#include "dossier/store/event.h"
#include "dossier/text.h"
#include "hold_private.h"

/* ---- what was said last ---- */

static const json_t *
blocked_of(const struct reg *reg, const struct hold *h)
{
	const struct system *s = h->system ? reg_system(reg, h->system) : NULL;
	return json_get(
	    json_get(system_collection(s ? s->json : NULL, h->collection), "erase"), "blocked");
}

static const struct preview_last *
last_of(const struct preview_lasts *l, const struct hold *h)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].request_id == h->request_id && h->system &&
		    strcmp(l->items[i].system, h->system) == 0)
			return &l->items[i];
	return NULL;
}

static int64_t
visible_in(const struct preview_last *x, const char *view)
{
	auto_drop(json) json_t *counts = x->counts ? json_loads(x->counts, 0, NULL) : NULL;
	size_t i;
	const json_t *v;
	int64_t n = 0;
	json_array_foreach(json_get(counts, "views"), i, v)
		if (strcmp(json_str_or(v, "view", ""), view) == 0)
			n += json_int_or(v, "n", 0);
	return n;
}

static json_t *
check_row(const struct org *org, const struct reg *reg, const struct hold *h,
    const struct preview_lasts *l)
{
	const char *view = json_str(blocked_of(reg, h), "view");
	const struct preview_last *x = last_of(l, h);
	bool since = x && x->at > h->at; /* what is said before it is held tells nothing */
	int64_t n = view && since ? visible_in(x, view) : 0;
	const char *state = !view ? "undeclared" : !since ? "unknown" : n > 0 ? "visible" : "out";
	return json_pack("{s:s, s:s, s:I, s:s, s:s?, s:s?, s:s, s:o, s:o}", "organisation",
	    org->slug, "reference", h->reference, "hold", (json_int_t)h->id, "system", h->system,
	    "collection", h->collection, "view", view, "state", state, "visible",
	    json_integer((json_int_t)n), "at", since ? instant_json(x->at) : json_null());
}

/* ---- asking ---- */

static bool
ask_one(struct installation *in, const struct actor *who, const struct hold *list, size_t n,
    struct err *err)
{
	struct dossier *d = dossier_begin(in, who, list[0].reference, ACT_HOLD, err);
	bool ok = d != NULL;
	size_t nsystems = 0;
	int64_t asked = 0;
	const char **systems = d ? arena_alloc(d->a, (n + 1) * sizeof(*systems)) : NULL;
	for (size_t i = 0; ok && i < n; i++) {
		systems[nsystems] = NULL;
		if (!text_among(list[i].system, systems, SIZE_MAX))
			systems[nsystems++] = list[i].system;
	}
	if (ok) {
		systems[nsystems] = NULL;
		ok = change_ask(d, PREVIEW_LATER, ACTION_ERASE, systems, &asked, err);
		if (asked == 0)
			event_none(in->db);
	}
	return dossier_commit(d, ok, err);
}

/* Those that an erasure left by a statute: of these it must be so. */
static size_t
keep_left(struct hold_list *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].erasure_id && l->items[i].system &&
		    strcmp(l->items[i].kind, HOLD_STATUTE) == 0)
			l->items[n++] = l->items[i];
	return l->n = n;
}

static bool
by_request(
    struct installation *in, const struct actor *who, const struct hold_list *l, struct err *err)
{
	for (size_t i = 0, n; i < l->n; i += n) {
		for (n = 1; i + n < l->n && l->items[i + n].request_id == l->items[i].request_id;)
			n++;
		if (!ask_one(in, who, &l->items[i], n, err))
			return false;
	}
	return true;
}

static int
request_cmp(const void *a, const void *b)
{
	const struct hold *x = a, *y = b;
	return x->request_id < y->request_id ? -1
	    : x->request_id > y->request_id  ? 1
	    : x->id < y->id                  ? -1
					     : x->id > y->id;
}

static bool
check_org(struct installation *in, const struct actor *who, const struct org *org, bool ask,
    json_t *out, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct hold_filter f = { .org_id = org->id };
	struct hold_list l;
	struct preview_lasts last;
	const struct reg *reg = org->register_version ? register_of(in, org, 0, err) : NULL;
	if (!reg)
		return org->register_version == 0;
	if (!hold_list(in->db, &f, a, &l, err) || !preview_newest(in->db, org->id, a, &last, err))
		return false;
	if (keep_left(&l) > 0)
		qsort(l.items, l.n, sizeof(*l.items), request_cmp);
	for (size_t i = 0; i < l.n; i++)
		json_array_append_new(out, check_row(org, reg, &l.items[i], &last));
	return !ask || by_request(in, who, &l, err);
}

json_t *
change_hold_check(
    struct installation *in, const struct actor *who, const char *slug, bool ask, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	auto_drop(json) json_t *out = json_array();
	if (!installation_orgs(in, who, slug, act_roles(ask ? ACT_HOLD : ACT_HOLDS), a, &orgs, err))
		return NULL;
	for (size_t i = 0; i < orgs.n; i++)
		if (!check_org(in, who, &orgs.items[i], ask, out, err))
			return NULL;
	return take(out);
}
