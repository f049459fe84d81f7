/*
 * One request with what belongs to it, opened once; and how it goes from one state to the next.
 */
#include "dossier/store/key.h"
#include "dossier/store/task_finish.h"
#include "dossier_private.h"

/* Under which name the words of an outcome are sealed. */
static const char *
text_place(const struct dossier *d, struct arena *a)
{
	return arena_printf(a, "outcome/%s", d->request.reference);
}

const char *
dossier_sealed(const struct dossier *d, const char *text, struct arena *a)
{
	return text ? seal(d->keys->ledger, text_place(d, a), text, a) : NULL;
}

static bool
open_texts(struct dossier *d, struct arena *a, struct err *err)
{
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const char **text = &d->outcomes.items[i].o.why.text;
		if (*text && !(*text = unseal(d->keys->ledger, text_place(d, a), *text, a, err)))
			return false;
	}
	return true;
}

struct request_keys *
dossier_keys(struct installation *in, int64_t org_id, int64_t request_id, const char *reference,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *content, *public, *ledger;
	if (!request_key_get(in->db, org_id, request_id, a, &content, &public, &ledger, err))
		return NULL;
	return vault_unwrap(in->vault, reference, content, ledger, err);
}

static bool
open_rest(struct installation *in, struct arena *a, struct dossier *d, struct err *err)
{
	const struct request *r = &d->request;

	if (!org_by_id(in->db, r->org_id, a, &d->org, err) ||
	    !installation_allows(in, d->who, r->org_id, ANY_ROLE, err))
		return false;
	d->reg = register_of(in, &d->org, r->register_version, err);
	if (!d->reg || !request_rights(in->db, r->org_id, r->id, a, &d->rights, err) ||
	    !identifier_list(in->db, r->org_id, r->id, a, &d->identifiers, err) ||
	    !task_of_request(in->db, r->org_id, r->id, a, &d->tasks, err) ||
	    !outcome_list(in->db, r->org_id, r->id, a, &d->outcomes, err))
		return false;
	d->keys = dossier_keys(in, r->org_id, r->id, r->reference, err);
	return d->keys != NULL && open_texts(d, a, err);
}

static bool
open_by_reference(struct installation *in, const char *reference, bool lock, struct arena *a,
    struct dossier *d, struct err *err)
{
	const char *normal;
	return reference_normalise(reference, a, &normal, err) &&
	    request_by_reference(in->db, normal, a, &d->request, err) &&
	    (!lock || request_lock(in->db, &d->request, a, err)) && open_rest(in, a, d, err);
}

bool
dossier_open(struct installation *in, const struct actor *who, const char *reference,
    struct arena *a, struct dossier *ret, struct err *err)
{
	*ret = (struct dossier){ .who = who };
	if (open_by_reference(in, reference, false, a, ret, err))
		return true;
	dossier_release(ret);
	return false;
}

bool
dossier_open_locked(struct installation *in, const struct actor *who, const char *reference,
    struct arena *a, struct dossier *ret, struct err *err)
{
	*ret = (struct dossier){ .who = who };
	if (open_by_reference(in, reference, true, a, ret, err))
		return true;
	dossier_release(ret);
	return false;
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
dossier_event(struct installation *in, const struct dossier *d, const char *kind, json_t *body,
    struct err *err)
{
	return installation_event(in, d->who, d->request.org_id, d->request.id, kind, body, err);
}

bool
dossier_check_unanswered(const struct dossier *d, struct err *err)
{
	const char *state = d->request.state;
	if (strcmp(state, "answered") != 0 && strcmp(state, "closed") != 0)
		return true;
	return err_set(err, ERR_CONFLICT,
	    "%s is %s already (art. 12(3) GDPR); still possible: `dossier reopen %s`, "
	    "with the reason",
	    d->request.reference, state, d->request.reference);
}

bool
dossier_settle(struct installation *in, const struct dossier *d, struct arena *a, struct err *err)
{
	const struct request *r = &d->request;
	int64_t *collected;
	size_t n;
	if (!task_settle(in->db, r->org_id, &r->id, 1, clock_now(), a, &collected, &n, err))
		return false;
	return n == 0 || dossier_event(in, d, "request.collected", json_object(), err);
}

bool
dossier_end(struct installation *in, const struct request *r, const char *state, struct err *err)
{
	return request_advance(in->db, r, r->state, state, clock_now(), err) &&
	    task_stop(in->db, r, "the request ended", err);
}

bool
dossier_search_again(struct installation *in, const struct dossier *d, struct err *err)
{
	return strcmp(d->request.state, "collected") != 0 ||
	    request_advance(in->db, &d->request, "collected", "searching", clock_now(), err);
}
