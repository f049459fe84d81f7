/*
 * Approving a change: by the digest of what was looked at, by a second person where the register
 * asks for one, and not before anything that is in the way is gone. It begins at once, or when the
 * cooling-off is over and all that it rested on is still so.
 */
#include <stdlib.h>

#include "dossier/approval.h"
#include "change_private.h"
#include "dossier/holds.h"

#define DIGITS_MIN 8 /* of a SHA-256, that single it out */

/* Whoever loads a register that asks for less frees no request that is there. */
static bool
is_demanded(const struct dossier *d, const struct reg *newest)
{
	return (d->reg && d->reg->approves_changes) || (newest && newest->approves_changes);
}

/* "P1D", "P2W", as the schema has it. */
static usec_t
cooling(const struct reg *r)
{
	const char *period = r && r->cooling_off ? r->cooling_off : "P0D";
	usec_t days = strtol(period + 1, NULL, 10);
	return days * (period[strlen(period) - 1] == 'W' ? 7 : 1) * USEC_PER_DAY;
}

static usec_t
cooling_off(const struct dossier *d, const struct reg *newest)
{
	usec_t own = cooling(d->reg), now = cooling(newest);
	return own > now ? own : now;
}

/* ---- beginning ---- */

bool
change_begin_waiting(const struct change_state *s, struct err *err)
{
	struct dossier *d = s->d;
	size_t n = 0;
	struct change_target *t = arena_alloc(d->a, (s->nsystems + s->npeople + 1) * sizeof(*t));
	auto_drop(json) json_t *kept = json_array(); /* what targets borrow */
	const char *purpose = ERASURE_REQUEST;
	for (size_t i = 0; i < s->nsystems; i++) {
		const struct change_system *x = &s->systems[i];
		if (!x->newest || x->started)
			continue;
		json_t *found = json_pack("{s:O, s:O?, s:O, s:O*}", "fingerprint",
		    json_get(x->newest->found, "fingerprint"), "epoch",
		    json_get(x->newest->found, "epoch"), "sets", x->sets, "grounds",
		    x->newest->grounds);
		json_t *ids = json_array();
		json_array_append_new(kept, found);
		json_array_append_new(kept, ids);
		for (size_t k = 0; k < s->ncategories; k++)
			if (s->categories[k].fate == FATE_ERASE)
				json_array_append_new(ids, json_string(s->categories[k].id));
		t[n++] = (struct change_target){ x->system, x->newest->row.change, ids, found };
		if (strcmp(x->newest->row.purpose, PREVIEW_HOLD_ENDED) == 0)
			purpose = ERASURE_HOLD_ENDED;
	}
	for (size_t i = 0; i < s->npeople; i++)
		if (change_asks(&s->people[i]))
			t[n++] = (struct change_target){ s->people[i].system, change_next(d),
				s->people[i].categories, NULL };
	/* what came since stays out of the day after a hold */
	const struct change_round round = { .action = ACTION_ERASE,
		.purpose = purpose,
		.only = strcmp(purpose, ERASURE_HOLD_ENDED) == 0,
		.targets = t,
		.n = n };
	return n == 0 || change_start(d, &round, err);
}

static bool
standing(const struct change_state *s, struct approval *ret, bool *ret_found, struct err *err)
{
	const struct request *r = &s->d->request;
	const struct approval of = { .kind = APPROVAL_CHANGE, .digest = s->digest };
	return approval_standing(s->d->in->db, r->org_id, r->id, &of, s->d->a, ret, ret_found, err);
}

static bool
begin_if_due(const struct change_state *s, bool *ret_began, struct err *err)
{
	struct approval given;
	bool found;
	const struct reg *newest = contact_register(s->d, err);
	if (!newest || !standing(s, &given, &found, err))
		return false;
	struct err evidence = { 0 };
	if (!found || s->nblocks > 0 || given.at + cooling_off(s->d, newest) > clock_now())
		return true;
	if (!change_check_evidence(s->d, &evidence))
		return evidence.kind == ERR_DENIED ||
		    err_set(err, evidence.kind, "%s", evidence.text);
	*ret_began = true;
	return change_begin_waiting(s, err);
}

bool
change_begin_approved(struct dossier *d, bool *ret_began, struct err *err)
{
	struct change_state s;
	*ret_began = false;
	if (!change_state_read(d, &s, err))
		return false;
	bool ok = !s.waits || begin_if_due(&s, ret_began, err);
	change_state_drop(&s);
	return ok;
}

/* ---- approving ---- */

static bool
check_digest(const struct change_state *s, const char *digest, struct err *err)
{
	const char *ref = s->d->request.reference;
	size_t n = digest ? strlen(digest) : 0;
	if (n < DIGITS_MIN || n > strlen(s->digest))
		return err_set(err, ERR_USAGE,
		    "--digest: 8 to 64 digits of what `dossier plan %s` shows", ref);
	return strncmp(digest, s->digest, n) == 0 ||
	    err_set(err, ERR_DENIED,
		"%s: what would be done is another than what you looked at: `dossier plan %s` "
		"shows it",
		ref, ref);
}

static bool
check_second(const struct change_state *s, bool demanded, struct err *err)
{
	const struct dossier *d = s->d;
	struct approval_state state = { .demanded = demanded };
	return !demanded ||
	    (approval_people(
		 d->in->db, d->request.org_id, d->request.id, d->a, &state.people, err) &&
		approval_check_second(d, &state, err));
}

static bool
approve(
    const struct change_state *s, const char *digest, struct change_approved *ret, struct err *err)
{
	struct dossier *d = s->d;
	struct approval before;
	bool given;
	const struct reg *newest = contact_register(d, err);
	if (!newest)
		return false;
	if (!s->waits)
		return err_set(err, ERR_DENIED,
		    "%s: nothing waits to be changed at a system: `dossier next %s`",
		    d->request.reference, d->request.reference);
	if (!check_digest(s, digest, err) || !change_blocked(s, err) ||
	    !change_check_evidence(d, err) || !check_second(s, is_demanded(d, newest), err) ||
	    !standing(s, &before, &given, err))
		return false;
	if (given)
		return err_set(err, ERR_DENIED, "%s was approved already, by %s",
		    d->request.reference, before.by);
	const struct approval a = {
		.kind = APPROVAL_CHANGE, .digest = s->digest, .by = d->who->name
	};
	usec_t wait = cooling_off(d, newest);
	*ret = (struct change_approved){ .alone = !conf_is_shared(&d->in->conf),
		.after = wait ? clock_now() + wait : 0 };
	return approval_insert(d->in->db, d->request.org_id, d->request.id, &a, err) &&
	    dossier_event(d, "change.approved",
		json_pack("{s:s, s:i, s:b}", "sha256", a.digest, "changes", 0, "alone", ret->alone),
		err) &&
	    (wait > 0 || change_begin_waiting(s, err));
}

bool
change_approve(struct installation *in, const struct actor *who, const char *reference,
    const char *digest, struct change_approved *ret, struct err *err)
{
	struct change_state s = { 0 };
	struct dossier *d = dossier_begin(in, who, reference, ACT_APPROVE_CHANGE, err);
	if (!d)
		return false;
	int64_t org_id = d->request.org_id;
	bool ok = change_state_read(d, &s, err) && approve(&s, digest, ret, err);
	if (s.d)
		change_state_drop(&s);
	return dossier_commit(d, ok, err) && installation_checkpoint(in, org_id, err);
}
