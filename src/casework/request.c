/*
 * One request with what belongs to it, and the small things a person does to it.
 */
#include "casework_private.h"

json_t *
date_json(struct date d)
{
	char text[DATE_LEN];
	return date_is_set(d) ? json_string(date_format(d, text)) : json_null();
}

json_t *
instant_json(usec_t t)
{
	char text[INSTANT_LEN];
	return t ? json_string(instant_format(t, text)) : json_null();
}

bool
event(struct installation *in, int64_t org_id, int64_t request_id, const char *kind, json_t *body, struct err *err)
{
	if (!body)
		BUG("event %s has no body", kind);
	bool ok = event_append(in->db, org_id, request_id, in->actor, kind, body, err);
	json_decref(body);
	return ok;
}

const char *
seal_place(const char *reference, const char *kind, struct arena *a)
{
	return arena_printf(a, "identifier/%s/%s", reference, kind);
}

bool
identifier_sealed(struct installation *in, const struct org *org, const char *reference, const struct request_keys *keys,
    const struct identifier_value *v, struct arena *a, struct new_identifier *ret, struct err *err)
{
	const char *plain = text_identifier(v->kind, v->value, org->country, a, err);
	if (!plain)
		return false;
	*ret = (struct new_identifier){
		.kind = arena_strdup(a, v->kind),
		.blind = vault_blind(in->vault, org->slug, v->kind, plain, a),
		.sealed = seal(keys->ledger, seal_place(reference, v->kind, a), plain, a),
		.state = "usable",
	};
	return true;
}

unsigned
rights_bits(const struct request_right_list *rights)
{
	unsigned bits = 0;
	for (size_t i = 0; i < rights->n; i++) {
		enum right right;
		struct err err = { 0 };
		if (!right_parse(rights->items[i].right, &right, &err))
			BUG("the store holds a right %s", rights->items[i].right);
		bits |= 1u << right;
	}
	return bits;
}

static bool
open_rest(struct installation *in, struct arena *a, struct dossier *d, struct err *err)
{
	const struct request *r = &d->request;
	const char *content, *public, *ledger;

	if (!org_by_id(in->db, r->org_id, a, &d->org, err) ||
	    !installation_allows(in, r->org_id, "officer,handler,approver,dpo,auditor,admin", err))
		return false;
	d->reg = register_of(in, &d->org, r->register_version, err);
	if (!d->reg || !request_rights(in->db, r->org_id, r->id, a, &d->rights, err) ||
	    !identifier_list(in->db, r->org_id, r->id, a, &d->identifiers, err) ||
	    !task_of_request(in->db, r->org_id, r->id, a, &d->tasks, err) ||
	    !outcome_list(in->db, r->org_id, r->id, a, &d->outcomes, err) ||
	    !request_key_get(in->db, r->org_id, r->id, a, &content, &public, &ledger, err))
		return false;
	d->keys = vault_unwrap(in->vault, r->reference, content, ledger, err);
	return d->keys != NULL;
}

bool
dossier_open(struct installation *in, const char *reference, struct arena *a, struct dossier *ret, struct err *err)
{
	const char *normal;
	*ret = (struct dossier){ 0 };
	if (!reference_normalise(reference, a, &normal, err) ||
	    !request_by_reference(in->db, normal, a, &ret->request, err))
		return false;
	if (!open_rest(in, a, ret, err)) {
		dossier_release(ret);
		return false;
	}
	return true;
}

void
dossier_release(struct dossier *d)
{
	for (size_t i = 0; i < d->tasks.n; i++) {
		json_decref(d->tasks.items[i].needs);
		json_decref(d->tasks.items[i].categories);
	}
	request_keys_free(d->keys);
	*d = (struct dossier){ 0 };
}

bool
finish(struct installation *in, bool ok, struct err *err)
{
	if (ok && db_commit(in->db, err))
		return true;
	db_rollback(in->db);
	return false;
}

static bool
request_for(struct installation *in, const char *reference, const char *roles, struct arena *a, struct request *ret,
    struct err *err)
{
	const char *normal;
	return reference_normalise(reference, a, &normal, err) && request_by_reference(in->db, normal, a, ret, err) &&
	    installation_allows(in, ret->org_id, roles, err);
}

bool
case_assign(struct installation *in, const char *reference, const char *handler, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct request r;
	bool may = true;

	if (!request_for(in, reference, "officer,handler", a, &r, err))
		return false;
	if (handler && !user_has_role(in->db, handler, r.org_id, "officer,handler", &may, err))
		return false;
	if (!may)
		return err_set(err, ERR_DENIED, "%s is no handler or officer here: an admin can make them one with `dossier user role`",
		    handler);
	if (!db_begin(in->db, err))
		return false;
	return finish(in, request_assign(in->db, &r, handler, err) &&
	    event(in, r.org_id, r.id, "request.assigned", json_pack("{s:s?}", "handler", handler), err), err);
}

bool
case_note(struct installation *in, const char *reference, const char *text, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct dossier d;

	if (strlen(text) > 8000 || !text_is_utf8(text, strlen(text)))
		return err_set(err, ERR_USAGE, "a note is at most 8000 bytes of UTF-8");
	if (!dossier_open(in, reference, a, &d, err))
		return false;
	const struct request *r = &d.request;
	const char *sealed = seal(d.keys->ledger, arena_printf(a, "note/%s", r->reference), text, a);
	bool ok = installation_allows(in, r->org_id, "officer,handler,dpo", err) && db_begin(in->db, err) &&
	    finish(in, note_insert(in->db, r, sealed, in->actor, err) &&
	        event(in, r->org_id, r->id, "request.noted", json_object(), err), err);
	dossier_release(&d);
	return ok;
}

static const struct identifier *
proposed(const struct dossier *d, int64_t id, struct err *err)
{
	for (size_t i = 0; i < d->identifiers.n; i++)
		if (d->identifiers.items[i].id == id && strcmp(d->identifiers.items[i].state, "proposed") == 0)
			return &d->identifiers.items[i];
	err_set(err, ERR_NOTFOUND, "%s has no proposed identifier %" PRId64 ": `dossier plan %s` lists them",
	    d->request.reference, id, d->request.reference);
	return NULL;
}

static bool
decide_identifier(struct installation *in, const struct request *r, const struct identifier *i, bool confirm, struct err *err)
{
	if (!identifier_set_state(in->db, r->org_id, r->id, i->id, "proposed", confirm ? "usable" : "rejected", err))
		return false;
	if (confirm && !task_wake(in->db, r->org_id, r->id, i->kind, err))
		return false;
	/* new work: a collected request searches again */
	if (confirm && strcmp(r->state, "collected") == 0 &&
	    !request_advance(in->db, r, "collected", "searching", clock_now(), err))
		return false;
	return event(in, r->org_id, r->id, confirm ? "identifier.confirmed" : "identifier.rejected",
	    json_pack("{s:s, s:I, s:s}", "kind", i->kind, "identifier", (json_int_t)i->id, "source", i->source), err);
}

bool
case_identifier(struct installation *in, const char *reference, int64_t id, bool confirm, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct dossier d;
	if (!dossier_open(in, reference, a, &d, err))
		return false;
	const struct identifier *i = proposed(&d, id, err);
	bool ok = i && installation_allows(in, d.request.org_id, "officer,handler", err) && db_begin(in->db, err) &&
	    finish(in, decide_identifier(in, &d.request, i, confirm, err), err);
	dossier_release(&d);
	return ok;
}
