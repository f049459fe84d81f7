/*
 * Onto the stop list. Weighs nothing: what stops by being asked law/objection says, and what is
 * decided an officer.
 */
#include "dossier/objection.h"
#include "dossier/suppress.h"
#include "decide_private.h"

const char *
suppress_place(const struct org *org, const char *kind, struct arena *a)
{
	return arena_printf(a, "suppression/%s/%s", org->slug, kind);
}

/* Sealed by the organisation's key: that of the request may be destroyed while the list stands. */
static bool
seal_all(const struct suppress *s, struct arena *a, struct suppressing *to, struct err *err)
{
	auto_drop(request_keys) struct request_keys *own = organisation_keys(s->in, s->org, err);
	struct suppression *ids = arena_alloc(a, (s->n + 1) * sizeof(*ids));
	if (!own)
		return false;
	for (size_t i = 0; i < s->n; i++) {
		const struct identifier_value *v = &s->ids[i];
		const struct identifier as = { .kind = v->kind, .state = "usable" };
		if (identifier_singles_out(&as))
			ids[to->n++] = (struct suppression){ .kind = v->kind,
				.blind =
				    vault_blind(s->in->vault, s->org->slug, v->kind, v->value, a),
				.sealed = seal(
				    own->ledger, suppress_place(s->org, v->kind, a), v->value, a) };
	}
	to->ids = ids;
	return true;
}

bool
suppress(const struct suppress *s, const char *const *purposes, struct arena *a, struct err *err)
{
	struct suppressing to = { .purposes = purposes, .channel = s->channel, .by = s->who->name };
	int64_t n;
	if (!purposes[0] || s->request->instructed_by)
		return true;
	if (!seal_all(s, a, &to, err))
		return false;
	return to.n == 0 ||
	    (suppression_insert(s->in->db, s->request, &to, &n, err) &&
		installation_event(s->in, s->who, s->org->id, s->request->id, "suppression.begun",
		    json_pack("{s:o, s:s?, s:I}", "purposes", json_strings(purposes, SIZE_MAX),
			"channel", s->channel, "entries", (json_int_t)n),
		    err));
}

bool
suppress_asked(const struct suppress *s, enum right right, const struct purpose *const *purposes,
    struct arena *a, struct err *err)
{
	size_t n = 0, k = 0;
	while (purposes[n])
		n++;
	const char **ids = arena_alloc(a, (n + 1) * sizeof(*ids));
	for (; *purposes; purposes++)
		if (stops_at_once(right, *purposes))
			ids[k++] = (*purposes)->id;
	ids[k] = NULL;
	if (s->channel && k == 0)
		return err_set(err, ERR_USAGE,
		    "--stop: by which channel is of what stops at once: an objection to direct "
		    "marketing, or consent withdrawn (--marketing, --purpose)");
	return suppress(s, ids, a, err);
}

bool
suppress_channel(
    struct db *db, const struct dossier *d, struct arena *a, const char **ret, struct err *err)
{
	const struct suppression_filter f = {
		.org_id = d->org.id, .request_id = d->request.id, .limit = 1
	};
	struct suppression_list l;
	if (!suppression_list(db, &f, a, &l, err))
		return false;
	*ret = l.n > 0 ? l.items[0].channel : NULL;
	return true;
}

/* By what the person of a request is known, in clear. */
static bool
of_dossier(struct dossier *d, struct suppress *ret, struct err *err)
{
	struct identifier_value *ids = arena_alloc(d->a, (d->identifiers.n + 1) * sizeof(*ids));
	*ret = (struct suppress){
		.in = d->in, .who = d->who, .org = &d->org, .request = &d->request, .ids = ids
	};
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (!identifier_singles_out(x))
			continue;
		const char *plain = unseal(d->keys->ledger,
		    seal_place(d->request.reference, x->kind, d->a), x->sealed, d->a, err);
		if (!plain)
			return false;
		ids[ret->n++] = (struct identifier_value){ x->kind, plain };
	}
	return true;
}

bool
suppress_right(struct dossier *d, const char *right, struct err *err)
{
	const struct request_right *r = right_asked(d, right);
	struct suppress s;
	return of_dossier(d, &s, err) &&
	    suppress_asked(&s, right_of(right), right_purposes(d, r, d->a), d->a, err);
}

/* Is nothing left to stop of what this task is about? */
static bool
is_over(const struct dossier *d, const struct task *t, const char *right)
{
	struct right_part_list all;
	bool any = false;
	right_parts(d, right, d->a, &all);
	for (size_t i = 0; i < all.n; i++) {
		const struct purpose *p = reg_purpose(d->reg, all.items[i].purpose);
		if (!p || !stops_at_once(right_of(right), p) ||
		    !json_has(t->categories, all.items[i].category))
			continue;
		if (!decision_of(&d->decisions, right, all.items[i]))
			return false;
		any = true;
	}
	return any;
}

/* Whoever was asked needs not say it any more: it was said of all, with what shows it. */
static bool
end_task(struct dossier *d, const struct task *t, struct err *err)
{
	struct outcome *o = arena_alloc(d->a, (json_array_size(t->categories) + 1) * sizeof(*o));
	size_t n;
	const json_t *id;
	bool begun = strcmp(t->state, "ready") != 0;
	json_array_foreach(t->categories, n, id)
		o[n] = (struct outcome){
			.category = json_string_value(id), .code = OUTCOME_STOPPED, .count = -1
		};
	const char *state = begun ? "done" : "skipped";
	return task_move(d->in->db, t, state, err) && task_outcomes_put(d->in->db, t, o, n, err) &&
	    dossier_event(d, "task.done",
		json_pack("{s:s, s:s, s:i, s:s, s:b}", "system", t->system, "action",
		    action_name(t->action), "change", t->change, "state", state, "decided", true),
		err);
}

static bool
end_tasks(struct dossier *d, const char *right, struct err *err)
{
	size_t n = 0;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		bool open = strcmp(t->state, "done") != 0 && strcmp(t->state, "skipped") != 0 &&
		    strcmp(t->state, "leased") != 0;
		if (t->action != ACTION_SUPPRESS || !open || !is_over(d, t, right))
			continue;
		if (!end_task(d, t, err))
			return false;
		n++;
	}
	return n == 0 || dossier_advance(d, err);
}

bool
suppress_decided(
    struct dossier *d, const char *right, const struct right_part_list *parts, struct err *err)
{
	struct suppress s;
	const char **ids = arena_alloc(d->a, (parts->n + 1) * sizeof(*ids));
	size_t n = 0;
	if (!(right_rule(right_of(right))->actions & 1u << ACTION_SUPPRESS))
		return true;
	ids[0] = NULL;
	for (size_t i = 0; i < parts->n; i++)
		if (*parts->items[i].purpose &&
		    !text_among(parts->items[i].purpose, ids, SIZE_MAX)) {
			ids[n++] = parts->items[i].purpose;
			ids[n] = NULL;
		}
	return n == 0 ||
	    (of_dossier(d, &s, err) && suppress(&s, ids, d->a, err) && end_tasks(d, right, err));
}
