/*
 * Holds as they are shown. What is sealed of one is opened for who asks for that one, and logged.
 */
#include "dossier/erase_rule.h"
#include "dossier/store/user.h"
#include "hold_private.h"

bool
hold_find(struct installation *in, const struct actor *who, int64_t id, struct arena *a,
    struct hold *ret, struct err *err)
{
	struct org_list orgs;
	if (!installation_orgs(in, who, NULL, act_roles(ACT_HOLDS), a, &orgs, err))
		return false;
	for (size_t i = 0; i < orgs.n; i++) {
		const struct hold_filter f = { .org_id = orgs.items[i].id, .id = id, .over = true };
		struct hold_list l;
		if (!hold_list(in->db, &f, a, &l, err))
			return false;
		if (l.n > 0) {
			*ret = l.items[0];
			return true;
		}
	}
	installation_not_there(in);
	return err_set(err, ERR_NOTFOUND,
	    "there is no hold %lld: `dossier hold list --ended` lists them", (long long)id);
}

static const char *
state_of(const struct hold *h, struct date today)
{
	if (h->released_at)
		return "released";
	if (h->ended_at)
		return "ended";
	return hold_is_over(h, today) ? "over" : "running";
}

/* In which system, and which collection of it. */
static json_t *
where_of(const struct hold *h)
{
	return h->collection ? json_sprintf("%s/%s", h->system, h->collection)
	    : h->system      ? json_string(h->system)
			     : json_null();
}

static json_t *
view(const struct org *org, const struct hold *h, struct date today)
{
	json_t *v = json_pack("{s:I, s:s, s:s, s:s, s:s, s:s?, s:s, s:s?, s:o, s:o, s:b}", "hold",
	    (json_int_t)h->id, "organisation", org->slug, "reference", h->reference, "kind",
	    h->kind, "state", state_of(h, today), "system", h->system, "category", h->category,
	    "collection", h->collection, "columns",
	    h->columns && h->columns[0] ? json_strings(h->columns, SIZE_MAX) : json_null(),
	    "records", h->records ? json_integer((json_int_t)h->records) : json_null(), "left",
	    hold_is_left(h));
	auto_drop(json) json_t *more =
	    json_pack("{s:s?, s:s, s:o, s:b, s:o, s:o, s:s?, s:s, s:o, s:o, s:s?, s:o, s:o, s:o}",
		"basis", h->basis, "article", h->article, "last_day", date_json(h->last), "ahead",
		hold_is_dated(h) && !date_is_set(h->last), "must_go", date_json(h->must_go),
		"review", date_json(h->review), "owner", h->owner, "by", h->by, "at",
		instant_json(h->at), "released_at", instant_json(h->released_at), "released_by",
		h->released_by, "ended_at", instant_json(h->ended_at), "where", where_of(h),
		"until", date_json(date_is_set(h->last) ? h->last : h->review));
	json_object_update(v, more);
	return v;
}

/* All of ${l} but those that are about who asks. */
static bool
add_all(struct installation *in, const struct actor *who, const struct org *org,
    const struct hold_list *l, json_t *out, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct request_ids all = { arena_alloc(a, (l->n + 1) * sizeof(int64_t)), l->n }, theirs;
	struct date today;
	for (size_t i = 0; i < l->n; i++)
		all.items[i] = l->items[i].request_id;
	if (!org_today(org, &today, err) ||
	    (!who->holds && !themselves_among(in, org, who->name, &all, a, &theirs, err)))
		return false;
	for (size_t i = 0; i < l->n; i++)
		if (who->holds || !request_ids_have(&theirs, l->items[i].request_id))
			json_array_append_new(out, view(org, &l->items[i], today));
	return true;
}

static json_t *
of_request(struct installation *in, const struct actor *who, const char *reference, bool ended,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct request r;
	struct org org;
	struct hold_list l;
	auto_drop(json) json_t *out = json_array();
	if (!installation_request(in, who, reference, a, &r, err) ||
	    !installation_allows(in, who, r.org_id, act_roles(ACT_HOLDS), err) ||
	    !org_by_id(in->db, r.org_id, a, &org, err))
		return NULL;
	const struct hold_filter f = { .org_id = r.org_id, .request_id = r.id, .over = ended };
	if (!hold_list(in->db, &f, a, &l, err) || !add_all(in, who, &org, &l, out, err))
		return NULL;
	return take(out);
}

json_t *
view_holds(struct installation *in, const struct actor *who, const char *about, bool ended,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err none = { 0 };
	const char *reference;
	struct org_list orgs;
	auto_drop(json) json_t *out = json_array();
	if (about && reference_normalise(about, a, &reference, &none))
		return of_request(in, who, reference, ended, err);
	if (!installation_orgs(in, who, about, act_roles(ACT_HOLDS), a, &orgs, err))
		return NULL;
	for (size_t i = 0; i < orgs.n; i++) {
		const struct hold_filter f = { .org_id = orgs.items[i].id, .over = ended };
		struct hold_list l;
		if (!hold_list(in->db, &f, a, &l, err) ||
		    !add_all(in, who, &orgs.items[i], &l, out, err))
			return NULL;
	}
	return take(out);
}

/* Collections of which the records are parts of what it is on, and are kept with that. */
static json_t *
parts_of(const struct dossier *d, const struct hold *h)
{
	const struct system *s = h->system ? reg_system(d->reg, h->system) : NULL;
	const json_t *all = s ? json_get(s->json, "collections") : NULL, *of, *c;
	json_t *parts = json_array();
	auto_drop(json) json_t *whole = json_array();
	size_t i, k;
	if (!h->collection || h->erasure_id || (h->columns && h->columns[0]))
		return parts;
	json_array_append_new(whole, json_string(h->collection));
	for (size_t n = 0; n < json_array_size(whole); n++)
		json_array_foreach(all, i, of) {
			const char *name = json_str_or(of, "name", "");
			if (strcmp(name, json_string_value(json_array_get(whole, n))) != 0)
				continue;
			json_array_foreach(all, k, c) {
				const char *part = json_str_or(c, "name", "");
				if (!erase_part_of(c, of) || json_has(whole, part))
					continue;
				json_array_append_new(whole, json_string(part));
				json_array_append_new(parts, json_string(part));
			}
		}
	return parts;
}

static json_t *
view_opened(const struct dossier *d, const struct hold *h, struct err *err)
{
	const struct hold_of whose = hold_whose(d);
	struct hold_words w;
	if (!hold_open(&whose, h, &w, err))
		return NULL;
	json_t *v = view(&d->org, h, d->today);
	json_object_set_new(v, "against", w.against ? json_string(w.against) : json_null());
	json_object_set_new(v, "dispute", w.dispute ? json_string(w.dispute) : json_null());
	json_object_set_new(v, "reason", w.reason ? json_string(w.reason) : json_null());
	json_object_set_new(v, "keys", w.keys ? w.keys : json_null());
	json_object_set_new(v, "parts", parts_of(d, h));
	return v;
}

json_t *
view_hold(struct installation *in, const struct actor *who, int64_t id, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct hold h;
	if (!hold_find(in, who, id, a, &h, err))
		return NULL;
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, h.reference, err);
	if (!d || !installation_allows(in, who, d->org.id, act_roles(ACT_HOLDS), err))
		return NULL;
	json_t *v = view_opened(d, &h, err);
	if (!v ||
	    dossier_seen_part(
		in, who, h.reference, "hold", json_pack("{s:I}", "hold", (json_int_t)id), err))
		return v;
	json_decref(v);
	return NULL;
}
