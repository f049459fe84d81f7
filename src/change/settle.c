/*
 * When all that had to be done of a category is done, it is carried out: by itself, with the
 * receipts as what shows it.
 */
#include "dossier/corrected.h"
#include "dossier/decide.h"
#include "change_private.h"
#include "hold_private.h"

/* What is settled: an action, for a right. */
struct settling {
	struct dossier *d;
	const struct change_rule *rule;
	const char *right;
	struct erasure_list ledger;
	struct preview_list rounds;
	json_t *purposes; /* that stop, of those rounds: ids */
};

/* Is ${t} of it? A round that was asked for says for which right, and which purposes stop. */
static bool
is_of(struct settling *x, const struct task *t, bool *ret, struct err *err)
{
	*ret = t->action == x->rule->action;
	if (!*ret || x->rule->destroys)
		return true;
	const struct preview *round = change_round_of(&x->rounds, t->system, t->change);
	auto_drop(json) json_t *wanted = wanted_open(x->d, round, x->d->a, err);
	if (!wanted)
		return false;
	*ret = strcmp(json_str_or(wanted, "right", ""), x->right) == 0;
	if (*ret && json_is_array(json_get(wanted, "values"))) {
		size_t i;
		json_t *id;
		json_array_foreach(json_get(wanted, "values"), i, id)
			if (!json_has(x->purposes, json_string_value(id)))
				json_array_append(x->purposes, id);
	}
	return true;
}

static bool
is_stopped(const struct settling *x, const struct task *t)
{
	const struct erasure *last = NULL;
	for (size_t k = 0; k < x->ledger.n; k++)
		if (strcmp(x->ledger.items[k].system, t->system) == 0 &&
		    strcmp(x->ledger.items[k].action, action_name(t->action)) == 0)
			last = &x->ledger.items[k];
	return last && strcmp(last->state, ERASURE_DONE) != 0;
}

/* A program is asked still what there is of it, so that more is to come. */
static bool
is_looking(const struct settling *x, const struct task *t, const char *category)
{
	return t->action == ACTION_FIND && json_has(t->categories, category) &&
	    !x->rule->destroys && change_find_action(&x->rounds, t) == x->rule->action &&
	    strcmp(t->state, "done") != 0 && strcmp(t->state, "skipped") != 0 &&
	    strcmp(t->state, "waiting") != 0;
}

/* Is each task done that names the category, and the last of each system no stopped one? */
static bool
is_carried_out(struct settling *x, const char *category, bool *ret, bool *ret_any, struct err *err)
{
	*ret_any = false;
	*ret = true;
	for (size_t i = 0; i < x->d->tasks.n; i++) {
		const struct task *t = &x->d->tasks.items[i];
		bool ours;
		if (is_looking(x, t, category))
			*ret = false;
		if (!json_has(t->categories, category))
			continue;
		if (!is_of(x, t, &ours, err))
			return false;
		if (!ours)
			continue;
		*ret_any = true;
		/* one that waits has nothing to change by, and says so */
		if ((strcmp(t->state, "done") != 0 && strcmp(t->state, "waiting") != 0) ||
		    is_stopped(x, t))
			*ret = false;
	}
	*ret = *ret && *ret_any;
	return true;
}

/* Was there anything of it: was nothing at all found, and nobody asked, there was nothing to do. */
static bool
was_anything(const struct dossier *d, const char *category)
{
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome *o = &d->outcomes.items[i].o;
		if (strcmp(o->category, category) == 0 && o->code != OUTCOME_NOTHING &&
		    o->code != OUTCOME_NOT_SEARCHED)
			return true;
	}
	return false;
}

static const char *
numbers(const struct settling *x)
{
	struct arena *a = x->d->a;
	const char *list = NULL;
	for (size_t i = 0; i < x->ledger.n; i++) {
		const struct erasure *e = &x->ledger.items[i];
		if (strcmp(e->state, ERASURE_DONE) == 0 &&
		    strcmp(e->action, action_name(x->rule->action)) == 0)
			list = list ? arena_printf(a, "%s, %lld", list, (long long)e->id)
				    : arena_printf(a, "%lld", (long long)e->id);
	}
	return list;
}

static bool
carry_out(struct settling *x, const char *const *ids, size_t n, bool nothing, struct err *err)
{
	struct err refused = { 0 };
	struct dossier *d = x->d;
	const char *receipts = numbers(x);
	const struct decide_done done = {
		.right = x->right,
		.categories = ids,
		.ncategories = n,
		.purposes = json_texts(x->purposes, d->a),
		.npurposes = json_array_size(x->purposes),
		.done = !nothing,
		.nothing = nothing,
		.proof = receipts ? arena_printf(d->a, "receipts of the program: %s", receipts)
				  : "said of each system that was asked",
		.by = d->who->name,
	};
	if (n == 0 || decide_done(d, &done, &refused))
		return true;
	/* an officer decides then; what was done stands in the ledger */
	return refused.kind == ERR_DENIED || refused.kind == ERR_CONFLICT ||
	    err_set(err, refused.kind, "%s", refused.text);
}

/* Is all of it decided already? Of what is by purpose that is each of these. */
static bool
is_decided(const struct settling *x, const char *category)
{
	const struct right_part whole = { category, "" };
	size_t n = json_array_size(x->purposes);
	for (size_t i = 0; i < n; i++) {
		const struct right_part part = { category,
			json_string_value(json_array_get(x->purposes, i)) };
		if (!decision_of(&x->d->decisions, x->right, part))
			return false;
	}
	return n > 0 || decision_of(&x->d->decisions, x->right, whole);
}

static bool
settle(struct settling *x, struct err *err)
{
	struct dossier *d = x->d;
	const char *const *ids = right_categories(d, x->right, d->a);
	size_t ndone = 0, nnone = 0, n = 0;
	while (ids[n])
		n++;
	const char **done = arena_alloc(d->a, (n + 1) * sizeof(*done)),
		   **none = arena_alloc(d->a, (n + 1) * sizeof(*none));
	for (size_t i = 0; i < n; i++) {
		bool out, any;
		if (!is_carried_out(x, ids[i], &out, &any, err))
			return false;
		if (!out || is_decided(x, ids[i]) ||
		    (x->rule->action == ACTION_RECTIFY && fact_corrected_back(&d->facts, ids[i])))
			continue;
		if (was_anything(d, ids[i]))
			done[ndone++] = ids[i];
		else
			none[nnone++] = ids[i];
	}
	none[nnone] = NULL;
	return carry_out(x, done, ndone, false, err) && carry_out(x, none, nnone, true, err) &&
	    (x->rule->action != ACTION_RESTRICT || nnone == 0 ||
		hold_unrestricted(x->d, none, "there is nothing of it to keep", err));
}

/* A lift is no part of what was asked: it ends what was granted. */
static bool
settle_right(struct settling *x, enum right right, struct err *err)
{
	const struct request_right *r = right_asked(x->d, right_name(right));
	x->right = right_name(right);
	for (unsigned a = 0; r && right_is_open(r) && a < ACTION__MAX; a++) {
		x->rule = change_rule((enum action)a);
		if (!x->rule || a == ACTION_LIFT || !(x->rule->rights & 1u << right))
			continue;
		auto_drop(json) json_t *purposes = x->purposes = json_array();
		if (!settle(x, err))
			return false;
	}
	return true;
}

/* What was read with the dossier is from before what just ended. */
bool
change_read_again(struct dossier *d, struct err *err)
{
	const struct request *q = &d->request;
	struct task_list tasks;
	if (!task_of_request(d->in->db, q->org_id, q->id, d->a, &tasks, err))
		return false;
	task_list_release(&d->tasks);
	d->tasks = tasks;
	return outcome_list(d->in->db, q->org_id, q->id, d->a, &d->outcomes, err);
}

bool
change_settle(struct dossier *d, struct err *err)
{
	struct settling x = { .d = d };
	const struct request *q = &d->request;
	bool erases = right_asked(d, right_name(RIGHT_ERASURE)) != NULL;
	if (!change_read_again(d, err) || (erases && !change_hold_said(d, err)) ||
	    !erasure_list(d->in->db, q->org_id, q->id, d->a, &x.ledger, err) ||
	    !preview_list(d->in->db, q->org_id, q->id, d->a, &x.rounds, err))
		return false;
	for (unsigned r = 0; r < RIGHT__MAX; r++)
		if (!settle_right(&x, (enum right)r, err))
			return false;
	return true;
}
