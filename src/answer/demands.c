/*
 * What there is of all that an answer must rest on (law/guard's demands), looked up: nothing is
 * assumed.
 */
#include "answer_private.h"
#include "dossier/erased.h"
#include "dossier/letter.h"
#include "dossier/phrase.h"
#include "dossier/post.h"

/* What is done at the systems for this right; nothing is erased before it was copied. */
static unsigned
actions_of(const char *right)
{
	unsigned actions = right_rule(right_of(right))->actions;
	return actions & 1u << ACTION_ERASE ? actions | 1u << ACTION_COLLECT : actions;
}

const struct task *
answer_task_awaited(const struct dossier *d, const char *right)
{
	return dossier_task_awaited(d, actions_of(right));
}

bool
answer_is_planned(const struct dossier *d, const char *right)
{
	struct plan plan = { 0 };
	if (strcmp(d->request.state, "logged") == 0)
		dossier_plan(d, NULL, d->a, &plan);
	size_t i = 0;
	while (i < plan.ntasks && !(actions_of(right) & 1u << plan.tasks[i].action))
		i++;
	return i == plan.ntasks;
}

const struct identifier *
answer_identifier_awaited(const struct dossier *d, const char *right)
{
	if (!(actions_of(right) & 1u << ACTION_COLLECT))
		return NULL;
	for (size_t i = 0; i < d->identifiers.n; i++)
		if (identifier_is_proposed(&d->identifiers.items[i]))
			return &d->identifiers.items[i];
	return NULL;
}

bool
answer_check_identifier(const struct dossier *d, const struct identifier *id, struct err *err)
{
	const char *ref = d->request.reference;
	const struct identifier *rival = identifier_rival(d, id);
	if (rival)
		return err_set(err, ERR_DENIED,
		    "%s: identifiers %" PRId64 " and %" PRId64 ", two %s of %.*s, may be two "
		    "people's (`dossier plan %s` shows them): --reject what led to the stranger, "
		    "or --confirm where both are theirs (art. 5(1)(f), 15(4) GDPR)",
		    ref, rival->id, id->id, id->kind, (int)strcspn(id->source, "/"), id->source,
		    ref);
	return err_set(err, ERR_DENIED,
	    "%s: identifier %" PRId64 " waits for a person: `dossier plan %s --confirm %" PRId64
	    "`, --reject or --shared",
	    ref, id->id, ref, id->id);
}

bool
answer_holds(const struct release *r, const char *path)
{
	auto_drop(json) json_t *contents = json_loads(r->contents, 0, NULL);
	size_t i;
	json_t *entry;
	json_array_foreach(contents, i, entry)
		if (strncmp(json_str_or(entry, "path", ""), path, strlen(path)) == 0)
			return true;
	return false;
}

bool
answer_keeps(const struct dossier *d, const char *right)
{
	return right_of(right) == RIGHT_ERASURE && erased_in_part(d, NULL);
}

/* Of what is held by law the article and how long; what stays as no ground applies, and why. */
static bool
keeps_with_reasons(const struct dossier *d)
{
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome *o = &d->outcomes.items[i].o;
		bool dated = date_is_set(o->until) || o->ahead;
		if ((o->code == OUTCOME_KEPT && o->why.code == REASON_NONE) ||
		    (o->code == OUTCOME_HELD && o->why.code != REASON_CLAIM &&
			!(o->why.article && dated)))
			return false;
	}
	return true;
}

/* Ground and facts of each part of it that was refused. */
static bool
has_reasons(const struct dossier *d, const char *right)
{
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		if ((f->kind == FACT_REFUSED || f->kind == FACT_REFUSED_IN_PART) && f->right &&
		    strcmp(f->right, right) == 0 && !(f->ground && f->sealed))
			return false;
	}
	return true;
}

/* The letter of a refusal can not be made without them, nor that which tells what is kept. */
static bool
was_told_remedies(const struct dossier *d, const char *right, const struct letter_list *letters)
{
	if (!decisions_told(&d->decisions, right))
		return answer_keeps(d, right);

	const char *kind = letter_rule(LETTER_REFUSAL)->name;
	for (size_t i = 0; i < letters->n; i++)
		if (strcmp(letters->items[i].kind, kind) == 0)
			return true;
	return false;
}

/* A list of some of them, for the line of an error; NULL: none. */
static const char *
listed(const struct right_part *parts, size_t n, struct arena *a)
{
	enum { SHOWN = 8 };
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < n && i < SHOWN; i++) {
		buf_addf(&b, "%s%s", i ? ", " : "", parts[i].category);
		if (*parts[i].purpose)
			buf_addf(&b, " (%s)", parts[i].purpose);
	}
	if (n > SHOWN)
		buf_addf(&b, phrase(" and %zu more"), n - SHOWN);
	return n ? arena_strdup(a, b.data) : NULL;
}

/* Was each part of it done or refused? Not of a right that is about nothing of ours. */
static bool
all_decided(const struct dossier *d, const char *right, const char **ret_lacks)
{
	struct right_part_list all;
	size_t n = 0;
	right_parts(d, right, d->a, &all);
	bool any = all.n > 0;
	for (size_t i = 0; i < all.n; i++)
		if (!decision_of(&d->decisions, right, all.items[i]))
			all.items[n++] = all.items[i];
	*ret_lacks = listed(all.items, n, d->a);
	return any && n == 0;
}

/* Each recipient of what was done, told; or why that is impossible (art. 19). */
static bool
all_told(const struct dossier *d, const char *right, const char **ret_lacks)
{
	const char *const *ids;
	size_t n = 0;
	done_recipients(d, right, false, d->a, &ids);
	while (ids[n])
		n++;
	struct right_part *untold = arena_alloc(d->a, (n + 1) * sizeof(*untold));
	for (size_t i = 0; i < n; i++)
		untold[i] = (struct right_part){ ids[i], "" };
	*ret_lacks = listed(untold, n, d->a);
	return n == 0 || done_is_excused(d, right);
}

bool
answer_demands_met(const struct dossier *d, const struct release *copy, const char *how,
    struct guard_answer *g, struct err *err)
{
	const char *right = right_name(g->right), *undecided;
	struct letter_list letters;
	if (!post_letters(d, d->a, &letters, err))
		return false;
	bool decided = all_decided(d, right, &undecided);
	const struct fact *asked, *transfer = fact_transfer(&d->facts, &asked);
	const char *unknown = decide_unidentified(d, right);
	const char *unauthorised = decide_unauthorised(d, right);
	const char *blank = informing_lacks(d), *unreviewed;
	if (!review_lacks(d, &unreviewed, err))
		return false;
	const bool met[DEMAND__MAX] = {
		[DEMAND_ACCOUNTED] = answer_is_planned(d, right) &&
		    !answer_task_awaited(d, right) && !answer_identifier_awaited(d, right),
		[DEMAND_AUTHORITY] = unauthorised == NULL,
		[DEMAND_IDENTITY] = unknown == NULL,
		[DEMAND_REVIEWED] = unreviewed == NULL,
		[DEMAND_COPY] = copy && copy->changes == d->request.changes,
		[DEMAND_INFORMATION] = !blank && copy && answer_holds(copy, "processing/"),
		[DEMAND_MACHINE] = copy && answer_holds(copy, "datapackage.json"),
		[DEMAND_TRANSFER] = !transfer || transfer->kind != FACT_TRANSFER_ASKED,
		[DEMAND_DECIDED] = decided,
		/* what was not refused is decided by being done */
		[DEMAND_DONE] = decided,
		[DEMAND_STOPPED] = decided,
		[DEMAND_HUMAN] = decided,
		[DEMAND_RECIPIENTS] = all_told(d, right, &g->lacks[DEMAND_RECIPIENTS]),
		[DEMAND_REASONS] =
		    has_reasons(d, right) && (!answer_keeps(d, right) || keeps_with_reasons(d)),
		[DEMAND_REMEDIES] = was_told_remedies(d, right, &letters),
		[DEMAND_SENT] = how && *how,
	};
	g->lacks[DEMAND_AUTHORITY] = unauthorised;
	g->lacks[DEMAND_IDENTITY] = unknown;
	g->lacks[DEMAND_INFORMATION] = blank;
	g->lacks[DEMAND_REVIEWED] = unreviewed;
	g->lacks[DEMAND_DECIDED] = g->lacks[DEMAND_STOPPED] = undecided;
	g->about = decide_about(d, right);
	g->met = 0;
	for (unsigned i = 0; i < DEMAND__MAX; i++)
		g->met |= (unsigned)met[i] << i;
	return true;
}
