/*
 * When all that had to be done of a category is done, it is carried out: by itself, with the
 * receipts as what shows it.
 */
#include "dossier/decide.h"
#include "change_private.h"

static const char right[] = "erasure";

/* Is each task done that names the category, and the last of each system no stopped one? */
static bool
is_carried_out(
    const struct dossier *d, const struct erasure_list *ledger, const char *category, bool *ret_any)
{
	*ret_any = false;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (t->action != ACTION_ERASE || !json_has(t->categories, category))
			continue;
		*ret_any = true;
		/* one that waits has nothing to erase by, and says so */
		if (strcmp(t->state, "done") != 0 && strcmp(t->state, "waiting") != 0)
			return false;
		const struct erasure *last = NULL;
		for (size_t k = 0; k < ledger->n; k++)
			if (strcmp(ledger->items[k].system, t->system) == 0)
				last = &ledger->items[k];
		if (last && strcmp(last->state, ERASURE_DONE) != 0)
			return false;
	}
	return *ret_any;
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
numbers(const struct dossier *d, const struct erasure_list *ledger)
{
	const char *list = NULL;
	for (size_t i = 0; i < ledger->n; i++)
		if (strcmp(ledger->items[i].state, ERASURE_DONE) == 0)
			list = list
			    ? arena_printf(d->a, "%s, %lld", list, (long long)ledger->items[i].id)
			    : arena_printf(d->a, "%lld", (long long)ledger->items[i].id);
	return list;
}

static bool
carry_out(struct dossier *d, const char *const *ids, size_t n, bool nothing, const char *receipts,
    struct err *err)
{
	struct err refused = { 0 };
	const struct decide_done x = {
		.right = right,
		.categories = ids,
		.ncategories = n,
		.done = !nothing,
		.nothing = nothing,
		.proof = receipts ? arena_printf(d->a, "receipts of the program: %s", receipts)
				  : "said of each system that was asked",
		.by = d->who->name,
	};
	if (n == 0 || decide_done(d, &x, &refused))
		return true;
	/* an officer decides then; what was done stands in the ledger */
	return refused.kind == ERR_DENIED || refused.kind == ERR_CONFLICT ||
	    err_set(err, refused.kind, "%s", refused.text);
}

static bool
settle(struct dossier *d, const struct erasure_list *ledger, struct err *err)
{
	const char *const *ids = right_categories(d, right, d->a);
	size_t ndone = 0, nnone = 0, n = 0;
	while (ids[n])
		n++;
	const char **done = arena_alloc(d->a, (n + 1) * sizeof(*done)),
		   **none = arena_alloc(d->a, (n + 1) * sizeof(*none));
	for (size_t i = 0; i < n; i++) {
		const struct right_part whole = { ids[i], "" };
		bool any;
		if (decision_of(&d->decisions, right, whole) ||
		    !is_carried_out(d, ledger, ids[i], &any))
			continue;
		if (was_anything(d, ids[i]))
			done[ndone++] = ids[i];
		else
			none[nnone++] = ids[i];
	}
	const char *receipts = numbers(d, ledger);
	return carry_out(d, done, ndone, false, receipts, err) &&
	    carry_out(d, none, nnone, true, receipts, err);
}

/* What was read with the dossier is from before what just ended. */
static bool
read_again(struct dossier *d, struct err *err)
{
	struct task_list tasks;
	struct outcome_list outcomes;
	const struct request *q = &d->request;
	if (!task_of_request(d->in->db, q->org_id, q->id, d->a, &tasks, err))
		return false;
	task_list_release(&d->tasks);
	d->tasks = tasks;
	if (!outcome_list(d->in->db, q->org_id, q->id, d->a, &outcomes, err))
		return false;
	d->outcomes = outcomes;
	return true;
}

bool
change_settle(struct dossier *d, struct err *err)
{
	const struct request_right *r = right_asked(d, right);
	struct erasure_list ledger;
	if (!r || !read_again(d, err) || !change_hold_said(d, err))
		return !r;
	return !right_is_open(r) ||
	    (erasure_list(d->in->db, d->request.org_id, d->request.id, d->a, &ledger, err) &&
		settle(d, &ledger, err));
}
