/*
 * The day after a hold: what its system said then. What is left to erase waits for an approval,
 * unless the register lets it go by itself; where nothing is, what is held is as the system says.
 */
#include "hold_private.h"

bool
change_asks_hold_end(const struct reg *r)
{
	return !r || r->asks_at_hold_end;
}

static bool
is_hold_end(const struct change_found *f)
{
	return strcmp(f->row.purpose, PREVIEW_HOLD_ENDED) == 0;
}

/* All that waits is of that kind, and something does. */
static bool
waits_for_holds(const struct change_state *s)
{
	bool any = false;
	for (size_t i = 0; i < s->nsystems; i++) {
		const struct change_system *x = &s->systems[i];
		if (!x->newest || x->started)
			continue;
		if (!is_hold_end(x->newest))
			return false;
		any = true;
	}
	return any && !change_asks_any(s);
}

bool
change_begin_unattended(struct dossier *d, bool *ret_began, struct err *err)
{
	struct change_state s;
	struct err evidence = { 0 };
	const struct reg *newest = contact_register(d, err);
	*ret_began = false;
	if (!newest)
		return false;
	/* whoever loads a register that asks for less frees no request that is there */
	bool asks = change_asks_hold_end(d->reg) || change_asks_hold_end(newest), own = false;
	if (!change_state_read(d, &s, err))
		return false;
	bool ok = !asks || !waits_for_holds(&s) || change_is_unasked(&s, &own, err);
	if (ok && (!asks || own) && waits_for_holds(&s) && s.nblocks == 0 &&
	    change_check_evidence(d, &evidence)) {
		*ret_began = true;
		ok = dossier_event(
			 d, "change.unattended", json_pack("{s:s}", "sha256", s.digest), err) &&
		    change_begin_waiting(&s, err);
	}
	change_state_drop(&s);
	return ok;
}

/* The last row of the ledger of that system that was done; NULL: none. */
static const struct erasure *
last_done(const struct change_state *s, const char *system)
{
	for (size_t i = s->ledger.n; i > 0; i--)
		if (strcmp(s->ledger.items[i - 1].system, system) == 0 &&
		    strcmp(s->ledger.items[i - 1].state, ERASURE_DONE) == 0)
			return &s->ledger.items[i - 1];
	return NULL;
}

static bool
looked(struct change_state *s, const struct change_found *f, bool *ret_idle, struct err *err)
{
	struct dossier *d = s->d;
	const struct erasure *e = last_done(s, f->row.system);
	auto_drop(json) json_t *sets = change_sets(s, f);
	size_t problems = json_array_size(json_get(f->found, "problems"));
	*ret_idle = problems == 0 && !change_does_anything(sets);
	return !*ret_idle ||
	    (preview_idle(d->in->db, &d->request, f->row.system, f->row.change, err) &&
		(!e || hold_reconcile(d, e, sets, NULL, err)) &&
		dossier_event(d, "hold.looked", json_pack("{s:s}", "system", f->row.system), err));
}

bool
change_hold_looked(struct dossier *d, const char *system, int change, struct err *err)
{
	struct change_state s;
	bool idle = true, began;
	if (!change_state_read(d, &s, err))
		return false;
	bool ok = true;
	for (size_t i = 0; ok && i < s.found.n; i++) {
		const struct change_found *f = &s.found.items[i];
		if (f->row.change == change && strcmp(f->row.system, system) == 0 && f->found &&
		    is_hold_end(f))
			ok = looked(&s, f, &idle, err);
	}
	change_state_drop(&s);
	return ok && (idle || change_begin_unattended(d, &began, err));
}
