/*
 * Identifiers that a person brings in after the request was logged: one that a system yielded and
 * that may be somebody else's is confirmed or rejected, one that became known later is added. What
 * may be used opens the systems that waited for it, and sends those round again that match on it.
 */
#include <inttypes.h>

#include "dossier/search.h"
#include "dossier/store/task_finish.h"

static const struct identifier *
proposed(const struct dossier *d, int64_t id, struct err *err)
{
	for (size_t i = 0; i < d->identifiers.n; i++)
		if (d->identifiers.items[i].id == id &&
		    strcmp(d->identifiers.items[i].state, "proposed") == 0)
			return &d->identifiers.items[i];
	err_set(err, ERR_NOTFOUND,
	    "%s has no proposed identifier %" PRId64 ": `dossier plan %s` lists them",
	    d->request.reference, id, d->request.reference);
	return NULL;
}

/* New work: a collected request searches again, unless no system matches on this kind. */
static bool
search_with(struct dossier *d, const char *kind, struct err *err)
{
	return task_wake(d->in->db, d->request.org_id, d->request.id, kind, err) &&
	    dossier_advance(d, err);
}

static bool
choose(struct dossier *d, int64_t id, bool confirm, struct err *err)
{
	struct db *db = d->in->db;
	const struct request *r = &d->request;
	const struct identifier *i = proposed(d, id, err);
	if (!i || !dossier_check_unanswered(d, err) ||
	    !identifier_set_state(
		db, r->org_id, r->id, i->id, "proposed", confirm ? "usable" : "rejected", err) ||
	    !request_changed(db, r, err) ||
	    !dossier_event(d, confirm ? "identifier.confirmed" : "identifier.rejected",
		json_pack("{s:s, s:I, s:s}", "kind", i->kind, "identifier", (json_int_t)i->id,
		    "source", i->source),
		err))
		return false;
	return !confirm || search_with(d, i->kind, err);
}

bool
search_identifier(struct installation *in, const struct actor *who, const char *reference,
    int64_t id, bool confirm, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	return dossier_commit(d, d && choose(d, id, confirm, err), err);
}

/* ---- one that became known later ---- */

static const char *
with_kind(struct arena *a, const char *list, const char *kind)
{
	return list ? arena_printf(a, "%s, %s", list, kind) : kind;
}

/* Is there a system that matches on this kind? A kind that nobody asks for would find nothing. */
static bool
check_kind(const struct dossier *d, const char *kind, struct err *err)
{
	const struct inventory *inv = &d->reg->inv;
	const char *known = NULL;
	auto_drop(json) json_t *listed = json_object();
	for (size_t i = 0; i < inv->nsystems; i++)
		for (const char *const *need = inv->systems[i].needs; *need; need++) {
			if (strcmp(*need, kind) == 0)
				return true;
			if (!json_object_get(listed, *need))
				known = with_kind(d->a, known, *need);
			json_object_set_new(listed, *need, json_true());
		}
	return err_set(err, ERR_USAGE,
	    "no system of the register of %s searches by this kind: expected one of %s",
	    d->org.slug, known ? known : "none");
}

/* Known before? One that was only proposed is certain now. */
static bool
check_new(const struct dossier *d, const struct identifier *new, struct err *err)
{
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *old = &d->identifiers.items[i];
		if (strcmp(old->kind, new->kind) != 0 || strcmp(old->blind, new->blind) != 0 ||
		    strcmp(old->state, "proposed") == 0)
			continue;
		if (strcmp(old->state, "rejected") == 0)
			return err_set(err, ERR_CONFLICT,
			    "this %s was rejected as somebody else's: identifier %" PRId64
			    " of `dossier plan %s`",
			    old->kind, old->id, d->request.reference);
		return err_set(err, ERR_CONFLICT, "%s is searched by this %s already",
		    d->request.reference, old->kind);
	}
	return true;
}

static bool
seal_new(const struct dossier *d, const struct identifier_value *v, struct identifier *ret,
    struct err *err)
{
	struct err bad = { 0 };
	if (!identifier_sealed(d->in, &d->org, d->request.reference, d->keys, v, d->a, ret, &bad))
		return err_set(err, ERR_USAGE, "%s", bad.text);
	ret->source = "added";
	return check_new(d, ret, err);
}

static bool
add(struct dossier *d, const struct identifier_value *v, struct err *err)
{
	const struct request *r = &d->request;
	struct identifier new;
	bool is_new;
	return dossier_check_unanswered(d, err) && check_kind(d, v->kind, err) &&
	    seal_new(d, v, &new, err) &&
	    identifier_insert(d->in->db, r->org_id, r->id, &new, &is_new, err) &&
	    request_changed(d->in->db, r, err) &&
	    dossier_event(d, "identifier.added", json_pack("{s:s}", "kind", v->kind), err) &&
	    search_with(d, v->kind, err);
}

bool
search_identifier_add(struct installation *in, const struct actor *who, const char *reference,
    const struct identifier_value *v, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, MAY_ACT, err);
	return dossier_commit(d, d && add(d, v, err), err);
}
