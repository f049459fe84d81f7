/*
 * Views of a change: what would be done and what is in the way; and the receipts of what was done.
 */
#include "dossier/approval.h"
#include "dossier/phrase.h"
#include "change_private.h"

static json_t *
without_keys(const json_t *sets)
{
	json_t *list = json_array();
	size_t i;
	const json_t *s;
	json_array_foreach((json_t *)(uintptr_t)sets, i, s) {
		json_t *copy = json_copy((json_t *)(uintptr_t)s);
		(void)json_object_del(copy, "keys");
		json_array_append_new(list, copy);
	}
	return list;
}

static json_t *
or_list(json_t *v)
{
	return v ? json_incref(v) : json_array();
}

static json_t *
kinds_json(const char *const *kinds)
{
	return kinds ? json_strings(kinds, SIZE_MAX) : json_array();
}

/* Why it is asked nothing, in words; NULL: it is asked. */
static const char *
not_asked(const struct change_state *s, const struct code_words *words, const char *const *kinds)
{
	const struct reason why = { .code = REASON_NO_IDENTIFIER, .missing = kinds };
	return kinds ? reason_words(words, &why, phrase_language_now(), s->d->a) : NULL;
}

static json_t *
systems_json(const struct change_state *s, const struct code_words *words)
{
	json_t *list = json_array();
	for (size_t i = 0; i < s->nsystems; i++) {
		const struct change_system *x = &s->systems[i];
		const json_t *found = x->newest ? x->newest->found : NULL;
		auto_drop(json) json_t *sets = x->newest ? change_sets(s, x->newest) : NULL;
		json_array_append_new(list,
		    json_pack("{s:s, s:i, s:s, s:s?, s:o, s:s?, s:o, s:o, s:o, s:O?, s:o, s:s?}",
			"system", x->system, "change", x->newest ? x->newest->row.change : 0,
			"state",
			x->searching     ? "searching"
			    : x->by_hand ? "by-hand"
			    : x->started ? "started"
			    : x->newest  ? "previewed"
					 : "not-searched",
			"purpose", x->newest ? x->newest->row.purpose : NULL, "at",
			instant_json(x->newest ? x->newest->row.at : 0), "fingerprint",
			json_str(found, "fingerprint"), "sets", without_keys(sets), "problems",
			or_list(json_get(found, "problems")), "notes",
			or_list(json_get(found, "notes")), "side_effects",
			change_effects(s, x->system), "missing", kinds_json(x->missing),
			"not_asked", not_asked(s, words, x->missing)));
	}
	return list;
}

static json_t *
people_json(const struct change_state *s, const struct code_words *words)
{
	json_t *list = json_array();
	for (size_t i = 0; i < s->npeople; i++) {
		const struct change_people *p = &s->people[i];
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:O, s:O, s:O?, s:o, s:s?}", "system", p->system,
			"connector", p->connector, "categories", p->categories, "open", p->open,
			"side_effects", change_effects(s, p->system), "missing",
			kinds_json(p->missing), "not_asked", not_asked(s, words, p->missing)));
	}
	return list;
}

static json_t *
decisions_json(const struct change_state *s)
{
	static const char *const fates[] = { "open", "erase", "kept", "done", "not-ours" };
	json_t *list = json_array();
	for (size_t i = 0; i < s->ncategories; i++) {
		const struct change_category *c = &s->categories[i];
		const struct category *r = reg_category(s->d->reg, c->id);
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s?, s:s?, s:s}", "category", c->id, "decision",
			fates[c->fate], "undecided", c->undecided, "ground", c->ground, "role",
			c->role ? c->role
			    : r ? role_name(r->role)
				: role_name(ROLE_UNCLEAR)));
	}
	return list;
}

static json_t *
blocked_json(const struct change_state *s)
{
	json_t *list = json_array();
	for (size_t i = 0; i < s->nblocks; i++)
		json_array_append_new(list,
		    json_pack("{s:s, s:s?, s:s?}", "code", s->blocks[i].code, "system",
			s->blocks[i].system, "category", s->blocks[i].category));
	return list;
}

static json_t *
approval_json(const struct change_state *s, struct err *err)
{
	const struct request *r = &s->d->request;
	const struct approval of = { .kind = APPROVAL_CHANGE, .digest = s->digest };
	struct approval given;
	bool found;
	if (!approval_standing(s->d->in->db, r->org_id, r->id, &of, s->d->a, &given, &found, err))
		return NULL;
	return found ? json_pack("{s:s, s:o}", "by", given.by, "at", instant_json(given.at))
		     : json_null();
}

static json_t *
view(const struct change_state *s, struct err *err)
{
	const struct code_words *words = installation_words(s->d->in, err);
	json_t *approval = words ? approval_json(s, err) : NULL;
	if (!approval)
		return NULL;
	if (s->nsystems + s->npeople + s->ledger.n == 0) {
		json_decref(approval);
		return json_null();
	}
	return json_pack("{s:s, s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o}", "digest", s->digest,
	    "waits", s->waits, "ready", s->waits && s->nblocks == 0, "blocked", blocked_json(s),
	    "systems", systems_json(s, words), "people", people_json(s, words), "decisions",
	    decisions_json(s), "ends", change_ends(s), "approval", approval);
}

json_t *
view_change(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	struct change_state s;
	if (!d || !change_state_read(d, &s, err))
		return NULL;
	json_t *v = view(&s, err);
	change_state_drop(&s);
	return v;
}

/* ---- receipts ---- */

/* A day where the register says nothing. */
usec_t
change_again_at(const struct reg *r, const struct erasure *e)
{
	const struct system *x = reg_system(r, e->system);
	const char *period =
	    json_str_or(x ? json_get(x->json, "erasure") : NULL, "again_after", "P1D");
	return e->ended_at + change_period(period);
}

/* The last of its system that was done is looked at again; what it left until then, by itself. */
static bool
is_to_look(const struct erasure_list *l, size_t at, const json_t *receipt)
{
	const struct erasure *e = &l->items[at];
	const struct change_rule *rule = change_rule_named(e->action);
	for (size_t i = at + 1; i < l->n; i++)
		if (strcmp(l->items[i].system, e->system) == 0 &&
		    (!rule->destroys || strcmp(l->items[i].action, e->action) == 0))
			return false;
	return rule->looked && strcmp(e->state, ERASURE_DONE) == 0 && !json_get(receipt, "later");
}

/* Who approved it; *ret NULL: nobody had to, as what a hold kept was over, or it is a replay. */
static bool
approved_by(const struct dossier *d, const struct erasure_list *l, size_t at, const char **ret,
    struct err *err)
{
	const struct erasure *e = &l->items[at];
	usec_t after = 1;
	struct approval given;
	bool found = false;
	if (strcmp(e->purpose, ERASURE_HOLD_ENDED) == 0)
		for (size_t i = 0; i < at; i++)
			if (l->items[i].change < e->change)
				after = l->items[i].planned_at;
	*ret = NULL;
	if (strcmp(e->purpose, ERASURE_REPLAY) == 0 || !change_rule_named(e->action)->destroys)
		return true;
	if (!approval_of_change(d->in->db, d->request.org_id, e->request_id, e->planned_at, after,
		d->a, &given, &found, err))
		return false;
	*ret = found ? given.by : NULL;
	return true;
}

static bool
add_receipt(const struct dossier *d, const struct reg *reg, const struct erasure_list *l, size_t at,
    json_t *list, struct err *err)
{
	const struct erasure *e = &l->items[at];
	const char *approver;
	struct date today;
	if (!approved_by(d, l, at, &approver, err) || !org_today(&d->org, &today, err))
		return false;
	json_t *receipt = e->receipt ? json_loads(e->receipt, 0, NULL) : json_null();
	change_expired(receipt, today);
	bool look = is_to_look(l, at, receipt);
	json_array_append_new(list,
	    json_pack("{s:I, s:s, s:s, s:i, s:s, s:s, s:o, s:s, s:s?, s:o, s:o, s:o}", "number",
		(json_int_t)e->id, "system", e->system, "action", e->action, "change", e->change,
		"purpose", e->purpose, "state", e->state, "planned", instant_json(e->planned_at),
		"by", e->by, "approved_by", approver, "ended", instant_json(e->ended_at), "again",
		look ? instant_json(change_again_at(reg, e)) : json_null(), "receipt",
		receipt ? receipt : json_null()));
	return true;
}

json_t *
view_receipts(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	const struct reg *reg = d ? contact_register(d, err) : NULL;
	auto_drop(json) json_t *list = json_array();
	struct erasure_list l;
	if (!reg || !erasure_list(in->db, d->request.org_id, d->request.id, d->a, &l, err))
		return NULL;
	for (size_t i = 0; i < l.n; i++)
		if (!add_receipt(d, reg, &l, i, list, err))
			return NULL;
	json_t *people = change_people_receipts(d, reg, err);
	return people ? json_pack("{s:s, s:O, s:o}", "reference", d->request.reference, "receipts",
			    list, "people", people)
		      : NULL;
}
