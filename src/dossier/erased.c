/*
 * What became of an erasure at the systems. A program's receipt says it set by set, and of what
 * stays which columns; of what people were asked there is what they said.
 */
#include "dossier/change_rule.h"
#include "dossier/erased.h"
#include "dossier/store/erasure.h"
#include "dossier/text.h"
#include "dossier/verdict.h"

/* ---- a set of a receipt ---- */

static enum outcome_code
code_of(const json_t *set)
{
	const char *verdict = json_str_or(set, "verdict", ""), *act = json_str_or(set, "do", "");
	if (strcmp(verdict, verdict_words[VERDICT_HOLD]) == 0)
		return OUTCOME_HELD;
	if (strcmp(verdict, verdict_words[VERDICT_KEEP]) == 0 || strcmp(act, "nothing") == 0)
		return OUTCOME_KEPT;
	return strcmp(act, "delete") == 0 ? OUTCOME_ERASED : OUTCOME_ANONYMISED;
}

static enum reason_code
reason_of(const json_t *set, const char *first)
{
	static const enum reason_code codes[WHY__MAX] = {
		[WHY_STATUTE] = REASON_STATUTE,
		[WHY_CLAIM] = REASON_CLAIM,
		[WHY_RETENTION] = REASON_RETENTION,
		[WHY_CONTRACT] = REASON_CONTRACT,
		[WHY_OPT_OUT] = REASON_OPT_OUT,
		[WHY_SHARED] = REASON_SHARED,
		[WHY_REFERRED] = REASON_REFERRED,
		[WHY_NOT_OURS] = REASON_NOT_OURS,
	};
	if (strcmp(json_str_or(set, "verdict", ""), verdict_words[VERDICT_UNDECIDABLE]) == 0)
		return REASON_UNDECIDED;
	for (size_t i = 0; i < WHY__MAX; i++)
		if (strcmp(first, verdict_why_words[i]) == 0)
			return codes[i];
	return REASON_NONE;
}

static struct date
day_in(const json_t *why, const char *name)
{
	struct date day = { 0 };
	struct err no_day = { 0 };
	const char *text = json_str(why, name);
	return text && date_parse(text, &day, &no_day) ? day : (struct date){ 0 };
}

/* Of what only writes: it is as it was to be, by this or already, or people do it. */
static struct outcome
written_outcome(const json_t *set, const struct change_rule *rule, struct arena *a)
{
	bool told =
	    strcmp(json_str_or(set, "verdict", ""), verdict_words[VERDICT_UNDECIDABLE]) != 0;
	return (struct outcome){
		.category = arena_strdup(a, json_str(set, "category")),
		.code = told ? rule->outcome : OUTCOME_BY_HAND,
		.count = json_int_or(set, "n", 0),
		.collection = arena_strdup(a, json_str(set, "collection")),
	};
}

struct outcome
erased_outcome(const json_t *set, enum action action, struct arena *a)
{
	const struct change_rule *rule = change_rule(action);
	if (rule && !rule->destroys)
		return written_outcome(set, rule, a);
	const json_t *why = json_array_get(json_get(set, "why"), 0);
	struct outcome o = {
		.category = arena_strdup(a, json_str(set, "category")),
		.code = code_of(set),
		.count = json_int_or(set, "n", 0),
		.collection = arena_strdup(a, json_str(set, "collection")),
	};
	if (outcome_went(o.code))
		return o;
	o.why.code = reason_of(set, json_str_or(why, "code", ""));
	if (o.why.code == REASON_NONE)
		return o;
	o.why.basis = arena_strdup(a, json_str(why, "basis"));
	o.why.article = arena_strdup(a, json_str(why, "article"));
	o.ahead = json_flag(why, "ahead");
	o.until = day_in(why, "last");
	return o;
}

/* ---- by programs ---- */

static bool
stays(const struct outcome *o)
{
	return o->code == OUTCOME_HELD || o->code == OUTCOME_KEPT;
}

static const json_t *
collection_of(const struct dossier *d, const char *system, const char *name)
{
	const struct system *s = reg_system(d->reg, system);
	return system_collection(s ? s->json : NULL, name);
}

static bool
is_in_use(const json_t *set)
{
	size_t i;
	json_t *why;
	json_array_foreach(json_get(set, "why"), i, why)
		if (strcmp(json_str_or(why, "code", ""), verdict_why_words[WHY_CONTRACT]) == 0)
			return true;
	return false;
}

/* In that view of normal use, by what was said: of none it stands in it is not told. */
static bool
is_seen_in(const struct preview *p, const char *view)
{
	auto_drop(json) json_t *counts = json_loads(p->counts, 0, NULL);
	size_t i;
	const json_t *v;
	json_array_foreach(json_get(counts, "views"), i, v)
		if (strcmp(json_str_or(v, "view", ""), view) == 0 && json_int_or(v, "n", 0) > 0)
			return true;
	return false;
}

/* As its system said last, since it is kept: before, nothing was blocked. */
static bool
is_blocked(const struct erased *e, const struct erased_run *run, const json_t *rule)
{
	const char *view = json_str(json_get(rule, "blocked"), "view");
	const struct preview *last = NULL;
	usec_t kept;
	struct err none = { 0 };
	for (size_t i = 0; i < e->looks.n; i++)
		if (e->looks.items[i].counts && strcmp(e->looks.items[i].system, run->system) == 0)
			last = &e->looks.items[i];
	return view && last &&
	    instant_parse(json_str_or(run->receipt, "committed_at", ""), &kept, &none) &&
	    last->at > kept && !is_seen_in(last, view);
}

static struct erased_set
set_of(const struct dossier *d, const struct erased *e, const struct erased_run *run,
    const json_t *set)
{
	const json_t *why = json_array_get(json_get(set, "why"), 0), *kept = json_get(set, "kept");
	struct erased_set s = { .system = run->system,
		.o = erased_outcome(set, ACTION_ERASE, d->a) };
	const json_t *rule = json_get(collection_of(d, run->system, s.o.collection), "erase");
	s.review = day_in(why, "review");
	s.text = json_str(why, "text");
	s.kept = json_is_array(kept) ? kept : NULL;
	s.rest = s.kept && strcmp(json_str_or(set, "do", ""), "anonymise") == 0;
	s.in_use = stays(&s.o) && is_in_use(set);
	s.blocked = is_blocked(e, run, rule);
	return s;
}

/* A later run of the system looked at the same category again: what stays is as that one said. */
static bool
is_seen_later(const struct erased *e, size_t run, const char *category)
{
	for (size_t i = run + 1; i < e->nruns; i++) {
		size_t k;
		const json_t *set;
		if (strcmp(e->runs[i].system, e->runs[run].system) != 0)
			continue;
		json_array_foreach(json_get(e->runs[i].receipt, "sets"), k, set)
			if (strcmp(json_str_or(set, "category", ""), category) == 0)
				return true;
	}
	return false;
}

static void
add_runs(const struct dossier *d, struct erased *e)
{
	for (size_t i = 0; i < e->nruns; i++) {
		size_t k;
		const json_t *set;
		json_array_foreach(json_get(e->runs[i].receipt, "sets"), k, set) {
			const struct erased_set s = set_of(d, e, &e->runs[i], set);
			if (s.o.count > 0 && !(stays(&s.o) && is_seen_later(e, i, s.o.category)))
				e->items[e->n++] = s;
		}
	}
}

/* ---- by people ---- */

static const struct task *
erase_task(const struct dossier *d, int64_t id)
{
	for (size_t i = 0; i < d->tasks.n; i++)
		if (d->tasks.items[i].id == id)
			return d->tasks.items[i].action == ACTION_ERASE ? &d->tasks.items[i] : NULL;
	return NULL;
}

static bool
is_program(const struct erased *e, const char *system)
{
	for (size_t i = 0; i < e->nruns; i++)
		if (strcmp(e->runs[i].system, system) == 0)
			return true;
	return false;
}

static bool
is_told(enum outcome_code code)
{
	return outcome_went(code) || code == OUTCOME_HELD || code == OUTCOME_KEPT;
}

static void
add_people(const struct dossier *d, struct erased *e)
{
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome_row *row = &d->outcomes.items[i];
		const struct task *t = erase_task(d, row->task_id);
		if (t && is_told(row->o.code) && !is_program(e, t->system))
			e->items[e->n++] = (struct erased_set){ .system = t->system, .o = row->o };
	}
}

/* ---- all of it ---- */

static bool
read_runs(const struct dossier *d, struct erased *e, size_t *ret_sets, struct err *err)
{
	struct erasure_list l;
	if (!erasure_list(d->in->db, d->request.org_id, d->request.id, d->a, &l, err))
		return false;
	e->runs = arena_alloc(d->a, (l.n + 1) * sizeof(*e->runs));
	for (size_t i = 0; i < l.n; i++) {
		const struct erasure *run = &l.items[i];
		json_t *receipt = run->receipt ? json_loads(run->receipt, 0, NULL) : NULL;
		if (!receipt || strcmp(run->state, ERASURE_DONE) != 0 ||
		    strcmp(run->action, action_name(ACTION_ERASE)) != 0) {
			json_decref(receipt);
			continue;
		}
		json_array_append_new(e->receipts, receipt);
		*ret_sets += json_array_size(json_get(receipt, "sets"));
		e->runs[e->nruns++] = (struct erased_run){ run->id, run->system, receipt };
	}
	return true;
}

struct erased *
erased_read(const struct dossier *d, struct err *err)
{
	size_t nsets = d->outcomes.n;
	auto_drop(erased) struct erased *e = xcalloc(1, sizeof(*e));
	e->receipts = json_array();
	if (!read_runs(d, e, &nsets, err) ||
	    !preview_list(d->in->db, d->request.org_id, d->request.id, d->a, &e->looks, err))
		return NULL;
	e->items = arena_alloc(d->a, (nsets + 1) * sizeof(*e->items));
	add_runs(d, e);
	add_people(d, e);
	return take(e);
}

void
erased_free(struct erased *e)
{
	if (!e)
		return;
	json_decref(e->receipts);
	free(e);
}

bool
erased_was_asked(const struct dossier *d, const char *category)
{
	for (size_t i = 0; i < d->tasks.n; i++)
		if (d->tasks.items[i].action == ACTION_ERASE &&
		    json_has(d->tasks.items[i].categories, category))
			return true;
	return false;
}

bool
erased_any(const struct dossier *d, const char *category)
{
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome *o = &d->outcomes.items[i].o;
		if (outcome_went(o->code) && strcmp(o->category, category) == 0)
			return true;
	}
	return false;
}

bool
erased_in_part(const struct dossier *d, const char *category)
{
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome *o = &d->outcomes.items[i].o;
		if (stays(o) && o->why.code != REASON_NOT_OURS &&
		    (!category || strcmp(o->category, category) == 0))
			return true;
	}
	return false;
}

bool
erased_nowhere(const struct dossier *d, const struct decision *x)
{
	return right_of(x->right) == RIGHT_ERASURE && erased_was_asked(d, x->part.category) &&
	    !erased_any(d, x->part.category);
}

bool
erased_by(const struct dossier *d, const char *category, const char *recipient)
{
	bool any = false;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		const struct system *s = reg_system(d->reg, t->system);
		if (t->action != ACTION_ERASE || !json_has(t->categories, category) || !s ||
		    !s->recipient || strcmp(s->recipient, recipient) != 0)
			continue;
		any = true;
		if (strcmp(t->state, "done") != 0)
			return false;
	}
	return any;
}

bool
erased_is_silent(const struct dossier *d, const struct task *t)
{
	const struct system *s = reg_system(d->reg, t->system);
	return t->action == ACTION_ERASE && t->asked_at && strcmp(t->state, "done") != 0 && s &&
	    s->recipient;
}

bool
erased_unconfirmed(const struct dossier *d, const char *recipient)
{
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (erased_is_silent(d, t) &&
		    strcmp(reg_system(d->reg, t->system)->recipient, recipient) == 0)
			return true;
	}
	return false;
}

bool
erased_unsearched(const struct dossier *d, const struct task *t)
{
	for (size_t i = 0; i < d->outcomes.n; i++)
		if (d->outcomes.items[i].task_id == t->id &&
		    d->outcomes.items[i].o.code == OUTCOME_NOT_SEARCHED)
			return true;
	return strcmp(t->state, "waiting") == 0;
}
