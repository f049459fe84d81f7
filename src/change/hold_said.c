/*
 * What people said has to stay where they erase, as holds of a statute: a row for each category,
 * article and last day. The day after, they are asked for it, as it was approved with all else.
 */
#include "dossier/text.h"
#include "hold_private.h"

/* It is to be said anew: what was said before stands until it is. */
static bool
is_open(const struct dossier *d, int64_t task_id, const char *category)
{
	for (size_t i = 0; i < d->outcomes.n; i++)
		if (d->outcomes.items[i].task_id == task_id &&
		    d->outcomes.items[i].o.code == OUTCOME_ASKED &&
		    strcmp(d->outcomes.items[i].o.category, category) == 0)
			return true;
	return false;
}

static bool
is_same(const struct hold *h, const struct outcome_row *x)
{
	return h->task_id == x->task_id && strcmp(h->category, x->o.category) == 0 &&
	    strcmp(h->article, x->o.why.article) == 0 && date_cmp(h->last, x->o.until) == 0 &&
	    h->records == x->o.count;
}

static bool
is_held(const struct outcome_row *x)
{
	return x->o.code == OUTCOME_HELD && x->o.why.article && date_is_set(x->o.until) &&
	    x->o.count > 0;
}

/* A row is there; one that was ended before its day was said otherwise meanwhile. */
static bool
is_known(const struct hold_list *all, const struct outcome_row *x)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct hold *h = &all->items[i];
		bool taken_back = h->ended_at && !date_is_set(h->looked);
		if (h->task_id && !taken_back && is_same(h, x))
			return true;
	}
	return false;
}

static bool
is_said(const struct dossier *d, const struct hold *h)
{
	for (size_t i = 0; i < d->outcomes.n; i++)
		if (is_held(&d->outcomes.items[i]) && is_same(h, &d->outcomes.items[i]))
			return true;
	return is_open(d, h->task_id, h->category);
}

static bool
write_said(const struct dossier *d, const struct task *t, const struct outcome *o, struct err *err)
{
	const struct hold_of w = hold_whose(d);
	const struct hold_words none = { 0 };
	struct hold h = { .request_id = d->request.id,
		.kind = HOLD_STATUTE,
		.system = t->system,
		.category = o->category,
		.task_id = t->id,
		.basis = o->why.basis,
		.article = o->why.article,
		.last = o->until,
		.records = o->count,
		.by = d->who->name };
	int64_t id;
	return hold_seal(&w, &h, &none, err) && hold_insert(d->in->db, d->org.id, &h, &id, err) &&
	    dossier_event(d, "hold.said",
		json_pack("{s:I, s:s, s:s, s:s?, s:o, s:I}", "hold", (json_int_t)id, "system",
		    h.system, "category", h.category, "basis", h.basis, "last_day",
		    date_json(h.last), "records", (json_int_t)h.records),
		err);
}

static const struct task *
task_by(const struct dossier *d, int64_t id)
{
	for (size_t i = 0; i < d->tasks.n; i++)
		if (d->tasks.items[i].id == id)
			return &d->tasks.items[i];
	return NULL;
}

static bool
end_unsaid(const struct dossier *d, const struct hold_list *all, struct err *err)
{
	const struct hold_mark over = { .ended = true };
	int64_t *ids = arena_alloc(d->a, (all->n + 1) * sizeof(*ids));
	size_t n = 0;
	auto_drop(json) json_t *ended = json_array();
	for (size_t i = 0; i < all->n; i++) {
		const struct hold *h = &all->items[i];
		if (!h->task_id || h->released_at || h->ended_at || is_said(d, h))
			continue;
		ids[n++] = h->id;
		json_array_append_new(ended, json_integer((json_int_t)h->id));
	}
	return n == 0 ||
	    (hold_mark(d->in->db, d->org.id, ids, n, &over, err) &&
		dossier_event(d, "hold.ended", json_pack("{s:O}", "holds", ended), err));
}

bool
change_hold_said(const struct dossier *d, struct err *err)
{
	const struct hold_filter f = {
		.org_id = d->org.id, .request_id = d->request.id, .over = true
	};
	struct hold_list all;
	if (!hold_list(d->in->db, &f, d->a, &all, err) || !end_unsaid(d, &all, err))
		return false;
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome_row *x = &d->outcomes.items[i];
		const struct task *t = is_held(x) ? task_by(d, x->task_id) : NULL;
		if (t && t->action == ACTION_ERASE && search_asks_people(t) && !is_known(&all, x) &&
		    !write_said(d, t, &x->o, err))
			return false;
	}
	return true;
}

/* ---- the day after ---- */

/* A claim on it that somebody placed meanwhile. */
static bool
is_claimed(const struct hold_list *placed, const struct hold *h, const struct dossier *d)
{
	for (size_t i = 0; i < placed->n; i++)
		if (strcmp(placed->items[i].category, h->category) == 0 &&
		    !hold_is_over(&placed->items[i], d->today))
			return true;
	return false;
}

bool
hold_said_waits(const struct dossier *d, const struct hold *h, bool *ret, struct err *err)
{
	const struct hold_of w = hold_whose(d);
	struct hold_list placed;
	struct err evidence = { 0 };
	*ret = h->task_id && !change_check_evidence(d, &evidence);
	if (!h->task_id || *ret)
		return evidence.kind == ERR_NONE || evidence.kind == ERR_DENIED ||
		    err_set(err, evidence.kind, "%s", evidence.text);
	if (!hold_of_person(d->in->db, &d->request, hold_blinds(&w), h->system, d->a, &placed, err))
		return false;
	*ret = is_claimed(&placed, h, d);
	return true;
}

static struct change_target *
target_for(struct change_target *t, size_t *n, const struct dossier *d, const char *system)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp(t[i].system, system) == 0)
			return &t[i];
	t[*n] = (struct change_target){ system, change_next(d), json_array(), NULL };
	return &t[(*n)++];
}

bool
hold_said_over(struct dossier *d, const struct hold *const *holds, size_t n, struct err *err)
{
	struct change_target *t = arena_alloc(d->a, (n + 1) * sizeof(*t));
	size_t ntargets = 0;
	for (size_t i = 0; i < n; i++) {
		struct change_target *x = target_for(t, &ntargets, d, holds[i]->system);
		if (!json_has(x->categories, holds[i]->category))
			json_array_append_new(
			    (json_t *)(uintptr_t)x->categories, json_string(holds[i]->category));
	}
	const struct change_round round = { .action = ACTION_ERASE,
		.purpose = ERASURE_HOLD_ENDED,
		.only = true,
		.targets = t,
		.n = ntargets };
	bool ok = n == 0 || change_start(d, &round, err);
	for (size_t i = 0; i < ntargets; i++)
		json_decref((json_t *)(uintptr_t)t[i].categories);
	return ok;
}
