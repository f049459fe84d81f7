/*
 * The stop list as it is asked and shown, and its end. Puts nobody onto it (dossier/suppress).
 */
#include "dossier/store/suppression.h"
#include "dossier/suppress.h"
#include "dossier/suppressed.h"
#include "dossier/text.h"
#include "change_private.h"

#define LIST_MOST 100000 /* entries of one request */

/* ---- asked ---- */

bool
suppressed_begin(struct installation *in, const struct actor *who, const char *slug,
    struct arena *a, struct suppressed *ret, struct err *err)
{
	struct err refused = { 0 };
	ret->in = in;
	ret->who = who;
	if (!installation_org(in, who, slug, act_roles(ACT_SUPPRESSED), a, &ret->org, &refused))
		return err_set(err, refused.kind == ERR_NOTFOUND ? ERR_DENIED : refused.kind, "%s",
		    refused.text);
	const struct reg *reg = register_of(in, &ret->org, 0, err);
	return reg &&
	    (!ret->purpose || reg_purpose(reg, ret->purpose) ||
		err_set(err, ERR_USAGE,
		    "--purpose: the register of %s has no such purpose: "
		    "`dossier register show %s` lists them",
		    slug, slug));
}

static json_t *
entry_json(const struct suppression *s)
{
	return json_pack("{s:s, s:s?, s:o}", "purpose", s->purpose, "channel", s->channel, "since",
	    instant_json(s->since));
}

static json_t *
entries_of(const struct suppression_list *l, const char *kind, const char *blind)
{
	json_t *out = json_array();
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->items[i].kind, kind) == 0 && strcmp(l->items[i].blind, blind) == 0)
			json_array_append_new(out, entry_json(&l->items[i]));
	return out;
}

bool
suppressed_ask(struct suppressed *s, const struct identifier_value *ids, size_t n, json_t **ret,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char **kinds = arena_alloc(a, (n + 1) * sizeof(*kinds)),
		   **blinds = arena_alloc(a, (n + 1) * sizeof(*blinds)),
		   **blind_of = arena_alloc(a, (n + 1) * sizeof(*blind_of));
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		struct err none = { 0 };
		const char *plain =
		    text_identifier(ids[i].kind, ids[i].value, s->org.country, a, &none);
		blind_of[i] =
		    plain ? vault_blind(s->in->vault, s->org.slug, ids[i].kind, plain, a) : NULL;
		if (!plain)
			continue;
		kinds[k] = ids[i].kind;
		blinds[k++] = blind_of[i];
	}
	kinds[k] = blinds[k] = NULL;
	struct suppression_list l = { 0 };
	const struct suppression_question q = { s->org.id, kinds, blinds, s->purpose, s->channel };
	if (k > 0 && !suppression_asked(s->in->db, &q, a, &l, err))
		return false;
	*ret = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *entries =
		    blind_of[i] ? entries_of(&l, ids[i].kind, blind_of[i]) : json_array();
		bool listed = json_array_size(entries) > 0;
		s->asked++;
		s->listed += listed;
		json_array_append_new(*ret,
		    json_pack("{s:o, s:o}", "suppressed",
			blind_of[i] ? json_boolean(listed) : json_null(), "entries", entries));
	}
	return true;
}

bool
suppressed_done(const struct suppressed *s, struct err *err)
{
	return db_begin(s->in->db, err) &&
	    installation_commit(s->in,
		installation_event(s->in, s->who, s->org.id, 0, "suppression.asked",
		    json_pack("{s:I, s:I, s:s?, s:s?}", "asked", (json_int_t)s->asked, "listed",
			(json_int_t)s->listed, "purpose", s->purpose, "channel", s->channel),
		    err),
		err);
}

/* ---- shown ---- */

static bool
add_counts(
    struct installation *in, const struct org *org, struct arena *a, json_t *out, struct err *err)
{
	struct suppression_count_list l;
	if (!suppression_counts(in->db, org->id, a, &l, err))
		return false;
	for (size_t i = 0; i < l.n; i++) {
		const struct suppression_count *c = &l.items[i];
		json_array_append_new(out,
		    json_pack("{s:s, s:s, s:s?, s:s, s:I, s:I, s:o}", "organisation", org->slug,
			"purpose", c->purpose, "channel", c->channel, "kind", c->kind, "running",
			(json_int_t)c->running, "ended", (json_int_t)c->ended, "since",
			instant_json(c->first)));
	}
	return true;
}

/* Masked: who handles the request knows whom it is about. */
static json_t *
view(const struct request_keys *own, const struct org *org, const struct suppression *s,
    struct arena *a, struct err *err)
{
	const char *plain = unseal(own->ledger, suppress_place(org, s->kind, a), s->sealed, a, err);
	const struct identifier as = { .kind = s->kind };
	json_t *v = plain ? entry_json(s) : NULL;
	if (!v)
		return NULL;
	auto_drop(json) json_t *more = json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:o, s:s?}",
	    "suppression", (json_int_t)s->id, "organisation", org->slug, "reference", s->reference,
	    "kind", s->kind, "value", identifier_masked(&as, plain, a), "by", s->by, "ended_at",
	    instant_json(s->ended_at), "ended_by", s->ended_by);
	json_object_update(v, more);
	return v;
}

static json_t *
of_request(struct installation *in, const struct actor *who, const char *reference, bool ended,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct request r;
	struct org org;
	struct suppression_list l;
	if (!installation_request(in, who, reference, a, &r, err) ||
	    !installation_allows(in, who, r.org_id, act_roles(ACT_SUPPRESSED), err) ||
	    !org_by_id(in->db, r.org_id, a, &org, err) ||
	    !dossier_seen(in, who, reference, "suppressed", err))
		return NULL;
	const struct suppression_filter f = {
		.org_id = org.id, .request_id = r.id, .limit = LIST_MOST, .ended = ended
	};
	auto_drop(request_keys) struct request_keys *own = organisation_keys(in, &org, err);
	auto_drop(json) json_t *out = json_array();
	if (!own || !suppression_list(in->db, &f, a, &l, err))
		return NULL;
	for (size_t i = 0; i < l.n; i++) {
		json_t *v = view(own, &org, &l.items[i], a, err);
		if (!v)
			return NULL;
		json_array_append_new(out, v);
	}
	return take(out);
}

json_t *
view_suppressions(struct installation *in, const struct actor *who, const char *about, bool ended,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err none = { 0 };
	const char *reference;
	struct org_list orgs;
	auto_drop(json) json_t *out = json_array();
	if (about && reference_normalise(about, a, &reference, &none))
		return of_request(in, who, reference, ended, err);
	if (!installation_orgs(in, who, about, act_roles(ACT_SUPPRESSED), a, &orgs, err))
		return NULL;
	for (size_t i = 0; i < orgs.n; i++)
		if (!add_counts(in, &orgs.items[i], a, out, err))
			return NULL;
	return take(out);
}

/* ---- its end ---- */

/* Of which request an entry of that number is; what ${who} may not see is not there. */
static bool
find(struct installation *in, const struct actor *who, int64_t id, struct arena *a,
    const char **ret_reference, struct err *err)
{
	struct org_list orgs;
	if (!installation_orgs(in, who, NULL, act_roles(ACT_OPT_IN), a, &orgs, err))
		return false;
	for (size_t i = 0; i < orgs.n; i++) {
		const struct suppression_filter f = {
			.org_id = orgs.items[i].id, .id = id, .limit = 1, .ended = true
		};
		struct suppression_list l;
		if (!suppression_list(in->db, &f, a, &l, err))
			return false;
		if (l.n > 0) {
			*ret_reference = l.items[0].reference;
			return true;
		}
	}
	installation_not_there(in);
	return err_set(err, ERR_NOTFOUND,
	    "the stop list has no entry %lld: `dossier suppressed list REF` numbers those of a "
	    "request",
	    (long long)id);
}

static bool
end(struct dossier *d, int64_t id, const struct opt_in *x, int64_t *ret_n, struct err *err)
{
	const struct suppression_filter f = { .org_id = d->org.id,
		.request_id = id ? 0 : d->request.id,
		.id = id,
		.limit = LIST_MOST };
	struct suppression_list all, l = { 0 };
	if (!suppression_list(d->in->db, &f, d->a, &all, err))
		return false;
	l.items = arena_alloc(d->a, (all.n + 1) * sizeof(*l.items));
	for (size_t i = 0; i < all.n; i++)
		if (!x->purpose || strcmp(all.items[i].purpose, x->purpose) == 0)
			l.items[l.n++] = all.items[i];
	if (l.n == 0)
		return err_set(err, ERR_NOTFOUND,
		    "%s: nothing of it is on the stop list%s: `dossier suppressed list %s --ended`",
		    d->request.reference, x->purpose ? " for that purpose" : "",
		    d->request.reference);
	auto_drop(request_keys) struct request_keys *own = organisation_keys(d->in, &d->org, err);
	if (!own)
		return false;
	auto_drop(json) json_t *purposes = json_array();
	for (size_t i = 0; i < l.n; i++)
		if (!json_has(purposes, l.items[i].purpose))
			json_array_append_new(purposes, json_string(l.items[i].purpose));
	const char *sealed =
	    seal(own->ledger, suppress_place(&d->org, "end", d->a), x->proof, d->a);
	return suppression_end(d->in->db, d->org.id, &l, d->who->name, sealed, ret_n, err) &&
	    dossier_event(d, "suppression.ended",
		json_pack("{s:O, s:I}", "purposes", purposes, "entries", (json_int_t)*ret_n), err);
}

bool
suppressed_end(struct installation *in, const struct actor *who, const struct opt_in *x,
    int64_t *ret_n, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err none = { 0 };
	const char *reference;
	char *rest;
	long long id = 0;
	if (!text_says(x->proof))
		return err_set(err, ERR_USAGE,
		    "say what shows that the person opted in again (art. 7(1) GDPR): --opt-in "
		    "TEXT; it stays with the entry");
	if (!note_check(x->proof, err))
		return false;
	if (!reference_normalise(x->about, a, &reference, &none)) {
		id = strtoll(x->about, &rest, 10);
		if (*rest || id <= 0)
			return err_set(err, ERR_USAGE,
			    "expected a reference, or the number of an entry of `dossier "
			    "suppressed list REF`");
		if (!find(in, who, id, a, &reference, err))
			return false;
	}
	struct dossier *d = dossier_begin(in, who, reference, ACT_OPT_IN, err);
	return dossier_commit(d, d && end(d, id, x, ret_n, err), err);
}
