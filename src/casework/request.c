/*
 * One request with what belongs to it, and the small things a person does to it.
 */
#include "casework_private.h"

#define NOTE_MAX 8000

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
event(struct installation *in, int64_t org_id, int64_t request_id, const char *kind, json_t *body,
    struct err *err)
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
identifier_sealed(struct installation *in, const struct org *org, const char *reference,
    const struct request_keys *keys, const struct identifier_value *v, struct arena *a,
    struct new_identifier *ret, struct err *err)
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
right_bit(const char *name)
{
	enum right right;
	struct err err = { 0 };
	if (!right_parse(name, &right, &err))
		BUG("the store holds a right %s", name);
	return 1u << right;
}

unsigned
rights_bits(const struct request_right_list *rights)
{
	unsigned bits = 0;
	for (size_t i = 0; i < rights->n; i++)
		bits |= right_bit(rights->items[i].right);
	return bits;
}

static bool
open_rest(struct installation *in, struct arena *a, struct dossier *d, struct err *err)
{
	const struct request *r = &d->request;
	const char *content, *public, *ledger;

	if (!org_by_id(in->db, r->org_id, a, &d->org, err) ||
	    !installation_allows(in, r->org_id, ANY_ROLE, err))
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

static bool
open_by_reference(struct installation *in, const char *reference, bool lock, struct arena *a,
    struct dossier *ret, struct err *err)
{
	const char *normal;
	struct request *r = &ret->request;
	*ret = (struct dossier){ 0 };
	if (reference_normalise(reference, a, &normal, err) &&
	    request_by_reference(in->db, normal, a, r, err) &&
	    (!lock || request_lock(in->db, r, a, err)) && open_rest(in, a, ret, err))
		return true;
	dossier_release(ret);
	return false;
}

bool
dossier_open(struct installation *in, const char *reference, struct arena *a, struct dossier *ret,
    struct err *err)
{
	return open_by_reference(in, reference, false, a, ret, err);
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

bool
act_on(struct installation *in, const char *reference, const char *roles, deed *act,
    const void *arg, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct dossier d = { 0 };
	in->told = (struct case_letter){ 0 };
	if (!db_begin(in->db, err))
		return false;
	bool ok = open_by_reference(in, reference, true, a, &d, err) &&
	    installation_allows(in, d.request.org_id, roles, err) && act(in, &d, arg, a, err);
	ok = letter_settle(in, &d, finish(in, ok, err), err);
	dossier_release(&d);
	return ok;
}

bool
check_unanswered(const struct dossier *d, struct err *err)
{
	const char *state = d->request.state;
	if (strcmp(state, "answered") != 0 && strcmp(state, "closed") != 0)
		return true;
	return err_set(err, ERR_CONFLICT,
	    "%s is %s already (art. 12(3) GDPR); still possible: `dossier reopen %s`, with the reason",
	    d->request.reference, state, d->request.reference);
}

bool
settle(struct installation *in, const struct request *r, struct arena *a, struct err *err)
{
	int64_t *collected;
	size_t n;
	if (!task_settle(in->db, r->org_id, &r->id, 1, clock_now(), a, &collected, &n, err))
		return false;
	return n == 0 || event(in, r->org_id, r->id, "request.collected", json_object(), err);
}

bool
end_as(struct installation *in, const struct request *r, const char *state, struct err *err)
{
	return request_advance(in->db, r, r->state, state, clock_now(), err) &&
	    task_stop(in->db, r, "the request ended", err);
}

bool
search_again(struct installation *in, const struct dossier *d, struct err *err)
{
	return strcmp(d->request.state, "collected") != 0 ||
	    request_advance(in->db, &d->request, "collected", "searching", clock_now(), err);
}

static bool
assign(
    struct installation *in, struct dossier *d, const void *arg, struct arena *a, struct err *err)
{
	const char *handler = arg;
	const struct request *r = &d->request;
	bool may = true;
	(void)a;
	if (handler && !user_has_role(in->db, handler, r->org_id, MAY_ACT, &may, err))
		return false;
	if (!may)
		return err_set(err, ERR_DENIED,
		    "%s is no handler or officer here: an admin can make them "
		    "one with `dossier user role`",
		    handler);
	return request_assign(in->db, r, handler, err) &&
	    event(in, r->org_id, r->id, "request.assigned", json_pack("{s:s?}", "handler", handler),
		err);
}

bool
case_assign(struct installation *in, const char *reference, const char *handler, struct err *err)
{
	return act_on(in, reference, MAY_ACT, assign, handler, err);
}

bool
note_check(const char *text, struct err *err)
{
	return (strlen(text) <= NOTE_MAX && text_is_utf8(text, strlen(text))) ||
	    err_set(err, ERR_USAGE, "a note is at most %d bytes of UTF-8", NOTE_MAX);
}

static bool
note(struct installation *in, struct dossier *d, const void *text, struct arena *a, struct err *err)
{
	const struct request *r = &d->request;
	const char *where = arena_printf(a, "note/%s", r->reference);
	return note_insert(in->db, r, seal(d->keys->ledger, where, text, a), in->actor, err) &&
	    event(in, r->org_id, r->id, "request.noted", json_object(), err);
}

bool
case_note(struct installation *in, const char *reference, const char *text, struct err *err)
{
	/* the dpo advises (art. 39(1)(a)), and may do so on the record */
	return note_check(text, err) && act_on(in, reference, MAY_ACT ",dpo", note, text, err);
}

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

struct identifier_choice {
	int64_t id;
	bool confirm;
};

static bool
decide_identifier(
    struct installation *in, struct dossier *d, const void *arg, struct arena *a, struct err *err)
{
	const struct identifier_choice *choice = arg;
	const struct request *r = &d->request;
	const struct identifier *i = proposed(d, choice->id, err);
	const char *to = choice->confirm ? "usable" : "rejected";
	if (!i || !check_unanswered(d, err) ||
	    !identifier_set_state(in->db, r->org_id, r->id, i->id, "proposed", to, err))
		return false;
	if (!event(in, r->org_id, r->id,
		choice->confirm ? "identifier.confirmed" : "identifier.rejected",
		json_pack("{s:s, s:I, s:s}", "kind", i->kind, "identifier", (json_int_t)i->id,
		    "source", i->source),
		err))
		return false;
	/* new work: a collected request searches again, unless no system matches on this kind */
	return !choice->confirm ||
	    (task_wake(in->db, r->org_id, r->id, i->kind, err) && search_again(in, d, err) &&
		settle(in, r, a, err));
}

bool
case_identifier(
    struct installation *in, const char *reference, int64_t id, bool confirm, struct err *err)
{
	const struct identifier_choice choice = { id, confirm };
	return act_on(in, reference, MAY_ACT, decide_identifier, &choice, err);
}
